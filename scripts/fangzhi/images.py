"""What a picture file is by its own bytes: its kind, its size in pixels, whether it is whole.

PNG as ISO/IEC 15948 has it, JPEG as ITU-T T.81, GIF 89a, WebP as RFC 9649. Nothing is decoded: a
picture is whole when all its parts are there to the last one.
"""

from __future__ import annotations

import mmap
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lxml import etree

from fangzhi.tei.names import safe_parser

_PNG = b"\x89PNG\r\n\x1a\n"
_SVG_ROOT = "{http://www.w3.org/2000/svg}svg"
SUFFIXES = {
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/svg+xml": ("svg",),
    "image/tiff": ("tif", "tiff"),
    "image/jp2": ("jp2", "jpx", "jpf", "j2k", "jpg2"),
    "image/bmp": ("bmp",),
    "image/avif": ("avif",),
    "image/heic": ("heic", "heif"),
}


Bytes = bytes | mmap.mmap


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: its media type, width and height in pixels (0 where not known), and its damage.

    The media type is empty for what is no picture; damage says what is wrong, or nothing.
    """

    media_type: str = ""
    width: int = 0
    height: int = 0
    damage: str = ""


def image_of(path: Path) -> Image:
    """The picture in a file; looked at once as long as the file does not change.

    Raises `OSError` when it cannot be read.
    """
    status = path.stat()
    return _image(path, status.st_mtime_ns, status.st_size)


def image_in(data: bytes) -> Image:
    """The picture that some bytes are."""
    return _look(data) if data else Image(damage="is empty")


@lru_cache(maxsize=4096)
def _image(path: Path, _changed: int, size: int) -> Image:
    if not size:
        return Image(damage="is empty")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return _look(data)


def _look(data: Bytes) -> Image:
    start = data[:64]
    if start.startswith(_PNG):
        return _png(data)
    if start.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if start.startswith((b"GIF87a", b"GIF89a")):
        return _gif(data)
    if start.startswith(b"RIFF") and start[8:12] == b"WEBP":
        return _webp(data)
    for signature, media_type in (
        (b"II*\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
        (b"\0\0\0\x0cjP  ", "image/jp2"),
        (b"\xff\x4f\xff\x51", "image/jp2"),
        (b"BM", "image/bmp"),
    ):
        if start.startswith(signature):
            return Image(media_type)
    if start[4:8] == b"ftyp":
        media_type = {b"avif": "image/avif", b"avis": "image/avif"}.get(start[8:12], "")
        return Image(media_type or ("image/heic" if start[8:10] in (b"he", b"mi") else ""))
    return _svg(data)


def _number(data: Bytes, place: int, length: int) -> int:
    return int.from_bytes(data[place : place + length], "big")


def _png(data: Bytes) -> Image:
    """All chunks up to IEND, with their checksums, and picture data among them."""
    width, height = _number(data, 16, 4), _number(data, 20, 4)
    place, has_data, view = len(_PNG), False, memoryview(data)
    try:
        while place + 12 <= len(data):
            length, name = _number(data, place, 4), data[place + 4 : place + 8]
            end = place + 12 + length
            if end > len(data):
                break
            if zlib.crc32(view[place + 4 : end - 4]) != _number(data, end - 4, 4):
                return Image("image/png", width, height, "is damaged: a checksum is wrong")
            has_data = has_data or (name == b"IDAT" and length > 0)
            if name == b"IEND":
                damage = "" if has_data else "holds a header, but no picture"
                return Image("image/png", width, height, damage)
            place = end
    finally:
        view.release()
    damage = "breaks off before its end" if has_data else "breaks off before the picture begins"
    return Image("image/png", width, height, damage)


def _jpeg(data: Bytes) -> Image:
    """The segments up to the scan, the frame with the size among them, and the end of the image."""
    place, width, height = 2, 0, 0
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1  # filling
            continue
        if marker == 0x01 or 0xD0 <= marker <= 0xD7:  # a marker without a segment
            place += 2
            continue
        if marker == 0xD9:
            break
        # SOF0 to SOF15; DHT, JPG and DAC lie among them.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = _number(data, place + 5, 2), _number(data, place + 7, 2)
        place += 2 + _number(data, place + 2, 2)
        if marker == 0xDA:
            end = data.rfind(b"\xff\xd9", place)
            damage = "" if end > place and width else "breaks off before its end"
            return Image("image/jpeg", width, height, damage)
    return Image("image/jpeg", width, height, "holds a header, but no picture")


def _gif(data: Bytes) -> Image:
    """The blocks up to the trailer."""
    width, height = (int.from_bytes(data[place : place + 2], "little") for place in (6, 8))
    has_picture, place = False, 13 + _colours(data, 10)
    while place < len(data):
        match data[place]:
            case 0x3B:
                damage = "" if has_picture else "holds a header, but no picture"
                return Image("image/gif", width, height, damage)
            case 0x2C if place + 10 < len(data):
                has_picture = True
                place = _after_blocks(data, place + 11 + _colours(data, place + 9))
            case 0x21:
                place = _after_blocks(data, place + 2)
            case _:
                break
    return Image("image/gif", width, height, "breaks off before its end")


def _colours(data: Bytes, place: int) -> int:
    """The bytes of the colour table that the flags at `place` announce."""
    flags = data[place] if place < len(data) else 0
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: Bytes, place: int) -> int:
    while place < len(data) and data[place]:
        place += data[place] + 1
    return place + 1


def _webp(data: Bytes) -> Image:
    width, height = 0, 0
    match data[12:16]:
        case b"VP8X":
            width, height = (
                int.from_bytes(data[place : place + 3], "little") + 1 for place in (24, 27)
            )
        case b"VP8 ":
            width, height = (
                int.from_bytes(data[place : place + 2], "little") & 0x3FFF for place in (26, 28)
            )
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    whole = len(data) >= int.from_bytes(data[4:8], "little") + 8 and len(data) > 30
    return Image("image/webp", width, height, "" if whole else "breaks off before its end")


def _svg(data: Bytes) -> Image:
    if b"<svg" not in data[:4096] and b":svg" not in data[:4096]:
        return Image(damage="is no picture")
    try:
        root = etree.fromstring(data[:], safe_parser())
    except etree.XMLSyntaxError:
        return Image("image/svg+xml", damage="is not well-formed SVG")
    return Image("image/svg+xml") if root.tag == _SVG_ROOT else Image(damage="is no picture")
