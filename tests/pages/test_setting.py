"""The pages that are set for tests: the same each time, with all that was to be set."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from pages.setting import break_lines, render, set_pages


def test_the_same_pages_are_the_same_file(tmp_path: Path) -> None:
    """A PDF has no clock in it."""
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
    assert set_pages(first).pdf.read_bytes() == set_pages(second).pdf.read_bytes()


def test_columns_cut_texts(tmp_path: Path) -> None:
    """What was known is set, and some of it goes on in another column."""
    pages = set_pages(tmp_path, 3)
    assert len(pages.cuts) > 3
    assert len(pages.captions) == 2
    assert len(pages.signatures) == 9
    assert pages.count > 2


def test_scans_are_turned_and_the_same_each_time(tmp_path: Path) -> None:
    """Degraded pictures differ from clean ones, but not from one another."""
    pages = set_pages(tmp_path, 1, "plain-english")
    clean, poor = tmp_path / "clean", tmp_path / "poor"
    for folder in (clean, poor):
        folder.mkdir()
    (page, *_) = render(pages.pdf, clean, 50, degraded=False)
    (scan, *_) = render(pages.pdf, poor, 50)
    before = scan.read_bytes()
    assert render(pages.pdf, poor, 50)[0].read_bytes() == before
    with Image.open(page) as first, Image.open(scan) as second:
        assert first.size == second.size
        assert first.tobytes() != second.tobytes()


def test_lines_hold_the_whole_text() -> None:
    """Nothing is lost at line ends but blanks, and hyphens come in."""
    from pages.setting import BODY, ROMAN

    text = "It rained all day, and the administration of the municipal waterworks was delighted."
    lines = [line.text for line in break_lines(text, ROMAN, BODY, 90)]
    assert len(lines) > 3
    joined = " ".join(lines).replace("- ", "")
    assert "".join(joined.split()) == "".join(text.split())
