"""Outline → TEI. Only this module and `header` write TEI; `schema/fangzhi.odd` says how."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from fangzhi.errors import LedgerError
from fangzhi.markup.outline import (
    Division,
    Grid,
    Listing,
    Note,
    Outline,
    PageBreak,
    Passage,
    Picture,
    Seam,
)
from fangzhi.markup.pictures import Spot
from fangzhi.markup.profile import Profile
from fangzhi.markup.slips import find_slips
from fangzhi.markup.tables import Cell, Table
from fangzhi.markup.text import (
    HYPHENS,
    brackets,
    broken_words,
    collapse,
    head_lines,
    is_spaced,
    is_unbroken,
)
from fangzhi.metadata import Metadata, PictureFile
from fangzhi.source import Source, Span
from fangzhi.tei import header
from fangzhi.tei.bylines import Bylines
from fangzhi.tei.columns import Column, Columns
from fangzhi.tei.declaration import Marked
from fangzhi.tei.facsimile import Facsimile
from fangzhi.tei.header import PROGRAM, Register
from fangzhi.tei.language import language_of_head, language_of_source
from fangzhi.tei.ledger import check_ledger, pointers
from fangzhi.tei.marks import doubtful, mark
from fangzhi.tei.names import ID, LANG, TEI, add, append_text, ncname, parse_bytes, q, serialise
from fangzhi.tei.plates import Plates
from fangzhi.tei.seal import seal
from fangzhi.tei.sources import url_path


@dataclass(frozen=True, slots=True)
class Encoded:
    """A finished TEI file, and what a summary says of it."""

    data: bytes
    unmatched_pictures: tuple[PictureFile, ...]  # of the sidecar: no caption begins like theirs
    marked: Marked | None  # what was done about the readings of an engine
    plates: Plates  # the picture files that the TEI names


def encode(
    source: Source, outline: Outline, metadata: Metadata, profile: Profile, name: str
) -> Encoded:
    """The TEI file of an edition called `name`.

    Raises `LedgerError` rather than return a file that lost or doubled a character.
    """
    writer = _Writer(source, outline, metadata, profile, name)
    root = etree.Element(q("TEI"), nsmap={None: TEI})  # type: ignore[dict-item]
    root.set(LANG, writer.language)
    root.set(ID, root_id(name))
    body = add(add(root, "text"), "body")
    writer.first_page(body)
    writer.division(body, outline.whole, "d1")
    writer.furniture(body, len(outline.sheets) - 1, top=False)
    marked = _mark(body, source, profile) if source.recognised else None
    head = header.build(
        source, outline, metadata, profile, name, writer.register, writer.language, marked
    )
    root.insert(0, head)
    if (stand_off := writer.register.stand_off()) is not None:
        root.insert(1, stand_off)
    if (facsimile := writer.facsimile.element()) is not None:
        root.insert(1, facsimile)
    data = serialise(root)
    _refuse_loss(data, source)
    return Encoded(seal(data), tuple(writer.pictures), marked, writer.plates)


def _mark(body: etree._Element, source: Source, profile: Profile) -> Marked:
    """Mark what an engine was not sure of, and correct what it is known to have misread."""
    bound = profile.ocr.unclear
    certain = [slip for slip in find_slips(source) if slip.certainty]
    return replace(mark(body, source, doubtful(source, bound), certain), bound=bound)


def _refuse_loss(data: bytes, source: Source) -> None:
    """Raise `LedgerError` unless the file to be written holds every character once."""
    problems = check_ledger(parse_bytes(data, source.path), source.text)
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise LedgerError(
            f"the TEI would not hold the source: {problems[0].message}{more}",
            where=source.path,
            remedy="nothing was written; please report this",
        )


class _Writer:
    """Writes the body; collects the people and offices that it meets in the `register`."""

    def __init__(
        self,
        source: Source,
        outline: Outline,
        metadata: Metadata,
        profile: Profile,
        name: str,
    ) -> None:
        self.source = source
        self.name = name
        self.plates = Plates()
        self.sheets = outline.sheets
        self.whole = outline.whole
        self.profile = profile
        self.language = metadata.language or language_of_source(source.text, profile.language)
        self.titles = metadata.titles
        latin = re.findall(
            r"[^\W\d_\u2e80-\uffff]+(?:-[^\W\d_\u2e80-\uffff]+)*", source.text.lower()
        )
        self.words = frozenset(latin)
        self.register = Register()
        self.bylines = Bylines(source, profile, self.register)
        self.columns = Columns(outline.sheets)
        self.column: Column | None = None  # the last that began
        self.facsimile = Facsimile(source, self.columns, name, self.plates)
        self.pictures = list(metadata.pictures)  # those that no caption has claimed yet
        self.figures = 0

    def account(self, spans: tuple[Span, ...]) -> dict[str, str]:
        """The attributes that say what an element was made from, and where on the scan that is."""
        if not spans:
            return {}
        return {"source": pointers(spans), "facs": self.facsimile.zones_of(spans)}

    def division(self, parent: etree._Element, division: Division, place: str) -> None:
        """A division with all that it holds; `place` is its position in the outline."""
        element = add(parent, "div", type=division.kind, xml_id=place)
        for page_break in division.breaks:
            self.page_break(element, page_break.page)
        if division.head is not None:
            self.column_break(element, division.head.spans[0])
            self.head(element, division.head, division.is_entry)
        if division.parallel is not None:
            self.parallel(element, division.parallel, is_title=division is self.whole)
        self.blocks(element, division, place)
        for number, child in enumerate(division.divisions, 1):
            self.division(element, child, f"{place}.{number}")
        for signature in division.signatures:
            if isinstance(signature, PageBreak):
                self.page_break(element, signature.page)
            else:
                self.column_break(element, signature.spans[0])
                self.bylines.signature(element, signature, self.account(signature.spans))

    def blocks(self, element: etree._Element, division: Division, place: str) -> None:
        """Paragraphs, pictures and page breaks of a division."""
        number = 0
        for block in division.content:
            match block:
                case Passage():
                    number += 1
                    self.column_break(element, block.spans[0])
                    paragraph = add(
                        element, "p", xml_id=f"{place}.p{number}", **self.account(block.spans)
                    )
                    self.passage(paragraph, block)
                case Picture():
                    self.figure(element, block)
                case Listing():
                    self.listing(element, block)
                case Grid():
                    self.table(element, block)
                case Note():
                    self.note(element, block)
                case PageBreak(page):
                    self.page_break(element, page)

    def first_page(self, body: etree._Element) -> None:
        """The beginning of the first page, where the source has pages."""
        first = self.sheets[0]
        if len(self.sheets) > 1 or first.n or first.furniture or self.facsimile.surface_of(0):
            add(body, "pb", n=first.n, facs=self.facsimile.surface_of(0))
            self.furniture(body, 0, top=True)

    def page_break(self, parent: etree._Element, page: int, **attributes: str) -> None:
        """The end of a page and the beginning of the next, `page`, with what stands there."""
        self.furniture(parent, page - 1, top=False)
        facs = self.facsimile.surface_of(page)
        add(parent, "pb", n=self.sheets[page].n, facs=facs, **attributes)
        self.furniture(parent, page, top=True)

    def column_break(self, parent: etree._Element, span: Span, **attributes: str) -> bool:
        """The beginning of the column that a text stands in, unless that has begun; whether it is
        written.
        """
        column = self.columns.of(span)
        if column is None or column == self.column:
            return False
        self.column = column
        facs = self.facsimile.zone_of_column(column)
        add(parent, "cb", n=str(column.number), facs=facs, **attributes)
        return True

    def furniture(self, parent: etree._Element, page: int, top: bool) -> None:
        """Running heads and page numbers at the top or the bottom of a page [PHSK]."""
        for one in self.sheets[page].furniture:
            if one.top == top:
                place = "top" if top else "bottom"
                element = add(parent, "fw", type=one.kind, place=place, **self.account((one.span,)))
                append_text(element, collapse(self.source.slice(one.span)))

    def listing(self, parent: etree._Element, block: Listing) -> None:
        """A list: each item with the label that the print gives it [COLI].

        Items that lie deeper are a list in the item before them.
        """
        self.column_break(parent, block.items[0].spans[0])
        lists = [(block.items[0].depth, add(parent, "list"))]
        for item in block.items:
            while len(lists) > 1 and lists[-1][0] > item.depth:
                lists.pop()
            if item.depth > lists[-1][0] and bool(item.label) == bool(block.items[0].label):
                lists.append((item.depth, add(lists[-1][1][-1], "list")))
            self.item(lists[-1][1], item)

    def item(self, parent: etree._Element, item: Passage) -> None:
        """An item with its label, if it has one."""
        first, *rest = item.spans
        self.column_break(parent, first)
        label = Span(first.start, first.start + item.label)
        text = self.source.slice(label)
        if text.strip():
            trimmed = Span(label.start, label.start + len(text.rstrip()))
            add(parent, "label", collapse(text), **self.account((trimmed,)))
        body = Passage((Span(label.end, first.end), *rest), item.seams)
        written = add(parent, "item", **self.account(body.spans))
        self.passage(written, body)

    def table(self, parent: etree._Element, block: Grid) -> None:
        """A table: its rows and cells, and the lines that are drawn round them [FTTAB]."""
        table = block.table
        columns = max(len(row.cells) for row in table.rows)
        element = add(parent, "table", rows=str(len(table.rows)), cols=str(columns))
        for spans in self.headings(table):
            head = add(element, "head", **self.account(spans))
            self.wrapped(head, "\n".join(self.source.slice(span) for span in spans))
        drawn = list(table.rules)
        for number, row in enumerate(table.rows):
            while drawn and drawn[0].before <= number:
                self.rule(element, drawn.pop(0).span)
            line = add(element, "row", role=row.role)
            for cell in row.cells:
                self.cell(line, cell)
        for rule in drawn:
            self.rule(element, rule.span)

    def headings(self, table: Table) -> list[tuple[Span, ...]]:
        """The lines above a table, put together where a bracket goes on in the next one."""
        found: list[tuple[Span, ...]] = []
        for span in table.heading:
            above = "".join(self.source.slice(one) for one in found[-1]) if found else ""
            if brackets(above)[1]:
                found[-1] = (*found[-1], span)
            else:
                found.append((span,))
        return found

    def rule(self, parent: etree._Element, span: Span) -> None:
        """A line of a table that draws and says nothing."""
        append_text(
            add(parent, "fw", type="rule", **self.account((span,))),
            collapse(self.source.slice(span)),
        )

    def cell(self, row: etree._Element, cell: Cell) -> None:
        """A cell with what is drawn at its edges."""
        spans = sorted((*cell.spans, *cell.rules), key=lambda span: span.start)
        element = add(row, "cell", **self.account(tuple(spans)))
        written = ""
        for span in spans:
            text = collapse(self.source.slice(span))
            if span in cell.rules:
                add(element, "pc", text)
                continue
            if written and is_spaced(written, text):
                append_text(element, " ")
            append_text(element, text)
            written = text

    def note(self, parent: etree._Element, block: Note) -> None:
        """A printed note at the foot of a page or table [CONONO]."""
        account = self.account(block.passage.spans)
        element = add(parent, "note", place=block.place, n=block.mark, **account)
        self.passage(element, block.passage)

    def passage(self, parent: etree._Element, passage: Passage) -> None:
        """The pieces of a text, with a mark at each seam."""
        pieces = [self.source.slice(span) for span in passage.spans]
        for place, piece in enumerate(pieces):
            if place:
                before, span = pieces[place - 1], passage.spans[place]
                self.seam(parent, collapse(before), collapse(piece), passage.seams[place - 1], span)
            breaks = place < len(passage.seams) and self.is_broken(piece, pieces[place + 1])
            self.piece(parent, piece, breaks)

    def piece(self, parent: etree._Element, text: str, breaks: bool = False) -> None:
        """Text as it is read; a hyphen that only a line end put there is marked as weak [COPU-1].

        `breaks` says that the text ends in such a hyphen.
        """
        if self.source.written:
            self.lines(parent, text)
            return
        *broken, last = broken_words(text, self.words)
        for part in broken:
            append_text(parent, collapse(part)[:-1])
            self.hyphen(parent, collapse(part)[-1])
            add(parent, "lb", break_="no")
        if breaks:
            append_text(parent, collapse(last)[:-1])
            self.hyphen(parent, collapse(last)[-1])
        else:
            append_text(parent, collapse(last))

    def lines(self, parent: etree._Element, text: str) -> None:
        """Text whose lines are the author's own."""
        for place, line in enumerate(text.split("\n")):
            if place:
                add(parent, "lb")
            append_text(parent, collapse(line))

    def hyphen(self, parent: etree._Element, mark: str) -> None:
        """A hyphen that is not of the word."""
        add(parent, "pc", mark, force="weak")

    def is_broken(self, before: str, after: str) -> bool:
        """Whether a column end broke a word between two pieces of a text."""
        return len(
            broken_words(f"{before.rstrip()}\n{after.lstrip()}"[-200:], self.words)
        ) > 1 and (before.rstrip().endswith(HYPHENS))

    def seam(
        self, parent: etree._Element, before: str, after: str, seam: Seam, goes_on: Span
    ) -> None:
        """The place where a column or page end cut a text, which `goes_on` there."""
        if is_spaced(before, after):
            append_text(parent, " ")
        unbroken = "no" if is_unbroken(before, after) else ""
        certain = {"break_": unbroken, "cert": seam.certainty.value, "resp": f"#{PROGRAM}"}
        for page in seam.pages:
            self.page_break(parent, page, **certain)
        if not self.column_break(parent, goes_on, **certain) and not seam.pages:
            add(parent, "milestone", unit="block", **certain)

    def head(self, parent: etree._Element, passage: Passage, of_entry: bool) -> None:
        """A head; the brackets or the mark of an entry's head are marked as punctuation."""
        element = add(parent, "head", **self.account(passage.spans))
        if not of_entry:
            self.wrapped(element, " ".join(self.source.slice(span) for span in passage.spans))
            return
        self.passage(element, passage)
        text = element.text or ""
        if text[:1] in self.profile.entry.marks:
            element.text = None
            opening = etree.Element(q("pc"))
            opening.text, opening.tail = text[0], text[1:]
            element.insert(0, opening)
        elif any(text.startswith(pair[0]) for pair in self.profile.entry.brackets):
            self.bracketed(element)

    def bracketed(self, element: etree._Element) -> None:
        """Mark the brackets round the text of a head."""
        text, element.text = element.text or "", None
        if len(element):
            last, tail = element[-1], element[-1].tail or ""
            last.tail = tail[:-1]
            opening = etree.Element(q("pc"))
            opening.text, opening.tail = text[0], text[1:]
            element.insert(0, opening)
            add(element, "pc", tail[-1])
        else:
            add(element, "pc", text[0]).tail = text[1:-1]
            add(element, "pc", text[-1])

    def wrapped(self, element: etree._Element, text: str) -> None:
        """The text of a head, with a line break where the print broke it."""
        lines = head_lines(text, self.profile.head.wrap)
        for place, line in enumerate(lines):
            if place:
                before = lines[place - 1]
                if is_spaced(before, line):
                    append_text(element, " ")
                add(element, "lb", break_="no" if is_unbroken(before, line) else "")
            if place + 1 < len(lines) and self.is_broken(line, lines[place + 1]):
                append_text(element, line[:-1])
                self.hyphen(element, line[-1])
            else:
                append_text(element, line)

    def parallel(self, parent: etree._Element, passage: Passage, is_title: bool) -> None:
        """The title or head in another language; a title stands in the header too."""
        text = collapse(self.source.slice(passage.spans[0]))
        stated = [tag for tag, title in self.titles.items() if collapse(title) == text]
        language = stated[0] if stated else language_of_head(text, self.language)
        self.register.languages.append(language)
        if is_title:
            self.register.parallel.setdefault(language, text)
        element = add(
            parent, "head", type="parallel", xml_lang=language, **self.account(passage.spans)
        )
        self.passage(element, passage)

    def figure(self, parent: etree._Element, picture: Picture) -> None:
        """A picture: its file, caption, description and credit [FTGRA].

        What the sidecar says of it by its caption comes before what the source has.
        """
        self.figures += 1
        element = add(parent, "figure", xml_id=f"fig.{self.figures}")
        passages = [part for part in (picture.caption, picture.credit) if part is not None]
        if passages:
            whole = [passages[0].spans[0].start, passages[-1].spans[-1].end]
            element.set("source", f"src:char={whole[0]},{whole[1]}")
        given = self._given(picture.caption)
        description = given.description if given is not None else ""
        if given is not None and given.file:
            add(element, "graphic", url=f"../source/{url_path(given.file)}")
        if picture.spot is not None:
            description = description or self.of_source(element, picture.spot)
        if picture.caption is not None:
            caption = add(element, "head", **self.account(picture.caption.spans))
            self.passage(caption, picture.caption)
        if picture.credit is not None:
            self.bylines.credit(element, picture.credit, self.account(picture.credit.spans))
        if description:
            add(element, "figDesc", description)

    def of_source(self, element: etree._Element, spot: Spot) -> str:
        """The source's picture for a `figure` that has none; how the source describes it."""
        page = self.source.pages[spot.page]
        figure = page.figures[spot.place]
        if zone := self.facsimile.zone_of(spot):
            element.set("facs", zone)
        if not len(element):
            scan = self.facsimile.scan_of(spot.page)
            name = self.plates.add(figure, f"fig.{self.figures}", page, scan)
            if name:
                add(element, "graphic", url=f"{url_path(self.name)}/{name}")
        return collapse(figure.description)

    def _given(self, caption: Passage | None) -> PictureFile | None:
        """What the sidecar says of the picture with this caption; each is used once."""
        if caption is None:
            return None
        text = "".join(self.source.slice(caption.spans[0]).split())
        for index, given in enumerate(self.pictures):
            if text.startswith("".join(given.caption.split())):
                return self.pictures.pop(index)
        return None


# The ids that an encoded text may have: an edition called like one of them gets another.
_OURS = re.compile(
    r"source|fangzhi|role(\..*)?|(d|fig\.|person\.|org\.|resp\.|page\.)[\d.]+([pzfc]\d+)?"
)


def root_id(name: str) -> str:
    """The `xml:id` of the document: the name of the edition as an XML name, unlike any other id."""
    identifier = ncname(name)
    return f"edition.{identifier}" if _OURS.fullmatch(identifier) else identifier
