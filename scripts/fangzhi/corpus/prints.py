"""Prints of files: how it is known, cheaply first, that one has not changed.

A print is `[name, size, time, digest]`: bytes and time of change (nanoseconds) are compared first,
and only where these differ the SHA-256. A file that is not there has the digest "".
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path

Print = list[str | int]
BLOCK = 1 << 20


def take(path: Path, base: Path) -> Print:
    """The print of a file, or of a folder with all that is in it; `name` is told from `base`."""
    size, time = stamp(path)
    return [_named(path, base), size, time, digest(path)]


def stamp(path: Path) -> tuple[int, int]:
    """(bytes, time of change) of a file; of a folder the sums over its files; (-1, 0) of none."""
    try:
        status = path.stat()
    except OSError:
        return -1, 0
    if not stat.S_ISDIR(status.st_mode):
        return status.st_size, status.st_mtime_ns
    within = [stamp(file) for file in _files(path)]
    return sum(size for size, _ in within), sum(time for _, time in within) % (1 << 62)


def digest(path: Path) -> str:
    """The SHA-256 of a file, or of the paths and digests in a folder; empty for what is neither.

    Pipes and devices are not opened: they may never end.
    """
    hashed = hashlib.sha256()
    try:
        if path.is_dir():
            for file in _files(path):
                hashed.update(
                    f"{digest(file)}  {file.relative_to(path)!s}\n".encode(errors="replace")
                )
        elif path.is_file():
            with path.open("rb") as stream:
                while block := stream.read(BLOCK):
                    hashed.update(block)
        else:
            return ""
    except OSError:
        return ""
    return hashed.hexdigest()


def compare(prints: Iterable[Print], base: Path) -> list[Print] | None:
    """The same prints with the times of now; None where a file is another one than it was."""
    now: list[Print] = []
    for name, size, time, known in prints:
        path = base / str(name)
        current = stamp(path)
        if current != (size, time) and digest(path) != known:
            return None
        now.append([name, *current, known])
    return now


def _files(folder: Path) -> list[Path]:
    """The files below a folder, sorted; links to folders are not followed."""
    return sorted(Path(place, name) for place, _, names in os.walk(folder) for name in names)


def _named(path: Path, base: Path) -> str:
    """A path told from `base`, so that a corpus can be moved; absolute where it lies elsewhere."""
    absolute = path.absolute()
    text = str(absolute.relative_to(base) if absolute.is_relative_to(base) else absolute)
    return text.encode("utf-8", "backslashreplace").decode()
