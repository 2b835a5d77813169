"""Running heads and page numbers: what a page has besides its text [PHSK].

Page numbers count: lines that are numbers, and that run through the text, are its pages, whatever
else they could be. What stands beside them, or at the same edge of page after page, is a running
head. Together they tell where pages begin in texts that have no other mark of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from fangzhi.markup import shapes
from fangzhi.markup.patterns import number
from fangzhi.markup.profile import Profile
from fangzhi.markup.signatures import is_signature
from fangzhi.markup.stated import FURNITURE, ROLES
from fangzhi.markup.text import brackets
from fangzhi.source import Block, Line, Page, Source, Span

HEADER, FOOTER, PAGE_NUMBER = KINDS = ("header", "footer", "pageNum")
_MARKS = "·•・-—－–―─第页|/. "  # what stands beside page numbers

TITLE = 1  # lines of a title that may stand above the number of its page
STEP = 3  # pages that may lie between two page numbers: plates and blank pages have none
CHAIN = 2  # bare numbers in a row that make page numbers
OFTEN = 2  # running heads beside page numbers that are alike
BOOK = 0.3  # share of the pages that have the running head of a whole book
FEW = 0.3  # share of the pages that have running heads at the least, in a book that has any
REGULAR = 4  # running heads without page numbers that are alike


@dataclass(frozen=True, slots=True)
class Furniture:
    """A line of a page that is not of its text: its place is the top or the bottom."""

    span: Span
    line: int
    kind: str
    top: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its blocks without furniture, its furniture, and its number if it has one."""

    blocks: tuple[Block, ...]
    furniture: tuple[Furniture, ...] = ()
    n: str = ""


@dataclass(slots=True)
class _Row:
    """A line with what it may be; `page` is that of the form feeds, `edge` its first or last.

    `outer` says that it is the very first or last one, and no head by the word of the format;
    `heads` that it is one.
    """

    line: Line
    text: str
    place: int
    page: int
    edge: bool
    outer: bool = False
    heads: bool = False
    number: int | None = None
    bare: bool = False  # a number without marks round it
    beside: bool = False  # a running head with a number beside it
    kind: str = ""
    decided: bool = False  # by a person, or by the format


def find_sheets(
    source: Source, profile: Profile, decided: Mapping[int, str] | None = None
) -> list[Sheet]:
    """The pages of a source, with running heads and page numbers told from the text.

    `decided` has the roles of lines, by their numbers, that a person gave.
    """
    decided = decided or {}
    rows = [row for page, sheet in enumerate(source.pages) for row in _rows(source, sheet, page)]
    for place, row in enumerate(rows):
        row.place = place
    free = [row for row in rows if row.line.number not in decided and not row.decided]
    if source.written:
        free = []  # a document that was not printed has none but those that it states
    _find_numbers(free, profile)
    _find_running_heads(free, profile, stated=any(row.decided for row in rows))
    _find_stated_heads(rows, free)
    for row in rows:
        role = decided.get(row.line.number, "")
        if role and row.decided:  # a person knows better than the format
            row.kind, row.decided = "", False
        if role in KINDS:
            row.kind, row.decided = role, True
            row.number = row.number or number(row.text.strip(_MARKS))
    found = {row.line.start: row for row in rows if row.kind}
    if not found:
        return [Sheet(page.blocks, n=page.n) for page in source.pages]
    if len(source.pages) > 1 or source.pages[0].box is not None:
        return [_sheet(page.blocks, found) for page in source.pages]
    return _cut(rows, source.pages[0].blocks, found, profile)


def _rows(source: Source, page: Page, index: int) -> Iterator[_Row]:
    lines = [(line, block) for block in page.blocks for line in block.lines]
    for place, (line, block) in enumerate(lines):
        edge = place in (0, 1, len(lines) - 2, len(lines) - 1) and len(source.pages) > 1
        outer = place in (0, len(lines) - 1) and block.kind not in ROLES
        heads = block.kind == "heading"
        row = _Row(line, source.text[line.start : line.end], 0, index, edge, outer, heads)
        if kind := FURNITURE.get(block.kind, ""):
            row.kind, row.decided = kind, True
            row.number = number(row.text.strip(_MARKS)) if kind == PAGE_NUMBER else None
        elif block.kind:
            row.edge = False  # the format says that it is something else
        yield row


