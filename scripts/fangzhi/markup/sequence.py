"""The reading order: which segments of the source have to change places so that the text reads on.

Tools put the columns of a page in the wrong order, or the tops of columns before all else. Either
way two neighbouring segments of the source stand in the wrong order, and three seams tell it: the
one before them, the one between them, and the one after them. A move is made when these three
seams read better after it, by more than a move costs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, combinations, pairwise
from typing import Any

from fangzhi.markup.turns import DENSE, LONGEST, Follows, Units, turn_pages
from fangzhi.together import shares, together

Move = tuple[int, ...]  # the cuts between the segments that change places

MOVE = 2.0  # nats that a move must gain: most of a text is in order
SPAN = 0.5  # and for each doubling of either segment
REACH = 8  # doubtful seams after the first among which the second is looked for
BESIDE = 16  # units before and after these two among which the third seam may lie
WORTH_PROCESS = 500  # doubtful cuts: so many are worth a process of their own
PASSES = 6  # in which what earlier moves made possible is tried
ROUNDING = 1e-6  # nats by which sums may differ that are added up in another order
NEVER = -math.inf


@dataclass(frozen=True, slots=True)
class Most:
    """What a seam can weigh at the most, which is told faster than what it weighs.

    `follows(a, b)` is never more than `after[a] + before[b]`, or than `apart` where that is more;
    at the edges of the text never more than `apart`.
    """

    after: Sequence[float]
    before: Sequence[float]
    apart: float


def reading_order(
    count: int,
    follows: Follows,
    most: Most,
    doubtful: Callable[[int, int], bool],
    opened: Callable[[int], bool],
    heights: Sequence[float],
    pages: Sequence[int] | None = None,
    begin: Sequence[int] | None = None,
    continues: Callable[[int], bool] = lambda unit: False,
    jobs: int = 1,
) -> list[int]:
    """The units 0 to `count` - 1 in the order in which they are read.

    `follows(a, b)` weighs b being read right after a, and `most` tells what it weighs at the most;
    `doubtful(a, b)` says whether a column may have ended between two units that stand one after
    the other, `opened(a)` whether a text breaks off at the end of a unit, `continues(a)` whether
    one may go on at its beginning. Of the three seams of a move two must be doubtful, and one of
    them be at such an end: the third may fall where a paragraph ended by chance. `pages` has the
    page of each unit, where pages are known: no tool moves anything to another; `heights` the
    lines that each takes of a column. `begin` is an order to begin with, other than that of the
    source. The cost is linear; of a long text it is shared by `jobs` processes.
    """
    given = list(range(count)) if begin is None else list(begin)
    improvement = _Improvement(follows, most, doubtful, opened, pages, jobs)
    moves = improvement.moves(given, set(range(count + 1)), {})
    orders = [improvement.improve(given, moves)]
    turned, cost = given, 0.0
    if begin is None:
        units = Units(count, follows, doubtful, opened, continues, heights, pages)
        turned, cost = turn_pages(units)
    if changed := {place for place in range(count) if turned[place] != given[place]}:
        # Elsewhere the two read alike, and so the same moves are the best ones.
        moves = improvement.moves(turned, changed, moves)
        order, more = improvement.improve(turned, moves)
        orders.append((order, cost + more))
    return max(orders, key=lambda found: _worth(found[0], follows) - found[1])[0]


def _worth(order: list[int], follows: Follows) -> float:
    """How well an order reads as a whole."""
    return sum(follows(a, b) for a, b in pairwise([None, *order, None]))


def _has_any(places: set[int], first: int, last: int) -> bool:
    """Whether any of the places lies between two, both included."""
    return not places.isdisjoint(range(first, last + 1))


Moves = dict[int, tuple[float, Move]]  # the best move whose first doubtful cut is at a place
NO_MOVE: tuple[float, Move] = (0.0, ())


class _Improvement:
    """What moves improve an order; see `reading_order` for what it asks."""

    def __init__(
        self,
        follows: Follows,
        most: Most,
        doubtful: Callable[[int, int], bool],
        opened: Callable[[int], bool],
        pages: Sequence[int] | None,
        jobs: int = 1,
    ) -> None:
        self.jobs = jobs
        self.follows = follows
        self.most = most
        self.doubtful = doubtful
        self.opened = opened
        self.pages = pages

    def improve(self, given: list[int], moves: Moves) -> tuple[list[int], float]:
        """The order `given`, improved by its best `moves` and by those that they make possible;
        and what all of them cost.
        """
        order = list(given)
        touched, cost = _make(moves, order)
        for _ in range(PASSES - 1):
            if not touched:
                break
            touched, more = _make(self.moves(order, touched, {}), order)
            cost += more
        return order, cost

    def moves(self, order: list[int], near: set[int], known: Moves) -> Moves:
        """The best moves in an order. Only what lies near the places `near` is looked at: the
        moves elsewhere are those `known`.
        """
        cuts = self._cuts(order)
        ends = {p for p in range(1, len(order) + 1) if self.opened(order[p - 1])}
        gains = _Gains(order, self.follows, self.most)
        pages = None if self.pages is None else [self.pages[unit] for unit in order]

        def best(at: int) -> tuple[float, Move]:
            """The best move whose first doubtful cut is that at a place of `cuts`."""
            first = cuts[at]
            if not _has_any(near, first - LONGEST, first + LONGEST):
                return known.get(first, NO_MOVE)
            if not _has_any(ends, first - BESIDE, first + LONGEST):
                return NO_MOVE
            found = NO_MOVE
            for move in chain(_triples(cuts, at, len(order)), _quadruples(cuts, at)):
                if ends.isdisjoint(move):
                    continue
                if pages is not None and pages[move[0]] != pages[move[-1] - 1]:
                    continue
                if (gain := gains.of(move, found[0])) >= found[0]:
                    found = max(found, (gain, move))
            return found

        moves = zip(cuts, self._each(best, len(cuts)), strict=True)
        return {first: found for first, found in moves if found[1]}

    def _each(self, ask: Callable[[int], tuple[float, Move]], count: int) -> Iterator[Any]:
        """What `ask` answers for 0 to `count` - 1: in several processes, where these are many."""
        jobs = min(self.jobs, count // WORTH_PROCESS)
        steps = [partial(_answers, ask, share) for share in shares(count, jobs)]
        return chain.from_iterable(together(steps, jobs))

    def _cuts(self, order: list[int]) -> list[int]:
        """The doubtful places: a cut lies before the unit at its place.

        The edges of the text may be cuts too.
        """
        cuts = [p for p in range(1, len(order)) if self.doubtful(order[p - 1], order[p])]
        if order and self.follows(None, order[0]) < 0:
            cuts.insert(0, 0)
        if order and self.follows(order[-1], None) < 0:
            cuts.append(len(order))
        return cuts


def _answers(
    ask: Callable[[int], tuple[float, Move]], questions: range
) -> list[tuple[float, Move]]:
    return [ask(question) for question in questions]


def _make(moves: Moves, order: list[int]) -> tuple[set[int], float]:
    """Make the moves that gain something and do not touch one another; the places they changed,
    and what they cost.

    The clearest ones come first, for a wrong one would hide them.
    """
    touched: set[int] = set()
    cost = 0.0
    for gain, move in sorted(moves.values(), key=lambda move: (-move[0], move[1])):
        first, last = move[0], move[-1]
        if gain > 0 and touched.isdisjoint(range(first, last + 1)):
            cost += _cost(move)
            order[first:last] = [
                unit for i, j in reversed(list(pairwise(move))) for unit in order[i:j]
            ]
            touched.update(range(first, last + 1))
    return touched, cost


def _cost(move: Move) -> float:
    """What a move costs: the more, the more segments it moves and the longer they are."""
    lengths = (j - i for i, j in pairwise(move))
    return MOVE * (len(move) - 2) + SPAN * sum(LOG[length] for length in lengths)


def _triples(cuts: list[int], at: int, count: int) -> Iterator[Move]:
    """The cuts (i, j, k) of the moves whose first doubtful cut is the one at `at`."""
    first = cuts[at]
    reach, beside = (REACH // 2, BESIDE // 4) if len(cuts) > DENSE * count else (REACH, BESIDE)
    lowest = max(0, first - beside)
    for second in cuts[at + 1 : at + 1 + reach]:
        for third in range(max(lowest, second - LONGEST), first):
            yield third, first, second
        if second - first > LONGEST:
            continue
        for third in range(first + 1, second):
            yield first, third, second
        for third in range(second + 1, min(count, second + beside, first + LONGEST) + 1):
            yield first, second, third


def _quadruples(cuts: list[int], at: int) -> Iterator[Move]:
    """The doubtful cuts round three columns in the wrong order: no move of two mends them."""
    near = [cut for cut in cuts[at + 1 : at + 1 + REACH] if cut - cuts[at] <= LONGEST]
    yield from ((cuts[at], *three) for three in combinations(near, 3))


class _Gains:
    """What it gains to read segments of an order the other way round."""

    def __init__(self, order: list[int], follows: Follows, most: Most) -> None:
        self.follows = follows
        self.before: list[int | None] = [None, *order]  # the unit before each place
        self.after: list[int | None] = [*order, None]
        # How well the text reads on at each place as it is.
        self.seams = list(map(follows, self.before, self.after))
        self.most_after = [NEVER, *(most.after[unit] for unit in order)]
        self.most_before = [*(most.before[unit] for unit in order), NEVER]
        self.apart = most.apart

    def of(self, cuts: Move, least: float) -> float:
        """The gain of reading the segments between `cuts` the other way round; `NEVER` where it is
        less than `least`.
        """
        seams = self.seams
        new: tuple[tuple[int, int], ...]
        if len(cuts) == 3:
            i, j, k = cuts
            new = ((i, j), (j, k), (k, i))
            now = seams[i] + seams[j] + seams[k]
            length = SPAN * (LOG[j - i] + LOG[k - j])
        else:
            i, j, k, m = cuts
            new = ((i, k), (j, m), (k, i), (m, j))
            now = seams[i] + seams[j] + seams[k] + seams[m]
            length = SPAN * (LOG[j - i] + LOG[k - j] + LOG[m - k])
        cost = MOVE * (len(cuts) - 2)
        if not self._can_weigh(new, least + now + cost + length - ROUNDING):
            return NEVER
        then = 0.0
        for i, j in new:
            then += self.follows(self.before[i], self.after[j])
        return then - now - cost - length

    def _can_weigh(self, seams: Iterable[tuple[int, int]], least: float) -> bool:
        """Whether seams of what is before one place with what is after another weigh `least`.

        Few have to be weighed to tell that they do not.
        """
        after, before, apart = self.most_after, self.most_before, self.apart
        spare = -least
        for i, j in seams:
            most = after[i] + before[j]
            spare += most if most > apart else apart
        if spare < 0:
            return False
        # What may weigh most is the likeliest to weigh less than that.
        ceilings = [(max(apart, after[i] + before[j]), i, j) for i, j in seams]
        for most, i, j in sorted(ceilings, reverse=True):
            spare -= most - self.follows(self.before[i], self.after[j])
            if spare < 0:
                return False
        return True


LOG = (0.0, *(math.log2(length) for length in range(1, LONGEST + 1)))
