"""`Outline`: what recognition returns. Spans over the source in a tree of divisions; no text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from fangzhi.markup.certainty import Certainty
from fangzhi.markup.furniture import Sheet
from fangzhi.markup.levels import ENTRY
from fangzhi.markup.order import Join
from fangzhi.markup.pictures import Spot
from fangzhi.markup.roles import Part
from fangzhi.markup.tables import Table
from fangzhi.source import Span


@dataclass(frozen=True, slots=True)
class Seam:
    """Where two pieces of one text meet; `pages` are the indexes of pages that begin there."""

    certainty: Certainty
    moved: bool
    reasons: tuple[str, ...]
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A text made of pieces in reading order, with a seam between each two of them.

    `label` is the number of characters of the label that an item of a list begins with, `depth`
    how deep its list lies in others, from 1, where the format states it.
    """

    spans: tuple[Span, ...]
    seams: tuple[Seam, ...] = ()
    label: int = 0
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with its caption and credit; `spot` is where the source has it.

    Any of them may be missing, but not all.
    """

    caption: Passage | None
    credit: Passage | None
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A printed table."""

    table: Table


@dataclass(frozen=True, slots=True)
class Note:
    """A printed note with its mark, which may be empty, and where it stands on its page."""

    passage: Passage
    mark: str
    place: str = "bottom"


@dataclass(frozen=True, slots=True)
class Listing:
    """The items of a list."""

    items: list[Passage]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The beginning of a page between two blocks; `page` is its index in the source."""

    page: int


Block = Passage | Picture | Grid | Note | Listing | PageBreak


@dataclass(slots=True)
class Division:
    """A part of the text: its head, what stands in it in reading order, and who signs it.

    `kind` is TEI's `div/@type`, `rank` its level from the whole (-1) to the entries. `breaks` are
    the pages that begin before the head; a page may also begin before a signature.
    """

    kind: str
    rank: int = -1
    breaks: list[PageBreak] = field(default_factory=list)
    head: Passage | None = None
    parallel: Passage | None = None
    content: list[Block] = field(default_factory=list)
    divisions: list[Division] = field(default_factory=list)
    signatures: list[Passage | PageBreak] = field(default_factory=list)

    @property
    def is_entry(self) -> bool:
        """Whether it is an entry, whose head is run into its text."""
        return self.rank == ENTRY

    def is_empty(self) -> bool:
        """Whether nothing stands in it but divisions."""
        return not (self.head or self.parallel or self.content or self.signatures)


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole text as one division; the pages, parts and joins that it was made from."""

    whole: Division
    joins: tuple[Join, ...]
    parts: tuple[Part, ...] = ()
    sheets: tuple[Sheet, ...] = ()

    def entries(self) -> list[Division]:
        """All entries, in reading order."""
        return [division for division in self.divisions() if division.is_entry]

    def headed(self) -> list[Division]:
        """All divisions with a head of their own but for the whole and the entries."""
        return [
            division
            for division in self.divisions()
            if division is not self.whole and not division.is_entry and division.head is not None
        ]

    def passages(self) -> list[Passage]:
        """All paragraphs, in reading order."""
        return [
            passage
            for block in self._blocks()
            for passage in (block.items if isinstance(block, Listing) else [block])
            if isinstance(passage, Passage)
        ]

    def pictures(self) -> list[Picture]:
        """All pictures, in reading order."""
        return [block for block in self._blocks() if isinstance(block, Picture)]

    def seams(self) -> list[Seam]:
        """All seams of paragraphs and heads."""
        heads = [division.head for division in self.divisions() if division.head is not None]
        return [seam for passage in (*heads, *self.passages()) for seam in passage.seams]

    def _blocks(self) -> Iterator[Block]:
        return (block for division in self.divisions() for block in division.content)

    def divisions(self) -> Iterator[Division]:
        """All divisions, the whole first, in reading order."""
        pending = [self.whole]
        while pending:
            division = pending.pop()
            yield division
            pending += reversed(division.divisions)
