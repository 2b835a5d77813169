"""The seal: an edit is noticed, a change of line ends is not."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.tei.seal import PREFIX, is_untouched, seal
from tei.making import CHAPTER, encoded

FILE = seal(f'<TEI>\n<ptr type="seal" target="{PREFIX}"/>\n<p>综述</p>\n</TEI>\n'.encode())


@cache
def chapter() -> bytes:
    return encoded(CHAPTER)


def test_a_sealed_file_is_untouched() -> None:
    """What was just sealed is as it was written, and sealing again changes nothing."""
    assert is_untouched(FILE)
    assert seal(FILE) == FILE
    assert is_untouched(chapter())


@given(st.integers(0, len(FILE) - 1), st.integers(0, 255))
def test_one_changed_byte_is_noticed(place: int, byte: int) -> None:
    """Whatever byte of the file becomes another, in the seal or outside of it, it shows."""
    if FILE[place] == byte:
        return
    assert not is_untouched(FILE[:place] + bytes((byte,)) + FILE[place + 1 :])


@given(st.integers(0, len(FILE) - 1))
def test_one_lost_byte_is_noticed(place: int) -> None:
    """A byte that is taken out shows."""
    assert not is_untouched(FILE[:place] + FILE[place + 1 :])


@given(st.integers(0, len(FILE)), st.integers(0, 255).filter(lambda byte: byte != 13))
def test_one_added_byte_is_noticed(place: int, byte: int) -> None:
    """A byte that is put in shows, but for the carriage return of a line end."""
    assert not is_untouched(FILE[:place] + bytes((byte,)) + FILE[place:])


def test_one_changed_character_of_a_chapter_is_noticed() -> None:
    """An editor's correction is an edit."""
    assert not is_untouched(chapter().replace("绿地".encode(), "绿化".encode(), 1))


def test_line_ends_do_not_count() -> None:
    """Version control may write CRLF: the seal holds."""
    assert is_untouched(FILE.replace(b"\n", b"\r\n"))
    assert is_untouched(chapter().replace(b"\n", b"\r\n"))


@pytest.mark.parametrize("data", [b"", b"<TEI/>", f'<ptr target="{PREFIX}"/>'.encode()])
def test_what_was_never_sealed_is_not_untouched(data: bytes) -> None:
    """A file of somebody else's, or with an empty seal, counts as edited."""
    assert not is_untouched(data)


def test_the_seal_is_a_named_information_uri() -> None:
    """RFC 6920: 43 characters of base64url after the name of the digest."""
    assert re.search(rb'"ni:///sha-256;[A-Za-z0-9_-]{43}"', FILE)


def test_a_title_that_looks_like_a_seal_is_kept() -> None:
    """Only the pointer of type seal is the seal."""
    title = "ni:///sha-256;abc"
    assert f">{title}<".encode() in encoded("综述。", f'[title]\nzh-Hans = "{title}"\n')
