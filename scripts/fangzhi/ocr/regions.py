"""Lines that an engine read → the regions of a page in reading order, with what each is."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from statistics import median

from fangzhi.layout import Direction, direction_of, is_upright, reading_order, skew_of
from fangzhi.layout.columns import Gutter, find_chains, find_gutters, find_lines
from fangzhi.layout.direction import turn
from fangzhi.layout.kinds import Passage, find_captions, find_heads, find_notes
from fangzhi.layout.paragraphs import Column, Steps, column_of
from fangzhi.layout.piece import Piece
from fangzhi.layout.repeated import find_repeated
from fangzhi.layout.sizes import em_width, sizes_of, usual_of
from fangzhi.ocr.engines import Point, Reading
from fangzhi.readers._texts import join_words
from fangzhi.source import Box, round_all

LETTERS = 0.9  # how sure a line must be that stands in a picture
CELLS = 2.0  # em of white between the cells of a row
BLANK = 0.6  # em of white between words of one line
NOTE = 0.88  # of the usual size: a footnote
SMALL = 0.93  # of the usual size: a running head
APART = 1.0  # em of white under it
FULL = 1.0  # em by which a full line may end before its column does
NEAR = 16  # characters of a credit in brackets that a line end cuts
CAPTION = 6.0  # em under or over pictures in which their captions stand
FEW = 3  # lines: a shorter piece of a column takes its edges from a longer one


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a region: its text, outline, confidence, and its words as the engine has them."""

    text: str
    outline: tuple[Point, Point, Point, Point]
    confidence: float
    words: tuple[tuple[str, float], ...]


@dataclass(slots=True)
class TextRegion:
    """Lines that belong together; `kind` is one of `source.KINDS`, or empty."""

    lines: list[TextLine]
    kind: str = ""


@dataclass(slots=True)
class Layout:
    """A page as it is read: its regions in order, its pictures, how it runs and is turned."""

    regions: list[TextRegion] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    direction: Direction = Direction.LEFT_TO_RIGHT
    skew: float = 0.0  # radians, clockwise


class _Row(Piece):
    """A line while its page is laid out: turned straight, with what was read."""

    __slots__ = ("readings", "text")

    def __init__(self, box: Box, size: float, readings: list[Reading], text: str) -> None:
        super().__init__(box, size, unit=_unit(text, size, box.right - box.left))
        self.readings = readings
        self.text = text


class _Part(Passage):
    """A passage with its rows and the edges of its column."""

    __slots__ = ("left", "right", "rows")

    def __init__(self, rows: list[_Row], column: Column) -> None:
        super().__init__(
            box=round_all([row.box for row in rows]),
            size=median(row.size for row in rows),
            text="\n".join(row.text for row in rows),
            lines=len(rows),
            centred=(any if len(rows) < FEW else all)(map(column.is_centred, rows)),
            measured=True,
        )
        self.rows = rows
        self.left, self.right = column.left, column.right


def lay_out(readings: Sequence[Reading], pictures: Sequence[Box]) -> Layout:
    """The page that an engine read, `pictures` among its text."""
    direction = direction_of([_box(one.outline) for one in readings])
    skew = skew_of([_baseline(one, is_upright(direction)) for one in readings])
    layout = Layout([], list(pictures), direction, skew)
    if readings:
        page = _Page(readings, pictures, direction, skew)
        layout.regions = [_region(part) for part in page.parts()]
    return layout


