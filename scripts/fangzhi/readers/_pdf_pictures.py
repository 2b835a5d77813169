"""The pictures on a PDF page: where they are, and their files, made when they are asked for."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from fangzhi.errors import SourceError
from fangzhi.readers._pdf_document import Place, opened, page_of, placing
from fangzhi.readers._pdf_text import around
from fangzhi.source import Box, Figure

DEEPEST = 8  # forms within forms
MOST = 2000  # pictures of a page that are looked at
SMALLEST = 18.0  # points: what is smaller is an ornament
TOUCHING = 1.5  # points between the strips of one picture
WHOLE = 0.8  # of the page: a scan, or what text stands on
DPI = 200
MOST_PIXELS = 40_000_000


@dataclass(slots=True)
class Picture:
    """A picture on a page: its box there, and which images of the page it is made of."""

    box: Box
    images: list[int]
    jpeg: bool = False


def find_pictures(page: Any, place: Place, size: Box) -> tuple[list[Picture], bool]:
    """The pictures of a page from top to bottom, and whether an image fills the page."""
    found: list[Picture] = []
    filled = False
    for index, (image, box) in enumerate(_images(page, place)):
        shown = _common(box, size)
        wide, high = shown.right - shown.left, shown.bottom - shown.top
        if wide * high >= WHOLE * size.right * size.bottom:
            filled = True
        elif wide > 0 and high > 0:
            jpeg = image.get_filters() == ["DCTDecode"]
            found.append(Picture(shown, [index], jpeg))
    large = [
        one
        for one in _joined(found)
        if min(one.box.right - one.box.left, one.box.bottom - one.box.top) >= SMALLEST
    ]
    return sorted(large, key=lambda one: (one.box.top, one.box.left)), filled


def _images(page: Any, place: Place) -> Iterator[tuple[Any, Box]]:
    """The images of a page with their boxes; those in forms too."""
    import pypdfium2.raw as pdfium

    objects = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=DEEPEST)
    for image in islice(objects, MOST):
        matrix = image.get_matrix()
        container = image.container
        while container is not None:
            matrix = matrix.multiply(container.get_matrix())
            container = container.container
        corners = [place(*matrix.on_point(x, y)) for x in (0, 1) for y in (0, 1)]
        across, down = [x for x, _ in corners], [y for _, y in corners]
        yield image, Box(min(across), min(down), max(across), max(down))


def _common(first: Box, second: Box) -> Box:
    return Box(
        max(first.left, second.left),
        max(first.top, second.top),
        min(first.right, second.right),
        min(first.bottom, second.bottom),
    )


def _joined(pictures: list[Picture]) -> list[Picture]:
    """The pictures, those made one that touch: producers cut large ones into strips."""
    found: list[Picture] = []
    for picture in pictures:
        whole = picture
        for other in [one for one in found if _touch(one.box, picture.box)]:
            whole = Picture(around(other.box, whole.box), other.images + whole.images)
            found.remove(other)
        found.append(whole)
    return found


def _touch(first: Box, second: Box) -> bool:
    common = _common(first, second)
    return common.left - common.right <= TOUCHING and common.top - common.bottom <= TOUCHING


def figure_of(picture: Picture, path: Path, index: int, number: int) -> Figure:
    """The figure of a picture, the `number`-th on the page of this index."""
    suffix = "jpg" if picture.jpeg else "png"
    name = f"{path.stem}-{index + 1}-{number}.{suffix}"
    return Figure(picture.box, name=name, load=_loading(picture, path, index))


def _loading(picture: Picture, path: Path, index: int) -> Callable[[], bytes]:
    def load() -> bytes:
        """The file of the picture: the JPEG that the PDF holds, or a PNG made of its pixels."""
        import pypdfium2

        try:
            with opened(path, path) as document, page_of(document, index) as page:
                return _bytes(picture, page)
        except pypdfium2.PdfiumError as error:
            raise SourceError(
                f"a picture on page {index + 1} cannot be read",
                where=path,
                remedy="get an undamaged copy, or leave the pictures out",
            ) from error

    return load


def _bytes(picture: Picture, page: Any) -> bytes:
    place, size = placing(page)
    if len(picture.images) > 1:
        return _rendered(picture.box, page, size)
    image = next(islice(_images(page, place), picture.images[0], None))[0]
    if picture.jpeg:
        return bytes(image.get_data(decode_simple=False))
    wide, high = image.get_px_size()
    if wide * high > MOST_PIXELS:
        return _rendered(picture.box, page, size)
    return _png(image.get_bitmap(render=False))


def _rendered(box: Box, page: Any, size: Box) -> bytes:
    """A part of the page as it looks."""
    area = (box.right - box.left) * (box.bottom - box.top)
    scale = min(DPI / 72, (MOST_PIXELS / area) ** 0.5)
    crop = (box.left, size.bottom - box.bottom, size.right - box.right, box.top)
    return _png(page.render(scale=scale, crop=crop))


def _png(bitmap: Any) -> bytes:
    stream = io.BytesIO()
    bitmap.to_pil().save(stream, "PNG")
    return stream.getvalue()
