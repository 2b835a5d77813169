"""The page images that a source holds: files, the pages of a TIFF, the pages of a PDF.

Nothing is decoded before its size is known, and one page at a time is.
"""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from fangzhi.errors import SourceError

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp")
FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "MPO")
MOST_PIXELS = 150_000_000  # an A2 sheet at 600 dpi; more is no page but an attack
MOST_PAGES = 20_000
DPI = 300  # at which pages of a PDF are drawn
FULL = 0.85  # of a page that its one picture must fill to be taken as it is
_ORIENTATION = 0x0112  # the EXIF tag


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page: the file that it is in, the SHA-256 of that, and which page of it (from 0).

    `alone` says that the file is the picture of this page and of no other, upright as it is stored.
    """

    path: Path
    sha256: str
    index: int = 0
    alone: bool = True

    @property
    def place(self) -> str:
        """How messages name it."""
        return str(self.path) if self.alone else f"{self.path}: page {self.index + 1}"


def is_picture(path: Path) -> bool:
    """Whether a file is called as page images are."""
    return path.suffix.lower() in SUFFIXES


def natural(path: Path) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts names as people count: scan2 before scan10."""
    pieces = re.split(r"(\d+)", path.name.casefold())
    key = [(0, int(one), "") if one.isdecimal() else (1, 0, one) for one in pieces if one]
    return (*key, (2, 0, path.name))


def pictures_in(folder: Path) -> list[Path]:
    """The page images in a folder, in the order of their pages."""
    found = [one for one in folder.iterdir() if is_picture(one) and not one.name.startswith(".")]
    return sorted((one for one in found if one.is_file()), key=natural)


def pages_of(path: Path) -> Iterator[PageImage | SourceError]:
    """The pages of a file or of a folder of them; an error stands for a file that is damaged."""
    files = pictures_in(path) if path.is_dir() else [path]
    if not files:
        raise SourceError(
            "holds no page images", where=path, remedy=f"put some there ({', '.join(SUFFIXES)})"
        )
    for file in files:
        try:
            yield from _pages_in(file)
        except SourceError as error:
            yield error


def _pages_in(file: Path) -> Iterator[PageImage]:
    try:
        with file.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            stream.seek(0)
            start = stream.read(5)
    except OSError as error:
        raise SourceError.unreadable(file, error) from error
    if start == b"%PDF-":
        count, upright = _count_in_pdf(file), False
    else:
        with opened(file) as image:
            frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
            count, upright = frames, _is_upright(image)
    if count > MOST_PAGES:
        raise SourceError(f"has {count} pages", where=file, remedy="split the file")
    for index in range(count):
        yield PageImage(file, digest, index, count == 1 and upright)


def _is_upright(image: Image) -> bool:
    """Whether a picture is stored as it is to be seen; that of a PNG is not decoded for it."""
    if image.format == "PNG" and "exif" not in image.info:
        return True
    return image.getexif().get(_ORIENTATION, 1) in (0, 1)


def _count_in_pdf(file: Path) -> int:
    from fangzhi.readers._pdf_document import opened as opened_pdf

    with opened_pdf(file, file) as document:
        return len(document)


@contextmanager
def opened(file: Path | BytesIO, where: object = None) -> Iterator[Image]:
    """A picture whose size is sane, not decoded yet; `SourceError` for what is none."""
    from PIL import Image, UnidentifiedImageError

    where = where or file
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(file, formats=FORMATS) as image:
                _require_sane(image.size, where)
                yield image
    except SourceError:
        raise
    except Image.DecompressionBombError as error:
        raise SourceError(
            "is larger than any page", where=where, remedy="scan it with fewer dots an inch"
        ) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise SourceError(
            f"is damaged, or no picture: {error}", where=where, remedy="scan or export it anew"
        ) from error


def _require_sane(size: tuple[int, int], where: object) -> None:
    wide, high = size
    if wide * high > MOST_PIXELS:
        raise SourceError(
            f"has {wide} × {high} pixels, more than any page",
            where=where,
            remedy="scan it with fewer dots an inch",
        )


