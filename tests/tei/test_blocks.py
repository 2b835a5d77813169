"""Tables, lists, notes, running heads and chronicles of small made-up texts as TEI."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from fangzhi.check.run import check_file
from fangzhi.pipeline import encode_source, plan, write_tei
from fangzhi.resources import schema_folder
from fangzhi.tei.edition import reading
from fangzhi.tei.ledger import check_ledger
from fangzhi.tei.names import local
from tei.making import all_of, encoded, one_of, shown, tree_of

GRAMMAR = etree.RelaxNG(etree.parse(schema_folder() / "fangzhi.rng"))

TABLE = """\
表1　芸溪区人口

年份　　人口　　户数
2016　　1200　　34
2017　　1215　　35
"""
BOX = """\
┌───┬───┐
│名称│面积│
├───┼───┤
│文化│1200│
│教育│80  │
└───┴───┘
"""
LIST = "1. 修桥。\n2. 修路两\n条。\n3. 种树。\n"
NOTES = "全区人口增长①。\n\n后一段。\n\n① 不含流动人口。\n\n注：据统计局。\n"
PAGES = "芸溪年鉴　12\n【甲】 全年平稳，修建\n芸溪年鉴　13\n道路十条。\n芸溪年鉴　14\n丙年平稳。\n"
FEEDS = "甲年平稳。\n· 1 ·\n\f乙年增长。\n· 2 ·\n"
CHRONICLE = """\
芸溪区志

概述

全区平稳发展。

大事记

2019年

1月

2日　芸溪桥动工，全长三百米。

同日，开航。

2020年

