"""EPUB 3.3: our own XHTML, navigation and metadata, packed by ebooklib."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from lxml import etree

from fangzhi.archive import ZIP_EPOCH, stated_date, write_whole
from fangzhi.builders._cover import cover
from fangzhi.builders._documents import Document, documents
from fangzhi.builders._opf import Book, Item, pack
from fangzhi.builders._pages import Pages, headings_by_id, tag
from fangzhi.builders._pictures import Pictures
from fangzhi.builders._render import (
    HERE,
    by_id,
    language_tag,
    markup,
    render,
    settle_links,
    settle_pictures,
)
from fangzhi.builders._spaces import XHTML
from fangzhi.builders._words import Words
from fangzhi.tei.edition import Edition, Heading

SUFFIX = ".epub"
NEEDS: tuple[str, ...] = ()

_PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"\
 lang="{language}" xml:lang="{language}">
<head>
<title>{title}</title>
{style}</head>
<body{kind}>
{body}
</body>
</html>
"""
_STYLE = '<link rel="stylesheet" type="text/css" href="style.css"/>\n'
# A cover without margins; the drawing keeps its shape on any screen.
_COVER_STYLE = (
    "<style>html, body { margin: 0; padding: 0; height: 100%; } "
    "svg { display: block; width: 100%; height: 100vh; }</style>\n"
)


def build(edition: Edition, folder: Path) -> Path:
    """Make `folder / ID.epub` and return its path.

    Raises `OutputError` when it cannot be written.
    """
    path = folder / (edition.name + SUFFIX)
    write_whole(path, pack(_Maker(edition).book()))
    return path


