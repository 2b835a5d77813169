"""Notes of HTML: which links call one, and what they lead to; the pages that they stand in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from fangzhi.readers._scan import Region
from fangzhi.readers._written import Piece
from fangzhi.readers._xml import local
from fangzhi.source import Figure

BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl",
     "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "html",
     "legend", "li", "main", "menu", "ol", "p", "pre", "section", "summary", "table", "ul", "nav",
     "caption", "tbody", "thead", "tfoot", "tr", "td", "th", "dir",
     *(f"h{level}" for level in range(1, 7)))
)  # fmt: skip
NOTE_TYPES = frozenset(("footnote", "endnote", "rearnote", "doc-footnote", "doc-endnote", "note"))


_REFERENCE = re.compile(r"\b(?:footnote-?ref|note-?ref|fnref)\b")
_BACK = re.compile(r"\bfootnote-back(?:ref)?\b|\bbacklink\b")
_NOTE = re.compile(r"note|ftn|\bfn", re.IGNORECASE)
MARK = re.compile(r"[\[(（［〔]?\s*([^\s\[\]()（）［］〔〕]{1,12})\s*[\])）］〕]?[.:]?")
_BEGINS = re.compile(r"\s*[\[(（［]?([^\s\[\]()（）［］]{1,12}?)[\])）］]?[.:]?(?:\s+|$)")


@dataclass(slots=True)
class Document:
    """A page of HTML, and how what it names is found.

    `picture` finds a picture by its URL and description, `key` says how its parts are called in
    links from other files of the same book.
    """

    root: etree._Element
    picture: Callable[[str, str], Figure | None]
    target: Callable[[str], str] = field(default=lambda url: url.removeprefix("#"))


def types(element: etree._Element) -> set[str]:
    """The words of `role` and `epub:type`."""
    found = (element.get("role") or "").split()
    for key in ("{http://www.idpf.org/2007/ops}type", "epub:type"):
        found += (element.get(key) or "").split()
    return set(found)


class Notes:
    """The notes of a book by what links call them, and those that were read."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[etree._Element, Document]] = {}
        self.elements: set[etree._Element] = set()
        self.read: dict[etree._Element, str] = {}  # with their marks
        self._places: dict[etree._Element, int] = {}

    def gather(self, document: Document) -> None:
        """Know the notes of a page: what a link that calls one leads to."""
        ids: dict[str, etree._Element] = {}
        for element in document.root.iter("{*}*"):
            self._places[element] = len(self._places)
            for name in (element.get("id"), element.get("name")):
                if name:
                    ids.setdefault(document.target(f"#{name}"), element)
        for key, element in ids.items():
            self.found[key] = (element, document)

    def settle(self, documents: list[Document]) -> None:
        """Keep what is called as a note."""
        called: dict[str, tuple[etree._Element, Document]] = {}
        for document in documents:
            for link in document.root.iter("{*}a", "a"):
                key = document.target(link.get("href") or "")
                if key in self.found and self._calls(link, key, document):
                    called[key] = (_whole_note(self.found[key][0]), self.found[key][1])
        self.found = called
        self.elements = {element for element, _ in called.values()}

    def _calls(self, link: etree._Element, key: str, document: Document) -> bool:
        """Whether a link calls a note: it says so, or leads to what leads back."""
        if types(link) & {"noteref", "doc-noteref"} or _REFERENCE.search(link.get("class") or ""):
            return True
        parent = link.getparent()
        if parent is not None and _REFERENCE.search(parent.get("class") or ""):
            return True
        target, other = self.found[key]
        if types(target) & NOTE_TYPES and not is_back(link):
            return True
        mark = "".join(map(str, link.itertext())).strip()
        if not MARK.fullmatch(mark) or is_back(link):
            return False
        if self._places[target] < self._places[link]:
            return False  # what leads back leads to what stands before it
        own = anchors_of(link, document)
        links = _whole_note(target).iter("{*}a", "a")
        return any(other.target(one.get("href") or "") in own for one in links)


def is_back(link: etree._Element) -> bool:
    """Whether a link leads from a note back to where it is called."""
    return "doc-backlink" in types(link) or bool(_BACK.search(link.get("class") or ""))


def _whole_note(element: etree._Element) -> etree._Element:
    """The block that the target of a call stands in, or what holds all blocks of the note."""
    while local(element).lower() not in BLOCKS and element.getparent() is not None:
        element = element.getparent()  # type: ignore[assignment]
    parent = element.getparent()
    if local(element).lower() == "p" and parent is not None and parent[0] is element:
        named = f"{parent.get('id') or ''} {parent.get('class') or ''}"
        if local(parent).lower() in ("div", "li", "aside") and _NOTE.search(named):
            return parent
    return element


def anchors_of(link: etree._Element, document: Document) -> set[str]:
    """By what names a link, or what is round it, can be led back to."""
    parent = link.getparent()
    places = (link,) if parent is None or local(parent).lower() in BLOCKS else (link, parent)
    names = (one.get(name) for one in places for name in ("id", "name"))
    return {document.target(f"#{name}") for name in names if name}


def without_mark(pieces: list[Piece], mark: str) -> list[Piece]:
    """The pieces of a note that does not begin with its own mark."""
    first = next((one for one in pieces if isinstance(one, Region) and one.lines), None)
    if first is not None and (found := _BEGINS.match(first.lines[0].text)) and found[1] == mark:
        first.lines[0].text = first.lines[0].text[found.end() :]
    return pieces
