"""The columns of a page: the white between them, the lines in them, and what stands under what.

Pieces are those of pages without skew, turned so that they are read from left to right.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf
from statistics import median

from fangzhi.layout.piece import Piece
from fangzhi.source import Box

NARROWEST = 0.7  # em: less white is no gutter
ROWS = 3  # rows beside each other that make columns
TEXT = 8.0  # em that the lines of a column are wide, most of them
FILLED = 6.0  # or less, if most of them end at its edge
EDGE = 1.5  # em within which they do
SAME_LINE = 0.4  # of the size by which lower edges in one line may differ
RAISED = 0.85  # of the size beside it: what is as small may be raised or lowered
INSIDE = 0.6  # of a small piece's height that lies in the line which it belongs to
APART = 2.5  # of the size: lines that are farther apart do not stand under one another
NEAR = 1.5  # em above and below the rows that show it to which a gutter reaches
MOST = 4000  # pieces of a page whose columns are looked for; a page of a newspaper has 1000
BANDS = 400  # of a page at most, in which pieces beside one another are sought
STRIPS, STRIP = 24, 200  # the strips of a page at most, and the pieces in each at least
KNOWN = 8  # rows that make a gutter known to the other pages


@dataclass(frozen=True, slots=True)
class Gutter:
    """The white between two columns, and how many rows stand on both sides of it."""

    left: float
    right: float
    top: float
    bottom: float
    rows: int

    @property
    def middle(self) -> float:
        """Its axis."""
        return (self.left + self.right) / 2

    def is_beside(self, piece: Piece) -> bool:
        """Whether a piece stands at a height at which the gutter is."""
        return self.top <= piece.middle <= self.bottom

    def is_near(self, piece: Piece) -> bool:
        """The same, or little above or below it in the right column.

        What stands there on the left may be the end of a text that runs across the page.
        """
        more = NEAR * piece.size if piece.box.left > self.middle else 0.0
        return self.top - more <= piece.middle <= self.bottom + more


@dataclass(frozen=True, slots=True)
class _Gap:
    """The white between a piece and the one to the right of it."""

    left: float
    right: float
    top: float
    bottom: float
    before: Piece
    after: Piece


def find_gutters(
    pieces: Sequence[Piece], unit: float, known: Sequence[Gutter] = ()
) -> list[Gutter]:
    """The gutters of a page; `unit` is the usual size of the font.

    White that runs through several rows, with lines of text on both sides, parts columns; other
    white parts the cells of a table. What other pages are `known` to have needs no more rows. No
    page that is to be read has more than `MOST` pieces: then none is looked for.
    """
    if len(pieces) > MOST:
        return []
    gaps = sorted(
        (gap for gap in _gaps(pieces) if gap.right - gap.left >= NARROWEST * unit),
        key=lambda gap: (gap.right - gap.left, gap.top, gap.left),
    )
    found: list[Gutter] = []
    first = [one.middle for one in sorted(known, key=lambda one: (-one.rows, one.left))]
    while gaps:  # white that holds a known gutter is no other one, however the lines begin
        axis = first.pop(0) if first else (gaps[0].left + gaps[0].right) / 2
        across = [gap for gap in gaps if gap.left <= axis <= gap.right]
        gaps = [gap for gap in gaps if not gap.left <= axis <= gap.right]
        for group in _between(
            across, [one for one in pieces if one.box.left < axis < one.box.right]
        ):
            gutter = _gutter(group)
            shared = next((one for one in known if _meet(one, gutter)), None)
            if shared is not None:
                left, right = max(shared.left, gutter.left), min(shared.right, gutter.right)
                found.append(replace(gutter, left=left, right=right))
            elif gutter.rows >= ROWS and _parts_text(group, unit):
                found.append(gutter)
    return found


def _meet(first: Gutter, second: Gutter) -> bool:
    """Whether two gutters have white in common, whatever their heights."""
    return first.left < second.right and second.left < first.right


def _gaps(pieces: Sequence[Piece]) -> Iterator[_Gap]:
    """The white to the right of each piece, up to the next one that faces it."""
    bands = _Bands(pieces)
    for piece in sorted(pieces, key=lambda one: one.box.top):
        if (nearest := bands.right_of(piece)) is not None:
            middles = piece.middle, nearest.middle  # both stand beside the white that they show
            top, bottom = _common(piece.box, nearest.box)
            top, bottom = min(top, *middles), max(bottom, *middles)
            yield _Gap(piece.box.right, nearest.box.left, top, bottom, piece, nearest)


class _Bands:
    """Pieces by the bands of the page that they stand in, each from left to right."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.top = min((one.box.top for one in pieces), default=0.0)
        lowest = max((one.box.bottom for one in pieces), default=0.0)
        usual = median(one.high for one in pieces) if pieces else 0.0
        self.high = max(usual, (lowest - self.top) / BANDS, 1e-6)
        self.bands: dict[int, list[tuple[float, int, Piece]]] = {}
        for place, piece in enumerate(pieces):
            for band in self._of(piece):
                self.bands.setdefault(band, []).append((piece.box.left, place, piece))
        for entries in self.bands.values():
            entries.sort()

    def _of(self, piece: Piece) -> range:
        """The bands that a piece stands in."""
        first = int((piece.box.top - self.top) // self.high)
        return range(first, int((piece.box.bottom - self.top) // self.high) + 1)

    def right_of(self, piece: Piece) -> Piece | None:
        """The next piece to the right of one that faces it."""
        found: list[tuple[float, int, Piece]] = []
        left = piece.box.right - 0.3 * piece.size
        for band in map(self.bands.__getitem__, self._of(piece)):
            for place in range(bisect_left(band, (left, -1)), len(band)):
                other = band[place][2]
                if other is not piece and _is_beside(piece.box, other.box):
                    found.append(band[place])
                    break
        return min(found)[2] if found else None


def _is_beside(first: Box, second: Box) -> bool:
    """Whether two boxes stand at one height."""
    top, bottom = _common(first, second)
    return bottom - top > 0.25 * min(first.bottom - first.top, second.bottom - second.top)


def _common(first: Box, second: Box) -> tuple[float, float]:
    return max(first.top, second.top), min(first.bottom, second.bottom)


def _between(gaps: list[_Gap], across: list[Piece]) -> list[list[_Gap]]:
    """Gaps in groups, parted where a piece stands across them."""
    heights = sorted(piece.middle for piece in across)
    groups: dict[int, list[_Gap]] = {}
    for gap in gaps:
        groups.setdefault(bisect_left(heights, (gap.top + gap.bottom) / 2), []).append(gap)
    return [groups[key] for key in sorted(groups)]


def _gutter(gaps: list[_Gap]) -> Gutter:
    return Gutter(
        max(gap.left for gap in gaps),
        min(gap.right for gap in gaps),
        min(gap.top for gap in gaps),
        max(gap.bottom for gap in gaps),
        len(gaps),
    )


def _parts_text(gaps: list[_Gap], unit: float) -> bool:
    """Whether the pieces on both sides are lines of text, not cells."""
    left, right = [gap.before for gap in gaps], [gap.after for gap in gaps]
    return _is_text(left, unit) and _is_text(right, unit)


def _is_text(pieces: list[Piece], unit: float) -> bool:
    wide = median(piece.wide for piece in pieces)
    edge = max(piece.box.right for piece in pieces)
    filled = sum(piece.box.right > edge - EDGE * unit for piece in pieces)
    return wide >= TEXT * unit or (wide >= FILLED * unit and filled >= len(pieces) / 2)


def known_gutters(pages: Sequence[Sequence[Gutter]]) -> list[Gutter]:
    """The gutters that are sure, of all pages."""
    found: list[Gutter] = []
    for gutter in (gutter for page in pages for gutter in page if gutter.rows >= KNOWN):
        if not any(
            abs(gutter.middle - other.middle) < gutter.right - gutter.left for other in found
        ):
            found.append(gutter)
    return found


def find_lines(
    pieces: Sequence[Piece], gutters: Sequence[Gutter] = (), reach: float = inf
) -> list[list[int]]:
    """The indices of `pieces` in lines: those on one baseline that no gutter parts.

    White of more than `reach` em parts them as well.
    """
    if not pieces:
        return []
    rows = _Rows(pieces, gutters, reach)
    for index in sorted(range(len(pieces)), key=lambda index: (pieces[index].box.left, index)):
        rows.add(index)
    return rows.lines


class _Rows:
    """The lines as they grow, by the height of the last piece's lower edge, and by its right."""

    def __init__(self, pieces: Sequence[Piece], gutters: Sequence[Gutter], reach: float) -> None:
        self.pieces = pieces
        self.gutters = gutters
        self.reach = reach
        self.unit = max(median(piece.size for piece in pieces), 1e-6)
        self.lines: list[list[int]] = []
        self.rows: dict[int, list[tuple[float, int]]] = {}  # right edge, place in `lines`

    def add(self, index: int) -> None:
        """Put a piece at the end of the nearest line that it goes on, or begin one with it."""
        piece = self.pieces[index]
        row = int(piece.box.bottom // self.unit)
        found = [one for step in (-1, 0, 1) if (one := self._nearest(row + step, piece))]
        if found:
            entry = max(found, key=lambda one: (one[0], -one[1]))
            place = entry[1]
            old = self.rows[self._row(place)]
            del old[bisect_left(old, entry)]
            self.lines[place].append(index)
        else:
            place = len(self.lines)
            self.lines.append([index])
        insort(self.rows.setdefault(self._row(place), []), (piece.box.right, place))

    def _row(self, place: int) -> int:
        return int(_base(self.pieces, self.lines[place]).box.bottom // self.unit)

    def _nearest(self, row: int, piece: Piece) -> tuple[float, int] | None:
        """The line of a row that ends next to the left of a piece and that it goes on."""
        entries = self.rows.get(row, [])
        for place in reversed(range(bisect_left(entries, (piece.box.left + piece.size,)))):
            entry = entries[place]
            if piece.box.left - entry[0] > self.reach * piece.size:
                return None
            if self._goes_on(self.lines[entry[1]], piece):
                return entry
        return None

    def _goes_on(self, line: list[int], piece: Piece) -> bool:
        last = self.pieces[line[-1]]
        return (
            _in_line(_base(self.pieces, line), piece)
            and piece.box.left - last.box.right <= self.reach * min(piece.size, last.size)
            and not any(_parts(gutter, last, piece) for gutter in self.gutters)
        )


def _base(pieces: Sequence[Piece], line: list[int]) -> Piece:
    """The last piece of a line, or the one before it if the last is small, raised or lowered."""
    last = pieces[line[-1]]
    before = pieces[line[-2]] if len(line) > 1 else last
    return before if last.size < RAISED * before.size else last


def _in_line(first: Piece, second: Piece) -> bool:
    """Whether two pieces have one baseline, or one is small and raised or lowered beside it."""
    if second.box.left < first.box.right - 0.6 * min(first.size, second.size):
        return False
    top, bottom = _common(first.box, second.box)
    if bottom <= top:
        return False
    small = min(first.size, second.size)
    if abs(first.box.bottom - second.box.bottom) < SAME_LINE * small:
        return bottom - top > 0.5 * min(first.high, second.high)
    near = second.box.left - first.box.right < small
    return near and bottom - top > INSIDE * min(first.high, second.high)


def _parts(gutter: Gutter, first: Piece, second: Piece) -> bool:
    """Whether a gutter is between two pieces of a row, or runs out little above or below them."""
    left, right = max(first.box.right, gutter.left), min(second.box.left, gutter.right)
    if left > right + 1e-6:
        return False
    return any(
        gutter.top - NEAR * one.size <= one.middle <= gutter.bottom + NEAR * one.size
        for one in (first, second)
    )


def find_chains(
    lines: Sequence[Piece], gutters: Sequence[Gutter], between: Sequence[Box] = ()
) -> list[list[int]]:
    """The indices of `lines` in chains from top to bottom: pieces of columns.

    A line follows another if it is the only one below it, and the other the only one above.
    Nothing of `between`, the pictures, stands between them, and both are in one column. Of more
    than `MOST` lines, each is alone.
    """
    order = sorted(range(len(lines)), key=lambda index: (lines[index].box.top, index))
    if len(lines) > MOST:
        return [[index] for index in order]
    strips = _Strips(lines, order)
    below = {index: strips.next_to(index, 1) for index in order}
    above = {index: strips.next_to(index, -1) for index in order}
    chains: dict[int, list[int]] = {}
    for index in order:
        before = above[index]
        if before is not None and below[before] == index and before in chains:
            chain = chains[before]
            if _follows(lines, chain, index, gutters, between):
                chain.append(index)
                chains[index] = chain
                continue
        chains[index] = [index]
    unique = {id(chain): chain for chain in chains.values()}
    return list(unique.values())


class _Strips:
    """Lines by the upright strips of the page that they reach into, each from top to bottom."""

    def __init__(self, lines: Sequence[Piece], order: Sequence[int]) -> None:
        self.lines = lines
        self.left = min((line.box.left for line in lines), default=0.0)
        right = max((line.box.right for line in lines), default=0.0)
        usual = median(line.wide for line in lines) if lines else 0.0
        count = min(len(lines) // STRIP, STRIPS, int((right - self.left) / max(usual, 1e-6)))
        self.wide = max((right - self.left) / max(count, 1), 1e-6)
        self.strips: dict[int, list[int]] = {}
        self.places: dict[tuple[int, int], int] = {}
        for index in order:
            for strip in self._of(index):
                found = self.strips.setdefault(strip, [])
                self.places[strip, index] = len(found)
                found.append(index)

    def _of(self, index: int) -> range:
        """The strips that a line reaches into."""
        box = self.lines[index].box
        first = int((box.left - self.left) // self.wide)
        return range(first, int((box.right - self.left) // self.wide) + 1)

    def next_to(self, index: int, step: int) -> int | None:
        """The line below (step 1) or above (step -1) another, if there is just one."""
        piece = self.lines[index]
        found: dict[int, float] = {}
        for strip in self._of(index):
            found |= self._facing(strip, index, step)
        if not found:
            return None
        near = min(found.values())
        beside = [one for one, away in found.items() if away < near + 0.5 * piece.size]
        return beside[0] if len(beside) == 1 else None

    def _facing(self, strip: int, index: int, step: int) -> dict[int, float]:
        """The next lines of a strip that face a line, and how far their middles are from its."""
        piece, order = self.lines[index], self.strips[strip]
        middle, high = piece.middle, piece.high
        found: dict[int, float] = {}
        near = inf
        place = self.places[strip, index] + step
        while 0 <= place < len(order):
            other = self.lines[order[place]]
            away = (other.middle - middle) * step
            if away > near + 0.5 * piece.size and (step > 0 or away > near + 2 * high):
                break
            if away > 0.3 * min(high, other.high) and _face(piece.box, other.box):
                found[order[place]] = away
                near = away if near == inf else near  # that of the first
            place += step
        return found


def _face(first: Box, second: Box) -> bool:
    """Whether one box stands above the other."""
    return min(first.right, second.right) - max(first.left, second.left) > 0.0


def _follows(
    lines: Sequence[Piece],
    chain: list[int],
    index: int,
    gutters: Sequence[Gutter],
    between: Sequence[Box],
) -> bool:
    """Whether a line goes on the column of a chain."""
    last, line = lines[chain[-1]], lines[index]
    if line.box.top - last.box.bottom > APART * max(line.size, last.size):
        return False
    if any(
        last.middle < (box.top + box.bottom) / 2 < line.middle
        and _face(
            box, Box(min(last.box.left, line.box.left), 0, max(last.box.right, line.box.right), 0)
        )
        for box in between
    ):
        return False
    left = min(lines[one].box.left for one in chain[-8:])
    right = max(lines[one].box.right for one in chain[-8:])
    for gutter in gutters:
        if gutter.is_near(line) and left < gutter.left and gutter.right < right:
            return False
        if gutter.is_near(last) and line.box.left < gutter.left and gutter.right < line.box.right:
            return False
    return True
