"""What engines misread: each rule finds its own, and leaves alone what may have been printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.markup.slips import RULES, corrected, find_slips, readable
from fangzhi.source import Source

CASES = [  # the rule, a text, what is meant, and a text that it leaves alone
    ("per mille", "死亡率为3.5%0。", "‰", "增长5.6%。"),
    ("per mille as a fraction", "自然增长率1.20/00，", "‰", "共有10/00号"[:2] + "年"),
    ("nought in a year", "二O二四年", "二〇二四", "二〇二四年"),
    ("nought in a number", "一百O五户", "〇", "一百零五户"),
    ("letter in a year", "l99O年", "1990", "1990年"),
    ("letter in a number", "共2l5户", "215", "用水5l。H2O2"),
    ("dash between figures", "1990一1995年", "—", "1990年一年"),
    ("one in an ordinal", "第—章", "一", "第一章—总述"),
    ("bracket closed otherwise", "（见下图)所示", "）", "(见下图)"),
    ("title closed otherwise", "《芸溪志>出版", "》", "《芸溪志》>"),
    ("bracket opened otherwise", "(见下图）所示", "（", "（见下图）"),
    ("spaced letters", "全 区 面 积。", "全区面积", "李 明 王 芳芳"),
    ("half-width mark", "全区，公园,绿地，多处", "，", "全区,公园,绿地,多处"),
    ("half-width full stop", "公园.绿地", "。", "公园3.5"),
    ("two ones for a dash", "目标一一增长", "——", "十一月"),
    ("己, 已 and 巳", "自已", "自己", "自己已经"),
]


def source_of(text: str, recognised: bool = True) -> Source:
    return Source(Path("a.hocr"), text, "UTF-8", "", (), recognised=recognised)


@pytest.mark.parametrize(("rule", "text", "meant", "sound"), CASES)
def test_each_rule(rule: str, text: str, meant: str, sound: str) -> None:
    """It finds its slip alone, at its place, and nothing in a text that is sound."""
    (slip,) = find_slips(source_of(text))
    assert (slip.rule, slip.meant) == (rule, meant)
    assert text[slip.start : slip.end] == slip.found
    assert not [one for one in find_slips(source_of(sound)) if one.rule == rule]


def test_every_rule_has_a_case_and_a_reason() -> None:
    """The cases above are those of the table."""
    assert [case[0] for case in CASES] == [rule.name for rule in RULES]
    assert all(rule.why for rule in RULES)


def test_typed_text_is_left_alone() -> None:
    """Nobody but an engine misreads."""
    text = "（见下图)所示，二O二四年"
    assert find_slips(source_of(text, recognised=False)) == ()
    assert readable(source_of(text, recognised=False)).text == text


def test_brackets_over_two_lines_are_told() -> None:
    """A line may end in a bracket, a paragraph not."""
    assert [slip.meant for slip in find_slips(source_of("（见下\n图)所示"))] == ["）"]
    assert find_slips(source_of("（见下\n\n图)所示")) == ()


def test_corrections_are_put_into_a_piece_of_text() -> None:
    """Those that it holds whole; what is only listed is none."""
    text = "自已在二O二四年（见图)"
    slips = find_slips(source_of(text))
    assert corrected(text, 0, slips) == "自已在二〇二四年（见图）"
    assert corrected(text[3:], 3, slips) == "二〇二四年（见图）"
    assert corrected(text[4:], 4, slips) == "O二四年（见图）"


@given(st.text("（）()[]【】《》<>〔〕二O0o〇一年章第—13lI5%‰,，.己已自 中国人\n", max_size=60))
def test_slips_lie_apart_and_keep_offsets(text: str) -> None:
    """None overlaps another, and recognition is shown a text of the same length."""
    slips = find_slips(source_of(text))
    reached = 0
    for slip in slips:
        assert reached <= slip.start < slip.end
        assert slip.found == text[slip.start : slip.end] != slip.meant
        assert slip.found == slip.found.strip()
        reached = slip.end
    assert len(readable(source_of(text)).text) == len(text)
