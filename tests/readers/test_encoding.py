"""The encoding of a text file: stated, marked, or told from the bytes."""

from __future__ import annotations

import codecs
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangzhi.errors import SourceError
from fangzhi.readers._encoding import decode

FILE = Path("made.txt")
SHORT = "芸溪区综述"
LONG = "芸溪区辖六个街道、三个镇，全年实现生产总值412.68亿元，比上年增长5.6%。\n" * 400
LONG_TRADITIONAL = "芸溪區轄六個街道、三個鎮，全年實現生產總值412.68億元，比上年增長5.6%。\n" * 400


def frequent(rows: range, columns: list[range], codec: str) -> list[str]:
    """The characters that a national standard counts among the frequent ones."""
    pairs = [bytes((row, column)) for row in rows for part in columns for column in part]
    return [text for pair in pairs if len(text := pair.decode(codec, "ignore")) == 1]


SIMPLIFIED = frequent(range(0xB0, 0xD8), [range(0xA1, 0xFF)], "gb2312")
TRADITIONAL = frequent(range(0xA4, 0xC6), [range(0x40, 0x7F), range(0xA1, 0xFF)], "big5")


def texts(alphabet: list[str]) -> st.SearchStrategy[str]:
    """Texts of at least 20 characters, as varied as real ones are."""
    drawn = st.lists(st.sampled_from(alphabet), min_size=20, max_size=60, unique=True)
    return drawn.map("".join)


@pytest.mark.parametrize("text", [SHORT, LONG, "", "Yunxi"])
@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        (codecs.BOM_UTF8, "utf-8", "UTF-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    ],
)
def test_a_byte_order_mark_decides_and_is_no_text(
    mark: bytes, codec: str, name: str, text: str
) -> None:
    """Each mark names its encoding, is taken off, and leaves nothing to guess."""
    assert decode(mark + text.encode(codec), FILE) == (text, name, False)


@pytest.mark.parametrize("stated", ["gb18030", "big5", "utf-16"])
def test_a_byte_order_mark_outweighs_what_is_stated(stated: str) -> None:
    """A file with the mark of UTF-8 is read as UTF-8 whatever the sidecar says."""
    assert decode(SHORT.encode("utf-8-sig"), FILE, stated) == (SHORT, "UTF-8", False)


@pytest.mark.parametrize(
    ("text", "codec", "name", "guessed"),
    [
        ("综", "utf-8", "UTF-8", False),
        (LONG, "utf-8", "UTF-8", False),
        ("plain ASCII", "ascii", "UTF-8", False),
        (SHORT, "gb18030", "GB18030", True),
        ("综述", "gb18030", "GB18030", True),
        (LONG, "gb18030", "GB18030", True),
        ("教育，𠀀", "gb18030", "GB18030", True),
        ("綜述", "big5", "Big5", True),
        (LONG_TRADITIONAL, "big5", "Big5", True),
        (LONG, "utf-16-le", "UTF-16", True),
        (LONG, "utf-16-be", "UTF-16", True),
        ("综述\n\n全年", "utf-16-le", "UTF-16", True),
        ("综述\n\n全年", "utf-16-be", "UTF-16", True),
    ],
)
def test_an_unmarked_text_is_recognised(text: str, codec: str, name: str, guessed: bool) -> None:
    """Short and long texts come out whole, with the name of their encoding."""
    assert decode(text.encode(codec), FILE) == (text, name, guessed)


@pytest.mark.parametrize("text", ["农业", "税", "拇指"])
def test_a_short_text_in_gb18030_is_not_taken_for_latin_letters(text: str) -> None:
    """Bytes that are both valid UTF-8 (rare letters) and GB18030 (usual ones) are the latter."""
    assert decode(text.encode("gb18030"), FILE)[0] == text


@given(texts(SIMPLIFIED), st.sampled_from(("utf-8", "utf-16", "utf-32", "gb18030")))
@settings(deadline=None)
def test_any_text_of_usual_characters_comes_back(text: str, codec: str) -> None:
    """What is written in one of the encodings is read as it was."""
    assert decode(text.encode(codec), FILE)[0] == text


@given(texts(TRADITIONAL), st.sampled_from(("utf-8", "utf-16", "big5", "big5hkscs")))
@settings(deadline=None)
def test_any_text_of_usual_traditional_characters_comes_back(text: str, codec: str) -> None:
    """What is written in Big5 or Unicode is read as it was."""
    assert decode(text.encode(codec), FILE)[0] == text


