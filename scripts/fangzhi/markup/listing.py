"""What short printed pieces say by their text alone: items of lists, and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fangzhi.markup.text import han_share

LONGEST_HAN, LONGEST_LATIN = 120, 300  # characters that an item of a list has at the most
_SENTENCE_ENDS = re.compile(r"[。！？!?]|[a-z\u00df-\u00ff]\.(?=\s)")
_SENTENCES = 2  # an item with more of them is a numbered paragraph

_NUMERALS = "一二三四五六七八九十"
# What follows a number must not make it a decimal (1.5) or a date (1.12.2019, 1. 12. 2019).
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("bullet", re.compile(r"([•·‣▪●◦○■□◆◇–—*-])[ \t\u00a0\u3000]+(?=\S)")),
    ("circled", re.compile(r"([①-⑳])\s*(?=\S)")),
    ("stop", re.compile(r"(\d{1,3})[.．](?!\d|\s*\d{1,2}\.\s*\d{2,4})\s*(?=\S)")),
    ("comma", re.compile(r"(\d{1,3})、(?!\d{1,2}[月日号]|\d+、)\s*(?=\S)")),
    ("bracketed", re.compile(r"[(（](\d{1,3})[)）]\s*(?=\S)")),
    ("closed", re.compile(r"(\d{1,3})[)）]\s*(?=\S)")),
    ("letter", re.compile(r"([a-z])[)）]\s*(?=\S)")),
    ("bracketed letter", re.compile(r"[(（]([a-z])[)）]\s*(?=\S)")),
    ("numeral", re.compile(rf"[(（]([{_NUMERALS}]{{1,3}})[)）]\s*(?=\S)")),
)
_MONTHS = re.compile(
    r"(?:Jan|Feb|M[aä]r|Apr|Ma[iy]|Jun|Jul|Aug|Sep|Okt|Oct|Nov|De[zc])[a-zä]{0,7}\.?\s+\d"
)


@dataclass(frozen=True, slots=True)
class Label:
    """What an item begins with: `length` characters with the blanks after it.

    `kind` is the manner of labels, `number` the place in a row of them; for a bullet 0.
    """

    kind: str
    number: int
    length: int


def read_label(text: str) -> Label | None:
    """The label that `text` begins with; None if none does."""
    for kind, pattern in _KINDS:
        found = pattern.match(text)
        if found and not (kind == "stop" and _MONTHS.match(text, found.end())):
            if kind == "bullet":
                return Label(f"bullet {found[1]}", 0, found.end())
            return Label(kind, _number(found[1]), found.end())
    return None


def label(text: str) -> int:
    """The length of the label that `text` begins with, the blanks after it included; else 0."""
    found = read_label(text)
    return found.length if found else 0


def _number(sign: str) -> int:
    """The number that a label says; 0 for what is none."""
    if sign.isdecimal():
        return int(sign)
    if "①" <= sign <= "⑳":
        return ord(sign) - ord("①") + 1
    if "a" <= sign <= "z":
        return ord(sign) - ord("a") + 1
    return _numeral(sign)


def _numeral(sign: str) -> int:
    """The value of a Chinese numeral up to 99; 0 for a row of digits that is no such numeral."""
    tens, ten, ones = sign.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return 0
    value = {numeral: index for index, numeral in enumerate(_NUMERALS, 1)}
    return (value[tens] if tens else 1) * 10 * bool(ten) + (value[ones] if ones else 0)


def find_lists(texts: Sequence[str]) -> list[range]:
    """Which texts are the items of one list: two or more labels of one kind whose numbers run.

    Numbers begin at 1. Long items, and items of several sentences, are numbered paragraphs.
    """
    labels = [read_label(text) for text in texts]
    return [
        run
        for run in _runs(labels)
        if len(run) > 1 and not any(_is_paragraph(texts[index]) for index in run)
    ]


def _runs(labels: Sequence[Label | None]) -> Iterator[range]:
    """Runs of labels of one kind that count from 1 upwards, or that are one bullet."""
    start = 0
    for index in range(1, len(labels) + 1):
        goes_on = index < len(labels) and _goes_on(labels[index - 1], labels[index])
        if not goes_on:
            first = labels[start]
            if first and first.number == (0 if first.kind.startswith("bullet") else 1):
                yield range(start, index)
            start = index


def _goes_on(above: Label | None, below: Label | None) -> bool:
    """Whether a label is the next after another."""
    if above is None or below is None or above.kind != below.kind:
        return False
    step = 0 if above.kind.startswith("bullet") else 1
    return below.number == above.number + step


def _is_paragraph(text: str) -> bool:
    """Whether an item is too long for one of a list."""
    longest = LONGEST_HAN if han_share(text) > 0.5 else LONGEST_LATIN
    item = text[label(text) :]
    return len(text) > longest or len(_SENTENCE_ENDS.findall(item)) > _SENTENCES


@dataclass(frozen=True, slots=True)
class Note:
    """How a printed note begins: `length` characters, the blanks after them included.

    `mark` is the sign by which the text calls it (①, 1, *, †); empty where a word says that it
    is a note (注：, Source:).
    """

    mark: str
    length: int


_NOTE_WORDS = re.compile(
    r"(?:[［\[〔【(（](?:附?[注註][释釋]?|[说說]明|[资資]料[来來]源)[］\]〕】)）][:：]?"
    r"|(?:[附备備]?[注註][释釋]?|[说說]明|(?:[资資]料|[数數][据據])?[来來]源)\s?[\d①-⑳]{0,2}\s?[:：]"
    r"|(?:Notes?|Sources?|Remarks?|Quellen?|Anmerkung(?:en)?|Anm\.?|Hinweise?)\s?[:：])\s*"
)
_NOTE_MARKS = re.compile(
    r"(?:([①-⑳])"
    r"|[\[［〔](\d{1,3}|[①-⑳])[\]］〕]"
    r"|(\d{1,3})[)）]"
    r"|([¹²³⁰⁴-⁹]{1,3})"
    r"|(\*{1,3}(?!\*)|[†‡※]))\s*(?=\S)"
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LOWERED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_DIGITS = "⁰¹²³⁴-⁹"


def note_mark(text: str) -> Note | None:
    """How `text` begins, if it may be a printed note; None if it cannot.

    A note with a mark is only a candidate: `is_called` tells whether the text has its call.
    """
    if found := _NOTE_WORDS.match(text):
        return Note("", found.end())
    if found := _NOTE_MARKS.match(text):
        mark = next(group for group in found.groups() if group)
        return Note(mark.translate(_RAISED), found.end())
    return None


_STATED_MARK = re.compile(r"\[([^\s\[\]]{1,40})\]\s+")


def stated_mark(text: str) -> str:
    """The mark of a note of a written document, which stands in brackets; empty if it has none."""
    found = _STATED_MARK.match(text)
    return found[1] if found else ""


def stated_label(text: str) -> int:
    """The length of the label of an item of a written document: a tab ends it; 0 if none does."""
    return text.find("\t") + 1


def is_called(mark: str, text_before: str) -> bool:
    """Whether the mark of a note stands inside the text before it: not where a line begins."""
    return call_of(mark, text_before) >= 0


def call_of(mark: str, text_before: str) -> int:
    """Where the text before a note calls it for the last time; -1 if nowhere.

    A call follows what it is for directly: `桥①`, `bridge[1]`, `bridge¹`, `bridge*`.
    """
    found = -1
    if mark:
        for match in _call(mark).finditer(text_before):
            found = match.start()
    return found


def _call(mark: str) -> re.Pattern[str]:
    """What a call looks like: never a bare number, for then any number would be one."""
    plain = re.escape(mark)
    bracketed = rf"(?:(?<=\S)|(?<=\S ))[\[［〔]{plain}[\]］〕]"
    if mark.isdecimal():
        raised = re.escape(mark.translate(_LOWERED))
        alone = rf"(?<=\S)(?:(?<![\d(（.]){plain}[)）]|(?<![{_DIGITS}]){raised}(?![{_DIGITS}]))"
    elif mark.startswith("*"):
        alone = rf"(?<=\S)(?<![*\d]){plain}(?![*\d])"  # ** is no call of *, and 3*4 is none
    else:
        alone = rf"(?<=[^\s:：;；]){plain}"  # after those marks it counts what the sentence lists
    return re.compile(f"{bracketed}|{alone}")
