"""EPUB: the order of its pages, their titles, printed pages, and locks."""

from __future__ import annotations

from pathlib import Path

from readers.scanned import read, refused
from readers.writing import epub_package, found_in


def test_pages_outside_of_the_flow_come_last(tmp_path: Path) -> None:
    """The spine says the order, and what is not linear."""
    spine = '<itemref idref="b" linear="no"/><itemref idref="c"/><itemref idref="a"/>'
    data = epub_package({"a": "<p>A</p>", "b": "<p>B</p>", "c": "<p>C</p>"}, spine)
    assert read(tmp_path / "made.epub", data).text.split() == ["C", "A", "B"]


def test_titles_come_from_the_table_of_contents(tmp_path: Path) -> None:
    """Where a page has no head of its own; a first paragraph that says the same becomes it."""
    nav = (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        '<body><nav epub:type="toc"><ol><li><a href="a.xhtml">Land</a></li>'
        '<li><a href="b.xhtml">Water</a></li><li><a href="c.xhtml">Other</a></li></ol></nav>'
        "</body></html>"
    )
    pages = {"a": "<p>Text</p>", "b": "<p>Water</p><p>More</p>", "c": "<h2>Own</h2><p>Last</p>"}
    data = epub_package(pages, parts={"OPS/nav.xhtml": nav})
    assert found_in(read(tmp_path / "made.epub", data)) == [
        ("heading", 1, ["Land"]), ("paragraph", 0, ["Text"]), ("heading", 1, ["Water"]),
        ("paragraph", 0, ["More"]), ("heading", 2, ["Own"]), ("paragraph", 0, ["Last"]),
    ]  # fmt: skip


def test_printed_pages_are_pages(tmp_path: Path) -> None:
    """With their numbers; one that begins in a paragraph begins after it."""
    page = '<span epub:type="pagebreak" id="p{0}" title="{0}"/>'
    content = f"<p>{page.format(4)}one {page.format(5)}two</p><p>three</p>"
    source = read(tmp_path / "made.epub", epub_package({"a": content}))
    assert [(page.n, len(page.blocks)) for page in source.pages] == [("4", 1), ("5", 1)]


def test_notes_may_stand_in_another_file(tmp_path: Path) -> None:
    """They are read where they are called."""
    pages = {
        "a": '<p>Text<a epub:type="noteref" href="n.xhtml#n1">1</a></p>',
        "n": '<aside epub:type="footnote" id="n1"><p>Note</p></aside><p>End</p>',
    }
    source = read(tmp_path / "made.epub", epub_package(pages))
    assert source.text == "Text[1]\n\n[1] Note\n\nEnd"


def _locked(way: str) -> bytes:
    encryption = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData>'
        f'<EncryptionMethod Algorithm="{way}"/></EncryptedData></encryption>'
    )
    return epub_package({"a": "<p>Text</p>"}, parts={"META-INF/encryption.xml": encryption})


def test_a_locked_book_is_refused(tmp_path: Path) -> None:
    """Fonts that are made unreadable for others are no lock."""
    fonts = _locked("http://www.idpf.org/2008/embedding")
    assert read(tmp_path / "fonts.epub", fonts).text == "Text"
    locked = _locked("http://www.w3.org/2001/04/xmlenc#aes128-cbc")
    assert "locked" in refused(tmp_path / "made.epub", locked).what
