"""Sizes of types, measured on the boxes of lines, and parted into classes."""

from __future__ import annotations

import random

import pytest

from fangzhi.layout.sizes import classes_of, em_width, sizes_of, spread_of

LINES = [("全区平稳发展，基础设施不断完善。", 16 * 10.0, 13.0)] * 4
LATIN = [("the mid-year estimate of the population", 160.0, 12.0)] * 4


def noisy(sizes: list[tuple[float, int]], noise: float, seed: int) -> tuple[list[float], list[int]]:
    """(size, number) as sizes that are measured with an error, and the class of each."""
    chance = random.Random(seed)
    pairs = [(size, place) for place, (size, number) in enumerate(sizes) for _ in range(number)]
    return [size * chance.gauss(1.0, noise) for size, _ in pairs], [place for _, place in pairs]


def test_width_tells_the_size_of_a_line() -> None:
    """However much white an engine has above and below it."""
    sizes = sizes_of([*LINES, ("河道治理与古桥保护利用", 11 * 14.0, 18.0), LINES[0]])
    assert sizes[0] == pytest.approx(10.0)
    assert sizes[-2] == pytest.approx(14.0)


def test_latin_letters_are_as_wide_as_they_are() -> None:
    """Capitals are no larger type than small letters."""
    small, large = ("Public health and safety", "PUBLIC HEALTH AND SAFETY")
    assert em_width(large) > 1.3 * em_width(small)
    first, second = sizes_of([*LATIN, (small, 9 * em_width(small), 12.0)])[-2:]
    assert first / second == pytest.approx(sizes_of(LATIN)[0] / 9.0)
    assert sizes_of([*LATIN, (large, 9 * em_width(large), 12.0)])[-1] == pytest.approx(second)


def test_of_two_characters_height_counts_as_well() -> None:
    """A box that is too wide by a half does not make them larger by a half."""
    wide = sizes_of([*LINES, ("综述", 2 * 15.0, 13.0)])[-1]
    assert 10.0 < wide < 13.0


def test_a_line_without_a_box_has_no_size() -> None:
    """Nor has one without width; nothing is divided by nought."""
    assert sizes_of([("综述", 0.0, 0.0), ("", 10.0, 0.0)])[0] == 0.0


@pytest.mark.parametrize(
    "sizes",
    [
        [(20.0, 1), (13.5, 9)],
        [(24.0, 1), (18.0, 6), (14.0, 30)],
        [(18.0, 2), (14.0, 60), (11.0, 400)],
        [(13.5, 80)],
    ],
)
def test_classes_are_found_through_noise(sizes: list[tuple[float, int]]) -> None:
    """As many as there are, a title that occurs once among them."""
    for seed in range(5):
        measured, known = noisy(sizes, 0.03, seed)
        assert classes_of(measured, 0.035) == known


def test_sizes_that_are_stated_are_told_apart_more_finely() -> None:
    """Half a point is another size where nothing is measured."""
    sizes = [12.0, 12.0, 11.5, 11.5, 11.5]
    assert classes_of(sizes, spread_of([10.0] * 40)) == [0, 0, 1, 1, 1]
    assert classes_of(sizes, 0.035) == [0] * 5


def test_one_size_that_differs_much_is_one_class() -> None:
    """Of a hundred heads, measured badly: chance makes no classes."""
    measured, known = noisy([(14.0, 100)], 0.08, 1)
    assert classes_of(measured, 0.08) == known


def test_nothing_has_no_class() -> None:
    """And no lines tell nothing of how sizes differ."""
    assert classes_of([], 0.035) == []
    assert spread_of([]) > 0


def test_sizes_without_bound_are_told_apart_in_bounded_steps() -> None:
    """A file may state any sizes: as many classes as there may be, no more steps."""
    sizes = [1.001**number for number in range(20_000)]
    found = classes_of(sizes, 0.01)
    assert sorted(set(found)) == list(range(6))
    assert found == sorted(found, reverse=True)
