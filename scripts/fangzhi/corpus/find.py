"""The editions below a folder: sources that a reader claims, each with the place of its results.

Every folder of sources becomes a repository of its own below the folder of results: IDs are only
compared with those of their own folder, where people see them side by side, and no folder grows
with the whole corpus. A last folder `source` is left out, because a repository has it.
"""

from __future__ import annotations

import os
import re
import stat
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fangzhi.markup import decisions
from fangzhi.readers import suffixes

STAGES = frozenset({"tei", "schema", "build", "scripts", "tests"})  # beside source/: no sources
SETTINGS = frozenset({"fangzhi.toml", "pyproject.toml"})
PAGES = ".ocr"  # a folder of pages that were read by `ocr` is one edition
METS = re.compile(r"(?:.+[._-])?mets(?:\.xml)?", re.IGNORECASE)  # what such files are called
NO_TEXT = "has a name that is no text (not UTF-8); rename it"


@dataclass(frozen=True, slots=True)
class Found:
    """One edition: paths with `/` below the source folder, and below the folder of results.

    `given` is the source, or a sidecar that names a source of another name; `size` its bytes;
    `problem` why it cannot be made, where its name tells that already.
    """

    given: str
    folder: str
    name: str
    size: int
    problem: str = ""


@dataclass(slots=True)
class Walk:
    """What was seen on the way and is no edition: files by their suffixes, and links to folders."""

    passed_over: Counter[str] = field(default_factory=Counter)
    links: int = 0
    unreadable: list[str] = field(default_factory=list)


def find(root: Path, results: Path, walk: Walk) -> Iterator[Found]:
    """The editions below `root`, folder by folder; hidden files and `results` are passed over.

    Links to folders are not followed: they may lead out of the corpus, or round in circles.
    """
    known = frozenset(suffixes())
    own = os.path.realpath(results)
    pending = [""]
    while pending:
        here = pending.pop()
        place = root / here if here else root
        files, folders = _listed(place, here, walk)
        if "source" in folders:
            folders = [name for name in folders if name not in STAGES]
        named = _Folder(place, here, known)
        for name in files:
            yield from named.edition(name, walk)
        for name in sorted(folders, reverse=True):
            below = f"{here}/{name}" if here else name
            if named.is_edition(name):
                yield named.of_pages(name)
            elif os.path.realpath(root / below) != own:
                pending.append(below)


def _listed(place: Path, here: str, walk: Walk) -> tuple[list[str], list[str]]:
    """The names of the files and of the folders in a folder."""
    files, folders = [], []
    try:
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                elif entry.is_symlink() and Path(entry.path).is_dir():
                    walk.links += 1
                else:
                    files.append(entry.name)
    except OSError as error:
        walk.unreadable.append(f"{here or '.'}: {error.strerror or error}")
    return files, folders


class _Folder:
    """One folder of sources, and the repository that its editions go to."""

    def __init__(self, place: Path, here: str, known: frozenset[str]) -> None:
        self.place, self.here, self.known = place, here, known
        parent, _, last = here.rpartition("/")
        self.repository = parent if last == "source" else here

    def edition(self, name: str, walk: Walk) -> Iterator[Found]:
        """The edition that a file is, or whose sidecar it is where that names another text."""
        stem, suffix = os.path.splitext(name)  # noqa: PTH122 - a million times, on bare names
        if suffix.lower() in self.known:
            if self._is_named_elsewhere(stem, name):
                return
            yield self._found(name, _stated_id(self.place / f"{stem}.toml") or stem)
        elif suffix == ".toml" and self._names_text(name, stem):
            yield self._found(name, _stated_id(self.place / name) or stem)
        elif suffix != ".toml":
            walk.passed_over[suffix.lower()] += 1

    def is_edition(self, folder: str) -> bool:
        """Whether a folder of pages is one edition: it has a sidecar, a METS file says which pages
        it has, or `ocr` has made it.
        """
        if folder.endswith(PAGES) or self._is_described(folder):
            return True
        sidecar = os.path.lexists(self.place / f"{folder}.toml")
        return sidecar and not self._has_source(folder)

    def _is_described(self, folder: str) -> bool:
        """Whether a METS file lies in a folder, told by its name: a corpus has many files."""
        try:
            with os.scandir(self.place / folder) as entries:
                return any(METS.fullmatch(entry.name) and entry.is_file() for entry in entries)
        except OSError:
            return False

    def of_pages(self, folder: str) -> Found:
        """The edition that a folder of pages is."""
        stem = folder.removesuffix(PAGES)
        return self._found(folder, _stated_id(self.place / f"{stem}.toml") or stem)

    def _found(self, name: str, edition: str) -> Found:
        given = f"{self.here}/{name}" if self.here else name
        problem = ""
        try:
            given.encode()
        except UnicodeEncodeError:
            problem = NO_TEXT
        given, repository, edition = map(_as_text, (given, self.repository, edition))
        return Found(given, repository, edition, _size(self.place / name), problem)

    def _has_source(self, stem: str) -> bool:
        """Whether a source lies beside, to which a sidecar of that stem belongs."""
        return any(os.path.lexists(self.place / f"{stem}{suffix}") for suffix in self.known)

    def _names_text(self, name: str, stem: str) -> bool:
        """Whether a TOML file is the sidecar of a text that has another name, or is not there."""
        if name in SETTINGS or name.endswith(decisions.SUFFIX) or self._has_source(stem):
            return False
        if any((self.place / folder).is_dir() for folder in (stem, stem + PAGES)):
            return False
        return bool(_stated(self.place / name, "text", "file"))

    def _is_named_elsewhere(self, stem: str, name: str) -> bool:
        """Whether a text without a sidecar of its own name has one of another name."""
        if os.path.lexists(self.place / f"{stem}.toml"):
            return False
        return name in self._texts_of_sidecars()

    def _texts_of_sidecars(self) -> frozenset[str]:
        """The texts that the sidecars of this folder name, where no source shares their stem."""
        found = getattr(self, "_texts", None)
        if found is None:
            stems = [
                file.stem
                for file in self.place.glob("*.toml")
                if self._names_text(file.name, file.stem)
            ]
            texts = (_stated(self.place / f"{stem}.toml", "text", "file") for stem in stems)
            found = self._texts = frozenset(texts)
        return found


def _as_text(path: str) -> str:
    """A path as text that can be stored and shown, whatever bytes it has."""
    return path.encode("utf-8", "backslashreplace").decode()


def _size(path: Path) -> int:
    """The bytes of a file; 0 for what is none."""
    try:
        status = path.stat()
    except OSError:
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0


def _stated_id(sidecar: Path) -> str:
    """The ID that a sidecar states; empty where none can be read: the road tells why."""
    return _stated(sidecar, "id") if os.path.lexists(sidecar) else ""


def _stated(sidecar: Path, *keys: str) -> str:
    """The text under a key of a sidecar; empty without one, and for what cannot be read."""
    try:
        if not sidecar.is_file():
            return ""
        value: object = tomllib.loads(sidecar.read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return ""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return str(value).strip() if isinstance(value, str | int) else ""
