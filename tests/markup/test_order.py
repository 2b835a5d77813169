"""Which text goes on where, in small made-up columns."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangzhi.markup.certainty import Certainty
from fangzhi.markup.evidence import WEIGHTS
from fangzhi.markup.order import find_order
from fangzhi.markup.roles import Role
from fangzhi.markup.sequence import LONGEST
from markup.making import YEARBOOK, evidence_of, joins_of, parts_of, source_of


@pytest.mark.parametrize(
    ("blocks", "pairs", "reason"),
    [
        (
            ("【交通】 全区完善基础设", "施建设十项。"),
            [("全区完善基础设", "施建设十项。")],
            "word",
        ),
        (
            ("【财政】 全年新增企业,", "引进外资三亿元。"),
            [("全年新增企业,", "引进外资三亿元。")],
            "comma",
        ),
        (
            ("【文化】 举办“溪水", "长流”文化节。"),
            [("举办“溪水", "长流”文化节。")],
            "bracket",
        ),
        (
            ("【环境】 治理河道(含支", "流)十条。"),
            [("治理河道(含支", "流)十条。")],
            "bracket",
        ),
        (
            ("【财政】 全年财政收入3.5", "亿元。"),
            [("全年财政收入3.5", "亿元。")],
            "number",
        ),
        (
            ("【财政】 全年财政收入12", "34万元。"),
            [("全年财政收入12", "34万元。")],
            "number",
        ),
        (
            ("【绿化】 全区扩大绿地,公", "图为新建绿地", "园增加五处。"),
            [("全区扩大绿地,公", "园增加五处。")],
            "picture",
        ),
        (
            ("【外事】 The dis-", "trict office opened."),
            [("The dis-", "trict office opened.")],
            "hyphen",
        ),
        (
            ("【外事】 The large", "district office opened."),
            [("The large", "district office opened.")],
            "small letter",
        ),
        (
            ("【教育】 全区学校联合举办", "其中三所获奖。"),
            [("全区学校联合举办", "其中三所获奖。")],
            "reference",
        ),
        (
            ("【会议】 区长讲话", "，会议结束。"),
            [("区长讲话", "，会议结束。")],
            "mark first",
        ),
    ],
)
def test_a_cut_text_goes_on(
    blocks: tuple[str, ...], pairs: list[tuple[str, str]], reason: str
) -> None:
    """Each kind of cut is joined, for the reason that shows it, and with some certainty."""
    texts, joins = joins_of(*blocks)
    assert texts == pairs
    assert reason in joins[0].reasons
    assert joins[0].certainty is not Certainty.LOW
    assert not joins[0].moved


@pytest.mark.parametrize(
    "blocks",
    [
        ("【概况】 全区平稳发展。", "居民收入稳步增长。"),
        ("【概况】 全区平稳发展。", "【绿化】 全区扩大绿地。"),
        ("【概况】 全区平稳发展。", "(陆一帆)", "教育", "【概况】 学校建成。"),
        ("【概况】 他说：“平稳发展。”", "“稳步增长。”众人说。"),
        ("【概况】 全区平稳", "【绿化】 全区扩大绿地。"),
        ("全区平稳发展。",),
    ],
)
def test_complete_paragraphs_are_not_joined(blocks: tuple[str, ...]) -> None:
    """A text that a mark ends, or that an entry's beginning follows, goes on nowhere."""
    assert joins_of(*blocks) == ([], [])


@pytest.mark.parametrize(
    "blocks",
    [
        ("【工业】 各镇产值如下。", "东镇 81 96", "西镇 72 88", "南镇 65 79"),
        ("【机构】 下设三个股。", "办公室", "财务股", "业务股"),
        ("【规划】 全区推进各项建设并在年内", "第二节 区划"),
        ("【任务】 全年完成下列事项并逐项", "2. 修桥三座。"),
    ],
)
def test_rows_and_items_are_not_run_together(blocks: tuple[str, ...]) -> None:
    """Rows of a table, short lines and numbered items stand by themselves."""
    assert joins_of(*blocks)[0] == []


RIGHT_COLUMN = ("业园招商引资", "【绿化】 全区植树三千株。", "【环境】 治理河")
LEFT_COLUMN = ("道十条。", "【教育】 学校联合办学,全区工")


def test_columns_in_the_wrong_order_change_places() -> None:
    """Two columns that a tool gave from right to left are read from left to right."""
    source = source_of("\n\n".join(("【概况】 全年改造街", *RIGHT_COLUMN, *LEFT_COLUMN)))
    parts = parts_of(source)
    found = find_order(parts, source, YEARBOOK)
    assert len(found.parts) == len(parts)
    assert sorted(found.parts) == list(range(len(parts)))


SWAPPED = ("【旅游】 全年接待游", "路两侧种树三千株。", "客十万人次。", "【绿化】 全年改造道")


