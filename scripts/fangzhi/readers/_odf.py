"""The text of OpenDocument as pieces: paragraphs, lists, tables, notes, boxes, pictures.

OpenDocument 1.3 part 3, sections 4 to 10; names are matched without their namespace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from fangzhi.readers._formula import formula
from fangzhi.readers._notices import Notices
from fangzhi.readers._odf_styles import Counter, Styles, first_of
from fangzhi.readers._scan import Region
from fangzhi.readers._signs import lowered, raised
from fangzhi.readers._word_styles import attribute, child, number
from fangzhi.readers._written import (
    SUBTITLE,
    TITLE,
    Cell,
    Piece,
    Text,
    Turn,
    call,
    item,
    note,
    refuse_depth,
    table,
)
from fangzhi.readers._xml import local
from fangzhi.source import Figure

_BLOCKS = frozenset(
    ("text", "section", "index-body", "index-title", "table-of-content", "alphabetical-index",
     "illustration-index", "table-index", "object-index", "user-index", "bibliography",
     "numbered-paragraph", "text-box", "page-sequence", "list-item", "list-header", "note-body")
)  # fmt: skip
_LEFT_OUT = {
    "annotation": "comments are", "tracked-changes": "deleted text is", "forms": "forms are",
    "script": "scripts are",
}  # fmt: skip
_SILENT = frozenset(
    ("annotation-end", "change", "change-start", "change-end", "sequence-decls", "number",
     "variable-decls", "user-field-decls", "dde-connection-decls", "alphabetical-index-source",
     "table-of-content-source", "illustration-index-source", "table-index-source",
     "object-index-source", "user-index-source", "bibliography-source", "soft-page-break",
     "note-citation", "event-listeners", "title", "desc")
)  # fmt: skip
MOST_BLANKS = 1000  # that one element may stand for
MOST_REPEATED = 100  # cells or rows with text that one element may stand for

Picture = Callable[[etree._Element, str], Figure | None]
Formula = Callable[[etree._Element], etree._Element | None]


class Body:
    """The way through a text; the numbers of lists and heads go on."""

    def __init__(
        self, styles: Styles, picture: Picture, embedded: Formula, notices: Notices
    ) -> None:
        self.styles = styles
        self.picture = picture
        self.embedded = embedded
        self.notices = notices
        self.heads = Counter()
        self.lists: dict[str, Counter] = {}  # by the style and the id of a list
        self.last: dict[str, Counter] = {}
        self._labelled: set[etree._Element] = set()  # items that have their label

    def blocks(self, parent: etree._Element, depth: int = 0) -> list[Piece]:
        """The pieces of what stands in an element of block level."""
        refuse_depth(depth, self.notices.path)
        return [piece for one in parent for piece in self._block(one, depth + 1)]

    def _block(self, element: etree._Element, depth: int) -> list[Piece]:
        name = local(element)
        if name in ("p", "h"):
            return self._paragraph(element, name, depth)
        if name == "list":
            return self._list(element, depth, 1, "", None)
        if name == "table":
            return self._table(element, depth)
        if name in _LEFT_OUT:
            self._tell_left_out(element, name)
        elif name == "section" and attribute(element, "display") == "none":
            self._tell_hidden(element)
        elif name in _BLOCKS:
            return self.blocks(element, depth)
        elif name in ("frame", "custom-shape", "g", "rect", "ellipse", "line", "polygon", "a"):
            text = Text()
            self._drawing(element, text, depth)
            return text.pieces("paragraph")
        return []

    def _paragraph(self, element: etree._Element, name: str, depth: int) -> list[Piece]:
        style = attribute(element, "style-name")
        text = Text()
        if self.styles.property("paragraph", style, "break-before") == "page":
            text.anchor(Turn())
        if self.styles.property("paragraph", style, "display") == "none":
            self._tell_hidden(element)
            return text.pieces("paragraph")
        self._inside(element, text, depth)
        text.trim()
        pieces = self._as_block(element, name, style, text)
        if self.styles.property("paragraph", style, "break-after") == "page":
            pieces.append(Turn())
        return pieces

    def _as_block(self, element: etree._Element, name: str, style: str, text: Text) -> list[Piece]:
        """The pieces of a paragraph, by its style."""
        names = self.styles.names(style)
        if TITLE in names or SUBTITLE in names:
            return text.pieces(SUBTITLE if SUBTITLE in names else TITLE)
        level = self.styles.level(style)
        if name == "h":
            level = number(attribute(element, "outline-level"), level or 1)
        if level > 0:
            pieces = text.pieces("heading", level)
            label = self._head_label(element, level) if text.has_text() else ""
            for piece in pieces:
                if label and isinstance(piece, Region) and piece.kind == "heading":
                    piece.lines[0].text = f"{label} {piece.lines[0].text}"
            return pieces
        return text.pieces(
            "caption" if any(one.endswith("caption") for one in names) else "paragraph"
        )

    def _head_label(self, element: etree._Element, level: int) -> str:
        """The number of a head, where the document counts them."""
        if (stated := child(element, "number")) is not None:
            return "".join(map(str, stated.itertext())).strip()
        own = self.styles.outline.get(level)
        if attribute(element, "is-list-header") == "true" or not attribute(own, "num-format"):
            return ""
        levels: dict[int, etree._Element | None] = dict(self.styles.outline)
        return self.heads.label(level, levels, "")

    # ------------------------------------------------------------ lists and tables

    def _list(
        self, element: etree._Element, depth: int, level: int, style: str, counter: Counter | None
    ) -> list[Piece]:
        """The items of a list and of the lists in them."""
        refuse_depth(depth, self.notices.path)
        style = attribute(element, "style-name") or style or self._style_within(element)
        if counter is None:
            counter = self._counter(element, style)
        levels = {one: self.styles.list_level(style, one) for one in range(1, level + 1)}
        pieces: list[Piece] = []
        for entry in element:
            if local(entry) not in ("list-item", "list-header"):
                continue
            content: list[Piece] = []
            for one in entry:
                if local(one) == "list":
                    pieces += self._mark(entry, content, counter, levels, level)
                    pieces += self._list(one, depth + 1, level + 1, style, counter)
                    content = []
                else:
                    content += self._block(one, depth + 1)
            pieces += self._mark(entry, content, counter, levels, level)
        return pieces

    def _mark(
        self,
        element: etree._Element,
        content: list[Piece],
        counter: Counter,
        levels: dict[int, etree._Element | None],
        level: int,
    ) -> list[Piece]:
        """The pieces of an item up to the next list in it; its first paragraph takes its label."""
        if not any(isinstance(one, Region) and one.kind == "paragraph" for one in content):
            return content
        first = element not in self._labelled
        self._labelled.add(element)
        if local(element) == "list-header" or not first:
            return item("", content, level)
        stated = child(child(element, "p"), "number")
        label = counter.label(level, levels, attribute(element, "start-value"))
        if stated is not None:
            label = "".join(map(str, stated.itertext())).strip() or label
        return item(label, content, level)

    def _style_within(self, element: etree._Element) -> str:
        first = next(element.iter("{*}p"), None)
        return self.styles.list_name(attribute(first, "style-name"))

    def _counter(self, element: etree._Element, style: str) -> Counter:
        """The counter of a list: that of the one that it goes on with, else a new one."""
        counter = Counter()
        if (other := attribute(element, "continue-list")) and other in self.lists:
            counter = self.lists[other]
        elif attribute(element, "continue-numbering") == "true" and style in self.last:
            counter = self.last[style]
        self.last[style] = counter
        self.lists[attribute(element, "id")] = counter
        return counter

    def _table(self, element: etree._Element, depth: int) -> list[Piece]:
        refuse_depth(depth, self.notices.path)
        rows: list[list[Cell]] = []
        for row in _rows(element):
            cells = [one for cell in row for one in self._cells(cell, depth)]
            again = number(attribute(row, "number-rows-repeated"), 1)
            filled = any(cell.pieces for cell in cells)
            rows += [cells] * (min(max(again, 1), MOST_REPEATED) if filled else 1)
        return table(rows)

    def _cells(self, cell: etree._Element, depth: int) -> list[Cell]:
        """The cells that an element stands for: one, or a row of the same."""
        if local(cell) != "table-cell":
            return []  # covered by another one, or none
        made = Cell(
            self.blocks(cell, depth + 2),
            max(number(attribute(cell, "number-columns-spanned"), 1), 1),
            max(number(attribute(cell, "number-rows-spanned"), 1), 1),
        )
        again = max(number(attribute(cell, "number-columns-repeated"), 1), 1)
        return [made] * min(again, MOST_REPEATED)

    # ------------------------------------------------------------ text

    def _inside(self, element: etree._Element, text: Text, depth: int) -> None:
        refuse_depth(depth, self.notices.path)
        self._say(element.text, text)
        for one in element:
            self._inline(one, text, depth + 1)
            self._say(one.tail, text)

    def _say(self, said: str | None, text: Text) -> None:
        """Text with its blanks as one: others are elements (6.1.2)."""
        if not said:
            return
        words = said.replace("\t", " ").replace("\n", " ").replace("\r", " ").split(" ")
        while "" in words[1:-1]:
            words = [words[0], *(word for word in words[1:-1] if word), words[-1]]
        plain = " ".join(words)
        if plain.startswith(" ") and text.last()[-1:] in ("", " "):
            plain = plain[1:]
        text.say(plain)

    def _inline(self, element: etree._Element, text: Text, depth: int) -> None:
        name = local(element)
        match name:
            case "s":
                text.say(" " * min(max(number(attribute(element, "c"), 1), 0), MOST_BLANKS))
            case "tab":
                text.say("\t")
            case "line-break":
                text.end_line()
            case "span":
                self._span(element, text, depth)
            case "note":
                self._note(element, text, depth)
            case "ruby-text":
                text.say("(")
                self._inside(element, text, depth)
                text.say(")")
            case "frame" | "custom-shape" | "g" | "rect" | "ellipse" | "line" | "polygon":
                self._drawing(element, text, depth)
            case "hidden-text" | "hidden-paragraph":
                self._tell_hidden(element)
            case _ if name in _LEFT_OUT:
                self._tell_left_out(element, name)
            case _ if name and name not in _SILENT:
                self._inside(element, text, depth)

    def _span(self, element: etree._Element, text: Text, depth: int) -> None:
        style = attribute(element, "style-name")
        if self.styles.property("text", style, "display") == "none":
            self._tell_hidden(element)
            return
        place = self.styles.property("text", style, "text-position")
        if len(element) or not element.text or not place or place.startswith("0%"):
            self._inside(element, text, depth)
            return
        low = place.startswith(("sub", "-"))
        self._say((lowered if low else raised)(element.text), text)

    def _note(self, element: etree._Element, text: Text, depth: int) -> None:
        """A note where it is called: its mark, and itself after this block."""
        citation = child(element, "note-citation")
        mark = "".join(map(str, citation.itertext())) if citation is not None else ""
        mark = (attribute(citation, "label") or mark).strip()
        text.say(call(mark))
        if (body := child(element, "note-body")) is not None:
            text.after += note(mark, self.blocks(body, depth + 1))

    def _drawing(self, element: etree._Element, text: Text, depth: int) -> None:
        """The picture, the box, the formula or the shapes of a drawing."""
        refuse_depth(depth, self.notices.path)
        described = first_of(element, "desc", "title")
        description = "".join(map(str, described.itertext())) if described is not None else ""
        for one in element:
            match local(one):
                case "image":
                    figure = self.picture(one, description.strip())
                    if figure is None:
                        self.notices.add("picture", "a picture is not in the document", one)
                        continue
                    text.anchor(figure)
                    return  # others are the same picture in other formats
                case "object":
                    root = self.embedded(one)
                    if root is not None:
                        text.say(formula(root))
                        return
                case "text-box":
                    text.anchor(*self.blocks(one, depth + 1))
                case "p" | "list" | "h":
                    text.anchor(*self._block(one, depth + 1))
                case "g" | "frame" | "custom-shape" | "rect" | "ellipse" | "line" | "polygon":
                    self._drawing(one, text, depth + 1)

    # ------------------------------------------------------------ what is left out

    def _tell_left_out(self, element: etree._Element, name: str) -> None:
        said = " ".join("".join(map(str, element.itertext())).split())
        if said:
            self.notices.add(name, f"{_LEFT_OUT[name]} left out: {said[:30]!r}", element)

    def _tell_hidden(self, element: etree._Element) -> None:
        said = " ".join("".join(map(str, element.itertext())).split())
        if said:
            self.notices.add("hidden", f"hidden text is left out: {said[:30]!r}", element)


def _rows(element: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, those of its head and of groups among them."""
    for one in element:
        if local(one) == "table-row":
            yield one
        elif local(one) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(one)
