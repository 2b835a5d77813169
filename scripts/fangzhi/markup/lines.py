"""Printed lines → blocks, where the source has every line on a line of its own.

A column has a measure, and nearly all its lines are as long. So a line that is full goes on in the
next one, and a short one ends something: how long the lines are says more than any mark.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from fangzhi.markup import shapes, words
from fangzhi.markup.profile import Profile
from fangzhi.markup.text import han_share, has_letters, is_wide
from fangzhi.source import Block, Line, Source

NARROWEST, WIDEST = 8.0, 60.0  # em: a measure outside of these is none
FULL = 1.5  # em that a full line falls short of the measure: a mark that may not begin a line
SLACK = 3.5  # em that it falls short where a number or a Latin word was not broken
MOSTLY = 0.6  # share of the lines that must be full
FEWEST = 6  # lines that make a measure
SAMPLES = 60  # texts that are looked at for the measure
FITTING = 0.9  # share of cut texts that fill their last line; the others were cut for a picture
LOOSE = 0.1  # nats for each em that a line which fits falls short
CONVINCING = 7.0  # nats by which a measure must be likelier than chance; about 100 are tried
NEVER_FIRST = frozenset("，、。；：！？,;:!?.…”’）》〉】〕］」』)]%％‰℃")
NEVER_LAST = frozenset("“‘（《〈【〔［「『([")
CAPTION_LINES = 4  # lines that a caption with its credit has at the most


@dataclass(frozen=True, slots=True)
class Setting:
    """How the book is set: the measure of its columns in em, None where lines are paragraphs;
    and whether the first lines of paragraphs are indented.
    """

    measure: float | None
    indents: bool

    def is_full(self, line: Line) -> bool:
        """Whether a line reaches the end of its column."""
        return self.measure is not None and line.right >= self.measure - SLACK


def setting_of(source: Source) -> Setting:
    """How the text is set, by the widths of its lines."""
    lines = [line for block in source.blocks() for line in block.lines]
    measure = find_measure([line.right for line in lines])
    indented = sum(1.0 <= line.indent <= 4.0 for line in lines)
    return Setting(measure, 0 < indented < 0.5 * len(lines) and measure is not None)


def find_measure(widths: list[float]) -> float | None:
    """The width in em of a full line, where the text has every printed line on its own.

    None where the lines are paragraphs: those are of all lengths, and most lines of a column are
    of one.
    """
    plausible = [width for width in widths if NARROWEST <= width <= WIDEST]
    if len(plausible) < max(FEWEST, MOSTLY * len(widths)):
        return None
    measure = sorted(plausible)[int(0.95 * (len(plausible) - 1))]
    full = sum(measure - FULL <= width <= measure + FULL for width in widths)
    return measure if full >= MOSTLY * len(widths) else None


def regroup(source: Source, setting: Setting, profile: Profile) -> list[list[Block]]:
    """The blocks of each page: the source's own, its lines put together where print parted them."""
    return [
        [
            piece
            for block in page.blocks
            for piece in _regroup_block(block, source.text, setting, profile)
        ]
        for page in source.pages
    ]


