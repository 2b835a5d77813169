"""XML from strangers, read safely; and the numbers in it that say where things are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from lxml import etree

from fangzhi.errors import SourceError
from fangzhi.source import Box

LARGEST = 256 << 20  # bytes of a file that is read
FARTHEST = 10_000_000  # no page has a point farther from its corner

_NUMBERS = re.compile(r"[\s,]+")
_LIMITS = ("depth", "too long", "too big", "Buffer size", "uge text", "amplification", "loop")


def read_bytes(path: Path) -> bytes:
    """The bytes of the file at `path`; `SourceError` if it is beyond the safe limit."""
    if path.stat().st_size > LARGEST:
        raise SourceError(
            f"is larger than {LARGEST >> 20} MB, the safe limit",
            where=path,
            remedy="divide the file",
        )
    return path.read_bytes()


def parse(data: bytes, path: Path) -> etree._Element:
    """The root of the XML in `data`. Nothing is fetched and no entity is expanded.

    Raises `SourceError`, with line and column, for what is not well-formed, goes beyond the limits
    of libxml2, or declares entities: what stands behind them would be lost, or without bound.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        reason = (error.msg.rpartition(", line ")[0] or error.msg).strip()
        limited = any(word in reason for word in _LIMITS)
        raise SourceError(
            f"goes beyond the safe limits of XML: {reason}"
            if limited
            else f"is not well-formed XML: {reason}",
            where=f"{path}:{line}:{column}",
            remedy="divide it; a file like that may be made to do harm"
            if limited
            else "write it anew, or correct the markup there",
        ) from error
    refuse_entities(root, path)
    for entry in parser.error_log:  # in an attribute it leaves nothing behind
        if "ntity" in entry.message:
            raise SourceError(
                f"uses an entity that it does not declare: {entry.message}",
                where=f"{path}:{entry.line}:{entry.column}",
                remedy="write the character itself",
            )
    return root


def refuse_entities(root: etree._Element, path: Path) -> None:
    """Raise `SourceError` if a document declares entities or has some that are not expanded."""
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and dtd.entities():  # type: ignore[attr-defined]
        raise SourceError(
            "declares entities, which are not expanded for safety",
            where=path,
            remedy="write the characters themselves, and delete the DOCTYPE",
        )
    for entity in root.iter(etree.Entity):
        raise SourceError(
            f"uses the entity {entity.text}, which is not expanded for safety",
            where=f"{path}:{entity.sourceline}",
            remedy="write the character itself",
        )


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The children of an element that have the local name `name`."""
    return element.iterchildren(f"{{*}}{name}")


def encoding_of(root: etree._Element) -> str:
    """The encoding of the file."""
    return (root.getroottree().docinfo.encoding or "UTF-8").upper()


def points_of(text: str) -> list[tuple[float, float]]:
    """The points of `x,y x,y …` or `x y x y …`; `ValueError` for what are none."""
    numbers = [float(one) for one in _NUMBERS.split(text.strip()) if one]
    if len(numbers) % 2 or not all(-FARTHEST < one < FARTHEST for one in numbers):
        raise ValueError(text)
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def around(points: Sequence[tuple[float, float]]) -> Box | None:
    """The rectangle round points; None round nothing."""
    if not points:
        return None
    across, down = [x for x, _ in points], [y for _, y in points]
    return Box(min(across), min(down), max(across), max(down))


def box_from(left: float, top: float, right: float, bottom: float) -> Box:
    """A box; `ValueError` if it has no size, or lies where no page is."""
    numbers = (left, top, right, bottom)
    if right < left or bottom < top or not all(-FARTHEST < one < FARTHEST for one in numbers):
        raise ValueError(numbers)
    return Box(left, top, right, bottom)


def size_from(text: str | None) -> float:
    """A size of type that a file states; 0 for none, and for what is no size."""
    try:
        size = float(text or 0)
    except ValueError:
        return 0.0
    return size if 0 < size < FARTHEST else 0.0


def page_box(wide: str | None, high: str | None) -> Box | None:
    """The box of a page of a stated size; None if none is stated, `ValueError` if it is absurd."""
    if not wide and not high:
        return None
    right, bottom = float(wide or "nan"), float(high or "nan")
    if right <= 0 or bottom <= 0:
        raise ValueError(wide, high)
    return box_from(0.0, 0.0, right, bottom)
