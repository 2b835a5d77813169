"""The inventories of an object's versions, held against the one of the object ([OCFL 1.1], 3.7)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from fangzhi.check.finding import Finding, Level
from fangzhi.store import inventory as inventories
from fangzhi.store.inventory import NAME, Json
from fangzhi.store.rules import DIGITS, Fault, finding, told

Reader = Callable[[Path], tuple[Json | None, list[Finding]]]


def ordered(inventory: Json) -> list[str]:
    """The names of the versions of an inventory that has no errors, oldest first."""
    return sorted(inventory["versions"], key=lambda name: int(name[1:]))


def check_history(
    folder: Path, inventory: Json, files: Collection[str], read: Reader
) -> Iterator[Finding]:
    """What is wrong with the inventories in the versions; `files` are the content paths on disk."""
    names = ordered(inventory)
    *earlier, head = names
    spec = "1.0"
    for version in earlier:
        place = folder / version
        if not (place / NAME).exists():
            yield finding("W010", f"has no {NAME}", place)
            continue
        old, findings = read(place)
        # Its warnings are those of the object's inventory again, or they are W011.
        yield from (one for one in findings if one.level is Level.ERROR)
        if old is None or any(one.level is Level.ERROR for one in findings):
            continue
        yield from told(_faults(version, old, inventory), place / NAME)
        yield from told(_unlisted(old, files, names[: names.index(version) + 1]), place / NAME)
        if inventories.spec_of(old["type"]) < spec:
            yield finding("E103", f"is of an earlier OCFL than {spec}", place / NAME)
        spec = inventories.spec_of(old["type"])
    if inventories.spec_of(inventory["type"]) < spec:
        yield finding("E103", f"is of an earlier OCFL than {spec}", folder / NAME)
    if "contentDirectory" in inventory and earlier:
        yield from _set_first(folder, earlier[0], read)
    yield from _head(folder, head, inventory)


def _set_first(folder: Path, first: str, read: Reader) -> Iterator[Finding]:
    """A contentDirectory is stated from the first version on (E019)."""
    old = read(folder / first)[0] if (folder / first / NAME).is_file() else None
    if old is not None and "contentDirectory" not in old:
        fault = ("E019", f"states a contentDirectory, which {first} did not")
        yield finding(*fault, folder / NAME)


def _head(folder: Path, head: str, inventory: Json) -> Iterator[Finding]:
    """The inventory of the last version is that of the object, byte for byte (E064)."""
    place = folder / head
    if not place.is_dir():
        return  # told as E046
    if (place / NAME).is_symlink():
        return  # told as E090
    if not (place / NAME).is_file():
        yield finding("W010", f"has no {NAME}", place)
        return
    if (place / NAME).read_bytes() != (folder / NAME).read_bytes():
        yield finding("E064", f"is another than the {NAME} of the object", place / NAME)
    side = place / inventories.sidecar_name(inventory["digestAlgorithm"])
    if not side.is_file():
        yield finding("E058", f"has no {side.name} beside it", place / NAME)
        return
    raw = (place / NAME).read_bytes()
    fault = inventories.sidecar_fault(raw, side.read_bytes()[:1000], inventory["digestAlgorithm"])
    if fault:
        yield finding(fault[0], f"has a {side.name} that {fault[1]}", place / NAME)


def _faults(version: str, old: Json, new: Json) -> Iterator[Fault]:
    """What an earlier inventory says otherwise than the last one."""
    if old["id"] != new["id"]:
        yield "E110", f"has the id {old['id']!r}, and the object {new['id']!r}"
    if old["head"] != version:
        yield "E040", f"has the head {old['head']!r}, and lies in {version}"
    if inventories.content_folder(old) != inventories.content_folder(new):
        yield "E020", "has another contentDirectory than the object"
    for name in old["versions"]:
        if name not in new["versions"]:
            yield "E066", f"has the version {name}, which the object has not"
            continue
        if _meaning(old, name) != _meaning(new, name):
            yield "E066", f"has other files in {name} than the inventory of the object"
        for key in ("created", "message", "user"):
            if old["versions"][name].get(key) != new["versions"][name].get(key):
                yield "W011", f"has another {key} of {name} than the inventory of the object"
    due = (name for name in ordered(new) if int(name[1:]) <= int(version[1:]))
    if absent := next((name for name in due if name not in old["versions"]), ""):
        yield "E066", f"has no version {absent}, which the object has"
    yield from _other_manifest(old, new)


def _other_manifest(old: Json, new: Json) -> Iterator[Fault]:
    if old["digestAlgorithm"] == new["digestAlgorithm"]:
        listed = inventories.contents(new)
        for path, digest in sorted(inventories.contents(old).items()):
            if path not in listed:
                yield "E023", f"names {path}, which the inventory of the object does not"
            elif listed[path] != digest:
                yield "E092", f"has another digest of {path} than the inventory of the object"


def _meaning(inventory: Json, version: str) -> dict[str, object]:
    """A version as logical path → the content paths of its digest: equal by any algorithm."""
    by_digest: dict[str, set[str]] = {}
    for path, digest in inventories.contents(inventory).items():
        by_digest.setdefault(digest, set()).add(path)
    # Later versions may add further copies of a digest, so one path of the oldest stands for all.
    return {
        path: min(by_digest[digest], key=_age)
        for path, digest in inventories.state(inventory, version).items()
    }


def _age(path: str) -> tuple[int, str]:
    return int(path.partition("/")[0][1:]), path


def _unlisted(old: Json, files: Collection[str], versions: list[str]) -> Iterator[Fault]:
    """Files of the versions up to an inventory that it does not name (E023)."""
    listed = inventories.contents(old)
    known = set(versions)
    for path in sorted(files):
        if path.partition("/")[0] in known and path not in listed:
            yield "E023", f"does not name {path}"


def expected_digests(
    folder: Path, inventory: Json, read: Reader
) -> dict[str, dict[tuple[str, str], str]]:
    """All that any inventory says of a content file: path → (algorithm, digest) → code."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    for version in ["", *ordered(inventory)[:-1]]:
        place = folder / version
        told_by = inventory if not version else _readable(place, read)
        if told_by is None:
            continue
        blocks = [("E093", name, block) for name, block in told_by.get("fixity", {}).items()]
        blocks.append(("E092", told_by["digestAlgorithm"], told_by["manifest"]))
        for code, algorithm, block in blocks:
            if algorithm in DIGITS:
                for digest, paths in block.items():
                    for path in paths:
                        found.setdefault(path, {})[(algorithm, digest.lower())] = code
    return found


def _readable(place: Path, read: Reader) -> Json | None:
    if not (place / NAME).is_file():
        return None
    old, findings = read(place)
    return None if any(one.level is Level.ERROR for one in findings) else old
