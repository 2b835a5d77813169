"""Whether two pieces of Chinese text meet inside a word.

The words and their frequencies are those of jieba's word list; none of its code is run. The list
is not loaded: it is sorted by first characters, so that the few lines wanted are found by
bisection in its bytes. It is in simplified characters; OpenCC's table leads to them.
"""

from __future__ import annotations

import importlib.util
import math
from functools import cache
from pathlib import Path

from fangzhi.markup.text import is_han

TOTAL = 60_101_967  # occurrences that the list counts in all
LONGEST = 6  # characters of a word, and characters looked at on each side of a seam
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
def _words_from(character: str) -> dict[str, float]:
    """The log-probability of each word of the list that begins with `character`."""
    data, wanted = _word_list(), character.encode()
    low, high = 0, len(data)
    while low < high:
        middle = (low + high) // 2
        line = data.rfind(b"\n", 0, middle + 1)
        if data[line + 1 : line + 1 + len(wanted)] < wanted:
            low = data.find(b"\n", middle + 1)
            low = len(data) if low < 0 else low
        else:
            high = line
    found: dict[str, float] = {}
    while data[low + 1 : low + 1 + len(wanted)] == wanted:
        end = data.find(b"\n", low + 1)
        end = len(data) if end < 0 else end
        word, frequency, *_ = data[low + 1 : end].split(b" ")
        found[word.decode()] = math.log(max(int(frequency), 1) / TOTAL)
        low = end
    return found


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
    best = [0.0] + [-math.inf] * len(text)
    for start in range(len(text)):
        words = _words_from(text[start])
        for end in range(start + 1, min(start + LONGEST, len(text)) + 1):
            single = UNKNOWN if end == start + 1 else -math.inf
            weight = words.get(text[start:end], single)
            best[end] = max(best[end], best[start] + weight)
    return best[-1]


def gain(left: str, right: str) -> float:
    """How much likelier `left` and `right` are as one text than apart, in nats; 0 without Han.

    Above 3 the seam lies inside a word in most cases; at and below 0 it says nothing, for words
    end at column ends too.
    """
    before, after = (
        piece.translate(_simplified()) for piece in (_han_end(left), _han_start(right))
    )
    if not before or not after:
        return 0.0
    return log_probability(before + after) - log_probability(before) - log_probability(after)


def _han_end(text: str) -> str:
    start = len(text)
    while start > max(0, len(text) - LONGEST) and is_han(text[start - 1]):
        start -= 1
    return text[start:]


def _han_start(text: str) -> str:
    end = 0
    while end < min(LONGEST, len(text)) and is_han(text[end]):
        end += 1
    return text[:end]
