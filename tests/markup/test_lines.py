"""Printed lines put together as blocks, by how long they are."""

from __future__ import annotations

import pytest

from fangzhi.markup.lines import regroup, setting_of
from fangzhi.markup.measure import find_measure
from fangzhi.markup.profile import Profile, load
from fangzhi.source import Source
from markup.making import YEARBOOK, source_of

REPORT = load("report").of_script("in Latin script")
SENTENCE = "全区经济平稳发展基础设施不断完善城乡面貌持续改善居民收入稳步增长"


def blocks(source: Source) -> list[list[str]]:
    """The lines of each block that the blocks of the only page are put together as."""
    (page,) = source.pages
    setting = setting_of(page.blocks, source.text, YEARBOOK)
    return [
        [source.text[line.start : line.end] for line in block.lines]
        for piece in page.blocks
        for block in regroup(piece, source.text, setting, YEARBOOK)
    ]


def test_wrapped_lines_are_put_together() -> None:
    """Lines as long as the column go on with the next; a shorter one ends the paragraph."""
    first = [SENTENCE[:20]] * 5 + ["至此第一段结束。"]
    second = [SENTENCE[10:30]] * 4 + ["第二段也结束。"]
    assert blocks(source_of("\n".join((*first, *second)))) == [first, second]


def test_a_blank_line_parts_wrapped_lines() -> None:
    """A full line with a blank line after it ends its block."""
    full = [SENTENCE[:20]] * 4
    source = source_of("\n".join(full) + "\n\n" + "\n".join(full))
    assert blocks(source) == [full, full]


def test_an_indent_begins_a_paragraph_among_wrapped_lines() -> None:
    """An indented line begins a block though the line before it is full."""
    lines = ["\u3000\u3000" + SENTENCE[:18], SENTENCE[:20], SENTENCE[:20], SENTENCE[:20]] * 2
    found = blocks(source_of("\n".join(lines)))
    assert [len(block) for block in found] == [4, 4]


def test_a_line_may_fall_short_of_the_measure_by_a_mark() -> None:
    """A line whose last place a closing mark could not take is full all the same."""
    lines = [SENTENCE[:20], SENTENCE[:19], SENTENCE[:20], SENTENCE[:20], SENTENCE[:20], "完。"] * 2
    assert [len(block) for block in blocks(source_of("\n".join(lines)))] == [6, 6]


def test_paragraphs_of_all_lengths_are_not_put_together() -> None:
    """Where each line is a paragraph, none goes on with the next."""
    lines = [(SENTENCE * 4)[: 9 + 7 * number] for number in range(12)]
    assert blocks(source_of("\n".join(lines))) == [[line] for line in lines]


@pytest.mark.parametrize(
    ("widths", "measure"),
    [
        ([20.0] * 6, 20.0),
        ([20.0] * 8 + [6.0, 11.0], 20.0),
        ([20.0] * 5, None),
        ([70.0] * 20, None),
        ([4.0] * 20, None),
        ([10.0, 15.0, 22.0, 31.0, 40.0, 55.0, 18.0], None),
        ([], None),
    ],
)
def test_the_measure_is_what_most_lines_are_wide(
    widths: list[float], measure: float | None
) -> None:
    """Many lines of one width have a measure; few, all too wide or varied ones have none."""
    assert find_measure(widths) == measure


def test_one_hanging_mark_does_not_spoil_the_measure() -> None:
    """Five lines of 20 em and one of 21 are full lines of one column."""
    assert find_measure([20.0] * 5 + [21.0]) is not None


def test_an_entry_begins_a_block_after_a_full_line() -> None:
    """A head in brackets begins something new, however long the line above it is."""
    lines = [SENTENCE[:20]] * 6 + ["【绿化】" + SENTENCE[:16], SENTENCE[:20], "完。"]
    assert [len(block) for block in blocks(source_of("\n".join(lines)))] == [6, 3]


def test_a_signature_is_a_block_of_its_own() -> None:
    """Neither does the text above go on in a signature, nor the signature in the text below."""
    lines = [*[SENTENCE[:20]] * 6, "(陆一帆)", *[SENTENCE[:20]] * 3]
    assert [len(block) for block in blocks(source_of("\n".join(lines)))] == [6, 1, 3]


def test_a_caption_is_taken_out_of_the_text_that_it_interrupts() -> None:
    """Two lines with a credit between full lines are one block; the text goes on round them."""
    cut = SENTENCE[:18] + "工作"
    below = "人员" + SENTENCE[:18]
    caption = ["2023年3月,新桥通车", "(区档案馆 供稿)"]
    above = [SENTENCE[:20]] * 5 + [cut]
    under = [below, *[SENTENCE[:20]] * 5]
    assert blocks(source_of("\n".join((*above, *caption, *under)))) == [above, caption, under]


