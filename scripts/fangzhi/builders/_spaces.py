"""Spaces of the rendered text: one at a seam that parts two words, none from the TEI's layout.

A break in print (`lb`, `pb` …) may part words; beside a Han character no space stands. White space
with a line break in it, between two Han characters, comes from how the TEI file was laid out.
"""

from __future__ import annotations

import re

from lxml import etree

from fangzhi.tei.edition import is_han

XHTML = "http://www.w3.org/1999/xhtml"
BLOCKS = frozenset(
    f"{{{XHTML}}}{name}"
    for name in (
        *("main", "div", "section", "header", "p", "h1", "h2", "h3", "h4", "h5", "h6", "aside"),
        *("blockquote", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "tbody", "tr"),
        *("td", "th", "figure", "figcaption", "hr"),
    )
)
_LAYOUT = re.compile(r"(?<=(.))[ \t\r]*\n\s*(?=(.))", re.DOTALL)
MARKS = ("doc-noteref", "doc-backlink")  # not part of the line that they stand in


def settle_spaces(main: etree._Element) -> None:
    """Settle the spaces of a rendered text; `span.seam` and `@data-seam` are gone afterwards."""
    line = _Line()
    for event, element in etree.iterwalk(main, events=("start", "end")):
        if event == "start":
            line.enter(element)
        else:
            line.leave(element)
            if element is not main and line.mark is None:
                line.take(element, tail=True)
    for seam in line.seams:
        if seam.get("class") == "seam":
            dissolve(seam)
        else:
            del seam.attrib["data-seam"]


class _Line:
    """The running line of a block: its last character, and what waits for the next one."""

    def __init__(self) -> None:
        self.seams: list[etree._Element] = []  # all of the text
        self.mark: etree._Element | None = None  # the mark of a note that we are inside of
        self._before = ""  # empty at the beginning of a block
        self._blanks: list[tuple[etree._Element, bool]] = []  # texts that end in layout
        self._waiting: list[etree._Element] = []  # seams since the last character

    def enter(self, element: etree._Element) -> None:
        """Go into an element: its own text is taken."""
        if element.tag in BLOCKS:
            self._begin()
        elif element.get("role") in MARKS:
            self.mark = element
        elif element.get("class") == "seam" or element.get("data-seam") is not None:
            self.seams.append(element)
            self._waiting.append(element)
        if self.mark is None:
            self.take(element, tail=False)

    def leave(self, element: etree._Element) -> None:
        """Come out of an element."""
        if element is self.mark:
            self.mark = None
            if element.get("role") == "doc-backlink":
                self._before = " "  # else the space after it would open the line, and go
        if element.tag in BLOCKS:
            self._begin()

    def _begin(self) -> None:
        self._before = ""
        self._blanks.clear()
        self._waiting.clear()

    def take(self, owner: etree._Element, *, tail: bool) -> None:
        """Let the line run over one text: that of an element, or that after it."""
        text = _get(owner, tail)
        if not text:
            return
        if "\n" in text:
            text = _LAYOUT.sub(_between, text)
        core = text.strip()
        lead = text[: len(text) - len(text.lstrip())]
        if not self._before or (core and "\n" in lead and self._glued(core[0])):
            text, lead = text.lstrip(), ""
        _set(owner, tail, text)
        if core:
            self._meet(core[0], spaced=bool(lead))
            self._before = core[-1]
        ending = text[len(text.rstrip()) :]
        if "\n" in ending:
            self._blanks.append((owner, tail))
        elif ending:
            self._before = " "

    def _glued(self, char: str) -> bool:
        return bool(self._before) and is_han(self._before) and is_han(char)

    def _is_apart(self, char: str) -> bool:
        """Whether `char` needs no space before it: there is one, or a Han character is near."""
        return self._before in ("", " ") or is_han(self._before) or is_han(char)

    def _meet(self, char: str, *, spaced: bool) -> None:
        """The line goes on with `char`; `spaced`: white space stands before it."""
        if self._glued(char):
            for owner, tail in self._blanks:
                _set(owner, tail, _get(owner, tail).rstrip())
        elif self._waiting and not (spaced or self._blanks or self._is_apart(char)):
            add_before(self._waiting[0], " ")
        self._blanks.clear()
        self._waiting.clear()


def _between(match: re.Match[str]) -> str:
    return "" if is_han(match[1]) and is_han(match[2]) else match[0]


def _get(owner: etree._Element, tail: bool) -> str:
    return (owner.tail if tail else owner.text) or ""


def _set(owner: etree._Element, tail: bool, text: str) -> None:
    if tail:
        owner.tail = text
    else:
        owner.text = text


def add_before(element: etree._Element, text: str) -> None:
    """Add `text` to whatever text stands before `element`."""
    parent, previous = element.getparent(), element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text


def dissolve(element: etree._Element) -> None:
    """Take an empty element out; the text after it stays."""
    parent = element.getparent()
    if parent is not None:
        add_before(element, element.tail or "")
        element.tail = None
        parent.remove(element)
