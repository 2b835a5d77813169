"""Printed lines → blocks, where the source has every line on a line of its own.

A column has a measure, and nearly all its lines are as long. So a line that is full goes on in the
next one, and a short one ends something: how long the lines are says more than any mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fangzhi.markup import shapes, words
from fangzhi.markup.credits import find_credit
from fangzhi.markup.listing import label, note_mark
from fangzhi.markup.measure import (
    FULL,
    LATIN_FULL,
    LATIN_SLACK,
    SLACK,
    find_measure,
)
from fangzhi.markup.profile import Profile
from fangzhi.markup.signatures import is_signature
from fangzhi.markup.stated import is_whole
from fangzhi.markup.text import HYPHENS, WIDE_BLANK, brackets, collapse, han_share, has_letters
from fangzhi.source import Block, Line, width

CAPTION_LINES = 4  # lines that a caption with its credit has at the most
ENDED = 1.0  # and each that ends a sentence
SAME_WORD = 1.0  # nats of `words.gain` from which on two lines meet inside a word
SMALL_LETTER = 3.0  # nats that a small letter at the beginning of a line is worth
LINE = 0.7  # nats that each further line of a caption must be worth
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
    captions = find_captions(block.lines, lines, setting, profile)
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


def _goes_on(
    above: Line, below: Line, texts: list[str], setting: Setting, profile: Profile
) -> bool:
    """Whether the text of a line goes on in the one below it."""
    if _closes(*texts) or (setting.is_full(above) and _are_one_head(texts, profile)):
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


def _closes(above: str, below: str) -> bool:
    """Whether a line ends the bracket with which the line above begins: a wrapped signature."""
    return (
        above[0] in "(（"
        and brackets(above)[1] != []
        and below[-1] in ")）"
        and brackets(above + below) == ([], [])
    )


def _are_one_head(texts: list[str], profile: Profile) -> bool:
    """Whether two lines in capitals are one head, which the print wrapped."""
    return (
        all(shapes.is_capitals(text, profile) for text in texts)
        and shapes.head_level(texts[1], profile) is None
    )


def find_captions(
    lines: Sequence[Line], texts: list[str], setting: Setting, profile: Profile
) -> list[range]:
    """The captions among the lines of a block: which lines each takes.

    A credit ends a caption, and so does a short line without an end where the text goes on below.
    The caption begins where the text above it and the text below meet best, for a picture stands in
    the middle of what it interrupts.
    """
    if setting.measure is None:
        return []
    found: list[range] = []
    for index in range(len(lines)):
        done = found[-1].stop if found else 0
        last = _credit_start(texts, index, profile)
        if last is None and index >= done and _opens_caption(texts, index, profile):
            found.append(range(index, _caption_end(index, lines, texts, setting, profile)))
            continue
        if index < done or (
            last is None and not _breaks_off(index, lines, texts, setting, profile)
        ):
            continue
        last = index if last is None else last
        below = texts[index + 1] if index + 1 < len(texts) else ""
        starts = _caption_starts(range(done, last + 1), index, lines, texts, setting, profile)
        weights = {
            start: _caption_weight(texts, start, below, profile)
            - LINE * (last - start)
            - ENDED * sum(shapes.ends_sentence(text, profile) for text in texts[start:last])
            for start in starts
        }
        if weights:
            found.append(range(max(weights, key=weights.__getitem__), index + 1))
    return found


def _caption_starts(
    candidates: range,
    index: int,
    lines: Sequence[Line],
    texts: list[str],
    setting: Setting,
    profile: Profile,
) -> Iterator[int]:
    """Where a caption may begin that ends with the line `index`: its lines but the last are full,
    and none of them begins or ends something else.
    """
    for start in reversed(candidates):
        signature = is_signature(texts[start], profile) and find_credit(texts[start], profile) != 0
        if index - start >= CAPTION_LINES or signature:
            return
        if start < candidates[-1] and (
            not (setting.is_full(lines[start]) or find_credit(texts[start + 1], profile) == 0)
            or (start + 1 < candidates[-1] and shapes.begins_anew(texts[start + 1], profile))
        ):
            return
        if not (setting.indents and lines[start].indent >= 1.0):
            yield start


def _breaks_off(
    index: int, lines: Sequence[Line], texts: list[str], setting: Setting, profile: Profile
) -> bool:
    """Whether a line is short, ends nothing, and a text goes on below it: it interrupts that text.

    Only where the book indents its paragraphs can it be told from a head.
    """
    if not setting.indents or not 0 < index < len(lines) - 1:
        return False
    here, below = texts[index], texts[index + 1]
    if setting.is_full(lines[index]) and not _has_room(lines[index], here, below, setting):
        return False
    return (
        has_letters(here)
        and lines[index].indent < 1.0
        and lines[index + 1].indent < 1.0
        and not shapes.ends_sentence(here, profile)
        and here[-1] not in profile.paragraph.pauses
        and not shapes.begins_anew(here, profile)
        and not shapes.begins_anew(below, profile)
        and not _closes(texts[index - 1], here)
        and (setting.is_full(lines[index + 1]) or shapes.ends_sentence(below, profile))
        and setting.is_full(lines[index - 1])
    )


def _has_room(line: Line, here: str, below: str, setting: Setting) -> bool:
    """Whether a line in Latin script with a capital is short of what goes on small below it.

    The first word of the line below would have fitted.
    """
    if setting.measure is None or not (here[0].isupper() and below[0].islower()):
        return False
    return line.right + width(" " + below.split(maxsplit=1)[0]) < setting.measure


def _opens_caption(texts: list[str], index: int, profile: Profile) -> bool:
    """Whether a line begins a caption with a word that captions begin with, and no other word."""
    above, here = texts[max(index - 1, 0)], texts[index]
    return (
        here.startswith(profile.caption.openers)
        and words.gain(above, here) <= SAME_WORD
        and not shapes.ends_sentence(here, profile)
        and all(
            _credit_start(texts, later, profile) is None
            for later in range(index, min(index + CAPTION_LINES, len(texts)))
        )
    )


def _caption_end(
    start: int, lines: Sequence[Line], texts: list[str], setting: Setting, profile: Profile
) -> int:
    """Where a caption ends that begins with the line `start`: with the first short line, or where
    the text above it goes on.
    """
    for index in range(start, min(start + CAPTION_LINES, len(lines))):
        below = texts[index + 1] if index + 1 < len(lines) else ""
        if (
            not below
            or not setting.is_full(lines[index])
            or shapes.begins_anew(below, profile)
            or (setting.indents and lines[index + 1].indent >= 1.0)
            or (start and _gain(texts[start - 1], below) > max(0.0, _gain(texts[index], below)))
        ):
            return index + 1
    return start + 1


def _credit_start(lines: list[str], index: int, profile: Profile) -> int | None:
    """The line in which the credit begins that ends with the line `index`; None if none does."""
    for start in (index, index - 1):
        text = collapse("\n".join(lines[max(start, 0) : index + 1]))
        if start >= 0 and find_credit(text, profile) is not None:
            return start
    return None


def _caption_weight(lines: list[str], start: int, below: str, profile: Profile) -> float:
    """How well a caption that begins at `start` leaves the text round it."""
    first = lines[start]
    if find_credit(first, profile) == 0 and start:
        return -1.0  # a credit alone needs a caption above it
    weight = 2.0 if shapes.opens_caption(first, profile) else 0.0
    if start == 0:
        # Nothing stands above, and perhaps nothing below: the block may be the caption as a whole.
        return weight + (1.0 if below else 5.0)
    above = lines[start - 1]
    weight -= min(_gain(above, first), 4.0)
    if below and not shapes.begins_anew(below, profile):
        weight += min(_gain(above, below), 4.0)
        weight -= 2.0 if shapes.ends_sentence(above, profile) else 0.0
    elif shapes.ends_sentence(above, profile):
        weight += 2.0
    return weight


def _gain(above: str, below: str) -> float:
    """How much likelier two lines are as one text than apart, in nats, roughly.

    In Latin script a small letter goes on, and a capital does after the end of a sentence alone.
    """
    if han_share(above[-1] + below[0]) > 0 or not below[0].isalpha():
        return words.gain(above, below)
    return SMALL_LETTER if below[0].islower() or above.endswith(HYPHENS) else 0.0
