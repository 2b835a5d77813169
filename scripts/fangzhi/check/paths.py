"""XPath that finds all matches of a pattern in time linear in the document.

`//a[x]//b[y]` is the plain way to find what the pattern `a[x]//b[y]` matches, but libxml2 merges
node-sets for it and compares each node with all others: quadratic in the number of matches. Read
from its end, as pattern matching does, `/descendant::b[y][ancestor::a[x]]` merges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

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
_AND, _OR = re.compile(r"\sand\s"), re.compile(r"\sor\s")
_ATTRIBUTE = re.compile(r"@(?:[^\W\d][\w.\-]*:)?[^\W\d][\w.\-]*")
_EQUALS = re.compile(r"@((?:[^\W\d][\w.\-]*:)?[^\W\d][\w.\-]*)\s*=\s*'([^']*)'")
_SELF = re.compile(r"self::(?:[^\W\d][\w.\-]*:)?[^\W\d][\w.\-]*")
_LACKS = re.compile(r"not\(\s*(@?(?:[^\W\d][\w.\-]*:)?[^\W\d][\w.\-]*)\s*\)")
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
    _, name, predicates = steps[-1]
    return f"/descendant::{name}{predicates}{''.join(f'[{one}]' for one in _above(steps))}"


def _above(steps: list[tuple[str, str, str]]) -> list[str]:
    """The condition that an element of the last step stands where the steps lead; none or one."""
    separator, _, _ = steps[-1]
    if separator == "root":
        return ["not(parent::*)"]
    if len(steps) == 1:
        return []
    _, name, predicates = steps[-2]
    before = "".join(f"[{one}]" for one in _above(steps[:-1]))
    return [f"{'parent' if separator == '/' else 'ancestor'}::{name}{predicates}{before}"]


def any_that(context: str, condition: str) -> str:
    """An XPath for something, exactly where an element that a pattern matches has a condition.

    It is made to be asked for yes or no, mostly no, in little time. Conditions are asked in the
    order of their length, because short ones mostly take less time; for elements of any name, one
    begins at the attributes or names that the pattern demands of them, and what it gives is these.
    """
    return " | ".join(_any(one, condition) for one in split(context, "|"))


def _any(path: str, condition: str) -> str:
    steps = _steps(path)
    if steps is None:
        return f"({_plainly(path)})[{condition}]"
    _, name, predicates = steps[-1]
    conditions = [*_predicates(predicates), *_above(steps), condition]
    asked = "".join(f"[{one}]" for one in sorted(conditions, key=len))
    for demand in _demands(predicates) if name.endswith("*") else ():
        if all(_ATTRIBUTE.fullmatch(one) for one in demand):
            return " | ".join(f"/descendant::*/{one}[parent::{name}{asked}]" for one in demand)
        if all(_SELF.fullmatch(one) for one in demand):
            names = [one.removeprefix("self::") for one in demand]
            if all(one.startswith(name[:-1]) for one in names):  # of the prefix in `tei:*`
                return " | ".join(f"/descendant::{one}{asked}" for one in names)
    return f"/descendant::{name}{asked}"


def element_names(context: str) -> list[str]:
    """The names of elements of which one that a pattern matches has one; none if it may have any.

    They are told where the pattern is a single path.
    """
    steps = _steps(context) if len(split(context, "|")) == 1 else None
    if not steps:
        return []
    _, name, predicates = steps[-1]
    if not name.endswith("*"):
        return [name]
    for demand in _demands(predicates):
        names = [one.removeprefix("self::") for one in demand if _SELF.fullmatch(one)]
        if len(names) == len(demand) and all(one.startswith(name[:-1]) for one in names):
            return names
    return []


def demanded(context: str) -> tuple[str, frozenset[str]] | None:
    """An attribute that an element must have for a pattern, and the values it may have there.

    Without values it may have any. None where no attribute is demanded that is always the same.
    """
    steps = _steps(context) if len(split(context, "|")) == 1 else None
    for demand in _demands(steps[-1][2]) if steps else ():
        if len(demand) == 1 and _ATTRIBUTE.fullmatch(demand[0]):
            return demand[0][1:], frozenset()
        equal = [match for one in demand if (match := _EQUALS.fullmatch(one))]
        if len(equal) == len(demand) and len({match[1] for match in equal}) == 1:
            return equal[0][1], frozenset(match[2] for match in equal)
    return None


def lacked(condition: str) -> str:
    """What an element that has a condition lacks: an attribute (`@a`), a child (`a`), or empty."""
    match = _LACKS.fullmatch(condition)
    return match[1] if match else ""


def among(variable: str, context: str, condition: str) -> str:
    """An XPath for those elements of a variable that match a pattern and have a condition.

    The pattern must be a single path, one for which `element_names` has an answer.
    """
    steps = _steps(context) or []
    _, name, predicates = steps[-1]
    conditions = [f"self::{name}", *_predicates(predicates), *_above(steps), condition]
    return f"${variable}{''.join(f'[{one}]' for one in sorted(conditions, key=len))}"


def _demands(predicates: str) -> Iterator[list[str]]:
    """Lists of conditions of which an element must meet at least one, by its predicates."""
    for predicate in _predicates(predicates):
        choices = _parts(predicate, _OR)
        if len(choices) > 1:
            yield choices
            continue
        for one in _parts(predicate, _AND):
            inner = one[1:-1] if one.startswith("(") and one.endswith(")") else one
            yield _parts(inner, _OR)


def _parts(expression: str, word: re.Pattern[str]) -> list[str]:
    """The parts of an expression between an operator outside brackets and quotes, stripped."""
    outside = "".join(character if depth == 0 else "-" for character, depth in _depths(expression))
    parts, start = [], 0
    for match in word.finditer(outside):
        parts.append(expression[start : match.start()].strip())
        start = match.end()
    return [*parts, expression[start:].strip()]


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


@lru_cache(maxsize=256)
def _depths(text: str) -> tuple[tuple[str, int], ...]:
    """Each character, and how deep in brackets and quotes one is after it."""
    depths: list[tuple[str, int]] = []
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
        depths.append((character, depth))
    return tuple(depths)
