"""The order of an index: by pinyin for Chinese, by letters for languages of Latin script."""

from __future__ import annotations

import unicodedata
from functools import cache

from fangzhi.builders._readings import readings
from fangzhi.tei.edition import is_han

Key = tuple[tuple[str, int, str], ...]
DIGITS, OTHERS = "0–9", "#"  # the groups of what begins with no letter
_ARTICLES = {
    "en": ("a ", "an ", "the "),
    "de": ("der ", "die ", "das ", "den ", "ein ", "eine "),
}


def has_order(language: str) -> bool:
    """Whether we know how words of this language are put in order.

    Japanese needs readings that no program can tell from the characters.
    """
    return language.partition("-")[0] != "ja"


@cache
def place(text: str, language: str) -> tuple[str, Key]:
    """(group, sort key) of an entry: the letter that it stands under, and its place there."""
    core = text.lstrip("".join({char for char in text if not char.isalnum()}))
    primary = language.partition("-")[0]
    lowered = core.casefold()
    for article in _ARTICLES.get(primary, ()):
        if lowered.startswith(article) and len(core) > len(article):
            core = core[len(article) :]
            break
    key = tuple(_sounds(core))
    first = key[0][0][:1] if key else ""
    if first.isdecimal():
        return DIGITS, key
    return (first.upper() if "a" <= first <= "z" else OTHERS), key


def _sounds(text: str) -> list[tuple[str, int, str]]:
    """For each character (sound, tone, the character): syllable by syllable, then tone by tone."""
    if any(map(is_han, text)):
        return [
            (*(reading or (unicodedata.normalize("NFKC", char).casefold(), 0)), char)
            for reading, char in zip(readings(text), text, strict=True)
        ]
    plain = unicodedata.normalize("NFKD", text).casefold()
    return [(char, 0, char) for char in plain if not unicodedata.combining(char)]