def _find_numbers(rows: list[_Row], profile: Profile) -> None:
    """Mark the lines that are page numbers."""
    candidates = []
    known = _known_titles(rows, profile)
    for row in rows:
        if len(row.text) <= profile.furniture.longest:
            _read_number(row, profile, known)
            if row.number is not None:
                candidates.append(row)
    # Numbers one under the other are a column of a table, or number what stands beside them.
    column = {row.place for row in candidates if row.bare and not row.beside}
    labels = {row.place for row in candidates if row.beside}
    candidates = [
        row
        for row in candidates
        if not any(
            row.place in places and places & {row.place - 1, row.place + 1}
            for places in (column, labels)
        )
    ]
    chain = _chain(candidates)
    bare = sum(row.bare for row in chain)
    trusted = bare >= CHAIN or len(chain) > bare
    # A decorated number (· 12 ·) needs no others to be told.
    decorated = (row for row in candidates if not row.bare)
    for row in (*(chain if trusted else ()), *decorated):
        row.kind = PAGE_NUMBER


def _known_titles(rows: list[_Row], profile: Profile) -> Counter[str]:
    """How often each short line stands in the text, without the number that is beside it; also two
    lines that may be one head, which the print wrapped.
    """
    known: Counter[str] = Counter()
    above = ""
    for row in rows:
        here = row.text if len(row.text) <= profile.furniture.longest else ""
        title, _ = _beside_number(here) or (here, 0)
        known.update((title, f"{above} {here}") if here and above else (title,))
        above = here
    return known


_APART = re.compile(r"\s{2,}|\u3000")


def _beside_number(text: str) -> tuple[str, int] | None:
    """(title, number) of a line in which a wide blank parts the two: `Report for 2014    29`."""
    pieces = _APART.split(text)
    if len(pieces) != 2:
        return None
    title, figures = pieces if _FIGURES.fullmatch(pieces[1]) else pieces[::-1]
    named = any(map(str.isalpha, title))
    return (title, int(figures)) if named and _FIGURES.fullmatch(figures) else None


_FIGURES = re.compile(r"\d{1,4}")


def _read_number(row: _Row, profile: Profile, known: Mapping[str, int]) -> None:
    """Take a line as a page number, alone or with a running head beside it.

    `known` says how often each line stands in the text, such numbers aside.
    """
    for pattern in profile.furniture.numbers:
        match = pattern.match(row.text)
        if match and match.end() == len(row.text):
            row.number = number(match[1])
            row.bare = match[0] == match[1]
            return
    # `123　Title` or `Title　123`: with a wide blank, and a title without sentences and figures.
    if beside := _BESIDE.fullmatch(row.text):
        row.number = int(beside["left"] or beside["right"])
        row.bare = row.beside = True
    # With figures in the title only where that stands in the text again.
    elif (edge := _beside_number(row.text)) and known[edge[0]] > 1:
        row.number = edge[1]
        row.bare = row.beside = True


_BESIDE = re.compile(
    r"(?P<left>\d{1,4})(?:\s{2,}|\u3000+|\s*[|·•/]\s*)[^\d。，；,;]+"
    r"|[^\d。，；,;]+(?:\s{2,}|\u3000+|\s*[|·•/]\s*)(?P<right>\d{1,4})"
)


def _chain(candidates: list[_Row]) -> list[_Row]:
    """The longest run of numbers that rise by no more than `STEP`, page by page."""
    best: dict[int, tuple[int, int]] = {}  # the last number → (length, place of its row)
    before: list[int] = []
    lengths: list[int] = []
    for place, row in enumerate(candidates):
        assert row.number is not None
        earlier = [
            best[row.number - step] for step in range(1, STEP + 1) if row.number - step in best
        ]
        length, link = max(earlier, default=(0, -1))
        before.append(link)
        lengths.append(length + 1)
        if best.get(row.number, (0, 0))[0] < length + 1:
            best[row.number] = (length + 1, place)
    place = max(range(len(lengths)), key=lengths.__getitem__, default=-1)
    chain = []
    while place >= 0:
        chain.append(candidates[place])
        place = before[place]
    return chain[::-1]


