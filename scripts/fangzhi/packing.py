"""Packages of many files: their digests, and a zip or a folder that is whole or not there.

Files are streamed, never held: a package may be larger than the memory. Each is read twice, for
its digests and to be packed, and must be the same both times.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, BinaryIO

from fangzhi.archive import ZIP_END, ZIP_EPOCH, open_mode, whole_file, zip_entry
from fangzhi.errors import OutputError

BLOCK = 1 << 20  # bytes that are read at once
ALGORITHMS = ("sha256", "sha512")

Content = bytes | Path


@dataclass(frozen=True, slots=True)
class Digest:
    """The size of one file in bytes, and its digests (hexadecimal) by algorithm."""

    size: int
    values: Mapping[str, str]


def digest(content: Content) -> Digest:
    """Size and digests of a content. Raises `OutputError` when a file cannot be read."""
    hashes = {name: hashlib.new(name) for name in ALGORITHMS}
    size = 0
    with _opened(content) as stream:
        while block := _read(stream, content):
            size += len(block)
            for one in hashes.values():
                one.update(block)
    return Digest(size, {name: one.hexdigest() for name, one in hashes.items()})


def contents(content: Content) -> bytes:
    """All bytes of a content. Raises `OutputError` when a file cannot be read."""
    with _opened(content) as stream:
        return b"".join(iter(lambda: _read(stream, content), b""))


def write_zip(
    path: Path, members: Mapping[str, Content], digests: Mapping[str, Digest], when: date | None
) -> None:
    """Write the members to a zip, sorted by their UTF-8 names, dated `when`, not compressed.

    Nothing of the machine gets in, not even what its zlib makes of the bytes. Raises `OutputError`
    when it cannot be written, or when a file is no longer what its digest says.
    """
    stamp = min(max(when or ZIP_EPOCH, ZIP_EPOCH), ZIP_END)
    with whole_file(path) as target, zipfile.ZipFile(target, "w") as archive:
        for name, content in _sorted(members):
            entry = zip_entry(name, stamp, stored=True)
            entry.file_size = digests[name].size  # so that large ones get their 64-bit fields
            with archive.open(entry, "w") as member:
                _copy(content, member, digests[name])


def write_folder(path: Path, members: Mapping[str, Content], digests: Mapping[str, Digest]) -> None:
    """Write the members as files below the folder `path`, which is replaced as a whole.

    Raises `OutputError` as `write_zip`, and when something else than such a folder is there.
    """
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise OutputError("is there already, and no folder", where=path, remedy="move it away")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fangzhi-", dir=path.parent) as temporary:
            made = Path(temporary, "new")
            made.mkdir(mode=open_mode(0o777))
            for name, content in _sorted(members):
                file = made / name
                file.parent.mkdir(parents=True, exist_ok=True)
                with file.open("xb") as target:
                    _copy(content, target, digests[name])
                    os.fsync(target.fileno())
            if path.exists():
                path.replace(Path(temporary, "old"))
            made.replace(path)
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror or error}",
            where=path,
            remedy="choose another folder with --out, or make this one writable",
        ) from error


def _sorted(members: Mapping[str, Content]) -> list[tuple[str, Content]]:
    return sorted(members.items(), key=lambda member: member[0].encode())


def _copy(content: Content, target: IO[bytes], expected: Digest) -> None:
    """Copy a content, which must still have the digest that was taken of it."""
    made = hashlib.new(ALGORITHMS[-1])
    with _opened(content) as stream:
        while block := _read(stream, content):
            made.update(block)
            target.write(block)
    if made.hexdigest() != expected.values[ALGORITHMS[-1]]:
        raise OutputError(
            "was changed while it was packed",
            where=content if isinstance(content, Path) else None,
            remedy="let nothing write to it, and build again",
        )


@contextlib.contextmanager
def _opened(content: Content) -> Iterator[BinaryIO]:
    if isinstance(content, bytes):
        yield io.BytesIO(content)
        return
    try:
        stream = content.open("rb")
    except OSError as error:
        raise _unreadable(content, error) from error
    with stream:
        yield stream


def _read(stream: BinaryIO, content: Content) -> bytes:
    try:
        return stream.read(BLOCK)
    except OSError as error:
        raise _unreadable(content, error) from error


def _unreadable(content: Content, error: OSError) -> OutputError:
    return OutputError(
        f"cannot be packed: {error.strerror or error}",
        where=content if isinstance(content, Path) else None,
        remedy="make it readable, or build the packages that this one holds first",
    )
