"""Which file a link of a TEI document names. A document must not pull foreign files into a package.

An edition's repository is the folder above that of the TEI file. Only its transcription may lie
elsewhere with its pictures: then `../source/…` means a folder that the caller knows.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

SOURCE = "../source/"


def local_file(url: str, tei: Path, source_folder: Path | None = None) -> Path | None:
    """The file that the relative `url` in the document `tei` names, whether it is there or not.

    None for an address elsewhere and for what lies outside the repository; links on disk are
    followed.
    """
    try:
        name = unquote(urlsplit(url).path)
        remote = bool(urlsplit(url).scheme or urlsplit(url).netloc)
    except ValueError:  # no URL at all
        return None
    if not name or remote or name.startswith(("/", "\\")) or name[1:2] == ":":
        return None
    folder = tei.absolute().parent
    allowed, file = folder.parent, folder / name
    if source_folder is not None and name.startswith(SOURCE):
        allowed, file = source_folder.absolute(), source_folder / name.removeprefix(SOURCE)
    try:
        file = Path(os.path.normpath(file.absolute()))
        inside = file.is_relative_to(os.path.normpath(allowed))
        inside = inside and Path(os.path.realpath(file)).is_relative_to(os.path.realpath(allowed))
    except (OSError, ValueError, RuntimeError):  # a NUL, a name too long, a circle of links
        return None
    return file if inside else None


def is_file(path: Path) -> bool:
    """Whether a regular file is there; False for names that no file can have."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def package_path(url: str, tei: Path) -> str:
    """Where in an edition repository the relative `url` of `tei` leads: `source/a.png`."""
    name = unquote(urlsplit(url).path)
    return os.path.normpath(os.path.join("tei", name)).replace(os.sep, "/")  # noqa: PTH118
