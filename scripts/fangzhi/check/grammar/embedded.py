"""Schematron inside RELAX NG, as TEI's schemas have it: what of it is XPath 1.0 is run.

TEI's rules are written for XPath 2. Each pattern stands for itself: it is run if `schematron` can
read it and it uses nothing but functions and prefixes that are known. The others are counted and
told, never passed over in silence.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lxml import etree

from fangzhi.check.finding import Finding, Level
from fangzhi.check.grammar.kinds import SCH
from fangzhi.check.grammar.relaxng import composed
from fangzhi.check.places import Places
from fangzhi.check.rules import broken
from fangzhi.check.schematron import Schema, compiled
from fangzhi.errors import FangzhiError

_WORDS = """
    boolean ceiling comment concat contains count false floor id lang last local-name name
    namespace-uri node normalize-space not number position processing-instruction round
    starts-with string string-length substring substring-after substring-before sum text translate
    true and or div mod
"""
_XPATH_1 = frozenset(_WORDS.split())
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_CALLED = re.compile(r"([\w.\-]+(?::[\w.\-]+)?)\s*\(")
_PREFIX = re.compile(r"([\w.\-]+):(?=[\w*])")
_NEWER = re.compile(r"/\s*[\w.\-:]+\(|\b(?:if|for|some|every|return|satisfies|eq|ne|lt|gt|le|ge)\b")


def check_embedded(tree: etree._ElementTree, schema: Path, places: Places) -> list[Finding]:
    """FZ003 for each embedded rule that does not hold; FZ005, at the schema, if some were not run.

    Raises `FangzhiError` as `relaxng.composed` does.
    """
    patterns, left = embedded(schema)
    found: list[Finding] = []
    for pattern in patterns:
        try:
            for check, element, message in broken(pattern, tree):
                named = f"{check.id}: {message}" if check.id else message
                found.append(places.finding("FZ003", check.level, named, element))
        except FangzhiError:
            left += 1
    if left:
        found.append(_told(left, len(patterns), schema))
    return found


def _told(left: int, run: int, schema: Path) -> Finding:
    message = (
        f"{left} of the {left + run} Schematron patterns inside this schema need more than "
        "XPath 1.0 and were not run; run them with an XSLT 2 Schematron, or ignore FZ005"
    )
    return Finding("FZ005", Level.NOTE, message, schema)


@cache
def embedded(schema: Path) -> tuple[tuple[Schema, ...], int]:
    """The patterns of a RELAX NG that can be run, each as a schema, and how many others it has."""
    root = composed(schema)
    declared = [*root.iter(f"{{{SCH}}}ns"), *root.findall(f"{{{SCH}}}let")]
    patterns = [copy.deepcopy(one) for one in root.iter(f"{{{SCH}}}pattern")]
    patterns += [_pattern(rule) for rule in root.iter(f"{{{SCH}}}rule") if _is_bare(rule)]
    usable = list(filter(None, (_schema(one, declared, schema) for one in patterns)))
    return tuple(usable), len(patterns) - len(usable)


def _is_bare(rule: etree._Element) -> bool:
    parent = rule.getparent()
    return parent is not None and parent.tag != f"{{{SCH}}}pattern"


def _pattern(rule: etree._Element) -> etree._Element:
    pattern = etree.Element(f"{{{SCH}}}pattern")
    pattern.append(copy.deepcopy(rule))
    return pattern


def _schema(pattern: etree._Element, declared: list[etree._Element], path: Path) -> Schema | None:
    """The pattern as a schema of its own; None if it is not within XPath 1.0."""
    root = etree.Element(f"{{{SCH}}}schema")
    for one in declared:
        root.append(copy.deepcopy(one))
    root.append(pattern)
    for rule in pattern.iter(f"{{{SCH}}}rule", f"{{{SCH}}}assert", f"{{{SCH}}}report"):
        if rule.get("role", "").lower() in ("nonfatal", "caution"):
            rule.set("role", "warning")  # words of TEI's schemas
    known = {one.get("prefix") for one in root.iter(f"{{{SCH}}}ns")} | {"xml"}
    if any(not _is_known(expression, known) for expression in _expressions(root)):
        return None
    try:
        return compiled(path, root)
    except FangzhiError:
        return None


def _expressions(root: etree._Element) -> Iterator[str]:
    for element in root.iter(f"{{{SCH}}}*"):
        for name in ("context", "test", "select", "value", "path"):
            if name in element.attrib:
                yield element.get(name, "")


def _is_known(expression: str, prefixes: set[str | None]) -> bool:
    """Whether an expression uses functions of XPath 1.0 and declared prefixes alone."""
    bare = _QUOTED.sub("''", expression)
    steps = bare.replace("::", " ")
    return (
        not _NEWER.search(re.sub(r"/\s*(?:node|text|comment|processing-instruction)\(", "", steps))
        and all(name in _XPATH_1 for name in _CALLED.findall(steps))
        and all(prefix in prefixes for prefix in _PREFIX.findall(steps))
    )
