"""How much of a column each part takes, and where columns can have ended.

They end at even distances from the places where they certainly did.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise, zip_longest

from fangzhi.markup.measure import INDENT
from fangzhi.markup.roles import Part, Role, line_starts
from fangzhi.source import Source, width

SHORTEST, LONGEST = 15, 90  # lines of a column
PLAY = 1.0  # lines by which the text of a column is higher or lower than of another, on average
SHARE = 0.7  # of the columns of which that is true; in others pictures and tables stand
CONVINCING = 6.0  # nats by which a height must be likelier than chance; less than 80 are tried
MOST = 3.0  # nats that a place says at the most
USUAL_MEASURE = 20.0  # em of a line where nothing tells how wide columns are
# Lines that a picture takes, more or less, and those of space at a head.
AROUND = {Role.CAPTION: 9.0, Role.HEAD: 1.0, Role.TITLE: 1.0}
REST = 0.5  # lines that the last line of a text takes which may end anywhere


def find_places(parts: Sequence[Part], source: Source, cut: Mapping[int, bool]) -> dict[int, float]:
    """By how many nats it is likelier that a column ended after each text than elsewhere, by its
    index among the parts; nothing where the height of columns cannot be told.

    `cut` says of texts whether they certainly break off. Columns end at even distances from there.
    """
    if all(part.short is None for part in parts):
        return {}
    ends = list(accumulate(lines_taken(parts, source)))
    certain = sorted({ends[index] for index, broken in cut.items() if broken})
    height = find_height([b - a for a, b in pairwise(certain)])
    return {} if height is None else {i: _place(ends[i], certain, height) for i in cut}


def find_height(distances: Sequence[float]) -> float | None:
    """The lines of a column, where the distances between column ends are multiples of them."""
    whole = [distance for distance in distances if distance >= SHORTEST - PLAY]
    weighed = [
        (math.fsum(math.log(_evenness(distance, height)) for distance in whole), height)
        for height in range(SHORTEST, LONGEST + 1)
    ]
    weight, height = max(weighed)
    return float(height) if weight >= CONVINCING else None


def _evenness(distance: float, height: float) -> float:
    """How many times likelier a distance is between column ends than between any two places."""
    off = distance - height * max(1, round(distance / height))
    return SHARE * height / (2 * PLAY) * math.exp(-abs(off) / PLAY) + 1 - SHARE


def _place(end: float, certain: Sequence[float], height: float) -> float:
    """What the distances from the certain ends before and after a place say of it, in nats."""
    place = bisect_left(certain, end)
    beside = [abs(end - other) for other in certain[max(0, place - 1) : place + 2] if other != end]
    weight = math.fsum(math.log(_evenness(distance, height)) for distance in beside[:2])
    return min(max(weight, -MOST), MOST)


def lines_taken(parts: Sequence[Part], source: Source) -> list[float]:
    """The lines of a column that each part takes, with its picture or the space round it.

    They are counted where the source has them, or where the measure was found at which texts
    fill columns; else they are about what the width of the text needs.
    """
    measures = sorted(part.measure for part in parts if part.measure is not None)
    measure = measures[len(measures) // 2] if measures else None
    printed = measure is None and any(part.short is not None for part in parts)
    starts = line_starts(parts, source)
    taken = []
    for part, start, following in zip_longest(parts, starts, starts[1:]):
        text, shares = source.slice(part.span), following == start
        if printed or part.role is Role.TABLE:
            lines = text.count("\n") + 1.0 - shares
        elif measure is not None:
            lead = INDENT if part.opens else 0.0
            whole = lead + width(source.text[start : part.span.end])
            lines = 0.0 if shares else math.ceil(whole / measure)
        else:
            lines = width(text) / USUAL_MEASURE + (0.0 if part.role is Role.ENTRY else REST)
        taken.append(lines + AROUND.get(part.role, 0.0))
    return taken
