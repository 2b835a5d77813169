"""A folder of page files as one source: what is read, in which order, and that nothing is lost."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangzhi import readers
from fangzhi.errors import SourceError
from fangzhi.readers._several import natural
from fangzhi.source import Source, Span

from .scanned import DATA, require_sound

PAGE = """<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">
<Page imageFilename="{image}" imageWidth="800" imageHeight="1200">{regions}</Page></PcGts>"""
REGION = """<TextRegion id="r1"><Coords points="10,10 700,10 700,60 10,60"/><TextLine id="l1">
<Coords points="10,10 700,10 700,60 10,60"/><TextEquiv conf="0.9"><Unicode>{text}</Unicode>
</TextEquiv></TextLine></TextRegion>"""


def page(text: str, image: str = "") -> str:
    """A PAGE file of one line, or of none for an empty text."""
    return PAGE.format(image=image, regions=REGION.format(text=text) if text else "")


def folder(where: Path, files: dict[str, str | bytes]) -> Path:
    """A folder with these files."""
    for name, content in files.items():
        path = where / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return where


def lines(source: Source) -> list[str]:
    """The lines of a source."""
    return [
        source.slice(Span(line.start, line.end))
        for block in source.blocks()
        for line in block.lines
    ]


def refused(path: Path) -> SourceError:
    """The error with which a folder is refused."""
    with pytest.raises(SourceError) as caught:
        readers.read(path)
    assert caught.value.remedy
    assert str(path) in str(caught.value.where)
    return caught.value


def test_pages_stand_in_the_order_in_which_people_count(tmp_path: Path) -> None:
    """page2 goes before page10, and each page knows its folder."""
    names = ["page10.xml", "page2.xml", "page1.xml"]
    book = folder(tmp_path / "book", {name: page(name) for name in names})
    source = readers.read(book)
    require_sound(source)
    assert lines(source) == ["page1.xml", "page2.xml", "page10.xml"]
    assert [one.folder for one in source.pages] == [book] * 3
    assert source.path == book
    assert source.recognised


def test_the_digest_is_that_of_the_list_of_sha256sum(tmp_path: Path) -> None:
    """The files are listed in reading order with their digests; the list has one of its own."""
    book = folder(tmp_path / "book", {"b10.xml": page("乙"), "b9.xml": page("甲")})
    source = readers.read(book)
    assert [file.path for file in source.files] == [book / "b9.xml", book / "b10.xml"]
    listed = "".join(
        f"{hashlib.sha256((book / name).read_bytes()).hexdigest()}  {name}\n"
        for name in ("b10.xml", "b9.xml")
    )
    assert source.sha256 == hashlib.sha256(listed.encode()).hexdigest()


def test_words_and_numbers_of_lines_move_with_their_file(tmp_path: Path) -> None:
    """Offsets and line numbers are those of the whole text."""
    source = readers.read(folder(tmp_path, {"1.xml": page("甲"), "2.xml": page("乙丙")}))
    assert [source.text[word.start : word.end] for word in source.words] == ["甲", "乙丙"]
    for block in source.blocks():
        for line in block.lines:
            assert line.number == source.text.count("\n", 0, line.start) + 1


def test_a_blank_page_is_a_page(tmp_path: Path) -> None:
    """A page without text keeps its place and its scan; so does an empty text file."""
    pages = {"1.xml": page("甲"), "2.xml": page("", "2.png"), "3.xml": page("丙")}
    source = readers.read(folder(tmp_path / "scans", pages))
    require_sound(source)
    assert [len(one.blocks) for one in source.pages] == [1, 0, 1]
    assert source.pages[1].image == "2.png"
    texts = readers.read(
        folder(tmp_path / "texts", {"1.txt": "", "2.txt": "乙\n\f", "3.txt": "丙"})
    )
    assert [len(one.blocks) for one in texts.pages] == [0, 1, 1]


def test_a_folder_of_blank_pages_has_no_text(tmp_path: Path) -> None:
    """It is no edition."""
    assert "no text" in refused(folder(tmp_path, {"1.xml": page(""), "2.xml": page("")})).what


def test_a_broken_page_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    """One notice for each file that cannot be read."""
    source = readers.read(folder(tmp_path, {"1.xml": page("甲"), "2.xml": page("乙")[:200]}))
    assert lines(source) == ["甲"]
    assert [file.path.name for file in source.files] == ["1.xml"]
    assert any("2.xml:" in one and "left out" in one for one in source.notices)
    (tmp_path / "1.xml").write_text(page("甲")[:200])
    assert "none of its files can be read" in refused(tmp_path).what


def test_each_page_is_read_once(tmp_path: Path) -> None:
    """Text beside OCR files, and a second format of a page, are told and not read."""
    hocr = (
        '<html xmlns="http://www.w3.org/1999/xhtml"><body><div class="ocr_page">'
        '<span class="ocr_line">乙</span></div></body></html>'
    )
    files = {"1.xml": page("甲"), "1.txt": "甲", "1.hocr": hocr, "2.hocr": hocr, "all.md": "# 全"}
    source = readers.read(folder(tmp_path, files))
    assert lines(source) == ["甲", "乙"]
    told = [one for one in source.notices if "not read" in one]
    assert len(told) == 1
    assert all(name in told[0] for name in ("1.txt", "1.hocr", "all.md"))


def test_what_is_no_page_is_passed_over(tmp_path: Path) -> None:
    """Pictures, sidecars and hidden files silently; what nobody reads with a notice."""
    png = b"\x89PNG\r\n\x1a\n" + bytes(40)
    files = {"1.txt": "甲。", "1.png": png, "x.toml": "", ".hidden.txt": "乙", "data.csv": "1,2"}
    source = readers.read(folder(tmp_path, {**files, "README.md": "# x", "tool.bin": bytes(99)}))
    assert lines(source) == ["甲。"]
    (told,) = source.notices
    assert all(name in told for name in ("data.csv", "README.md", "tool.bin"))
    assert ".png" not in told and ".toml" not in told and "hidden" not in told


def test_the_one_folder_with_pages_counts(tmp_path: Path) -> None:
    """An export with its pages in a folder is read; one with two such folders is not guessed."""
    source = readers.read(folder(tmp_path, {"page/1.xml": page("甲"), "images/x.txt~": "x"}))
    assert lines(source) == ["甲"]
    assert source.pages[0].folder == tmp_path / "page"
    folder(tmp_path, {"alto/1.xml": page("甲")})
    assert "2 folders (alto, page)" in refused(tmp_path).what


def test_a_folder_of_pictures_needs_ocr(tmp_path: Path) -> None:
    """The remedy names the command."""
    error = refused(folder(tmp_path, {"1.png": b"\x89PNG\r\n\x1a\n", "2.jpg": b"\xff\xd8\xff"}))
    assert "pictures of pages" in error.what
    assert "fangzhi ocr" in error.remedy


def test_a_folder_of_editions_is_not_one(tmp_path: Path) -> None:
    """Texts that have sidecars beside them are editions of their own."""
    error = refused(folder(tmp_path, {"a.txt": "甲", "a.toml": "", "b.txt": "乙"}))
    assert "sidecars of their own" in error.what


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_links_out_pipes_and_circles_are_passed_over(tmp_path: Path) -> None:
    """Nothing outside the folder is read, and nothing hangs."""
    folder(tmp_path, {"secret.txt": "秘", "book/1.txt": "甲。"})
    book = tmp_path / "book"
    os.mkfifo(book / "2.txt")
    (book / "3.txt").symlink_to(tmp_path / "secret.txt")
    (book / "4.txt").symlink_to("4.txt")
    (book / "loop").symlink_to(book)
    Path(os.fsdecode(os.fsencode(book) + b"/5\xff.txt")).write_text("戊")
    source = readers.read(book)
    assert lines(source) == ["甲。"]
    (told,) = source.notices
    assert all(name in told for name in ("2.txt", "3.txt", "4.txt", "udcff"))


def test_equal_notices_of_many_files_are_told_once(tmp_path: Path) -> None:
    """What differs but in places and quotations is one sort."""
    doubled = REGION.format(text="甲")
    files = {f"{n}.xml": PAGE.format(image="", regions=doubled * 2) for n in range(5)}
    source = readers.read(folder(tmp_path, files))
    assert len(source.notices) == 1
    assert "4 more files" in source.notices[0]


PIECES = st.lists(st.sampled_from(["甲", "乙", "a", " ", "\n", "\n\f"]), max_size=12).map("".join)


@given(st.lists(PIECES, min_size=1, max_size=5))
@settings(max_examples=60)
def test_texts_are_composed_without_loss(
    tmp_path_factory: pytest.TempPathFactory, contents: list[str]
) -> None:
    """Whatever the files hold, every line stands in the whole, in order, where it says it does."""
    book = tmp_path_factory.mktemp("book")
    folder(book, {f"{number}.txt": text for number, text in enumerate(contents)})
    whole = [one for text in contents for one in map(str.strip, re.split("[\n\f]", text)) if one]
    try:
        source = readers.read(book)
    except SourceError:
        assert not whole
    else:
        require_sound(source)
        assert lines(source) == whole
        again = readers.read_files(book, [file.path for file in source.files])
        assert again.text == source.text
    finally:
        shutil.rmtree(book)


@given(st.lists(st.text("aB01289²٣", min_size=1, max_size=8), max_size=6))
def test_natural_order_is_total(names: list[str]) -> None:
    """Any names can be compared, and no two different ones are equal."""
    ordered = sorted(set(names), key=natural)
    assert len({natural(name) for name in ordered}) == len(ordered)


def test_public_pages_are_one_source() -> None:
    """Forty pages of other books, in order, with their ids and boxes kept."""
    book = DATA / "page-structure"
    if not book.is_dir():
        pytest.skip("../shared/data/page-structure is not there")
    source = readers.read(book)
    files = [file.path for file in source.files]
    assert len(source.pages) == len(files) == 40
    require_sound(source)
    assert [not one.blocks for one in source.pages].count(True) == 3  # bindings
    printed = [file for file, one in zip(files, source.pages, strict=True) if one.blocks]
    alone = [readers.read(file) for file in printed]
    assert [block.id for block in source.blocks()] == [b.id for one in alone for b in one.blocks()]
    assert lines(source) == [line for one in alone for line in lines(one)]
