"""PAGE XML: texts, kinds, places, order, and what is wrong in it."""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from fangzhi import readers
from fangzhi.errors import SourceError
from fangzhi.layout import agreement
from fangzhi.source import Box, Figure, Source
from readers.scanned import files, kinds, read, refused, require_sound, texts

NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "made.xml"


def page(*parts: str, version: str = "2019-07-15", size: str = "1000 2000") -> str:
    """A PAGE file of one page."""
    wide, high = size.split()
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<PcGts xmlns="{NAMESPACE}/{version}">\n'
        f'<Page imageFilename="scan.png" imageWidth="{wide}" imageHeight="{high}">\n'
        + "\n".join(parts)
        + "\n</Page></PcGts>"
    )


def corners(box: tuple[int, int, int, int]) -> str:
    left, top, right, bottom = box
    return f"{left},{top} {right},{top} {right},{bottom} {left},{bottom}"


def line(text: str, box: tuple[int, int, int, int] | None = None, more: str = "") -> str:
    """A line, with its place if it has one."""
    coords = f'<Coords points="{corners(box)}"/>' if box else ""
    return f"<TextLine {more}>{coords}{equiv(text)}</TextLine>"


def equiv(text: str, **attributes: object) -> str:
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<TextEquiv{more}><Unicode>{text}</Unicode></TextEquiv>"


def region(
    name: str, *lines: str, box: tuple[int, int, int, int] | None = None, more: str = ""
) -> str:
    """A region of text; lines that are no markup get a place in it."""
    coords = f'<Coords points="{corners(box)}"/>' if box else ""
    inner = "".join(
        one if one.startswith("<") else line(one, box and (*box[:3], box[1] + 40)) for one in lines
    )
    return f'<TextRegion id="{name}" {more}>{coords}{inner}</TextRegion>'


def order(*names: str) -> str:
    """A ReadingOrder of one group, given backwards: only the indices count."""
    refs = [f'<RegionRefIndexed index="{i}" regionRef="{name}"/>' for i, name in enumerate(names)]
    return f'<ReadingOrder><OrderedGroup id="g">{"".join(refs[::-1])}</OrderedGroup></ReadingOrder>'


def ids(source: Source) -> list[str]:
    return [block.id for block in source.blocks()]


def test_lines_blocks_and_pages_make_the_text(file: Path) -> None:
    """Lines end with a line end, a blank line parts blocks, a form feed begins a page."""
    content = page(region("a", "甲一", "甲二"), region("b", "乙"))
    content = content.replace("</PcGts>", f"<Page>{region('c', '丙')}</Page></PcGts>")
    source = read(file, content)
    assert source.text == "甲一\n甲二\n\n乙\n\f丙"
    assert [block.gap for block in source.blocks()] == [0, 1, 0]
    assert [line.number for block in source.blocks() for line in block.lines] == [1, 2, 4, 5]
    assert source.encoding == "UTF-8"
    assert source.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_page_knows_its_scan(file: Path) -> None:
    """The image, its size, where pictures are, and the places of blocks and lines."""
    picture = f'<ImageRegion id="p"><Coords points="{corners((5, 6, 7, 8))}"/></ImageRegion>'
    source = read(file, page(picture, region("a", "甲", box=(10, 20, 300, 60))))
    found = source.pages[0]
    assert (found.image, found.box) == ("scan.png", Box(0, 0, 1000, 2000))
    assert found.figures == (Figure(Box(5, 6, 7, 8)),)
    assert found.blocks[0].box == Box(10, 20, 300, 60)
    assert found.blocks[0].lines[0].box == Box(10, 20, 300, 60)


@pytest.mark.parametrize("version", ["2010-03-19", "2013-07-15", "2019-07-15"])
def test_every_version_is_read(version: str, file: Path) -> None:
    """Elements are known by their local names."""
    assert read(file, page(region("a", "甲"), version=version)).text == "甲"


