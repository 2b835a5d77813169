"""Rules of our Schematron that code finds faster than XPath.

XPath 1.0 knows no sets: `@ref = …/@ref` for each name of a book goes through all the others, and a
book of 5,000 names takes seconds (FZ102, FZ103). The Schematron remains what the rules mean, and
the tests hold the two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from fangzhi.check.document import elements, strings

_NS = {"tei": "http://www.tei-c.org/ns/1.0"}
_ROLES = ("#role.contributor", "#role.credit")
_BYLINES = etree.XPath(
    "/descendant::tei:byline[@ana = '#role.contributor' or @ana = '#role.credit']", namespaces=_NS
)
_NAMES = etree.XPath(
    "descendant::*[(self::tei:persName or self::tei:orgName)]"
    "[not(ancestor::tei:persName or ancestor::tei:orgName)]",
    namespaces=_NS,
)
_STATED = etree.XPath(
    "/tei:TEI/tei:teiHeader/tei:fileDesc/descendant::tei:respStmt/tei:*/@ref",
    namespaces=_NS,
    smart_strings=False,
)
_SIGNED = etree.XPath(
    "/tei:TEI/tei:text/descendant::tei:byline/descendant::tei:*/@ref",
    namespaces=_NS,
    smart_strings=False,
)
_STATEMENTS = etree.XPath("/tei:TEI/tei:teiHeader/descendant::tei:respStmt", namespaces=_NS)
_IN_TITLE = etree.XPath("/descendant::tei:titleStmt/tei:respStmt/tei:*[@ref]", namespaces=_NS)
_IDS = etree.XPath("//@xml:id", smart_strings=False)
_INNER = etree.XPath("//@*[starts-with(., '#')]", smart_strings=False)
_SOURCES = etree.XPath("//@source", smart_strings=False)
_BLANKS = " \t\r\n"
_RANGES = re.compile(r"(?:src:char=\d{1,15},\d{1,15}(?: |$))+", re.ASCII)
_RANGE = re.compile(r"(\d+),(\d+)", re.ASCII)
_RESP = etree.XPath("tei:resp", namespaces=_NS)
_REFS = etree.XPath("tei:*/@ref", namespaces=_NS, smart_strings=False)


def nameless(tree: etree._ElementTree) -> list[etree._Element]:
    """The names in bylines that point to nobody (FZ101)."""
    return [name for name in _signatures(tree) if name.get("ref") is None]


def unstated(tree: etree._ElementTree) -> list[etree._Element]:
    """The names in bylines that no statement of responsibility of the header points to (FZ102)."""
    fine: set[str | None] = {None, *strings(_STATED(tree))}
    return [name for name in _signatures(tree) if name.get("ref") not in fine]


def _signatures(tree: etree._ElementTree) -> Iterator[etree._Element]:
    """The names in bylines, without those inside of names."""
    for byline in elements(_BYLINES(tree)):
        yield from elements(_NAMES(byline))


def unsigned(tree: etree._ElementTree) -> list[etree._Element]:
    """The contributors whom the header states and no byline names (FZ103)."""
    signed = set(strings(_SIGNED(tree)))
    doubtful = [one for one in elements(_IN_TITLE(tree)) if one.get("ref") not in signed]
    if not doubtful:
        return []
    signing = {
        words
        for statement in elements(_STATEMENTS(tree))
        if not signed.isdisjoint(strings(_REFS(statement)))
        for words in _resps(statement)
    }
    return [one for one in doubtful if _is_contributor(one, signing)]


def _is_contributor(name: etree._Element, signing: set[str]) -> bool:
    statement = name.getparent()
    assert statement is not None
    return statement.get("ana") in _ROLES or not signing.isdisjoint(_resps(statement))


def _resps(statement: etree._Element) -> list[str]:
    """What its resp elements say."""
    return ["".join(map(str, one.itertext())) for one in elements(_RESP(statement))]


def astray(tree: etree._ElementTree) -> list[etree._Element] | None:
    """None of the elements, if each pointer within the document leads to an xml:id (FZ106)."""
    ids = {f"#{one}" for one in strings(_IDS(tree))}
    return [] if ids.issuperset(strings(_INNER(tree))) else None


def backward(tree: etree._ElementTree) -> list[etree._Element] | None:
    """None of the elements, if each range of the source ends after it begins (FZ117)."""
    for source in strings(_SOURCES(tree)):
        if not source.strip(_BLANKS).startswith("src:char="):
            continue
        plain = _RANGES.fullmatch(source) is not None
        if not plain or any(int(first) >= int(last) for first, last in _RANGE.findall(source)):
            return None
    return []


# What finds the elements that break a rule; None where only its XPath can say.
Shortcut = Callable[[etree._ElementTree], list[etree._Element] | None]
SHORTCUTS: dict[str, Shortcut] = {
    "FZ101": nameless,
    "FZ102": unstated,
    "FZ103": unsigned,
    "FZ106": astray,
    "FZ117": backward,
}
