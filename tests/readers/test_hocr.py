"""hOCR: texts, kinds, places, order, and what is wrong in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fangzhi import readers
from fangzhi.errors import SourceError
from fangzhi.source import Box, Figure
from readers.scanned import files, kinds, read, refused, require_sound, texts

TESSERACT = '<meta name="ocr-system" content="tesseract 5.3"/>'
XHTML = ' xmlns="http://www.w3.org/1999/xhtml"'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "made.hocr"


def hocr(*parts: str, head: str = TESSERACT, namespace: str = XHTML) -> str:
    """An hOCR file; parts that are no pages stand in one."""
    inner = "".join(parts)
    if "ocr_page" not in inner:
        title = "image &quot;/tmp/scan.png&quot;; bbox 0 0 1000 2000; ppageno 0; lpageno 17"
        inner = f'<div class="ocr_page" id="page_1" title="{title}">{inner}</div>'
    return f"<html{namespace}><head><title>t</title>{head}</head><body>{inner}</body></html>"


def words(text: str, sure: int = 90) -> str:
    return " ".join(
        f"<span class='ocrx_word' title='bbox 1 2 3 4; x_wconf {sure}'>{one}</span>"
        for one in text.split()
    )


def line(text: str, name: str = "ocr_line", title: str = "bbox 10 20 300 60") -> str:
    return f'<span class="{name}" id="l" title="{title}">\n{words(text)}\n</span>'


def par(*lines: str, title: str = "bbox 10 20 300 160", tag: str = "p", more: str = "") -> str:
    """A paragraph; lines without markup are made lines."""
    inner = "".join(one if one.startswith("<") else line(one) for one in lines)
    return f'<{tag} class="ocr_par {more}" id="p" title="{title}">{inner}</{tag}>'


def test_paragraphs_are_blocks(file: Path) -> None:
    """Each ocr_par in its areas; without one, the area itself, and without both, the page."""
    area = f'<div class="ocr_carea">{par("one two", "three")}{par("four")}</div>'
    bare = f'<div class="ocr_carea">{line("five")}</div>'
    assert texts(read(file, hocr(area, bare, line("six")))) == [
        ["one two", "three"], ["four"], ["five"], ["six"],
    ]  # fmt: skip


@pytest.mark.parametrize("namespace", [XHTML, ""])
def test_places_and_confidences(namespace: str, file: Path) -> None:
    """Of the page, of blocks and of lines; the mean of the words, from 0 to 1."""
    mixed = f'<span class="ocr_line">{words("a", 80)} {words("b", 90)}</span>'
    source = read(file, hocr(par("text", mixed), namespace=namespace))
    page = source.pages[0]
    assert (page.image, page.id, page.n) == ("/tmp/scan.png", "page_1", "17")
    assert page.box == Box(0, 0, 1000, 2000)
    assert page.blocks[0].box == Box(10, 20, 300, 160)
    assert page.blocks[0].lines[0].box == Box(10, 20, 300, 60)
    assert [one.confidence for one in page.blocks[0].lines] == pytest.approx([0.9, 0.85])
    assert source.encoding == "UTF-8"


def test_pictures_are_kept(file: Path) -> None:
    """Without text they are no blocks."""
    photo = '<div class="ocr_photo" title="bbox 1 2 30 40"></div>'
    source = read(file, hocr(photo, par("text")))
    assert source.pages[0].figures == (Figure(Box(1, 2, 30, 40)),)
    assert texts(source) == [["text"]]


@pytest.mark.parametrize(
    ("name", "kind", "others"),
    [
        ("ocr_header", "heading", "header"),  # Tesseract means heads
        ("ocr_caption", "caption", "caption"),
        ("ocr_textfloat", "float", "float"),
        ("ocr_line", "", ""),
    ],
)
def test_classes_of_lines_are_kinds(name: str, kind: str, others: str, file: Path) -> None:
    """Of their block; lines of another class in it begin another block."""
    assert kinds(read(file, hocr(par(line("a", name))))) == [kind]
    assert kinds(read(file, hocr(par(line("a", name)), head=""))) == [others]
    both = read(file, hocr(par(line("a", name), line("b", name), line("c", "ocr_pageno"))))
    assert texts(both) == [["a", "b"], ["c"]]
    assert kinds(both) == [kind, "page-number"]


def test_heads_of_html_have_a_level(file: Path) -> None:
    """h1 to h6 that hold a block."""
    block = next(read(file, hocr(par("Head", tag="h2"))).blocks())
    assert (block.kind, block.level) == ("heading", 2)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (words("天 地 玄 黄"), "天地玄黄"),
        (words("第 2 章 Kapitel 章"), "第 2 章 Kapitel 章"),
        (words("한국 사람"), "한국 사람"),
        ("plain <b>te</b>xt\n of a line", "plain text of a line"),
        ('<span class="ocrx_word">a</span><span class="ocrx_word">b</span>', "a b"),
        ('<span class="ocrx_word"><strong>a</strong><em>b</em></span>', "ab"),
        (words("a") + " stray", "a stray"),
        ("天\u3000地", "天\u3000地"),
    ],
)
def test_the_text_of_a_line(content: str, text: str, file: Path) -> None:
    """Words with one blank between; none between words of Chinese or Japanese, but of Korean."""
    assert read(file, hocr(par(f'<span class="ocr_line">{content}</span>'))).text == text


def test_several_pages_are_pages(file: Path) -> None:
    """An empty one too, and one whose places are none."""
    pages = [
        f'<div class="ocr_page" title="bbox 0 0 9 9">{par("one")}</div>',
        '<div class="ocr_page"/>',
        f'<div class="ocr_page" title="bbox 9 9 1 1">{par("three", title="bbox x 0 1 1")}</div>',
    ]
    source = read(file, hocr(*pages))
    assert source.text == "one\n\f\n\fthree"
    assert [page.box for page in source.pages] == [Box(0, 0, 9, 9), None, None]
    assert any("is no box" in notice and "1 more" in notice for notice in source.notices)


def test_text_outside_of_lines_is_not_lost(file: Path) -> None:
    """Before the page, in it, in a paragraph, after a line; a remark says so."""
    content = hocr(
        "before",
        f'<div class="ocr_page">in <p class="ocr_par">first {line("line")} last</p></div>',
        "after",
    )
    source = read(file, content)
    assert source.text.split() == ["before", "in", "first", "line", "last", "after"]
    assert any("stands in no line" in notice for notice in source.notices)


def test_the_order_of_tesseract_stands_and_that_of_others_is_judged(file: Path) -> None:
    """Blocks that are written from the last to the first."""
    blocks = [
        par(line(f"{n}", title=f"bbox 0 {n * 100} 900 {n * 100 + 40}"),
            title=f"bbox 0 {n * 100} 900 {n * 100 + 90}")
        for n in range(6)
    ]  # fmt: skip
    assert texts(read(file, hocr(*blocks[::-1])))[0] == ["5"]
    other = '<meta name="ocr-system" content="other 1.0"/>'
    assert texts(read(file, hocr(*blocks[::-1], head=other)))[0] == ["0"]


def test_the_text_is_that_of_the_engine() -> None:
    """On public files: what Tesseract wrote as plain text in the same run, white space aside."""
    read_ = 0
    for path in files("hocr/*.hocr"):
        plain = path.with_suffix(".txt").read_text(encoding="utf-8")
        if not plain.strip():
            with pytest.raises(SourceError, match="no text"):
                readers.read(path)
            continue
        source = readers.read(path)
        require_sound(source)
        assert source.text.split() == plain.split(), path.name
        read_ += 1
    assert read_


@pytest.mark.parametrize("name", ["made.hocr", "made.html", "made.txt", "made.xml", "made"])
def test_it_is_known_by_its_classes(name: str, tmp_path: Path) -> None:
    """Under any name, as XML or as HTML."""
    assert read(tmp_path / name, hocr(par("综述"))).text == "综述"
    doctype = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "a" "b">\n'
    assert read(tmp_path / name, doctype + hocr(par("综述"))).text == "综述"


@pytest.mark.parametrize("name", ["made.html", "made.xml", "made.txt"])
def test_other_html_is_read_as_a_page(name: str, tmp_path: Path) -> None:
    """It is neither text nor the output of an OCR engine."""
    content = "<!DOCTYPE html>\n<html><body><p>Text</p></body></html>"
    source = read(tmp_path / name, content)
    assert source.written
    assert source.text == "Text"


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (("word", "a&nbsp;b"), "a\xa0b"),
        (("word", "a & b"), "a & b"),
        (("<p ", "<br><p "), "word"),
        (('<meta name="', "<meta charset=utf-8 name="), "word"),
    ],
)
def test_html_that_is_no_xml_is_read(change: tuple[str, str], text: str, file: Path) -> None:
    """As UTF-8, and it is said; entities of HTML are characters."""
    content = hocr(par('<span class="ocr_line">综述 word</span>')).replace(*change)
    if "meta" in change[0]:
        content = content.replace('"ocr-system"', "ocr-system").replace('ocr-system"', "ocr-system")
    source = read(file, content)
    assert source.text == f"综述 {text}"
    assert any("read as HTML" in notice for notice in source.notices)


@pytest.mark.parametrize("end", [30, 60, 150])
def test_a_file_that_breaks_off_is_refused_with_its_place(end: int, file: Path) -> None:
    """Though a browser would show what there is of it."""
    error = refused(file, hocr(par("one"), par("two"))[:-end])
    assert "not well-formed" in error.what
    assert re.fullmatch(rf"{re.escape(str(file))}:\d+:\d+", str(error.where))


@pytest.mark.parametrize(
    "doctype",
    [
        '[<!ENTITY a "ha"><!ENTITY b "&a;&a;">]',
        '[<!ENTITY b SYSTEM "file:///etc/hostname">]',
        '[<!ENTITY % b SYSTEM "file:///etc/hostname"> %b;]',
    ],
)
def test_entities_of_the_file_are_refused(doctype: str, file: Path) -> None:
    """As XML and as HTML."""
    content = f"<!DOCTYPE html {doctype}>" + hocr(par("&b;"))
    assert refused(file, content).remedy
    assert refused(file, content.replace("<p ", "<br><p ")).remedy


@pytest.mark.parametrize("start", ["", "a & b"])
def test_nesting_without_end_is_refused(start: str, file: Path) -> None:
    """As XML and as HTML: what lies deeper would be lost."""
    deep = f"{start}{'<div>' * 3000}text{'</div>' * 3000}"
    assert refused(file, hocr(deep)).remedy


@pytest.mark.parametrize("content", [par(), line(""), "<p> </p>"])
def test_a_file_without_text_is_refused(content: str, file: Path) -> None:
    """Areas alone are no transcription."""
    assert "no text" in refused(file, hocr(content)).what


def test_what_is_no_html_is_refused(file: Path) -> None:
    """The name alone does not make it hOCR."""
    assert "<record>" in refused(file, "<record>text</record>").what


@pytest.mark.parametrize("sure", [101, -3])
def test_a_confidence_out_of_range_is_remarked(sure: int, file: Path) -> None:
    """It is passed over."""
    content = f'<span class="ocr_line">{words("a", sure)}</span>'
    source = read(file, hocr(par(content)))
    assert next(source.blocks()).lines[0].confidence is None
    assert any(f"'{sure}'" in notice for notice in source.notices)


def test_an_id_that_is_given_twice_is_remarked(file: Path) -> None:
    """Programs that point to it would find the first."""
    assert any("given twice" in one for one in read(file, hocr(par("a"), par("b"))).notices)


def test_a_hundred_thousand_words_are_read(file: Path) -> None:
    """All of them."""
    source = read(file, hocr(par(*[line("word " * 100)] * 1000)))
    assert len(source.text.split()) == 100_000


def test_the_size_of_a_line_is_stated(file: Path) -> None:
    """By the line itself, else by its words; what is no size is none."""
    large = line("Town", title="bbox 10 20 300 60; x_size 43.5; x_descenders 8")
    worded = line("Mere").replace("x_wconf", "x_fsize 12; x_wconf")
    odd = line("Clerk", title="bbox 10 20 300 60; x_size 0.0.1")
    found = [one for block in read(file, hocr(large, worded, odd)).blocks() for one in block.lines]
    assert [one.size for one in found] == [43.5, 12.0, 0.0]


@pytest.mark.parametrize(
    "title",
    ["x_confs 99 41 87 90", "x_confs 0.99 0.41 0.87 0.9"],
)
def test_characters_tell_how_sure_they_are(title: str, file: Path) -> None:
    """x_confs in percent, or in shares of one; where the word states x_wconf, that counts."""
    word = f"<span class='ocrx_word' title='bbox 1 2 3 4; {title}'>Mere</span>"
    content = f'<span class="ocr_line" title="bbox 1 2 9 4">{word} {words("End")}</span>'
    source = read(file, hocr(content))
    sure = [0.99, 0.41, 0.87, 0.9, 0.9]
    assert [one.confidence for one in source.words] == pytest.approx(sure)
    assert [source.text[one.start : one.end] for one in source.words] == [*"Mere", "End"]
    assert source.text == "Mere End"


def test_the_boxes_of_characters_tell_how_sure_they_are(file: Path) -> None:
    """As Tesseract writes them; too few tell nothing."""
    glyphs = "".join(
        f"<span class='ocrx_cinfo' title='x_bboxes 1 2 3 4; x_conf {sure}'>{one}</span>"
        for one, sure in zip("天地", ("98.5", "31"), strict=True)
    )
    few = "<span class='ocrx_word' title='bbox 1 2 3 4; x_confs 90'>玄黄</span>"
    word = f"<span class='ocrx_word' title='bbox 1 2 3 4'>{glyphs}</span>"
    content = f'<span class="ocr_line" title="bbox 1 2 9 4">{word} {few}</span>'
    source = read(file, hocr(content))
    assert source.text == "天地玄黄"
    assert [one.confidence for one in source.words] == [0.985, 0.31]


def test_regions_of_kraken_say_what_they_are(file: Path) -> None:
    """In an attribute of their own; very small certainties are written with an exponent."""
    block = '<div class="ocrx_block" data-region-type="{}" title="bbox 1 2 9 4">{}</div>'
    word = "<span class='ocrx_word' title='bbox 1 2 3 4; x_confs 0.99 1.2e-05'>天地</span>"
    content = f'<span class="ocr_line" title="bbox 1 2 9 4">{word}</span>'
    source = read(file, hocr(block.format("heading", content), block.format("text", line("End"))))
    assert kinds(source) == ["heading", ""]
    assert [one.confidence for one in source.words[:2]] == pytest.approx([0.99, 1.2e-05])
