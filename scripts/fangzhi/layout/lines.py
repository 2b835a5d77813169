"""The order of the lines of one piece of text."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from fangzhi.layout.cuts import cut, put_back, split
from fangzhi.layout.direction import Direction, turn
from fangzhi.layout.skew import straighten
from fangzhi.source import Box


def line_order(
    boxes: Sequence[Box | None],
    *,
    direction: Direction = Direction.LEFT_TO_RIGHT,
    skew: float = 0.0,
) -> list[int]:
    """The indices of the lines of one region in reading order.

    Lines that stand in one row (in upright script: in one column) are read along it, before the
    next row begins; so a commentary in two small columns stays where it interrupts its line, the
    right one first.
    """
    known = [index for index, box in enumerate(boxes) if box is not None]
    turned = [turn(straighten(box, skew), direction) for box in boxes if box is not None]
    if not turned:
        return list(range(len(boxes)))
    unit = median(box.bottom - box.top for box in turned)
    intervals = [_core(box, unit) for box in turned]
    order: list[int] = []
    for row in split(range(len(turned)), intervals):
        order += cut(turned, row, unit)
    return put_back([known[index] for index in order], len(boxes))


def _core(box: Box, unit: float) -> tuple[float, float]:
    """The part of a line's height that no neighbouring row reaches into."""
    less = 0.25 * min(unit, box.bottom - box.top)
    return box.top + less, box.bottom - less
