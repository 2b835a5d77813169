"""One OCFL object, verified: its folder, its inventories against each other and against the disk.

Links are never followed and nothing but a regular file is opened. Codes are those of OCFL 1.1; what
no code names is told under the nearest: a path that is no file is E092, a hard link E090.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fangzhi.check.finding import Finding, Level
from fangzhi.store import history
from fangzhi.store import inventory as inventories
from fangzhi.store.inventory import DECLARATION, NAME, SPECS, VERSION, Json
from fangzhi.store.layout import REGISTERED
from fangzhi.store.packages import BLOCK
from fangzhi.store.rules import ADDRESSING, DIGITS, Fault, finding, inventory_faults, told

Done = Callable[[int], None]  # is told how many bytes were read


@dataclass(slots=True)
class Tally:
    """What was looked at, for a summary."""

    objects: int = 0
    versions: int = 0
    files: int = 0
    size: int = 0


@dataclass(slots=True)
class Disk:
    """What lies in the versions of an object: content path → size; and what was told of it."""

    files: dict[str, int] = field(default_factory=dict)
    nodes: dict[tuple[int, int], str] = field(default_factory=dict)  # of files with several names


def check_object(
    folder: Path, *, digests: bool = True, tally: Tally | None = None, done: Done = lambda _: None
) -> Iterator[Finding]:
    """What is wrong with an object; with `digests` every byte of it is read."""
    tally = tally or Tally()
    tally.objects += 1
    try:
        yield from _check(folder, digests, tally, done)
    except OSError as error:
        where = Path(str(error.filename)) if error.filename else folder
        reason = error.strerror or str(error)
        yield Finding(
            "E092", Level.ERROR, f"cannot be read: {reason}; nothing more is known", where
        )


def _check(folder: Path, digests: bool, tally: Tally, done: Done) -> Iterator[Finding]:
    entries = {entry.name: entry for entry in os.scandir(folder)}
    spec = _declared(entries)
    yield from told(_declaration_faults(folder, entries), folder)
    if NAME not in entries:
        yield finding("E063", f"has no {NAME}", folder)
        return
    inventory, findings = read_inventory(folder)
    yield from findings
    if inventory is None:
        return
    yield from told(_conformance(inventory, spec), folder / NAME)
    yield from told(_extra(entries, inventory), folder)
    if "extensions" in entries:
        yield from extension_findings(folder / "extensions", "E067", "W013")
    if any(one.level is Level.ERROR for one in findings):
        return  # its words cannot be held against the disk
    yield from told(_version_faults(entries, inventory), folder)
    tally.versions += len(inventory["versions"])
    disk = Disk()
    for version in history.ordered(inventory):
        if version in entries and entries[version].is_dir(follow_symlinks=False):
            yield from _version_folder(folder / version, version, inventory, disk)
    yield from history.check_history(folder, inventory, disk.files, read_inventory)
    yield from _presence(folder, inventory, disk)
    tally.files += len(disk.files)
    if digests:
        expected = history.expected_digests(folder, inventory, read_inventory)
        for path in sorted(disk.files):
            yield from _content(folder / path, expected.get(path, {}), done)
        tally.size += sum(disk.files.values())


def check_version(folder: Path, inventory: Json, version: str) -> Iterator[Finding]:
    """What is wrong with one version of an object by its own inventory; its bytes are read."""
    faults = list(told(inventory_faults(inventory), folder / version / NAME))
    yield from faults
    if any(one.level is Level.ERROR for one in faults):
        return
    disk = Disk()
    yield from _version_folder(folder / version, version, inventory, disk)
    algorithm = inventory["digestAlgorithm"]
    mine = {
        path: digest
        for path, digest in inventories.contents(inventory).items()
        if path.startswith(f"{version}/")
    }
    for path in sorted(disk.files.keys() - mine.keys()):
        yield finding("E023", "is not in the manifest", folder / path)
    for path, digest in sorted(mine.items()):
        if path not in disk.files:
            yield finding("E092", "is in the manifest and not there", folder / path)
        else:
            yield from _content(folder / path, {(algorithm, digest): "E092"}, lambda _: None)


# ---------------------------------------------------------------- the folder of the object


def _declared(entries: dict[str, os.DirEntry[str]]) -> str:
    """The highest version of OCFL that a folder declares; empty where it declares none."""
    return max((spec for spec in SPECS if f"{DECLARATION}{spec}" in entries), default="")


def _declaration_faults(folder: Path, entries: dict[str, os.DirEntry[str]]) -> Iterator[Fault]:
    names = sorted(name for name in entries if re.match(r"[0-9]=", name))
    if not names:
        yield "E003", f"has no declaration, as {DECLARATION}{SPECS[-1]}"
    if len(names) > 1:
        yield "E003", f"has several declarations: {', '.join(names)}"
    for name in names:
        yield from declaration_faults(folder, name, DECLARATION, ("E004", "E005", "E006", "E007"))


def declaration_faults(
    folder: Path, name: str, start: str, codes: tuple[str, str, str, str]
) -> Iterator[Fault]:
    """What is wrong with a declaration: its form, tag, value and content (3.2)."""
    form, tag, value, content = codes
    if not name.startswith("0="):
        yield tag, f"has the declaration {name!r}, which does not begin with 0="
        return
    spec = name.removeprefix(start)
    if spec == name or not re.fullmatch(r"\d+\.\d+", spec):
        yield value, f"has the declaration {name!r}, which is not {start} and a version"
        return
    if spec not in SPECS:
        yield form, f"declares OCFL {spec}; {' and '.join(SPECS)} are known"
    file = folder / name
    if (
        not is_plain(file)
        or file.stat().st_size > 100
        or file.read_bytes() != (f"{name.removeprefix('0=')}\n".encode())
    ):
        yield content, f"has a {name} whose content is not its name after 0=, and a line end"


def _conformance(inventory: Json, spec: str) -> Iterator[Fault]:
    stated = inventories.spec_of(inventory.get("type"))
    if spec and stated and stated != spec:
        yield "E038", f"is of OCFL {stated}, and the object declares {spec}"


def _extra(entries: dict[str, os.DirEntry[str]], inventory: Json) -> Iterator[Fault]:
    """What has no place in the folder of an object (3.1)."""
    algorithm = inventory.get("digestAlgorithm")
    known = [algorithm] if algorithm in ADDRESSING else [algorithm, *ADDRESSING]
    plain = {NAME, *(inventories.sidecar_name(str(one)) for one in known)}
    for name, entry in sorted(entries.items()):
        if entry.is_dir(follow_symlinks=False):
            if name not in ("logs", "extensions") and not VERSION.fullmatch(name):
                yield "E001", f"has the folder {name!r}, which has no place there"
        elif not entry.is_file(follow_symlinks=False):
            yield "E090", f"has {name!r}, which is a link, pipe or device"
        elif name not in plain and not re.match(r"[0-9]=", name):
            yield "E001", f"has the file {name!r}, which has no place there"


def _version_faults(entries: dict[str, os.DirEntry[str]], inventory: Json) -> Iterator[Fault]:
    """The folders are those of the versions (E046)."""
    folders = {name for name, entry in entries.items() if entry.is_dir(follow_symlinks=False)}
    for name in sorted(filter(VERSION.fullmatch, folders - inventory["versions"].keys())):
        yield (
            "E046",
            (
                f"has the folder {name}, which is no version of its inventory; if a run broke off, "
                "storing to the object again finishes it"
            ),
        )
    for name in history.ordered(inventory):
        if name not in folders:
            yield "E046", f"lacks the folder of its version {name}; restore it from another copy"


def extension_findings(folder: Path, alien: str, unknown: str) -> Iterator[Finding]:
    """What is wrong with a folder of extensions (3.9, 4.4)."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        place = Path(entry.path)
        if not entry.is_dir(follow_symlinks=False):
            yield finding(alien, "is no folder of an extension", place)
        elif entry.name not in REGISTERED:
            yield finding(unknown, "has no name of a registered extension", place)