@given(texts(SIMPLIFIED), st.sampled_from(("utf-16-le", "utf-16-be")))
@settings(deadline=None)
def test_lines_in_utf_16_without_a_mark_come_back(text: str, codec: str) -> None:
    """The zero bytes of line ends tell UTF-16 even where no byte order mark does."""
    lines = f"{text}\n\n{text}\n"
    assert decode(lines.encode(codec), FILE) == (lines, "UTF-16", True)


@pytest.mark.parametrize(
    ("stated", "codec"),
    [
        ("utf-8", "utf-8"),
        ("UTF8", "utf-8"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-16", "utf-16"),
        ("GB18030", "gb18030"),
        ("gbk", "gbk"),
        ("gb2312", "gb2312"),
        ("Big5", "big5"),
        ("big5-hkscs", "big5hkscs"),
    ],
)
def test_a_stated_encoding_is_used_and_not_guessed(stated: str, codec: str) -> None:
    """The sidecar's word is taken in any case of letters, for one character as for many."""
    text, _, guessed = decode("人".encode(codec), FILE, stated)
    assert (text, guessed) == ("人", False)


def test_an_unknown_stated_encoding_is_refused_with_those_that_are_known() -> None:
    """The error quotes the sidecar's word and offers words that will do."""
    with pytest.raises(SourceError) as caught:
        decode(SHORT.encode(), FILE, "ebcdic")
    assert "'ebcdic'" in caught.value.what
    assert all(name in caught.value.remedy for name in ("utf-8", "utf-16", "gb18030", "big5"))


@pytest.mark.parametrize(
    ("data", "stated", "offset", "byte"),
    [
        (b"abc\xff", "utf-8", 3, "0xFF"),
        ("综述".encode() + b"\xe7\xbb", "utf-8", 6, "0xE7"),
        (codecs.BOM_UTF8 + b"ab\xc0", "", 5, "0xC0"),
        ("综述".encode("gb18030") + b"\xff\n", "gb18030", 4, "0xFF"),
        ("綜述".encode("big5") + b"\xff\n", "big5", 4, "0xFF"),
        (codecs.BOM_UTF16_LE + "综".encode("utf-16-le") + b"\x2d", "", 4, "0x2D"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8a\x00", "", 2, "0x00"),
        (LONG.encode() + b"\x80" + LONG.encode(), "", len(LONG.encode()), "0x80"),
        (LONG.encode("gb18030") + b"\xff", "", len(LONG.encode("gb18030")), "0xFF"),
    ],
)
def test_a_byte_that_does_not_fit_is_named(
    data: bytes, stated: str, offset: int, byte: str
) -> None:
    """The error gives the offset in the file (the mark counted) and the byte itself."""
    with pytest.raises(SourceError) as caught:
        decode(data, FILE, stated)
    assert f"byte {offset} ({byte})" in caught.value.what
    assert caught.value.where == str(FILE)
    assert "encoding" in caught.value.remedy


@pytest.mark.parametrize("seed", range(5))
def test_binary_data_are_no_text(seed: int) -> None:
    """Random bytes are refused, and a byte that shows it is named."""
    with pytest.raises(SourceError, match=r"byte \d+"):
        decode(random.Random(seed).randbytes(5000), FILE)


def test_zero_bytes_alone_are_binary_data() -> None:
    """A file of zeros is refused at its first byte."""
    with pytest.raises(SourceError, match=r"binary data.*byte 0: 0x00"):
        decode(bytes(300), FILE)


@given(st.binary(max_size=200), st.sampled_from(("", "utf-8", "utf-16", "gb18030", "big5")))
@settings(deadline=None)
def test_any_bytes_are_text_or_refused(data: bytes, stated: str) -> None:
    """No bytes make anything but a text or an error with a remedy."""
    try:
        text, name, _ = decode(data, FILE, stated)
    except SourceError as error:
        assert error.remedy
    else:
        assert isinstance(text, str)
        assert name


def test_a_wrong_guess_names_the_byte_that_is_not_utf_8() -> None:
    """A text of UTF-8 with one bad byte may look like GB18030 more: both places are told."""
    data = "The café ".encode() * 20 + b"\xe9 z"
    told = r"byte 200 \(0xE9\) is not valid GB18030, and byte 200 \(0xE9\) is not valid UTF-8"
    with pytest.raises(SourceError, match=told):
        decode(data, FILE)
