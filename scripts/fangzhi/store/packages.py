"""What is to be stored: packages read into logical paths, digests and ways to their bytes.

A bag, be it a zip or a folder, is stored file by file; so is any other folder. Every other file is
stored as one file. Nothing is ever unpacked to disk to be read, and what is dangerous is refused.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from fangzhi.errors import FangzhiError, SourceError, UsageError
from fangzhi.store import bags
from fangzhi.store.inventory import ALGORITHM, SECOND
from fangzhi.store.paths import conflicts

BLOCK = 1 << 20  # bytes that are read at a time
MOST_MEMBERS = 500_000  # of a zip; an edition has some hundreds
BOMB_RATIO, BOMB_SIZE = 200, 1 << 30  # a zip that grows more, to more: nothing of ours does
SUFFIXES = (".bag.zip", ".sip.zip", ".aip.zip", ".epub", ".html", ".xml", ".zip")
# What the library raises for zips that are cut, altered, or packed in a way that it cannot read.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)

Opener = Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a package: its digests by algorithm, its size in bytes, and how to read it."""

    digests: Mapping[str, str]
    size: int
    open: Opener


@dataclass(frozen=True, slots=True)
class Package:
    """What one PACKAGE of the command line holds: logical path → file. `id` names the object."""

    path: Path
    id: str
    members: Mapping[str, Member]


def read_package(path: Path, stack: ExitStack) -> Package:
    """Read a bag, folder or file; `stack` keeps a zip open for as long as its bytes are needed.

    Raises `UsageError` where nothing is there, `SourceError` for what cannot be stored: links,
    names that would leave their folder, and bags that do not agree with their own manifests.
    """
    try:
        if path.is_dir():
            return _folder(path)
        if not path.exists():
            raise UsageError("does not exist", where=path, remedy="name a package or a folder")
        if not path.is_file():
            raise SourceError("is no file and no folder", where=path, remedy="name one")
        if zipfile.is_zipfile(path) and (package := _zipped_bag(path, stack)) is not None:
            return package
        return Package(path, name_of(path), {path.name: _digested(partial(_open, path))})
    except UnicodeEncodeError as error:
        raise _refusal(path, "a name in it is not UTF-8", "rename that file") from error
    except BROKEN as error:
        raise SourceError(
            f"is damaged: {error}", where=path, remedy="build it again, or store another copy"
        ) from error
    except OSError as error:
        raise SourceError(
            f"cannot be read: {error.strerror or error}",
            where=error.filename or path,
            remedy="make it readable, or leave it out",
        ) from error


def name_of(path: Path) -> str:
    """The ID of an edition by the name of its package: `yunxi-2024` of `yunxi-2024.bag.zip`."""
    name = path.resolve().name
    suffix = next((one for one in SUFFIXES if name.endswith(one)), "")
    return name.removesuffix(suffix) or name


def _folder(path: Path) -> Package:
    """A folder: its files lie below its own name, as they do in its zip."""
    top = path.resolve().name
    if not top:
        raise UsageError("is the root of the disk", where=path, remedy="name a folder in it")
    found = {f"{top}/{name}": file for name, file in sorted(_walk(path))}
    if not found:
        raise SourceError("holds no file", where=path, remedy="name a folder that has some")
    members = {name: _digested(partial(_open, file)) for name, file in found.items()}
    return _package(path, top, members)


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files below a folder by their paths in it; a link or device is an error."""
    pending = [folder]
    while pending:
        for entry in list(os.scandir(pending.pop())):
            path = Path(entry.path)
            name = path.relative_to(folder).as_posix()
            name.encode()  # raises for bytes that are not UTF-8
            if entry.is_dir(follow_symlinks=False):
                pending.append(path)
            elif entry.is_file(follow_symlinks=False):
                yield name, path
            else:
                what = "link" if entry.is_symlink() else "device or pipe"
                raise _refusal(
                    path, f"is a {what}, and OCFL holds files alone", "put the file there"
                )


def _open(path: Path) -> IO[bytes]:
    """A file, and never what a link put in its place leads to, nor a pipe that waits for ever."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _refusal(path, "is no file any more", "do not change what is being stored")
    return os.fdopen(handle, "rb")


