"""How sure an engine was of each word, in each format that says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from fangzhi.readers._texts import sure_words
from fangzhi.source import Source, Span
from readers.scanned import read

HOCR = """<html xmlns="http://www.w3.org/1999/xhtml"><body><div class="ocr_page">
<span class="ocr_line"><span class="ocrx_word" title="x_wconf 90">全区</span>
<span class="ocrx_word" title="x_wconf 30">面积</span> <span class="ocrx_word">of</span>
<span class="ocrx_word" title="x_wconf 70">30</span>。</span></div></body></html>"""
ALTO = """<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout><Page><PrintSpace>
<TextBlock ID="a"><TextLine><String CONTENT="全区" WC="0.9"/><SP/>
<String CONTENT="面积" WC="0.3"/><SP/><String CONTENT="of"/><SP/>
<String CONTENT="30"><Glyph CONTENT="3" GC="0.7"/><Glyph CONTENT="0" GC="0.2"/></String>
<HYP CONTENT="-"/></TextLine></TextBlock></PrintSpace></Page></Layout></alto>"""
PAGE = """<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Page>
<TextRegion id="a"><TextLine>{line}</TextLine></TextRegion></Page></PcGts>"""


def equiv(text: str, conf: str = "") -> str:
    stated = f' conf="{conf}"' if conf else ""
    return f"<TextEquiv{stated}><Unicode>{text}</Unicode></TextEquiv>"


WORDS = (
    f"<Word>{equiv('全区', '0.9')}</Word><Word>{equiv('面积', '0.3')}</Word>"
    f"<Word>{equiv('of')}</Word>"
    f"<Word><Glyph>{equiv('3', '0.7')}</Glyph><Glyph>{equiv('0', '0.2')}</Glyph></Word>"
)


def told(source: Source) -> list[tuple[str, float]]:
    assert source.recognised
    return [(source.slice(Span(one.start, one.end)), one.confidence) for one in source.words]


@pytest.mark.parametrize(
    ("name", "content", "last"),
    [
        ("a.hocr", HOCR, [("30", 0.7)]),
        ("a.alto", ALTO, [("3", 0.7), ("0", 0.2)]),
        ("a.xml", PAGE.format(line=WORDS), [("3", 0.7), ("0", 0.2)]),
        ("a.xml", PAGE.format(line=WORDS + equiv("全区面积 of 30")), [("3", 0.7), ("0", 0.2)]),
    ],
)
def test_each_format_says_it_of_words(
    name: str, content: str, last: list[tuple[str, float]], tmp_path: Path
) -> None:
    """Those of which nothing is stated are left out; glyphs speak where their word does not."""
    assert told(read(tmp_path / name, content)) == [("全区", 0.9), ("面积", 0.3), *last]


def test_a_line_without_words_is_one_stretch(tmp_path: Path) -> None:
    """Engines that are sure of lines alone say it of the whole; so does a line that is no sum."""
    line = PAGE.format(line=equiv("全区面积", "0.4"))
    assert told(read(tmp_path / "a.xml", line)) == [("全区面积", 0.4)]
    other = PAGE.format(line=f"<Word>{equiv('全囗', '0.9')}</Word>{equiv('全区面积', '0.4')}")
    assert told(read(tmp_path / "b.xml", other)) == [("全区面积", 0.4)]


def test_words_of_cells_and_of_drop_capitals_keep_their_places(tmp_path: Path) -> None:
    """A row of a table is one line, and a capital begins the line beside it."""
    cell = '<TableCell row="0" col="{0}"><TextLine><Word>{1}</Word></TextLine></TableCell>'
    cells = cell.format(0, equiv("东镇", "0.8")) + cell.format(1, equiv("81", "0.3"))
    content = PAGE.replace("TextRegion", "TableRegion").replace(
        "<TextLine>{line}</TextLine>", cells
    )
    assert told(read(tmp_path / "t.xml", content)) == [("东镇", 0.8), ("81", 0.3)]
    capital = (
        f'<TextRegion id="c" type="drop-capital"><TextLine><Word>{equiv("T", "0.6")}</Word>'
        f'</TextLine></TextRegion><TextRegion id="a"><TextLine><Word>{equiv("he", "0.9")}</Word>'
        f"<Word>{equiv('year', '0.5')}</Word></TextLine></TextRegion></Page>"
    )
    head = PAGE[: PAGE.index("<TextRegion")]
    found = told(read(tmp_path / "c.xml", f"{head}{capital}</PcGts>"))
    assert found == [("T", 0.6), ("he", 0.9), ("year", 0.5)]


def test_words_that_do_not_make_the_text_are_not_placed() -> None:
    """Blanks do not count."""
    assert sure_words("ab c", [("a b", 0.1), ("c", 0.2)]) == [(0, 2, 0.1), (3, 4, 0.2)]
    assert sure_words("abd", [("ab", 0.1), ("c", 0.2)]) == []
