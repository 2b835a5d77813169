"""XPath that finds all matches of a pattern in time linear in the document.

`//a[x]//b[y]` is the plain way to find what the pattern `a[x]//b[y]` matches, but libxml2 merges
node-sets for it and compares each node with all others: quadratic in the number of matches. Read
from its end, as pattern matching does, `/descendant::b[y][ancestor::a[x]]` merges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_STEP = re.compile(
    r"(?:child::)?((?:[^\W\d][\w.\-]*:)?(?:\*|[^\W\d][\w.\-]*))\s*((?:\[.*\]\s*)?)", re.DOTALL
)
_COMPARES = re.compile(r"[=<>]|\b(?:and|or)\b")
_COUNTS = re.compile(
    r"^\s*[-\d$().]*\s*$|^\s*[-\d$]|\s[-*]\s|[+]|\b(?:div|mod)\b"
    r"|\b(?:count|sum|number|floor|ceiling|round|string-length)\s*\("
)
_PLACE = re.compile(r"\b(?:position|last)\s*\(")
_VARIABLE = re.compile(r"\$([\w.\-]+)")
_LONGEST = 20_000  # characters of an expression with its variables spelt out


def everywhere(pattern: str) -> str:
    """An XPath from the root for all that a match pattern (`a[x]/b | c`) matches."""
    return " | ".join(from_end(one) or _plainly(one) for one in split(pattern, "|"))


def _plainly(pattern: str) -> str:
    return pattern if pattern.startswith("/") else f"//{pattern}"


def from_end(path: str) -> str | None:
    """The path read from its end; None where that might mean something else.

    That is so for predicates that count (`a[1]`), and for steps that are not names of elements.
    """
    steps = _steps(path)
    if steps is None:
        return None
    found = ""
    for separator, name, predicates in steps:
        before = ""
        if separator == "root":
            before = "[not(parent::*)]"
        elif found:
            before = f"[{'parent' if separator == '/' else 'ancestor'}::{found}]"
        found = f"{name}{predicates}{before}"
    return f"/descendant::{found}"


def _steps(path: str) -> list[tuple[str, str, str]] | None:
    """(separator before it, name test, predicates) of each step."""
    parts = split(path, "/")
    steps: list[tuple[str, str, str]] = []
    separator = "//"  # what a relative pattern begins with
    if not parts[0] and len(parts) > 1:
        separator, parts = "root", parts[1:]
    for part in parts:
        if not part:
            separator = "//"
            continue
        match = _STEP.fullmatch(part)
        if not match or any(_counts(one) for one in _predicates(match[2])):
            return None
        steps.append((separator, match[1], match[2].strip()))
        separator = "/"
    return steps or None


def _counts(predicate: str) -> bool:
    """Whether a predicate may be a number or ask for a place, so that it depends on its axis."""
    if _PLACE.search(predicate):
        return True
    outside = "".join(_outside(predicate))
    return not _COMPARES.search(outside) and bool(_COUNTS.search(outside))


def counts_places(expression: str) -> bool:
    """Whether an expression asks for its own place with `position()` or `last()`.

    Inside a predicate they are about something else.
    """
    depth, outside = 0, ""
    for character, _ in _depths(expression):
        depth += {"[": 1, "]": -1}.get(character, 0)
        outside += character if depth == 0 else ""
    return bool(_PLACE.search(outside))


def spelt_out(expression: str, values: dict[str, str]) -> str | None:
    """The expression with the expressions of its variables put into it, the last one first.

    None where a variable stands in a predicate: there, its expression would start elsewhere.
    """
    for name in reversed(values):
        parts, end = [], 0
        for match in _VARIABLE.finditer(expression):
            if match[1] != name:
                continue
            if not _is_outside(expression, match.start()):
                return None
            parts.append(f"{expression[end : match.start()]}({values[name]})")
            end = match.end()
        expression = "".join([*parts, expression[end:]])
        if len(expression) > _LONGEST:
            return None
    return expression


def _is_outside(expression: str, place: int) -> bool:
    """Whether a place is in no predicate and no quotes."""
    depth, quote = 0, ""
    for character in expression[:place]:
        if quote or character in "'\"":
            quote = "" if character == quote else quote or character
        else:
            depth += {"[": 1, "]": -1}.get(character, 0)
    return depth == 0 and not quote


def _predicates(text: str) -> Iterator[str]:
    """The predicates of `[a][b[c]]`: `a` and `b[c]`."""
    start = 0
    for number, (character, depth) in enumerate(_depths(text)):
        if character == "[" and depth == 1:
            start = number + 1
        elif character == "]" and depth == 0:
            yield text[start:number]


def _outside(text: str) -> Iterator[str]:
    """The characters outside brackets, parentheses and quotes, with the opening ones."""
    before = 0
    for character, depth in _depths(text):
        if depth == 0 or before == 0:
            yield character
        before = depth


def split(text: str, separator: str) -> list[str]:
    """The parts of an expression between separators outside brackets and quotes, stripped."""
    parts = [""]
    for character, depth in _depths(text):
        if character == separator and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def _depths(text: str) -> Iterator[tuple[str, int]]:
    """Each character, and how deep in brackets and quotes one is after it."""
    depth, quote = 0, ""
    for character in text:
        if quote:
            quote = "" if character == quote else quote
            depth -= not quote
        elif character in "'\"":
            quote = character
            depth += 1
        elif character in "[(":
            depth += 1
        elif character in "])":
            depth -= 1
        yield character, depth
