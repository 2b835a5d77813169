"""Where two pieces of text meet: whether a space parts them, and whether a word goes on."""

from __future__ import annotations

import re

from fangzhi.markup.text import han_share, is_han

HYPHENS = ("-", "\u00ad")


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
    return not any(is_han(character) for character in ends)


def is_unbroken(before: str, after: str) -> bool:
    """Whether a seam lies inside a word or number, or between two Han characters ([CORS5])."""
    last, first = before[-1:], after[:1]
    if is_han(last) and is_han(first):
        return True
    if last.isdigit() and first.isdigit():
        return not is_spaced(before, after)
    return last in HYPHENS and first.islower()


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
