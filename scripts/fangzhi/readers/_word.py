"""The text of WordprocessingML as pieces: paragraphs, lists, tables, notes, boxes, pictures.

ECMA-376 part 1, 17. Names are matched without their namespace: the strict form has others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from lxml import etree

from fangzhi.readers._formula import formula
from fangzhi.readers._notices import Notices
from fangzhi.readers._numerals import numeral
from fangzhi.readers._scan import Region
from fangzhi.readers._signs import is_private, lowered, raised, symbol
from fangzhi.readers._word_styles import (
    Numbering,
    Styles,
    attribute,
    child,
    number,
    switch,
    value,
)
from fangzhi.readers._written import (
    SUBTITLE,
    TITLE,
    Cell,
    Piece,
    Text,
    Turn,
    block_of,
    call,
    item,
    note,
    refuse_depth,
    table,
)
from fangzhi.readers._xml import children, local
from fangzhi.source import Figure

_THROUGH = frozenset(  # what only holds others
    ("ins", "moveTo", "sdtContent", "smartTag", "customXml", "hyperlink", "fldSimple", "r", "dir",
     "bdo", "subDoc", "rubyBase", "rt",  "oMathPara", "body", "txbxContent", "Choice",
     "Fallback")
)  # fmt: skip
_GONE = {"del": "deleted text", "moveFrom": "text moved elsewhere", "delText": "deleted text"}
_TURNS = ("nextPage", "oddPage", "evenPage", "")
_CHANGES = ("ins", "moveTo")
_SKIPPED = frozenset(("sdtPr", "sdtEndPr", "rPr", "pPr", "tblPr", "tblGrid", "tcPr", "trPr"))


class Parts(Protocol):
    """What the text of a document refers to, by the ids of relationships."""

    def picture(self, name: str, description: str) -> Figure | None:
        """The picture that a relationship leads to; None if it is not in the document."""

    def diagram(self, name: str) -> list[str]:
        """The texts of a diagram."""


@dataclass(slots=True)
class Notes:
    """The notes of one sort by their ids, how they are counted, and which were read."""

    found: dict[str, etree._Element]
    way: str
    count: int = 0

    def next_mark(self) -> str:
        """The mark of the next note."""
        self.count += 1
        return numeral(self.count, self.way)


@dataclass(slots=True)
class Field:
    """A field whose end has not come: its instruction so far, and whether its result began."""

    code: str = ""
    shows: bool = False
    said: bool = False


class Body:
    """The way through a text; lists, notes and fields go on from one paragraph to the next."""

    def __init__(
        self, styles: Styles, numbering: Numbering, notes: dict[str, Notes], parts: Parts,
        notices: Notices,
    ) -> None:  # fmt: skip
        self.styles = styles
        self.numbering = numbering
        self.notes = notes
        self.parts = parts
        self.notices = notices
        self.fields: list[Field] = []
        self.carried: Text | None = None  # of a paragraph whose end was deleted
        self.custom: str | None = None  # the note whose mark the next text is
        self.sections: list[str] = []  # how each section begins, the first left out

    def read(self, root: etree._Element) -> list[Piece]:
        """All pieces of the document."""
        stated = (one for one in root.iter("{*}sectPr") if not _is_former(one))
        self.sections = [value(one, "type") for one in stated][1:]
        return self.blocks(root, 0)

    # ------------------------------------------------------------ blocks

    def blocks(self, parent: etree._Element, depth: int) -> list[Piece]:
        """The pieces of what stands in an element of block level."""
        refuse_depth(depth, self.notices.path)
        return [piece for one in parent for piece in self._block(one, depth + 1)]

    def _block(self, element: etree._Element, depth: int) -> list[Piece]:
        name = local(element)
        if name in _GONE:
            self._tell_gone(element, name)
        elif name == "p":
            return self._paragraph(element, depth)
        elif name == "tbl":
            return self._table(element, depth)
        elif name == "AlternateContent":
            return self.blocks(_chosen(element), depth)
        elif name == "altChunk":
            text = "holds another document, which is left out: insert its text and save anew"
            self.notices.add("chunk", text, element)
        elif name in _THROUGH or name == "sdt":
            self._tell_change(element, name)
            return self.blocks(element, depth)
        return []

    def _paragraph(self, element: etree._Element, depth: int) -> list[Piece]:
        properties = child(element, "pPr")
        style = value(properties, "pStyle")
        text, self.carried = self.carried or Text(), None
        if switch(properties, "pageBreakBefore"):
            text.anchor(Turn())
        self._inline(element, text, style, depth)
        for field in self.fields:  # an instruction does not go on in the next paragraph
            field.shows = True
        if child(properties, "rPr", "del") is not None:  # its end was deleted: the next goes on
            self.carried = text
            return []
        pieces = self._as_block(text, properties, style)
        ends = child(properties, "sectPr") is not None and bool(self.sections)
        return [*pieces, Turn()] if ends and self.sections.pop(0) in _TURNS else pieces

    def _as_block(self, text: Text, properties: etree._Element | None, style: str) -> list[Piece]:
        """The pieces of a paragraph, by its style and its number."""
        names = self.styles.names(style)
        level = self.styles.level(properties)
        listed = self.styles.list_of(properties) if text.has_text() else None
        label = self.numbering.label(*listed) if listed else ""
        if TITLE in names or SUBTITLE in names:
            return text.pieces(SUBTITLE if SUBTITLE in names else TITLE)
        if level:
            return _numbered(text.pieces("heading", level), label)
        if any(one.endswith("caption") for one in names):
            return text.pieces("caption")
        pieces = text.pieces("paragraph")
        return item(label, pieces, listed[1] + 1) if listed else pieces

    def _tell_gone(self, element: etree._Element, name: str) -> None:
        text = "".join(one.text or "" for one in element.iter("{*}delText", "{*}t"))
        if text.strip() or name == "delText":
            shown = " ".join((text or element.text or "").split())[:30]
            self.notices.add(name, f"{_GONE[name]} is left out: {shown!r}", element)

    def _tell_change(self, element: etree._Element, name: str) -> None:
        if name in _CHANGES:
            self.notices.add("change", "changes that are tracked count as accepted", element)

    # ------------------------------------------------------------ tables

    def _table(self, element: etree._Element, depth: int) -> list[Piece]:
        refuse_depth(depth, self.notices.path)
        rows = [self._row(row, depth) for row in _within(element, "tr")]
        return table(_spanned(rows))

    def _row(self, row: etree._Element, depth: int) -> list[tuple[Cell, str]]:
        """The cells of a row, each with what it says of its place under the cell above it."""
        properties = child(row, "trPr")
        if child(properties, "del") is not None:
            self._tell_gone(row, "del")
            return []
        skipped = number(value(properties, "gridBefore"), 0)
        cells = [(Cell(columns=skipped), "")] if skipped > 0 else []
        for cell in _within(row, "tc"):
            own = child(cell, "tcPr")
            columns = max(number(value(own, "gridSpan"), 1), 1)
            merged = child(own, "vMerge")
            joined = "" if merged is None else attribute(merged, "val") or "continue"
            cells.append((Cell(self.blocks(cell, depth + 1), columns), joined))
        return cells

    # ------------------------------------------------------------ the text of a paragraph

    def _inline(self, parent: etree._Element, text: Text, style: str, depth: int) -> None:
        refuse_depth(depth, self.notices.path)
        hidden = local(parent) == "r" and self._is_hidden(parent, style)
        for element in parent:
            name = local(element)
            if name in _SKIPPED or not name:
                continue
            if name in _GONE:
                self._tell_gone(element, name)
            elif name in _THROUGH or name == "sdt":
                self._tell_change(element, name)
                self._inline(element, text, style, depth + 1)
            elif name == "AlternateContent":
                self._inline(_chosen(element), text, style, depth + 1)
            elif name == "ruby":
                self._ruby(element, text, style, depth)
            elif name in _SIGNS and not hidden:
                self._sign(element, name, text)
            elif name in ("fldChar", "instrText"):
                self._field(element, name, text)
            elif name in ("footnoteReference", "endnoteReference"):
                self._call(element, name, text)
            elif name in ("drawing", "pict", "object"):
                self._drawing(element, text, depth)
            elif name == "commentReference":
                self.notices.add("comment", "comments are left out", element)
            elif name == "oMath":
                text.say(formula(element))

    def _is_hidden(self, run: etree._Element, style: str) -> bool:
        if not self.styles.is_on("vanish", child(run, "rPr"), style):
            return False
        hidden = "".join(one.text or "" for one in run.iter("{*}t"))
        if hidden.strip():
            self.notices.add("hidden", f"hidden text is left out: {hidden.strip()[:30]!r}", run)
        return True

    def _sign(self, element: etree._Element, name: str, text: Text) -> None:
        """A stretch of text, or a sign that has an element of its own."""
        if any(not field.shows for field in self.fields):
            return
        for field in self.fields:
            field.said = True
        if name == "t":
            self._say(element, text)
        elif name == "sym":
            self._symbol(element, text)
        elif name in ("br", "cr"):
            kind = attribute(element, "type")
            if kind == "page":
                text.anchor(Turn())
            text.end_line()
        else:
            text.say(_SIGNS[name])

    def _say(self, element: etree._Element, text: Text) -> None:
        said = element.text or ""
        if self.custom is not None:
            (name, self.custom), mark = (self.custom, None), said.strip()
            text.say(call(mark))
            self._place_note(name, mark, text)
            return
        run = element.getparent()
        height = self.styles.height(child(run, "rPr")) if run is not None else ""
        if height == "superscript":
            said = raised(said)
        elif height == "subscript":
            said = lowered(said)
        text.say(said)

    def _symbol(self, element: etree._Element, text: Text) -> None:
        code, font = attribute(element, "char"), attribute(element, "font")
        if not re.fullmatch(r"[0-9A-Fa-f]{1,5}", code):
            return
        sign = symbol(int(code, 16), font)
        if is_private(sign):
            told = f"a sign of the font {font!r} (U+{ord(sign):04X}) has no character of its own"
            self.notices.add("sign", told, element)
        text.say(sign)

    def _ruby(self, element: etree._Element, text: Text, style: str, depth: int) -> None:
        for name, before, after in (("rubyBase", "", ""), ("rt", "(", ")")):
            if (part := child(element, name)) is not None:
                text.say(before)
                self._inline(part, text, style, depth + 1)
                text.say(after)

    # ------------------------------------------------------------ fields

    def _field(self, element: etree._Element, name: str, text: Text) -> None:
        """Where a field begins, shows its result, and ends; or a piece of its instruction."""
        if name == "instrText":
            if self.fields and not self.fields[-1].shows:
                self.fields[-1].code += element.text or ""
            return
        match attribute(element, "fldCharType"):
            case "begin":
                self.fields.append(Field())
            case "separate" if self.fields:
                self.fields[-1].shows = True
            case "end" if self.fields:
                field = self.fields.pop()
                if not field.said and (formula := equation(field.code)):
                    self.notices.add("equation", f"an EQ field is read as {formula!r}", element)
                    text.say(formula)

    # ------------------------------------------------------------ notes

    def _call(self, element: etree._Element, name: str, text: Text) -> None:
        """The place where a note is called."""
        sort, key = name.removesuffix("Reference"), attribute(element, "id")
        if key not in self.notes[sort].found:
            self.notices.add("no note", "a note that is called is not there", element)
            return
        if attribute(element, "customMarkFollows") in ("1", "true", "on"):
            self.custom = f"{sort} {key}"
            return
        mark = self.notes[sort].next_mark()
        text.say(call(mark))
        self._place_note(f"{sort} {key}", mark, text)

    def _place_note(self, name: str, mark: str, text: Text) -> None:
        """Put a note beside the text that calls it for the first time."""
        sort, _, key = name.partition(" ")
        element = self.notes[sort].found.pop(key, None)
        if element is None:
            return
        fields, self.fields = self.fields, []
        pieces = self.blocks(element, 1)
        self.fields = fields
        text.after += note(mark, _without_mark(pieces, mark))

    # ------------------------------------------------------------ drawings

    def _drawing(self, element: etree._Element, text: Text, depth: int) -> None:
        """The pictures, boxes and diagrams of a drawing."""
        described = next(element.iter("{*}docPr"), None)
        description = attribute(described, "descr")
        for one in _drawn(element):
            name = local(one)
            if name == "txbxContent":
                carried, self.carried = self.carried, None
                text.anchor(*self.blocks(one, depth + 1))
                self.carried = carried
            elif name == "relIds":
                for line in self.parts.diagram(attribute(one, "dm")):
                    text.anchor(block_of([line], "paragraph"))
            elif name == "chart":
                self.notices.add("chart", "the text of a chart is not read", element)
            else:
                self._picture(one, name, description, text)

    def _picture(self, element: etree._Element, name: str, description: str, text: Text) -> None:
        key = attribute(element, "embed" if name == "blip" else "id")
        link = attribute(element, "link") if name == "blip" else ""
        figure = self.parts.picture(key or link, description or attribute(element, "title"))
        if figure is not None:
            text.anchor(figure)
        else:
            self.notices.add("picture", "a picture is not in the document", element)


_SIGNS = {
    "t": "", "sym": "", "br": "", "cr": "", "tab": "\t", "ptab": "\t", "noBreakHyphen": "\u2011",
    "softHyphen": "",
}  # fmt: skip


def _is_former(section: etree._Element) -> bool:
    """Whether the properties of a section are those before a tracked change."""
    parent = section.getparent()
    return parent is not None and local(parent) == "sectPrChange"


def _chosen(element: etree._Element) -> etree._Element:
    """The first of the alternatives that a document offers for one thing."""
    choice = child(element, "Choice")
    return choice if choice is not None else next(children(element, "Fallback"), element)


def _within(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, also those in controls and tracked changes."""
    for one in parent:
        if local(one) == name:
            yield one
        elif local(one) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _within(one, name)


