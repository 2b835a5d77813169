"""The pictures of an edition: what they are by their first bytes, and which can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from fangzhi.tei.edition import Edition
from fangzhi.tei.names import local, safe_parser

SVG = "http://www.w3.org/2000/svg"
# Children that make a drawing more than a drawing.
_ACTIVE = frozenset(
    ("script", "foreignObject", "iframe", "object", "embed", "handler", "set", "animate")
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file to be packed. `name` is unique in the package: `pictures/001.jpg`."""

    name: str
    media_type: str
    data: bytes


class Pictures:
    """The picture files of one edition, each once, in the order in which they were asked for."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._by_file: dict[Path, Picture | None] = {}

    def find(self, url: str) -> Picture | None:
        """The picture that a `graphic` names; None where there is none to be shown.

        That is: the file is missing, cannot be read, lies outside of the edition's folders, is no
        PNG, JPEG, GIF, WebP or SVG, or is an SVG with a script or links to elsewhere.
        """
        file = self._edition.linked_file(url)
        if file is None:
            return None
        if file not in self._by_file:
            self._by_file[file] = self._read(file)
        return self._by_file[file]

    def _read(self, file: Path) -> Picture | None:
        try:
            data = file.read_bytes()
        except OSError:
            return None
        kind = picture_type(data)
        if kind is None:
            return None
        media_type, suffix = kind
        number = sum(picture is not None for picture in self._by_file.values()) + 1
        return Picture(f"pictures/{number:03}.{suffix}", media_type, data)

    def all(self) -> list[Picture]:
        """The pictures found so far."""
        return [picture for picture in self._by_file.values() if picture is not None]


def picture_type(data: bytes) -> tuple[str, str] | None:
    """(media type, suffix) of a picture by its content; None for anything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png", "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg", "jpg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif", "gif"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp", "webp"
    if b"<svg" in data[:4096] and _is_still_drawing(data):
        return "image/svg+xml", "svg"
    return None


def _is_still_drawing(data: bytes) -> bool:
    """Whether SVG `data` is well-formed, runs nothing, and needs nothing from elsewhere."""
    try:
        root = etree.fromstring(data, safe_parser())
    except etree.XMLSyntaxError:
        return False
    if root.tag != f"{{{SVG}}}svg" or root.getroottree().docinfo.internalDTD is not None:
        return False
    return all(_is_still(element) for element in root.iter(etree.Element))


def _is_still(element: etree._Element) -> bool:
    if local(element) in _ACTIVE:
        return False
    if local(element) == "style" and ("@import" in (element.text or "") or _leads_away(element)):
        return False
    for name, value in element.attrib.items():
        plain = str(name).rpartition("}")[2].lower()
        text = str(value).strip().lower()
        if plain.startswith("on"):
            return False
        if plain == "href" and not text.startswith(("#", "data:image/")):
            return False
        if "url(" in text and "url(#" not in text.replace("'", "").replace('"', ""):
            return False
    return True


def _leads_away(style: etree._Element) -> bool:
    plain = (style.text or "").replace("'", "").replace('"', "").replace(" ", "")
    return plain.count("url(") != plain.count("url(#")
