"""Styles and numbering of WordprocessingML: what a paragraph is, and how its number is written.

ECMA-376 part 1, 17.7 (styles) and 17.9 (numbering); names are matched without their namespace, for
the strict and the transitional form of the format differ in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from fangzhi.readers._numerals import numeral
from fangzhi.readers._signs import is_private, symbol
from fangzhi.readers._xml import children

LEVELS = 9  # of lists and heads
BODY = 9  # the outline level of what is no head

_WAYS = {
    "decimal": "decimal", "decimalZero": "zero", "lowerRoman": "lower-roman",
    "upperRoman": "upper-roman", "lowerLetter": "lower-letter", "upperLetter": "upper-letter",
    "chineseCounting": "chinese", "chineseCountingThousand": "chinese",
    "taiwaneseCounting": "chinese", "taiwaneseCountingThousand": "chinese",
    "japaneseCounting": "chinese", "koreanCounting": "chinese",
    "ideographDigital": "chinese-digits", "japaneseDigitalTenThousand": "chinese-digits",
    "taiwaneseDigital": "chinese-digits", "chineseLegalSimplified": "formal",
    "ideographLegalTraditional": "formal-old", "japaneseLegal": "formal-old",
    "ideographTraditional": "stems", "ideographZodiac": "branches",
    "decimalEnclosedCircle": "circled", "decimalEnclosedCircleChinese": "circled",
    "decimalEnclosedParen": "bracketed", "decimalEnclosedFullstop": "stopped",
    "decimalFullWidth": "wide", "decimalFullWidth2": "wide", "ordinal": "ordinal",
}  # fmt: skip
_HEADING = re.compile(r"heading ([1-9])")
_PLACE = re.compile(r"%([1-9])")


def attribute(element: etree._Element | None, name: str, otherwise: str = "") -> str:
    """The attribute with this local name."""
    if element is None:
        return otherwise
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return otherwise


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first child with a local name, the first such child of that, and so on."""
    for name in path:
        element = next(children(element, name), None) if element is not None else None
    return element


def value(element: etree._Element | None, *path: str) -> str:
    """The attribute `val` of what `child` finds; empty if there is none."""
    return attribute(child(element, *path), "val")


def switch(properties: etree._Element | None, name: str) -> bool | None:
    """Whether a property that is on or off is on; None where nothing is said."""
    found = child(properties, name)
    if found is None:
        return None
    return attribute(found, "val", "1") not in ("0", "false", "off")


def number(text: str, otherwise: int) -> int:
    """The whole number that an attribute has, if it is a sane one."""
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else otherwise


def way_of(name: str) -> str:
    """How numbers of a format (`w:numFmt`) are written."""
    return _WAYS.get(name, "decimal")


@dataclass(slots=True)
class Style:
    """A style with its properties; `above` is the id of the one that it is based on."""

    name: str
    above: str
    paragraph: etree._Element | None
    run: etree._Element | None


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: etree._Element | None) -> None:
        self._known: dict[str, Style] = {}
        self._default = ""
        for element in children(root, "style") if root is not None else ():
            name = attribute(element, "styleId")
            self._known[name] = Style(
                value(element, "name").casefold(),
                value(element, "basedOn"),
                child(element, "pPr"),
                child(element, "rPr"),
            )
            if attribute(element, "type") == "paragraph" and attribute(element, "default") in (
                "1", "true", "on",
            ):  # fmt: skip
                self._default = name

    def chain(self, name: str) -> Iterator[Style]:
        """A style, the one that it is based on, and so on."""
        seen: set[str] = set()
        name = name or self._default
        while name in self._known and name not in seen:
            seen.add(name)
            yield self._known[name]
            name = self._known[name].above

    def names(self, name: str) -> list[str]:
        """The names of a style and of those that it is based on, in small letters."""
        return [style.name for style in self.chain(name)]

    def level(self, properties: etree._Element | None) -> int:
        """The level of a head (from 1) with these properties; 0 for other paragraphs."""
        if stated := value(properties, "outlineLvl"):
            return _head(number(stated, BODY))
        for style in self.chain(value(properties, "pStyle")):
            if stated := value(style.paragraph, "outlineLvl"):
                return _head(number(stated, BODY))
            if found := _HEADING.fullmatch(style.name):
                return int(found[1])
        return 0

    def list_of(self, properties: etree._Element | None) -> tuple[str, int] | None:
        """(id of the numbering, level from 0) of a paragraph; None if it is not numbered."""
        name = level = ""
        for one in self._paragraphs(properties):
            numbered = child(one, "numPr")
            name = name or value(numbered, "numId")
            level = level or value(numbered, "ilvl")
        if not name or name == "0":
            return None
        return name, min(max(number(level, 0), 0), LEVELS - 1)

    def _paragraphs(self, properties: etree._Element | None) -> Iterator[etree._Element | None]:
        yield properties
        for style in self.chain(value(properties, "pStyle")):
            yield style.paragraph

    def is_on(self, name: str, properties: etree._Element | None, above: str) -> bool:
        """Whether a property of a run is on: by itself, by its style, or by its paragraph's."""
        if (found := switch(properties, name)) is not None:
            return found
        own = value(properties, "rStyle")
        for style in (*(self.chain(own) if own else ()), *self.chain(above)):
            if (found := switch(style.run, name)) is not None:
                return found
        return False

    def height(self, properties: etree._Element | None) -> str:
        """`superscript` or `subscript`, if a run stands above or below the line."""
        if stated := value(properties, "vertAlign"):
            return stated
        own = value(properties, "rStyle")
        found = (value(style.run, "vertAlign") for style in (self.chain(own) if own else ()))
        return next(filter(None, found), "")


