"""How large the heads of a scanned text are printed: a class for each, over the whole book.

A format may state the size of its lines; else their boxes tell it. Pages of another resolution are
compared by the size of their text.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from fangzhi.layout.sizes import MEASURED, classes_of, sizes_of, spread_of
from fangzhi.markup.roles import Part
from fangzhi.source import Box, Line, Page, Source

STRETCHED = 0.75  # of how far sizes of the text differ: its lines are stretched to one measure
LETTERS = 8  # characters of a line that tells how far sizes differ
BODY = 0.25  # sizes that differ less from the middle are those of the text
LINES = 8  # of text, that tell the scale of a page
SAME_PAGE = 1.05  # pages whose sizes differ less are of one resolution


@dataclass(frozen=True, slots=True)
class Print:
    """How large a head is printed: its class, 0 for the largest, and its size."""

    step: int
    size: float


def find_prints(heads: Sequence[int], parts: Sequence[Part], source: Source) -> dict[int, Print]:
    """How large each of the `heads` is printed, by its index among the parts.

    Empty where sizes part them into no classes, or are not known of all of them.
    """
    if not source.recognised or len(heads) < 2:
        return {}
    book = _Book(source)
    known = {index: book.size_of(parts[index]) for index in heads}
    if not all(known.values()):
        return {}
    titled = {line for index in heads for line in book.lines_of(parts[index])}
    spread = book.spread(titled)
    steps = classes_of(list(known.values()), spread)
    if len(set(steps)) < 2:
        return {}
    return {index: Print(step, known[index]) for index, step in zip(heads, steps, strict=True)}


class _Book:
    """The lines of a source with the sizes of their types."""

    def __init__(self, source: Source) -> None:
        placed = [(page, line) for page in source.pages for line in _lines(page)]
        placed.sort(key=lambda pair: pair[1].start)
        self.lines = [line for _, line in placed]
        self.starts = [line.start for line in self.lines]
        self.stated = all(line.size for line in self.lines)
        self.texts = [source.text[line.start : line.end] for line in self.lines]
        if self.stated:
            sizes = [line.size for line in self.lines]
        else:
            boxes = [line.box for line in self.lines]
            sizes = sizes_of(
                [(text, *_extent(box)) for text, box in zip(self.texts, boxes, strict=True)]
            )
        scales = _scales(source.pages, [page for page, _ in placed], sizes)
        self.sizes = [size * scale for size, scale in zip(sizes, scales, strict=True)]

    def lines_of(self, part: Part) -> Iterator[int]:
        """The indices of the lines in which a part stands."""
        for span in part.spans:
            index = max(bisect_right(self.starts, span.start) - 1, 0)
            while index < len(self.lines) and self.starts[index] < span.end:
                if self.lines[index].end > span.start:
                    yield index
                index += 1

    def size_of(self, part: Part) -> float:
        """The size in which a part is printed; 0 where it is not known."""
        sizes = [self.sizes[index] for index in self.lines_of(part)]
        return median(sizes) if sizes and all(sizes) else 0.0

    def spread(self, heads: set[int]) -> float:
        """How far sizes differ by themselves, as the lines of the text show."""
        sizes = [
            size
            for index, (size, text) in enumerate(zip(self.sizes, self.texts, strict=True))
            if index not in heads and len(text) >= LETTERS and size
        ]
        middle = median(sizes) if sizes else 0.0
        spread = spread_of([one for one in sizes if abs(math.log(one / middle)) < BODY])
        return spread if self.stated else max(STRETCHED * spread, MEASURED)


def _lines(page: Page) -> Iterator[Line]:
    for block in page.blocks:
        yield from block.lines


def _extent(box: Box | None) -> tuple[float, float]:
    """How long a line is and how high, however it runs; nothing where it has no box."""
    if box is None:
        return 0.0, 0.0
    wide, high = box.right - box.left, box.bottom - box.top
    return max(wide, high), min(wide, high)


def _scales(pages: Sequence[Page], on: Sequence[Page], sizes: Sequence[float]) -> list[float]:
    """What makes the size of each line comparable; `on` has the page of each.

    Pages of one size were scanned alike; others are made alike by the text on them.
    """
    wide = [page.box.right for page in pages if page.box is not None]
    if not wide or max(wide) < SAME_PAGE * min(wide):
        return [1.0] * len(sizes)
    whole = median(sizes)
    lines: dict[int, list[float]] = {}
    for page, size in zip(on, sizes, strict=True):
        lines.setdefault(id(page), []).append(size)
    usual = {
        name: whole / middle
        for name, found in lines.items()
        if len(found) >= LINES and (middle := median(found))
    }
    return [usual.get(id(page), 1.0) for page in on]
