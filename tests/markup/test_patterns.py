"""Patterns of numbers and dates, and the numbers that they find."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.markup.patterns import PatternError, compile_pattern, number


def matched(pattern: str, text: str) -> str | None:
    """What of `text` a pattern takes; None where it does not match."""
    found = compile_pattern(pattern).match(text)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("pattern", "text", "taken"),
    [
        ("第{n}章", "第三章 区划", "第三章"),
        ("第{n}章", "第12章", "第12章"),
        ("第{n}章", "第１２章", "第１２章"),
        ("第{n}章", "第二十三章", "第二十三章"),
        ("第{n}章", "第廿三章", "第廿三章"),
        ("第{n}章", "第章", None),
        ("第{n}章", "第X章", None),
        ("第{n}章", "见第三章", None),
        ("Part {R}", "Part XIV", "Part XIV"),
        ("Part {R}", "Part Ⅳ", "Part Ⅳ"),
        ("Part {R}", "Part xiv", None),
        ("Part {R}", "Part XIVa", None),
        ("Part {R}", "Part 4", None),
        ("{A}.", "B. Roads", "B."),
        ("{A}.", "Ｂ. Roads", "Ｂ."),
        ("{A}.", "b. Roads", None),
        ("{A}.", "BC. Roads", None),
        ("{a})", "b) roads", "b)"),
        ("{a})", "B) roads", None),
        ("Part {w}", "Part One", "Part One"),
        ("Part {w}", "Part twelve", "Part twelve"),
        ("{w} Part", "Second Part", "Second Part"),
        ("{w} Teil", "Dritter Teil", "Dritter Teil"),
        ("Part {w}", "Part Oneness", None),
        ("Part {w}", "Part Fifty", None),
        ("{y}年", "2019年", "2019年"),
        ("{y}年", "一九九八年", "一九九八年"),
        ("{y}年", "二〇一九年", "二〇一九年"),
        ("{y}年", "３０19年", None),
        ("{y}年", "3019年", None),
        ("{y}年", "98年", None),
        ("{y}年", "三年", None),
        ("{n}月{n}日", "3月12日，", "3月12日"),
        ("{n}月{n}日", "十二月三十一日", "十二月三十一日"),
        ("{n}月{n}日", "3月", None),
    ],
)
def test_each_place_takes_its_own_figures(pattern: str, text: str, taken: str | None) -> None:
    """Numbers in Arabic, Chinese or Roman figures, letters and years, at the beginning alone."""
    assert matched(pattern, text) == taken


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("（{n}）", "(1)"),
        ("({n})", "（1）"),
        ("{n}.", "1．"),
        ("{n}．", "1."),
        ("{n},", "1，"),
        ("[{n}]", "［1］"),
        ("{n}/{n}", "1／2"),
        ("· {n} ·", "•12•"),
        ("· {n} ·", "・12・"),
        ("— {n} —", "- 12 -"),
        ("— {n} —", "－12－"),
        ("— {n} —", "——12——"),
        ("-{n}-", "–12–"),
        ("{n}:", "1："),
    ],
)
def test_half_and_full_width_are_one(pattern: str, text: str) -> None:
    """Printers and OCR set a mark in either width, and dashes of any length."""
    assert matched(pattern, text) == text


@pytest.mark.parametrize("text", ["第3页", "第 3 页", "第\u30003\u3000页", "第  3页"])
def test_a_blank_stands_for_any_blanks_or_none(text: str) -> None:
    """Where the profile has a blank, the print may have none, or wide ones."""
    assert matched("第 {n} 页", text) == text


def test_without_a_blank_in_the_pattern_the_text_has_none() -> None:
    """What the profile writes without a blank is not found spaced out."""
    assert matched("第{n}页", "第 3 页") is None


@pytest.mark.parametrize(
    ("pattern", "text", "taken"),
    [
        ("{n}", "12", "12"),
        ("{n}", "12 Roads", "12"),
        ("{n}", "12.5", None),
        ("{n}", "12th", None),
        ("{n}.{n}", "1.2 Roads", "1.2"),
        ("{n}.{n}", "1.2.3 Roads", None),
        ("{n}.", "1. Roads", "1."),
        ("{n}.", "1.5 million", None),
        ("{n}、", "1、区划", "1、"),
        ("({n})", "(1)Roads", "(1)"),
        ("Chapter {n}", "Chapter 3", "Chapter 3"),
        ("Chapter {n}", "Chapter 3a", None),
        ("Chapter {n}", "Chapter 3: Roads", "Chapter 3"),
        ("Chapter {n}", "Chapter 3 – Roads", "Chapter 3"),
        ("Chapter {n}", "Chapter 3. – Roads", "Chapter 3"),
        ("{n}", "9:30", None),
    ],
)
def test_a_number_is_taken_whole_or_not_at_all(pattern: str, text: str, taken: str | None) -> None:
    """What does not end in a Han character or a closing mark needs a blank or the end after it."""
    assert matched(pattern, text) == taken


def test_the_numbers_are_the_groups_of_the_match() -> None:
    """What stands in the places can be read, in their order."""
    found = compile_pattern("{n}月{n}日").match("3月12日，开馆。")
    assert found is not None
    assert found.groups() == ("3", "12")


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("", "is empty"),
        ("  ", "is empty"),
        ("{}", "is empty"),
        ("第{}章", "nothing in braces"),
        ("第{x}章", "unknown place {x}"),
        ("第{N}章", "(known: {w}, {n}, {R}, {A}, {a}, {y})"),
        ("第{n章", "not closed"),
        ("第n}章", "not closed"),
        ("第{n}章{", "not closed"),
    ],
)
def test_a_bad_pattern_is_refused_with_the_reason(pattern: str, complaint: str) -> None:
    """The message says what is wrong in it."""
    with pytest.raises(PatternError) as caught:
        compile_pattern(pattern)
    assert complaint in str(caught.value)


@pytest.mark.parametrize("mark", [*".*+?|^$\\()[]"])
def test_marks_stand_for_themselves(mark: str) -> None:
    """A pattern is no regular expression."""
    assert matched(f"a{mark}b{{n}}、", f"a{mark}b3、") == f"a{mark}b3、"
    assert matched(f"a{mark}b{{n}}、", "aab3、") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("１２", 12), ("012", 12), ("0", 0),
        ("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("一百零五", 105),
        ("两百", 200), ("一千二百三十四", 1234), ("廿三", 23), ("卅", 30), ("一九九八", 1998),
        ("二〇一九", 2019), ("二○一九", 2019), ("一百一十", 110),
        ("I", 1), ("IV", 4), ("XIV", 14), ("MCMXCVIII", 1998),
        ("", None), ("x", None), ("12a", None), ("甲", None), ("三x", None), ("1.5", None),
        ("-3", None), ("三十页", None),
    ],
)  # fmt: skip
def test_numbers_in_any_figures_are_read(text: str, value: int | None) -> None:
    """Arabic figures of either width, Chinese numerals and digits, Roman numbers."""
    assert number(text) == value


@pytest.mark.parametrize(("text", "value"), [("Ⅳ", 4), ("Ⅻ", 12)])
def test_roman_figures_of_one_character_are_read(text: str, value: int) -> None:
    """What `{R}` takes has a number."""
    assert number(text) == value


@given(st.integers(0, 10**8))
def test_arabic_figures_of_both_widths_are_their_number(value: int) -> None:
    """Full-width figures say the same as the others."""
    wide = "".join(chr(ord(figure) - ord("0") + ord("０")) for figure in str(value))
    assert number(str(value)) == number(wide) == value


@given(st.text())
def test_any_text_is_a_number_or_none(text: str) -> None:
    """No text makes the reader of numbers fail."""
    assert number(text) is None or isinstance(number(text), int)


@given(st.text(st.sampled_from("第{}nRx章 .(—·"), max_size=12))
def test_any_pattern_is_compiled_or_refused(pattern: str) -> None:
    """A pattern that a person writes never ends in another error."""
    try:
        compiled = compile_pattern(pattern)
    except PatternError as error:
        assert str(error)
    else:
        assert compiled.match("") is None  # it takes something


@pytest.mark.parametrize("pattern", ["{n}{n}", "{n} {n}", "{n}\u3000 {y}", "{n}{R}章", "{n}一{n}"])
def test_two_places_side_by_side_are_refused(pattern: str) -> None:
    """What could share out the same figures in many ways is no pattern."""
    with pytest.raises(PatternError, match="has two places side by side"):
        compile_pattern(pattern)
