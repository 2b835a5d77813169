"""A storage root, verified and listed: its declaration, layout, folders, and all its objects."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from fangzhi.check.finding import Finding
from fangzhi.errors import SourceError, UsageError
from fangzhi.store import inventory as inventories
from fangzhi.store import layout as layouts
from fangzhi.store.inventory import DECLARATION, NAME, Json
from fangzhi.store.objects import (
    Done,
    Tally,
    check_object,
    declaration_faults,
    extension_findings,
)
from fangzhi.store.rules import Fault, finding, inventory_faults, told
from fangzhi.store.workshop import WORK


def require_declared(root: Path) -> None:
    """Raise `UsageError` for a folder that nobody would take for a storage root."""
    if not root.is_dir():
        raise UsageError("is no folder", where=root, remedy="name an OCFL storage root")
    try:
        names = os.listdir(root)  # noqa: PTH208 - names alone
    except OSError as error:
        raise _unreadable(root, error) from error
    if layouts.DESCRIPTION not in names and not any(
        re.match(r"\d=ocfl_\d", name) for name in names
    ):
        raise UsageError(
            "is no OCFL storage root: it has no file like 0=ocfl_1.1",
            where=root,
            remedy="name a storage root; 'fangzhi store DIR PACKAGE' makes one",
        )


def check_root(root: Path, tally: Tally, done: Done = lambda _: None) -> Iterator[Finding]:
    """All that is wrong with a root and its objects; every byte is read.

    Raises `UsageError` for a folder that is no root, `SourceError` where one cannot be read.
    """
    require_declared(root)
    try:
        yield from told(_root_faults(root), root)
        yield from told(_layout_faults(root), root / layouts.DESCRIPTION)
        if (root / layouts.EXTENSIONS).is_dir():
            yield from _extensions(root)
        seen: dict[str, Path] = {}
        for folder, findings in _objects(root):
            yield from findings
            if folder is not None:
                yield from check_object(folder, tally=tally, done=done)
                yield from told(_place_faults(root, folder, seen), folder)
    except OSError as error:
        raise _unreadable(root, error) from error


def list_root(root: Path) -> Iterator[tuple[Path, Json | None]]:
    """The objects of a root and their inventories; `None` for one that breaks the rules."""
    require_declared(root)
    try:
        for folder, _ in _objects(root):
            if folder is not None:
                found = _inventory(folder)
                errors = (code for code, _ in inventory_faults(found) if code.startswith("E"))
                yield folder, None if any(errors) else found
    except OSError as error:
        raise _unreadable(root, error) from error


def total_size(root: Path) -> int:
    """The bytes of the files below a root, for a progress bar."""
    return sum(
        (Path(place) / name).lstat().st_size for place, _, names in os.walk(root) for name in names
    )


def _unreadable(root: Path, error: OSError) -> SourceError:
    return SourceError(
        f"cannot be read: {error.strerror or error}",
        where=error.filename or root,
        remedy="make it readable and run again",
    )


# ---------------------------------------------------------------- the root itself


def _root_faults(root: Path) -> Iterator[Fault]:
    """What is wrong with the declaration of a root (4.2)."""
    names = sorted(path.name for path in root.iterdir() if re.match(r"\d=", path.name))
    if not names:
        yield "E069", f"has no declaration, as {layouts.ROOT_DECLARATION}{inventories.SPEC}"
    if len(names) > 1:
        yield "E076", f"has several declarations: {', '.join(names)}"
    codes = ("E077", "E078", "E079", "E080")
    for name in names:
        yield from declaration_faults(root, name, layouts.ROOT_DECLARATION, codes)


def _layout_faults(root: Path) -> Iterator[Fault]:
    """What is wrong with ocfl_layout.json (4.1)."""
    file = root / layouts.DESCRIPTION
    if not file.exists() and not file.is_symlink():
        return
    if not file.is_file():
        yield "E070", "is no file"
        return
    try:
        found = inventories.parse(file.read_bytes())
    except (OSError, ValueError) as error:
        yield "E070", f"is no JSON: {error}"
        return
    for key in ("extension", "description"):
        if not isinstance(found, dict) or not isinstance(found.get(key), str):
            yield "E070", f"lacks the key {key}, or it is no text"
            return
    if found["extension"] not in layouts.REGISTERED:
        yield "E071", f"names {found['extension']!r}, which is no registered extension"
        return
    if found["extension"] in (layouts.READABLE, layouts.HASHED):
        try:
            layouts.read_layout(root)
        except ValueError as error:
            yield "E083", f"cannot be followed: the root {error}"


def _extensions(root: Path) -> Iterator[Finding]:
    for found in extension_findings(root / layouts.EXTENSIONS, "E112", "W016"):
        if found.file.name != WORK:
            yield found
            continue
        left = "is left of a run that broke off, or is at work; the next that stores removes it"
        yield finding("W016", left, found.file)


# ---------------------------------------------------------------- the way to the objects


def _objects(root: Path) -> Iterator[tuple[Path | None, list[Finding]]]:
    """Each object of a root, or `None` with what is wrong on the way to them (4.3)."""
    pending = [root]
    while pending:
        folder = pending.pop()
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        files = [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
        if folder != root and any(name.startswith(DECLARATION) for name in files):
            yield folder, []
            continue
        folders = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
        faults = list(_hierarchy_faults(root, folder, entries, files))
        yield None, list(told(iter(faults), folder))
        if NAME in files and folder != root:
            continue  # an object that has lost its declaration: its inside is no hierarchy
        pending += [
            Path(entry.path)
            for entry in reversed(folders)
            if not (folder == root and entry.name == layouts.EXTENSIONS)
        ]


def _hierarchy_faults(
    root: Path, folder: Path, entries: list[os.DirEntry[str]], files: list[str]
) -> Iterator[Fault]:
    """What is wrong with a folder above objects; in the root itself any file may lie."""
    for entry in entries:
        if not entry.is_dir(follow_symlinks=False) and entry.name not in files:
            yield "E090", f"has {entry.name!r}, which is a link, pipe or device"
    if folder == root:
        return
    if not entries:
        yield "E073", "is empty"
    elif any(name.startswith(layouts.ROOT_DECLARATION) for name in files):
        yield "E088", "is a storage root in a storage root"
    elif NAME in files:
        yield "E003", f"has an {NAME} and no declaration, as {DECLARATION}{inventories.SPEC}"
    elif files:
        yield "E072", f"has the file {files[0]!r}, and is no object"


def _place_faults(root: Path, folder: Path, seen: dict[str, Path]) -> Iterator[Fault]:
    """Each id is there once, in the place that the layout gives it, and not newer than the root."""
    found = _inventory(folder)
    identifier = found.get("id") if found else None
    if not isinstance(identifier, str) or not identifier:
        return
    if (other := seen.setdefault(identifier, folder)) != folder:
        yield "E037", f"has the id {identifier!r}, as {other.relative_to(root)} has"
    try:
        path = layouts.read_layout(root)(identifier)
    except (ValueError, UnicodeEncodeError):
        path = ""  # another layout, or none
    if path and root / path != folder:
        yield "E083", f"has the id {identifier!r}, whose place is {path}"
    specs = [spec for spec in inventories.SPECS if (folder / f"{DECLARATION}{spec}").exists()]
    declared = [
        spec for spec in inventories.SPECS if (root / f"{layouts.ROOT_DECLARATION}{spec}").exists()
    ]
    if specs and declared and max(specs) > max(declared):
        yield "E081", f"is of OCFL {max(specs)}, and the root of {max(declared)}"


def _inventory(folder: Path) -> Json | None:
    """What the inventory of an object says, where it is a JSON object."""
    file = folder / NAME
    try:
        found = inventories.parse(file.read_bytes()) if file.is_file() else None
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None
