"""Captions and notes: what stands beside the text, and is told by what stands round it."""

from __future__ import annotations

import re
from dataclasses import replace

from fangzhi.markup import words
from fangzhi.markup.evidence import cuts_number
from fangzhi.markup.listing import call_of, label, note_mark
from fangzhi.markup.profile import Profile
from fangzhi.markup.roles import BESIDE, Part, Role
from fangzhi.markup.shapes import ends_sentence
from fangzhi.markup.text import han_share
from fangzhi.source import Source

TOGETHER = 3  # captions and credits that stand together between two halves of a text
LONGEST_BETWEEN = 45  # characters of a caption without a credit
LONGEST_LATIN = 120  # the same in Latin script, where it may be a sentence
MEETS = 3.0  # nats by which two texts that a caption parts are likelier as one
_ANNOUNCES = re.compile("[:：]")  # a list of names rather than a caption
BEFORE = 40  # texts before a note in which its call is looked for: those of a page, about


def find(parts: list[Part], source: Source, profile: Profile) -> list[Part]:
    """Captions that stand on a line of their own, and notes that the text before them calls."""
    parts = _find_captions(parts, source, profile)
    parts = _find_between(parts, source, profile)
    return _find_notes(parts, source)


def _find_captions(parts: list[Part], source: Source, profile: Profile) -> list[Part]:
    """Captions before a credit, or with an opening word."""
    found = list(parts)
    for index, part in enumerate(parts):
        text = source.slice(part.span)
        if part.role is Role.CREDIT and index and found[index - 1].role is Role.TEXT:
            caption = found[index - 1]
            alone = not caption.opens and not ends_sentence(source.slice(caption.span), profile)
            if (
                alone
                and not caption.settled
                and caption.span.end - caption.span.start <= profile.caption.longest
            ):
                found[index - 1] = replace(caption, role=Role.CAPTION, reason="credit")
        elif (
            part.role is Role.TEXT
            and not part.opens
            and not part.settled
            and len(text) <= profile.caption.longest
            and text.startswith(profile.caption.openers)
        ):
            found[index] = replace(part, role=Role.CAPTION, reason="opening word")
    return found


def _find_between(parts: list[Part], source: Source, profile: Profile) -> list[Part]:
    """Short pieces that are no sentences, where the texts on both sides meet inside a word.

    Up to `TOGETHER` of them stand together: pictures at the top of a page.
    """
    found = list(parts)
    texts = [source.slice(part.span) for part in parts]
    short = [
        part.role in BESIDE or _may_be_caption(part, text, profile)
        for part, text in zip(parts, texts, strict=True)
    ]
    for first in range(1, len(parts) - 1):
        for stop in range(first + 1, min(first + TOGETHER, len(parts) - 1) + 1):
            if not short[stop - 1]:
                break
            before, after = parts[first - 1], parts[stop]
            cut = before.role is Role.TEXT and after.role is Role.TEXT and not after.opens
            if cut and _part_a_text(texts[first - 1 : stop + 1], profile):
                for index in range(first, stop):
                    if found[index].role is Role.TEXT:
                        found[index] = replace(
                            found[index], role=Role.CAPTION, reason="between cut texts"
                        )
    return found


def _may_be_caption(part: Part, text: str, profile: Profile) -> bool:
    """Whether a text by itself may be a caption without a credit."""
    return (
        part.role is Role.TEXT
        and not part.opens
        and not part.settled
        and not label(text)
        and not _ANNOUNCES.search(text)
        and (
            (len(text) <= LONGEST_BETWEEN and not ends_sentence(text, profile))
            or (len(text) <= LONGEST_LATIN and text[0].isupper())
        )
    )


def _part_a_text(texts: list[str], profile: Profile) -> bool:
    """Whether the first and the last of some texts meet inside a word or number, and better so than
    with those between them; in Latin script inside a sentence.
    """
    before, first, last, after = texts[0], texts[1], texts[-2], texts[-1]
    if first[0].isupper() and han_share(first) == 0:
        open_end = not ends_sentence(before, profile) and before[-1] not in profile.paragraph.pauses
        return (
            open_end
            and after[0].islower()
            and (ends_sentence(last, profile) or len(last) < LONGEST_BETWEEN)
        )
    across = words.gain(before, after)
    if cuts_number(before, after) and not first[0].isdigit():
        across += MEETS + 1
    return across > max(MEETS, words.gain(before, first) + words.gain(last, after))


_SIGNS = ("*", "†", "‡", "※")


def _is_alone(index: int, parts: list[Part], source: Source) -> bool:
    """Whether no neighbour begins with the same sign, as the items of a list do."""
    sign = source.text[parts[index].span.start]
    beside = parts[max(0, index - 1) : index] + parts[index + 1 : index + 2]
    return all(source.text[part.span.start] != sign for part in beside)


def _find_notes(parts: list[Part], source: Source) -> list[Part]:
    """Notes with a mark that a text before them has too, above the end of their page.

    Below a note of a page stand only other notes.
    """
    found = list(parts)
    texts: list[str] = []
    for index, part in enumerate(parts):
        text = source.slice(part.span)
        if part.role is not Role.TEXT:
            texts.append(text)
            continue
        note = note_mark(text)
        called = note is not None and (
            (index > 0 and found[index - 1].role in (Role.TABLE, Role.NOTE))
            or any(call_of(note.mark, before) >= 0 for before in texts[-BEFORE:])
            or (note.mark in _SIGNS and _is_alone(index, parts, source))
        )
        if called and not part.opens and not part.settled:
            found[index] = replace(part, role=Role.NOTE, reason="note mark")
        else:
            texts.append(text)
    return found
