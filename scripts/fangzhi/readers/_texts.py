"""The words of a line, and how sure an engine was of them."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from statistics import fmean

from lxml import etree

from fangzhi.readers._notices import Notices

BLANKS = " \t\r\n\f"  # of XML and HTML; others are characters of the text

Words = list[tuple[str, float | None]]  # pieces of a line, and how sure an engine was of each

_BLANKS = re.compile(f"[{BLANKS}]+")


def confidence_of(
    text: str | None, notices: Notices, element: etree._Element, whole: float = 1.0
) -> float | None:
    """The confidence that `text` states, of `whole`; a number out of range is told of."""
    if not text:
        return None
    try:
        value = float(text) / whole
    except ValueError:
        value = math.nan
    if 0 <= value <= 1:
        return value
    notices.add(
        "confidence",
        f"the confidence {text[:20]!r} is not from 0 to {whole:g}; it is passed over",
        element,
    )
    return None


def mean(confidences: Iterable[float | None]) -> float | None:
    """The mean of the confidences that are stated; None if none is."""
    known = [one for one in confidences if one is not None]
    return fmean(known) if known else None


def sure_words(text: str, words: Words) -> list[tuple[int, int, float]]:
    """(start, end, confidence) in `text` of each of its words of which that is known.

    None where `text` is not made of `words`, blanks aside: then nobody knows where they stand.
    """
    places = [index for index, character in enumerate(text) if not character.isspace()]
    pieces = ["".join(word.split()) for word, _ in words]
    if "".join(pieces) != "".join(text.split()):
        return []
    found, reached = [], 0
    for piece, (_, sure) in zip(pieces, words, strict=True):
        end = reached + len(piece)
        if piece and sure is not None:
            found.append((places[reached], places[end - 1] + 1, sure))
        reached = end
    return found


def words_of(text: str) -> list[str]:
    """What blanks part in `text`; an ideographic or a fixed space is no blank here."""
    return [word for word in _BLANKS.split(text) if word]


def join_words(words: Iterable[str]) -> str:
    """Words with a blank between them, but none between two that are written without blanks."""
    joined = ""
    for word in words:
        if joined and word:
            joined += "" if _is_solid(joined[-1]) and _is_solid(word[0]) else " "
        joined += word
    return joined


def _is_solid(character: str) -> bool:
    """Whether a character belongs to Chinese or Japanese script, which parts no words."""
    if character < "\u2e80":
        return False
    return (
        unicodedata.east_asian_width(character) in "WF"
        and not "\uac00" <= character <= "\ud7a3"  # Korean does part them
    )


def one_line(text: str) -> str:
    """`text` without the blanks round it, and with a blank for each line end in it."""
    text = text.strip()
    return re.sub("[ \t]*[\r\n]+[ \t]*", " ", text) if "\n" in text or "\r" in text else text
