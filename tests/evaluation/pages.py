"""Setting known texts as pages: lines of a measure, columns, floating pictures, page furniture."""

from __future__ import annotations

import random
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from evaluation.known import HEADS, Item

NEVER_FIRST = set("。，、；：！？,;:.!?”’》）】)%")
NEVER_LAST = set("“‘《（【(")
HYPHEN = "\u00ad"  # at a line end: a hyphen that is not in the text
LONG_WORD = 8  # letters of a word that is broken at a line end
INDENTED = ("entry", "runin", "paragraph", "dated", "item")
VOWELS = set("aeiouyäöüéèAEIOUYÄÖÜ")
NUMBERS = ("· {} ·", "— {} —", "{}", "")  # page numbers; the last stands beside the running head


@dataclass(frozen=True)
class Layout:
    """How a book is set: columns a page, measure and indent in em, lines a column."""

    columns: int
    measure: float
    lines: int
    picture_lines: int = 9
    indent: float = 2.0


@dataclass(frozen=True)
class Furniture:
    """Running heads and page numbers: the book on all pages, or on even ones beside the chapter."""

    book: str
    numbers: str = NUMBERS[0]
    sides: bool = False
    blank: str = "\u3000"


@dataclass
class Fragment:
    """The lines of one item in one column; `first` says that the item begins here.

    The lines of a table are its rows, their cells parted by tabs.
    """

    item: int
    kind: str
    lines: list[str]
    first: bool = True
    float: bool = False
    latin: bool = False


@dataclass
class Column:
    fragments: list[Fragment] = field(default_factory=list)
    used: int = 0


@dataclass
class Page:
    """`running` is the head of the chapter or section that the page belongs to.

    The first page of a book has no running head, as in print: its title stands there.
    """

    number: int
    columns: list[Column]
    running: str = ""
    opens: bool = False

    def furniture(self, style: Furniture) -> tuple[list[str], list[str]]:
        """What stands above and below the text of the page."""
        even = self.number % 2 == 0
        head = style.book if even or not style.sides else self.running or style.book
        if style.numbers or self.opens:
            below = [(style.numbers or "{}").format(self.number)]
            return [] if self.opens else [head], below
        both = (str(self.number), head) if even else (head, str(self.number))
        return [style.blank.join(both)], []


def width(text: str, latin: bool = False) -> float:
    """The width of `text` in em; in Latin text all characters are half as wide as high."""
    if latin:
        return len(text) / 2
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


def set_lines(text: str, measure: float, indent: float) -> list[str]:
    """Chinese `text` cut into lines of `measure` em, with the usual rules for the ends of lines."""
    lines, line, used = [], "", indent
    for character in text:
        need = width(character)
        if used + need > measure and character not in NEVER_FIRST and line:
            kept = _keep(line, character)
            lines.append(line[: len(line) - kept])
            line = line[len(line) - kept :]
            used = width(line)
        line += character
        used += need
    return [*lines, line] if line else lines


def _keep(line: str, character: str) -> int:
    """How many characters at the end of `line` go to the next line with `character`."""
    kept = 0
    while kept < len(line) - 1 and line[-1 - kept] in NEVER_LAST:
        kept += 1
    # A number or a Latin word is not cut within.
    if character.isascii() and character.isalnum():
        while kept < len(line) - 1 and _is_of_word(line[-1 - kept]):
            kept += 1
    return kept


def _is_of_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in ".'-")


