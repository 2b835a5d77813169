"""What pieces of text on a page are, by how they are set and what they stand beside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fangzhi.layout.piece import Piece
from fangzhi.layout.sizes import MEASURED, classes_of
from fangzhi.source import Box

LARGER = 1.12  # of the usual size: text as large is a head
LARGER_MEASURED = 1.22  # the same where sizes are measured on a scan
MUCH_LARGER = 1.3  # there, with a mark at the end that sentences have
LONGEST = 150  # characters of a head
LONGEST_STRONG = 80  # of one that only its weight tells
MOST_LINES = 7  # of a head in a narrow column
MOSTLY = 0.3  # share of strong text from which on weight tells no heads
SMALLER = 0.96  # of the usual size: captions and notes
NOTE = 0.94
REACH = 2.5  # em between a picture and its caption
CAPTION_LINES = 8
UNDER = 0.6  # of a caption's width that is under or over its picture
LEVELS = 6

_ENDED = re.compile(r"[。.;；,，:：、?？!！](?:[”’\"')）】」』])?\s*$")
_OPENER = re.compile(
    r"\s*(?:图|圖|照片|表|fig(?:ure)?\b|plate\b|photo|table\b|abb(?:ildung)?\b|tafel\b|tabelle\b)",
    re.IGNORECASE,
)
_MARK = re.compile(r"\s*[*†‡§※①-⑳¹²³⁰⁴-⁹]")
_NOTE = re.compile(r"\s*(?:[\[［(（〔]?\d{1,3}[\]］)）〕.]?|[*†‡§※]+|[①-⑳㉑-㊿]|[¹²³⁰⁴-⁹]+|注)")


@dataclass(slots=True)
class Passage(Piece):
    """A paragraph, a head or the like, as it is set: its text, and its number of lines.

    `centred` says that it is set in the middle of its column,
    `measured` that its size was measured on a scan.
    """

    text: str = ""
    lines: int = 1
    centred: bool = False
    measured: bool = False
    kind: str = ""
    level: int = 0


def usual_size(pieces: Sequence[tuple[float, int]]) -> float:
    """The size of most text, from sizes with numbers of characters."""
    counts: Counter[float] = Counter()
    for size, count in pieces:
        counts[round(size * 4) / 4 or size] += count
    return max(counts, key=lambda size: (counts[size], size), default=1.0)


def find_captions(passages: Sequence[Passage], pictures: Sequence[Box], size: float) -> None:
    """Mark the captions of a page: what stands under a picture, over it or beside it, set apart.

    On a page with little else, what is set in the middle under its picture is one as well.
    """
    rest = sum(one.lines for one in passages if not one.kind) - CAPTION_LINES
    downwards = sorted(passages, key=lambda one: one.box.top)
    upwards = sorted(passages, key=lambda one: -one.box.bottom)
    for picture in pictures:
        for order, under in ((downwards, True), (upwards, False)):
            if _mark_captions(order, picture, size, under, lonely=rest <= 0):
                break
        else:
            _mark_beside(passages, picture, size)


def _mark_captions(
    order: Sequence[Passage], picture: Box, size: float, under: bool, lonely: bool
) -> bool:
    """Mark what stands under or over a picture, in the `order` from there outwards."""
    edge = picture.bottom if under else picture.top
    last: Passage | None = None
    for passage in order:
        white = passage.box.top - edge if under else edge - passage.box.bottom
        if white < -passage.size or not _is_along(passage.box, picture):
            continue
        near = white <= (REACH if last is None else 1.0) * passage.size
        alone = lonely and under and passage.lines <= 2 and _is_in_middle(passage.box, picture)
        if not near or passage.kind or not (alone or _may_be_caption(passage, size, last)):
            break
        passage.kind = "caption"
        last = passage
        edge = passage.box.bottom if under else passage.box.top
    return last is not None


def _mark_beside(passages: Sequence[Passage], picture: Box, size: float) -> None:
    """Mark the small text that stands beside a picture and no other text with it."""
    beside = [one for one in passages if _is_beside(one, picture)]
    small = [one for one in beside if one.size < SMALLER * size and not one.kind]
    if len(small) == len(beside) and sum(one.lines for one in small) <= CAPTION_LINES:
        for passage in small:
            if "\t" not in passage.text:
                passage.kind = "caption"


def _is_beside(passage: Passage, picture: Box) -> bool:
    """Whether a passage stands at the height of a picture, on its left or right, close to it."""
    box = passage.box
    common = min(box.bottom, picture.bottom) - max(box.top, picture.top)
    white = max(box.left - picture.right, picture.left - box.right)
    return common > 0.5 * (box.bottom - box.top) and 0 <= white <= REACH * passage.size


def _is_in_middle(box: Box, picture: Box) -> bool:
    return abs(box.left + box.right - picture.left - picture.right) < 2 * (box.bottom - box.top)


def _is_along(box: Box, picture: Box) -> bool:
    common = min(box.right, picture.right) - max(box.left, picture.left)
    return common > UNDER * min(box.right - box.left, picture.right - picture.left)


def _may_be_caption(passage: Passage, size: float, before: Passage | None) -> bool:
    """Whether a passage is set as captions are; one after another is set like that."""
    if passage.lines > CAPTION_LINES or "\t" in passage.text:
        return False
    if before is not None:
        return abs(passage.size - before.size) < 0.02 * size and passage.size < SMALLER * size
    inset = passage.centred and not passage.strong and passage.size < LARGER * size
    return passage.size < SMALLER * size or inset or bool(_OPENER.match(passage.text))


def find_notes(column: Sequence[Passage], size: float) -> None:
    """Mark the footnotes of a column: what is small at its foot, from a mark on.

    Small text that begins with a mark which nothing but notes has is one wherever it stands.
    """
    for passage in column:
        if not passage.kind and passage.size < NOTE * size and _MARK.match(passage.text):
            passage.kind = "footnote"
    small: list[Passage] = []
    for passage in reversed(column):
        if passage.kind not in ("", "footnote") or passage.size >= NOTE * size:
            break
        small.append(passage)
    if len(small) == len(column):
        return  # a column of small text
    opened = False
    for passage in reversed(small):
        opened = opened or bool(_NOTE.match(passage.text))
        if opened:
            passage.kind = "footnote"


def find_heads(passages: Sequence[Passage], size: float) -> None:
    """Mark the heads of a document, with their levels by size and weight."""
    total = sum(len(one.text) for one in passages) or 1
    strong = sum(len(one.text) for one in passages if one.strong) < MOSTLY * total
    heads = [one for one in passages if not one.kind and _is_head(one, size, strong)]
    for head, level in zip(heads, _levels_of(heads), strict=True):
        head.kind = "heading"
        head.level = min(level, LEVELS)


def _levels_of(heads: Sequence[Passage]) -> list[int]:
    """The levels of heads by size and weight, from 1; by size alone where sizes are measured."""
    if any(head.measured for head in heads):
        return [place + 1 for place in classes_of([head.size for head in heads], MEASURED)]
    styles = [(round(head.size * 2) / 2, head.strong) for head in heads]
    known = sorted(set(styles), reverse=True)
    return [known.index(style) + 1 for style in styles]


def _is_head(passage: Passage, size: float, strong: bool) -> bool:
    """Whether a passage is set as heads are; `strong` says that weight tells them."""
    text = passage.text
    if not any(character.isalnum() for character in text):
        return False
    if passage.measured and passage.size < MUCH_LARGER * size and _ENDED.search(text):
        return False
    if passage.size >= (LARGER_MEASURED if passage.measured else LARGER) * size:
        return len(text) <= LONGEST and passage.lines <= MOST_LINES
    return (
        strong
        and passage.strong
        and passage.size > SMALLER * size
        and len(text) <= LONGEST_STRONG
        and passage.lines <= 2
        and not _ENDED.search(text)
    )
