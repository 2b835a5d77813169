"""The heaviest matching between ends and starts."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangzhi.markup.matching import LARGEST, Pair, heaviest

places = st.integers(0, 4)
problems = st.dictionaries(st.tuples(places, places), st.integers(-3, 9), max_size=9)


def is_matching(pairs: tuple[Pair, ...]) -> bool:
    """Whether each end and each start stands in at most one of `pairs`."""
    ends, starts = {end for end, _ in pairs}, {start for _, start in pairs}
    return len(ends) == len(starts) == len(pairs)


def best(weights: dict[Pair, int]) -> int:
    """The largest sum of a matching, by trying all of them."""
    return max(
        sum(weights[pair] for pair in pairs)
        for size in range(len(weights) + 1)
        for pairs in combinations(weights, size)
        if is_matching(pairs)
    )


@given(problems)
@settings(deadline=None)
def test_the_sum_is_that_of_the_best_of_all_matchings(weights: dict[Pair, int]) -> None:
    """No matching is heavier than the one that is found, and it is one."""
    chosen = heaviest(weights)
    assert is_matching(tuple(chosen))
    assert all(weights[pair] > 0 for pair in chosen)
    assert sum(weights[pair] for pair in chosen) == pytest.approx(best(weights))


@given(problems)
@settings(deadline=None)
def test_the_margin_is_what_the_sum_loses_without_the_pair(weights: dict[Pair, int]) -> None:
    """Each margin is the difference between the best sums with and without the pair."""
    for pair, margin in heaviest(weights).items():
        without = {other: weight for other, weight in weights.items() if other != pair}
        assert margin == pytest.approx(best(weights) - best(without))


@given(problems, st.randoms())
@settings(deadline=None)
def test_the_order_in_which_pairs_are_given_does_not_matter(
    weights: dict[Pair, int], chance: st.DataObject
) -> None:
    """The same weights give the same matching, also where several are equally heavy."""
    shuffled = list(weights.items())
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert heaviest(dict(shuffled)) == heaviest(weights)


@pytest.mark.parametrize(
    ("weights", "chosen"),
    [
        ({}, {}),
        ({(0, 1): 0.0}, {}),
        ({(0, 1): -2.0}, {}),
        ({(0, 1): 2.0}, {(0, 1): 2.0}),
        ({(0, 1): 5.0, (0, 2): 3.0}, {(0, 1): 2.0}),
        ({(0, 1): 5.0, (2, 1): 3.0}, {(0, 1): 2.0}),
        ({(0, 1): 5.0, (0, 3): 4.0, (2, 1): 4.0}, {(0, 3): 3.0, (2, 1): 3.0}),
        ({(0, 1): 5.0, (2, 3): 4.0}, {(0, 1): 5.0, (2, 3): 4.0}),
    ],
)
def test_small_problems_by_hand(weights: dict[Pair, float], chosen: dict[Pair, float]) -> None:
    """Two lighter pairs may outweigh a heavy one, and a pair alone has its weight as margin."""
    assert heaviest(weights) == pytest.approx(chosen)


def crowd(size: int) -> dict[Pair, float]:
    """Ends and starts that all hang together, as in a text without any marks."""
    return {
        (end, start): 1.0 + (end * 7 + start * 11) % 13 / 10
        for end in range(size)
        for start in range(max(0, end - 8), min(size, end + 10))
        if start != end
    }


def test_a_large_group_is_matched_in_pieces() -> None:
    """Texts that all might go on with one another are matched, and twice in the same way."""
    weights = crowd(3 * LARGEST)
    chosen = heaviest(weights)
    assert is_matching(tuple(chosen))
    assert len(chosen) > 2.7 * LARGEST
    assert chosen == heaviest(dict(reversed(weights.items())))


def test_a_group_just_small_enough_is_matched_whole() -> None:
    """Up to the limit a group is not cut: its matching has the best sum."""
    weights = {(end, end + 1): 2.0 for end in range(LARGEST)}
    weights |= {(end, end): 1.0 for end in range(LARGEST)}
    chosen = heaviest(weights)
    assert sorted(chosen) == [(end, end + 1) for end in range(LARGEST)]
