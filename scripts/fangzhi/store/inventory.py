"""The inventory of an OCFL object: read, asked, and continued by a version ([OCFL 1.1], 3.5)."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from fangzhi.errors import OutputError

NAME = "inventory.json"
DECLARATION = "0=ocfl_object_"
SPECS = ("1.0", "1.1")  # of the specification, oldest first
SPEC = SPECS[-1]
CONTENT = "content"  # the name of the content folder where an inventory states none
ALGORITHM, SECOND = "sha512", "sha256"  # of the manifest, and of the fixity block
VERSION = re.compile(r"v[0-9]{1,15}")
_TYPE = re.compile(r"https://ocfl\.io/(\d+\.\d+)/spec/#inventory")

Json = dict[str, Any]


def type_of(spec: str) -> str:
    """The `type` of an inventory by one version of the specification."""
    return f"https://ocfl.io/{spec}/spec/#inventory"


def spec_of(kind: object) -> str:
    """The version of the specification that a `type` names; empty where it is not known."""
    match = _TYPE.fullmatch(kind) if isinstance(kind, str) else None
    return match[1] if match and match[1] in SPECS else ""


def parse(raw: bytes) -> Any:
    """The JSON of a file; `ValueError` says why it is none.

    Stricter than the standard library: UTF-8 without BOM, no key twice, no NaN, no half character.
    """
    try:
        found = json.loads(
            raw.decode(), object_pairs_hook=_once, parse_constant=_no_constant
        )  # fmt: skip
        json.dumps(found, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start} is not UTF-8") from error
    except UnicodeEncodeError as error:
        raise ValueError("it holds half a character (a lone surrogate)") from error
    return found


def _once(pairs: list[tuple[str, Any]]) -> Json:
    found: Json = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key[:40]!r} stands twice")
        found[key] = value
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def serialise(inventory: Json) -> bytes:
    """An inventory as it is written: the same bytes for the same content."""
    text = json.dumps(inventory, ensure_ascii=False, indent=2, sort_keys=True)
    return f"{text}\n".encode()


def sidecar_name(algorithm: str) -> str:
    """The file beside an inventory that holds its digest (3.6)."""
    return f"{NAME}.{algorithm}"


def sidecar(raw: bytes, algorithm: str) -> bytes:
    """The content of that file."""
    return f"{hashlib.new(algorithm, raw).hexdigest()} {NAME}\n".encode()


def sidecar_fault(raw: bytes, beside: bytes, algorithm: str) -> tuple[str, str] | None:
    """What is wrong with a sidecar (code, reason), or `None`."""
    match = re.fullmatch(rb"([0-9a-fA-F]+)[ \t]+inventory\.json\s*", beside)
    if match is None:
        return "E061", f"holds something else than 'DIGEST {NAME}'"
    digest = hashlib.new(algorithm, raw).hexdigest()
    if match[1].decode().lower() != digest:
        return "E060", f"states another digest than the {algorithm} of {NAME}, {digest[:16]}…"
    return None


def empty(identifier: str) -> Json:
    """The inventory of an object that has no version yet."""
    return {
        "id": identifier,
        "type": type_of(SPEC),
        "digestAlgorithm": ALGORITHM,
        "head": "",
        "manifest": {},
        "fixity": {},
        "versions": {},
    }


def state(inventory: Json, version: str) -> dict[str, str]:
    """The files of a version: logical path → digest in lower case."""
    blocks = inventory["versions"][version]["state"]
    return {path: digest.lower() for digest, paths in blocks.items() for path in paths}


def contents(inventory: Json) -> dict[str, str]:
    """The files on disk: content path → digest in lower case."""
    blocks = inventory["manifest"]
    return {path: digest.lower() for digest, paths in blocks.items() for path in paths}


def content_folder(inventory: Json) -> str:
    """The name of the folder in each version that holds its files."""
    return str(inventory.get("contentDirectory", CONTENT))


def next_version(head: str) -> str:
    """The name of the version after `head`, in the same style (3.3); `v1` is the first.

    Raises `ValueError` where the figures of a zero-padded name do not suffice.
    """
    if not head:
        return "v1"
    figures = head[1:]
    width = len(figures) if figures.startswith("0") else 0
    following = f"{int(figures) + 1:0{width}d}"
    if width and not following.startswith("0"):
        raise ValueError(f"after {head} no version can follow: its figures are used up")
    return f"v{following}"


def continued(
    inventory: Json, files: Mapping[str, str], stored: Mapping[str, Mapping[str, str]], note: Json
) -> Json:
    """The inventory with one version more.

    `files`: logical path → digest; `stored`: content path of each new file → its digests by
    algorithm; `note`: created, message and user of the version.
    """
    new = deepcopy(inventory)
    algorithm = new["digestAlgorithm"]
    second = SECOND if algorithm == ALGORITHM else ALGORITHM
    for path, digests in stored.items():
        new["manifest"].setdefault(digests[algorithm], []).append(path)
        fixity = new.setdefault("fixity", {}).setdefault(second, {})
        fixity.setdefault(_spelt(fixity, digests[second]), []).append(path)
    blocks: dict[str, list[str]] = {}
    for path, digest in sorted(files.items()):
        blocks.setdefault(_spelt(new["manifest"], digest), []).append(path)
    new["head"] = next_version(inventory["head"])
    new["versions"][new["head"]] = {**note, "state": blocks}
    return new


def _spelt(block: Mapping[str, object], digest: str) -> str:
    """A digest as a block writes it: others may have written it in capitals."""
    return digest.upper() if digest.upper() in block else digest


def moment() -> str:
    """Now, or SOURCE_DATE_EPOCH where that is set, by RFC 3339: a version is made when it is."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    try:
        when = datetime.fromtimestamp(int(epoch), tz=UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise OutputError(
            f"SOURCE_DATE_EPOCH={epoch!r} is not a number of seconds since 1970",
            remedy="set it to a whole number, or unset it",
        ) from error
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
