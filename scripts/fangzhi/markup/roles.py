"""What each block is: title, head, entry, text, caption, credit, signature, table or note.

First every block is judged by its own shape; then its neighbours settle what shape alone cannot
(`heads`, `captions`). What a person decided comes before all that.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from itertools import groupby, takewhile

from fangzhi.markup import shapes
from fangzhi.markup.credits import find_credit
from fangzhi.markup.decisions import NONE, Decisions
from fangzhi.markup.furniture import Sheet
from fangzhi.markup.lines import Setting, regroup, setting_of
from fangzhi.markup.listing import note_mark
from fangzhi.markup.profile import Profile
from fangzhi.markup.signatures import closing_signature, is_signature
from fangzhi.markup.stated import MARGIN, ROLES, is_whole
from fangzhi.markup.tables import Found, Row, Table, find_tables
from fangzhi.markup.text import han_share
from fangzhi.source import Block, Source, Span
from fangzhi.together import shares, together

WORTH_PROCESS = 2000  # blocks: so many are worth a process of their own


class Role(StrEnum):
    """The roles that a part of the source can have."""

    TITLE = "title"
    HEAD = "head"
    PARALLEL = "parallel"  # the title or head before it, in another script
    ENTRY = "entry"  # the head of an entry
    ENTRY_REST = "entry-rest"  # the end of such a head that a column end cut off
    TEXT = "text"
    CAPTION = "caption"
    CREDIT = "credit"
    SIGNATURE = "signature"
    TABLE = "table"
    NOTE = "note"


# What stands beside the text rather than in it, and so may interrupt it.
BESIDE = (Role.CAPTION, Role.CREDIT, Role.TABLE, Role.NOTE)

# How sure a role is, by what tells it; measured by `scripts/evaluate roles` on pages set anew.
SURE = {
    "decision": 1.0,
    "stated": 1.0,  # by the author, in a written document
    "format": 0.98,
    "brackets": 0.995,
    "mark": 0.99,
    "wide blank": 0.99,
    "date": 0.99,
    "numbered": 0.99,
    "capitals": 0.98,
    "named": 0.97,
    "period": 0.99,
    "credit": 0.99,
    "opening word": 0.97,
    "names": 0.99,
    "names at the end": 0.95,
    "names in place": 0.95,
    "columns": 0.97,
    "note word": 0.98,
    "note mark": 0.95,
    "other script": 0.96,
    "place and shape": 0.95,
    "between cut texts": 0.93,
    "echo": 0.91,
    "the rest": 0.98,
}


@dataclass(frozen=True, slots=True)
class Part:
    """A block, or a piece of one, in one role; `reason` is a key of `SURE`.

    `spans` are its pieces in reading order: one, but for an entry head that a column end cut.
    `line` is its line in the file, `page` the index of its page (`rest_page` that of its last
    piece, where it is another), `opens` says that a text certainly begins a paragraph. `level` is
    that of a numbered head, an index into the profile's levels, `period` that of a year or month.
    Of the printed lines it says whether the first is indented, where the book indents paragraphs,
    and by how many em the last falls short; None where that is not known. `measure` is that of
    the columns where it had to be found from the texts that column ends cut. `in_margin` says that
    a note stands beside the text, not below it. `depth` is the level of a head or the depth of an
    item in its lists, from 1, where the format states it. `whole` is that of its block.
    """

    role: Role
    spans: tuple[Span, ...]
    line: int
    page: int
    opens: bool = False
    rest_page: int = 0
    indented: bool | None = None
    short: float | None = None
    measure: float | None = None
    reason: str = "the rest"
    level: int | None = None
    period: int | None = None
    table: Table | None = None
    in_margin: bool = False
    depth: int = 0
    whole: bool = False

    @property
    def last_page(self) -> int:
        """The index of the page that holds the last piece."""
        return max(self.page, self.rest_page)

    @property
    def span(self) -> Span:
        """The first piece."""
        return self.spans[0]

    @property
    def decided(self) -> bool:
        """Whether a person said what it is."""
        return self.reason == "decision"

    @property
    def settled(self) -> bool:
        """Whether a person or the format said what it is: its neighbours do not change that."""
        return self.reason in ("decision", "format", "stated")


def line_starts(parts: Sequence[Part], source: Source) -> list[int]:
    """Where the line begins in which each part begins, as offsets.

    That is the beginning of the part itself, or of others before it on the same line: the head of
    an entry stands before its text.
    """
    starts: list[int] = []
    end = -1
    for part in parts:
        begin = part.span.start
        same = 0 <= end <= begin and not _LINE_END.search(source.text, end, begin)
        starts.append(starts[-1] if same else begin)
        end = part.span.end
    return starts


_LINE_END = re.compile("[\n\f]")


def classify(
    source: Source,
    sheets: Sequence[Sheet],
    profile: Profile,
    decisions: Decisions = NONE,
    jobs: int = 1,
) -> list[Part]:
    """The parts of `source` in its order.

    Every character that is not blank lies in one of them, but for the furniture of the sheets.
    The pages of a long text are shared by `jobs` processes.
    """
    # They judge the parts that are found here.
    from fangzhi.markup import captions, fitting, heads, signing, written

    if source.written:
        return written.classify(source, sheets, profile, decisions)
    blocks = [block for sheet in sheets for block in sheet.blocks]
    setting = setting_of(blocks, source.text, profile)
    reader = Reader(source, profile, setting, decisions)
    parts = reader.all_pages(sheets, min(jobs, len(blocks) // WORTH_PROCESS))
    if setting.measure is None and not profile.latin:
        parts = fitting.fit(parts, source, profile)
    parts = heads.mend(parts, source, profile)
    parts = signing.find(parts, source, profile)
    parts = captions.find(parts, source, profile)
    parts = heads.find(parts, source, profile)
    return heads.find_titles(parts, source, profile)


class Reader:
    """Judges the blocks of a page by their shapes."""

    def __init__(
        self, source: Source, profile: Profile, setting: Setting, decisions: Decisions
    ) -> None:
        self.source = source
        self.profile = profile
        self.setting = setting
        self.decisions = decisions
        self.cuts = decisions.cuts()
        # Where everything is called a paragraph, that word says nothing.
        self.tells_heads = any(block.kind == "heading" for block in source.blocks())

    def all_pages(self, sheets: Sequence[Sheet], jobs: int) -> list[Part]:
        """The parts of all pages, which are shared by `jobs` processes."""
        steps = [partial(self._pages, sheets, share) for share in shares(len(sheets), jobs)]
        return [part for parts in together(steps, jobs) for part in parts]

    def _pages(self, sheets: Sequence[Sheet], numbers: range) -> list[Part]:
        return [part for number in numbers for part in self.page(sheets[number], number)]

    def page(self, sheet: Sheet, page: int) -> Iterator[Part]:
        """The parts of a page, tables among them."""
        for piece in _part_tables(
            sheet.blocks, self.source.text, self.decisions.roles, self.profile
        ):
            if isinstance(piece, _Placed):
                spans = piece.table.spans()
                whole = (Span(spans[0].start, spans[-1].end),)
                yield Part(Role.TABLE, whole, piece.line, page, table=piece.table, reason="columns")
                continue
            text = self.source.text
            for block in regroup(piece, text, self.setting, self.profile, self.cuts):
                yield from self._with_layout(self.shape(block, page), block)

    def _with_layout(self, parts: list[Part], block: Block) -> list[Part]:
        """The parts of a block with what its first and last lines say."""
        setting = self.setting
        indented = block.lines[0].indent >= 1.0 if setting.indents else None
        parts[0] = replace(parts[0], indented=indented, whole=block.whole)
        if setting.measure is not None:
            parts[-1] = replace(parts[-1], short=setting.measure - block.lines[-1].right)
        return parts

    def shape(self, block: Block, page: int) -> list[Part]:
        """What a block is by its shape alone, cut into parts."""
        text = self.source.text[block.start : block.end]
        line = block.lines[0].number
        decided = self.decisions.roles.get(line)
        if decided is not None:
            found = self._as_decided(text, Role(decided.role), decided.level)
        elif is_whole(block) and not self._begins_entry(text):
            found = self._as_stated(text, Role(ROLES[block.kind]), block.kind == MARGIN)
            found = [(length, replace(part, depth=block.level)) for length, part in found]
        else:
            found = self._by_shape(text)
            if block.kind == "paragraph" and self.tells_heads:
                found = [(length, _as_paragraph(part)) for length, part in found]
        parts, start = [], 0
        for length, part in found:
            piece = text[start : start + length]
            begin = block.start + start + len(piece) - len(piece.lstrip())
            end = block.start + start + len(piece.rstrip())
            if begin < end:
                parts.append(replace(part, spans=(Span(begin, end),), line=line, page=page))
            start += length
        return parts

    def _by_shape(self, text: str) -> list[tuple[int, Part]]:
        """(number of characters, what they are) for each piece of a block."""
        profile, whole = self.profile, len(text)
        if (entry := next(self._entry(text), None)) is not None:
            length, reason = entry
            head = (length, _part(Role.ENTRY, reason))
            signed = closing_signature(text[length:], profile)
            body = (signed or whole - length, _part(Role.TEXT, "the rest", opens=True))
            names = (whole - length - signed, _part(Role.SIGNATURE, "names at the end"))
            return [head, body, names] if signed else [head, body]
        if shapes.is_cut_entry_head(text, profile):
            return [(whole, _part(Role.ENTRY, "brackets"))]
        if (length := shapes.entry_rest(text, profile)) > 0:
            rest = (whole - length, _part(Role.TEXT, "the rest", opens=True))
            return [(length, _part(Role.ENTRY_REST, "brackets")), rest]
        if (credit := find_credit(text, profile)) is not None:
            caption = (credit, _part(Role.CAPTION, "credit"))
            return [caption, (whole - credit, _part(Role.CREDIT, "credit"))]
        if is_signature(text, profile):
            return [(whole, _part(Role.SIGNATURE, "names"))]
        if (note := note_mark(text)) is not None and not note.mark:
            return [(whole, _part(Role.NOTE, "note word"))]
        if (level := shapes.head_level(text, profile)) is not None:
            return [(whole, replace(_part(Role.HEAD, "numbered"), level=level))]
        if shapes.is_capitals(text, profile):
            return [(whole, _part(Role.HEAD, "capitals"))]
        if shapes.is_named(text, profile):
            return [(whole, _part(Role.HEAD, "named"))]
        if (signed := closing_signature(text, profile)) > 0:
            names = (whole - signed, _part(Role.SIGNATURE, "names at the end"))
            return [(signed, _part(Role.TEXT, "the rest")), names]
        return [(whole, _part(Role.TEXT, "the rest"))]

    def _entry(self, text: str) -> Iterator[tuple[int, str]]:
        """(length, reason) of the head that an entry begins with, if it is one."""
        for reason, find in (
            ("brackets", shapes.bracketed_head),
            ("mark", shapes.marked_head),
            ("date", shapes.dated_head),
            ("wide blank", shapes.run_in_head),
        ):
            if (length := find(text, self.profile)) > 0:
                yield length, reason

    def _begins_entry(self, text: str) -> bool:
        """Whether a region called a heading is that of an entry, brackets and all."""
        return next(self._entry(text), None) is not None or shapes.is_cut_entry_head(
            text, self.profile
        )

    def _as_stated(self, text: str, role: Role, in_margin: bool) -> list[tuple[int, Part]]:
        """A block in the role that its format gives it."""
        part = replace(_part(role, "format"), in_margin=in_margin)
        if role is Role.CAPTION and (credit := find_credit(text, self.profile)) is not None:
            return [(credit, part), (len(text) - credit, _part(Role.CREDIT, "format"))]
        if role is Role.HEAD:
            part = replace(part, level=shapes.head_level(text, self.profile))
        return [(len(text), part)]

    def _as_decided(self, text: str, role: Role, level: str) -> list[tuple[int, Part]]:
        """A block in the role that a person gave it."""
        part = _part(role, "decision")
        if role is Role.ENTRY:
            length = self._decided_head(text)
            text_part = _part(Role.TEXT, "decision", opens=True)
            return (
                [(length, part), (len(text) - length, text_part)] if length else [(len(text), part)]
            )
        if role is Role.CAPTION and (credit := find_credit(text, self.profile)) is not None:
            return [(credit, part), (len(text) - credit, _part(Role.CREDIT, "decision"))]
        kinds = [known.kind for known in self.profile.levels]
        if role is Role.HEAD and level:
            part = replace(part, level=kinds.index(level))
        elif role is Role.HEAD:
            part = replace(part, level=shapes.head_level(text, self.profile))
        return [(len(text), part)]

    def _decided_head(self, text: str) -> int:
        """The length of the head of a decided entry; 0 where the whole is the head.

        Without a sign of its own it ends at the first blank, which in Han characters parts words
        nowhere else, unless all of it is as short as a head.
        """
        length = shapes.entry_head(text, self.profile) or shapes.dated_head(text, self.profile)
        if length or shapes.has_head_shape(text, self.profile):
            return length
        head, *rest = text.split(maxsplit=1)
        return text.index(head) + len(head) if rest and han_share(head) > 0.5 else 0


def _part(role: Role, reason: str, opens: bool = False) -> Part:
    """A part that does not yet know where it stands."""
    return Part(role, (), 0, 0, opens=opens, reason=reason)


def _as_paragraph(part: Part) -> Part:
    """A part of what the format calls a paragraph: text, if its shape says nothing else."""
    plain = part.role is Role.TEXT and part.reason == "the rest"
    return replace(part, reason="format") if plain else part


@dataclass(frozen=True, slots=True)
class _Placed:
    """A table and the line of the file in which it begins."""

    table: Table
    line: int


def _part_tables(
    blocks: Sequence[Block], text: str, decided: Container[int], profile: Profile
) -> Iterator[Block | _Placed]:
    """The blocks and tables of a page in their order.

    A line in `decided` is in no table, nor is a block that its format calls something else.
    """
    together: list[Block] = []
    for block in blocks:
        if is_whole(block):
            yield from _with_tables(together, text, profile)
            together = []
            yield block
            continue
        for is_decided, lines in groupby(block.lines, lambda line: line.number in decided):
            piece = replace(block, lines=tuple(lines))
            if not is_decided:
                together.append(piece)
                continue
            yield from _with_tables(together, text, profile)
            together = []
            yield piece
    yield from _with_tables(together, text, profile)


def _with_tables(blocks: Sequence[Block], text: str, profile: Profile) -> Iterator[Block | _Placed]:
    """The same where no line is decided."""
    begun = 0  # lines of the block at hand that are done
    pending = list(enumerate(blocks))
    whole = (_until_entry(found, blocks, text, profile) for found in find_tables(blocks, text))
    for found in filter(None, whole):
        first_block, first_line = found.first
        last_block, last_line = found.last
        while pending and pending[0][0] < first_block:
            yield from _rest_of(pending.pop(0)[1], begun)
            begun = 0
        first = pending[0][1]
        if begun < first_line:
            yield replace(first, lines=first.lines[begun:first_line])
        yield _Placed(found.table, first.lines[first_line].number)
        while pending and pending[0][0] < last_block:
            pending.pop(0)
        begun = last_line + 1
    for _, block in pending:
        yield from _rest_of(block, begun)
        begun = 0


def _until_entry(
    found: Found, blocks: Sequence[Block], text: str, profile: Profile
) -> Found | None:
    """A table without the rows from the first on that begins an entry; None if too few are left."""

    def opens(row: Row) -> bool:
        spans = sorted((s for cell in row.cells for s in cell.spans), key=lambda span: span.start)
        content = text[spans[0].start : spans[-1].end] if spans else ""
        return bool(shapes.bracketed_head(content, profile) or shapes.marked_head(content, profile))

    rows = tuple(takewhile(lambda row: not opens(row), found.table.rows))
    if len(rows) == len(found.table.rows):
        return found
    if len(rows) < LEAST_ROWS:
        return None
    entry = found.table.rows[len(rows)].line
    block, line = next(
        (block, line)
        for block in range(found.first[0], found.last[0] + 1)
        for line in range(len(blocks[block].lines))
        if blocks[block].lines[line].number == entry
    )
    last = (block, line - 1) if line else (block - 1, len(blocks[block - 1].lines) - 1)
    end = blocks[block].lines[line].start
    rules = tuple(rule for rule in found.table.rules if rule.span.start < end)
    return Found(found.first, last, replace(found.table, rows=rows, rules=rules))


LEAST_ROWS = 2  # rows of a table


def _rest_of(block: Block, begun: int) -> Iterator[Block]:
    if begun < len(block.lines):
        yield replace(block, lines=block.lines[begun:]) if begun else block
