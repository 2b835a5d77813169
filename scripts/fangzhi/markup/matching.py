"""The heaviest matching between ends and starts: each goes with at most one of the others."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

Pair = tuple[int, int]

# A group of rivals larger than this is cut up, so that the time stays linear in the text whatever
# the text is: a group this large has no evidence in it, only ends that lack marks.
LARGEST = 32
SOLVED_AGAIN = 40  # pairs of a group for which each margin is worth a solution of its own


def heaviest(weights: Mapping[Pair, float]) -> dict[Pair, float]:
    """The pairs (end, start) of the matching with the largest sum, each with its margin.

    Only pairs of positive weight count. The margin is how much the sum would lose without the
    pair: small where another matching is nearly as good.
    """
    chosen: dict[Pair, float] = {}
    for group in _groups(weights):
        pairs, total = _solve(group)
        for pair in pairs:
            chosen[pair] = _margin(pair, group, total)
    return chosen


def _margin(pair: Pair, group: Mapping[Pair, float], total: float) -> float:
    """How much less the best matching without `pair` would weigh.

    Exact in groups small enough to be solved again; in larger ones the distance to the best rival
    at either side, which is never more.
    """
    if len(group) <= SOLVED_AGAIN:
        without = {other: weight for other, weight in group.items() if other != pair}
        return total - (_solve(without)[1] if without else 0.0)
    rivals = (
        weight
        for other, weight in group.items()
        if other != pair and (other[0] == pair[0] or other[1] == pair[1])
    )
    return max(0.0, group[pair] - max(rivals, default=0.0))


def _groups(weights: Mapping[Pair, float]) -> list[dict[Pair, float]]:
    """The pairs in groups that share no end and no start: each is a problem of its own."""
    leader: dict[tuple[str, int], tuple[str, int]] = {}

    def find(node: tuple[str, int]) -> tuple[str, int]:
        while leader.setdefault(node, node) != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    positive = {pair: weight for pair, weight in sorted(weights.items()) if weight > 0}
    for end, start in positive:
        leader[find(("end", end))] = find(("start", start))
    groups: dict[tuple[str, int], dict[Pair, float]] = defaultdict(dict)
    for (end, start), weight in positive.items():
        groups[find(("end", end))][(end, start)] = weight
    return [piece for group in groups.values() for piece in _cut(group)]


def _cut(group: dict[Pair, float]) -> list[dict[Pair, float]]:
    """A group too large to solve at once, cut by its ends in their order."""
    ends = sorted({end for end, _ in group})
    if len(ends) <= LARGEST:
        return [group]
    pieces = []
    taken: set[int] = set()
    for first in range(0, len(ends), LARGEST):
        chunk = set(ends[first : first + LARGEST])
        piece = {pair: w for pair, w in group.items() if pair[0] in chunk and pair[1] not in taken}
        taken |= {start for _, start in _solve(piece)[0]}
        pieces.append(piece)
    return pieces


def _solve(weights: Mapping[Pair, float]) -> tuple[list[Pair], float]:
    """The heaviest matching of one group and its sum (Hungarian algorithm, cubic in the ends)."""
    ends = sorted({end for end, _ in weights})
    starts = sorted({start for _, start in weights})
    if len(weights) == 1:
        return list(weights), sum(weights.values())
    size = max(len(ends), len(starts))
    cost = [[0.0] * size for _ in range(size)]
    for row, end in enumerate(ends):
        for column, start in enumerate(starts):
            cost[row][column] = -max(weights.get((end, start), 0.0), 0.0)
    pairs = [
        (ends[row], starts[column])
        for row, column in enumerate(_assign(cost))
        if row < len(ends) and column < len(starts) and cost[row][column] < 0
    ]
    return pairs, sum(weights[pair] for pair in pairs)


def _assign(cost: list[list[float]]) -> list[int]:
    """For each row of a square matrix its column, so that the sum of the costs is least.

    Shortest augmenting paths with potentials (Jonker and Volgenant, 1987, in its simple form).
    """
    size = len(cost)
    row_potential, column_potential = [0.0] * (size + 1), [0.0] * (size + 1)
    row_of = [size] * (size + 1)  # the row that a column is given to; `size` is none
    for row in range(size):
        row_of[size] = row
        column = size
        least, before = [math.inf] * size, [size] * size
        used = [False] * (size + 1)
        while row_of[column] != size:
            used[column] = True
            current, delta, nearest = row_of[column], math.inf, size
            for other in range(size):
                if used[other]:
                    continue
                reduced = cost[current][other] - row_potential[current] - column_potential[other]
                if reduced < least[other]:
                    least[other], before[other] = reduced, column
                if least[other] < delta:
                    delta, nearest = least[other], other
            for other in range(size + 1):
                if used[other]:
                    row_potential[row_of[other]] += delta
                    column_potential[other] -= delta
                elif other < size:
                    least[other] -= delta
            column = nearest
        while column != size:
            row_of[column] = row_of[before[column]]
            column = before[column]
    columns = [0] * size
    for column in range(size):
        columns[row_of[column]] = column
    return columns
