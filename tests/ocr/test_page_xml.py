"""What is written as PAGE XML is read back as it was."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from fangzhi import readers
from fangzhi.ocr.page_xml import TYPES, image_of, is_untouched, made_with, write_page
from fangzhi.ocr.regions import Layout, TextLine, TextRegion, group_words
from fangzhi.source import Box

TEXTS = st.text("云水街道辖八个社区，。《》abc019%‰&<>\"'", min_size=1, max_size=12)
SURE = st.integers(0, 10_000).map(lambda number: number / 10_000)


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    """Regions below one another, their lines in rows."""
    layout, top = Layout(), 10.0
    for _ in range(draw(st.integers(1, 4))):
        lines = []
        for text in draw(st.lists(TEXTS, min_size=1, max_size=3)):
            corners = ((10.0, top), (400.0, top), (400.0, top + 20), (10.0, top + 20))
            words = tuple((character, draw(SURE)) for character in text)
            lines.append(TextLine(text, corners, draw(SURE), group_words(text, words)))
            top += 30
        layout.regions.append(TextRegion(lines, draw(st.sampled_from(["", *TYPES]))))
        top += 40
    layout.pictures.append(Box(10, top, 200, top + 100))
    return layout


@settings(max_examples=40)
@given(layouts())
def test_written_and_read_back(layout: Layout) -> None:
    """Texts, kinds, order, boxes, confidences and pictures are those that were written."""
    data = write_page(layout, "scan 1.png", (500, 1500), {"engine": "x"})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page.xml")
        path.write_bytes(data)
        source = readers.read(path)
    (page,) = source.pages
    assert [block.kind for block in page.blocks] == [region.kind for region in layout.regions]
    for block, region in zip(page.blocks, layout.regions, strict=True):
        read = [source.text[line.start : line.end] for line in block.lines]
        assert read == [line.text for line in region.lines]
        assert [line.confidence for line in block.lines] == [one.confidence for one in region.lines]
        assert block.lines[0].box == Box(
            10, region.lines[0].outline[0][1], 400, region.lines[0].outline[2][1]
        )
    assert [figure.box for figure in page.figures] == layout.pictures
    assert page.image == image_of(data) == "scan 1.png"


def test_the_seal() -> None:
    """A file knows what it was made with, and whether it was edited since."""
    line = TextLine("云水", ((1, 1), (50, 1), (50, 20), (1, 20)), 0.5, ())
    data = write_page(Layout([TextRegion([line])]), "a.png", (100, 100), {"engine": "x & y"})
    assert made_with(data) == {"engine": "x & y"}
    assert is_untouched(data)
    assert is_untouched(data.replace(b"\n", b"\r\n"))
    assert not is_untouched(data.replace("云".encode(), "雲".encode()))
    assert not is_untouched(b"<PcGts/>")
    assert made_with(b"no XML") == {}


def test_characters_of_one_number_are_one_word() -> None:
    """As sure as the least sure of them; words that are not those of the text are left out."""
    words = [("9", 0.9), ("6", 0.5), ("幢", 1.0), ("a", 1.0), ("b", 0.7)]
    assert group_words("96幢 ab", words) == (("96", 0.5), ("幢", 1.0), ("ab", 0.7))
    assert group_words("97幢", words) == ()


PARENTS = {  # in the order that the schema of 2019-07-15 demands; what is in () may be missing
    "PcGts": "Metadata Page",
    "Metadata": "Creator Created LastChange (MetadataItem)",
    "Page": "(ReadingOrder) (TextRegion) (ImageRegion)",
    "ReadingOrder": "OrderedGroup",
    "OrderedGroup": "RegionRefIndexed",
    "TextRegion": "Coords TextLine",
    "TextLine": "Coords (Baseline) (Word) TextEquiv",
    "Word": "Coords TextEquiv",
    "TextEquiv": "Unicode",
    "ImageRegion": "Coords",
}
ATTRIBUTES = {
    "Page": {"imageFilename", "imageWidth", "imageHeight"},
    "MetadataItem": {"type", "name", "value"},
    "OrderedGroup": {"id"},
    "RegionRefIndexed": {"index", "regionRef"},
    "Coords": {"points"},
    "Baseline": {"points"},
    **{name: {"id"} for name in ("TextRegion", "ImageRegion", "TextLine", "Word")},
}


@settings(max_examples=20)
@given(layouts())
def test_what_is_written_is_as_the_schema_demands(layout: Layout) -> None:
    """Children in their order, what must be stated, points and confidences, ids but once."""
    layout.skew = 0.02
    root = etree.fromstring(write_page(layout, "a.png", (500, 1500), {"engine": "x"}))
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        children = [etree.QName(child).localname for child in element]
        demanded = PARENTS.get(name, "").split()
        pattern = "".join(f"(?:{one.strip('()')} ){'*' if '(' in one else '+'}" for one in demanded)
        assert re.fullmatch(pattern, "".join(f"{child} " for child in children)), name
        assert ATTRIBUTES.get(name, set()) <= set(element.attrib)
        if "points" in element.attrib:
            assert re.fullmatch(r"\d+,\d+( \d+,\d+)+", element.get("points"))
        if "conf" in element.attrib:
            assert 0 <= float(element.get("conf")) <= 1
    assert -180 < float(root.find("{*}Page").get("orientation")) <= 180
    ids = [element.get("id") for element in root.iter(etree.Element) if element.get("id")]
    assert len(ids) == len(set(ids))
    order = [one.get("regionRef") for one in root.iter("{*}RegionRefIndexed")]
    assert order == [one.get("id") for one in root.iter("{*}TextRegion")]
