"""What the text and the place of short pieces say of printed tables: cells, captions, columns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from fangzhi.markup.listing import label
from fangzhi.markup.text import HAN, han_share
from fangzhi.source import width

# What the cells of a table say

SHARE = 0.6  # share of the cells of a column that say what the column is
LONG, CLAUSE = 16.0, 10.0  # em of a cell as long as a line of text; and of one with clauses
WORDS = 5  # that many Latin words are a piece of a sentence
LABELS = 3  # rows that a heading may have
ALIGNED = 0.75  # share of the columns that must have an edge

_HAN_NUMBER = "〇零一二三四五六七八九十百千万亿两萬億兩"
_NUMBER = re.compile(
    rf"[(（]?[-+−–±<>≤≥≈约]?[$¥￥€£]?\d(?:[\d.,，．:：/~～–—−×% -]*\d)?"
    rf"\s?(?:[%％‰°℃]|[{HAN}]{{0,2}}|[A-Za-z²³]{{0,4}})[)）]?[*†]?|[{_HAN_NUMBER}]+"
)
_NO_NUMBER = re.compile(r"[-–—―－…·．.*×/]{1,3}|[无無缺]|[不未][详詳]|n/?a")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:年度?)?(?:[-/–]\d\d(?:\d\d)?)?")
_BEFORE = re.compile(
    r"(?:[(（]?\d{2,4}年)?(?:\d{1,2}月)?(?:\d{1,2}日|[上中下]旬|初|底|末)?[)）]?[,，:：]?"
    r"|[一二三四五六七八九十]{1,3}月\w{0,4}|\d{1,2}(?:\.\d{1,2})*\.?|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
    r"|\d{1,2}\. ?[A-Z][a-zä]{2,8}\.?(?: \d{4})?"
)
_MARK = re.compile(r"[。！？；]")
_NAME = re.compile(
    rf"[{HAN}]{{2,4}}(?:[(（][^()（）]{{1,8}}[)）])?|[{HAN}][ \u3000]{{1,2}}[{HAN}]"
    r"|[A-ZÄÖÜ][\w.'’-]*(?: (?:[a-z]{2,3} )?[A-ZÄÖÜ][\w.'’-]*){1,3}"
)
_PART = re.compile(rf"第[\d{_HAN_NUMBER}]+[编編章节節篇卷]|(?:Chapter|Kapitel|Part|Teil)\b")
_COLUMN = re.compile(
    r"姓\s*名|[职職]\s*[务務称稱业業]|性\s*[别別]|民\s*族|籍\s*贯|[单單]\s*位(?:名[称稱])?|名\s*[称稱]|地\s*[址点點]|年\s*[份度龄齡]"
    r"|[序编編]\s*[号號]|[项項]\s*目|[备備]\s*[注註]|[类類]\s*[别別]|任[职職](?:[时時][间間]|年月)"
    r"|[时時]\s*[间間]|[数數]\s*量|面\s*[积積]|合\s*[计計]|出生年月|[学學][历歷]"
    r"|Name|Year|Place|Date|Number|Remarks|Ort|Jahr|Datum|Anzahl|Amt|Bemerkung(?:en)?"
)


def is_number(text: str) -> bool:
    """Whether a cell is a number with its unit, or the sign for one that is missing."""
    return bool(_NUMBER.fullmatch(text) or _NO_NUMBER.fullmatch(text))


def is_one(text: str) -> bool:
    """Whether the blanks in a line part no cells: spaced letters of a title, or one bracket."""
    words = text.split()
    spaced = all(len(word) == 1 for word in words) and "".join(words).isalpha()
    return spaced or (text[:1] in tuple("(（") and text[-1:] in tuple(")）"))


def is_prose(text: str) -> bool:
    """Whether a cell reads like a piece of running text."""
    if han_share(text) <= 0.5:
        words = sum(any(map(str.isalpha, word)) for word in text.split())
        return words >= WORDS or (words > 2 and (text[0].islower() or text[-1] in ".!?"))
    size = width(text)
    clauses = size >= CLAUSE and any(mark in text for mark in "，、：,:")
    return bool(_MARK.search(text)) or size >= LONG or clauses


def _mostly(cells: Sequence[str], holds: Callable[[str], object], share: float = SHARE) -> bool:
    """Whether something holds for most of the cells, of which there are some."""
    return bool(cells) and sum(bool(holds(cell)) for cell in cells) >= share * len(cells)


def is_tabular(rows: Sequence[Sequence[str]], captioned: bool) -> bool:
    """Whether aligned texts are cells, and not running text, names or heads that stand aligned."""
    cells = [cell for row in rows for cell in row if cell]
    found = ([cell for cell in column if cell] for column in zip_longest(*rows, fillvalue=""))
    columns = [column for column in found if column]
    prose = sum(_mostly(column, is_prose, 0.4) for column in columns)
    if len(columns) < 2 or not _mostly(cells, lambda cell: any(map(str.isalnum, cell)), 0.5):
        return False
    if captioned or sum(bool(_COLUMN.fullmatch(cell)) for cell in rows[0]) > 1:
        return prose < len(columns)
    return 2 * prose < len(columns) and not (
        _are_names(cells) or _are_run_in(columns) or _mostly(columns[0], _PART.match)
    )


def _are_names(cells: list[str]) -> bool:
    """Whether cells are a list of names: none stands twice; or half lines of verse."""
    verse = len({*map(len, cells)}) == 1 and len(cells[0]) > 4 and not any(map(is_number, cells))
    named = _mostly(cells, _NAME.fullmatch, 0.9) and len({*cells}) >= 0.9 * len(cells)
    return (named and not _mostly(cells, is_number, 0.1)) or (verse and han_share(cells[0]) == 1)


def _are_run_in(columns: list[list[str]]) -> bool:
    """Whether two columns are dates, labels or numbers of sections with the text after them."""
    return (
        len(columns) == 2
        and not _mostly(columns[1], is_number)
        and _mostly(columns[0], lambda cell: _BEFORE.fullmatch(cell) or label(f"{cell} x"), 0.8)
    )


def count_labels(rows: Sequence[Sequence[str]], ruled: set[int]) -> int:
    """How many rows at the top of a table are headings.

    `ruled` are the indexes of the rows that have a rule above them.
    """
    inner = [index for index in ruled if 0 < index < len(rows)]
    if len(rows) > 2 and len(inner) == 1 and inner[0] <= LABELS:
        above = [cell for row in rows[: inner[0]] for cell in row]
        if inner[0] == 1 or not any(map(is_number, above)):
            return inner[0]
    count = 0
    while count < min(LABELS, len(rows) - 1) and _are_labels(rows, count):
        count += 1
    return count


def _are_labels(rows: Sequence[Sequence[str]], index: int) -> bool:
    """Whether a row has words where numbers stand below it."""
    cells = [(k, cell) for k, cell in enumerate(rows[index]) if cell]
    if not cells or (index and rows[index][0]):
        return False
    if not index and sum(bool(_COLUMN.fullmatch(cell)) for _, cell in cells) > 1:
        return True
    words = [(k, cell) for k, cell in cells if not is_number(cell)]
    years = [(k, cell) for k, cell in cells if _YEAR.fullmatch(cell)]
    below = rows[index + 1 :]
    if len(words) + len(years) < len(cells):
        return False
    if years and any(_mostly(_column(below, k), _YEAR.fullmatch, 0.5) for k, _ in years):
        return False
    return any(_mostly(_column(below, k), is_number) for k, _ in (years or words))


def _column(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    """The filled cells of a column."""
    return [row[index] for row in rows if index < len(row) and row[index]]


# Captions of tables

LEAST_TITLE, MOST_TITLE = 6.0, 36.0  # em of a title that only its place tells

_NUMBERED = r"[\d一二三四五六七八九十〇]+(?:[-－—–.．·]\d+)*"
_CAPTION = re.compile(
    rf"[(（【]?(?:[续續]?附?表\s*{_NUMBERED}|(?:[续續附]|[续續]附|附[续續])表)"
    r"|(?:Table|Tabelle|Tab\.|Tableau)\s?[\dA-Z]"
)
_BARE = re.compile(rf"[续續]?附?表\s*{_NUMBERED}|(?:Table|Tabelle|Tab\.|Tableau)\s?[\d.-]+[.:]?")
_TITLE = re.compile(
    r"[^。！？；，,;|│]{2,40}(?:一[览覽]|[统統][计計]|情[况況]|明[细細]|[调調]查|登[记記]|[汇彙][总總]"
    r"|[对對]照|比[较較]|分[布佈]|[构構]成|[变變]化|名[单單])表"
    r"(?:[(（][^()（）]{1,12}[)）])?"
)
_UNIT = re.compile(
    r"(?:\d{4}年\S{0,8}\s+|[^\s，。；,;]{4,40}(?:\s{2,}|\u3000+))?[(（]?(?:(?:[计計]量|[货貨][币幣]|金[额額])?[单單]位|Unit|Einheit)\s?[:：]\s*\S.{0,14}"
)
_CLOSING = re.compile(r"[^()（）]*[)）]")


def is_caption(text: str) -> bool:
    """Whether a line is the caption of a table by its shape, its title, or says its unit."""
    shaped = _CAPTION.match(text) or is_unit(text) or _TITLE.fullmatch(text)
    return bool(shaped) and _may_head(text)


def is_unit(text: str) -> bool:
    """Whether a line says the unit of a table and nothing else."""
    return bool(_UNIT.fullmatch(text))


def _may_head(text: str) -> bool:
    """Whether a line is short enough for a caption, and does not end as a sentence or clause."""
    return len(text) <= 80 and text[-1:] not in tuple("。，；,;")


_HEADED = re.compile(  # how heads and items begin
    r"[【〔［〖■●◆○▲□◇★•–-]|第.{1,4}[编篇章节]|[(（]?[一二三四五六七八九十]+[)）、]|[(（]?\d+[)）.．、]|\d+(?:\.\d+)*\s"
)
_ENDED = re.compile(r"[。！？!?.;；:：][”’」』)）》\]\"']*$")


def ends(text: str) -> bool:
    """Whether a line ends with a mark that may end a paragraph."""
    return bool(_ENDED.search(text))


def is_headed(text: str) -> bool:
    """Whether a line is a head with a number, or an item, and no more."""
    return bool(_HEADED.match(text)) and width(text) <= MOST_TITLE and "，" not in text


def may_be_title(text: str) -> bool:
    """Whether a line that stands above a table may be its title, though nothing in it says so."""
    short = LEAST_TITLE <= width(text) <= MOST_TITLE and _may_head(text)
    shaped = not (ends(text) or _HEADED.match(text) or "，" in text or text.isupper())
    return short and shaped and not text[0].islower()


def is_continued(caption: str, text: str) -> bool:
    """Whether a caption goes on in the line under it.

    It does where it is a number alone and its title stands there, or where its bracket closes
    there.
    """
    if _BARE.fullmatch(caption):
        return _is_title(text)
    opened, closed = (max(map(caption.rfind, pair)) for pair in ("(（", ")）"))
    return opened > closed and bool(_CLOSING.match(text)) and _may_head(text)


def _is_title(text: str) -> bool:
    """Whether a line under a number may be the title, and not the first row."""
    apart = r"\s" if han_share(text) > 0 else r"\s{2}"
    return 0 < len(text) <= 60 and not re.search(rf"{apart}|\d$|[。；，]", text)


# Where the pieces of lines stand


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands between wide blanks: offsets in the text, edges in half ems."""

    start: int
    end: int
    left: int
    right: int

    @property
    def edges(self) -> list[tuple[str, int]]:
        """Its edges and its middle, by which columns are aligned."""
        middle = (self.left + self.right) // 2
        return [("left", self.left), ("right", self.right), ("middle", middle)]


