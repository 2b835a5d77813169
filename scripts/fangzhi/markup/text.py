"""Small questions about pieces of text that several stages ask."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Han characters with their extensions, and the zero that numerals are written with.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
# What is set without spaces round it: Han, kana, and full-width marks and forms.
WIDE = HAN + "\u2e80-\u2fff\u3000-\u30ff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6"
_HAN = re.compile(f"[{HAN}]")
_WIDE = re.compile(f"[{WIDE}“”‘’…—·]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_BLANKS = re.compile(r"\s+")

QUOTES = (
    "“”", "‘’", "《》", "〈〉", "「」", "『』", "()", "（）", "【】", "〔〕", "［］", "[]",
)  # fmt: skip
_CLOSED_BY = {pair[1]: pair[0] for pair in QUOTES}
_OPENS = frozenset(pair[0] for pair in QUOTES)
# A half-width bracket may close a full-width one: OCR and typists mix them.
_SAME = {"（": "(", "［": "[", "〔": "[", "【": "["}


def is_han(character: str) -> bool:
    """Whether a character is a Han character."""
    return bool(_HAN.match(character))


def is_wide(character: str) -> bool:
    """Whether a character belongs to East Asian text, where no space parts words."""
    return bool(_WIDE.match(character))


def han_share(text: str) -> float:
    """The share of Han characters among the letters of `text`; 0 where it has none."""
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    return han / (han + latin) if han + latin else 0.0


def has_letters(text: str) -> bool:
    """Whether `text` has a Han character or a Latin letter."""
    return bool(_HAN.search(text) or _LATIN.search(text))


def collapse(text: str) -> str:
    """`text` with each run of blanks as one space, or as nothing where a line broke between
    characters that are set without spaces. Blanks at both ends are taken off.
    """
    stripped = text.strip()

    def replace(match: re.Match[str]) -> str:
        before, after = stripped[match.start() - 1], stripped[match.end()]
        broken = "\n" in match[0] or "\f" in match[0]
        return "" if broken and (is_wide(before) or is_wide(after)) else " "

    return _BLANKS.sub(replace, stripped)


def brackets(text: str) -> tuple[list[str], list[str]]:
    """(closing marks without an opening one, opening marks without a closing one) of `text`.

    Opening marks in the order in which they stand; closing ones are given as their opening form.
    A mark that closes nothing open does not close what stands round it.
    """
    unopened: list[str] = []
    unclosed: list[str] = []
    for character in text:
        if character in _OPENS:
            unclosed.append(_SAME.get(character, character))
        elif character in _CLOSED_BY:
            opening = _CLOSED_BY[character]
            opening = _SAME.get(opening, opening)
            if opening in unclosed:
                del unclosed[len(unclosed) - 1 - unclosed[::-1].index(opening) :]
            else:
                unopened.append(opening)
    return unopened, unclosed


def closing_index(text: str, opening: str, closing: str) -> int:
    """Where the bracket that `text` begins with is closed, those of its kind nesting; else -1."""
    depth = 0
    for index, character in enumerate(text):
        depth += (character == opening) - (character == closing)
        if depth == 0:
            return index
    return -1


def unopened_index(text: str, opening: str, closing: str) -> int:
    """Where `text` has a closing bracket that nothing in it opens; else -1."""
    depth = 0
    for index, character in enumerate(text):
        depth += (character == opening) - (character == closing)
        if depth < 0:
            return index
    return -1


def in_brackets(text: str, pairs: Iterable[tuple[str, str]]) -> str | None:
    """What stands within, where `text` as a whole is one bracket of `pairs`; else None."""
    for opening, closing in pairs:
        if text.startswith(opening) and closing_index(text, opening, closing) == len(text) - 1:
            return text[1:-1]
    return None


def last_bracket(text: str, pairs: Iterable[tuple[str, str]]) -> int:
    """Where the bracket begins that closes at the very end of `text`; else -1."""
    for opening, closing in pairs:
        if text.endswith(closing):
            mirrored = closing_index(text[::-1], closing, opening)
            if mirrored >= 0:
                return len(text) - 1 - mirrored
    return -1
