"""The scans in a PDF that an engine laid text over or under: which pages are, and their files."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fangzhi.errors import SourceError
from fangzhi.readers._pdf_document import Place, opened, page_of, placing
from fangzhi.readers._pdf_objects import Drawn, corners, is_upright, objects_on
from fangzhi.readers._pdf_pictures import (
    MOST_PIXELS,
    Picture,
    find_pictures,
    image_of,
    images_on,
    is_opaque,
)
from fangzhi.readers._pdf_text import Run
from fangzhi.source import Box, Figure

FINEST = 300  # dots an inch of a page that is drawn: what is finer stays in the PDF
COARSEST = 100
QUALITY = 85  # of its JPEG
NEAR = 0.01  # of the page by which an edge of its picture may be off


def is_over_text(page: Any, whole: Picture) -> bool:
    """Whether the picture that fills a page hides its text: none is drawn after it."""
    import pypdfium2.raw as pdfium

    last = _images_of(page, whole)[-1]
    for index in reversed(range(last.number + 1, pdfium.FPDFPage_CountObjects(page.raw))):
        kind = pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page.raw, index))
        if kind in (pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_FORM):
            return False
    return is_opaque(last, page) and not pdfium.FPDFPageObj_HasTransparency(last.raw)


def is_scan(runs: Iterable[Run]) -> bool:
    """Whether most text of a page that a picture fills is not seen, or there is none."""
    seen = hidden = 0
    for run in runs:
        hidden += len(run.text) * run.hidden
        seen += len(run.text) * (not run.hidden)
    return hidden >= seen


def _images_of(page: Any, whole: Picture) -> list[Drawn]:
    """The images that a picture is made of."""
    wanted = set(whole.images)
    return [image for index, image in enumerate(images_on(page)) if index in wanted]


def scan_on(path: Path, index: int, size: Box) -> Figure:
    """The page of this index, which is a scan, as a file: it shows the page as readers see it."""

    def load() -> bytes:
        """The JPEG that the PDF holds, if it alone is the page, else the page drawn."""
        import pypdfium2

        try:
            with opened(path, path) as document, page_of(document, index) as page:
                place, shown = placing(page)
                _, whole = find_pictures(page, place, shown)
                if whole is None:
                    raise SourceError(f"is not on page {index + 1} any more", where=path)
                return _jpeg(page, whole, place, shown) or _drawn(page, whole, shown)
        except pypdfium2.PdfiumError as error:
            raise SourceError(f"on page {index + 1} cannot be read", where=path) from error

    return Figure(size, name=f"{path.stem}-{index + 1}.jpg", load=load)


def _jpeg(page: Any, whole: Picture, place: Place, size: Box) -> bytes:
    """The JPEG that alone is the page, upright and in plain colours; empty where there is none."""
    from PIL import Image, UnidentifiedImageError

    if not whole.jpeg or not _is_alone(page):
        return b""
    (image,) = _images_of(page, whole)
    if not _fits(image, place, size):
        return b""
    data = bytes(image_of(image, page).get_data(decode_simple=True))
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
            return data if picture.mode in ("L", "RGB") else b""
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return b""


def _is_alone(page: Any) -> bool:
    """Whether nothing is drawn on a scan but its picture, besides text."""
    import pypdfium2.raw as pdfium

    others = (one.kind for one in objects_on(page) if one.kind != pdfium.FPDF_PAGEOBJ_TEXT)
    return sum(1 for _, _ in zip(others, range(2), strict=False)) == 1


def _fits(image: Drawn, place: Place, size: Box) -> bool:
    """Whether an image stands upright from edge to edge of its page."""
    box = corners(image.matrix, (0, 0, 1, 1), place)
    wide, high = NEAR * size.right, NEAR * size.bottom
    return (
        is_upright(image, place)
        and max(abs(box.left), abs(box.right - size.right)) <= wide
        and max(abs(box.top), abs(box.bottom - size.bottom)) <= high
    )


def _drawn(page: Any, whole: Picture, size: Box) -> bytes:
    """The page drawn as finely as its images are: PNG if they are black and white, else JPEG."""
    images = _images_of(page, whole)
    made = [image_of(one, page).get_metadata() for one in images]
    points = [math.hypot(*one.matrix[:2]) for one in images]
    finest = max(one.width * 72 / wide for one, wide in zip(made, points, strict=True))
    scale = min(max(finest, COARSEST), FINEST) / 72
    scale = min(scale, (MOST_PIXELS / (size.right * size.bottom)) ** 0.5)
    grey = all(one.bits_per_pixel == 1 for one in made)
    picture = page.render(scale=scale, grayscale=grey, draw_annots=False).to_pil()
    stream = io.BytesIO()
    if grey:
        picture.save(stream, "PNG")
    else:
        picture.convert("RGB").save(stream, "JPEG", quality=QUALITY)
    return stream.getvalue()
