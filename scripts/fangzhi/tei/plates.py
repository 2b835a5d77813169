"""The picture files of an edition: taken from the source, or cut out of the scans of its pages."""

from __future__ import annotations

import io
import tempfile
import warnings
import weakref
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from fangzhi.errors import FangzhiError, SourceError
from fangzhi.images import SUFFIXES, image_in
from fangzhi.source import Box, Figure, Page

MOST_PIXELS = 400_000_000  # of a scan: a newspaper page at 600 dpi has some 150 million
LARGEST = 1_000_000_000  # bytes of a scan's file
MOST_BYTES = 4_000_000_000  # of all pictures of an edition
QUALITY = 95  # of a JPEG cut out of a JPEG
SAME_SHAPE = 0.03  # that the sides of a scan may differ from those that its page states
_FORMATS = ("JPEG", "PNG", "TIFF", "GIF", "BMP", "WEBP", "JPEG2000")
# What the kinds of pictures are called that no reading system and few programs know.
_FOREIGN = ((b"\x01\0\0\0", "EMF"), (b"\xd7\xcd\xc6\x9a", "WMF"), (b"\x01\0\x09\0", "WMF"))


@dataclass(frozen=True, slots=True)
class Plate:
    """A picture file: its name (`fig.1.jpg`), and where its bytes lie in the store."""

    name: str
    start: int
    size: int


class Plates:
    """The pictures of one edition, kept in a file of the system's until they are written.

    `notices` say which could not be had, and why.
    """

    def __init__(self) -> None:
        self.plates: list[Plate] = []
        self.notices: list[str] = []
        self._file: IO[bytes] | None = None
        self._size = 0

    def add(self, figure: Figure, name: str, page: Page, scan: Path | None) -> str:
        """Take the picture `name` (`fig.1`) of a page; the name of its file, empty for none."""
        try:
            data = _bytes(figure, page, scan)
        except FangzhiError as error:
            self.notices.append(f"{name} has no picture: {figure.name or page.image} {error.what}")
            return ""
        return self._keep(name, data) if data else ""

    def _keep(self, name: str, data: bytes) -> str:
        if self._size + len(data) > MOST_BYTES:
            raise SourceError(
                f"has pictures of more than {MOST_BYTES // 10**9} GB",
                remedy="divide the edition",
            )
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115
            weakref.finalize(self, self._file.close)
        self._file.seek(self._size)
        self._file.write(data)
        file_name = f"{name}.{SUFFIXES[image_in(data).media_type][0]}"
        self.plates.append(Plate(file_name, self._size, len(data)))
        self._size += len(data)
        return file_name

    def read(self, plate: Plate) -> bytes:
        """The bytes of a picture."""
        assert self._file is not None  # or there would be no plate
        self._file.seek(plate.start)
        return self._file.read(plate.size)


def _bytes(figure: Figure, page: Page, scan: Path | None) -> bytes:
    """The file of a picture; nothing where it is part of a scan that is not there."""
    if figure.load is None:
        return cut_out(scan, figure.box, page.box) if scan and figure.box else b""
    try:
        data = figure.load()
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        raise SourceError(f"cannot be read ({error})") from error
    image = image_in(data)
    if image.media_type and not image.damage:
        return data
    foreign = next((kind for start, kind in _FOREIGN if data.startswith(start)), "")
    if foreign:
        raise SourceError(f"is {foreign}, which browsers do not show: save it as PNG in the source")
    raise SourceError(image.damage or "is no picture")


def cut_out(scan: Path, box: Box, page: Box | None) -> bytes:
    """The part `box` of a scan as a file of its own: JPEG if the scan is that, else PNG.

    `page` is the size in which the box is given: a scan of another size is measured by it. Raises
    `SourceError` where the scan cannot be read, is too large, or is not that of the page.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        if scan.stat().st_size > LARGEST:
            raise SourceError(f"is larger than {LARGEST // 10**6} MB")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes, which are looked at here, and odd tags
            with Image.open(scan, formats=_FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise SourceError(f"has more than {MOST_PIXELS // 10**6} million pixels")
                area = _area(box, page, image.width, image.height)
                return _written(image.crop(area), image.format == "JPEG")
    except UnidentifiedImageError as error:
        raise SourceError("is no picture") from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise SourceError(f"cannot be read ({error})") from error


def _area(box: Box, page: Box | None, width: int, height: int) -> tuple[int, int, int, int]:
    """The pixels of a scan that a box of its page is, at least one."""
    left, top, across, down = 0.0, 0.0, 1.0, 1.0
    if page is not None and page.right > page.left and page.bottom > page.top:
        left, top = page.left, page.top
        across = width / (page.right - page.left)
        down = height / (page.bottom - page.top)
        if abs(across / down - 1) > SAME_SHAPE:
            raise SourceError("has not the shape of the page that was read from it")
    first, last = round((box.left - left) * across), round((box.right - left) * across)
    upper, lower = round((box.top - top) * down), round((box.bottom - top) * down)
    area = (max(first, 0), max(upper, 0), min(last, width), min(lower, height))
    if area[0] >= area[2] or area[1] >= area[3]:
        raise SourceError("ends before the picture begins")
    return area


def _written(image: object, jpeg: bool) -> bytes:
    """A picture as a file, the same bytes every time: nothing but its pixels and its colours."""
    from PIL.Image import Image

    assert isinstance(image, Image)
    profile = image.info.get("icc_profile")
    stream = io.BytesIO()
    if jpeg and image.mode in ("L", "RGB", "CMYK"):
        image.save(stream, "JPEG", quality=QUALITY, subsampling=0, icc_profile=profile)
    else:
        if image.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
            image, profile = image.convert("RGB"), None
        image.save(stream, "PNG", icc_profile=profile)
    return stream.getvalue()
