"""Which caption belongs to which picture of the source, and where the other pictures stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from fangzhi.markup.roles import Part, Role
from fangzhi.source import Box, Figure, Page, Source, Span, round_all

OVERLAP = 0.5  # of the narrower of two boxes, that one stands in the column of the other
FARTHEST = 0.08  # of the height of a page, that a caption stands from its picture
LEAST = 0.01  # of the sides of a page, that a picture without a caption has
BACKGROUND = 0.5  # of the texts of a page: what lies under so many of them is no picture


class Spot(NamedTuple):
    """A picture of the source: its page, and its place among the pictures there, from 0."""

    page: int
    place: int


class Pictures(NamedTuple):
    """The pictures by the part that is their caption or credit, and those that have none.

    Of these the first member is the index of the part before which they stand.
    """

    captioned: dict[int, Spot]
    alone: list[tuple[int, Spot]]


def find_pictures(source: Source, parts: list[Part]) -> Pictures:
    """Where each picture of `source` stands among its `parts`.

    A caption stands above or below its picture in the same column, or close beside it; where no
    boxes are known, it follows the picture at once, else it comes right before.
    """
    starts = [part.span.start for part in parts]
    captioned: dict[int, Spot] = {}
    alone: list[tuple[int, Spot]] = []
    for number, page in enumerate(source.pages):
        if not page.figures:
            continue
        known = _by_box(page, parts, starts)
        for place, figure in enumerate(page.figures):
            spot = Spot(number, place)
            index = bisect_left(starts, _offset(source, number, figure))
            caption = known.get(place)
            if figure.at >= 0:
                caption = _beside(index, parts, captioned)
            if caption is not None:
                captioned[caption] = spot
            elif _is_shown(figure, page):
                alone.append((index, spot))
    return Pictures(captioned, sorted(alone))


def _beside(index: int, parts: list[Part], taken: dict[int, Spot]) -> int | None:
    """The caption right after a place between two parts, else the one right before it."""
    for near in (index, index - 1):
        if 0 <= near < len(parts) and parts[near].role is Role.CAPTION and near not in taken:
            return near
    return None


def _by_box(page: Page, parts: list[Part], starts: list[int]) -> dict[int, int]:
    """The caption of each picture by their boxes: the nearest pair first, each used once."""
    if page.box is None or not page.blocks:
        return {}
    farthest = FARTHEST * (page.box.bottom - page.box.top)
    pairs = [
        (gap, place, index)
        for index, box in _captions(page, parts, starts)
        for place, figure in enumerate(page.figures)
        if figure.box is not None and (gap := _gap(figure.box, box)) <= farthest
    ]
    found: dict[int, int] = {}
    for _, place, index in sorted(pairs):
        if place not in found and index not in found.values():
            found[place] = index
    return found


def _captions(page: Page, parts: list[Part], starts: list[int]) -> Iterator[tuple[int, Box]]:
    """The captions on a page, and the credits that stand without one, each with its box."""
    first = bisect_left(starts, page.blocks[0].start)
    for index in range(first, bisect_left(starts, page.blocks[-1].end)):
        role = parts[index].role
        of_caption = index > 0 and parts[index - 1].role is Role.CAPTION
        if role is not Role.CAPTION and (role is not Role.CREDIT or of_caption):
            continue
        if (box := _box_of(parts[index].span, page)) is not None:
            yield index, box


def _box_of(span: Span, page: Page) -> Box | None:
    """The rectangle round the lines of a span; round its block where lines have none."""
    for block in page.blocks:
        if block.start <= span.start < block.end:
            boxes = [
                line.box
                for line in block.lines
                if line.box is not None and line.start < span.end and line.end > span.start
            ]
            return round_all(boxes) if boxes else block.box
    return None


def _gap(picture: Box, text: Box) -> float:
    """How far a text stands above, below or beside a picture; infinite for any other."""
    middle = (text.top + text.bottom) / 2
    at_its_height = picture.top < middle < picture.bottom
    if _same_column(picture, text):
        if at_its_height:
            return float("inf")
        return max(text.top - picture.bottom, picture.top - text.bottom, 0.0)
    if not at_its_height:
        return float("inf")
    return max(text.left - picture.right, picture.left - text.right, 0.0)


def _same_column(one: Box, other: Box) -> bool:
    shared = min(one.right, other.right) - max(one.left, other.left)
    narrower = min(one.right - one.left, other.right - other.left)
    return shared >= OVERLAP * narrower


def _is_shown(figure: Figure, page: Page) -> bool:
    """Whether a picture without a caption is one: no speck, and not what the text is printed on."""
    box, whole = figure.box, page.box
    if box is None or whole is None:
        return True
    if box.right - box.left < LEAST * (whole.right - whole.left) or box.bottom - box.top < LEAST * (
        whole.bottom - whole.top
    ):
        return False
    texts = [block.box for block in page.blocks if block.box is not None]
    under = sum(_holds(box, text) for text in texts)
    return not texts or under <= BACKGROUND * len(texts)


def _holds(box: Box, other: Box) -> bool:
    across, down = (other.left + other.right) / 2, (other.top + other.bottom) / 2
    return box.left < across < box.right and box.top < down < box.bottom


def _offset(source: Source, number: int, figure: Figure) -> int:
    """The offset of the text before which a picture is read.

    That is the end of what stands above it in its column; in a column of its own, what stands to
    the left of it is read before it, too.
    """
    if figure.at >= 0:
        return figure.at
    page = source.pages[number]
    if figure.box is None or not page.blocks:
        before = [block.end for one in source.pages[:number] for block in one.blocks]
        return before[-1] if before else 0
    placed = [(block, block.box) for block in page.blocks if block.box is not None]
    column = [(block, box) for block, box in placed if _same_column(figure.box, box)]
    middle = (figure.box.top + figure.box.bottom) / 2
    before_it = [
        block.end
        for block, box in column or placed
        if (box.top + box.bottom) / 2 < middle or (not column and box.right <= figure.box.left)
    ]
    if before_it:
        return max(before_it)
    return min((block.start for block, _ in column or placed), default=page.blocks[0].start)
