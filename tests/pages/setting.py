"""Known texts set as pages and printed as PDF, and scans made of them: what readers are tried with.

A page has running head, page number, one to four columns of justified lines, and pictures that
stand at the top of the next column and interrupt the text there, as in print.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from evaluation.known import HEADS, Item, Text, texts
from evaluation.pages import INDENTED, NEVER_FIRST, NEVER_LAST, break_word
from evaluation.score import wanted_parts

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ("yunxi-2024-fig1.png", "yunxi-2024-fig2.png")
HAN_FONTS = (
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/wqy-zenhei/wqy-zenhei.ttc",
)
HAN, ROMAN, BOLD = "Han", "Times-Roman", "Times-Bold"
WIDE, HIGH = 595.0, 842.0  # A4, in points
LEFT, TOP, BOTTOM, GUTTER = 56.0, 70.0, 64.0, 22.0
FOOT, HEAD = 36.0, 40.0  # how far page number and running head are from the edges
LOOSEST = 0.25  # em a character: a line that would be spread wider is not justified


@dataclass(frozen=True)
class Look:
    """How one kind of text is set, in points; `indent` in em of it."""

    size: float
    before: float = 0.0
    after: float = 0.0
    indent: float = 0.0
    centred: bool = False
    bold: bool = False
    right: bool = False


LOOKS = {
    "title": Look(20, 4, 8, centred=True, bold=True),
    "parallel": Look(13, 0, 10, centred=True),
    "part": Look(18, 12, 8, centred=True, bold=True),
    "chapter": Look(16, 12, 6, centred=True, bold=True),
    "section": Look(13.5, 9, 5, centred=True, bold=True),
    "subsection": Look(11.5, 7, 3, bold=True),
    "caption": Look(8.5, 3, 8, centred=True),
    "signature": Look(10, 0, 2, right=True),
    "note": Look(8.5),
    "table": Look(8.5, 3, 0),
}
BODY = Look(10)
LEADING = 1.5  # of the size
PICTURE = 100.0  # points that a picture is high


@dataclass(frozen=True)
class Pages:
    """A printed book: its file, and what stands in it, in reading order."""

    pdf: Path
    text: Text
    count: int
    running: tuple[str, ...]
    cuts: tuple[tuple[str, str], ...]  # the lines that meet where a column cut a text

    def _parts(self, kind: str) -> tuple[str, ...]:
        return tuple(wanted_parts(self.text.items)[kind])

    @property
    def heads(self) -> tuple[str, ...]:
        """Titles, heads of sections and of entries."""
        return self._parts("heads")

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The paragraphs, those of entries without the head that runs into them."""
        return self._parts("paragraphs")

    @property
    def captions(self) -> tuple[str, ...]:
        """The captions of pictures and tables with their credits."""
        return self._parts("captions")

    @property
    def signatures(self) -> tuple[str, ...]:
        """Who signs the sections."""
        return self._parts("signatures")


def han_font() -> Path:
    """The font of the Han characters; the test is skipped without it, and fails where CI=true."""
    found = next((Path(name) for name in HAN_FONTS if Path(name).is_file()), None)
    if found is None:
        reason = "no Han font here: apt-get install fonts-wqy-zenhei"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
        raise AssertionError(reason)
    return found


def set_pages(
    folder: Path,
    columns: int = 2,
    text: str = "sample",
    *,
    running: str = "芸溪年鉴",
    first: int = 61,
    pictures: bool = True,
    doubled: bool = False,
    indent: float = 2.0,
) -> Pages:
    """Set a known text of the evaluation in columns and print it into `folder`, the same each time.

    `first` is the number of the first page; `doubled` draws bold text twice, a little aside;
    `indent` is that of paragraphs in em. Tables are left out: they have tests of their own.
    """
    known = texts()[text]
    items = tuple(item for item in known.items if item.kind != "table")
    known = Text(known.name, items, known.profile)
    setter = _Setter(known, columns, indent)
    for index, item in enumerate(items):
        setter.set(index, item)
    setter.finish()
    pdf = folder / f"{text}-{columns}.pdf"
    heads = _print(pdf, setter, running, first, pictures, doubled)
    return Pages(pdf, known, len(setter.pages), tuple(heads), tuple(setter.cuts()))


@dataclass
class _Line:
    """A line in its place: from the left edge of the column and the top of the page, in points."""

    text: str
    look: Look
    font: str
    left: float
    base: float
    stretch: float = 0.0  # points for each gap of a justified line
    item: int = -1