def test_points_of_old_versions_are_places(file: Path) -> None:
    """Coords with an element for each point."""
    points = '<Coords><Point x="1" y="2"/><Point x="30" y="40"/></Coords>'
    source = read(file, page(f'<TextRegion id="a">{points}{line("甲")}</TextRegion>'))
    assert next(source.blocks()).box == Box(1, 2, 30, 40)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (equiv("second", index=2) + equiv("first", index=1), "first"),
        (equiv("first", index=0) + equiv("second", index=1), "first"),
        (equiv("", index=0) + equiv("second", index=1), "second"),
        (f"<Word>{equiv('of')}</Word><Word>{equiv('words')}</Word>", "of words"),
        (f"<Word>{equiv('天地')}</Word><Word>{equiv('玄黄')}</Word>", "天地玄黄"),
        (f"<Word>{equiv('天')}</Word><Word>{equiv('2')}</Word>{equiv('天 2')}", "天 2"),
        (f"<Word>{equiv('天')}</Word><Word>{equiv('地')}</Word>{equiv('天 地')}", "天地"),
        (f"<Word>{equiv('天')}</Word>{equiv('天 地')}", "天 地"),
        (
            f"<Word><Glyph>{equiv('a')}</Glyph><Glyph>{equiv('b')}</Glyph></Word>"
            f"<Word>{equiv('c')}</Word>",
            "ab c",
        ),
        ("<TextEquiv><PlainText>plain</PlainText><Unicode/></TextEquiv>", "plain"),
        (equiv(" two\n  lines "), "two lines"),
        (equiv("天\u3000地  x"), "天\u3000地  x"),
    ],
)
def test_the_text_of_a_line(content: str, text: str, file: Path) -> None:
    """The lowest index, else the words, else the glyphs; blanks between Han words are no text."""
    assert read(file, page(region("a", f"<TextLine>{content}</TextLine>"))).text == text


def test_the_text_of_a_region_counts_where_its_lines_have_none(file: Path) -> None:
    """Each of its lines is one; where anything in it has text, it is not read twice."""
    alone = f'<TextRegion id="a"><TextLine id="l"/>{equiv("eins&#10;zwei")}</TextRegion>'
    both = f'<TextRegion id="b">{line("drei")}{equiv("drei")}</TextRegion>'
    outer = f'<TextRegion id="c"><TextRegion id="d">{line("vier")}</TextRegion>{equiv("vier")}'
    source = read(file, page(alone, both, outer + "</TextRegion>"))
    assert texts(source) == [["eins", "zwei"], ["drei"], ["vier"]]


def test_confidences_of_lines_or_their_words(file: Path) -> None:
    """What the line states, else the mean of its words."""
    words = "".join(f"<Word>{equiv('w', conf=conf)}</Word>" for conf in (0.5, 1))
    content = f"<TextLine>{equiv('w', conf=0.25)}</TextLine><TextLine>{words}</TextLine>"
    source = read(file, page(f'<TextRegion id="a">{content}{line("x")}</TextRegion>'))
    block = next(source.blocks())
    assert [one.confidence for one in block.lines] == [0.25, 0.75, None]


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ('type="heading"', "heading"),
        ('type="paragraph"', "paragraph"),
        ('type="header"', "header"),
        ('type="page-number"', "page-number"),
        ('type="footnote"', "footnote"),
        ('type="footnote-continued"', "footnote"),
        ('type="marginalia"', "marginalia"),
        ('type="caption"', "caption"),
        ('type="catch-word"', "catch-word"),
        ('type="signature-mark"', "signature-mark"),
        ('type="credit"', "credit"),
        ('type="floating"', "float"),
        ('type="TOC-entry"', "list"),
        ('type="other"', ""),
        ('custom="readingOrder {index:3;} structure {type:heading;}"', "heading"),
        ('custom="structure {type:RunningTitleZone;}"', "header"),
        ('custom="structure {type:MarginTextZone:note#1;}"', "marginalia"),
        ('custom="structure {type:Marginalia_PageNumber;}"', "page-number"),
        ('custom="structure {type:Marginalia_Metadata;}"', "marginalia"),
        ('custom="structure {type:MainText;}"', ""),
        ("", ""),
    ],
)
def test_kinds_are_told_by_types(more: str, kind: str, file: Path) -> None:
    """Those of PAGE, of Transkribus in @custom, and names of zones."""
    assert kinds(read(file, page(region("a", "甲", more=more)))) == [kind]


def test_the_level_of_a_heading(file: Path) -> None:
    """Where @custom states one."""
    more = 'custom="structure {type:heading; level:2;}"'
    assert next(read(file, page(region("a", "甲", more=more))).blocks()).level == 2


