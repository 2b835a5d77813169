"""The reading order: which segments of the source have to change places so that the text reads on.

Tools put the columns of a page in the wrong order, or the tops of columns before all else. Either
way two neighbouring segments of the source stand in the wrong order, and three seams tell it: the
one before them, the one between them, and the one after them. A move is made when these three
seams read better after it, by more than a move costs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate, chain, combinations, pairwise
from typing import Any, NamedTuple

from fangzhi.together import together

# What speaks for two units being read one after the other, in nats; `None` is the edge of the text.
Follows = Callable[[int | None, int | None], float]

MOVE = 2.0  # nats that a move must gain: most of a text is in order
SPAN = 0.5  # and for each doubling of either segment
LONGEST = 30  # units that a move may span: tools mix up a page, not a book
REACH = 8  # doubtful seams after the first among which the second is looked for
BESIDE = 16  # units before and after these two among which the third seam may lie
ROTATE = 5.0  # nats that columns which change places must gain
ROTATE_KNOWN = 3.0  # the same where pages are known: there are fewer places to try
HABIT = 2  # turns that show a habit of the tool
HABITUAL = 1.5  # nats that further ones cost less then
WORTH_PROCESS = 500  # doubtful cuts: so many are worth a process of their own
PASSES = 6  # in which what earlier moves made possible is tried
BREAK = 1.0  # nats that each place costs where an order leaves that of the source
STATES = 8  # ways to read up to a place that are followed further
EVEN = 0.6  # of a column's length that its neighbour must have
DENSE = 0.6  # share of places that are doubtful from which on only near ones are tried
DOUBTFUL = 2  # of the three cuts of two segments must be places where a column may have ended


def reading_order(
    count: int,
    follows: Follows,
    doubtful: Callable[[int, int], bool],
    opened: Callable[[int], bool],
    lengths: Sequence[float],
    pages: Sequence[int] | None = None,
    begin: Sequence[int] | None = None,
    jobs: int = 1,
) -> list[int]:
    """The units 0 to `count` - 1 in the order in which they are read.

    `follows(a, b)` weighs b being read right after a; `doubtful(a, b)` says whether a column may
    have ended between two units that stand one after the other, `opened(a)` whether a text breaks
    off at the end of a unit. Of the three seams of a move two must be doubtful, and one of them be
    at such an end: the third may fall where a paragraph ended by chance. `pages` has the page of
    each unit, where pages are known: no tool moves anything to another; `lengths` the characters of
    each. `begin` is an order to
    begin with, other than that of the source. The cost is linear; of a long text it is shared by
    `jobs` processes.
    """
    given = list(range(count)) if begin is None else list(begin)
    improvement = _Improvement(follows, doubtful, opened, pages, jobs)
    moves = improvement.moves(given, set(range(count + 1)), {})
    orders = [improvement.improve(given, moves)]
    turned = given
    if begin is None:
        turned = _columns(count, follows, doubtful, opened, pages, lengths)
    if changed := {place for place in range(count) if turned[place] != given[place]}:
        # Elsewhere the two read alike, and so the same moves are the best ones.
        moves = improvement.moves(turned, changed, moves)
        orders.append(improvement.improve(turned, moves))
    return max(orders, key=lambda order: _worth(order, follows))


def _worth(order: list[int], follows: Follows) -> float:
    """How well an order reads as a whole; each place where it leaves the source costs something."""
    seams = sum(follows(a, b) for a, b in pairwise([None, *order, None]))
    return seams - BREAK * sum(b != a + 1 for a, b in pairwise(order))


def _columns(
    count: int,
    follows: Follows,
    doubtful: Callable[[int, int], bool],
    opened: Callable[[int], bool],
    pages: Sequence[int] | None,
    lengths: Sequence[float],
) -> list[int]:
    """The order in which columns that change places read best, over the whole text.

    A tool that mixed up some pages is likely to have mixed up others the same way.
    """
    cuts = {p for p in range(1, count) if doubtful(p - 1, p)}
    cuts |= {0} if count and follows(None, 0) < 0 else set()
    cuts |= {count} if count and follows(count - 1, None) < 0 else set()
    reach = [0.0, *accumulate(lengths)]
    cost = ROTATE if pages is None else ROTATE_KNOWN
    ends = {p for p in range(1, count + 1) if opened(p - 1)}
    turns = [
        [turn for turn in _turns(start, count, cuts, pages, reach) if not ends.isdisjoint(turn)]
        if _has_any(ends, start, start + LONGEST)
        else []
        for start in range(count)
    ]
    order = _read(count, follows, turns, cost)
    if sum(b < a for a, b in pairwise(order)) >= HABIT:
        order = _read(count, follows, turns, cost - HABITUAL)
    return order


def _has_any(places: set[int], first: int, last: int) -> bool:
    """Whether any of the places lies between two, both included."""
    return not places.isdisjoint(range(first, last + 1))


def _read(
    count: int, follows: Follows, turns: Sequence[Sequence[tuple[int, ...]]], cost: float
) -> list[int]:
    """The best order in which some of the `turns` are made, each at `cost`.

    Pages that follow one another depend on one another: where one ends, the next goes on. So all
    are weighed together (Viterbi): a state is how far the source is read and which unit came last.
    """
    inner = [0.0, *accumulate(follows(p - 1, p) for p in range(1, count))]
    best: list[dict[int | None, _State]] = [{} for _ in range(count + 1)]
    best[0][None] = _State(0.0, (), None)
    for start in range(count):
        states = sorted(best[start].items(), key=lambda pair: -pair[1].weight)[:STATES]
        for last, state in states:
            weight = state.weight + follows(last, start)
            _keep(best[start + 1], start, _State(weight, (start,), last))
        for cuts in turns[start]:
            within = sum(inner[j - 1] - inner[i] for i, j in pairwise(cuts)) - cost
            within += sum(follows(cuts[i + 1] - 1, cuts[i - 1]) for i in range(1, len(cuts) - 1))
            for last, state in states:
                weight = state.weight + follows(last, cuts[-2]) + within
                _keep(best[cuts[-1]], cuts[1] - 1, _State(weight, cuts, last))
    return _read_back(best, follows)


class _State(NamedTuple):
    """The best way to a state: its weight, the cuts of the last turn (or the place of the last
    unit alone), and the unit that was last before.
    """

    weight: float
    cuts: tuple[int, ...]
    last: int | None


def _keep(states: dict[int | None, _State], last: int, state: _State) -> None:
    if last not in states or states[last].weight < state.weight:
        states[last] = state


def _turns(
    start: int, count: int, cuts: set[int], pages: Sequence[int] | None, reach: Sequence[float]
) -> Iterator[tuple[int, ...]]:
    """The cuts round two or three columns from `start` on that may be read the other way round.

    Where pages are known they fill one; else they are about as long as one another. `reach` is the
    length of the text up to each place.
    """
    dense = len(cuts) > DENSE * count
    furthest = min(count, start + (LONGEST // 3 if dense else LONGEST))
    ends = range(start + 2, furthest + 1)
    if pages is not None:
        if start and pages[start - 1] == pages[start]:
            return
        while furthest < count and pages[furthest] == pages[start]:
            furthest += 1
        while pages[furthest - 1] != pages[start]:
            furthest -= 1
        ends = range(furthest, furthest + 1)
    for end in ends:
        for middle in range(start + 1, end):
            two = (start, middle, end)
            if sum(cut in cuts for cut in two) >= DOUBTFUL and _is_even(two, reach):
                yield two
        if end in cuts or start in cuts:
            middles = [cut for cut in range(start + 1, end) if cut in cuts][:REACH]
            three = ((start, *pair, end) for pair in combinations(middles, 2))
            yield from (turn for turn in three if _is_even(turn, reach))


def _is_even(cuts: tuple[int, ...], reach: Sequence[float]) -> bool:
    """Whether the segments between the cuts are about as long as one another."""
    lengths = [reach[j] - reach[i] for i, j in pairwise(cuts)]
    return min(lengths) >= EVEN * max(lengths)


def _read_back(best: list[dict[int | None, _State]], follows: Follows) -> list[int]:
    """The units in the order that the best last state came from."""
    place = len(best) - 1
    last = max(best[place], key=lambda unit: best[place][unit].weight + follows(unit, None))
    order: list[int] = []
    while place > 0:
        state = best[place][last]
        turned = [
            unit for i, j in reversed(list(pairwise(state.cuts))) for unit in range(i, j)
        ] or [place - 1]
        order[:0] = turned
        place, last = state.cuts[0], state.last
    return order


Move = tuple[int, ...]  # the cuts between the segments that change places
Moves = dict[int, tuple[float, Move]]  # the best move whose first doubtful cut is at a place
NO_MOVE: tuple[float, Move] = (0.0, ())


class _Improvement:
    """What moves improve an order; see `reading_order` for what it asks."""

    def __init__(
        self,
        follows: Follows,
        doubtful: Callable[[int, int], bool],
        opened: Callable[[int], bool],
        pages: Sequence[int] | None,
        jobs: int = 1,
    ) -> None:
        self.jobs = jobs
        self.follows = follows
        self.doubtful = doubtful
        self.opened = opened
        self.pages = pages

    def improve(self, given: list[int], moves: Moves) -> list[int]:
        """The order `given`, improved by its best `moves` and by those that they make possible."""
        order = list(given)
        touched = _make(moves, order)
        for _ in range(PASSES - 1):
            if not touched:
                break
            touched = _make(self.moves(order, touched, {}), order)
        return order

    def moves(self, order: list[int], near: set[int], known: Moves) -> Moves:
        """The best moves in an order. Only what lies near the places `near` is looked at: the
        moves elsewhere are those `known`.
        """
        cuts = self._cuts(order)
        ends = {p for p in range(1, len(order) + 1) if self.opened(order[p - 1])}
        gains = _Gains(order, self.follows)
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
                if (gain := gains.of(move)) >= found[0]:
                    found = max(found, (gain, move))
            return found

        moves = zip(cuts, self._each(best, len(cuts)), strict=True)
        return {first: found for first, found in moves if found[1]}

    def _each(self, ask: Callable[[int], tuple[float, Move]], count: int) -> Iterator[Any]:
        """What `ask` answers for 0 to `count` - 1: in several processes, where these are many."""
        jobs = min(self.jobs, count // WORTH_PROCESS) or 1
        bounds = [count * number // jobs for number in range(jobs + 1)]
        shares = [range(begin, end) for begin, end in pairwise(bounds)]
        return chain.from_iterable(
            together([partial(_answers, ask, share) for share in shares], jobs)
        )

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


def _make(moves: Moves, order: list[int]) -> set[int]:
    """Make the moves that gain something and do not touch one another; the places they changed.

    The clearest ones come first, for a wrong one would hide them.
    """
    touched: set[int] = set()
    for gain, move in sorted(moves.values(), key=lambda move: (-move[0], move[1])):
        first, last = move[0], move[-1]
        if gain > 0 and touched.isdisjoint(range(first, last + 1)):
            order[first:last] = [
                unit for i, j in reversed(list(pairwise(move))) for unit in order[i:j]
            ]
            touched.update(range(first, last + 1))
    return touched


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

    def __init__(self, order: list[int], follows: Follows) -> None:
        self.follows = follows
        self.before: list[int | None] = [None, *order]  # the unit before each place
        self.after: list[int | None] = [*order, None]
        # How well the text reads on at each place as it is.
        self.seams = list(map(follows, self.before, self.after))

    def of(self, cuts: Move) -> float:
        """The gain of reading the segments between `cuts` the other way round."""
        follows, before, after, seams = self.follows, self.before, self.after, self.seams
        if len(cuts) == 3:
            i, j, k = cuts
            then = (
                follows(before[i], after[j])
                + follows(before[j], after[k])
                + follows(before[k], after[i])
            )
            now = seams[i] + seams[j] + seams[k]
            return then - now - MOVE - SPAN * (LOG[j - i] + LOG[k - j])
        i, j, k, m = cuts
        then = (
            follows(before[i], after[k])
            + follows(before[j], after[m])
            + follows(before[k], after[i])
            + follows(before[m], after[j])
        )
        now = seams[i] + seams[j] + seams[k] + seams[m]
        return then - now - 2 * MOVE - SPAN * (LOG[j - i] + LOG[k - j] + LOG[m - k])


LOG = (0.0, *(math.log2(length) for length in range(1, LONGEST + 1)))
