"""What a tagged PDF says of its text (ISO 32000-1, 14.8): heads, paragraphs, captions, notes."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

DEEPEST = 40  # elements within elements
MOST = 20_000  # elements of a page
LONGEST = 4000  # bytes of a description
MOSTLY = 0.8  # of the text that sound tags tell
HEADS = 0.3  # of the text that heads may be
_HEAD = re.compile(r"H([1-6]?)")
_KINDS = {
    "P": "paragraph",
    "Title": "heading",
    "Caption": "caption",
    "Note": "footnote",
    "FENote": "footnote",
    "LI": "list",
    "TR": "table",
    "BlockQuote": "",
    "Figure": "figure",
}


@dataclass(frozen=True, slots=True)
class Tag:
    """What an element is (`Block.kind`), its level, and which one of the page it is."""

    kind: str
    level: int
    element: int


@dataclass(slots=True)
class Tags:
    """The tags of a page by the numbers of marked content, and what pictures are said to show."""

    of: dict[int, Tag] = field(default_factory=dict)
    descriptions: dict[int, str] = field(default_factory=dict)

    def part(self, above: int, line: int) -> bool | None:
        """Whether two lines are of different elements; None where that is not stated.

        The cells of tables are left to the layout, which sees their rows.
        """
        first, second = self.of.get(above), self.of.get(line)
        if first is None or second is None or "table" in (first.kind, second.kind):
            return None
        return first.element != second.element if first.kind and second.kind else None


def are_sound(pages: Iterable[tuple[Tags, Iterable[tuple[int, int]]]]) -> bool:
    """Whether the tags of a document tell its text: most of it, and heads from paragraphs.

    Each page has its tags, and the marks of its lines with their numbers of characters. Many
    programs tag all they write as paragraphs: that tells nothing.
    """
    counts: Counter[str] = Counter()
    for tags, lines in pages:
        for mark, length in lines:
            tag = tags.of.get(mark)
            counts[tag.kind if tag is not None else ""] += length
    every = counts.total()
    told = every - counts[""]
    return (
        told >= MOSTLY * every
        and 0 < counts["heading"] <= HEADS * every
        and counts["paragraph"] + counts["list"] > 0
    )


def read_tags(page: Any) -> Tags:
    """The tags of a page; none where the file is not tagged."""
    import pypdfium2.raw as pdfium

    tags = Tags()
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return tags
    try:
        count = pdfium.FPDF_StructTree_CountChildren(tree)
        roots = (pdfium.FPDF_StructTree_GetChildAtIndex(tree, index) for index in range(count))
        pending = [(root, Tag("", 0, 0), "", 0) for root in roots if root]
        seen = 0
        while pending and seen < MOST:
            element, outer, said, depth = pending.pop()
            seen += 1
            tag = _tag(_word(pdfium.FPDF_StructElement_GetType, element), seen, outer)
            said = _word(pdfium.FPDF_StructElement_GetAltText, element) or said
            for index in range(pdfium.FPDF_StructElement_CountChildren(element)):
                child = pdfium.FPDF_StructElement_GetChildAtIndex(element, index)
                if child:
                    if depth < DEEPEST:
                        pending.append((child, tag, said, depth + 1))
                    continue
                mark = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, index)
                if mark >= 0:
                    tags.of[mark] = tag
                    if said and tag.kind == "figure":
                        tags.descriptions[mark] = said
    finally:
        pdfium.FPDF_StructTree_Close(tree)
    return tags


def _tag(name: str, number: int, outer: Tag) -> Tag:
    """The tag of an element of this name, or that of the element it is but a part of."""
    if head := _HEAD.fullmatch(name):
        return Tag("heading", int(head[1] or 1), number)
    if name in _KINDS:
        if outer.kind in ("caption", "footnote", "list", "table") and name == "P":
            return outer
        return Tag(_KINDS[name], int(name == "Title"), number)
    return outer


def _word(of: Callable[[Any, Any, int], int], element: Any) -> str:
    """A text that PDFium has of an element."""
    length = min(of(element, None, 0), LONGEST)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    if of(element, buffer, length) > length:
        return ""
    return buffer.raw[: length - 2].decode("utf-16-le", "replace").strip()
