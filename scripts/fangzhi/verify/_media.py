"""Whether the first bytes of a file are those of its media type, and what it fetches from the web.

Signatures as the registrations of the types and WHATWG's MIME Sniffing Standard give them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from fangzhi.tei.names import local
from fangzhi.verify._opf import is_remote

START = 64  # bytes that are enough for every signature
_SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "font/otf": (b"OTTO", b"\0\1\0\0", b"true"),
    "font/ttf": (b"\0\1\0\0", b"true", b"OTTO"),
    "font/woff": (b"wOFF",),
    "font/woff2": (b"wOF2",),
    "application/vnd.ms-opentype": (b"OTTO", b"\0\1\0\0", b"true"),
    "application/font-sfnt": (b"OTTO", b"\0\1\0\0", b"true"),
    "application/font-woff": (b"wOFF",),
    "audio/mpeg": (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa"),
    "audio/ogg": (b"OggS",),
    "video/webm": (b"\x1aE\xdf\xa3",),
    "application/pdf": (b"%PDF-",),
}
# Media type → the names that the root element may have.
ROOTS = {
    "application/xhtml+xml": ("html",),
    "image/svg+xml": ("svg",),
    "application/x-dtbncx+xml": ("ncx",),
    "application/smil+xml": ("smil",),
    "application/pls+xml": ("lexicon",),
}
_BINARY = tuple(one for signatures in _SIGNATURES.values() for one in signatures if len(one) > 3)
_CSS_URL = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""", re.IGNORECASE)
# Elements of XHTML and SVG whose address a reader follows; all others fetch by themselves.
_LINKS = {"a", "area"}
_SILENT_RELS = {"canonical", "alternate", "author", "license", "help", "next", "prev", "search"}
_FETCHING = ("src", "data", "poster", "srcset", "href", "{http://www.w3.org/1999/xlink}href",
             "background", "altimg")  # fmt: skip


def contradicts(media_type: str, start: bytes) -> str:
    """Why bytes cannot be of a media type; empty where they can, or where nobody knows."""
    kind = media_type.partition(";")[0].strip().lower()
    if kind == "image/webp":
        fits = start[:4] == b"RIFF" and start[8:12] == b"WEBP"
    elif kind in ("audio/mp4", "video/mp4"):
        fits = start[4:8] == b"ftyp"
    elif kind in _SIGNATURES:
        fits = start.startswith(_SIGNATURES[kind])
    elif kind in ROOTS or kind.startswith("text/") or kind.endswith(("+xml", "/xml", "script")):
        fits = not start.startswith(_BINARY)
    else:
        return ""
    return "" if fits else f"is said to be {kind}, and does not begin as one"


def fetched(root: etree._Element) -> Iterator[str]:
    """The addresses on the web that an XHTML or SVG document fetches without being asked."""
    for element in root.iter(etree.Element):
        name = local(element).lower()
        if name == "style":
            yield from fetched_by_css("".join(str(part) for part in element.itertext()))
        if style := element.get("style"):
            yield from fetched_by_css(style)
        if name in _LINKS or (name == "link" and _is_silent(element)):
            continue
        for key in _FETCHING:
            if address := element.get(key):
                parts = address.split(",") if key == "srcset" else [address]
                yield from (part.split()[0] for part in parts if part.strip() and is_remote(part))


def _is_silent(element: etree._Element) -> bool:
    return set(element.get("rel", "").lower().split()) <= _SILENT_RELS


def fetched_by_css(text: str) -> Iterator[str]:
    """The addresses on the web that a style sheet fetches."""
    for found in _CSS_URL.finditer(_without_comments(text)):
        address = (found[1] or found[2]).strip()
        if is_remote(address):
            yield address


def _without_comments(text: str) -> str:
    """A style sheet without comments, in one pass: an expression would look for each end anew."""
    parts, place = [], 0
    while (opening := text.find("/*", place)) >= 0:
        parts.append(text[place:opening])
        closing = text.find("*/", opening + 2)
        if closing < 0:
            return "".join(parts)
        place = closing + 2
    return "".join([*parts, text[place:]])
