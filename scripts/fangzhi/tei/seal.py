"""The seal of a TEI file: how the program knows whether somebody edited it since.

The seal is the SHA-256 of the file with an empty seal in it, written as a Named Information URI
(RFC 6920) in the header. It travels with the file; nothing has to be kept beside it.
"""

from __future__ import annotations

import base64
import hashlib
import re

PREFIX = "ni:///sha-256;"
# As the header has it: in the text itself no tag can stand that is not markup.
_SEAL = re.compile(
    rb'<ptr type="seal" target="(' + re.escape(PREFIX).encode() + rb')([A-Za-z0-9_-]*)"/>'
)


def seal(data: bytes) -> bytes:
    """`data`, which holds an empty seal (`PREFIX`), with the seal filled in."""
    return _with(_digest(data), data)


def is_untouched(data: bytes) -> bool:
    """Whether a file is as the program wrote it; False where it was never sealed.

    Line ends do not count: version control may change them.
    """
    found = _SEAL.search(data)
    return found is not None and found[2].decode() == _digest(data)


def _with(digest: str, data: bytes) -> bytes:
    return _SEAL.sub(f'<ptr type="seal" target="{PREFIX}{digest}"/>'.encode(), data, count=1)


def _digest(data: bytes) -> str:
    empty = _with("", data.replace(b"\r\n", b"\n"))
    return base64.urlsafe_b64encode(hashlib.sha256(empty).digest()).decode().rstrip("=")
