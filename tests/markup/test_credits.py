"""Who supplied or took a picture, at the end of a caption."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.markup.credits import credited, find_credit, is_date
from fangzhi.markup.profile import load
from markup.making import YEARBOOK

REPORT = load("report")
PLAIN = load("plain")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("区档案馆 供稿", [("区档案馆", "供稿")]),
        ("区档案馆　供稿", [("区档案馆", "供稿")]),
        ("陆一帆摄影", [("陆一帆", "摄影")]),
        ("摄影：陆一帆", [("陆一帆", "摄影")]),
        ("摄影:陆一帆", [("陆一帆", "摄影")]),
        ("区档案馆供稿，陆一帆摄", [("区档案馆", "供稿"), ("陆一帆", "摄")]),
        ("区档案馆供稿 陆一帆摄", [("区档案馆", "供稿"), ("陆一帆", "摄")]),
        ("区档案馆供稿；陆一帆摄；沈二绘",
         [("区档案馆", "供稿"), ("陆一帆", "摄"), ("沈二", "绘")]),
        ("2009年，陆一帆摄", [("陆一帆", "摄")]),
        ("1980年代 陆一帆摄", [("陆一帆", "摄")]),
        ("见图，陆一帆摄", []),
        ("供稿", []),
        ("一摄", []),
        ("陆一帆", []),
        ("", []),
        ("字" * 41 + "摄", []),
    ],
)  # fmt: skip
def test_each_credit_is_found_with_its_word(text: str, found: list[tuple[str, str]]) -> None:
    """One or several, the word after the name or before it, with or without a date."""
    assert credited(text, YEARBOOK) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Photo: A. Lee", [("A. Lee", "Photo")]),
        ("Photo by A. Lee", [("A. Lee", "Photo")]),
        ("Photograph by A. Lee", [("A. Lee", "Photograph")]),
        ("Photographs: Town Museum", [("Town Museum", "Photograph")]),
        ("Foto: Stadtarchiv", [("Stadtarchiv", "Foto")]),
        ("Zeichnung von E. Maier", [("E. Maier", "Zeichnung")]),
        ("Photography is an art", []),
        ("Photo", []),
        ("the photo shows the hall. It is old", []),
    ],
)
def test_credits_in_latin_script_have_the_word_first(
    text: str, found: list[tuple[str, str]]
) -> None:
    """After the word comes a colon or a preposition."""
    assert credited(text, REPORT) == found


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("新桥通车 (陆一帆摄)", "(陆一帆摄)"),
        ("新桥通车（陆一帆摄）", "（陆一帆摄）"),
        ("新桥(东闸)通车(陆一帆摄)", "(陆一帆摄)"),
        ("(陆一帆摄)", "(陆一帆摄)"),
        ("新桥通车　　区档案馆供稿", "区档案馆供稿"),
        ("图为新桥(陆一帆)", "(陆一帆)"),
        ("新桥通车(东闸)", None),
        ("新桥通车(陆一帆)", None),
        ("全年平稳。(陆一帆)", None),
        ("新桥通车 区档案馆供稿", None),
        ("新桥通车(陆一帆摄)。", None),
        ("新桥通车", None),
        ("", None),
        ("字" * 150 + "(陆一帆摄)", None),
    ],
)
def test_a_credit_begins_where_its_bracket_or_blank_does(text: str, credit: str | None) -> None:
    """In brackets at the end, or after a wide blank; names alone only where a caption opens."""
    start = find_credit(text, YEARBOOK)
    assert (None if start is None else text[start:]) == credit


@pytest.mark.parametrize(
    ("text", "date"),
    [("2009年", True), ("1980年代", True), ("2009年3月", True), ("2009年3月2日", True),
     ("二〇〇九年", True), ("约1950年", True), ("c. 1950", True), ("1950", True),
     ("陆一帆", False), ("3月", False), ("", False), ("2009年陆一帆", False)],
)  # fmt: skip
def test_a_date_is_nobody(text: str, date: bool) -> None:
    """What says when a picture was taken names no one."""
    assert is_date(text) is date


def test_a_text_of_no_kind_has_no_credits() -> None:
    """Where the profile knows no words of credit, none is found."""
    assert find_credit("新桥通车 (陆一帆摄)", PLAIN) is None
    assert credited("陆一帆摄", PLAIN) == []


@given(st.text(st.sampled_from("陆沈一二摄供稿，；： 　(（)）Ph.o2年"), max_size=20))
def test_every_credit_stands_in_the_text(text: str) -> None:
    """Names and words are those of the print, and where a credit begins lies in the text."""
    for name, word in credited(text, YEARBOOK):
        assert name in text
        assert word in text
    start = find_credit(text, YEARBOOK)
    assert start is None or 0 <= start < len(text)