def load_page(page: PageImage) -> tuple[Image, tuple[bytes, str] | None]:
    """The picture of a page, upright, in grey or colours of eight bits.

    With it the bytes and the suffix of a file of its own, where it has none that shows just that.
    """
    if page.path.suffix.lower() == ".pdf" or not is_picture(page.path):
        return _load_of_pdf(page)
    with opened(page.path, page.place) as image:
        image.seek(page.index)
        _require_sane(image.size, page.place)
        picture = _plain(image)
    return picture, None if page.alone else (_png(picture), ".png")


def _plain(image: Image) -> Image:
    """A picture upright, white under what can be seen through, in grey or colours of eight bits."""
    from PIL import Image, ImageOps

    dpi = image.info.get("dpi")
    upright = ImageOps.exif_transpose(image) or image
    upright.load()
    if upright.mode.startswith(("I", "F")):
        _, high = upright.getextrema()
        top = 65535.0 if "16" in upright.mode or float(high) > 255 else 255.0  # type: ignore[arg-type]
        plain = upright.convert("F").point(lambda value: value * (255.0 / top) + 0.0).convert("L")
    elif "A" in upright.getbands() or "transparency" in upright.info:
        plain = Image.new("RGB", upright.size, "white")
        with_alpha = upright.convert("RGBA")
        plain.paste(with_alpha, mask=with_alpha.getchannel("A"))
    else:
        plain = upright.convert("L" if upright.mode in ("1", "L") else "RGB")
    plain.info = {"dpi": tuple(map(float, dpi))} if dpi else {}
    return plain


def _png(image: Image) -> bytes:
    stream = BytesIO()
    dpi = image.info.get("dpi")
    image.save(stream, "PNG", **({"dpi": dpi} if dpi else {}))
    return stream.getvalue()


def _load_of_pdf(page: PageImage) -> tuple[Image, tuple[bytes, str]]:
    """The one picture that fills a page of a PDF as it is, else the page drawn."""
    import pypdfium2

    from fangzhi.readers._pdf_document import opened as opened_pdf

    try:
        with opened_pdf(page.path, page.path) as document:
            leaf = document[page.index]
            wide, high = leaf.get_size()
            if (data := _jpeg_of(leaf, wide * high)) is not None:
                with opened(BytesIO(data), page.place) as image:
                    return _plain(image), (data, ".jpg")
            scale = DPI / 72
            _require_sane((round(wide * scale), round(high * scale)), page.place)
            picture: Image = leaf.render(scale=scale).to_pil().convert("RGB")
    except pypdfium2.PdfiumError as error:
        raise SourceError(
            f"is damaged: {error}", where=page.place, remedy="export the PDF anew"
        ) from error
    if picture.convert("L").convert("RGB").tobytes() == picture.tobytes():
        picture = picture.convert("L")
    picture.info = {"dpi": (float(DPI), float(DPI))}
    return picture, (_png(picture), ".png")


def _jpeg_of(leaf: object, area: float) -> bytes | None:
    """The JPEG file that alone fills a page, not turned; None where there is none."""
    import pypdfium2.raw as pdfium

    objects = list(leaf.get_objects(max_depth=2))  # type: ignore[attr-defined]
    if len(objects) != 1 or objects[0].type != pdfium.FPDF_PAGEOBJ_IMAGE:
        return None
    a, b, c, d, _, _ = objects[0].get_matrix().get()
    upright = a > 0 and d > 0 and abs(b) + abs(c) < 0.001 * (a + d)
    turned = leaf.get_rotation()  # type: ignore[attr-defined]
    if turned or not upright or not FULL * area < a * d < area / FULL:
        return None
    if objects[0].get_filters() != ["DCTDecode"]:
        return None
    data = bytes(objects[0].get_data())
    return data if data.startswith(b"\xff\xd8") else None
