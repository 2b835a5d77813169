"""What one inventory has to say, by the codes of OCFL 1.1 (E001 … E112, W001 … W016).

Only the inventory itself is looked at, no file beside it. Whatever JSON it is, nothing here raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from fangzhi.check.finding import Finding, Level
from fangzhi.store.inventory import CONTENT, SPECS, VERSION, Json, spec_of
from fangzhi.store.paths import conflicts, has_bad_elements, has_bad_ends

Fault = tuple[str, str]  # code and message

DIGITS = {"sha512": 128, "sha256": 64, "sha1": 40, "md5": 32, "blake2b-512": 128}
# Registered by extensions 0001 and 0009; allowed, and not computed here (3.4).
FOREIGN = ("blake2b-160", "blake2b-256", "blake2b-384", "sha512/256", "size", "crc32")
ADDRESSING = ("sha512", "sha256")

_KEYS = {"id", "type", "digestAlgorithm", "head", "contentDirectory", "manifest", "versions"}
_DATE = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)"
)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


def told(faults: Iterator[Fault], file: Path) -> Iterator[Finding]:
    """Faults as findings."""
    for code, message in faults:
        yield finding(code, message, file)


def finding(code: str, message: str, file: Path) -> Finding:
    """A fault of a file or folder: codes with E are errors, those with W warnings."""
    return Finding(code, Level.ERROR if code.startswith("E") else Level.WARNING, message, file)


def is_uri(text: str) -> bool:
    """Whether a text has the form of a URI with a scheme (RFC 3986)."""
    return _URI.fullmatch(text) is not None


def inventory_faults(found: object) -> Iterator[Fault]:
    """All that is wrong with an inventory."""
    if not isinstance(found, dict):
        yield "E033", "is no JSON object"
        return
    for key in sorted(found.keys() - _KEYS - {"fixity"}):
        yield "E102", f"has the key {key!r}, which the specification does not know"
    yield from _names(found)
    algorithm = found.get("digestAlgorithm")
    digits = DIGITS.get(algorithm, 0) if algorithm in ADDRESSING else 0
    yield from _content_folder(found)
    yield from _manifest(found, digits)
    yield from _versions(found)
    yield from _use(found)
    if "fixity" in found:
        yield from _fixity(found["fixity"], found.get("manifest"))


def _names(found: Json) -> Iterator[Fault]:
    """The four keys that every inventory has (3.5.1)."""
    for key in ("id", "type", "digestAlgorithm", "head"):
        if key not in found:
            yield "E036", f"lacks the key {key}"
    name, kind = found.get("id", "x:x"), found.get("type", "")
    if not isinstance(name, str) or not name:
        yield "E037", "has an id that is empty or no text"
    elif not is_uri(name):
        yield "W005", f"has the id {name!r}, which is no URI; --id gives an object another"
    if "type" in found and not spec_of(kind):
        known = " or ".join(SPECS)
        yield "E038", f"has the type {kind!r}, which is not that of OCFL {known}"
    algorithm = found.get("digestAlgorithm", "sha512")
    if algorithm not in ADDRESSING:
        yield "E025", f"has the digestAlgorithm {algorithm!r}, which is not sha512 or sha256"
    elif algorithm != "sha512":
        yield "W004", "has the digestAlgorithm sha256; sha512 is recommended"


def _content_folder(found: Json) -> Iterator[Fault]:
    name = found.get("contentDirectory", CONTENT)
    if not isinstance(name, str) or "/" in name or not name:
        yield "E017", f"has the contentDirectory {name!r}, which is no name of one folder"
    elif name in (".", ".."):
        yield "E018", f"has the contentDirectory {name!r}"


# ---------------------------------------------------------------- manifest and fixity


def _manifest(found: Json, digits: int) -> Iterator[Fault]:
    """The manifest: digest → content paths (3.5.2)."""
    if "manifest" not in found:
        yield "E041", "lacks the key manifest"
        return
    block = found["manifest"]
    if not isinstance(block, dict):
        yield "E106", "has a manifest that is no JSON object"
        return
    yield from _digests(block, digits, "E025", "E096", "manifest")
    for digest, paths in block.items():
        if not _is_list_of_texts(paths) or not paths:
            yield "E092", f"has no list of paths for {digest[:16]}… in its manifest"
    yield from _content_paths(_listed(block), "manifest")
    yield from _places(found)


def _places(found: Json) -> Iterator[Fault]:
    """Each content path lies in the content folder of a version (E042)."""
    versions, inner = found.get("versions"), found.get("contentDirectory", CONTENT)
    if not isinstance(versions, dict) or not versions:
        return  # told otherwise
    for path in _listed(found["manifest"]):
        parts = path.split("/")
        inside = len(parts) > 2 and parts[0] in versions and parts[1] == inner
        if not inside and not has_bad_ends(path):
            yield "E042", f"names {path!r}, which is not below the {inner} of one of its versions"


def _digests(
    block: Mapping[str, object], digits: int, form: str, twice: str, where: str
) -> Iterator[Fault]:
    seen: set[str] = set()
    for digest in block:
        if digits and not re.fullmatch(f"[0-9a-fA-F]{{{digits}}}", digest):
            yield (
                form,
                f"has {digest[:24]!r} in its {where}, which is no digest of {digits} figures",
            )
        if digest.lower() in seen:
            yield twice, f"has the digest {digest[:16]}… twice in its {where}, in other letters"
        seen.add(digest.lower())


def _content_paths(paths: list[str], where: str) -> Iterator[Fault]:
    for path in paths:
        if has_bad_ends(path):
            yield "E100", f"has {path!r} in its {where}, which begins or ends with a slash"
        if has_bad_elements(path):
            yield "E099", f"has {path!r} in its {where}, with an element that is empty, . or .."
    for clash in conflicts(paths):
        yield "E101", f"in its {where} {clash}"


def _listed(block: object) -> list[str]:
    """All paths of a block of digests, as far as it is one."""
    if not isinstance(block, dict):
        return []
    lists = [paths for paths in block.values() if isinstance(paths, list)]
    return [path for paths in lists for path in paths if isinstance(path, str)]


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _fixity(fixity: object, manifest: object) -> Iterator[Fault]:
    """Further digests: algorithm → digest → content paths (3.5.4)."""
    if not isinstance(fixity, dict):
        yield "E111", "has a fixity that is no JSON object"
        return
    files = set(_listed(manifest))
    for algorithm, block in fixity.items():
        where = f"fixity of {algorithm}"
        if algorithm not in DIGITS and algorithm not in FOREIGN:
            yield "E056", f"has a fixity of {algorithm!r}, which is no registered algorithm"
        if not isinstance(block, dict):
            yield "E057", f"has a {where} that is no JSON object"
            continue
        yield from _digests(block, DIGITS.get(algorithm, 0), "E057", "E097", where)
        if not all(_is_list_of_texts(paths) for paths in block.values()):
            yield "E057", f"has a digest without a list of paths in its {where}"
        paths = _listed(block)
        yield from _content_paths(paths, where)
        for path in sorted(set(paths) - files if isinstance(manifest, dict) else ()):
            yield "E057", f"names {path!r} in its {where}, and not in its manifest"


# ---------------------------------------------------------------- versions


def _versions(found: Json) -> Iterator[Fault]:
    """The block of versions (3.5.3)."""
    if "versions" not in found:
        yield "E043", "lacks the key versions"
        return
    block = found["versions"]
    if not isinstance(block, dict):
        yield "E044", "has a versions that is no JSON object"
        return
    if not block:
        yield "E008", "has no version"
        return
    yield from sequence_faults(list(block))
    numbered = [name for name in block if VERSION.fullmatch(name)]
    last = max(numbered, key=lambda name: int(name[1:]), default=None)
    if "head" in found and found["head"] != last:
        yield "E040", f"has the head {found['head']!r}, and {last} is its last version"
    digests = set(found["manifest"]) if isinstance(found.get("manifest"), dict) else None
    for name, version in block.items():
        yield from _version(name, version, digests)


def sequence_faults(names: list[str]) -> Iterator[Fault]:
    """What is wrong with the names of the versions: `v1 v2 v3`, or `v01 v02` (3.3)."""
    good = []
    for name in names:
        if not VERSION.fullmatch(name):
            yield "E104", f"has the version {name!r}, which is not v and a number"
        elif not int(name[1:]):
            yield "E105", f"has the version {name!r}; the first is 1"
        else:
            good.append(name)
    numbers = sorted(int(name[1:]) for name in good)
    padded = [name for name in good if name.startswith("v0")]
    if padded:
        yield "W001", f"has versions with zeros before their numbers ({padded[0]})"
        if {len(name) for name in good} != {len(padded[0])}:
            yield "E012", "has versions whose names are not of one length"
        elif len(padded) < len(good):
            bare = next(name for name in good if not name.startswith("v0"))
            yield "E011", f"has the version {bare!r}, which must begin with v and a zero"
    if numbers and numbers[0] != 1:
        yield "E009", f"begins with version {numbers[0]}, not 1"
    gap = next((one + 1 for one, two in pairwise(numbers) if two > one + 1), 0)
    if gap:
        yield "E010", f"has no version {gap}, but a later one"


def _version(name: str, version: object, digests: set[str] | None) -> Iterator[Fault]:
    """One version: created and state, message and user (3.5.3.1)."""
    if not isinstance(version, dict):
        yield "E047", f"has a version {name} that is no JSON object"
        return
    for key in sorted(version.keys() - {"created", "state", "message", "user"}):
        yield "E102", f"has the key {key!r} in {name}, which the specification does not know"
    for key in ("created", "state"):
        if key not in version:
            yield "E048", f"lacks {key} in {name}"
    if "created" in version and not is_moment(version["created"]):
        yield (
            "E049",
            f"was created at {version['created']!r} in {name}, no date and time of RFC 3339",
        )
    if "message" in version and not isinstance(version["message"], str):
        yield "E094", f"has a message in {name} that is no text"
    for key in ("message", "user"):
        if key not in version:
            yield "W007", f"has no {key} in {name}"
    if "user" in version:
        yield from _user(name, version["user"])
    if "state" in version:
        yield from _state(name, version["state"], digests)


def is_moment(text: object) -> bool:
    """Whether a value is a date and time with seconds and zone (RFC 3339, 5.6)."""
    match = _DATE.fullmatch(text) if isinstance(text, str) and text.isascii() else None
    if match is None:
        return False
    day, hour, minute, second = match[1], int(match[2]), int(match[3]), int(match[4])
    try:
        datetime.strptime(day, "%Y-%m-%d")
    except ValueError:
        return False
    return hour < 24 and minute < 60 and second <= 60  # 60 is a leap second


def _user(name: str, user: object) -> Iterator[Fault]:
    who = user.get("name") if isinstance(user, dict) else None
    if not isinstance(user, dict) or not isinstance(who, str) or not who:
        yield "E054", f"has a user in {name} without a name"
        return
    for key in sorted(user.keys() - {"name", "address"}):
        yield "E102", f"has the key {key!r} in the user of {name}"
    address = user.get("address")
    if "address" not in user:
        yield "W008", f"has no address of its user in {name}; --address gives one"
    elif not isinstance(address, str) or not address:
        yield "E054", f"has an address of its user in {name} that is empty or no text"
    elif not is_uri(address):
        yield "W009", f"has the address {address!r} of its user in {name}, which is no URI"


def _state(name: str, state: object, digests: set[str] | None) -> Iterator[Fault]:
    """The files of a version: digest → logical paths."""
    if not isinstance(state, dict):
        yield "E050", f"has a state in {name} that is no JSON object"
        return
    for digest, paths in state.items():
        if digests is not None and digest not in digests:
            yield "E050", f"has {digest[:16]}… in the state of {name}, and not in its manifest"
        if not _is_list_of_texts(paths):
            yield "E051", f"has no list of paths for {digest[:16]}… in {name}"
    paths = _listed(state)
    for path in paths:
        if has_bad_ends(path):
            yield "E053", f"has {path!r} in {name}, which begins or ends with a slash"
        if has_bad_elements(path):
            yield "E052", f"has {path!r} in {name}, with an element that is empty, . or .."
    for clash in conflicts(paths):
        yield "E095", f"in {name} {clash}"


def _use(found: Json) -> Iterator[Fault]:
    """Each digest of the manifest is one of a version (E107)."""
    manifest, versions = found.get("manifest"), found.get("versions")
    if not isinstance(manifest, dict) or not isinstance(versions, dict) or not versions:
        return
    states: list[Any] = [one.get("state") for one in versions.values() if isinstance(one, dict)]
    used = {digest.lower() for state in states if isinstance(state, dict) for digest in state}
    for digest in manifest:
        if digest.lower() not in used:
            yield "E107", f"has {digest[:16]}… in its manifest, and no version has such a file"
