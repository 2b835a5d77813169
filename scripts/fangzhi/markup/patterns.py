"""Patterns of numbers and dates as profiles write them: `第{n}章`, `{n}月{n}日`, `Chapter {R}`.

A pattern is literal text with these places in braces:

- `{n}`: a number in Arabic or Chinese figures, of half or full width
- `{R}`: a Roman number in capitals, `{A}`: a capital letter, `{a}`: a small one
- `{w}`: a number in English or German words, one to twelve, or such an ordinal
- `{y}`: a year of four figures, Arabic or Chinese

A blank stands for any number of blanks, or none. Half and full width are one. Between two places
something must stand that is neither a blank nor a figure.
"""

from __future__ import annotations

import re
import unicodedata

HAN_FIGURES = "一二三四五六七八九十百千零〇○两廿卅"
FIGURES = "0-9０-９"
WORDS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "eins",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
    "erster",
    "zweiter",
    "dritter",
    "vierter",
    "fünfter",
    "sechster",
    "siebter",
    "achter",
    "neunter",
    "zehnter",
]
PLACES = {
    "w": f"(?i:{'|'.join(sorted(WORDS, key=len, reverse=True))})",
    "n": f"[{FIGURES}{HAN_FIGURES}]{{1,9}}",
    "R": "[IVXLCDMⅠ-Ⅻ]{1,9}",
    "A": "[A-ZＡ-Ｚ]",
    "a": "[a-z]",
    "y": f"(?:[12１２][{FIGURES}]{{3}}|[一二][{HAN_FIGURES}]{{3}})",
}
# The other width of marks that printers set in either.
_WIDTHS = dict(
    zip(
        ".,:;()[]-/·—~",
        ("．。", "，", "：", "；", "（", "）", "［", "］", "－-—–", "／", "•・", "－–-", "～"),
        strict=True,
    )
)
_BOTH = {**_WIDTHS, **{mark: half for half, full in _WIDTHS.items() for mark in full}}
_DASHES = "-－—–―─"


_SIDE_BY_SIDE = re.compile(rf"\}}[\s{FIGURES}{HAN_FIGURES}]*\{{")

# What must follow a pattern that a letter or figure ends.
BOUNDARY = r"(?=\s|$|:\s|[.:]?\s*[–—]\s)"


class PatternError(ValueError):
    """A pattern that does not follow the vocabulary; the message says why."""


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """The pattern of a profile as a regular expression, to be matched at the beginning of a text.

    What does not end in a Han character or a closing mark must be followed by a blank or the end,
    lest `{n}` match the beginning of any number. Raises `PatternError`.
    """
    if not re.search(r"[^\s{}]", pattern):
        raise PatternError("is empty")
    # Where two places can share out the same figures, a long row of them takes for ever to refuse.
    if _SIDE_BY_SIDE.search(pattern):
        raise PatternError("has two places side by side")
    pattern = re.sub(r"\s+", " ", pattern)
    expression = ""
    for literal, place in re.findall(r"([^{}]*)(?:\{([^{}]*)\})?", pattern):
        expression += "".join(map(_literal, literal))
        if place:
            if place not in PLACES:
                known = ", ".join(f"{{{name}}}" for name in PLACES)
                raise PatternError(f"has the unknown place {{{place}}} (known: {known})")
            expression += f"({PLACES[place]})"
    if pattern.count("{") != pattern.count("}") or "{}" in pattern:
        raise PatternError("has a brace that is not closed, or nothing in braces")
    closed = not pattern[-1].isascii() or pattern[-1] in ")]"
    return re.compile(expression + ("" if closed else BOUNDARY))


def _literal(character: str) -> str:
    """A character of a pattern in either width; a blank is any run of blanks."""
    if character.isspace():
        return r"\s*"
    if character in _DASHES:
        return f"[{re.escape(_DASHES)}]+"
    return f"[{re.escape(character + _BOTH.get(character, ''))}]"


ROMAN = re.compile("[IVXLCDM]+")


def number(text: str) -> int | None:
    """The number that `text` writes in Arabic, Chinese or Roman figures; None for anything else."""
    text = unicodedata.normalize("NFKC", text)
    if text.isascii() and text.isdigit():
        return int(text)
    if text and all(character in _ROMAN for character in text):
        return _roman(text)
    return _han(text)


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_DIGITS = {
    character: value
    for value, characters in enumerate(
        ("零〇○", "一", "二两", "三", "四", "五", "六", "七", "八", "九")
    )
    for character in characters
}
_TENS = {"十": 10, "百": 100, "千": 1000, "廿": 20, "卅": 30}


def _roman(text: str) -> int:
    values = [_ROMAN[character] for character in text]
    return sum(
        -value if value < max(values[place:], default=0) else value
        for place, value in enumerate(values, 1)
    )


def _han(text: str) -> int | None:
    """二十三 as 23, 一九九八 as 1998."""
    if not text or not all(c in _DIGITS or c in _TENS for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in "廿卅":
            total += _TENS[character]
        else:
            total += (digit or 1) * _TENS[character]
            digit = 0
    return total + digit
