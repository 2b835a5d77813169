"""What the tests of the builders share: editions, reading packages back, and the text to expect."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

EDITIONS = Path(__file__).parent / "editions"
TEI = "{http://www.tei-c.org/ns/1.0}"
XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
EPUB = "{http://www.idpf.org/2007/ops}"
# What the builders add to the text: marks of notes, descriptions, signs for lost characters.
MADE = {"noteref", "note-mark", "backlink", "description", "gap", "ptr"}
UNREAD = {f"{TEI}{name}" for name in ("fw", "figDesc", "sic", "orig", "abbr", "del")}


def members(package: Path) -> dict[str, bytes]:
    """The files of a zip package by name."""
    with zipfile.ZipFile(io.BytesIO(package.read_bytes())) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def pages(package: Path) -> dict[str, etree._Element]:
    """The XHTML files of an EPUB, in the order of the spine."""
    files = members(package)
    opf = etree.fromstring(files["EPUB/content.opf"])
    hrefs = {item.get("id"): item.get("href") for item in opf.iter(f"{OPF}item")}
    spine = [hrefs[ref.get("idref")] for ref in opf.iter(f"{OPF}itemref")]
    return {str(name): etree.fromstring(files[f"EPUB/{name}"]) for name in spine}


def texts(package: Path) -> list[etree._Element]:
    """The bodies of the files that hold the edition's text."""
    return [
        body
        for name, page in pages(package).items()
        if name.startswith("text-") and (body := page.find(f"{XHTML}body")) is not None
    ]


def web_page(file: Path) -> html.HtmlElement:
    """A web page as an HTML parser sees it."""
    return html.document_fromstring(file.read_bytes().decode())


def squeezed(parts: Iterator[str]) -> str:
    """A text without its white space."""
    return "".join("".join(parts).split())


def printed(edition: Path) -> tuple[str, list[str]]:
    """(running text, notes) of a TEI file without white space, told without our own code."""
    text = etree.parse(edition).getroot().find(f"{TEI}text")
    assert text is not None
    notes = [note for note in text.iter(f"{TEI}note") if _moved(note) and _read(note)]
    return squeezed(_printed(text)), [squeezed(_printed(note, inside=True)) for note in notes]


def _moved(note: etree._Element) -> bool:
    parent = note.getparent()
    alone = parent is not None and parent.tag[len(TEI) :] in (
        *("div", "body", "table", "list", "figure", "row"),
    )
    long = next(note.iter(f"{TEI}p", f"{TEI}list", f"{TEI}table"), None) is not None
    return alone or long or note.get("place") != "inline"


def _read(note: etree._Element) -> bool:
    return not any(ancestor.tag in UNREAD for ancestor in note.iterancestors())


def _printed(element: etree._Element, *, inside: bool = False) -> Iterator[str]:
    moved = element.tag == f"{TEI}note" and _moved(element) and not inside
    weak = element.tag == f"{TEI}pc" and element.get("force") == "weak"
    if not moved and not weak and element.tag not in UNREAD and isinstance(element.tag, str):
        yield element.text or ""
        for child in element:
            yield from _printed(child)
            yield child.tail or ""


def shown(elements: list[etree._Element]) -> tuple[str, list[str]]:
    """(running text, notes) of rendered text without white space and what the builders add.

    A mark that is shown full-width counts as what was printed: the markup says what that is.
    """
    notes: list[str] = []
    return squeezed(part for element in elements for part in _shown(element, notes)), notes


def _shown(element: etree._Element, notes: list[str]) -> Iterator[str]:
    if not isinstance(element.tag, str) or MADE & set(element.get("class", "").split()):
        return
    parts = (
        part
        for child in [None, *element]
        for part in (
            [element.get("data-printed") or element.text or ""]
            if child is None
            else [*_shown(child, notes), child.tail or ""]
        )
    )
    if element.tag.endswith("aside"):
        notes.append(squeezed(parts))
    else:
        yield from parts
