"""ALTO: texts, zones, units, order, and what is wrong in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from fangzhi import readers
from fangzhi.source import Box, Figure
from readers.scanned import files, kinds, read, refused, require_sound, texts

VERSION_4 = "http://www.loc.gov/standards/alto/ns-v4#"
NAMESPACES = [
    VERSION_4,
    "http://www.loc.gov/standards/alto/ns-v3#",
    "http://www.loc.gov/standards/alto/ns-v2#",
    "http://schema.ccs-gmbh.com/ALTO",
    "",
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "made.xml"


def alto(*parts: str, before: str = "", namespace: str = VERSION_4, around: str = "%s") -> str:
    """An ALTO file of one page with `parts` in its print space."""
    name = f' xmlns="{namespace}"' if namespace else ""
    space = around % f"<PrintSpace>{''.join(parts)}</PrintSpace>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<alto{name}>{before}\n'
        f'<Layout><Page ID="p1" WIDTH="1000" HEIGHT="2000" PRINTED_IMG_NR="17">\n{space}\n'
        "</Page></Layout></alto>"
    )


def placed(box: tuple[int, int, int, int] | None) -> str:
    if box is None:
        return ""
    left, top, right, bottom = box
    return f'HPOS="{left}" VPOS="{top}" WIDTH="{right - left}" HEIGHT="{bottom - top}"'


def line(*pieces: str, box: tuple[int, int, int, int] | None = None) -> str:
    """A line of words; pieces that are markup stand as they are, with no blank made for them."""
    inner = "<SP/>".join(f'<String CONTENT="{one}"/>' for one in pieces if one[0] != "<")
    inner += "".join(one for one in pieces if one[0] == "<")
    return f"<TextLine {placed(box)}>{inner}</TextLine>"


def block(
    name: str, *lines: str, box: tuple[int, int, int, int] | None = None, more: str = ""
) -> str:
    inner = "".join(one if one.startswith("<") else line(one, box=box) for one in lines)
    return f'<TextBlock ID="{name}" {placed(box)} {more}>{inner}</TextBlock>'


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_every_version_is_read(namespace: str, file: Path) -> None:
    """Lines and blocks of each namespace, and of none."""
    content = alto(block("a", line("one", "two"), "three"), block("b", "four"), namespace=namespace)
    assert read(file, content).text == "one two\nthree\n\nfour"


def test_a_page_knows_its_scan(file: Path) -> None:
    """Its image, size, id, printed number and pictures; blocks and lines their places."""
    before = (
        "<Description><sourceImageInformation><fileName> a.jpg </fileName>"
        "</sourceImageInformation></Description>"
    )
    picture = f'<Illustration ID="i" {placed((1, 2, 3, 4))}/>'
    drawn = f'<GraphicalElement ID="g" {placed((5, 6, 7, 8))}/>'
    content = alto(picture, block("a", "text", box=(10, 20, 300, 60)), drawn, before=before)
    page = read(file, content).pages[0]
    assert (page.image, page.id, page.n, page.box) == ("a.jpg", "p1", "17", Box(0, 0, 1000, 2000))
    assert page.figures == (Figure(Box(1, 2, 3, 4)), Figure(Box(5, 6, 7, 8)))
    assert page.blocks[0].box == page.blocks[0].lines[0].box == Box(10, 20, 300, 60)


def test_outlines_and_words_are_places_where_boxes_are_not_stated(file: Path) -> None:
    """A polygon of either notation; else what is round the words."""
    shape = '<Shape><Polygon POINTS="{}"/></Shape>'
    words = f'<TextLine><String CONTENT="w" {placed((3, 4, 5, 6))}/></TextLine>'
    content = alto(
        *(
            f'<TextBlock ID="{name}">{shape.format(points)}{line("t")}</TextBlock>'
            for name, points in (("a", "1 2 30 2 30 40"), ("b", "1,52 30,52 30,90"))
        ),
        f'<TextBlock ID="c">{words}</TextBlock>',
    )
    found = {one.id: one.box for one in read(file, content).blocks()}
    assert found == {"a": Box(1, 2, 30, 40), "b": Box(1, 52, 30, 90), "c": Box(3, 4, 5, 6)}


STRING = '<String CONTENT="{}"/>'


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["a", "SP", "b"], "a b"),
        (["a", "b"], "a b"),  # no blank is stated in the line at all
        (["a", "SP", "b", "c"], "a bc"),
        (["天", "SP", "地", "SP", "2018", "SP", "年"], "天地 2018 年"),
        (["long", "HYP"], "long-"),
        (["a", "SP", "long", "HYP"], "a long-"),
        (["&#12288;x"], "x"),
    ],
)
def test_the_text_of_a_line(pieces: list[str], text: str, file: Path) -> None:
    """A blank for SP, what HYP prints, no blank between Han words."""
    markup = {"SP": "<SP/>", "HYP": '<HYP CONTENT="-"/>'}
    inner = "".join(markup.get(one) or STRING.format(one) for one in pieces)
    assert read(file, alto(block("a", f"<TextLine>{inner}</TextLine>"))).text == text


def test_the_word_put_together_again_is_not_in_the_text(file: Path) -> None:
    """SUBS_CONTENT is what is not printed; nor are alternatives."""
    first = (
        '<String CONTENT="Jahr" SUBS_TYPE="HypPart1" SUBS_CONTENT="Jahrbuch"/><HYP CONTENT="-"/>'
    )
    second = (
        '<String CONTENT="buch" SUBS_TYPE="HypPart2" SUBS_CONTENT="Jahrbuch">'
        "<ALTERNATIVE>Buch</ALTERNATIVE></String>"
    )
    lines = [f"<TextLine>{one}</TextLine>" for one in (first, second)]
    assert read(file, alto(block("a", *lines))).text == "Jahr-\nbuch"


def test_glyphs_count_where_a_word_has_no_content(file: Path) -> None:
    """Their contents make the word."""
    glyphs = '<String CONTENT=""><Glyph CONTENT="a"/><Glyph CONTENT="b"/></String>'
    assert read(file, alto(block("a", f"<TextLine>{glyphs}</TextLine>"))).text == "ab"


def test_the_confidence_of_a_line_is_the_mean_of_its_words(file: Path) -> None:
    """WC, from 0 to 1."""
    words = '<String CONTENT="a" WC="0.5"/><SP/><String CONTENT="b" WC="1"/>'
    source = read(file, alto(block("a", f"<TextLine>{words}</TextLine>", "none")))
    assert [one.confidence for one in next(source.blocks()).lines] == [0.75, None]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("MainZone", ""),
        ("MainZone:column#1", ""),
        ("RunningTitleZone", "header"),
        ("NumberingZone:page", "page-number"),
        ("MarginTextZone:note#2", "marginalia"),
        ("TableZone", "table"),
        ("GraphicZone", "figure"),
        ("CaptionZone", "caption"),
        ("QuireMarksZone:catchword", "signature-mark"),
        ("StampZone", ""),
        ("footnote", "footnote"),
    ],
)
def test_zones_are_kinds(label: str, kind: str, file: Path) -> None:
    """The labels of SegmOnto, whatever element holds them, and what follows a colon."""
    tags = f'<Tags><OtherTag ID="T0" LABEL="x"/><LayoutTag ID="T1" LABEL="{label}"/></Tags>'
    source = read(file, alto(block("a", "text", more='TAGREFS="T0 T1"'), before=tags))
    assert kinds(source) == [kind]


def test_blocks_in_blocks_are_of_their_kind(file: Path) -> None:
    """What a ComposedBlock states holds for what it is composed of, unless that states more."""
    tags = (
        '<Tags><OtherTag ID="T1" LABEL="TableZone"/><OtherTag ID="T2" LABEL="CaptionZone"/></Tags>'
    )
    inner = block("a", "cell") + block("b", "caption", more='TAGREFS="T2"')
    composed = f'<ComposedBlock TAGREFS="T1"><ComposedBlock>{inner}</ComposedBlock></ComposedBlock>'
    source = read(file, alto(composed, before=tags))
    assert (texts(source), kinds(source)) == ([["cell"], ["caption"]], ["table", "caption"])


def test_what_stands_in_the_margins_is_read_round_the_text(file: Path) -> None:
    """The upper margin first, then the print space, the sides, and the foot."""
    margins = {"TopMargin": "top", "LeftMargin": "left", "BottomMargin": "foot"}
    around = "".join(
        f"<{margin}>{block(name, name)}</{margin}>" for margin, name in margins.items()
    )
    source = read(file, alto(block("a", "text"), around=around + "%s"))
    assert texts(source) == [["top"], ["text"], ["left"], ["foot"]]
    assert kinds(source) == ["header", "", "marginalia", "footer"]


UNIT = "<Description><MeasurementUnit>{}</MeasurementUnit>{}</Description>"
STEP = "<x><processingStepSettings>width:9 xdpi:{}</processingStepSettings></x>"


@pytest.mark.parametrize(
    ("unit", "step", "right", "noticed"),
    [
        ("pixel", "", 1200, False),
        ("inch1200", STEP.format(300), 300, False),
        ("mm10", STEP.format(254), 1200, False),
        ("mm10", "", 1200, True),
        ("inch1200", "", 1200, True),
    ],
)
def test_units_become_pixels_where_the_resolution_is_known(
    unit: str, step: str, right: float, noticed: bool, file: Path
) -> None:
    """Else the numbers stay, and it is said."""
    before = UNIT.format(unit, step)
    source = read(file, alto(block("a", "t", box=(0, 0, 1200, 600)), before=before))
    box = next(source.blocks()).box
    assert box is not None
    assert box.right == pytest.approx(right)
    assert any(unit in notice for notice in source.notices) is noticed


def test_a_stated_order_wins(file: Path) -> None:
    """ReadingOrder of version 4.3; what it does not name stands where the layout puts it."""
    order = (
        '<ReadingOrder><OrderedGroup ID="o"><ElementRef ID="r1" REF="c"/>'
        '<ElementRef ID="r2" REF="a"/><ElementRef ID="r3" REF="gone"/>'
        "</OrderedGroup></ReadingOrder>"
    )
    blocks = [
        block(name, name, box=(0, place * 100, 900, place * 100 + 90))
        for place, name in enumerate("abc")
    ]
    source = read(file, alto(*blocks, before=order))
    assert texts(source) == [["c"], ["a"], ["b"]]
    assert any("'gone'" in notice for notice in source.notices)


def test_without_a_statement_the_layout_puts_columns_in_order(file: Path) -> None:
    """Blocks written down right column first; without places, the order of the file stays."""
    boxes = [(500, 0, 900, 90), (0, 100, 400, 190), (500, 100, 900, 190), (0, 0, 400, 90)]
    named = list(zip("cbda", boxes, strict=True))
    found = read(file, alto(*(block(name, name, box=box) for name, box in named)))
    assert texts(found) == [["a"], ["b"], ["c"], ["d"]]
    assert texts(read(file, alto(*(block(name, name) for name, _ in named)))) == [
        ["c"], ["b"], ["d"], ["a"],
    ]  # fmt: skip


def test_public_files_are_read_whole() -> None:
    """Every word of each file stands in its text, and nothing else."""
    for path in files("alto-fr/*.xml"):
        source = readers.read(path)
        require_sound(source)
        root = etree.parse(str(path)).getroot()
        words = [one.get("CONTENT", "") for one in root.iter("{*}String", "{*}HYP")]
        assert sorted("".join(source.text.split())) == sorted("".join("".join(words).split()))
        assert source.pages[0].image.endswith((".jpg", ".jpeg", ".png"))
        assert all(one.box for one in source.blocks())


def test_several_pages_are_pages(file: Path) -> None:
    """Also an empty one and one whose size is absurd."""
    more = '<Page/><Page WIDTH="-1" HEIGHT="9"><PrintSpace>' + block("b", "two")
    content = alto(block("a", "one")).replace("</Layout>", more + "</PrintSpace></Page></Layout>")
    source = read(file, content)
    assert source.text == "one\n\f\n\ftwo"
    assert any("size" in notice for notice in source.notices)


def test_words_outside_of_lines_are_not_lost(file: Path) -> None:
    """They are read at the end of the page, and remarked."""
    stray = '<String CONTENT="stray"/>'
    source = read(file, alto(stray, block("a", "text")))
    assert texts(source) == [["text"], ["stray"]]
    assert any("'stray'" in notice for notice in source.notices)


@pytest.mark.parametrize(
    "place",
    [
        'HPOS="x" VPOS="1" WIDTH="2" HEIGHT="3"',
        'HPOS="1" VPOS="1" WIDTH="-2" HEIGHT="3"',
        'HPOS="nan" VPOS="1" WIDTH="2" HEIGHT="3"',
        'HPOS="1" VPOS="1" WIDTH="1e12" HEIGHT="3"',
    ],
)
def test_a_place_that_is_none_is_remarked(place: str, file: Path) -> None:
    """The text stays."""
    source = read(file, alto(f'<TextBlock ID="a" {place}>{line("text")}</TextBlock>'))
    assert source.text == "text"
    assert next(source.blocks()).box is None
    assert any("the place of a TextBlock is none" in notice for notice in source.notices)


@pytest.mark.parametrize("wc", ["2", "-0.1", "high"])
def test_a_confidence_out_of_range_is_remarked(wc: str, file: Path) -> None:
    """It is passed over."""
    words = f'<String CONTENT="a" WC="{wc}"/>'
    source = read(file, alto(block("a", f"<TextLine>{words}</TextLine>"), block("a", "b")))
    assert next(source.blocks()).lines[0].confidence is None
    assert any(f"'{wc}'" in notice for notice in source.notices)
    assert any("'a' is given twice" in notice for notice in source.notices)


def test_entities_are_refused_in_attributes_too(file: Path) -> None:
    """There they would leave no trace: declared, or known to a DTD that is not fetched."""
    body = alto(block("a", "caf&e;", "text"))
    for doctype in ('[<!ENTITY e "é">]', 'SYSTEM "http://localhost:1/alto.dtd"'):
        content = body.replace("<alto", f"<!DOCTYPE alto {doctype}><alto", 1)
        assert "entit" in refused(file, content).what


def test_broken_and_empty_files_are_refused(file: Path) -> None:
    """With the place where the XML breaks off; an alto without pages or without text."""
    whole = alto(block("a", "text"))
    error = refused(file, whole[: len(whole) // 2])
    assert re.fullmatch(rf"{re.escape(str(file))}:\d+:\d+", str(error.where))
    assert "no text" in refused(file, alto(block("a", line()))).what
    assert "no page of ALTO" in refused(file, f'<alto xmlns="{VERSION_4}"/>').what
    deep = "<ComposedBlock>" * 4000 + "</ComposedBlock>" * 4000
    assert "limit" in refused(file, alto(deep)).what


def test_a_hundred_thousand_words_are_read(file: Path) -> None:
    """All of them."""
    lines = [line(*["word"] * 100) for _ in range(1000)]
    assert len(read(file, alto(block("a", *lines))).text.split()) == 100_000


def test_the_size_of_a_line_is_that_of_its_style(file: Path) -> None:
    """Of its strings, else of the line, else of its block; a style may state none."""
    styles = (
        '<Styles><TextStyle ID="t1" FONTSIZE="9.5"/><TextStyle ID="t2" FONTSIZE="14"/>'
        '<TextStyle ID="t3" FONTFAMILY="Times"/></Styles>'
    )
    content = alto(
        '<TextBlock ID="a" STYLEREFS="t1"><TextLine><String CONTENT="a" STYLEREFS="t3 t2"/>'
        '</TextLine><TextLine STYLEREFS="t2"><String CONTENT="b"/></TextLine>'
        '<TextLine><String CONTENT="c"/></TextLine></TextBlock>',
        block("b", "d"),
        before=styles,
    )
    lines = [one for found in read(file, content).blocks() for one in found.lines]
    assert [one.size for one in lines] == [14.0, 14.0, 9.5, 0.0]


@pytest.mark.parametrize(("marks", "number"), [("0 9 3", 3), ("093", 3), ("09", 0), ("x", 0)])
def test_characters_tell_how_sure_they_are(marks: str, number: int, file: Path) -> None:
    """CC, from 0 for sure to 9, one for each character; WC counts where it is stated."""
    string = f'<String CONTENT="abc" CC="{marks}"/>'
    source = read(file, alto(block("a", f"<TextLine>{string}</TextLine>")))
    sure = [one.confidence for one in source.words]
    assert sure == pytest.approx([1.0, 0.0, 1 - 3 / 9][:number])
    both = string.replace("CC", 'WC="0.5" CC')
    source = read(file, alto(block("a", f"<TextLine>{both}</TextLine>")))
    assert [one.confidence for one in source.words] == [0.5]
