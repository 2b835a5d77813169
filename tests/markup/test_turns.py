"""Pages that a tool put out of order as a whole, on units whose right order is known."""

from __future__ import annotations

from fangzhi.markup.turns import Units, turn_pages


def read(
    given: list[int],
    pages: list[int] | None = None,
    *,
    heights: list[float] | None = None,
    cut: set[int] | None = None,
    weak: dict[int, float] | None = None,
) -> list[int]:
    """The units `given` (their right places, in the order of the source) as they are read.

    A unit goes on in the one whose right place is the next; those in `cut` (or all) are known to
    break off, and what follows these to go on. What is `weak` says less of what follows.
    """

    def follows(first: int | None, second: int | None) -> float:
        if first is None or second is None:
            return 1.0 if second is not None and given[second] == 0 else -1.0
        gain = (weak or {}).get(given[first], 5.0)
        return gain if given[second] == given[first] + 1 else 0.0

    def opened(unit: int) -> bool:
        return cut is None or given[unit] in cut

    def continues(unit: int) -> bool:
        return cut is None or given[unit] - 1 in cut

    units = Units(
        len(given),
        follows,
        lambda first, second: opened(first) or continues(second),
        opened,
        continues,
        heights or [10.0] * len(given),
        pages,
    )
    order, _ = turn_pages(units)
    return [given[unit] for unit in order]


def test_columns_from_right_to_left_are_turned() -> None:
    """Two columns and three, where pages are known and where they are not."""
    two, three = [3, 4, 5, 0, 1, 2], [4, 5, 2, 3, 0, 1]
    for pages in (None, [0] * 6):
        assert read(two, pages) == list(range(6))
        assert read(three, pages) == list(range(6))


def test_columns_are_about_as_high_as_one_another() -> None:
    """What would be one line beside a whole column is none, however well it reads."""
    given = [3, 0, 1, 2, 4, 5, 6, 7]
    assert read(given, [0] * 4 + [1] * 4, heights=[10.0] * 8, cut={2, 3}) == given
    even = [30.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0]
    assert read(given, [0] * 4 + [1] * 4, heights=even, cut={2, 3}) == list(range(8))


def test_the_last_column_of_a_text_may_be_shorter() -> None:
    """The text ends where it ends."""
    given = [0, 1, 2, 3, 7, 4, 5, 6]
    assert read(given, [0] * 4 + [1] * 4, cut={3, 6}) == list(range(8))


def test_a_column_of_a_known_page_may_end_with_a_paragraph() -> None:
    """Three columns of one height, of which the first ends where a paragraph does."""
    given = [4, 5, 2, 3, 0, 1, 6, 7]
    assert read(given, [0] * 6 + [1] * 2, cut={3, 5}) == list(range(8))


def test_the_tops_of_columns_go_where_they_belong() -> None:
    """The texts at the tops of the second and the third column are read after the first one."""
    assert read([0, 3, 1, 2, 4, 5], cut={2}) == list(range(6))
    given = [0, 1, 2, 5, 8, 3, 4, 6, 7, 9, 10]
    assert read(given, [0] * 2 + [1] * 9, cut={1, 4, 7}) == list(range(11))


def test_a_habit_of_the_tool_is_learnt() -> None:
    """A page that says too little by itself is turned as two others are."""
    right, left = [2, 3, 0, 1], [0, 1, 2, 3]

    def book(*columns: list[int]) -> list[int]:
        return [4 * page + place for page, places in enumerate(columns) for place in places]

    weak = dict.fromkeys(range(19, 24), 0.2)
    pages = [unit // 4 for unit in range(28)]
    often = book(left, right, left, right, left, right, left)
    assert read(often, pages, weak=weak) == list(range(28))
    seldom = book(left, left, left, left, left, right, left)
    assert read(seldom, pages, weak=weak) == seldom
