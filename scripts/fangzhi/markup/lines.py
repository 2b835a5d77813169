"""Printed lines → blocks, where the source has every line on a line of its own.

A column has a measure, and nearly all its lines are as long. So a line that is full goes on in the
next one, and a short one ends something: how long the lines are says more than any mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fangzhi.markup import shapes
from fangzhi.markup.insets import ColumnLine, find_captions
from fangzhi.markup.listing import label, note_mark
from fangzhi.markup.measure import (
    FULL,
    LATIN_FULL,
    LATIN_SLACK,
    SLACK,
    find_measure,
)
from fangzhi.markup.profile import Profile
from fangzhi.markup.stated import is_whole
from fangzhi.markup.text import WIDE_BLANK, closes, han_share, has_letters
from fangzhi.source import Block, Line

INDENTED = (0.03, 0.97)  # shares of indented lines between which the indents say something


@dataclass(frozen=True, slots=True)
class Setting:
    """How the book is set: the measure of its columns in em, None where lines are paragraphs;
    and whether the first lines of paragraphs are indented.
    """

    measure: float | None
    indents: bool
    slack: float = SLACK

    def is_full(self, line: Line) -> bool:
        """Whether a line reaches the end of its column."""
        return self.measure is not None and line.right >= self.measure - self.slack


def setting_of(blocks: Sequence[Block], text: str, profile: Profile) -> Setting:
    """How a text is set, by the widths of its lines. Rows of tables are of no measure."""
    lines = [line for block in blocks for line in block.lines]
    latin = profile.latin
    running = [line for line in lines if not WIDE_BLANK.search(text, line.start, line.end)]
    measure = find_measure([line.right for line in running], LATIN_FULL if latin else FULL)
    indented = sum(1.0 <= line.indent <= 4.0 for line in lines)
    slack = LATIN_SLACK if latin else SLACK
    least, most = INDENTED
    indents = least * len(lines) < indented < most * len(lines)
    return Setting(measure, indents, slack)


def regroup(
    block: Block, text: str, setting: Setting, profile: Profile, cut: frozenset[int] = frozenset()
) -> Iterator[Block]:
    """One block of the source as one or more: parted before each line that goes on from nothing.

    The lines with the numbers in `cut` begin a block, whatever they look like.
    """
    untouched = not any(line.number in cut for line in block.lines[1:])
    if len(block.lines) == 1 or ((block.whole or is_whole(block)) and untouched):
        yield block
        return
    lines = [text[line.start : line.end] for line in block.lines]
    captions = find_captions(_in_column(block, lines, setting), profile) if setting.measure else []
    cuts = {edge for caption in captions for edge in (caption.start, caption.stop)}
    whole = {index for caption in captions for index in caption[1:]}
    together: list[Line] = []
    gap = block.gap
    for index, line in enumerate(block.lines):
        goes_on = (
            index > 0
            and index not in cuts
            and line.number not in cut
            and (
                index in whole
                or _goes_on(
                    block.lines[index - 1], line, lines[index - 1 : index + 1], setting, profile
                )
            )
        )
        if together and not goes_on:
            yield Block(tuple(together), gap, block.kind, block.box)
            together, gap = [], 0
        together.append(line)
    yield Block(tuple(together), gap, block.kind, block.box)


def _in_column(block: Block, texts: list[str], setting: Setting) -> list[ColumnLine]:
    """The lines of a block as they stand in their column."""
    return [
        ColumnLine(
            text,
            setting.is_full(line),
            (setting.measure or 0.0) - line.right,
            line.indent >= 1.0 if setting.indents else None,
        )
        for line, text in zip(block.lines, texts, strict=True)
    ]


def _goes_on(
    above: Line, below: Line, texts: list[str], setting: Setting, profile: Profile
) -> bool:
    """Whether the text of a line goes on in the one below it."""
    if closes(*texts) or (setting.is_full(above) and _are_one_head(texts, profile)):
        return True
    if not setting.is_full(above):
        return False
    inside = setting.is_full(below) and _is_number_in_text(texts, profile)
    if shapes.begins_anew(texts[1], profile) and not inside:
        return False
    note = note_mark(texts[1])
    if note is not None and (not note.mark or shapes.ends_sentence(texts[0], profile)):
        return False
    if label(texts[1]) and not setting.indents and shapes.ends_sentence(texts[0], profile):
        return False
    if setting.indents and below.indent >= 1.0:
        return False
    if (
        shapes.ends_sentence(texts[0], profile)
        and not setting.is_full(below)
        and shapes.has_head_shape(texts[1], profile)
        and not shapes.ends_sentence(texts[1], profile)
    ):
        return False  # the last line of a paragraph would end with a mark: this is a head
    if has_letters(texts[0]) and (han_share(texts[0]) == 0) != (han_share(texts[1]) == 0):
        return False  # a title in another script
    return not shapes.is_whole(texts[0], profile)


def _is_number_in_text(texts: list[str], profile: Profile) -> bool:
    """Whether a line begins with a number because the text above goes on with one."""
    above, below = texts
    return below[0].isdigit() and not (
        shapes.ends_sentence(above, profile)
        or shapes.head_level(above, profile) is not None
        or shapes.is_whole(above, profile)
    )


def _are_one_head(texts: list[str], profile: Profile) -> bool:
    """Whether two lines in capitals are one head, which the print wrapped."""
    return (
        all(shapes.is_capitals(text, profile) for text in texts)
        and shapes.head_level(texts[1], profile) is None
    )
