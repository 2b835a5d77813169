"""A page file without text: an error where it is all there is, a blank page of a book otherwise."""

from __future__ import annotations

from pathlib import Path

from fangzhi.errors import SourceError
from fangzhi.source import Page


class BlankError(SourceError):
    """A file that holds no text. `text` is what parts its pages, `pages` are they, all blank."""

    def __init__(
        self, what: str, where: Path, remedy: str, pages: tuple[Page, ...], text: str = ""
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.pages = pages
        self.text = text
