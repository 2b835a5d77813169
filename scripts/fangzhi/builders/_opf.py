"""The package document of an EPUB and its zip. ebooklib packs; what it would guess is said here."""

from __future__ import annotations

import io
import uuid
import zipfile
from dataclasses import dataclass, field
from datetime import date

from ebooklib import epub
from lxml import etree

from fangzhi import __version__
from fangzhi.archive import ZIP_EPOCH, zip_entry
from fangzhi.builders._render import language_tag
from fangzhi.builders._words import Words
from fangzhi.crosswalk.people import people
from fangzhi.setting import Setting
from fangzhi.tei.edition import Edition

MIMETYPE = b"application/epub+zip"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LAST = date(2107, 12, 31)  # the last day that a zip entry can name


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the package. `name` is its path in the package's folder, `linear` None: no page."""

    id: str
    name: str
    media_type: str
    data: bytes
    properties: tuple[str, ...] = ()
    in_spine: bool = False


@dataclass(slots=True)
class Book:
    """What the package document says beyond the header: what is really in the book."""

    edition: Edition
    words: Words
    stamp: date
    items: list[Item] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    has_pages: bool = False
    pictures: int = 0
    described: int = 0
    setting: Setting = field(default_factory=Setting)


class _Members:
    """Stands in for the zip file that ebooklib writes to: it would give each entry the clock."""

    def __init__(self) -> None:
        self.found: list[tuple[str, bytes]] = []

    def writestr(self, name: str, data: str | bytes, compress_type: int | None = None) -> None:
        self.found.append((name, data.encode() if isinstance(data, str) else data))


class _Writer(epub.EpubWriter):  # type: ignore[misc]
    """ebooklib's writer without its clock, and without the things that it says wrongly."""

    def write(self) -> None:
        self.out = _Members()
        self._write_container()
        self._write_opf()
        self._write_items()

    def _write_opf_file(self, root: etree._Element) -> None:
        root.set(_XML_LANG, language_tag(self.book.language))
        del root.attrib["prefix"]  # it declares what EPUB reserves
        spine = root.find("spine")
        if spine is not None:
            del spine.attrib["toc"]  # there is no NCX
        super()._write_opf_file(root)


def pack(book: Book) -> bytes:
    """The EPUB file: the same book gives the same bytes."""
    made = epub.EpubBook()
    made.metadata.clear()  # a generator and a random identifier
    made.language = book.edition.language
    made.IDENTIFIER_ID = "uid"
    _describe(made, book)
    for item in book.items:
        packed = epub.EpubItem(item.id, item.name, item.media_type, item.data)
        packed.properties = list(item.properties)
        made.add_item(packed)
        if item.in_spine:
            made.spine.append(packed)  # by its id it would be looked for among all items
    if book.setting.vertical:
        made.set_direction("rtl")  # of the pages: the first column stands on the right
    stamp = min(max(book.stamp, ZIP_EPOCH), _LAST)  # no package is older, whatever its text is
    writer = _Writer("", made, {"mtime": stamp, "raise_exceptions": True})
    writer.process()
    writer.write()
    return _zip(writer.out.found, stamp)


def _zip(members: list[tuple[str, bytes]], stamp: date) -> bytes:
    """The zip as OCF wants it: `mimetype` first, then the others by name.

    Nothing is compressed: builds of zlib differ in the bytes that they make, and the bag has the
    digest of this file.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zip_entry("mimetype", stamp, stored=True), MIMETYPE)
        for name, data in sorted(members):
            archive.writestr(zip_entry(name, stamp, stored=True), data)
    return buffer.getvalue()


def identifier(edition: Edition) -> str:
    """The book's own identifier: the same for the same publisher and ID, whatever is corrected."""
    name = f"fangzhi:{edition.publisher}:{edition.name}"
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


# ---------------------------------------------------------------- metadata


