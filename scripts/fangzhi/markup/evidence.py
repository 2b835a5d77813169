"""The evidence that a text goes on in another one, and what each piece of it weighs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fangzhi.markup import grammar, words
from fangzhi.markup.fragments import ROOM, Cohesion, Fragment, Usage
from fangzhi.markup.measure import NEVER_FIRST
from fangzhi.markup.text import HYPHENS, is_han

# What each piece of evidence weighs, roughly in nats (log-odds): about 4 decides alone. They follow
# `scripts/evaluate fit`, which leaves the real chapter out, rounded; how much it weighs that a text
# is the next one or has an open end is less than the fit says, for it knows only one share of pages
# out of order, and what no known text shows is set by hand.
WEIGHTS = {
    "open end": 4.5,  # no mark ends the sentence: nearly every paragraph ends with one
    "ended": -5.5,  # a mark ends the sentence, and the last line is short or of unknown length
    "full line": -2.0,  # a mark ends the sentence at the end of a full line: chance, or a cut
    "short line": -3.0,  # no mark ends it, but the last line has room: no column ends there
    "pause": 0.0,  # a colon or semicolon: may end a paragraph that a list follows
    "announced": -2.0,  # the same before a capital letter: a list, a speech or a letter begins
    "comma": 0.5,  # a comma is never the end of a paragraph
    "mark first": 3.0,  # a text never begins with a closing mark or a comma
    "bracket": 2.5,  # one side opens what the other closes
    "unclosed": -2.0,  # one side opens what the other does not close
    "unopened": -2.0,  # one side closes what the other does not open
    "number": 1.5,  # a number is cut from its unit, or within itself
    "opening": -2.5,  # begins as the paragraphs of this book begin
    "numbered": -8.0,  # begins with a number or bullet as items and sections do
    "topic": -0.7,  # begins with a short sentence without figures, as a new matter does
    "new topic": -2.2,  # the same after the end of a sentence: few sentences are like that
    "reference": 0.8,  # begins with a word that refers to what was said before
    "indented": -3.8,  # the book indents paragraphs, and this line is indented
    "not indented": 0.6,  # the book indents paragraphs, and this line is not
    "set on": 3.0,  # the same where the layout shows it: boxes, not blanks that somebody typed
    "flush": 0.8,  # its length is that of whole lines without an indent
    "led in": -1.5,  # its length is that of whole lines with an indent: it begins a paragraph
    "word": 0.8,  # for each nat by which the two are likelier as one word than apart
    "grammar": 1.0,  # for each nat that the classes of the words at the seam say
    "usage": 0.3,  # for each nat that the book says for the characters at the seam
    "terms": 4.0,  # for each share of the rare terms that both have, above the usual
    "same block": 2.0,  # no blank line parts them, where blank lines part blocks
    "next": 1.0,  # the next text in the source
    "column end": 0.8,  # for each nat by which a column is likely to have ended there
    "rare opening": 1.0,  # for each nat that paragraphs without heads are rarer than usual
    "picture": 1.0,  # a picture between them explains the cut
    "hyphen": 4.0,  # a Latin word is cut by a hyphen
    "small letter": 2.0,  # goes on with a small letter
    "capital": -1.0,  # goes on with a capital letter
}
WORD_LEAST, WORD_MOST = 1.0, 8.0  # nats of `words.gain` that count as evidence, and at the most
TERMS_LEAST, TERMS_MOST = 0.06, 0.3  # shares of terms that count at the least and the most
GRAMMAR_MOST = 3.0  # nats that these count at the most, for and against
USAGE_LEAST, USAGE_MOST = 1.0, 3.0  # the same of what the book says of the characters at a seam
RARE_MOST = 2.0  # nats that rare openings count at the most
PLAY = 1.0  # em by which a real line may be fuller than the rules say
# What any two texts may have in common, whatever the one ends and the other begins with.
MOST_ANYWHERE = (
    WEIGHTS["grammar"] * GRAMMAR_MOST
    + WEIGHTS["usage"] * USAGE_MOST
    + WEIGHTS["terms"] * TERMS_MOST
    + WEIGHTS["next"]
)

_COMMAS = "，、,"
_UNIT = re.compile(
    r"[\d.,%％‰℃年月日时分秒元万亿千百十个人次户件项家座处米吨公平立辆套所条名位期届号]"
)


def weigh(end: Fragment, start: Fragment, cohesion: Cohesion, usage: Usage) -> dict[str, float]:
    """What speaks for and against `start` going on where `end` breaks off, in nats, by its keys."""
    found = observe(end, start, cohesion, usage)
    return {key: WEIGHTS[key] * size for key, size in found.items()}


def observe(end: Fragment, start: Fragment, cohesion: Cohesion, usage: Usage) -> dict[str, float]:
    """The evidence before it is weighed: 1 for what is there, else how much of it there is."""
    found = dict.fromkeys(
        (
            *_at_the_end(end, _reaches(end, start)),
            *_at_the_start(start, after_stop=end.ended),
            *_across(end.text, start.text),
            *_brackets_across(end, start),
            *(("announced",) if end.pause and start.text[0].isupper() else ()),
            *(("next",) if start.place == end.place + 1 else ()),
            *(("same block",) if _is_glued(end, start) else ()),
        ),
        1.0,
    )
    if (gain := words.gain(end.text, start.text)) > WORD_LEAST:
        found["word"] = min(gain, WORD_MOST)
    if "full line" in found:
        found["rare opening"] = min(start.rare, RARE_MOST)
        found["column end"] = end.placed
    found["grammar"] = min(max(grammar.fit(end.text, start.text), -GRAMMAR_MOST), GRAMMAR_MOST)
    found["usage"] = min(max(usage.across(end.text, start.text), -USAGE_LEAST), USAGE_MOST)
    found["terms"] = min(max(cohesion(end, start), -TERMS_LEAST), TERMS_MOST)
    return found


def _is_glued(end: Fragment, start: Fragment) -> bool:
    """Whether a text follows another without the blank line that parts blocks in this source."""
    return start.glued and start.place == end.place + 1 and not start.numbered


def most_after(end: Fragment) -> float:
    """With `most_before` of any text, as much as `weigh` can find for it going on from `end`.

    It is told much faster than what there is, and mostly tells enough.
    """
    full_line = WEIGHTS["rare opening"] * RARE_MOST + WEIGHTS["column end"] * end.placed
    most = max(
        sum(WEIGHTS[key] + (full_line if key == "full line" else 0.0) for key in found)
        for found in (
            list(_at_the_end(end, reaches))
            for reaches in ((None,) if end.short is None else (False, True))
        )
    )
    if end.unclosed:
        most += WEIGHTS["bracket"]
    if is_han(end.text[-1]):
        most += WEIGHTS["word"] * WORD_MOST
    elif end.text[-1] in HYPHENS:
        most += WEIGHTS["hyphen"] + WEIGHTS["small letter"]
    else:
        most += max(WEIGHTS["number"], WEIGHTS["small letter"])
    return most + MOST_ANYWHERE


def most_before(start: Fragment) -> float:
    """What `most_after` leaves open: what a start says of itself, whatever stands before it."""
    most = max(
        sum(WEIGHTS[key] for key in _at_the_start(start, after_stop))
        for after_stop in (False, True)
    )
    return most + (WEIGHTS["same block"] if start.glued else 0.0)


def _reaches(end: Fragment, start: Fragment) -> bool | None:
    """Whether a last line had no room for the start; None where its measure is not known."""
    return None if end.short is None else end.short < start.unit + PLAY


def _at_the_end(end: Fragment, reaches: bool | None) -> Iterator[str]:
    """What the end says: whether it is one, and whether its last line had room for the start."""
    if end.ended:
        yield "full line" if reaches else "ended"
        return
    yield "pause" if end.pause else "open end"
    if not reaches and end.short is not None and end.short > ROOM:
        yield "short line"
    elif end.text[-1] in _COMMAS:
        yield "comma"


def _at_the_start(start: Fragment, after_stop: bool) -> Iterator[str]:
    """What the start says; `after_stop` that a sentence ends before it."""
    if start.text[0] in NEVER_FIRST:
        yield "mark first"
    if start.numbered:
        yield "numbered"
    if start.usual_opening:
        yield "opening"
    elif start.topic:
        yield "new topic" if after_stop else "topic"
    if start.refers:
        yield "reference"
    if start.indented is not None:
        yield "indented" if start.indented else "set on" if start.whole else "not indented"
    elif start.flush is not None:
        yield "flush" if start.flush else "led in"


def cuts_number(before: str, after: str) -> bool:
    """Whether two texts meet inside a number, or between it and its unit."""
    return before[-1].isdigit() and bool(_UNIT.match(after))


def _across(before: str, after: str) -> Iterator[str]:
    """What the characters on both sides of the seam say."""
    last, first = before[-1], after[0]
    if cuts_number(before, after):
        yield "number"
    elif is_han(last):
        return
    elif first.islower():
        yield "small letter"
        if last in HYPHENS and before[-2:-1].isalpha():
            yield "hyphen"
    elif first.isupper():
        yield "capital"


def _brackets_across(end: Fragment, start: Fragment) -> Iterator[str]:
    """Whether what is open at the end is what is closed at the start.

    Quotation marks in running text often lack their partner, so only the innermost ones count.
    """
    if end.unclosed and start.unopened:
        yield "bracket" if end.unclosed[-1] == start.unopened[0] else "unclosed"
    elif end.unclosed:
        yield "unclosed"
    elif start.unopened:
        yield "unopened"
