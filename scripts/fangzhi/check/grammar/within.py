"""Which files a schema may pull in, and which schema a document may name.

A schema may include what lies in its own folder or below it. A document may name a schema that lies
in its repository: the folder above it that holds `.git`, else the current folder where that is
above it, else the folder above its own.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from fangzhi.errors import FangzhiError


def repository(document: Path) -> Path:
    """The folder that `document` belongs to, without links on disk."""
    file = Path(os.path.normpath(document.absolute()))
    for folder in file.parents:
        if (folder / ".git").exists():
            return folder.resolve()
    here = Path.cwd()
    return (here if file.is_relative_to(here) else file.parent.parent).resolve()


def is_remote(url: str) -> bool:
    """Whether `url` leads to another machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.netloc and parts.netloc != "localhost") or (
        len(parts.scheme) > 1 and parts.scheme != "file"
    )


def named_file(url: str, base: Path) -> Path | None:
    """The file that `url` in the file `base` names; None where it can name none on this machine."""
    try:
        parts = urlsplit(url)
        name = unquote(parts.path)
    except ValueError:
        return None
    if not name or "\0" in name or is_remote(url):
        return None
    return Path(os.path.normpath(base.absolute().parent / name))


def is_inside(file: Path, folder: Path) -> bool:
    """Whether `file` lies in `folder` or below, also after links on disk are followed."""
    try:
        return file.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a name too long, a circle of links
        return False


def included(url: str, base: Path, folder: Path, line: int) -> Path:
    """The file that the schema `base` includes by `url`; `folder` is that of the whole schema.

    Raises `FangzhiError` (file:line) for an address elsewhere, for what lies outside `folder`, and
    for what is not there.
    """
    file = named_file(url, base)
    if is_remote(url) or file is None:
        why, remedy = "is not a local file", "copy it beside the schema and include the copy"
    elif not is_inside(file, folder):
        why = f"lies outside the schema's folder {folder.name}"
        remedy = "copy it into that folder, or name a schema further up that includes this one"
    elif not file.is_file():
        why, remedy = "is not there", "put it there or correct the address"
    else:
        return file
    raise FangzhiError(
        f"includes {url}, which {why}", where=f"{base}:{line}" if line else base, remedy=remedy
    )
