"""The search for the reading order, on units whose right order is known."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangzhi.markup.sequence import Most, reading_order

ANY = Most([math.inf] * 99, [0.0] * 99, math.inf)  # nothing is known before a seam is weighed


def read(given: list[int], pages: list[int] | None = None, jobs: int = 1) -> list[int]:
    """The units `given` (their right places, in the order of the source) as the search reads them.

    Two units go on in one another where their right places do; a column may have ended anywhere.
    """

    def follows(first: int | None, second: int | None) -> float:
        if first is None or second is None:
            return 1.0 if (second is not None and given[second] == 0) else -1.0
        return 5.0 if given[second] == given[first] + 1 else -1.0

    order = reading_order(
        len(given),
        follows,
        ANY,
        lambda first, second: True,
        lambda unit: True,
        [10.0] * len(given),
        pages,
        jobs=jobs,
    )
    return [given[unit] for unit in order]


@pytest.mark.parametrize(
    "source",
    [
        [0, 1, 2, 3, 4, 5],
        [3, 4, 5, 0, 1, 2],  # right column first
        [4, 5, 2, 3, 0, 1],  # three columns from the right
        [0, 3, 1, 2, 4, 5],  # the top of the second column before the first
        [0, 3, 4, 1, 2, 5, 8, 9, 6, 7, 10],  # on two pages
    ],
)
def test_segments_that_changed_places_are_put_back(source: list[int]) -> None:
    """Columns from right to left and tops put first come out in their order."""
    assert read(source) == list(range(len(source)))


def test_two_pages_that_depend_on_one_another_are_put_back_together() -> None:
    """Where one page ends the next goes on: neither of the two moves would be made alone."""
    source = [2, 3, 0, 1, 6, 7, 4, 5]
    assert read(source, [0] * 4 + [1] * 4) == list(range(8))


def test_several_processes_find_what_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each looks at a part of the text, and the moves of all are weighed together."""
    monkeypatch.setattr("threading.active_count", lambda: 1)  # of those that tests run in
    monkeypatch.setattr("fangzhi.markup.sequence.WORTH_PROCESS", 4)
    pages = [[0, 1, 2], [6, 7, 3, 4, 5], [8, 11, 9, 10, 12], [13, 14], [17, 18, 15, 16]]
    given = [unit for page in pages for unit in page]
    assert read(given, jobs=3) == read(given) == list(range(len(given)))


def test_nothing_moves_to_another_page() -> None:
    """Where pages are known, units stay on theirs, however well they would read elsewhere."""
    source = [0, 1, 4, 5, 2, 3]
    assert read(source, [0, 0, 0, 0, 1, 1])[-2:] == [2, 3]
    assert read(source) == [0, 1, 2, 3, 4, 5]


@given(st.integers(0, 30), st.integers())
@settings(max_examples=40, deadline=None)
def test_every_unit_is_read_once(count: int, seed: int) -> None:
    """Whatever the weights, no unit is lost or doubled."""
    luck = random.Random(seed)
    weights: dict[tuple[int | None, int | None], float] = {}

    def follows(first: int | None, second: int | None) -> float:
        return weights.setdefault((first, second), luck.uniform(-6, 8))

    order = reading_order(
        count,
        follows,
        ANY,
        lambda first, second: luck.random() < 0.5,
        lambda unit: True,
        [1.0] * count,
        None,
    )
    assert sorted(order) == list(range(count))


@given(st.integers(1, 30), st.integers())
@settings(max_examples=40, deadline=None)
def test_what_seams_weigh_at_the_most_changes_no_order(count: int, seed: int) -> None:
    """It only spares the weighing of moves that cannot gain anything."""
    luck = random.Random(seed)
    edges = [None, *range(count)]
    weights = {(a, b): luck.choice((-3, 0, 0, 1, 2, 6.5)) for a in edges for b in edges}
    most = Most(
        [max(weights[a, b] for b in range(count)) for a in range(count)],
        [luck.choice((0.0, 1.0)) for _ in range(count)],
        max(weight for pair, weight in weights.items() if None in pair),
    )

    def read(most: Most) -> list[int]:
        heights = [1.0] * count
        asked = lambda *units: sum(units) % 3 > 0  # noqa: E731
        return reading_order(count, lambda a, b: weights[a, b], most, asked, asked, heights)

    assert read(most) == read(ANY)


def test_a_decided_order_is_where_the_search_begins() -> None:
    """What a person put side by side, from however far away, stays so."""
    count = 60

    def follows(first: int | None, second: int | None) -> float:
        return 1000.0 if (first, second) == (0, 55) else 0.0

    begin = [0, 55, *range(1, 55), *range(56, count)]
    order = reading_order(
        count,
        follows,
        ANY,
        lambda first, second: True,
        lambda unit: True,
        [1.0] * count,
        None,
        begin,
    )
    assert order.index(55) == order.index(0) + 1