def _head(level: int) -> int:
    return level + 1 if 0 <= level < BODY else 0


@dataclass(slots=True)
class Level:
    """How the items of one level are numbered."""

    start: int = 1
    way: str = "decimal"
    text: str = ""
    font: str = ""
    legal: bool = False  # all its numbers in plain figures
    restarts: bool = True


@dataclass(slots=True)
class _Numbering:
    """The levels of a list; `counts` has the number reached on each, None where none is."""

    levels: dict[int, Level]
    counts: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


class Numbering:
    """The lists of a document; it counts the items that it is asked for in their order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._abstract: dict[str, _Numbering] = {}
        self._lists: dict[str, tuple[_Numbering, etree._Element]] = {}
        self._begun: set[str] = set()
        if root is None:
            return
        linked: dict[str, str] = {}  # the style of a list → its abstract numbering
        for element in children(root, "abstractNum"):
            name = attribute(element, "abstractNumId")
            self._abstract[name] = _Numbering(dict(map(_level, children(element, "lvl"))))
            if style := value(element, "styleLink"):
                linked[style] = name
        for element in children(root, "abstractNum"):
            if (other := linked.get(value(element, "numStyleLink"))) is not None:
                self._abstract[attribute(element, "abstractNumId")] = self._abstract[other]
        for element in children(root, "num"):
            known = self._abstract.get(value(element, "abstractNumId"))
            if known is not None:
                self._lists[attribute(element, "numId")] = (known, element)

    def label(self, name: str, level: int) -> str:
        """The label of the next item of a list; empty if it has none."""
        if name not in self._lists:
            return ""
        known, element = self._lists[name]
        levels = dict(known.levels)
        for override in children(element, "lvlOverride"):
            place = number(attribute(override, "ilvl"), -1)
            if (own := child(override, "lvl")) is not None:
                levels[place] = _level(own)[1]
            if (start := value(override, "startOverride")) and name not in self._begun:
                known.counts[min(max(place, 0), LEVELS - 1)] = None
                levels[place] = _from(levels.get(place, Level()), number(start, 1))
        self._begun.add(name)
        _count(known.counts, level, levels)
        return _written(known.counts, level, levels)


def _from(level: Level, start: int) -> Level:
    return Level(start, level.way, level.text, level.font, level.legal, level.restarts)


def _level(element: etree._Element) -> tuple[int, Level]:
    fonts = child(element, "rPr", "rFonts")
    stated = value(element, "numFmt") or "decimal"
    way = stated if stated in ("bullet", "none") else way_of(stated)
    return number(attribute(element, "ilvl"), -1), Level(
        start=number(value(element, "start"), 1),
        way=way,
        text=value(element, "lvlText"),
        font=attribute(fonts, "ascii") or attribute(fonts, "hAnsi"),
        legal=bool(switch(element, "isLgl")),
        restarts=value(element, "lvlRestart") != "0",
    )


def _count(counts: list[int | None], level: int, levels: dict[int, Level]) -> None:
    """Count one item on a level: those below begin anew, those above have begun."""
    for above in range(level):
        if counts[above] is None:
            counts[above] = levels.get(above, Level()).start
    reached = counts[level]
    counts[level] = levels.get(level, Level()).start if reached is None else reached + 1
    for below in range(level + 1, LEVELS):
        if levels.get(below, Level()).restarts:
            counts[below] = None


def _written(counts: list[int | None], level: int, levels: dict[int, Level]) -> str:
    """The label of an item by the pattern of its level."""
    one = levels.get(level, Level(text=f"%{level + 1}."))
    if one.way == "bullet":
        return _bullet(one)
    if one.way == "none":
        return _PLACE.sub("", one.text).strip()

    def numbered(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        way = "decimal" if one.legal else levels.get(place, Level()).way
        return numeral(counts[place] or 0, way)

    return _PLACE.sub(numbered, one.text).strip()


def _bullet(level: Level) -> str:
    """The sign of a bullet: what its font shows, or a bullet; a blank one is none."""
    sign = "".join(symbol(ord(one), level.font) for one in level.text.strip()[:4])
    if not sign:
        return ""
    if sign == "o" and level.font.casefold().startswith("courier"):
        return "◦"
    return "•" if is_private(sign) else sign