Grid = list[list[Piece | None]]
_BLANKS = re.compile(r"\s+")
_WIDE_BLANKS = frozenset("\u3000\u2003\t")


def pieces_of(raw: str, start: int) -> Iterator[Piece]:
    """The pieces of a line: what two blanks, a tab or a full-width blank part."""
    begin = left = at = done = 0
    for blank in _BLANKS.finditer(raw):
        at += round(2 * width(raw[done : blank.start()]))
        size, done = round(2 * width(blank[0])), blank.end()
        if blank.start() == 0 or size > 1 or blank[0] in _WIDE_BLANKS:
            if blank.start() > begin:
                yield Piece(start + begin, start + blank.start(), left, at)
            begin, left = done, at + size
        at += size
    if begin < len(raw):
        yield Piece(start + begin, start + len(raw), left, at + round(2 * width(raw[done:])))


def are_aligned(here: Sequence[Piece], there: Sequence[Piece]) -> bool:
    """Whether pieces of two lines share edges: two of them, and half of those in the shorter."""
    near = {(side, edge + by) for piece in there for side, edge in piece.edges for by in (-1, 0, 1)}
    shared = sum(not near.isdisjoint(piece.edges) for piece in here)
    return shared > 1 and 2 * shared >= min(len(here), len(there))


