"""The seal of a TEI file: how the program knows whether somebody edited it since.

The seal is the SHA-256 of the file with an empty seal in it, written as a Named Information URI
(RFC 6920) in the header. It travels with the file; nothing has to be kept beside it.
"""

from __future__ import annotations

import base64
import hashlib
import re

PREFIX = "ni:///sha-256;"
_SEAL = re.compile(re.escape(PREFIX).encode() + rb"[A-Za-z0-9_-]*")


def seal(data: bytes) -> bytes:
    """`data`, which holds an empty seal (`PREFIX`), with the seal filled in."""
    return _SEAL.sub((PREFIX + _digest(data)).encode(), data, count=1)


def is_untouched(data: bytes) -> bool:
    """Whether a file is as the program wrote it; False where it was never sealed.

    Line ends do not count: version control may change them.
    """
    found = _SEAL.search(data)
    return found is not None and found[0].decode() == PREFIX + _digest(data)


def _digest(data: bytes) -> str:
    empty = _SEAL.sub(PREFIX.encode(), data.replace(b"\r\n", b"\n"), count=1)
    return base64.urlsafe_b64encode(hashlib.sha256(empty).digest()).decode().rstrip("=")
