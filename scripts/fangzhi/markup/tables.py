"""Printed tables in plain text: drawn ones, ones set with tabs, and columns that blanks align.

Edges are measured in half ems, as a fixed pitch sets them: a full-width character takes two.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from fangzhi.markup import columns
from fangzhi.markup.measure import find_measure
from fangzhi.markup.printed import Printed, find_headings, heading_spans, print_lines
from fangzhi.markup.text import han_share
from fangzhi.source import Block, Span

FAR = 3  # rows above that a row may be aligned with: the ones between may lack its cells
HEADINGS = 4  # lines above a table that may belong to it


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, one span a line, none where it is empty; and what is drawn beside it.

    `rules` are the drawn characters at its left edge; in the last cell of a row also those at its
    right one.
    """

    spans: tuple[Span, ...] = ()
    rules: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row, and the line of the file in which it begins; `role` is TEI's: `label` or `data`."""

    cells: tuple[Cell, ...]
    line: int
    role: str = "data"


@dataclass(frozen=True, slots=True)
class Rule:
    """A line that only draws; `before` is the index of the first row that begins below it."""

    before: int
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `heading` are the lines of its caption and its unit, above the first row."""

    rows: tuple[Row, ...]
    rules: tuple[Rule, ...] = ()
    heading: tuple[Span, ...] = ()

    def spans(self) -> list[Span]:
        """All spans, in the order of the source."""
        cells = [cell for row in self.rows for cell in row.cells]
        spans = [*self.heading, *(rule.span for rule in self.rules)]
        spans += [span for cell in cells for span in cell.spans + cell.rules]
        return sorted(spans, key=lambda span: span.start)


@dataclass(frozen=True, slots=True)
class Found:
    """A table and its `first` and `last` line: (index of the block, index of the line in it)."""

    first: tuple[int, int]
    last: tuple[int, int]
    table: Table


_Rows = list[tuple[list[Printed], tuple[Cell, ...]]]
_Row = tuple[Printed, tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class _Draft:
    """Rows found: each with the lines that it stands in."""

    rows: _Rows
    rules: list[Printed]

    def lines(self) -> list[Printed]:
        """Every line, in order."""
        lines = [line for printed, _ in self.rows for line in printed]
        return sorted([*lines, *self.rules], key=lambda line: line.position)


_Finder = Callable[[Sequence[Printed], bool], Iterator[_Draft]]


def find_tables(blocks: Sequence[Block], text: str) -> list[Found]:
    """The tables in `blocks`, in order; a table may go over several blocks."""
    lines = print_lines(blocks, text)
    headings = find_headings(lines)
    drafts = [
        draft
        for stretch, captioned in _stretches(lines, headings)
        for draft in _search(stretch, _FINDERS, captioned)
    ]
    measure = find_measure([line.line.right for line in lines]) if drafts else None
    return [_found(draft, lines, headings, measure, text) for draft in drafts]


def _found(
    draft: _Draft, lines: list[Printed], headings: set[int], measure: float | None, text: str
) -> Found:
    """A draft with its heading, and with the role of each row."""
    covered = draft.lines()
    first = begin = covered[0].position
    while first - 1 in headings and begin - first < HEADINGS and lines[first].gap < 3:
        first -= 1
    first -= first == begin and _is_titled(lines, first)
    begins = [printed[0].position for printed, _ in draft.rows]
    rules = tuple(Rule(bisect_left(begins, rule.position), rule.span) for rule in draft.rules)
    texts = [
        [" ".join(text[span.start : span.end] for span in cell.spans) for cell in cells]
        for _, cells in draft.rows
    ]
    labels = columns.count_labels(texts, {rule.before for rule in rules})
    rows = tuple(
        Row(cells, printed[0].line.number, "label" if index < labels else "data")
        for index, (printed, cells) in enumerate(draft.rows)
    )
    table = Table(rows, rules, tuple(heading_spans(lines[first:begin], measure)))
    return Found(lines[first].place, covered[-1].place, table)


def _is_titled(lines: list[Printed], first: int) -> bool:
    """Whether the line above the first row is the title of a table, by its place alone.

    What stands above it is finished, or a head; and no first line is indented so.
    """
    if first == 0 or lines[first].gap > 2 or not _stands_out(lines[first - 1]):
        return False
    above = lines[max(first - 3, 0) : first - 1][::-1]
    if not above or _is_finished(above[0]):
        return True
    # A signature closes the section above that head.
    latin = len(above) > 1 and han_share(above[1].text) == 0 and _stands_out(above[1])
    return _stands_out(above[0]) and (len(above) == 1 or _is_finished(above[1]) or latin)


def _stands_out(line: Printed) -> bool:
    """Whether a line may be a title or head by its shape."""
    plain = len(line.pieces) == 1 and not (line.cuts or line.drawn)
    return plain and not 1.0 <= line.line.indent <= 2.5 and columns.may_be_title(line.text)


def _is_finished(line: Printed) -> bool:
    """Whether nothing goes on from a line: the end of a sentence, a row, or a numbered head."""
    return columns.ends(line.text) or len(line.pieces) > 1 or columns.is_headed(line.text)


# Lines, and where a table may lie


def _stretches(lines: list[Printed], headings: set[int]) -> Iterator[tuple[list[Printed], bool]]:
    """Lines that may lie in one table, and whether a heading stands over them."""
    start = 0
    for index in range(1, len(lines) + 1):
        here = lines[index] if index < len(lines) else None
        near = here and here.gap <= (2 if here.alone and lines[index - 1].alone else 1)
        if near and start not in headings and index not in headings:
            continue
        if start not in headings:
            yield lines[start:index], start - 1 in headings and lines[start].gap < 3
        start = index


def _search(
    lines: Sequence[Printed], finders: Sequence[_Finder], captioned: bool
) -> Iterator[_Draft]:
    """What the first finder finds, and between these what the others do."""
    if not finders or not lines:
        return
    done, origin = 0, lines[0].position
    for draft in finders[0](lines, captioned):
        covered = draft.lines()
        first = covered[0].position - origin
        yield from _search(lines[done:first], finders[1:], captioned and not done)
        yield draft
        done = covered[-1].position - origin + 1
    yield from _search(lines[done:], finders[1:], captioned and not done)


# Drawn tables


def _boxed(lines: Sequence[Printed], captioned: bool) -> Iterator[_Draft]:
    """Tables whose cells are parted by what is drawn."""
    run: list[Printed] = []
    for line in lines:
        inside = line.drawn or line.cuts
        anew = line.drawn and (line.gap > 0 or line.text[0] in "┌┏╔╭")
        if run and (not inside or (anew and run[-1].drawn)):
            yield from _box(run)
            run = []
        if inside:
            run.append(line)
    yield from _box(run)


def _box(run: list[Printed]) -> Iterator[_Draft]:
    """The table that drawn lines make, if they make one."""
    rows = [line for line in run if not line.drawn]
    closed = [sum(bool(columns.CUT.match(line.text[end])) for line in rows) for end in (0, -1)]
    left, right = (2 * count >= len(rows) for count in closed)
    cells = [_box_cells(line, left, right) for line in rows]
    counts = {len(row) for row in cells}
    rules = len(run) - len(rows)
    if rules or any(re.search(f"[{columns.BOX}]", line.raw) for line in rows):
        fits = len(rows) > 1 or (bool(rows) and rules > 1)
    else:
        tight = any(_TIGHT.search(line.raw) for line in rows)  # a sign in code or mathematics
        fits = len(counts) == 1 and not tight and len(rows) > (1 if left and right else 2)
    if fits and max(counts) > 1:
        groups = _groups(run, dict(zip((line.position for line in rows), cells, strict=True)))
        merged = [row for group in _merge(groups) for row in group]
        yield _Draft(merged, [line for line in run if line.drawn])


def _box_cells(line: Printed, left: bool, right: bool) -> tuple[Cell, ...]:
    """The cells of a drawn row; `left` and `right` say whether the table is closed there."""
    cells: list[Cell] = []
    begin, rules = 0, tuple[Span, ...]()
    for cut in (*line.cuts, len(line.raw)):
        text = line.raw[begin:cut]
        span = _inner(text, line.start + begin)
        drawn = len(text) > 1 and not text.strip(columns.FLAT)  # a rule over a part of the row
        if begin or span or not left:
            cells.append(Cell(() if drawn else span, rules + (span if drawn else ())))
        begin, rules = cut + 1, (Span(line.start + cut, line.start + cut + 1),)
    if right and len(cells) > 1 and not cells[-1].spans and len(cells[-1].rules) == 1:
        *cells, last = cells
        cells[-1] = replace(cells[-1], rules=cells[-1].rules + last.rules)
    return tuple(cells)


def _inner(text: str, start: int) -> tuple[Span, ...]:
    """The span of `text`, which begins at `start`, without the blanks round it; none if blank."""
    begin = start + len(text) - len(text.lstrip())
    return (Span(begin, begin + len(text.strip())),) if text.strip() else ()


def _groups(run: list[Printed], cells: dict[int, tuple[Cell, ...]]) -> list[_Rows]:
    """The drawn rows between rules."""
    groups: list[_Rows] = [[]]
    for line in run:
        if line.position in cells:
            groups[-1].append(([line], cells[line.position]))
        elif groups[-1] and columns.LINE.search(line.raw):
            groups.append([])
    return [group for group in groups if group]


def _merge(groups: list[_Rows]) -> Iterator[_Rows]:
    """The groups, where one is the lines of a single row as that row.

    Lines go on in the one below where it lacks cells and has no numbers; and the lines of a
    heading do, where all the numbers stand below it.
    """
    numbers = [
        [any(map(columns.is_number, _texts((line, cells)))) for (line,), cells in group]
        for group in groups
    ]
    for index, group in enumerate(groups):
        alike = len(group) > 1 and len({len(cells) for _, cells in group}) == 1
        gaps = all(any(not cell.spans for cell in cells) for _, cells in group[1:])
        rest = gaps and not any(numbers[index][1:]) and len(groups) > (1 if index == 0 else 2)
        head = index == 0 and len(group) <= columns.LABELS and not any(numbers[0])
        if alike and (rest or (head and any(map(any, numbers)))):
            upright = zip(*(cells for _, cells in group), strict=True)
            lines = [line for printed, _ in group for line in printed]
            yield [(lines, tuple(map(_stack, upright)))]
        else:
            yield group


def _stack(cells: tuple[Cell, ...]) -> Cell:
    """Cells under one another as one."""
    spans = tuple(span for cell in cells for span in cell.spans)
    return Cell(spans, tuple(rule for cell in cells for rule in cell.rules))


# Tables without drawn edges

_Fits = Callable[[list[Printed], Printed], bool]
_Make = Callable[[list[Printed], list[Printed], bool], list[_Row]]


def _in_rows(
    fits: _Fits, make: _Make, lines: Sequence[Printed], captioned: bool
) -> Iterator[_Draft]:
    """Tables made of runs of lines each of which fits those above it; rules may part them."""
    done = 0
    for begin, end, run in _runs(lines, fits):
        above = [
            line for line in lines[max(done, begin - columns.LABELS) : begin] if not line.drawn
        ]
        if rows := make(run, above, captioned):
            first, stop = rows[0][0].position - lines[0].position, end
            while first > done and lines[first - 1].drawn:
                first -= 1
            while stop < len(lines) and lines[stop].drawn:
                stop += 1
            rules = [line for line in lines[first:stop] if line.drawn]
            yield _Draft([([line], cells) for line, cells in rows], rules)
            done = stop


def _runs(lines: Sequence[Printed], fits: _Fits) -> Iterator[tuple[int, int, list[Printed]]]:
    """(first, stop, rows) of runs; one line with a single piece may stand between rows."""
    run: list[Printed] = []
    waiting: list[Printed] = []
    first = stop = 0
    for index, line in enumerate(lines):
        if line.drawn:
            continue
        if run and fits(run, line):
            run += [*waiting, line]
            stop, waiting = index + 1, []
        elif len(run) > 1 and not waiting and _is_between(run[-1], line):
            waiting = [line]
        else:
            if run:
                yield first, stop, run
            run, waiting = [line] if fits([], line) else [], []
            first, stop = index, index + 1
    if run:
        yield first, stop, run


def _is_between(above: Printed, line: Printed) -> bool:
    """Whether a line may be a row with a single cell."""
    near = line.gap <= above.gap and len(line.pieces) == 1
    return near and line.line.width <= columns.LONG and not columns.is_prose(line.text)


# Tabs, columns that blanks align, and rows of words


def _fits_tabs(run: list[Printed], line: Printed) -> bool:
    """Whether a line has tabs; after a blank line as many as the row above."""
    near = not run or not line.gap or line.raw.count("\t") == run[-1].raw.count("\t")
    return "\t" in line.raw and near


def _tabbed(run: list[Printed], above: list[Printed], captioned: bool) -> list[_Row]:
    """The rows of lines that tabs part, one tab or a run of tabs between two cells."""
    rows = [
        [Cell(_inner(part[1], line.start + part.start(1))) for part in _TABBED.finditer(line.raw)]
        for line in run
    ]
    lead = min(next(k for k, cell in enumerate(row) if cell.spans) for row in rows)
    rows = [row[lead:] for row in rows]
    filled = [[cell for cell in row if cell.spans] for row in rows]
    whole = max(map(len, rows))
    if len({*map(len, filled)}) == 1 and len(filled[0]) < whole:
        rows, whole = filled, len(filled[0])  # several tabs were set to reach an edge
    full = sum(len(row) == whole for row in rows)
    if len(rows) < 2 or 2 * full < len(rows) or 2 * sum(len(r) > 1 for r in filled) < len(rows):
        return []
    padded = [(*row, *[Cell()] * (whole - len(row))) for row in rows]
    return _checked(list(zip(run, padded, strict=True)), captioned)


def _texts(row: _Row) -> list[str]:
    """The texts of the cells in a line."""
    line, cells = row
    return [
        " ".join(line.raw[s.start - line.start : s.end - line.start] for s in cell.spans)
        for cell in cells
    ]


def _checked(made: list[_Row], captioned: bool) -> list[_Row]:
    return made if columns.is_tabular([*map(_texts, made)], captioned) else []


def _fits_columns(run: list[Printed], line: Printed) -> bool:
    """Whether a line has pieces, two of them at edges of pieces of the rows above it."""
    if len(line.pieces) < 2 or columns.is_one(line.text):
        return False
    return not run or any(columns.are_aligned(line.pieces, row.pieces) for row in run[-FAR:])


def _columned(run: list[Printed], above: list[Printed], captioned: bool) -> list[_Row]:
    """The rows of lines whose pieces stand in columns, and the heading rows over them."""
    grid = columns.grid_of([line.pieces for line in run])
    if not grid:
        return []
    made = [(line, _cells(row)) for line, row in zip(run, grid, strict=True)]
    edges = columns.edges_of(grid)
    for line in reversed(above):
        many = len(line.pieces) == len(edges)
        row = columns.assign(line.pieces, edges) or (list(line.pieces) if many else [])
        if len(line.pieces) < 2 or not row or not _is_head((line, _cells(row)), made):
            break
        made.insert(0, (line, _cells(row)))
    texts = [text for row in made for text in _texts(row) if text]
    few = len(made) < 3 and 2 * sum(map(columns.is_number, texts)) < len(texts)
    return [] if few or len(made) < 2 else _checked(made, captioned)


def _is_head(row: _Row, made: list[_Row]) -> bool:
    return columns.count_labels([*map(_texts, [row, *made])], set()) > 0


def _cells(row: list[columns.Piece | None]) -> tuple[Cell, ...]:
    return tuple(Cell((Span(piece.start, piece.end),)) if piece else Cell() for piece in row)


def _all_words(line: Printed) -> list[Span]:
    """What blanks part in a line."""
    return [Span(line.start + w.start(), line.start + w.end()) for w in _WORD.finditer(line.raw)]


def _words(line: Printed, count: int = 0) -> list[Span]:
    """What stands before the numbers that a line ends with, and these; empty if they are few.

    Where `count` words are asked for, half of them may be no numbers.
    """
    spans, numbers = _all_words(line), [columns.is_number(word) for word in line.raw.split()]
    if len(spans) == count and 2 * sum(numbers) >= count - 1:
        return spans
    lead = max((at for at, number in enumerate(numbers, 1) if not number), default=0)
    if not lead:
        return spans if len(spans) > 2 else []
    ends = spans[lead:]
    return [Span(spans[0].start, spans[lead - 1].end), *ends] if len(ends) > 1 else []


def _fits_words(run: list[Printed], line: Printed) -> bool:
    """Whether a line is a word and numbers, as many as in the first row."""
    count = len(_words(run[0])) if run else 0
    words = _words(line, count)
    return len(words) == count if run else bool(words)


def _worded(run: list[Printed], above: list[Printed], captioned: bool) -> list[_Row]:
    """The rows of lines of a word and numbers, with one blank between, and the row over them."""
    count, made = len(_words(run[0])), []
    for line in run:
        words = _words(line, count)
        whole = words if len(words) == count else [line.span]
        made.append((line, tuple(Cell((span,)) for span in whole)))
    head = [Cell((span,)) for span in _all_words(above[-1])] if above else []
    if len(head) == count and _is_head((above[-1], tuple(head)), made):
        made.insert(0, (above[-1], tuple(head)))
    return _checked(made, captioned) if len(run) > 2 else []


_TIGHT = re.compile(r"\S[|｜]\S")
_TABBED = re.compile(r"(?:^|\t)([^\t]*)")
_WORD = re.compile(r"\S+")
_FINDERS: tuple[_Finder, ...] = (
    _boxed,
    partial(_in_rows, _fits_tabs, _tabbed),
    partial(_in_rows, _fits_columns, _columned),
    partial(_in_rows, _fits_words, _worded),
)
