"""Languages: their names for the header, and what a title in another script is written in."""

from __future__ import annotations

import re

from fangzhi.markup.text import han_share, is_han

NAMES = {
    "zh": "Chinese",
    "zh-Hans": "Chinese, simplified script",
    "zh-Hant": "Chinese, traditional script",
    "lzh": "Literary Chinese",
    "en": "English",
    "de": "German",
    "fr": "French",
    "ja": "Japanese",
    "ko": "Korean",
    "la": "Latin",
    "und": "Language not determined",
    "und-Hani": "Language not determined, Han characters",
    "und-Latn": "Language not determined, Latin script",
}

# Words that nearly every title has, and no title of the other language.
_SMALL_WORDS = {
    "en": re.compile(r"\b(of|the|and|in|for|on|to|by|with|people's)\b", re.IGNORECASE),
    "de": re.compile(r"\b(der|die|das|und|des|im|für|von|zur|zum|über)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(le|la|les|du|des|et|sur|pour|au|aux)\b", re.IGNORECASE),
}


def language_of_text(text: str) -> str:
    """The language of a short text in Latin letters by its small words; `und-Latn` without any."""
    counts = {tag: len(pattern.findall(text)) for tag, pattern in _SMALL_WORDS.items()}
    best = max(counts, key=lambda tag: counts[tag])
    return best if counts[best] else "und-Latn"


def language_of_head(text: str, main: str) -> str:
    """The language of a parallel head in a text in the language `main`.

    In Han characters too few for more, only their script is told, where the text has another.
    """
    if han_share(text) == 0:
        return language_of_text(text)
    return language_of_source(text, main if main.partition("-")[0] in _HAN else "und-Hani")


_HAN = ("zh", "lzh", "ja", "ko")  # languages written in Han characters, also among others

SAMPLE = 20_000  # characters that are looked at for the language of a whole text
TRADITIONAL = 0.03  # share of Han characters that only traditional script has


def language_of_source(text: str, usual: str) -> str:
    """The main language of a text that nobody stated.

    In Latin letters by its small words. In Han characters it is `usual`, that of the profile, but
    for the script: characters that Big5 has and GB 2312 has not are those of traditional script.
    """
    sample = text[:SAMPLE]
    if han_share(sample) < 0.2:
        return language_of_text(sample)
    han = [character for character in sample if is_han(character)]
    traditional = sum(_is_in(c, "big5") and not _is_in(c, "gb2312") for c in han)
    if usual == "zh-Hans" and traditional > TRADITIONAL * len(han):
        return "zh-Hant"
    return usual


def _is_in(character: str, codec: str) -> bool:
    try:
        return bool(character.encode(codec))
    except UnicodeEncodeError:
        return False


def name(tag: str) -> str:
    """The English name of a language tag; the tag itself where none is known."""
    return NAMES.get(tag, NAMES.get(tag.split("-", maxsplit=1)[0], tag))
