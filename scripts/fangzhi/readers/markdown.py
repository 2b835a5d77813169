"""Markdown (CommonMark), with tables, notes, lists of words and front matter.

It is read as the HTML that it stands for. The front matter is no part of the text, but for the
title and the subtitle, which stand above it as its head.
"""

from __future__ import annotations

import re
from pathlib import Path

from fangzhi.readers import is_known_binary
from fangzhi.readers._beside import Beside
from fangzhi.readers._encoding import decode
from fangzhi.readers._hypertext import Walk
from fangzhi.readers._hypertext_notes import Document, Notes
from fangzhi.readers._notices import Notices
from fangzhi.readers._page_of_html import parse_page
from fangzhi.readers._written import (
    SUBTITLE,
    TITLE,
    Piece,
    block_of,
    compose_written,
    with_titles,
)
from fangzhi.readers._xml import read_bytes
from fangzhi.source import Source

SUFFIXES = (".md", ".markdown")

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_KEY = re.compile(r"^(title|subtitle):[ \t]*(\S.*?)[ \t]*$", re.MULTILINE)


def sniff(path: Path, start: bytes) -> bool:
    """Whether it is called Markdown: any text may be it."""
    return path.suffix.lower() in SUFFIXES and not is_known_binary(start)


def read(path: Path, encoding: str = "") -> Source:
    """The Markdown at `path`; `SourceError` for what is no text."""
    data = read_bytes(path)
    text, name, guessed = decode(data, path, encoding)
    notices = Notices(path)
    if guessed or not name.startswith("UTF-8"):
        notices.add("encoding", f"read as {name}")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    front = _FRONT.match(text)
    pieces = _titles(front[1], notices) if front else []
    page = _as_html(text[front.end() if front else 0 :])
    root, _ = parse_page(page.encode(), path, "utf-8")
    document = Document(root, Beside(path).picture)
    notes = Notes()
    notes.gather(document)
    notes.settle([document])
    pieces += Walk(notes, notices).read(document)
    return compose_written(path, data, name, with_titles(pieces), notices)


def _titles(front: str, notices: Notices) -> list[Piece]:
    """The title and the subtitle of the front matter."""
    found = {key: value.strip("\"'") for key, value in _KEY.findall(front)}
    others = [line for line in front.split("\n") if line.strip() and not _KEY.match(line)]
    if others:
        notices.add("front", f"the front matter is left out but for its title: {others[0][:30]!r}")
    kinds = {"title": TITLE, "subtitle": SUBTITLE}
    return [block_of([found[key]], kind) for key, kind in kinds.items() if found.get(key)]


def _as_html(text: str) -> str:
    """The page that a text of Markdown stands for."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    # Addresses of pictures stay as they are written: whether one lies beside is asked later.
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    reader.use(footnote_plugin, inline=True).use(deflist_plugin)
    return f"<html><body>{reader.render(text)}</body></html>"
