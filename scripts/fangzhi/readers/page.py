"""PAGE XML (PRImA, 2010 to 2019), as Transkribus, OCR-D, eScriptorium and Calfa write it.

Elements are known by their local names, so every version of the namespace is read. Of a line, the
text with the lowest index counts, else that of its words, else that of its glyphs; the text of a
region counts where its lines have none. Order: ReadingOrder, else the indices that Transkribus
keeps in @custom, else the layout (see `fangzhi.layout`).
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from lxml import etree

from fangzhi.errors import SourceError
from fangzhi.layout import Direction, direction_of
from fangzhi.readers._kinds import kind_of
from fangzhi.readers._markup import root_of
from fangzhi.readers._notices import Notices
from fangzhi.readers._order import Places, stated_order
from fangzhi.readers._pagetext import box_of, custom_of, line_of, lines_of_table, text_of
from fangzhi.readers._scan import (
    Region,
    Sheet,
    compose,
    join_capitals,
    order_lines,
    skew_on,
    tell_doubles,
    unit_of,
)
from fangzhi.readers._xml import (
    children,
    encoding_of,
    local,
    page_box,
    parse,
    read_bytes,
)
from fangzhi.source import Box, Figure, Source, union

SUFFIXES = (".xml",)

_PICTURES = frozenset(
    f"{name}Region"
    for name in ("Image", "Graphic", "LineDrawing", "Chart", "Map", "Maths", "Music")
)
_DIRECTIONS = {
    ("left-to-right", ""): Direction.LEFT_TO_RIGHT,
    ("right-to-left", ""): Direction.RIGHT_TO_LEFT,
    ("top-to-bottom", ""): Direction.VERTICAL,
    ("top-to-bottom", "left-to-right"): Direction.VERTICAL_TO_RIGHT,
}


def sniff(path: Path, start: bytes) -> bool:
    """Whether the root element is PcGts."""
    root = root_of(start)
    return root is not None and root.name == "PcGts"


def read(path: Path, encoding: str = "") -> Source:
    """The PAGE file at `path`; `SourceError` names the place of what cannot be read."""
    data = read_bytes(path)
    root = parse(data, path)
    pages = list(children(root, "Page"))
    if local(root) != "PcGts" or not pages:
        raise SourceError(
            f"has the root element <{local(root)}> and no page of PAGE XML",
            where=path,
            remedy="give a file with PcGts/Page, or one of another format under its own name",
        )
    notices = Notices(path)
    parted = _is_parted(root)
    sheets = [_Reader(page, notices, parted).sheet() for page in pages]
    return compose(path, data, encoding_of(root), sheets, notices, recognised=True)


def _is_parted(root: etree._Element) -> bool:
    """Whether each region is one paragraph: so the files are that our own OCR writes."""
    creators = root.iterfind("{*}Metadata/{*}Creator")
    return any((one.text or "").startswith("fangzhi ") for one in creators)


class _Reader:
    """One page while it is read: its regions with text, and its pictures.

    `parted` says that no region holds more than one paragraph.
    """

    def __init__(self, page: etree._Element, notices: Notices, parted: bool) -> None:
        self.page = page
        self.notices = notices
        self.parted = parted
        self.regions: list[Region] = []
        self.elements: list[etree._Element] = []
        self.parents: list[int | None] = []
        self.figures: list[Box] = []
        self.ids: dict[str, int] = {}
        self.ordered = False

    def sheet(self) -> Sheet:
        """The page with its regions in reading order."""
        self._gather()
        lines = [line for region in self.regions for line in region.lines]
        stated = self._direction(self.page)
        direction = stated or direction_of([line.box for line in lines])
        skew = skew_on(self.regions, direction)
        for region, element in zip(self.regions, self.elements, strict=True):
            own = self._direction(element) or stated
            own = own or direction_of([line.box for line in region.lines])
            if region.kind != "table" and not self._sort_by_custom(region, element):
                region.lines = order_lines(region.lines, own, skew)
        order = self._order(direction, skew, unit_of(lines, direction))
        return Sheet(
            join_capitals([self.regions[index] for index in order], self.notices),
            id=self.page.get("id", ""),
            image=self.page.get("imageFilename", ""),
            box=self._size(),
            figures=[Figure(box) for box in self.figures],
            ordered=self.ordered,
        )

    def _size(self) -> Box | None:
        wide, high = self.page.get("imageWidth"), self.page.get("imageHeight")
        try:
            return page_box(wide, high)
        except ValueError:
            self.notices.add("size", f"the size {wide} × {high} is none of a page", self.page)
            return None

    def _gather(self) -> None:
        """Find all regions, those within others too, and the pictures."""
        named = []
        pending: list[tuple[etree._Element, int | None]] = [(self.page, None)]
        while pending:
            above, parent = pending.pop()
            inner = []
            for element in above:
                name = local(element)
                if not name.endswith("Region"):
                    continue
                named.append((element.get("id", ""), element))
                index = parent
                if name in _PICTURES:
                    self._add_picture(element)
                if (region := self._region(element, name)) is not None:
                    index = len(self.regions)
                    self.regions.append(region)
                    self.elements.append(element)
                    self.parents.append(parent)
                self.ids.setdefault(
                    element.get("id", ""), -1 if region is None else len(self.regions) - 1
                )
                if name != "TableRegion":
                    inner.append((element, index))
            pending += reversed(inner)
        tell_doubles(named, self.notices)

    def _add_picture(self, element: etree._Element) -> None:
        if (box := box_of(element, self.notices)) is not None:
            self.figures.append(box)

    def _region(self, element: etree._Element, name: str) -> Region | None:
        """The text of a region without that of the regions in it; None if there is none."""
        stated = custom_of(element)
        custom = stated.get("structure") or stated.get("type", {})  # of kraken
        kind = kind_of(element.get("type", "")) if name == "TextRegion" else ""
        kind = kind or kind_of(custom.get("type", ""))
        if name == "TableRegion":
            kind, lines = "table", lines_of_table(element, self.notices)
        else:
            lines = [line_of(line, self.notices) for line in children(element, "TextLine")]
            lines = [line for line in lines if line.text]
            lines = lines or text_of(element, self.notices)
        if not lines:
            return None
        level = custom.get("level", "")
        box = box_of(element, self.notices) or union(line.box for line in lines)
        number = int(level) if level.isdecimal() and len(level) < 3 else 0
        return Region(lines, kind, box, element.get("id", ""), number, whole=self.parted)

    def _direction(self, element: etree._Element) -> Direction | None:
        """The direction that a page or a region states."""
        reading, lines = element.get("readingDirection", ""), element.get("textLineOrder", "")
        return _DIRECTIONS.get((reading, lines)) or _DIRECTIONS.get((reading, ""))

    def _sort_by_custom(self, region: Region, element: etree._Element) -> bool:
        """Sort the lines of a region by the indices in @custom; False if they have none."""
        ids = [line.id for line in region.lines]
        numbers = {
            line.get("id", ""): _custom_index(line) for line in children(element, "TextLine")
        }
        stated = [numbers.get(one, -1) for one in ids]
        if -1 in stated or len(set(stated)) < len(stated):
            return False
        region.lines.sort(key=lambda line: numbers[line.id])
        return True

    def _order(self, direction: Direction, skew: float, unit: float) -> list[int]:
        """The indices of all regions in reading order."""
        count = len(self.regions)
        every = [region.box for region in self.regions] + list(self.figures)
        kinds = [region.kind for region in self.regions] + ["figure"] * len(self.figures)
        parents = self.parents + [None] * len(self.figures)
        if any(region.box is None for region in self.regions):
            self.notices.add(
                "no place", "a region has no place on its page; the order of the file holds for it"
            )
        places = Places(every, kinds, parents, direction=direction, skew=skew, unit=unit)
        stated = [
            index
            for statement in children(self.page, "ReadingOrder")
            for index in stated_order(
                statement, self.ids, partial(places.by_layout, count), self.notices
            )
        ]
        stated = list(dict.fromkeys(stated)) or self._stated_by_custom()
        self.ordered = bool(stated)
        return places.complete(stated, count) if stated else places.by_file(count)

    def _stated_by_custom(self) -> list[int]:
        """The outer regions by the indices in @custom; none if not all have one of their own."""
        outer = [index for index, parent in enumerate(self.parents) if parent is None]
        numbers = {index: _custom_index(self.elements[index]) for index in outer}
        if -1 in numbers.values() or len(set(numbers.values())) < len(outer):
            return []
        return sorted(outer, key=lambda index: numbers[index])


def _custom_index(element: etree._Element) -> int:
    """The place in the reading order that @custom states; -1 if it states none."""
    number = custom_of(element).get("readingOrder", {}).get("index", "")
    return int(number) if number.isdecimal() and len(number) < 9 else -1
