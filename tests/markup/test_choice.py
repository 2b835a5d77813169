"""Which kind of book a text is, by the signs that it shows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangzhi.markup.choice import LINES, choose
from markup.making import source_of

ENTRY = "【绿化】 全区种树三百株。"
NAMES = "甲乙丙丁戊己庚辛壬癸"


def chosen(*lines: str, between: str = "\n\n") -> str:
    """The name of the profile that a text of these lines is read with."""
    return choose(source_of(between.join(lines))).profile.name


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        ([f"【{name}】 全区平稳发展。" for name in NAMES[:3]], "yearbook"),
        ([f"〔{name}〕 全区平稳发展。" for name in NAMES[:3]], "yearbook"),
        (["芸溪区", "综述", ENTRY, ENTRY, "(陆一帆)", "教育", "(沈二)"], "yearbook"),
        (
            ["第一章 区划", "全区辖三镇。", "第一节 沿革", "古称芸州。", "第二节 街道", "辖三街。"],
            "gazetteer",
        ),
        ([f"{name}桥　　位于南栅以东，建于某年，石拱三孔。" for name in NAMES[:3]], "gazetteer"),
        (
            [f"{month}月2日　　全区举行某项会议，部署工作。" for month in range(1, 5)],
            "gazetteer",
        ),
        (
            ["1. Roads", "The council mended roads.", "2. Water", "Pipes.", "3. Parks", "Trees."],
            "report",
        ),
        (
            ["1 Straßen", "Die Stadt baute.", "2 Wasser", "Rohre.", "3 Grünflächen", "Bäume."],
            "report",
        ),
        (
            [line for name in ("ROADS", "WATER", "PARKS", "RATES", "HEALTH", "FIRE")
             for line in (name, "The council met and agreed.")],
            "report",
        ),
        (["芸溪的水，从东向西流。", "过了南栅，就慢下来。"], "plain"),
        (["The river runs from east to west.", "Then it slows down."], "plain"),
        ([ENTRY, ENTRY], "plain"),
        (["(陆一帆)"], "plain"),
        (["第一章 区划", "全区辖三镇。"], "plain"),
        (["1. Roads", "The council mended roads.", "2. Water", "Pipes."], "plain"),
    ],
)  # fmt: skip
def test_the_signs_of_a_text_choose_its_kind(lines: list[str], name: str) -> None:
    """Three lines with a sign show a kind; with fewer the text is of any kind."""
    assert chosen(*lines) == name


def test_a_kind_in_another_script_is_not_chosen() -> None:
    """Numbered heads in a Chinese text make no English report of it, nor the other way round."""
    chinese = [f"{number}. {name}的水从东向西流" for number, name in enumerate(NAMES, 1)]
    assert chosen(*chinese) not in ("report",)
    english = [f"第{number}章 The River runs on" for number in range(1, 9)]
    assert chosen(*english) not in ("yearbook", "gazetteer")


def test_the_kind_with_the_most_signs_is_chosen() -> None:
    """A gazetteer with a few heads in brackets is one, and a yearbook with a chapter number too."""
    chapters = [f"第{number}节 {name}" for number, name in enumerate(NAMES, 1)]
    entries = [f"【{name}】 全区平稳发展。" for name in NAMES]
    bridges = [f"{name}桥　　位于南栅以东，建于某年，石拱三孔。" for name in NAMES]
    assert chosen(*chapters, *bridges, ENTRY) == "gazetteer"
    assert chosen("第一章 区划", *entries, *["(陆一帆)"] * 4) == "yearbook"


def test_the_reason_names_the_signs_with_their_numbers() -> None:
    """The person can see why, and that of a text without signs is said too."""
    choice = choose(source_of("\n\n".join([*[ENTRY] * 3, "(陆一帆)", "(沈二)"])))
    assert choice.reason == "it has 3 heads in brackets, 2 signatures"
    assert "no sign" in choose(source_of("芸溪的水，从东向西流。")).reason


def test_only_the_beginning_of_a_long_text_is_looked_at() -> None:
    """Signs after thousands of lines without any cost nothing and say nothing."""
    plain = ["芸溪的水，从东向西流。"] * LINES
    assert chosen(*plain, *[ENTRY] * 9, between="\n") == "plain"
    assert chosen(*plain[9:], *[ENTRY] * 9, between="\n") == "yearbook"


@given(st.lists(st.sampled_from((ENTRY, "(陆一帆)", "第一章 区划", "1. Roads", "ROADS", "文。"))))
@settings(deadline=None)
def test_the_same_text_is_of_the_same_kind_with_a_reason(lines: list[str]) -> None:
    """Nothing but the text decides, and something is always said for it."""
    source = source_of("\n\n".join([*lines, "全年平稳。"]))
    assert choose(source) == choose(source)
    assert choose(source).reason