def _find_running_heads(rows: list[_Row], profile: Profile, stated: bool) -> None:
    """Mark the lines that stand beside page numbers, or at page edges, again and again.

    `stated` says that the format tells some; then what returns within the text is none.
    """
    near: set[int] = set()
    for place, row in enumerate(rows):
        if row.kind == PAGE_NUMBER:
            near.update((place - 1, place + 1))
        elif row.edge:
            near.add(place)
    near = {
        place
        for place in near
        if 0 <= place < len(rows) and not rows[place].kind and _may_run(rows[place].text, profile)
    }
    pages = max(sum(row.kind == PAGE_NUMBER for row in rows), rows[-1].page + 1 if rows else 1)
    places: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(_alike(row.text), []).append(place)
    found = [
        place
        for alike, all_places in places.items()
        if alike
        for place in _running([p for p in all_places if p in near], all_places, pages)
    ]
    # Few pages with any are none: heads that return (综述, 概况) stand at the top of one by chance.
    if len(found) + sum(row.beside and row.kind == PAGE_NUMBER for row in rows) >= FEW * pages:
        for place in found:
            rows[place].kind = HEADER
    if not stated and not any(row.kind for row in rows):
        _find_heads_alone(rows, profile)


def _find_stated_heads(rows: Sequence[_Row], free: Sequence[_Row]) -> None:
    """Mark the outer lines of pages that are what the format calls running heads elsewhere.

    Where it tells of any, that which repeats a head of the text is one as well.
    """
    stated = {_alike(row.text) for row in rows if row.decided and row.kind == HEADER}
    if stated:
        stated |= {_alike(row.text) for row in rows if row.heads}
    for row in free:
        if row.outer and not row.kind and _alike(row.text) in stated - {""}:
            row.kind = HEADER


def _may_run(text: str, profile: Profile) -> bool:
    """Whether a line may be a running head: no sentence, no signature, no entry, no end of one."""
    return (
        brackets(text) == ([], [])
        and len(text) <= profile.furniture.longest
        and text[-1] not in profile.paragraph.ends
        and not is_signature(text, profile)
        and shapes.period(text, profile) is None
        and not any(text.startswith(pair[0]) for pair in profile.entry.brackets)
    )


def _running(at_edges: list[int], places: list[int], pages: int) -> list[int]:
    """Which of the lines that are alike are running heads, by their places.

    A head is printed once in the text, and may be repeated at the edges of its pages; if it stands
    nowhere else, the first is the head itself, unless the whole book has it. The first line of all
    is its title, for the page that begins a text has no running head.
    """
    if len(at_edges) < len(places):
        return [place for place in at_edges if place > 0]
    if len(at_edges) < OFTEN:
        return []
    whole = len(at_edges) >= BOOK * pages
    return at_edges if whole and at_edges[0] > 0 else at_edges[1:]


def _find_heads_alone(rows: list[_Row], profile: Profile) -> None:
    """Running heads without page numbers: alike, at even distances, in the middle of sentences."""
    places: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        if 2 <= len(row.text) <= profile.furniture.longest:
            places.setdefault(_alike(row.text), []).append(place)
    for alike in places.values():
        if len(alike) < REGULAR or not _are_even(alike):
            continue
        ends = profile.paragraph.ends | profile.paragraph.closers
        broken = sum(place > 0 and rows[place - 1].text[-1] not in ends for place in alike)
        if broken >= len(alike) / 3 and rows[alike[0]].text[-1] not in ends:
            for place in alike:
                rows[place].kind = HEADER


