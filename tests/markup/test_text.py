"""Small questions about pieces of text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.markup.text import (
    brackets,
    closing_index,
    collapse,
    han_share,
    has_letters,
    in_brackets,
    is_han,
    is_wide,
    last_bracket,
    unopened_index,
)

ROUND = (("(", ")"), ("（", "）"))


@pytest.mark.parametrize("character", [*"综〇一鿿㐀", "𠀀", "\U0003134a", "豈"])
def test_han_characters_are_han(character: str) -> None:
    """Common and rare characters, compatibility forms and the written zero are Han."""
    assert is_han(character)
    assert is_wide(character)


@pytest.mark.parametrize("character", [*"aé1。，（“…あア％", "\u3000", "ａ"])
def test_marks_kana_and_letters_are_not_han(character: str) -> None:
    """Marks, kana, digits and letters of any width are not Han."""
    assert not is_han(character)


@pytest.mark.parametrize(
    ("character", "wide"),
    [("。", True), ("（", True), ("“", True), ("…", True), ("—", True), ("·", True), ("ア", True),
     ("ａ", True), ("a", False), ("1", False), (",", False), ("(", False), (" ", False)],
)  # fmt: skip
def test_what_stands_without_spaces_is_wide(character: str, wide: bool) -> None:
    """Full-width marks and forms belong to East Asian text, half-width ones do not."""
    assert is_wide(character) is wide


@pytest.mark.parametrize(
    ("text", "share"),
    [("综述", 1.0), ("ab", 0.0), ("综ab述", 0.5), ("2018。", 0.0), ("", 0.0), ("综é", 0.5)],
)
def test_the_share_of_han_counts_letters_alone(text: str, share: float) -> None:
    """Digits and marks are no letters; without letters the share is 0."""
    assert han_share(text) == share
    assert has_letters(text) == any(character in "综述abé" for character in text)


@pytest.mark.parametrize(
    ("text", "collapsed"),
    [
        ("  综述\n", "综述"),
        ("综\n述", "综述"),
        ("综 述", "综 述"),
        ("综 \n 述", "综述"),
        ("全年，\nGDP", "全年，GDP"),
        ("district\noffice", "district office"),
        ("district\foffice", "district office"),
        ("综\f述", "综述"),
        ("district \t office", "district office"),
        ("综述\u3000\u3000概况", "综述 概况"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_blanks_collapse_as_the_script_asks(text: str, collapsed: str) -> None:
    """A broken line leaves no space beside East Asian text, and one between Latin words."""
    assert collapse(text) == collapsed


@given(st.text(st.sampled_from("综ab。 \n\f\u3000\t")))
def test_collapsing_takes_blanks_alone_and_does_it_once(text: str) -> None:
    """No other character is lost, and what is collapsed stays as it is."""
    once = collapse(text)
    assert "".join(once.split()) == "".join(text.split())
    assert collapse(once) == once


@pytest.mark.parametrize(
    ("text", "unopened", "unclosed"),
    [
        ("甲(乙)", [], []),
        ("甲（乙", [], ["("]),
        ("甲)乙", ["("], []),
        ("甲（乙)", [], []),
        ("“《甲》", [], ["“"]),
        ("》甲《", ["《"], ["《"]),
        ("(甲【乙", [], ["(", "["]),
        ("(甲“乙)", [], []),
        ("(甲”乙)", ["“"], []),
        ("", [], []),
    ],
)
def test_open_and_unopened_brackets_are_found(
    text: str, unopened: list[str], unclosed: list[str]
) -> None:
    """Each bracket without partner is given in its opening form, half and full width alike."""
    assert brackets(text) == (unopened, unclosed)


CLOSING = {"(": ")", "“": "”", "《": "》", "[": "]"}


@given(st.text(st.sampled_from("甲()（）“”《》【】[")))
def test_closing_what_is_open_leaves_nothing_open(text: str) -> None:
    """The open brackets are told in the order in which they have to be closed."""
    unopened, unclosed = brackets(text)
    closers = "".join(CLOSING[opening] for opening in reversed(unclosed))
    assert brackets(text + closers) == (unopened, [])


@pytest.mark.parametrize(
    ("text", "closing", "unopened"),
    [
        ("【甲】乙", 2, -1),
        ("【甲【乙】丙】丁", 6, -1),
        ("【甲", -1, -1),
        ("甲】", 0, 1),
        ("【甲】乙】", 2, 4),
        ("", -1, -1),
    ],
)
def test_brackets_of_one_kind_nest(text: str, closing: int, unopened: int) -> None:
    """The bracket that a text begins with closes at its own partner; a stray one is found."""
    assert closing_index(text, "【", "】") == closing
    assert unopened_index(text, "【", "】") == unopened


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("(甲)", "甲"),
        ("（甲）", "甲"),
        ("((甲))", "(甲)"),
        ("()", ""),
        ("(甲)(乙)", None),
        ("(甲", None),
        ("甲", None),
        ("(甲）", None),
        ("", None),
    ],
)
def test_a_text_that_is_one_bracket_gives_what_stands_within(text: str, inside: str | None) -> None:
    """Two brackets side by side are not one."""
    assert in_brackets(text, ROUND) == inside


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("甲(乙)", 1),
        ("甲(乙(丙))", 1),
        ("(甲)乙(丙)", 4),
        ("(甲)", 0),
        ("甲(乙)丙", -1),
        ("甲)", -1),
        ("甲（乙）", 1),
        ("", -1),
    ],
)
def test_the_bracket_at_the_end_is_found_where_it_begins(text: str, start: int) -> None:
    """Nested brackets count as part of the one that closes last."""
    assert last_bracket(text, ROUND) == start
