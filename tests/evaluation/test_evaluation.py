"""The evaluation itself: pages lose nothing, scores count what they say, texts can be added."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from evaluation import baselines
from evaluation.__main__ import main
from evaluation.cases import LAYOUTS, make_cases, set_case
from evaluation.flatten import MODES, ORDERS, Tool, flatten
from evaluation.known import HEADS, ROOT, TEXTS, Item, Text, from_items, from_tei, texts
from evaluation.pages import NUMBERS, Furniture, Layout, break_word, cuts, set_pages, width
from evaluation.readback import Found, find_parts
from evaluation.score import across, compare, level_score, order_score, plain, score, wanted_parts

HAN = "城关镇在河的北岸，一九五三年设区，有三条街、两座桥和一处渡口；居民多以织布为业。"
LATIN = "The committee considered the improvement of the embankment and the south-west harbour. "
ROWS = (("年份", "座数"), ("1957", "41"), ("1969", "97"))
CHINESE = Text(
    "chinese",
    (
        Item("title", "青岚县志"),
        Item("parallel", "Annals of Qinglan County"),
        Item("head", "第一章　公路", "chapter"),
        Item("entry", "【概况】" + HAN * 6),
        Item("caption", "通车现场（贺秋生摄）"),
        Item("runin", "青石线　　" + HAN * 5),
        Item("table", "表1　桥梁", rows=ROWS),
        Item("note", "注：“座数”含便桥。"),
        Item("dated", "4日　　" + HAN * 3),
        Item("item", "一、" + HAN),
        Item("paragraph", HAN * 9),
        Item("signature", "（陆一帆）"),
    )
    * 3,
    "yearbook",
)
ENGLISH = Text(
    "english",
    (Item("head", "1. The harbour", "section"), Item("paragraph", LATIN * 9)) * 8,
)
TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><div><head>書</head>
<div><head>甲</head><p>一二三四五六七<milestone cert="high"/>八九十百千万</p>
<p>上中下<pb cert="low"/><pb cert="low"/>左右</p><list><label>一、</label><item>木</item></list>
<figure><head>橋</head><byline>(某攝)</byline></figure><note>註</note>
<table><head>表</head><row><cell>1</cell><cell>2</cell></row></table><byline>(某)</byline></div>
</div></body></text></TEI>"""


@pytest.mark.parametrize("text", [CHINESE, ENGLISH], ids=lambda text: text.name)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("order", ORDERS)
def test_flattening_loses_nothing(text: Text, mode: str, order: str) -> None:
    """Every character of the items and of the furniture stands in the source, and no other."""
    luck = random.Random(f"{text.name}/{order}/{mode}")
    for columns, measure in LAYOUTS:
        pages = set_pages(text.items, Layout(columns, measure, luck.randint(16, 40)), luck)
        furniture = luck.choice([None, Furniture("年鉴", luck.choice(NUMBERS), sides=True)])
        tool = Tool(mode, *(luck.random() < 1 / 2 for _ in range(3)), furniture)
        source = flatten(pages, [order] * len(pages), tool)
        printed = [item.text + "".join(map("".join, item.rows)) for item in text.items]
        for page in pages if furniture else ():
            printed += [line for lines in page.furniture(furniture) for line in lines]
        assert Counter(plain(source, text.latin)) == Counter(plain("".join(printed), text.latin))


@pytest.mark.parametrize("text", [CHINESE, ENGLISH], ids=lambda text: text.name)
def test_pages_are_set_as_books_are(text: Text) -> None:
    """Lines keep to the measure, columns to their length, and no head ends a column."""
    layout = Layout(2, 19.5, 24)
    for page in set_pages(text.items, layout, random.Random(1)):
        for column in page.columns:
            lines = [line for fragment in column.fragments for line in fragment.lines]
            assert len(lines) <= layout.lines
            assert all(width(line.rstrip(), text.latin) <= 19.5 + 2 for line in lines)
            assert not column.fragments or column.fragments[-1].kind not in HEADS


def test_known_cuts_lie_inside_known_items() -> None:
    """What stands on both sides of a cut stands together in print."""
    printed = "\n".join(plain(item.text, latin=False) for item in CHINESE.items)
    found = cuts(set_pages(CHINESE.items, Layout(2, 19.5, 16), random.Random(3)))
    assert len(found) > 5
    assert all(across(before, after, latin=False) in printed for before, after in found)


def test_long_words_break_before_a_consonant_and_a_vowel() -> None:
    """A long word is broken where it fits, a short one never."""
    assert break_word("improvement", 8) == len("improve")
    assert break_word("harbour", 8) == 0


def test_broken_words_are_whole_inside_a_block_only() -> None:
    """A hyphen that print put in stands at line ends, and at the end of a block."""
    pages = set_pages(ENGLISH.items, Layout(3, 16.0, 20), random.Random(2))
    orders = ["in order"] * len(pages)
    by_line = flatten(pages, orders, Tool("lines"))
    by_block = flatten(pages, orders, Tool("blocks"))
    assert "-\n" in by_line
    assert by_block.replace("south-west", "").count("-") == by_block.count("-\n") > 0


def test_the_same_arguments_give_the_same_source() -> None:
    """Cases are seeded: twice the same, and another with another seed."""

    def source(seed: int) -> str:
        case = next(make_cases([CHINESE], ORDERS[1:], MODES, 1, seed, "some", ""))
        return flatten(*set_case(case))

    assert source(0) == source(0) != source(1)


