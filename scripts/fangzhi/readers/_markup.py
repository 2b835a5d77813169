"""What a file of markup is by its first bytes: the name and the namespace of its root element."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import NamedTuple

SUFFIXES = frozenset({".xml", ".hocr", ".alto", ".html", ".htm", ".xhtml", ".tei"})

_PROLOGUE = re.compile(
    r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<(?:([\w.\-]+):)?([A-Za-z_][\w.\-]*)([^>]*)", re.DOTALL)
_DECLARED = re.compile(r"\s*<(?:\?xml\s|!DOCTYPE\s)", re.IGNORECASE)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Root(NamedTuple):
    """The root element of a document: its local name, and its namespace if it has one."""

    name: str
    namespace: str = ""

    def __str__(self) -> str:
        return f"<{self.name}>" + (f" in {self.namespace}" if self.namespace else "")


def root_of(start: bytes) -> Root | None:
    """The root element of the document that begins with `start`; None if it shows none."""
    text = text_of(start)
    prologue = _PROLOGUE.match(text)
    if not (found := _ROOT.match(text, prologue.end() if prologue else 0)):
        return None
    prefix, name, attributes = found.groups()
    declaration = f"xmlns:{prefix}" if prefix else "xmlns"
    namespace = re.search(rf"(?:^|\s){re.escape(declaration)}\s*=\s*[\"']([^\"']*)", attributes)
    return Root(name, namespace[1] if namespace else "")


def text_of(start: bytes) -> str:
    """The first bytes of a document as text, as far as its markup goes."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return start[len(mark) :].decode(encoding, "replace")
    if start.startswith(b"<\0"):
        return start.decode("utf-16-le", "replace")
    if start.startswith(b"\0<"):
        return start.decode("utf-16-be", "replace")
    return start.decode("utf-8", "replace")


def is_markup(path: Path, start: bytes) -> bool:
    """Whether a file says that it is XML or HTML: by a declaration, a namespace, or its name.

    A text may begin with `<`: alone, that tells nothing.
    """
    if _DECLARED.match(text_of(start)):
        return True
    if (root := root_of(start)) is None:
        return False
    return bool(root.namespace or root.name.lower() == "html" or path.suffix.lower() in SUFFIXES)
