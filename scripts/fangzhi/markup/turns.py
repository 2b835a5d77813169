"""Pages that a tool put out of order as a whole: columns from right to left, tops of columns first.

What one page says depends on the next: where one ends, the other goes on. So all pages of a text
are weighed together (Viterbi); and a tool that mixed up some pages is likely to have mixed up
others the same way.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations, pairwise
from typing import NamedTuple

# What speaks for two units being read one after the other, in nats; `None` is the edge of the text.
Follows = Callable[[int | None, int | None], float]

LONGEST = 30  # units of a page
REACH = 8  # doubtful seams after a place that are looked at
COLUMNS, TOPS = "columns", "tops"
COST = {COLUMNS: 3.0, TOPS: 3.0}  # nats that a turn must gain
COST_KNOWN = {COLUMNS: 1.0, TOPS: 1.0}  # the same where pages are known: there are fewer to try
HABIT = 2  # turns that show a habit of the tool
HABITUAL = 1.5  # nats that further ones cost less then
FOREIGN = 3.0  # nats that those of another kind cost more
STATES = 8  # ways to read up to a place that are followed further
EVEN = 0.6  # of a column's height that its neighbour must have
UNEVEN = 16.0  # nats that a turn must gain for each share by which the heights of columns differ
DENSE = 0.6  # share of places that are doubtful from which on only near ones are tried
DOUBTFUL = 2  # of the three cuts of two columns must be places where a column may have ended


@dataclass(frozen=True)
class Units:
    """What is known of the units of a text; see `sequence.reading_order`."""

    count: int
    follows: Follows
    doubtful: Callable[[int, int], bool]
    opened: Callable[[int], bool]
    continues: Callable[[int], bool]
    heights: Sequence[float]
    pages: Sequence[int] | None

    def page_end(self, start: int) -> int | None:
        """Where the page ends that begins with the unit `start`; None where none is known to."""
        pages = self.pages
        if pages is None or (start and pages[start - 1] == pages[start]):
            return None
        end = start + 1
        while end < self.count and pages[end] == pages[start]:
            end += 1
        return end


class Turn(NamedTuple):
    """Segments of the source, first and last unit + 1, in the order in which they are read, and
    what it costs to read them so beside what every turn of its kind costs.
    """

    kind: str
    segments: tuple[tuple[int, int], ...]
    uneven: float = 0.0

    @property
    def end(self) -> int:
        """The place after its last unit."""
        return max(end for _, end in self.segments)


def turn_pages(units: Units) -> tuple[list[int], float]:
    """The order in which a text reads best whose pages may be turned, and what the turns cost."""
    costs = COST if units.pages is None else COST_KNOWN
    turns = _turns(units)
    order, made = _read(units, turns, costs)
    kinds = Counter(turn.kind for turn in made)
    if any(kinds[kind] >= HABIT for kind in costs):
        most = max(kinds.values())
        costs = {
            kind: cost + (-HABITUAL if kinds[kind] == most else FOREIGN)
            for kind, cost in costs.items()
        }
        order, made = _read(units, turns, costs)
    return order, sum(costs[turn.kind] + turn.uneven for turn in made)


def _turns(units: Units) -> list[list[Turn]]:
    """The turns of pages that begin at each place."""
    count, follows = units.count, units.follows
    cuts = {p for p in range(1, count) if units.doubtful(p - 1, p)}
    cuts |= {0} if count and follows(None, 0) < 0 else set()
    cuts |= {count} if count and follows(count - 1, None) < 0 else set()
    ends = {p for p in range(1, count + 1) if units.opened(p - 1)}
    longest = LONGEST // 3 if len(cuts) > DENSE * count else LONGEST
    reach = [0.0, *accumulate(units.heights)]
    found: list[list[Turn]] = []
    for start in range(count):
        if ends.isdisjoint(range(start, start + LONGEST + 1)):
            found.append([])
        else:
            furthest = min(count, start + longest)
            columns = _columns_from(start, furthest, units, cuts, ends, reach)
            found.append([*columns, *_tops_from(start, furthest, units, ends, reach)])
    return found


def _columns_from(
    start: int,
    furthest: int,
    units: Units,
    cuts: set[int],
    ends: set[int],
    reach: Sequence[float],
) -> Iterator[Turn]:
    """Two or three columns from `start` to `furthest` at the most, the last of them first.

    They are about as high as one another, and where pages are known they fill one. `reach` is the
    height of the text up to each place.
    """
    for turn in _cuts_from(start, furthest, units, cuts, reach):
        if not ends.isdisjoint(turn) and (uneven := _unevenness(turn, reach)) <= 1 - EVEN:
            yield Turn(COLUMNS, tuple(pairwise(turn))[::-1], UNEVEN * uneven)


def _cuts_from(
    start: int, furthest: int, units: Units, cuts: set[int], reach: Sequence[float]
) -> Iterator[tuple[int, ...]]:
    """The cuts round two or three columns from `start` on."""
    if units.pages is not None:
        end = units.page_end(start)
        if end is not None and end - start <= LONGEST:
            yield from _cuts_of_page(start, end, cuts)
        return
    for middle in range(start + 1, furthest):
        needed = DOUBTFUL - (start in cuts) - (middle in cuts)
        if needed <= 1:
            for end in _even_ends(start, middle, furthest, reach):
                if needed <= 0 or end in cuts:
                    yield start, middle, end
    middles = [cut for cut in range(start + 1, furthest) if cut in cuts][:REACH]
    for pair in combinations(middles, 2):
        for end in _even_ends(*pair, furthest, reach):
            if end in cuts or start in cuts:
                yield start, *pair, end


def _cuts_of_page(start: int, end: int, cuts: set[int]) -> Iterator[tuple[int, ...]]:
    """The same where they fill a page: few places make columns of the same height."""
    for middles in (1, 2):
        for between in combinations(range(start + 1, end), middles):
            turn = (start, *between, end)
            if sum(cut in cuts for cut in turn) >= DOUBTFUL + middles - 1:
                yield turn


def _even_ends(start: int, middle: int, furthest: int, reach: Sequence[float]) -> Iterator[int]:
    """Where a column can end from `middle` on that is about as high as the one from `start` on."""
    height = reach[middle] - reach[start]
    first = bisect_left(reach, reach[middle] + EVEN * height, middle + 1, furthest + 1)
    last = bisect_right(reach, reach[middle] + height / EVEN, first, furthest + 1)
    yield from range(first, last)
    whole = len(reach) - 1
    if last <= whole == furthest:  # the last column of a text may be shorter
        yield whole


def _tops_from(
    start: int, furthest: int, units: Units, ends: set[int], reach: Sequence[float]
) -> Iterator[Turn]:
    """One or two texts from `start` on that go on at the tops of the columns after the first.

    That of the first column may stand before them; it is in its place.
    """
    end = None
    if units.pages is not None:
        end = units.page_end(start)
        if end is None and start and units.continues(start - 1):
            end = units.page_end(start - 1)
        if end is None:
            return
    if not units.continues(start):
        return
    furthest = furthest if end is None else min(furthest, end)
    places = [p for p in range(start + 2, furthest + 1) if p in ends]
    for place in places:
        one = ((start + 1, place), (start, start + 1))
        yield from _tops(one, start, end, units, reach)
    if start + 1 < units.count and units.continues(start + 1):
        for first, second in combinations([p for p in places if p > start + 2][:REACH], 2):
            two = ((start + 2, first), (start, start + 1), (first, second), (start + 1, start + 2))
            yield from _tops(two, start, end, units, reach)


def _tops(
    segments: tuple[tuple[int, int], ...],
    start: int,
    end: int | None,
    units: Units,
    reach: Sequence[float],
) -> Iterator[Turn]:
    """The turn with these segments, if its columns fill the page to `end`, as far as known."""
    if end is None:
        yield Turn(TOPS, segments)
        return
    before = reach[start] - reach[start - 1] if _same_page(start, units) else 0.0
    order = [*segments, (segments[-2][1], end)]
    sizes = [reach[j] - reach[i] for i, j in order]
    heights = [before + sizes[0], *(a + b for a, b in zip(sizes[1::2], sizes[2::2], strict=True))]
    if end == units.count:
        heights[-1] = max(heights)
    uneven = 1 - min(heights) / max(heights) if max(heights) > 0 else 1.0
    if uneven <= 1 - EVEN:
        yield Turn(TOPS, segments, UNEVEN * uneven)


def _same_page(start: int, units: Units) -> bool:
    """Whether the unit before `start` stands on the same page, where pages are known."""
    return start > 0 and units.pages is not None and units.pages[start - 1] == units.pages[start]


def _unevenness(cuts: tuple[int, ...], reach: Sequence[float]) -> float:
    """By which share the heights of the segments between the cuts differ.

    The last column of a text, which comes first here, may be shorter than the others.
    """
    heights = [reach[j] - reach[i] for i, j in pairwise(cuts)]
    if cuts[-1] == len(reach) - 1:
        heights[0] = max(heights)
    return 1 - min(heights) / max(heights) if max(heights) > 0 else 1.0


class _State(NamedTuple):
    """The best way to a state: its weight, the turn that led to it (or None for one unit alone),
    and the unit that was last before.
    """

    weight: float
    turn: Turn | None
    last: int | None


def _read(
    units: Units, turns: Sequence[Sequence[Turn]], costs: Mapping[str, float]
) -> tuple[list[int], list[Turn]]:
    """The best order in which some of the `turns` are made, and these.

    A state is how far the source is read and which unit came last.
    """
    count, follows = units.count, units.follows
    inner = [0.0, *accumulate(follows(p - 1, p) for p in range(1, count))]
    best: list[dict[int | None, _State]] = [{} for _ in range(count + 1)]
    best[0][None] = _State(0.0, None, None)
    for start in range(count):
        states = sorted(best[start].items(), key=lambda pair: -pair[1].weight)[:STATES]
        for last, state in states:
            weight = state.weight + follows(last, start)
            _keep(best[start + 1], start, _State(weight, None, last))
        for turn in turns[start]:
            segments = turn.segments
            within = sum(inner[j - 1] - inner[i] for i, j in segments)
            within += sum(follows(a[1] - 1, b[0]) for a, b in pairwise(segments))
            within -= costs[turn.kind] + turn.uneven
            for last, state in states:
                weight = state.weight + follows(last, segments[0][0]) + within
                _keep(best[turn.end], segments[-1][1] - 1, _State(weight, turn, last))
    return _read_back(best, follows)


def _keep(states: dict[int | None, _State], last: int, state: _State) -> None:
    if last not in states or states[last].weight < state.weight:
        states[last] = state


def _read_back(
    best: list[dict[int | None, _State]], follows: Follows
) -> tuple[list[int], list[Turn]]:
    """The units in the order that the best last state came from, and the turns made for it."""
    place = len(best) - 1
    last = max(best[place], key=lambda unit: best[place][unit].weight + follows(unit, None))
    pieces: list[range] = []
    made: list[Turn] = []
    while place > 0:
        _, turn, before = best[place][last]
        if turn is None:
            pieces.append(range(place - 1, place))
            place -= 1
        else:
            pieces += [range(i, j) for i, j in turn.segments[::-1]]
            made.append(turn)
            place = min(start for start, _ in turn.segments)
        last = before
    return [unit for piece in pieces[::-1] for unit in piece], made
