"""Styles and lists of OpenDocument: what a paragraph is, and how items are numbered.

OpenDocument 1.3 part 3, sections 16 (styles) and 19; names are matched without their namespace.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from fangzhi.readers._numerals import numeral
from fangzhi.readers._signs import is_private, symbol
from fangzhi.readers._word_styles import attribute, child, number
from fangzhi.readers._xml import children, local

DEEPEST = 10  # levels of lists and heads

_WAYS = {
    "1": "decimal", "a": "lower-letter", "A": "upper-letter", "i": "lower-roman",
    "I": "upper-roman", "①, ②, ③, ...": "circled", "一, 二, 三, ...": "chinese",
    "壹, 贰, 叁, ...": "formal", "壹, 貳, 參, ...": "formal-old", "甲, 乙, 丙, ...": "stems",
    "子, 丑, 寅, ...": "branches", "１, ２, ３, ...": "wide", "01, 02, 03, ...": "zero",
}  # fmt: skip


def way_of(stated: str) -> str:
    """How numbers of a `style:num-format` are written."""
    return _WAYS.get(stated, "decimal")


class Styles:
    """The styles of a document, the automatic ones among them, by their names."""

    def __init__(self, *roots: etree._Element) -> None:
        self._styles: dict[tuple[str, str], etree._Element] = {}
        self._lists: dict[str, dict[int, etree._Element]] = {}
        self.outline: dict[int, etree._Element] = {}
        for root in roots:
            for one in root.iter("{*}style"):
                self._styles[attribute(one, "family"), attribute(one, "name")] = one
            for one in root.iter("{*}list-style"):
                self._lists[attribute(one, "name")] = _levels(one)
            for one in root.iter("{*}outline-style"):
                self.outline = _levels(one)

    def chain(self, family: str, name: str) -> Iterator[etree._Element]:
        """A style, the one above it, and so on."""
        seen: set[str] = set()
        while (family, name) in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[family, name]
            name = attribute(self._styles[family, name], "parent-style-name")

    def names(self, name: str) -> list[str]:
        """The names of a paragraph's style and of those above it, in small letters."""
        found = [name, *(attribute(one, "name") for one in self.chain("paragraph", name))]
        found += [attribute(one, "parent-style-name") for one in self.chain("paragraph", name)]
        return [one.replace("_20_", " ").casefold() for one in found]

    def level(self, name: str) -> int:
        """The level of a head that a paragraph's style states; 0 if none."""
        for one in self.chain("paragraph", name):
            if stated := attribute(one, "default-outline-level"):
                return number(stated, 0)
        return 0

    def list_name(self, name: str) -> str:
        """The style of the list that a paragraph's style is in; empty if none."""
        found = (attribute(one, "list-style-name") for one in self.chain("paragraph", name))
        return next(filter(None, found), "")

    def property(self, family: str, name: str, wanted: str) -> str:
        """A property of a style or of one above it, whatever sort of properties it is in."""
        for one in self.chain(family, name):
            for properties in one:
                if local(properties).endswith("-properties") and (
                    found := attribute(properties, wanted)
                ):
                    return found
        return ""

    def list_level(self, name: str, level: int) -> etree._Element | None:
        """How a level (from 1) of a list is numbered; None if that is not said."""
        return self._lists.get(name, {}).get(level)


def _levels(style: etree._Element) -> dict[int, etree._Element]:
    return {number(attribute(one, "level"), 0): one for one in style if local(one)}


class Counter:
    """The numbers reached on the levels of a list, or of the heads of a document."""

    def __init__(self) -> None:
        self.counts: dict[int, int] = {}

    def label(self, level: int, styles: dict[int, etree._Element | None], start: str) -> str:
        """The label of the next item on a level; `start` is the number that it states itself."""
        own = styles.get(level)
        first = number(attribute(own, "start-value"), 1)
        reached = self.counts.get(level)
        self.counts[level] = number(start, first if reached is None else reached + 1)
        for below in [one for one in self.counts if one > level]:
            del self.counts[below]
        if own is None:
            return "•"
        if local(own) == "list-level-style-bullet":
            return _bullet(own)
        if not (stated := attribute(own, "num-format")):
            return (attribute(own, "num-prefix") + attribute(own, "num-suffix")).strip()
        shown = number(attribute(own, "display-levels"), 1)
        parts = []
        for one in range(max(level - shown + 1, 1), level + 1):
            way = attribute(styles.get(one), "num-format") or stated
            parts.append(numeral(self.counts.get(one, 1), way_of(way)))
        whole = ".".join(parts)
        return f"{attribute(own, 'num-prefix')}{whole}{attribute(own, 'num-suffix')}".strip()


def _bullet(level: etree._Element) -> str:
    """The sign of a bullet; a blank one is none."""
    sign = attribute(level, "bullet-char").strip()
    font = attribute(child(level, "text-properties"), "font-name")
    shown = "".join(symbol(ord(one), font) for one in sign[:4])
    if not shown:
        return ""
    return "•" if is_private(shown) else shown


def first_of(element: etree._Element, *names: str) -> etree._Element | None:
    """The first child with one of these names."""
    return next((one for name in names for one in children(element, name)), None)
