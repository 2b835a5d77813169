"""Roles and joins as a tree of divisions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangzhi.markup.assembly import recognise
from fangzhi.markup.decisions import Decisions, RoleDecision
from fangzhi.markup.outline import (
    Block,
    Division,
    Grid,
    Listing,
    Note,
    Outline,
    PageBreak,
    Passage,
    Picture,
)
from fangzhi.source import Source
from markup.making import YEARBOOK, source_of

TITLE = "芸溪区"


def outline_of(text: str) -> list[str]:
    """The outline of a text, one line a thing, indented by its depth."""
    source = source_of(text)
    return list(_lines(recognise(source, YEARBOOK).whole, source, ""))


def _lines(division: Division, source: Source, indent: str) -> list[str]:
    def shown(passage: Passage | None) -> str:
        return "|".join(source.slice(span) for span in passage.spans) if passage else "-"

    found = [f"{indent}page {one.page}" for one in division.breaks]
    found.append(f"{indent}{division.kind} {shown(division.head)}")
    inner = indent + "  "
    if division.parallel:
        found.append(f"{inner}parallel {shown(division.parallel)}")
    for block in division.content:
        match block:
            case Passage():
                found.append(f"{inner}p {shown(block)}")
            case Picture(caption, credit):
                found.append(f"{inner}figure {shown(caption)} {shown(credit)}")
            case PageBreak(page):
                found.append(f"{inner}page {page}")
    for child in division.divisions:
        found += _lines(child, source, inner)
    for signature in division.signatures:
        if isinstance(signature, PageBreak):
            found.append(f"{inner}page {signature.page}")
        else:
            found.append(f"{inner}signed {shown(signature)}")
    return found


def told(*blocks: str) -> list[str]:
    return outline_of("\n\n".join(blocks))


def test_sections_hold_entries_and_close_with_their_signatures() -> None:
    """A chapter of two signed sections with two entries is what it looks like."""
    assert told(
        TITLE, "Yunxi District", "综述", "【甲】 文。", "续文。", "【乙】 文。", "(陆一帆)",
        "教育", "【丙】 文。", "(沈二)",
    ) == [
        "chapter 芸溪区",
        "  parallel Yunxi District",
        "  section 综述",
        "    entry 【甲】",
        "      p 文。",
        "      p 续文。",
        "    entry 【乙】",
        "      p 文。",
        "    signed (陆一帆)",
        "  section 教育",
        "    entry 【丙】",
        "      p 文。",
        "    signed (沈二)",
    ]  # fmt: skip


def test_entries_that_are_signed_one_by_one_keep_their_signatures() -> None:
    """Where signatures stand before entries more often than before heads, entries are signed."""
    assert told(
        TITLE, "综述", "【甲】 文。", "(陆一帆)", "【乙】 文。", "(沈二)", "【丙】 文。", "(顾三)",
        "教育", "【丁】 文。", "(施四)",
    ) == [
        "chapter 芸溪区",
        "  section 综述",
        "    entry 【甲】",
        "      p 文。",
        "      signed (陆一帆)",
        "    entry 【乙】",
        "      p 文。",
        "      signed (沈二)",
        "    entry 【丙】",
        "      p 文。",
        "      signed (顾三)",
        "  section 教育",
        "    entry 【丁】",
        "      p 文。",
        "      signed (施四)",
    ]  # fmt: skip


def test_text_after_a_signature_begins_a_section_without_a_head() -> None:
    """What follows a closing signature never stands in the division that it closes."""
    assert told(
        TITLE, "综述", "【甲】 文。", "(陆一帆)", "后来的文字。", "教育", "【乙】 文。"
    ) == [
        "chapter 芸溪区",
        "  section 综述",
        "    entry 【甲】",
        "      p 文。",
        "    signed (陆一帆)",
        "  section -",
        "    p 后来的文字。",
        "  section 教育",
        "    entry 【乙】",
        "      p 文。",
    ]


def test_a_finished_paragraph_is_not_moved_to_a_text_that_breaks_off() -> None:
    """What was written after a signature stands there, whatever is missing later on."""
    found = told(
        "综述", "【甲】 文一。", "(陆一帆)", "后来的文字。",
        "教育", "【乙】 文二。", "(续)", "(沈二)",
    )  # fmt: skip
    lines = [line.strip() for line in found]
    assert lines.index("p 后来的文字。") < lines.index("section 教育")


def test_two_signatures_in_a_row_close_one_section() -> None:
    """Authors may sign one below the other."""
    assert told(TITLE, "综述", "【甲】 文。", "(陆一帆)", "(沈二)")[-2:] == [
        "    signed (陆一帆)",
        "    signed (沈二)",
    ]


def test_a_text_without_heads_is_paragraphs_and_no_chapter() -> None:
    """Nothing is invented where nothing is told."""
    assert told("第一段。", "第二段。") == ["text -", "  p 第一段。", "  p 第二段。"]


def test_text_before_the_first_entry_belongs_to_the_section() -> None:
    """An introduction stands before the entries of its section."""
    assert told(TITLE, "综述", "【甲】 文。", "(陆一帆)", "教育", "引言。", "【乙】 文。")[5:] == [
        "  section 教育",
        "    p 引言。",
        "    entry 【乙】",
        "      p 文。",
    ]


def test_a_cut_paragraph_is_one_passage_with_its_seam() -> None:
    """Spans stand in reading order, with one seam fewer than there are pieces."""
    source = source_of("【交通】 全区完善基础设\n\n施建设,全年改造道\n\n路十条。")
    (passage,) = recognise(source, YEARBOOK).passages()
    assert [source.slice(span) for span in passage.spans] == [
        "全区完善基础设", "施建设,全年改造道", "路十条。"
    ]  # fmt: skip
    assert [(seam.pages, seam.moved) for seam in passage.seams] == [((), False)] * 2


def test_swapped_ends_stand_where_they_are_read() -> None:
    """Each moved text is in the entry that it belongs to."""
    assert told("【旅游】 全年接待游", "路两侧种树。", "客十万人次。", "【绿化】 全年改造道") == [
        "text -",
        "  entry 【旅游】",
        "    p 全年接待游|客十万人次。",
        "  entry 【绿化】",
        "    p 全年改造道|路两侧种树。",
    ]


@pytest.mark.parametrize(
    ("blocks", "lines"),
    [
        (
            ("【甲】 全区扩大公", "图为新桥", "园面积。", "后一段。"),
            ["p 全区扩大公|园面积。", "figure 图为新桥 -", "p 后一段。"],
        ),
        (
            ("【甲】 第一段。", "新桥(陆一帆摄)", "后一段。"),
            ["p 第一段。", "figure 新桥 (陆一帆摄)", "p 后一段。"],
        ),
        (
            ("【甲】 全区扩大公", "新桥", "(陆一帆摄)", "园面积。"),
            ["p 全区扩大公|园面积。", "figure 新桥 (陆一帆摄)"],
        ),
        (
            ("【甲】 第一段。", "图为一桥", "图为二桥", "三桥(陆一帆摄)", "后一段。"),
            ["p 第一段。", "figure 图为一桥 -", "figure 图为二桥 -", "figure 三桥 (陆一帆摄)",
             "p 后一段。"],
        ),
        (
            ("【甲】 全区扩大公", "图为一桥", "图为二桥", "园面积。"),
            ["p 全区扩大公|园面积。", "figure 图为一桥 -", "figure 图为二桥 -"],
        ),
        (
            ("【甲】 第一段。", "(陆一帆摄)", "后一段。"),
            ["p 第一段。", "figure - (陆一帆摄)", "p 后一段。"],
        ),
    ],
)  # fmt: skip
def test_a_picture_follows_the_paragraph_that_it_interrupts(
    blocks: tuple[str, ...], lines: list[str]
) -> None:
    """Pictures stand after the whole paragraph, in their own order, each with its credit."""
    assert told(*blocks) == ["text -", "  entry 【甲】", *(f"    {line}" for line in lines)]


def test_a_picture_before_any_text_stands_before_the_first_paragraph() -> None:
    """A frontispiece is not lost."""
    assert told("图为新桥", "【甲】 文。") == [
        "text -",
        "  entry 【甲】",
        "    figure 图为新桥 -",
        "    p 文。",
    ]


@pytest.mark.parametrize("blocks", [("图为新桥",), ("(陆一帆摄)",), ("图为一桥", "图为二桥")])
def test_pictures_alone_stand_in_the_chapter(blocks: tuple[str, ...]) -> None:
    """A source of nothing but captions is a chapter of pictures, in their order."""
    shown = [line.split()[-1] if "摄" in line else line.split()[1] for line in told(*blocks)[1:]]
    assert shown == list(blocks)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("【甲】 第一段。\n\f第二段。", ["p 第一段。", "page 1", "p 第二段。"]),
        ("【甲】 第一段。\n\f\n第二段。\n\f第三段。",
         ["p 第一段。", "page 1", "p 第二段。", "page 2", "p 第三段。"]),
        ("【甲】 全区完善基础设\n\f施建设十项。\n\n第二段。",
         ["p 全区完善基础设|施建设十项。", "p 第二段。"]),
    ],
)  # fmt: skip
def test_a_page_begins_between_blocks_or_at_a_seam(text: str, lines: list[str]) -> None:
    """The break stands once: before the first block of the page, or inside a cut paragraph."""
    assert outline_of(text) == ["text -", "  entry 【甲】", *(f"    {line}" for line in lines)]


def test_the_seam_at_a_page_end_names_the_page() -> None:
    """A paragraph that runs over the page knows which page begins there."""
    passages = recognised("【甲】 全区完善基础设\n\f施建设十项。").passages()
    assert [seam.pages for seam in passages[0].seams] == [(1,)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "综述\n\n【甲】 文。\n\n(陆一帆)\n\f教育\n\n【乙】 文。\n\n(沈二)",
        ),
        pytest.param(
            "综述\n\n文。\n\n(陆一帆)\n\f教育\n\n文。\n\n(沈二)",
        ),
    ],
)
def test_a_page_that_begins_with_a_section_begins_after_the_signature(text: str) -> None:
    """The break stands between what is on the one page and what is on the other."""
    lines = [line.strip() for line in outline_of(text)]
    last = len(lines) - 1 - lines[::-1].index("p 文。")
    assert lines.index("signed (陆一帆)") < lines.index("page 1") < last


def test_an_empty_page_is_a_page() -> None:
    """Two form feeds are two page beginnings, so that pages can be counted."""
    lines = [line.strip() for line in outline_of("【甲】 第一段。\n\f\f第二段。")]
    assert lines[2:] == ["p 第一段。", "page 1", "page 2", "p 第二段。"]


def test_a_head_that_a_page_end_cut_has_the_page_at_its_seam() -> None:
    """The second half of the head stands on the second page."""
    (entry,) = recognised("【关于修\n\f桥】 动工。").entries()
    assert entry.head is not None
    assert [seam.pages for seam in entry.head.seams] == [(1,)]


def recognised(text: str) -> Outline:
    return recognise(source_of(text), YEARBOOK)


def test_divisions_and_passages_come_in_reading_order() -> None:
    """The queries of the outline go through the tree from the beginning to the end."""
    text = f"{TITLE}\n\n综述\n\n【甲】 一。\n\n【乙】 二。\n\n(陆一帆)\n\n教育\n\n【丙】 三。"
    source = source_of(text)
    outline = recognise(source, YEARBOOK)
    first = [source.slice(passage.spans[0]) for passage in outline.passages()]
    assert first == ["一。", "二。", "三。"]
    heads = [source.slice(one.head.spans[0]) for one in outline.headed() if one.head]
    assert heads == ["综述", "教育"]
    entries = [source.slice(one.head.spans[0]) for one in outline.entries() if one.head]
    assert entries == ["【甲】", "【乙】", "【丙】"]


def decided(text: str, decisions: Decisions) -> list[str]:
    source = source_of(text)
    return list(_lines(recognise(source, YEARBOOK, decisions).whole, source, ""))


def test_a_decided_role_comes_before_what_is_found() -> None:
    """A line in the middle of an entry is a head where a person says so, on the level they say."""
    text = "芸溪区\n\n综述\n\n【甲】 文。\n\n2023年的教育。\n\n【乙】 文。"
    decisions = Decisions(roles={7: RoleDecision("head", "section")}, joins={})
    assert decided(text, decisions)[-4:] == [
        "      p 文。",
        "  section 2023年的教育。",
        "    entry 【乙】",
        "      p 文。",
    ]


def test_a_decided_join_comes_before_what_is_found() -> None:
    """Complete paragraphs are joined, and cut ones parted, where a person says so."""
    whole = "【甲】 全区平稳发展。\n\n居民收入增长。"
    assert decided(whole, Decisions({}, {1: 3}))[-1] == "    p 全区平稳发展。|居民收入增长。"
    cut = "【甲】 全区完善基础设\n\n施建设十项。"
    assert decided(cut, Decisions({}, {1: None}))[-2:] == [
        "    p 全区完善基础设",
        "    p 施建设十项。",
    ]


PIECES = (
    "【概况】 完。", "【绿化】 全区完善基础设", "施建设。", "(陆一帆)", "综述", "教育", "图为新桥",
    "新桥(陆一帆摄)", "(陆一帆摄)", "完整。", "Yunxi District", "【甲", "乙】 文。", "全年,",
    "后来补写的一段。(沈二)", "大事记", "2019年", "3月2日，开馆。", "第一节 区划", "1. 修桥。",
    "2. 修路。", "注：据统计。", "东镇　81　96\n西镇　72　88\n南镇　65　79", "· 12 ·", "13",
)  # fmt: skip


def passages_of(block: Block) -> list[Passage]:
    """The passages that a block holds; a table has none."""
    match block:
        case Passage():
            return [block]
        case Picture(caption, credit):
            return [passage for passage in (caption, credit) if passage]
        case Note(passage, _):
            return [passage]
        case Listing(items):
            return items
    return []


def spans_of(division: Division) -> list[tuple[int, int]]:
    found = []
    passages = [one for one in (division.head, division.parallel) if one]
    for block in (*division.content, *division.signatures):
        passages += passages_of(block)
        if isinstance(block, Grid):
            found += [(span.start, span.end) for span in block.table.spans()]
    found += [(span.start, span.end) for one in passages for span in one.spans]
    return found + [span for child in division.divisions for span in spans_of(child)]


@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=20), st.sampled_from(("\n\n", "\n\f"))
)
@settings(deadline=None)
def test_each_character_stands_in_the_outline_once(pieces: list[str], between: str) -> None:
    """The spans of tree and furniture are those of the source: none lost, none twice."""
    source = source_of(between.join(pieces))
    outline = recognise(source, YEARBOOK)
    furniture = [one.span for sheet in outline.sheets for one in sheet.furniture]
    spans = sorted(spans_of(outline.whole) + [(span.start, span.end) for span in furniture])
    assert len(set(spans)) == len(spans)
    assert "".join("".join(source.text[a:b] for a, b in spans).split()) == "".join(
        source.text.split()
    )
