"""hOCR, the HTML in which Tesseract, OCRopus, Kraken and others write recognised text.

What an element is, its class says. Lines are ocr_line, ocrx_line, ocr_header, ocr_caption and
ocr_textfloat; paragraphs or, without them, areas are blocks. Text that stands in no line is a line
of its own. Tesseract writes in reading order; the order of others holds unless the layout tells
against it (see `fangzhi.layout`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from lxml import etree

from fangzhi.errors import SourceError
from fangzhi.layout import direction_of
from fangzhi.layout.skew import Segment
from fangzhi.readers._kinds import kind_of
from fangzhi.readers._markup import is_markup, root_of, text_of
from fangzhi.readers._notices import Notices
from fangzhi.readers._order import Places
from fangzhi.readers._scan import Region, Sheet, Written, compose, skew_on, tell_doubles, unit_of
from fangzhi.readers._texts import BLANKS, Words, confidence_of, join_words, mean, words_of
from fangzhi.readers._xml import (
    box_from,
    encoding_of,
    local,
    parse,
    read_bytes,
    refuse_entities,
    size_from,
)
from fangzhi.source import KINDS, Box, Figure, Source, union

SUFFIXES = (".hocr",)

_LINES = {  # classes of lines, and what block such lines make
    "ocr_line": "",
    "ocrx_line": "",
    "ocr_header": "header",
    "ocr_caption": "caption",
    "ocr_textfloat": "float",
    "ocr_footer": "footer",
    "ocr_pageno": "page-number",
}
_BLOCKS = {
    "ocr_carea": "",
    "ocr_column": "",
    "ocrx_block": "",
    "ocr_par": "",
    "ocr_title": "heading",
    "ocr_chapter": "",
    "ocr_section": "",
    "ocr_float": "float",
    "ocr_table": "table",
}
_PICTURES = frozenset({"ocr_photo", "ocr_image", "ocr_linedrawing", "ocrx_image", "ocr_figure"})
_UNREAD = frozenset({"head", "script", "style"})
_SIGNS = re.compile(r"ocr_page|ocrx_word|ocr_line|ocr-system|ocr-capabilities")
_BBOX = re.compile(r"\bbbox\s+([-+.\w]+)\s+([-+.\w]+)\s+([-+.\w]+)\s+([-+.\w]+)")
_CONFIDENCE = re.compile(r"\bx_wconf\s+([-+.\w]+)")
_CONFIDENCES = re.compile(r"\bx_confs((?:\s+[-+.\deE]+)+)")
_OF_GLYPH = re.compile(r"\bx_conf\s+([-+.\w]+)")
_IMAGE = re.compile(r"\bimage\s+(?:\"([^\"]*)\"|'([^']*)'|([^;\s]+))")
_NUMBER = re.compile(r"\blpageno\s+([^;\s]+)")
_SIZE = re.compile(r"\bx_f?size\s+([\d.]+)")
_SLOPE = re.compile(r"\bbaseline\s+([-+]?[\d.]+)\s+[-+]?[\d.]+")
_HEADS = {f"h{level}": level for level in range(1, 7)}


def sniff(path: Path, start: bytes) -> bool:
    """Whether it is HTML with classes of hOCR, or markup that is called .hocr."""
    if path.suffix.lower() in SUFFIXES and is_markup(path, start):
        return True
    root = root_of(start)
    return root is not None and root.name.lower() == "html" and bool(_SIGNS.search(text_of(start)))


def read(path: Path, encoding: str = "") -> Source:
    """The hOCR file at `path`; `SourceError` names the place of what cannot be read.

    What is no XML is read as HTML, if it is whole.
    """
    data = read_bytes(path)
    notices = Notices(path)
    root = _parse(data, path, encoding, notices)
    if local(root).lower() != "html":
        raise SourceError(
            f"has the root element <{local(root)}> and is no hOCR",
            where=path,
            remedy="give a file with html and the classes of hOCR, or name it by its own format",
        )
    # Tesseract writes in reading order, and calls heads what others call running heads.
    tesseract = any(
        (one.get("name") or "").lower() == "ocr-system"
        and "tesseract" in (one.get("content") or "").lower()
        for one in root.iter("{*}meta")
    )
    kinds = _LINES | {"ocr_header": "heading"} if tesseract else _LINES
    walk = _Walk(notices, kinds)
    walk.read(root)
    tell_doubles(((one.get("id", ""), one) for one in root.iter("{*}*") if one.get("id")), notices)
    sheets = [page.sheet(tesseract) for page in walk.pages]
    return compose(path, data, encoding_of(root), sheets, notices, recognised=True)


def _parse(data: bytes, path: Path, encoding: str, notices: Notices) -> etree._Element:
    """The root of a document that is XML, or else HTML and whole."""
    try:
        return parse(data, path)
    except SourceError as error:
        if not re.search(rb"</html\s*>\s*(<!--.*?-->\s*)*\Z", data, re.IGNORECASE | re.DOTALL):
            raise
        if "safe limit" in error.what or b"<!ENTITY" in data:
            raise
        reason = error
    parser = etree.HTMLParser(no_network=True, huge_tree=False, encoding=_encoding(data, encoding))
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, LookupError) as error:
        raise reason from error
    if root is None or any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise reason  # what lies deeper is not in the tree
    refuse_entities(root, path)
    notices.add("html", f"is no XML and was read as HTML ({reason.what}, {_place(reason, path)})")
    return root


def _place(error: SourceError, path: Path) -> str:
    """Line and column of an error in the file at `path`."""
    return f"line {(error.where or '').removeprefix(str(path)).lstrip(':') or 'unknown'}"


def _encoding(data: bytes, stated: str) -> str | None:
    """The encoding of HTML: as stated, else UTF-8 if it can be that; None leaves it to the file."""
    try:
        data.decode(stated or "utf-8")
    except (UnicodeDecodeError, LookupError):
        return None
    return stated or "utf-8"


class _Page:
    """A page while it is read: its blocks in the order of the file."""

    def __init__(self, element: etree._Element | None, notices: Notices) -> None:
        title = element.get("title", "") if element is not None else ""
        image = _IMAGE.search(title)
        number = _NUMBER.search(title)
        self.result = Sheet(
            n=number[1].strip("\"'") if number else "",
            id=element.get("id", "") if element is not None else "",
            image=next((one for one in image.groups() if one), "") if image else "",
            box=_box(element, notices) if element is not None else None,
        )

    def sheet(self, ordered: bool) -> Sheet:
        """The page with its blocks in reading order; `ordered` if they are so in the file."""
        result = self.result
        result.regions = [region for region in result.regions if region.lines]
        for region in result.regions:
            region.box = region.box or union(line.box for line in region.lines)
        if not ordered:
            lines = [line for region in result.regions for line in region.lines]
            direction = direction_of([line.box for line in lines])
            count = len(result.regions)
            places = Places(
                [region.box for region in result.regions] + [one.box for one in result.figures],
                [region.kind for region in result.regions] + ["figure"] * len(result.figures),
                [None] * (count + len(result.figures)),
                direction=direction,
                skew=skew_on(result.regions, direction),
                unit=unit_of(lines, direction),
            )
            result.regions = [result.regions[index] for index in places.by_file(count)]
        return result


class _Walk:
    """The way through a document: the page, the block and the line in which it is."""

    def __init__(self, notices: Notices, kinds: dict[str, str]) -> None:
        self.notices = notices
        self.kinds = kinds
        self.pages: list[_Page] = []
        self.page: _Page | None = None
        self.block: Region | None = None
        self.sort: str | None = None  # the kind of the lines of the block, by their class
        self.open = False  # whether the last piece of a line is text that no blank ends
        self.words: list[tuple[str, float | None]] | None = None
        self.glyphs: dict[int, list[float | None]] = {}  # of the words that state but these

    def read(self, element: etree._Element) -> None:
        """Read an element with what is in it."""
        name = local(element).lower()
        if not name or name in _UNREAD:
            return
        classes = (element.get("class") or "").split()
        if "ocrx_word" in classes:
            self._add_word(element)
        elif "ocr_page" in classes:
            self.pages.append(_Page(element, self.notices))
            self.page, self.block = self.pages[-1], None
            self._read_inside(element)
            self.page = self.block = None
        elif line := next((one for one in classes if one in _LINES), ""):
            self._read_line(element, line)
        elif block := next((one for one in classes if one in _BLOCKS), ""):
            kind = _BLOCKS[block] or kind_of(element.get("data-region-type", ""))  # of kraken
            self._read_block(element, kind if kind in KINDS else "", _HEADS.get(name, 0))
        else:
            if _PICTURES.intersection(classes) and (box := _box(element, self.notices)):
                self._here().result.figures.append(Figure(box))
            self._read_inside(element)

    def _read_inside(self, element: etree._Element) -> None:
        self._add_text(element.text, element)
        for child in element:
            self.read(child)
            self._add_text(child.tail, element)

    def _here(self) -> _Page:
        """The page where the way is; what stands outside of all pages makes one."""
        if self.page is None:
            self.pages.append(_Page(None, self.notices))
            self.page = self.pages[-1]
        return self.page

    def _read_block(self, element: etree._Element, kind: str, level: int) -> None:
        outer = self.block
        box, name = _box(element, self.notices), element.get("id", "")
        self._open(Region([], kind or ("heading" if level else ""), box, name, level))
        self._read_inside(element)
        self.block = None
        if outer is not None:  # what follows in the outer one is a block of its own
            self._open(Region([], outer.kind, None, outer.id, outer.level))

    def _open(self, block: Region) -> None:
        """Begin a block on the page."""
        self.block, self.sort = block, None
        self._here().result.regions.append(block)

    def _read_line(self, element: etree._Element, name: str) -> None:
        if self.words is not None:  # a line in a line
            self._read_inside(element)
            return
        self.words, self.open, self.glyphs = [], False, {}
        self._read_inside(element)
        words, self.words = self.words, None
        if text := join_words(word for word, _ in words):
            box = _box(element, self.notices)
            sure = mean(confidence for _, confidence in words)
            baseline = _baseline(element, box)
            pieces = list(self._pieces(words))
            line = Written(text, box, element.get("id", ""), sure, baseline, words=pieces)
            line.size = _size(element)
            self._add_line(line, self.kinds[name])

    def _add_line(self, line: Written, kind: str) -> None:
        """Add a line to the block where the way is; lines of another kind begin another."""
        if self.block is None:
            self._open(Region([]))
        elif self.sort is not None and self.sort != kind:
            self._open(Region([], id=self.block.id))
        if self.block is not None:
            self.block.kind = self.block.kind or kind
            self.block.lines.append(line)
        self.sort = kind

    def _add_word(self, element: etree._Element) -> None:
        text = " ".join(words_of("".join(map(str, element.itertext()))))
        found = _CONFIDENCE.search(element.get("title") or "")
        sure = confidence_of(found[1], self.notices, element, 100) if found else None
        if not text:
            return
        self.open = False
        glyphs = [] if sure is not None else _glyphs(element, self.notices)
        if len(glyphs) == len(text):
            sure = mean(glyphs)
        else:
            glyphs = []
        if self.words is not None:
            if glyphs:
                self.glyphs[len(self.words)] = glyphs
            self.words.append((text, sure))
        else:
            box = _box(element, self.notices)
            self._add_line(Written(text, box, element.get("id", ""), sure), "")

    def _pieces(self, words: Words) -> Iterator[tuple[str, float | None]]:
        """The words of a line, in characters where it is known how sure each of these is."""
        for place, (text, sure) in enumerate(words):
            glyphs = self.glyphs.get(place)
            if glyphs is None:
                yield text, sure
                continue
            yield from zip(text, glyphs, strict=False)
            if rest := text[len(glyphs) :]:
                yield rest, None

    def _add_text(self, text: str | None, element: etree._Element) -> None:
        """Text that stands in no word. What no blank parts from the text before goes on with it."""
        if not text:
            return
        goes_on, self.open = self.open and text[0] not in BLANKS, text[-1] not in BLANKS
        if not (words := words_of(text)):
            return
        if self.words is None:
            self.notices.add("stray", f"{words[0][:20]!r} stands in no line of the page", element)
            self._add_line(Written(join_words(words)), "")
            return
        if goes_on and self.words:
            before, sure = self.words.pop()
            self.words.append((before + words.pop(0), sure))
        self.words += [(word, None) for word in words]


def _glyphs(word: etree._Element, notices: Notices) -> list[float | None]:
    """How sure an engine was of each character of a word: x_confs, or the x_conf of its parts.

    They are percentages; some write shares of one, as decimal fractions.
    """
    if found := _CONFIDENCES.search(word.get("title") or ""):
        numbers = found[1].split()
    else:
        titles = [part.get("title") or "" for part in word.iterdescendants("{*}*")]
        numbers = [one[1] for title in titles if (one := _OF_GLYPH.search(title))]
    shares = any("." in one for one in numbers) and all(_is_share(one) for one in numbers)
    return [confidence_of(one, notices, word, 1 if shares else 100) for one in numbers]


def _is_share(number: str) -> bool:
    try:
        return 0 <= float(number) <= 1
    except ValueError:
        return False


def _box(element: etree._Element, notices: Notices) -> Box | None:
    """The bbox of an element; None if it has none that can be read."""
    if not (found := _BBOX.search(element.get("title") or "")):
        return None
    try:
        left, top, right, bottom = (float(one) for one in found.groups())
        return box_from(left, top, right, bottom)
    except ValueError:
        notices.add("bbox", f"{found[0][:60]!r} is no box; the element has no place", element)
        return None


def _size(line: etree._Element) -> float:
    """The size of the type that a line states, else that of its words; 0 where none is stated."""
    if own := _size_in(line):
        return own
    words = [size for word in line.iterdescendants("{*}*") if (size := _size_in(word))]
    return median(words) if words else 0.0


def _size_in(element: etree._Element) -> float:
    found = _SIZE.search(element.get("title") or "")
    return size_from(found[1]) if found else 0.0


def _baseline(element: etree._Element, box: Box | None) -> Segment | None:
    """The two ends of the baseline of a line."""
    found = _SLOPE.search(element.get("title") or "")
    if not found or box is None:
        return None
    try:
        rise = float(found[1]) * (box.right - box.left)
    except ValueError:
        return None
    return box.left, box.bottom, box.right, box.bottom + rise
