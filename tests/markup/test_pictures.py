"""Which caption belongs to which picture, and where the others stand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fangzhi.markup import profile as profiles
from fangzhi.markup.assembly import recognise
from fangzhi.markup.outline import PageBreak, Passage, Picture
from fangzhi.markup.pictures import Spot
from fangzhi.source import Block, Box, Figure, Line, Page, Source
from markup.making import source_of

PLAIN = profiles.load("plain")
WHOLE = Box(0, 0, 1000, 1400)
LONG = "全区面积三十平方千米，人口二十万。"


def scanned(*pages: tuple[list[tuple[str, str, Box]], list[Box]]) -> Source:
    """A source of pages: (kind, text, box) of each block, and the boxes of the pictures."""
    text, made = "", []
    for number, (blocks, pictures) in enumerate(pages):
        text += "\n\f" if number else ""
        written = []
        for kind, content, box in blocks:
            text += "\n\n" if written else ""
            line = Line(len(text), len(text) + len(content), text.count("\n") + 1, box=box)
            written.append(Block((line,), 1, kind, box))
            text += content
        figures = tuple(Figure(box) for box in pictures)
        made.append(Page(tuple(written), "", "", "", WHOLE, figures))
    return Source(Path("a.xml"), text, "UTF-8", "", tuple(made))


def told(source: Source) -> list[str]:
    """The paragraphs, pictures and page beginnings of a text in their order, in short."""
    said = []
    for division in recognise(source, PLAIN).divisions():
        for block in division.content:
            match block:
                case Passage():
                    said.append(source.slice(block.spans[0])[:2])
                case Picture(caption, _, spot):
                    name = "" if caption is None else source.slice(caption.spans[0])[:2]
                    said.append(f"[{name}{'' if spot is None else f' {spot.page}.{spot.place}'}]")
                case PageBreak(page):
                    said.append(f"|{page}")
    return said


def box(left: int, top: int, right: int, bottom: int) -> Box:
    return Box(left, top, right, bottom)


FIRST = ("paragraph", "一、" + LONG, box(50, 50, 450, 200))
THIRD = ("paragraph", "三、" + LONG, box(550, 600, 950, 800))


@pytest.mark.parametrize("top", [620, 270])
def test_a_caption_belongs_to_the_picture_above_or_below_it(top: int) -> None:
    """In its column, not to one that is as near in the other."""
    caption = ("caption", "图为新桥", box(60, top, 440, top + 20))
    pictures = [box(550, 300, 950, 590), box(50, 300, 450, 600)]
    found = told(scanned(([FIRST, caption, THIRD], pictures)))
    assert "[图为 0.1]" in found
    assert "[ 0.0]" in found


def test_the_nearest_pair_is_matched_first_and_each_once() -> None:
    """Two pictures one above the other, each with its caption below it."""
    blocks = [
        FIRST,
        ("caption", "甲图说明", box(50, 510, 450, 530)),
        ("caption", "乙图说明", box(50, 810, 450, 830)),
        THIRD,
    ]
    pictures = [box(50, 550, 450, 800), box(50, 250, 450, 500)]
    found = told(scanned((blocks, pictures)))
    assert found.index("[甲图 0.1]") < found.index("[乙图 0.0]")


def test_a_caption_beside_a_picture_belongs_to_it() -> None:
    """If none is nearer; the one above or below it is."""
    beside = ("caption", "图为新桥", box(465, 300, 900, 320))
    assert "[图为 0.0]" in told(scanned(([FIRST, beside, THIRD], [box(50, 250, 450, 500)])))
    below = ("caption", "甲图说明", box(50, 505, 450, 525))
    found = told(scanned(([FIRST, beside, below, THIRD], [box(50, 250, 450, 500)])))
    assert {"[图为]", "[甲图 0.0]"} <= set(found)


def test_a_caption_far_away_belongs_to_none() -> None:
    """It stays a picture of its own."""
    caption = ("caption", "图为新桥", box(50, 900, 450, 920))
    found = told(scanned(([FIRST, THIRD, caption], [box(50, 250, 450, 500)])))
    assert {"[图为]", "[ 0.0]"} <= set(found)


def test_a_picture_without_a_caption_stands_after_the_text_above_it() -> None:
    """In its column; on a page that has no text above it, at its beginning."""
    page = [FIRST, THIRD]
    second = [("paragraph", "四、" + LONG, box(50, 700, 950, 800))]
    pages = ((page, [box(50, 250, 450, 500)]), (second, [box(50, 50, 950, 600)]))
    assert told(scanned(*pages)) == ["一、", "[ 0.0]", "三、", "|1", "[ 1.0]", "四、"]


def test_specks_and_what_the_text_is_printed_on_are_no_pictures() -> None:
    """They have zones, but no figure in the text."""
    assert told(scanned(([FIRST, THIRD], [box(1, 1, 5, 5), WHOLE]))) == ["一、", "三、"]


def test_a_page_of_pictures_alone_comes_after_the_text_before_it() -> None:
    """Where it has no text that says where it stands."""
    pages = (([FIRST], []), ([], [box(50, 50, 950, 900)]), ([THIRD], []))
    found = told(scanned(*pages))
    assert found.index("一、") < found.index("[ 1.0]") < found.index("三、")


@pytest.mark.parametrize(
    ("text", "before", "expected"),
    [
        ("甲段。\n\n图为新桥\n\n乙段。", "图", ["甲段", "[图为 0.0]", "乙段"]),
        ("甲段。\n\n图为新桥\n\n乙段。", "乙", ["甲段", "[图为 0.0]", "乙段"]),
        ("甲段。\n\n乙段。\n\n图为新桥", "甲", ["[ 0.0]", "甲段", "乙段", "[图为]"]),
        ("甲段。\n\n乙段。\n\n丙段。", "乙", ["甲段", "[ 0.0]", "乙段", "丙段"]),
    ],
)
def test_pictures_of_written_documents_stand_by_their_offset(
    text: str, before: str, expected: list[str]
) -> None:
    """The caption follows at once, or comes right before."""
    source = source_of(text)
    blocks = tuple(
        replace(block, kind="caption" if text.startswith("图", block.start) else "paragraph")
        for block in source.blocks()
    )
    page = replace(source.pages[0], blocks=blocks, figures=(Figure(at=text.index(before)),))
    assert told(replace(source, pages=(page,))) == expected


def test_a_spot_says_page_and_place() -> None:
    """Both from 0."""
    assert Spot(1, 2) == (1, 2)
