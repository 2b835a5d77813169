"""On which level each head stands: by its number, by its size, else by what it stands between.

A rank is an index into the levels of the profile, from the whole to the part.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from fangzhi.markup.profile import Profile
from fangzhi.markup.roles import Part, Role
from fangzhi.markup.sizes import Print, find_prints
from fangzhi.markup.text import collapse
from fangzhi.source import Source

ENTRY = 99  # the rank of entries, below all levels


def find_ranks(
    order: Sequence[int], parts: Sequence[Part], source: Source, profile: Profile
) -> dict[int, int]:
    """The rank of each head, by its index among the parts; `order` is that of reading."""
    heads = _Heads(order, parts, source, profile)
    if any(parts[index].depth for index in heads.heads):
        return heads.by_statement()
    numbered = any(parts[index].level is not None for index in heads.all)
    prints = find_prints([*heads.titles, *heads.all], parts, source)
    if len({prints[index].step for index in heads.all if prints}) > 1:
        ranks = heads.by_sizes(prints)
    else:
        ranks = heads.by_numbers() if numbered else heads.by_place()
    return heads.with_periods(ranks)


class _Heads:
    """The heads of a text in reading order, and what stands before and after each."""

    def __init__(
        self, order: Sequence[int], parts: Sequence[Part], source: Source, profile: Profile
    ) -> None:
        self.parts = parts
        self.source = source
        self.profile = profile
        self.lowest = len(profile.levels) - 1
        kinds = [level.kind for level in profile.levels]
        self.base = kinds.index("section") if "section" in kinds else self.lowest
        self.titles = [index for index in order if parts[index].role is Role.TITLE]
        heads = [index for index in order if parts[index].role is Role.HEAD]
        self.periods = [index for index in heads if parts[index].period is not None]
        self.all = [index for index in heads if parts[index].period is None]
        self.heads = heads
        flow = [index for index in order if parts[index].role is not Role.PARALLEL]
        self.before = {b: parts[a].role for a, b in pairwise(flow)}
        self.after = dict(pairwise(flow))
        self.above = {b: a for a, b in pairwise(flow)}
        parallel = {a for a, b in pairwise(order) if parts[b].role is Role.PARALLEL}
        # Where most heads have one, a title in another language says nothing.
        self.parallel = parallel if 2 * len(parallel & set(self.all)) <= len(self.all) else set()

    def by_statement(self) -> dict[int, int]:
        """Ranks in a text whose format states the levels: they nest as it says.

        The numbers of the heads say what the levels are called; without any, the lowest that is
        stated is that of sections. A head without a level stands below the last one that has one.
        """
        stated = sorted({self.parts[i].depth for i in self.heads if self.parts[i].depth})
        steps = {depth: step for step, depth in enumerate(stated)}
        least = int(self._title_is_chapter())
        numbered = Counter(
            level - steps[self.parts[index].depth]
            for index in self.heads
            if (level := self.parts[index].level) is not None and self.parts[index].depth
        )
        usual = numbered.most_common(1)[0][0] if numbered else self.base + 1 - len(stated)
        first, above = max(usual, least), 0
        ranks: dict[int, int] = {}
        for index in self.heads:
            if depth := self.parts[index].depth:
                ranks[index] = above = min(first + steps[depth], ENTRY - 2)
            else:
                ranks[index] = above + 1
        return ranks

    def by_sizes(self, prints: dict[int, Print]) -> dict[int, int]:
        """Ranks in a text whose heads are of several sizes: the larger stand higher.

        Numbers win over sizes. What is as large as numbered heads is on their level; else it
        stands below those that are larger. Without any number, the smallest are those of sections.
        """
        levels = _numbered_prints({i: self.parts[i].level for i in self.all}, prints)
        steps = sorted({prints[index].step for index in self.all})
        alone = all(steps[0] > prints[index].step for index in self.titles)
        least = int(alone and self._title_is_chapter())
        first = max(self.base + 1 - len(steps), least)
        ranks: dict[int, int] = {}
        for index in self.all:
            rank = self.parts[index].level
            if rank is None and levels:
                rank = _level_between(prints[index], levels, steps)
            elif rank is None:
                rank = first + steps.index(prints[index].step)
            ranks[index] = min(max(rank, 0), ENTRY - 2)
        return ranks

    def _title_is_chapter(self) -> bool:
        """Whether the title takes the highest level, so that no other head stands there."""
        return bool(self.titles) and self.profile.whole == self.profile.levels[0].kind

    def by_numbers(self) -> dict[int, int]:
        """Ranks in a text with numbered heads: the others stand below the last of these.

        Where signatures part some of the others, those between them are a level lower.
        """
        levels = [self.parts[index].level for index in self.all]
        highest = min(level for level in levels if level is not None)
        ranks: dict[int, int] = {}
        plain = [index for index in self.all if self.parts[index].level is None]
        signing = any(self.before.get(index) is Role.SIGNATURE for index in plain)
        numbered: int | None = None
        above: int | None = None
        for index in self.all:
            part = self.parts[index]
            following = self._next_head(index)
            if part.level is not None:
                rank = numbered = part.level
            elif part.reason == "named" and self.before.get(index) is not Role.HEAD:
                rank = highest
            elif following is not None and (level := self.parts[following].level) is not None:
                rank = max(level - 1, 0)
            elif numbered is None:
                rank = highest
            elif above is not None and self.before.get(index) is Role.HEAD:
                rank = above + 1
            else:
                rank = numbered + 1 + (signing and self.before.get(index) is not Role.SIGNATURE)
            ranks[index] = above = min(rank, self.lowest)
        return ranks

    def _next_head(self, index: int) -> int | None:
        """The head that follows a head directly."""
        after = self.after.get(index)
        return after if after is not None and self.parts[after].role is Role.HEAD else None

    def by_place(self) -> dict[int, int]:
        """Ranks in a text whose heads only place and shape tell.

        A head above a head is the higher one; a signature closes what stands on the common level.
        """
        ranks: dict[int, int] = {}
        pairs = {index for index in self.all if self._next_head(index) is not None}
        below = {self._next_head(index) for index in pairs}
        single = [index for index in self.all if index not in pairs and index not in below]
        signed = all(self.before.get(index) is Role.SIGNATURE for index in single)
        capitals = any(self.parts[index].reason == "capitals" for index in self.all)
        divided = False  # whether the open section has parts
        for index in self.all:
            if index in self.parallel and self._next_head(index) is not None:
                rank, divided = self.base - 1, False
            elif capitals:
                rank = self.base + (self.parts[index].reason != "capitals")
            elif index in pairs and index not in below:
                rank, divided = (self.base - 1 if signed else self.base), not signed
            elif index in below:
                rank = self._below(index, ranks)
                divided = rank > self.base
            elif divided and self.before.get(index) is not Role.SIGNATURE:
                rank = self.base + 1
            else:
                rank, divided = self.base, False
            ranks[index] = min(max(rank, 0), self.lowest)
        return ranks

    def _below(self, index: int, ranks: dict[int, int]) -> int:
        """The rank of a head that stands directly below another one."""
        return ranks[self.above[index]] + 1

    def with_periods(self, ranks: dict[int, int]) -> dict[int, int]:
        """Years and months below the head of their chronicle."""
        periods = sorted({p for i in self.periods if (p := self.parts[i].period) is not None})
        steps = {period: step for step, period in enumerate(periods)}
        titled = any(
            part.role is Role.TITLE and is_chronicle(part, self.source, self.profile)
            for part in self.parts
        )
        chronicle = 0 if titled else max(self.base - 2, -1)
        inside = False
        lifted: dict[int, int] = {}
        for index in self.heads:
            period = self.parts[index].period
            if period is not None:
                ranks[index] = min(chronicle + 1 + steps[period], ENTRY - 1)
                inside = True
                continue
            if inside:  # what follows the last month of a chronicle is no part of it
                lifted[ranks[index]] = min(ranks[index], max(chronicle, 0))
                inside = False
            ranks[index] = lifted.get(ranks[index], ranks[index])
            if is_chronicle(self.parts[index], self.source, self.profile):
                chronicle = ranks[index]
        return ranks


def _numbered_prints(numbered: dict[int, int | None], prints: dict[int, Print]) -> dict[int, Print]:
    """How large the heads of each numbered level are printed: as most of them are.

    A level is never printed larger than a higher one: where it seems so, it counts as as large.
    """
    found: dict[int, Print] = {}
    largest = 0
    for level in sorted({one for one in numbered.values() if one is not None}):
        own = [prints[index] for index, one in numbered.items() if one == level]
        counts = Counter(one.step for one in own)
        largest = max(largest, max(counts, key=lambda step: (counts[step], -step)))
        found[level] = Print(largest, median(one.size for one in own))
    return found


def _level_between(head: Print, levels: dict[int, Print], steps: Sequence[int]) -> int:
    """The level of a head without number among numbered ones, whose `levels` are known.

    It is that of heads as large as it is, else the one below the next larger.
    """
    alike = [level for level, one in levels.items() if one.step == head.step]
    if alike:
        return min(alike, key=lambda level: (abs(math.log(levels[level].size / head.size)), level))
    larger = [level for level, one in levels.items() if one.step < head.step]
    if not larger:
        highest = min(levels)
        return highest - sum(head.step <= one < levels[highest].step for one in steps)
    above = max(larger)
    return above + sum(levels[above].step < one <= head.step for one in steps)


def is_chronicle(part: Part, source: Source, profile: Profile) -> bool:
    """Whether a head begins a chronicle."""
    text = collapse(source.slice(part.span))
    return any(word in text for word in profile.chronicle.heads)


def signed_rank(order: Sequence[int], parts: Sequence[Part], ranks: dict[int, int]) -> int | None:
    """The rank of the divisions that signatures close: that of most heads after a signature."""
    following = Counter(
        ranks[b] for a, b in pairwise(order) if parts[a].role is Role.SIGNATURE and b in ranks
    )
    return following.most_common(1)[0][0] if following else None
