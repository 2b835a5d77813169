"""Made-up texts as sources, and how what was recognised in them is written down for comparison."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fangzhi.markup.evidence import weigh
from fangzhi.markup.fragments import Cohesion, Usage, describe
from fangzhi.markup.furniture import find_sheets
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


def parts_of(source: Source, profile: Profile = YEARBOOK) -> list[Part]:
    """The parts of a source, its furniture left out."""
    return classify(source, find_sheets(source, profile), profile)


def text_of(part: Part, source: Source) -> str:
    """The text of a part; a bar stands where two pieces of it meet."""
    return "|".join(source.slice(span) for span in part.spans)


def roles_of(*blocks: str, profile: Profile = YEARBOOK) -> list[tuple[str, str]]:
    """(role, text) of each part of a source with these blocks."""
    source = source_of("\n\n".join(blocks))
    return [(part.role.value, text_of(part, source)) for part in parts_of(source, profile)]


def evidence_of(*blocks: str) -> dict[str, float]:
    """What speaks for the last of these blocks going on from the one before it, or against it."""
    source = source_of("\n\n".join(blocks))
    fragments = describe(parts_of(source), source, YEARBOOK)
    return weigh(fragments[-2], fragments[-1], Cohesion(fragments), Usage(fragments))


def joins_of(*blocks: str) -> tuple[list[tuple[str, str]], list[Join]]:
    """The joins in a source with these blocks: as pairs of texts, and as they are."""
    source = source_of("\n\n".join(blocks))
    parts = parts_of(source)
    joins = list(find_order(parts, source, YEARBOOK).joins)
    texts = [
        (source.slice(parts[found.before].span), source.slice(parts[found.after].span))
        for found in joins
    ]
    return texts, joins
