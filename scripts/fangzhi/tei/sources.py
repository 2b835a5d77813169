"""The files that an edition was made from, as its header lists them [HD3].

A transcription of one file is named by the `prefixDef` of `src` alone. Of several, each has a
`bibl` of its own in `sourceDesc`, in reading order, with its path below `../source/` and its
SHA-256.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from lxml import etree

from fangzhi.tei.files import SOURCE, is_file, local_file
from fangzhi.tei.names import NS, add

if TYPE_CHECKING:  # to check a file takes no page model, and to make its classes takes time
    from fangzhi.source import Source

FILE = "file"  # the type of the idno that holds a path


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the header lists it: its path in the folder of the sources, and its SHA-256."""

    path: str
    sha256: str

    @property
    def url(self) -> str:
        """Its address, relative to the TEI file."""
        return SOURCE + url_path(self.path)


def url_path(name: str) -> str:
    """A path of the folder of the sources as it stands in a relative URL."""
    return quote(name, safe="/()!$&'*+,;=@-._~")


def path_in_sources(source: Source, file: Path) -> str:
    """The path of a file in the folder of the sources, which is the one that the source lies in."""
    return Path(os.path.relpath(file, source.path.parent)).as_posix()


def address(source: Source) -> str:
    """The address that `src:` pointers begin with: the file, or the folder that has all files."""
    if not source.files:
        return SOURCE + url_path(source.path.name)
    folders = [os.path.dirname(path_in_sources(source, one.path)) for one in source.files]  # noqa: PTH120
    common = os.path.commonpath(folders) if all(folders) else ""
    return SOURCE + (f"{url_path(Path(common).as_posix())}/" if common else "")


def list_files(description: etree._Element, source: Source) -> None:
    """Enter the files of a source of several in its `sourceDesc`."""
    for file in source.files:
        bibl = add(description, "bibl")
        add(bibl, "idno", path_in_sources(source, file.path), type=FILE)
        add(bibl, "idno", file.sha256, type="sha256")


def listed(root: etree._Element) -> tuple[Listed, ...]:
    """The files that the header lists, in reading order; none for a transcription of one."""
    found = []
    for bibl in root.iterfind("tei:teiHeader/tei:fileDesc/tei:sourceDesc/tei:bibl", NS):
        stated = {
            one.get("type", ""): " ".join((one.text or "").split())
            for one in bibl.iterfind("tei:idno", NS)
        }
        if stated.get(FILE):
            found.append(Listed(stated[FILE], stated.get("sha256", "").lower()))
    return tuple(found)


def found(
    files: Iterable[Listed], tei: Path, source_folder: Path | None
) -> list[tuple[Listed, Path | None]]:
    """Where the listed files lie; None for one that is not there or leads out of the folder."""
    places = []
    for one in files:
        parts = Path(one.path).parts
        plain = ".." not in parts and not Path(one.path).is_absolute()
        place = local_file(one.url, tei, source_folder) if plain else None
        places.append((one, place if place is not None and is_file(place) else None))
    return places
