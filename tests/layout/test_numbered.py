"""Which column of its page a block stands in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.layout.numbered import number_columns
from fangzhi.source import Block, Box, Line

LEFT, RIGHT = (50.0, 280.0), (320.0, 550.0)
ACROSS = (50.0, 550.0)


def block(sides: tuple[float, float], top: float, bottom: float, tall: bool = False) -> Block:
    """A block with lines of 20 points, from its top down; `tall` ones run from right to left."""
    left, right = sides
    if tall:
        edges = range(int(right), int(left), -20)
        boxes = [Box(edge - 20, top, edge, bottom) for edge in edges]
    else:
        tops = range(int(top), max(int(bottom), int(top) + 1), 20)  # one at least
        boxes = [Box(left, y, right, y + 20) for y in tops]
    lines = tuple(Line(0, 1, 1, box=box) for box in boxes)
    return Block(lines, box=Box(left, top, right, bottom))


@pytest.mark.parametrize(
    ("blocks", "numbers"),
    [
        ([block(LEFT, 100, 400), block(LEFT, 420, 700)], [0, 0]),
        ([block(LEFT, 100, 700), block(RIGHT, 100, 700)], [1, 2]),
        ([block(LEFT, 100, 120), block(RIGHT, 100, 120)], [0, 0]),  # two cells of one row
        (
            [block(ACROSS, 40, 80), block(LEFT, 100, 700), block(RIGHT, 100, 300)],
            [0, 1, 2],
        ),
        (
            [
                block(LEFT, 100, 300),
                block(RIGHT, 100, 300),
                block(ACROSS, 320, 360),
                block(LEFT, 380, 700),
                block(RIGHT, 380, 700),
            ],
            [1, 2, 0, 1, 2],
        ),
        ([block(RIGHT, 100, 700), block(LEFT, 100, 700)], [2, 1]),  # in the wrong order
        # A number that stands before its text is no column.
        ([block((50, 65), 100, 140), block((75, 280), 100, 700)], [0, 0]),
        # Upright script: the lower tier of a page is its second column.
        ([block(ACROSS, 50, 350, tall=True), block(ACROSS, 400, 700, tall=True)], [1, 2]),
        ([block(RIGHT, 50, 700, tall=True), block(LEFT, 50, 700, tall=True)], [0, 0]),
    ],
)
def test_columns_are_told_by_how_the_text_runs(blocks: list[Block], numbers: list[int]) -> None:
    """Where it goes up and aside, a column begins; what stands across them is in none."""
    assert number_columns(blocks) == numbers


def test_blocks_without_a_box_are_in_no_column() -> None:
    """They neither have a number nor hide those of the others."""
    bare = Block((Line(0, 1, 1),))
    blocks = [block(LEFT, 100, 700), bare, block(RIGHT, 100, 700)]
    assert number_columns(blocks) == [1, 0, 2]
    assert number_columns([bare]) == [0]
    assert number_columns([]) == []


@given(st.lists(st.tuples(*[st.integers(0, 60)] * 4), max_size=12))
def test_any_page_has_its_columns_numbered_from_one(corners: list[tuple[int, ...]]) -> None:
    """Whatever the boxes, no number is left out and each block has one."""
    blocks = [
        block((10.0 * x, 10.0 * (x + wide)), 10.0 * y, 10.0 * (y + high))
        for x, y, wide, high in corners
    ]
    numbers = number_columns(blocks)
    assert len(numbers) == len(blocks)
    assert set(numbers) <= set(range(len(blocks) + 1))