def _are_even(places: list[int]) -> bool:
    """Whether the distances between places are about the same."""
    gaps = sorted(b - a for a, b in pairwise(places))
    middle = gaps[len(gaps) // 2]
    return middle > 3 and all(middle / 2 <= gap <= 2 * middle for gap in gaps)


def _alike(text: str) -> str:
    """A line without its figures and blanks: what running heads have in common."""
    return re.sub(r"[\d\s]+", "", text)


def _sheet(blocks: Sequence[Block], found: dict[int, _Row]) -> Sheet:
    """A page that a form feed ends, with its furniture taken out of its blocks."""
    lines = [line for block in blocks for line in block.lines]
    texts = [place for place, line in enumerate(lines) if line.start not in found]
    middle = texts[len(texts) // 2] if texts else 0
    furniture = tuple(
        _furniture(found[line.start], place < middle)
        for place, line in enumerate(lines)
        if line.start in found
    )
    return Sheet(tuple(_without(blocks, found)), furniture, _number_of(furniture, found))


def _furniture(row: _Row, top: bool) -> Furniture:
    kind = row.kind
    if row.beside and kind == PAGE_NUMBER:
        kind = HEADER
    if kind == HEADER and not top and not row.decided:
        kind = FOOTER
    return Furniture(Span(row.line.start, row.line.end), row.line.number, kind, top)


def _number_of(furniture: Iterable[Furniture], found: dict[int, _Row]) -> str:
    numbers = (found[one.span.start].number for one in furniture)
    return next((str(value) for value in numbers if value is not None), "")


def _without(blocks: Iterable[Block], found: dict[int, _Row]) -> Iterator[Block]:
    """The blocks without the lines found; what stood on both sides of one is two blocks."""
    for block in blocks:
        gap = block.gap
        for is_furniture, lines in groupby(block.lines, lambda line: line.start in found):
            if not is_furniture:
                yield replace(block, lines=tuple(lines), gap=gap)
            gap = 0


def _cut(
    rows: list[_Row], blocks: Sequence[Block], found: dict[int, _Row], profile: Profile
) -> list[Sheet]:
    """Pages told by their furniture alone: a page begins within each run of such lines."""
    runs = [
        [rows[place] for place in places]
        for furniture, group in groupby(range(len(rows)), lambda place: bool(rows[place].kind))
        if furniture and (places := list(group))
    ]
    tops = _top_kinds(rows, runs)
    starts, items = [], []
    for run in runs:
        first = next((i for i, row in enumerate(run) if _shape(row) in tops), len(run))
        items += [_furniture(row, place >= first) for place, row in enumerate(run)]
        if first < len(run):
            starts.append(run[first].line.start)
        else:
            starts.append(run[-1].line.end)
    above = rows[: runs[0][0].place]
    title = len(above) <= TITLE and all(row.text[-1] not in profile.paragraph.ends for row in above)
    if starts and title and starts[0] <= runs[0][0].line.start:
        starts.pop(0)  # the first page begins with the text, or with its title
    if starts and starts[-1] >= rows[-1].line.end:
        starts.pop()  # after the last line begins no page
    return list(_sheets(blocks, starts, items, found))


def _shape(row: _Row) -> str:
    return "number" if row.kind == PAGE_NUMBER else _alike(row.text)


def _top_kinds(rows: list[_Row], runs: list[list[_Row]]) -> set[str]:
    """What stands at the tops of pages: what the text begins with, and does not end with.

    Where it neither begins nor ends with furniture, running heads stand at the top.
    """
    first = {_shape(row) for row in runs[0]} if runs[0][0] is rows[0] else set()
    last = {_shape(row) for row in runs[-1]} if runs[-1][-1] is rows[-1] else set()
    if first or last:
        everything = {_shape(row) for run in runs for row in run}
        heads = everything - {"number"} - last
        tops = (first - last) | heads
        return tops | ({"number"} if _numbers_follow(runs) and "number" not in last else set())
    heads = {_shape(row) for run in runs for row in run if row.kind == HEADER}
    return heads | ({"number"} if _numbers_follow(runs) else set())


def _numbers_follow(runs: list[list[_Row]]) -> bool:
    """Whether the page number stands below the running head, and so at the top of the page."""
    pairs = [pair for run in runs for pair in pairwise(run)]
    after = sum(a.kind == HEADER and b.kind == PAGE_NUMBER for a, b in pairs)
    return after > len(pairs) / 2


def _sheets(
    blocks: Sequence[Block], starts: list[int], items: list[Furniture], found: dict[int, _Row]
) -> Iterator[Sheet]:
    """The pages that begin at the offsets `starts`, the first one before them."""
    pages: list[list[Block]] = [[] for _ in range(len(starts) + 1)]
    for block in _without(blocks, found):
        pages[bisect_left(starts, block.start + 1)].append(block)
    furniture: list[list[Furniture]] = [[] for _ in pages]
    for item in items:
        furniture[bisect_left(starts, item.span.start + 1)].append(item)
    for own, things in zip(pages, furniture, strict=True):
        yield Sheet(tuple(own), tuple(things), _number_of(things, found))
