"""Files in the user's cache that this user alone can have written.

What is kept there are pickles, and a pickle that somebody else wrote could run any code. So folder
and file must belong to the user and be closed to all others. Where that cannot be known (Windows),
nothing is kept.
"""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

_MOST = 32  # files, of about a megabyte each; the newest stay


def cache_folder() -> Path | None:
    """Where the platform keeps caches: XDG_CACHE_HOME, ~/.cache, or ~/Library/Caches on macOS."""
    if not hasattr(os, "getuid"):
        return None
    given = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(given):  # noqa: PTH117 - the standard says to pass over a relative one
        return Path(given) / "fangzhi"
    with suppress(RuntimeError):  # a user without a home
        below = "Library/Caches" if sys.platform == "darwin" else ".cache"
        return Path.home() / below / "fangzhi"
    return None


def kept(name: str) -> bytes | None:
    """The content of the cached file `name`; None without one that can be trusted."""
    folder = cache_folder()
    if folder is None:
        return None
    try:
        inside = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            if not _is_mine(inside):
                return None
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
            with open(os.open(name, flags, dir_fd=inside), "rb") as file:  # noqa: PTH123
                return file.read() if _is_mine(file.fileno()) else None
        finally:
            os.close(inside)
    except OSError:
        return None


def keep(name: str, data: bytes) -> None:
    """Put `data` into the cache, whole or not at all; where that cannot be done, it is not done."""
    folder = cache_folder()
    if folder is None:
        return
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        number, new = tempfile.mkstemp(dir=folder)  # mode 0600
        try:
            with open(number, "wb") as file:  # noqa: PTH123
                file.write(data)
            Path(new).replace(folder / name)
        except OSError:
            Path(new).unlink()
            raise
        files = sorted(folder.iterdir(), key=lambda one: one.lstat().st_mtime, reverse=True)
        for old in files[_MOST:]:
            old.unlink()


def _is_mine(number: int) -> bool:
    found = os.fstat(number)
    plain = stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)
    return plain and found.st_uid == os.getuid() and not found.st_mode & 0o022
