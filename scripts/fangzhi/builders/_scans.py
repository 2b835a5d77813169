"""The scans of an edition for people who read it: which can be shown, and smaller copies."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from fangzhi.images import SUFFIXES, image_of

if TYPE_CHECKING:
    from PIL.Image import Image

# What browsers show; of the others they get copies.
SHOWN = frozenset(("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"))
WIDEST = 1200  # pixels of a copy: a printed page of 40 characters a line can be read
MOST_PIXELS = 400_000_000  # a sheet of A2 at 600 dpi has 140 million
_QUALITY = 60
_FORMATS = ("PNG", "JPEG", "TIFF", "JPEG2000", "WEBP", "GIF", "BMP")


@dataclass(frozen=True, slots=True)
class Copy:
    """A smaller copy of a scan, as WebP."""

    data: bytes
    media_type: str = "image/webp"


def media_type_of(path: str, file: Path | None) -> str:
    """The media type of a scan by its bytes, else by its suffix; empty where neither tells."""
    if file is not None:
        try:
            if found := image_of(file).media_type:
                return found
        except OSError:
            pass
    suffix = path.rpartition(".")[2].lower()
    return next((kind for kind, names in SUFFIXES.items() if suffix in names), "")


def address(path: str) -> str:
    """The relative URL of a file of the repository (`source/a.png`), seen from `build/`."""
    return "../" + quote(path)


def size_of(file: Path | None) -> tuple[int, int]:
    """Width and height of a scan in pixels; zeros where they cannot be told."""
    if file is None:
        return 0, 0
    try:
        image = image_of(file)
        if image.width and image.height:
            return image.width, image.height
        with _open(file) as opened:
            return opened.width, opened.height
    except (OSError, ValueError):
        return 0, 0


def copy_of(file: Path, widest: int = WIDEST) -> Copy | None:
    """A copy of a scan, at most `widest` pixels wide; None where it cannot be read.

    Same scan, same bytes, with one release of Pillow. Of a TIFF of several pages it is the first.
    """
    from PIL.Image import DecompressionBombError

    try:
        with _open(file) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            return Copy(_written(image, widest))
    except (OSError, ValueError, SyntaxError, MemoryError, DecompressionBombError):
        return None


def _open(file: Path) -> Image:
    """A scan whose pixels are not read yet; `OSError` for what is no picture."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # how large it is, we look for ourselves
        return Image.open(file, formats=_FORMATS)


def _written(image: Image, widest: int) -> bytes:
    from PIL import Image

    height = max(1, round(image.height * widest / image.width))
    if image.width > widest:
        image.draft("RGB", (widest, height))  # a JPEG can be read at half its size
    grey = image.mode in ("1", "L", "LA", "I", "I;16", "F")
    if image.mode.startswith(("I", "F")):
        image = image.point(lambda value: value / 256) if image.mode == "I;16" else image
    plain = image.convert("L" if grey else "RGB")
    if plain.width > widest:
        plain = plain.resize(
            (widest, height), Image.Resampling.BOX if grey else Image.Resampling.LANCZOS
        )
    written = io.BytesIO()
    plain.save(written, "WEBP", quality=_QUALITY, method=4)
    return written.getvalue()
