"""Members of containers, what a container must be able to do, and the limits that hold for all."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from fangzhi.verify.problems import DamagedError, Problem

BLOCK = 1 << 20  # bytes read at once: large enough for full speed, small enough for many threads
MOST_MEMBERS = 500_000  # the largest archival packages known hold some 100,000 files
MOST_BYTES = 1 << 44  # 16 TiB: more than any medium of today takes as one package
# Text deflates to a fifth, an empty page of a scan to a thousandth, but a whole package never.
MOST_RATIO = 200
INNOCENT = 256 << 20  # bytes unpacked: below that no ratio does harm
DEEPEST = 100  # folders in one another; file systems end at some 2,000, people at ten
LONGEST_NAME = 4096  # bytes of a path: what Linux can open


class Kind(Enum):
    """What a member is. Folders are no members, see `Container.folders`."""

    FILE = "file"
    LINK = "link"  # a symbolic link, or a hard link to what the archive does not hold before
    OTHER = "other"  # a device, a pipe, a socket


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a container, as the container describes it.

    `name` is the whole path with `/`, as stored; bytes that are no UTF-8 are lone surrogates (as
    `os.fsdecode` makes them). `size` is in bytes unpacked, `stored` in bytes that it takes in the
    container. `target` is where a link leads. `place`, `method`, `check` and `stamp` are for the
    container: where the data begin, how they are packed, their CRC-32 (-1: none), when changed.
    """

    name: str
    size: int
    stored: int
    kind: Kind = Kind.FILE
    target: str = ""
    place: int = 0
    method: int = 0
    check: int = -1
    stamp: int = 0


class Stream(Protocol):
    """The bytes of a member. `read` raises `MemberError` when they are not what they should be."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, and none at the end."""


@dataclass(slots=True)
class Index:
    """What a container holds: members in its order, folders, and what is wrong with it."""

    members: list[Member] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Store(Protocol):
    """A folder, a zip or a tar. Made from a path; raises `DamagedError` for what cannot be read."""

    form: str
    index: Index
    sequential: bool  # whether members can only be read well one after the other

    def open(self, member: Member) -> AbstractContextManager[Stream]:
        """A stream of one member, with a file handle of its own: threads may read at once."""

    def walk(self, wanted: Collection[str]) -> Iterator[tuple[Member, Stream]]:
        """The members with these names in the order of the container; read each before the next."""


class Weight:
    """Adds up what a container unpacks to, and stops it where it grows beyond all measure."""

    def __init__(self) -> None:
        self.members = self.size = self.stored = 0

    def add(self, size: int, stored: int) -> None:
        """Count one member; raises `DamagedError` (FZ709) beyond a limit."""
        self.members += 1
        self.size += size
        self.stored += stored
        require_count(self.members)
        require_size(self.size, self.stored)


def require_count(members: int) -> None:
    """Raise `DamagedError` for more members than a package has."""
    if members > MOST_MEMBERS:
        raise DamagedError(
            f"holds more than {MOST_MEMBERS} members, and is not read; split the package", "FZ709"
        )


def require_size(size: int, stored: int) -> None:
    """Raise `DamagedError` for what unpacks to too much, or to too much for what it takes."""
    if size > MOST_BYTES:
        raise DamagedError(
            f"unpacks to more than {MOST_BYTES >> 40} TiB, and is not read; split the package",
            "FZ709",
        )
    if size > INNOCENT and size > MOST_RATIO * max(stored, 1):
        raise DamagedError(
            f"unpacks to more than {MOST_RATIO} times of what it takes ({size} bytes), as archives "
            "do that are made to fill disks, and is not read",
            "FZ709",
        )
