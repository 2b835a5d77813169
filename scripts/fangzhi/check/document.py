"""What a rule in code is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from lxml import etree

from fangzhi.check.finding import Level


@dataclass(frozen=True, slots=True)
class Document:
    """A TEI document: its tree, the path that it was read from or will be written to.

    Files under `../source/` are looked for in `source_folder` where that is given, as `Edition`
    does it.
    """

    tree: etree._ElementTree
    path: Path
    source_folder: Path | None = None

    @property
    def root(self) -> etree._Element:
        """The root element."""
        return self.tree.getroot()


def strings(found: object) -> list[str]:
    """What an XPath for attributes found: lxml types it as anything."""
    return cast("list[str]", found)


def elements(found: object) -> list[etree._Element]:
    """What an XPath for elements found."""
    return cast("list[etree._Element]", found)


Problem = tuple[str, Level, str, etree._Element]  # code, level, message, the element it is about
CodedRule = Callable[[Document], Iterator[Problem]]
