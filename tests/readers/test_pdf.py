"""PDFs: the known text comes out as it was set, and what is broken is refused in words."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from lxml import etree

from evaluation.readback import find_parts
from evaluation.score import Result, score
from fangzhi import readers
from fangzhi.errors import SourceError
from fangzhi.images import image_in
from fangzhi.pipeline import encode_source, plan
from fangzhi.readers import pdf
from fangzhi.source import Source
from pages.setting import Pages, han_font, set_pages
from readers.by_hand import FORM, HELLO, stream, written
from readers.scanned import kinds, require_sound, texts


def read(folder: Path, data: bytes) -> Source:
    """The source of a PDF; it keeps what every source keeps."""
    path = folder / "made.pdf"
    path.write_bytes(data)
    source = readers.read(path)
    require_sound(source)
    return source


def refused(folder: Path, data: bytes) -> SourceError:
    """The error with which a PDF is refused."""
    path = folder / "made.pdf"
    path.write_bytes(data)
    with pytest.raises(SourceError) as caught:
        readers.read(path)
    assert caught.value.remedy
    assert str(path) in str(caught.value.where)
    return caught.value


def encoded(pages: Pages, folder: Path) -> Result:
    """What is right and wrong in the TEI file of a printed book."""
    result = encode_source(plan(pages.pdf, folder, profile=pages.text.profile))
    return score(pages.text, find_parts(etree.fromstring(result.data)), [])


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("sample", 1),
        ("sample", 2),
        ("sample", 3),
        ("report-english", 2),
        ("report-german", 1),
        ("report-german", 3),
    ],
)
def test_a_printed_book_comes_out_as_it_was_set(name: str, columns: int, tmp_path: Path) -> None:
    """Heads, paragraphs, captions, signatures and notes are exact, in their order."""
    pages = set_pages(tmp_path, columns, name)
    wrong = {part: both for part, both in encoded(pages, tmp_path).wrong.items() if any(both)}
    assert wrong == {}


def test_signatures_that_a_narrow_column_wraps_are_whole(tmp_path: Path) -> None:
    """The last line of each stands at the right, whether or not the first is set in."""
    pages = set_pages(tmp_path, 3, "yearbook-district")
    assert not any(encoded(pages, tmp_path).wrong["signatures"])


def test_strong_text_drawn_twice_is_read_once(tmp_path: Path) -> None:
    """Glyphs printed again a little aside to look bold are no text of their own."""
    pages = set_pages(tmp_path, 2, doubled=True)
    assert any(map(any, encoded(pages, tmp_path).wrong.values())) is False


def test_running_heads_and_numbers_are_furniture(tmp_path: Path) -> None:
    """Each page has its own, and they tell the number of the page."""
    pages = set_pages(tmp_path, 2)
    source = readers.read(pages.pdf)
    running = [
        source.text[block.start : block.end] for block in source.blocks() if block.kind == "header"
    ]
    assert tuple(running) == pages.running
    assert kinds(source).count("page-number") == pages.count == len(source.pages)


def test_pictures_are_extracted(tmp_path: Path) -> None:
    """Each has its box, its caption beneath it, and a file that is whole."""
    source = readers.read(set_pages(tmp_path, 2).pdf)
    figures = [(page, figure) for page in source.pages for figure in page.figures]
    assert len(figures) == 2
    for page, figure in figures:
        assert figure.box is not None
        assert figure.load is not None
        found = image_in(figure.load())
        assert (found.media_type, found.width, found.height) == ("image/png", 1200, 800)
        captions = [block.box for block in page.blocks if block.kind == "caption"]
        assert any(box and 0 <= box.top - figure.box.bottom < 12 for box in captions)


def test_reading_is_the_same_each_time(tmp_path: Path) -> None:
    """The same bytes give the same source."""
    path = set_pages(tmp_path, 2).pdf
    assert readers.read(path) == readers.read(path)


def test_a_page_turned_reads_upright(tmp_path: Path) -> None:
    """/Rotate and the crop box say how the page is shown; boxes are of the page as shown."""
    turned = b"BT /F 12 Tf 0 1 -1 0 300 100 Tm (Hello world.) Tj ET"
    source = read(tmp_path, written(turned, b"/MediaBox [0 0 595 842] /Rotate 90"))
    assert source.text == "Hello world."
    box = source.pages[0].blocks[0].box
    assert box is not None
    assert box.right - box.left > 4 * (box.bottom - box.top)
    shown = source.pages[0].box
    assert shown is not None
    assert (shown.right, shown.bottom) == (842, 595)


def test_text_off_the_page_is_told_of(tmp_path: Path) -> None:
    """Printers' marks outside of the crop box are no text of the page."""
    content = HELLO + b" BT /F 12 Tf 72 20 Td (slug) Tj ET"
    source = read(tmp_path, written(content, b"/MediaBox [0 0 595 842] /CropBox [0 50 595 842]"))
    assert source.text == "Hello world."
    assert "off the page" in " ".join(source.notices)


def test_page_labels_are_page_numbers(tmp_path: Path) -> None:
    """What the file calls a page is its number."""
    labels = b"/PageLabels << /Nums [0 << /S /r /St 4 >>] >>"
    assert read(tmp_path, written(catalog=labels)).pages[0].n == "iv"


def test_the_outline_tells_heads(tmp_path: Path) -> None:
    """A line that the outline names is a head of its level, however it is set."""
    content = b"BT /F 12 Tf 72 700 Td (Preface) Tj 0 -40 Td (It rained all day and night.) Tj ET"
    outlines = (
        b"<< /Type /Outlines /First 7 0 R /Last 7 0 R /Count 1 >>",
        b"<< /Title (Preface) /Parent 6 0 R /Dest [3 0 R /Fit] >>",
    )
    source = read(tmp_path, written(content, more=outlines, catalog=b"/Outlines 6 0 R"))
    assert kinds(source)[0] == "heading"
    assert next(source.blocks()).level == 1


