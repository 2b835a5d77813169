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
from fangzhi.readers._pdf_objects import Drawn, corners, is_upright, objects_on
from fangzhi.readers._pdf_text import around
from fangzhi.source import Box, Figure

MOST = 2000  # pictures of a page that are looked at
SMALLEST = 18.0  # points: what is smaller is an ornament
TOUCHING = 1.5  # points between the strips of one picture
WHOLE = 0.8  # of the page: a scan, or what text stands on
OPAQUE, COVERED = 250, 0.9  # alpha of a pixel that hides what is under it, and their share
DPI = 200
MOST_PIXELS = 40_000_000


@dataclass(slots=True)
class Picture:
    """A picture on a page: its box there, and which images of the page it is made of.

    `jpeg` says that it is one image, which is a JPEG file; `mark` is the number of its marked
    content, -1 for none.
    """

    box: Box
    images: list[int]
    jpeg: bool = False
    mark: int = -1


def find_pictures(page: Any, place: Place, size: Box) -> tuple[list[Picture], Picture | None]:
    """The pictures of a page from top to bottom, and that which fills the page, if there is one."""
    import pypdfium2.raw as pdfium

    found: list[Picture] = []
    for index, image in enumerate(images_on(page)):
        shown = _common(corners(image.matrix, (0, 0, 1, 1), place), size)
        if shown.right > shown.left and shown.bottom > shown.top:
            mark = pdfium.FPDFPageObj_GetMarkedContentID(image.raw)
            found.append(Picture(shown, [index], _is_jpeg(image, page), mark))
    fills = [one for one in found if _fills(one.box, size)]
    joined = _joined([one for one in found if not _fills(one.box, size)])
    fills += [one for one in joined if _fills(one.box, size)]
    whole = fills[-1] if fills else None  # that which is drawn last
    large = [
        one
        for one in joined
        if min(one.box.right - one.box.left, one.box.bottom - one.box.top) >= SMALLEST
        and one is not whole
    ]
    return sorted(large, key=lambda one: (one.box.top, one.box.left)), whole


def _fills(box: Box, size: Box) -> bool:
    area = (box.right - box.left) * (box.bottom - box.top)
    return area >= WHOLE * size.right * size.bottom


def images_on(page: Any) -> Iterator[Drawn]:
    """The images of a page in the order in which they are drawn; those in forms too."""
    import pypdfium2.raw as pdfium

    return islice(objects_on(page, pdfium.FPDF_PAGEOBJ_IMAGE), MOST)


def image_of(drawn: Drawn, page: Any) -> Any:
    """An image with what pypdfium2 can do with it."""
    import pypdfium2

    return pypdfium2.PdfObject(drawn.raw, page=page, pdf=page.pdf)


def _is_jpeg(drawn: Drawn, page: Any) -> bool:
    filters: list[str] = image_of(drawn, page).get_filters(skip_simple=True)
    return filters == ["DCTDecode"]


def is_opaque(drawn: Drawn, page: Any) -> bool:
    """Whether nothing is seen through an image, of which the file may have a mask."""
    picture = image_of(drawn, page).get_bitmap(render=True).to_pil()
    if "A" not in picture.getbands():
        return True
    counts: list[int] = picture.getchannel("A").histogram()
    return sum(counts[OPAQUE:]) >= COVERED * sum(counts)


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
        for other in _touching(found, picture.box):
            whole = Picture(
                around(other.box, whole.box), other.images + whole.images, mark=other.mark
            )
            found.remove(other)
        found.append(whole)
    return found


def _touching(pictures: list[Picture], box: Box) -> list[Picture]:
    """Those of the pictures that touch a box."""
    left, top = box.left - TOUCHING, box.top - TOUCHING
    right, bottom = box.right + TOUCHING, box.bottom + TOUCHING
    return [
        one
        for one in pictures
        if one.box.left <= right
        and one.box.right >= left
        and one.box.top <= bottom
        and one.box.bottom >= top
    ]


def figure_of(
    picture: Picture, path: Path, index: int, number: int, description: str = ""
) -> Figure:
    """The figure of a picture, the `number`-th on the page of this index."""
    suffix = "jpg" if picture.jpeg else "png"
    name = f"{path.stem}-{index + 1}-{number}.{suffix}"
    load = _loading(picture, path, index)
    return Figure(picture.box, name=name, description=description, load=load)


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
    drawn = next(islice(images_on(page), picture.images[0], None))
    if not is_upright(drawn, place) or not is_opaque(drawn, page):
        return _rendered(picture.box, page, size)
    image = image_of(drawn, page)
    if picture.jpeg:
        return bytes(image.get_data(decode_simple=True))
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
