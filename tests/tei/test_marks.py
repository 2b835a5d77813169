"""What an engine was not sure of, and what it misread, as markup in the line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from fangzhi.markup import profile as profiles
from fangzhi.markup.assembly import recognise
from fangzhi.markup.profile import OcrRule
from fangzhi.markup.slips import Slip, find_slips, readable
from fangzhi.metadata import Metadata
from fangzhi.pipeline import encode_source, plan
from fangzhi.resources import schema_folder
from fangzhi.source import Source, Word
from fangzhi.tei.edition import reading
from fangzhi.tei.encode import encode
from fangzhi.tei.ledger import check_ledger
from fangzhi.tei.marks import doubtful, mark
from fangzhi.tei.names import NS, TEI
from markup.making import source_of
from tei.making import shown

YEARBOOK = profiles.load("yearbook")
GRAMMAR = etree.RelaxNG(etree.parse(schema_folder() / "fangzhi.rng"))
TEXT = """综述

【概况】 二O二四年全区扩大绿地,公

图为新建绿地（区档案馆 供稿)

园增加五处，增长3.5%0。The dis-
trict has more.

（陆一帆)
"""


def tree_of(text: str, words: tuple[Word, ...] = (), unclear: float = 0.5) -> etree._Element:
    """A text that an engine read, with how sure it was of some words, as TEI."""
    source = replace(source_of(text), words=words, recognised=True)
    profile = replace(YEARBOOK, ocr=OcrRule(unclear))
    outline = recognise(readable(source), profile)
    encoded = encode(source, outline, Metadata(), profile, "read")
    root = etree.fromstring(encoded.data)
    assert check_ledger(root.getroottree(), source.text) == []
    GRAMMAR.assertValid(root.getroottree())
    return root


def word(text: str, confidence: float, within: str = TEXT) -> Word:
    start = within.index(text)
    return Word(start, start + len(text), confidence)


def all_in(root: etree._Element, name: str) -> list[etree._Element]:
    return root.findall(f"tei:text//tei:{name}", NS)


def test_slips_are_corrected_beside_what_was_read() -> None:
    """What was read stays as sic; read is what is meant, in heads, texts, credits, signatures."""
    root = tree_of(TEXT)
    pairs = [tuple("".join(half.itertext()) for half in one) for one in all_in(root, "choice")]
    assert pairs == [("二O二四", "二〇二四"), ("%0", "‰"), (")", "）"), (")", "）")]
    paragraph = reading(all_in(root, "p")[0])
    assert paragraph.startswith("二〇二四年全区扩大绿地,公园增加五处，增长3.5‰。")
    bylines = [reading(one) for one in all_in(root, "byline")]
    assert bylines == ["（区档案馆 供稿）", "（陆一帆）"]
    assert [reading(one) for one in all_in(root, "persName")] == ["陆一帆"]
    assert all(one.get("resp") == "#fangzhi" and one.get("cert") for one in all_in(root, "corr"))


def test_doubtful_words_are_unclear_on_both_sides_of_a_seam() -> None:
    """A word that a line end broke is two pieces; a hyphen of the line end is none."""
    root = tree_of(TEXT, (word("The", 0.9), word("dis-\ntrict", 0.3), word("more", 0.5)))
    assert [(one.text, one.get("cert")) for one in all_in(root, "unclear")] == [
        ("dis", "low"),
        ("trict", "low"),
    ]


def test_neighbours_are_one_and_a_bound_of_nought_marks_none() -> None:
    """Two doubtful words with a blank between them are one stretch; above 0.5 the doubt is less."""
    words = (word("The", 0.6), word("has", 0.2), word("more", 0.3))
    root = tree_of(TEXT, words, unclear=0.7)
    assert [(one.text, one.get("cert")) for one in all_in(root, "unclear")] == [
        ("The", "medium"),
        ("has more", "low"),
    ]
    assert not all_in(tree_of(TEXT, words, unclear=0.0), "unclear")


def test_a_slip_in_a_doubtful_word_is_marked_in_sic() -> None:
    """The reading is unclear, and what is meant is known nevertheless."""
    root = tree_of(TEXT, (word("二O二四年", 0.1),))
    paragraph = shown(all_in(root, "p")[0])
    assert (
        '<choice><sic><unclear resp="#fangzhi" cert="low">二O二四</unclear></sic>'
        '<corr resp="#fangzhi" cert="high">二〇二四</corr></choice>'
        '<unclear resp="#fangzhi" cert="low">年</unclear>' in paragraph
    )


def test_brackets_of_heads_are_marked_from_outside() -> None:
    """Their element holds nothing but text; recognition sees the bracket that is meant."""
    text = "综述\n\n【概况] 全区面积三十平方千米。\n"
    root = tree_of(text, (word("【概况]", 0.2, text),))
    head = all_in(root, "head")[1]
    assert reading(head) == "【概况】"
    assert head.find("tei:choice/tei:sic/tei:unclear/tei:pc", NS) is not None
    assert head.find("tei:unclear/tei:pc", NS) is not None


def test_titles_of_the_header_are_corrected() -> None:
    """A catalogue gets what is meant."""
    root = tree_of("二O二四年综述\n\n【概况】 全区面积三十平方千米。\n")
    title = root.find(".//tei:titleStmt/tei:title", NS)
    assert title is not None
    assert title.text == "二〇二四年综述"


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "de", "en"])
def test_the_header_says_what_was_done(language: str) -> None:
    """How many were corrected and marked, in each language; without any, that none was."""
    source = replace(source_of(TEXT), words=(word("more", 0.2),), recognised=True)
    outline = recognise(source, YEARBOOK)
    for one, counts in ((source, True), (replace(source, recognised=False), False)):
        data = encode(one, outline, Metadata(language=language), YEARBOOK, "read").data
        said = [
            "".join(p.itertext())
            for p in etree.fromstring(data).iterfind(".//tei:correction/tei:p", NS)
        ]
        assert len(said) == 1 + (language != "en")
        assert all(("sic" in p and "unclear" in p and "4" in p) is counts for p in said)


def test_a_slip_that_markup_cuts_is_left() -> None:
    """A choice stands in one text; the ledger still balances."""
    text = "全区2l5户"
    element = etree.fromstring(
        f'<text xmlns="{TEI}"><p source="src:char=0,6">全区2<lb/>l5户</p></text>'
    )
    slip = Slip(2, 5, "2l5", "215", "letter", "medium")
    source = Source(Path("a"), text, "UTF-8", "", (), recognised=True)
    marked = mark(element, source, [], [slip])
    assert marked.corrected == ()
    assert element.find(f".//{{{TEI}}}choice") is None


PIECES = (
    "【概况】", "【概况]", "（陆一帆)", "二O二四年", "3.5%0", "2l5户", "(见图）", "全区扩大",
    "，", "。",
    ",", "dis-\ntrict", " ", "\n", "\n\n", "全 区 面 积", "综述", "图为绿地（张三 摄)",
    "1. 修桥",
    "注：", "东镇　81　96\n西镇　72　88\n", "\f",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map("".join), st.data())
def test_any_text_is_valid_and_balances(text: str, data: st.DataObject) -> None:
    """With slips anywhere and any words doubtful; what is read has every correction in it."""
    if not text.strip():
        return
    source = source_of(text)
    words = []
    for line in (line for block in source.blocks() for line in block.lines):
        cut = data.draw(st.integers(line.start + 1, line.end))
        for start, end in ((line.start, cut), (cut, line.end)):
            if source.text[start:end].strip():
                words.append(Word(start, end, data.draw(st.sampled_from((0.1, 0.6, 0.95)))))
    root = tree_of(text, tuple(words), unclear=0.7)
    for choice in all_in(root, "choice"):
        assert "".join(choice[0].itertext()) != "".join(choice[1].itertext())
    assert len(all_in(root, "choice")) <= len(find_slips(replace(source, recognised=True)))


def test_doubtful_words_of_one_kind_are_one() -> None:
    """What stands between them but blanks parts them, and so does the end of a line."""
    source = replace(
        source_of("ab cd ef\ngh"),
        words=(Word(0, 2, 0.1), Word(3, 5, 0.2), Word(6, 8, 0.9), Word(9, 11, 0.1)),
    )
    assert [(one.start, one.end) for one in doubtful(source, 0.5)] == [(0, 5), (9, 11)]


HOCR = """<html xmlns="http://www.w3.org/1999/xhtml"><body><div class="ocr_page">
<p class="ocr_par"><span class="ocr_line"><span class="ocrx_word" title="x_wconf 91">全区</span>
<span class="ocrx_word" title="x_wconf 30">面积</span>
<span class="ocrx_word" title="x_wconf 80">自已</span>。</span></p></div></body></html>"""


def test_the_report_lists_what_is_not_marked(tmp_path: Path) -> None:
    """The distribution of confidences, words between marked and sure, and slips."""
    path = tmp_path / "a.hocr"
    path.write_text(HOCR, encoding="utf-8")
    result = encode_source(plan(path, tmp_path))
    said = json.loads(result.report())["readings"]
    assert said["words"] == 3
    assert said["confidences"] == [0, 0, 0, 1, 0, 0, 0, 0, 1, 1]
    assert said["unclear"] == {"below": 0.5, "marked": 1}
    assert said["doubtful"] == [{"line": 1, "column": 5, "text": "自已", "confidence": 0.8}]
    (slip,) = said["slips"]
    assert (slip["text"], slip["meant"], slip["corrected"]) == ("自已", "自己", False)
    typed = tmp_path / "b.txt"
    typed.write_text("自已。", encoding="utf-8")
    assert "readings" not in json.loads(encode_source(plan(typed, tmp_path)).report())