class _Maker:
    """One EPUB in the making: the text in files, and where each id went."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition.identified()
        self.words = Words(edition.language)
        self.language = language_tag(edition.language)
        self.pictures = Pictures(edition)
        main = render(self.edition, "epub", self.words)
        settle_pictures(main, self.pictures, lambda picture: picture.name)
        self._languages = [
            tag
            for element in main.iter(etree.Element)
            if (tag := element.get("lang", "und")) != "und"
        ]
        images = list(main.iter(f"{{{XHTML}}}img"))
        self._shown = len(images)
        self._described = sum(bool(image.get("alt")) for image in images)
        self.documents = documents(main)
        self._where = {
            name: document.name for document in self.documents for name in by_id(document.body)
        }
        self.pages = Pages(self.edition, self.words, self.link)
        self._headings = headings_by_id(self.edition.headings)
        for document in self.documents:
            settle_links(document.body, self.link, self.pages.name_of)

    def link(self, name: str) -> str | None:
        """The address of the element with this id; None where the book has none."""
        file = self._where.get(name)
        return f"{file}#{name}" if file else None

    def book(self) -> Book:
        """Everything that is packed."""
        stamp = stated_date(self.edition.date) or ZIP_EPOCH
        book = Book(self.edition, self.words, stamp, languages=self._languages)
        book.pictures, book.described = self._shown, self._described
        breaks = list(self._page_breaks())
        book.has_pages = bool(breaks)
        contributors = self.pages.contributors()
        drawing = cover(self.edition, self.words)
        book.items = [
            Item("nav", "nav.xhtml", _XHTML_TYPE, self._nav(breaks, contributors), ("nav",), True),
            Item("style", "style.css", "text/css", stylesheet()),
            Item("cover-image", "cover.svg", "image/svg+xml", _svg_file(drawing), ("cover-image",)),
            Item("cover", "cover.xhtml", _XHTML_TYPE, self._cover(drawing), ("svg",), True),
            Item("titlepage", "title.xhtml", _XHTML_TYPE, self._title_page(), (), True),
        ]
        book.items.append(book.items.pop(0))  # the contents come after the title page
        book.items += [self._text(document) for document in self.documents]
        if contributors:
            body = tag("section", contributors, class_="contributors")
            page = self._page(self.words["contributors"], body, "backmatter")
            book.items.append(
                Item("contributors", "contributors.xhtml", _XHTML_TYPE, page, (), True)
            )
        book.items.append(Item("about", "about.xhtml", _XHTML_TYPE, self._about(), (), True))
        for number, picture in enumerate(self.pictures.all(), 1):
            book.items.append(
                Item(f"picture-{number}", picture.name, picture.media_type, picture.data)
            )
        return book

    # ------------------------------------------------------------ pages

    def _page(
        self, title: str, body: str, kind: str = "", language: str = "", style: str = _STYLE
    ) -> bytes:
        written = _PAGE.format(
            language=language or self.words.language,
            title=escape(title),
            style=style,
            kind=f' epub:type="{kind}"' if kind else "",
            body=body,
        )
        return written.encode()

    def _cover(self, drawing: str) -> bytes:
        return self._page(self.words["cover"], drawing, "cover", style=_COVER_STYLE)

    def _title_page(self) -> bytes:
        about = tag(
            "p", tag("a", escape(self.words["about"]), href="about.xhtml"), class_="to-about"
        )
        block = self.pages.title_block() + "\n" + about
        body = f'<section class="titlepage" epub:type="titlepage">\n{block}\n</section>'
        return self._page(self.edition.title, body, "frontmatter", self.language)

    def _about(self) -> bytes:
        body = (
            '<section class="about" epub:type="colophon" role="doc-colophon"'
            f' aria-label="{escape(self.words["about"])}">\n{self.pages.about()}\n</section>'
        )
        return self._page(self.words["about"], body, "backmatter")

    def _text(self, document: Document) -> Item:
        heading = self._headings.get(document.first_id)
        title = (heading.text if heading else "") or self.edition.title
        body = "\n".join(markup(node) for node in document.body)
        language = language_tag(document.language) if document.language else self.language
        data = self._page(title, body, document.part, language)
        return Item(document.name.partition(".")[0], document.name, _XHTML_TYPE, data, (), True)

    # ------------------------------------------------------------ navigation

    def _nav(self, breaks: list[tuple[str, str]], contributors: str) -> bytes:
        words = self.words
        first = next(
            (one.name for one in self.documents if one.part == "bodymatter"), "title.xhtml"
        )
        ends = [("contributors.xhtml", escape(words["contributors"]))] if contributors else []
        ends.append(("about.xhtml", escape(words["about"])))
        contents = "".join(
            [
                _entries([("title.xhtml", escape(words["title page"]))]),
                self._contents(self.edition.headings),
                _entries(ends),
            ]
        )
        body = [_nav("toc", "doc-toc", words["contents"], contents)]
        if illustrations := self.pages.illustrations():
            body.append(_nav("loi", "", words["illustrations"], _entries(illustrations)))
        if breaks:
            pages = _entries((address, escape(label)) for address, label in breaks)
            body.append(_nav("page-list", "doc-pagelist", words["pages"], pages, hidden=True))
        marks = [
            ("cover", "cover.xhtml", words["cover"]),
            ("titlepage", "title.xhtml", words["title page"]),
            ("toc", "nav.xhtml#toc", words["contents"]),
            ("bodymatter", first, words["text"]),
            ("colophon", "about.xhtml", words["about"]),
        ]
        landmarks = "".join(
            f'<li><a epub:type="{kind}" href="{address}">{escape(text)}</a></li>\n'
            for kind, address, text in marks
        )
        body.append(_nav("landmarks", "", words["landmarks"], landmarks, hidden=True))
        return self._page(words["contents"], "\n".join(body), "frontmatter")

    def _contents(self, headings: Iterable[Heading]) -> str:
        lines = []
        for heading in headings:
            inner = self._contents(heading.children)
            address = self.link(heading.id)
            if address is None:  # a division that the text does not show: cannot be
                lines.append(inner)
                continue
            label = tag("a", self.pages.label(heading), href=address)
            lines.append(f"<li>{label}{f'<ol>{chr(10)}{inner}</ol>' if inner else ''}</li>\n")
        return "".join(lines)

    def _page_breaks(self) -> Iterable[tuple[str, str]]:
        """(address, printed number) of each page beginning, in reading order."""
        for document in self.documents:
            for span in document.body.iter(f"{{{XHTML}}}span"):
                if span.get("role") == "doc-pagebreak":
                    yield f"{document.name}#{span.get('id')}", span.get("data-n", "")


_XHTML_TYPE = "application/xhtml+xml"


def _nav(kind: str, role: str, title: str, items: str, *, hidden: bool = False) -> str:
    """One list of the navigation document; hidden ones are for the reading system alone."""
    said = f' role="{role}"' if role else ""
    away = ' hidden="hidden"' if hidden else ""
    return (
        f'<nav epub:type="{kind}" id="{kind}"{said} aria-labelledby="{kind}-title"{away}>\n'
        f'<h1 id="{kind}-title">{escape(title)}</h1>\n<ol>\n{items}</ol>\n</nav>'
    )


def _entries(entries: Iterable[tuple[str, str]]) -> str:
    return "".join(f"<li>{tag('a', text, href=address)}</li>\n" for address, text in entries)


def _svg_file(drawing: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawing}\n'.encode()


def stylesheet() -> bytes:
    """The style of the text with that of the EPUB after it."""
    return b"\n".join((HERE / name).read_bytes() for name in ("edition.css", "epub.css"))
