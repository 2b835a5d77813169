"""Where the columns of pages begin: what a `cb` is written for, and its zone on the scan [PHSK]."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fangzhi.layout.numbered import number_columns
from fangzhi.markup.furniture import Sheet
from fangzhi.source import Block, Box, Span, round_all

# What stands in no column by the word of its format, or may stand in any.
BESIDE = ("caption", "credit", "footnote", "marginalia", "table", "figure", "float")


class Column(NamedTuple):
    """A column of a page (from 0): its number from 1 as the script runs."""

    page: int
    number: int


class Columns:
    """The columns of a source that has boxes; a page of one column has none."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self._starts: list[int] = []
        self._columns: list[Column | None] = []
        self._boxes: dict[Column, list[Box]] = {}
        for page, sheet in enumerate(sheets):
            self._enter(page, [block for block in sheet.blocks if block.kind not in BESIDE])

    def _enter(self, page: int, blocks: Sequence[Block]) -> None:
        for block, number in zip(blocks, number_columns(blocks), strict=True):
            column = Column(page, number) if number else None
            self._starts.append(block.start)
            self._columns.append(column)
            if column and block.box:
                self._boxes.setdefault(column, []).append(block.box)

    def of(self, span: Span) -> Column | None:
        """The column that a text begins in; None where that is not known."""
        place = bisect_right(self._starts, span.start) - 1
        return self._columns[place] if place >= 0 else None

    def on(self, page: int) -> Iterator[tuple[Column, Box]]:
        """The columns of a page, from the first on, and the rectangle round each."""
        for column in sorted(column for column in self._boxes if column.page == page):
            yield column, round_all(self._boxes[column])
