"""Pictures of all kinds come upright, in eight bits; absurd and damaged ones are refused."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from fangzhi.errors import SourceError
from fangzhi.ocr.images import PageImage, load_page, natural, pages_of


def only(path: Path) -> PageImage:
    (page,) = pages_of(path)
    assert isinstance(page, PageImage)
    return page


@pytest.mark.parametrize(
    ("mode", "suffix"),
    [
        ("1", "png"),
        ("L", "jpg"),
        ("RGB", "webp"),
        ("RGBA", "png"),
        ("CMYK", "tif"),
        ("I;16", "tif"),
        ("1", "bmp"),
        ("P", "png"),
    ],
)
def test_pictures_of_all_modes(tmp_path: Path, mode: str, suffix: str) -> None:
    """White stays white and black black, whatever the file counts in."""
    grey = Image.new("L", (200, 100), 255)
    grey.paste(0, (0, 0, 100, 100))
    picture = grey.convert(mode)
    if mode == "I;16":
        picture = Image.frombytes(
            "I;16", grey.size, bytes(b for p in grey.tobytes() for b in (p, p))
        )
    path = tmp_path / f"x.{suffix}"
    picture.save(path, **({"lossless": True} if suffix == "webp" else {}))
    image, own = load_page(only(path))
    assert own is None
    assert image.mode in ("L", "RGB")
    plain = image.convert("L")
    assert plain.getpixel((30, 50)) < 30  # type: ignore[operator]
    assert plain.getpixel((170, 50)) > 225  # type: ignore[operator]


def test_a_turned_picture_comes_upright(tmp_path: Path) -> None:
    """What EXIF says of the orientation is followed, and the picture gets a file of its own."""
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "x.jpg"
    Image.new("L", (200, 100), 255).save(path, exif=exif, dpi=(300, 300))
    image, own = load_page(only(path))
    assert image.size == (100, 200)
    assert own is not None
    assert image.info["dpi"] == (300.0, 300.0)


def test_an_absurd_picture_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    """A header that promises gigapixels is an error of one line."""
    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    path = tmp_path / "bomb.png"
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + data)
    (page,) = pages_of(path)
    assert isinstance(page, SourceError)
    assert "bomb.png" in page.line()


def test_a_picture_that_breaks_off(tmp_path: Path) -> None:
    """It is an error that names the file, not a page with half of its text."""
    path = tmp_path / "x.png"
    Image.effect_noise((300, 300), 60).save(path)
    path.write_bytes(path.read_bytes()[:-4000])
    with pytest.raises(SourceError, match=r"x\.png"):
        load_page(only(path))


def test_names_are_counted() -> None:
    """Scan2 comes before scan10, and names without figures have a place."""
    names = ["scan10.png", "scan2.png", "cover.png", "Scan1.png"]
    found = [path.name for path in sorted(map(Path, names), key=natural)]
    assert found == ["cover.png", "Scan1.png", "scan2.png", "scan10.png"]


def test_pages_of_a_pdf(tmp_path: Path) -> None:
    """A JPEG that fills its page is taken as it is; another page is drawn."""
    scan, small = Image.effect_noise((400, 600), 60), Image.effect_noise((400, 600), 60)
    path = tmp_path / "x.pdf"
    scan.save(path, save_all=True, append_images=[small.convert("1")], resolution=100)
    first, second = pages_of(path)
    assert isinstance(first, PageImage)
    assert isinstance(second, PageImage)
    image, own = load_page(first)
    assert own is not None
    data, suffix = own
    assert suffix == ".jpg"
    assert data in path.read_bytes()
    assert image.size == (400, 600)
    image, own = load_page(second)
    assert own is not None
    assert own[1] == ".png"
    assert abs(image.width - 1200) < 3 > abs(image.height - 1800)
