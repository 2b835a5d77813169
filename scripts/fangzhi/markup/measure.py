"""The measure of a column, found from lines or from the texts that its ends cut."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from fangzhi.markup.text import is_wide

NARROWEST, WIDEST = 8.0, 60.0  # em: a measure outside of these is none
FULL = 1.5  # em that a full line falls short of the measure: a mark that may not begin a line
SLACK = 3.5  # em that it falls short where a number or a Latin word was not broken
LATIN_FULL, LATIN_SLACK = 4.0, 6.0  # the same where words are not broken at line ends
MOSTLY = 0.4  # share of the lines that must be full
LONGER = 0.03  # share of the lines that may be longer than the measure
FEWEST = 6  # lines that make a measure
SAMPLES = 60  # texts that are looked at for the measure
FITTING = (0.9, 0.5)  # share of cut texts that fill their last line: all but a few, or every second
PLAY = 0.6  # em by which such a line falls short or hangs out, on average
INDENT = 2.0  # em by which first lines are indented in print
CONVINCING = 8.0  # nats by which a measure must be likelier than chance; about 200 are tried
NEVER_FIRST = frozenset("，、。；：！？,;:!?.…”’）》〉】〕］」』)]%％‰℃")
NEVER_LAST = frozenset("“‘（《〈【〔［「『([")


def find_measure(widths: list[float], full: float = FULL) -> float | None:
    """The width in em of a full line, where the text has every printed line on its own.

    None where the lines are paragraphs: those are of all lengths. Of the lines of a column none is
    longer than the measure, and more are as long than of any other length.
    """
    plausible = [width for width in widths if NARROWEST <= width <= WIDEST]
    if len(plausible) < max(FEWEST, MOSTLY * len(widths)):
        return None
    measure = _usual(plausible, full)
    fitting = sum(measure - full <= width <= measure + full for width in widths)
    longer = sum(width > measure + full for width in widths)
    if fitting < MOSTLY * len(widths) or longer > LONGER * len(widths):
        return None
    return measure


def _usual(widths: list[float], full: float) -> float:
    """The width of nearly full lines: there is none round which there are more."""
    ordered = sorted(widths)

    def near(width: float) -> range:
        return range(bisect_left(ordered, width - full), bisect_right(ordered, width + full))

    places = near(max(set(ordered), key=lambda width: (len(near(width)), width)))
    return ordered[places[int(0.95 * (len(places) - 1))]]


def fit_measure(cut: Sequence[str]) -> float | None:
    """The measure at which texts that a column end cut fill their last line; None if none does.

    `cut` are texts that break off; the first line of each may be indented. They are set anew for
    each measure in question: at the right one most of them end with a full line.
    """
    texts = [_line_ends(text) for text in cut[:SAMPLES]]
    weighed = []
    for step in range(int(2 * (WIDEST - NARROWEST)) + 1):
        measure = NARROWEST + step / 2
        fits = [
            _fit([_overhang(ends, measure, lead) for lead in (0.0, INDENT)], measure)
            for ends in texts
        ]
        for share in FITTING:
            weight = math.fsum(math.log(share * fit + 1 - share) for fit in fits)
            weighed.append((weight, measure))
    weight, measure = max(weighed)
    return measure if weight >= CONVINCING else None


def _fit(short: Sequence[float], measure: float) -> float:
    """How many times likelier a text which falls `short` by one of these was cut at a full line
    than ended anywhere in one.
    """
    near = math.fsum(math.exp(-abs(overhang) / PLAY) for overhang in short) / len(short)
    return near * measure / (2 * PLAY)


def overhang(text: str, measure: float, lead: float) -> float:
    """By how many em the last line of `text` falls short when it is set at `measure` em.

    `lead` is the width of what stands in the first line before it.
    """
    return _overhang(_line_ends(text), measure, lead)


def first_unit(text: str) -> float:
    """The width in em of the beginning of `text` that no line end may part."""
    return next(_ends_in(text[:40]))[0]


def _line_ends(text: str) -> list[tuple[float, float]]:
    """All places of `_ends_in`."""
    return list(_ends_in(text))


def _ends_in(text: str) -> Iterator[tuple[float, float]]:
    """(what must fit, where the next line begins) in em for each place where a line may end.

    The two differ by the marks before that place: they may not begin a line, and hang out of it.
    There is one at least: the end of a text that no line end may part.
    """
    at = marks = 0.0
    found = False
    for here, there in zip(text, text[1:] + "\n", strict=True):
        size = 1.0 if is_wide(here) else 0.5
        at += size
        marks = marks + size if here in NEVER_FIRST else 0.0
        tied = there in NEVER_FIRST or here in NEVER_LAST
        latin = here.isascii() and there.isascii() and not (here.isspace() or there.isspace())
        if not tied and not latin:
            found = True
            yield at - marks, at
    if not found:
        yield at, at


def _overhang(ends: list[tuple[float, float]], measure: float, lead: float) -> float:
    """By how many em the last line falls short of `measure`, when a text is set with it."""
    start, room = 0.0, measure - lead
    while ends[-1][0] - start > room:
        place = bisect_right(ends, (start + room, math.inf)) - 1
        end = ends[place][1] if place >= 0 else start
        start = end if end > start else start + room
        room = measure
    return room - (ends[-1][1] - start)
