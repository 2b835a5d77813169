"""Which text goes on where: reading order and joins, each with its certainty and its reason.

Column and page ends cut paragraphs; tools put blocks out of order. What is read after what is
weighed by the evidence in `WEIGHTS`, for all seams of the text together (see `sequence`); what
does not go on in its neighbour ends or begins a paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from fangzhi.markup import words
from fangzhi.markup.fragments import Cohesion, Fragment, Usage, describe
from fangzhi.markup.lines import NEVER_FIRST
from fangzhi.markup.profile import Profile
from fangzhi.markup.roles import PICTURE, Part, Role
from fangzhi.markup.sequence import MOVE, reading_order
from fangzhi.markup.text import is_han
from fangzhi.source import Source

# What each piece of evidence weighs, roughly in nats (log-odds): about 4 decides alone.
WEIGHTS = {
    "open end": 6.0,  # no mark ends the sentence: nearly every paragraph ends with one
    "ended": -7.0,  # a mark ends the sentence, and the last line is short or of unknown length
    "full line": -0.5,  # a mark ends the sentence at the end of a full line: chance, or a cut
    "short line": -1.5,  # no mark ends it, but the last line has room: no column ends there
    "pause": 0.5,  # a colon or semicolon: may end a paragraph that a list follows
    "comma": 1.0,  # a comma is never the end of a paragraph
    "mark first": 4.0,  # a text never begins with a closing mark or a comma
    "bracket": 4.0,  # one side opens what the other closes
    "unclosed": -3.0,  # one side opens what the other does not close
    "unopened": -4.0,  # one side closes what the other does not open
    "number": 3.0,  # a number is cut from its unit, or within itself
    "opening": -3.0,  # begins as the paragraphs of this book begin
    "numbered": -9.0,  # begins with a number or bullet as items and sections do
    "topic": -2.0,  # begins with a short sentence without figures, as a new matter does
    "reference": 1.5,  # begins with a word that refers to what was said before
    "indented": -4.0,  # the book indents paragraphs, and this line is indented
    "not indented": 2.0,  # the book indents paragraphs, and this line is not
    "flush": 1.5,  # its length is that of whole lines without an indent
    "led in": -2.0,  # its length is that of whole lines with an indent: it begins a paragraph
    "terms": 8.0,  # for each share of the rare terms that both have, above the usual
    "next": 1.0,  # the next text in the source
    "picture": 1.0,  # a picture between them explains the cut
    "hyphen": 4.0,  # a Latin word is cut by a hyphen
    "small letter": 3.0,  # goes on with a small letter
    "capital": -1.0,  # goes on with a capital letter
}
WORD_LEAST, WORD_MOST = 1.0, 8.0  # nats of `words.gain` that count as evidence, and at the most
TERMS_LEAST, TERMS_MOST = 0.5, 2.5  # nats that terms in common count at the least and the most
USAGE_LEAST, USAGE_MOST = 1.0, 3.0  # the same of what the book says of the characters at a seam
ROOM = 5.0  # em that a last line must fall short to speak against a column end there
PLAY = 1.0  # em by which a real line may be fuller than the rules say
RIVALS = 8  # texts in either direction that a join is compared with, for its certainty
HIGH, MEDIUM = 4.0, 2.0  # nats by which a join must be better than its rivals

# What it weighs that one thing is read right after another, where nothing goes on.
NEIGHBOURS = {
    (Role.SIGNATURE, Role.HEAD): 1.0,  # a signature closes a section
    (Role.SIGNATURE, Role.ENTRY): -1.0,
    (Role.SIGNATURE, Role.TEXT): -2.0,
    (Role.SIGNATURE, Role.SIGNATURE): -2.0,
    (Role.HEAD, Role.ENTRY): 0.5,
    (Role.HEAD, Role.TEXT): -1.0,
    (Role.HEAD, Role.HEAD): -1.0,
    (Role.HEAD, Role.SIGNATURE): -3.0,
    (Role.TITLE, Role.SIGNATURE): -3.0,
    (Role.ENTRY, Role.HEAD): -3.0,  # the head of an entry alone, without its text
    (Role.ENTRY, Role.SIGNATURE): -3.0,
    (Role.ENTRY, Role.ENTRY): -3.0,
}

_COMMAS = "，、,"
_UNIT = re.compile(
    r"[\d.,%％‰℃年月日时分秒元万亿千百十个人次户件项家座处米吨公平立辆套所条名位期届号]"
)


class Certainty(StrEnum):
    """How sure a join is, in TEI's words for `@cert`."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Join:
    """The text `after` (an index into the parts) goes on where `before` breaks off.

    `reasons` names the evidence (keys of `WEIGHTS`, and "word"); `moved` says that the source
    has them not one after the other.
    """

    before: int
    after: int
    certainty: Certainty
    reasons: tuple[str, ...]
    moved: bool


