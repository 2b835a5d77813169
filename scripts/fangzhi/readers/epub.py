"""EPUB 2 and 3: the pages of the spine in their order, those outside of it (`linear="no"`) last.

The table of contents is read for nothing but the titles of pages that have no head.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lxml import etree

from fangzhi.errors import SourceError
from fangzhi.readers._beside import within
from fangzhi.readers._hypertext import Walk
from fangzhi.readers._hypertext_notes import Document, Notes, types
from fangzhi.readers._notices import Notices
from fangzhi.readers._package import Package, resolve
from fangzhi.readers._page_of_html import parse_page
from fangzhi.readers._scan import Region
from fangzhi.readers._written import TITLE, Piece, block_of, compose_written, text_of, with_titles
from fangzhi.readers._xml import children, local, read_bytes
from fangzhi.source import Figure, Source

SUFFIXES = (".epub",)

# Fonts are made unreadable for others by these, which is no lock.
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
MOST_PAGES = 10_000


def sniff(path: Path, start: bytes) -> bool:
    """Whether it is a zip that says it is an EPUB, by its first member or its name."""
    zipped = start.startswith(b"PK\3\4")
    return zipped and (b"application/epub+zip" in start or path.suffix.lower() in SUFFIXES)


def read(path: Path, encoding: str = "") -> Source:
    """The book at `path`; `SourceError` for one that is locked or broken."""
    data = read_bytes(path)
    package = Package(path)
    _refuse_locks(package)
    notices = Notices(path)
    book = _Book(package, notices)
    pages = [(name, book.page(name)) for name in book.spine()]
    notes = Notes()
    for _, document in pages:
        notes.gather(document)
    notes.settle([document for _, document in pages])
    walk = Walk(notes, notices)
    titles = book.titles()
    pieces: list[Piece] = []
    for name, document in pages:
        pieces += _headed(walk.read(document), titles.get(name))
    return compose_written(path, data, "UTF-8", with_titles(pieces), notices)


def _refuse_locks(package: Package) -> None:
    """Raise `SourceError` for a book whose content is encrypted (OCF 3.3, 4.2.6.3.3)."""
    if not (name := package.find("META-INF/encryption.xml")):
        return
    for one in package.parse(name).iter("{*}EncryptedData"):
        ways = [method.get("Algorithm") or "" for method in children(one, "EncryptionMethod")]
        if not ways or any(way not in _FONTS for way in ways):
            raise SourceError(
                "is locked: its content is encrypted (DRM)",
                where=package.path,
                remedy="ask its publisher for a file without a lock",
            )


@dataclass(frozen=True, slots=True)
class _Item:
    name: str
    kind: str
    words: tuple[str, ...]


class _Book:
    """The package document of a book, and what it names."""

    def __init__(self, package: Package, notices: Notices) -> None:
        self.package = package
        self.notices = notices
        container = package.parse("META-INF/container.xml")
        roots = [one.get("full-path") or "" for one in container.iter("{*}rootfile")]
        self.opf = next(filter(package.find, roots), "")
        if not self.opf:
            raise SourceError(
                "names no package document",
                where=package.place("META-INF/container.xml"),
                remedy="save the book anew with its own program",
            )
        self.root = package.parse(self.opf)
        self.items = {
            one.get("id") or "": _Item(
                package.find(resolve(self.opf, one.get("href") or "")),
                one.get("media-type") or "",
                tuple((one.get("properties") or "").split()),
            )
            for one in self.root.iter("{*}item")
        }

    def spine(self) -> list[str]:
        """The names of the pages in reading order, each once."""
        main: list[str] = []
        beside: list[str] = []
        for one in self.root.iter("{*}itemref"):
            known = self.items.get(one.get("idref") or "")
            if known is None or not known.name:
                self.notices.add("missing", "a page of the spine is not in the book", one)
            elif "nav" in known.words:
                self.notices.add("nav", f"the table of contents ({known.name}) is left out")
            elif known.kind in _PAGES:
                (beside if one.get("linear") == "no" else main).append(known.name)
        names = list(dict.fromkeys([*main, *beside]))
        if len(names) > MOST_PAGES:
            raise SourceError(
                f"has more than {MOST_PAGES} pages", where=self.package.path, remedy="divide it"
            )
        return names

    def page(self, name: str) -> Document:
        """A page of the book."""
        root, _ = parse_page(self.package.read(name), self.package.place(name))
        return Document(root, partial(self._picture, name), partial(_target, name))

    def _picture(self, page: str, url: str, description: str) -> Figure | None:
        if url.startswith("data:"):
            return within(url, description)
        name = self.package.find(resolve(page, url))
        if not name:
            return None
        load = self.package.loader(name)
        return Figure(name=posixpath.basename(name), description=description, load=load)

    def titles(self) -> dict[str, tuple[str, int]]:
        """(title, level) of each page that the table of contents names."""
        found: dict[str, tuple[str, int]] = {}
        for item in self.items.values():
            if item.name and "nav" in item.words:
                pairs = _nav_titles(self.page(item.name).root)
            elif item.name and item.kind == "application/x-dtbncx+xml":
                pairs = _ncx_titles(self.package.parse(item.name))
            else:
                continue
            for url, title, level in pairs:
                if url and title and (name := self.package.find(resolve(item.name, url))):
                    found.setdefault(name, (title, level))
        return found


def _target(page: str, url: str) -> str:
    """What a link in a page leads to: `page#id`, whole."""
    _, sign, fragment = url.partition("#")
    return f"{resolve(page, url)}#{fragment}" if sign else ""


def _nav_titles(root: etree._Element) -> Iterator[tuple[str, str, int]]:
    for nav in root.iter("{*}nav", "nav"):
        if "toc" in types(nav):
            for link in nav.iter("{*}a", "a"):
                deep = sum(local(one) == "ol" for one in link.iterancestors())
                title = " ".join("".join(map(str, link.itertext())).split())
                yield link.get("href") or "", title, max(deep, 1)


def _ncx_titles(root: etree._Element) -> Iterator[tuple[str, str, int]]:
    for point in root.iter("{*}navPoint"):
        deep = 1 + sum(local(one) == "navPoint" for one in point.iterancestors())
        label = next((one for one in children(point, "navLabel")), None)
        content = next((one for one in children(point, "content")), None)
        if label is not None and content is not None:
            title = " ".join("".join(map(str, label.itertext())).split())
            yield content.get("src") or "", title, deep


def _headed(pieces: list[Piece], title: tuple[str, int] | None) -> list[Piece]:
    """The pieces of a page; without any head it gets the one of the table of contents."""
    blocks = [one for one in pieces if isinstance(one, Region)]
    if title is None or not blocks or any(one.kind in ("heading", TITLE) for one in blocks):
        return pieces
    text, level = title
    first = blocks[0]
    if first.kind == "paragraph" and "".join(text_of([first]).split()) == "".join(text.split()):
        first.kind, first.level = "heading", level
        return pieces
    return [block_of([text], "heading", level), *pieces]
