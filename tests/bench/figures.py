"""Medians, ratios and growth of what was measured: pure functions over rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from bench.measure import Cost, Row

BOTH = "pandoc"  # its two conversions together
PARTS = ("pandoc-tei", "pandoc-epub")
START = "start"  # the size of a text of one line: what is paid before there is anything to do
PAIRS = (
    ("check", "jing"),
    ("epub", "pandoc-epub"),
    ("encode", "lxml"),
    ("verify", "bagit"),
    ("verify", "sha512sum"),
    ("jobs-1", "jobs-2"),
    ("workers-1", "workers-2"),
    ("rerun", "jobs-2"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """How a command grew from one size to the next, start-up aside; the ratio is None for noise."""

    name: str
    smaller: str
    larger: str
    text: float  # how many times the text
    ratio: float | None  # how many times the CPU time
    slope: float  # MiB of memory for each MB of text more

    @property
    def exponent(self) -> float | None:
        """The power of the length that the time grows with: 1 is linear."""
        return math.log(self.ratio) / math.log(self.text) if self.ratio else None


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each figure by itself."""
    return Cost(
        median(one.cpu for one in costs),
        median(one.wall for one in costs),
        median(one.memory for one in costs),
    )


def together(rows: Sequence[Row]) -> list[Row]:
    """For each size a row for pandoc's two conversions, one after the other in each round."""
    found = []
    for size in dict.fromkeys(row.size for row in rows):
        parts = [row for row in rows if row.size == size and row.name in PARTS and row.costs]
        if len(parts) == len(PARTS):
            costs = [
                Cost(
                    sum(one.cpu for one in turn),
                    sum(one.wall for one in turn),
                    max(one.memory for one in turn),
                )
                for turn in zip(*(part.costs for part in parts), strict=False)
            ]
            found.append(Row(size, BOTH, costs=costs))
    return found


def medians(rows: Sequence[Row]) -> dict[tuple[str, str], Cost]:
    """The median cost by size and name, of all rows that were measured."""
    return {(row.size, row.name): middle(row.costs) for row in rows if row.costs}


def ratios(found: dict[tuple[str, str], Cost], size: str, name: str) -> Cost | None:
    """A row's cost in units of pandoc's two conversions of the same text."""
    own, other = found.get((size, name)), found.get((size, BOTH))
    return quotient(own, other) if own and other else None


def quotient(one: Cost, other: Cost) -> Cost:
    """How many times the other's cost."""

    def times(a: float, b: float) -> float:
        return a / b if b else math.inf

    return Cost(
        times(one.cpu, other.cpu), times(one.wall, other.wall), times(one.memory, other.memory)
    )


def growth(found: dict[tuple[str, str], Cost], lengths: dict[str, int]) -> list[Step]:
    """Each command from one size to the next; `lengths` holds bytes of text by size, in order."""
    steps = []
    for name in dict.fromkeys(name for _, name in found):
        sizes = [size for size in lengths if (size, name) in found and size != START]
        begun = found[START, name].cpu if (START, name) in found else 0.0
        for smaller, larger in pairwise(sizes):
            low, high = found[smaller, name], found[larger, name]
            before, after = low.cpu - begun, high.cpu - begun
            # What is hardly more than the start-up is noise, and no basis of a ratio.
            told = before > 0.05 * low.cpu and before > 0.005 and after > 0
            more = (lengths[larger] - lengths[smaller]) / 1e6
            times = lengths[larger] / lengths[smaller]
            ratio = after / before if told else None
            steps.append(
                Step(name, smaller, larger, times, ratio, (high.memory - low.memory) / more)
            )
    return steps