def grid_of(rows: list[tuple[Piece, ...]]) -> Grid:
    """The pieces of rows by columns, the first way in which the columns have edges; else empty."""
    most = max(map(len, rows))
    full = [row for row in rows if len(row) == most]
    ways = [_rivers([row for row in rows if len(row) > 1]), _rivers(full)]
    grids: list[Grid] = [[list(row) for row in rows]] if len(full) == len(rows) else []
    for columns in ways:
        few = len(columns) * len(rows) <= 4 * sum(map(len, rows))  # or hardly a cell is filled
        assigned = [assign(row, columns) for row in rows] if few else [None]
        if None not in assigned:
            grids.append([row for row in assigned if row])
    return next((grid for grid in grids if _has_edges(grid)), [])


def _rivers(rows: list[tuple[Piece, ...]]) -> list[tuple[int, int]]:
    """The columns: what the pieces of all rows fill, parted by what none does."""
    columns: list[tuple[int, int]] = []
    for piece in sorted((p for row in rows for p in row), key=lambda piece: piece.left):
        if columns and piece.left <= columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], piece.right))
        else:
            columns.append((piece.left, piece.right))
    return columns


def assign(pieces: Sequence[Piece], columns: list[tuple[int, int]]) -> list[Piece | None] | None:
    """The pieces in their columns; None where two are in one, unless they are spaced letters."""
    row: list[Piece | None] = [None] * len(columns)
    at = 0
    for piece in pieces:
        middle = piece.left if len(pieces) == 1 else (piece.left + piece.right) / 2
        while at + 1 < len(columns) and columns[at][1] <= middle:
            at += 1
        here, placed = row[at], piece
        if here and here.end - here.start == piece.end - piece.start == 1:
            placed = Piece(here.start, piece.end, here.left, piece.right)
        elif here:
            return None
        row[at] = placed
    return row


