"""The reading order of the pieces of a page, from their boxes and from what is known of each."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from fangzhi.layout.cuts import cut, put_back, split
from fangzhi.layout.direction import Direction, is_upright, turn
from fangzhi.layout.skew import straighten
from fangzhi.source import Box

_FURNITURE = frozenset({"header", "footer", "page-number"})
_LAST = frozenset({"catch-word", "signature-mark"})
FEWEST = 30  # lines that a page has room for, where nobody says how high they are
MOST = 3000  # pieces of a page; more are read from top to bottom: no page has them
SPREAD = 1.15  # an opening of two pages is so many times wider than high, or more


def reading_order(
    boxes: Sequence[Box | None],
    kinds: Sequence[str] = (),
    *,
    direction: Direction = Direction.LEFT_TO_RIGHT,
    skew: float = 0.0,
    unit: float = 0.0,
) -> list[int]:
    """The indices of `boxes` in the order in which they are read.

    `kinds` are those of `Block.kind`, and `drop-capital`; empty where none is known. `skew` is the
    angle by which the page is turned (see `skew_of`), `unit` the height of a line (the width where
    lines are upright), 0 to take that of the lower boxes. Running heads and numbers at the top come
    first, footnotes after the text, what stands at the foot last. A drop capital comes before the
    text round it, a marginal note after the text beside it. Pieces without a box keep their place
    after the piece that is given before them.
    """
    known = [index for index, box in enumerate(boxes) if box is not None]
    turned = [turn(straighten(box, skew), direction) for box in boxes if box is not None]
    names = [kinds[index] if kinds else "" for index in known]
    order = [known[index] for index in _Page(turned, names, direction, unit).order()]
    return put_back(order, len(boxes))


class _Page:
    """The boxes of one page, turned so that they are read from left to right, and their kinds."""

    def __init__(
        self, boxes: list[Box], kinds: list[str], direction: Direction, unit: float
    ) -> None:
        self.boxes = boxes
        self.kinds = kinds
        self.upright = is_upright(direction)
        self.unit = unit or _line_height(boxes)

    def order(self) -> list[int]:
        """All indices in reading order."""
        order: list[int] = []
        if len(self.boxes) > MOST:
            return sorted(
                range(len(self.boxes)), key=lambda i: (self.boxes[i].top, self.boxes[i].left)
            )
        for page in self._pages():
            free = [index for index in page if not self._is_attached(index)]
            found = self._of_page(free)
            self._attach([index for index in page if index not in set(free)], found)
            order += found
        return order

    def _pages(self) -> list[list[int]]:
        """The indices of each page of an opening; one list where there is but one page."""
        every = list(range(len(self.boxes)))
        if self.upright or len(every) < 4:
            return [every]
        left, top, right, bottom = self._extent(every)
        if right - left < SPREAD * (bottom - top):
            return [every]
        sides = split(every, [(box.left, box.right) for box in self.boxes])
        for place in range(1, len(sides)):
            first = [index for side in sides[:place] for index in side]
            second = [index for side in sides[place:] for index in side]
            middle = (self._extent(first)[2] + self._extent(second)[0]) / 2
            if 0.42 < (middle - left) / (right - left) < 0.58:
                return [first, second]
        return [every]

    def _is_attached(self, index: int) -> bool:
        """Whether a piece has no place of its own, but stands beside another.

        In upright script, what stands in the margin is a column like the others.
        """
        kind = self.kinds[index]
        return kind == "drop-capital" or (kind == "marginalia" and not self.upright)

    def _of_page(self, page: list[int]) -> list[int]:
        """The indices of one page in order, without what is attached."""
        if not page or self.upright:  # in upright script, heads and margins are columns as well
            return cut(self.boxes, page, self.unit) if page else []
        ranks = self._ranks(page)
        order: list[int] = []
        for rank in range(4):
            order += cut(self.boxes, [index for index in page if ranks[index] == rank], self.unit)
        return order

    def _ranks(self, page: list[int]) -> dict[int, int]:
        """For each piece: 0 if it stands over the text, 1 for text, 2 for notes, 3 for the foot."""
        text = [index for index in page if self.kinds[index] not in _LAST | _FURNITURE]
        ends = [self.boxes[index].bottom for index in text]
        first = min(ends, default=float("inf"))  # where the first piece of text ends
        last = max((self.boxes[index].top for index in text), default=float("-inf"))
        lowest = max(ends, default=float("-inf"))
        head = set(self._head(page))
        ranks = {}
        for index in page:
            kind, box = self.kinds[index], self.boxes[index]
            if kind in _FURNITURE:
                middle = (box.top + box.bottom) / 2
                ranks[index] = 0 if middle < first else 3 if last < middle else 1
            elif kind in _LAST:
                ranks[index] = 1 if lowest > box.bottom + self.unit else 3
            else:
                ranks[index] = 2 if kind == "footnote" else 0 if index in head else 1
        return ranks

    def _head(self, page: list[int]) -> list[int]:
        """The uppermost row of a page if it holds little: a running head that nobody marked."""
        less = [min(0.3 * self.unit, 0.35 * (box.bottom - box.top)) for box in self.boxes]
        row = split(
            page, [(self.boxes[i].top + less[i], self.boxes[i].bottom - less[i]) for i in page]
        )[0]
        left, _, right, _ = self._extent(page)
        filled = sum(self.boxes[index].right - self.boxes[index].left for index in row)
        highest = max(self.boxes[index].bottom - self.boxes[index].top for index in row)
        return row if filled < (right - left) / 2 and highest < 1.8 * self.unit else []

    def _extent(self, group: list[int]) -> tuple[float, float, float, float]:
        """The rectangle round a group: left, top, right, bottom."""
        boxes = [self.boxes[index] for index in group]
        return (
            min(box.left for box in boxes),
            min(box.top for box in boxes),
            max(box.right for box in boxes),
            max(box.bottom for box in boxes),
        )

    def _attach(self, attached: list[int], order: list[int]) -> None:
        """Put drop capitals before the text round them, marginal notes after that beside them."""
        hosts = [index for index in order if not self._is_furniture(index)]
        notes: dict[int, list[int]] = {}
        for index in sorted(attached, key=lambda index: self.boxes[index].top):
            host = self._host(index, hosts)
            if host is None:
                order.append(index)
            elif self.kinds[index] == "drop-capital":
                order.insert(order.index(host), index)
            else:
                notes.setdefault(host, []).append(index)
        for host, beside in notes.items():
            place = order.index(host) + 1
            order[place:place] = beside

    def _is_furniture(self, index: int) -> bool:
        return self.kinds[index] in _FURNITURE | _LAST

    def _host(self, index: int, hosts: list[int]) -> int | None:
        """The piece of text beside which the piece `index` begins; None if there is no text."""
        box = self.boxes[index]

        def distance(other: int) -> tuple[float, float]:
            """How far away: from the height at which the piece begins, then to the side."""
            near = self.boxes[other]
            height = min(box.top + self.unit / 2, (box.top + box.bottom) / 2)
            beyond = max(near.top - height, height - near.bottom, 0.0)
            aside = max(near.left - box.right, box.left - near.right, 0.0)
            return beyond, aside

        return min(hosts, key=distance, default=None)


def _line_height(boxes: Sequence[Box]) -> float:
    """About the height of a line: that of the lower boxes."""
    if not boxes:
        return 0.0
    heights = sorted(box.bottom - box.top for box in boxes)
    page = max(box.bottom for box in boxes) - min(box.top for box in boxes)
    return min(median(heights[: (len(heights) + 1) // 2]), page / FEWEST)
