"""The measure of columns where each text is one line: that at which cut texts end in full lines.

It tells of each text whether its last line is full, so that a column may have ended there.
"""

from __future__ import annotations

from dataclasses import replace

from fangzhi.markup.listing import label
from fangzhi.markup.measure import INDENT, NARROWEST, fit_measure, overhang
from fangzhi.markup.profile import Profile
from fangzhi.markup.roles import Part, Role, line_starts
from fangzhi.markup.shapes import ends_sentence, has_head_shape
from fangzhi.markup.text import WIDE_BLANK
from fangzhi.source import Source


def fit(parts: list[Part], source: Source, profile: Profile) -> list[Part]:
    """The parts with their `measure`, and how far the last line of each falls `short` of it.

    They stay as they are where no measure fits.
    """
    starts = line_starts(parts, source)
    lines = [source.text[start : part.span.end] for part, start in zip(parts, starts, strict=True)]
    both = list(zip(parts, lines, strict=True))
    measure = fit_measure([line for part, line in both if _breaks_off(part, line, profile)])
    if measure is None:
        return parts
    return [
        replace(part, measure=measure, short=_short(part, line, measure)) for part, line in both
    ]


def _breaks_off(part: Part, line: str, profile: Profile) -> bool:
    """Whether a column end cut a text, as far as its end shows."""
    return (
        part.role is Role.TEXT
        and len(line) > NARROWEST
        and not ends_sentence(line, profile)
        and line[-1] not in profile.paragraph.pauses
        and not label(line)
        and not has_head_shape(line, profile)
        and (part.opens or not WIDE_BLANK.search(line))  # a row of a table
    )


def _short(part: Part, line: str, measure: float) -> float | None:
    """By how many em a line falls short: the best of both, where nothing tells of an indent."""
    if part.role is Role.TABLE:
        return None
    leads = (INDENT,) if part.opens else (0.0, INDENT)
    return min((overhang(line, measure, lead) for lead in leads), key=abs)