def test_a_drop_capital_begins_the_word_that_follows(file: Path) -> None:
    """It is joined to the line beside it that goes on with a letter; to none, it stays a block."""
    capital = region("c", line("J", (0, 100, 90, 200)), more='type="drop-capital"')
    text = region("t", line("1.", (100, 100, 900, 140)), line("m Eingange", (100, 150, 900, 190)))
    source = read(file, page(order("c", "t"), text, capital))
    assert texts(source) == [["1.", "Jm Eingange"]]
    assert next(source.blocks()).lines[1].box == Box(0, 100, 900, 200)
    numbers = region("t", line("12", (100, 100, 900, 140)))
    assert texts(read(file, page(order("c", "t"), numbers, capital))) == [["J"], ["12"]]


def test_a_drop_capital_that_is_stated_twice_is_read_once(file: Path) -> None:
    """As the text of a region without lines, and in the line that it begins; it is remarked."""
    capital = f'<TextRegion id="c" type="drop-capital">{equiv("D")}</TextRegion>'
    source = read(file, page(order("c", "t"), capital, region("t", "DAt Capitel")))
    assert source.text == "DAt Capitel"
    assert any("'D' begins the next line too" in notice for notice in source.notices)
    own = region("c", line("A", None, 'id="l"'), more='type="drop-capital"')
    assert read(file, page(order("c", "t"), own, region("t", "aron"))).text == "Aaron"


def test_the_stated_order_wins(file: Path) -> None:
    """Over the order of the file and over the layout."""
    places = {"a": (0, 0, 900, 90), "b": (0, 100, 900, 190), "c": (0, 200, 900, 290)}
    regions = [region(name, name, box=box) for name, box in places.items()]
    assert ids(read(file, page(order("c", "a", "b"), *regions))) == ["c", "a", "b"]


def test_nested_groups_are_read_through(file: Path) -> None:
    """Ordered groups by index; what an unordered one names by the layout; a group's own region."""
    groups = """<ReadingOrder><OrderedGroup id="g">
      <UnorderedGroupIndexed index="1"><RegionRef regionRef="d"/><RegionRef regionRef="c"/>
      </UnorderedGroupIndexed>
      <OrderedGroupIndexed index="0" regionRef="b"><RegionRefIndexed index="0" regionRef="e"/>
      </OrderedGroupIndexed>
      <RegionRefIndexed index="2" regionRef="a"/></OrderedGroup></ReadingOrder>"""
    regions = [
        region(name, name, box=(0, place * 100, 900, place * 100 + 90))
        for place, name in enumerate("abcde")
    ]
    assert ids(read(file, page(groups, *regions))) == ["b", "e", "c", "d", "a"]


def test_regions_that_the_order_does_not_name_stand_where_the_layout_puts_them(
    file: Path,
) -> None:
    """Behind what they follow on the page; a region in another behind that."""
    inner = region("inner", "inner", box=(0, 110, 400, 150))
    regions = [
        region("last", "last", box=(0, 300, 900, 390)),
        region("between", "between", box=(0, 200, 900, 290)),
        region("outer", inner, line("outer", (0, 100, 900, 140)), box=(0, 100, 900, 190)),
        region("first", "first", box=(0, 0, 900, 90)),
    ]
    source = read(file, page(order("outer", "last"), *regions))
    assert ids(source) == ["first", "outer", "inner", "between", "last"]


def test_an_order_that_names_what_is_not_there_is_remarked(file: Path) -> None:
    """And one that names a region twice or its own group; nothing is lost."""
    statement = order("b", "gone", "b", "g")
    source = read(file, page(statement, region("a", "a"), region("b", "b")))
    assert sorted(ids(source)) == ["a", "b"]
    assert ids(source)[0] == "b" or ids(source) == ["a", "b"]
    assert any("'gone'" in notice and "1 more" in notice for notice in source.notices)
    assert any("'b' more than once" in notice for notice in source.notices)


def test_the_indices_of_transkribus_are_an_order(file: Path) -> None:
    """Of regions and of lines, where there is no ReadingOrder."""
    content = [
        region(
            name,
            line(f"{name}2", None, 'id="x" custom="readingOrder {index:1;}"'),
            line(f"{name}1", None, 'id="y" custom="readingOrder {index:0;}"'),
            more=f'custom="readingOrder {{index:{index};}}"',
        )
        for name, index in (("a", 1), ("b", 0))
    ]
    assert texts(read(file, page(*content))) == [["b1", "b2"], ["a1", "a2"]]


