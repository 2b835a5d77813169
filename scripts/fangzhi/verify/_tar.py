"""A tar as a container (POSIX.1-2017, pax; GNU long names), plain or compressed.

A plain one is read at any place. A compressed one is read from its beginning, once for its index
and once for its digests; what is small and asked for by name is kept from the first time.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from fangzhi.verify._member import BLOCK, Index, Kind, Member, Stream, Weight
from fangzhi.verify._names import DOTS
from fangzhi.verify._unpack import Unpacker, compression
from fangzhi.verify.problems import ERROR, DamagedError, MemberError, Problem

_BLOCK = 512
_ZEROS = bytes(_BLOCK)
_LONGEST_HEADER = 1 << 20  # bytes of a pax header: it holds names and dates
_KEPT_ONE, _KEPT_ALL = 8 << 20, 32 << 20  # bytes of small members of compressed archives
_OCTAL = re.compile(rb" *([0-7]*)[\0 ]*", re.DOTALL)
_FILES, _LINKS = b"0\x007", {b"1": "hard", b"2": "symbolic"}
_AGAIN = "make the archive anew"


def is_tar(path: Path) -> bool:
    """Whether a file is a tar, or a compressed file that holds one."""
    with path.open("rb") as stream:
        start = stream.read(_BLOCK)
        how = compression(start)
        if not how:
            return _is_header(start)
        stream.seek(0)
        try:
            return _is_header(_Tape(Unpacker(stream, how)).exactly(_BLOCK))
        except DamagedError:
            return ".tar" in path.name or path.suffix == ".tgz"  # a tar that is damaged


def _is_header(block: bytes) -> bool:
    return len(block) == _BLOCK and (block == _ZEROS or _sum_holds(block)) and any(block)


def _sum_holds(block: bytes) -> bool:
    try:
        stated = _number(block[148:156])
    except ValueError:
        return False
    return stated == sum(block[:148]) + 8 * 0x20 + sum(block[156:])


def _number(field: bytes) -> int:
    """A number in octal figures, or GNU's binary one."""
    if field[:1] in (b"\x80", b"\xff"):
        value = int.from_bytes(field[1:], "big")
        if field[0] == 0xFF:
            raise ValueError("negative")
        return value
    found = _OCTAL.fullmatch(field)
    if found is None:
        raise ValueError("no number")
    return int(found[1] or b"0", 8)


class _Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Tape:
    """A stream that is read forward; it knows its place."""

    def __init__(self, source: _Source) -> None:
        self._source, self.place = source, 0

    def some(self, size: int) -> bytes:
        """At most `size` bytes."""
        data = self._source.read(size)
        self.place += len(data)
        return data

    def exactly(self, size: int) -> bytes:
        """`size` bytes, or fewer at the end."""
        parts = []
        while size and (part := self.some(min(size, BLOCK))):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def skip(self, size: int) -> None:
        """Go `size` bytes forward; `DamagedError` where there are not so many."""
        while size:
            part = self.some(min(size, BLOCK))
            if not part:
                raise DamagedError("is a tar that breaks off before its end; copy it anew")
            size -= len(part)


