"""How much of a column each part takes, and where columns can have ended.

They end at even distances from the places where they certainly did.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise

from fangzhi.markup.roles import BESIDE, Part, Role
from fangzhi.source import Source, width

FEWEST = 5  # certain column ends that tell how long columns are
SHARE = 0.4  # of the distances between them are those of neighbouring columns or less
NEAR = 0.6  # of a column's length within which no second column end can lie
EVEN = 0.15  # of a column's length by which pictures and heads may move its end
USUAL_MEASURE = 20.0  # em of a line where nothing tells how wide columns are
PICTURE = 9.0  # lines that a picture takes, more or less
SPACE = 1.0  # lines of space at a head
REST = 0.5  # lines that the last line of a text takes which may end anywhere


def find_places(
    parts: Sequence[Part], source: Source, cut: Mapping[int, bool]
) -> dict[int, bool | None]:
    """Whether a column can have ended after each text, by its index among the parts.

    `cut` says of texts whether they certainly break off. True where the next certain ends are
    about whole columns away, False where one is too near; None where nothing can be told.
    """
    ends = _line_ends(parts, source)
    certain = sorted({ends[index] for index, broken in cut.items() if broken and index in ends})
    gaps = sorted(b - a for a, b in pairwise(certain) if b > a)
    if len(gaps) < FEWEST:
        return {}
    column = gaps[int(SHARE * len(gaps))]
    return {index: _is_place(ends[index], certain, column) for index in cut if index in ends}


def _line_ends(parts: Sequence[Part], source: Source) -> dict[int, float]:
    """How many printed lines end with each part; nothing where the measure is not known."""
    ends, total = {}, 0.0
    for index, part in enumerate(parts):
        text = source.slice(part.span)
        if part.role in BESIDE:
            continue
        if part.measure is not None:
            total += math.ceil(width(text) / part.measure)
        elif part.short is not None:
            total += text.count("\n") + 1
        else:
            return {}
        ends[index] = total
    return ends


def _is_place(end: float, certain: Sequence[float], column: float) -> bool | None:
    """Whether a column can have ended there, from the certain ends before and after it."""
    place = bisect_left(certain, end)
    beside = [abs(end - other) for other in certain[max(0, place - 1) : place + 2] if other != end]
    if not beside or column <= 0:
        return None
    if min(beside) < NEAR * column:
        return False
    off = [abs(distance / column - round(distance / column)) for distance in beside]
    return True if max(off) <= EVEN else None


def lines_taken(parts: Sequence[Part], source: Source) -> list[float]:
    """About how many lines of a column each part takes, with its picture or the space round it."""
    measures = sorted(part.measure for part in parts if part.measure is not None)
    measure = measures[len(measures) // 2] if measures else USUAL_MEASURE
    return [_lines_taken(part, source, measure) for part in parts]


def _lines_taken(part: Part, source: Source, measure: float) -> float:
    text = source.slice(part.span)
    lines = text.count("\n") + 1.0
    if lines == 1.0 and part.role is not Role.TABLE:
        lines = width(text) / (part.measure or measure)
        lines += 0.0 if part.role is Role.ENTRY else REST  # whose text goes on in its last line
    if part.role is Role.CAPTION:
        return lines + PICTURE
    return lines + SPACE if part.role in (Role.HEAD, Role.TITLE) else lines