@dataclass
class _Column:
    left: float
    lines: list[_Line] = field(default_factory=list)
    pictures: list[tuple[int, float, float]] = field(default_factory=list)  # item, top, height
    used: float = 0.0


@dataclass
class _Page:
    columns: list[_Column]
    running: str = ""


class _Setter:
    """Fills column after column."""

    def __init__(self, known: Text, columns: int, indent: float) -> None:
        _register_fonts()
        self.known = known
        self.count = columns
        self.indent = indent
        self.measure = (WIDE - 2 * LEFT - GUTTER * (columns - 1)) / columns
        self.room = HIGH - TOP - BOTTOM
        self.pages: list[_Page] = []
        self.floats: list[tuple[int, Item]] = []
        self.section = ""
        self.column = self._next_column()

    def _next_column(self) -> _Column:
        if not self.pages or len(self.pages[-1].columns) == self.count:
            self.pages.append(_Page([], self.section))
        page = self.pages[-1]
        self.column = _Column(LEFT + len(page.columns) * (self.measure + GUTTER))
        page.columns.append(self.column)
        if self.floats:
            self._set_picture(*self.floats.pop(0))
        return self.column

    def set(self, index: int, item: Item) -> None:
        """Put an item where it belongs."""
        if item.kind == "caption":
            self.floats.append((index, item))
            return
        look = self.look(item)
        if item.kind in HEADS:
            self._keep_with_text(index)
            self.section = item.text if item.kind == "head" else self.section
        if self.column.used:
            self.column.used += look.before
        for line in self._lines(item, look):
            if self.column.used + LEADING * look.size > self.room + 0.1:
                self._next_column()
            self._add(index, line, look)
        self.column.used += look.after

    def finish(self) -> None:
        """Set the pictures that still wait."""
        while self.floats:
            self._next_column()

    def look(self, item: Item) -> Look:
        """How an item is set."""
        if item.kind == "head":
            return LOOKS[item.level]
        indent = self.indent if item.kind in INDENTED else 0.0
        return LOOKS.get(item.kind, Look(BODY.size, indent=indent))

    def _keep_with_text(self, index: int) -> None:
        """A head keeps with the heads after it and two lines of text."""
        needed = 2 * LEADING * BODY.size
        for item in self.known.items[index:]:
            if item.kind not in HEADS:
                break
            look = self.look(item)
            needed += len(self._lines(item, look)) * LEADING * look.size + look.before + look.after
        if self.column.used and self.column.used + needed > self.room:
            self._next_column()

    def _set_picture(self, index: int, item: Item) -> None:
        look = LOOKS["caption"]
        self.column.pictures.append((index, TOP + self.column.used, PICTURE))
        self.column.used += PICTURE + look.before
        for line in self._lines(item, look):
            self._add(index, line, look)
        self.column.used += look.after

    def _lines(self, item: Item, look: Look) -> list[_Line]:
        return list(break_lines(item.text, self.font(item, look), look, self.measure))

    def font(self, item: Item, look: Look) -> str:
        """Times where no Han character stands; a bold cut only Times has."""
        return (BOLD if look.bold else ROMAN) if item.latin else HAN

    def _add(self, index: int, line: _Line, look: Look) -> None:
        self.column.used += LEADING * look.size
        line.base = TOP + self.column.used - (LEADING - 0.85) * look.size
        line.item = index
        self.column.lines.append(line)

    def cuts(self) -> Iterator[tuple[str, str]]:
        """The lines that meet where a column ended within a text."""
        columns = [column for page in self.pages for column in page.columns]
        last: dict[int, tuple[int, str]] = {}
        for place, column in enumerate(columns):
            for line in column.lines:
                before = last.get(line.item)
                if before is not None and before[0] != place:
                    yield before[1], line.text
                last[line.item] = place, line.text


