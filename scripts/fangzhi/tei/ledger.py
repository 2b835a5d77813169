"""The account of every source character: each stands in the TEI exactly once, blanks aside.

Elements that bear text say in `@source` which ranges of the transcription they were made from, in
reading order (`src:char=A,B`: characters A to B from 0, as RFC 5147 counts them). The ledger
rebuilds the source from these pointers and compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from fangzhi.source import Span, place
from fangzhi.tei.names import ID, local, q

POINTER = re.compile(r"src:char=(\d+),(\d+)")

# These hold elements that bear text and have accounts of their own; their own @source sums up.
CONTAINERS = frozenset(("figure", "table", "row", "list", "div", "quote", "bibl"))
# What an editor put in, or a person described: it is not in the source. A printed note has a
# @source and so an account of its own; one without is the editor's.
ADDED = frozenset(("corr", "reg", "expan", "supplied", "figDesc", "desc", "note"))


class Problem(NamedTuple):
    """What does not balance, in one sentence, and the element where it shows, if it is one's."""

    message: str
    element: etree._Element | None


def pointers(spans: tuple[Span, ...]) -> str:
    """The value of `@source` for `spans`."""
    return " ".join(f"src:char={span.start},{span.end}" for span in spans)


def check_ledger(tree: etree._ElementTree, source_text: str) -> list[Problem]:
    """What the account of `tree` against its source finds wrong: nothing when it balances.

    Each message names the element or the place in the source.
    """
    ranges: list[tuple[int, int, etree._Element]] = []
    problems: list[Problem] = []
    for element in tree.getroot().iter(etree.Element):
        if "source" in element.attrib and local(element) not in CONTAINERS:
            own = [(int(a), int(b)) for a, b in POINTER.findall(element.get("source", ""))]
            ranges += [(start, end, element) for start, end in own]
            problems += _compare(element, own, source_text)
    return [*problems, *_missing_or_doubled(ranges, source_text)]


def _compare(element: etree._Element, own: list[tuple[int, int]], text: str) -> Iterator[Problem]:
    """Whether an element has the text of its ranges."""
    for start, end in own:
        if not start < end <= len(text):
            yield Problem(
                f"{name_of(element)} points to {start},{end}, which the source does not have",
                element,
            )
            return
    stands = "".join("".join(own_text(element)).split())
    should = "".join("".join(text[start:end] for start, end in own).split())
    if stands != should:
        at = next(
            (i for i, (a, b) in enumerate(zip(stands, should, strict=False)) if a != b),
            min(len(stands), len(should)),
        )
        yield Problem(
            f"{name_of(element)} has {stands[at : at + 12]!r} where the source has "
            f"{should[at : at + 12]!r}",
            element,
        )


def _missing_or_doubled(
    ranges: list[tuple[int, int, etree._Element]], text: str
) -> Iterator[Problem]:
    """Characters of the source that no element has, or that two have."""
    reached = 0
    for start, end, element in sorted(ranges, key=lambda found: found[:2]):
        if start < reached:
            yield Problem(
                f"{name_of(element)} repeats the source from character {start} on", element
            )
        elif lost := text[reached:start].strip():
            yield _lost(reached, lost, text)
        reached = max(reached, end)
    if lost := text[reached:].strip():
        yield _lost(reached, lost, text)


def _lost(start: int, lost: str, text: str) -> Problem:
    offset = text.index(lost[0], start)
    where = f"character {offset} of the source (line {place(text, offset)})"
    return Problem(f"{where} is lost: {lost[:12]!r}", None)


def own_text(element: etree._Element) -> Iterator[str]:
    """The text of an element that came from the source, without that of nested accounts."""
    yield element.text or ""
    for child in element:
        if (
            isinstance(child.tag, str)
            and local(child) not in ADDED
            and "source" not in child.attrib
        ):
            yield from own_text(child)
        yield child.tail or ""


def name_of(element: etree._Element) -> str:
    """An element as a message names it: `p d1.2.1.p3`, or the division that it stands in."""
    identifier = element.get(ID)
    if identifier:
        return f"{local(element)} {identifier}"
    division = next(element.iterancestors(q("div"), q("figure")), None)
    inside = f" in {division.get(ID)}" if division is not None and division.get(ID) else ""
    return f"{local(element)}{inside}"