class _SeekingTape(_Tape):
    """A file, in which nothing need be read to be passed."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        super().__init__(stream)
        self._stream, self._length = stream, length

    def skip(self, size: int) -> None:
        if self.place + size > self._length:
            raise DamagedError("is a tar that breaks off before its end; copy it anew")
        self.place += size
        self._stream.seek(self.place)


class TarStore:
    """The members of a tar, in their order."""

    form = "tar"

    def __init__(self, path: Path) -> None:
        self._path, self.index = path, Index()
        self._kept: dict[str, bytes] = {}
        self._room = _KEPT_ALL
        with path.open("rb") as stream:
            self._how = compression(stream.read(8))
            self.sequential = bool(self._how)
            stream.seek(0)
            tape = self._tape(stream)
            reader = _Reader(tape, self.index)
            weight = Weight()
            for member in reader.members():
                weight.add(member.size, member.size)
                if self._is_kept(member):
                    self._kept[member.name] = tape.exactly(member.size)
                    self._room -= member.size

    def _tape(self, stream: BinaryIO) -> _Tape:
        if self._how:
            return _Tape(Unpacker(stream, self._how))
        return _SeekingTape(stream, self._path.stat().st_size)

    def _is_kept(self, member: Member) -> bool:
        """Tag files, and XML: what kinds ask for by name."""
        wanted = member.name.count("/") <= 1 or member.name.endswith(".xml")
        small = member.size <= min(_KEPT_ONE, self._room)
        return self.sequential and wanted and small and not member.target

    @contextmanager
    def open(self, member: Member) -> Iterator[Stream]:
        """The bytes of a member."""
        if member.method:
            raise MemberError(member.name, "is stored with holes, which is not read")
        if member.name in self._kept:
            yield _Kept(self._kept[member.name])
            return
        with self._told(member), self._path.open("rb", buffering=0) as stream:
            tape = self._tape(stream)
            tape.skip(member.place)
            yield _Piece(tape, member)

    @contextmanager
    def _told(self, member: Member) -> Iterator[None]:
        """Tell what breaks while a member is read as that member's damage."""
        try:
            yield
        except DamagedError as error:
            raise MemberError(member.name, error.reason.partition(";")[0]) from error
        except OSError as error:
            raise MemberError(member.name, f"cannot be read: {error.strerror or error}") from error

    def walk(self, wanted: Collection[str]) -> Iterator[tuple[Member, Stream]]:
        """The wanted members one after the other, in one pass."""
        members = [member for member in self.index.members if member.name in wanted]
        if not self.sequential:
            for member in members:
                with self.open(member) as stream:
                    yield member, stream
            return
        # A hard link has the place of what it leads to: its bytes are read with those.
        members.sort(key=lambda member: member.place)
        with self._path.open("rb") as raw:
            tape = self._tape(raw)
            for member in members:
                if member.place < tape.place or member.method:
                    with self.open(member) as stream:
                        yield member, stream
                    continue
                with self._told(member):
                    tape.skip(member.place - tape.place)
                    yield member, _Piece(tape, member)


class _Kept:
    """Bytes that are there already."""

    def __init__(self, data: bytes) -> None:
        self._data, self._place = data, 0

    def read(self, size: int, /) -> bytes:
        data = self._data[self._place : self._place + size]
        self._place += len(data)
        return data


class _Piece:
    """The bytes of one member on a tape that stands at its beginning."""

    def __init__(self, tape: _Tape, member: Member) -> None:
        self._tape, self._member, self._left = tape, member, member.size

    def read(self, size: int, /) -> bytes:
        if not self._left:
            return b""
        try:
            data = self._tape.some(min(size, self._left))
        except DamagedError as error:
            raise MemberError(self._member.name, error.reason.partition(";")[0]) from error
        if not data:
            raise MemberError(self._member.name, "breaks off before its end")
        self._left -= len(data)
        return data


