"""Files of a package with what METS and PREMIS say of them, and the days that they bear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import quote

from fangzhi.archive import ZIP_EPOCH
from fangzhi.builders._formats import Format, format_of
from fangzhi.packing import Content, Digest, contents, digest

UNKNOWN_DAY = "XXXX-XX-XX"  # a day that nobody stated (Extended Date/Time Format, level 1)


class Packed:
    """A file: `path` in the package, `content`, and `original`, its name in the edition repository.

    What lies on disk is not kept in memory: the scans of a book are larger than that.
    """

    def __init__(self, path: str, content: Content, original: str = "") -> None:
        self.path, self.content, self.original = path, content, original

    @property
    def data(self) -> bytes:
        """All its bytes, read from disk where it lies there."""
        return contents(self.content)

    @cached_property
    def digest(self) -> Digest:
        """Its size and its digests."""
        return digest(self.content)

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return self.digest.size

    @property
    def sha256(self) -> str:
        """The SHA-256 in hexadecimal digits."""
        return self.digest.values["sha256"]

    @property
    def sha512(self) -> str:
        """The SHA-512 in hexadecimal digits."""
        return self.digest.values["sha512"]

    @cached_property
    def format(self) -> Format:
        """What kind of file it is."""
        return format_of(self.path, self.data)

    @property
    def url(self) -> str:
        """The path as a relative URL: what XML can hold whatever the file is called."""
        return quote(self.path)


@dataclass(frozen=True, slots=True)
class Day:
    """The day on which the package was made, which need not be known."""

    known: date | None

    @property
    def time(self) -> str:
        """As METS wants it: the first second of that day, or of 1980 where it is not known."""
        return f"{(self.known or ZIP_EPOCH).isoformat()}T00:00:00Z"

    @property
    def text(self) -> str:
        """As PREMIS has it: the day, or that none is stated."""
        return self.known.isoformat() if self.known else UNKNOWN_DAY


@dataclass(frozen=True, slots=True)
class Representation:
    """One form of the edition: the name of its folder, what it is, and its files."""

    name: str
    label: str
    data: tuple[Packed, ...]
    schemas: tuple[Packed, ...] = ()

    @property
    def folder(self) -> str:
        """Where it lies in the package."""
        return f"representations/{self.name}"

    @property
    def files(self) -> tuple[Packed, ...]:
        """All its files but those about it."""
        return self.data + self.schemas
