"""Flattening pages into text as tools do: in order and out of order, by blocks and by lines."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.pages import Fragment, Page

ORDERS = ("in order", "tops first", "right first", "floats last")


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


def flatten(
    pages: list[Page],
    orders: list[str],
    *,
    by_line: bool,
    blank_lines: bool,
    furniture: str = "",
    feeds: bool = False,
) -> str:
    """The text of the pages; `furniture` is the running head that stands above each, if any."""
    blocks = []
    for page, order in zip(pages, orders, strict=True):
        found = []
        if furniture:
            found.append([furniture])
        for fragment in page_order(page, order):
            indent = "　　" if fragment.first and fragment.kind in ("entry", "paragraph") else ""
            if by_line:
                found.append([indent + fragment.lines[0], *fragment.lines[1:]])
            else:
                found.append(["".join(fragment.lines)])
        if furniture:
            found.append([f"· {page.number} ·"])
        separator = "\n\n" if blank_lines else "\n"
        blocks.append(separator.join("\n".join(block) for block in found))
    joiner = ("\n\f" if feeds else "") + ("\n\n" if blank_lines else "\n")
    return joiner.join(blocks) + "\n"