def test_a_line_that_is_cut_out_begins_a_block() -> None:
    """What a person decided about a line parts it from the full line above it."""
    (block,) = source_of("\n".join([SENTENCE[:20]] * 8)).pages[0].blocks
    text = "\n".join([SENTENCE[:20]] * 8)
    setting = setting_of([block], text, YEARBOOK)
    cut = regroup(block, text, setting, YEARBOOK, frozenset({4}))
    assert [[line.number for line in one.lines] for one in cut] == [[1, 2, 3], [4, 5, 6, 7, 8]]


def columns_of(*lines: str, profile: Profile = YEARBOOK) -> list[str]:
    """The blocks that a column of these lines is put together as, each line end a bar."""
    source = source_of("\n".join(lines))
    (page,) = source.pages
    setting = setting_of(page.blocks, source.text, profile)
    return [
        source.text[block.start : block.end].replace("\n", "|")
        for piece in page.blocks
        for block in regroup(piece, source.text, setting, profile)
    ]


def test_an_opening_word_begins_a_caption_in_a_column() -> None:
    """A full line that begins with one stands for itself, and ends where an indent begins."""
    caption = "上图：" + SENTENCE[:16]
    paragraph = ["\u3000\u3000" + SENTENCE[:18], *[SENTENCE[:20]] * 4]
    found = columns_of(*paragraph, SENTENCE[:19] + "。", caption, *paragraph)
    assert caption in found


def test_a_credit_in_latin_script_may_be_wrapped() -> None:
    """Its lines are read with the blank that parts their words."""
    line = "against twenty-seven in the year before"
    caption = ["Detail of the chair mended (County Arts", "Workshop)"]
    text = [line] * 5
    found = columns_of(*text, *caption, *text, profile=REPORT)
    assert "|".join(caption) in found


def test_a_capital_before_room_interrupts_a_text() -> None:
    """Where the next word would have fitted, a line with a capital is what a text goes round."""
    line = "against twenty-seven in the year before"
    text = ["  Against twenty-seven in the year bef", *[line] * 5]
    found = columns_of(*text, "The new weir, opened in May", *[line] * 5, *text, profile=REPORT)
    assert "The new weir, opened in May" in found


def test_a_caption_does_not_begin_within_a_sentence() -> None:
    """A line that goes on with a small letter belongs to the line above it, whatever is below."""
    line = "Against twenty-seven in the year before"
    caption = ["Pupils of the school at the inspection", "window, 14 June (photograph: H. Lunt)"]
    found = columns_of(*[line] * 5, *caption, "3.2 Roads and bridges", *[line] * 5, profile=REPORT)
    assert "|".join(caption) in found


def test_a_line_end_may_break_a_word_of_a_credit() -> None:
    """A credit is told whole, over two lines or three."""
    line = "against twenty-seven in the year before"
    for credit in (
        ["window, 14 June (photog-", "raph: H. Lunt)"],
        ["(photograph:", "Mere", "Arts)"],
    ):
        caption = ["Pupils of the school at the inspection", *credit]
        assert "|".join(caption) in columns_of(*[line] * 5, *caption, *[line] * 5, profile=REPORT)


def test_captions_that_stand_together_are_taken_out_of_a_text() -> None:
    """Short lines in a row interrupt it as one does, the last of them with its credit."""
    text = ["\u3000\u3000" + SENTENCE[:18], *[SENTENCE[:20]] * 5]
    captions = ["桅杆巷的门洞", "最后一个航次", "三角埕的车位（卜远舟摄）"]
    found = columns_of(*text, *captions, *text[1:], *text)
    assert set(captions) <= set(found)


def test_what_happened_may_stand_before_what_is_to_be_seen() -> None:
    """A sentence before an opening word belongs to the caption, another one to the text."""
    text = ["\u3000\u3000" + SENTENCE[:18], *[SENTENCE[:20]] * 5]
    told = ["2023年10月16日,平澜桥恢复通行又开放了。", "图为清晨的客船（区档案馆 供稿）"]
    assert "|".join(told) in columns_of(*text, *told, *text[1:], *text)
    other = [SENTENCE[:19] + "。", "清晨的客船（区档案馆 供稿）"]
    assert other[1] in columns_of(*text, *other, *text[1:], *text)
