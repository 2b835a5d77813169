"""The account of every character."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fangzhi.errors import SourceError
from fangzhi.markup import profile
from fangzhi.pipeline import encode_source, plan
from fangzhi.tei.ledger import check_ledger
from fangzhi.tei.names import NS, TEI

# What blocks are made of: the marks that rules look at, whole and broken, among other text.
PIECES = (
    "【概况】", "【", "】", "〔", "（", "）", "(", ")", "“", "”", "《", "》", "(陆一帆)",
    "（王一 李二）", "(续)", "(区档案馆 供稿)", "（张三摄）", "图为", "综述", "水网治理",
    "2017年,", "3.5", "亿元", "。", "，", ",", "、", ":", "People's Government of Yunxi",
    "dis-", "trict", "Wi", "Fi", " ", "\u3000", "\t", "\n", "\n\n", "\f", "年末评", "出十处",
    "早年坠河失", "落,清淤", "𠀀", "é", "&", "<", "]]>", "\ufeff", "\u200b", "<!--", "①",
    "第一章 区划", "1.1 Roads", "THE YEAR", "大事记", "2019年\n", "3月2日　", "■概况 ", "· 12 ·",
    "\n13\n", "芸溪年鉴　14", "东镇　81　96\n西镇　72　88\n", "1. 修桥", "2. 修路",
    "注：", "│", "┌─┐",
)  # fmt: skip
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=60).map("".join)


def encoded(text: str, kind: str = "yearbook") -> tuple[etree._ElementTree, str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "any.txt")
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        result = encode_source(plan(path, Path(folder), profile=kind))
    return etree.fromstring(result.data).getroottree(), result.source.text


@given(texts, st.sampled_from(("", *profile.names())))
def test_no_text_loses_a_character(text: str, kind: str) -> None:
    """Any text, read as any kind, is encoded with the account balanced, or refused with reason."""
    try:
        tree, source = encoded(text, kind)
    except SourceError as error:
        assert error.remedy
    else:
        assert check_ledger(tree, source) == []
        assert "".join(source.split()) != ""


SOURCE = "综述\n\n【概况】 全区面积30平方千米。\n\n(陆一帆)\n"


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda p: setattr(p, "text", "全区面积31平方千米。"), "where the source has"),
        (lambda p: p.set("source", "src:char=9,18"), "lost"),
        (lambda p: p.set("source", "src:char=3,19"), "where the source has"),
        (lambda p: p.set("source", "src:char=9,900"), "does not have"),
        (lambda p: p.getparent().append(p.__copy__()), "repeats"),
        (lambda p: p.getparent().remove(p), "lost"),
    ],
)
def test_each_kind_of_loss_is_found(damage, complaint: str) -> None:  # type: ignore[no-untyped-def]
    """A changed, lost, doubled or misplaced character is named."""
    tree, source = encoded(SOURCE)
    assert check_ledger(tree, source) == []
    paragraph = tree.find(".//tei:text//tei:p", NS)
    damage(paragraph)
    assert any(complaint in problem.message for problem in check_ledger(tree, source))


@pytest.mark.parametrize(
    ("edit", "kept"),
    [
        ("全区<add>面积</add>", True),  # a hand wrote it into the source
        ("全区<del>面积</del>", True),  # a hand struck it out there
        ("全区面积<supplied>约</supplied>", True),  # an editor put it in
        ("全区<choice><abbr>面积</abbr><expan>总面积</expan></choice>", True),
        ("全区<supplied>面积</supplied>", False),
    ],
)
def test_what_a_hand_wrote_counts_and_what_an_editor_put_in_does_not(edit: str, kept: bool) -> None:
    """Additions and deletions are in the source; what is supplied or written out is not."""
    tree, source = encoded(SOURCE)
    paragraph = tree.find(".//tei:text//tei:p", NS)
    assert paragraph is not None and paragraph.text is not None
    rest = paragraph.text.removeprefix("全区面积")
    assert rest != paragraph.text
    fresh = etree.fromstring(f'<p xmlns="{TEI}">{edit}{rest}</p>')
    paragraph.text = fresh.text
    paragraph[:0] = list(fresh)
    assert (check_ledger(tree, source) == []) is kept


def test_an_editors_correction_keeps_the_account() -> None:
    """A choice of sic and corr counts what the source has, not what the editor reads."""
    tree, source = encoded(SOURCE)
    paragraph = tree.find(".//tei:text//tei:p", NS)
    assert paragraph is not None
    paragraph.text = "全区面积"
    choice = etree.SubElement(paragraph, f"{{{TEI}}}choice")
    etree.SubElement(choice, f"{{{TEI}}}sic").text = "30"
    etree.SubElement(choice, f"{{{TEI}}}corr").text = "31"
    choice.tail = "平方千米。"
    assert check_ledger(tree, source) == []
