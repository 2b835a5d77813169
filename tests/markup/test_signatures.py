"""Who signs, in Chinese yearbooks and in reports in Latin script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.markup.profile import load
from fangzhi.markup.signatures import (
    closing_signature,
    has_surname,
    is_office,
    is_signature,
    signed_names,
)
from markup.making import YEARBOOK, roles_of

REPORT = load("report")
PLAIN = load("plain")


@pytest.mark.parametrize("colon", "：:")
def test_a_word_for_what_they_did_may_stand_before_names(colon: str) -> None:
    """撰稿：陆一帆 signs as 陆一帆 does; another word before a colon is no label."""
    text = f"撰稿{colon}县水利局　蒋守渊"
    assert signed_names(text, YEARBOOK) == [("县水利局", True), ("蒋守渊", False)]
    assert is_signature(f"（{text}）", YEARBOOK)
    assert signed_names(f"注意{colon}蒋守渊", YEARBOOK) == []


def test_a_word_that_a_line_end_broke_is_whole() -> None:
    """The hyphen of a line end in a wrapped signature does not hide the name of an office."""
    assert is_signature("(H. Kortmann, Ordnungsamtslei-\nter)", REPORT)
    assert is_signature("(Miriam Osgathorpe, Financial Offi-\ncer)", REPORT)
    assert is_signature("（区档案馆 虞海\n帆）", YEARBOOK)
    assert is_signature("（区档案馆 卫长庚\n虞海帆）", YEARBOOK)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A. Lee", [("A. Lee", False)]),
        ("Ann B. Lee", [("Ann B. Lee", False)]),
        ("Dr Ann Lee", [("Dr Ann Lee", False)]),
        ("Town Clerk", [("Town Clerk", True)]),
        ("A. Lee, Town Clerk", [("A. Lee", False)]),
        ("A. Lee and B. Moor", [("A. Lee and B. Moor", False)]),
        ("A. Lee; B. Moor", [("A. Lee", False), ("B. Moor", False)]),
        ("Highways Department", [("Highways Department", True)]),
        ("Frau Dr. Maier", [("Frau Dr. Maier", False)]),
        ("Stadtkämmerei", [("Stadtkämmerei", True)]),
        ("Ann Lee", []),
        ("Great Hall", []),
        ("see plate", []),
        ("continued", []),
        ("the Town Clerk", []),
        ("A. Lee and the others", []),
        ("12", []),
        ("", []),
    ],
)
def test_latin_names_need_a_sign_that_they_are_names(
    text: str, names: list[tuple[str, bool]]
) -> None:
    """An initial, a title of address, or the name of an office; what somebody is, is no name."""
    assert signed_names(text, REPORT) == names


@pytest.mark.parametrize(
    ("name", "office"),
    [
        ("教育局", True), ("区教育局", True), ("镇志办", True), ("政协", False), ("公社", False),
        ("陈公社", False), ("陆一帆", False), ("欧阳修远", False), ("阿依·古丽汗", False),
        ("Ann Lee", False), ("芸溪摄影家同好", True),
    ],
)  # fmt: skip
def test_an_office_ends_like_one_or_is_longer_than_a_name(name: str, office: bool) -> None:
    """Three characters that begin with a surname are a person's, whatever they end in."""
    assert is_office(name, YEARBOOK) is office


@pytest.mark.parametrize(
    ("name", "known"),
    [("王一", True), ("陸一帆", True), ("欧阳修", True), ("司马光", True), ("教育局", False),
     ("详见", False)],
)  # fmt: skip
def test_common_surnames_are_known(name: str, known: bool) -> None:
    """Simplified and traditional ones, of one character or two."""
    assert has_surname(name) is known


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        ("全区平稳发展。(陆一帆)", "(陆一帆)"),
        ("全区平稳发展。（陆一帆　沈二）", "（陆一帆　沈二）"),
        ("全区平稳发展。 （陆一帆）", "（陆一帆）"),
        ("他说：“平稳。”(陆一帆)", "(陆一帆)"),
        ("全区平稳发展。(区教育局)", "(区教育局)"),
        ("全区平稳发展(陆一帆)", ""),
        ("全区平稳发展，(陆一帆)", ""),
        ("全区平稳发展。(陆一帆)。", ""),
        ("全区平稳发展。(续)", ""),
        ("全区平稳发展。(详见)", ""),
        ("全区平稳发展。(暂定)", ""),
        ("出台《方案》(王平)", ""),
        ("共五人(含王平)(陆一帆)", ""),
        ("(陆一帆)", ""),
        ("。", ""),
        ("", ""),
        (f"全区平稳发展。(陆一帆{'、沈二' * 20})", ""),
    ],
)
def test_a_signature_may_end_the_last_line(text: str, signature: str) -> None:
    """It follows a finished sentence, and each name in it has a surname or is an office's."""
    start = closing_signature(text, YEARBOOK)
    assert (text[start:] if start else "") == signature


def test_a_signature_at_the_end_of_a_paragraph_signs() -> None:
    """It is split off the text that it stands on the line of."""
    assert roles_of("综述", "【概况】 文。", "后来补写。(陆一帆)", "教育", "【学校】 文。")[
        3:6
    ] == [
        ("text", "后来补写。"),
        ("signature", "(陆一帆)"),
        ("head", "教育"),
    ]


def test_the_text_of_an_entry_may_end_with_its_signature() -> None:
    """Also where the head of the entry stands on the same line."""
    assert roles_of("综述", "【概况】 全年平稳。(陆一帆)")[1:] == [
        ("entry", "【概况】"),
        ("text", "全年平稳。"),
        ("signature", "(陆一帆)"),
    ]


@pytest.mark.parametrize("text", ["(陆一帆)", "(A. Lee)", "全区平稳发展。(陆一帆)"])
def test_a_text_of_no_kind_has_no_signatures(text: str) -> None:
    """Where the profile knows no brackets of signatures, nothing signs."""
    assert not is_signature(text, PLAIN)
    assert closing_signature(text, PLAIN) == 0


@given(st.text(st.sampled_from("陆沈一二局续。(（)） 、·AL.l12")))
def test_a_signature_is_one_bracket_with_names(text: str) -> None:
    """What signs is whole brackets, and its names stand in it."""
    assert is_signature(text, YEARBOOK) <= (text[:1] in ("(", "（") and text[-1:] in (")", "）"))
    start = closing_signature(text, YEARBOOK)
    if start:
        plain = "".join(text[start:].split())
        names = signed_names(text[start + 1 : -1], YEARBOOK)
        assert names
        assert all("".join(name.split()) in plain for name, _ in names)