# ---------------------------------------------------------------- inventories


def read_inventory(folder: Path) -> tuple[Json | None, list[Finding]]:
    """The inventory of an object or version, held to its rules and its sidecar.

    `None` where it is no JSON object.
    """
    file = folder / NAME
    if not is_plain(file):
        return None, [finding("E090", "is a link, pipe, device or folder", file)]
    raw = file.read_bytes()
    try:
        found = inventories.parse(raw)
    except ValueError as error:
        return None, [finding("E033", f"is no JSON: {error}", file)]
    findings = list(told(inventory_faults(found), file))
    if not isinstance(found, dict):
        return None, findings
    return found, [*findings, *told(_sidecar_faults(folder, raw, found), file)]


def _sidecar_faults(folder: Path, raw: bytes, inventory: Json) -> Iterator[Fault]:
    algorithm = inventory.get("digestAlgorithm")
    if not isinstance(algorithm, str) or algorithm not in DIGITS:
        return  # told already
    file = folder / inventories.sidecar_name(algorithm)
    if not file.is_symlink() and not file.exists():
        others = sorted(path.name for path in folder.glob(f"{NAME}.*"))
        beside = f"; {others[0]} is of another algorithm" if others else ""
        yield "E058", f"has no {file.name} beside it{beside}"
        if others:
            yield "E059", f"has {others[0]} beside it, and its digestAlgorithm is {algorithm}"
    elif not is_plain(file):
        yield "E090", f"has a {file.name} that is a link, pipe, device or folder"
    elif fault := inventories.sidecar_fault(raw, file.read_bytes()[:1000], algorithm):
        yield fault[0], f"has a {file.name} that {fault[1]}"


