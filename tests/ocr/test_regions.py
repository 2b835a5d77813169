"""Lines that an engine read become regions in reading order, on straight and turned pages."""

from __future__ import annotations

import math

import pytest

from fangzhi.layout import Direction
from fangzhi.ocr.engines import Reading
from fangzhi.ocr.regions import Layout, lay_out
from fangzhi.source import Box

EM = 20.0


def line(text: str, left: float, top: float, size: float = EM) -> Reading:
    """A line of Han characters from the left."""
    right = left + size * len(text)
    corners = ((left, top), (right, top), (right, top + 1.2 * size), (left, top + 1.2 * size))
    return Reading(text, corners, 0.9)


def turned(reading: Reading, angle: float) -> Reading:
    """A line on a page that is turned clockwise."""
    cos, sin = math.cos(angle), math.sin(angle)
    first, second, third, fourth = (
        (x * cos - y * sin, y * cos + x * sin) for x, y in reading.outline
    )
    return Reading(reading.text, (first, second, third, fourth), reading.confidence)


def turned_box(box: Box, angle: float) -> Box:
    """The box round a box on a page that is turned clockwise."""
    corners = (
        (box.left, box.top),
        (box.right, box.top),
        (box.right, box.bottom),
        (box.left, box.bottom),
    )
    points = turned(Reading("", corners, 1.0), angle).outline
    across, down = [x for x, _ in points], [y for _, y in points]
    return Box(min(across), min(down), max(across), max(down))


def column(left: float, first: str, rows: int = 8) -> list[Reading]:
    """A paragraph that begins with an indent, and ends short."""
    lines = [line(first + "文" * 14, left + 2 * EM, 160)]
    lines += [line("字" * 18, left, 160 + 36 * row) for row in range(1, rows)]
    return [*lines, line("末尾。", left, 160 + 36 * rows)]


def page() -> list[Reading]:
    """Running head, a head, two columns with a caption under a picture, a page number."""
    lines = [line("芸溪年鉴", 100, 20, 14), line("综述", 240, 90, 34)]
    lines += column(100, "甲一") + column(500, "乙一")
    lines += [line("图为清晨的客船", 560, 760, 16), line("62", 480, 900, 14)]
    return lines


PICTURE = Box(500, 560, 860, 750)


def told(layout: Layout) -> list[tuple[str, str]]:
    return [(region.kind, region.lines[0].text[:2]) for region in layout.regions]


@pytest.mark.parametrize("degrees", [0.0, 1.0, -1.5])
def test_a_page_in_two_columns(degrees: float) -> None:
    """Each paragraph is one region, in order; furniture, heads and captions are told."""
    angle = math.radians(degrees)
    lines = [turned(one, angle) for one in page()]
    layout = lay_out(lines[::-1], [turned_box(PICTURE, angle)])
    kinds = told(layout)
    assert kinds[0] == ("header", "芸溪")
    assert ("heading", "综述") in kinds
    assert ("caption", "图为") in kinds
    assert kinds[-1] == ("page-number", "62")
    paragraphs = [
        (text, len(region.lines))
        for (kind, text), region in zip(kinds, layout.regions, strict=True)
        if kind == "paragraph"
    ]
    assert paragraphs == [("甲一", 9), ("乙一", 9)]
    assert math.degrees(layout.skew) == pytest.approx(degrees, abs=0.05)


def test_upright_chinese() -> None:
    """Tall lines are read from the right to the left."""

    def upright(text: str, right: float) -> Reading:
        left, bottom = right - 24, 100 + 20.0 * len(text)
        corners = ((left, 100.0), (right, 100.0), (right, bottom), (left, bottom))
        return Reading(text, corners, 0.9)

    lines = [upright("天地玄黃宇宙洪荒日月盈昃", 400), upright("辰宿列張寒來暑往秋收冬藏", 360)]
    layout = lay_out(lines[::-1], [])
    assert layout.direction is Direction.VERTICAL
    read = [one.text[:2] for region in layout.regions for one in region.lines]
    assert read == ["天地", "辰宿"]


def test_a_page_without_text() -> None:
    """Only its pictures are left."""
    assert lay_out([], [PICTURE]) == Layout([], [PICTURE])


def test_the_grain_of_a_picture_is_no_text() -> None:
    """What an engine is not sure of within a picture is left out; a legend stays."""
    grain = line("inie", 520, 600)
    grain = Reading(grain.text, grain.outline, 0.6)
    layout = lay_out([*page(), grain, line("芸溪大桥", 520, 640)], [PICTURE])
    texts = [one.text for region in layout.regions for one in region.lines]
    assert "inie" not in texts
    assert "芸溪大桥" in texts


def test_captions_under_two_pictures_side_by_side_are_two() -> None:
    """Though no more text stands there that would show two columns."""
    pictures = [Box(100, 60, 400, 300), Box(500, 60, 800, 300)]
    lines = [line("新建的水闸", 200, 310, 16), line("闸工在河边", 600, 310, 16)]
    lines += [line("字" * 35, 100, 400 + 36 * row) for row in range(8)]
    found = lay_out(lines, pictures).regions
    captions = [one.lines[0].text for one in found if one.kind == "caption"]
    assert captions == ["新建的水闸", "闸工在河边"]


def test_a_signature_that_the_print_wrapped_is_one_region() -> None:
    """However long its second line is; it is no running text."""
    lines = [line("字" * 18, 100, 160 + 36 * row) for row in range(5)]
    lines += [line("（芸溪区人民政府办公室　陈望", 180, 340)]
    lines += [line("澜　区档案馆地方志编纂科　沈渔生　周秋", 100, 376), line("水）", 420, 412)]
    *_, signature = lay_out(lines, []).regions
    assert [one.text[:2] for one in signature.lines] == ["（芸", "澜　", "水）"]
