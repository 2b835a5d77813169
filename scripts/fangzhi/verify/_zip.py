"""A zip as a container, read as APPNOTE 6.3 says and believed only where both directories agree.

The central directory says what there is; the local header before each member's data must say the
same, and between the members there must be nothing: programs that read a zip from its beginning
and those that read it from its end then see one and the same archive.
"""

from __future__ import annotations

import os
import stat
import struct
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from fangzhi.verify._member import Index, Kind, Member, Stream, Weight, require_count
from fangzhi.verify.problems import ERROR, WARNING, DamagedError, MemberError, Problem

_END, _END64 = struct.Struct("<4s4H2LH"), struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_CENTRAL, _LOCAL = struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s5H3L2H")
_LAST = (1 << 16) + _END.size  # bytes: the end record with the longest comment
_LARGEST_DIRECTORY = 256 << 20  # bytes: five hundred for each of the most members
STORED, DEFLATED = 0, 8
_ENCRYPTED, _LATER, _UTF8 = 1, 8, 2048  # flags
_UNREADABLE = _ENCRYPTED | 32 | 64 | 8192  # patched, strongly encrypted, names hidden
_NEWEST = 63  # the newest version of the format that there is, times ten
_DESCRIPTORS = (12, 16, 20, 24)  # bytes of what may follow data whose sizes were not known before
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
_METHODS = {9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "XZ", 99: "AES"}
_AGAIN = "make the archive anew"


def is_zip(path: Path) -> bool:
    """Whether a file begins or ends as a zip does."""
    with path.open("rb") as stream:
        if stream.read(4) in (b"PK\3\4", b"PK\5\6", b"PK\7\x08"):
            return True
        stream.seek(max(0, path.stat().st_size - _LAST))
        return b"PK\5\6" in stream.read(_LAST)