def is_plain(path: Path) -> bool:
    """Whether a path is a regular file itself, and no link to one."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return False


# ---------------------------------------------------------------- content


def _version_folder(folder: Path, version: str, inventory: Json, disk: Disk) -> Iterator[Finding]:
    """What is wrong with the folder of a version (3.3); `disk` gets its files."""
    inner = inventories.content_folder(inventory)
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        place, name = Path(entry.path), entry.name
        if entry.is_dir(follow_symlinks=False):
            if name == inner:
                before = len(disk.files)
                yield from _walk(place, f"{version}/{inner}", disk)
                if len(disk.files) == before and not any(place.iterdir()):
                    yield finding("W003", "is empty; a version without files has none", place)
            else:
                yield finding("W002", "is no folder of a version's files", place)
        elif not entry.is_file(follow_symlinks=False):
            yield finding("E090", "is a link, pipe or device", place)
        elif name != NAME and not re.fullmatch(r"inventory\.json\.sha(512|256)", name):
            yield finding("E015", "has no place beside an inventory", place)


def _walk(folder: Path, path: str, disk: Disk) -> Iterator[Finding]:
    """Take down the files below a folder; links, devices and empty folders are told."""
    pending = [(folder, path)]
    while pending:
        place, above = pending.pop()
        entries = sorted(os.scandir(place), key=lambda entry: entry.name)
        if not entries and place != folder:
            yield finding("E024", "is empty", place)
        for entry in entries:
            name, here = f"{above}/{entry.name}", Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                pending.append((here, name))
            elif not entry.is_file(follow_symlinks=False):
                yield finding("E090", "is a link, pipe or device", here)
            else:
                facts = entry.stat(follow_symlinks=False)
                disk.files[name] = facts.st_size
                if facts.st_nlink > 1:
                    other = disk.nodes.setdefault((facts.st_dev, facts.st_ino), name)
                    if other != name:
                        yield finding("E090", f"is one file with {other}", here)


def _presence(folder: Path, inventory: Json, disk: Disk) -> Iterator[Finding]:
    """The manifest and the disk know the same files."""
    listed = inventories.contents(inventory)
    for path in sorted(disk.files.keys() - listed.keys()):
        yield finding(
            "E023",
            "is in no manifest; nobody stored it with the object, so move it away",
            folder / path,
        )
    for path in sorted(listed.keys() - disk.files.keys()):
        yield finding(
            "E092",
            "is in the manifest, and not there as a file; restore it from another copy",
            folder / path,
        )
    for block in inventory.get("fixity", {}).values():
        for path in sorted({one for paths in block.values() for one in paths} - disk.files.keys()):
            yield finding("E093", "is in the fixity block, and not there", folder / path)


def _content(file: Path, expected: dict[tuple[str, str], str], done: Done) -> Iterator[Finding]:
    """Read a file once, by all algorithms; `expected`: (algorithm, digest) → code."""
    names = {algorithm for algorithm, _ in expected}
    hashes = {name: hashlib.new(name.replace("-512", "")) for name in names}
    flags = os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(file, flags), "rb") as stream:
        while block := stream.read(BLOCK):
            for one in hashes.values():
                one.update(block)
            done(len(block))
    for (algorithm, digest), code in sorted(expected.items()):
        if (actual := hashes[algorithm].hexdigest()) != digest:
            wrong = (
                f"has the {algorithm} {actual[:16]}…, not {digest[:16]}… as the inventory says; "
                "restore it from another copy"
            )
            yield finding(code, wrong, file)
