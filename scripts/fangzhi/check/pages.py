"""Page numbers: from one `pb` to the next they rise by one, in whatever figures they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from lxml import etree

from fangzhi.check.document import Document, Problem
from fangzhi.check.finding import Level
from fangzhi.tei.names import q

# Patterns are compiled at their first use: most documents have no page numbers.
# What stands round a page number: [12], - 12 -, 第十二页.
_AROUND = r"\s\[\](){}〔〕【】·.\-–—"
_ROUND = rf"^(?:[{_AROUND}第页頁]|p\.|S\.)+|[{_AROUND}页頁]+$"
_RANGE = r"\s*[\-–—/~～]\s*"
_ROMAN = r"(?i:(?=.)m{0,9}(cm|cd|d?c{0,4})(xc|xl|l?x{0,4})(ix|iv|v?i{0,4}))"
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_HAN_FIGURES = {figure: value for value, figure in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "○": 0,
    "两": 2,
    "兩": 2,
}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000, "廿": 20, "卅": 30}
_HAN = f"[{''.join([*_HAN_FIGURES, *_HAN_UNITS])}]+"
_LONGEST = 12  # characters of a page number

Reading = dict[str, tuple[int, int]]  # kind of figures -> first and last page of what one pb begins


@dataclass(frozen=True, slots=True)
class _Page:
    """A numbered page, and how many pages without a number stand between it and the one before."""

    element: etree._Element
    number: str
    readings: Reading
    skipped: int


def check_pages(document: Document) -> Iterator[Problem]:
    """FZ601 for each page number that does not follow that of the page before.

    Pages of several editions (`@ed`) run apart. A page without a number, or with one that is not
    understood (12a), counts as one page that may have had one. Other figures begin another row, and
    so does the number 1.
    """
    rows: dict[tuple[str, str], list[_Page]] = {}
    unnumbered: dict[tuple[str, str], int] = {}
    for element in document.root.iter(q("pb")):
        row = element.get("ed", ""), element.get("edRef", "")
        number = element.get("n", "").strip()
        if readings := _readings(number):
            page = _Page(element, number, readings, unnumbered.pop(row, 0))
            rows.setdefault(row, []).append(page)
        else:
            unnumbered[row] = unnumbered.get(row, 0) + 1
    for pages in rows.values():
        yield from _row(pages)


def _row(pages: list[_Page]) -> Iterator[Problem]:
    before: _Page | None = None
    passed = 0  # pages since `before` whose numbers are slips
    for page, following in zip_longest(pages, pages[1:]):
        skipped = passed + page.skipped
        if before is None or _follows(page, before, 1, 1 + skipped):
            before, passed = page, 0
            continue
        yield "FZ601", Level.WARNING, _message(page, before), page.element
        # One slip in a row that goes on: the next page is compared with the one before the slip.
        if following and _goes_on(following, before, 2, 2 + skipped + following.skipped):
            passed = skipped + 1
        else:
            before, passed = page, 0


def _follows(page: _Page, before: _Page, least: int, most: int) -> bool:
    """Whether a page can stand so many pages after another: also at the head of another row."""
    shared = page.readings.keys() & before.readings.keys()
    first = any(page.readings[kind][0] == 1 < before.readings[kind][1] for kind in shared)
    return not shared or first or _goes_on(page, before, least, most)


def _goes_on(page: _Page, before: _Page, least: int, most: int) -> bool:
    """Whether a page is numbered from `least` to `most` pages after another."""
    return any(
        least <= page.readings[kind][0] - before.readings[kind][1] <= most
        for kind in page.readings.keys() & before.readings.keys()
    )


def _message(page: _Page, before: _Page) -> str:
    same = page.readings == before.readings
    return (
        f"page {page.number} stands after page {before.number}"
        + (" and repeats it" if same else "")
        + "; correct @n, or look whether a page is missing, double or in the wrong place"
    )


def _readings(number: str) -> Reading:
    """What a page number can mean; nothing where it is not understood.

    A single letter can be a Roman figure or the letter of a page.
    """
    plain = re.sub(_ROUND, "", unicodedata.normalize("NFKC", number[: 2 * _LONGEST]))
    if not plain or len(plain) > _LONGEST:
        return {}
    ends = re.split(_RANGE, plain)
    if len(ends) > 2:
        return {}
    first, last = _values(ends[0]), _values(ends[-1])
    return {
        kind: (first[kind], last[kind])
        for kind in first.keys() & last.keys()
        if first[kind] <= last[kind]
    }


def _values(text: str) -> dict[str, int]:
    if text.isascii() and text.isdigit():
        return {"arabic": int(text)}
    if re.fullmatch(_HAN, text):
        value = _han(text)
        return {"han": value} if value is not None else {}
    values = {}
    if re.fullmatch(_ROMAN, text):
        values["roman"] = _roman(text.lower())
    if len(text) == 1 and text.isascii() and text.isalpha():
        values["letter"] = ord(text.lower()) - ord("a") + 1
    return values


def _roman(text: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in text]
    return sum(
        -value if value < max(values[place:]) else value for place, value in enumerate(values)
    )


def _han(text: str) -> int | None:
    """The value of 一二三, 一百二十三 or 廿三; None for what is no number."""
    if not any(character in _HAN_UNITS for character in text):
        return int("".join(str(_HAN_FIGURES[character]) for character in text))
    total, figure = 0, None
    for character in text:
        if (unit := _HAN_UNITS.get(character)) is None:
            if figure:
                return None
            figure = _HAN_FIGURES[character]
        elif unit in (20, 30):
            total += unit
        else:
            total += (1 if figure is None else figure or 1) * unit
            figure = None
    return total + (figure or 0)
