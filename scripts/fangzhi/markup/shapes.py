"""What a piece of text is by its shape alone, without what stands round it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fangzhi.markup.profile import Profile
from fangzhi.markup.text import (
    closing_index,
    collapse,
    han_share,
    has_letters,
    in_brackets,
    last_bracket,
    unopened_index,
)

_ENDS_A_CLAUSE = re.compile(r"[。！？!?；;，,]")
_PERSON = re.compile(
    r"[\u3400-\u9fff〇]{2,4}|[\u3400-\u9fff]{1,8}[·•・][\u3400-\u9fff]{1,8}"
    r"|[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3}"
)
_NUMERAL = re.compile(r"[一二三四五六七八九十百〇零]+")


def entry_head(text: str, profile: Profile) -> int:
    """The length of the entry head that `text` begins with, brackets and all; 0 where none is."""
    for opening, closing in profile.entry.brackets:
        if text.startswith(opening):
            end = closing_index(text, opening, closing)
            if 1 < end <= profile.entry.longest:
                return end + 1
    return 0


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


def find_credit(text: str, profile: Profile) -> int | None:
    """Where the credit at the end of `text` begins: `(区档案馆 供稿)`, `（张三摄）`; else None.

    0 means that the whole text is a credit.
    """
    if len(text) > profile.caption.longest:
        return None
    start = last_bracket(text, profile.caption.brackets)
    if start < 0 or not credited(text[start + 1 : -1], profile):
        return None
    return start


def credited(text: str, profile: Profile) -> tuple[str, str] | None:
    """(name, word) of a credit without its brackets, as in `区档案馆 供稿`; None for other text."""
    inner = text.strip()
    for word in profile.caption.credits:
        name = inner.removesuffix(word).strip(" \u3000:：")
        if inner.endswith(word) and 2 <= len(name) <= 40 and not _ENDS_A_CLAUSE.search(name):
            return name, word
    return None


def signed_names(text: str, profile: Profile) -> list[tuple[str, bool]]:
    """(name, whether it is an organisation's) for each name of a signature without brackets.

    Empty when `text` is no list of names.
    """
    names = []
    for word in _split_names(text, profile):
        if word in profile.signature.never or _NUMERAL.fullmatch(word):
            return []
        office = len(word) > 3 and word.endswith(profile.signature.offices) and han_share(word) == 1
        if not office and not _PERSON.fullmatch(word):
            return []
        names.append((word, office))
    return names


LONGEST_NAME = 4  # Han characters of a person's name without a middle dot


def is_office(name: str, profile: Profile) -> bool:
    """Whether a name is that of an office: by its ending, or because no person's is as long."""
    if han_share(name) < 1 or "·" in name:
        return False
    return len(name) > LONGEST_NAME or (len(name) > 2 and name.endswith(profile.signature.offices))


def _split_names(text: str, profile: Profile) -> Iterator[str]:
    """The words of a list of names: blanks part Han names, but belong to Latin ones.

    A name of two characters is often spaced out to the width of three (沈　二): it is one word.
    """
    marks = "".join(mark for mark in profile.signature.separators if not mark.isspace())
    for piece in re.split(f"[{re.escape(marks)}]", text) if marks else [text]:
        if han_share(piece) == 0:
            yield from filter(None, [" ".join(piece.split())])
            continue
        first = ""
        for word in piece.split():
            if len(word) > 1 or first:
                yield first + word if len(word) == 1 else first or word
                if first and len(word) > 1:
                    yield word
                first = ""
            else:
                first = word
        if first:
            yield first


def is_signature(text: str, profile: Profile) -> bool:
    """Whether the whole of `text` is one or more names in brackets."""
    inner = in_brackets(text, profile.signature.brackets)
    return (
        inner is not None
        and len(text) <= profile.signature.longest
        and bool(signed_names(inner, profile))
    )


def has_letters_only_latin(text: str) -> bool:
    """Whether `text` is written in Latin letters alone."""
    return has_letters(text) and han_share(text) == 0


def has_head_shape(text: str, profile: Profile) -> bool:
    """Whether `text` is short, has letters, and none of the marks that a head never has."""
    plain = collapse(text)
    latin = has_letters_only_latin(plain)
    longest = profile.chapter_title.longest * 3 if latin else profile.head.longest
    if latin and (plain[0].islower() or plain.endswith("-")):
        return False  # a line out of a text
    return (
        len(plain) <= longest
        and has_letters(plain)
        and in_brackets(plain, profile.signature.brackets) is None
        and not (profile.chapter_title if latin else profile.head).never.intersection(plain)
    )


def ends_sentence(text: str, profile: Profile) -> bool:
    """Whether `text` ends with a mark that ends a sentence, closing marks after it aside."""
    rule = profile.paragraph
    bare = text.rstrip()
    while bare and bare[-1] in rule.closers and bare[-1] not in rule.ends:
        bare = bare[:-1]
    return bool(bare) and bare[-1] in rule.ends


def begins_anew(text: str, profile: Profile) -> bool:
    """Whether `text` can go on from nothing: an entry, or a signature."""
    return (
        entry_head(text, profile) > 0
        or any(text.startswith(pair[0]) for pair in profile.entry.brackets)
        or is_signature(text, profile)
    )


def is_whole(text: str, profile: Profile) -> bool:
    """Whether nothing can go on from `text`: a signature, or a credit."""
    return is_signature(text, profile) or find_credit(text, profile) is not None


_DATE = re.compile(r"\d{4}年|\d{1,2}月\d{1,2}日|[一二三四五六七八九十〇]{4}年")


def opens_caption(text: str, profile: Profile) -> bool:
    """Whether `text` begins as captions do: with a date, or with one of their opening words."""
    return bool(_DATE.match(text)) or text.startswith(profile.caption.openers)
