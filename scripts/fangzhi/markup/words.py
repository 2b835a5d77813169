"""Words of Chinese text: whether two pieces meet inside one, and of which class a word is.

The words, their frequencies and their classes are those of jieba's word list; none of its code is
run. The list is not loaded: it is sorted by first characters, so that the few lines wanted are
found by bisection in its bytes. It is in simplified characters; OpenCC's table leads to them.
"""

from __future__ import annotations

import importlib.util
import math
import re
from functools import cache, lru_cache
from pathlib import Path

from fangzhi.markup.text import is_han

TOTAL = 60_101_967  # occurrences that the list counts in all
LONGEST = 6  # characters of a word, and characters looked at on each side of a seam
SEAMS = 1 << 14  # ends and starts of texts that are remembered
UNKNOWN = math.log(0.5 / TOTAL)  # a single character that is no word by itself


@cache
def _word_list() -> bytes:
    """The lines `word frequency tag` of the list, each after a line feed, in their order.

    The first lines hold the words with Latin letters and are in no order; they are left out.
    """
    package = importlib.util.find_spec("jieba")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("jieba, whose word list tells where words end, is not installed")
    data = Path(package.submodule_search_locations[0], "dict.txt").read_bytes()
    return data[data.index("\n一 ".encode()) :]


@cache
def _words_from(character: str) -> dict[str, str]:
    """Each word of the list that begins with `character`, and how often it was seen."""
    return dict(_LINE.findall(_lines_from(character)))


_LINE = re.compile(r"\n(\S+) (\d+)")


@cache
def _classes_from(character: str) -> dict[str, str]:
    """The class of each word of the list that begins with `character`, in the list's letters."""
    return dict(_CLASS.findall(_lines_from(character)))


_CLASS = re.compile(r"\n(\S+) \d+ (\S+)")


def _lines_from(character: str) -> str:
    """The lines of the list whose words begin with `character`."""
    first = _first_line(character.encode())
    after = _first_line(chr(ord(character) + 1).encode(errors="surrogatepass"))
    return _word_list()[first:after].decode()


def _first_line(wanted: bytes) -> int:
    """Where in the list the first line begins that is not before `wanted`."""
    data = _word_list()
    low, high = 0, len(data)
    while low < high:
        middle = (low + high) // 2
        line = data.rfind(b"\n", 0, middle + 1)
        if data[line + 1 : line + 1 + len(wanted)] < wanted:
            low = data.find(b"\n", middle + 1)
            low = len(data) if low < 0 else low
        else:
            high = line
    return low


def _weight(times: str) -> float:
    """The log-probability of a word that was seen so often."""
    return math.log(max(int(times), 1) / TOTAL)


@cache
def _simplified() -> dict[int, str]:
    """The simplified form of each traditional character: the word list has only those."""
    package = importlib.util.find_spec("opencc")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("opencc-python-reimplemented is not installed")
    table = Path(package.submodule_search_locations[0], "dictionary", "TSCharacters.txt")
    pairs = (line.split() for line in table.read_text(encoding="utf-8").splitlines())
    return {ord(pair[0]): pair[1] for pair in pairs if len(pair) > 1 and len(pair[0]) == 1}


def log_probability(text: str) -> float:
    """The log-probability of the likeliest way to cut `text` into words (unigram Viterbi)."""
    return _forward(text)[-1]


def _forward(text: str) -> list[float]:
    """The log-probability of the likeliest words up to each place of `text`."""
    best = [0.0] + [-math.inf] * len(text)
    for start in range(len(text)):
        words = _words_from(text[start])
        for end in range(start + 1, min(start + LONGEST, len(text)) + 1):
            times = words.get(text[start:end])
            if times is not None:
                best[end] = max(best[end], best[start] + _weight(times))
            elif end == start + 1:
                best[end] = max(best[end], best[start] + UNKNOWN)
    return best


def split(text: str) -> list[str]:
    """The likeliest words of Han characters alone, in the simplified form that the list has."""
    han = text.translate(_simplified())
    forward, end, found = _forward(han), len(han), list[str]()
    while end:
        starts = range(max(0, end - LONGEST), end)
        start = max(starts, key=lambda start: forward[start] + _one_word(han[start:end]))
        found.append(han[start:end])
        end = start
    return found[::-1]


def _one_word(text: str) -> float:
    """The log-probability of `text` as a single word."""
    times = _words_from(text[0]).get(text)
    return _weight(times) if times else UNKNOWN if len(text) == 1 else -math.inf


def class_of(word: str) -> str:
    """The class that the list gives a word (`n` noun, `v` verb, `d` adverb …); "x" for none."""
    return _classes_from(word[0]).get(word, "x")


def gain(left: str, right: str) -> float:
    """How much likelier `left` and `right` are as one text than apart, in nats; 0 without Han.

    Above 3 the seam lies inside a word in most cases; at and below 0 it says nothing, for words
    end at column ends too.
    """
    if not (is_han(left[-1:]) and is_han(right[:1])):
        return 0.0
    openings, closings = _openings(left[-LONGEST:]), _closings(right[:LONGEST])
    best = 0.0
    for words, first, before in openings:
        for last, after in closings[: LONGEST - len(first)]:
            if (times := words.get(first + last)) is not None:
                best = max(best, before + _weight(times) + after)
    return best


@lru_cache(maxsize=SEAMS)
def _openings(text: str) -> list[tuple[dict[str, str], str, float]]:
    """The ways in which a word may begin in the last characters of `text` and go on after them.

    For each the words that begin so, what of them stands in `text`, and by how much the likelihood
    of the text changes that is left without it.
    """
    han = han_at_end(text).translate(_simplified())
    forward = _forward(han)
    return [
        (_words_from(character), han[place:], forward[place] - forward[-1])
        for place, character in enumerate(han)
    ]


@lru_cache(maxsize=SEAMS)
def _closings(text: str) -> list[tuple[str, float]]:
    """The ways in which a word may end in the first characters of `text`: how much it takes of
    them, and by how much the likelihood of the text changes that is left without it.
    """
    han = han_at_start(text).translate(_simplified())
    whole = log_probability(han)
    return [(han[:end], log_probability(han[end:]) - whole) for end in range(1, len(han) + 1)]


def han_at_end(text: str) -> str:
    """The Han characters that `text` ends with."""
    start = len(text)
    while start > 0 and is_han(text[start - 1]):
        start -= 1
    return text[start:]


def han_at_start(text: str) -> str:
    """The Han characters that `text` begins with."""
    return text[: next((place for place, one in enumerate(text) if not is_han(one)), len(text))]