def _regroup_block(block: Block, text: str, setting: Setting, profile: Profile) -> Iterator[Block]:
    """One block of the source as one or more: parted before each line that goes on from nothing."""
    if len(block.lines) == 1:
        yield block
        return
    lines = [text[line.start : line.end] for line in block.lines]
    cuts = _caption_edges(lines, profile) if setting.measure is not None else set()
    together: list[Line] = []
    gap = block.gap
    for index, line in enumerate(block.lines):
        goes_on = (
            index > 0
            and index not in cuts
            and _goes_on(
                block.lines[index - 1], line, lines[index - 1 : index + 1], setting, profile
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
    if not setting.is_full(above) or shapes.begins_anew(texts[1], profile):
        return False
    if setting.indents and below.indent >= 1.0:
        return False
    if has_letters(texts[0]) and (han_share(texts[0]) == 0) != (han_share(texts[1]) == 0):
        return False  # a title in another script
    return not shapes.is_whole(texts[0], profile)


def _caption_edges(lines: list[str], profile: Profile) -> set[int]:
    """Where captions begin and where what follows them does, by the indexes of lines.

    A credit ends a caption; the caption begins where the text above it and the text below meet
    best, for a picture stands in the middle of what it interrupts.
    """
    edges: set[int] = set()
    for index in range(len(lines)):
        credit = _credit_start(lines, index, profile)
        if credit is None:
            continue
        below = lines[index + 1] if index + 1 < len(lines) else ""
        starts = range(credit, max(-1, index - CAPTION_LINES), -1)
        edges.add(index + 1)
        edges.add(max(starts, key=lambda start: _caption_weight(lines, start, below, profile)))
    return edges


def _credit_start(lines: list[str], index: int, profile: Profile) -> int | None:
    """The line in which the credit begins that ends with the line `index`; None if none does."""
    for start in (index, index - 1):
        text = "".join(lines[max(start, 0) : index + 1])
        if start >= 0 and shapes.find_credit(text, profile) is not None:
            return start
    return None


def _caption_weight(lines: list[str], start: int, below: str, profile: Profile) -> float:
    """How well a caption that begins at `start` leaves the text round it."""
    first = lines[start]
    if shapes.find_credit(first, profile) == 0 and start:
        return -1.0  # a credit alone needs a caption above it
    weight = 2.0 if shapes.opens_caption(first, profile) else 0.0
    if start == 0:
        # Nothing stands above, and perhaps nothing below: the block may be the caption as a whole.
        return weight + (1.0 if below else 5.0)
    above = lines[start - 1]
    if below and not shapes.begins_anew(below, profile):
        weight += min(words.gain(above, below), 4.0)
        weight -= 2.0 if shapes.ends_sentence(above, profile) else 0.0
        weight -= min(words.gain(above, first), 4.0)
    elif shapes.ends_sentence(above, profile):
        weight += 2.0
    return weight


def fit_measure(cut: list[tuple[str, float]]) -> float | None:
    """The measure at which texts that a column end cut fill their last line; None if none does.

    `cut` are texts that break off, each with the indent of its first line in em. They are set
    anew for each measure in question: at the right one nearly all of them end with a full line.
    """
    samples = [
        (_line_ends(text), indent) for text, indent in cut[:SAMPLES] if len(text) > NARROWEST
    ]
    weighed = []
    for step in range(int(2 * (WIDEST - NARROWEST)) + 1):
        measure = NARROWEST + step / 2
        short = [_overhang(ends, measure, indent) for ends, indent in samples]
        fitting = [overhang for overhang in short if overhang <= SLACK]
        # A text of any length fills its last line by chance the more easily, the narrower it is.
        chance = SLACK / measure
        weight = len(fitting) * math.log(FITTING / chance) + (len(short) - len(fitting)) * math.log(
            (1 - FITTING) / (1 - chance)
        )
        weighed.append((weight - LOOSE * sum(map(abs, fitting)), measure))
    weight, measure = max(weighed)
    return measure if weight >= CONVINCING else None


def overhang(text: str, measure: float, lead: float) -> float:
    """By how many em the last line of `text` falls short when it is set at `measure` em.

    `lead` is the width of what stands in the first line before it.
    """
    return _overhang(_line_ends(text), measure, lead)


def first_unit(text: str) -> float:
    """The width in em of the beginning of `text` that no line end may part."""
    return _line_ends(text[:40])[0][0]


def _line_ends(text: str) -> list[tuple[float, float]]:
    """(what must fit, where the next line begins) in em for each place where a line may end.

    The two differ by the marks before that place: they may not begin a line, and hang out of it.
    """
    ends, at, marks = [], 0.0, 0.0
    for here, there in zip(text, text[1:] + "\n", strict=True):
        size = 1.0 if is_wide(here) else 0.5
        at += size
        marks = marks + size if here in NEVER_FIRST else 0.0
        tied = there in NEVER_FIRST or here in NEVER_LAST
        latin = here.isascii() and there.isascii() and not (here.isspace() or there.isspace())
        if not tied and not latin:
            ends.append((at - marks, at))
    return ends or [(at, at)]


def _overhang(ends: list[tuple[float, float]], measure: float, lead: float) -> float:
    """By how many em the last line falls short of `measure`, when a text is set with it."""
    start, room = 0.0, measure - lead
    while ends[-1][0] - start > room:
        place = bisect_right(ends, (start + room, math.inf)) - 1
        end = ends[place][1] if place >= 0 else start
        start = end if end > start else start + room
        room = measure
    return room - (ends[-1][1] - start)
