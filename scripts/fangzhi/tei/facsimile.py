"""Where on the scan the text stands: a surface for each page, a zone for each block [PHFAX]."""

from __future__ import annotations

import os
from bisect import bisect_right
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path

from lxml import etree

from fangzhi.markup.pictures import Spot
from fangzhi.source import Box, Page, Source, Span
from fangzhi.tei.columns import Column, Columns
from fangzhi.tei.files import SOURCE, is_file
from fangzhi.tei.names import add, q
from fangzhi.tei.plates import Plates
from fangzhi.tei.sources import path_in_sources, url_path


@dataclass(frozen=True, slots=True)
class _Zone:
    """The id of a zone, and the range of the source that was read from it."""

    id: str
    start: int
    end: int


class Facsimile:
    """The zones of a source that has boxes; of any other it has none, and is no element.

    Scans that lie within the source become files of the edition `name`, among its `plates`.
    """

    def __init__(self, source: Source, columns: Columns, name: str, plates: Plates) -> None:
        self._source = source
        self._columns = columns
        self._name = name
        self._plates = plates
        self._known = [page.box is not None for page in source.pages]
        self._zones = [
            _Zone(f"{_surface(number)}.z{place}", block.start, block.end)
            for number, page in enumerate(source.pages)
            if page.box is not None
            for place, block in enumerate(page.blocks, 1)
            if block.box is not None
        ]
        self._starts = [zone.start for zone in self._zones]

    def zones_of(self, spans: tuple[Span, ...]) -> str:
        """The value of `@facs` for a text made of `spans`: the zones that it was read from."""
        found = []
        for span in spans:
            place = max(bisect_right(self._starts, span.start) - 1, 0)
            for zone in self._zones[place:]:
                if zone.start >= span.end:
                    break
                if zone.end > span.start:
                    found.append(f"#{zone.id}")
        return " ".join(dict.fromkeys(found))

    def surface_of(self, page: int) -> str:
        """The value of `@facs` for the beginning of a page (from 0)."""
        known = page < len(self._known) and self._known[page]
        return f"#{_surface(page)}" if known else ""

    def zone_of_column(self, column: Column) -> str:
        """The value of `@facs` for the beginning of a column."""
        return f"#{_column(column)}" if self._known[column.page] else ""

    def element(self) -> etree._Element | None:
        """The `facsimile`; None where no page has a box."""
        if not any(self._known):
            return None
        whole = etree.Element(q("facsimile"))
        for number, page in enumerate(self._source.pages):
            if page.box is None:
                continue
            surface = add(whole, "surface", xml_id=_surface(number), n=page.n, **_corners(page.box))
            if image := self._image(page, number):
                add(surface, "graphic", url=image)
            for place, block in enumerate(page.blocks, 1):
                if block.box is not None:
                    zone = f"{_surface(number)}.z{place}"
                    add(surface, "zone", xml_id=zone, type=block.kind, **_corners(block.box))
            for place, figure in enumerate(page.figures, 1):
                if figure.box is None:
                    continue
                name = f"{_surface(number)}.f{place}"
                add(surface, "zone", xml_id=name, type="figure", **_corners(figure.box))
            for column, box in self._columns.on(number):
                add(surface, "zone", xml_id=_column(column), type="column", **_corners(box))
        return whole

    def _image(self, page: Page, number: int) -> str:
        """The URL of the scan: in the folder of the sources, or of its file among the pictures."""
        if page.scan is not None:
            file = self._plates.add(page.scan, _surface(number), page, None)
            return f"{url_path(self._name)}/{file}" if file else ""
        scan = self._scan(page)
        return "" if scan is None else SOURCE + url_path(path_in_sources(self._source, scan))

    def _scan(self, page: Page) -> Path | None:
        """The file of the scan, where it is there; formats name it in many ways.

        It is looked for where the page says, else by its name beside the page's file, in the
        folder above that, and beside the source; never outside the folder of the sources.
        """
        stated = page.image.replace("\\", "/")
        name = Path(stated).name
        home = self._source.path.parent
        folder = page.folder or home
        if not name or "\0" in stated:
            return None
        above = (folder.parent,) if folder != home else ()
        for place in (folder / stated, *(one / name for one in (folder, *above, home))):
            scan = Path(os.path.normpath(place))
            if is_file(scan) and _is_within(scan, home):
                return scan
        return None

    def scan_of(self, page: int) -> Path | None:
        """The file of the scan of a page (from 0), where it is there."""
        return self._scan(self._source.pages[page])

    def zone_of(self, spot: Spot) -> str:
        """The value of `@facs` for a picture of the source; empty where it has no zone."""
        page = self._source.pages[spot.page]
        known = page.box is not None and page.figures[spot.place].box is not None
        return f"#{_surface(spot.page)}.f{spot.place + 1}" if known else ""


def _is_within(file: Path, folder: Path) -> bool:
    """Whether a file lies in a folder or below it, by its path and where links lead."""
    plain = Path(os.path.relpath(file, folder)).parts[:1] != ("..",)
    return plain and Path(os.path.realpath(file)).is_relative_to(os.path.realpath(folder))


def _surface(page: int) -> str:
    return f"page.{page + 1}"


def _column(column: Column) -> str:
    return f"{_surface(column.page)}.c{column.number}"


def _corners(box: Box) -> dict[str, str]:
    """The corners in whole pixels, as large as the box at least."""
    return {
        "ulx": str(max(floor(box.left), 0)),
        "uly": str(max(floor(box.top), 0)),
        "lrx": str(max(ceil(box.right), 0)),
        "lry": str(max(ceil(box.bottom), 0)),
    }
