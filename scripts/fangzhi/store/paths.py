"""Paths of OCFL: what is wrong with one, and content paths that every disk can hold."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator

LONGEST_NAME = 200  # bytes of a file name; most file systems end at 255
LONGEST_PATH = 800  # bytes of a content path; some systems end at 1024 with all that is above

# What Windows and common sync programs do not take, and % itself, so that no two become one.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"\\|?*%\u2028\u2029\u202a-\u202e\u2066-\u2069]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
_EDGES = re.compile(r"^[.~ -]|[. ]$")


def has_bad_ends(path: str) -> bool:
    """Whether a path begins or ends with a slash (E053, E100)."""
    return path.startswith("/") or path.endswith("/")


def has_bad_elements(path: str) -> bool:
    """Whether an element is empty, `.` or `..` (E052, E099); slashes at the ends aside."""
    inner = path.removeprefix("/").removesuffix("/")
    return any(element in ("", ".", "..") for element in inner.split("/"))


def conflicts(paths: Iterable[str]) -> Iterator[str]:
    """Why paths cannot stand side by side: the same twice, or a file that is a folder too."""
    files: set[str] = set()
    for path in paths:
        if path in files:
            yield f"{path!r} stands there twice"
        files.add(path)
    folders = {path[:end] for path in files for end, sign in enumerate(path) if sign == "/"}
    for path in sorted(files & folders):
        yield f"{path!r} is both a file and a folder"


def content_paths(logical: Iterable[str]) -> dict[str, str]:
    """For each logical path a path of a file on disk, without the version and content folders.

    It is the logical path itself where any disk can hold that. Else what is unsafe is
    percent-encoded, and names that differ in case or Unicode form alone are told apart.
    """
    owner: dict[str, str] = {}  # folded path → the logical path, or folder of one, that has it
    found: dict[str, str] = {}
    for path in sorted(logical):
        above, name = "", ""
        elements = path.split("/")
        for number, element in enumerate(elements, 1):
            whole = "/".join(elements[:number])
            name = above + safe_name(element)
            if owner.setdefault(_folded(name), whole) != whole:
                name = f"{name}~{_digest(whole)[:16]}"
                owner[_folded(name)] = whole
            above = f"{name}/"
        found[path] = f"long/{_digest(path)}" if len(name.encode()) > LONGEST_PATH else name
    return found


def safe_name(element: str) -> str:
    """One element of a path as every common file system can hold it."""
    name = unicodedata.normalize("NFC", element)
    name = _UNSAFE.sub(lambda sign: _encoded(sign[0]), name)
    name = _EDGES.sub(lambda sign: _encoded(sign[0]), name)
    if _DEVICE.match(name):
        name = f"{_encoded(name[0])}{name[1:]}"
    if len(name.encode()) > LONGEST_NAME:
        start = name.encode()[: LONGEST_NAME - 20].decode(errors="ignore")
        name = f"{start}~{_digest(element)[:16]}"
    return name


def _encoded(sign: str) -> str:
    return "".join(f"%{byte:02x}" for byte in sign.encode())


def _folded(path: str) -> str:
    """Paths that are one on some disk have one folded form."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