class _Reader:
    """Reads the headers of a tar."""

    def __init__(self, tape: _Tape, index: Index) -> None:
        self._tape, self._index = tape, index
        self._by_name: dict[str, Member] = {}
        self._next: dict[str, bytes] = {}  # what extended headers say of the next member

    def members(self) -> Iterator[Member]:
        """Each member, with the tape at its data; whoever asks may read them, or not."""
        while (header := self._tape.exactly(_BLOCK)) and header != _ZEROS:
            if len(header) < _BLOCK:
                raise DamagedError("is a tar that breaks off before its end; copy it anew")
            if not _sum_holds(header):
                raise DamagedError("is a tar with a damaged header; copy it anew")
            kind = header[156:157]
            size = self._size(header)
            begin = self._tape.place
            if kind in b"xgXLK":
                self._extend(kind, size)
            else:
                member = self._member(header, kind, begin, size)
                self._next = {}
                if member is not None:
                    self._index.members.append(member)
                    self._by_name[member.name] = member
                    yield member
            end = begin + -(-size // _BLOCK) * _BLOCK
            self._tape.skip(end - self._tape.place)
        self._require_end(header)

    def _size(self, header: bytes) -> int:
        try:
            stated = self._next.get("size")
            if stated is None:
                return _number(header[124:136])
            if not stated.isdigit() or len(stated) > 20:
                raise ValueError("no number")
            return int(stated)
        except ValueError as error:
            raise DamagedError("is a tar with a size that is no number; copy it anew") from error

    def _extend(self, kind: bytes, size: int) -> None:
        """Take in a header that is about the next member."""
        if size > _LONGEST_HEADER:
            raise DamagedError("is a tar with a header too long to be honest", "FZ709")
        data = self._tape.exactly(size)
        if kind in b"LK":
            self._next["path" if kind == b"L" else "linkpath"] = data.rstrip(b"\0")
            return
        said = dict(_records(data))
        if kind == b"g":
            if said.keys() & {"path", "linkpath", "size"}:
                self._problem("FZ707", "", f"has one name or size for all its members; {_AGAIN}")
            return
        self._next |= said

    def _member(self, header: bytes, kind: bytes, place: int, size: int) -> Member | None:
        name = self._name(header)
        if kind == b"5" or (kind in _FILES and name.endswith("/")):
            self._index.folders.append(name.rstrip("/"))
            return None
        if kind in _LINKS:
            return self._link(name, header, kind, size)
        holes = kind == b"S" or any(key.startswith("GNU.sparse") for key in self._next)
        if holes:
            self._problem(
                "FZ708", name, "is stored with holes (sparse), and was not verified; store it whole"
            )
        is_file = kind in _FILES or holes
        return Member(
            name, size, size, Kind.FILE if is_file else Kind.OTHER, place=place, method=int(holes)
        )

    def _link(self, name: str, header: bytes, kind: bytes, size: int) -> Member:
        if size:
            raise DamagedError("is a tar with a link that holds bytes, which programs read in "
                               f"different ways; {_AGAIN}")  # fmt: skip
        raw = self._next.get("linkpath") or header[157:257].partition(b"\0")[0]
        target = os.fsdecode(raw) if kind == b"2" else _plain(os.fsdecode(raw))
        first = self._by_name.get(target) if kind == b"1" else None
        if first is None or first.kind is not Kind.FILE:
            return Member(name, 0, 0, Kind.LINK, target)
        return Member(name, first.size, 0, Kind.FILE, target, first.place, first.method)

    def _name(self, header: bytes) -> str:
        raw = self._next.get("path")
        if raw is None:
            raw = header[:100].partition(b"\0")[0]
            prefix = header[345:500].partition(b"\0")[0]
            if prefix and header[257:263] == b"ustar\0":
                raw = prefix + b"/" + raw
        if b"\0" in raw:
            self._problem("FZ707", os.fsdecode(raw), f"has a zero in its name; {_AGAIN}")
        return _plain(os.fsdecode(raw))

    def _require_end(self, header: bytes) -> None:
        """After the end there are zeros, and nothing else."""
        if not header:
            self._problem("FZ701", "", "has no end mark, so it may be cut; compare with the source")
        while rest := self._tape.some(BLOCK):
            if rest.strip(b"\0"):
                self._problem("FZ707", "", f"has bytes behind its end; {_AGAIN}")
                return

    def _problem(self, code: str, member: str, message: str) -> None:
        self._index.problems.append(Problem(code, ERROR, message, member))


def _plain(name: str) -> str:
    """A name without the `./` that tar puts before names."""
    name = DOTS.sub("", name, 1)
    return "" if name == "." else name


def _records(data: bytes) -> Iterator[tuple[str, bytes]]:
    """(keyword, value) of each record `length keyword=value` of a pax header."""
    place = 0
    while place < len(data) and data[place : place + 1] != b"\0":
        length, blank, _ = data[place : place + 20].partition(b" ")
        if not blank or not length.isdigit():
            raise DamagedError("is a tar with a damaged header; copy it anew")
        end = place + int(length)
        key, equals, value = data[place + len(length) + 1 : end - 1].partition(b"=")
        if not equals or data[end - 1 : end] != b"\n":
            raise DamagedError("is a tar with a damaged header; copy it anew")
        yield key.decode("utf-8", "replace"), value
        place = end
