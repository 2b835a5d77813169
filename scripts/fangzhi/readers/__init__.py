"""Readers: one file a format, found by listing this folder.

A reader is a module with

- `SUFFIXES`: the file name endings that it is the first choice for (`.txt`);
- `sniff(path, start) -> bool`: whether the first bytes look like its format;
- `read(path, encoding) -> Source`: the whole file, or `SourceError`. `encoding` is what the
  sidecar states for text without declaration of its own, empty where nothing is stated.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from fangzhi.errors import SourceError
from fangzhi.readers._blank import BlankError
from fangzhi.readers._markup import is_markup, root_of
from fangzhi.source import Page, Source

SNIFFED = 4096  # bytes: enough for every magic number and XML root element


class Reader(Protocol):
    """What every module in this folder offers."""

    SUFFIXES: tuple[str, ...]

    def sniff(self, path: Path, start: bytes) -> bool:
        """Whether `start`, the first bytes of the file, look like this format."""

    def read(self, path: Path, encoding: str) -> Source:
        """The source at `path`."""


def readers() -> Iterator[Reader]:
    """All readers, by name."""
    return map(_reader, _names())


@cache
def _names() -> tuple[str, ...]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(name for name in names if not name.startswith("_"))


def _reader(name: str) -> Reader:
    return cast(Reader, importlib.import_module(f"{__name__}.{name}"))


def suffixes() -> tuple[str, ...]:
    """All file name endings that a reader claims."""
    return tuple(suffix for reader in readers() for suffix in reader.SUFFIXES)


def read(path: Path, encoding: str = "", group: str = "") -> Source:
    """The source at `path`, by the reader whose suffix it has and that knows its first bytes.

    A folder is one source too; `group` names the file group of a METS that is wanted. Raises
    `SourceError` for a file that is missing, empty, or of no known format.
    """
    if _is_folder(path):
        from fangzhi.readers import _folder

        return _folder.read(path, encoding, group)
    start = _first_bytes(path)
    reader = _reader_of(path, start)
    if reader is None:
        raise SourceError(
            f"is {_format_name(path, start)}, which no reader understands",
            where=path,
            remedy=f"give a file of a known format ({', '.join(suffixes())})",
        )
    if not group:
        return reader.read(path, encoding)
    from fangzhi.readers import mets

    if not mets.sniff(path, start):
        raise SourceError(
            f"is no METS file, so it has no file group {group!r}",
            where=path,
            remedy="take the key 'text.group' away",
        )
    return mets.read(path, encoding, group)


def read_files(path: Path, files: Sequence[Path], encoding: str = "") -> Source:
    """The source called `path` that `files` make together, in this order; they lie beside it.

    Raises `SourceError` for each that cannot be read. METS files say nothing of the text.
    """
    from fangzhi.readers._several import Part, read_parts

    descriptions = [file for file in files if kind_of(file) == "mets"]
    parts = [Part(file) for file in files if file not in descriptions]
    return read_parts(path, path.parent, parts, encoding, with_files=descriptions, strict=True)


def kind_of(path: Path) -> str:
    """The name of the reader of a file; empty for a format that none understands, and for nothing.

    Raises `SourceError` for a file that is missing or cannot be read.
    """
    start = _first_bytes(path, may_be_empty=True)
    reader = _reader_of(path, start) if start else None
    return "" if reader is None else _name_of(reader)


def suffixes_of(name: str) -> tuple[str, ...]:
    """The file name endings that the reader called `name` claims."""
    return next(reader.SUFFIXES for reader in readers() if _name_of(reader) == name)


def _name_of(reader: Reader) -> str:
    return str(reader.__name__).rpartition(".")[2]  # type: ignore[attr-defined]


def _reader_of(path: Path, start: bytes) -> Reader | None:
    """The reader that knows the first bytes of a file, before all the one that has its suffix."""
    suffix = path.suffix.lower()
    # Most files are known by the reader that is called as they are: then no other is imported.
    name = "text" if suffix == ".txt" else suffix.removeprefix(".")
    if name in _names():
        reader = _reader(name)
        if suffix in reader.SUFFIXES and reader.sniff(path, start):
            return reader
    candidates = sorted(readers(), key=lambda reader: suffix not in reader.SUFFIXES)
    return next((reader for reader in candidates if reader.sniff(path, start)), None)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _first_bytes(path: Path, may_be_empty: bool = False) -> bytes:
    """The first bytes of a file that can be read and is not empty."""
    try:
        if path.exists() and not path.is_dir() and not path.is_file():
            raise SourceError(
                "is a pipe or a device, not a file",
                where=path,
                remedy="give a file, or - for standard input",
            )
        with path.open("rb") as stream:
            start = stream.read(SNIFFED)
    except FileNotFoundError as error:
        raise SourceError("no such file", where=path, remedy="check the path") from error
    except IsADirectoryError as error:
        raise SourceError(
            "is a folder, not a file", where=path, remedy="name a source file in it"
        ) from error
    except OSError as error:
        raise SourceError.unreadable(path, error) from error
    if not start and not may_be_empty:
        if path.suffix.lower() == ".txt":  # so engines leave a blank page as plain text
            raise BlankError("is empty", path, "give a file that holds text", (Page(()),))
        raise SourceError("is empty", where=path, remedy="give a file that holds text")
    return start


_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "gzip-compressed data"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF document"),
)


def _format_name(path: Path, start: bytes) -> str:
    """What a file of no known format seems to be."""
    if is_markup(path, start):
        root = root_of(start)
        return f"markup with the root element {root}" if root else "markup without an element"
    names = [name for magic, name in _MAGIC if start.startswith(magic)]
    return names[0] if names else "binary data"


def is_known_binary(start: bytes) -> bool:
    """Whether the first bytes are the magic number of a format that is not text."""
    return any(start.startswith(magic) for magic, _ in _MAGIC)
