"""The characters of a PDF page as runs: what stands together on one line in one style."""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from fangzhi.layout.piece import Piece
from fangzhi.readers._notices import Notices
from fangzhi.source import FORBIDDEN, Box

UNKNOWN = "\ufffd"  # a character of which the file does not say what it is
NEAR = 0.9  # em that two characters of one run may stand apart
LEVEL = 0.3  # em by which the baseline of one line may waver
DOUBLED = 0.15  # em by which a glyph is moved that is drawn twice to look bold
FEWEST = 1e-3  # points: a smaller font was never printed
LARGEST = 20_000.0  # points: no page is larger (PDF 2.0, Annex C), and no glyph on it
QUARTER = 12.0  # degrees by which text may be askew and still be level or upright
BLANK = 0.5  # em of white between two Han characters that are a blank
WIDE_BLANK = 1.6
ROUGH_BLANK = 1.0  # the same where an engine measured the characters
ROUGH = 3.0  # em by which it may have put one too far to the left
CELL = 3.0  # em of white that part two cells of a table
GUESSED, REAL, WIDE = 1, 2, 3  # blanks: of PDFium, of the file, and ideographic ones
WORD = 0.2  # em of white between two words where the file has no blank

_BLANKS = frozenset(map(ord, " \t\n\r\f\v\u00a0\u3000\u2028\u2029\u200b\ufeff")) | frozenset(
    range(0x2000, 0x200B)
)
_HYPHENS = frozenset((0x02, 0xFFFE))  # what PDFium makes of a hyphen that ends a line
_STRONG = re.compile(r"bold|black|heavy|semibd|demi|[-,]bd\b", re.IGNORECASE)
_FORCED = 1 << 18  # the flag ForceBold of a font descriptor (ISO 32000-1, table 123)
_UNIT = re.compile(r"[!-~\u00a1-\u024f]+|.", re.DOTALL)
_HIDDEN = 3  # a text rendering mode (ISO 32000-1, table 106)
_STROKED = 2

Place = Callable[[float, float], tuple[float, float]]


@dataclass(slots=True)
class Run(Piece):
    """Characters that follow one another; `place` is their box on the page as it is shown.

    `angle` is 0, 90, 180 or 270 where the line runs right, down, left or up, -1 where it runs
    askew; `upright` says that upright characters stand below one another. `start` and `end` are
    the ends of the baseline. `family` is the name of the font, `mark` the number of the marked
    content that it is of, -1 for none.
    """

    text: str = ""
    place: Box = field(default_factory=lambda: Box(0.0, 0.0, 0.0, 0.0))
    angle: int = 0
    upright: bool = False
    hidden: bool = False
    family: str = ""
    mark: int = -1
    start: tuple[float, float] = (0.0, 0.0)
    end: tuple[float, float] = (0.0, 0.0)
    gaps: list[float] = field(default_factory=list)  # in em, between its characters
    doubtful: list[tuple[int, float]] = field(default_factory=list)  # blanks between Han characters


@dataclass(frozen=True, slots=True)
class _Font:
    family: str
    bold: bool


@dataclass(frozen=True, slots=True)
class _Style:
    """What the characters of one text object have in common; `drawn` tells the object."""

    family: str
    bold: bool
    hidden: bool
    size: float
    angle: int
    drawn: int
    mark: int


@dataclass(slots=True)
class _Glyph:
    text: str
    box: Box
    size: float
    style: _Style
    origin: tuple[float, float]
    spaced: int


def count_characters(textpage: Any) -> int:
    """How many characters a page has, with its blanks and with what PDFium puts between them."""
    import pypdfium2.raw as pdfium

    return int(pdfium.FPDFText_CountChars(textpage.raw))