@dataclass(frozen=True, slots=True)
class _Unit:
    """Parts that no column end can part: an entry's head with its text, a title with its parallel.

    `role` is that of the first part; `start` and `end` are the fragments at its two ends, if it
    begins or ends with a text.
    """

    parts: tuple[int, ...]
    role: Role
    start: Fragment | None
    end: Fragment | None


@dataclass(frozen=True, slots=True)
class Order:
    """The parts in reading order (indexes; pictures are left out), and the joins between them."""

    parts: tuple[int, ...]
    joins: tuple[Join, ...]


def find_order(parts: list[Part], source: Source, profile: Profile) -> Order:
    """The order in which `parts` are read, and which texts go on in which."""
    fragments = describe(parts, source, profile)
    seams = _Seams(_units(parts, fragments), parts, fragments)
    order = reading_order(len(seams.units), seams.follows, seams.is_doubtful)
    joins = [
        seams.join(first, second)
        for first, second in pairwise(order)
        if seams.is_joined(first, second)
    ]
    return Order(tuple(part for unit in order for part in seams.units[unit].parts), tuple(joins))


def _units(parts: list[Part], fragments: list[Fragment]) -> list[_Unit]:
    """The parts that can change places, in the order of the source."""
    by_part = {fragment.index: fragment for fragment in fragments}
    units: list[_Unit] = []
    for index, part in enumerate(parts):
        if part.role in PICTURE:
            continue
        fragment = by_part.get(index)
        tied = part.role is Role.PARALLEL or (fragment is not None and fragment.opens)
        if tied and units:
            last = units[-1]
            units[-1] = _Unit((*last.parts, index), last.role, last.start, fragment)
        else:
            units.append(_Unit((index,), part.role, fragment, fragment))
    return units


class _Seams:
    """What speaks for two units being read one after the other; each question is answered once."""

    def __init__(self, units: list[_Unit], parts: list[Part], fragments: list[Fragment]) -> None:
        self.units = units
        self.parts = parts
        self.fragments = fragments
        self.cohesion = Cohesion(fragments)
        self.usage = Usage(fragments)
        self.known: dict[tuple[int, int], dict[str, float]] = {}
        self.place = {fragment.index: fragment.place for fragment in fragments}

    def evidence(self, end: Fragment, start: Fragment) -> dict[str, float]:
        """The evidence that `start` goes on where `end` breaks off."""
        pair = (end.place, start.place)
        if pair not in self.known:
            self.known[pair] = _weigh(end, start, self.cohesion, self.usage)
        return self.known[pair]

    def follows(self, first: int | None, second: int | None) -> float:
        """How well the unit `second` is read after `first`, in nats; None is the edge."""
        if first is None or second is None:
            return self._at_the_edge(first, second)
        before, after = self.units[first], self.units[second]
        closed = self._closed(before, after)
        if before.end is None or after.start is None or after.start.opens:
            return closed
        return max(closed, sum(self.evidence(before.end, after.start).values()))

    def is_joined(self, first: int, second: int) -> bool:
        """Whether the text of `first` goes on in `second`, when that is read after it."""
        before, after = self.units[first], self.units[second]
        if before.end is None or after.start is None or after.start.opens:
            return False
        joined = sum(self.evidence(before.end, after.start).values())
        return joined > self._closed(before, after)

    def _closed(self, before: _Unit, after: _Unit) -> float:
        """How well two units stand one after the other if nothing goes on between them."""
        weight = NEIGHBOURS.get((before.role if before.end is None else Role.TEXT, after.role), 0.0)
        if before.end is not None and not before.end.ended:
            weight -= WEIGHTS["pause"] if before.end.pause else WEIGHTS["open end"]
        if after.start is not None and not after.start.opens:
            if after.start.text[0] in NEVER_FIRST:
                weight -= WEIGHTS["mark first"]
            elif after.start.unopened:
                weight += WEIGHTS["unopened"] / 2
        return weight

    def _at_the_edge(self, first: int | None, second: int | None) -> float:
        """A chapter begins with a title or head, and ends with a sentence or signature."""
        if second is not None:
            unit = self.units[second]
            if unit.role in (Role.TITLE, Role.HEAD):
                return 1.0
            return 0.0 if unit.start is None or unit.start.opens else -1.0
        end = self.units[first].end if first is not None else None
        return 0.0 if end is None or end.ended else -WEIGHTS["open end"] / 2

    def is_doubtful(self, first: int, second: int) -> bool:
        """Whether a column may have ended between two units of the source."""
        end, start = self.units[first].end, self.units[second].start
        if end is not None and not end.ended:
            return True
        return start is not None and not start.opens

    def join(self, first: int, second: int) -> Join:
        """The join between two units that are read one after the other."""
        end, start = self.units[first].end, self.units[second].start
        assert end is not None and start is not None
        found = self.evidence(end, start)
        moved = start.place != end.place + 1
        if not moved and self._picture_between(end, start):
            found = found | _evidence("picture")
        margin = self._worth(end, start) - self._best_rival(end, start)
        return Join(
            end.index,
            start.index,
            _certainty(margin),
            tuple(sorted((key for key in found if found[key]), key=lambda key: -found[key])),
            moved,
        )

    def _worth(self, end: Fragment, start: Fragment) -> float:
        """The weight of a join, with what it is worth that nothing has to be moved for it."""
        moved = start.place != end.place + 1
        return sum(self.evidence(end, start).values()) + (0.0 if moved else MOVE)

    def _best_rival(self, end: Fragment, start: Fragment) -> float:
        """The weight of the best other join at either side, or of none."""
        near = self.fragments[max(0, end.place - RIVALS) : end.place + RIVALS + 1]
        others = [f for f in near if f not in (end, start) and not f.opens]
        rivals = [self._worth(end, other) for other in others]
        none = -WEIGHTS["open end"] if not end.ended else 0.0
        return max([none, *rivals])

    def _picture_between(self, end: Fragment, start: Fragment) -> bool:
        return any(part.role in PICTURE for part in self.parts[end.index + 1 : start.index])


