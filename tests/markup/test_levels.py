"""On which level heads stand: by their numbers, by what they stand between, by their dates."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangzhi.markup.assembly import recognise
from fangzhi.markup.levels import ENTRY
from fangzhi.markup.outline import Division
from fangzhi.markup.profile import load
from fangzhi.source import Block, Box, Source, width
from markup.making import source_of

TEXT = "全区平稳发展，基础设施不断完善。"


def levels_of(profile: str, *blocks: str) -> list[str]:
    """The heads of a text with their kinds, each indented by its depth."""
    source = source_of("\n\n".join(blocks))
    return list(_heads(recognise(source, load(profile)).whole, source, ""))


def sized_levels(profile: str, *blocks: tuple[str, float]) -> list[str]:
    """The same of a scan: each block is one line with the size that it is printed in."""
    source = source_of("\n\n".join(text for text, _ in blocks))
    sizes = dict(blocks)

    def printed(block: Block) -> Block:
        text = source.text[block.start : block.end]
        size = sizes[text]
        box = Box(0.0, 0.0, size * width(text), 1.3 * size)
        kind = "heading" if size > 11 else "paragraph"
        return replace(block, kind=kind, lines=(replace(block.lines[0], box=box),))

    page = replace(source.pages[0], blocks=tuple(map(printed, source.blocks())), ordered=True)
    scan = replace(source, pages=(page,), recognised=True)
    return list(_heads(recognise(scan, load(profile)).whole, scan, ""))


def _heads(division: Division, source: Source, indent: str) -> list[str]:
    head = source.slice(division.head.spans[0]) if division.head else "-"
    found = [f"{indent}{division.kind} {head}"]
    for child in division.divisions:
        found += _heads(child, source, indent + "  ")
    return found


def test_numbered_heads_stand_on_their_levels() -> None:
    """Parts, chapters, sections and subsections nest, and numbers that go on do not matter."""
    assert levels_of(
        "gazetteer", "芸溪区志", "第一编 地理", "第一章 区划", TEXT, "第一节 沿革", TEXT,
        "一、古代", TEXT, "（二）近代", TEXT, "第二节 街道", TEXT, "第二章 河流", TEXT,
        "第二编 经济", "第三章 农业", TEXT,
    ) == [
        "text 芸溪区志",
        "  part 第一编 地理",
        "    chapter 第一章 区划",
        "      section 第一节 沿革",
        "        subsection 一、古代",
        "          subsection （二）近代",
        "      section 第二节 街道",
        "    chapter 第二章 河流",
        "  part 第二编 经济",
        "    chapter 第三章 农业",
    ]  # fmt: skip


def test_decimal_numbers_are_levels_of_a_report() -> None:
    """1, 1.1 and 1.1.1 nest, and what is in capitals without a number stands below them."""
    assert levels_of(
        "report", "Annual Report", "1. Roads", "The council mended roads.", "1.1 High Street",
        "It was paved.", "1.1.1 Kerbs", "They were set.", "1.2 Lanes", "They were swept.",
        "2. Water", "The town laid pipes.", "THE WELLS", "They are deep.",
    ) == [
        "text Annual Report",
        "  chapter 1. Roads",
        "    section 1.1 High Street",
        "      subsection 1.1.1 Kerbs",
        "    section 1.2 Lanes",
        "  chapter 2. Water",
        "    section THE WELLS",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("profile", "heads"),
    [
        ("report", ("Chapter 1", "Chapter 2")),
        ("report", ("Part I", "Part II")),
        ("plain", ("Chapter 1", "Chapter 2")),
        ("plain", ("第一回", "第二回")),
        ("gazetteer", ("第一章", "第二章")),
    ],
)
def test_heads_that_are_nothing_but_a_number_are_equals(
    profile: str, heads: tuple[str, str]
) -> None:
    """The first of two chapters is no title of the whole, and holds not the second."""
    first, second = heads
    text = "The council met in the hall and agreed." if first.isascii() else TEXT
    found = levels_of(profile, first, text, second, text)
    kind = "part" if first.startswith("Part") else "chapter"
    assert found == ["text -", f"  {kind} {first}", f"  {kind} {second}"]


def test_heads_without_a_number_stand_below_the_numbered_one() -> None:
    """One level below the last numbered head, all of them, until the next number."""
    assert levels_of(
        "gazetteer", "第一章 区划", TEXT, "沿革", TEXT, "街道", TEXT, "第二章 河流", TEXT,
        "芸溪", TEXT,
    ) == [
        "text -",
        "  chapter 第一章 区划",
        "    section 沿革",
        "    section 街道",
        "  chapter 第二章 河流",
        "    section 芸溪",
    ]  # fmt: skip


def test_a_head_below_a_head_without_a_number_is_the_lower_one() -> None:
    """Where two stand one under the other, the second is a part of the first."""
    assert levels_of(
        "gazetteer", "第一章 区划", "沿革", "古代", TEXT, "近代", TEXT, "第二章 河流", TEXT
    )[1:4] == [
        "  chapter 第一章 区划",
        "    section 沿革",
        "      subsection 古代",
    ]


def test_a_head_above_a_numbered_one_stands_on_the_level_above() -> None:
    """What has no number itself but heads chapters is a part."""
    assert levels_of(
        "gazetteer", "芸溪区志", "地理", "第一章 区划", TEXT, "经济", "第二章 农业", TEXT
    ) == [
        "text 芸溪区志",
        "  part 地理",
        "    chapter 第一章 区划",
        "  part 经济",
        "    chapter 第二章 农业",
    ]


@pytest.mark.parametrize("named", ["概述", "附录", "编后记"])
def test_heads_that_stand_for_themselves_are_on_the_highest_level(named: str) -> None:
    """After sections and subsections, an appendix is no part of the last one."""
    assert levels_of(
        "gazetteer", "芸溪区志", "第一章 区划", TEXT, "第一节 沿革", TEXT, named, TEXT
    )[1:] == [
        "  chapter 第一章 区划",
        "    section 第一节 沿革",
        f"  chapter {named}",
    ]


def test_pairs_of_heads_are_a_section_and_its_first_part() -> None:
    """Where a signature closes each section, a head after one is a section again."""
    assert levels_of(
        "yearbook", "芸溪区", "综述", "【甲】 文一。", "(陆一帆)", "教育", "学校", "【乙】 文二。",
        "教师", "【丙】 文三。", "(沈二)", "卫生", "【丁】 文四。", "(顾三)",
    ) == [
        "chapter 芸溪区",
        "  section 综述",
        "    entry 【甲】",
        "  section 教育",
        "    subsection 学校",
        "      entry 【乙】",
        "    subsection 教师",
        "      entry 【丙】",
        "  section 卫生",
        "    entry 【丁】",
    ]  # fmt: skip


def test_capitals_stand_above_other_heads() -> None:
    """In a report without numbers, what is in capitals heads what is not."""
    assert levels_of(
        "report", "Annual Report of the Town", "ROADS", "The council met.", "High Street",
        "It was paved.", "Market Lane", "It was swept.", "WATER", "The town laid pipes.",
    ) == [
        "text Annual Report of the Town",
        "  section ROADS",
        "    subsection High Street",
        "    subsection Market Lane",
        "  section WATER",
    ]  # fmt: skip


def test_years_and_months_are_levels_of_a_chronicle() -> None:
    """Months stand below years, both below the chronicle, and dates with a blank head entries."""
    assert levels_of(
        "gazetteer", "芸溪区志", "概述", TEXT, "大事记", "2019年", "1月", "2日，开馆。",
        "3日　芸溪桥动工，全长三百米。", "2月", "5日，通车。", "2020年", "3月", "同日，停航。",
    ) == [
        "text 芸溪区志",
        "  section 概述",
        "  chronicle 大事记",
        "    subsection 2019年",
        "      subsection 1月",
        "        entry 3日",
        "      subsection 2月",
        "    subsection 2020年",
        "      subsection 3月",
    ]  # fmt: skip


@pytest.mark.parametrize("profile", ["gazetteer", "yearbook"])
def test_what_follows_a_chronicle_is_no_part_of_it(profile: str) -> None:
    """The head after the last period stands beside the chronicle."""
    found = levels_of(
        profile, "芸溪", "概述", TEXT, "大事记", "2019年", "3月2日，开馆。", "2020年",
        "3月5日，通车。", "附录", "【甲】 文。",
    )  # fmt: skip
    depth = {line.split()[1]: len(line) - len(line.lstrip()) for line in found}
    assert depth["附录"] == depth["大事记"] < depth["2019年"] == depth["2020年"]


@pytest.mark.parametrize("profile", ["gazetteer", "yearbook"])
def test_a_chronicle_at_the_beginning_holds_its_periods(profile: str) -> None:
    """Also where nothing stands above it, and a section follows it."""
    found = levels_of(
        profile, "大事记", "1月", "2日，开馆。", "同日，开航。", "2月", "5日，通车。", "综述",
        "【甲】 文。", "(陆一帆)", "教育", "【乙】 文。", "(沈二)",
    )  # fmt: skip
    depth = {line.split()[1]: len(line) - len(line.lstrip()) for line in found}
    assert depth["大事记"] < depth["1月"] == depth["2月"]
    assert depth["综述"] == depth["教育"] <= depth["1月"]


@pytest.mark.parametrize("text", ["2019年", "三月"])
def test_without_a_chronicle_a_date_is_no_period(text: str) -> None:
    """A line that is a date heads nothing by itself."""
    found = levels_of("yearbook", "芸溪区", "综述", "【甲】 文。", text, "后来的文字。")
    assert not any(text in line for line in found)


HEADS = (
    "第一编 地理", "第一章 区划", "第一节 沿革", "一、古代", "沿革", "街道", "概述",
    "附录", "大事记", "2019年", "3月", "2日，开馆。", "3日　芸溪桥动工，全长三百米。", TEXT,
    "【甲】 文。", "(陆一帆)", "Yunxi District", "ROADS", "1.1 Roads", "2. Water",
)  # fmt: skip


@given(
    st.lists(st.sampled_from(HEADS), min_size=1, max_size=20),
    st.sampled_from(("gazetteer", "yearbook", "report", "plain")),
)
@settings(deadline=None)
def test_what_stands_in_a_division_is_of_a_lower_level(blocks: list[str], profile: str) -> None:
    """Whatever the heads, ranks grow from the whole to the entries, whose kind is their own."""
    source = source_of("\n\n".join(blocks))
    pending = [recognise(source, load(profile)).whole]
    while pending:
        division = pending.pop()
        assert (division.kind == "entry") == (division.rank == ENTRY)
        for child in division.divisions:
            assert child.rank > division.rank
            pending.append(child)


def test_heads_of_a_scan_stand_on_the_levels_of_their_sizes() -> None:
    """What is printed larger stands higher, though no two sizes are measured alike."""
    assert sized_levels(
        "yearbook", ("芸溪区人民政府", 20.0), ("综合经济", 14.3), (TEXT, 10.1), ("财政税务", 12.0),
        (f"{TEXT}一", 9.9), ("金融保险", 11.7), (f"{TEXT}二", 10.0), ("交通邮电", 13.8),
        (f"{TEXT}三", 10.2), ("公路养护", 12.2), (f"{TEXT}四", 10.0),
    ) == [
        "chapter 芸溪区人民政府",
        "  section 综合经济",
        "    subsection 财政税务",
        "    subsection 金融保险",
        "  section 交通邮电",
        "    subsection 公路养护",
    ]  # fmt: skip


def test_a_title_as_large_as_other_heads_is_that_of_the_first_chapter() -> None:
    """Then the chapters stand side by side."""
    assert sized_levels(
        "yearbook", ("芸溪区人民政府", 20.0), ("重要会议", 14.0), (TEXT, 10.0), ("建议提案", 14.1),
        (f"{TEXT}一", 10.0), ("芸溪区政协委员会", 19.6), ("提案办理", 13.8), (f"{TEXT}二", 10.0),
    ) == [
        "text -",
        "  chapter 芸溪区人民政府",
        "    section 重要会议",
        "    section 建议提案",
        "  chapter 芸溪区政协委员会",
        "    section 提案办理",
    ]  # fmt: skip


def test_numbers_win_over_sizes() -> None:
    """A number says the level, whatever the size; what has none is on that of its size."""
    assert sized_levels(
        "gazetteer", ("芸溪区志", 22.0), ("第一章 区划", 16.0), (TEXT, 10.0), ("第一节 沿革", 13.2),
        (f"{TEXT}一", 10.0), ("一、古代", 13.0), (f"{TEXT}二", 10.0), ("第二节 街道", 15.9),
        (f"{TEXT}三", 10.0), ("第三节 街巷", 13.2), (f"{TEXT}四", 10.0), ("附录", 16.2),
        (f"{TEXT}五", 10.0), ("街道名录", 13.2), (f"{TEXT}六", 10.0),
    ) == [
        "text 芸溪区志",
        "  chapter 第一章 区划",
        "    section 第一节 沿革",
        "      subsection 一、古代",
        "    section 第二节 街道",
        "    section 第三节 街巷",
        "  chapter 附录",
        "    section 街道名录",
    ]  # fmt: skip


def test_heads_of_one_size_are_told_by_their_place() -> None:
    """As in a text that is no scan: a head above a head is the higher one."""
    assert sized_levels(
        "yearbook", ("芸溪区人民政府", 14.0), ("综合经济", 14.2), ("财政税务", 13.9), (TEXT, 10.0),
        ("金融保险", 14.0), (f"{TEXT}一", 10.0),
    ) == [
        "chapter 芸溪区人民政府",
        "  section 综合经济",
        "    subsection 财政税务",
        "    subsection 金融保险",
    ]  # fmt: skip


def test_a_signature_closes_what_the_next_head_does_not_belong_to() -> None:
    """Though most signatures close a chapter, one before the next section closes a section."""
    blocks = ("Annual Report", "1. Roads", "1.1 Streets", "They were mended.", "(A. Lunt)")
    blocks += ("2. Water", "2.1 Wells", "They are deep.", "(H. Roe)", "2.2 Weirs", "They held.")
    blocks += ("3. Light", "3.1 Lamps", "They burn.", "(A. Lunt)", "4. Parks", "They are green.")
    source = source_of("\n\n".join(blocks))
    outline = recognise(source, load("report"))
    signed = [
        source.slice(division.head.spans[0])
        for division in outline.divisions()
        if division.head and division.signatures
    ]
    assert signed == ["1. Roads", "2.1 Wells", "3. Light"]
    assert all(division.head for division in outline.divisions())
