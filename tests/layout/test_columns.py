"""Gutters, lines and chains: what stands beside what, and what under what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.layout import columns
from fangzhi.layout.columns import MOST, find_chains, find_gutters, find_lines, known_gutters
from fangzhi.layout.piece import Piece
from fangzhi.source import Box


def piece(left: float, top: float, right: float, size: float = 10.0) -> Piece:
    """A line of a font of this size."""
    return Piece(Box(left, top, right, top + size), size, unit=size)


def column(left: float, right: float, rows: int, top: float = 0.0) -> list[Piece]:
    """Full lines one under the other."""
    return [piece(left, top + 15 * row, right) for row in range(rows)]


def test_the_white_between_two_columns_is_a_gutter() -> None:
    """It reaches from the first to the last row that has text on both sides."""
    (gutter,) = find_gutters([*column(0, 200, 6), *column(220, 420, 4)], 10)
    assert (gutter.left, gutter.right, gutter.rows) == (200, 220, 4)


def test_three_columns_have_two_gutters() -> None:
    """Each is found by itself."""
    pieces = [*column(0, 150, 5), *column(170, 320, 5), *column(340, 490, 5)]
    assert sorted(gutter.left for gutter in find_gutters(pieces, 10)) == [150, 320]


def test_the_white_between_cells_is_no_gutter() -> None:
    """Columns of short pieces are those of a table."""
    rows = [one for row in range(6) for one in (piece(0, 15 * row, 60), piece(200, 15 * row, 230))]
    assert find_gutters(rows, 10) == []
    assert len(find_lines(rows)) == 6


def test_a_gutter_of_other_pages_needs_no_more_rows() -> None:
    """One row beside another is columns, where the book has them."""
    known = known_gutters([find_gutters([*column(0, 200, 9), *column(220, 420, 9)], 10)])
    last = [piece(0, 0, 150), piece(220, 0, 420)]
    assert find_gutters(last, 10) == []
    (gutter,) = find_gutters(last, 10, known)
    assert gutter.left >= 200
    assert len(find_lines(last, [gutter])) == 2


def test_a_line_is_what_stands_on_one_baseline() -> None:
    """Small raised pieces belong to the line beside them."""
    pieces = [piece(0, 0, 50), Piece(Box(50, -1, 54, 5), 6.0), piece(60, 0, 90), piece(0, 15, 90)]
    assert find_lines(pieces) == [[0, 1, 2], [3]]


def test_a_chain_ends_where_columns_begin() -> None:
    """A head over two columns belongs to neither; each column is one chain."""
    pieces = [piece(0, 0, 420), *column(0, 200, 4, 20), *column(220, 420, 4, 20)]
    gutters = find_gutters(pieces, 10)
    assert sorted(map(len, find_chains(pieces, gutters))) == [1, 4, 4]


def test_a_short_line_over_columns_belongs_to_none() -> None:
    """The end of a text that runs across the page is not taken into the left column."""
    wide = [piece(0, 0, 420), piece(0, 15, 90)]
    pieces = [*wide, *column(0, 200, 5, 35), *column(220, 420, 5, 35)]
    chains = find_chains(pieces, find_gutters(pieces, 10))
    assert sorted(map(sorted, chains))[0] == [0, 1]


def test_a_picture_parts_a_chain() -> None:
    """What stands above and below it are two pieces of the column."""
    pieces = [piece(0, 0, 200), piece(0, 25, 200)]
    assert len(find_chains(pieces, [])) == 1
    assert len(find_chains(pieces, [], [Box(0, 12, 200, 23)])) == 2


@given(
    st.lists(st.tuples(*[st.floats(0, 500)] * 2, st.floats(1, 300), st.floats(1, 40)), max_size=30)
)
def test_nothing_is_lost(drawn: list[tuple[float, float, float, float]]) -> None:
    """Whatever stands wherever: each piece is in one line, and each line in one chain."""
    pieces = [piece(left, top, left + wide, size) for left, top, wide, size in drawn]
    gutters = find_gutters(pieces, 10)
    lines = find_lines(pieces, gutters)
    assert sorted(index for line in lines for index in line) == list(range(len(pieces)))
    chains = find_chains(pieces, gutters)
    assert sorted(index for chain in chains for index in chain) == list(range(len(pieces)))


def test_white_that_holds_a_known_gutter_is_no_other() -> None:
    """First lines that are set in and a loose line do not make one of their own."""
    left, right = column(0, 200, 12), column(220, 420, 12)
    known = known_gutters([find_gutters([*left, *right], 10)])
    for row in (2, 5, 8):
        right[row] = piece(240, 15 * row, 420)
    right[4:5] = [piece(220, 60, 232), piece(244, 60, 420)]
    found = find_gutters([*left, *right], 10, known)
    assert {gutter.middle for gutter in found} == {210}
    lines = find_lines([*left, *right], found)
    assert len(lines) == 24


def test_a_gutter_reaches_to_the_lines_that_show_it() -> None:
    """The lowest lines of two columns are parted, though they stand at different heights."""
    pieces = [*column(0, 200, 5), *column(220, 420, 5, 6)]
    assert len(find_lines(pieces, find_gutters(pieces, 10))) == 10


CROWDED = {
    "one row": [piece(3 * place, 0, 3 * place + 2, 1) for place in range(MOST)],
    "one column": [piece(0, 1.2 * place, 2 + place % 7, 1) for place in range(MOST)],
    "a grid": [piece(5 * x, 2 * y, 5 * x + 4, 1) for x in range(60) for y in range(MOST // 60)],
    "scattered": [
        piece(x := place * 7919 % 500, place * 104729 % 700, x + 9, 4) for place in range(MOST)
    ],
}


@pytest.mark.parametrize("kind", CROWDED)
def test_crowded_pages_are_not_compared_all_with_all(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each piece meets some of its neighbours: the number grows about as that of the pieces."""
    pieces, count = CROWDED[kind], 0

    def counting(known: Callable[..., bool]) -> Callable[..., bool]:
        def counted(*args: object) -> bool:
            nonlocal count
            count += 1
            return known(*args)

        return counted

    for name in ("_in_line", "_is_beside", "_face"):
        monkeypatch.setattr(columns, name, counting(getattr(columns, name)))
    lines = find_lines(pieces, reach=1.0)
    assert sorted(index for line in lines for index in line) == list(range(len(pieces)))
    find_gutters(pieces, 1)
    chains = find_chains(pieces, [])
    assert sorted(index for chain in chains for index in chain) == list(range(len(pieces)))
    assert count < 300 * len(pieces)


def test_of_more_lines_than_any_page_has_each_is_alone() -> None:
    """They are read all the same."""
    lines = [piece(0, 15 * row, 200) for row in range(MOST + 1)]
    assert len(find_chains(lines, [])) == len(lines)
    assert find_gutters([*lines, *column(220, 400, 5)], 10) == []


def test_what_hangs_over_into_a_gutter_stays_in_its_column() -> None:
    """A head that is too wide for its column is no line with what stands beside it."""
    pieces = [*column(0, 200, 6, 30), *column(220, 420, 6, 30)]
    pieces += [piece(5, 0, 214, 20), piece(220, 8, 420)]
    lines = find_lines(pieces, find_gutters(pieces, 10))
    assert len(lines) == len(pieces)
