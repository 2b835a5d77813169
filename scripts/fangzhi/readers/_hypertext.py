"""The text of HTML as pieces: heads, paragraphs, lists, tables, notes, pictures, page beginnings.

What programs do not show (scripts, styles, hidden text) and what only leads round (`nav`, forms) is
left out. HTML Living Standard, section 4; notes and pages by DPUB-ARIA 1.1 and `epub:type`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from lxml import etree

from fangzhi.readers._formula import formula
from fangzhi.readers._hypertext_notes import (
    BLOCKS,
    MARK,
    NOTE_TYPES,
    Document,
    Notes,
    anchors_of,
    is_back,
    types,
    without_mark,
)
from fangzhi.readers._notices import Notices
from fangzhi.readers._numerals import numeral
from fangzhi.readers._scan import Region
from fangzhi.readers._signs import lowered, raised
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
from fangzhi.readers._xml import local
from fangzhi.source import Figure

_HEADS = {f"h{level}": level for level in range(1, 7)}
_UNSEEN = frozenset(("head", "script", "style", "template", "title", "meta", "link", "base"))
_CHROME = {
    "nav": "navigation", "button": "a control", "select": "a control", "input": "a control",
    "textarea": "a control", "datalist": "a control", "iframe": "another page",
    "audio": "what is said in place of a sound", "video": "what is said in place of a film",
    "canvas": "what is said in place of a drawing", "noscript": "what is said without scripts",
}  # fmt: skip
_WAYS = {
    "a": "lower-column", "A": "upper-column", "i": "lower-roman", "I": "upper-roman",
    "lower-alpha": "lower-column", "upper-alpha": "upper-column", "lower-latin": "lower-column",
    "upper-latin": "upper-column", "lower-roman": "lower-roman", "upper-roman": "upper-roman",
    "decimal-leading-zero": "zero", "cjk-decimal": "chinese-digits",
    "simp-chinese-informal": "chinese", "trad-chinese-informal": "chinese",
    "cjk-ideographic": "chinese", "simp-chinese-formal": "formal",
    "trad-chinese-formal": "formal-old", "cjk-heavenly-stem": "stems",
    "cjk-earthly-branch": "branches",
}  # fmt: skip
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)")
_SKIPS = re.compile(r"\bskip(?:-?(?:link|nav|to-content))?\b|\bvisually-hidden\b|\bsr-only\b")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_BLANKS = re.compile(r"[ \t\n\r\f]+")


class Walk:
    """The way through the pages of a book."""

    def __init__(self, notes: Notes, notices: Notices) -> None:
        self.notes = notes
        self.notices = notices
        self.document: Document | None = None
        self.back: set[str] = set()  # where the note that is read is called
        self.waiting: list[tuple[etree._Element, Document, str, set[str]]] = []  # notes

    def read(self, document: Document) -> list[Piece]:
        """The pieces of a page."""
        self.document = document
        return self._flow(document.root, 0)

    # ------------------------------------------------------------ blocks

    def _flow(self, parent: etree._Element, depth: int, kind: str = "paragraph") -> list[Piece]:
        """The pieces of an element that holds blocks, text, or both."""
        refuse_depth(depth, self.notices.path)
        text, pieces = Text(), list[Piece]()

        def close() -> None:
            nonlocal text
            pieces.extend(self._closed(text, kind))
            text = Text()

        self._say(parent.text, text)
        for child in parent:
            if _is_block(child):
                close()
                pieces += self._block(child, depth + 1)
            else:
                self._inline(child, text, depth + 1)
            self._say(child.tail, text)
        close()
        return pieces

    def _closed(self, text: Text, kind: str, level: int = 0) -> list[Piece]:
        text.trim()
        return text.pieces(kind, level)

    def _block(self, element: etree._Element, depth: int) -> list[Piece]:
        name = local(element).lower()
        if element in self.notes.elements or element in self.notes.read:
            return []  # it stands where it is called
        if name in _CHROME or self._is_hidden(element):
            self._tell_chrome(element, name)
            return []
        if level := self._level(element, name):
            return self._head(element, depth, level)
        if (page := self._turn(element)) is not None:
            return [page]
        return self._by_name(element, name, depth)

    def _by_name(self, element: etree._Element, name: str, depth: int) -> list[Piece]:
        """The pieces of a block, by what it is called."""
        match name:
            case "p" if "subtitle" in (element.get("class") or "").split():
                return self._flow(element, depth, SUBTITLE)
            case "p" | "summary" | "legend" | "dt" | "caption":
                return self._flow(element, depth)
            case "pre":
                return self._printed(element)
            case "ul" | "ol" | "menu" | "dir":
                return self._list(element, depth, name == "ol")
            case "dl":
                return self._glossary(element, depth)
            case "table":
                return self._table(element, depth)
            case "figcaption":
                return self._flow(element, depth, "caption")
            case "aside" if types(element) & NOTE_TYPES:
                return note("", self._flow(element, depth))
            case _:
                return self._flow(element, depth)

    def _level(self, element: etree._Element, name: str) -> int:
        """The level of a head; 0 for what is none."""
        if "heading" in types(element):
            stated = element.get("aria-level") or "2"
            return int(stated) if re.fullmatch("[1-9]", stated) else 2
        return _HEADS.get(name, 0)

    def _head(self, element: etree._Element, depth: int, level: int) -> list[Piece]:
        text = Text()
        self._inside(element, text, depth)
        title = "title" in (element.get("class") or "").split() and level == 1
        return self._closed(text, TITLE) if title else self._closed(text, "heading", level)

    def _printed(self, element: etree._Element) -> list[Piece]:
        """Lines that stand as they are set."""
        lines = "".join(map(str, element.itertext())).split("\n")
        return [block_of((line.rstrip("\r") for line in lines), "paragraph")]

    def _list(self, element: etree._Element, depth: int, ordered: bool) -> list[Piece]:
        deep = 1 + sum(local(one).lower() in ("ul", "ol", "dl") for one in element.iterancestors())
        style = _STYLE.search(element.get("style") or "")
        way = style[1] if style else element.get("type") or ""
        number = _whole(element.get("start"), 1)
        backwards = -1 if element.get("reversed") is not None else 1
        pieces: list[Piece] = []
        for child in element:
            if local(child).lower() != "li":
                pieces += self._block(child, depth + 1) if local(child) else []
                continue
            number = _whole(child.get("value"), number)
            label = "•" if not ordered else f"{numeral(number, _WAYS.get(way, 'decimal'))}."
            number += backwards
            if child in self.notes.elements:
                continue
            content = self._flow(child, depth + 1)
            pieces += item("" if way == "none" else label, content, deep)
        return pieces

    def _glossary(self, element: etree._Element, depth: int) -> list[Piece]:
        """A list of words and what is said of them: the word is the label."""
        deep = 1 + sum(local(one).lower() in ("ul", "ol", "dl") for one in element.iterancestors())
        pieces: list[Piece] = []
        word: list[Piece] = []
        for child in _groups(element):
            content = self._flow(child, depth + 1)
            if local(child).lower() == "dt":
                pieces += word
                word = content
                continue
            lines = [line.text for one in word if not isinstance(one, (Figure, Turn))
                     for line in one.lines if one.kind == "paragraph"]  # fmt: skip
            label = " ".join(" ".join(lines).split())
            rest = [
                one for one in word if isinstance(one, (Figure, Turn)) or one.kind != "paragraph"
            ]
            pieces += [*item(label, content, deep), *rest]
            word = []
        return [*pieces, *word]

    def _table(self, element: etree._Element, depth: int) -> list[Piece]:
        caption: list[Piece] = []
        rows: list[list[Cell]] = []
        for child in _rows(element):
            if local(child).lower() == "caption":
                caption = self._flow(child, depth + 1, "caption")
                continue
            cells = [one for one in child if local(one).lower() in ("td", "th")]
            rows.append(
                [
                    Cell(
                        self._flow(cell, depth + 2),
                        max(_whole(cell.get("colspan"), 1), 1),
                        max(_whole(cell.get("rowspan"), 1), 1),
                    )
                    for cell in cells
                ]
            )
        return table(rows, caption) if rows else caption

    # ------------------------------------------------------------ text

    def _inside(self, element: etree._Element, text: Text, depth: int) -> None:
        self._say(element.text, text)
        for child in element:
            self._inline(child, text, depth + 1)
            self._say(child.tail, text)

    def _inline(self, element: etree._Element, text: Text, depth: int) -> None:
        refuse_depth(depth, self.notices.path)
        name = local(element).lower()
        if not name or name in _UNSEEN:
            return
        if name in _CHROME or self._is_hidden(element):
            self._tell_chrome(element, name)
        elif (page := self._turn(element)) is not None:
            text.anchor(page)
        elif name == "img" or (name == "image" and _source_of(element)):
            self._picture(element, text)
        elif name == "math":
            text.say(formula(element))
        elif _is_block(element):
            for piece in self._block(element, depth + 1):
                self._spread(piece, text)
        elif not (name == "a" and (self._call(element, text) or self._leads_back(element))):
            self._phrase(element, name, text, depth)

    def _phrase(self, element: etree._Element, name: str, text: Text, depth: int) -> None:
        """A stretch of text; what is raised, and what is a reading, is told by characters."""
        if name == "br":
            text.trim()
            text.end_line()
        elif name in ("sup", "sub"):
            self._shifted(element, name, text, depth)
        elif name == "rt":
            text.say("(")
            self._inside(element, text, depth)
            text.say(")")
        elif name != "rp":
            self._inside(element, text, depth)

    def _spread(self, piece: Piece, text: Text) -> None:
        """Put a block that stands in a line into it, as lines of its own."""
        if isinstance(piece, (Figure, Turn)) or piece.kind in ("footnote", "table"):
            text.anchor(piece)
            return
        for line in piece.lines:
            text.end_line()
            text.say(line.text.replace("\t", " "))
        text.end_line()

    def _say(self, said: str | None, text: Text) -> None:
        """Text with its blanks as one, and none where a line broke between Chinese characters."""
        if not said:
            return
        before = text.last()[-1:]
        parts: list[str] = []
        done = 0
        for found in _BLANKS.finditer(said):
            parts.append(said[done : found.start()])
            left = said[found.start() - 1 : found.start()] if found.start() else before
            right = said[found.end() : found.end() + 1]
            wide = "\n" in found[0] and _is_wide(left) and _is_wide(right)
            parts.append("" if not left or left == " " or wide else " ")
            done = found.end()
        text.say("".join([*parts, said[done:]]))

    def _shifted(self, element: etree._Element, name: str, text: Text, depth: int) -> None:
        if len(element) or element.text is None:
            self._inside(element, text, depth)
        else:
            self._say((raised if name == "sup" else lowered)(element.text), text)

    def _picture(self, element: etree._Element, text: Text) -> None:
        source, description = _source_of(element), element.get("alt") or ""
        figure = self.document.picture(source, description) if self.document else None
        if figure is not None:
            text.anchor(figure)
        else:
            shown = source[:60]
            self.notices.add("picture", f"the picture {shown!r} does not lie beside it", element)

    def _call(self, link: etree._Element, text: Text) -> bool:
        """Read a link that calls a note: its mark, and the note after this block."""
        document = self.document
        key = document.target(link.get("href") or "") if document else ""
        if document is None or key not in self.notes.found or is_back(link):
            return False
        element, other = self.notes.found[key]
        if any(one is element for one in link.iterancestors()):
            return False  # it leads back within the note
        said = "".join(map(str, link.itertext())).strip()
        found = MARK.fullmatch(said)
        mark = self.notes.read.get(element) or (found[1] if found else said)
        text.say(call(mark) if found else said)
        if element not in self.notes.read:
            self.notes.read[element] = mark
            self.waiting.append((element, other, mark, anchors_of(link, document)))
            if not self.back:  # notes that a note calls come after it
                self._read_notes(text)
        return True

    def _read_notes(self, text: Text) -> None:
        """Read the notes that wait, and those that they call, into what follows a text."""
        here = self.document
        while self.waiting:
            element, self.document, mark, anchors = self.waiting.pop(0)
            self.back = anchors or {""}
            pieces = self._flow(element, 1)
            text.after += note(mark, without_mark(pieces, mark))
        self.document, self.back = here, set()

    def _leads_back(self, link: etree._Element) -> bool:
        """Whether a link leads from a note back to where it is called."""
        key = self.document.target(link.get("href") or "") if self.document else ""
        return is_back(link) or (key != "" and key in self.back)

    # ------------------------------------------------------------ what is left out

    def _turn(self, element: etree._Element) -> Turn | None:
        """The page that begins at an element; None if none does."""
        if not types(element) & {"pagebreak", "doc-pagebreak"}:
            return None
        said = "".join(map(str, element.itertext())).strip()
        return Turn((element.get("aria-label") or element.get("title") or said).strip(" .")[:40])

    def _is_hidden(self, element: etree._Element) -> bool:
        style, classes = element.get("style") or "", element.get("class") or ""
        hidden = element.get("hidden") is not None or bool(_HIDDEN.search(style))
        return hidden or bool(_SKIPS.search(classes))

    def _tell_chrome(self, element: etree._Element, name: str) -> None:
        said = " ".join("".join(map(str, element.itertext())).split())
        if said:
            what = _CHROME.get(name, "hidden text")
            self.notices.add(what, f"{what} is left out: {said[:30]!r}", element)


def _is_block(element: etree._Element) -> bool:
    """Whether an element is a block, or holds one."""
    name = local(element).lower()
    if name in BLOCKS or not name:
        return name in BLOCKS
    return name in ("a", "span", "ins", "font", "b", "i", "em", "strong", "object", "form") and any(
        local(one).lower() in BLOCKS for one in element
    )


def _is_paragraph(piece: Piece) -> bool:
    return isinstance(piece, Region) and piece.kind == "paragraph"


def _groups(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if local(child).lower() == "div":
            yield from _groups(child)
        elif local(child):
            yield child


def _rows(element: etree._Element) -> Iterator[etree._Element]:
    """The caption and the rows of a table."""
    for child in element:
        if local(child).lower() in ("tbody", "thead", "tfoot"):
            yield from _rows(child)
        elif local(child).lower() in ("tr", "caption"):
            yield child


def _is_wide(character: str) -> bool:
    return character != "" and unicodedata.east_asian_width(character) in "WF"


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"\s*-?\d{1,6}\s*", text) else otherwise


def _source_of(element: etree._Element) -> str:
    return (
        element.get("src") or element.get("{http://www.w3.org/1999/xlink}href")
        or element.get("xlink:href") or element.get("href") or ""
    ).strip()  # fmt: skip
