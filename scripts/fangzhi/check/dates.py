"""Dates: days that there are, and periods that end after they begin.

The forms are those of XML Schema, which TEI takes for `@when` and its like [att.datable.w3c].
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from lxml import etree

from fangzhi.check.document import Document, Problem, elements
from fangzhi.check.finding import Level
from fangzhi.check.words import tag
from fangzhi.tei.names import local

_NAMES = ("when", "notBefore", "notAfter", "from", "to")
_PERIODS = (("from", "to"), ("notBefore", "notAfter"))
_ZONE = r"(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)?"
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?"
# Years of more than four figures are legal and mostly slips, but there are no rules of slips here.
_DATE = re.compile(
    rf"(?P<year>-?(?:\d{{4}}|[1-9]\d{{4,8}}))(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    rf"(?:T(?P<time>{_TIME}))?)?)?{_ZONE}",
    re.ASCII,
)
_RECURRING = re.compile(
    rf"--(?P<month>\d\d)(?:-(?P<day>\d\d))?{_ZONE}|---(?P<only>\d\d){_ZONE}|(?P<time>{_TIME}){_ZONE}",
    re.ASCII,
)
# Where from and to are pages, or pointers, and no dates.
_OTHERWISE = frozenset(("biblScope", "citedRange", "locus", "app", "arc", "lacunaStart", "span"))
_DATED = etree.XPath("/descendant::*[@when or @notBefore or @notAfter or @from or @to]")

Moment = tuple[int | str, ...]


def check_dates(document: Document) -> Iterator[Problem]:
    """FZ501 for what is no date, FZ502 for periods that end before they begin."""
    if _are_all_fine(document.attributes):
        return
    for element in elements(_DATED(document.tree)):
        if local(element) in _OTHERWISE:
            continue
        moments: dict[str, Moment] = {}
        for name in _NAMES:
            if (value := element.get(name)) is None:
                continue
            moment = _moment(value.strip())
            if isinstance(moment, str):
                message = f"@{name} of {tag(element.tag)} is {value!r}: {moment}; correct the date"
                yield "FZ501", Level.ERROR, message, element
            elif moment:
                moments[name] = moment
        yield from _periods(element, moments)


def _are_all_fine(attributes: dict[str, list[str]]) -> bool:
    """Whether each value is a date and there are no periods: then no element must be looked at."""
    if any(attributes.keys() >= {first, last} for first, last in _PERIODS):
        return False
    values = {value for name in _NAMES for value in attributes.get(name, ())}
    return not any(isinstance(_moment(value.strip()), str) for value in values)


def _periods(element: etree._Element, moments: dict[str, Moment]) -> Iterator[Problem]:
    for first, last in _PERIODS:
        if first in moments and last in moments and _is_after(moments[first], moments[last]):
            message = (
                f"@{first}={element.get(first)!r} of {tag(element.tag)} is later than "
                f"@{last}={element.get(last)!r}; exchange or correct them"
            )
            yield "FZ502", Level.ERROR, message, element


def _is_after(first: Moment, last: Moment) -> bool:
    """Whether it is certainly later: a year and a day in it are not compared further."""
    shared = min(len(first), len(last))
    return first[:shared] > last[:shared]


def _moment(value: str) -> Moment | str:
    """Year, month, day, time as far as given; empty for what recurs; or why it is no date."""
    if match := _RECURRING.fullmatch(value):
        wrong = _wrong_day(2000, match["month"], match["day"] or match["only"])
        return wrong or ()
    match = _DATE.fullmatch(value)
    if not match:
        return "a date is written YYYY, YYYY-MM or YYYY-MM-DD"
    year = int(match["year"])
    if year == 0:
        return "there is no year 0, the year before 1 is written -0001"
    if wrong := _wrong_day(year, match["month"], match["day"]):
        return wrong
    numbers = [int(match[part]) for part in ("year", "month", "day") if match[part]]
    return (*numbers, match["time"]) if match["time"] else tuple(numbers)


def _wrong_day(year: int, month: str | None, day: str | None) -> str:
    """What is wrong with month and day; empty when nothing is. The calendar is the Gregorian."""
    if month is not None and not 1 <= int(month) <= 12:
        return f"there is no month {month}"
    if day is None:
        return ""
    # Years before 1 and after 9999 have the leap years of the 400 that they repeat.
    days = calendar.monthrange(year % 400 + 2000, int(month))[1] if month else 31
    if not 1 <= int(day) <= days:
        return f"there is no day {day}" + (f" in a month of {days} days" if month else "")
    return ""
