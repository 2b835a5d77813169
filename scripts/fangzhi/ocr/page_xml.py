"""PAGE XML 2019 written: the regions of a page in reading order, and what they were read with.

After the schema of PRImA Research Lab, version 2019-07-15. The metadata state the SHA-256 of the
picture, the engine and its models, and a seal that tells whether somebody edited the file since.
"""

from __future__ import annotations

import base64
import hashlib
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from lxml import etree

from fangzhi import __version__
from fangzhi.archive import stated_date
from fangzhi.layout import Direction
from fangzhi.ocr.engines import Point
from fangzhi.ocr.regions import Layout, TextLine, TextRegion
from fangzhi.source import FORBIDDEN, Box, width

NAMESPACE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"
SCHEMA = NAMESPACE + " " + NAMESPACE + "/pagecontent.xsd"
TYPES = {
    "heading": "heading",
    "paragraph": "paragraph",
    "caption": "caption",
    "header": "header",
    "footer": "footer",
    "page-number": "page-number",
    "footnote": "footnote",
    "marginalia": "marginalia",
    "catch-word": "catch-word",
    "signature-mark": "signature-mark",
    "credit": "credit",
    "float": "floating",
}
PREFIX = "ni:///sha-256;"
_SEAL = re.compile(
    rb'(<MetadataItem type="other" name="seal" value="' + re.escape(PREFIX).encode() + rb")"
    rb'([A-Za-z0-9_-]*)("/>)'
)
_XSI = "http://www.w3.org/2001/XMLSchema-instance"


def write_page(
    layout: Layout, image: str, size: tuple[int, int], made_with: Mapping[str, str]
) -> bytes:
    """The PAGE file of a page whose picture is `image` (a relative path), sealed.

    `made_with` is what the reading depends on: it is kept in the metadata as it is.
    """
    root = etree.Element("PcGts", nsmap={None: NAMESPACE, "xsi": _XSI})  # type: ignore[dict-item]
    root.set(f"{{{_XSI}}}schemaLocation", SCHEMA)
    _metadata(root, made_with)
    wide, high = size
    page = etree.SubElement(
        root, "Page", imageFilename=image, imageWidth=str(wide), imageHeight=str(high)
    )
    if layout.direction is Direction.VERTICAL:
        page.set("readingDirection", "top-to-bottom")
        page.set("textLineOrder", "right-to-left")
    if layout.skew:
        page.set("orientation", f"{-math.degrees(layout.skew):.3f}")
    names = [f"r{number}" for number in range(1, len(layout.regions) + 1)]
    _order(page, names)
    for name, region in zip(names, layout.regions, strict=True):
        _region(page, name, region, layout)
    for number, box in enumerate(layout.pictures, 1):
        element = etree.SubElement(page, "ImageRegion", id=f"p{number}")
        _coords(element, _corners(box), size)
    data = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return seal(data)


def _metadata(root: etree._Element, made_with: Mapping[str, str]) -> None:
    element = etree.SubElement(root, "Metadata")
    etree.SubElement(element, "Creator").text = f"fangzhi {__version__}"
    day = stated_date(None) or date(1970, 1, 1)  # the clock would make each run another file
    for name in ("Created", "LastChange"):
        etree.SubElement(element, name).text = f"{day.isoformat()}T00:00:00Z"
    for name, value in made_with.items():
        etree.SubElement(
            element, "MetadataItem", type="processingStep", name=f"ocr:{name}", value=value
        )
    etree.SubElement(element, "MetadataItem", type="other", name="seal", value=PREFIX)


def _order(page: etree._Element, names: Sequence[str]) -> None:
    if not names:
        return
    group = etree.SubElement(etree.SubElement(page, "ReadingOrder"), "OrderedGroup", id="order")
    for index, name in enumerate(names):
        etree.SubElement(group, "RegionRefIndexed", index=str(index), regionRef=name)


def _region(page: etree._Element, name: str, region: TextRegion, layout: Layout) -> None:
    size = int(page.get("imageWidth", "0")), int(page.get("imageHeight", "0"))
    element = etree.SubElement(page, "TextRegion", id=name)
    element.set("type", TYPES.get(region.kind, "other"))
    points = [point for line in region.lines for point in line.outline]
    across, down = [x for x, _ in points], [y for _, y in points]
    box = Box(min(across), min(down), max(across), max(down))
    _coords(element, _corners(box), size)
    for number, line in enumerate(region.lines, 1):
        _line(element, f"{name}l{number}", line, size, layout.direction)


