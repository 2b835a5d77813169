"""What the readers of written documents share: pieces in their order, and the `Source` of them.

A document that was written, not printed, says itself what its blocks are. Its text is derived:
what a reader sees stands in it once, with the labels of lists and the marks of notes that programs
count. A label ends with a tab; a note is called by its mark in brackets (`[1]`) and begins with it;
the rows of a table are lines, and tabs part their cells; a reading stands in brackets after what it
reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeGuard

from fangzhi.errors import SourceError
from fangzhi.readers._notices import Notices
from fangzhi.readers._scan import Region, Sheet, Written, compose
from fangzhi.readers._signs import plain
from fangzhi.source import Figure, Page, Source

WIDEST_SPAN = 1000  # columns of a cell, as HTML has it
MOST_EMPTY = 100_000  # cells of a table that are only covered by others
DEEPEST = 200  # elements in one another: people write some thirty


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a page begins, and its number if it has one."""

    n: str = ""


Piece = Region | Figure | Turn


class Text:
    """The text of one block while it is read, and what is anchored in it.

    `before` and `after` are what stands before it (pictures at its very beginning) and after it
    (other pictures, the notes that it calls, boxes).
    """

    def __init__(self) -> None:
        self._lines: list[list[str]] = [[]]
        self.before: list[Piece] = []
        self.after: list[Piece] = []

    def say(self, text: str) -> None:
        """Go on with `text`."""
        if text:
            self._lines[-1].append(plain(text))

    def end_line(self) -> None:
        """Begin a new line."""
        self._lines.append([])

    def anchor(self, *pieces: Piece) -> None:
        """Put pieces beside the text."""
        (self.after if self.has_text() else self.before).extend(pieces)

    def lines(self) -> list[str]:
        """Its lines that are not blank."""
        return [line for parts in self._lines if (line := "".join(parts)).strip()]

    def has_text(self) -> bool:
        """Whether anything but blanks was said."""
        return any(part.strip() for parts in self._lines for part in parts)

    def last(self) -> str:
        """The end of the line at hand, as far as it was said in one piece."""
        return self._lines[-1][-1] if self._lines[-1] else ""

    def trim(self) -> None:
        """Take the blanks off the end of the line at hand."""
        while self._lines[-1]:
            self._lines[-1][-1] = self._lines[-1][-1].rstrip(" ")
            if self._lines[-1][-1]:
                return
            self._lines[-1].pop()

    def pieces(self, kind: str, level: int = 0) -> list[Piece]:
        """The text as a block of this kind, with what is anchored in it."""
        lines = self.lines()
        block: list[Piece] = [block_of(lines, kind, level)] if lines else []
        return [*self.before, *block, *self.after]


def block_of(lines: Iterable[str], kind: str, level: int = 0) -> Region:
    """A block with these lines."""
    return Region([Written(line) for line in lines], kind, level=level)


def text_of(pieces: Iterable[Piece]) -> str:
    """The text of pieces in one line."""
    lines = (line.text for piece in pieces if isinstance(piece, Region) for line in piece.lines)
    return " ".join(" ".join(line.split()) for line in lines)


# Lists and notes


def item(label: str, pieces: Sequence[Piece], depth: int) -> list[Piece]:
    """The pieces of an item: its first paragraph takes the label, and the next go on with it.

    What follows a list, a table or a head in an item is a paragraph of its own.
    """
    result: list[Piece] = []
    own: Region | None = None
    opened = False
    for piece in pieces:
        block = isinstance(piece, Region) and piece.kind != "footnote"
        if not isinstance(piece, Region) or piece.kind != "paragraph":
            own = None if block else own
            result.append(piece)
        elif own is not None:
            own.lines += labelled("", piece.lines)
        elif opened:
            result.append(piece)
        else:
            own = replace(piece, kind="list", level=depth, lines=labelled(label, piece.lines))
            result.append(own)
        opened = opened or block
    return result


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces; an item without a label goes on with the one before it that has one."""
    result: list[Piece] = []
    for piece in pieces:
        last = result[-1] if result else None
        if _is_item(last) and _is_item(piece) and _goes_on(last, piece):
            last.lines += piece.lines
        else:
            result.append(piece)
    return result


def _goes_on(last: Region, piece: Region) -> bool:
    labels = ["\t" in one.lines[0].text for one in (last, piece)]
    return last.level == piece.level and labels == [True, False]


def _is_item(piece: Piece | None) -> TypeGuard[Region]:
    return isinstance(piece, Region) and piece.kind == "list" and bool(piece.lines)


def labelled(label: str, lines: list[Written]) -> list[Written]:
    """Lines with a label before them; a tab ends it, and no other stands in them."""
    texts = [line.text.replace("\t", " ").strip() for line in lines]
    if label:
        texts[0] = f"{label}\t{texts[0]}"
    return [Written(text) for text in texts]


def call(mark: str) -> str:
    """How a text calls a note."""
    return f"[{mark}]"


def note(mark: str, pieces: Sequence[Piece]) -> list[Piece]:
    """A note: its paragraphs are the lines of one block, which begins with its mark."""
    lines: list[str] = []
    beside: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Region) and piece.kind in ("paragraph", "list", "heading"):
            lines += [line.text.replace("\t", " ").strip() for line in piece.lines]
        else:
            beside.append(piece)
    if lines and mark:
        lines[0] = f"{call(mark)} {lines[0]}"
    return [block_of(lines, "footnote"), *beside] if lines else beside


# Titles


TITLE, SUBTITLE = "title", "subtitle"  # kinds of blocks until `with_titles` has placed them


def with_titles(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with titles as heads above all others; a subtitle is a line of its title."""
    lower = any(isinstance(piece, Region) and piece.kind == TITLE for piece in pieces)
    result: list[Piece] = []
    for piece in pieces:
        last = result[-1] if result else None
        if not isinstance(piece, Region):
            result.append(piece)
        elif piece.kind == TITLE:
            result.append(replace(piece, kind="heading", level=1))
        elif piece.kind == SUBTITLE:
            if isinstance(last, Region) and lower and last.kind == "heading" and last.level == 1:
                last.lines += piece.lines
            else:
                result.append(replace(piece, kind="paragraph"))
        elif piece.kind == "heading" and lower:
            result.append(replace(piece, level=piece.level + 1))
        else:
            result.append(piece)
    return result