def _zipped_bag(path: Path, stack: ExitStack) -> Package | None:
    """The bag in a zip, file by file; `None` for a zip that is something else."""
    archive = stack.enter_context(zipfile.ZipFile(path))
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    top = bags.top_folder([entry.filename for entry in entries])
    if top is None:
        return None
    _require_harmless(path, archive.infolist(), path.stat().st_size)
    home = top or f"{name_of(path)}/"
    members = {
        f"{home}{entry.filename.removeprefix(top)}": _digested(partial(archive.open, entry))
        for entry in entries
    }
    return _package(path, home.rstrip("/"), members)


def _require_harmless(path: Path, entries: list[zipfile.ZipInfo], size: int) -> None:
    """Raise `SourceError` for a zip that no honest program writes."""
    if len(entries) > MOST_MEMBERS:
        raise _refusal(path, f"has {len(entries)} entries, more than {MOST_MEMBERS}", "split it")
    whole, packed = sum(one.file_size for one in entries), sum(one.compress_size for one in entries)
    if packed > size or (whole > BOMB_SIZE and whole > BOMB_RATIO * size):
        raise _refusal(path, f"would grow from {size} to {whole} bytes", "look at it first")
    for entry in entries:
        if reason := _danger(entry):
            raise _refusal(path, f"{entry.orig_filename[:80]!r} in it {reason}", "do not trust it")
    if clash := next(conflicts(one.filename for one in entries if not one.is_dir()), ""):
        raise _refusal(path, f"in it {clash}", "do not trust it")


def _danger(entry: zipfile.ZipInfo) -> str:
    """Why an entry is refused; empty where nothing is wrong with it."""
    name, kind = entry.orig_filename, stat.S_IFMT(entry.external_attr >> 16)
    if "\\" in name or re.match(r"[A-Za-z]:", name) or name.startswith("/"):
        return "is no relative path with slashes"
    if any(part in ("", ".", "..") for part in name.removesuffix("/").split("/")):
        return "leads out of its folder, or has an empty name"
    if re.search("[\x00-\x1f\x7f]", name):
        return "has control characters in its name"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or device"
    if entry.flag_bits & 0x1:
        return "is encrypted"
    if not name.isascii() and not entry.flag_bits & 0x800:
        return "has a name in an encoding that is not stated"
    return ""


def _package(path: Path, top: str, members: dict[str, Member]) -> Package:
    """The package of a folder's files; a bag is held to its manifests first, and names itself."""
    within = {name.removeprefix(f"{top}/"): member for name, member in members.items()}
    if bags.DECLARATION not in within:
        return Package(path, top, members)
    texts = {name: _text(within[name]) for name in within if bags.is_tag_text(name)}
    digests = {name: member.digests for name, member in within.items()}
    if reason := bags.disagreement(texts, digests):
        raise SourceError(
            f"is a bag that is not whole: {reason}",
            where=path,
            remedy=f"'fangzhi verify {path}' tells all; build or fetch it again",
        )
    identifier = bags.identifier(texts) or top
    if not identifier.isprintable():
        raise _refusal(path, f"its External-Identifier is {identifier[:40]!r}", "correct it")
    return Package(path, identifier, members)


def _text(member: Member) -> str:
    with member.open() as stream:
        return stream.read(bags.LONGEST).decode("utf-8", errors="replace")


def _digested(opener: Opener) -> Member:
    """One pass over the bytes of a file."""
    hashes, size = {name: hashlib.new(name) for name in (ALGORITHM, SECOND)}, 0
    with opener() as stream:
        while block := stream.read(BLOCK):
            size += len(block)
            for one in hashes.values():
                one.update(block)
    return Member({name: one.hexdigest() for name, one in hashes.items()}, size, opener)


def _refusal(path: object, reason: str, remedy: str) -> FangzhiError:
    return SourceError(f"cannot be stored: {reason}", where=path, remedy=remedy)