def edges_of(grid: Grid) -> list[tuple[int, int]]:
    """Where the columns of a grid begin and end."""
    columns = ([piece for piece in column if piece] for column in zip(*grid, strict=True))
    return [(min(p.left for p in c), max(p.right for p in c)) for c in columns]


def _has_edges(grid: Grid) -> bool:
    """Whether nearly all columns have an edge, left, right or middle, at which cells stand."""
    columns = ([piece for piece in column if piece] for column in zip(*grid, strict=True))
    edged = [_has_edge(column) for column in columns if len(column) > 1]
    return sum(edged) > 1 and sum(edged) >= ALIGNED * len(edged)


def _has_edge(column: list[Piece]) -> bool:
    """Whether most cells stand at one edge, within half an em."""
    edges = Counter(edge for piece in column for edge in piece.edges)
    best = max(sum(edges[side, at + by] for by in (-1, 0, 1)) for side, at in [*edges])
    return best >= SHARE * len(column)


# What is drawn

BOX = "\u2500-\u257f"
FLAT = "─━═┄┅┈┉╌╍╴╶╸╺╼╾"
_UPRIGHT = "│┃║┆┇┊┋╎╏｜|"
CUT = re.compile(rf"(?<!\\)\||｜|(?![{FLAT}])[{BOX}]")
_DRAWN = re.compile(rf"[{BOX}|｜+=_:—―－＝＿\s-]+")
LINE = re.compile(rf"[{BOX}][{FLAT}]|[{FLAT}][{BOX}]|[-=_—―－＝＿]{{3}}")
_BRANCH = re.compile(rf"[├└╰┣┗╠╚][{FLAT}]*\s*[^\s{BOX}]")  # of a tree, as of folders


def cuts_of(raw: str) -> list[int]:
    """Where a line with text is cut by what is drawn upright."""
    return [found.start() for found in CUT.finditer(raw)] if not _BRANCH.search(raw) else []


def is_drawn(raw: str) -> bool:
    """Whether a line only draws: a rule, or the edges of cells without text."""
    drawn = _DRAWN.fullmatch(raw) is not None
    return drawn and bool(LINE.search(raw) or not raw.strip(_UPRIGHT + " \t\u3000"))
