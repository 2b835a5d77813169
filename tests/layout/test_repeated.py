"""Running heads and page numbers: what returns at the edges of pages."""

from __future__ import annotations

import pytest

from fangzhi.layout.piece import Piece
from fangzhi.layout.repeated import find_repeated, is_number
from fangzhi.source import Box

Row = tuple[str, float, float]  # a text, its top, the size of its font
BODY: list[Row] = [("the text of NAME", 100.0 + 15 * row, 10.0) for row in range(40)]


def found(pages: list[list[Row]], pictures: list[list[Box]] | None = None) -> list[dict[str, str]]:
    """The furniture of each page, by its text."""
    pages = [
        [
            (text.replace("NAME", f"{'abcdefgh'[page]}{'ijklmnop'[place % 8]}"), top, size)
            for place, (text, top, size) in enumerate(rows)
        ]
        for page, rows in enumerate(pages)
    ]
    pieces = [
        [Piece(Box(50, top, 300, top + size), size) for _, top, size in rows] for rows in pages
    ]
    texts = [[text for text, _, _ in rows] for rows in pages]
    kinds = find_repeated(pieces, texts, 10.0, pictures or [])
    return [
        {texts[page][index]: kind for index, kind in own.items()} for page, own in enumerate(kinds)
    ]


def test_page_numbers_stand_apart() -> None:
    """At the foot, with white above; a number in the text is none."""
    pages = [[*BODY, (f"· {page} ·", 760.0, 8.0)] for page in (7, 8)]
    assert found(pages) == [{"· 7 ·": "page-number"}, {"· 8 ·": "page-number"}]
    assert found([[*BODY[:20], ("12", 400.0, 10.0), *BODY[25:]]]) == [{}]


def test_running_heads_return() -> None:
    """On even and odd pages, or with the chapters, always at one height."""
    heads = ["The Book", "Floods", "The Book", "Bridges", "The Book"]
    pages = [[(head, 40.0, 8.0), *BODY] for head in heads]
    assert [list(page.values()) for page in found(pages)] == [["header"]] * 5


def test_the_first_line_of_the_text_is_no_running_head() -> None:
    """Though it stands in one place of all pages."""
    pages = [[(f"line {letter}", 85.0, 10.0), *BODY] for letter in "abcdef"]
    assert found(pages) == [{}] * 6


def test_a_caption_under_a_picture_is_no_running_head() -> None:
    """What stands below a picture is of the page."""
    pages: list[list[Row]] = [[("A weir", 75.0, 8.0), *BODY] for _ in range(4)]
    assert found(pages, [[Box(50, 20, 300, 72)]] * 4) == [{}] * 4


def test_pages_without_text_have_no_furniture() -> None:
    """Something stands there, and it is all there is."""
    assert found([[("Plates", 300.0, 20.0)], []]) == [{}, {}]


@pytest.mark.parametrize(
    "text", ["12", "— 12 —", "xiv", "第12页", "Page 3 of 9", "· 七 ·", "Seite 4"]
)
def test_what_a_page_number_is(text: str) -> None:
    """Figures or numerals, with marks or words round them."""
    assert is_number(text)


@pytest.mark.parametrize(
    "text", ["", "2023年", "1.2 Population", "12 bridges", "12,4,6,8,10,12,14,16"]
)
def test_what_none_is(text: str) -> None:
    """What says more."""
    assert not is_number(text)
