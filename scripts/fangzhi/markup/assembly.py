"""Roles and joins → the tree of divisions. Still spans over the source: no text is touched."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise

from fangzhi.markup.certainty import Certainty
from fangzhi.markup.decisions import NONE, Decisions
from fangzhi.markup.furniture import find_sheets
from fangzhi.markup.levels import ENTRY, find_ranks, is_chronicle, signed_rank
from fangzhi.markup.listing import (
    find_lists,
    label,
    note_mark,
    read_label,
    stated_label,
    stated_mark,
)
from fangzhi.markup.order import Order, find_order
from fangzhi.markup.outline import (
    Block,
    Division,
    Grid,
    Listing,
    Note,
    Outline,
    PageBreak,
    Passage,
    Picture,
    Seam,
)
from fangzhi.markup.pictures import Spot, find_pictures
from fangzhi.markup.profile import Profile
from fangzhi.markup.roles import BESIDE, Part, Role, classify
from fangzhi.markup.written import order_of
from fangzhi.source import Source, Span

NEAR = 24  # texts before a picture among which the one that it interrupts is looked for


def recognise(
    source: Source, profile: Profile, decisions: Decisions = NONE, jobs: int = 1
) -> Outline:
    """The outline of `source` as `profile` reads it. Each character lies in exactly one span.

    What a person decided comes before what is found. A long text is read by `jobs` processes.
    """
    profile = profile.of_script(source.text)
    sheets = find_sheets(source, profile, {n: one.role for n, one in decisions.roles.items()})
    parts = classify(source, sheets, profile, decisions, jobs)
    if source.written:
        order = order_of(parts)
    else:
        order = find_order(parts, source, profile, decisions, jobs)
    kept = {line for line, one in decisions.roles.items() if one.role == Role.TEXT}
    whole = _Assembly(parts, order, source, profile, len(sheets), kept).assemble()
    return Outline(whole, order.joins, tuple(parts), tuple(sheets))


class _Assembly:
    """Puts parts into divisions, one after the other, as a reader would."""

    def __init__(
        self,
        parts: list[Part],
        order: Order,
        source: Source,
        profile: Profile,
        pages: int,
        kept: Collection[int] = (),
    ) -> None:
        self.parts = parts
        # The texts that a person calls such, and that are no items of lists.
        self.kept = {part.span for part in parts if part.line in kept}
        self.order = order.parts
        self.source = source
        self.profile = profile
        self.next = {join.before: join for join in order.joins}
        self.continuing = {join.after for join in order.joins}
        self.ranks = find_ranks(self.order, parts, source, profile)
        # A written document says where its divisions end: the innermost is signed.
        signed = signed_rank(self.order, parts, self.ranks)
        self.signed = None if source.written else signed
        self.open = [Division("text")]  # from the whole to the innermost one
        self.page, self.pages = 0, pages
        # Where each text went, so that the picture that interrupts it can follow it.
        self.home: dict[int, tuple[Division, Passage | None]] = {}
        self.pictures = find_pictures(source, parts)
        self.after = {a: self.parts[b].role for a, b in pairwise(self.order)}
        self.rank_after = {a: self.ranks.get(b) for a, b in pairwise(self.order)}
        self.entries_signed = self._are_entries_signed()

    def assemble(self) -> Division:
        """The whole text with all that the parts hold."""
        whole = self.open[0]
        for index in self.order:
            if index not in self.continuing:
                self._place(index, self.parts[index])
        self.current.content += self._breaks(self.pages - 1) if not self._is_signed() else []
        whole.signatures += self._breaks(self.pages - 1)
        self.places = sorted(self.home)
        alone = list(self.pictures.alone)
        for index, part in enumerate(self.parts):
            while alone and alone[0][0] <= index:
                self._place_alone(*alone.pop(0))
            if part.role in BESIDE:
                self._place_beside(index, part)
        for index, spot in alone:
            self._place_alone(index, spot)
        for division in _all(whole):
            if self.source.written:
                division.content = _with_stated_lists(division.content, self.source)
            else:
                division.content = _with_lists(division.content, self.source, self.kept)
        return _without_shell(whole)

    @property
    def current(self) -> Division:
        """The innermost open division."""
        return self.open[-1]

    def _is_signed(self) -> bool:
        return any(division.signatures for division in self.open)

    def _breaks(self, page: int) -> list[PageBreak]:
        """The beginnings of the pages up to `page` that stand nowhere yet."""
        breaks = [PageBreak(number) for number in range(self.page + 1, page + 1)]
        self.page = max(self.page, page)
        return breaks

    def _place(self, index: int, part: Part) -> None:
        # A page that begins within the passage begins at its seam; one before it, between blocks.
        breaks = self._breaks(part.page)
        passage = self._passage(index)
        match part.role:
            case Role.TITLE if not self._is_first_of_many(index):
                whole = self.open[0]
                whole.head, whole.breaks, whole.kind = passage, breaks, self.profile.whole
                self.home[index] = (whole, None)
            case Role.PARALLEL if self._takes_parallel(index):
                self.current.parallel = passage
                self.current.content += breaks
            case Role.TITLE | Role.HEAD:
                self._open_head(index, passage, breaks)
            case Role.ENTRY:
                self._open_entry(index, passage, breaks)
            case Role.SIGNATURE:
                self._sign(index, passage, breaks)
            case _:
                self._add_text(index, passage, breaks)

    def _takes_parallel(self, index: int) -> bool:
        """Whether the open division has a head alone; a person means the head right above it."""
        division = self.current
        text = any(isinstance(block, Passage) for block in division.content)
        free = division.parallel is None and division.head is not None
        return free and not (text and self.parts[index].decided)

    def _is_first_of_many(self, index: int) -> bool:
        """Whether a title is that of the first of several divisions of its kind."""
        if self.parts[index].depth:
            return False  # the format says that the others stand below it
        levels = self.profile.levels
        of_chapter = self.profile.whole == levels[0].kind
        return of_chapter and index == self.order[0] and 0 in self.ranks.values()

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
            pages = tuple(page.page for page in self._breaks(self.parts[there].page))
            seams.append(Seam(joined.certainty, joined.moved, joined.reasons, pages))
            spans += self.parts[there].spans
        return Passage(tuple(spans), tuple(seams), depth=part.depth)

    def _seam_in_head(self, part: Part) -> Seam:
        """The seam of a head that a column end cut: sure where its rest stood next to it."""
        moved = part.spans[1].start < part.spans[0].end
        certainty = Certainty.MEDIUM if moved else Certainty.HIGH
        pages = tuple(page.page for page in self._breaks(part.last_page))
        return Seam(certainty, moved, ("bracket",), pages)

    def _open(self, division: Division) -> None:
        """Close what does not hold a division of this rank, and open it."""
        while self.current.rank >= division.rank and len(self.open) > 1:
            self.open.pop()
        self.current.divisions.append(division)
        self.open.append(division)

    def _open_head(self, index: int, head: Passage, breaks: list[PageBreak]) -> None:
        rank = self.ranks.get(index, 0)
        level = self.profile.levels[min(rank, len(self.profile.levels) - 1)]
        chronicle = is_chronicle(self.parts[index], self.source, self.profile)
        self._open(Division("chronicle" if chronicle else level.kind, rank, breaks, head))
        self.home[index] = (self.current, None)

    def _open_entry(self, index: int, head: Passage, breaks: list[PageBreak]) -> None:
        self._leave_signed()
        self._open(Division("entry", ENTRY, breaks, head))
        self.home[index] = (self.current, None)

    def _add_text(self, index: int, passage: Passage, breaks: list[PageBreak]) -> None:
        self._leave_signed()
        self.current.content += [*breaks, passage]
        for step in self._chain(index):
            self.home[step] = (self.current, passage)

    def _leave_signed(self) -> None:
        """Begin a division without a head where the open one is signed.

        After a signature nothing may follow in the same division ([DSOC]): what does, begins one
        whose head was not recognised. After a signed entry it is the section that goes on.
        """
        for place, division in enumerate(self.open):
            if not division.signatures:
                continue
            del self.open[max(place, 1) :]
            if not division.is_entry:
                rank = division.rank if division.rank >= 0 else len(self.profile.levels) - 1
                kind = division.kind if division.rank >= 0 else self.profile.levels[-1].kind
                self._open(Division(kind, rank))
            return

    def _are_entries_signed(self) -> bool:
        """Whether signatures in this book close entries rather than sections."""
        following = [
            self.parts[after].role
            for index, after in pairwise(self.order)
            if self.parts[index].role is Role.SIGNATURE
        ]
        return following.count(Role.ENTRY) > following.count(Role.HEAD)

    def _sign(self, index: int, passage: Passage, breaks: list[PageBreak]) -> None:
        self._signed_by(index).signatures += [*breaks, passage]

    def _signed_by(self, index: int) -> Division:
        """The division that a signature closes: an entry, or one on the level that is signed."""
        after = self.after.get(index)
        if self.current.is_entry and (after is Role.ENTRY or self.entries_signed):
            return self.current
        headed = [division for division in self.open[1:] if not division.is_entry]
        if not headed:
            return self.current if self.current.is_entry else self.open[0]
        headed = self._closed_after(index, headed) or headed
        signed = [one for one in headed if self.signed is not None and one.rank <= self.signed]
        return (signed or headed)[-1]

    def _closed_after(self, index: int, headed: list[Division]) -> list[Division]:
        """Those divisions that the head right after a signature does not belong to.

        Nothing follows a signature in the division that it closes ([DSOC]).
        """
        below = self.rank_after.get(index)
        return headed if below is None else [one for one in headed if one.rank >= below]

    def _place_beside(self, index: int, part: Part) -> None:
        if part.role is Role.CREDIT and index and self.parts[index - 1].role is Role.CAPTION:
            return  # taken together with its caption
        after = self.parts[index + 1] if index + 1 < len(self.parts) else None
        if part.role is Role.TABLE:
            assert part.table is not None
            self._insert(index, Grid(part.table))
        elif part.role is Role.NOTE:
            place = "margin" if part.in_margin else "bottom"
            self._insert(index, Note(Passage(part.spans), self._mark(part), place))
        elif part.role is Role.CREDIT:
            spot = self.pictures.captioned.get(index)
            self._insert(index, Picture(None, Passage(part.spans), spot))
        elif after is not None and after.role is Role.CREDIT:
            spot = self.pictures.captioned.get(index)
            self._insert(index, Picture(Passage(part.spans), Passage(after.spans), spot))
        else:
            spot = self.pictures.captioned.get(index)
            self._insert(index, Picture(Passage(part.spans), None, spot))

    def _place_alone(self, index: int, spot: Spot) -> None:
        """A picture without a caption that stands before the part `index`."""
        self._insert(index, Picture(None, None, spot), spot.page)

    def _mark(self, part: Part) -> str:
        """The mark of a note."""
        text = self.source.slice(part.span)
        if self.source.written and (stated := stated_mark(text)):
            return stated
        found = note_mark(text)
        return found.mark if found else ""

    def _insert(self, index: int, block: Block, page: int = -1) -> None:
        """Put what stands beside the text after the paragraph that it interrupts, else after the
        one before it; a table or note that follows a head directly stays below it.

        With a `page`, it comes after the beginning of that page, where this stands next.
        """
        alone = page >= 0
        stays = self.source.written or alone or isinstance(block, (Grid, Note))
        division, passage = self._interrupted(index, stays, between=alone)
        blocks = division.content
        place = next((i for i, one in enumerate(blocks) if one is passage), -1) + 1
        while place < len(blocks) and _is_passed(blocks[place], page):
            place += 1
        blocks.insert(place, block)

    def _interrupted(
        self, index: int, heads: bool, between: bool = False
    ) -> tuple[Division, Passage | None]:
        """The paragraph that goes on over the part `index`, else the last one before it.

        With `heads`, it may also be the beginning of the division whose head stands there. With
        `between`, the place is that before the part.
        """
        place = bisect_left(self.places, index)
        before = self.places[max(0, place - NEAR) : place]
        near = [i for i in before if self.home[i][1] is not None]
        least = index - between
        across = [i for i in near if (j := self.next.get(i)) is not None and j.after > least]
        if across:
            return self.home[across[-1]]
        if near and not (heads and before[-1] != near[-1]):
            return self.home[near[-1]]
        if before:
            return self.home[before[-1]]
        return (self.home[self.places[0]][0] if self.places else self.open[0]), None


def _is_passed(block: Block, page: int) -> bool:
    """Whether what is put after a paragraph comes after this block, too."""
    if isinstance(block, PageBreak):
        return block.page <= page
    return isinstance(block, (Picture, Grid, Note))


def _all(division: Division) -> list[Division]:
    """A division and all that it holds."""
    found = [division]
    for one in found:
        found += one.divisions
    return found


def _with_lists(content: list[Block], source: Source, kept: Collection[Span]) -> list[Block]:
    """The content of a division with the items of lists put together, none of them in `kept`.

    What stands beside the text and among the items comes after the list.
    """
    passages = [(at, block) for at, block in enumerate(content) if isinstance(block, Passage)]
    listed: list[Block] = []
    done = 0
    firsts = (block.spans[0] for _, block in passages)
    for run in find_lists(["" if span in kept else source.slice(span) for span in firsts]):
        items = [passages[index] for index in run]
        first, last = items[0][0], items[-1][0]
        listed += content[done:first]
        listed.append(
            Listing([replace(i, label=label(source.slice(i.spans[0]))) for _, i in items])
        )
        listed += [block for block in content[first : last + 1] if not isinstance(block, Passage)]
        done = last + 1
    return listed + content[done:]


def _with_stated_lists(content: list[Block], source: Source) -> list[Block]:
    """The content of a division with the items that the format states put together.

    A list ends where another block begins, where its numbers begin anew, or its labels end; notes
    and pages that begin among its items come after it.
    """
    listed: list[Block] = []
    items: list[Passage] = []
    waiting: list[Block] = []
    for block in content:
        if isinstance(block, Passage) and block.depth:
            one = replace(block, label=stated_label(source.slice(block.spans[0])))
            if items and _begins_list(one, items, source):
                listed += [Listing(items), *waiting]
                items, waiting = [], []
            items.append(one)
        elif items and isinstance(block, (Note, PageBreak)):
            waiting.append(block)
        else:
            listed += [*([Listing(items)] if items else []), *waiting, block]
            items, waiting = [], []
    return [*listed, *([Listing(items)] if items else []), *waiting]


def _begins_list(item: Passage, above: list[Passage], source: Source) -> bool:
    """Whether an item is the first of another list than those above it."""
    if bool(item.label) != bool(above[0].label):
        return True
    here = read_label(source.slice(item.spans[0]))
    before = next((one for one in reversed(above) if one.depth <= item.depth), None)
    if item.depth > above[0].depth or before is None or before.depth < item.depth:
        return False
    there = read_label(source.slice(before.spans[0]))
    if here is None or there is None:
        return here is not there
    return here.kind != there.kind or (here.number == 1 and not here.kind.startswith("bullet"))


def _without_shell(whole: Division) -> Division:
    """The only division of a text that holds nothing else, in place of the whole."""
    if whole.is_empty() and len(whole.divisions) == 1 and not whole.divisions[0].is_entry:
        only = whole.divisions[0]
        only.breaks = [*whole.breaks, *only.breaks]
        return only
    return whole
