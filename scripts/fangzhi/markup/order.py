"""Which text goes on where: joins and reading order, each with its certainty and its reason.

Column and page ends cut paragraphs; tools put blocks out of order. Every text has an end and a
start. All ends are matched with all starts near them at once, each pair weighed by the evidence
in `WEIGHTS`; what stays single ends or begins a paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from fangzhi.markup import words
from fangzhi.markup.lines import fills, fit_measure
from fangzhi.markup.matching import heaviest
from fangzhi.markup.profile import Profile
from fangzhi.markup.roles import PICTURE, Part, Role
from fangzhi.markup.shapes import ends_sentence
from fangzhi.markup.text import brackets, is_han
from fangzhi.source import Source

# What each piece of evidence weighs, roughly in nats (log-odds): about 4 decides alone.
WEIGHTS = {
    "open end": 4.0,  # no mark ends the sentence: nearly every paragraph ends with one
    "ended": -7.0,  # a mark ends the sentence, and the last line is short or of unknown length
    "full line": -0.5,  # a mark ends the sentence at the end of a full line: chance, or a cut
    "short line": -4.0,  # no mark ends it, but the last line is short: no column ends there
    "pause": 0.5,  # a colon or semicolon: may end a paragraph that a list follows
    "comma": 1.0,  # a comma is never the end of a paragraph
    "mark first": 4.0,  # a text never begins with a closing mark or a comma
    "bracket": 4.0,  # one side opens what the other closes
    "unclosed": -3.0,  # one side opens what the other does not close
    "unopened": -4.0,  # one side closes what the other does not open
    "number": 3.0,  # a number is cut from its unit, or within itself
    "opening": -3.0,  # begins as the paragraphs of this book begin
    "indented": -4.0,  # the book indents paragraphs, and this line is indented
    "not indented": 2.0,  # the book indents paragraphs, and this line is not
    "next": 1.0,  # the next text in the source
    "picture": 1.0,  # a picture between them explains the cut
    "skipped": -1.5,  # for each text that would be passed over
    "backward": -2.0,  # against the order of the source
    "section": -2.0,  # for each head or signature between them
    "hyphen": 4.0,  # a Latin word is cut by a hyphen
    "small letter": 3.0,  # goes on with a small letter
    "capital": -1.0,  # goes on with a capital letter
}
WORD_LEAST, WORD_MOST = 1.0, 8.0  # nats of `words.gain` that count as evidence, and at the most
WINDOW = 8  # texts that a text may be moved over in either direction
COMMON_OPENING = 0.15  # share of the known openings from which on a beginning is usual
HIGH, MEDIUM = 4.0, 2.0  # margins (see `matching.heaviest`) of these certainties

_COMMAS = "，、,"
_NEVER_FIRST = frozenset("，、。；：！？,;:!?.…”’）》〉】〕］」』)]%％‰℃")
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
class _Text:
    """What the weighing asks of a text, found once."""

    index: int  # into the parts
    place: int  # among the texts
    text: str
    ended: bool
    pause: bool
    unopened: tuple[str, ...]
    unclosed: tuple[str, ...]
    opens: bool
    usual_opening: bool
    indented: bool | None
    full: bool | None


def join(parts: list[Part], source: Source, profile: Profile) -> list[Join]:
    """The joins between the texts of `parts`; no text has two on one side, and none goes round."""
    texts = _describe(parts, source, profile)
    walls = _count_walls(parts)
    evidence = {
        (end.place, start.place): found
        for end in texts
        for start in _near(end, texts)
        if (found := _weigh(end, start, parts, walls)) is not None
    }
    weights = {pair: sum(found.values()) for pair, found in evidence.items()}
    chosen = _without_cycles(heaviest(weights), weights)
    return [
        Join(
            texts[end].index,
            texts[start].index,
            _certainty(margin),
            tuple(sorted(evidence[end, start], key=lambda key: -evidence[end, start][key])),
            moved=start != end + 1,
        )
        for (end, start), margin in sorted(chosen.items())
    ]


def _describe(parts: list[Part], source: Source, profile: Profile) -> list[_Text]:
    found = [(index, part) for index, part in enumerate(parts) if part.role is Role.TEXT]
    slices = [source.slice(part.span) for _, part in found]
    openings = Counter(_beginning(text) for (_, part), text in zip(found, slices, strict=True)
                       if part.opens)  # fmt: skip
    least = max(2.0, COMMON_OPENING * openings.total())
    texts = []
    for place, ((index, part), text) in enumerate(zip(found, slices, strict=True)):
        unopened, unclosed = brackets(text)
        texts.append(
            _Text(
                index,
                place,
                text,
                ended=ends_sentence(text, profile),
                pause=text[-1] in profile.paragraph.pauses,
                unopened=tuple(unopened),
                unclosed=tuple(unclosed),
                opens=part.opens,
                usual_opening=openings[_beginning(text)] >= least,
                indented=part.indented,
                full=part.full,
            )
        )
    return _with_full_lines(texts)


def _with_full_lines(texts: list[_Text]) -> list[_Text]:
    """Where the source has no printed lines: whether the last line of a text would be full.

    The measure is the one at which most of the texts that break off fill their last line.
    """
    if any(text.full is not None for text in texts):
        return texts
    cut = [(text.text, 2.0 if text.opens else 0.0) for text in texts if not text.ended]
    measure = fit_measure(cut)
    if measure is None:
        return texts
    return [
        replace(text, full=fills(text.text, measure, 2.0 if text.opens else 0.0)) for text in texts
    ]


def _beginning(text: str) -> str:
    """The first characters of a text, numbers made alike: how its first words are built."""
    return re.sub(r"\d+", "0", text[:8])[:3]


def _count_walls(parts: list[Part]) -> list[int]:
    """For each part the number of heads and signatures that stand before it."""
    counts, count = [], 0
    for part in parts:
        counts.append(count)
        count += part.role in (Role.HEAD, Role.TITLE, Role.SIGNATURE)
    return counts


def _near(end: _Text, texts: list[_Text]) -> Iterator[_Text]:
    """The texts that may go on where `end` breaks off."""
    for place in range(max(0, end.place - WINDOW), min(len(texts), end.place + WINDOW + 2)):
        if place != end.place and not texts[place].opens:
            yield texts[place]


def _weigh(
    end: _Text, start: _Text, parts: list[Part], walls: list[int]
) -> dict[str, float] | None:
    """The evidence for a join by its keys; None when the ends alone rule it out."""
    found = _at_the_end(end) | _at_the_start(start) | _across(end.text, start.text)
    if sum(found.values()) <= 0 and end.ended:
        return None
    found |= _brackets_across(end, start)
    found |= _between(end, start, parts, walls)
    gain = words.gain(end.text, start.text)
    if gain > WORD_LEAST:
        found["word"] = min(gain, WORD_MOST)
    return found if sum(found.values()) > 0 else None


def _at_the_end(end: _Text) -> dict[str, float]:
    if end.ended:
        return _evidence("full line" if end.full else "ended")
    if end.text[-1] in _COMMAS:
        return _evidence("open end", "comma")
    return _evidence("pause" if end.pause else "open end")


def _at_the_start(start: _Text) -> dict[str, float]:
    found = _evidence("mark first") if start.text[0] in _NEVER_FIRST else {}
    if start.usual_opening:
        found |= _evidence("opening")
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


def _brackets_across(end: _Text, start: _Text) -> dict[str, float]:
    """Whether what is open at the end is what is closed at the start.

    Quotation marks in running text often lack their partner, so only the innermost ones count.
    """
    if end.unclosed and start.unopened:
        return _evidence("bracket" if end.unclosed[-1] == start.unopened[0] else "unclosed")
    if end.unclosed:
        return _evidence("unclosed")
    return _evidence("unopened") if start.unopened else {}


def _between(end: _Text, start: _Text, parts: list[Part], walls: list[int]) -> dict[str, float]:
    """What the way from the end to the start through the source costs."""
    distance = start.place - end.place
    found: dict[str, float] = {}
    if distance == 1:
        found |= _evidence("next")
        if any(part.role in PICTURE for part in parts[end.index + 1 : start.index]):
            found |= _evidence("picture")
    skipped = distance - 1 if distance > 0 else -distance - 1
    if skipped:
        found["skipped"] = skipped * WEIGHTS["skipped"]
    if distance < 0:
        found |= _evidence("backward")
    if crossed := abs(walls[start.index] - walls[end.index]):
        found["section"] = crossed * WEIGHTS["section"]
    return found


def _evidence(*keys: str) -> dict[str, float]:
    return {key: WEIGHTS[key] for key in keys}


def _certainty(margin: float) -> Certainty:
    if margin >= HIGH:
        return Certainty.HIGH
    return Certainty.MEDIUM if margin >= MEDIUM else Certainty.LOW


def _without_cycles(
    chosen: dict[tuple[int, int], float], weights: dict[tuple[int, int], float]
) -> dict[tuple[int, int], float]:
    """`chosen` with the lightest join taken out of each ring of texts that had no beginning."""
    kept = dict(chosen)
    seen: set[int] = set()
    next_of = dict(chosen.keys())
    for first in sorted(next_of):
        road: list[int] = []
        node: int | None = first
        while node is not None and node not in seen:
            seen.add(node)
            road.append(node)
            node = next_of.get(node)
        if node is not None and node in road:
            ring = road[road.index(node) :]
            lightest = min(((end, next_of[end]) for end in ring), key=lambda pair: weights[pair])
            del kept[lightest]
    return kept
