"""Small questions about pieces of text that several stages ask."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable
from operator import add

# Han characters with their extensions, and the zero that numerals are written with.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
# What is set without spaces round it: Han, kana, and full-width marks and forms.
WIDE = HAN + "\u2e80-\u2fff\u3000-\u30ff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6"
_HAN = re.compile(f"[{HAN}]")
_HAN_RUNS = re.compile(f"[{HAN}]{{2,}}")
_WIDE = re.compile(f"[{WIDE}“”‘’…—·]")
_FULL_WIDTH = re.compile(f"[{WIDE}]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_BLANKS = re.compile(r"\s+")
WIDE_BLANK = re.compile(r"\u3000+|[ \t\u2002\u2003]{2,}|\t")  # wider than what parts two words

QUOTES = (
    "“”", "‘’", "《》", "〈〉", "「」", "『』", "()", "（）", "【】", "〔〕", "［］", "[]",
)  # fmt: skip
_CLOSED_BY = {pair[1]: pair[0] for pair in QUOTES}
_OPENS = frozenset(pair[0] for pair in QUOTES)
_QUOTES = re.compile(f"[{re.escape(''.join(QUOTES))}]")
# A half-width bracket may close a full-width one: OCR and typists mix them.
_SAME = {"（": "(", "［": "[", "〔": "[", "【": "["}


def is_han(character: str) -> bool:
    """Whether a character is a Han character."""
    return bool(_HAN.match(character))


def han_pairs(text: str) -> set[str]:
    """All pairs of neighbouring Han characters."""
    return {pair for run in _HAN_RUNS.findall(text) for pair in map(add, run, run[1:])}


def terms(text: str) -> frozenset[str]:
    """What a text speaks of, more or less: pairs of neighbouring Han characters, longer words."""
    return frozenset(han_pairs(text).union(map(str.casefold, _LONG_WORD.findall(text))))


_LONG_WORD = re.compile(rf"[^\W\d_{HAN}]{{4,}}")


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
    """`text` with each run of blanks as one space, and with lines joined as they are read.

    Where a line broke, a space stands only where one parts words. Blanks at both ends are taken
    off.
    """
    stripped = text.strip()

    def replace(match: re.Match[str]) -> str:
        if "\n" not in match[0] and "\f" not in match[0]:
            return " "
        before = stripped[max(0, match.start() - 20) : match.start()]
        after = stripped[match.end() : match.end() + 20]
        return " " if is_spaced(before, after) else ""

    return _BLANKS.sub(replace, stripped)


DEEPEST = 64  # brackets within one another that are told apart


def brackets(text: str) -> tuple[list[str], list[str]]:
    """(closing marks without an opening one, opening marks without a closing one) of `text`.

    Opening marks in the order in which they stand; closing ones are given as their opening form.
    A mark that closes nothing open does not close what stands round it.
    """
    unopened: list[str] = []
    unclosed: list[str] = []
    for character in _QUOTES.findall(text):
        if character in _OPENS:
            unclosed.append(_SAME.get(character, character))
            del unclosed[:-DEEPEST]
        else:
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
    if closing not in text:
        return -1
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


def closes(above: str, below: str) -> bool:
    """Whether a line ends the bracket with which the line above begins: a wrapped signature."""
    return (
        above[0] in "(（"
        and brackets(above)[1] != []
        and below[-1] in ")）"
        and brackets(above + below) == ([], [])
    )


LINKING = 8  # times that a word stands in a text, and never before a mark, that only links others
_WORD_AND_MARK = re.compile(r"([^\W\d_]+)([^\w\s]?)")


def link_words(text: str) -> frozenset[str]:
    """The words in small letters that end nothing in a Latin text: articles, prepositions."""
    counts: Counter[str] = Counter()
    ends: set[str] = set()
    for word, mark in _WORD_AND_MARK.findall(text):
        counts[word] += 1
        if mark:
            ends.add(word)
    often = (word for word, times in counts.items() if times >= LINKING and word.islower())
    return frozenset(often) - ends


HYPHENS = ("-", "\u2010", "\u00ad")


# A word that the end of a line broke: a hyphen between two letters, the second of them small.
_BROKEN = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad](?=[ \t]*[\n\f]\s*[^\W\d_])")


_WRAPPED = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad]\n\s*(?=[a-zäöüß])")


def unbroken(text: str) -> str:
    """`text` with the words whole that its line ends broke, where only names are looked for."""
    return _WRAPPED.sub("", text)


def broken_words(text: str, words: Container[str]) -> list[str]:
    """`text` in pieces that end where a line end broke a word; the hyphens belong to the pieces.

    `words` are those of the book in small letters: a word that it writes with the hyphen elsewhere,
    and never without, has it of its own.
    """
    pieces, start = [], 0
    for match in _BROKEN.finditer(text):
        left = re.search(r"[^\W\d_]+$", text[: match.start()])
        right = re.match(r"\s*([^\W\d_]+)", text[match.end() :])
        if left and right and is_broken_word(left[0], right[1], words):
            pieces.append(text[start : match.end()])
            start = match.end()
    return [*pieces, text[start:]]


def is_broken_word(left: str, right: str, words: Container[str]) -> bool:
    """Whether the hyphen between two halves of a word stands only for a line end."""
    if not right[0].islower():
        return False
    whole, hyphened = (left + right).lower(), f"{left}-{right}".lower()
    return whole in words or hyphened not in words


def is_spaced(before: str, after: str) -> bool:
    """Whether a space parts two pieces of text where they meet.

    In Chinese text none does, but between two Latin words; in Latin text one always does, but
    after a hyphen.
    """
    if before.endswith(HYPHENS) and after[:1].islower():
        return False
    ends = (before[-1:], after[:1])
    if han_share(before + after) > 0.5:
        return all(character.isascii() and character.isalpha() for character in ends)
    return not any(_FULL_WIDTH.match(character) for character in ends)


def is_unbroken(before: str, after: str) -> bool:
    """Whether a seam lies inside a word or number, or between two Han characters ([CORS5])."""
    last, first = before[-1:], after[:1]
    if is_han(last) and is_han(first):
        return True
    if last.isdigit() and first.isdigit():
        return not is_spaced(before, after)
    return last in HYPHENS and first.islower()


_MONTH = (
    r"(?:Jan(?:uary|uar)?|Feb(?:ruary|ruar)?|Mar(?:ch)?|März|Apr(?:il)?|May|Mai|June?|Juni|July?|Juli"
    r"|Aug(?:ust)?|Sept?(?:ember)?|O[ck]t(?:ober)?|Nov(?:ember)?|De[cz](?:ember)?)\.?"
)
_DATE = re.compile(
    r"约?\s*\d{2,4}(?:年(?:代|\d{1,2}月(?:\d{1,2}日)?)?)?"
    r"|[一二三四五六七八九十〇○零]{2,4}年(?:代|[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?)?"
    r"|c?a?\.? ?\d{4}"
    rf"|(?:im )?(?:\d{{1,2}}(?:st|nd|rd|th|\.)? )?{_MONTH}(?: \d{{1,2}}(?:st|nd|rd|th)?)?,? \d{{4}}"
)


def is_date(text: str) -> bool:
    """Whether the whole of a text says when: 2009年, 2023年3月28日, December 31, 1930."""
    return bool(_DATE.fullmatch(text))


def head_lines(text: str, wrap: int) -> list[str]:
    """The lines of a head.

    A line feed parts lines, and so does a blank between Han characters after `wrap` characters or
    more. Single characters that blanks space out (综 述) are one word.
    """
    words = text.split()
    if all(len(word) == 1 and is_han(word) for word in words):
        return ["".join(words)]
    lines = [""]
    for before, blank, after in re.findall(r"(\S+)(\s*)(?=(\S?))", text.strip()):
        lines[-1] += before
        between_han = is_han(before[-1]) and bool(after) and is_han(after)
        if blank and ("\n" in blank or (between_han and wrap and len(lines[-1]) >= wrap)):
            lines.append("")
        elif blank:
            lines[-1] += " "
    return lines


def head_text(text: str, wrap: int) -> str:
    """A head as it is read: its lines put together."""
    whole, *rest = head_lines(text, wrap)
    for line in rest:
        whole += f" {line}" if is_spaced(whole, line) else line
    return whole