def test_scores_count_what_they_say() -> None:
    """F1 counts each part once; order counts neighbours; levels ask for the head above."""
    assert compare(["a", "b", "b"], ["a", "b", "c"]).f1 == pytest.approx(2 / 3)
    assert order_score(["a", "b", "c"], ["a", "c", "b"]).right == 0
    assert order_score(["a", "b", "c"], ["a", "b", "d"]).right == 1
    wanted = [("書", 0), ("甲", 2), ("乙", 3), ("丙", 3), ("丁", 2)]
    assert level_score([(head, 2 * level) for head, level in wanted], wanted).f1 == 1
    nested = [("書", 1), ("甲", 2), ("乙", 3), ("丙", 4), ("丁", 2), ("戊", 2)]
    assert level_score(nested, wanted).right == 4


def test_tei_is_read_for_what_is_scored() -> None:
    """Each part of a TEI file is counted as what it is, and each seam once."""
    found = find_parts(etree.fromstring(TEI))
    assert found.parts["heads"] == ["書", "甲"]
    assert found.depths == [("書", 1), ("甲", 2)]
    assert found.parts["captions"] == ["橋(某攝)", "表"]
    assert found.parts["tables"] == ["1¦2"]
    assert found.parts["items"] == ["一、 木"]
    assert found.parts["notes"] == ["註"]
    assert found.parts["signatures"] == ["(某)"]
    assert [certainty for _, _, certainty in found.seams] == ["high", "low"]


def test_joins_are_right_where_print_has_the_pieces_together() -> None:
    """A seam inside one known item is right, any other wrong; cuts not joined are listed."""
    items = (Item("paragraph", "一二三四五六七八九十百千万"), Item("paragraph", "上中下"))
    cut = [("一二三四五六七", "八九十百千万"), ("上", "中下")]
    found = find_parts(etree.fromstring(TEI))
    found.guesses = [("五六七", "八九十", 0.9), ("千万", "上中", 0.2)]
    result = score(Text("x", items), found, cut)
    assert result.certain == [("high", True), ("low", False)]
    assert result.guesses == [(0.9, True), (0.2, False)]
    assert result.missed == []
    assert score(Text("x", items), Found(), cut).missed == cut


def test_dates_are_heads_or_text() -> None:
    """A date that blanks part from its text may be read either way."""
    items = [Item("dated", "4日　　下雪。")]
    assert wanted_parts(items)["paragraphs"] == ["4日　　下雪。"]
    found = Found()
    found.parts["heads"] = ["4日"]
    assert wanted_parts(items, found) == {"heads": ["4日"], "paragraphs": ["下雪。"]}


def test_heads_part_from_what_follows_them() -> None:
    """Brackets, bullets and blanks end the head of an entry."""
    for kind, text, head in (
        ("entry", "【概况】 2023年。", "【概况】"),
        ("entry", "■概况　　2023年。", "■概况"),
        ("runin", "青石线　　2023年。", "青石线"),
    ):
        assert Item(kind, text).head_and_rest() == (head, "2023年。")


def test_known_texts_can_be_read() -> None:
    """All items files parse, and hold text."""
    if not list(TEXTS.glob("*.items")):
        pytest.skip("no items files")
    assert all(len(text.items) > 3 for text in texts().values())


@pytest.mark.parametrize("line", ["chapter: 公路", "head: 公路", "paragraph:", "| 1 |", "公路"])
def test_a_wrong_line_is_named(line: str, tmp_path: Path) -> None:
    """What is no item of a known kind is an error with file and line."""
    file = tmp_path / "x.items"
    file.write_text(f"# x\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.items:2"):
        from_items(file)


def test_a_proofread_edition_is_a_known_text() -> None:
    """The TEI file of the sample gives the parts that its structure file gives."""
    from_file = wanted_parts(from_tei(ROOT / "tei" / "yunxi-2024.xml").items)
    known = wanted_parts(texts()["sample"].items)
    assert {part: list(map(_bare, from_file[part])) for part in known} == {
        part: list(map(_bare, known[part])) for part in known
    }


def _bare(text: str) -> str:
    return plain(text, latin=False)


def test_simple_methods_join_what_is_open() -> None:
    """Neighbours join what has no end with the next text; words join what a word is cut in."""
    found = ["公路", "【概况】 全县公路建", "至年末，桥全部通车。", "设完成。"]
    assert "全县公路建至年末，桥全部通车。" in baselines.neighbours(found)
    assert "全县公路建设完成。" in baselines.by_words(found)


def test_the_command_prints_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A text of one's own is set, read back and scored."""
    file = tmp_path / "own.items"
    lines = (
        "title: 城关镇",
        "head section: 街道",
        f"entry: 【概况】{HAN * 3}",
        f"paragraph: {HAN}",
    )
    file.write_text("# profile: yearbook\n" + "\n".join(lines), encoding="utf-8")
    options = ["--rounds", "1", "--order", "in order", "--mode", "blocks", "--jobs", "1"]
    kept = tmp_path / "kept"
    assert main([str(file), *options, "--furniture", "none", "--keep", str(kept)]) == 0
    printed = capsys.readouterr().out
    assert "in order, blocks" in printed
    assert "cuts not joined" in printed
    assert len(list(kept.glob("own-*.txt"))) == len(LAYOUTS)
