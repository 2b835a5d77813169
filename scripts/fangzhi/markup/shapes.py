"""What a piece of text is by its shape alone, without what stands round it."""

from __future__ import annotations

import re

from fangzhi.markup.credits import find_credit
from fangzhi.markup.patterns import ROMAN
from fangzhi.markup.profile import Profile
from fangzhi.markup.signatures import is_signature
from fangzhi.markup.text import (
    WIDE_BLANK,
    closing_index,
    collapse,
    han_share,
    has_letters,
    in_brackets,
    unopened_index,
)


def entry_head(text: str, profile: Profile) -> int:
    """The length of the entry head that `text` begins with, brackets and all; 0 where none is."""
    return bracketed_head(text, profile) or marked_head(text, profile) or run_in_head(text, profile)


def bracketed_head(text: str, profile: Profile) -> int:
    """The length of a head in brackets at the beginning of `text`: 【概况】; else 0."""
    for opening, closing in profile.entry.brackets:
        if text.startswith(opening):
            end = closing_index(text[: profile.entry.longest + 1], opening, closing)
            if end > 1:
                return end + 1
    return 0


def marked_head(text: str, profile: Profile) -> int:
    """The length of a head after a mark, up to a blank or the end of its line: ■概况; else 0."""
    if not text or text[0] not in profile.entry.marks:
        return 0
    line = text.partition("\n")[0]
    start = len(line) - len(line[1:].lstrip())
    blank = WIDE_BLANK.search(line, start) or re.compile(r"\s").search(line, start)
    end = blank.start() if blank else len(line)
    head = line[start:end]
    if not head or end > profile.entry.longest or profile.head.never.intersection(head):
        return 0
    return end


_SPACED = re.compile(r"[\u3400-\u9fff][\u3000 ][\u3400-\u9fff](?=\s)")
LEAST_TEXT = 10  # characters that follow a head that is run into its text


def run_in_head(text: str, profile: Profile) -> int:
    """The length of a head that a wide blank parts from its text: 武胜桥　　位于…; else 0."""
    if not profile.entry.run_in:
        return 0
    spaced = _SPACED.match(text)  # a name of two characters, as wide as one of three
    blank = WIDE_BLANK.search(text[: profile.entry.run_in + 4], spaced.end() if spaced else 0)
    if blank is None or not 0 < blank.start() <= profile.entry.run_in:
        return 0
    head, rest = text[: blank.start()], text[blank.end() :]
    sentence = collapse(rest[:200])
    if (
        "\n" in text[: blank.end()]
        or len(sentence) < LEAST_TEXT
        or profile.head.never.intersection(head)
        or not has_letters(head)
        or in_brackets(head, profile.signature.brackets) is not None
        or WIDE_BLANK.search(rest[:40])
        or not re.search(r"[。，；、：]", sentence)
        or head_level(text, profile) is not None
    ):
        return 0
    return blank.start()


def dated_head(text: str, profile: Profile) -> int:
    """The length of the date that a blank parts from its text: 3月12日　　…; else 0."""
    match = date_opening(text, profile)
    if match is None or "\n" in text[: match.end() + 1]:
        return 0
    rest = text[match.end() :]
    blank = len(rest) - len(rest.lstrip())
    return match.end() if blank and len(rest) - blank >= LEAST_TEXT else 0


def date_opening(text: str, profile: Profile) -> re.Match[str] | None:
    """The date with which an entry of a chronicle begins; None where there is none."""
    found = (pattern.match(text) for pattern in profile.chronicle.dates)
    return max((match for match in found if match), key=lambda match: match.end(), default=None)


def period(text: str, profile: Profile) -> int | None:
    """Which period (0: the longest) the whole of `text` names: 2019年, 三月; None for others."""
    for place, pattern in enumerate(profile.chronicle.periods):
        match = pattern.match(text)
        if match and match.end() == len(text):
            return place
    return None


def head_level(text: str, profile: Profile) -> int | None:
    """The level of a numbered head: an index into the profile's levels; None for other text."""
    plain = collapse(text)
    for place, level in enumerate(profile.levels):
        for pattern in level.numbering:
            match = pattern.match(plain)
            if match and _is_numbered_head(plain, match, level.longest, profile):
                return place
    return None


def _is_numbered_head(text: str, match: re.Match[str], longest: int, profile: Profile) -> bool:
    """Whether what follows a number is the text of a head."""
    rest = text[match.end() :].lstrip(" \t\u3000:：.–—")
    if len(text) > longest or _SENTENCE.search(rest) or ends_sentence(rest, profile):
        return False
    if not rest:
        # 第一章, Chapter 1, but not a number alone.
        return sum(map(str.isalpha, match[0])) > 1 and not ROMAN.fullmatch(match[0].strip(". "))
    latin = han_share(rest) == 0
    if latin and not (rest[0].isupper() or rest[0] in "“\"'‘(„"):
        return False
    return not (latin and len(rest) < 3) and rest[-1] not in "，、,：:；;-"


