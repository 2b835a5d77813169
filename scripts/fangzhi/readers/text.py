"""Plain text, as a PDF tool, an OCR engine or a typist left it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from fangzhi.errors import SourceError
from fangzhi.readers import is_known_binary
from fangzhi.readers._blank import BlankError
from fangzhi.readers._encoding import decode
from fangzhi.readers._markup import is_markup
from fangzhi.source import FORBIDDEN, Block, Line, Page, Source, place, width

SUFFIXES = (".txt", ".text")

# A form feed is let through, though XML forbids it: it is a page break and never reaches the TEI.
PAGE_BREAK = "\f"


def sniff(path: Path, start: bytes) -> bool:
    """Whether the file may be text: no magic number of anything else, and no markup."""
    return not is_known_binary(start) and not is_markup(path, start)


def read(path: Path, encoding: str = "") -> Source:
    """The text file at `path`; `SourceError` names the byte, character or place that is wrong."""
    data = path.read_bytes()
    text, name, guessed = decode(data, path, encoding)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _refuse_forbidden(text, path)
    if not text.strip():
        raise BlankError("holds nothing but blanks", path, "give a file with text", (Page(()),))
    notices = (f"{path}: read as {name}",) if guessed or not name.startswith("UTF-8") else ()
    digest = hashlib.sha256(data).hexdigest()
    return Source(path, text, name, digest, tuple(_pages(text)), notices)


def _refuse_forbidden(text: str, path: Path) -> None:
    """Raise `SourceError` at the first character that no XML document may hold."""
    if found := FORBIDDEN.search(text.replace(PAGE_BREAK, " ")):
        offset = found.start()
        raise SourceError(
            f"character {offset} is U+{ord(found[0]):04X}, which XML forbids",
            where=f"{path}:{place(text, offset)}",
            remedy="delete it or write the character that is meant",
        )


def _pages(text: str) -> Iterator[Page]:
    """The pages of the text: form feeds part them, as pdftotext writes them."""
    start, number = 0, 1
    for content in text.split(PAGE_BREAK):
        yield Page(tuple(_blocks(_lines(content, start, number))))
        start += len(content) + 1
        number += content.count("\n")


def _lines(content: str, start: int, number: int) -> Iterator[tuple[int, Line]]:
    """(blank lines before it, the line) of each line that holds more than blanks.

    `start` and `number` are the offset and the line of the file at which `content` begins.
    """
    blanks = 0
    for raw in content.split("\n"):
        text = raw.strip()
        if text:
            indent = len(raw) - len(raw.lstrip())
            begin = start + indent
            yield (
                blanks,
                Line(begin, begin + len(text), number, width(raw[:indent]), width(text)),
            )
        blanks = 0 if text else blanks + 1
        start += len(raw) + 1
        number += 1


def _blocks(lines: Iterator[tuple[int, Line]]) -> Iterator[Block]:
    """Lines between blank lines, as the source has them."""
    together: list[Line] = []
    gap = 0
    for blanks, line in lines:
        if together and blanks:
            yield Block(tuple(together), gap)
            together = []
        if not together:
            gap = blanks
        together.append(line)
    if together:
        yield Block(tuple(together), gap)