class _Page:
    """The lines of one page, turned straight so that they are read from left to right."""

    def __init__(
        self,
        readings: Sequence[Reading],
        pictures: Sequence[Box],
        direction: Direction,
        skew: float,
    ) -> None:
        self.upright = is_upright(direction)
        places = [turn(_straight(one.outline, skew), direction) for one in readings]
        sizes = sizes_of(
            [
                (one.text, place.right - place.left, place.bottom - place.top)
                for one, place in zip(readings, places, strict=True)
            ]
        )
        pieces = [
            _Row(place, size, [one], one.text)
            for one, place, size in zip(readings, places, sizes, strict=True)
        ]
        self.pictures = [turn(_straight(_corners(one), skew), direction) for one in pictures]
        pieces = [piece for piece in pieces if not self._is_speckle(piece)] or pieces
        self.size = usual_of([(piece.size, len(piece.text)) for piece in pieces])
        self.furniture = self._take_furniture(pieces)
        taken = {id(piece) for piece, _ in self.furniture}
        pieces = [piece for piece in pieces if id(piece) not in taken]
        self.gutters = find_gutters(pieces, self.size)
        self.gutters += list(_between_pictures(self.pictures, self.size))
        lines = find_lines(pieces, self.gutters)
        self.rows = [_join([pieces[index] for index in line]) for line in lines]

    def parts(self) -> list[_Part]:
        """The paragraphs, heads and captions in reading order, furniture where it stands."""
        chains = [
            [self.rows[index] for index in chain]
            for chain in find_chains(self.rows, self.gutters, self.pictures)
        ]
        steps = Steps(chains)
        parts = [part for chain in chains for part in self._cut(chain, chains, steps)]
        find_captions(parts, self.pictures, self.size)
        for column in _columns(parts):
            find_notes(column, self.size)
        for part in parts:  # sizes are measured here, and differ a little by themselves
            few = len(part.text) < NEAR
            if part.kind == "footnote" and (few or part.size > NOTE * self.size):
                part.kind = ""
        find_heads(parts, self.size)
        for part in parts:
            part.kind = part.kind or ("paragraph" if self._is_running(part) else "")
        parts += [self._furnish(piece, kind) for piece, kind in self.furniture]
        boxes = [part.box for part in parts] + self.pictures
        kinds = [part.kind for part in parts] + ["figure"] * len(self.pictures)
        order = reading_order(boxes, kinds, unit=1.2 * self.size)
        return [parts[index] for index in order if index < len(parts)]

    def _is_speckle(self, piece: _Row) -> bool:
        """Whether a line is but the grain of a picture that an engine took for letters."""
        across = (piece.box.left + piece.box.right) / 2
        return piece.readings[0].confidence < LETTERS and any(
            box.left < across < box.right and box.top < piece.middle < box.bottom
            for box in self.pictures
        )

    def _take_furniture(self, pieces: list[_Row]) -> list[tuple[_Row, str]]:
        """Page numbers and running heads, which small print and white part from the text."""
        if self.upright:
            return []
        texts = [piece.text for piece in pieces]
        numbers = find_repeated([pieces], [texts], self.size, [self.pictures])[0]
        found = [(pieces[index], kind) for index, kind in sorted(numbers.items())]
        taken = set(numbers)
        rest = [piece for index, piece in enumerate(pieces) if index not in taken]
        for top in (True, False):
            row = _edge(rest, top)
            others = [piece for piece in rest if piece not in row]
            if row and others and self._is_furniture(row, others, top):
                found += [(piece, "header" if top else "footer") for piece in row]
        return found

    def _is_furniture(self, row: list[_Row], others: list[_Row], top: bool) -> bool:
        """Whether the first or last row of a page is small, and white parts it from the rest."""
        boxes = [piece.box for piece in others] + self.pictures
        if top:
            white = min(box.top for box in boxes) - max(piece.box.bottom for piece in row)
        else:
            white = min(piece.box.top for piece in row) - max(box.bottom for box in boxes)
        small = all(piece.size < SMALL * self.size for piece in row)
        return small and white > APART * self.size and len(row) <= 3

    def _furnish(self, piece: _Row, kind: str) -> _Part:
        column = Column([piece], piece.box.left, piece.box.right, Steps([]), self.size)
        part = _Part([piece], column)
        part.kind = kind
        return part

    def _cut(self, chain: list[_Row], chains: list[list[_Row]], steps: Steps) -> Iterator[_Part]:
        """A piece of a column in its paragraphs."""
        left, right = self._edges(chain, chains)
        column = Column(chain, left, right, steps, self.size, measured=True)
        rows: list[_Row] = []
        for row, begins in zip(chain, column.starts(), strict=True):
            if begins and rows and not _closes(rows, row):
                yield _Part(rows, column)
                rows = []
            rows.append(row)
        yield _Part(rows, column)

    def _edges(self, chain: list[_Row], chains: list[list[_Row]]) -> tuple[float, float]:
        """The edges of the column that a chain stands in, by longer chains of the page."""
        left, right = column_of(chain)
        found = [
            (a, b)
            for a, b in (column_of(one) for one in chains if len(one) > FEW)
            if a <= left + self.size and b >= right - self.size
            if not any(a < one.middle < b and one.is_beside(chain[0]) for one in self.gutters)
        ]
        if found:
            a, b = min(found, key=lambda edges: (edges[1] - edges[0], edges))
            return min(a, left), max(b, right)
        return left, right

    def _is_running(self, part: _Part) -> bool:
        """Whether a part is running text: its lines are full, or there are several."""
        short = part.right - part.rows[0].box.right
        full = short < FULL * self.size or part.lines > 2
        usual = part.size > SMALL * self.size
        signed = part.text[0] in "(（" and part.text.rstrip()[-1:] in (")", "）")
        return full and usual and not (part.centred or signed) and "\t" not in part.text


def _between_pictures(pictures: Sequence[Box], size: float) -> Iterator[Gutter]:
    """The white between two pictures side by side, which parts their captions as well."""
    for one in pictures:
        for other in pictures:
            beside = one.right <= other.left and min(one.bottom, other.bottom) > max(
                one.top, other.top
            )
            if beside:
                top = min(one.top, other.top) - CAPTION * size
                bottom = max(one.bottom, other.bottom) + CAPTION * size
                yield Gutter(one.right, other.left, top, bottom, 0)


