"""Storing: a new version of an object, seen whole or not at all.

A version is made in the workshop and gets its place by one renaming; then the inventory of the
object is replaced, and its sidecar last (3.6). A run that is killed between these steps leaves a
version that is whole: the next run that stores to the object finishes it (`recover.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fangzhi.archive import open_mode
from fangzhi.check.finding import Level
from fangzhi.errors import SourceError, UsageError
from fangzhi.store import inventory as inventories
from fangzhi.store import layout as layouts
from fangzhi.store.inventory import ALGORITHM, DECLARATION, NAME, Json
from fangzhi.store.objects import check_object
from fangzhi.store.packages import BLOCK, Member, Package
from fangzhi.store.paths import content_paths
from fangzhi.store.recover import recover
from fangzhi.store.workshop import (
    LOCK,
    locked,
    publish,
    replace_file,
    unwritable,
    workshop,
    write_new,
)

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Stored:
    """What one run did to one object. `added` files of `size` bytes are new on the disk."""

    id: str
    folder: Path
    version: str
    files: int
    added: int
    size: int
    changed: bool


def merged(packages: Sequence[Package]) -> dict[str, dict[str, Member]]:
    """The files of each object: all that the packages of this run hold for it.

    Raises `UsageError` where two packages have the same path.
    """
    objects: dict[str, dict[str, Member]] = {}
    owners: dict[tuple[str, str], Path] = {}
    for package in packages:
        for name, member in package.members.items():
            other = owners.setdefault((package.id, name), package.path)
            if other != package.path or name in objects.get(package.id, {}):
                raise UsageError(
                    f"holds {name!r} as {other} does, and a version has it once",
                    where=package.path,
                    remedy="name one of them, or give one another --id in a run of its own",
                )
            objects.setdefault(package.id, {})[name] = member
    return objects


def store(
    root: Path, objects: Mapping[str, Mapping[str, Member]], note: Json, tell: Tell
) -> Iterator[Stored]:
    """Write a version of each object whose files differ from its last version, and say what was.

    `note` holds created, message and user of the versions. `tell` gets remarks for the user.
    Raises `OutputError` where nothing can be written, `UsageError` for a folder that is no
    storage root, `SourceError` for files that change meanwhile.
    """
    try:
        require_root(root)
        fresh = _new_folders(root)
        root.mkdir(parents=True, exist_ok=True)
        with locked(root, tell), _taken_back(root, fresh):
            require_root(root)
            with workshop(root) as work:
                _begin_root(root, work)
                layout = _layout(root)
                for identifier, files in objects.items():
                    target = root / layout(identifier)
                    yield _store_object(target, identifier, files, note, work, tell)
    except OSError as error:
        raise unwritable(root, error) from error


def require_apart(root: Path, packages: Iterable[Path]) -> None:
    """Raise `UsageError` where a package holds the root that is to hold it, or lies in it."""
    inner = root.resolve()
    for path in packages:
        outer = path.resolve()
        if inner.is_relative_to(outer) or outer.is_relative_to(inner):
            raise UsageError(
                f"lies in {root}, or {root} in it",
                where=path,
                remedy="keep the storage root and what is stored apart",
            )


# ---------------------------------------------------------------- the root


def require_root(root: Path) -> None:
    """Raise unless a folder is an OCFL 1.0 or 1.1 root, or can become one: new, empty, begun."""
    if not root.exists() and not root.is_symlink():
        return
    if not root.is_dir():
        raise UsageError("is no folder", where=root, remedy="name a storage root or a new folder")
    names = {path.name for path in root.iterdir()}
    declared = sorted(one for one in names if one.startswith(layouts.ROOT_DECLARATION))
    if declared:
        if declared not in ([f"{layouts.ROOT_DECLARATION}{spec}"] for spec in inventories.SPECS):
            raise UsageError(
                f"is a root of another kind: {', '.join(declared)}",
                where=root,
                remedy="name a root of OCFL 1.0 or 1.1",
            )
        return
    own = {LOCK, *(path.partition("/")[0] for path in layouts.root_files())}
    if extra := sorted(names - own):
        raise UsageError(
            f"is no OCFL storage root and not empty: it has {extra[0]!r}",
            where=root,
            remedy="name a storage root, or a new or empty folder",
        )


def _begin_root(root: Path, work: Path) -> None:
    """Write the files of a new root where it is none yet; the declaration last."""
    if any(path.name.startswith(layouts.ROOT_DECLARATION) for path in root.iterdir()):
        return
    for number, (name, data) in enumerate(layouts.root_files().items()):
        draft = work / f"root-{number}"
        write_new(draft, data)
        publish(draft, root / name)


def _new_folders(root: Path) -> list[Path]:
    """The folders, innermost first, that are made for the root."""
    return [folder for folder in (root, *root.absolute().parents) if not folder.exists()]


@contextmanager
def _taken_back(root: Path, fresh: Sequence[Path]) -> Iterator[None]:
    """Take away what was begun of a root that did not come about."""
    try:
        yield
    except BaseException:
        if not any(path.name.startswith(layouts.ROOT_DECLARATION) for path in root.iterdir()):
            for name in reversed(layouts.root_files()):
                _remove_up(root / name, root)
            if fresh:
                (root / LOCK).unlink(missing_ok=True)
            for folder in fresh:
                if not any(folder.iterdir()):
                    folder.rmdir()
        raise


def _remove_up(file: Path, top: Path) -> None:
    file.unlink(missing_ok=True)
    for folder in file.parents:
        if folder == top or not folder.is_dir() or any(folder.iterdir()):
            return
        folder.rmdir()


def _layout(root: Path) -> layouts.Layout:
    try:
        return layouts.read_layout(root)
    except ValueError as error:
        raise UsageError(
            f"cannot be stored to: it {error}",
            where=root,
            remedy="name another root; --verify and --list work with this one",
        ) from error


# ---------------------------------------------------------------- an object


def _store_object(
    target: Path, identifier: str, files: Mapping[str, Member], note: Json, work: Path, tell: Tell
) -> Stored:
    """One object: finish what a killed run left, then add a version if anything changed."""
    if target.exists():
        recover(target, work, tell)
        before = _sound_inventory(target, identifier)
    else:
        before = inventories.empty(identifier)
    algorithm, head = before["digestAlgorithm"], before["head"]
    state = {path: member.digests[algorithm] for path, member in files.items()}
    if head and inventories.state(before, head) == state:
        return Stored(identifier, target, head, len(state), 0, 0, changed=False)
    new = _new_files(before, files, algorithm)
    version = _next(before, target)
    stored = {
        f"{version}/{inventories.content_folder(before)}/{path}": files[logical]
        for logical, path in content_paths(new).items()
    }
    digests = {path: member.digests for path, member in stored.items()}
    after = inventories.continued(before, state, digests, note)
    draft = work / "draft"
    for path, member in stored.items():
        _copy(member, draft / path)
    _seal(draft, version, after)
    _commit(draft, target, version, after, work)
    size = sum(member.size for member in stored.values())
    return Stored(identifier, target, version, len(state), len(stored), size, changed=True)


def _sound_inventory(target: Path, identifier: str) -> Json:
    """The inventory of an object whose structure has no error; digests are not computed."""
    errors = [one for one in check_object(target, digests=False) if one.level is Level.ERROR]
    if errors:
        raise UsageError(
            f"is damaged, so no version is added: {errors[0].code} {errors[0].message}",
            where=errors[0].file,
            remedy="'fangzhi store DIR --verify' tells all; restore the object from another copy",
        )
    found: Json = inventories.parse((target / NAME).read_bytes())
    if found["id"] != identifier:
        raise UsageError(
            f"holds the object {found['id']!r}, not {identifier!r}",
            where=target,
            remedy="the root does not follow its own layout; name another root",
        )
    return found


def _new_files(before: Json, files: Mapping[str, Member], algorithm: str) -> list[str]:
    """The logical paths whose bytes are not on disk yet, one for each digest."""
    known = {digest.lower() for digest in before["manifest"]}
    first: dict[str, str] = {}
    for path in sorted(files):
        digest = files[path].digests[algorithm]
        if digest not in known:
            first.setdefault(digest, path)
    return list(first.values())


def _next(before: Json, target: Path) -> str:
    try:
        return inventories.next_version(before["head"])
    except ValueError as error:
        raise UsageError(str(error), where=target, remedy="store under another --id") from error


def _copy(member: Member, target: Path) -> None:
    """Copy a file into the draft; its bytes must be those that were read before."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.new(ALGORITHM)
    with member.open() as source, target.open("xb") as stream:
        while block := source.read(BLOCK):
            stream.write(block)
            digest.update(block)
    if digest.hexdigest() != member.digests[ALGORITHM]:
        raise SourceError(
            f"{target.name} changed while it was stored",
            remedy="store again when nobody writes to it",
        )
    target.chmod(open_mode(0o666))


def _seal(draft: Path, version: str, inventory: Json) -> None:
    """Put the inventory and its sidecar beside the content of a version."""
    raw, algorithm = inventories.serialise(inventory), inventory["digestAlgorithm"]
    write_new(draft / version / NAME, raw)
    beside = inventories.sidecar(raw, algorithm)
    write_new(draft / version / inventories.sidecar_name(algorithm), beside)


def _commit(draft: Path, target: Path, version: str, inventory: Json, work: Path) -> None:
    """Let the version be seen: the folder, then the inventory, then its sidecar."""
    raw, algorithm = inventories.serialise(inventory), inventory["digestAlgorithm"]
    files = {NAME: raw, inventories.sidecar_name(algorithm): inventories.sidecar(raw, algorithm)}
    if target.exists():
        publish(draft / version, target / version)
        for name, data in files.items():
            replace_file(work, target / name, data)
        return
    spec = inventories.spec_of(inventory["type"])
    write_new(draft / f"{DECLARATION}{spec}", f"ocfl_object_{spec}\n".encode())
    for name, data in files.items():
        write_new(draft / name, data)
    publish(draft, target)