def _weigh(end: Fragment, start: Fragment, cohesion: Cohesion, usage: Usage) -> dict[str, float]:
    """The evidence for and against a join, by its keys."""
    reaches = None if end.short is None else end.short < start.unit + PLAY
    found = _at_the_end(end, reaches) | _at_the_start(start) | _across(end.text, start.text)
    found |= _brackets_across(end, start)
    if start.place == end.place + 1:
        found |= _evidence("next")
    gain = words.gain(end.text, start.text)
    if gain > WORD_LEAST:
        found["word"] = min(gain, WORD_MOST)
    found["usage"] = min(max(usage.across(end.text, start.text), -USAGE_LEAST), USAGE_MOST)
    found["terms"] = min(max(WEIGHTS["terms"] * cohesion(end, start), -TERMS_LEAST), TERMS_MOST)
    return found


def _at_the_end(end: Fragment, reaches: bool | None) -> dict[str, float]:
    """What the end says; `reaches` tells whether its last line had no room for the start.

    That nothing else ends an open text is weighed against it when it is *not* joined.
    """
    if end.ended:
        return _evidence("full line" if reaches else "ended")
    if not reaches and end.short is not None and end.short > ROOM:
        return _evidence("short line")
    return _evidence("comma") if end.text[-1] in _COMMAS else {}


def _at_the_start(start: Fragment) -> dict[str, float]:
    found = _evidence("mark first") if start.text[0] in NEVER_FIRST else {}
    if start.numbered:
        found |= _evidence("numbered")
    if start.usual_opening:
        found |= _evidence("opening")
    elif start.topic:
        found |= _evidence("topic")
    if start.refers:
        found |= _evidence("reference")
    if start.flush is not None and start.indented is None:
        found |= _evidence("flush" if start.flush else "led in")
    if start.indented is not None:
        found |= _evidence("indented" if start.indented else "not indented")
    return found


def _across(before: str, after: str) -> dict[str, float]:
    """What the characters on both sides of the seam say."""
    last, first = before[-1], after[0]
    if last.isdigit() and _UNIT.match(first):
        return _evidence("number")
    if last in "-\u2010\u00ad" and len(before) > 1 and before[-2].isalpha() and first.islower():
        return _evidence("hyphen", "small letter")
    if first.islower() and not is_han(last):
        return _evidence("small letter")
    return _evidence("capital") if first.isupper() and not is_han(last) else {}


def _brackets_across(end: Fragment, start: Fragment) -> dict[str, float]:
    """Whether what is open at the end is what is closed at the start.

    Quotation marks in running text often lack their partner, so only the innermost ones count.
    """
    if end.unclosed and start.unopened:
        return _evidence("bracket" if end.unclosed[-1] == start.unopened[0] else "unclosed")
    if end.unclosed:
        return _evidence("unclosed")
    return _evidence("unopened") if start.unopened else {}


def _evidence(*keys: str) -> dict[str, float]:
    return {key: WEIGHTS[key] for key in keys}


def _certainty(margin: float) -> Certainty:
    if margin >= HIGH:
        return Certainty.HIGH
    return Certainty.MEDIUM if margin >= MEDIUM else Certainty.LOW
