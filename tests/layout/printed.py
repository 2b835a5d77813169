"""Pages set by rule, whose order is known: columns, heads across them, notes, openings."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from fangzhi.layout import agreement, reading_order
from fangzhi.layout.direction import Direction
from fangzhi.source import Box

EM = 40.0  # the height of a line

Turn = Callable[[Box], Box]


@dataclass
class Printed:
    """A page: boxes with their kinds, in the order in which they are read."""

    boxes: list[Box] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)

    def add(self, left: float, top: float, right: float, bottom: float, kind: str) -> float:
        """Set a piece; gives its lower edge."""
        self.boxes.append(Box(left, top, right, bottom))
        self.kinds.append(kind)
        return bottom


def printed(chance: random.Random, columns: int, left: float = 100, wide: float = 2000) -> Printed:
    """A page of one to three bands of columns, with or without head, notes and numbers."""
    page = Printed()
    top = 100.0
    if chance.random() < 0.7:
        page.add(left, top, left + 80, top + EM, "page-number")
        if chance.random() < 0.6:
            middle = left + wide / 2
            page.add(middle - 200, top + chance.uniform(-5, 5), middle + 200, top + EM, "header")
        top += EM + chance.uniform(15, 60)
    gutter = chance.uniform(20, 70)
    for band in range(chance.randint(1, 3)):
        if chance.random() < 0.6:
            across = chance.uniform(0.6 if columns > 1 else 0.3, 1) * wide
            start = left + (wide - across) / 2
            top = page.add(start, top, start + across, top + chance.randint(1, 3) * EM, "heading")
            top += chance.uniform(10, 80)
        elif band and columns > 1:
            top = page.add(left, top, left + wide, top + chance.randint(2, 5) * EM, "paragraph")
            top += chance.uniform(10, 80)
        high = chance.randint(12, 30) * EM
        for column in range(columns):
            measure = (wide - gutter * (columns - 1)) / columns
            _set_column(page, chance, left + column * (measure + gutter), top, measure, high)
        top += high + chance.uniform(15, 80)
    for _ in range(chance.randint(0, 2)):
        top = page.add(left, top, left + wide, top + chance.randint(1, 4) * EM, "footnote")
        top += chance.uniform(-5, 10)
    return page


def _set_column(
    page: Printed, chance: random.Random, left: float, top: float, wide: float, high: float
) -> None:
    """Fill a column with paragraphs, heads and pictures, none of them quite in its place."""
    place = top
    while place < top + high - 3 * EM:
        kind = chance.choices(["paragraph", "heading", "figure"], [75, 15, 10])[0]
        lines = {"heading": 1, "figure": 6}.get(kind) or chance.randint(2, 9)
        end = min(place + lines * EM, top + high)
        indent = chance.uniform(0, wide * 0.3) if kind == "heading" else 0.0
        off = [chance.uniform(-8, 8) for _ in range(4)]
        page.add(
            left + indent + off[0],
            place + off[1] / 2,
            left + wide - indent + off[2],
            end + off[3] / 2,
            kind,
        )
        place = end + chance.choice([0, 0, 10, 30, -6])


def opening(chance: random.Random) -> Printed:
    """Two pages side by side on one scan, wider than high."""
    while True:
        sides = [
            printed(chance, chance.randint(1, 2), left=start, wide=1300) for start in (100, 1600)
        ]
        boxes = [box for side in sides for box in side.boxes]
        high = max(box.bottom for box in boxes) - min(box.top for box in boxes)
        if max(box.right for box in boxes) - min(box.left for box in boxes) > 1.2 * high:
            return Printed(boxes, [kind for side in sides for kind in side.kinds])


def turned(degrees: float) -> Turn:
    """What a box becomes when the scan is turned clockwise."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))

    def turn(box: Box) -> Box:
        corners = [(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
        across = [x * cos - y * sin for x, y in corners]
        down = [x * sin + y * cos for x, y in corners]
        return Box(min(across), min(down), max(across), max(down))

    return turn


def upright(box: Box) -> Box:
    """What a box becomes when the page is set in columns from right to left."""
    return Box(5000 - box.bottom, box.left, 5000 - box.top, box.right)


def mirrored(box: Box) -> Box:
    """What a box becomes when the script runs from right to left."""
    return Box(3000 - box.right, box.top, 3000 - box.left, box.bottom)


def measure(
    make: Callable[[random.Random], Printed],
    *,
    kinds: bool = True,
    turn: Turn | None = None,
    skew: float = 0.0,
    direction: Direction = Direction.LEFT_TO_RIGHT,
) -> float:
    """The mean agreement of the order found with the true one, over forty shuffled pages."""
    agreed = []
    for seed in range(40):
        chance = random.Random(seed)
        page = make(chance)
        boxes = [turn(box) if turn else box for box in page.boxes]
        places = list(range(len(boxes)))
        chance.shuffle(places)
        found = reading_order(
            [boxes[place] for place in places],
            [page.kinds[place] if kinds else "" for place in places],
            direction=direction,
            skew=math.radians(skew),
            unit=EM,
        )
        read = [place for index in found if page.kinds[place := places[index]] != "figure"]
        true = [place for place in range(len(boxes)) if page.kinds[place] != "figure"]
        agreed.append(agreement(read, true))
    return sum(agreed) / len(agreed)
