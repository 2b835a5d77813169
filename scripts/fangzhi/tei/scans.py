"""The scans of an edition: which page was read from which picture, and where its texts stand."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lxml import etree

from fangzhi.tei.edition import Edition, language_of, reading
from fangzhi.tei.files import is_file, local_file, package_path
from fangzhi.tei.names import ID, NS, local, q

Corners = tuple[int, int, int, int]  # left, top, right, bottom in the unit of the surface
# What is read, outermost first: a table is one text, and so is a figure with its caption.
_TEXTS = ("head", "p", "ab", "byline", "note", "table", "figure", "list", "item", "l", "bibl")


@dataclass(frozen=True, slots=True)
class Surface:
    """A page of the facsimile [PHFAX].

    `n` is its number in print, as it says itself or the `pb` that points to it. `width` and
    `height` are in the unit of its zones: pixels of the scan for most formats. `url` is what
    `graphic` says, `path` where that leads in the repository (`source/a.png`), both empty for a
    page without a scan; `file` is the scan where it is there. `zones` are the corners by id.
    """

    id: str
    n: str
    width: int
    height: int
    url: str
    path: str
    file: Path | None
    zones: dict[str, Corners]


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that stands on one page, and the zones that it was read from.

    A paragraph that goes on over a page is a passage on each; `kind` is the name of its element,
    `zones` are (id of the surface, id of the zone). Where its pages cannot be told apart, all
    zones are those of one passage.
    """

    id: str
    kind: str
    text: str
    language: str
    zones: tuple[tuple[str, str], ...]