def _drawn(element: etree._Element) -> Iterator[etree._Element]:
    """What has text or a picture in a drawing, the first alternative alone; boxes as a whole."""
    for one in element:
        name = local(one)
        if name in ("txbxContent", "blip", "imagedata", "relIds", "chart"):
            yield one
        elif name == "AlternateContent":
            yield from _drawn(_chosen(one))
        elif name:
            yield from _drawn(one)


def _numbered(pieces: list[Piece], label: str) -> list[Piece]:
    """The pieces of a head with its number before it."""
    for piece in pieces:
        if label and isinstance(piece, Region) and piece.kind == "heading":
            piece.lines[0].text = f"{label} {piece.lines[0].text}"
    return pieces


def _spanned(rows: list[list[tuple[Cell, str]]]) -> list[list[Cell]]:
    """The cells of rows; one that goes on below counts as one cell over several rows."""
    open_cells: dict[int, Cell] = {}  # column → the cell that may go on below
    result: list[list[Cell]] = []
    for row in rows:
        cells: list[Cell] = []
        column = 0
        for cell, joined in row:
            above = open_cells.get(column)
            if joined == "continue" and above is not None:
                above.rows += 1
                above.pieces += cell.pieces
            else:
                cells.append(cell)
                open_cells[column] = cell
            column += cell.columns
        result.append(cells)
    return result


def _without_mark(pieces: list[Piece], mark: str) -> list[Piece]:
    """The pieces of a note that does not begin with its own mark."""
    first = next((one for one in pieces if isinstance(one, Region)), None)
    if first is not None and first.lines[0].text.lstrip().startswith(f"{mark} "):
        first.lines[0].text = first.lines[0].text.lstrip().removeprefix(mark).lstrip()
    return pieces


_EQUATION = re.compile(r"\s*EQ\b", re.IGNORECASE)
_SWITCH = re.compile(r"\\(?:\*\s*\S+|[a-z]+(?:\s?-?\d+)?)|\"[^\"]*\"", re.IGNORECASE)


def equation(code: str) -> str:
    """What an EQ field sets, where its instruction alone has the text: ㊂ or a reading."""
    if not _EQUATION.match(code):
        return ""
    plain = _SWITCH.sub("", _EQUATION.sub("", code))
    return "".join(part.strip() for part in re.split(r"[(),;]", plain))