def read_runs(
    textpage: Any, place: Place, size: Box, notices: Notices, number: int, *, unseen: bool = False
) -> list[Run]:
    """The runs of a page in the order of the file; `place` leads from its space to the page.

    What stands off the page, whose box is `size`, and what is drawn twice is left out. `unseen`
    says that a picture lies over the text.
    """
    runs: list[Run] = []
    seen = _Seen()
    for glyph in _glyphs(textpage, place, notices, number, unseen):
        box = glyph.box
        if not (box.left < size.right and box.right > 0 and box.top < size.bottom):
            if not glyph.style.hidden:
                notices.add("off the page", f"page {number}: text off the page is left out")
            continue
        if box.bottom <= 0 or seen.before(glyph):
            continue
        if not (runs and _goes_on(runs[-1], glyph)):
            runs.append(_begin(glyph))
        else:
            _add(runs[-1], glyph)
    for run in runs:
        _settle_blanks(run)
        run.unit = first_unit(run)
    return runs


def _settle_blanks(run: Run) -> None:
    """Put a blank between two Han characters that are farther apart than the others of a line."""
    if not run.doubtful:
        return
    usual = median(run.gaps) if len(run.gaps) > 2 else 0.0
    for place, gap in reversed(run.doubtful):
        if gap > usual + WORD / 2:
            run.text = f"{run.text[:place]} {run.text[place:]}"


def _glyphs(
    textpage: Any, place: Place, notices: Notices, number: int, unseen: bool
) -> Iterator[_Glyph]:
    """All characters of a page that are no blanks, each with whether a blank is before it."""
    import pypdfium2.raw as pdfium

    raw, count = textpage.raw, pdfium.FPDFText_CountChars(textpage.raw)
    rectangle = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    styles: dict[int, _Style] = {}
    fonts: dict[int, _Font] = {}
    spaced, high = 0, 0
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if code in _BLANKS:
            written = not pdfium.FPDFText_IsGenerated(raw, index)
            real = WIDE if code == 0x3000 else REAL
            spaced = max(spaced, real if written else GUESSED * (code == 0x20))
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        private = code < 0x20 or 0xE000 <= code < 0xF900
        text = _text(code, private and pdfium.FPDFText_HasUnicodeMapError(raw, index) == 1)
        if text == UNKNOWN:
            what = "a character of which the file does not say what it is stands as U+FFFD"
            notices.add("unknown", f"page {number}: {what}")
        pdfium.FPDFText_GetLooseCharBox(raw, index, rectangle)
        pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
        left, bottom, right, top, x0, y0 = _finite(
            rectangle.left, rectangle.bottom, rectangle.right, rectangle.top, x.value, y.value
        )
        (x1, y1), (x2, y2) = place(left, bottom), place(right, top)
        box = Box(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))
        drawn = pdfium.FPDFText_GetTextObject(raw, index)
        key = _address(drawn)
        style = styles.get(key)
        if style is None or not key:
            style = styles[key] = _style(raw, index, drawn, place, fonts, unseen)
        size = style.size if FEWEST < style.size < LARGEST else max(y2 - y1, y1 - y2, FEWEST)
        yield _Glyph(text, box, size, style, place(x0, y0), spaced)
        spaced = 0


def _finite(*values: float) -> Sequence[float]:
    """The values, or the nearest that a page can have."""
    if math.isfinite(sum(values)) and min(values) >= -LARGEST and max(values) <= LARGEST:
        return values
    return [min(max(one, -LARGEST), LARGEST) if math.isfinite(one) else 0.0 for one in values]


def _text(code: int, unmapped: bool) -> str:
    """What a code stands for: ligatures and radicals that fonts use for letters are those."""
    if code in _HYPHENS:
        return "-"
    if not code or code > 0x10FFFF or unmapped:
        return UNKNOWN
    character = chr(code)
    if FORBIDDEN.match(character) or unicodedata.category(character) in ("Cc", "Cn"):
        return UNKNOWN
    if 0xFB00 <= code <= 0xFB06 or 0x2E80 <= code <= 0x2FDF:
        return unicodedata.normalize("NFKC", character)
    return character