class Scans:
    """The facsimile of one edition, and the texts that point into it."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition

    @cached_property
    def surfaces(self) -> tuple[Surface, ...]:
        """All pages of the facsimile, in its order."""
        found = self._edition.root.iterfind("tei:facsimile//tei:surface", NS)
        return tuple(self._surface(element, number) for number, element in enumerate(found, 1))

    def _surface(self, element: etree._Element, number: int) -> Surface:
        zones = {
            zone.get(ID, ""): corners
            for zone in element.iterfind(".//tei:zone", NS)
            if zone.get(ID) and (corners := _corners(zone)) is not None
        }
        whole = _corners(element) or _around(zones)
        left, top, right, bottom = whole
        moved = {
            name: (box[0] - left, box[1] - top, box[2] - left, box[3] - top)
            for name, box in zones.items()
        }
        graphic = element.find("tei:graphic", NS)
        url = graphic.get("url", "") if graphic is not None else ""
        edition = self._edition
        file = local_file(url, edition.path, edition.source_folder) if url else None
        return Surface(
            element.get(ID) or f"surface.{number}",
            " ".join(element.get("n", "").split()) or self._numbers.get(element.get(ID, ""), ""),
            max(right - left, 1),
            max(bottom - top, 1),
            url,
            package_path(url, edition.path) if file is not None else "",
            file if file is not None and is_file(file) else None,
            moved,
        )

    @cached_property
    def _numbers(self) -> dict[str, str]:
        """The numbers that the page beginnings of the text have, by the ids of their surfaces."""
        return {
            name.removeprefix("#"): " ".join(page.get("n", "").split())
            for page in self._edition.root.iterfind("tei:text//tei:pb", NS)
            for name in page.get("facs", "").split()
        }

    @cached_property
    def zones(self) -> dict[str, str]:
        """The id of its surface for each zone, and for each surface its own."""
        found = {name: surface.id for surface in self.surfaces for name in surface.zones}
        return {**found, **{surface.id: surface.id for surface in self.surfaces}}

    def pointed(self, element: etree._Element) -> list[tuple[str, str]]:
        """(surface, zone) of each zone that `@facs` of an element names and that is there."""
        names = [name.removeprefix("#") for name in element.get("facs", "").split()]
        return [
            (self.zones[name], name)
            for name in dict.fromkeys(names)
            if name in self.zones and name != self.zones[name]
        ]

    def surface_of(self, element: etree._Element) -> str:
        """The id of the page that begins with a `pb`, or on which a text begins; or empty."""
        names = (name.removeprefix("#") for name in element.get("facs", "").split())
        return next((self.zones[name] for name in names if name in self.zones), "")

    def pages_in(self, division: etree._Element) -> list[str]:
        """The ids of the surfaces that the texts of an element stand on, without its `div`s."""
        found: dict[str, None] = {}
        for element in division.iterchildren(etree.Element):
            if local(element) in ("div", "fw"):
                continue
            for part in element.iter(etree.Element):
                if local(part) != "pb":
                    found.update(dict.fromkeys(surface for surface, _ in self.pointed(part)))
        return list(found)

    # ------------------------------------------------------------ texts by page

    def passages(self) -> Iterator[Passage]:
        """The texts that were read from zones, in reading order; page furniture is none."""
        text = self._edition.root.find("tei:text", NS)
        if text is not None:
            yield from self._passages(text)

    def _passages(self, parent: etree._Element) -> Iterator[Passage]:
        for element in parent.iterchildren(etree.Element):
            name = local(element)
            if name == "fw":
                continue
            zones = self._zones_within(element) if name in _TEXTS else []
            if zones:
                yield from self._by_page(element, zones)
                for note in element.iter(q("note")):
                    if note is not element and (own := self.pointed(note)):
                        yield from self._by_page(note, own)
            else:
                yield from self._passages(element)

    def _zones_within(self, element: etree._Element) -> list[tuple[str, str]]:
        """The zones of a text; of a figure or table without its own, those of its parts."""
        if (own := self.pointed(element)) or local(element) not in ("figure", "table", "list"):
            return own
        parts = (part for part in element.iter(etree.Element) if local(part) not in ("fw", "note"))
        return list(dict.fromkeys(zone for part in parts for zone in self.pointed(part)))

    def _by_page(self, element: etree._Element, zones: list[tuple[str, str]]) -> Iterator[Passage]:
        name, kind, language = element.get(ID, ""), local(element), language_of(element)
        parts = self._parts(element, zones[0][0])
        if parts.keys() != {surface for surface, _ in zones}:
            yield Passage(name, kind, _said(element), language, tuple(zones))
            return
        for surface, text in parts.items():
            here = tuple(zone for zone in zones if zone[0] == surface)
            yield Passage(name, kind, text, language, here)

    def _parts(self, element: etree._Element, first: str) -> dict[str, str]:
        """The text of an element by the page that it stands on, told by the `pb`s in it."""
        breaks = [pb for pb in element.iter(q("pb")) if self.surface_of(pb)]
        if not breaks or local(element) in ("figure", "table", "list"):
            return {first: _said(element)}
        said = set("".join(map(str, element.itertext())))
        mark = next(sign for sign in map(chr, range(0xE000, 0xF8FF)) if sign not in said)
        marked = deepcopy(element)
        for pb in [pb for pb in marked.iter(q("pb")) if self.surface_of(pb)]:
            pb.tag = q("page")  # `reading` goes into what it does not know
            pb.text = mark
        texts = reading(marked).split(mark)
        found: dict[str, str] = {}
        for surface, text in zip([first, *map(self.surface_of, breaks)], texts, strict=False):
            found[surface] = f"{found.get(surface, '')} {text}".strip()
        return {surface: text for surface, text in found.items() if text}


def _said(element: etree._Element) -> str:
    """What a reader reads of a text: rows of a table and parts of a list on lines of their own."""
    match local(element):
        case "table":
            rows = (
                "\t".join(map(reading, row.iterchildren(q("cell"))))
                for row in element.iterchildren(q("row"))
            )
            parts = [*map(reading, element.iterchildren(q("head"))), *rows]
        case "list":
            parts = [reading(part) for part in element.iterchildren(q("head"), q("item"))]
        case "figure":
            names = ("head", "p", "byline", "figDesc")
            parts = [reading(part) for part in element.iterchildren(*map(q, names))]
        case _:
            parts = [reading(element)]
    return "\n".join(filter(None, parts))


def _corners(element: etree._Element) -> Corners | None:
    """The corners that an element states, or those of its `@points`; None where it has none."""
    try:
        stated = [round(float(element.get(key, ""))) for key in ("ulx", "uly", "lrx", "lry")]
    except (ValueError, OverflowError):
        return _of_points(element.get("points", ""))
    left, top, right, bottom = stated
    sound = left < right and top < bottom and max(map(abs, stated)) < 10**7
    return (left, top, right, bottom) if sound else None


def _of_points(points: str) -> Corners | None:
    try:
        pairs = [tuple(map(float, point.split(","))) for point in points.split()]
        across, down = zip(*pairs, strict=True)
        box = (round(min(across)), round(min(down)), round(max(across)), round(max(down)))
    except (ValueError, OverflowError, TypeError):
        return None
    sound = box[0] < box[2] and box[1] < box[3] and max(map(abs, box)) < 10**7
    return box if sound else None


def _around(zones: dict[str, Corners]) -> Corners:
    """What holds all zones, from the top left corner: the size of a page that states none."""
    boxes = list(zones.values())
    return (0, 0, max((b[2] for b in boxes), default=1), max((b[3] for b in boxes), default=1))
