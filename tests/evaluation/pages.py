"""Setting known texts as pages: lines of a measure, columns, floating pictures, page furniture."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass, field

from evaluation.known import Item

NEVER_FIRST = set("。，、；：！？,;:.!?”’》）】)%")
NEVER_LAST = set("“‘《（【(")


@dataclass(frozen=True)
class Layout:
    """How a book is set: columns a page, measure in em, lines a column, indent of paragraphs."""

    columns: int
    measure: float
    lines: int
    picture_lines: int = 9
    furniture: bool = True


@dataclass
class Fragment:
    """The lines of one item in one column."""

    item: int
    kind: str
    lines: list[str]
    first: bool  # whether the item begins here
    float: bool = False


@dataclass
class Column:
    fragments: list[Fragment] = field(default_factory=list)
    used: int = 0


@dataclass
class Page:
    number: int
    columns: list[Column]


def width(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


def set_lines(text: str, measure: float, indent: float) -> list[str]:
    """`text` cut into lines of `measure` em, with the usual rules for the ends of lines."""
    lines, line, room = [], "", measure - indent
    for character in text:
        need = 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5
        if width(line) + need > room and character not in NEVER_FIRST:
            carry = ""
            while line and line[-1] in NEVER_LAST:
                line, carry = line[:-1], line[-1] + carry
            # A number or a Latin word is not cut within.
            if character.isascii() and character.isalnum():
                while (
                    len(line) > 1 and line[-1].isascii() and (line[-1].isalnum() or line[-1] == ".")
                ):
                    line, carry = line[:-1], line[-1] + carry
            lines.append(line)
            line, room = carry, measure
        line += character
    return [*lines, line] if line else lines


def set_pages(items: list[Item], layout: Layout, luck: random.Random) -> list[Page]:
    """The pages of a chapter. Pictures go to the top of the next column; heads keep with text."""
    pages: list[Page] = []
    floats: list[Fragment] = []

    def new_column() -> Column:
        if not pages or all(column.used for column in pages[-1].columns):
            number = (pages[-1].number + 1) if pages else luck.randint(20, 300)
            pages.append(Page(number, [Column() for _ in range(layout.columns)]))
        column = next(column for column in pages[-1].columns if not column.used)
        column.used = 1
        if floats and floats[0].lines:
            fragment = floats.pop(0)
            column.fragments.append(fragment)
            column.used += layout.picture_lines + len(fragment.lines)
        return column

    column = new_column()
    for index, item in enumerate(items):
        if item.kind == "caption":
            floats.append(
                Fragment(index, "caption", set_lines(item.text, layout.measure, 0), True, True)
            )
            continue
        indent = 2.0 if item.kind in ("entry", "paragraph") else 0.0
        lines = set_lines(item.text, layout.measure, indent)
        heading = item.kind in ("title", "parallel", "head")
        if heading and column.used + len(lines) + 4 > layout.lines:
            column = new_column()
        column.used += 1 if heading else 0
        first = True
        while lines:
            room = layout.lines - column.used
            if room <= 0:
                column = new_column()
                continue
            taken, lines = lines[:room], lines[room:]
            column.fragments.append(Fragment(index, item.kind, taken, first))
            column.used += len(taken)
            first = False
    for fragment in floats:
        column.fragments.append(fragment)
    return pages
