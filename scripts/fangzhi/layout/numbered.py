"""Which column of its page each block stands in, where the page has several.

A page has columns where its text, read from block to block, goes up and aside: to the top of the
next column. What stands across them (a head, a wide picture's caption) is in none.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from fangzhi.layout.direction import Direction, direction_of, turn
from fangzhi.source import Block, Box

MET = 0.2  # of the narrower of two boxes: what is less above one another stands side by side

NARROW = 0.3  # of the widest column: what is less wide is a number or a mark beside its text


def number_columns(blocks: Sequence[Block]) -> list[int]:
    """The column of each of `blocks` (in reading order), from 1 as the script runs.

    0 is that of blocks across several columns, of those without a box that has a width, and of all
    where the page has but one column.
    """
    lines = [line.box for block in blocks for line in block.lines]
    direction = direction_of(lines)
    boxes = [_turned(block.box, direction) for block in blocks]
    known = [
        (box, _last_line(block, box, direction))
        for block, box in zip(blocks, boxes, strict=True)
        if box is not None
    ]
    columns = _columns(known)
    return [0 if box is None else _number(box, columns) for box in boxes]


def _turned(box: Box | None, direction: Direction) -> Box | None:
    """A box as if the script ran from left to right; None where it has no width."""
    turned = turn(box, direction) if box else None
    return turned if turned and turned.right > turned.left else None


def _last_line(block: Block, box: Box, direction: Direction) -> Box:
    """The last line of a block; the block where its lines have no boxes."""
    last = block.lines[-1].box
    return box if last is None else turn(last, direction)


def _columns(boxes: Sequence[tuple[Box, Box]]) -> list[Box]:
    """The columns of a page from the first to the last, each as wide as its widest block.

    `boxes` are (block, its last line) in reading order.
    """
    columns: list[Box] = []
    for before, after in pairwise(_runs(boxes)):
        first = _widest(before, at=before[-1], beside=after[0])
        second = _widest(after, at=after[0], beside=first)
        for box in (first, second):
            if not any(_meet(box, column) for column in columns):
                columns.append(box)
    widest = max((box.right - box.left for box in columns), default=0.0)
    wide = [box for box in columns if box.right - box.left >= NARROW * widest]
    return sorted(wide, key=lambda box: box.left) if len(wide) > 1 else []


def _runs(boxes: Sequence[tuple[Box, Box]]) -> list[list[Box]]:
    """The blocks of a page, parted where the text goes up and aside."""
    runs = [[box] for box, _ in boxes[:1]]
    for (before, last), (after, _) in pairwise(boxes):
        if after.top < last.top and not _meet(before, after):
            runs.append([])
        runs[-1].append(after)
    return runs


def _widest(run: Sequence[Box], at: Box, beside: Box) -> Box:
    """The widest block above or below `at`, which is beside the other, that is so too."""
    found = (box for box in run if _meet(box, at) and not _meet(box, beside))
    return max(found, key=lambda box: box.right - box.left)


def _number(box: Box, columns: Sequence[Box]) -> int:
    found = [number for number, column in enumerate(columns, 1) if _meet(box, column)]
    return found[0] if len(found) == 1 else 0


def _meet(first: Box, second: Box) -> bool:
    """Whether a good part of one box stands above or below the other."""
    shared = min(first.right, second.right) - max(first.left, second.left)
    return shared > MET * min(first.right - first.left, second.right - second.left)
