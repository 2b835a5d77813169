"""The pictures of an edition: which can be shown, and why others cannot."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from fangzhi.images import image_of
from fangzhi.tei.edition import Edition
from fangzhi.tei.names import local, safe_parser

SVG = "http://www.w3.org/2000/svg"
# What reading systems show, and the suffix that it gets.
SHOWN = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}
LARGEST = 30_000_000  # bytes
MOST_PIXELS = 100_000_000  # a picture unpacks to four bytes a pixel
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
        """The picture that a `graphic` names; None where there is none to be shown."""
        if refusal(self._edition, url):
            return None
        file = self._edition.linked_file(url)
        assert file is not None  # or it would have been refused
        if file not in self._by_file:
            self._by_file[file] = self._read(file)
        return self._by_file[file]

    def _read(self, file: Path) -> Picture | None:
        try:
            data = file.read_bytes()
        except OSError:
            return None
        media_type = image_of(file).media_type
        number = sum(picture is not None for picture in self._by_file.values()) + 1
        return Picture(f"pictures/{number:03}.{SHOWN[media_type]}", media_type, data)

    def all(self) -> list[Picture]:
        """The pictures found so far."""
        return [picture for picture in self._by_file.values() if picture is not None]


def refusal(edition: Edition, url: str) -> str:
    """Why the picture that a `graphic` names cannot be shown; empty where it can.

    Shown is what every reading system knows, what is whole, and what runs and fetches nothing
    (EPUB 3.3, 3.2: core media types).
    """
    file = edition.linked_file(url)
    if file is None:
        return "is not there"
    try:
        size = file.stat().st_size
        image = image_of(file)
    except (OSError, ValueError) as error:
        return f"cannot be read ({error})"
    if image.damage or not image.media_type:
        return image.damage or "is no picture"
    if image.media_type not in SHOWN:
        kind = image.media_type.rpartition("/")[2].upper()
        return f"is {kind}, which reading systems do not show: export it as PNG or JPEG"
    if size > LARGEST or image.width * image.height > MOST_PIXELS:
        return (
            f"is too large to be read with ({size / 1e6:.0f} MB, {image.width} × {image.height}"
            f" pixels): at most {LARGEST / 1e6:.0f} MB and {MOST_PIXELS / 1e6:.0f} million pixels"
        )
    if image.media_type == "image/svg+xml" and not _is_still_drawing(file.read_bytes()):
        return "is a drawing that runs code or fetches something: take that out of it"
    return ""


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
