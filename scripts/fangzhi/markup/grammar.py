"""What may stand next to what in a Chinese sentence: how well two texts meet, by classes of words.

Each side of a seam has names: the class of its word, the word itself where it is a function word,
its length, and `*`, which every side has. The table `grammar.txt` weighs pairs of names; it is
made by `scripts/evaluate grammar`.
"""

from __future__ import annotations

import importlib.resources
from functools import cache, lru_cache

from fangzhi.markup import words
from fangzhi.markup.text import is_han

# One letter of the word list stands for several that differ in nothing that a sentence shows.
_CLASSES = {
    "nrt": "nr", "nrfg": "nr", "ng": "n", "an": "n", "nz": "n", "j": "n", "ag": "a", "ad": "d",
    "dg": "d", "df": "d", "vg": "v", "vi": "v", "vd": "v", "vq": "v", "l": "i", "tg": "t",
    "mg": "m", "mq": "m", "rr": "r", "rz": "r", "rg": "r", "e": "y", "o": "x", "g": "x", "h": "x",
    "zg": "x", "k": "x", "uz": "u", "uv": "u", "uj": "u", "ul": "u", "ug": "u", "ud": "u",
}  # fmt: skip
# Words of one character that show by themselves what may stand beside them.
_FUNCTION_WORDS = frozenset(
    "的地得了着过和与及或等在于对从向由为以至到把被将使令让因而则并也又都还就才更最不未无没已曾均共"
    "其此该各每这那之所是有中上下内外前后间时年月日个人名次座元万亿里亩米吨处条余多第全自经按据同只"
)
_FIGURES, _LETTERS, _ANY = "0", "A", "*"
_FULL_WIDTH = str.maketrans(",;:()", "，；：（）")
LONGEST_NAMED = 3  # characters from which on the lengths of words are one
SEAMS = 1 << 14  # ends and starts of texts that are remembered


def fit(before: str, after: str) -> float:
    """How much the words at a seam speak for `after` going on from `before`, in nats.

    0 where no Han character stands there, for instance within a number.
    """
    if not (is_han(before[-1]) or is_han(after[0])):
        return 0.0
    table = _table()
    return sum(
        table.get((last, first), 0.0)
        for last in names_at_end(before[-words.LONGEST :])
        for first in names_at_start(after[: words.LONGEST])
    )


@lru_cache(maxsize=SEAMS)
def names_at_end(text: str) -> tuple[str, ...]:
    """The names of the last word of `text`."""
    han = words.han_at_end(text)
    return _names(words.split(han)[-1] if han else text[-1])


@lru_cache(maxsize=SEAMS)
def names_at_start(text: str) -> tuple[str, ...]:
    """The names of the first word of `text`."""
    han = words.han_at_start(text)
    return _names(words.split(han)[0] if han else text[0])


def _names(word: str) -> tuple[str, ...]:
    """The names of a word, or of a character that is not Han."""
    if not is_han(word[0]):
        kind = _FIGURES if word.isdigit() else _LETTERS if word.isalpha() else word
        return (kind.translate(_FULL_WIDTH), _ANY)
    found = words.class_of(word)
    names = (_CLASSES.get(found, found), str(min(len(word), LONGEST_NAMED)), _ANY)
    return (word, *names) if word in _FUNCTION_WORDS else names


@cache
def _table() -> dict[tuple[str, str], float]:
    """What each pair of names weighs, in nats."""
    text = importlib.resources.files(__package__).joinpath("grammar.txt").read_text("utf-8")
    rows = (line.split() for line in text.splitlines() if not line.startswith("#"))
    return {(last, first): float(weight) for last, first, weight in rows}