def test_hidden_text_over_a_scan_is_read(tmp_path: Path) -> None:
    """Text in rendering mode 3 is what an engine recognised."""
    assert texts(read(tmp_path, written(HELLO.replace(b"BT", b"BT 3 Tr")))) == [["Hello world."]]


def test_upright_lines_run_from_right_to_left(tmp_path: Path) -> None:
    """Characters under one another are a line, and the next line is to the left."""
    content = b" ".join(
        b"BT /F 12 Tf 1 0 0 1 %d %d Tm (%c) Tj ET" % (300 - 20 * column, 700 - 12 * row, letter)
        for column, word in enumerate((b"RIGHT", b"LEFT?"))
        for row, letter in enumerate(word)
    )
    assert "".join(read(tmp_path, written(content)).text.split()) == "RIGHTLEFT?"


def test_what_no_code_names_is_not_lost(tmp_path: Path) -> None:
    """A glyph without a known character stands as U+FFFD, and the page is told."""
    pages = set_pages(tmp_path, 1, "yearbook-district")  # its bullets are not in the font
    source = readers.read(pages.pdf)
    assert "\ufffd" in source.text
    assert any("page" in notice and "U+FFFD" in notice for notice in source.notices)


def test_a_damaged_page_does_not_keep_the_others(tmp_path: Path) -> None:
    """The page is remarked with its number, and is empty."""
    source = read(tmp_path, written(kids=b"3 0 R 6 0 R 3 0 R", more=(b"<< /Nothing true >>",)))
    assert [len(page.blocks) for page in source.pages] == [1, 0, 1]


BROKEN = {
    "begins and no more": b"%PDF-1.7\n",
    "without pages": written(kids=b""),
    "cut in two": written()[:300],
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_broken_is_refused(kind: str, tmp_path: Path) -> None:
    """In one sentence, with what can be done."""
    assert "damaged" in refused(tmp_path, BROKEN[kind]).what


def test_a_pdf_of_pictures_asks_for_recognition(tmp_path: Path) -> None:
    """It is told how many pages there are, and what recognises them."""
    empty = written(b"0 0 100 100 re f", kids=b"3 0 R 3 0 R")
    error = refused(tmp_path, empty)
    assert error.what == "has pictures of 2 pages and no text"
    assert "fangzhi ocr" in (error.remedy or "")
    assert pdf.without_text(tmp_path / "made.pdf")
    (tmp_path / "made.pdf").write_bytes(written())
    assert not pdf.without_text(tmp_path / "made.pdf")


def locked(user: str) -> bytes:
    """A PDF encrypted with an owner's password, and that of its readers."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    data = io.BytesIO()
    canvas = Canvas(data, encrypt=StandardEncryption(user, "owner"), invariant=True)
    canvas.drawString(72, 700, "Hello world.")
    canvas.save()
    return data.getvalue()


def test_a_pdf_without_user_password_opens(tmp_path: Path) -> None:
    """Who may read it needs no password."""
    assert read(tmp_path, locked("")).text == "Hello world."


def test_a_locked_pdf_is_refused(tmp_path: Path) -> None:
    """Who may not is told so."""
    assert "password" in refused(tmp_path, locked("secret")).what


@pytest.mark.parametrize(
    "content",
    [
        b"BT /F 1e30 Tf 72 700 Td (Hello) Tj ET " + HELLO,
        b"BT 1e38 1e38 -1e38 1e38 1e38 1e38 Tm /F 1e30 Tf (x) Tj ET " + HELLO,
    ],
)
def test_absurd_numbers_do_no_harm(content: bytes, tmp_path: Path) -> None:
    """Sizes that no page has keep nobody from the rest of the text."""
    data = written(content, b"/MediaBox [0 0 1e9 1e9]")
    assert "Hello world." in read(tmp_path, data).text


def test_a_page_with_more_text_than_any_page_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told of, and the others are read; a file of nothing else is refused."""
    monkeypatch.setattr("fangzhi.readers._pdf_page.MOST_CHARACTERS", 20)
    crowded = stream(b"BT /F 12 Tf 72 700 Td (It rained all day and all night.) Tj ET")
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R >>"
    page = page[:-3] + b" /Resources << /Font << /F 5 0 R >> >> >>"
    source = read(tmp_path, written(kids=b"3 0 R 7 0 R", more=(crowded, page)))
    assert [len(page.blocks) for page in source.pages] == [1, 0]
    assert any("page 2 has 32 characters" in notice for notice in source.notices)
    alone = written(kids=b"7 0 R", more=(crowded, page))
    assert "characters on a page" in refused(tmp_path, alone).what


@pytest.mark.slow
def test_forms_within_forms_do_not_run_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that would take years to open is refused after the time that is allowed."""
    monkeypatch.setattr("fangzhi.readers._pdf_probe.SECONDS", 1)
    more = tuple(
        stream(b"/X Do " * 10, FORM + b"/Resources << /XObject << /X %d 0 R >> >> " % (7 + depth))
        for depth in range(12)
    )
    data = written(
        b"/X Do", more=(*more, stream(HELLO, FORM)), resources=b"/XObject << /X 6 0 R >>"
    )
    assert "forms" in refused(tmp_path, data).what


def test_the_font_is_here() -> None:
    """The tests above need it; without it they are skipped, but not where CI=true."""
    assert han_font().is_file()
