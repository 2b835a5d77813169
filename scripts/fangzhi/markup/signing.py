"""Signatures that their place tells: names without brackets, and names beside a word of credits.

They close what they sign: they stand on a line of their own after a finished sentence, and nothing
goes on from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fangzhi.markup.profile import Profile
from fangzhi.markup.roles import Part, Role, line_starts
from fangzhi.markup.shapes import ends_sentence
from fangzhi.markup.signatures import is_labelled, is_signature, is_signing, signed_names
from fangzhi.markup.text import collapse, has_letters, in_brackets, is_date
from fangzhi.source import Source

LIST = 3  # lines of a signature with its date: more of them are a list of members
CLOSED = (Role.SIGNATURE, Role.TABLE, Role.CAPTION, Role.NOTE)  # what a signature may stand below


def find(parts: list[Part], source: Source, profile: Profile) -> list[Part]:
    """The parts with the signatures among them that stand on lines of their own."""
    found = list(parts)
    for run in _runs(parts, source, profile):
        first, last = run[0], run[-1]
        if len(run) <= LIST and _closes(first, last, found, source, profile):
            for index in run:
                found[index] = replace(parts[index], role=Role.SIGNATURE, reason="names in place")
    return found


def _runs(parts: list[Part], source: Source, profile: Profile) -> Iterator[list[int]]:
    """The parts that are signatures by their shape, those together that follow one another.

    What is in brackets stands for itself, but for the date below it.
    """
    run: list[int] = []
    starts = line_starts(parts, source)
    for index, part in enumerate(parts):
        # A credit may also end the line of its caption.
        alone = starts[index] == part.span.start
        if not (alone and _may_sign(part, source, profile)):
            yield from filter(None, [run])
            run = []
        elif is_date(_text(part, source)):
            run = [*run, index] if run else []  # alone it signs nothing
        elif run and Role.CREDIT not in (part.role, parts[run[0]].role):
            run.append(index)
        else:
            yield from filter(None, [run])
            run = [index]
    yield from filter(None, [run])


def _text(part: Part, source: Source) -> str:
    return collapse(source.slice(part.span))


def _may_sign(part: Part, source: Source, profile: Profile) -> bool:
    """Whether a part by itself may be a signature, or the date below one."""
    text = _text(part, source)
    if part.settled or part.opens or not has_letters(text):
        return False
    if part.role is Role.CREDIT:
        # 供稿 is said of pictures and of texts, 摄 of pictures alone.
        return is_signature(text, profile) and is_labelled(text[1:-1], profile)
    if part.role is not Role.TEXT or in_brackets(text, profile.signature.brackets) is not None:
        return False
    return is_signing(text, profile) or is_date(text)


def _closes(first: int, last: int, parts: list[Part], source: Source, profile: Profile) -> bool:
    """Whether what stands before a signature is finished, and nothing goes on after it."""
    if first == 0:
        return False
    before = parts[first - 1]
    finished = (
        before.role in CLOSED
        or _in_capitals(_text(parts[first], source))
        or (before.role is Role.TEXT and ends_sentence(source.slice(before.span), profile))
    )
    if parts[first].role is Role.CREDIT and before.role is Role.CAPTION:
        return False
    after = parts[last + 1] if last + 1 < len(parts) else None
    goes_on = after is not None and source.text[after.span.start].islower()
    return finished and not goes_on and _is_told(range(first, last + 1), parts, source, profile)


def _in_capitals(text: str) -> bool:
    """Whether the first name is set in capitals, as no sentence goes on: JAMES R. WELD, Clerk."""
    name = text.partition(",")[0]
    return name.isupper() and len(name.split()) > 1


def _is_told(run: range, parts: list[Part], source: Source, profile: Profile) -> bool:
    """Whether the names of a signature can be nobody's but the author's: one of an office alone
    heads a section as well, unless a date stands below it.
    """
    if parts[run[0]].role is Role.CREDIT or is_date(_text(parts[run[-1]], source)):
        return True
    names = [name for index in run for name in signed_names(_text(parts[index], source), profile)]
    return not all(office for _, office in names) or not names
