"""The reading order: which segments of the source have to change places so that the text reads on.

Tools put the columns of a page in the wrong order, or the tops of columns before all else. Either
way two neighbouring segments of the source stand in the wrong order, and three seams tell it: the
one before them, the one between them, and the one after them. A move is made when these three
seams read better after it, by more than a move costs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

# What speaks for two units being read one after the other, in nats; `None` is the edge of the text.
Follows = Callable[[int | None, int | None], float]

MOVE = 4.0  # nats that a move must gain: most of a text is in order
SPAN = 0.5  # and for each doubling of either segment
LONGEST = 30  # units that a move may span: tools mix up a page, not a book
REACH = 8  # doubtful seams after the first among which the second is looked for
BESIDE = 16  # units before and after these two among which the third seam may lie
PASSES = 6


def reading_order(count: int, follows: Follows, doubtful: Callable[[int, int], bool]) -> list[int]:
    """The units 0 to `count` - 1 in the order in which they are read.

    `follows(a, b)` weighs b being read right after a; `doubtful(a, b)` says whether a column may
    have ended between two units that stand one after the other. Of the three seams of a move two
    must be doubtful: the third may fall where a paragraph ended by chance. The cost is linear.
    """
    order = list(range(count))
    for _ in range(PASSES):
        if not _improve(order, follows, doubtful):
            break
    return order


def _improve(order: list[int], follows: Follows, doubtful: Callable[[int, int], bool]) -> bool:
    """One pass: the best moves that do not touch one another; whether any was made.

    The clearest moves come first, for a wrong one would hide them.
    """
    # A cut lies before the unit at its place. The edges of the text may be cuts too.
    cuts = [p for p in range(1, len(order)) if doubtful(order[p - 1], order[p])]
    if order and follows(None, order[0]) < 0:
        cuts.insert(0, 0)
    if order and follows(order[-1], None) < 0:
        cuts.append(len(order))
    moves = []
    for at in range(len(cuts)):
        weighed = (
            (_gain(order, *triple, follows), triple) for triple in _triples(cuts, at, len(order))
        )
        moves.append(max(weighed, default=(0.0, (0, 0, 0))))
    touched: set[int] = set()
    for gain, (i, j, k) in sorted(moves, key=lambda move: (-move[0], move[1])):
        if gain > 0 and touched.isdisjoint(range(i, k + 1)):
            order[i:k] = order[j:k] + order[i:j]
            touched.update(range(i, k + 1))
    return bool(touched)


def _triples(cuts: list[int], at: int, count: int) -> Iterator[tuple[int, int, int]]:
    """The cuts (i, j, k) of the moves whose first doubtful cut is the one at `at`."""
    first = cuts[at]
    for second in cuts[at + 1 : at + 1 + REACH]:
        for third in range(max(0, first - BESIDE), min(count, second + BESIDE) + 1):
            if third not in (first, second):
                i, j, k = sorted((first, second, third))
                if k - i <= LONGEST:
                    yield i, j, k


def _gain(order: list[int], i: int, j: int, k: int, follows: Follows) -> float:
    """What it gains to read the units from j to k before those from i to j."""
    before = order[i - 1] if i else None
    after = order[k] if k < len(order) else None
    now = follows(before, order[i]) + follows(order[j - 1], order[j]) + follows(order[k - 1], after)
    then = (
        follows(before, order[j]) + follows(order[k - 1], order[i]) + follows(order[j - 1], after)
    )
    return then - now - MOVE - SPAN * math.log2((j - i) * (k - j))