def break_lines(text: str, font: str, look: Look, measure: float) -> Iterator[_Line]:
    """The lines of a text, justified but for the last, by the widths of the font."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    lead = look.indent * look.size
    pieces = list(_pieces(text))
    while pieces:
        line, room = "", measure - lead
        while pieces:
            longer = line + pieces[0]
            if stringWidth(longer.rstrip(), font, look.size) > room and (line or font != HAN):
                pieces = _hyphenate(line, pieces, room, font, look.size)
                if pieces[0].endswith("-\n") or not line:
                    line += pieces.pop(0).rstrip("\n")
                break
            line = longer
            pieces.pop(0)
        line = line.strip()
        free = room - stringWidth(line, font, look.size)
        at = free / 2 if look.centred else free if look.right else 0.0
        gaps = line.count(" ") if font != HAN else len(line) - 1
        tight = free / gaps if gaps and pieces and not at else 0.0
        limit = LOOSEST if font == HAN else 4 * LOOSEST
        yield _Line(line, look, font, lead + at, 0.0, tight if tight < limit * look.size else 0.0)
        lead = 0.0


def _pieces(text: str) -> Iterator[str]:
    """What no line end may part, in order: words with their blank, Han characters with marks."""
    piece = ""
    for here, there in pairwise(text + "\n"):
        piece += here
        word = here.isascii() and there.isascii() and not here.isspace()
        word = word or (here.isalpha() and there.isalpha() and max(here, there) < "\u2e80")
        if not (word or there in NEVER_FIRST or here in NEVER_LAST or there == " "):
            yield piece
            piece = ""
    if piece:
        yield piece


def _hyphenate(line: str, pieces: list[str], room: float, font: str, size: float) -> list[str]:
    """The pieces, the first of them cut in two where a long word can be broken to fit."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    word = pieces[0]
    if font == HAN or (font == BOLD and line):  # heads are not, but for a word that is too long
        return pieces
    fitting = [n for n in range(len(word)) if stringWidth(line + word[:n], font, size) < room - 4]
    cut = break_word(word.rstrip(), max(fitting, default=0))
    return [word[:cut] + "-\n", word[cut:], *pieces[1:]] if cut else pieces


def _register_fonts() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if HAN not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(HAN, str(han_font()), subfontIndex=0))


def _print(
    pdf: Path, setter: _Setter, book: str, first: int, pictures: bool, doubled: bool
) -> Iterator[str]:
    """Draw all pages; gives the running heads in order."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(pdf), pagesize=(WIDE, HIGH), invariant=True)
    heads = []
    for place, page in enumerate(setter.pages):
        number = first + place
        head = book if number % 2 == 0 else page.running
        if place and head:  # the first page has its title there
            heads.append(head)
            canvas.setFont(HAN, 8)
            canvas.drawString(LEFT, HIGH - HEAD, head)
        canvas.setFont(HAN, 8)
        canvas.drawCentredString(WIDE / 2, FOOT, f"· {number} ·")
        for column in page.columns:
            for item, top, height in column.pictures if pictures else ():
                file = ROOT / "source" / PICTURES[item % len(PICTURES)]
                wide = min(1.5 * height, setter.measure)
                left = column.left + (setter.measure - wide) / 2
                canvas.drawImage(str(file), left, HIGH - top - height, wide, height)
            for line in column.lines:
                _draw(canvas, column, line, doubled)
        canvas.showPage()
    canvas.save()
    return iter(heads)


def _draw(canvas: object, column: _Column, line: _Line, doubled: bool) -> None:
    for aside in (0.0, 0.3) if doubled and line.look.bold else (0.0,):
        text = canvas.beginText(column.left + line.left + aside, HIGH - line.base)  # type: ignore[attr-defined]
        text.setFont(line.font, line.look.size)
        if line.font == HAN:
            text.setCharSpace(line.stretch)
        else:
            text.setWordSpace(line.stretch)
        text.textOut(line.text)
        canvas.drawText(text)  # type: ignore[attr-defined]


def render(pdf: Path, folder: Path, dpi: int = 200, degraded: bool = True) -> list[Path]:
    """The pages of a PDF as pictures, in order; the same each time.

    Degraded ones are turned by one degree, blurred, noisy, and saved as poor JPEG; others are PNG.
    """
    import pypdfium2

    found = []
    document = pypdfium2.PdfDocument(pdf)
    try:
        for index in range(len(document)):
            page = document[index]
            image = page.render(scale=dpi / 72, grayscale=True).to_pil()
            page.close()
            path = folder / f"{pdf.stem}-{index + 1:03}.{'jpg' if degraded else 'png'}"
            if degraded:
                _degrade(image, index).save(path, quality=60, dpi=(dpi, dpi))
            else:
                image.save(path, dpi=(dpi, dpi))
            found.append(path)
    finally:
        document.close()
    return found


def _degrade(image, seed: int):  # type: ignore[no-untyped-def]
    """A picture as a poor scanner gives it."""
    import numpy as np
    from PIL import Image, ImageFilter

    turned = image.rotate(1 if seed % 2 else -1, Image.Resampling.BICUBIC, fillcolor=255)
    blurred = turned.filter(ImageFilter.GaussianBlur(0.8))
    noise = np.random.default_rng(seed).normal(0, 9, (image.height, image.width))
    grey = np.asarray(blurred, dtype=np.float64) * 0.86 + 26 + noise
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
