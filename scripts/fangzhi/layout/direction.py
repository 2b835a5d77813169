"""How a script runs over the page; every direction is turned into that of Latin script."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from fangzhi.source import Box

TALL = 1.5  # a line that is so many times higher than wide was not set from left to right


class Direction(StrEnum):
    """How lines run, and how they follow one another."""

    LEFT_TO_RIGHT = "left-to-right"
    RIGHT_TO_LEFT = "right-to-left"
    VERTICAL = "vertical"  # from top to bottom, the next line to the left: Chinese, Japanese
    VERTICAL_TO_RIGHT = "vertical-to-right"  # the next line to the right: Mongolian


def direction_of(lines: Sequence[Box | None]) -> Direction:
    """The direction that the shapes of lines tell: vertical if most of their length is in tall
    ones.

    Lines that are about square (a single character) tell nothing.
    """
    tall = flat = 0.0
    for box in lines:
        if box is None:
            continue
        wide, high = box.right - box.left, box.bottom - box.top
        if high > TALL * wide:
            tall += high
        elif wide > TALL * high:
            flat += wide
    return Direction.VERTICAL if tall > flat else Direction.LEFT_TO_RIGHT


def is_upright(direction: Direction) -> bool:
    """Whether lines run from top to bottom."""
    return direction in (Direction.VERTICAL, Direction.VERTICAL_TO_RIGHT)


def turn(box: Box, direction: Direction) -> Box:
    """`box` on a page turned so that its script runs as Latin does, from left to right."""
    if direction is Direction.RIGHT_TO_LEFT:
        return Box(-box.right, box.top, -box.left, box.bottom)
    if direction is Direction.VERTICAL:
        return Box(box.top, -box.right, box.bottom, -box.left)
    if direction is Direction.VERTICAL_TO_RIGHT:
        return Box(box.top, box.left, box.bottom, box.right)
    return box
