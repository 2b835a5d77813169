"""What the cells of tables say, and their captions."""

from __future__ import annotations

import pytest

from fangzhi.markup.columns import count_labels, is_caption, is_continued, is_number, is_prose


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,200.5", True),
        ("12%", True),
        ("3.5万元", True),
        ("（12）", True),
        ("-4", True),
        ("—", True),
        ("不详", True),
        ("1950年", True),
        ("1950—1953", True),
        ("１２", True),
        ("三百二十", True),
        ("12*", True),
        ("桥", False),
        ("3月12日", False),
        ("12号桥边的树", False),
        ("a1", False),
        ("", False),
        ("K 12", False),
    ],
)
def test_what_a_number_is(text: str, number: bool) -> None:
    """Numbers stand alone or with a short unit; the sign for a missing one counts as one."""
    assert is_number(text) is number


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("位于县城东，始建于明代，石拱三孔", True),
        ("已毁。", True),
        ("区人民政府办公室", False),
        ("王大山", False),
        ("which the town had to pay", True),
        ("by the old mill", True),
        ("So have I.", True),
        ("Alte Brücke", False),
        ("Upper Marsh Road Bridge", False),
        ("1200", False),
    ],
)
def test_what_running_text_is(text: str, prose: bool) -> None:
    """Sentences, clauses and many words are running text; names of things are not."""
    assert is_prose(text) is prose


def test_a_table_of_one_row_has_no_heading() -> None:
    """Nothing stands below a single row, and nothing in an empty table."""
    assert count_labels([["名称", "面积"]], set()) == 0
    assert count_labels([], set()) == 0


@pytest.mark.parametrize(
    ("caption", "text", "expected"),
    [
        ("表3-1　公路桥梁统计表（1957—2010", "年）　单位：座、延米", True),
        ("Table 3. Bridges (1957", "to 2010)", True),
        ("表3", "公路桥梁", True),
        ("表3", "公路　桥梁", False),
        ("表3-1　公路桥梁（部分）统计表（1957—2010", "年）", True),
        ("表3-1　公路桥梁统计表（1957—2010年）", "年）　单位：座", False),
        ("表3-1　公路桥梁统计表（1957—2010", "桥名　长度（米）", False),
        ("表3-1　公路桥梁统计表（1957—2010", "年），桥梁逐年增加。", False),
        ("表3-1　公路桥梁统计表", "年）", False),
        ("", "年）", False),
    ],
)
def test_a_caption_goes_on_in_the_line_under_it(caption: str, text: str, expected: bool) -> None:
    """The title stands under a number alone; a bracket still open is closed, by no sentence."""
    assert is_continued(caption, text) is expected


@pytest.mark.parametrize("sign", ["1", " ", "*", "（", "一", "桥。", "A b ", "表1（"])
def test_a_very_long_text_is_read_to_its_end(sign: str) -> None:
    """However long a run of one sign is, the questions about it come back."""
    text = sign * 200_000
    answers = (is_number(text), is_prose(text), is_caption(text), is_continued(text, text))
    assert all(answer in (True, False) for answer in answers)
