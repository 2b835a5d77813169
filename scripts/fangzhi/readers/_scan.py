"""What the readers of OCR formats share: regions and lines of a page, and the `Source` of them.

The text of such a source is derived: lines end with a line end, a blank line parts blocks, a form
feed begins a page, and offsets count in it. Every word of the file stands in it once, as it stands
in the file, but without the blanks that engines put between words of Chinese and Japanese.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from lxml import etree

from fangzhi.errors import SourceError
from fangzhi.layout import (
    Direction,
    better_order,
    is_upright,
    line_order,
    skew_of,
    skew_of_edges,
)
from fangzhi.layout.skew import Segment
from fangzhi.readers._blank import BlankError
from fangzhi.readers._notices import Notices
from fangzhi.readers._texts import Words, join_words, sure_words
from fangzhi.source import (
    FORBIDDEN,
    Block,
    Box,
    Figure,
    Line,
    Page,
    Source,
    Word,
    place,
    union,
    width,
)

LINES_AGREED = 0.3  # lines are seldom out of order: that of the file stands unless it is far off


@dataclass(slots=True)
class Written:
    """A line as the file has it; indent and width in em where its box tells them better.

    `words` are all that it is made of, where they are known, and how sure an engine was of each.
    `size` is that of its type as the file states it, else 0.
    """

    text: str
    box: Box | None = None
    id: str = ""
    confidence: float | None = None
    baseline: Segment | None = None
    indent: float | None = None
    width: float | None = None
    words: Words = field(default_factory=list)
    size: float = 0.0


@dataclass(slots=True)
class Region:
    """A piece of text on a page. `kind` is that of `Block.kind`, or `drop-capital`.

    `whole` is that of `Block.whole`.
    """

    lines: list[Written]
    kind: str = ""
    box: Box | None = None
    id: str = ""
    level: int = 0
    whole: bool = False


@dataclass(slots=True)
class Sheet:
    """A page of the file, its regions in reading order."""

    regions: list[Region] = field(default_factory=list)
    n: str = ""
    id: str = ""
    image: str = ""
    box: Box | None = None
    figures: list[Figure] = field(default_factory=list)
    ordered: bool = False  # whether the file states the order of the regions
    scan: Figure | None = None  # where the file holds it


def skew_on(regions: Sequence[Region], direction: Direction) -> float:
    """The angle by which a page is turned: as its baselines tell, else the edges of its lines."""
    baselines = [one.baseline for region in regions for one in region.lines if one.baseline]
    if baselines:
        return skew_of(baselines)
    lines = [[one.box for one in region.lines if one.box] for region in regions]
    return skew_of_edges(lines, upright=is_upright(direction))


def unit_of(lines: Iterable[Written], direction: Direction) -> float:
    """The height of a line, or its width in upright script; 0 where no line has a box."""
    upright = is_upright(direction)
    sizes = [
        line.box.right - line.box.left if upright else line.box.bottom - line.box.top
        for line in lines
        if line.box is not None
    ]
    return median(sizes) if sizes else 0.0


def order_lines(lines: list[Written], direction: Direction, skew: float) -> list[Written]:
    """The lines of a region: as the file has them, unless they lie quite otherwise on the page."""
    if len(lines) < 3 or any(line.box is None for line in lines):
        return lines
    boxes = [line.box for line in lines]
    found = line_order(boxes, direction=direction, skew=skew)
    stated = range(len(lines))
    order = better_order(boxes, stated, found, direction=direction, skew=skew, agreed=LINES_AGREED)
    return [lines[index] for index in order]


def join_capitals(regions: list[Region], notices: Notices) -> list[Region]:
    """The regions, each drop capital joined to the text that it is the first letter of.

    Some files state it a second time as the text of a region without lines: then it is read once.
    """
    result: list[Region] = []
    for region in reversed(regions):
        if region.kind == "drop-capital":
            if result and (line := _first_line(region, result[-1])) is not None:
                if _is_repeated(region, line):
                    text = f"the drop capital {region.lines[0].text[:9]!r} begins the next line too"
                    notices.add("capital", f"{text}, and is read once")
                    region.lines = []
                _put_before(region, line, result[-1])
                continue
            region.kind = ""
        result.append(region)
    return result[::-1]


def _first_line(capital: Region, text: Region) -> Written | None:
    """The line of `text` that goes on with the word that the drop capital begins."""
    if text.kind not in ("", "paragraph", "heading", "list", "footnote", "caption"):
        return None
    for line in text.lines:
        if line.text[:1].isalpha() and _beside(capital.box, line.box):
            return line
    return None


def _is_repeated(capital: Region, line: Written) -> bool:
    """Whether a capital that has no line of its own stands in the line that it begins."""
    text = join_words(one.text for one in capital.lines)
    lines = any(one.id or one.box for one in capital.lines)
    return not lines and line.text.casefold().startswith(text.casefold())


def _beside(first: Box | None, second: Box | None) -> bool:
    return not (first and second) or min(first.bottom, second.bottom) > max(first.top, second.top)


def _put_before(capital: Region, line: Written, text: Region) -> None:
    line.text = join_words(one.text for one in capital.lines) + line.text
    if line.words:
        line.words = [(one.text, one.confidence) for one in capital.lines] + line.words
    line.box = union([line.box, capital.box])
    text.box = union([text.box, capital.box])


def compose(
    path: Path,
    data: bytes,
    encoding: str,
    sheets: Sequence[Sheet],
    notices: Notices,
    *,
    recognised: bool = False,
) -> Source:
    """The source of what stands on `sheets`; `SourceError` if that is no text at all.

    `recognised` says that an engine read it from pictures.
    """
    running = _Running()
    pages = tuple(running.page(sheet) for sheet in sheets)
    text = "".join(running.pieces)
    if not text.strip():
        raise BlankError(
            "holds no text", path, "recognise the text first; this is but the layout", pages, text
        )
    _refuse_forbidden(text, path)
    digest = hashlib.sha256(data).hexdigest()
    return Source(
        path,
        text,
        encoding,
        digest,
        pages,
        notices.told(),
        tuple(running.words),
        recognised=recognised,
    )


class _Running:
    """The text as it grows: lines are parted by line ends, blocks by blank lines."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.words: list[Word] = []
        self._offset, self._number, self._begun = 0, 1, False

    def page(self, sheet: Sheet) -> Page:
        """A page of the text, with what stands on a sheet."""
        if self._begun:  # with a line end before it, so that each line has a number of its own
            self._part("\n\f")
        self._begun = True
        blocks: list[Block] = []
        for region in sheet.regions:
            if lines := self._lines(region, "\n\n" if blocks else ""):
                kind, box, gap = region.kind, region.box, int(bool(blocks))
                blocks.append(Block(lines, gap, kind, box, region.id, region.level, region.whole))
        figures = tuple(sheet.figures)
        name, image, box = sheet.id, sheet.image, sheet.box
        return Page(
            tuple(blocks), sheet.n, name, image, box, figures,
            ordered=sheet.ordered, scan=sheet.scan,
        )  # fmt: skip

    def _lines(self, region: Region, ends: str) -> tuple[Line, ...]:
        """The lines of a region; `ends` parts the first one from what stands before."""
        lines: list[Line] = []
        for written in region.lines:
            if written.text.strip():
                self._part("\n" if lines else ends)
                lines.append(_line(written, self._offset, self._number))
                self.words += _words(written, lines[-1])
                self.pieces.append(written.text)
                self._offset += len(written.text)
        return tuple(lines)

    def _part(self, ends: str) -> None:
        self.pieces.append(ends)
        self._offset += len(ends)
        self._number += ends.count("\n")


