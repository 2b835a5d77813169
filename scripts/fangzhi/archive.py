"""Files written whole or not at all, and zip archives that are the same bytes every time."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

from fangzhi.errors import OutputError

ZIP_EPOCH, ZIP_END = date(1980, 1, 1), date(2107, 12, 31)  # the days that a zip entry can name
ZIP_LEVEL = 6
UNIX = 3  # `create_system`: else the archive would tell on which system it was made
FILE_MODE = 0o100644 << 16


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path`, whole or not at all. Raises `OutputError` when it cannot be."""
    with whole_file(path) as stream:
        stream.write(data)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A stream for the new content of `path`: a temporary file beside it, fsync, and rename.

    A reader sees the old file or the new one, never a part; after an error, the old one. A device
    or a pipe is written to, and stays. Raises `OutputError` when the folder cannot be made or
    written.
    """
    temporary: str | None = None
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            with path.open("wb") as stream:
                yield stream
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".fangzhi-", dir=path.parent)
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(open_mode(0o666))
        Path(temporary).replace(path)
        temporary = None
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror or error}",
            where=path,
            remedy="choose another folder with --out, or make this one writable",
        ) from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def require_folder(folder: Path) -> None:
    """Make `folder` where it is missing; `OutputError` when nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return
        reason = "Permission denied"
    except OSError as error:
        reason = error.strerror or str(error)
    raise OutputError(
        f"cannot be written: {reason}",
        where=folder,
        remedy="choose another folder with --out, or make this one a folder that can be written",
    )


def open_mode(mode: int) -> int:
    """`mode` without what the process's mask forbids (it can only be read by setting it)."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mode & ~mask


def zip_bytes(
    members: Iterable[tuple[str, bytes]], when: date | None = None, *, stored: bool = False
) -> bytes:
    """A zip archive of `(name, data)` pairs, sorted by their UTF-8 names, dated `when`.

    Nothing of the machine gets in: no clock, no time zone, no owner, no system. `stored` members
    are not compressed, so that not even the zlib build matters.
    """
    stamp = min(max(when or ZIP_EPOCH, ZIP_EPOCH), ZIP_END)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in sorted(members, key=lambda member: member[0].encode()):
            archive.writestr(zip_entry(name, stamp, stored=stored), data)
    return buffer.getvalue()


def zip_entry(name: str, when: date, *, stored: bool) -> zipfile.ZipInfo:
    """The description of one archive member, the same on every machine."""
    entry = zipfile.ZipInfo(name, (when.year, when.month, when.day, 0, 0, 0))
    entry.create_system = UNIX
    entry.external_attr = FILE_MODE
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    entry._compresslevel = ZIP_LEVEL  # type: ignore[attr-defined]
    return entry


def stated_date(otherwise: date | None) -> date | None:
    """The date that results bear: SOURCE_DATE_EPOCH where it is set, else the edition's own.

    See the reproducible-builds specification of SOURCE_DATE_EPOCH (seconds since 1970, UTC).
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not epoch:
        return otherwise
    try:
        return datetime.fromtimestamp(int(epoch), tz=UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise OutputError(
            f"SOURCE_DATE_EPOCH={epoch!r} is not a number of seconds since 1970",
            remedy="set it to a whole number, or unset it",
        ) from error
