"""Where paragraphs begin: by indents, short lines, white, size and weight."""

from __future__ import annotations

from fangzhi.layout.paragraphs import Column, Steps, column_of
from fangzhi.layout.piece import Piece
from fangzhi.source import Box

RIGHT = 200.0


def starts(*lines: tuple[float, float], size: float = 10.0, gaps: dict[int, float] | None = None,
           sizes: dict[int, float] | None = None, strong: frozenset[int] = frozenset(),
           usual: float = 10.0) -> list[int]:  # fmt: skip
    """The lines with which something begins; each is given by its left and right end."""
    pieces, top = [], 0.0
    for index, (left, right) in enumerate(lines):
        own = (sizes or {}).get(index, size)
        top += (gaps or {}).get(index, 0.0)
        pieces.append(Piece(Box(left, top, right, top + own), own, index in strong, 20.0))
        top += 15
    steps = Steps([[Piece(Box(0, 15.0 * row, RIGHT, 15.0 * row + 10), 10.0) for row in range(5)]])
    column = Column(pieces, 0.0, RIGHT, steps, usual)
    return [index for index, begins in enumerate(column.starts()) if begins]


def test_an_indented_line_begins_a_paragraph() -> None:
    """Though the line above it is full."""
    assert starts((20, RIGHT), (0, RIGHT), (20, RIGHT), (0, RIGHT)) == [0, 2]


def test_a_short_line_ends_a_paragraph() -> None:
    """What follows would have fitted in it; where it would not, the text goes on."""
    assert starts((0, RIGHT), (0, 100), (0, RIGHT)) == [0, 2]
    assert starts((0, RIGHT), (0, RIGHT - 15), (0, RIGHT)) == [0]


def test_white_parts_paragraphs() -> None:
    """More than is usual between two lines."""
    assert starts((0, RIGHT), (0, RIGHT), (0, RIGHT), gaps={2: 8}) == [0, 2]


def test_another_size_or_weight_is_another_thing() -> None:
    """A line larger than those below it, or strong where they are not."""
    assert starts((0, RIGHT), (0, RIGHT), sizes={0: 12}) == [0, 1]
    assert starts((0, RIGHT), (0, RIGHT), strong=frozenset({0})) == [0, 1]


def test_lines_in_the_middle_are_one_head() -> None:
    """However short they are."""
    assert starts((30, 170), (60, 140), size=14, usual=10.0) == [0]
    assert starts((0, RIGHT), (60, 140), size=14, usual=10.0) == [0]


def test_a_line_set_to_the_right_stands_alone() -> None:
    """A signature is no first line of a paragraph."""
    assert starts((0, RIGHT), (150, RIGHT), (0, RIGHT)) == [0, 1, 2]


def test_first_lines_may_stand_out() -> None:
    """Where the lines below full ones are set in, a flush line begins something."""
    entry = [(0, RIGHT), (20, RIGHT), (20, 120)]
    assert starts(*entry, *entry, *entry) == [0, 3, 6]


def test_a_quotation_is_one_paragraph() -> None:
    """Full lines set in go on; the flush line after them begins anew."""
    assert starts((0, 150), (30, RIGHT), (30, RIGHT), (30, RIGHT), (0, RIGHT)) == [0, 1, 4]


def test_one_line_that_sticks_out_makes_no_column() -> None:
    """The edges are those of the others."""
    lines = [Piece(Box(0, 15 * row, RIGHT, 15 * row + 10), 10) for row in range(6)]
    lines.append(Piece(Box(0, 90, RIGHT + 50, 100), 10))
    assert column_of(lines) == (0, RIGHT)