def test_columns_of_upright_script_go_from_right_to_left(file: Path) -> None:
    """The shape of the lines or a statement tells it."""
    right = region("r", line("右", (500, 0, 590, 900)), box=(500, 0, 590, 900))
    left = region("l", line("左", (300, 0, 390, 900)), box=(300, 0, 390, 900))
    assert texts(read(file, page(left, right))) == [["右"], ["左"]]
    square = [
        region(name, line(name, box), box=box)
        for name, box in (("左", (0, 0, 90, 90)), ("右", (200, 0, 290, 90)))
    ]
    content = page(*square).replace("<Page ", '<Page readingDirection="top-to-bottom" ')
    assert texts(read(file, content)) == [["右"], ["左"]]


def test_lines_far_out_of_order_are_put_in_order(file: Path) -> None:
    """Lines that are written from the last to the first."""
    lines = [line(f"{n}", (0, n * 50, 900, n * 50 + 40)) for n in range(9)]
    assert texts(read(file, page(region("a", *lines[::-1])))) == [[f"{n}" for n in range(9)]]
    near = [lines[1], lines[0], *lines[2:]]
    assert texts(read(file, page(region("a", *near))))[0][:2] == ["1", "0"]


def test_a_row_of_a_table_is_a_line(file: Path) -> None:
    """With tabs for the cells before and between; cells without a row are lines."""
    cells = [
        region("x", "年", more=""),
        region("y", "2018", "完"),
        region("z", "12"),
    ]
    where = [(0, 1), (0, 2), (1, 0)]
    roles = [
        cell.replace(
            "</TextRegion>",
            f'<Roles><TableCellRole rowIndex="{row}" columnIndex="{column}"/></Roles></TextRegion>',
        )
        for cell, (row, column) in zip(cells, where, strict=True)
    ]
    old = f'<TableCell id="w" row="2" col="0">{line("5")}</TableCell>'
    free = region("f", "自由")
    table = f'<TableRegion id="t">{"".join(roles)}{old}{free}</TableRegion>'
    source = read(file, page(table))
    assert source.text == "\t年\t2018 完\n12\n5\n自由"
    assert kinds(source) == ["table"]


def test_no_word_is_lost_or_comes_twice() -> None:
    """On public pages: the characters of the lines and of drop capitals without lines."""
    for path in files("page-*/*.xml"):
        root = etree.parse(str(path)).getroot()
        unicode = "{*}TextEquiv/{*}Unicode"
        lines = "".join(one.findtext(unicode) or "" for one in root.iter("{*}TextLine"))
        if not lines.strip():
            continue
        capitals = "".join(
            one.findtext(unicode) or ""
            for one in root.iter("{*}TextRegion")
            if one.get("type") == "drop-capital" and one.find("{*}TextLine") is None
        )
        source = readers.read(path)
        require_sound(source)
        text, stated = Counter("".join(source.text.split())), Counter("".join(lines.split()))
        assert not stated - text, path.name
        assert not (text - stated) - Counter(capitals), path.name


def shuffled(path: Path, seed: int) -> bytes:
    """A file without its stated order, its regions shuffled."""
    root = etree.parse(str(path)).getroot()
    for one in list(root.iter("{*}ReadingOrder")):
        one.getparent().remove(one)  # type: ignore[union-attr]
    for one in root.iter("{*}*"):
        if custom := one.get("custom"):
            one.set("custom", re.sub(r"readingOrder \{[^}]*\}", "", custom))
    sheet = next(root.iter("{*}Page"))
    regions = [one for one in sheet if str(one.tag).endswith("Region")]
    random.Random(seed).shuffle(regions)
    sheet.extend(regions)
    return etree.tostring(root)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("folder", "least"), [("page-structure", 0.95), ("page-de", 0.95), ("page-zh-vertical", 0.9)]
)
def test_the_order_of_public_pages_is_found_again(folder: str, least: float, file: Path) -> None:
    """Stripped of what they state and shuffled, pages are read as they were before."""
    agreed = []
    for path in files(f"{folder}/*.xml"):
        root = etree.parse(str(path)).getroot()
        stated = {one.get("regionRef") for one in root.iter("{*}RegionRefIndexed")}
        try:
            true = [one for one in ids(readers.read(path)) if not stated or one in stated]
        except SourceError:  # a page without text
            continue
        for seed in range(3):
            found = [one for one in ids(read(file, shuffled(path, seed))) if one in true]
            agreed.append(agreement(found, [one for one in true if one in found]))
    assert sum(agreed) / len(agreed) > least


