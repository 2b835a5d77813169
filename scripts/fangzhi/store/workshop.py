"""The lock of a storage root, and the folder in it where versions are made before they are seen.

That folder is an extension folder, which every validator must bear, so that a run that is killed
leaves a root that is still valid. It lies on the file system of the root: to publish is to rename.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fangzhi.archive import open_mode
from fangzhi.errors import OutputError
from fangzhi.store.layout import EXTENSIONS

LOCK = ".fangzhi-lock"
WORK = "fangzhi-work"  # in the root's folder of extensions
MANY = 200  # files; to sync the whole system once is faster than to sync more of them
REMEDY = "make room there, make it writable, or name another folder"


def unwritable(where: object, error: OSError) -> OutputError:
    """What a failed write is told as."""
    return OutputError(
        f"cannot be written: {error.strerror or error}",
        where=error.filename or where,
        remedy=REMEDY,
    )


@contextmanager
def locked(root: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of a root; wait for a process that has it, and `tell` so.

    The system frees the lock when its holder dies, so that a file that is left means nothing.
    """
    handle = _acquire(root / LOCK, tell)
    try:
        yield
    finally:
        (root / LOCK).unlink(missing_ok=True)  # while it is held: who waits looks again
        os.close(handle)


def _acquire(file: Path, tell: Callable[[str], None]) -> int:
    try:
        import fcntl  # noqa: F401 - asked for before anything is written
    except ImportError as error:
        raise OutputError(
            "this system has no file locks that fangzhi knows", remedy="store on Linux or macOS"
        ) from error
    while True:
        handle = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        try:
            _wait(handle, file, tell)
            if _is_still(handle, file):
                os.truncate(handle, 0)
                os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _wait(handle: int, file: Path, tell: Callable[[str], None]) -> None:
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(handle, 20, 0).decode(errors="replace").strip()
        tell(f"{file.parent}: waiting for process {holder or 'that is just beginning'}")
        fcntl.flock(handle, fcntl.LOCK_EX)


def _is_still(handle: int, file: Path) -> bool:
    """Whether the locked file is the one that others find, and not one that was taken away."""
    try:
        return os.path.samestat(os.fstat(handle), os.stat(file))  # noqa: PTH116
    except FileNotFoundError:
        return False


@contextmanager
def workshop(root: Path) -> Iterator[Path]:
    """An empty folder for what is being made; what a killed run left there goes first.

    Only to be opened under the lock. Nothing of it stays, whatever happens.
    """
    extensions = root / EXTENSIONS
    work = extensions / WORK
    shutil.rmtree(work, ignore_errors=True)
    try:
        work.mkdir(parents=True)
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
        if extensions.is_dir() and not any(extensions.iterdir()):
            extensions.rmdir()


def publish(draft: Path, target: Path) -> None:
    """Give a finished folder or file its place in one step, with the folders above that lack.

    The lacking folders are put round the draft first: no empty folder is ever seen (E073).
    """
    place, lacking = target, []
    while not place.parent.exists():
        place = place.parent
        lacking.append(place.name)
    if lacking:
        carrier = draft.with_name("carrier")
        inner = carrier.joinpath(*reversed(lacking[:-1]))
        inner.mkdir(parents=True)
        draft.rename(inner / target.name)
        draft = carrier
    _keep_tree(draft) if draft.is_dir() else keep(draft)
    draft.replace(place)
    keep(place.parent)


def _keep_tree(draft: Path) -> None:
    """Have the disk remember the files and folders of a tree."""
    paths = [Path(place, name) for place, _, files in os.walk(draft) for name in ("", *files)]
    if len(paths) > MANY and sys.platform == "linux":  # elsewhere sync does not wait for the disk
        os.sync()
        return
    for path in paths:
        keep(path)


def keep(path: Path) -> None:
    """Have the disk remember the bytes of a file, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_new(path: Path, data: bytes) -> None:
    """A new file of the workshop."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as stream:
        stream.write(data)
    path.chmod(open_mode(0o666))


def replace_file(work: Path, target: Path, data: bytes) -> None:
    """Put `data` in the place of a file: readers see the old or the new one, never a part."""
    draft = work / f"next-{target.name}"
    write_new(draft, data)
    keep(draft)
    draft.replace(target)
    keep(target.parent)
