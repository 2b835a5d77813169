"""Where paragraphs begin among the lines of a column."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

from fangzhi.layout.piece import Piece

INDENT = 0.9  # em: less is no indent
DEEPEST = 6.0  # em: more is no indent, but a line set to the right or in the middle
CENTRED = 0.8  # em by which a line may be off the middle
EDGE = 0.5  # em by which the ends of full lines differ
SMALL_BLANK = 0.25  # em between two words
STYLE = 1.03  # lines whose sizes differ more are no paragraph
MEASURED = 1.25  # the same where sizes are measured on a scan
WIDE_GAP = 1.3  # of the usual distance of baselines: paragraphs are set apart
GAP = 1.1  # they are, if the line above is short as well
NEAR = 0.05  # em: distances that differ less are one
FEWEST = 4  # lines of a size that tell how far apart they are
COMMON = 0.4  # of the most common distance of lines: others that are as common
LONGEST = 60  # lines above and below that tell where lines end
HANGING = 3  # lines that tell of indents behind first lines


def column_of(lines: Sequence[Piece]) -> tuple[float, float]:
    """The left and right edge of a column by its lines; one that sticks out does not count."""
    lefts = sorted(line.box.left for line in lines)
    rights = sorted((line.box.right for line in lines), reverse=True)
    size = lines[0].size
    out = len(lines) >= 5
    return (
        lefts[1] if out and lefts[1] - lefts[0] > size else lefts[0],
        rights[1] if out and rights[0] - rights[1] > size else rights[0],
    )


class Steps:
    """The usual distance of two lines of a paragraph, in em, by the size of their font."""

    def __init__(self, columns: Iterable[Sequence[Piece]]) -> None:
        counts: dict[int, Counter[float]] = defaultdict(Counter)
        for lines in columns:
            for above, line in pairwise(lines):
                step = (line.box.bottom - above.box.bottom) / line.size
                if max(above.size, line.size) < STYLE * min(above.size, line.size) and step < 3:
                    counts[self._key(line)][round(step / NEAR) * NEAR] += 1
        self.found = {
            key: _least_common(steps) for key, steps in counts.items() if steps.total() >= FEWEST
        }
        every = max(counts.values(), key=lambda steps: steps.total(), default=Counter())
        self.usual = _least_common(every) if every else 0.0

    def of(self, line: Piece) -> float:
        """That of lines like `line`; 0 where no two lines were seen."""
        return self.found.get(self._key(line), self.usual)

    def _key(self, line: Piece) -> int:
        return round(2 * line.size)


def _least_common(steps: Counter[float]) -> float:
    """The least of the common distances: wider ones part paragraphs."""
    most = max(steps.values())
    return min(step for step, count in steps.items() if count >= COMMON * most)


class Column:
    """The lines of a column, or of a piece of one, with its edges, and how it is set.

    `steps` are the usual distances of baselines, `size` is that of the text. `led` and `closed` say
    of each line whether it begins and ends in strong type, `measured` that sizes are measured on a
    scan.
    """

    def __init__(
        self,
        lines: Sequence[Piece],
        left: float,
        right: float,
        steps: Steps,
        size: float,
        led: Sequence[bool] = (),
        closed: Sequence[bool] = (),
        measured: bool = False,
    ) -> None:
        self.lines = lines
        self.left = left
        self.right = right
        self.size = size
        self.steps = steps
        self.led = led or [line.strong for line in lines]
        self.closed = closed or [line.strong for line in lines]
        self.style = MEASURED if measured else STYLE
        self.hanging = self._is_hanging()

    def starts(self) -> list[bool]:
        """For each line whether something begins with it: a paragraph, a head, a row."""
        return [not place or self._begins(place) for place in range(len(self.lines))]

    def is_centred(self, line: Piece) -> bool:
        """Whether a line is set in the middle of the column, with white on both sides."""
        before, behind = line.box.left - self.left, self.right - line.box.right
        return min(before, behind) > INDENT * line.size and abs(before - behind) < (
            2 * CENTRED * line.size
        )

    def is_right(self, line: Piece) -> bool:
        """Whether a line is set at the right edge of the column, far from the left one."""
        ends = self.right - line.box.right < EDGE * line.size
        return ends and line.box.left - self.left > DEEPEST * line.size

    def _begins(self, place: int) -> bool:
        above, line = self.lines[place - 1], self.lines[place]
        if self._differs(place):
            return True
        short = self._is_short(place - 1)
        apart = (line.box.bottom - above.box.bottom) / line.size
        usual = max(self.steps.of(line), self.steps.of(above)) or apart
        if apart > WIDE_GAP * usual or (apart > GAP * usual and short):
            return True
        if self._is_in_middle(above) and self._is_in_middle(line):
            if self.is_centred(above):
                return False
            # A full line tells nothing of itself, but a head or a caption is no paragraph.
            if self.is_centred(line) and (line.strong or not self._is_usual(line)):
                return False
        moved = (line.box.left - above.box.left) / line.size
        if self.hanging:
            return moved < -INDENT or (short and abs(moved) <= INDENT and self._is_flush(line))
        return short or moved > INDENT or moved < -DEEPEST or self._ends_quotation(place)

    def _differs(self, place: int) -> bool:
        """Whether a line is set in another size than the one above it, or in another weight."""
        above, line = self.lines[place - 1], self.lines[place]
        if max(above.size, line.size) > self.style * min(above.size, line.size):
            return True
        return above.strong != line.strong and self.closed[place - 1] != self.led[place]

    def _is_short(self, place: int) -> bool:
        """Whether what follows a line would have fitted in it."""
        line, below = self.lines[place], self.lines[place + 1]
        need = below.unit + SMALL_BLANK * line.size
        return self._edge(place) - line.box.right > max(need, EDGE * line.size)

    def _edge(self, place: int) -> float:
        """Where the lines end that begin at the same place as one, or that of the column."""
        left, near = self.lines[place].box.left, EDGE * self.size
        if left - self.left < INDENT * self.size:
            return self.right
        first = last = place
        ends = max(place - LONGEST, 0), min(place + LONGEST, len(self.lines) - 1)
        while first > ends[0] and abs(self.lines[first - 1].box.left - left) < near:
            first -= 1
        while last < ends[1] and abs(self.lines[last + 1].box.left - left) < near:
            last += 1
        rights = sorted(line.box.right for line in self.lines[first : last + 1])
        if len(rights) >= 3 and rights[-1] - rights[-2] < near:
            return rights[-1]
        return self.right

    def _is_in_middle(self, line: Piece) -> bool:
        middle = (self.left + self.right) / 2
        return abs((line.box.left + line.box.right) / 2 - middle) < CENTRED * line.size

    def _is_usual(self, line: Piece) -> bool:
        return self.size / STYLE < line.size < self.size * STYLE

    def _is_flush(self, line: Piece) -> bool:
        return line.box.left - self.left < INDENT * line.size

    def _ends_quotation(self, place: int) -> bool:
        """Whether a line stands to the left of two or more that are set in."""
        if place < 2:
            return False
        line, above, higher = (self.lines[place - back] for back in range(3))
        size = line.size
        return (
            above.box.left - line.box.left > INDENT * size
            and abs(above.box.left - higher.box.left) < EDGE * size
            and not self._is_short(place - 2)
        )

    def _is_hanging(self) -> bool:
        """Whether first lines stand out to the left: the lines below full ones are set in."""
        hanging = usual = 0
        for place, (above, line) in enumerate(pairwise(self.lines)):
            moved = (line.box.left - above.box.left) / line.size
            if abs(moved) <= INDENT or abs(moved) > DEEPEST:
                continue
            if self._is_short(place) == (moved < 0):
                hanging += 1
            else:
                usual += 1
        return hanging >= HANGING and hanging > 2 * usual
