"""EPUB 3.3: our own XHTML, navigation and metadata, packed by ebooklib."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from lxml import etree

from fangzhi.archive import ZIP_EPOCH, stated_date, write_whole
from fangzhi.builders._cover import HEIGHT, WIDTH, cover
from fangzhi.builders._documents import Document, documents
from fangzhi.builders._fonts import Font, draw, embedded_fonts
from fangzhi.builders._index import index
from fangzhi.builders._opf import Book, Item, pack
from fangzhi.builders._pages import Pages, headings_by_id, tag
from fangzhi.builders._pictures import Pictures
from fangzhi.builders._render import (
    by_id,
    language_tag,
    markup,
    render,
    settle_links,
    settle_pictures,
)
from fangzhi.builders._spaces import XHTML
from fangzhi.builders._stylesheet import HERE
from fangzhi.builders._typography import Typography
from fangzhi.builders._words import Words
from fangzhi.setting import PLAIN, Setting
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


def build(edition: Edition, folder: Path, setting: Setting = PLAIN) -> Path:
    """Make `folder / ID.epub` and return its path.

    Raises `OutputError` when it cannot be written, `UsageError` for what the setting cannot mean.
    """
    path = folder / (edition.name + SUFFIX)
    write_whole(path, pack(_Maker(edition, setting).book()))
    return path


class _Maker:
    """One EPUB in the making: the text in files, and where each id went."""

    def __init__(self, edition: Edition, setting: Setting) -> None:
        self.edition = edition.identified()
        self.setting = setting.for_language(edition.language)
        self.words = Words(edition.language)
        self.language = language_tag(edition.language)
        self.pictures = Pictures(edition)
        self.fonts = embedded_fonts(edition, setting.fonts)
        rare = [font.characters for font in self.fonts]
        typography = Typography(self.setting, edition.language, rare)
        main = render(self.edition, "epub", self.words, setting=self.setting, typography=typography)
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
        self.pages = Pages(self.edition, self.words, self.link, typography)
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
        book = Book(
            self.edition, self.words, stamp, languages=self._languages, setting=self.setting
        )
        book.pictures, book.described = self._shown, self._described
        breaks = list(self._page_breaks())
        book.has_pages = bool(breaks)
        ends = self._ends()
        drawing = cover(self.edition, self.words)
        book.items = [
            *self._cover_images(drawing),
            _page("cover", self._cover(drawing), ("svg",)),
            _page("title", self._title_page()),
            _page("nav", self._nav(breaks, ends), ("nav",)),
            *(self._text(document) for document in self.documents),
            *(_page(end.name, end.page) for end in ends),
            Item("style", "style.css", "text/css", stylesheet(self.setting, self.fonts)),
            *(Item(_id(font.name), font.name, font.media_type, font.data) for font in self.fonts),
        ]
        for number, picture in enumerate(self.pictures.all(), 1):
            book.items.append(
                Item(f"picture-{number}", picture.name, picture.media_type, picture.data)
            )
        return book

    def _cover_images(self, drawing: str) -> list[Item]:
        """The drawing, and a picture of it where there is a font to draw it with."""
        drawn = Item("cover-drawing", "cover.svg", "image/svg+xml", _svg_file(drawing))
        data = draw(drawing, self.setting.fonts, WIDTH, HEIGHT, self.edition.language)
        if data is None:
            return [replace(drawn, properties=("cover-image",))]
        return [drawn, Item("cover-image", "cover.png", "image/png", data, ("cover-image",))]

    def _ends(self) -> list[_End]:
        """The pages after the text: contributors and index where there are any, and about us."""
        words = self.words
        ends = []
        for name, kind, content in (
            ("contributors", "", self.pages.contributors()),
            ("index", ' epub:type="index" role="doc-index"', index(self.pages, "epub")),
            ("about", ' epub:type="colophon" role="doc-colophon"', self.pages.about()),
        ):
            if content:
                label = f' aria-label="{escape(words[name])}"'
                body = f'<section class="{name}"{kind}{label}>\n{content}\n</section>'
                ends.append(_End(name, words[name], self._page(words[name], body, "backmatter")))
        return ends

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

    def _text(self, document: Document) -> Item:
        heading = self._headings.get(document.first_id)
        title = (heading.text if heading else "") or self.edition.title
        body = "\n".join(markup(node) for node in document.body)
        language = language_tag(document.language) if document.language else self.language
        data = self._page(title, body, document.part, language)
        return _page(document.name.partition(".")[0], data)

    # ------------------------------------------------------------ navigation

    def _nav(self, breaks: list[tuple[str, str]], ends: list[_End]) -> bytes:
        words = self.words
        first = next(
            (one.name for one in self.documents if one.part == "bodymatter"), "title.xhtml"
        )
        contents = "".join(
            [
                _entries([("title.xhtml", escape(words["title page"]))]),
                self._contents(self.edition.headings),
                _entries((f"{end.name}.xhtml", escape(end.title)) for end in ends),
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
            *(("index", "index.xhtml", end.title) for end in ends if end.name == "index"),
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


@dataclass(frozen=True, slots=True)
class _End:
    """A page after the text."""

    name: str
    title: str
    page: bytes


def _page(name: str, data: bytes, properties: tuple[str, ...] = ()) -> Item:
    """A page of the book as a file of the package."""
    return Item(_id(name), f"{name}.xhtml", _XHTML_TYPE, data, properties, True)


def _id(name: str) -> str:
    return name.replace("/", "-").partition(".")[0]


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


def stylesheet(setting: Setting, fonts: list[Font]) -> bytes:
    """The style of the text with that of the EPUB after it."""
    names = ["edition.css", "epub.css", *(["vertical.css"] if setting.vertical else [])]
    rules = "".join(font.rule(font.name) + "\n" for font in fonts).encode()
    return b"\n".join([*((HERE / name).read_bytes() for name in names), *filter(None, [rules])])