def _closes(rows: list[_Row], row: _Row) -> bool:
    """Whether a line closes a bracket that is open at the end of the lines before it.

    It is short, or the bracket holds all of them, as round a signature.
    """
    whole = "".join(one.text for one in rows)
    text = whole[-NEAR:] if len(row.text) <= NEAR else whole
    for opening, closing in ("()", "（）"):
        ends = row.text.rstrip().endswith(closing)
        all_of_it = whole.startswith(opening) and closing not in whole
        near = len(row.text) <= NEAR and text.rfind(opening) > text.rfind(closing)
        if ends and (near or all_of_it):
            return True
    return False


def _join(pieces: list[_Row]) -> _Row:
    """Pieces of one line as a line."""
    if len(pieces) == 1:
        return pieces[0]
    text = pieces[0].text
    for before, piece in pairwise(pieces):
        white = (piece.box.left - before.box.right) / min(before.size, piece.size)
        if white > CELLS:
            text += "\t" + piece.text
        elif white > BLANK:
            text += " " + piece.text
        else:
            text = join_words([text, piece.text])
    longest = max(pieces, key=lambda piece: len(piece.text))
    readings = [reading for piece in pieces for reading in piece.readings]
    return _Row(round_all([piece.box for piece in pieces]), longest.size, readings, text)


def _region(part: _Part) -> TextRegion:
    return TextRegion([_line(row) for row in part.rows], part.kind)


def _line(row: _Row) -> TextLine:
    readings = row.readings
    letters = sum(len(one.text) for one in readings) or 1
    sure = sum(len(one.text) * one.confidence for one in readings) / letters
    outline = readings[0].outline
    if len(readings) > 1:
        first, last = readings[0].outline, readings[-1].outline
        outline = (first[0], last[1], last[2], first[3])
    words = tuple(word for one in readings for word in one.words)
    return TextLine(row.text, outline, round(sure, 4), group_words(row.text, words))


def group_words(text: str, words: Sequence[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """The words of a line; characters that belong to one number or Latin word as one.

    It is as sure as its least sure character. Nothing where the words are not those of the text.
    """
    found: list[tuple[str, float]] = []
    reached = 0
    for word, sure in words:
        place = text.find(word, reached)
        if place < 0 or text[reached:place].strip():
            return ()
        if found and place == reached and _is_one(found[-1][0][-1], word[0]):
            found[-1] = (found[-1][0] + word, min(found[-1][1], sure))
        else:
            found.append((word, sure))
        reached = place + len(word)
    return () if text[reached:].strip() else tuple(found)


def _is_one(before: str, after: str) -> bool:
    """Whether two characters side by side belong to one word."""
    return max(before, after) < "\u2e80" and not (before.isspace() or after.isspace())


def _edge(pieces: list[_Row], top: bool) -> list[_Row]:
    """The first or the last row of a page."""
    if not pieces:
        return []
    first = min(pieces, key=lambda one: one.box.top if top else -one.box.bottom)
    return [one for one in pieces if abs(one.middle - first.middle) < 0.7 * first.size]


def _columns(parts: Sequence[_Part]) -> list[list[_Part]]:
    """The parts of a page by their columns, from top to bottom."""
    found: dict[tuple[int, int], list[_Part]] = {}
    for part in sorted(parts, key=lambda one: one.box.top):
        found.setdefault((round(part.left), round(part.right)), []).append(part)
    return list(found.values())


def _unit(text: str, size: float, wide: float) -> float:
    """The width of what stands first and no line end parts: a word, a figure, a Han character."""
    if not text or text[0] >= "\u2e80":
        return size * (2 if text[1:2] and not text[1].isalnum() else 1)
    word = "".join(takewhile(lambda character: " " < character < "\u2e80", text))
    return min(em_width(word) * size, wide)


def _baseline(reading: Reading, upright: bool) -> tuple[float, float, float, float]:
    """The lower edge of a line, the left one of an upright line."""
    first, _, third, fourth = reading.outline
    return (*first, *fourth) if upright else (*fourth, *third)


def _corners(box: Box) -> tuple[Point, ...]:
    return (
        (box.left, box.top),
        (box.right, box.top),
        (box.right, box.bottom),
        (box.left, box.bottom),
    )


def _box(points: Sequence[Point]) -> Box:
    across, down = [x for x, _ in points], [y for _, y in points]
    return Box(min(across), min(down), max(across), max(down))


def _straight(points: Sequence[Point], angle: float) -> Box:
    """The box round points turned back by `angle` round the corner of the page.

    The corners of a line are means of its sides: those of a turned line are not exact.
    """
    cos, sin = math.cos(angle), math.sin(angle)
    turned = [(x * cos + y * sin, y * cos - x * sin) for x, y in points]
    if len(turned) != 4:
        return _box(turned)
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = turned
    return Box((x1 + x4) / 2, (y1 + y2) / 2, (x2 + x3) / 2, (y3 + y4) / 2)
