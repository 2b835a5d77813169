"""Flattening pages into text as tools do: in order and out of order, by blocks and by lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evaluation.pages import HYPHEN, INDENTED, Fragment, Furniture, Page, width

ORDERS = ("in order", "tops first", "right first", "floats last")
MODES = ("blocks", "lines")


@dataclass(frozen=True)
class Tool:
    """What a tool makes of pages, their order aside.

    `mode`: each block a line, or each printed line (with indents as blanks); `tabs`: the cells of
    a table parted by tabs, else aligned with blanks; `feeds`: a form feed before each new page.
    """

    mode: str
    blank_lines: bool = False
    feeds: bool = False
    tabs: bool = True
    furniture: Furniture | None = None
    indent: float = 2.0


def page_order(page: Page, order: str) -> list[Fragment]:
    """The fragments of a page in the order in which a tool gives them.

    `tops first`: pictures and the continuing texts at the tops of columns before all others;
    `right first`: the columns from right to left; `floats last`: pictures at the end of the page.
    """
    columns = [column.fragments for column in page.columns]
    if order == "right first":
        columns = columns[::-1]
    fragments = [fragment for column in columns for fragment in column]
    if order == "tops first":
        tops = {id(f) for column in columns for f in _top(column)}
        return [f for f in fragments if id(f) in tops] + [f for f in fragments if id(f) not in tops]
    if order == "floats last":
        return [f for f in fragments if not f.float] + [f for f in fragments if f.float]
    return fragments


def _top(column: list[Fragment]) -> Iterator[Fragment]:
    """The pictures at the top of a column, and the text after them that began in another."""
    for fragment in column:
        if fragment.float:
            yield fragment
        else:
            if not fragment.first:
                yield fragment
            return


def flatten(pages: list[Page], orders: list[str], tool: Tool) -> str:
    """The text of the pages, each in its order."""
    separator = "\n\n" if tool.blank_lines else "\n"
    found = []
    for page, order in zip(pages, orders, strict=True):
        above, below = page.furniture(tool.furniture) if tool.furniture else ([], [])
        blocks = ["\n".join(_block(fragment, tool)) for fragment in page_order(page, order)]
        found.append(separator.join([*above, *blocks, *below]))
    return (("\n\f" if tool.feeds else separator).join(found)) + "\n"


def _block(fragment: Fragment, tool: Tool) -> list[str]:
    """The lines of the source that a fragment becomes."""
    if fragment.kind == "table":
        return fragment.lines if tool.tabs else _aligned(fragment)
    if tool.mode == "blocks":
        return [_joined(fragment)]
    lines = [line.strip().replace(HYPHEN, "-") for line in fragment.lines]
    if fragment.first and fragment.kind in INDENTED:
        blanks = " " * round(2 * tool.indent) if fragment.latin else "\u3000" * round(tool.indent)
        lines[0] = blanks + lines[0]
    return lines


def _joined(fragment: Fragment) -> str:
    """The lines as one; a word broken at a line end is whole again, but not at the block's end."""
    if not fragment.latin:
        return "".join(fragment.lines).strip()
    text = " ".join(fragment.lines).replace(HYPHEN + " ", "")
    return text.replace(HYPHEN, "-").strip()


def _aligned(fragment: Fragment) -> list[str]:
    """The rows of a table, the cells under one another and parted by two blanks or more."""
    rows = [line.split("\t") for line in fragment.lines]
    count = max(map(len, rows), default=0)
    rows = [row + [""] * (count - len(row)) for row in rows]

    def half_ems(cell: str) -> int:
        return round(2 * width(cell, fragment.latin))

    widths = [max(half_ems(row[i]) for row in rows) for i in range(count)]
    return [
        "  ".join(c + " " * (w - half_ems(c)) for c, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
