"""Made-up texts as sources, and how what was recognised in them is written down for comparison."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fangzhi.markup.order import Join, find_order
from fangzhi.markup.profile import Profile, load
from fangzhi.markup.roles import Part, classify
from fangzhi.readers import read
from fangzhi.source import Source

YEARBOOK: Profile = load("yearbook")


def source_of(text: str) -> Source:
    """The source that a file with `text` is read as."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "made.txt")
        path.write_bytes(text.encode())
        return read(path)


def text_of(part: Part, source: Source) -> str:
    """The text of a part; a bar stands where two pieces of it meet."""
    return "|".join(source.slice(span) for span in part.spans)


def roles_of(*blocks: str, profile: Profile = YEARBOOK) -> list[tuple[str, str]]:
    """(role, text) of each part of a source with these blocks."""
    source = source_of("\n\n".join(blocks))
    return [(part.role.value, text_of(part, source)) for part in classify(source, profile)]


def joins_of(*blocks: str) -> tuple[list[tuple[str, str]], list[Join]]:
    """The joins in a source with these blocks: as pairs of texts, and as they are."""
    source = source_of("\n\n".join(blocks))
    parts = classify(source, YEARBOOK)
    joins = list(find_order(parts, source, YEARBOOK).joins)
    texts = [
        (source.slice(parts[found.before].span), source.slice(parts[found.after].span))
        for found in joins
    ]
    return texts, joins
