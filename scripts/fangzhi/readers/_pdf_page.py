"""A PDF page as lines: its runs put together, turned so that they are read from left to right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from fangzhi.layout.columns import Gutter, find_lines
from fangzhi.layout.direction import Direction, turn
from fangzhi.layout.piece import Piece
from fangzhi.layout.skew import skew_of, straighten
from fangzhi.readers._notices import Notices
from fangzhi.readers._pdf_document import placing
from fangzhi.readers._pdf_pictures import Picture, find_pictures
from fangzhi.readers._pdf_scans import is_over_text, is_scan
from fangzhi.readers._pdf_tags import Tags, read_tags
from fangzhi.readers._pdf_text import Run, around, blank, count_characters, read_runs
from fangzhi.source import Box

REACH = 1.0  # em of white within a line whose columns are not yet known
MOST_CHARACTERS = 300_000  # of a page; a large one of a newspaper has 40,000
LONG = 10  # characters of a line whose baseline tells how far a scan is turned


@dataclass(slots=True)
class Printed(Piece):
    """A line, or a part of one: `box` is turned, `place` is where it is on the page as shown.

    `led` and `closed` say whether it begins and ends in strong type, `mark` which marked content it
    begins with.
    """

    text: str = ""
    place: Box = field(default_factory=lambda: Box(0.0, 0.0, 0.0, 0.0))
    led: bool = False
    closed: bool = False
    hidden: bool = False
    mark: int = -1


@dataclass(slots=True)
class Paper:
    """A page: its size, its lines by the way they run, the one that most take first.

    `tags` is what the file says of its text. `whole` is the picture that fills it, `scanned` says
    that it is but a scan, under which or over which its text lies unseen, `crowded` that it has too
    much text to be read; `turned` gives the box of a picture as lines have theirs.
    """

    size: Box
    groups: list[list[Printed]] = field(default_factory=list)
    way: tuple[int, bool] = (0, False)
    skew: float = 0.0
    pictures: list[Picture] = field(default_factory=list)
    whole: Picture | None = None
    scanned: bool = False
    crowded: bool = False
    tags: Tags = field(default_factory=Tags)
    label: str = ""
    gutters: list[Gutter] = field(default_factory=list)

    def turned(self, box: Box) -> Box:
        """A box of the page, turned as the lines are."""
        return _turned(box, self.way, self.skew)


def read_paper(page: Any, notices: Notices, number: int) -> Paper:
    """What stands on a page of a document."""
    place, size = placing(page)
    paper = Paper(size)
    paper.pictures, paper.whole = find_pictures(page, place, size)
    textpage = page.get_textpage()
    try:
        if (count := count_characters(textpage)) > MOST_CHARACTERS:
            what = f"page {number} has {count} characters, more than any page, and was left out"
            notices.add("crowded", what)
            paper.crowded = True
            return paper
        runs = read_runs(textpage, place, size, notices, number)
        if paper.whole is not None and not is_scan(runs) and is_over_text(page, paper.whole):
            runs = read_runs(textpage, place, size, notices, number, unseen=True)
    finally:
        textpage.close()
    ways: dict[tuple[int, bool], list[Run]] = {}
    for run in runs:
        ways.setdefault(_way(run, ways), []).append(run)
    order = sorted(ways, key=lambda way: (-sum(len(run.text) for run in ways[way]), way))
    if order:
        paper.way = order[0]
        paper.skew = _skew(ways[order[0]])
    for way in order:
        paper.groups.append(_segments(ways[way], way, paper.skew if way == paper.way else 0.0))
    paper.tags = read_tags(page)
    paper.scanned = paper.whole is not None and is_scan(runs)
    return paper


def _way(run: Run, ways: dict[tuple[int, bool], list[Run]]) -> tuple[int, bool]:
    """How a run goes: its angle, and whether it is upright; one character goes as others do."""
    way = run.angle, run.upright
    if len(run.text) == 1 and way == (0, False) and (0, True) in ways:
        upright = ways[0, True]
        if (0, False) not in ways or len(upright) > len(ways[0, False]):
            return 0, True
    return way


def _turned(box: Box, way: tuple[int, bool], skew: float = 0.0) -> Box:
    angle, upright = way
    if upright or angle == 90:
        return turn(box, Direction.VERTICAL)
    if angle == 180:
        return Box(-box.right, -box.bottom, -box.left, -box.top)
    if angle == 270:
        return Box(-box.bottom, box.left, -box.top, box.right)
    return straighten(box, skew)


def _skew(runs: Sequence[Run]) -> float:
    """How far a scan is turned, by the baselines of its long runs."""
    hidden = sum(len(run.text) for run in runs if run.hidden)
    if 2 * hidden < sum(len(run.text) for run in runs):
        return 0.0
    long = [run for run in runs if len(run.text) >= LONG and run.angle == 0 and not run.upright]
    return skew_of([(*run.start, *run.end) for run in long])


def _segments(runs: list[Run], way: tuple[int, bool], skew: float) -> list[Printed]:
    """The parts of lines that certainly belong together."""
    for run in runs:
        run.box = _turned(run.place, way, skew)
    if way[0] == -1:
        return [_joined([run]) for run in runs]
    return [_joined([runs[index] for index in line]) for line in find_lines(runs, reach=REACH)]


def _joined(runs: Sequence[Run]) -> Printed:
    """Runs of one line as one piece."""
    return join([_printed(run) for run in runs])


def _printed(run: Run) -> Printed:
    return Printed(
        run.box, run.size, run.strong, run.unit, run.text, run.place, run.strong, run.strong,
        run.hidden, run.mark,
    )  # fmt: skip


def join(parts: Sequence[Printed]) -> Printed:
    """The parts of a line from left to right as one; its size is that of most of it."""
    first = parts[0]
    if len(parts) == 1:
        return first
    text, box, place = first.text, first.box, first.place
    for before, part in pairwise(parts):
        gap = (part.box.left - before.box.right) / max(before.size, part.size)
        text += blank(text[-1], part.text[0], gap, 0, part.hidden) + part.text
        box, place = around(box, part.box), around(place, part.place)
    sizes: Counter[float] = Counter()
    for part in parts:
        sizes[part.size] += len(part.text)
    size = max(sizes, key=lambda one: (sizes[one], one))
    main = [part for part in parts if part.size >= 0.9 * size]
    if main:  # what is raised or lowered does not make the line higher
        box = Box(
            box.left, min(one.box.top for one in main), box.right, max(o.box.bottom for o in main)
        )
    return Printed(
        box,
        size,
        all(part.strong for part in parts),
        first.unit,
        text,
        place,
        first.led,
        parts[-1].closed,
        first.hidden,
        first.mark,
    )
