"""What the blocks of a written document are: as its author said, and nothing is joined.

Where the document states heads, nothing else is one; a document without any has those that their
shape and place show. What printers mark in the text itself (entries, signatures, credits) is told
as everywhere.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from fangzhi.markup import heads
from fangzhi.markup.columns import count_labels, is_caption
from fangzhi.markup.decisions import Decisions
from fangzhi.markup.furniture import Sheet
from fangzhi.markup.lines import Setting
from fangzhi.markup.order import Order
from fangzhi.markup.profile import Profile
from fangzhi.markup.roles import BESIDE, Part, Reader, Role
from fangzhi.markup.tables import Cell, Row, Table
from fangzhi.source import Block, Line, Page, Source, Span

# What the shape of a paragraph tells even where the format states all heads.
_TOLD = (Role.ENTRY, Role.SIGNATURE, Role.CAPTION, Role.CREDIT)


def classify(
    source: Source, sheets: Sequence[Sheet], profile: Profile, decisions: Decisions
) -> list[Part]:
    """The parts of a written document, in its order; every block is one, or more of an entry."""
    reader = Reader(source, profile, Setting(None, False), decisions)
    parts = [
        part
        for number, (sheet, page) in enumerate(zip(sheets, source.pages, strict=True))
        for part in _page(reader, sheet, page, number)
    ]
    if any(part.role is Role.HEAD and part.settled for part in parts):
        parts = _with_title([_as_told(part) for part in parts])
    else:
        parts = heads.find_titles(_with_heads(parts, source, profile), source, profile)
    return [
        replace(part, role=Role.TEXT, reason="stated")
        if part.role is Role.SIGNATURE and not part.decided and not _closes(index, parts)
        else part
        for index, part in enumerate(parts)
    ]


def order_of(parts: Sequence[Part]) -> Order:
    """The order of a written document is its own."""
    return Order(tuple(i for i, part in enumerate(parts) if part.role not in BESIDE), ())


def _page(reader: Reader, sheet: Sheet, page: Page, number: int) -> Iterator[Part]:
    """The parts of a page; the caption of a table goes with it."""
    pictures = {figure.at for figure in page.figures}
    waiting = list(sheet.blocks)[::-1]
    while waiting:
        block = waiting.pop()
        following = waiting[-1] if waiting else None
        if _is_above(block, following, reader.source, pictures):
            yield _table(reader, waiting.pop(), number, block)
        elif block.kind == "table":
            after = waiting[-2] if len(waiting) > 1 else None
            below = _is_below(following, after, reader.source, pictures)
            yield _table(reader, block, number, waiting.pop() if below else None)
        else:
            yield from _parts(reader, block, number)


def _is_above(
    block: Block, following: Block | None, source: Source, pictures: Container[int]
) -> bool:
    """Whether a block is the caption of the table after it: not that of a picture before it."""
    if block.kind != "caption" or following is None or following.kind != "table":
        return False
    return block.start not in pictures or is_caption(source.text[block.start : block.end])


def _is_below(
    block: Block | None, after: Block | None, source: Source, pictures: Container[int]
) -> bool:
    """Whether a block is the caption of the table before it, by what it says."""
    if block is None or block.kind != "caption" or _is_above(block, after, source, pictures):
        return False
    return is_caption(source.text[block.start : block.end])


def _table(reader: Reader, block: Block, number: int, caption: Block | None) -> Part:
    """A table as it is written: a line is a row, and tabs part its cells."""
    text = reader.source.text
    cells = [_cells(line, text) for line in block.lines]
    widest = max(map(len, cells))
    texts = [[text[s.start : s.end] for cell in row for s in cell.spans] for row in cells]
    labels = count_labels(texts, set())
    rows = tuple(
        Row((*row, *[Cell()] * (widest - len(row))), line.number, "label" if k < labels else "data")
        for k, (row, line) in enumerate(zip(cells, block.lines, strict=True))
    )
    heading = (Span(caption.start, caption.end),) if caption else ()
    made = Table(rows, heading=heading)
    spans = made.spans()
    whole = (Span(spans[0].start, spans[-1].end),)
    line = (caption or block).lines[0].number
    return Part(Role.TABLE, whole, line, number, table=made, reason="stated")


def _cells(line: Line, text: str) -> tuple[Cell, ...]:
    """The cells of a row, empty ones at its beginning included."""
    start = text.rfind("\n", 0, line.start) + 1
    cells: list[Cell] = []
    for content in text[start : line.end].split("\t"):
        begin = start + len(content) - len(content.lstrip())
        filled = (Span(begin, begin + len(content.strip())),) if content.strip() else ()
        cells.append(Cell(filled))
        start += len(content) + 1
    return tuple(cells)


def _parts(reader: Reader, block: Block, number: int) -> list[Part]:
    """What a block is as its author said; a paragraph also by its shape."""
    parts = reader.shape(replace(block, kind="" if block.kind == "float" else block.kind), number)
    if any(part.decided for part in parts):
        return parts
    if block.kind == "list":
        whole = Span(block.start, block.end)
        return [
            replace(parts[0], role=Role.TEXT, spans=(whole,), reason="stated", depth=block.level)
        ]
    return [replace(part, reason="stated") if part.reason == "format" else part for part in parts]


def _as_told(part: Part) -> Part:
    """A part of a document that states its heads: what no print marks is a paragraph."""
    told = part.settled or part.role is Role.TEXT or part.role in _TOLD
    return part if told else replace(part, role=Role.TEXT, reason="stated", level=None)


def _with_heads(parts: list[Part], source: Source, profile: Profile) -> list[Part]:
    """The parts of a document without heads, with those that shape and place show."""
    found = heads.find(parts, source, profile)
    return [
        new if new.role in (Role.HEAD, Role.TEXT) else old
        for old, new in zip(parts, found, strict=True)
    ]


def _with_title(parts: list[Part]) -> list[Part]:
    """The title of the whole: the head before all text, if no other is on its level or above."""
    flow = [index for index, part in enumerate(parts) if part.role not in BESIDE]
    levels = sorted(parts[i].depth for i in flow if parts[i].role is Role.HEAD)
    first = parts[flow[0]] if flow else None
    if first is None or first.role is not Role.HEAD or first.decided or first.depth != levels[0]:
        return parts
    if levels.count(first.depth) > 1:
        return parts
    found = list(parts)
    found[flow[0]] = replace(first, role=Role.TITLE)
    return found


def _closes(index: int, parts: Sequence[Part]) -> bool:
    """Whether what follows a signature leaves the division that it would close."""
    before = next((p for p in reversed(parts[:index]) if p.role in _OPENERS), None)
    for part in parts[index + 1 :]:
        if part.role in (Role.HEAD, Role.TITLE):
            return True
        if part.role is Role.ENTRY:
            return before is not None and before.role is Role.ENTRY
        if part.role not in (*BESIDE, Role.SIGNATURE):
            return False
    return True


_OPENERS = (Role.HEAD, Role.TITLE, Role.ENTRY)