def _line(
    region: etree._Element, name: str, line: TextLine, size: tuple[int, int], direction: Direction
) -> None:
    element = etree.SubElement(region, "TextLine", id=name)
    _coords(element, line.outline, size)
    if direction is Direction.LEFT_TO_RIGHT and len(line.outline) == 4:
        ends = (line.outline[3], line.outline[2])
        etree.SubElement(element, "Baseline", points=_points(ends, size))
    outlines = _outlines(line, upright=direction is Direction.VERTICAL)
    for number, ((text, sure), outline) in enumerate(zip(line.words, outlines, strict=True), 1):
        word = etree.SubElement(element, "Word", id=f"{name}w{number}")
        _coords(word, outline, size)
        _text(word, text, sure)
    _text(element, line.text, line.confidence)


def _outlines(line: TextLine, upright: bool) -> Iterator[tuple[Point, ...]]:
    """Where the words of a line are, by the width of its characters."""
    whole = width(line.text) or 1.0
    reached = 0
    first, second, third, fourth = line.outline
    for text, _ in line.words:
        place = max(line.text.find(text, reached), reached)
        begin = width(line.text[:place]) / whole
        end = min(width(line.text[: place + len(text)]) / whole, 1.0)
        reached = place + len(text)
        if upright:
            above = (_between(first, fourth, begin), _between(second, third, begin))
            yield (*above, _between(second, third, end), _between(first, fourth, end))
        else:
            left = (_between(first, second, begin), _between(fourth, third, begin))
            right = (_between(first, second, end), _between(fourth, third, end))
            yield left[0], right[0], right[1], left[1]


def _between(first: Point, second: Point, share: float) -> Point:
    """The point at `share` of the way from one point to another."""
    return (
        first[0] + share * (second[0] - first[0]),
        first[1] + share * (second[1] - first[1]),
    )


def _text(element: etree._Element, text: str, sure: float) -> None:
    reading = etree.SubElement(element, "TextEquiv", conf=f"{sure:.4f}")
    etree.SubElement(reading, "Unicode").text = FORBIDDEN.sub("\ufffd", text)


def _coords(element: etree._Element, points: Sequence[Point], size: tuple[int, int]) -> None:
    etree.SubElement(element, "Coords", points=_points(points, size))


def _points(points: Sequence[Point], size: tuple[int, int]) -> str:
    """Points in whole pixels within the picture."""
    wide, high = size
    pairs = ((min(max(round(x), 0), wide), min(max(round(y), 0), high)) for x, y in points)
    return " ".join(f"{x},{y}" for x, y in pairs)


def _corners(box: Box) -> list[Point]:
    left, top, right, bottom = box.left, box.top, box.right, box.bottom
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def seal(data: bytes) -> bytes:
    """`data` with its empty seal filled in."""
    return _SEAL.sub(rb"\g<1>" + _digest(data) + rb"\g<3>", data, count=1)


def is_untouched(data: bytes) -> bool:
    """Whether a PAGE file is as we wrote it; line ends do not count."""
    found = _SEAL.search(data)
    return found is not None and found[2] == _digest(data)


def made_with(data: bytes) -> dict[str, str]:
    """What a PAGE file of ours says that it was made with; nothing for another file."""
    root = _parse(data)
    items = () if root is None else root.iterfind("{*}Metadata/{*}MetadataItem")
    return {
        item.get("name", "").removeprefix("ocr:"): item.get("value", "")
        for item in items
        if item.get("name", "").startswith("ocr:")
    }


def image_of(data: bytes) -> str:
    """The picture that a PAGE file names; empty for another file."""
    root = _parse(data)
    page = None if root is None else root.find("{*}Page")
    return "" if page is None else page.get("imageFilename", "")


def _parse(data: bytes) -> etree._Element | None:
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return None


def _digest(data: bytes) -> bytes:
    empty = _SEAL.sub(rb"\g<1>\g<3>", data.replace(b"\r\n", b"\n"), count=1)
    return base64.urlsafe_b64encode(hashlib.sha256(empty).digest()).rstrip(b"=")
