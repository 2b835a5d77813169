"""The direction of a page, its skew, and the lines of one region."""

from __future__ import annotations

import math
import random

import pytest

from fangzhi.layout import Direction, direction_of, line_order, skew_of, skew_of_edges
from fangzhi.layout.skew import straighten
from fangzhi.source import Box
from layout.printed import turned


def vertical(*lines: tuple[float, float, float, float]) -> list[int]:
    """The order of upright lines given as left, top, right, bottom."""
    return line_order([Box(*line) for line in lines], direction=Direction.VERTICAL)


def test_upright_lines_go_from_right_to_left() -> None:
    """The line on the right is the first."""
    assert vertical((0, 0, 90, 900), (100, 0, 190, 900), (200, 0, 290, 500)) == [2, 1, 0]


def test_a_commentary_in_two_columns_stays_in_its_line() -> None:
    """Text, the right and the left column of the commentary, text again; then the next line."""
    assert vertical(
        (0, 0, 100, 900),  # the second line
        (200, 0, 300, 300),  # the text of the first
        (255, 310, 310, 600),  # its commentary, right
        (195, 310, 250, 590),  # and left
        (205, 610, 300, 900),  # the text goes on
    ) == [1, 2, 3, 4, 0]


def test_a_column_of_commentary_alone_is_read_from_right_to_left() -> None:
    """Two small columns without large text between them."""
    assert vertical((150, 0, 240, 900), (60, 0, 148, 880), (300, 0, 480, 900)) == [2, 0, 1]


def test_parts_of_one_line_are_read_along_it() -> None:
    """A line that a blank cuts in two is read to its end before the next."""
    boxes = [Box(500, 3, 900, 40), Box(0, 50, 900, 88), Box(0, 0, 400, 38), Box(0, 100, 300, 138)]
    assert line_order(boxes) == [2, 0, 1, 3]


def test_lines_without_boxes_keep_their_places() -> None:
    """They stay behind the line before them."""
    assert line_order([Box(0, 50, 9, 60), None, Box(0, 0, 9, 10)]) == [2, 0, 1]
    assert line_order([None, None]) == [0, 1]


@pytest.mark.parametrize(
    ("boxes", "direction"),
    [
        ([Box(0, 0, 40, 900), Box(50, 0, 90, 700)], Direction.VERTICAL),
        ([Box(0, 0, 900, 40), Box(0, 50, 900, 90)], Direction.LEFT_TO_RIGHT),
        ([Box(0, 0, 40, 40), Box(50, 0, 90, 300)], Direction.VERTICAL),
        ([Box(0, 0, 40, 40)], Direction.LEFT_TO_RIGHT),
        ([None], Direction.LEFT_TO_RIGHT),
        ([], Direction.LEFT_TO_RIGHT),
    ],
)
def test_the_shape_of_lines_tells_the_direction(
    boxes: list[Box | None], direction: Direction
) -> None:
    """Tall lines are upright script; single characters tell nothing."""
    assert direction_of(boxes) is direction


@pytest.mark.parametrize("degrees", [-4, -0.5, 0, 1, 6])
@pytest.mark.parametrize("upright", [False, True])
def test_baselines_tell_the_skew(degrees: float, upright: bool) -> None:
    """The median of the baselines, some of which are wrong, is the angle of the page."""
    chance = random.Random(3)
    lines = []
    for _ in range(40):
        angle = math.radians(degrees + chance.gauss(0, 0.3) + 90 * upright)
        lines.append((0.0, 0.0, 900 * math.cos(angle), 900 * math.sin(angle)))
    lines += [(0, 0, 10, 10), (0, 0, 5, 30), (7, 7, 7, 7)]
    assert math.degrees(skew_of(lines)) == pytest.approx(degrees, abs=0.25)


def edges(degrees: float, upright: bool = False, ragged: float = 0.0) -> list[list[Box]]:
    """Two regions of twenty lines on a page that is turned, the lines a little uneven."""
    chance = random.Random(5)
    regions = []
    for left in (0, 900):
        lines = [
            Box(
                left + chance.uniform(-3, 3) + ragged * chance.random(),
                place * 50,
                left + 800 + chance.uniform(-3, 3) - ragged * chance.random(),
                place * 50 + 40,
            )
            for place in range(20)
        ]
        turn = turned(degrees)
        regions.append(
            [turn(Box(b.top, b.left, b.bottom, b.right) if upright else b) for b in lines]
        )
    return regions


@pytest.mark.parametrize("degrees", [-2, 0, 1, 3])
@pytest.mark.parametrize("upright", [False, True])
def test_the_edges_of_lines_tell_the_skew(degrees: float, upright: bool) -> None:
    """Where no baseline is known."""
    found = skew_of_edges(edges(degrees, upright), upright)
    assert math.degrees(found) == pytest.approx(degrees, abs=0.3)


def test_ragged_edges_tell_no_skew() -> None:
    """Lines of a title page, of which no two begin below each other."""
    assert skew_of_edges(edges(0, ragged=350)) == 0
    assert skew_of_edges([]) == 0
    assert skew_of_edges([[Box(0, 0, 9, 9)]]) == 0


def test_no_baseline_tells_no_skew() -> None:
    """Nor does one that stands askew."""
    assert skew_of([]) == 0
    assert skew_of([(0, 0, 100, 70)]) == 0


@pytest.mark.parametrize("degrees", [-5, 2, 0])
def test_a_box_is_turned_back(degrees: float) -> None:
    """The outline of a turned rectangle tells the rectangle."""
    box = Box(300, 200, 1500, 900)
    back = straighten(turned(degrees)(box), math.radians(degrees))
    for side in ("left", "top", "right", "bottom"):
        assert getattr(back, side) == pytest.approx(getattr(box, side), abs=0.01)


def test_a_box_that_is_no_turned_rectangle_stays_a_box() -> None:
    """Its sides do not change places."""
    back = straighten(Box(0, 0, 1000, 10), math.radians(10))
    assert back.left < back.right
    assert back.top < back.bottom