3月5日　芸溪桥通车，众人来看。
"""
BOOK = (
    f"芸溪区\n\n综述\n\n【人口】 历年如下：\n\n{TABLE}\n后一段。\n\n【任务】 全年三件：\n\n{LIST}\n"
    f"【统计】 {NOTES}\n(陆一帆)\n"
)


@pytest.mark.parametrize(
    ("text", "profile"),
    [
        (f"【人口】 历年如下。\n\n{TABLE}", "yearbook"),
        (f"【面积】 各处如下。\n\n{BOX}", "yearbook"),
        (f"【任务】 全年三件：\n\n{LIST}", "yearbook"),
        (f"【统计】 {NOTES}", "yearbook"),
        (PAGES, "yearbook"),
        (FEEDS, "yearbook"),
        (CHRONICLE, "gazetteer"),
        (CHRONICLE, "yearbook"),
        (BOOK, "yearbook"),
        (BOOK, "gazetteer"),
        (BOOK, "plain"),
        (BOOK, ""),
    ],
)
def test_the_encoding_is_valid_and_loses_nothing(text: str, profile: str, tmp_path: Path) -> None:
    """Grammar and rules accept it, and each character of the source stands in it once."""
    source = tmp_path / "source" / "made.txt"
    source.parent.mkdir()
    source.write_text(text, encoding="utf-8")
    job = plan(source, tmp_path, profile=profile)
    result = encode_source(job)
    tree = etree.fromstring(result.data).getroottree()
    GRAMMAR.assertValid(tree)
    assert check_ledger(tree, result.source.text) == []
    write_tei(job, result)
    assert [finding.message for finding in check_file(job.tei)] == []


def rows_of(root: etree._Element) -> list[tuple[str | None, list[str]]]:
    """(role, texts of the cells without strokes) of each row of the only table."""
    table = one_of(root, "//tei:table")
    return [
        (row.get("role"), ["".join(cell.xpath("text()")) for cell in all_of(row, "tei:cell")])
        for row in all_of(table, "tei:row")
    ]


def test_a_table_has_rows_of_cells() -> None:
    """Columns that wide blanks part are cells; the row of names is one of labels."""
    root = tree_of(f"【人口】 历年如下。\n\n{TABLE}\n后一段。")
    assert rows_of(root) == [
        ("label", ["年份", "人口", "户数"]),
        ("data", ["2016", "1200", "34"]),
        ("data", ["2017", "1215", "35"]),
    ]
    table = one_of(root, "//tei:table[@rows='3'][@cols='3']")
    entry = one_of(root, "//tei:div[@type='entry']")
    assert [local(one) for one in entry] == ["head", "p", "table", "p"]
    assert reading(table[0]) == "表1 芸溪区人口"


def test_what_a_table_is_drawn_with_is_kept_apart() -> None:
    """Rules between rows are fw, strokes between cells pc; the cells read without them."""
    root = tree_of(f"【面积】 各处如下。\n\n{BOX}")
    assert rows_of(root) == [
        ("label", ["名称", "面积"]),
        ("data", ["文化", "1200"]),
        ("data", ["教育", "80"]),
    ]
    assert len(all_of(root, "//tei:table/tei:fw[@type='rule']")) == 3
    assert {stroke.text for stroke in all_of(root, "//tei:cell/tei:pc")} == {"│"}


def test_a_list_has_items_with_their_labels() -> None:
    """The printed number is the label, and what is one list is one element."""
    root = tree_of("【任务】 全年三件：\n\n1. 修桥。\n\n2. 修路。\n\n3. 种树。\n\n后一段。")
    items = one_of(root, "//tei:list")
    assert [(local(one), reading(one)) for one in items] == [
        ("label", "1."), ("item", "修桥。"),
        ("label", "2."), ("item", "修路。"),
        ("label", "3."), ("item", "种树。"),
    ]  # fmt: skip
    entry = one_of(root, "//tei:div[@type='entry']")
    assert [local(one) for one in entry] == ["head", "p", "list", "p"]


def test_one_numbered_paragraph_is_no_list() -> None:
    """A list has at least two items."""
    root = tree_of("【任务】 全年一件：\n\n1. 修桥。\n\n后一段。")
    assert all_of(root, "//tei:list") == []


def test_printed_notes_have_their_marks() -> None:
    """A mark that the text calls, or a word, makes a note; only a mark is its number."""
    root = tree_of(f"【统计】 {NOTES}")
    notes = [(one.get("n"), reading(one)) for one in all_of(root, "//tei:body//tei:note")]
    assert notes == [("①", "① 不含流动人口。"), (None, "注：据统计局。")]


def test_a_mark_that_nothing_calls_is_no_note() -> None:
    """A paragraph may begin with such a mark."""
    root = tree_of("【统计】 全区人口增长。\n\n① 不含流动人口。")
    assert all_of(root, "//tei:body//tei:note") == []


def test_running_heads_stand_at_the_beginnings_of_their_pages() -> None:
    """Each page break has the printed number, and a cut word goes on over it."""
    root = tree_of(PAGES)
    assert [page.get("n") for page in all_of(root, "//tei:pb")] == ["12", "13", "14"]
    heads = [(one.get("type"), one.get("place"), one.text) for one in all_of(root, "//tei:fw")]
    assert heads == [("header", "top", f"芸溪年鉴 {number}") for number in (12, 13, 14)]
    first = all_of(root, "//tei:body//tei:p")[0]
    assert reading(first) == "全年平稳，修建道路十条。"
    assert [local(one) for one in first] == ["pb", "fw"]
    assert first[0].get("cert")


def test_page_numbers_stand_at_the_ends_of_their_pages() -> None:
    """The number at the foot comes before the break, that of the last page at the very end."""
    root = tree_of(FEEDS)
    order = [
        (local(one), one.get("n") or "".join(one.itertext()))
        for one in all_of(root, "//tei:body//tei:*[self::tei:pb or self::tei:fw or self::tei:p]")
    ]
    assert order == [
        ("pb", "1"), ("p", "甲年平稳。"), ("fw", "· 1 ·"),
        ("pb", "2"), ("p", "乙年增长。"), ("fw", "· 2 ·"),
    ]  # fmt: skip


def test_a_text_without_pages_has_no_page_break() -> None:
    """Where nothing tells of pages, none is made up."""
    assert all_of(tree_of("【甲】 文。"), "//tei:pb | //tei:fw") == []


def test_a_chronicle_is_a_division_by_dates() -> None:
    """Its periods nest, and dates before a blank head entries."""
    root = tree_of(CHRONICLE, profile="gazetteer")
    chronicle = one_of(root, "//tei:div[@type='chronicle']")
    assert [reading(head) for head in all_of(chronicle, ".//tei:head")] == [
        "大事记", "2019年", "1月", "2日", "2020年", "3月5日",
    ]  # fmt: skip
    assert [reading(head) for head in all_of(chronicle, "tei:div/tei:head")] == ["2019年", "2020年"]
    assert "同日，开航。" in [reading(p) for p in all_of(chronicle, ".//tei:p")]
    assert "芸溪桥" in shown(one_of(root, "//tei:div[tei:head='3月5日']/tei:p"))


def test_the_profile_that_was_chosen_is_used() -> None:
    """Without a profile the signs of the text decide: the same as when it is asked for."""
    asked = encoded(BOOK, profile="yearbook")
    assert encoded(BOOK, profile="") == asked
    assert encoded(BOOK, profile="plain") != asked


PIECES = (
    TABLE, BOX, LIST, NOTES, PAGES, FEEDS, CHRONICLE, "(陆一帆)\n", "综述\n", "\n", "图为新桥\n",
    "【概况】 全区\n", "一、二\n", "后一段。\n",
)  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("\n".join),
    st.sampled_from(("yearbook", "gazetteer", "report", "plain", "")),
)
@settings(deadline=None, max_examples=60)
def test_blocks_of_all_kinds_in_any_order_are_valid(text: str, profile: str) -> None:
    """Whatever stands next to what, the grammar accepts the encoding."""
    text = f"全区平稳发展。\n\n{text}"
    GRAMMAR.assertValid(etree.fromstring(encoded(text, profile=profile)).getroottree())
