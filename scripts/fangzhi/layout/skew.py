"""How far a scan is turned, and its boxes turned back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from fangzhi.source import Box

Segment = tuple[float, float, float, float]  # the two ends of a baseline: x, y, x, y

LARGEST = math.radians(15)  # a baseline that is steeper does not tell of skew
SMALLEST = math.radians(0.15)  # less moves nothing by as much as a line
SURE = 0.5  # of the length of the edges must agree on an angle: those of ragged text tell none
NEAR = math.radians(0.5)
LEAST = 0.2  # of a box's side remains at least when the skew is taken out of it


def skew_of(baselines: Sequence[Segment]) -> float:
    """The angle in radians (clockwise is positive) by which a page is turned; 0 where none is told.

    It is the weighted median of the angles of the baselines, each weighing as much as it is long.
    Baselines that run nearly upright tell it as well.
    """
    return _middle(_angles(baselines))


def skew_of_edges(regions: Iterable[Sequence[Box]], upright: bool = False) -> float:
    """The angle that the beginnings and ends of the lines of each region tell; 0 where none is.

    Where no baseline is known, the edges of columns are. `upright` is for vertical script.
    """
    angles = _angles([edge for lines in regions for edge in _edges(lines, upright)])
    found = _middle(angles)
    agreeing = sum(length for angle, length in angles if abs(angle - found) <= NEAR)
    every = sum(length for _, length in angles)
    return found if every and agreeing >= SURE * every else 0.0


def _edges(lines: Sequence[Box], upright: bool) -> Iterator[Segment]:
    """From the end of a line to that of another, half a region farther, on either side."""
    step = max(1, len(lines) // 2)
    for a, b in zip(lines, lines[step:], strict=False):
        if upright:
            x1, x2 = (a.left + a.right) / 2, (b.left + b.right) / 2
            yield x1, a.top, x2, b.top
            yield x1, a.bottom, x2, b.bottom
        else:
            y1, y2 = (a.top + a.bottom) / 2, (b.top + b.bottom) / 2
            yield a.left, y1, b.left, y2
            yield a.right, y1, b.right, y2


def _angles(segments: Iterable[Segment]) -> list[tuple[float, float]]:
    """How much each segment that is about level or upright is askew, and its length."""
    angles = []
    for x1, y1, x2, y2 in segments:
        length = math.hypot(x2 - x1, y2 - y1)
        if not length:
            continue
        angle = math.atan2(y2 - y1, x2 - x1)
        quarter = round(angle / (math.pi / 2)) * math.pi / 2
        if abs(angle - quarter) <= LARGEST:
            angles.append((angle - quarter, length))
    return angles


def _middle(angles: list[tuple[float, float]]) -> float:
    """The median of angles that weigh as much as they are long; 0 where it is very small."""
    half = sum(length for _, length in angles) / 2
    for angle, length in sorted(angles):
        half -= length
        if half <= 0:
            return angle if abs(angle) >= SMALLEST else 0.0
    return 0.0


def straighten(box: Box, angle: float) -> Box:
    """The upright rectangle which, turned by `angle` round the page's corner, fills `box`.

    Its centre is turned back exactly. Its sides are those of the rectangle whose outline `box` is,
    as long as there is one.
    """
    if not angle:
        return box
    cos, sin = math.cos(angle), math.sin(angle)
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    x, y = x * cos + y * sin, y * cos - x * sin
    wide, high = box.right - box.left, box.bottom - box.top
    shrink = math.cos(2 * angle)
    half_width = max((wide * cos - high * abs(sin)) / shrink, wide * LEAST) / 2
    half_height = max((high * cos - wide * abs(sin)) / shrink, high * LEAST) / 2
    return Box(x - half_width, y - half_height, x + half_width, y + half_height)