def _style(
    raw: Any, index: int, drawn: Any, place: Place, fonts: dict[int, _Font], unseen: bool
) -> _Style:
    """Font, weight, size and direction of the text object that draws a character."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    key = _address(pdfium.FPDFTextObj_GetFont(drawn)) if drawn else 0
    font = fonts.get(key)
    if font is None or not key:
        font = fonts[key] = _font(raw, index)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(drawn) if drawn else 0
    pdfium.FPDFText_GetMatrix(raw, index, matrix)
    a, b, d, size = _finite(matrix.a, matrix.b, matrix.d, pdfium.FPDFText_GetFontSize(raw, index))
    return _Style(
        font.family,
        font.bold or mode == _STROKED,
        mode == _HIDDEN or unseen,
        size * math.hypot(b, d),
        _angle(place, a, b),
        _address(drawn),
        pdfium.FPDFPageObj_GetMarkedContentID(drawn) if drawn else -1,
    )


def _font(raw: Any, index: int) -> _Font:
    """The font of a character: its name without the mark of a subset, and whether it is bold."""
    import pypdfium2.raw as pdfium

    flags = ctypes.c_int()
    buffer = ctypes.create_string_buffer(256)
    pdfium.FPDFText_GetFontInfo(raw, index, buffer, 256, flags)
    name = buffer.value.decode("utf-8", "replace").partition("+")
    family = name[2] or name[0]
    return _Font(family, bool(_STRONG.search(family)) or bool(flags.value & _FORCED))


def _address(pointer: Any) -> int:
    """What tells a thing of PDFium from others, 0 for none."""
    return ctypes.addressof(pointer.contents) if pointer else 0


def _angle(place: Place, a: float, b: float) -> int:
    """How a line runs on the page as it is shown: 0 right, 90 down, 180 left, 270 up, -1 askew."""
    (x0, y0), (x1, y1) = place(0.0, 0.0), place(a, b)
    degrees = math.degrees(math.atan2(y1 - y0, x1 - x0))
    quarter = round(degrees / 90)
    return quarter % 4 * 90 if abs(degrees - 90 * quarter) <= QUARTER else -1


class _Seen:
    """The glyphs of a page so far, to tell one that is drawn once more at nearly the same place."""

    def __init__(self) -> None:
        self.places: dict[tuple[str, float, int, int], tuple[float, float, int]] = {}

    def before(self, glyph: _Glyph) -> bool:
        """Whether the glyph was there; it is remembered."""
        x, y = glyph.origin
        found = False
        for shift in (0.0, 0.5):  # one of two grids has both places in one cell
            across, down = int(x / glyph.size + shift), int(y / glyph.size + shift + 0.25)
            key = glyph.text, shift, across, down
            other = self.places.get(key)
            # The letters of a ligature have one place, but they are of one text object.
            if other and other[2] != glyph.style.drawn:
                near = max(abs(x - other[0]), abs(y - other[1])) < DOUBLED * glyph.size
                found = found or near
            self.places[key] = (x, y, glyph.style.drawn)
        return found


def _begin(glyph: _Glyph) -> Run:
    box, style = glyph.box, glyph.style
    return Run(
        box, glyph.size, style.bold, 0.0, glyph.text, box, glyph.style.angle, False, style.hidden,
        style.family, style.mark, glyph.origin, glyph.origin,
    )  # fmt: skip


def _advance(box: Box, angle: int) -> float:
    return box.bottom - box.top if angle in (90, 270) else box.right - box.left


def _along(run: Run, point: tuple[float, float]) -> tuple[float, float]:
    """How far a point is from the origin of the last character: along the line, and across it."""
    x, y = point[0] - run.end[0], point[1] - run.end[1]
    return {0: (x, y), 90: (y, -x), 180: (-x, -y), 270: (-y, x)}.get(run.angle, (x, y))


def _goes_on(run: Run, glyph: _Glyph) -> bool:
    """Whether a character goes on a run: in its style, on its line, and near enough."""
    size = run.size
    if (
        glyph.style.angle != run.angle
        or glyph.style.hidden != run.hidden
        or glyph.style.bold != run.strong
        or not 0.9 < glyph.size / size < 1.12
    ):
        return False
    if glyph.origin == run.end:  # the next letter of a ligature
        return True
    if run.angle == -1:
        return math.dist(run.end, glyph.origin) < 3 * size
    along, across = _along(run, glyph.origin)
    if run.upright or (len(run.text) == 1 and run.angle == 0 and across > LEVEL * size):
        centre = abs(_centre(run.box) - _centre(glyph.box))
        return centre < LEVEL * size and -LEVEL < (glyph.box.top - run.box.bottom) / size < NEAR
    gap = _gap(run, glyph.box)
    if run.hidden:  # their boxes are rough, but those of one line follow one another
        return abs(across) < LEVEL * size and along > -ROUGH * size and gap < NEAR * size
    return abs(across) < LEVEL * size and along > -LEVEL * size and -2 * LEVEL < gap / size < NEAR


def _centre(box: Box) -> float:
    return (box.left + box.right) / 2


def _gap(run: Run, box: Box) -> float:
    """The white between a run and what stands behind it on its line."""
    match run.angle:
        case 90:
            return box.top - run.box.bottom
        case 180:
            return run.box.left - box.right
        case 270:
            return run.box.top - box.bottom
        case _:
            return box.left - run.box.right


def _add(run: Run, glyph: _Glyph) -> None:
    if glyph.origin == run.end:
        run.text += glyph.text
        run.box = run.place = around(run.box, glyph.box)
        return
    if len(run.text) == 1 and run.angle == 0:
        run.upright = glyph.origin[1] - run.end[1] > LEVEL * run.size
    gap = glyph.box.top - run.box.bottom if run.upright else _gap(run, glyph.box)
    spaced = min(glyph.spaced, GUESSED) if run.hidden else glyph.spaced  # OCR parts Han characters
    gap /= run.size
    if run.hidden and _is_solid(run.text[-1]):
        gap = min(gap, _along(run, glyph.origin)[0] / run.size - 1)
    between = blank(run.text[-1], glyph.text[0], gap, spaced, run.hidden)
    run.gaps.append(gap)
    if spaced and not between and gap > WORD and not run.hidden:
        run.doubtful.append((len(run.text), gap))
    run.text += between + glyph.text
    run.box = run.place = around(run.box, glyph.box)
    run.end = glyph.origin


def around(first: Box, second: Box) -> Box:
    """The box round two."""
    return Box(
        min(first.left, second.left),
        min(first.top, second.top),
        max(first.right, second.right),
        max(first.bottom, second.bottom),
    )


def blank(before: str, after: str, gap: float, spaced: int, rough: bool = False) -> str:
    """The blank between two characters that stand `gap` em apart.

    `spaced` says whether the file has one, or PDFium guessed one; `rough` that an engine measured.
    """
    wide = _is_solid(before) + _is_solid(after)
    least = ROUGH_BLANK if rough else BLANK
    if gap >= CELL:
        return "\t"
    if wide and spaced == WIDE and gap < WIDE_BLANK:
        return "\u3000"
    if wide and gap >= WIDE_BLANK:
        return "\u3000\u3000"
    if wide == 2:
        return " " if gap > least else ""
    if wide:
        return " " if gap > least or (spaced >= REAL and gap > WORD / 2) else ""
    return " " if spaced or gap > WORD else ""


def _is_solid(character: str) -> bool:
    """Whether it is of Chinese or Japanese, which part no words; quotes are as wide there."""
    if character < "\u2e80":
        return character in "“”‘’…—·"
    return unicodedata.east_asian_width(character) in "WF" and not "가" <= character <= "힣"


def first_unit(run: Run) -> float:
    """About how wide that is what stands first in a run and no line end parts, in points."""
    found = _UNIT.match(run.text)
    length = len(found[0]) if found else 1
    line = run.box.bottom - run.box.top if run.upright else _advance(run.box, run.angle)
    return line * length / max(len(run.text), 1)
