"""`Source`: what the page says, and where. The first of the two models (the other is the TEI tree).

All offsets count characters of `Source.text` from 0, as RFC 5147 counts them: a line end is one
character however the file writes it, and a byte order mark is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# XML 1.0, 2nd production, turned round: what no XML document may hold.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# What a block can be by the word of its format, besides "" for what is not known.
KINDS = (
    "heading",
    "paragraph",
    "caption",
    "header",  # a running head
    "footer",
    "page-number",
    "footnote",
    "marginalia",
    "table",
    "list",
    "figure",
    "catch-word",  # the first word of the next page, at the foot of this one
    "signature-mark",  # which sheet of the book this is, at its foot
    "credit",
    "float",  # text that stands apart from the flow
)


@dataclass(frozen=True, slots=True)
class Span:
    """The half-open range of characters `start` to `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page image, in pixels from its top left corner.

    Where a format states its own unit and no resolution, the numbers are in that unit.
    """

    left: float
    top: float
    right: float
    bottom: float


def round_all(boxes: Sequence[Box]) -> Box:
    """The rectangle round one box or more."""
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def union(boxes: Iterable[Box | None]) -> Box | None:
    """The rectangle round those boxes that are known; None if none is."""
    known = [box for box in boxes if box is not None]
    return round_all(known) if known else None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source without the blanks round it.

    `number` is its line in the file (from 1), or in `Source.text` where the file is no plain text;
    `indent` the width in em of the blanks before it, `width` its own. `id` is what the format calls
    it, `confidence` how sure the engine was of it, from 0 to 1; None where that is not stated.
    `size` is that of its type as the format states it, in a unit of its own; 0 where it does not.
    """

    start: int
    end: int
    number: int
    indent: float = 0.0
    width: float = 0.0
    box: Box | None = None
    id: str = ""
    confidence: float | None = None
    size: float = 0.0

    @property
    def right(self) -> float:
        """Where the line ends, in em from the left edge."""
        return self.indent + self.width


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that the source gives as one piece; `gap` counts the blank lines before it.

    `kind` is what the format itself says of the block, one of `KINDS`; empty if nothing. `level` is
    that of a heading (from 1), or the depth of an item in its lists, where the format states it,
    else 0; `id` what the format calls it. `whole` says that the layout parted it from what stands
    round it, so that no more than one paragraph, or a piece of one, stands in it.
    """

    lines: tuple[Line, ...]
    gap: int = 0
    kind: str = ""
    box: Box | None = None
    id: str = ""
    level: int = 0
    whole: bool = False

    @property
    def start(self) -> int:
        """Where the first line begins."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Where the last line ends."""
        return self.lines[-1].end


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture of the source: where it is on its page, or at which offset of the text it stands.

    `at` is the offset of the text that follows it, -1 where only its box is known. `name` is the
    file that the format names, with its suffix, `description` what it says of it for those who do
    not see it. `load` gives the bytes of its file; None where the picture is but a part of the
    scan of its page.
    """

    box: Box | None = None
    at: int = -1
    name: str = ""
    description: str = ""
    load: Callable[[], bytes] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Word:
    """A stretch of the text of which the format says how sure its reading is, from 0 to 1."""

    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class File:
    """A file that a source of several was read from, and the SHA-256 of its bytes."""

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its blocks in the order of the source, and its number where the source has it.

    `id` is what the format calls the page, `image` the file of its scan as the format names it,
    `scan` the scan itself where it lies within the source; `box` its size, `figures` its pictures;
    `folder` is that of the file that it was read from, where the source has several. `ordered` says
    that the format states the order in which the blocks are read.
    """

    blocks: tuple[Block, ...]
    n: str = ""
    id: str = ""
    image: str = ""
    box: Box | None = None
    figures: tuple[Figure, ...] = ()
    folder: Path | None = None
    ordered: bool = False
    scan: Figure | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A transcription: its text, and how pages, blocks and lines lie in it.

    `sha256` is that of the file's bytes; `notices` are remarks for the person who runs the program
    (an encoding that had to be guessed). `words` are those that an engine was more or less sure
    of, in order; `files` all that the source was read from, where these are more than one.
    `written` says that the blocks are those of its author: a block is a paragraph, a head, an item
    of a list or a table, and none was cut by the end of a column or page. `recognised` says that an
    engine read the text from pictures, and may have misread it.
    """

    path: Path
    text: str
    encoding: str
    sha256: str
    pages: tuple[Page, ...]
    notices: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    files: tuple[File, ...] = ()
    written: bool = False
    recognised: bool = False

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
    return sum(map(_EMS.__getitem__, text))


class _Ems(dict[str, float]):
    """The width of each character in em; it is looked up once."""

    def __missing__(self, character: str) -> float:
        wide = unicodedata.east_asian_width(character) in "WFA"
        return self.setdefault(character, 1.0 if wide else 0.5)


_EMS = _Ems()