def _line(written: Written, start: int, number: int) -> Line:
    text = written.text
    indent = len(text) - len(text.lstrip())
    inside = text.strip()
    begin = start + indent
    return Line(
        begin,
        begin + len(inside),
        number,
        width(text[:indent]) if written.indent is None else written.indent,
        width(inside) if written.width is None else written.width,
        written.box,
        written.id,
        written.confidence,
        written.size,
    )


def _words(written: Written, line: Line) -> list[Word]:
    """The words of a line of which it is known how sure they are; without any, the whole line."""
    inside = written.text.strip()
    if found := sure_words(inside, written.words):
        return [Word(line.start + start, line.start + end, sure) for start, end, sure in found]
    return [] if line.confidence is None else [Word(line.start, line.end, line.confidence)]


def _refuse_forbidden(text: str, path: Path) -> None:
    """Raise `SourceError` at the first character that no XML document may hold."""
    if found := FORBIDDEN.search(text.replace("\f", " ")):
        raise SourceError(
            f"holds the character U+{ord(found[0]):04X}, which XML forbids "
            f"(at {place(text, found.start())} of its text)",
            where=path,
            remedy="delete it or write the character that is meant",
        )


def tell_doubles(elements: Iterable[tuple[str, etree._Element]], notices: Notices) -> None:
    """Remark that an id is given twice."""
    seen: set[str] = set()
    for name, element in elements:
        if name and name in seen:
            notices.add("double id", f"the id {name[:60]!r} is given twice", element)
        seen.add(name)
