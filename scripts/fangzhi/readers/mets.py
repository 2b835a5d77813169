"""METS: the pages of a digitised book, with their order and numbers, and the files of their text.

Workspaces of OCR-D, exports of Transkribus, Goobi and Kitodo, and those of libraries. Read are the
file section and the physical structural map (METS 1.12, structMap TYPE="PHYSICAL"); only files
that lie beside the METS file or in folders below it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree

from fangzhi.errors import SourceError
from fangzhi.readers._markup import root_of
from fangzhi.readers._notices import Notices
from fangzhi.readers._several import LISTED, Part, read_parts
from fangzhi.readers._xml import children, local, parse, read_bytes
from fangzhi.source import Source

SUFFIXES = (".mets",)

_HREF = "{http://www.w3.org/1999/xlink}href"
_TEXTS = {
    "application/vnd.prima.page+xml": 0,
    "application/alto+xml": 0,
    "text/xml": 1,
    "application/xml": 1,
    "text/vnd.hocr+html": 2,
    "text/html": 3,
    "application/xhtml+xml": 3,
    "text/plain": 4,
}
_BY_SUFFIX = {
    ".xml": "text/xml",
    ".alto": "application/alto+xml",
    ".hocr": "text/vnd.hocr+html",
    ".html": "text/html",
    ".txt": "text/plain",
}
_IMAGES = ("OCR-D-IMG", "MASTER", "ORIGINAL", "MAX", "DEFAULT", "IMG", "IMAGE", "PRESENTATION")
_UNCOUNTED = frozenset(("uncounted", "-", "[-]", "?"))  # pages that have no number in print


def sniff(path: Path, start: bytes) -> bool:
    """Whether the root element is mets."""
    root = root_of(start)
    return root is not None and root.name.lower() == "mets"


def read(path: Path, encoding: str = "", group: str = "") -> Source:
    """The pages that the METS file at `path` lists; `group` is the wanted USE of a file group.

    Raises `SourceError` for a file that lists no text, or only what lies on the network.
    """
    root = parse(read_bytes(path), path)
    if local(root).lower() != "mets":
        raise SourceError(
            f"has the root element <{local(root)}> and is no METS",
            where=path,
            remedy="give a METS file, or one of another format under its own name",
        )
    notices = Notices(path)
    book = _Book(path, root, notices)
    parts = book.parts(book.chosen(group))
    return read_parts(path, path.parent, parts, encoding, notices=notices.told(), with_files=[path])


@dataclass(slots=True)
class _Listed:
    """A file as METS lists it: the USE of its group, its MIME type, and its addresses."""

    id: str
    use: str
    kind: str
    places: list[str]
    element: etree._Element


@dataclass(slots=True)
class _Leaf:
    """A page of the physical map: its number in print, and the ids of its files."""

    label: str
    files: list[str] = field(default_factory=list)


class _Book:
    """The files and the pages of a METS file."""

    def __init__(self, path: Path, root: etree._Element, notices: Notices) -> None:
        self.path = path
        self.notices = notices
        self.files = {one.id: one for one in _listed(root)}
        self.leaves = _leaves(root)
        if not any(name in self.files for leaf in self.leaves for name in leaf.files):
            self.leaves = []
        self.lost = 0

    def chosen(self, wanted: str) -> str:
        """The USE of the group whose text is read: the one that is wanted, else by the rule.

        A group must have half of the pages that any has at least. Then corrected text goes before
        that which is called full text, and this before other OCR; PAGE and ALTO before plain text;
        the later step of a workflow before the earlier.
        """
        count: dict[str, int] = {}
        kinds: dict[str, int] = {}
        for one in self.files.values():
            if one.kind in _TEXTS:
                count[one.use] = count.get(one.use, 0) + 1
                kinds[one.use] = min(_TEXTS[one.kind], kinds.get(one.use, 9))
        if wanted and wanted not in count:
            raise SourceError(
                f"has no file group {wanted!r} with text",
                where=self.path,
                remedy=f"name one of these under text.group: {', '.join(count) or 'there is none'}",
            )
        if not count:
            raise SourceError(
                "lists no files with text",
                where=self.path,
                remedy="have the text of its pages recognised, or export it with PAGE or ALTO",
            )
        most = max(count.values())
        order = {
            use: (2 * count[use] < most, _rank(use), kinds[use], -place)
            for place, use in enumerate(count)
        }
        use = wanted or min(order, key=order.__getitem__)
        if not wanted and len(count) > 1:
            others = ", ".join(other for other in count if other != use)
            self.notices.add(
                "group", f"the text of the group {use} was read; text.group names another: {others}"
            )
        return use

    def parts(self, use: str) -> list[Part]:
        """The files of a group in the order of the pages, each with its number and its scan."""
        listed = [one for one in self.files.values() if one.use == use and one.kind in _TEXTS]
        known = {one.id: one for one in listed}
        leaves = self.leaves or [_Leaf("", [one.id]) for one in listed]
        parts: list[Part] = []
        taken: set[str] = set()
        far = 0
        for place, leaf in enumerate(leaves, 1):
            own = [name for name in leaf.files if name in known and name not in taken]
            if not own:
                self.notices.add("no text", f"page {place} has no file in the group {use}")
            for name in own:
                taken.add(name)
                file = self._file(known[name], f"page {place}")
                far += file is None and _is_remote(known[name])
                if file is not None:
                    parts.append(Part(file, leaf.label, self._image(leaf)))
        if not parts:
            raise _nothing(self.path, use, far)
        if lost := len(known) - len(taken):
            self.notices.add(
                "no page", f"{lost} files of the group {use} belong to no page and are left out"
            )
        return parts

    def _file(self, listed: _Listed, page: str) -> Path | None:
        """The file where it is there; else a notice says what it lacks."""
        for place in listed.places:
            if (file := _local(place, self.path)) is not None and file.is_file():
                return file
        where = listed.places[0][:100] if listed.places else "nothing"
        if _is_remote(listed):
            what = f"{page} lies on the network ({where}); fetch it first"
        elif any(_local(place, self.path) is None for place in listed.places):
            what = f"{page} lies outside the folder of the METS file ({where}), and is left out"
        else:
            what = f"{page} is left out: {where} is not there"
        self.lost += 1
        if self.lost <= LISTED:
            self.notices.add(f"lost {self.lost}", what, listed.element)
        else:
            self.notices.add("lost", "more pages have no file, and are left out", listed.element)
        return None

    def _image(self, leaf: _Leaf) -> Path | None:
        """The scan of a page, where it is there; that which OCR read before copies for the web."""
        found = [self.files[name] for name in leaf.files if name in self.files]
        images = [one for one in found if one.kind.startswith("image/")]
        for one in sorted(images, key=lambda one: _image_rank(one.use)):
            for place in one.places:
                if (file := _local(place, self.path)) is not None and file.is_file():
                    return file
        return None


def _listed(root: etree._Element) -> Iterator[_Listed]:
    """The files of the file section, those of groups within groups too."""
    for section in children(root, "fileSec"):
        for file in section.iter("{*}file"):
            groups = file.iterancestors("{*}fileGrp")
            use = next((name for one in groups if (name := one.get("USE", ""))), "")
            places = [one.get(_HREF, "").strip() for one in children(file, "FLocat")]
            places = [place for place in places if place]
            kind = file.get("MIMETYPE", "").partition(";")[0].strip().lower()
            if not kind and places:
                kind = _BY_SUFFIX.get(Path(unquote(places[0])).suffix.lower(), "")
            yield _Listed(file.get("ID", ""), use, kind, places, file)


def _leaves(root: etree._Element) -> list[_Leaf]:
    """The pages of the physical map by their ORDER, where each has one, else as they stand."""
    found: list[tuple[str, _Leaf]] = []
    for structure in children(root, "structMap"):
        if structure.get("TYPE", "").upper() != "PHYSICAL":
            continue
        for division in structure.iter("{*}div"):
            files = [
                one.get("FILEID", "")
                for pointer in children(division, "fptr")
                for one in (pointer, *pointer.iter("{*}area"))
                if one.get("FILEID")
            ]
            if division.get("TYPE", "").lower() == "page" or (
                files and next(children(division, "div"), None) is None
            ):
                label = " ".join(division.get("ORDERLABEL", "").split())
                label = "" if label.lower() in _UNCOUNTED else label
                found.append((division.get("ORDER", ""), _Leaf(label, files)))
    numbers = [order for order, _ in found]
    if len(set(numbers)) == len(numbers) and all(re.fullmatch(r"\d{1,9}", n) for n in numbers):
        found.sort(key=lambda pair: int(pair[0]))
    return [leaf for _, leaf in found]


def _rank(use: str) -> int:
    """How good the text of a group is by its USE (of OCR-D's names what follows the prefix)."""
    name = use.upper().removeprefix("OCR-D-")
    words = re.split(r"[^A-Z]+", name)
    if "GT" in words:
        return 0
    for rank, word in enumerate(("FULLTEXT", "COR", "CORRECTED", "OCR"), 1):
        if word in words:
            return rank
    return 6 if {"SEG", "BIN", "CROP", "DESKEW"} & set(words) else 5


def _image_rank(use: str) -> int:
    name = use.upper()
    if "THUMB" in name:
        return len(_IMAGES) + 1
    return next((rank for rank, known in enumerate(_IMAGES) if known in name), len(_IMAGES))


def _is_remote(listed: _Listed) -> bool:
    return bool(listed.places) and all(
        re.match(r"(?i)(https?|ftps?)://|//", place) for place in listed.places
    )


def _local(place: str, mets: Path) -> Path | None:
    """The file that an address names; None if it lies outside the folder of the METS file."""
    if "\0" in place or len(place) > 4096:
        return None
    try:
        parts = urlsplit(place)
    except ValueError:
        return None
    if parts.scheme not in ("", "file") or parts.netloc not in ("", "localhost"):
        return None
    plain = place.replace("\\", "/") if not parts.scheme else parts.path
    for name in dict.fromkeys((plain, unquote(plain))):
        file = Path(os.path.normpath(mets.parent / name))
        try:
            inside = Path(os.path.realpath(file)).is_relative_to(os.path.realpath(mets.parent))
            if inside and (file.is_file() or name == unquote(plain)):
                return file
        except (OSError, ValueError):
            continue
    return None


def _nothing(path: Path, use: str, far: int) -> SourceError:
    if far:
        return SourceError(
            f"the {far} pages of its group {use} lie on the network",
            where=path,
            remedy="fetch the files first, and let FLocat name them by paths from the METS file",
        )
    return SourceError(
        f"none of the files of its group {use} is there",
        where=path,
        remedy="put them where FLocat says, or name another group under text.group",
    )
