"""Documents that are zips (DOCX, ODT, EPUB), read without trust: nothing is unpacked to disk."""

from __future__ import annotations

import posixpath
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from fangzhi.errors import SourceError
from fangzhi.readers._xml import parse

MOST_MEMBERS = 20_000  # a book with a picture on each page has some thousand
LARGEST_DIRECTORY = 16 << 20  # bytes of the list of members
LARGEST_MEMBER = 128 << 20  # bytes of one member, unpacked
INNOCENT = 16 << 20  # bytes unpacked: below that no ratio does harm
MOST_RATIO = 200  # text deflates to a fifth, markup to a fiftieth
LARGEST = 2 << 30  # bytes of all that is in it, unpacked
_END_SIZE = 22  # bytes of the end record without its comment
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_AGAIN = "save the document anew with its own program"


class Package:
    """The members of a zip by their names; `SourceError` for one that is broken or hostile."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with _opened(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        _require_honest(entries, path)
        self._entries = {entry.filename: entry for entry in entries}
        self._folded = {name.casefold(): name for name in self._entries}

    @property
    def names(self) -> list[str]:
        """The names of all members, in the order of the directory."""
        return list(self._entries)

    def find(self, name: str) -> str:
        """The name of a member as it is stored; empty if there is none. Case does not matter."""
        return name if name in self._entries else self._folded.get(name.casefold(), "")

    def read(self, name: str) -> bytes:
        """The bytes of a member; `SourceError` if it is missing or damaged."""
        if not (stored := self.find(name)):
            raise SourceError(f"lacks its part {name[:80]!r}", where=self.path, remedy=_AGAIN)
        try:
            with _opened(self.path) as archive:
                return archive.read(self._entries[stored])
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise SourceError(
                f"is damaged: its part {name[:80]!r} cannot be unpacked ({error})",
                where=self.path,
                remedy="copy the file anew, or open and save it with its own program",
            ) from error

    def parse(self, name: str) -> etree._Element:
        """The root of the XML in a member."""
        return parse(self.read(name), self.place(name))

    def place(self, name: str) -> Path:
        """A member as messages name it: below the path of the package."""
        return self.path / name

    def loader(self, name: str) -> Callable[[], bytes]:
        """A function that reads a member when it is called."""
        return lambda: self.read(name)


def resolve(base: str, target: str) -> str:
    """The name of the member that `target`, a relative URL in the member `base`, means.

    Empty where it leads out of the package or to another place.
    """
    plain = unquote(target.partition("#")[0].partition("?")[0])
    if ":" in plain.partition("/")[0] or plain.startswith("//"):
        return ""
    if plain.startswith("/"):
        return posixpath.normpath(plain).lstrip("/")
    name = posixpath.normpath(posixpath.join(posixpath.dirname(base), plain)) if plain else base
    return "" if name.startswith("../") or name == ".." else name


def _opened(path: Path) -> zipfile.ZipFile:
    """The zip at `path`, if its directory is no longer than that of a document."""
    try:
        _require_short_directory(path)
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise SourceError(
            f"is a broken zip archive ({error})",
            where=path,
            remedy="copy the file anew, or open and save it with its own program",
        ) from error
    except OSError as error:
        raise SourceError.unreadable(path, error) from error


def _require_short_directory(path: Path) -> None:
    """Refuse what would take long before its members are known (APPNOTE 6.3, 4.3.16).

    The directory ends at the end record and lies behind all data, so its beginning as the record
    has it says how long it is, whatever its length is said to be.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - _END_SIZE - 0xFFFF))
        tail = stream.read()
    place = tail.rfind(b"PK\5\6")
    if place < 0 or len(tail) - place < _END_SIZE:
        raise zipfile.BadZipFile("it has no directory")
    count = int.from_bytes(tail[place + 10 : place + 12], "little")
    length = int.from_bytes(tail[place + 12 : place + 16], "little")
    if count > MOST_MEMBERS or length > LARGEST_DIRECTORY:
        raise _dishonest(path, f"more than {MOST_MEMBERS} members")


def _require_honest(entries: list[zipfile.ZipInfo], path: Path) -> None:
    """Raise `SourceError` for names, ways of packing or sizes that no document has."""
    if len(entries) > MOST_MEMBERS:
        raise _dishonest(path, f"more than {MOST_MEMBERS} members")
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename
        if name in seen:
            raise _dishonest(path, f"the member {name[:80]!r} twice")
        seen.add(name)
        if ".." in name.split("/") or name.startswith("/") or "\\" in name or "\0" in name:
            raise _dishonest(path, f"the member {name[:80]!r}, whose name leads out of it")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise _dishonest(path, f"the link {name[:80]!r}")
        if entry.flag_bits & _ENCRYPTED:
            raise SourceError(
                f"is encrypted (its part {name[:80]!r} needs a password)",
                where=path,
                remedy="save it without a password",
            )
        if entry.compress_type not in _METHODS:
            raise _dishonest(path, f"the member {name[:80]!r}, packed in a way that is not read")
        _require_size(entry.file_size, entry.compress_size, LARGEST_MEMBER, path)
    whole = sum(entry.file_size for entry in entries)
    _require_size(whole, sum(entry.compress_size for entry in entries), LARGEST, path)


def _require_size(size: int, packed: int, most: int, path: Path) -> None:
    """Raise `SourceError` for what unpacks to too much, or to too much for what it takes."""
    if size > most or (size > INNOCENT and size > MOST_RATIO * max(packed, 1)):
        raise _dishonest(path, f"{size} bytes packed into {packed}")


def _dishonest(path: Path, what: str) -> SourceError:
    return SourceError(
        f"holds {what}, and is not read: archives like that may be made to do harm",
        where=path,
        remedy=_AGAIN,
    )