# Tables


@dataclass(slots=True)
class Cell:
    """A cell of a table: what is in it, and how many columns and rows it covers."""

    pieces: list[Piece] = field(default_factory=list)
    columns: int = 1
    rows: int = 1


def table(rows: Sequence[Sequence[Cell]], caption: Sequence[Piece] = ()) -> list[Piece]:
    """The pieces of a table: its caption, its rows as the lines of one block, and what is beside.

    A table of one cell is a box round its text, and one that holds heads or tables sets a page:
    what stands in these is read cell by cell.
    """
    cells = [cell for row in rows for cell in row]
    filled = [cell for cell in cells if cell.pieces]
    if len(cells) == 1 or any(_sets_page(cell) for cell in filled):
        return [*caption, *(piece for cell in filled for piece in cell.pieces)]
    beside = [piece for cell in filled for piece in cell.pieces if _is_beside(piece)]
    lines = ["\t".join(row) for row in _squared(rows)]
    return [*caption, block_of(lines, "table"), *beside]


def _sets_page(cell: Cell) -> bool:
    return any(isinstance(one, Region) and one.kind in ("heading", "table") for one in cell.pieces)


def _is_beside(piece: Piece) -> bool:
    return not isinstance(piece, Region) or piece.kind == "footnote"


def _squared(rows: Sequence[Sequence[Cell]]) -> Iterator[list[str]]:
    """The texts of the cells by rows and columns, empty where a cell covers another place."""
    covered = sum((cell.columns - 1) * cell.rows + cell.rows - 1 for row in rows for cell in row)
    spans = covered <= MOST_EMPTY
    below: dict[int, int] = {}  # column → rows that a cell above still covers
    for row in rows:
        texts: list[str] = []
        for cell in row:
            _pass_over(texts, below)
            texts.append(text_of(one for one in cell.pieces if not _is_beside(one)))
            first = len(texts) - 1
            if spans:
                texts += [""] * (min(cell.columns, WIDEST_SPAN) - 1)
            if spans and cell.rows > 1:
                below |= dict.fromkeys(range(first, len(texts)), cell.rows)
        _pass_over(texts, below)
        below = {column: left - 1 for column, left in below.items() if left > 1}
        yield texts


def _pass_over(texts: list[str], below: dict[int, int]) -> None:
    """Leave the places empty that cells of the rows above cover."""
    while len(texts) in below:
        texts.append("")


# The source


def compose_written(
    path: Path, data: bytes, encoding: str, pieces: Sequence[Piece], notices: Notices
) -> Source:
    """The source of a written document; `SourceError` if it has no text."""
    pages = _paged(_joined(pieces))
    if not any(isinstance(piece, Region) for _, content in pages for piece in content):
        raise SourceError("holds no text", where=path, remedy="give a document that has text")
    sheets = [
        Sheet([piece for piece in content if isinstance(piece, Region)], n) for n, content in pages
    ]
    source = compose(path, data, encoding, sheets, notices)
    placed = tuple(
        replace(page, figures=tuple(_placed(page, content, source)))
        for page, (_, content) in zip(source.pages, pages, strict=True)
    )
    return replace(source, pages=placed, written=True)


def _paged(pieces: Sequence[Piece]) -> list[tuple[str, list[Piece]]]:
    """(number, pieces) of each page, blocks without text left out."""
    pages: list[tuple[str, list[Piece]]] = [("", [])]
    for piece in pieces:
        if isinstance(piece, Turn):
            if pages[-1][1]:
                pages.append((piece.n, []))
            else:  # nothing stands on the page before it
                pages[-1] = (piece.n or pages[-1][0], [])
        elif isinstance(piece, Figure) or any(line.text.strip() for line in piece.lines):
            pages[-1][1].append(piece)
    return pages if pages[-1][1] or len(pages) == 1 else pages[:-1]


def _placed(page: Page, content: list[Piece], source: Source) -> Iterator[Figure]:
    """The pictures of a page, each at the text that follows it, or at the end of the page."""
    starts = [block.start for block in page.blocks]
    done = 0
    end = page.blocks[-1].end if page.blocks else 0
    for piece in content:
        if isinstance(piece, Figure):
            yield replace(piece, at=starts[done] if done < len(starts) else end)
        else:
            done += 1


def refuse_depth(depth: int, where: object) -> None:
    """Raise `SourceError` where elements lie deeper in one another than anybody writes."""
    if depth > DEEPEST:
        raise SourceError(
            f"has more than {DEEPEST} elements in one another",
            where=where,
            remedy="write it anew; a file like that may be made to do harm",
        )
