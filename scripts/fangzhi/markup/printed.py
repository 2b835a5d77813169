"""The lines of a page as they are printed, blanks and all; the captions of tables among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from fangzhi.markup import columns
from fangzhi.markup.measure import NARROWEST
from fangzhi.source import Block, Line, Span, width

_COMMAS = ",，、"


@dataclass(frozen=True, slots=True)
class Printed:
    """A line as it is printed: `raw` has the blanks before it, and begins at `start`."""

    position: int
    place: tuple[int, int]
    line: Line
    gap: int
    alone: bool  # the only line of its block
    start: int
    raw: str
    pieces: tuple[columns.Piece, ...]
    drawn: bool  # it has no text
    cuts: list[int]  # where in `raw` something upright is drawn

    @property
    def span(self) -> Span:
        """The line without the blanks round it."""
        return Span(self.line.start, self.line.end)

    @property
    def text(self) -> str:
        """What stands in it."""
        return self.raw.strip()


def print_lines(blocks: Sequence[Block], text: str) -> list[Printed]:
    """All lines of the blocks as they are printed."""
    printed: list[Printed] = []
    end = 0
    for number, block in enumerate(blocks):
        for index, line in enumerate(block.lines):
            begin = max(end, text.rfind("\n", end, line.start) + 1)
            begin = max(begin, text.rfind("\f", begin, line.start) + 1)
            start = begin + len(text[begin : line.start].rstrip())
            raw, end = text[start : line.end], line.end
            printed.append(
                Printed(
                    position=len(printed),
                    place=(number, index),
                    line=line,
                    gap=0 if index else block.gap,
                    alone=len(block.lines) == 1,
                    start=start,
                    raw=raw,
                    pieces=tuple(columns.pieces_of(raw, start)),
                    drawn=columns.is_drawn(raw),
                    cuts=columns.cuts_of(raw),
                )
            )
    return printed


def find_headings(lines: list[Printed]) -> set[int]:
    """The positions of lines that are captions by their shape, or that go on with one."""
    found: set[int] = set()
    above = ""
    for line, below in zip_longest(lines, lines[1:]):
        under = line.gap < 3 and (
            columns.is_continued(above, line.text)
            or (_is_wrapped(above, line) and below is not None and len(below.pieces) > 1)
        )
        opens = columns.is_caption(line.text) or (
            below is not None and line.text[-1:] in _COMMAS and _is_wrapped(line.text, below)
        )
        if (under or opens) and not (line.cuts or line.drawn):
            found.add(line.position)
        above = line.text if line.position in found else ""
    return found


def _is_wrapped(caption: str, line: Printed) -> bool:
    """Whether a line, above the rows of a table, may be the end of the caption above it."""
    return (
        width(caption) >= NARROWEST
        and columns.is_caption(caption.rstrip(_COMMAS))
        and len(line.pieces) == 1
        and width(line.text) <= width(caption)
        and not columns.is_caption(line.text)
    )


def heading_spans(lines: Sequence[Printed], measure: float | None = None) -> Iterator[Span]:
    """The lines above a table, a caption that print wrapped as one.

    A unit that print put below a caption, for want of room in a column of that measure in em,
    stands on the left like all that is wrapped.
    """
    above: Span | None = None
    caption = ""
    for line in lines:
        wrapped = _is_wrapped(caption, line) and not columns.is_continued(caption, line.text)
        if above is not None and (wrapped or _is_wrapped_unit(caption, line, measure)):
            above = Span(above.start, line.span.end)
        else:
            if above is not None:
                yield above
            above, caption = line.span, line.text
    if above is not None:
        yield above


def _is_wrapped_unit(caption: str, line: Printed, measure: float | None) -> bool:
    """Whether a unit stands below a caption because there was no room beside it."""
    return (
        measure is not None
        and columns.is_caption(caption)
        and columns.is_unit(line.text)
        and not columns.is_unit(caption)
        and line.line.indent < 1.0
        and width(caption) <= measure < width(caption) + 1.0 + width(line.text)
    )
