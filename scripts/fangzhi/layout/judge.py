"""Whether an order that a file happens to have can be the one in which its page is read."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence

from fangzhi.layout.direction import Direction, turn
from fangzhi.layout.skew import straighten
from fangzhi.source import Box

AGREED = 0.85  # orders that agree so far (see `agreement`) differ in a few places
MEANT = 0.5  # no shuffled order of enough pieces agrees so far with another
ENOUGH = 8
MOST = 100  # pieces whose pairs are all looked at; of more, each with those next to it


def disorder(
    boxes: Sequence[Box | None],
    order: Sequence[int],
    *,
    direction: Direction = Direction.LEFT_TO_RIGHT,
    skew: float = 0.0,
) -> float:
    """The part of the pairs that tell an order in which it is turned round: 0 none, 1 all.

    A pair tells an order if one of the two faces the other from above, or stands beside it to the
    left at the same height.
    """
    placed = [boxes[index] for index in order]
    turned = [turn(straighten(box, skew), direction) for box in placed if box is not None]
    told = wrong = 0
    for place, first in enumerate(turned):
        for second in turned[place + 1 : place + MOST]:
            if sign := _compare(first, second):
                told += 1
                wrong += sign < 0
    return wrong / told if told else 0.0


def _compare(first: Box, second: Box) -> int:
    """1 if `first` is read before `second` whatever else is on the page, -1 if after, 0 if open."""
    across = min(first.right, second.right) - max(first.left, second.left)
    down = min(first.bottom, second.bottom) - max(first.top, second.top)
    narrower = min(first.right - first.left, second.right - second.left)
    lower = min(first.bottom - first.top, second.bottom - second.top)
    if across > 0.5 * narrower and down < 0.3 * lower:
        return 1 if first.top < second.top else -1
    if down > 0.5 * lower and across < 0.3 * narrower:
        return 1 if first.left < second.left else -1
    return 0


def agreement(first: Sequence[int], second: Sequence[int]) -> float:
    """Kendall's tau of two orders of the same things: 1 for one order, -1 for the reverse."""
    rank = {index: place for place, index in enumerate(second)}
    ranks = [rank[index] for index in first]
    pairs = len(ranks) * (len(ranks) - 1) // 2
    inversions = 0
    seen: list[int] = []
    for place in ranks:
        inversions += len(seen) - bisect_left(seen, place)
        insort(seen, place)
    return 1 - 2 * inversions / pairs if pairs else 1.0


def better_order(
    boxes: Sequence[Box | None],
    stated: Sequence[int],
    found: Sequence[int],
    *,
    direction: Direction = Direction.LEFT_TO_RIGHT,
    skew: float = 0.0,
    agreed: float = AGREED,
) -> list[int]:
    """`stated`, the order that a file happens to have, or `found`, that of the layout.

    Whoever made the file saw the page, but many programs write pieces down as they were drawn. So
    the order of the file stands if it differs in a few places only, or if it differs in more, but
    neither by chance nor against the layout. `agreed` is the agreement that makes it stand anyway.
    """
    agreeing = agreement(stated, found)
    if agreeing >= agreed:
        return list(stated)
    if len(stated) >= ENOUGH and agreeing >= MEANT:
        first = disorder(boxes, stated, direction=direction, skew=skew)
        if first <= disorder(boxes, found, direction=direction, skew=skew):
            return list(stated)
    return list(found)
