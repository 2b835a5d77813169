"""Whether the order of a file can be the order of reading."""

from __future__ import annotations

import random

import pytest

from fangzhi.layout import agreement, better_order, disorder
from fangzhi.source import Box

COLUMNS = [Box(x, y, x + 500, y + 90) for x in (0, 540) for y in range(0, 1000, 100)]
EVERY = list(range(len(COLUMNS)))


@pytest.mark.parametrize(
    ("first", "second", "tau"),
    [
        ([0, 1, 2], [0, 1, 2], 1.0),
        ([2, 1, 0], [0, 1, 2], -1.0),
        ([1, 0, 2], [0, 1, 2], 1 / 3),
        ([7, 9], [9, 7], -1.0),
        ([5], [5], 1.0),
        ([], [], 1.0),
    ],
)
def test_agreement_is_kendalls_tau(first: list[int], second: list[int], tau: float) -> None:
    """Counted over all pairs."""
    assert agreement(first, second) == pytest.approx(tau)


def test_disorder_counts_what_the_page_tells() -> None:
    """Columns say nothing of each other but where their pieces stand side by side."""
    assert disorder(COLUMNS, EVERY) == 0
    assert disorder(COLUMNS, EVERY[::-1]) == 1
    assert disorder(COLUMNS, [*EVERY[10:], *EVERY[:10]]) == pytest.approx(10 / 100)
    assert disorder([None, Box(0, 0, 1, 1)], [0, 1]) == 0


def test_an_order_that_differs_in_places_stands() -> None:
    """Whoever made the file may know better which of two neighbours comes first."""
    stated = [1, 0, *EVERY[2:]]
    assert better_order(COLUMNS, stated, EVERY) == stated


def test_an_order_by_rows_stands_if_the_layout_allows_it() -> None:
    """A table read row by row is no accident."""
    rows = [index for pair in zip(EVERY[:10], EVERY[10:], strict=True) for index in pair]
    assert 0.5 < agreement(rows, EVERY) < 0.85
    assert better_order(COLUMNS, rows, EVERY) == rows


@pytest.mark.parametrize("seed", range(8))
def test_a_shuffled_order_does_not_stand(seed: int) -> None:
    """Chance does not agree with the layout."""
    shuffled = random.Random(seed).sample(EVERY, len(EVERY))
    assert better_order(COLUMNS, shuffled, EVERY) == EVERY
