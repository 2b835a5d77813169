"""Compressed streams of tar archives (gzip, bzip2, xz), with limits on memory and growth."""

from __future__ import annotations

import bz2
import lzma
import zlib
from typing import BinaryIO

from fangzhi.verify._member import require_size
from fangzhi.verify.problems import DamagedError

_MEMORY = 256 << 20  # bytes that xz may take: its strongest preset takes 65 MiB
_READ = 1 << 16
MAGICS = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\0": "xz"}


def compression(start: bytes) -> str:
    """By what a file is compressed that begins so; empty where by nothing known."""
    return next((name for magic, name in MAGICS.items() if start.startswith(magic)), "")


class Unpacker:
    """The unpacked bytes of a whole file, one stream after the other.

    `read` raises `DamagedError` where a stream breaks off, is damaged, or grows beyond measure.
    """

    def __init__(self, raw: BinaryIO, how: str) -> None:
        self._raw, self._how = raw, how
        self._waiting = b""
        self._given = self._taken = 0
        self._one = self._begin()

    def _begin(self) -> zlib._Decompress | bz2.BZ2Decompressor | lzma.LZMADecompressor:
        if self._how == "gzip":
            return zlib.decompressobj(31)
        if self._how == "bzip2":
            return bz2.BZ2Decompressor()
        return lzma.LZMADecompressor(memlimit=_MEMORY)

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, and none at the end."""
        try:
            data = self._more(size)
        except (zlib.error, lzma.LZMAError, OSError, ValueError) as error:
            raise DamagedError(f"cannot be unpacked ({error}); copy it anew") from error
        self._given += len(data)
        require_size(self._given, self._taken)
        return data

    def _more(self, size: int) -> bytes:
        while True:
            if self._one.eof and not self._next():
                return b""
            if not self._waiting and getattr(self._one, "needs_input", True):
                self._waiting = self._raw.read(_READ)
                self._taken += len(self._waiting)
                if not self._waiting:
                    raise DamagedError("breaks off before its end; copy it anew")
            data = self._one.decompress(self._waiting, size)
            self._waiting = getattr(self._one, "unconsumed_tail", b"")
            if data:
                return data

    def _next(self) -> bool:
        """Go on with the stream that follows, if one does; zeros fill up, and are no stream."""
        rest = self._one.unused_data or self._raw.read(_READ)
        rest = rest.lstrip(b"\0")
        if not rest:
            return False
        if compression(rest + self._raw.read(6 - min(6, len(rest)))) != self._how:
            raise DamagedError("has other bytes behind its end; copy it anew")
        self._taken += len(rest)
        self._waiting, self._one = rest, self._begin()
        return True
