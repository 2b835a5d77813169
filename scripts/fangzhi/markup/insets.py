"""Captions among the printed lines of a column: which lines each takes.

A picture stands in the middle of what it interrupts. So every place where a caption may begin is
weighed by how well the lines above it go on with one another and with the line below the caption,
and how well those of the caption do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fangzhi.markup import grammar, shapes, words
from fangzhi.markup.credits import find_credit
from fangzhi.markup.profile import Profile
from fangzhi.markup.signatures import is_labelled, is_signature
from fangzhi.markup.text import HYPHENS, closes, collapse, han_share, has_letters, unbroken
from fangzhi.source import width

CAPTION_LINES = 5  # lines that a caption with its credit has at the most
CREDIT_LINES = 3  # lines that the credit stands in
TOGETHER = 3  # pictures that stand together in the middle of a text
SAME_WORD = 1.0  # nats of `words.gain` from which on two lines meet inside a word
MOST = 7.0  # nats that this is worth at the most
USUAL = (10.0, 14.0)  # em of a caption without a credit, and of one before its credit
SPREAD = 0.6  # how far the logarithm of that varies
SENTENCE = 5.0  # nats that the end of a sentence within a caption must be worth
CLAUSE = (1.0, 0.4)  # the same for that of a clause, without a credit and before one
OPENING = 2.0  # nats that a date or an opening word is worth
AT_TOP, ALONE = 1.0, 3.0  # nats for a caption where its block begins; and where it is all of it

# How likely a line end is to look as it does, where a text goes on below it, where one has ended
# and another begins, and inside of a caption. About the shares among the line ends of known texts.
ON, NEW, CAPTION = range(3)
_FULL = (0.97, 0.2, 0.97)  # the line above reaches the end of its column
_ENDED = (0.08, 0.93)  # it ends a sentence
_WHOLE = (0.002, 0.1, 0.002)  # it is a signature or a credit as a whole
_INDENTED = (0.01, 0.9, 0.01)  # the line below is indented, where the book has indents
_ANEW = (0.02, 0.5, 0.02)  # it begins as entries and heads do
_NUMBERED = (0.2, 0.5, 0.02)  # the same where it begins with figures, as any line may
_SMALL = (0.65, 0.02, 0.02)  # it begins with a small letter, in Latin script
_CAPTION_ENDS = (0.25, 0.05)  # the last line of a caption without a credit is full, ends a sentence
BROKEN = 5.0  # nats that a broken word is worth
_INTERRUPTED, _DONE, _ELSEWHERE = 0.65, 0.25, 0.1  # what the text above a caption is, and how often

_SENTENCES = re.compile(r"[。！？；!?;](?!$)|[^\W\d_]{4}[.] ")
_CLAUSES = re.compile(r"[，：,:](?!$)")


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A line in its column: whether it is full, by how many em it falls short of the measure, and
    whether it is indented; None where the book has no indents.
    """

    text: str
    full: bool
    room: float
    indented: bool | None


def find_captions(lines: Sequence[ColumnLine], profile: Profile) -> list[range]:
    """The captions among the lines of a block: which lines each takes.

    A credit ends a caption, and so does a short line without an end where the text goes on below.
    """
    column = _Column(lines, profile)
    found: list[range] = []
    for index in range(len(lines)):
        done = found[-1].stop if found else 0
        first = column.credit_start(index)
        if first is None and index < done:
            continue
        if first is None and column.opens(index):
            candidates = [range(index, stop) for stop in column.stops(index)]
        elif first is not None or column.breaks_off(index):
            last = index if first is None else first
            candidates = [range(start, index + 1) for start in column.starts(done, last, index)]
        else:
            continue
        if candidates:
            found.append(column.best(candidates))
    return found


