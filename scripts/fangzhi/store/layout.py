"""Where an object lies in a storage root: registered layouts, and the files that name them.

New roots have layout 0003: three folders by the SHA-256 of the id, so that no folder gets too
full, then one named like the id, so that people find it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path

from fangzhi.store.inventory import Json, parse

DESCRIPTION = "ocfl_layout.json"
EXTENSIONS = "extensions"
CONFIG = "config.json"
ROOT_DECLARATION = "0=ocfl_"
READABLE = "0003-hash-and-id-n-tuple-storage-layout"
HASHED = "0004-hashed-n-tuple-storage-layout"
LONGEST = 100  # characters of an id in a folder's name (0003)

# https://ocfl.github.io/extensions/
REGISTERED = (
    "0001-digest-algorithms",
    "0002-flat-direct-storage-layout",
    READABLE,
    HASHED,
    "0005-mutable-head",
    "0006-flat-omit-prefix-storage-layout",
    "0007-n-tuple-omit-prefix-storage-layout",
    "0008-schema-registry",
    "0009-digest-algorithms",
    "0010-differential-n-tuple-omit-prefix-storage-layout",
    "0011-direct-clean-path-layout",
    "0012-hash-and-no-prefix-id-n-tuple-storage-layout",
    "initial",  # has no number: it is run before the others
)
_DEFAULTS: Json = {"digestAlgorithm": "sha256", "tupleSize": 3, "numberOfTuples": 3}
_NAMES = ("md5", "sha1", "sha256", "sha512")

Layout = Callable[[str], str]  # id of an object → its path in the root


def root_files() -> dict[str, bytes]:
    """The files of a new root by their paths, the declaration last: it makes it one."""
    layout = {
        "extension": READABLE,
        "description": "Three folders of three characters each from the SHA-256 of the object's "
        "id, then a folder named like the id, percent-encoded",
    }
    config = {"extensionName": READABLE, **_DEFAULTS}
    return {
        f"{EXTENSIONS}/{READABLE}/{CONFIG}": _json(config),
        DESCRIPTION: _json(layout),
        f"{ROOT_DECLARATION}1.1": b"ocfl_1.1\n",
    }


def _json(content: Json) -> bytes:
    return f"{json.dumps(content, indent=2)}\n".encode()


def read_layout(root: Path) -> Layout:
    """The layout of a root; `ValueError` says why it cannot be followed."""
    if not (root / DESCRIPTION).is_file():
        raise ValueError(f"has no {DESCRIPTION}")
    try:
        named = parse((root / DESCRIPTION).read_bytes())
    except OSError as error:
        raise ValueError(f"has a {DESCRIPTION} that cannot be read") from error
    except ValueError as error:
        raise ValueError(f"has a broken {DESCRIPTION}: {error}") from error
    name = named.get("extension") if isinstance(named, dict) else None
    if name not in (READABLE, HASHED):
        raise ValueError(f"has the layout {name!r}; only 0003 and 0004 are known here")
    return _layout(name, _config(root / EXTENSIONS / name / CONFIG, name))


def _config(file: Path, name: str) -> Json:
    try:
        given = parse(file.read_bytes()) if file.is_file() else {}
    except (OSError, ValueError) as error:
        raise ValueError(f"has a broken {CONFIG} of its layout: {error}") from error
    if not isinstance(given, dict) or given.get("extensionName", name) != name:
        raise ValueError(f"has a {CONFIG} that belongs to another layout than {name}")
    config = {**_DEFAULTS, **given}
    size, number = config["tupleSize"], config["numberOfTuples"]
    length = _digest_length(config["digestAlgorithm"])
    whole = all(isinstance(one, int) and not isinstance(one, bool) for one in (size, number))
    if not length or not whole or not (0 <= size <= 32 and 0 <= number <= 32):
        raise ValueError(f"has a {CONFIG} with values that its layout does not allow")
    if size * number > length or bool(size) != bool(number):
        raise ValueError(f"has a {CONFIG} whose tuples do not fit its digest")
    return config


def _digest_length(algorithm: object) -> int:
    """The figures of a digest; 0 for an algorithm that is not known here."""
    return hashlib.new(str(algorithm)).digest_size * 2 if algorithm in _NAMES else 0


def _layout(name: str, config: Json) -> Layout:
    size, number = config["tupleSize"], config["numberOfTuples"]

    def path(identifier: str) -> str:
        digest = hashlib.new(config["digestAlgorithm"], identifier.encode()).hexdigest()
        tuples = [digest[start * size : (start + 1) * size] for start in range(number)]
        if name == READABLE:
            return "/".join([*tuples, folder_name(identifier, digest)])
        rest = digest[size * number :] if config.get("shortObjectRoot") is True else digest
        return "/".join([*tuples, rest])

    return path


def folder_name(identifier: str, digest: str) -> str:
    """An id as the name of its folder (0003): percent-encoded, cut where it is too long."""
    name = re.sub(
        r"[^A-Za-z0-9_-]", lambda sign: "".join(f"%{byte:02x}" for byte in sign[0].encode()),
        identifier,
    )  # fmt: skip
    return name if len(name) <= LONGEST else f"{name[:LONGEST]}-{digest}"
