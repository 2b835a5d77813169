"""Roles and joins → the tree of divisions. Still spans over the source: no text is touched."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from fangzhi.markup.order import Certainty, Join, Order, find_order
from fangzhi.markup.profile import Profile
from fangzhi.markup.roles import PICTURE, Part, Role, classify
from fangzhi.source import Source, Span

NEAR = 24  # texts before a picture among which the one that it interrupts is looked for


@dataclass(frozen=True, slots=True)
class Seam:
    """Where two pieces of one text meet; `pages` are the indexes of pages that begin there."""

    certainty: Certainty
    moved: bool
    reasons: tuple[str, ...]
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SeamPlace:
    """A seam and the two pieces of text that meet there."""

    broken: Span
    at: Span
    certainty: Certainty
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A text made of pieces in reading order, with a seam between each two of them."""

    spans: tuple[Span, ...]
    seams: tuple[Seam, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as its caption and credit show it; either may be missing."""

    caption: Passage | None
    credit: Passage | None


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The beginning of a page between two blocks; `page` is its index in the source."""

    page: int


@dataclass(slots=True)
class Division:
    """A part of the text: its head, what stands in it in reading order, and who signs it.

    `kind` is the level: chapter, section or entry. `breaks` are the pages that begin before the
    head; a page may also begin before a signature.
    """

    kind: str
    breaks: list[PageBreak] = field(default_factory=list)
    head: Passage | None = None
    parallel: Passage | None = None
    content: list[Block] = field(default_factory=list)
    divisions: list[Division] = field(default_factory=list)
    signatures: list[Passage | PageBreak] = field(default_factory=list)


Block = Passage | Picture | PageBreak


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole text as one division, with the counts that a summary names."""

    chapter: Division
    joins: tuple[Join, ...]

    def divisions(self, kind: str) -> list[Division]:
        """All divisions of a kind, in reading order."""
        return [division for division in self._all() if division.kind == kind]

    def passages(self) -> list[Passage]:
        """All paragraphs, in reading order."""
        return [block for block in self._blocks() if isinstance(block, Passage)]

    def pictures(self) -> list[Picture]:
        """All pictures, in reading order."""
        return [block for block in self._blocks() if isinstance(block, Picture)]

    def seams(self) -> list[Seam]:
        """All seams of paragraphs and heads."""
        heads = [division.head for division in self._all() if division.head is not None]
        return [seam for passage in (*heads, *self.passages()) for seam in passage.seams]

    def places(self) -> list[SeamPlace]:
        """All seams of paragraphs with the pieces that meet there, in reading order."""
        return [
            SeamPlace(broken, at, seam.certainty, seam.reasons)
            for passage in self.passages()
            for (broken, at), seam in zip(pairwise(passage.spans), passage.seams, strict=True)
        ]

    def _blocks(self) -> Iterator[Block]:
        return (block for division in self._all() for block in division.content)

    def _all(self) -> Iterator[Division]:
        pending = [self.chapter]
        while pending:
            division = pending.pop()
            yield division
            pending += reversed(division.divisions)


def recognise(source: Source, profile: Profile) -> Outline:
    """The outline of `source` as `profile` reads it. Each character lies in exactly one span."""
    parts = classify(source, profile)
    order = find_order(parts, source, profile)
    return Outline(_Assembly(parts, order).assemble(), order.joins)


class _Assembly:
    """Puts parts into divisions, one after the other, as a reader would."""

    def __init__(self, parts: list[Part], order: Order) -> None:
        self.parts = parts
        self.order = order.parts
        self.next = {join.before: join for join in order.joins}
        self.continuing = {join.after for join in order.joins}
        self.chapter = Division("chapter")
        self.section: Division | None = None
        self.entry: Division | None = None
        self.page = 0
        # Where each text went, so that the picture that interrupts it can follow it.
        self.home: dict[int, tuple[Division, Passage]] = {}
        self.texts: list[int] = []  # the parts that have a home, in the order of the source
        self.after = {a: self.parts[b].role for a, b in pairwise(self.order)}
        self.entries_signed = self._are_entries_signed()

    def assemble(self) -> Division:
        """The chapter with all that the parts hold."""
        for index in self.order:
            if index not in self.continuing:
                self._place(index, self.parts[index])
        self.texts = sorted(self.home)
        for index, part in enumerate(self.parts):
            if part.role in PICTURE:
                self._place_picture(index, part)
        return self.chapter

    @property
    def current(self) -> Division:
        """The innermost open division."""
        return self.entry or self.section or self.chapter

    def _place(self, index: int, part: Part) -> None:
        passage = self._passage(index)
        # A page that begins within the passage begins at its seam; one before it, between blocks.
        breaks = [PageBreak(page) for page in range(self.page + 1, part.page + 1)]
        match part.role:
            case Role.TITLE:
                self.chapter.head, self.chapter.breaks = passage, breaks
            case Role.PARALLEL:
                self.current.parallel = passage
                self.current.content += breaks
            case Role.HEAD:
                self._open_section(passage, breaks)
            case Role.ENTRY:
                self._open_entry(passage, breaks)
            case Role.SIGNATURE:
                self._sign(index, passage, breaks)
            case _:
                self._add_text(index, passage, breaks)
        self.page = max(self.page, *(self.parts[i].last_page for i in self._chain(index)))

    def _chain(self, index: int) -> list[int]:
        """The parts of the passage that begins at `index`."""
        chain = [index]
        while (joined := self.next.get(chain[-1])) is not None:
            chain.append(joined.after)
        return chain

    def _passage(self, index: int) -> Passage:
        """The part `index` with all that goes on from it."""
        part = self.parts[index]
        spans = list(part.spans)
        seams = [self._seam_in_head(part) for _ in spans[1:]]
        for here, there in pairwise(self._chain(index)):
            joined = self.next[here]
            pages = _pages(self.parts[here].last_page, self.parts[there].page)
            seams.append(Seam(joined.certainty, joined.moved, joined.reasons, pages))
            spans += self.parts[there].spans
        return Passage(tuple(spans), tuple(seams))

    def _seam_in_head(self, part: Part) -> Seam:
        """The seam of a head that a column end cut: sure where its rest stood next to it."""
        moved = part.spans[1].start < part.spans[0].end
        certainty = Certainty.MEDIUM if moved else Certainty.HIGH
        return Seam(certainty, moved, ("bracket",), _pages(part.page, part.last_page))

    def _open_section(self, head: Passage | None, breaks: list[PageBreak]) -> None:
        self.section = Division("section", breaks, head)
        self.entry = None
        self.chapter.divisions.append(self.section)

    def _open_entry(self, head: Passage, breaks: list[PageBreak]) -> None:
        if self.section is not None and self.section.signatures:
            self._open_section(None, [])
        self.entry = Division("entry", breaks, head)
        (self.section or self.chapter).divisions.append(self.entry)

    def _add_text(self, index: int, passage: Passage, breaks: list[PageBreak]) -> None:
        # After a signature nothing may follow in the same division ([DSOC]): what does, begins a
        # section whose head was not recognised.
        if self.current.signatures or (self.section and self.section.signatures):
            self._open_section(None, [])
        self.current.content += [*breaks, passage]
        for step in self._chain(index):
            self.home[step] = (self.current, passage)

    def _are_entries_signed(self) -> bool:
        """Whether signatures in this book close entries rather than sections."""
        following = [
            self.parts[after].role
            for index, after in pairwise(self.order)
            if self.parts[index].role is Role.SIGNATURE
        ]
        return following.count(Role.ENTRY) > following.count(Role.HEAD)

    def _sign(self, index: int, passage: Passage, breaks: list[PageBreak]) -> None:
        after = self.after.get(index)
        entry = after is Role.ENTRY or (self.entries_signed and self.entry is not None)
        signed = self.current if entry else self.section or self.current
        signed.signatures += [*breaks, passage]

    def _place_picture(self, index: int, part: Part) -> None:
        if part.role is Role.CREDIT and index and self.parts[index - 1].role is Role.CAPTION:
            return  # taken together with its caption
        after = self.parts[index + 1] if index + 1 < len(self.parts) else None
        if part.role is Role.CREDIT:
            picture = Picture(None, Passage(part.spans))
        elif after is not None and after.role is Role.CREDIT:
            picture = Picture(Passage(part.spans), Passage(after.spans))
        else:
            picture = Picture(Passage(part.spans), None)
        self._insert(index, picture)

    def _insert(self, index: int, picture: Picture) -> None:
        """Put a picture after the paragraph that it interrupts, else after the one before it."""
        division, passage = self._interrupted(index)
        blocks = division.content
        place = next((i for i, block in enumerate(blocks) if block is passage), -1) + 1
        while place < len(blocks) and isinstance(blocks[place], Picture):
            place += 1
        blocks.insert(place, picture)

    def _interrupted(self, index: int) -> tuple[Division, Passage | None]:
        """The paragraph that goes on over the part `index`, else the last one before it."""
        place = bisect_left(self.texts, index)
        near = self.texts[max(0, place - NEAR) : place]
        across = [i for i in near if (j := self.next.get(i)) is not None and j.after > index]
        if across or near:
            return self.home[(across or near)[-1]]
        return (self.home[self.texts[0]][0] if self.texts else self.chapter), None


def _pages(before: int, after: int) -> tuple[int, ...]:
    """The pages that begin between a text on the page `before` and one on the page `after`."""
    return tuple(range(before + 1, after + 1))
