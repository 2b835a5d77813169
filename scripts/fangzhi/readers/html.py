"""HTML: pages of the web, and what word processors save as such.

Pictures count that lie beside the page or in its folders; nothing is fetched.
"""

from __future__ import annotations

import re
from pathlib import Path

from fangzhi.readers._beside import Beside
from fangzhi.readers._hypertext import Walk
from fangzhi.readers._hypertext_notes import Document, Notes
from fangzhi.readers._markup import is_markup, root_of, text_of
from fangzhi.readers._notices import Notices
from fangzhi.readers._page_of_html import parse_page
from fangzhi.readers._written import compose_written, with_titles
from fangzhi.readers._xml import read_bytes
from fangzhi.source import Source

SUFFIXES = (".html", ".htm", ".xhtml")

_RECOGNISED = re.compile(r"ocr_page|ocrx_word|ocr_line|ocr-system|ocr-capabilities")


def sniff(path: Path, start: bytes) -> bool:
    """Whether it is HTML, and not the output of an OCR engine in HTML."""
    root = root_of(start)
    named = path.suffix.lower() in SUFFIXES and is_markup(path, start)
    html = root is not None and root.name.lower() == "html"
    other = root is not None and bool(root.namespace) and not root.namespace.endswith("xhtml")
    return (html or (named and not other)) and not _RECOGNISED.search(text_of(start))


def read(path: Path, encoding: str = "") -> Source:
    """The page at `path`; `SourceError` for what cannot be read."""
    data = read_bytes(path)
    notices = Notices(path)
    root, name = parse_page(data, path, encoding)
    document = Document(root, Beside(path).picture)
    notes = Notes()
    notes.gather(document)
    notes.settle([document])
    pieces = Walk(notes, notices).read(document)
    return compose_written(path, data, name, with_titles(pieces), notices)
