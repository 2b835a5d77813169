"""Roles and joins → the tree of divisions. Still spans over the source: no text is touched."""

from __future__ import annotations

from dataclasses import dataclass, field

from fangzhi.markup.order import Certainty, Join, join
from fangzhi.markup.profile import Profile
from fangzhi.markup.roles import PICTURE, Part, Role, classify
from fangzhi.source import Source, Span


@dataclass(frozen=True, slots=True)
class Seam:
    """Where two pieces of one text meet; `page` is the index of the page that begins there."""

    certainty: Certainty
    moved: bool
    reasons: tuple[str, ...]
    page: int | None = None


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

    `kind` is the level: chapter, section or entry.
    """

    kind: str
    head: Passage | None = None
    parallel: Passage | None = None
    content: list[Block] = field(default_factory=list)
    divisions: list[Division] = field(default_factory=list)
    signatures: list[Passage] = field(default_factory=list)


Block = Passage | Picture | PageBreak


@dataclass(frozen=True, slots=True)
class Outline:
    """The whole text as one division, with the counts that a summary names."""

    chapter: Division
    joins: tuple[Join, ...]

    def divisions(self, kind: str) -> list[Division]:
        """All divisions of a kind, in reading order."""
        found: list[Division] = []
        pending = [self.chapter]
        while pending:
            division = pending.pop(0)
            found += [division] if division.kind == kind else []
            pending = division.divisions + pending
        return found

    def passages(self) -> list[Passage]:
        """All paragraphs, in reading order."""
        found: list[Passage] = []
        pending = [self.chapter]
        while pending:
            division = pending.pop(0)
            found += [block for block in division.content if isinstance(block, Passage)]
            pending = division.divisions + pending
        return found


def recognise(source: Source, profile: Profile) -> Outline:
    """The outline of `source` as `profile` reads it. Each character lies in exactly one span."""
    parts = classify(source, profile)
    joins = join(parts, source, profile)
    return Outline(_Assembly(parts, joins).assemble(), tuple(joins))


class _Assembly:
    """Puts parts into divisions, one after the other, as a reader would."""

    def __init__(self, parts: list[Part], joins: list[Join]) -> None:
        self.parts = parts
        self.next = {join.before: join for join in joins}
        self.first_of = {join.after for join in joins}
        self.chapter = Division("chapter")
        self.section: Division | None = None
        self.entry: Division | None = None
        self.page = 0
        # Where each text went, so that the picture that interrupts it can follow it.
        self.home: dict[int, tuple[Division, Passage]] = {}
        self.entries_signed = self._are_entries_signed()

    def assemble(self) -> Division:
        """The chapter with all that the parts hold."""
        for index, part in enumerate(self.parts):
            if index not in self.first_of and part.role not in PICTURE:
                self._place(index, part)
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
        # A break within the passage stands at its seam; one before it, between the blocks.
        if part.page != self.page:
            self._break_page(part)
        match part.role:
            case Role.TITLE:
                self.chapter.head = passage
            case Role.PARALLEL:
                self.current.parallel = passage
            case Role.HEAD:
                self._open_section(passage)
            case Role.ENTRY:
                self._open_entry(passage)
            case Role.SIGNATURE:
                self._sign(index, passage)
            case _:
                self._add_text(index, passage)
        self.page = max(self.page, *(self.parts[i].page for i in self._chain(index)))

    def _chain(self, index: int) -> list[int]:
        """The parts of the passage that begins at `index`."""
        chain = [index]
        while (joined := self.next.get(chain[-1])) is not None:
            chain.append(joined.after)
        return chain

    def _passage(self, index: int) -> Passage:
        """The part `index` with all that goes on from it."""
        part = self.parts[index]
        spans, seams = (
            list(part.spans),
            [Seam(Certainty.HIGH, False, ("bracket",))] * (len(part.spans) - 1),
        )
        for here, there in zip(chain := self._chain(index), chain[1:], strict=False):
            joined = self.next[here]
            turned = self.parts[there].page
            page = turned if turned > self.parts[here].page else None
            seams.append(Seam(joined.certainty, joined.moved, joined.reasons, page))
            spans += self.parts[there].spans
        return Passage(tuple(spans), tuple(seams))

    def _break_page(self, part: Part) -> None:
        target = self.current
        if part.page > self.page and not target.signatures:
            target.content.append(PageBreak(part.page))

    def _open_section(self, head: Passage | None) -> None:
        self.section = Division("section", head)
        self.entry = None
        self.chapter.divisions.append(self.section)

    def _open_entry(self, head: Passage) -> None:
        if self.section is not None and self.section.signatures:
            self._open_section(None)
        self.entry = Division("entry", head)
        (self.section or self.chapter).divisions.append(self.entry)

    def _add_text(self, index: int, passage: Passage) -> None:
        # After a signature nothing may follow in the same division ([DSOC]): what does, begins a
        # section whose head was not recognised.
        if self.current.signatures or (self.section and self.section.signatures):
            self._open_section(None)
        self.current.content.append(passage)
        for step in self._chain(index):
            self.home[step] = (self.current, passage)

    def _are_entries_signed(self) -> bool:
        """Whether signatures in this book close entries rather than sections."""
        following = [
            after.role
            for part, after in zip(self.parts, self.parts[1:], strict=False)
            if part.role is Role.SIGNATURE
        ]
        return following.count(Role.ENTRY) > following.count(Role.HEAD)

    def _sign(self, index: int, passage: Passage) -> None:
        after = self.parts[index + 1].role if index + 1 < len(self.parts) else None
        entry = after is Role.ENTRY or (self.entries_signed and self.entry is not None)
        signed = self.current if entry else self.section or self.current
        signed.signatures.append(passage)

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
        before = [i for i in self.home if i < index]
        across = [i for i in before if (j := self.next.get(i)) is not None and j.after > index]
        home = self.home.get(max(across or before, default=-1))
        if home is None:
            first = next(iter(self.home.values()), None)
            division = first[0] if first else self.chapter
            division.content.insert(0, picture)
            return
        division, passage = home
        place = next(i for i, block in enumerate(division.content) if block is passage) + 1
        while place < len(division.content) and isinstance(division.content[place], Picture):
            place += 1
        division.content.insert(place, picture)
