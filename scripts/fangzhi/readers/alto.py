"""ALTO XML, versions 1 to 4: what libraries and eScriptorium keep recognised text in.

Elements are known by their local names. The text is what is printed: CONTENT of String and HYP, a
blank for SP; the word that SUBS_CONTENT puts together again is not in it. Order: ReadingOrder (of
version 4.3), else the order of the file, unless the layout tells against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median

from lxml import etree

from fangzhi.errors import SourceError
from fangzhi.layout import direction_of
from fangzhi.layout.skew import Segment
from fangzhi.readers._kinds import kind_of
from fangzhi.readers._markup import root_of
from fangzhi.readers._notices import Notices
from fangzhi.readers._order import Places, stated_order
from fangzhi.readers._scan import (
    Region,
    Sheet,
    Written,
    compose,
    join_capitals,
    order_lines,
    skew_on,
    tell_doubles,
    unit_of,
)
from fangzhi.readers._texts import Words, confidence_of, join_words, mean, one_line
from fangzhi.readers._xml import (
    around,
    box_from,
    children,
    encoding_of,
    local,
    page_box,
    parse,
    points_of,
    read_bytes,
    size_from,
)
from fangzhi.source import Box, Figure, Source, union

SUFFIXES = (".alto",)

_UNITS = {"mm10": 254.0, "inch1200": 1200.0}  # how many of a unit are an inch
_RESOLUTION = re.compile(r"\b[xy]?dpi\W{1,3}(\d{2,4})\b", re.IGNORECASE)
_MARGINS = {
    "TopMargin": "header",
    "LeftMargin": "marginalia",
    "RightMargin": "marginalia",
    "BottomMargin": "footer",
}
_SEQUENCE = ("TopMargin", "PrintSpace", "LeftMargin", "RightMargin", "BottomMargin")
_PICTURES = ("{*}Illustration", "{*}GraphicalElement")


def sniff(path: Path, start: bytes) -> bool:
    """Whether the root element is alto."""
    root = root_of(start)
    return root is not None and root.name.lower() == "alto"


def read(path: Path, encoding: str = "") -> Source:
    """The ALTO file at `path`; `SourceError` names the place of what cannot be read."""
    data = read_bytes(path)
    root = parse(data, path)
    pages = [page for layout in children(root, "Layout") for page in children(layout, "Page")]
    if local(root).lower() != "alto" or not pages:
        raise SourceError(
            f"has the root element <{local(root)}> and no page of ALTO",
            where=path,
            remedy="give a file with alto/Layout/Page, or one of another format under its own name",
        )
    notices = Notices(path)
    document = _Document(root, notices)
    sheets = [_Reader(page, document, notices).sheet() for page in pages]
    return compose(path, data, encoding_of(root), sheets, notices, recognised=True)


class _Document:
    """What holds for all pages: labels of tags, sizes of styles, the unit, the image, the order."""

    def __init__(self, root: etree._Element, notices: Notices) -> None:
        self.labels = {
            tag.get("ID", ""): tag.get("LABEL", "")
            for tags in children(root, "Tags")
            for tag in tags.iterchildren("{*}*")
        }
        self.sizes = {
            style.get("ID", ""): size_from(style.get("FONTSIZE"))
            for styles in children(root, "Styles")
            for style in children(styles, "TextStyle")
        }
        self.scale = _scale(root, notices)
        names = root.iterfind("{*}Description/{*}sourceImageInformation/{*}fileName")
        self.image = next((name.text.strip() for name in names if name.text), "")
        self.orders = list(root.iter("{*}ReadingOrder"))
        every = root.iter("{*}*") if self.orders else ()
        self.names = {one.get("ID", ""): -1 for one in every if one.get("ID")}


def _scale(root: etree._Element, notices: Notices) -> float:
    """How many pixels a unit of the file is; 1 where that is not known."""
    unit = next((one.text or "" for one in root.iter("{*}MeasurementUnit")), "").strip().lower()
    if unit not in _UNITS:
        return 1.0
    for description in children(root, "Description"):
        for text in description.itertext():
            if found := _RESOLUTION.search(str(text)):
                return int(found[1]) / _UNITS[unit]
    notices.add("unit", f"places are in {unit} and not in pixels, for no resolution is stated")
    return 1.0


class _Reader:
    """One page while it is read."""

    def __init__(self, page: etree._Element, document: _Document, notices: Notices) -> None:
        self.page = page
        self.document = document
        self.notices = notices
        self.regions: list[Region] = []
        self.ids: dict[str, int] = {}
        self.strings = 0
        self.ordered = False

    def sheet(self) -> Sheet:
        """The page with its regions in reading order."""
        elements = [*self._blocks()]
        tell_doubles(((one.get("ID", ""), one) for one in elements), self.notices)
        for element in elements:
            region = self._region(element)
            self.ids.setdefault(element.get("ID", ""), len(self.regions) if region.lines else -1)
            if region.lines:
                self.regions.append(region)
        self._add_strays()
        figures = [box for one in self.page.iter(*_PICTURES) if (box := self._box(one)) is not None]
        order = self._order(figures)
        return Sheet(
            join_capitals([self.regions[index] for index in order], self.notices),
            n=self.page.get("PRINTED_IMG_NR", ""),
            id=self.page.get("ID", ""),
            image=self.document.image,
            box=self._size(),
            figures=[Figure(box) for box in figures],
            ordered=self.ordered,
        )

    def _blocks(self) -> Iterator[etree._Element]:
        """All blocks of text: those over the print space first, then in it, then round it."""
        parts = list(self.page.iterchildren("{*}*"))
        rank = {name: place for place, name in enumerate(_SEQUENCE)}
        parts.sort(key=lambda part: rank.get(local(part), 1))
        for part in parts:
            yield from part.iter("{*}TextBlock")

    def _size(self) -> Box | None:
        wide, high = self.page.get("WIDTH"), self.page.get("HEIGHT")
        try:
            return self._scaled(page_box(wide, high))
        except ValueError:
            self.notices.add("size", f"the size {wide} × {high} is none of a page", self.page)
            return None

    def _scaled(self, box: Box | None) -> Box | None:
        scale = self.document.scale
        if box is None or scale == 1.0:
            return box
        return Box(box.left * scale, box.top * scale, box.right * scale, box.bottom * scale)

    def _box(self, element: etree._Element) -> Box | None:
        """The place of an element; None if it has none that can be read."""
        left, top, wide, high = map(element.get, ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
        try:
            if left and top and wide and high:
                x, y = float(left), float(top)
                return self._scaled(box_from(x, y, x + float(wide), y + float(high)))
            for polygon in element.iterfind("{*}Shape/{*}Polygon"):
                return self._scaled(around(points_of(polygon.get("POINTS", ""))))
        except ValueError:
            name = local(element)
            self.notices.add("place", f"the place of a {name} is none; it has no box", element)
        return None

    def _region(self, element: etree._Element) -> Region:
        """The lines of a block, in their order."""
        lines = [self._line(line) for line in children(element, "TextLine")]
        lines = [line for line in lines if line.text]
        box = self._box(element) or union(line.box for line in lines)
        return Region(lines, self._kind(element), box, element.get("ID", ""))

    def _kind(self, element: etree._Element) -> str:
        """What the tags or the type of a block say, else those of what it lies in."""
        above: etree._Element | None = element
        while above is not None and above is not self.page:
            names = [self.document.labels.get(one, "") for one in above.get("TAGREFS", "").split()]
            for name in (*names, above.get("TYPE", "")):
                if kind := kind_of(name):
                    return kind
            if local(above) in _MARGINS:
                return _MARGINS[local(above)]
            above = above.getparent()
        return ""

    def _line(self, element: etree._Element) -> Written:
        """A TextLine; its text may be empty."""
        words: list[str] = []  # what blanks part
        sure: Words = []
        parted = any(True for _ in children(element, "SP"))
        open_ = False  # whether the next piece goes on with the last word
        strings = list(children(element, "String"))
        self.strings += len(strings)
        for piece in element:
            name = local(piece)
            if name == "SP":
                open_ = False
                continue
            if name not in ("String", "HYP"):
                continue
            text = self._content(piece)
            sure += self._sure(piece, text)
            if words and (name == "HYP" or open_):
                words[-1] += text
            else:
                words.append(text)
            open_ = parted
        boxes = (self._box(one) for one in strings)
        return Written(
            join_words(word for word in words if word),
            self._box(element) or union(boxes),
            element.get("ID", ""),
            mean(confidence_of(one.get("WC"), self.notices, one) for one in strings),
            _baseline(element),
            words=sure,
            size=self._size_of(element, strings),
        )

    def _size_of(self, line: etree._Element, strings: list[etree._Element]) -> float:
        """The size of the type of a line: that of its strings, else what holds for all of it."""
        if not self.document.sizes:
            return 0.0
        sizes = [size for one in strings if (size := self._stated_size(one))]
        if sizes:
            return median(sizes)
        above = (line, *line.iterancestors())
        return next((size for one in above if (size := self._stated_size(one))), 0.0)

    def _stated_size(self, element: etree._Element) -> float:
        names = element.get("STYLEREFS", "").split()
        return next((size for name in names if (size := self.document.sizes.get(name))), 0.0)

    def _sure(self, element: etree._Element, text: str) -> Words:
        """A String or HYP and how sure it is; where its glyphs alone say so, these."""
        sure = confidence_of(element.get("WC"), self.notices, element)
        glyphs: Words = [
            (one.get("CONTENT", ""), confidence_of(one.get("GC"), self.notices, one))
            for one in children(element, "Glyph")
        ]
        apart = sure is None and "".join(glyph for glyph, _ in glyphs) == text
        if apart:
            return glyphs
        marks = re.findall(r"[0-9]", element.get("CC", "")) if sure is None else []
        if marks and len(marks) == len(text):  # from 0, sure, to 9
            return [(glyph, 1 - int(mark) / 9) for glyph, mark in zip(text, marks, strict=True)]
        return [(text, sure)]

    def _content(self, element: etree._Element) -> str:
        """What a String or a HYP holds, else what its glyphs hold."""
        content = element.get("CONTENT", "")
        if not content.strip():
            content = "".join(one.get("CONTENT", "") for one in children(element, "Glyph"))
        return one_line(content)

    def _add_strays(self) -> None:
        """Words that lie in no line of a block: a line for each, at the end, and a remark."""
        every = list(self.page.iter("{*}String"))
        if len(every) == self.strings:
            return
        known = {
            one
            for block in self._blocks()
            for line in children(block, "TextLine")
            for one in children(line, "String")
        }
        lines = []
        for one in every:
            if one not in known and (text := self._content(one)):
                self.notices.add("stray", f"{text[:20]!r} stands in no TextLine of a block", one)
                sure = confidence_of(one.get("WC"), self.notices, one)
                lines.append(Written(text, self._box(one), one.get("ID", ""), sure))
        if lines:
            self.regions.append(Region(lines, box=union(line.box for line in lines)))

    def _order(self, figures: list[Box]) -> list[int]:
        """The indices of all regions in reading order; their lines are put in order as well."""
        lines = [line for region in self.regions for line in region.lines]
        direction = direction_of([line.box for line in lines])
        skew = skew_on(self.regions, direction)
        for region in self.regions:
            own = direction_of([line.box for line in region.lines])
            region.lines = order_lines(region.lines, own, skew)
        count = len(self.regions)
        places = Places(
            [region.box for region in self.regions] + list(figures),
            [region.kind for region in self.regions] + ["figure"] * len(figures),
            [None] * (count + len(figures)),
            direction=direction,
            skew=skew,
            unit=unit_of(lines, direction),
        )
        stated = [
            index
            for statement in self.document.orders
            for index in stated_order(
                statement, self._named(), partial(places.by_layout, count), self.notices
            )
        ]
        stated = list(dict.fromkeys(stated))
        self.ordered = bool(stated)
        return places.complete(stated, count) if stated else places.by_file(count)

    def _named(self) -> dict[str, int]:
        """The ids that a ReadingOrder may name: blocks here, and what lies elsewhere."""
        return self.document.names | self.ids


def _baseline(element: etree._Element) -> Segment | None:
    """The two ends of a BASELINE of points; older versions state its height alone."""
    try:
        points = points_of(element.get("BASELINE", ""))
    except ValueError:
        return None
    return (*points[0], *points[-1]) if len(points) > 1 else None
