"""PDF: its characters put together to lines, columns, paragraphs, heads and captions.

A PDF says where characters are, not what they are. What stands together, in which order it is
read, and what is a head or a running head is told from the layout (`fangzhi.layout`); ISO 32000-1
says what the file has besides: page labels, an outline, pictures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from fangzhi.errors import SourceError
from fangzhi.layout import reading_order
from fangzhi.layout.columns import find_chains, find_gutters, find_lines, known_gutters
from fangzhi.layout.kinds import SMALLER, Passage, find_captions, find_heads, find_notes, usual_size
from fangzhi.layout.paragraphs import Column, Steps, column_of
from fangzhi.layout.piece import Piece
from fangzhi.layout.repeated import find_repeated
from fangzhi.readers._notices import Notices
from fangzhi.readers._pdf_document import Bookmark, label_of, opened, outline_of, page_of
from fangzhi.readers._pdf_page import MOST_CHARACTERS, Paper, Printed, join, read_paper
from fangzhi.readers._pdf_pictures import figure_of
from fangzhi.readers._pdf_probe import require_harmless
from fangzhi.readers._pdf_scans import scan_on
from fangzhi.readers._pdf_tags import Tags, are_sound
from fangzhi.readers._pdf_text import around
from fangzhi.readers._scan import Region, Sheet, Written, compose
from fangzhi.readers._xml import read_bytes
from fangzhi.source import Box, Source

SUFFIXES = (".pdf",)
_HEADER = b"%PDF-"  # within the first 1,024 bytes, as readers of PDF take it
MOST_PAGES = 20_000
SIGNED = 3  # lines of a signature
FEW = 3  # lines: a shorter piece of a column takes its edges from a longer one


def sniff(path: Path, start: bytes) -> bool:
    """Whether the file begins as a PDF does; junk before that is borne in a file called .pdf."""
    if path.suffix.lower() in SUFFIXES:
        return _HEADER in start[:1024]
    return start.startswith(_HEADER)


def without_text(path: Path) -> bool:
    """Whether no page of the PDF at `path` has a character of text: it is but pictures.

    Raises `SourceError` for a file that cannot be opened.
    """
    import pypdfium2
    import pypdfium2.raw as pdfium

    with opened(path, path) as document:
        for index in range(len(document)):
            try:
                with page_of(document, index) as page:
                    textpage = page.get_textpage()
                    count = pdfium.FPDFText_CountChars(textpage.raw)
                    text = textpage.get_text_range(0, min(count, 200)) if count > 0 else ""
                    textpage.close()
            except pypdfium2.PdfiumError:
                continue
            if text.strip():
                return False
    return True


def read(path: Path, encoding: str = "") -> Source:
    """The PDF at `path`; `SourceError` for one that is locked, broken, or has no text.

    A damaged page among good ones is remarked and left empty.
    """
    data = read_bytes(path)
    require_harmless(data, path)
    notices = Notices(path)
    with opened(data, path) as document:
        papers = list(_papers(document, path, notices))
        outline = outline_of(document)
    if not any(paper.groups for paper in papers):
        if any(paper.crowded for paper in papers):
            raise SourceError(
                f"has more than {MOST_CHARACTERS} characters on a page, which no page has",
                where=path,
                remedy="print it to a new PDF with ordinary pages",
            )
        pages = f"{len(papers)} page{'s' if len(papers) > 1 else ''}"
        raise SourceError(
            f"has pictures of {pages} and no text",
            where=path,
            remedy="recognise the text first: fangzhi ocr makes it from the pictures",
        )
    recognised = _tell_scans(papers, notices)
    if not are_sound([(paper.tags, _marked(paper)) for paper in papers]):
        for paper in papers:
            paper.tags.of.clear()
    sheets = _Book(papers, path).sheets(outline)
    return compose(path, data, "", sheets, notices, recognised=recognised)


def _papers(document: object, path: Path, notices: Notices) -> Iterator[Paper]:
    """The pages of a document, one after the other."""
    import pypdfium2

    count = len(document)  # type: ignore[arg-type]
    if count > MOST_PAGES:
        raise SourceError(
            f"has {count} pages, more than any book", where=path, remedy="split the file"
        )
    for index in range(count):
        try:
            with page_of(document, index) as page:
                paper = read_paper(page, notices, index + 1)
        except pypdfium2.PdfiumError:
            notices.add("damaged", f"page {index + 1} is damaged and was left out")
            paper = Paper(Box(0.0, 0.0, 0.0, 0.0))
        paper.label = label_of(document, index)
        yield paper


def _marked(paper: Paper) -> list[tuple[int, int]]:
    """The marks of the lines of a page, with the number of characters of each."""
    return [(line.mark, len(line.text)) for group in paper.groups for line in group]


def _tell_scans(papers: Sequence[Paper], notices: Notices) -> bool:
    """Whether the text was read from scans by an engine, as that of most pages with text was.

    Pictures on a scan are parts of it. A page that is but a picture is a scan among scans, a
    picture elsewhere.
    """
    with_text = [paper for paper in papers if paper.groups]
    recognised = 2 * sum(paper.scanned for paper in with_text) > len(with_text)
    for number, paper in enumerate(papers, 1):
        if paper.groups and not paper.scanned:
            continue
        if paper.whole is not None and not paper.groups:
            paper.scanned = recognised
            if recognised:
                notices.add("no layer", f"page {number} is a scan, and no text was read from it")
            else:
                paper.pictures = [paper.whole]
        if paper.scanned:
            paper.pictures = []
    return recognised


class _Part(Passage):
    """A passage with the lines that it is made of, and the edges of its column."""

    __slots__ = ("left", "plain", "right", "rows")

    def __init__(self, rows: list[Printed], column: Column, centred: bool) -> None:
        box = rows[0].box
        for row in rows:
            box = around(box, row.box)
        if 2 * sum("\t" in row.text for row in rows) < len(rows):  # wide words, not cells
            for row in rows:
                row.text = row.text.replace("\t", " ")
        super().__init__(
            box=box,
            size=max(rows, key=lambda row: len(row.text)).size,
            strong=all(row.strong for row in rows),
            text="\n".join(row.text for row in rows),
            lines=len(rows),
            centred=centred,
            measured=rows[0].hidden,
        )
        self.rows = rows
        self.plain = False  # the file says that it is no head
        self.left, self.right = column.left, column.right


class _Book:
    """All pages of a document: what is told by all of them together."""

    def __init__(self, papers: list[Paper], path: Path) -> None:
        self.papers = papers
        self.path = path
        every = [line for paper in papers for group in paper.groups for line in group]
        self.size = usual_size([(line.size, len(line.text)) for line in every])
        self.furniture = self._take_furniture()
        for paper in papers:
            paper.gutters = find_gutters(_main(paper), self.size)
        known = known_gutters([paper.gutters for paper in papers])
        for paper in papers:
            if known:
                paper.gutters = find_gutters(_main(paper), self.size, known)
            paper.groups = [
                [
                    join([group[index] for index in line])
                    for line in find_lines(group, paper.gutters)
                ]
                if not place and paper.way[0] != -1
                else group
                for place, group in enumerate(paper.groups)
            ]
        self.chains = [list(self._chains(paper)) for paper in papers]
        self.steps = Steps(chain for chains in self.chains for chain in chains)
        self.columns = self._usual_columns()

    def _take_furniture(self) -> list[list[tuple[Printed, str]]]:
        """Running heads and page numbers, taken away from the lines."""
        lines = [[line for group in paper.groups for line in group] for paper in self.papers]
        shown = [[Piece(one.place, one.size, one.strong) for one in page] for page in lines]
        texts = [[one.text for one in page] for page in lines]
        pictures = [[picture.box for picture in paper.pictures] for paper in self.papers]
        found = find_repeated(shown, texts, self.size, pictures)
        taken = []
        for paper, page, kinds in zip(self.papers, lines, found, strict=True):
            taken.append([(page[index], kind) for index, kind in sorted(kinds.items())])
            away = {id(page[index]) for index in kinds}
            paper.groups = [[one for one in group if id(one) not in away] for group in paper.groups]
        return taken

    def _chains(self, paper: Paper) -> Iterator[list[Printed]]:
        """The lines of a page in pieces of columns."""
        pictures = [paper.turned(picture.box) for picture in paper.pictures]
        for place, group in enumerate(paper.groups):
            between, gutters = (pictures, paper.gutters) if not place else ([], [])
            for chain in find_chains(group, gutters, between):
                yield [group[index] for index in chain]

    def _usual_columns(self) -> list[tuple[float, float]]:
        """The edges of long columns of all pages, each once."""
        found: list[tuple[float, float]] = []
        for chain in (chain for chains in self.chains for chain in chains if len(chain) > 2 * FEW):
            left, right = column_of(chain)
            if not any(abs(left - a) + abs(right - b) < self.size for a, b in found[-400:]):
                found.append((left, right))
        return found

    def sheets(self, outline: Sequence[Bookmark]) -> list[Sheet]:
        """The pages with their regions in reading order."""
        pages = [
            self._parts_of(chains, paper)
            for chains, paper in zip(self.chains, self.papers, strict=True)
        ]
        for paper, parts in zip(self.papers, pages, strict=True):
            find_captions(parts, [paper.turned(one.box) for one in paper.pictures], self.size)
            for column in _columns(parts):
                find_notes(column, self.size)
        _follow_outline(pages, outline)
        for paper, parts in zip(self.papers, pages, strict=True):
            _follow_tags(parts, paper.tags)
        find_heads([part for parts in pages for part in parts if not part.plain], self.size)
        measure = self._measure(pages)
        return [
            self._sheet(place, paper, parts, measure)
            for place, (paper, parts) in enumerate(zip(self.papers, pages, strict=True))
        ]

    def _parts_of(self, chains: Sequence[list[Printed]], paper: Paper) -> list[_Part]:
        """The paragraphs, heads and rows of a page."""
        own = [column_of(chain) for chain in chains if len(chain) > FEW]
        return [part for chain in chains for part in self._parts(chain, own, paper)]

    def _parts(
        self, chain: list[Printed], own: Sequence[tuple[float, float]], paper: Paper
    ) -> Iterator[_Part]:
        """The paragraphs, heads and rows of a chain; `own` are the edges of those on the page."""
        left, right = self._edges(chain, own, paper)
        led, closed = [one.led for one in chain], [one.closed for one in chain]
        measured = chain[0].hidden
        column = Column(chain, left, right, self.steps, self.size, led, closed, measured)
        starts = column.starts()
        rows: list[Printed] = []
        for place, (line, begins) in enumerate(zip(chain, starts, strict=True)):
            stated = paper.tags.part(rows[-1].mark, line.mark) if rows else None
            told = (begins or _signs(chain, place, column)) and not _closes(rows, line)
            if rows and (told if stated is None else stated):
                yield _Part(rows, column, any(map(column.is_centred, rows)))
                rows = []
            rows.append(line)
        yield _Part(rows, column, any(map(column.is_centred, rows)))

    def _edges(
        self, chain: list[Printed], own: Sequence[tuple[float, float]], paper: Paper
    ) -> tuple[float, float]:
        """The edges of the column that a chain stands in."""
        left, right = column_of(chain)
        slack = self.size
        for found in (own, self.columns):
            around_ = [
                (a, b)
                for a, b in found
                if a <= left + slack
                and b >= right - slack
                and not any(
                    a < gutter.middle < b and any(map(gutter.is_beside, chain))
                    for gutter in paper.gutters
                )
            ]
            if around_:
                a, b = min(around_, key=lambda edges: (edges[1] - edges[0], edges))
                return min(a, left), max(b, right)
        return left, right

    def _measure(self, pages: Sequence[Sequence[_Part]]) -> float:
        """The width of the columns that most text stands in."""
        return usual_size(
            [(part.right - part.left, len(part.text)) for parts in pages for part in parts]
        )

    def _sheet(self, place: int, paper: Paper, parts: Sequence[_Part], measure: float) -> Sheet:
        regions = [_region(part, measure, self.size) for part in parts]
        boxes = [part.box for part in parts]
        pictures = [paper.turned(picture.box) for picture in paper.pictures]
        kinds = [part.kind for part in parts] + ["figure"] * len(pictures)
        order = reading_order([*boxes, *pictures], kinds, unit=1.2 * self.size)
        ordered = [regions[index] for index in order if index < len(regions)]
        above: list[Region] = []
        below: list[Region] = []
        for line, kind in self.furniture[place]:
            region = Region([Written(line.text, line.place)], kind, line.place)
            high = (line.place.top + line.place.bottom) / 2 < paper.size.bottom / 2
            (above if high else below).append(region)
        figures = [
            figure_of(
                picture, self.path, place, number, paper.tags.descriptions.get(picture.mark, "")
            )
            for number, picture in enumerate(paper.pictures, 1)
        ]
        sheet = Sheet([*above, *ordered, *below], n=paper.label, figures=figures)
        sheet.box = paper.size if paper.size.right else None
        sheet.scan = scan_on(self.path, place, paper.size) if paper.scanned else None
        return sheet


def _closes(rows: Sequence[Printed], line: Printed) -> bool:
    """Whether a line closes the bracket that the first line before it opens: a signature."""
    text = "".join(row.text for row in rows)
    opened = text[:1] in ("(", "（") and not any(closing in text for closing in ")）")
    return opened and line.text.rstrip()[-1:] in (")", "）")


def _signs(chain: Sequence[Printed], place: int, column: Column) -> bool:
    """Whether a line opens a bracket that a line set to the right closes: a signature."""
    if chain[place].text[0] not in "(（":
        return False
    lines = chain[place : place + SIGNED]
    closing = next((at for at, line in enumerate(lines) if set(line.text) & set(")）")), 0)
    return (
        closing > 0
        and lines[closing].text.rstrip()[-1] in ")）"
        and column.is_right(lines[closing])
    )


def _main(paper: Paper) -> list[Printed]:
    return paper.groups[0] if paper.groups else []


def _columns(parts: Iterable[_Part]) -> Iterator[list[_Part]]:
    """The parts of a page by their columns, from top to bottom."""
    found: dict[tuple[int, int], list[_Part]] = {}
    for part in sorted(parts, key=lambda one: one.box.top):
        found.setdefault((round(part.left), round(part.right)), []).append(part)
    yield from found.values()


def _follow_outline(pages: Sequence[Sequence[_Part]], outline: Sequence[Bookmark]) -> None:
    """Mark what the outline names on its page as a head of its level."""
    for bookmark in outline:
        title = _plain(bookmark.title)
        if not title or not 0 <= bookmark.page < len(pages):
            continue
        for part in pages[bookmark.page]:
            if not part.kind and _plain(part.text) == title:
                part.kind, part.level = "heading", bookmark.level
                break


def _follow_tags(parts: Sequence[_Part], tags: Tags) -> None:
    """Mark what the file says to be a head, a caption or a note, and what it says to be none."""
    for part in parts:
        tag = tags.of.get(part.rows[0].mark)
        if tag is None:
            continue
        if tag.kind in ("heading", "caption", "footnote"):
            part.kind, part.level = tag.kind, tag.level
        part.plain = tag.kind in ("paragraph", "list", "table")


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def _region(part: _Part, measure: float, size: float) -> Region:
    """A part as recognition takes it: its lines with indents, the last with what it falls short.

    The measure of all columns is taken as that of most.
    """
    lines: list[Written] = []
    for place, row in enumerate(part.rows):
        indent = max(row.box.left - part.left, 0.0)
        goes_on = place + 1 < len(part.rows)
        short = 0.0 if goes_on else max(part.right - row.box.right, 0.0)
        reach = max(measure - short - indent, size / 2)
        written = Written(row.text, row.place)
        written.indent, written.width = indent / size, reach / size
        lines.append(written)
    kind = part.kind or ("paragraph" if _is_running(part, size) else "")
    place_ = part.rows[0].place
    for row in part.rows:
        place_ = around(place_, row.place)
    return Region(lines, kind, place_, level=part.level, whole=True)


def _is_running(part: _Part, size: float) -> bool:
    """Whether a part is running text by its lines: they are full, and have no cells."""
    full = part.right - part.rows[-1].box.right < size / 2 or part.lines > 2
    full = full and part.size > SMALLER * size
    text = part.text
    bracketed = text[0] in "(（" and text.rstrip()[-1:] in (")", "）")  # a signature, perhaps
    return full and not (part.centred or bracketed) and len(text) > 12 and "\t" not in text