class _Column:
    """The lines of a block and what they may be."""

    def __init__(self, lines: Sequence[ColumnLine], profile: Profile) -> None:
        self.lines = lines
        self.profile = profile
        self.texts = [line.text for line in lines]
        self.closers = tuple(pair[1] for pair in profile.caption.brackets)

    def credit_start(self, index: int) -> int | None:
        """The line in which the credit begins that the line `index` ends; None if it ends none."""
        if not self.texts[index].endswith(self.closers):
            return None  # as nearly all lines
        for start in range(index, max(index - CREDIT_LINES, -1), -1):
            text = collapse(unbroken("\n".join(self.texts[start : index + 1])))
            if (credit := find_credit(text, self.profile)) is not None:
                return None if credit == 0 and self.is_signed(text, start) else start
        return None

    def is_signed(self, text: str, start: int) -> bool:
        """Whether names beside a word for authors close what ends above the line `start`."""
        ended = start > 0 and shapes.ends_sentence(self.texts[start - 1], self.profile)
        signs = is_signature(text, self.profile) and is_labelled(text[1:-1], self.profile)
        return ended and signs

    def starts(self, done: int, last: int, index: int) -> Iterator[int]:
        """Where a caption may begin whose credit begins in the line `last` and ends with `index`.

        Its lines but the last are full, and none of them begins or ends something else.
        """
        for start in range(last, max(done, index - CAPTION_LINES + 1) - 1, -1):
            line, text = self.lines[start], self.texts[start]
            if is_signature(text, self.profile) and find_credit(text, self.profile) != 0:
                return
            if start < last and not (line.full or self.is_credit(start + 1, index)):
                return
            if not line.indented:
                yield start

    def is_credit(self, start: int, index: int) -> bool:
        """Whether the lines from `start` to `index` are a credit and nothing else."""
        text = collapse(unbroken("\n".join(self.texts[start : index + 1])))
        return find_credit(text, self.profile) == 0

    def best(self, candidates: Sequence[range]) -> range:
        """The likeliest of some captions, of which one is there."""
        first = min(caption.start for caption in candidates)
        last = min(max(caption.stop for caption in candidates), len(self.lines) - 1)

        def weigh(caption: range) -> float:
            start, stop = caption.start, caption.stop
            beside = (*range(max(first - 1, 0), start - 1), *range(stop, last))
            text = math.fsum(max(self.seam(at, ON), self.seam(at, NEW)) for at in beside)
            return text + self.around(start, stop) + self.inside(caption)

        return max(candidates, key=weigh)

    def inside(self, caption: range) -> float:
        """How likely the lines of a caption are what they are, in nats."""
        start, stop = caption.start, caption.stop
        weight = self.begin(start, CAPTION)
        weight += math.fsum(self.seam(at, CAPTION) for at in range(start, stop - 1))
        text = collapse(unbroken("\n".join(self.texts[start:stop])))
        credit = find_credit(text, self.profile)
        if credit is None:
            for holds, share in zip(self.looks(stop - 1), _CAPTION_ENDS, strict=True):
                weight += _log(holds, share)
        before = text[:credit].rstrip()
        weight -= (math.log(max(width(before), 1.0) / USUAL[credit is not None]) / SPREAD) ** 2 / 2
        sentences = [match.end() for match in _SENTENCES.finditer(before)]
        # What happened may stand before what is to be seen: 平澜桥恢复通行。图为清晨客船.
        told = sum(before.startswith(self.profile.caption.openers, end) for end in sentences)
        clauses = CLAUSE[credit is not None] * len(_CLAUSES.findall(before))
        weight -= SENTENCE * (len(sentences) - told) + clauses
        return weight + OPENING * shapes.opens_caption(text, self.profile)

    def around(self, start: int, stop: int) -> float:
        """How likely the lines above and below stand on the two sides of a caption, in nats."""
        below = stop < len(self.lines)
        if start == 0:
            return AT_TOP + max(self.begin(stop, ON), self.begin(stop, NEW)) if below else ALONE
        on, new = self.end(start - 1, ON), self.end(start - 1, NEW)
        first = max(self.begin(0, ON), self.begin(0, NEW))
        if not below:
            return first + max(math.log(_INTERRUPTED) + on, math.log(_DONE) + new)
        return first + max(
            math.log(_INTERRUPTED) + on + self.meet(start - 1, stop),
            math.log(_DONE) + new + self.begin(stop, NEW),
            math.log(_ELSEWHERE) + max(on, new) + max(self.begin(stop, ON), self.begin(stop, NEW)),
        )

    def seam(self, at: int, how: int) -> float:
        """How likely the end of the line `at` and the next line are what they are, in nats."""
        if how == NEW:
            return self.end(at, NEW) + self.begin(at + 1, NEW)
        return self.end(at, how) + self.meet(at, at + 1)

    def meet(self, above: int, below: int) -> float:
        """How likely a line begins as it does where the text of another one goes on in it."""
        before, after = self.texts[above], self.texts[below]
        gain = max(words.gain(before, after), 0.0) + grammar.fit(before, after)
        weight = self.begin(below, ON) + max(-MOST, min(gain, MOST))
        if before.endswith(HYPHENS):
            weight += BROKEN if after[0].islower() else -BROKEN
        return weight

    def end(self, at: int, how: int) -> float:
        """How likely a line ends as it does."""
        full, ended = self.looks(at)
        whole = shapes.is_whole(self.texts[at], self.profile)
        weight = _log(full, _FULL[how]) + _log(whole, _WHOLE[how])
        return weight if how == CAPTION or whole else weight + _log(ended, _ENDED[how])

    def looks(self, at: int) -> tuple[bool, bool]:
        """Whether a line is full, and whether it ends a sentence."""
        return self.lines[at].full, shapes.ends_sentence(self.texts[at], self.profile)

    def begin(self, at: int, how: int) -> float:
        """How likely a line begins as it does, whatever stands above it."""
        line = self.lines[at]
        anew = shapes.begins_anew(line.text, self.profile)
        weight = _log(anew, (_NUMBERED if line.text[0].isdigit() else _ANEW)[how])
        if line.indented is not None and not (anew and how == NEW):  # heads are not indented
            weight += _log(line.indented, _INDENTED[how])
        if line.text[0].isalpha() and han_share(line.text[0]) == 0:
            weight += _log(line.text[0].islower(), _SMALL[how])
        return weight

    def breaks_off(self, index: int) -> bool:
        """Whether a line is short and ends nothing, and a text goes on below it that may have
        broken off above it: a picture interrupts that text, or several do.

        Only where the book indents its paragraphs can it be told from a head.
        """
        return self.is_short(index) and self.text_breaks(index) and self.text_goes_on(index + 1)

    def is_short(self, index: int) -> bool:
        """Whether a line may be a caption by itself, or the last of one."""
        line = self.lines[index]
        return (
            line.indented is False
            and (not line.full or self.has_room(index))
            and self.is_loose(index)
            and not (index and closes(self.texts[index - 1], line.text))
        )

    def text_breaks(self, index: int) -> bool:
        """Whether a text may break off above a line, or above others that stand beside it."""
        for above in range(index - 1, index - TOGETHER - 1, -1):
            if above < 0 or self.lines[above].full:
                return True
            if not self.is_short(above):
                return False
        return False

    def text_goes_on(self, index: int) -> bool:
        """Whether a line goes on with a text that broke off above, or one below other captions."""
        for _ in range(TOGETHER):
            if index < len(self.lines) and self.is_of_text(index):
                return True
            ends = range(index, min(index + CAPTION_LINES, len(self.lines)))
            credited = next((at for at in ends if self.credit_start(at) is not None), None)
            if credited == len(self.lines) - 1:
                return True
            if credited is None and (index >= len(self.lines) or not self.is_short(index)):
                return False
            index = (index if credited is None else credited) + 1
        return False

    def is_of_text(self, index: int) -> bool:
        """Whether a line stands in the middle of a text."""
        line = self.lines[index]
        return (
            not line.indented
            and not shapes.begins_anew(line.text, self.profile)
            and (line.full or shapes.ends_sentence(line.text, self.profile))
            and self.credit_start(index) is None
        )

    def is_loose(self, index: int) -> bool:
        """Whether a line is neither the beginning nor the end of something."""
        text = self.texts[index]
        return (
            has_letters(text)
            and not shapes.ends_sentence(text, self.profile)
            and text[-1] not in self.profile.paragraph.pauses
            and not shapes.begins_anew(text, self.profile)
        )

    def has_room(self, index: int) -> bool:
        """Whether a line in Latin script with a capital is short of what goes on small below it.

        The first word of the line below would have fitted.
        """
        if index + 1 == len(self.lines):
            return False
        here, below = self.texts[index : index + 2]
        small = here[0].isupper() and below[0].islower()
        return small and width(" " + below.split(maxsplit=1)[0]) < self.lines[index].room

    def opens(self, index: int) -> bool:
        """Whether a line begins a caption with a word that captions begin with, and no other."""
        above, here = self.texts[max(index - 1, 0)], self.texts[index]
        later = range(index, min(index + CAPTION_LINES, len(self.texts)))
        return (
            here.startswith(self.profile.caption.openers)
            and words.gain(above, here) <= SAME_WORD
            and not shapes.ends_sentence(here, self.profile)
            and all(self.credit_start(at) is None for at in later)
        )

    def stops(self, start: int) -> Iterator[int]:
        """Where a caption may end that begins with the line `start` and has no credit."""
        for stop in range(start + 1, min(start + CAPTION_LINES, len(self.lines)) + 1):
            yield stop
            if stop < len(self.lines) and not (
                self.lines[stop - 1].full
                and not shapes.begins_anew(self.texts[stop], self.profile)
                and not self.lines[stop].indented
            ):
                return


def _log(holds: bool, share: float) -> float:
    """The log-probability that something holds, or does not, of which a share does."""
    return math.log(share if holds else 1 - share)