class _Description:
    """Metadata in the order in which they are said, with refinements."""

    def __init__(self, made: epub.EpubBook) -> None:
        self._made = made
        self._count: dict[str, int] = {}

    def say(self, name: str, text: str, language: str = "", **refined: str) -> None:
        """A Dublin Core element with refinements (`_` for `-`); nothing for an empty text."""
        if not text:
            return
        self._count[name] = number = self._count.get(name, 0) + 1
        attributes = {"id": f"{name}-{number}"} if refined else {}
        if language:
            attributes[_XML_LANG] = language_tag(language)
        self._made.add_metadata("DC", name, text, attributes)
        for key, value in refined.items():
            about = {"property": key.replace("_", "-"), "refines": f"#{name}-{number}"}
            if key == "role":
                about["scheme"] = "marc:relators"
            self._made.add_metadata(None, "meta", value, about)

    def mean(self, key: str, text: str, language: str = "") -> None:
        """A property of the whole package."""
        attributes = {"property": key} | ({_XML_LANG: language} if language else {})
        self._made.add_metadata(None, "meta", text, attributes)

    def conform(self, standard: str, setting: Setting) -> None:
        """To what the book conforms, and who says so (EPUB Accessibility 1.1, 5.3)."""
        self._made.add_metadata(
            None, "meta", standard, {"property": "dcterms:conformsTo", "id": "conforms"}
        )
        about = {"property": "a11y:certifiedBy", "refines": "#conforms"}
        self._made.add_metadata(None, "meta", setting.certified_by, about)


def _describe(made: epub.EpubBook, book: Book) -> None:
    edition = book.edition
    made.add_metadata("DC", "identifier", identifier(edition), {"id": "uid"})
    said = _Description(made)
    for kind, text in edition.identifiers.items():
        said.say("identifier", text, identifier_type=kind)
    _say_titles(said, edition)
    for language in dict.fromkeys([edition.language, *book.languages]):
        said.say("language", language_tag(language))
    _say_people(said, edition)
    said.say("publisher", edition.publisher)
    said.say("date", edition.date_stated)
    source = edition.printed_source
    keys = ("title", "author", "editor", "pubPlace", "publisher", "date", "biblScope")
    printed = " · ".join(source[key] for key in keys if source.get(key))
    said.say("source", printed)
    if source.get("sha256"):
        said.say("source", f"sha256:{source['sha256']}")
    if book.has_pages:
        said.mean("pageBreakSource", printed or edition.title)
    text, url = edition.licence
    said.say("rights", f"{text} ({url})" if text and url else text or url)
    for keyword in edition.keywords:
        said.say("subject", keyword)
    _say_access(said, book)
    made.add_metadata(
        "OPF", "generator", "", {"name": "generator", "content": f"fangzhi {__version__}"}
    )


def _say_titles(said: _Description, edition: Edition) -> None:
    kinds = {"main": "main", "sub": "subtitle"}  # EPUB has no word for one in another language
    titles = [title for title in edition.titles if title.text]
    if not titles:
        said.say("title", edition.title, edition.language, title_type="main")
    for number, title in enumerate(titles, 1):
        refined = {"title_type": kinds[title.kind]} if title.kind in kinds else {}
        said.say("title", title.text, title.language, **refined, display_seq=str(number))


def _say_people(said: _Description, edition: Edition) -> None:
    """Authors as creators, all others as contributors, each name once, with MARC relators."""
    for person in people(edition):
        element = "creator" if person.relator == "aut" else "contributor"
        said.say(element, person.name, role=person.relator)


def _say_access(said: _Description, book: Book) -> None:
    """What readers with disabilities can expect (schema.org); only what is true of this book."""
    words = book.words
    described = book.pictures == book.described
    said.mean("schema:accessMode", "textual")
    if book.pictures:
        said.mean("schema:accessMode", "visual")
    said.mean("schema:accessModeSufficient", "textual" if described else "textual,visual")
    features = [
        "structuralNavigation",
        "tableOfContents",
        "displayTransformability",
        "readingOrder",
    ]
    features += ["ARIA", "unlocked"]
    sentences = [words["accessible text"]]
    if book.has_pages:
        features += ["pageBreakMarkers", "pageNavigation"]
        sentences.append(words["accessible pages"])
    if book.pictures:
        features += ["alternativeText"] if described else []
        sentences.append(words["accessible pictures" if described else "bare pictures"])
    setting = book.setting
    if setting.certified_by:
        sentences.append(words.audited(setting.certified_by, setting.conforms_to))
    else:
        sentences.append(words["not audited"])
    for feature in features:
        said.mean("schema:accessibilityFeature", feature)
    said.mean("schema:accessibilityHazard", "none")
    stop = words["stop"]
    summary = "".join(sentence + stop for sentence in sentences).strip()
    said.mean("schema:accessibilitySummary", summary, words.language)
    if setting.certified_by:
        said.conform(f"EPUB Accessibility 1.1 - WCAG 2.2 Level {setting.conforms_to}", setting)
