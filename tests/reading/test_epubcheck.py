"""EPUBCheck of the W3C on editions of all kinds, from a transcription to the book."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from peers import epubcheck


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sample", "seed", "English", "German", "2,000 entries"])
def test_no_error_and_no_warning(editions: Callable[[str], Path], name: str) -> None:
    """EPUBCheck has no error and no warning."""
    assert epubcheck(editions(name).with_suffix(".epub")) == []


def test_all_entries_are_there(editions: Callable[[str], Path]) -> None:
    """The book of 2,000 entries leads to each of them in its contents."""
    with zipfile.ZipFile(editions("2,000 entries").with_suffix(".epub")) as archive:
        contents = archive.read("EPUB/nav.xhtml").decode()
    assert contents.count("号埠头】</a>") == 2000
