"""A folder as a container. Links are seen and not followed; pipes and devices are never opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from fangzhi.verify._member import DEEPEST, Index, Kind, Member, Stream, require_count
from fangzhi.verify.problems import ERROR, MemberError, Problem

# A name that was a file when it was listed may be a pipe or a link when it is opened.
_HOW = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_HOW |= getattr(os, "O_BINARY", 0)


class FolderStore:
    """The files below a folder, by name."""

    form = "folder"
    sequential = False

    def __init__(self, path: Path) -> None:
        self._path = os.fspath(path)
        self.index = Index()
        next(path.iterdir(), None)  # what cannot be listed at all is no package: OSError
        self._list()
        self.index.members.sort(key=lambda member: member.name)
        self.index.folders.sort()

    def _list(self) -> None:
        pending = [""]
        while pending:
            folder = pending.pop()
            try:
                with os.scandir(os.path.join(self._path, folder)) as entries:  # noqa: PTH118
                    for entry in entries:
                        self._add(
                            f"{folder}/{entry.name}" if folder else entry.name, entry, pending
                        )
            except OSError as error:
                self._trouble(folder, f"cannot be listed: {error.strerror or error}")

    def _add(self, name: str, entry: os.DirEntry[str], pending: list[str]) -> None:
        try:
            status = entry.stat(follow_symlinks=False)
            target = os.fspath(Path(entry.path).readlink()) if entry.is_symlink() else ""
        except OSError as error:
            self._trouble(name, f"cannot be looked at: {error.strerror or error}")
            return
        mode = status.st_mode
        if stat.S_ISDIR(mode):
            if name.count("/") >= DEEPEST:
                self._trouble(name, f"lies more than {DEEPEST} folders deep, and is not read")
                return
            self.index.folders.append(name)
            pending.append(name)
            return
        kind = Kind.FILE if stat.S_ISREG(mode) else Kind.LINK if target else Kind.OTHER
        size = status.st_size if kind is Kind.FILE else 0
        self.index.members.append(Member(name, size, size, kind, target, stamp=status.st_mtime_ns))
        require_count(len(self.index.members))

    def _trouble(self, name: str, reason: str) -> None:
        self.index.problems.append(
            Problem("FZ701", ERROR, f"{reason}; make it readable, and verify again", name)
        )

    @contextmanager
    def open(self, member: Member) -> Iterator[Stream]:
        """The bytes of a file; `MemberError` where it is not what it was when it was listed."""
        path = os.path.join(self._path, member.name)  # noqa: PTH118
        try:
            handle = os.open(path, _HOW)
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            raise MemberError(member.name, reason) from error
        try:
            yield _FileStream(handle, member)
        finally:
            os.close(handle)

    def walk(self, wanted: Collection[str]) -> Iterator[tuple[Member, Stream]]:
        """The wanted files by name."""
        for member in self.index.members:
            if member.name in wanted:
                with self.open(member) as stream:
                    yield member, stream


class _FileStream:
    """The bytes of one file as long as it does not change."""

    def __init__(self, handle: int, member: Member) -> None:
        self._handle, self._member, self._read = handle, member, 0
        self._require_same()

    def read(self, size: int, /) -> bytes:
        try:
            data = os.read(self._handle, size)
        except OSError as error:
            raise MemberError(
                self._member.name, f"cannot be read: {error.strerror or error}"
            ) from error
        self._read += len(data)
        if self._read > self._member.size or not data:
            self._require_same()
        return data

    def _require_same(self) -> None:
        now, member = os.fstat(self._handle), self._member
        read_whole = self._read in (0, member.size)
        same = (now.st_size, now.st_mtime_ns) == (member.size, member.stamp)
        if not (stat.S_ISREG(now.st_mode) and same and read_whole):
            raise MemberError(member.name, "changed while it was read")