def set_words(text: str, measure: float, indent: float) -> list[str]:
    """Latin `text` cut into lines at blanks; a long word that does not fit is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        rest = word
        while True:
            room = 2 * (measure - (0 if lines else indent)) - len(line) - bool(line)
            if len(rest) <= room:
                break
            if cut := break_word(rest, int(room) - 1):
                line, rest = f"{line} {rest[:cut]}".strip() + HYPHEN, rest[cut:]
            if not line:
                break  # longer than a line, and not to be broken
            lines.append(line)
            line = ""
        line = f"{line} {rest}".strip()
    return [*lines, line] if line else lines


def break_word(word: str, room: int) -> int:
    """Where to break a long word so that at most `room` letters stay; 0 if nowhere."""
    if len(word) < LONG_WORD:
        return 0
    for cut in range(min(room, len(word) - 3), 2, -1):
        consonant = word[cut].islower() and word[cut] not in VOWELS
        if consonant and word[cut + 1] in VOWELS and word[cut - 1].isalpha():
            return cut
    return 0


def set_item(item: Item, layout: Layout) -> list[str]:
    """The lines of an item, as far as it is text."""
    indent = layout.indent if item.kind in INDENTED else 0.0
    if item.latin:
        return set_words(item.text, layout.measure, indent)
    return set_lines(item.text, layout.measure, indent)


def set_pages(items: tuple[Item, ...], layout: Layout, luck: random.Random) -> list[Page]:
    """The pages of a book. Pictures go to the top of the next column; heads keep with text."""
    setter = _Setter(items, layout, luck.randint(20, 300))
    for index, item in enumerate(items):
        setter.set(index, item)
    setter.column.fragments += setter.floats
    return setter.pages


class _Setter:
    """Fills column after column."""

    def __init__(self, items: tuple[Item, ...], layout: Layout, number: int) -> None:
        self.items = items
        self.layout = layout
        self.number = number
        self.lines = [set_item(item, layout) for item in items]
        self.pages: list[Page] = []
        self.floats: list[Fragment] = []
        self.column = self.new_column()

    def new_column(self) -> Column:
        """The next column, with the picture that waits for one."""
        if not self.pages or all(column.used for column in self.pages[-1].columns):
            columns = [Column() for _ in range(self.layout.columns)]
            running = self.pages[-1].running if self.pages else ""
            number = self.number + len(self.pages)
            self.pages.append(Page(number, columns, running, opens=not self.pages))
        self.column = next(column for column in self.pages[-1].columns if not column.used)
        self.column.used = 1
        if self.floats:
            fragment = self.floats.pop(0)
            self.column.fragments.append(fragment)
            self.column.used += self.layout.picture_lines + len(fragment.lines)
        return self.column

    def set(self, index: int, item: Item) -> None:
        """Put an item where it belongs."""
        if item.kind == "caption":
            lines = self.lines[index]
            self.floats.append(Fragment(index, "caption", lines, float=True, latin=item.latin))
        elif item.kind == "table":
            self._set_table(index, item)
        else:
            if item.kind in HEADS:
                self._set_head(index, item)
            self._set_text(index, item)

    def _set_table(self, index: int, item: Item) -> None:
        """A table is never cut, and its caption stands above it."""
        lines, rows = self.lines[index], ["\t".join(row) for row in item.rows]
        if self.column.used + len(lines) + len(rows) > self.layout.lines and self.column.used > 1:
            self.new_column()
        if lines:
            self._add(Fragment(index, "table caption", lines, latin=item.latin))
        self._add(Fragment(index, "table", rows, latin=item.latin))

    def _set_head(self, index: int, item: Item) -> None:
        """A head keeps with the heads after it and two lines of text."""
        needed = 2
        for place in range(index, len(self.items)):
            if self.items[place].kind not in HEADS:
                break
            needed += len(self.lines[place]) + 1
        if self.column.used + needed > self.layout.lines and self.column.used > 1:
            self.new_column()
        self.column.used += 1
        if item.level in ("part", "chapter", "section"):
            self.pages[-1].running = item.text

    def _set_text(self, index: int, item: Item) -> None:
        lines, first = self.lines[index], True
        while lines:
            room = self.layout.lines - self.column.used
            if room <= 0:
                self.new_column()
                continue
            self._add(Fragment(index, item.kind, lines[:room], first, latin=item.latin))
            lines, first = lines[room:], False

    def _add(self, fragment: Fragment) -> None:
        self.column.fragments.append(fragment)
        self.column.used += len(fragment.lines)


def cuts(pages: list[Page]) -> list[tuple[str, str]]:
    """The last line before and the first line after each place where an item was cut."""
    pieces: dict[int, list[Fragment]] = defaultdict(list)
    for page in pages:
        for column in page.columns:
            for fragment in column.fragments:
                if not fragment.kind.startswith("table"):
                    pieces[fragment.item].append(fragment)
    return [(a.lines[-1], b.lines[0]) for parts in pieces.values() for a, b in pairwise(parts)]
