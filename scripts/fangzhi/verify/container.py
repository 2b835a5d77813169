"""One view of a package, be it a folder, a zip or a tar. Nothing is ever unpacked to disk.

What is dangerous or doubtful in any package is found here and stands in `Container.problems`: names
that lead out or differ only by case, links, devices, doubled members, hidden data, bombs. What a
package means is the business of its kind.

**Adding a kind of package** is one public module in this folder. It is found by its being there
and having:

- `NAME`: what people call it ("bag");
- `CODES`: a tuple of `fangzhi.check.codes.Code`, all that it can report (FZ70n–FZ71n belong to
  containers, FZ72n–FZ74n to bags, FZ75n–FZ76n to EPUBs, FZ77n–FZ79n to SIPs);
- `recognises(container) -> bool`: by names of members alone, and cheap;
- `check(container, digests) -> Iterator[Problem]`: everything else. `digests(wanted)` takes the
  algorithms for each name, `{"data/a.txt": {"sha256", "sha512"}}`, reads every file once, on all
  cores, and gives `{name: Digest}`; call it once. What cannot be read is told by the caller: skip
  it (`Digest.failed`). A `MemberError` may pass through: it becomes a finding FZ701.

All names that a kind sees are relative to the package's own folder (`root`), with `/`.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from fangzhi.check.codes import Code
from fangzhi.verify._codes import CONTAINER_CODES
from fangzhi.verify._folder import FolderStore
from fangzhi.verify._member import Kind, Member, Store, Stream
from fangzhi.verify._names import clashes, doubled, faults
from fangzhi.verify._tar import TarStore, is_tar
from fangzhi.verify._zip import ZipStore, is_zip
from fangzhi.verify.problems import ERROR, DamagedError, MemberError, PackageError, Problem

__all__ = ("CODES", "Container", "Kind", "Member", "Stream", "open_container")

CODES: tuple[Code, ...] = CONTAINER_CODES
LARGEST_READ = 64 << 20  # bytes that `read` takes into memory: METS of 100,000 files have 60 MB
_SIGNS = ("bagit.txt", "bag-info.txt", "METS.xml", "mimetype")


class Container:
    """A package's files, by their paths in the package's own folder.

    `path` is what was named, `form` one of folder, zip and tar, `root` the folder in the container
    that is the package (`yunxi/`, or empty), `name` what that folder is called. `problems` is what
    is wrong with the container. `damaged` says that it could not be read to its end: what it holds
    is then not known.
    """

    def __init__(self, path: Path, form: str, store: Store | None, problems: list[Problem]) -> None:
        self.path, self.form, self._store = path, form, store
        self.damaged = store is None
        members = store.index.members if store else []
        self._folders = store.index.folders if store else []
        self.root = _root([member.name for member in members])
        self.name = self.root.rstrip("/") or (
            path.absolute().name if form == "folder" else path.name.partition(".")[0]
        )
        self.problems = [*problems, *self._common_problems(members)]
        self.members: dict[str, Member] = {
            member.name.removeprefix(self.root): member
            for member in members
            if member.name.startswith(self.root)
        }

    def _common_problems(self, members: list[Member]) -> Iterator[Problem]:
        names = [member.name for member in members]
        for member in members:
            yield from faults(member)
            if not member.name.startswith(self.root):
                yield Problem(
                    "FZ710",
                    ERROR,
                    f"lies beside the folder {self.root} of the package, so nothing answers for "
                    "it; take it out of the archive",
                    member.name,
                )
        yield from doubled(names)
        yield from clashes(dict.fromkeys(names))

    def __contains__(self, name: str) -> bool:
        return name in self.files

    @property
    def files(self) -> dict[str, Member]:
        """The members that are plain files, by name."""
        if not hasattr(self, "_files"):
            self._files = {
                name: member for name, member in self.members.items() if member.kind is Kind.FILE
            }
        return self._files

    @property
    def folders(self) -> list[str]:
        """The folders that the container names, also empty ones, without `/` at the end."""
        inside = (name.removeprefix(self.root) for name in self._folders
                  if name.startswith(self.root))  # fmt: skip
        return [name for name in inside if name]

    @property
    def size(self) -> int:
        """The bytes of all files, unpacked."""
        return sum(member.size for member in self.files.values())

    @property
    def sequential(self) -> bool:
        """Whether members are best read in the order in which they lie (a compressed tar)."""
        return self._store is not None and self._store.sequential

    def open(self, name: str) -> AbstractContextManager[Stream]:
        """The bytes of a file, for `with`; every stream has its own handle.

        Raises `MemberError` for what is no file; reading raises it for what is damaged.
        """
        member = self.files.get(name)
        if member is None or self._store is None:
            raise MemberError(name, "is no file of the package")
        return self._store.open(member)

    def read(self, name: str, most: int = LARGEST_READ) -> bytes:
        """All bytes of a file of at most `most`; raises `MemberError` as `open`, or when larger."""
        member = self.files.get(name)
        if member is not None and member.size > most:
            raise MemberError(name, f"is larger than the {most >> 20} MB that it can sensibly have")
        with self.open(name) as stream:
            parts = []
            while part := stream.read(1 << 20):
                parts.append(part)
        return b"".join(parts)

    def walk(self, wanted: set[str]) -> Iterator[tuple[str, Stream]]:
        """These files in the order of the container; each must be read before the next is asked."""
        if self._store is None:
            return
        whole = {self.files[name].name: name for name in wanted}
        for member, stream in self._store.walk(whole):
            yield whole[member.name], stream


def open_container(path: Path) -> Container:
    """The container at `path`; what is wrong inside of it stands in `problems`.

    Raises `PackageError` for what is not there, cannot be read, or is neither folder, zip nor tar.
    """
    form, store_type = _form(path)
    try:
        store = store_type(path)
    except DamagedError as error:
        return Container(path, form, None, [Problem(error.code, ERROR, error.reason)])
    except OSError as error:
        raise _unreadable(path, error) from error
    return Container(path, form, store, store.index.problems)


def _form(path: Path) -> tuple[str, type[FolderStore] | type[ZipStore] | type[TarStore]]:
    """What `path` is: its form, and the class that reads it."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return "folder", FolderStore
        if not stat.S_ISREG(mode):
            raise PackageError(
                "is a pipe or a device, not a package", where=path, remedy="name a file or a folder"
            )
        if is_tar(path):  # first: a tar may end with a zip, but no zip begins as a tar
            return "tar", TarStore
        if is_zip(path):
            return "zip", ZipStore
    except OSError as error:
        raise _unreadable(path, error) from error
    raise PackageError(
        "is neither a folder, a zip nor a tar",
        where=path,
        remedy="name a bag, a SIP or an EPUB, or the folder that one was unpacked to",
    )


def _unreadable(path: Path, error: OSError) -> PackageError:
    if isinstance(error, FileNotFoundError):
        return PackageError("no such file or folder", where=path, remedy="check the path")
    return PackageError(
        f"cannot be read: {error.strerror or error}",
        where=path,
        remedy="check the path and its permissions",
    )


def _root(names: list[str]) -> str:
    """The folder that is the package: the top, or the only folder there that looks like one."""
    tops: dict[str, bool] = {}
    loose = False
    for name in names:
        top, slash, rest = name.partition("/")
        if not slash and is_sign(top):
            return ""
        loose = loose or not slash
        if slash:
            tops[top] = tops.get(top, False) or is_sign(rest)
    signed = [top for top, is_signed in tops.items() if is_signed]
    if len(signed) == 1:
        return f"{signed[0]}/"
    return f"{next(iter(tops))}/" if len(tops) == 1 and not loose else ""


def is_sign(name: str) -> bool:
    """Whether a file of this name shows where a package begins."""
    return name in _SIGNS or (name.startswith("manifest-") and name.endswith(".txt"))
