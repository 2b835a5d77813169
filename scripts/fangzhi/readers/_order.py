"""The order of the regions of a page: as its file states it, or has it, or the layout tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from lxml import etree

from fangzhi.layout import Direction, better_order, reading_order
from fangzhi.readers._notices import Notices
from fangzhi.readers._xml import local
from fangzhi.source import Box

_REFERENCES = ("regionRef", "REF")


class Places:
    """Where the regions of a page are: their boxes and kinds, and which one each lies in.

    The first of them have text; pictures may follow, between which text is read.
    """

    def __init__(
        self,
        boxes: Sequence[Box | None],
        kinds: Sequence[str],
        parents: Sequence[int | None],
        *,
        direction: Direction,
        skew: float,
        unit: float,
    ) -> None:
        self.boxes = boxes
        self.kinds = kinds
        self.parents = parents
        self.direction = direction
        self.skew = skew
        self.unit = unit

    @cached_property
    def _found(self) -> list[int]:
        return reading_order(
            self.boxes, self.kinds, direction=self.direction, skew=self.skew, unit=self.unit
        )

    def by_layout(self, count: int) -> list[int]:
        """The first `count` regions as the layout has them."""
        return [index for index in self._found if index < count]

    def by_file(self, count: int) -> list[int]:
        """The first `count` regions as the file has them, unless the layout tells against it."""
        boxes = self.boxes[:count]
        if all(box is None for box in boxes):
            return list(range(count))
        return better_order(
            boxes,
            range(count),
            self.by_layout(count),
            direction=self.direction,
            skew=self.skew,
        )

    def complete(self, stated: Sequence[int], count: int) -> list[int]:
        """`stated`, with the other of the first `count` regions where the layout puts them.

        What lies in another region goes behind it.
        """
        order = list(stated)
        named = set(stated)
        if len(named) == count:
            return order
        found = self.by_layout(count)
        inner = [index for index in found if index not in named and self._lies_in(index)]
        before: int | None = None
        for index in found:
            if index not in named and index not in inner:
                order.insert(0 if before is None else order.index(before) + 1, index)
            if index not in inner or index in named:
                before = index
        for index in reversed(inner):
            outer = self.parents[index]
            order.insert(order.index(outer) + 1 if outer in order else len(order), index)
        return order

    def _lies_in(self, index: int) -> bool:
        """Whether a region follows the one in which it lies; a drop capital goes before it."""
        return self.parents[index] is not None and self.kinds[index] != "drop-capital"


def stated_order(
    statement: etree._Element,
    regions: Mapping[str, int],
    found: Callable[[], Sequence[int]],
    notices: Notices,
) -> list[int]:
    """The indices that a ReadingOrder names, each once; names of no region are remarked.

    `regions` leads from ids to indices, or to -1 for what has no text. Members of an ordered group
    follow by @index, where all have one; those of an unordered group as `found` has them.
    """
    named: set[str] = set()

    def read(group: etree._Element) -> list[int]:
        """The indices that a group or a reference names, in order."""
        own: list[int] = []
        name = next((group.get(one) for one in _REFERENCES if group.get(one)), None)
        if name:
            own += _named(name, group)
        members = [read(one) for one in _members(group)]
        if local(group).startswith("Unordered"):
            rank = {index: place for place, index in enumerate(found())}
            members.sort(key=lambda member: min((rank.get(i, 0) for i in member), default=0))
        return own + [index for member in members for index in member]

    def _named(name: str, element: etree._Element) -> list[int]:
        if name in named:
            notices.add("named twice", f"ReadingOrder names {name[:60]!r} more than once", element)
            return []
        named.add(name)
        if name not in regions:
            notices.add(
                "named in vain",
                f"ReadingOrder names {name[:60]!r}, which is no region of the page",
                element,
            )
            return []
        return [regions[name]] if regions[name] >= 0 else []

    return list(dict.fromkeys(read(statement)))


def _members(group: etree._Element) -> list[etree._Element]:
    """The members of a group in their order."""
    members = [one for one in group if local(one) and local(one) not in ("UserDefined", "Labels")]
    try:
        return sorted(members, key=lambda one: int(one.get("index", "")))
    except ValueError:
        return members
