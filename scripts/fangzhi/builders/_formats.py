"""What kind of file it is, by its first bytes and its name; PRONOM's keys only where they are sure.

PRONOM (The National Archives) names a format and its version: a key is given where the bytes say
which it is, and none where only a suffix does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A format: media type, name, version and PRONOM key; the last two may be empty."""

    media_type: str
    name: str
    version: str = ""
    pronom: str = ""


XML = ("Extensible Markup Language", "1.0", "fmt/101")
TEXT = ("Plain Text File", "", "x-fmt/111")
_BY_SUFFIX = {
    "txt": Format("text/plain", *TEXT),
    "toml": Format("application/toml", *TEXT),
    "rnc": Format("application/relax-ng-compact-syntax", *TEXT),
    "json": Format("application/json", "JSON Data Interchange Format", "", "fmt/817"),
    "epub": Format("application/epub+zip", "ePub format", "", "fmt/483"),
}
_XML_TYPES = {"odd": "application/tei+xml", "svg": "image/svg+xml"}
_GIF = {b"GIF87a": ("1987a", "fmt/3"), b"GIF89a": ("1989a", "fmt/4")}
_JFIF = {b"\1\0": ("1.00", "fmt/42"), b"\1\1": ("1.01", "fmt/43"), b"\1\2": ("1.02", "fmt/44")}
_WEBP = {b"VP8 ": "fmt/566", b"VP8L": "fmt/567", b"VP8X": "fmt/568"}
_TEI_ROOT = re.compile(rb"<TEI[\s>]")


def format_of(name: str, data: bytes) -> Format:
    """The format of the file called `name` that holds `data`."""
    suffix = name.rpartition(".")[2].lower()
    start = data[:64].lstrip(b"\xef\xbb\xbf").lower()
    if start.startswith((b"<?xml", b"<tei")):
        tei = "application/tei+xml" if _TEI_ROOT.search(data[:4096]) else "application/xml"
        return Format(_XML_TYPES.get(suffix, tei), *XML)
    if start.startswith(b"<!doctype html>"):
        return Format("text/html", "Hypertext Markup Language", "5", "fmt/471")
    picture = _picture(data)
    unknown = Format("application/octet-stream", suffix.upper() or "unknown")
    return picture or _BY_SUFFIX.get(suffix) or unknown


def _picture(data: bytes) -> Format | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format("image/png", "Portable Network Graphics", *_png_version(data))
    if data[:6] in _GIF:
        return Format("image/gif", "Graphics Interchange Format", *_GIF[data[:6]])
    if data.startswith(b"\xff\xd8\xff"):
        jfif = _JFIF.get(data[11:13]) if data[6:11] == b"JFIF\0" else None
        name = "JPEG File Interchange Format" if jfif else "Joint Photographic Experts Group"
        return Format("image/jpeg", name, *(jfif or ()))
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Format("image/webp", "WebP", "", _WEBP.get(data[12:16], ""))
    return None


def _png_version(data: bytes) -> tuple[str, str]:
    """The version whose chunks a PNG has: iTXt came with 1.2, colour profiles with 1.1."""
    kinds = set(_png_chunks(data))
    if b"iTXt" in kinds:
        return "1.2", "fmt/13"
    return ("1.1", "fmt/12") if kinds & {b"iCCP", b"sRGB", b"sPLT"} else ("1.0", "fmt/11")


def _png_chunks(data: bytes) -> Iterator[bytes]:
    place = 8
    while place + 8 <= len(data):
        yield data[place + 4 : place + 8]
        place += 12 + int.from_bytes(data[place : place + 4], "big")
