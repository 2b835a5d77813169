"""Pictures on disk: that they are there, inside the repository, whole, and what is said of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from fangzhi.check.document import Document, Problem
from fangzhi.check.finding import MOST, Level
from fangzhi.check.words import listed
from fangzhi.images import SUFFIXES, Image, image_of
from fangzhi.tei.files import is_file, local_file
from fangzhi.tei.names import local, q

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(?=.)")
_PIXELS = re.compile(r"\s*(\d{1,9})(?:px)?\s*")
_KNOWN = {suffix: media_type for media_type, suffixes in SUFFIXES.items() for suffix in suffixes}
_NAMES = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/svg": "image/svg+xml"}


def check_pictures(document: Document) -> Iterator[Problem]:
    """FZ203 and FZ204 for pictures not in the repository, FZ209 to FZ211 for those that are."""
    files: dict[str, Path | None] = {}
    missing = passed = 0
    for element in document.root.iter(q("graphic"), q("media")):
        url = element.get("url", "").strip()
        if not url or url.startswith("#") or is_remote(url):
            continue
        if url not in files:
            if missing == MOST:
                passed += 1
                continue
            files[url] = local_file(url, document.path, document.source_folder)
        if (file := files[url]) is None:
            message = (
                f"{url} lies outside the folder above the TEI file's, the repository; "
                "copy the file into source/ and correct the url"
            )
            yield "FZ204", Level.ERROR, message, element
        elif not is_file(file) or not os.access(file, os.R_OK):
            reason = "cannot be read" if is_file(file) else "is not there"
            message = f"the picture {url} {reason}; put it there or correct the url"
            missing += 1
            yield "FZ203", Level.WARNING, message, element
        elif _should_be_picture(element):
            yield from _in_file(element, url, file)
    if passed:
        message = f"{passed} more pictures were not looked for, because {MOST} are not there"
        yield "FZ203", Level.WARNING, f"{message}; correct these first", None


def is_remote(url: str) -> bool:
    """Whether a pointer has the scheme of an address elsewhere; a single letter is a drive."""
    scheme = _SCHEME.match(url)
    return bool(scheme and len(scheme[1]) > 1 and scheme[1].lower() != "file") or (
        url.startswith("//")
    )


def _should_be_picture(element: etree._Element) -> bool:
    """A `media` can be sound or film; it is a picture if it says so."""
    return local(element) == "graphic" or element.get("mimeType", "").startswith("image/")


def _in_file(element: etree._Element, url: str, file: Path) -> Iterator[Problem]:
    try:
        image = image_of(file)
    except (OSError, ValueError) as error:
        message = f"the picture {url} cannot be read: {error}; make it readable"
        yield "FZ203", Level.WARNING, message, element
        return
    if image.damage or not image.media_type:
        reason = image.damage or "is no picture"
        message = f"{url} {reason}; put the whole picture there, or another one"
        yield "FZ209", Level.ERROR, message, element
    if image.media_type:
        yield from _said_of(element, url, file, image)


def _said_of(element: etree._Element, url: str, file: Path, image: Image) -> Iterator[Problem]:
    """Where suffix, mimeType, width and height say something else than the picture itself."""
    by_suffix = _KNOWN.get(file.suffix.lower().removeprefix("."), image.media_type)
    stated = element.get("mimeType", "").strip().lower()
    stated = _NAMES.get(stated, stated) or image.media_type
    wrong = [
        words
        for words, media_type in (("name", by_suffix), ("@mimeType", stated))
        if media_type != image.media_type
    ]
    if wrong:
        message = (
            f"{url} is {image.media_type}, but its {' and its '.join(wrong)} "
            "says something else; correct that"
        )
        yield "FZ210", Level.WARNING, message, element
    sizes = [
        f"@{name}={element.get(name)!r} (it has {pixels} px)"
        for name, pixels in (("width", image.width), ("height", image.height))
        if pixels
        and (given := _PIXELS.fullmatch(element.get(name, "")))
        and int(given[1]) != pixels
    ]
    if sizes:
        said = listed(sizes, "and")
        message = f"{url} has another size than {said}; correct that, or leave it out"
        yield "FZ211", Level.WARNING, message, element
