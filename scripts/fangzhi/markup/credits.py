"""Credits: who supplied or took a picture, as the print says it at the end of a caption."""

from __future__ import annotations

import re

from fangzhi.markup.profile import Profile
from fangzhi.markup.signatures import LATIN_NAME, signed_names
from fangzhi.markup.text import (
    WIDE_BLANK,
    collapse,
    han_share,
    is_date,
    last_bracket,
    unbroken,
)

LONGEST_NAME = 40  # characters of whoever is credited
LONGEST_UNCREDITED = 60  # characters of a caption that ends with names alone
_ENDS_A_CLAUSE = re.compile(r"[。！？!?；;，,]")


def credited(text: str, profile: Profile) -> list[tuple[str, str]]:
    """(name, word) of each credit in `text`, which has no brackets: `区档案馆 供稿`.

    Dates may stand beside them. Empty where `text` is no credit.
    """
    whole = _one(text.strip(), profile)
    pieces = [piece for piece in re.split(r"[，,;；]\s*|\s+", text.strip()) if piece]
    single = [_one(piece, profile) for piece in pieces]
    found = [one for one in single if one is not None]
    if found and len(pieces) > 1:
        rest = (piece for piece, one in zip(pieces, single, strict=True) if one is None)
        if all(is_date(piece) for piece in rest):
            return found
    return [whole] if whole is not None else []


def _one(text: str, profile: Profile) -> tuple[str, str] | None:
    """(name, word) of a single credit: the word stands after the name, or before it."""
    for word in profile.caption.credits:
        if text.endswith(word):
            name = text.removesuffix(word).strip(" \u3000:：")
            if 2 <= len(name) <= LONGEST_NAME and not _ENDS_A_CLAUSE.search(name):
                return name, word
        elif text.startswith(word):
            match = re.match(r"(?:s|ies)?(?:\s+(?:by|von)\b|\s*[:：])\s*(.{2,})", text[len(word) :])
            if (
                match
                and len(match[1]) <= LONGEST_NAME
                and not re.search(r"[。！？!?；;]", match[1])
            ):
                return match[1], word
    return None


def find_credit(text: str, profile: Profile) -> int | None:
    """Where the credit at the end of `text` begins: `(区档案馆 供稿)`, `（张三摄）`; else None.

    0 means that the whole text is a credit.
    """
    if len(text) > profile.caption.longest:
        return None
    start = last_bracket(text, profile.caption.brackets)
    inner = collapse(unbroken(text[start + 1 : -1]))
    if start >= 0 and (credited(inner, profile) or _is_named(text, start, profile)):
        return start
    # A wide blank may stand for the brackets.
    blanks = (blank.end() for blank in WIDE_BLANK.finditer(text))
    return next((end for end in blanks if credited(text[end:], profile)), None)


def _is_named(text: str, start: int, profile: Profile) -> bool:
    """Whether names alone, without a word for what they did, end what can only be a caption."""
    before = text[:start].rstrip()
    if not before or len(before) > LONGEST_UNCREDITED or re.search(r"[。！？!?；;：]|[.] ", before):
        return False
    if before[-1] in profile.paragraph.ends or before[0].islower():
        return False
    inner = collapse(unbroken(text[start + 1 : -1]))
    names = signed_names(inner, profile)
    if text.startswith(profile.caption.openers):
        return bool(names)
    return han_share(inner) == 0 and bool(names or LATIN_NAME.fullmatch(inner))