_SENTENCE = re.compile(r"[。！？；!?;]|\w{4}[.] ")


def is_capitals(text: str, profile: Profile) -> bool:
    """Whether a line in capitals is a head."""
    plain = collapse(text)
    return (
        profile.head.capitals
        and plain.isupper()
        and sum(character.isalpha() for character in plain) >= 3
        and len(plain) <= profile.head.longest
        and not ends_sentence(plain, profile)
        and plain[-1] not in ",-"
        and in_brackets(plain, profile.signature.brackets) is None
    )


def is_named(text: str, profile: Profile) -> bool:
    """Whether the whole of `text` is a head that stands for itself: 大事记."""
    return "".join(text.split()) in profile.head.named


def is_cut_entry_head(text: str, profile: Profile) -> bool:
    """Whether `text` is an entry head that the column ended before its bracket was closed."""
    return len(text) <= profile.entry.longest and any(
        text.startswith(opening) and closing_index(text, opening, closing) < 0
        for opening, closing in profile.entry.brackets
    )


def entry_rest(text: str, profile: Profile) -> int:
    """The length of what may be the end of a cut entry head, closing bracket and all; else 0."""
    for opening, closing in profile.entry.brackets:
        end = unopened_index(text[: profile.entry.longest], opening, closing)
        if end >= 0:
            return end + 1
    return 0


def has_letters_only_latin(text: str) -> bool:
    """Whether `text` is written in Latin letters alone."""
    return has_letters(text) and han_share(text) == 0


def has_head_shape(text: str, profile: Profile, title: bool = False) -> bool:
    """Whether `text` is short, has letters, and none of the marks that a head never has.

    In a book in Han characters a head in Latin letters is a title in another language, which may be
    longer. In one in Latin script a head begins with a capital letter. A `title` is of the whole.
    """
    plain = collapse(text)
    if not has_letters(plain) or plain[-1] in profile.paragraph.pauses:
        return False
    if in_brackets(plain, profile.signature.brackets) is not None:
        return False
    rule, longest = profile.head, profile.head.longest
    if title:
        rule, longest = profile.chapter_title, profile.chapter_title.longest
    if has_letters_only_latin(plain):
        if plain[0].islower() or plain[-1] in "-,":
            return False  # a line out of a text
        if not profile.latin:
            rule, longest = profile.chapter_title, profile.chapter_title.longest * 3
        elif not title:
            longest = LONGEST_LATIN
        if ends_sentence(plain, profile):
            return False
    return len(plain) <= longest and not rule.never.intersection(plain)


LONGEST_LATIN = 60  # characters of a head without a number


_CALL = re.compile(r"(?:[①-⑳¹²³⁰⁴-⁹*†‡]+|[\[〔［]\d{1,3}[\]〕］])$")  # of a note, after a sentence


def ends_sentence(text: str, profile: Profile) -> bool:
    """Whether `text` ends with a mark that ends a sentence, closing marks after it aside."""
    rule = profile.paragraph
    bare = _CALL.sub("", text[-LONGEST_END:].rstrip()).rstrip(
        "".join(rule.closers - rule.ends) + " \t\n\u3000"
    )
    return bool(bare) and bare[-1] in rule.ends


LONGEST_END = 200  # characters of closing marks and note marks that an end may have


def begins_anew(text: str, profile: Profile) -> bool:
    """Whether `text` can go on from nothing: an entry, a numbered head, or a signature."""
    return (
        entry_head(text, profile) > 0
        or any(text.startswith(pair[0]) for pair in profile.entry.brackets)
        or head_level(text, profile) is not None
        or dated_head(text, profile) > 0
        or is_capitals(text, profile)
        or is_named(text, profile)
        or is_signature(text, profile)
    )


def is_whole(text: str, profile: Profile) -> bool:
    """Whether nothing can go on from `text`: a signature, or a credit."""
    return is_signature(text, profile) or find_credit(text, profile) is not None


_DATE = re.compile(
    r"\d{4}年|\d{1,2}月\d{1,2}日|[一二三四五六七八九十〇]{4}年|[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)


def opens_caption(text: str, profile: Profile) -> bool:
    """Whether `text` begins as captions do: with a date, or with one of their opening words."""
    return bool(_DATE.match(text)) or text.startswith(profile.caption.openers)
