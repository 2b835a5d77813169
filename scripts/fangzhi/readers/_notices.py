"""Remarks about a file that is read: each sort once, with its place."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from lxml import etree


class Notices:
    """Remarks about a file: the first of each sort with its place, and how many more there are."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._first: dict[str, str] = {}
        self._count: Counter[str] = Counter()

    def add(self, sort: str, text: str, element: etree._Element | None = None) -> None:
        """Remark `text` about `element`; remarks of one `sort` are told once."""
        if sort not in self._first:
            line = f":{element.sourceline}" if element is not None and element.sourceline else ""
            self._first[sort] = f"{self.path}{line}: {text}"
        self._count[sort] += 1

    def told(self) -> tuple[str, ...]:
        """All remarks."""
        return tuple(
            text + (f" ({self._count[sort] - 1} more of the kind)" if self._count[sort] > 1 else "")
            for sort, text in self._first.items()
        )