class ZipStore:
    """The members of a zip, in the order in which its data lie."""

    form = "zip"
    sequential = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self.index = Index()
        self._size = path.stat().st_size
        with path.open("rb") as stream:
            try:
                start, length, count, shift = self._find_directory(stream)
                entries = self._read_directory(stream, start + shift, length, count)
                entries.sort(key=lambda entry: entry.place)
                self._compare(stream, entries, start + shift, shift)
            except struct.error as error:
                raise DamagedError(f"is a zip that breaks off; copy it anew ({error})") from error

    # ------------------------------------------------------------ the directory

    def _find_directory(self, stream: BinaryIO) -> tuple[int, int, int, int]:
        """(start, length, entries, shift) of the central directory; shift: bytes put before all."""
        base = max(0, self._size - _LAST)
        stream.seek(base)
        tail = stream.read(_LAST)
        place = self._end_record(tail)
        _, disk, first_disk, _, count, length, start, _ = _END.unpack_from(tail, place)
        place += base
        if _FULL16 in (count, disk) or _FULL32 in (length, start):
            stream.seek(max(0, place - _LOCATOR.size))
            magic, _, end64, _ = _LOCATOR.unpack(stream.read(_LOCATOR.size))
            if magic == b"PK\6\7":
                # Where it stands, not where it says it does: that is wrong by what was put before.
                place -= _LOCATOR.size + _END64.size
                stream.seek(max(0, place))
                found = _END64.unpack(stream.read(_END64.size))
                if found[0] != b"PK\6\6":
                    stream.seek(end64)
                    found = _END64.unpack(stream.read(_END64.size))
                    place = end64
                if found[0] != b"PK\6\6":
                    raise DamagedError("is a zip64 whose end record is not where it should be")
                _, _, _, _, disk, first_disk, _, count, length, start = found
        if disk or first_disk:
            raise DamagedError("is one part of a zip in several; join the parts")
        require_count(count)
        if length > _LARGEST_DIRECTORY:
            raise DamagedError("is a zip whose directory is too large to be honest", "FZ709")
        shift = place - length - start
        if shift < 0 or length > self._size:
            raise DamagedError("is a zip whose directory is cut or moved; copy it anew")
        if shift:
            self._hidden(f"{shift} bytes stand before the archive")
        return start, length, count, shift

    def _end_record(self, tail: bytes) -> int:
        """Where the end record stands in the last bytes: that whose comment ends the file."""
        place = last = tail.rfind(b"PK\5\6")
        while place >= 0:
            if place + _END.size <= len(tail):
                comment = int.from_bytes(tail[place + 20 : place + 22], "little")
                if place + _END.size + comment == len(tail):
                    if b"PK\5\6" in tail[place + 4 :] or comment:
                        self._hidden(f"{comment} bytes of comment follow the archive", WARNING)
                    return place
            place = tail.rfind(b"PK\5\6", 0, place)
        if last < 0 or last + _END.size > len(tail):
            raise DamagedError("is a zip that breaks off before its directory; copy it anew")
        self._hidden("bytes stand after the end of the archive")
        return last

    def _read_directory(
        self, stream: BinaryIO, start: int, length: int, count: int
    ) -> list[_Entry]:
        stream.seek(start)
        entries: list[_Entry] = []
        weight, end = Weight(), start + length
        place = start
        while place < end:
            head = _CENTRAL.unpack(stream.read(_CENTRAL.size))
            if head[0] != b"PK\1\2":
                raise DamagedError("is a zip whose directory is damaged; copy it anew")
            rest = stream.read(sum(head[10:13]))
            if len(rest) < sum(head[10:13]):
                raise DamagedError("is a zip whose directory breaks off; copy it anew")
            place += _CENTRAL.size + len(rest)
            entry = _Entry(head, rest)
            weight.add(entry.size, entry.stored)
            entries.append(entry)
        if len(entries) != count or place != end:
            self._hidden(f"the directory has {len(entries)} entries, and its end says {count}")
        return entries

    def _hidden(self, what: str, level: object = ERROR) -> None:
        self.index.problems.append(
            Problem("FZ707", WARNING if level is WARNING else ERROR, f"{what}; {_AGAIN}")
        )

    # ------------------------------------------------------------ the members

    def _compare(self, stream: BinaryIO, entries: list[_Entry], directory: int, shift: int) -> None:
        """Read every local header, and look that data lie one after the other without a gap."""
        end = shift
        for number, entry in enumerate(entries):
            place = entry.place + shift
            if place < end:
                raise DamagedError(
                    f"has members that share bytes ({entry.name}), as archives do that are made to "
                    "fill disks, and is not read",
                    "FZ709",
                )
            if place > end and number:
                self._gap(entries[number - 1], place - end)
            elif place > end:
                self._hidden(f"{place - end} bytes stand before the first member")
            data = self._local(stream, entry, place)
            end = data + entry.stored
            if end > directory:
                raise DamagedError("is a zip whose data are cut; copy it anew")
            self._add(entry, data)
        if entries and directory > end:
            self._gap(entries[-1], directory - end)

    def _gap(self, entry: _Entry, length: int) -> None:
        if not (entry.flags & _LATER and length in _DESCRIPTORS):
            self._hidden(f"{length} bytes that no entry names stand behind {entry.name}")

    def _local(self, stream: BinaryIO, entry: _Entry, place: int) -> int:
        """Where the data of an entry begin; a problem where its local header says otherwise."""
        stream.seek(place)
        head = _LOCAL.unpack(stream.read(_LOCAL.size))
        if head[0] != b"PK\3\4":
            raise DamagedError(f"is a zip in which {entry.name} is not where it should be")
        raw, extra = stream.read(head[9]), stream.read(head[10])
        stored, size = _sizes(extra, head[7], head[8])
        told = []
        if raw != entry.raw:
            told.append(f"the name {_decode(raw, head[2])}")
        later = head[2] & _LATER
        if (size, stored) != (entry.size, entry.stored) and not (later and not (size or stored)):
            told.append(f"a size of {size} bytes in {stored}")
        if head[6] != entry.check and not (later and not head[6]):
            told.append("another checksum")
        if (
            head[3] != entry.method
            or (head[2] ^ entry.flags) & _UNREADABLE
            or (head[1] & 0xFF > _NEWEST)
        ):
            told.append("another way of packing")
        if told:
            self.index.problems.append(
                Problem(
                    "FZ707",
                    ERROR,
                    f"has {' and '.join(told)} before its data, and others in the directory: "
                    f"programs differ on what they unpack; {_AGAIN}",
                    entry.name,
                )
            )
        return place + _LOCAL.size + len(raw) + len(extra)

    def _add(self, entry: _Entry, data: int) -> None:
        for problem in entry.problems():
            self.index.problems.append(problem)
        if entry.name.endswith("/"):
            self.index.folders.append(entry.name.rstrip("/"))
            return
        # The target of a link is its data.
        target = self._target(entry, data) if entry.kind is Kind.LINK else ""
        self.index.members.append(
            Member(
                entry.name, entry.size, entry.stored, entry.kind, target,
                place=data, method=entry.packing, check=entry.check,
            )
        )  # fmt: skip

    def _target(self, entry: _Entry, data: int) -> str:
        member = Member(entry.name, entry.size, entry.stored, place=data, method=entry.packing,
                        check=entry.check)  # fmt: skip
        try:
            with self.open(member) as stream:
                return os.fsdecode(stream.read(4096))
        except MemberError:
            return "?"

    @contextmanager
    def open(self, member: Member) -> Iterator[Stream]:
        """The bytes of a member, unpacked; length and checksum are compared at the end."""
        if member.method not in (STORED, DEFLATED):
            raise MemberError(member.name, "is packed in a way that is not read")
        try:
            with self._path.open("rb", buffering=0) as stream:
                stream.seek(member.place)
                yield _Unpacked(stream, member)
        except OSError as error:
            raise MemberError(member.name, f"cannot be read: {error.strerror or error}") from error

    def walk(self, wanted: Collection[str]) -> Iterator[tuple[Member, Stream]]:
        """The wanted members in the order of their data."""
        for member in self.index.members:
            if member.name in wanted:
                with self.open(member) as stream:
                    yield member, stream


