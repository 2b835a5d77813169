"""The order of the pieces of a page, from their boxes and what is known of them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.layout import Direction, reading_order
from fangzhi.source import Box
from layout.printed import EM, measure, mirrored, opening, printed, turned, upright


def in_order(*pieces: tuple[float, float, float, float, str]) -> list[int]:
    """The order of pieces given as left, top, right, bottom, kind."""
    return reading_order(
        [Box(*piece[:4]) for piece in pieces], [piece[4] for piece in pieces], unit=EM
    )


@pytest.mark.parametrize("columns", [1, 2, 3, 4])
def test_columns_are_read_one_after_the_other(columns: int) -> None:
    """Shuffled pages of one to four columns, with heads across them, come out as they were set."""
    assert measure(lambda chance: printed(chance, columns)) == 1
    assert measure(lambda chance: printed(chance, columns), kinds=False) > 0.98


@pytest.mark.parametrize("degrees", [-3, -1, 1, 2.5])
def test_skew_is_taken_out(degrees: float) -> None:
    """A scan that is turned is read as if it were not."""
    assert measure(lambda chance: printed(chance, 3), turn=turned(degrees), skew=degrees) == 1


def test_an_opening_is_two_pages() -> None:
    """The left page is read whole, with its head and notes, before the right one."""
    assert measure(opening) == 1
    assert measure(opening, kinds=False) > 0.98


@pytest.mark.parametrize(
    ("direction", "turn"),
    [(Direction.VERTICAL, upright), (Direction.RIGHT_TO_LEFT, mirrored)],
)
def test_other_directions_are_the_same_turned(direction: Direction, turn) -> None:  # type: ignore[no-untyped-def]
    """Columns of upright script go from right to left, as do those of Arabic."""
    kinds = direction is Direction.RIGHT_TO_LEFT
    found = measure(lambda chance: printed(chance, 2), turn=turn, direction=direction, kinds=kinds)
    assert found > 0.99


def test_gaps_that_face_each_other_do_not_cut_columns() -> None:
    """Paragraphs of the same height in two columns are no table."""
    pieces = [(x, y, x + 500, y + 200, "paragraph") for x in (0, 540) for y in (0, 240, 480, 720)]
    assert in_order(*pieces) == list(range(8))


def test_a_head_across_columns_parts_what_is_above_from_what_is_below() -> None:
    """Both columns above the head are read before it."""
    assert in_order(
        (0, 0, 500, 300, "paragraph"),
        (0, 420, 500, 800, "paragraph"),
        (540, 0, 1040, 300, "paragraph"),
        (540, 420, 1040, 800, "paragraph"),
        (100, 330, 940, 390, "heading"),
    ) == [0, 2, 4, 1, 3]


def test_pictures_show_where_columns_are() -> None:
    """A high picture under each of two heads keeps them from being read as one row."""
    assert in_order(
        (0, 0, 500, 60, "heading"),
        (540, 0, 1040, 60, "heading"),
        (0, 900, 500, 1100, "paragraph"),
        (540, 900, 1040, 1100, "paragraph"),
        (0, 80, 500, 880, "figure"),
        (540, 80, 1040, 880, "figure"),
    ) == [0, 4, 2, 1, 5, 3]


def test_a_note_in_the_margin_comes_after_the_text_beside_it() -> None:
    """Each note follows the paragraph beside which it begins, on either side of the page."""
    assert in_order(
        (1050, 350, 1200, 500, "marginalia"),
        (0, 0, 1000, 300, "paragraph"),
        (0, 310, 1000, 700, "paragraph"),
        (0, 710, 1000, 900, "paragraph"),
        (-200, 20, -20, 90, "marginalia"),
    ) == [1, 4, 2, 0, 3]


def test_a_drop_capital_comes_before_the_text_round_it() -> None:
    """Though it stands inside of the paragraph, and begins lower."""
    assert in_order(
        (0, 0, 1000, 60, "heading"),
        (0, 80, 1000, 600, "paragraph"),
        (0, 85, 120, 240, "drop-capital"),
        (0, 610, 1000, 900, "paragraph"),
    ) == [0, 2, 1, 3]


def test_heads_first_notes_after_the_text_and_signatures_last() -> None:
    """What stands over, under and at the foot of a page keeps its place round two columns."""
    assert in_order(
        (0, 900, 500, 1000, "footnote"),
        (540, 60, 1040, 1000, "paragraph"),
        (0, 60, 500, 890, "paragraph"),
        (990, 0, 1040, 40, "page-number"),
        (0, 0, 300, 40, "header"),
        (900, 1010, 1040, 1050, "catch-word"),
        (300, 1012, 360, 1050, "signature-mark"),
    ) == [4, 3, 2, 1, 0, 6, 5]


def test_a_head_in_the_middle_of_the_text_stays_there() -> None:
    """Whatever its type says: text stands above it."""
    assert in_order(
        (0, 400, 900, 480, "header"),
        (0, 0, 900, 300, "heading"),
        (0, 500, 900, 900, "paragraph"),
    ) == [1, 0, 2]


def test_a_page_number_at_the_foot_is_last() -> None:
    """A number is read where it stands, first or last."""
    assert in_order((400, 900, 450, 940, "page-number"), (0, 0, 900, 880, "")) == [1, 0]


def test_a_number_in_the_gutter_does_not_come_between_the_columns() -> None:
    """A page number over or between two columns is no column, even where nobody says what it is."""
    columns = [(0, 60, 500, 1000, ""), (510, 60, 1000, 1000, "")]
    assert in_order((485, 0, 525, 40, ""), *columns) == [0, 1, 2]
    assert in_order(*columns, (485, 1010, 525, 1050, "")) == [0, 1, 2]


def test_a_sparse_column_of_numbers_belongs_to_the_rows_beside() -> None:
    """Numbers beside groups of lines are read with these, not all at first."""
    groups = [
        (200, 0, 900, 40, "heading"),
        (100, 120, 150, 160, ""),
        (200, 60, 900, 240, ""),
        (150, 300, 900, 340, "heading"),
        (100, 400, 150, 440, ""),
        (200, 360, 900, 540, ""),
    ]
    assert in_order(*groups) == list(range(6))


def test_a_piece_without_a_box_keeps_its_place() -> None:
    """It stays behind the piece that is given before it; at the beginning it is first."""
    boxes = [None, Box(0, 500, 9, 600), None, Box(0, 0, 9, 100), None]
    assert reading_order(boxes) == [0, 3, 4, 1, 2]
    assert reading_order([]) == []
    assert reading_order([None, None]) == [0, 1]


NUMBERS = st.integers(-50, 3000)
BOXES = st.builds(lambda x, y, w, h: Box(x, y, x + abs(w) % 900, y + abs(h) % 900), *[NUMBERS] * 4)
KINDS = st.sampled_from(
    ["", "paragraph", "header", "page-number", "footnote", "marginalia", "drop-capital", "figure"]
)


@given(
    st.lists(st.tuples(st.none() | BOXES, KINDS), max_size=40),
    st.sampled_from(Direction),
    st.floats(-0.2, 0.2),
)
def test_every_piece_is_read_once(
    pieces: list[tuple[Box | None, str]], direction: Direction, skew: float
) -> None:
    """Whatever overlaps, has no size or no place: nothing is lost and nothing comes twice."""
    boxes, kinds = [box for box, _ in pieces], [kind for _, kind in pieces]
    found = reading_order(boxes, kinds, direction=direction, skew=skew)
    assert sorted(found) == list(range(len(pieces)))


def test_the_order_does_not_depend_on_that_of_the_file() -> None:
    """Two shufflings of one page are read the same."""
    page = printed(random.Random(7), 3)
    orders = []
    for seed in (1, 2):
        places = list(range(len(page.boxes)))
        random.Random(seed).shuffle(places)
        found = reading_order([page.boxes[place] for place in places], unit=EM)
        orders.append([places[index] for index in found])
    assert orders[0] == orders[1]


def test_more_pieces_than_a_page_has_are_read_downwards() -> None:
    """Thousands of specks do not take hours."""
    boxes = [Box(index % 7, index, index % 7 + 1, index + 1) for index in range(5000)]
    assert reading_order(boxes[::-1])[:3] == [4999, 4998, 4997]
