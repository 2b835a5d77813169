"""Which kind of book a text is, by looking: the profile whose signs it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fangzhi.markup import profile as profiles
from fangzhi.markup import shapes
from fangzhi.markup.profile import Profile
from fangzhi.markup.signatures import is_signature
from fangzhi.markup.text import han_share
from fangzhi.source import Line, Source

LINES = 4000  # lines that are looked at
NO_SIGN = "it shows no sign of another kind"
LEAST = 3  # lines with a sign that show a kind
# What a line with each sign counts: a signature alone shows less than a head in brackets.
COUNTS = {"signature": 0.5, "capitals": 0.5, "marks": 0.5, "chronicle": 0.5}


@dataclass(frozen=True, slots=True)
class Choice:
    """A profile, and why it was chosen."""

    profile: Profile
    reason: str

    @property
    def without_sign(self) -> bool:
        """Whether nobody asked for the profile and nothing in the text speaks for it."""
        return self.reason == NO_SIGN


def choose(source: Source) -> Choice:
    """The profile for `source`: the one with the most signs, else the one for any text."""
    lines = [
        source.text[line.start : line.end]
        for _, line in zip(range(LINES), _lines(source), strict=False)
    ]
    script = han_share("".join(lines[:400])) >= 0.5
    known = [profiles.load(name) for name in profiles.names()]
    found = [
        (_signs(lines, one), one)
        for one in known
        if one.language.startswith("zh") == script or one.name == profiles.FALLBACK
    ]
    signs, best = max(found, key=lambda pair: _weight(pair[0]))
    if _weight(signs) < LEAST:
        return Choice(profiles.load(profiles.FALLBACK), NO_SIGN)
    named = ", ".join(f"{count} {SIGNS[sign]}" for sign, count in signs.items() if count)
    return Choice(best, f"it has {named}")


def _weight(signs: dict[str, int]) -> float:
    return sum(count * COUNTS.get(sign, 1.0) for sign, count in signs.items())


def _lines(source: Source) -> Iterator[Line]:
    for block in source.blocks():
        yield from block.lines


SIGNS = {
    "brackets": "heads in brackets",
    "marks": "heads after a mark",
    "run-in": "heads run into their text",
    "numbering": "numbered heads",
    "chronicle": "entries by date",
    "signature": "signatures",
    "capitals": "heads in capitals",
}


def opens_dated(text: str, profile: Profile) -> bool:
    """Whether a line begins as the entries of chronicles do, or is a year or month alone."""
    date = shapes.date_opening(text, profile)
    after = text[date.end() : date.end() + 1] if date else ""
    return bool(date and (after.isspace() or after in "，,")) or (
        shapes.period(text, profile) is not None
    )


_TESTS: dict[str, Callable[[str, Profile], bool]] = {
    "brackets": lambda text, profile: shapes.bracketed_head(text, profile) > 0,
    "marks": lambda text, profile: shapes.marked_head(text, profile) > 0,
    "run-in": lambda text, profile: shapes.run_in_head(text, profile) > 0,
    "numbering": lambda text, profile: shapes.head_level(text, profile) is not None,
    "chronicle": opens_dated,
    "signature": is_signature,
    "capitals": shapes.is_capitals,
}


def _signs(lines: list[str], profile: Profile) -> dict[str, int]:
    """How many lines show each sign of a profile."""
    return {
        sign: sum(_TESTS[sign](line, profile) for line in lines) for sign in sorted(profile.signs)
    }
