"""Where on the scan the text stands: a surface for each page, a zone for each block [PHFAX]."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path

from lxml import etree

from fangzhi.source import Box, Source, Span
from fangzhi.tei.header import url_path
from fangzhi.tei.names import add, q


@dataclass(frozen=True, slots=True)
class _Zone:
    """The id of a zone, and the range of the source that was read from it."""

    id: str
    start: int
    end: int


class Facsimile:
    """The zones of a source that has boxes; of any other it has none, and is no element."""

    def __init__(self, source: Source) -> None:
        self._source = source
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

    def element(self) -> etree._Element | None:
        """The `facsimile`; None where no page has a box."""
        if not any(self._known):
            return None
        whole = etree.Element(q("facsimile"))
        for number, page in enumerate(self._source.pages):
            if page.box is None:
                continue
            surface = add(whole, "surface", xml_id=_surface(number), n=page.n, **_corners(page.box))
            if image := self._image(page.image):
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
        return whole

    def _image(self, name: str) -> str:
        """The URL of the scan, where it lies beside the source; formats name it in many ways."""
        plain = Path(name.replace("\\", "/")).name
        if not plain or not (self._source.path.parent / plain).is_file():
            return ""
        return f"../source/{url_path(plain)}"


def _surface(page: int) -> str:
    return f"page.{page + 1}"


def _corners(box: Box) -> dict[str, str]:
    """The corners in whole pixels, as large as the box at least."""
    return {
        "ulx": str(max(floor(box.left), 0)),
        "uly": str(max(floor(box.top), 0)),
        "lrx": str(max(ceil(box.right), 0)),
        "lry": str(max(ceil(box.bottom), 0)),
    }
