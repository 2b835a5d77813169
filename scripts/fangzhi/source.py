"""`Source`: what the page says, and where. The first of the two models (the other is the TEI tree).

All offsets count characters of `Source.text` from 0, as RFC 5147 counts them: a line end is one
character however the file writes it, and a byte order mark is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# XML 1.0, 2nd production, turned round: what no XML document may hold.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Span:
    """The half-open range of characters `start` to `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page image, in pixels from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source without the blanks round it.

    `number` is its line in the file (from 1), `indent` the width in em of the blanks before it,
    `width` its own.
    """

    start: int
    end: int
    number: int
    indent: float = 0.0
    width: float = 0.0
    box: Box | None = None

    @property
    def right(self) -> float:
        """Where the line ends, in em from the left edge."""
        return self.indent + self.width


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that the source gives as one piece; `gap` counts the blank lines before it.

    `kind` is what the format itself says of the block (`heading`, `caption` …), empty if nothing.
    """

    lines: tuple[Line, ...]
    gap: int = 0
    kind: str = ""
    box: Box | None = None

    @property
    def start(self) -> int:
        """Where the first line begins."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Where the last line ends."""
        return self.lines[-1].end


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its blocks in the order of the source, and its number where the source has it."""

    blocks: tuple[Block, ...]
    n: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A transcription: its text, and how pages, blocks and lines lie in it.

    `sha256` is that of the file's bytes; `notices` are remarks for the person who runs the program
    (an encoding that had to be guessed).
    """

    path: Path
    text: str
    encoding: str
    sha256: str
    pages: tuple[Page, ...]
    notices: tuple[str, ...] = ()

    def blocks(self) -> Iterator[Block]:
        """All blocks in the order of the source."""
        for page in self.pages:
            yield from page.blocks

    def slice(self, span: Span) -> str:
        """The text of a span."""
        return self.text[span.start : span.end]


def place(text: str, offset: int) -> str:
    """`line:column` (both from 1) of a character offset in `text`."""
    line = text.count("\n", 0, offset) + 1
    return f"{line}:{offset - text.rfind(chr(10), 0, offset)}"


def width(text: str) -> float:
    """The width of `text` in em: 1 for a full-width character, a half for any other."""
    if text.isascii():
        return len(text) / 2
    return sum(1 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)
