"""Plain text: what is refused, and how lines, blocks and pages are found."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi import readers
from fangzhi.errors import SourceError
from fangzhi.readers.text import width
from fangzhi.source import Source, Span, place
from markup.making import source_of

SENTENCE = "全区经济平稳发展基础设施不断完善城乡面貌持续改善居民收入稳步增长"


def blocks(source: Source) -> list[list[str]]:
    """The lines of each block."""
    return [
        [source.slice(Span(line.start, line.end)) for line in block.lines]
        for block in source.blocks()
    ]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "made.txt"


def refusal(path: Path) -> SourceError:
    with pytest.raises(SourceError) as caught:
        readers.read(path)
    assert caught.value.remedy
    assert str(path) in caught.value.line()
    return caught.value


def test_a_missing_file_is_said_to_be_missing(file: Path) -> None:
    """The error names the path that is not there."""
    assert refusal(file).what == "no such file"


def test_a_folder_is_no_source(tmp_path: Path) -> None:
    """A folder without texts is told to hold none."""
    assert "holds no file" in refusal(tmp_path).what


def test_an_empty_file_is_refused(file: Path) -> None:
    """A file of no bytes is empty."""
    file.touch()
    assert refusal(file).what == "is empty"


@pytest.mark.parametrize("text", [" ", "\n\n", "\u3000\u3000\r\n\t", "\f", "\ufeff", "\xa0\u2003"])
def test_a_file_of_blanks_is_refused(text: str, file: Path) -> None:
    """Blanks of every kind, a page break and a byte order mark are no text."""
    file.write_bytes(text.encode())
    assert "nothing but blanks" in refusal(file).what


@pytest.mark.parametrize(
    ("magic", "name"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04", "zip"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"II*\x00", "TIFF"),
        (b"MM\x00*", "TIFF"),
        (b"GIF89a", "GIF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Office"),
        (b"\x7fELF", "program"),
    ],
)
def test_a_file_of_another_format_is_called_by_its_name(
    magic: bytes, name: str, file: Path
) -> None:
    """A magic number outweighs the suffix .txt, and the error says what the file is."""
    file.write_bytes(magic + "综述".encode() * 50)
    assert name in refusal(file).what


@pytest.mark.parametrize(
    ("text", "offset", "code", "where"),
    [
        ("综述\0", 2, "U+0000", "1:3"),
        ("综述\n\n全年\x08增长", 6, "U+0008", "3:3"),
        ("甲\r\n乙\r\n丙\x1b", 5, "U+001B", "3:2"),
        ("甲\f乙\x0b", 3, "U+000B", "1:4"),
        ("𠀀\ufffe", 1, "U+FFFE", "1:2"),
        ("甲\uffff", 1, "U+FFFF", "1:2"),
    ],
)
def test_a_character_that_xml_forbids_is_named_with_its_place(
    text: str, offset: int, code: str, where: str, file: Path
) -> None:
    """Offset, code point, line and column of the first such character stand in the error."""
    file.write_bytes(text.encode())
    error = refusal(file)
    assert f"character {offset} is {code}" in error.what
    assert error.where == f"{file}:{where}"


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_all_line_ends_count_as_one_character(end: str) -> None:
    """CR, LF and CRLF give the same text, offsets and line numbers (RFC 5147)."""
    text = "综述\n\n【概况】 全年增长。\n其中工业,\n"
    given_, plain = source_of(text.replace("\n", end)), source_of(text)
    assert (given_.text, given_.pages) == (plain.text, plain.pages)
    lines = [line for block in given_.blocks() for line in block.lines]
    assert [(line.start, line.end, line.number) for line in lines] == [
        (0, 2, 1),
        (4, 14, 3),
        (15, 20, 4),
    ]


def test_mixed_line_ends_are_each_one_line_end() -> None:
    """A file put together from several systems has as many lines as a person sees."""
    source = source_of("甲\r\n乙\r丙\n丁\r\r\n戊")
    assert source.text == "甲\n乙\n丙\n丁\n\n戊"


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("甲\f乙", [["甲"], ["乙"]]),
        ("甲\n\f\n乙\n", [["甲"], ["乙"]]),
        ("甲\n\f乙\n\f", [["甲"], ["乙"], []]),
        ("\f甲", [[], ["甲"]]),
        ("甲\f\f乙", [["甲"], [], ["乙"]]),
        ("甲\n乙", [["甲\n乙"]]),
    ],
)
def test_a_form_feed_begins_a_page(text: str, pages: list[list[str]]) -> None:
    """Pages are parted by form feeds; an empty page is a page."""
    source = source_of(text)
    found = [[source.slice(Span(b.start, b.end)) for b in page.blocks] for page in source.pages]
    assert found == pages


def test_line_numbers_go_on_over_pages() -> None:
    """A form feed is no line end: the line after it has the number that an editor shows."""
    source = source_of("甲\n乙\n\f丙\n丁\f戊\n己")
    lines = [line for block in source.blocks() for line in block.lines]
    assert [line.number for line in lines] == [1, 2, 3, 4, 4, 5]


def test_blank_lines_part_blocks() -> None:
    """What stands between blank lines is one block, with the number of blank lines before it."""
    source = source_of("一\n二\n\n三\n\n\n\n四")
    assert blocks(source) == [["一", "二"], ["三"], ["四"]]
    assert [block.gap for block in source.blocks()] == [0, 1, 3]


@pytest.mark.parametrize(
    ("text", "em"),
    [("综述", 2.0), ("ab", 1.0), ("年2018", 3.0), ("，", 1.0), ("“…", 2.0), ("", 0.0)],
)
def test_a_full_width_character_is_one_em_wide(text: str, em: float) -> None:
    """Any other character counts half."""
    assert width(text) == em


def test_gaps_and_indents_are_kept() -> None:
    """A block knows the blank lines before it, a line the blanks before it in em."""
    source = source_of("\n甲\n\n\n  乙\n\u3000\u3000丙  \n\t\n丁\n")
    assert [block.gap for block in source.blocks()] == [1, 2, 1]
    found = [(line.indent, line.width) for block in source.blocks() for line in block.lines]
    assert found == [(0.0, 1.0), (1.0, 1.0), (2.0, 1.0), (0.0, 1.0)]


def test_the_digest_is_that_of_the_bytes(file: Path) -> None:
    """The SHA-256 is what sha256sum prints, line ends and byte order mark counted."""
    data = b"\xef\xbb\xbf" + "综述\r\n".encode()
    file.write_bytes(data)
    source = readers.read(file)
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert source.text == "综述\n"


@pytest.mark.parametrize(
    ("data", "noticed"),
    [
        ("综述".encode(), False),
        ("综述".encode("utf-8-sig"), False),
        ("综述概况".encode("gb18030"), True),
        ("综述".encode("utf-16"), True),
    ],
)
def test_an_encoding_other_than_utf_8_is_noticed(data: bytes, noticed: bool, file: Path) -> None:
    """The person is told what the file was read as, unless it is UTF-8."""
    file.write_bytes(data)
    notices = readers.read(file).notices
    assert bool(notices) is noticed
    assert all(str(file) in notice for notice in notices)


PIECES = st.sampled_from(["综", "a", " ", "\u3000", "\n", "\r\n", "\r", "\f", "\t", "。", "𠀀"])


@given(st.lists(PIECES | st.just(SENTENCE[:20] + "\n"), max_size=40).map("".join))
def test_each_character_that_is_no_blank_lies_in_one_line(text: str) -> None:
    """Lines follow one another, overlap nowhere, and between them are only blanks."""
    if not text.strip():
        return
    source = source_of(text)
    lines = [line for block in source.blocks() for line in block.lines]
    reached = 0
    for line in lines:
        assert reached <= line.start < line.end
        assert not source.text[reached : line.start].strip()
        inside = source.text[line.start : line.end]
        assert inside == inside.strip()
        assert "\n" not in inside
        assert place(source.text, line.start).startswith(f"{line.number}:")
        reached = line.end
    assert not source.text[reached:].strip()


@pytest.mark.parametrize(
    ("offset", "found"), [(0, "1:1"), (1, "1:2"), (2, "1:3"), (3, "2:1"), (4, "3:1"), (5, "3:2")]
)
def test_a_place_counts_lines_and_columns_from_1(offset: int, found: str) -> None:
    """The line feed itself is the last column of its line."""
    assert place("甲乙\n\n丙", offset) == found
