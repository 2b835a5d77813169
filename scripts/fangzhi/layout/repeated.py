"""Running heads and page numbers, by their places and by what returns on page after page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from fangzhi.layout.piece import Piece
from fangzhi.source import Box

ROWS = 2  # rows at the head or foot of a page that may be no text
SAME_PLACE = 0.5  # em by which the height of a running head may differ
SMALLER = 0.93  # of the usual size
APART = 1.7  # of the size: the white that parts a running head from the text
MARGIN = 0.15  # of what is printed, at the head and at the foot, in which furniture stands
OFTEN = 3  # pages that show it
SHARE = 0.5  # of the pages that have a line in one place, if its text changes
ALIKE = 0.2  # of the pages, if its text returns
_FIGURES = re.compile(r"\d+|\b[ivxlcdm]+\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"[\W_]*(?:page|seite|第|p\.|s\.)?\s*(?:\d{1,4}|[ivxlcdm]{1,7}|[〇一二三四五六七八九十百]{1,5})"
    r"\s*(?:页|頁)?(?:\s*(?:/|of|von)\s*\d{1,4})?[\W_]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Edge:
    """A piece at the head or foot of a page: its page, its index there, its text and its place."""

    page: int
    index: int
    text: str
    piece: Piece
    top: bool
    apart: bool  # white parts it from the text
    height: float
    number: bool  # it reads as a page number does
    alike: str  # its text without what changes from page to page
    small: bool  # it is smaller than the text


@dataclass(slots=True)
class _Shelf:
    """The pieces at about one height of all pages: on which pages, and what they say there."""

    count: int = 0
    standing: int = 0  # how many are set apart, or small
    pages: set[int] = field(default_factory=set)
    alike: dict[str, set[int]] = field(default_factory=dict)

    def add(self, edge: Edge) -> None:
        """Put a piece there."""
        self.count += 1
        self.standing += edge.apart or edge.small
        self.pages.add(edge.page)
        self.alike.setdefault(edge.alike, set()).add(edge.page)


def find_repeated(
    pages: Sequence[Sequence[Piece]],
    texts: Sequence[Sequence[str]],
    size: float,
    pictures: Sequence[Sequence[Box]] = (),
) -> list[dict[int, str]]:
    """For each page the indices of pieces that are furniture, with their kind (`Block.kind`).

    Running heads return, or stand in one place of most pages, smaller than the text of size `size`
    or apart from it. Page numbers are figures there. What stands within text and `pictures` is
    none of them.
    """
    every = [piece.box for page in pages for piece in page]
    top, bottom = min((b.top for b in every), default=0), max((b.bottom for b in every), default=0)
    edges = [
        edge
        for page in range(len(pages))
        for edge in _edges(page, pages[page], texts[page], size)
        if (edge.height - top if edge.top else bottom - edge.height) <= MARGIN * (bottom - top)
    ]
    shelves: dict[tuple[bool, int], _Shelf] = defaultdict(_Shelf)
    for edge in edges:
        for step in (-1, 0, 1):
            shelves[edge.top, round(edge.height / (SAME_PLACE * size)) + step].add(edge)
    found: list[dict[int, str]] = [{} for _ in pages]
    for edge in edges:
        shelf = shelves[edge.top, round(edge.height / (SAME_PLACE * size))]
        if _is_furniture(edge, shelf, len(pages)):
            found[edge.page][edge.index] = _kind(edge)
    for page, kinds in enumerate(found):
        _drop_inner(pages[page], kinds, pictures[page] if pictures else ())
    return found


def _edges(page: int, pieces: Sequence[Piece], texts: Sequence[str], size: float) -> list[Edge]:
    """The pieces in the first and the last rows of a page."""
    found: list[Edge] = []
    for top in (True, False):
        order = sorted(
            range(len(pieces)),
            key=lambda index: pieces[index].box.top if top else -pieces[index].box.bottom,
        )
        rows: list[list[int]] = []
        for index in order:
            if rows and abs(pieces[rows[-1][0]].middle - pieces[index].middle) < pieces[index].size:
                rows[-1].append(index)
            elif len(rows) <= ROWS:
                rows.append([index])
            else:
                break
        for place, row in enumerate(rows[:ROWS]):
            beyond = rows[place + 1] if place + 1 < len(rows) else []
            white = _white(pieces, row, beyond, top)
            for index in row:
                piece, text = pieces[index], texts[index]
                apart, small = white > APART * piece.size, piece.size < SMALLER * size
                height, alike = piece.box.bottom, _alike(text)
                found.append(
                    Edge(
                        page, index, text, piece, top, apart, height, is_number(text), alike, small
                    )
                )
    return found


def _white(pieces: Sequence[Piece], row: list[int], beyond: list[int], top: bool) -> float:
    """The white between a row and the next one towards the middle of the page."""
    if not beyond:
        return float("inf")
    if top:
        edge = max(pieces[index].box.bottom for index in row)
        return min(pieces[index].box.top for index in beyond) - edge
    edge = min(pieces[index].box.top for index in row)
    return edge - max(pieces[index].box.bottom for index in beyond)


def _is_furniture(edge: Edge, shelf: _Shelf, pages: int) -> bool:
    """Whether a piece is a page number or a running head; `shelf` has those at its height."""
    if edge.number and (edge.apart or edge.small):
        return True
    alike = shelf.alike[edge.alike]
    often = min(OFTEN, max(2, pages))
    if len(alike) >= max(
        often if not (edge.apart or edge.small) else 2, ALIKE * pages if pages < 30 else 3
    ):
        return edge.apart or edge.small or len(alike) >= SHARE * pages
    standing = shelf.standing > shelf.count / 2
    return (edge.apart or edge.small) and standing and len(shelf.pages) >= max(often, SHARE * pages)


def is_number(text: str) -> bool:
    """Whether a text is a page number, with or without marks round it."""
    return len(text) <= 24 and _NUMBER.fullmatch(text.strip()) is not None


def _alike(text: str) -> str:
    """A text without its figures and blanks, which change from page to page."""
    return "".join(_FIGURES.sub("#", text).split()).casefold()


def _kind(edge: Edge) -> str:
    if edge.number:
        return "page-number"
    return "header" if edge.top else "footer"


def _drop_inner(pieces: Sequence[Piece], kinds: dict[int, str], pictures: Sequence[Box]) -> None:
    """Keep as furniture only what no other text lies outside of."""
    rest = [piece.box for index, piece in enumerate(pieces) if index not in kinds]
    rest += pictures
    if not rest:
        kinds.clear()
        return
    top, bottom = min(box.top for box in rest), max(box.bottom for box in rest)
    for index in [one for one in kinds if top < pieces[one].middle < bottom]:
        del kinds[index]