def test_swapped_ends_of_two_paragraphs_find_their_beginnings() -> None:
    """Two ends that stand together, in the wrong order, each go to the text that they end."""
    texts, joins = joins_of(*SWAPPED)
    assert texts == [
        ("全年接待游", "客十万人次。"),
        ("全年改造道", "路两侧种树三千株。"),
    ]
    assert [found.moved for found in joins] == [True, True]


def test_an_end_before_its_beginning_is_fetched() -> None:
    """A column that was put first still ends the paragraph that begins after it."""
    texts, joins = joins_of("施建设十项。", "【交通】 全区完善基础设")
    assert texts == [("全区完善基础设", "施建设十项。")]
    assert joins[0].moved


def test_three_pieces_make_one_chain() -> None:
    """A paragraph that two column ends cut is joined twice."""
    texts, _ = joins_of("【交通】 全区完善基础设", "施建设,全年改造道", "路十条。")
    assert texts == [
        ("全区完善基础设", "施建设,全年改造道"),
        ("施建设,全年改造道", "路十条。"),
    ]


def test_the_usual_beginning_of_a_paragraph_speaks_against_a_join() -> None:
    """Beginning as the entries of the book begin weighs against going on from anything."""
    entries = [f"【条目{n}】 2023年,全区完成第{n}项工作。" for n in "甲乙丙丁"]
    usual = evidence_of(*entries, "【条目戊】 工程由区政府负责", "2023年,项目完工。")
    other = evidence_of(*entries, "【条目戊】 工程由区政府负责", "当年,项目完工。")
    assert usual["opening"] < 0
    assert "opening" not in other


@pytest.mark.parametrize(
    ("blocks", "key", "sign"),
    [
        (("全区完善基础设", "施建设十项。"), "word", 1),
        (("全区平稳发展。", "居民收入增长。"), "ended", -1),
        (("举办“溪水", "长流”文化节。"), "bracket", 1),
        (("举办“溪水", "长流文化节。"), "unclosed", -1),
        (("举办溪水", "长流”文化节。"), "unopened", -1),
        (("全年收入3.5", "亿元。"), "number", 1),
        (("全年完成下列", "2. 修桥三座。"), "numbered", -1),
        (("全年完成下列", "（二）修桥三座。"), "numbered", -1),
        (("区长讲话", "，会议结束。"), "mark first", 1),
        (("The large dis-", "trict office opened."), "hyphen", 1),
        (("The large", "District office opened."), "capital", -1),
        (("全区学校联合举办", "其中三所获奖。"), "reference", 1),
        (("全区学校联合举办", "成效十分明显。三所获奖。"), "topic", -1),
        (("全区新增企业,", "引进外资。"), "comma", 1),
        (("全年新建学校12", "处，招生三百人。"), "grammar", 1),
        (("全年学校工作", "的成效显著，招生三百人。"), "grammar", 1),
        (("全区组织学校都", "名教师参加，招生三百人。"), "grammar", -1),
    ],
)
def test_each_piece_of_evidence_weighs_on_its_side(
    blocks: tuple[str, ...], key: str, sign: int
) -> None:
    """What speaks for a join weighs more than nothing, what speaks against it less."""
    found = evidence_of(f"【甲】 {blocks[0]}", blocks[1])
    assert key in WEIGHTS
    assert found[key] * sign > 0


def test_a_text_too_far_away_is_not_fetched() -> None:
    """A text is moved over a window of others at the most."""
    between = [f"这是{n}段完整的文字。" for n in range(LONGEST + 1)]
    texts, _ = joins_of("【交通】 全区完善基础设", *between, "施建设十项。")
    assert ("全区完善基础设", "施建设十项。") not in texts


def test_reasons_are_given_the_strongest_first() -> None:
    """The first reason is the one that weighs most."""
    _, joins = joins_of("【交通】 全区完善基础设", "施建设十项。")
    assert joins[0].reasons[0] == "word"


PIECES = (
    "全区完善基础设", "施建设十项。", "全年改造道", "路两侧种树。", "收入3.5", "亿元。",
    "举办“溪水", "长流”节。", "企业,", "【绿化】 全区", "【概况】 完。", "(陆一帆)", "综述",
    "图为新桥", "dis-", "trict", "，会议", "完整。", "甲",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=25))
@settings(deadline=None)
def test_each_text_is_joined_once_on_each_side_and_none_goes_round(pieces: list[str]) -> None:
    """Joins make chains of texts: no forks, no rings, and nothing goes on into an entry's start."""
    source = source_of("\n\n".join(pieces))
    parts = parts_of(source)
    joins = find_order(parts, source, YEARBOOK).joins
    ahead = {found.before: found.after for found in joins}
    assert len(ahead) == len({found.after for found in joins}) == len(joins)
    for found in joins:
        assert parts[found.before].role is parts[found.after].role is Role.TEXT
        assert not parts[found.after].opens
        seen, node = set(), found.before
        while node in ahead:
            assert node not in seen
            seen.add(node)
            node = ahead[node]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=15))
@settings(deadline=None)
def test_the_same_source_gives_the_same_joins(pieces: list[str]) -> None:
    """Nothing but the text decides."""
    assert joins_of(*pieces) == joins_of(*pieces)
