"""Which text goes on where: reading order and joins, each with its certainty and its reason.

Column and page ends cut paragraphs; tools put blocks out of order. What is read after what is
weighed by the evidence in `WEIGHTS`, for all seams of the text together (see `sequence`); what
does not go on in its neighbour ends or begins a paragraph.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from fangzhi.errors import MetadataError
from fangzhi.markup.certainty import Certainty, certainty_of, chance
from fangzhi.markup.decisions import NONE, Decisions
from fangzhi.markup.evidence import WEIGHTS, most_after, most_before, weigh
from fangzhi.markup.fragments import Cohesion, Fragment, Usage, describe
from fangzhi.markup.heights import lines_taken
from fangzhi.markup.profile import Profile
from fangzhi.markup.roles import BESIDE, Part, Role
from fangzhi.markup.sequence import MOVE, NEVER, Most, reading_order
from fangzhi.source import Source

EDGE = 1.0  # nats for a title or head at the beginning of a text
FIRST = -6.0  # nats for anything before the title of the whole
DECIDED = 1000.0  # nats: nothing outweighs what a person decided
REMEMBERED = 1 << 15  # pairs of units
RETRIES = 8  # searches without what was unlikely in the one before
LIKELY = 0.2  # chance that a join must have for which something is moved
TELLING = 0.1  # nats that a reason weighs at the least
RIVALS = 8  # texts in either direction that a join is compared with, for its certainty

# What it weighs that one thing is read right after another, where nothing goes on.
NEIGHBOURS = {
    (Role.SIGNATURE, Role.HEAD): 1.0,  # a signature closes a section
    (Role.SIGNATURE, Role.ENTRY): -1.0,
    (Role.SIGNATURE, Role.TEXT): -1.0,
    (Role.SIGNATURE, Role.SIGNATURE): -2.0,
    (Role.HEAD, Role.ENTRY): 0.5,
    (Role.HEAD, Role.TEXT): -1.0,
    (Role.HEAD, Role.HEAD): -1.0,
    (Role.HEAD, Role.SIGNATURE): -3.0,
    (Role.TITLE, Role.SIGNATURE): -3.0,
    (Role.ENTRY, Role.HEAD): -3.0,  # the head of an entry alone, without its text
    (Role.ENTRY, Role.SIGNATURE): -3.0,
    (Role.ENTRY, Role.ENTRY): -3.0,
}


@dataclass(frozen=True, slots=True)
class Join:
    """The text `after` (an index into the parts) goes on where `before` breaks off.

    `reasons` names the evidence (keys of `WEIGHTS`); `moved` says that the source has them not one
    after the other; `margin` by how many nats it is better than its best rival; `probability` that
    it is right, as measured on pages set anew.
    """

    before: int
    after: int
    certainty: Certainty
    reasons: tuple[str, ...]
    moved: bool
    margin: float = 0.0
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class _Unit:
    """Parts that no column end can part: an entry's head with its text, a title with its parallel.

    `role` is that of the first part; `start` and `end` are the fragments at its two ends, if it
    begins or ends with a text.
    """

    parts: tuple[int, ...]
    role: Role
    start: Fragment | None
    end: Fragment | None


@dataclass(frozen=True, slots=True)
class Order:
    """The parts in reading order (indexes; pictures are left out), and the joins between them."""

    parts: tuple[int, ...]
    joins: tuple[Join, ...]


def find_order(
    parts: list[Part], source: Source, profile: Profile, decisions: Decisions = NONE, jobs: int = 1
) -> Order:
    """The order in which `parts` are read, and which texts go on in which.

    It is searched by `jobs` processes, where the text is long.
    """
    fragments = describe(parts, source, profile)
    decided = _decided_joins(parts, fragments, source, decisions)
    units = _units(parts, fragments, source)
    seams = _Seams(units, parts, fragments, decided)
    pages, heights = _pages(seams, source), _heights(units, parts, source)
    order = _search(seams, pages, heights, jobs)
    joins = _joins(seams, order)
    # What is likelier wrong than right is no reason to move anything: without it, once more.
    for _ in range(RETRIES):
        if not seams.forbid(join for join in joins if join.moved and join.probability < LIKELY):
            break
        order = _search(seams, pages, heights, jobs)
        joins = _joins(seams, order)
    return Order(tuple(part for unit in order for part in seams.units[unit].parts), tuple(joins))


def _pages(seams: _Seams, source: Source) -> list[int]:
    """The page of each unit, within which it may be moved; negative where nothing may be.

    Where the format states the order of a page, each unit is on one of its own.
    """
    numbers = [seams.parts[unit.parts[0]].page for unit in seams.units]
    if len(source.pages) == 1:  # which furniture may part into several
        ordered = [source.pages[0].ordered] * (max(numbers, default=0) + 1)
    else:
        ordered = [page.ordered for page in source.pages]
    return [~unit if ordered[page] else page for unit, page in enumerate(numbers)]


def _search(seams: _Seams, pages: list[int], heights: list[float], jobs: int) -> list[int]:
    """The units in the order in which they read best."""
    if all(page < 0 for page in pages):
        return seams.order_decided() or list(range(len(pages)))
    return reading_order(
        len(seams.units),
        seams.follows,
        seams.most(),
        seams.is_doubtful,
        seams.is_open,
        heights,
        pages if len(set(pages)) > 1 else None,
        seams.order_decided(),
        seams.continues,
        jobs,
    )


def _joins(seams: _Seams, order: list[int]) -> list[Join]:
    """The joins between the units in their order."""
    return [
        seams.join(first, second)
        for first, second in pairwise(order)
        if seams.is_joined(first, second)
    ]


def _decided_joins(
    parts: list[Part], fragments: list[Fragment], source: Source, decisions: Decisions
) -> dict[int, int | None]:
    """The joins that a person decided: the place of a fragment → that of the one that follows.

    Raises `MetadataError` where a line of a decision is not read as text.
    """
    if not decisions.joins:
        return {}
    starts, ends = {}, {}
    for fragment in fragments:
        span = parts[fragment.index].span
        starts[parts[fragment.index].line] = fragment.place
        ends[source.text.count("\n", 0, span.end - 1) + 1] = fragment.place

    def place_of(line: int, places: dict[int, int]) -> int:
        if line in places:
            return places[line]
        raise MetadataError(
            f"a decision joins line {line}, but no text {'begins' if places is starts else 'ends'} "
            "there as recognition reads it",
            where=f"{source.path}:{line}",
            remedy='decide the role of that line too: role = "text"',
        )

    return {
        place_of(line, ends): None if following is None else place_of(following, starts)
        for line, following in decisions.joins.items()
    }


def _units(parts: list[Part], fragments: list[Fragment], source: Source) -> list[_Unit]:
    """The parts that can change places, in the order of the source."""
    by_part = {fragment.index: fragment for fragment in fragments}
    bodies = _bodies(parts, source)
    tied = {body: head for head, body in bodies.items()}
    units: list[_Unit] = []
    for index, part in enumerate(parts):
        if part.role in BESIDE or index in tied:
            continue
        fragment = by_part.get(index)
        if units and (part.role is Role.PARALLEL or part.reason == "names at the end"):
            last = units[-1]
            units[-1] = _Unit((*last.parts, index), last.role, last.start, None)
        elif (body := bodies.get(index)) is not None:
            units.append(_Unit((index, body), part.role, fragment, by_part.get(body)))
        else:
            units.append(_Unit((index,), part.role, fragment, fragment))
    return units


def _heights(units: list[_Unit], parts: list[Part], source: Source) -> list[float]:
    """The lines that each unit takes of its column, with the pictures before it."""
    reach = [0.0, *accumulate(lines_taken(parts, source))]
    ends = [unit.parts[-1] + 1 for unit in units]
    return [reach[end] - reach[begin] for begin, end in pairwise([0, *ends])]


def _bodies(parts: list[Part], source: Source) -> dict[int, int]:
    """The texts that directly follow an entry's head, or its rest, by the head's index."""
    starts = {part.span.start: index for index, part in enumerate(parts)}
    places = sorted(starts)
    bodies = {}
    for index, part in enumerate(parts):
        if part.role is Role.ENTRY:
            following = bisect_left(places, part.spans[-1].end)
            if following < len(places):
                body = starts[places[following]]
                between = source.text[part.spans[-1].end : places[following]]
                if parts[body].opens and parts[body].reason != "date" and not between.strip():
                    bodies[index] = body
    return bodies


class _Seams:
    """What speaks for two units being read one after the other; each question is answered once."""

    def __init__(
        self,
        units: list[_Unit],
        parts: list[Part],
        fragments: list[Fragment],
        decided: dict[int, int | None],
    ) -> None:
        self.units = units
        self.decided = decided
        self.wanted = {after: before for before, after in decided.items() if after is not None}
        self.parts = parts
        self.fragments = fragments
        self.cohesion = Cohesion(fragments)
        self.usage = Usage(fragments)
        # What was asked once is asked again soon, but not much later: a text of any length is
        # read with the same memory.
        self.evidence = lru_cache(maxsize=REMEMBERED)(self._evidence)
        self.follows = lru_cache(maxsize=REMEMBERED)(self._follows)
        self.forbidden: set[tuple[int, int]] = set()
        self.place = {fragment.index: fragment.place for fragment in fragments}

    def forbid(self, joins: Iterable[Join]) -> bool:
        """Take joins as impossible from now on; whether there are any."""
        new = {(self.place[join.before], self.place[join.after]) for join in joins}
        if new:
            self.forbidden |= new
            self.evidence.cache_clear()
            self.follows.cache_clear()
        return bool(new)

    def _evidence(self, end: int, start: int) -> dict[str, float]:
        """The evidence that the fragment `start` goes on where `end` breaks off, by places."""
        if (end, start) in self.forbidden:
            return {"unlikely": -DECIDED}
        if end in self.decided or start in self.wanted:
            return {"decision": DECIDED if self.decided.get(end) == start else -DECIDED}
        return weigh(self.fragments[end], self.fragments[start], self.cohesion, self.usage)

    def order_decided(self) -> list[int] | None:
        """The units in the order of the source, but with decided joins side by side; None where
        nothing was decided.
        """
        if not self.wanted:
            return None
        ends = {unit.end.place: i for i, unit in enumerate(self.units) if unit.end is not None}
        starts = {
            unit.start.place: i for i, unit in enumerate(self.units) if unit.start is not None
        }
        order = list(range(len(self.units)))
        for before, after in self.decided.items():
            if after is not None and after in starts and before in ends:
                order.remove(starts[after])
                order.insert(order.index(ends[before]) + 1, starts[after])
        return order

    def _follows(self, first: int | None, second: int | None) -> float:
        """How well the unit `second` is read after `first`, in nats; None is the edge."""
        if first is None or second is None:
            return self._at_the_edge(first, second)
        before, after = self.units[first], self.units[second]
        closed = self._closed(before, after)
        if before.end is None or after.start is None or after.start.opens:
            return closed
        return max(closed, sum(self.evidence(before.end.place, after.start.place).values()))

    def most(self) -> Most:
        """What two units can weigh at the most when they are read one after the other."""
        return Most(
            [NEVER if unit.end is None else self._most_after(unit.end) for unit in self.units],
            [
                NEVER if unit.start is None or unit.start.opens else self._most_before(unit.start)
                for unit in self.units
            ],
            max(0.0, *NEIGHBOURS.values(), EDGE),
        )

    def _most_after(self, end: Fragment) -> float:
        return most_after(end) if self.decided.get(end.place) is None else DECIDED

    def _most_before(self, start: Fragment) -> float:
        return DECIDED if start.place in self.wanted else most_before(start)

    def is_joined(self, first: int, second: int) -> bool:
        """Whether the text of `first` goes on in `second`, when that is read after it."""
        before, after = self.units[first], self.units[second]
        if before.end is None or after.start is None or after.start.opens:
            return False
        joined = sum(self.evidence(before.end.place, after.start.place).values())
        return joined > self._closed(before, after)

    def _closed(self, before: _Unit, after: _Unit) -> float:
        """How well two units stand one after the other if nothing goes on between them."""
        if after.role is Role.TITLE:
            return FIRST
        return NEIGHBOURS.get((before.role if before.end is None else Role.TEXT, after.role), 0.0)

    def _at_the_edge(self, first: int | None, second: int | None) -> float:
        """A chapter begins with a title or head, and ends with a sentence or signature."""
        if second is not None:
            unit = self.units[second]
            if unit.role in (Role.TITLE, Role.HEAD):
                return EDGE
            return 0.0 if unit.start is None or unit.start.opens else -1.0
        end = self.units[first].end if first is not None else None
        return 0.0 if end is None or end.ended else -1.0

    def is_doubtful(self, first: int, second: int) -> bool:
        """Whether a column may have ended between two units of the source."""
        return self.is_open(first) or self.continues(second)

    def continues(self, unit: int) -> bool:
        """Whether a unit may begin with a text that goes on there."""
        start = self.units[unit].start
        return start is not None and not (start.opens or start.indented or start.numbered)

    def is_open(self, unit: int) -> bool:
        """Whether a unit ends with a text that breaks off."""
        end = self.units[unit].end
        return end is not None and not end.ended

    def join(self, first: int, second: int) -> Join:
        """The join between two units that are read one after the other."""
        end, start = self.units[first].end, self.units[second].start
        assert end is not None and start is not None
        found = self.evidence(end.place, start.place)
        moved = start.place != end.place + 1
        if not moved and self._picture_between(end, start):
            found = found | {"picture": WEIGHTS["picture"]}
        margin = self._worth(end, start) - self._best_rival(end, start)
        telling = [key for key in found if abs(found[key]) >= TELLING]
        reasons = tuple(sorted(telling, key=lambda key: -found[key]))
        probability = 1.0 if "decision" in found else chance(margin, reasons, moved)
        return Join(
            end.index, start.index, certainty_of(probability), reasons, moved, margin, probability
        )

    def _worth(self, end: Fragment, start: Fragment) -> float:
        """The weight of a join, with what it is worth that nothing has to be moved for it."""
        moved = start.place != end.place + 1
        return sum(self.evidence(end.place, start.place).values()) + (0.0 if moved else MOVE)

    def _best_rival(self, end: Fragment, start: Fragment) -> float:
        """The weight of the best other join at either side, or of none."""
        near = self.fragments[max(0, end.place - RIVALS) : end.place + RIVALS + 1]
        others = [f for f in near if f not in (end, start) and not f.opens]
        rivals = [self._worth(end, other) for other in others]
        return max([0.0, *rivals])

    def _picture_between(self, end: Fragment, start: Fragment) -> bool:
        return any(part.role in BESIDE for part in self.parts[end.index + 1 : start.index])
