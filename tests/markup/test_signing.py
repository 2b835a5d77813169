"""Signatures that stand on lines of their own, without brackets or beside a word of credits."""

from __future__ import annotations

import pytest

from fangzhi.markup.profile import load
from fangzhi.markup.signatures import is_signing, signed_names
from markup.making import YEARBOOK, parts_of, source_of

REPORT = load("report")


def signatures(*lines: str, latin: bool = False) -> list[str]:
    """The lines that are read as signatures."""
    source = source_of("\n\n".join(lines))
    found = parts_of(source, REPORT if latin else YEARBOOK)
    return [source.slice(part.span) for part in found if part.role.value == "signature"]


@pytest.mark.parametrize(
    "line",
    [
        "（统计处供稿）",
        "（供稿：韩　煜）",
        "（撰文：区档案馆　陆一帆）",
        "（《芸溪年鉴》编辑部）",
        "（区政府办公室　2023年2月10日）",
    ],
)
def test_a_word_for_authors_signs_after_a_sentence(line: str) -> None:
    """供稿 below a finished text names its author, not that of a picture."""
    assert signatures("综述", "【概况】 全年平稳。", line, "教育", "【学校】 文。") == [line]


@pytest.mark.parametrize("line", ["（区档案馆　供稿）", "（陆一帆摄）"])
def test_below_a_caption_it_is_a_credit(line: str) -> None:
    """What breaks off above it is a caption, and who took a picture signs no text."""
    assert signatures("综述", "【概况】 全年平稳。", "新桥通车", line, "【学校】 文。") == []


def test_an_office_signs_with_a_date_below_it() -> None:
    """Without a date its name may as well be a head."""
    text = ("综述", "【概况】 全年平稳。")
    assert signatures(*text, "芸溪区统计局", "2023年3月28日") == ["芸溪区统计局", "2023年3月28日"]
    assert signatures(*text, "芸溪区统计局", "【学校】 文。") == []
    assert signatures(*text, "2023年3月28日") == []


@pytest.mark.parametrize(
    "line",
    [
        "JAMES R. WELD, Superintendent of Schools.",
        "A. B. LOWE, C. D. HART, Auditors.",
        "Respectfully submitted, Horace P. Lindley, County Treasurer.",
        "F. N. Allardice, M. D.",
        "Anna Rüegg-Meier, Gemeindepräsidentin",
        "Eva Graf, Gemeinderätin, und Ruth Caviezel, Heimleiterin",
        "Finanzverwaltung, Claudia Bösch",
    ],
)
def test_a_person_with_an_office_signs_without_brackets(line: str) -> None:
    """So reports in Latin script are signed."""
    found = signatures(
        "THE YEAR", "All went well.", line, "THE SCHOOLS", "They opened.", latin=True
    )
    assert found == [line]


@pytest.mark.parametrize(
    "line",
    ["Report of the Physician", "The Board of Health", "Harlow Junction", "Hay, 142 tons", "Clerk"],
)
def test_other_lines_in_latin_script_do_not_sign(line: str) -> None:
    """A person is named, by initials or beside an office."""
    found = signatures(
        "THE YEAR", "All went well.", line, "THE SCHOOLS", "They opened.", latin=True
    )
    assert found == []


def test_a_list_of_members_is_no_signature() -> None:
    """Four officers one under the other are told of, and sign nothing."""
    members = [f"{initial}. Lowe, Clerk" for initial in "ABCD"]
    assert signatures("THE YEAR", "All went well.", *members, "They met.", latin=True) == []


def test_nothing_signs_what_breaks_off() -> None:
    """Names in the middle of a sentence belong to it."""
    line = "JAMES R. WELD, Superintendent of Schools."
    assert signatures("THE YEAR", "All was left to", line, "and his men.", latin=True) == []


def test_signing_needs_a_book_with_offices() -> None:
    """A text of no kind has no signatures."""
    assert not is_signing("JAMES R. WELD, Superintendent", load("plain"))


@pytest.mark.parametrize("line", ["（见附件　12）", "（陆一帆　12）"])
def test_a_number_is_nobody(line: str) -> None:
    """Only a date may stand beside names."""
    assert signatures("综述", "【概况】 全年平稳。", line, "教育", "【学校】 文。") == []


def test_the_longest_word_for_authors_counts() -> None:
    """本报记者 ends in 记者, and 本报 is nobody."""
    assert signed_names("陆一帆本报记者", YEARBOOK) == [("陆一帆", False)]