HOSTILE = {
    "laughs": '<!DOCTYPE PcGts [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>',
    "file": '<!DOCTYPE PcGts [<!ENTITY b SYSTEM "file:///etc/hostname">]>',
    "parameter": '<!DOCTYPE PcGts [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>',
    "elsewhere": '<!DOCTYPE PcGts SYSTEM "http://localhost:1/x.dtd">',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_entities_are_refused(kind: str, file: Path) -> None:
    """None is expanded, none is fetched, and no text behind one is lost unseen."""
    content = page(region("a", "甲 &b;")).replace("<PcGts", HOSTILE[kind] + "<PcGts", 1)
    assert "entit" in refused(file, content).what


def test_a_bomb_is_refused(file: Path) -> None:
    """A thousand million laughs."""
    names = "abcdefghij"
    laughs = "".join(f'<!ENTITY {one} "{f"&{before};" * 10}">' for before, one in pairwise(names))
    bomb = f'<!DOCTYPE PcGts [<!ENTITY a "ha">{laughs}]>'
    content = page(region("a", "&j;")).replace("<PcGts", bomb + "<PcGts", 1)
    assert refused(file, content).remedy


def test_xml_that_breaks_off_is_refused_with_its_place(file: Path) -> None:
    """File, line and column."""
    error = refused(file, page(region("a", "甲"), region("b", "乙"))[:-30])
    assert "not well-formed" in error.what
    assert re.fullmatch(rf"{re.escape(str(file))}:\d+:\d+", str(error.where))


def test_nesting_without_end_is_refused(file: Path) -> None:
    """Elements deeper than the safe limit."""
    deep = "<TextRegion>" * 5000 + "</TextRegion>" * 5000
    assert "limit" in refused(file, page(deep)).what


@pytest.mark.parametrize("points", ["a,b c,d", "1,2 3", "nan,1 2,3", "1e999,1 2,3", "1e8,1 2,3"])
def test_points_that_are_none_are_remarked(points: str, file: Path) -> None:
    """The text stays, without a place."""
    bad = f'<TextRegion id="a"><Coords points="{points}"/>{line("甲")}</TextRegion>'
    source = read(file, page(bad, region("b", "乙", box=(0, 0, 9, 9))))
    assert sorted(texts(source)) == [["乙"], ["甲"]]
    assert any("made.xml:4: the points of a TextRegion" in notice for notice in source.notices)


@pytest.mark.parametrize("size", ["-1 5", "0 0", "x y", "nan 3", "1e300 5"])
def test_the_size_of_a_page_may_be_absurd(size: str, file: Path) -> None:
    """It is remarked, and not known."""
    source = read(file, page(region("a", "甲"), size=size))
    assert source.pages[0].box is None
    assert any("the size" in notice for notice in source.notices)


@pytest.mark.parametrize("conf", ["1.5", "-1", "nan", "sure"])
def test_a_confidence_out_of_range_is_remarked(conf: str, file: Path) -> None:
    """It is not known then."""
    content = f"<TextLine>{equiv('甲', conf=conf)}</TextLine>"
    source = read(file, page(region("a", content)))
    assert next(source.blocks()).lines[0].confidence is None
    assert any(f"'{conf}'" in notice for notice in source.notices)


def test_an_id_that_is_given_twice_is_remarked(file: Path) -> None:
    """The order means the first; the second is not lost."""
    source = read(file, page(order("a"), region("a", "一"), region("a", "二")))
    assert texts(source) == [["一"], ["二"]]
    assert any("'a' is given twice" in notice for notice in source.notices)


def test_one_broken_page_does_not_spoil_the_others(file: Path) -> None:
    """Its text is read without places, and it is remarked upon."""
    content = page(region("a", "甲", box=(0, 0, 9, 9)))
    broken = '<Page imageWidth="-4" imageHeight="x"><TextRegion><Coords points="?"/>'
    content = content.replace(
        "</PcGts>", f"{broken}{line('乙')}</TextRegion></Page><Page/></PcGts>"
    )
    source = read(file, content)
    assert source.text == "甲\n\f乙\n\f"
    assert len(source.notices) >= 2


@pytest.mark.parametrize("content", ["", region("a"), region("a", " ")])
def test_a_page_without_text_is_refused(content: str, file: Path) -> None:
    """A layout alone is no transcription."""
    assert "no text" in refused(file, page(content)).what


@pytest.mark.parametrize(
    "content",
    [
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text/></TEI>',
        '<?xml version="1.0"?>\n<!-- made by hand --><ead:ead xmlns:ead="http://x/"/>',
        "<record>text</record>",
    ],
)
def test_other_xml_is_told_as_what_it_is(content: str, file: Path) -> None:
    """It is not read as text."""
    assert re.search("root element <(TEI|ead|record)>", refused(file, content).what)
    if "xmlns" in content:
        assert "root element" in refused(file.with_suffix(".txt"), content).what


@pytest.mark.parametrize("name", ["made.txt", "made.page", "made", "MADE.XML"])
def test_it_is_known_by_its_root_and_not_by_its_name(name: str, tmp_path: Path) -> None:
    """Under any name, in any encoding, after comments."""
    content = page(region("a", "综述")).replace("\n<PcGts", "\n<!-- PAGE --><PcGts")
    assert read(tmp_path / name, content).text == "综述"
    for encoding in ("UTF-16", "GB18030"):
        data = content.replace("UTF-8", encoding).encode(encoding)
        source = read(tmp_path / name, data)
        assert (source.text, source.encoding) == ("综述", encoding)


def test_text_that_begins_with_a_bracket_is_text(tmp_path: Path) -> None:
    """Only a declaration, a namespace or a name makes it markup."""
    assert read(tmp_path / "made.txt", "<注> 综述").text == "<注> 综述"


def test_a_page_of_a_hundred_thousand_words_is_read(file: Path) -> None:
    """All of them."""
    words = " ".join(["word"] * 100)
    lines = [line(words, (0, n * 2, 900, n * 2 + 2)) for n in range(1000)]
    assert len(read(file, page(region("a", *lines))).text.split()) == 100_000


def test_the_size_of_a_line_is_stated(file: Path) -> None:
    """By the style of the line, by what Transkribus keeps in @custom, or by the words."""
    style = '<TextStyle fontSize="{}"/>'
    custom = 'custom="readingOrder {index:0;} textStyle {offset:0; length:1;fontSize:10.5;}"'
    words = f"<Word>{equiv('w')}{style.format(12)}</Word><Word>{equiv('v')}</Word>"
    content = (
        f"<TextLine>{equiv('a')}{style.format('66.0')}</TextLine>"
        f"<TextLine {custom}>{equiv('b')}</TextLine><TextLine>{words}</TextLine>"
        f"<TextLine>{equiv('c')}{style.format('0.0')}</TextLine>"
    )
    block = next(read(file, page(f'<TextRegion id="a">{content}</TextRegion>')).blocks())
    assert [one.size for one in block.lines] == [66.0, 10.5, 12.0, 0.0]


@pytest.mark.parametrize(("creator", "whole"), [("fangzhi 0.1", True), ("Transkribus", False)])
def test_each_region_that_our_own_ocr_wrote_is_one_paragraph(
    creator: str, whole: bool, file: Path
) -> None:
    """The layout has parted them; those of others may hold many."""
    content = page(region("a", "eins", "zwei"))
    metadata = f"<Metadata><Creator>{creator}</Creator></Metadata><Page "
    source = read(file, content.replace("<Page ", metadata, 1))
    assert [block.whole for block in source.blocks()] == [whole]


def test_regions_of_kraken_may_have_no_place(file: Path) -> None:
    """Then that of their lines counts; what they are is said under another name."""
    empty = '<Coords points="0,0 0,0 0,0"/>'
    content = line("eins", (10, 20, 300, 60))
    made = f'<TextRegion id="a" custom="type {{type:title;}}">{empty}{content}</TextRegion>'
    (block,) = read(file, page(made)).blocks()
    assert (block.kind, block.box) == ("heading", Box(10, 20, 300, 60))