class _Entry:
    """One entry of the central directory."""

    __slots__ = ("check", "extra", "flags", "is_future", "kind", "method", "name", "place", "raw",
                 "size", "stored")  # fmt: skip

    def __init__(self, head: tuple[int, ...], rest: bytes) -> None:
        (_, _, needed, self.flags, self.method, _, _, self.check, stored, size,
         name, extra, _, _, _, outside, place) = head  # fmt: skip
        self.raw, self.extra = rest[:name], rest[name : name + extra]
        self.stored, self.size, self.place = _sizes(self.extra, stored, size, place)
        self.name = _decode(self.raw, self.flags)
        self.is_future = needed & 0xFF > _NEWEST
        mode = outside >> 16
        if not stat.S_IFMT(mode) or stat.S_ISREG(mode) or stat.S_ISDIR(mode):
            self.kind = Kind.FILE
        else:
            self.kind = Kind.LINK if stat.S_ISLNK(mode) else Kind.OTHER

    @property
    def packing(self) -> int:
        """The method, or -1 for what cannot be read whatever the method is."""
        return -1 if self.flags & _UNREADABLE or self.is_future else self.method

    def problems(self) -> Iterator[Problem]:
        """What is wrong with the entry by itself."""
        if self.packing < 0:
            what = "needs a program of the future" if self.is_future else "is encrypted or a patch"
            yield Problem(
                "FZ708", ERROR, f"{what}, so nobody can verify it; store it plainly", self.name
            )
        elif self.method not in (STORED, DEFLATED):
            how = _METHODS.get(self.method, f"method {self.method}")
            yield Problem(
                "FZ708",
                ERROR,
                f"is packed by {how}, which not every program reads, and was not verified; "
                "store it, or pack it by Deflate",
                self.name,
            )
        if self.name.endswith("/") and (self.size or self.stored):
            yield Problem("FZ707", ERROR, "is a folder that holds bytes; " + _AGAIN, self.name)
        if b"\0" in self.raw:
            yield Problem(
                "FZ707", ERROR, f"has a zero in its name, where many end it; {_AGAIN}", self.name
            )
        other = dict(_fields(self.extra)).get(0x7075, b"")[5:]
        if other and other != self.raw and not self.flags & _UTF8:
            name = other.decode(errors="surrogateescape")
            if name != self.name:
                yield Problem("FZ707", ERROR, f"has a second name, {name}; {_AGAIN}", self.name)
        if not self.flags & _UTF8 and not self.raw.isascii():
            yield Problem(
                "FZ706",
                WARNING,
                f"does not say that its name is UTF-8, so programs show it in their way; {_AGAIN}",
                self.name,
            )


def _decode(raw: bytes, flags: int) -> str:
    """A name; without the flag for UTF-8 too, because that is what most archives hold."""
    return raw.decode("utf-8", "surrogateescape")


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """(id, data) of each extra field."""
    place = 0
    while place + 4 <= len(extra):
        number, length = struct.unpack_from("<HH", extra, place)
        yield number, extra[place + 4 : place + 4 + length]
        place += 4 + length


def _sizes(extra: bytes, stored: int, size: int, place: int | None = None) -> tuple[int, ...]:
    """(stored, size, place), or the first two; full values stand in the zip64 field, in turn."""
    values = [size, stored] if place is None else [size, stored, place]
    if _FULL32 in values:
        more = dict(_fields(extra)).get(1, b"")
        offset = 0
        for number, value in enumerate(values):
            if value == _FULL32 and offset + 8 <= len(more):
                values[number] = int.from_bytes(more[offset : offset + 8], "little")
                offset += 8
    return (values[1], values[0], *values[2:])


class _Unpacked:
    """The bytes of a member of a zip, compared with what is said of them."""

    def __init__(self, stream: BinaryIO, member: Member) -> None:
        self._stream, self._member = stream, member
        self._left, self._given, self._check = member.stored, 0, 0
        self._inflate = zlib.decompressobj(-15) if member.method == DEFLATED else None

    def read(self, size: int, /) -> bytes:
        data = self._more(size)
        self._check = zlib.crc32(data, self._check)
        self._given += len(data)
        if self._given > self._member.size:
            raise MemberError(self._member.name, "is longer than the archive says")
        if not data:
            self._require_whole()
        return data

    def _more(self, most: int) -> bytes:
        if self._inflate is None:
            return self._packed(most)
        while not self._inflate.eof:
            packed = self._inflate.unconsumed_tail or self._packed(min(most, 1 << 16))
            try:
                data = self._inflate.decompress(packed, most)
            except zlib.error as error:
                raise MemberError(self._member.name, "is damaged: it cannot be unpacked") from error
            if data:
                return data
            if not packed:
                raise MemberError(self._member.name, "breaks off before its end")
        return b""

    def _packed(self, most: int) -> bytes:
        data = self._stream.read(min(most, self._left))
        if not data and self._left:
            raise MemberError(self._member.name, "breaks off before its end")
        self._left -= len(data)
        return data

    def _require_whole(self) -> None:
        unused = self._inflate is not None and (self._left or self._inflate.unused_data)
        if self._given != self._member.size or self._left or unused:
            raise MemberError(self._member.name, "is shorter than the archive says")
        if self._check != self._member.check:
            raise MemberError(self._member.name, "is damaged: its CRC-32 is another than is said")
