"""The recursive XY-cut: a page is cut between its columns and rows until it is in order.

After G. Nagy and S. Seth, Hierarchical representation of optically scanned documents (ICPR 1984).
Two things are ours: boxes may overlap somewhat, and a gutter between columns is looked for in as
many rows together as share it, so that gaps which happen to face each other do not cut columns.
Where nothing can be cut, pieces follow as T. Breuel puts them (High performance document layout
analysis, 2003): above before below where they face each other, left before right where nothing
stands across.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush

from fangzhi.source import Box

# How much of the height of a line two boxes may overlap, and still be cut apart. The first that
# finds a cut is taken.
TOLERANCES = (0.3, 0.6, 1.0)
MOST = 200  # boxes that are compared with each other; more, and they follow by their height alone
SHARE = 0.35  # of a box's side is taken off at either end at most
NARROW = 0.25  # of the width of the others: what is less may be no column
SEVERAL = 12  # no page has more columns and margins
EMPTY = 0.5  # of the height of the others: what fills less is no column

Interval = tuple[float, float]


def cut(boxes: Sequence[Box], chosen: Sequence[int], unit: float) -> list[int]:
    """The indices `chosen` of `boxes` in reading order; `unit` is the height of a line."""
    order: list[int] = []
    pending = [list(chosen)]
    while pending:
        group = pending.pop()
        parts = _divide(boxes, group, unit) if len(group) > 1 else [group]
        if len(parts) > 1:
            pending += reversed(parts)
        elif len(group) > 1:
            order += topological(boxes, group, unit)
        else:
            order += group
    return order


def _divide(boxes: Sequence[Box], group: list[int], unit: float) -> list[list[int]]:
    """`group` in the parts that are read one after the other; one part if there is no cut."""
    for tolerance in TOLERANCES:
        margin = tolerance * unit
        columns = split(group, [_across(boxes[index], margin) for index in group])
        if len(columns) > 1:
            return _keep_beside(boxes, columns, margin) or columns
        rows = split(group, [_down(boxes[index], margin) for index in group])
        if len(rows) > 1:
            return list(_merge(boxes, rows, margin))
    return [group]


def _keep_beside(
    boxes: Sequence[Box], columns: list[list[int]], margin: float
) -> list[list[int]] | None:
    """The rows of the text with the pieces that stand beside it; None if there are none.

    A column that is narrow and mostly empty is none: a number or a note belongs to the row beside.
    """
    if len(columns) > SEVERAL:
        return None
    aside = [column for column in columns if _is_sparse(boxes, column, columns)]
    text = [index for column in columns if column not in aside for index in column]
    if not aside or not text:
        return None
    rows = split(text, [_down(boxes[index], margin) for index in text])
    parts = list(_merge(boxes, rows, margin))
    ranges = [(_top(boxes, part), _bottom(boxes, part)) for part in parts]
    above: list[int] = []
    below: list[int] = []
    for index in (index for column in aside for index in column):
        top, bottom = _down(boxes[index], margin)
        if bottom <= ranges[0][0] or top >= ranges[-1][1]:
            (above if bottom <= ranges[0][0] else below).append(index)
            continue
        overlaps = [min(bottom, end) - max(top, begin) for begin, end in ranges]
        parts[overlaps.index(max(overlaps))].append(index)
    found = [part for part in (above, *parts, below) if part]
    return found if len(found) > 1 else None


def _is_sparse(boxes: Sequence[Box], column: list[int], columns: list[list[int]]) -> bool:
    """Whether a column is much narrower than the others together, and mostly empty."""
    others = [index for other in columns if other is not column for index in other]
    wide = max(boxes[index].right for index in column) - min(boxes[index].left for index in column)
    free = max(boxes[index].right for index in others) - min(boxes[index].left for index in others)
    high = _bottom(boxes, others) - _top(boxes, others)
    filled = sum(boxes[index].bottom - boxes[index].top for index in column)
    return wide < NARROW * free and filled < EMPTY * high


def _top(boxes: Sequence[Box], group: list[int]) -> float:
    return min(boxes[index].top for index in group)


def _bottom(boxes: Sequence[Box], group: list[int]) -> float:
    return max(boxes[index].bottom for index in group)


def _merge(boxes: Sequence[Box], rows: list[list[int]], margin: float) -> Iterator[list[int]]:
    """Rows, with those put together that one gutter runs through from the first to the last."""
    held = rows[0]
    gutters = _gutters(boxes, held, margin)
    for row in rows[1:]:
        shared = [piece for gap in gutters for piece in _free(boxes, row, gap, margin)]
        if shared:
            held, gutters = held + row, shared
        else:
            yield held
            held, gutters = row, _gutters(boxes, row, margin)
    yield held


def _gutters(boxes: Sequence[Box], group: list[int], margin: float) -> list[Interval]:
    """The gaps between the columns of `group`, from left to right."""
    intervals = sorted(_across(boxes[index], margin) for index in group)
    return list(_free(boxes, group, (intervals[0][0], max(end for _, end in intervals)), margin))


def _free(boxes: Sequence[Box], row: list[int], gap: Interval, margin: float) -> Iterator[Interval]:
    """What the boxes of a row leave free of a gap, from left to right."""
    begin, end = gap
    for left, right in sorted(_across(boxes[index], margin) for index in row):
        if begin < min(left, end):
            yield begin, min(left, end)
        begin = max(begin, right)
    if begin < end:
        yield begin, end


def split(group: Sequence[int], intervals: Sequence[Interval]) -> list[list[int]]:
    """`group` in parts between which no interval reaches, in the order of the intervals."""
    pairs = sorted(zip(intervals, group, strict=True))
    parts = [[pairs[0][1]]]
    reached = pairs[0][0][1]
    for (begin, end), index in pairs[1:]:
        if begin >= reached:
            parts.append([])
        parts[-1].append(index)
        reached = max(reached, end)
    return parts


def put_back(order: Sequence[int], count: int) -> list[int]:
    """`order` with the indices below `count` that it lacks, each behind the one before it."""
    known = set(order)
    result: list[int] = []
    for before in (-1, *order):
        if before >= 0:
            result.append(before)
        index = before + 1
        while index < count and index not in known:
            result.append(index)
            index += 1
    return result


def _across(box: Box, margin: float) -> Interval:
    """From left to right, without the margins that may overlap."""
    less = min(margin, (box.right - box.left) * SHARE)
    return box.left + less, box.right - less


def _down(box: Box, margin: float) -> Interval:
    """From top to bottom, without the margins that may overlap."""
    less = min(margin, (box.bottom - box.top) * SHARE)
    return box.top + less, box.bottom - less


def topological(boxes: Sequence[Box], group: Sequence[int], unit: float) -> list[int]:
    """`group` so that each comes after all that must go before it, the highest first."""
    rest = sorted(group, key=lambda index: (_middle(boxes[index]), boxes[index].left, index))
    if len(rest) > MOST:
        return rest
    waits = dict.fromkeys(rest, 0)
    follow: dict[int, list[int]] = {index: [] for index in rest}
    for place, first in enumerate(rest):
        for second in rest[place + 1 :]:
            if _goes_before(boxes, first, second, rest, unit):
                follow[first].append(second)
                waits[second] += 1
            elif _goes_before(boxes, second, first, rest, unit):
                follow[second].append(first)
                waits[first] += 1
    return _release(rest, waits, follow)


def _release(rest: list[int], waits: dict[int, int], follow: dict[int, list[int]]) -> list[int]:
    """All of `rest`, each when nothing that it waits for is left; the first where all wait."""
    rank = {index: place for place, index in enumerate(rest)}
    ready = [rank[index] for index in rest if not waits[index]]
    heapify(ready)
    order: list[int] = []
    left = set(rest)
    while left:
        index = rest[heappop(ready)] if ready else min(left, key=rank.__getitem__)
        if index not in left:
            continue
        left.remove(index)
        order.append(index)
        for after in follow[index]:
            waits[after] -= 1
            if not waits[after] and after in left:
                heappush(ready, rank[after])
    return order


def _goes_before(
    boxes: Sequence[Box], first: int, second: int, group: Sequence[int], unit: float
) -> bool:
    """Whether `first` is above `second` and faces it, or left of it with nothing across both."""
    a, b = boxes[first], boxes[second]
    margin = unit / 2
    if min(a.right, b.right) - max(a.left, b.left) > margin:
        return _middle(a) < _middle(b)
    if a.left >= b.left:
        return False
    top, bottom = sorted((_middle(a), _middle(b)))
    return not any(
        top < _middle(boxes[other]) < bottom
        and boxes[other].left < a.right - margin
        and boxes[other].right > b.left + margin
        for other in group
        if other not in (first, second)
    )


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2
