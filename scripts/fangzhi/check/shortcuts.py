"""Rules of our Schematron that code finds faster than XPath.

XPath 1.0 knows no sets: `@ref = …/@ref` for each name of a book goes through all the others, and a
book of 5,000 names takes seconds (FZ102, FZ103). The Schematron remains what the rules mean, and
the tests hold the two against each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from operator import lt

from lxml import etree

from fangzhi.check.document import LEVELS, Document, elements, strings
from fangzhi.tei.names import LANG, q

# Finds the elements that break a rule; None where only its XPath can say.
Shortcut = Callable[[Document], list[etree._Element] | None]

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
_IN_BYLINES = etree.XPath(
    "/descendant::tei:byline[@ana = '#role.contributor' or @ana = '#role.credit']"
    "/descendant::tei:*/@ref",
    namespaces=_NS,
    smart_strings=False,
)
_NAMED = etree.XPath(
    "/tei:TEI/tei:teiHeader/tei:profileDesc/tei:langUsage/tei:language/@ident",
    namespaces=_NS,
    smart_strings=False,
)
_BLANKS = " \t\r\n"
_POINTER = "src:char="
_RANGES = re.compile(r"(?:src:char=\d{1,15},\d{1,15}(?: |$))++", re.ASCII)
_PAIR = ["【", "】"]
_SMALLER = {level: frozenset(LEVELS[place:]) for place, level in enumerate(LEVELS, 1)}
_RESP = etree.XPath("tei:resp", namespaces=_NS)
_REFS = etree.XPath("tei:*/@ref", namespaces=_NS, smart_strings=False)


def unstated(document: Document) -> list[etree._Element]:
    """The names in bylines that no statement of responsibility of the header points to (FZ102)."""
    fine: set[str | None] = {None, *strings(_STATED(document.tree))}
    if fine.issuperset(strings(_IN_BYLINES(document.tree))):
        return []
    return [name for name in _signatures(document.tree) if name.get("ref") not in fine]


def _signatures(tree: etree._ElementTree) -> Iterator[etree._Element]:
    """The names in bylines, without those inside of names."""
    for byline in elements(_BYLINES(tree)):
        yield from elements(_NAMES(byline))


def unsigned(document: Document) -> list[etree._Element]:
    """The contributors whom the header states and no byline names (FZ103)."""
    tree = document.tree
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


def unanswered(name: str) -> Shortcut:
    """A shortcut: none of the elements, if an attribute names ids of the document (FZ105, FZ107).

    The Schematron counts what the ids name: of a word that stands twice in a value, it is asked.
    """

    def found(document: Document) -> list[etree._Element] | None:
        for value in set(document.attributes.get(name, ())):
            words = value.split()
            own = {word[1:] for word in words if word.startswith("#")}
            if not words or len(own) < len(words) or not own <= document.ids.keys():
                return None
        return []

    return found


def astray(document: Document) -> list[etree._Element] | None:
    """None of the elements, if each pointer within the document leads to an xml:id (FZ106)."""
    return [] if document.ids.keys() >= document.inner else None


def backward(document: Document) -> list[etree._Element] | None:
    """None of the elements, if each range of the source ends after it begins (FZ117)."""
    sources = document.attributes.get("source", [])
    ranges = " ".join(sources)
    if not _RANGES.fullmatch(ranges):
        ranges = " ".join(one for one in sources if one.strip(_BLANKS).startswith(_POINTER))
        if ranges and not _RANGES.fullmatch(ranges):
            return None
    numbers = ranges.replace(_POINTER, "").replace(",", " ").split()
    return [] if all(map(lt, map(int, numbers[::2]), map(int, numbers[1::2]))) else None


def unpaired(document: Document) -> list[etree._Element] | None:
    """None of the elements, if all signs are an opening and a closing bracket beside it (FZ112)."""
    signs: dict[etree._Element | None, list[str | None]] = {}
    for sign in document.named(q("pc")):
        signs.setdefault(sign.getparent(), []).append(None if len(sign) else sign.text)
    return [] if all(one == _PAIR for one in signs.values()) else None


def inner_entries(document: Document) -> list[etree._Element]:
    """The entries within entries (FZ114)."""
    return [
        division
        for division, around in document.around.items()
        if "entry" in around and division.get("type") == "entry"
    ]


def turned_round(document: Document) -> list[etree._Element]:
    """The divisions within smaller ones (FZ122)."""
    return [
        division
        for division, around in document.around.items()
        if not _SMALLER.get(division.get("type", ""), frozenset()).isdisjoint(around)
    ]


def unlisted(document: Document) -> list[etree._Element] | None:
    """None of the elements, if the header names each language, or a wider one (FZ116)."""
    named = strings(_NAMED(document.tree))
    wider = tuple(f"{one}-" for one in named)
    used = set(document.attributes.get(LANG, ())).difference(named)
    return [] if all(one.startswith(wider) for one in used) else None


SHORTCUTS: dict[str, Shortcut] = {
    "FZ102": unstated,
    "FZ103": unsigned,
    "FZ105": unanswered("resp"),
    "FZ106": astray,
    "FZ107": unanswered("facs"),
    "FZ112": unpaired,
    "FZ114": inner_entries,
    "FZ116": unlisted,
    "FZ117": backward,
    "FZ122": turned_round,
}
