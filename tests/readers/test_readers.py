"""What every reader offers: the contract of the folder, run over whatever is found in it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangzhi import readers
from fangzhi.errors import SourceError
from fangzhi.readers import Reader
from fangzhi.source import Source

FOLDER = Path(readers.__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("[!_]*.py"))
READERS = dict(zip(NAMES, readers.readers(), strict=True))
BROKEN = {
    "nothing but blanks": b" \n\n",
    "zeros": bytes(100),
    "a PDF's beginning": b"%PDF-1.7\n",
    "a zip's beginning": b"PK\x03\x04",
    "a picture's beginning": b"\x89PNG\r\n\x1a\n",
    "half a character": "综述".encode()[:-1],
    "a forbidden character": "综\x08述".encode(),
    "XML that breaks off": b"<html><body><p>",
    "XML of no known kind": b'<?xml version="1.0"?><nothing/>',
    "JSON": b"{}",
    "random bytes": bytes((index * 97 + 13) % 256 for index in range(600)),
}

each = pytest.mark.parametrize("name", NAMES)


def test_the_folder_is_the_list_of_readers() -> None:
    """Every module in the folder is found, private ones are not."""
    assert NAMES
    assert all(reader.__name__.endswith(name) for name, reader in READERS.items())  # type: ignore[attr-defined]
    assert not [name for name in NAMES if name.startswith("_")]


@each
def test_a_reader_has_what_the_contract_names(name: str) -> None:
    """SUFFIXES, sniff and read are there, and both functions say what they do."""
    reader = READERS[name]
    assert isinstance(reader.SUFFIXES, tuple)
    for function in (reader.sniff, reader.read):
        assert callable(function)
        assert function.__doc__


@each
def test_suffixes_are_lower_case_with_their_dot(name: str) -> None:
    """Suffixes can be compared with that of a path in lower case."""
    assert READERS[name].SUFFIXES
    for suffix in READERS[name].SUFFIXES:
        assert suffix.startswith(".")
        assert suffix == suffix.lower()


def test_no_two_readers_claim_one_suffix() -> None:
    """Which reader is the first choice for a suffix is never open."""
    assert len(set(readers.suffixes())) == len(readers.suffixes())


@each
@pytest.mark.parametrize("kind", BROKEN)
def test_every_error_of_a_reader_has_a_remedy(name: str, kind: str, tmp_path: Path) -> None:
    """A broken file under a reader's suffix is read, or refused with place and remedy."""
    path = tmp_path / f"made{READERS[name].SUFFIXES[0]}"
    path.write_bytes(BROKEN[kind])
    try:
        source = readers.read(path)
    except SourceError as error:
        assert error.remedy
        assert str(path) in str(error.where)
    else:
        assert source.text.strip()


@given(st.binary(max_size=120), st.sampled_from(NAMES))
@settings(deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    """No content makes a reader fail with anything but a SourceError with a remedy."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"made{READERS[name].SUFFIXES[0]}")
        path.write_bytes(data)
        try:
            assert isinstance(readers.read(path), Source)
        except SourceError as error:
            assert error.remedy


def test_the_suffix_is_compared_without_case(tmp_path: Path) -> None:
    """A file in capitals from another system is read like any other."""
    path = tmp_path / "MADE.TXT"
    path.write_text("综述", encoding="utf-8")
    assert readers.read(path).text == "综述"


def test_text_under_an_unknown_suffix_is_read(tmp_path: Path) -> None:
    """What looks like text is read as text, whatever its name ends in."""
    path = tmp_path / "made.ocr"
    path.write_text("综述", encoding="utf-8")
    assert readers.read(path).text == "综述"


def test_the_stated_encoding_reaches_the_reader(tmp_path: Path) -> None:
    """What the sidecar says of the encoding is passed on to the reader."""
    path = tmp_path / "made.txt"
    path.write_bytes("教育".encode("big5"))
    assert readers.read(path, "big5").text == "教育"


def test_a_reader_is_a_module_of_the_protocol() -> None:
    """The parts of the protocol are the parts that the tests above ask for."""
    assert {"SUFFIXES"} <= set(Reader.__annotations__)
    assert callable(Reader.sniff)
    assert callable(Reader.read)
