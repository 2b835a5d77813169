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
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, cast

from fangzhi.errors import SourceError
from fangzhi.readers._markup import is_markup, root_of
from fangzhi.source import Source

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
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        if not module.name.startswith("_"):
            yield cast(Reader, importlib.import_module(f"{__name__}.{module.name}"))


def suffixes() -> tuple[str, ...]:
    """All file name endings that a reader claims."""
    return tuple(suffix for reader in readers() for suffix in reader.SUFFIXES)


def read(path: Path, encoding: str = "") -> Source:
    """The source at `path`, by the reader whose suffix it has and that knows its first bytes.

    Raises `SourceError` for a file that is missing, a folder, empty, or of no known format.
    """
    start = _first_bytes(path)
    candidates = sorted(readers(), key=lambda reader: path.suffix.lower() not in reader.SUFFIXES)
    for reader in candidates:
        if reader.sniff(path, start):
            return reader.read(path, encoding)
    raise SourceError(
        f"is {_format_name(path, start)}, which no reader understands",
        where=path,
        remedy=f"give a text, or hOCR, ALTO or PAGE XML ({', '.join(suffixes())})",
    )


def _first_bytes(path: Path) -> bytes:
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
        raise SourceError(
            f"cannot be read: {error.strerror or error}",
            where=path,
            remedy="check the path and its permissions",
        ) from error
    if not start:
        raise SourceError("is empty", where=path, remedy="give a file that holds text")
    return start


_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip archive (DOCX, ODT, EPUB …)"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "gzip-compressed data"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x7fELF", "a program"),
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
