"""How Chinese characters are read: pinyin with its tone, by the word that they stand in.

The readings are those of pypinyin's tables of words and characters. Its code is not run: that would
take longer than all else that an edition of a chapter needs.
"""

from __future__ import annotations

import importlib.util
import json
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

# The marks of the four tones; a syllable without one has the fifth, the neutral one.
_TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
_DIAERESIS = "\u0308"  # lü and nü are sorted as lv and nv, after lu and nu


def readings(text: str) -> list[tuple[str, int] | None]:
    """(syllable, tone from 1 to 5) of each character of `text`; None where it has no reading.

    Words are told from left to right, the longest first.
    """
    words = _words()
    found: list[tuple[str, int] | None] = []
    while len(found) < len(text):
        rest = text[len(found) : len(found) + _longest()]
        lengths = range(len(rest), 1, -1)
        word = next((rest[:length] for length in lengths if rest[:length] in words), "")
        sounds = [one[0] for one in words[word]] if word else [_reading(rest[0])]
        found += map(_told, sounds)
    return found


def _reading(character: str) -> str:
    """The usual reading of a character by itself; empty where none is known."""
    return _characters().get(str(ord(character)), "").partition(",")[0]


@cache
def _told(sound: str) -> tuple[str, int] | None:
    """`zhāng` as syllable and tone."""
    if not sound:
        return None
    letters = unicodedata.normalize("NFD", sound)
    tone = next((_TONES[letter] for letter in letters if letter in _TONES), 5)
    plain = letters.replace(f"u{_DIAERESIS}", "v")
    return "".join(letter for letter in plain if not unicodedata.combining(letter)), tone


@cache
def _words() -> dict[str, list[list[str]]]:
    """The readings of each word, character by character, the usual one first."""
    return dict(_table("phrases_dict.json"))


@cache
def _longest() -> int:
    return max(map(len, _words()))


@cache
def _characters() -> dict[str, str]:
    """The readings of each character, by its number; the usual one first, parted by commas."""
    return dict(_table("pinyin_dict.json"))


def _table(name: str) -> Any:
    package = importlib.util.find_spec("pypinyin")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("pypinyin, whose tables tell the readings, is not installed")
    return json.loads(Path(package.submodule_search_locations[0], name).read_bytes())
