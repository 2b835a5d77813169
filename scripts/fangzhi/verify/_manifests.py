"""Manifests and fetch.txt of a bag: lines parsed, paths found among the files (RFC 8493, 2.1.3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from fangzhi.verify._names import DOTS, clashes, fold, is_system_file, leads_out
from fangzhi.verify._tags import Declaration, lines_of
from fangzhi.verify.container import Container
from fangzhi.verify.digests import length_of
from fangzhi.verify.problems import ERROR, WARNING, Problem

_LARGEST = 128 << 20  # bytes: some 600,000 lines
_NAME = re.compile(r"(tag)?manifest-([^/]+)\.txt", re.DOTALL)
_ENTRY = re.compile(r"([0-9A-Fa-f]+)[ \t]+(\*?)(.+)", re.DOTALL)
_FETCH = re.compile(r"(\S+)[ \t]+(\d+|-)[ \t]+(.+)", re.DOTALL | re.ASCII)
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.+")
_ENCODED = re.compile("%(0[AaDd])")
_ENCODED_STRICT = re.compile("%(0[AaDd]|25)")
PAYLOAD = "data/"


@dataclass(slots=True)
class Manifest:
    """A manifest: its file, its algorithm as RFC 8493 normalises it, and its lines that hold.

    `digests` are by the names of files as the container has them; `missing` are paths to which no
    file belongs, `absent` those that were let pass.
    """

    name: str
    algorithm: str
    is_tag: bool
    digests: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    @property
    def is_known(self) -> bool:
        """Whether its algorithm can be computed."""
        return length_of(self.algorithm) > 0


class Finder:
    """Finds the file that a path of a list means.

    A path may be written with percent signs, and be spelt otherwise than on disk: file systems of
    macOS compose letters in their own way, those of Windows do not tell capitals.
    """

    def __init__(self, container: Container, strict: bool) -> None:
        self._files, self._strict = container.files, strict
        self._folded = {fold(name, case=not strict): name for name in reversed(self._files)}
        self._encoded = _ENCODED_STRICT if strict else _ENCODED

    def plain(self, path: str) -> str:
        """The path without its percent signs for line ends and, since 1.0, for themselves."""
        if "%" not in path:
            return path
        return self._encoded.sub(lambda found: chr(int(found[1], 16)), path)

    def find(self, path: str) -> tuple[str, str]:
        """(file, how) for a path; no file where there is none, and how it was found if oddly."""
        plain = self.plain(path)
        if plain in self._files:
            odd = self._strict and "%" in path and "%" in self._encoded.sub("", path)
            return plain, "has a percent sign that must be written as %25" if odd else ""
        if path in self._files:
            return path, "has a percent sign that must be written as %25" if self._strict else ""
        alike = self._folded.get(fold(plain, case=not self._strict), "")
        return alike, f"is called {alike} in the bag" if alike else ""


def manifests(
    container: Container, declared: Declaration, finder: Finder
) -> tuple[list[Manifest], list[Problem]]:
    """All manifests, by name, and what is wrong with their lines."""
    found: list[Manifest] = []
    problems: list[Problem] = []
    for name in sorted(container.files):
        if (parts := _NAME.fullmatch(name)) is None:
            continue
        algorithm = re.sub("[^a-z0-9]", "", parts[2].lower())
        manifest = Manifest(name, algorithm, bool(parts[1]))
        found.append(manifest)
        if not manifest.is_known:
            continue
        lines, wrong = lines_of(container.read(name, _LARGEST), declared.encoding, name)
        problems += wrong
        problems += _Lines(manifest, declared, finder).read(lines)
    return found, problems


class _Lines:
    """Reads the lines of one manifest."""

    def __init__(self, manifest: Manifest, declared: Declaration, finder: Finder) -> None:
        self._manifest, self._strict, self._finder = manifest, declared.is_strict, finder
        self._length = length_of(manifest.algorithm)
        self._seen: dict[str, str] = {}  # path → digest

    def read(self, lines: Iterable[str]) -> Iterator[Problem]:
        """Take in all lines; what is wrong with them."""
        for number, line in enumerate(lines, 1):
            found = _ENTRY.fullmatch(line)
            if found is None or len(found[1]) != self._length:
                yield self._not_understood(number, line, found)
                continue
            digest, star, path = found[1].lower(), found[2], found[3]
            yield from self._entry(digest, bool(star), path)
        yield from (
            Problem(one.code, one.level, one.message, f"{self._manifest.name}: {one.member}")
            for one in clashes(self._seen)
        )

    def _not_understood(self, number: int, line: str, found: re.Match[str] | None) -> Problem:
        name = self._manifest.name
        if found is not None:
            what = (
                f"line {number} has a digest of {len(found[1])} figures, "
                f"{self._manifest.algorithm} gives {self._length}"
            )
        else:
            what = f"line {number} “{line[:60]}” is not a digest, blanks and a path"
        return Problem("FZ722", ERROR, f"{what}; correct it", name)

    def _entry(self, digest: str, star: bool, path: str) -> Iterator[Problem]:
        tell = self._telling(path)
        if dots := DOTS.match(path):
            path = path[dots.end() :]
            yield tell("FZ723", WARNING, "begins with ./; write it without")
        if star:
            yield tell("FZ723", WARNING, "has the * of md5sum before it; write it without")
        if reason := leads_out(path):
            yield tell("FZ702", ERROR, f"{reason}; it was not looked at")
            return
        yield from self._scope(path, tell)
        plain = self._finder.plain(path)
        if (before := self._seen.get(plain)) is not None:
            same = before == digest
            level = WARNING if same and not self._strict else ERROR
            how = "the same digest" if same else "another digest"
            yield tell("FZ724", level, f"stands twice, with {how}; take one line away")
            return
        self._seen[plain] = digest
        yield from self._place(digest, path, plain, tell)

    def _scope(self, path: str, tell: _Tell) -> Iterator[Problem]:
        in_payload = path.startswith(PAYLOAD)
        if self._manifest.is_tag:
            if in_payload:
                yield tell("FZ725", ERROR, "is payload; only payload manifests list that")
            elif (found := _NAME.fullmatch(path)) and found[1]:
                yield tell("FZ725", ERROR, "is a tag manifest, which none may list; take it out")
        elif not in_payload:
            yield tell("FZ725", ERROR, "lies outside of data/; only tag manifests list that")

    def _place(self, digest: str, path: str, plain: str, tell: _Tell) -> Iterator[Problem]:
        file, how = self._finder.find(path)
        if not file:
            if not self._strict and is_system_file(plain):
                self._manifest.absent.append(plain)
                yield tell("FZ712", WARNING, "was left by an operating system, and is not there")
            else:
                self._manifest.missing.append(plain)
            return
        if how:
            spelt = how.startswith("is called")
            yield tell("FZ705" if spelt else "FZ723", WARNING, f"{how}; write it so")
        if self._manifest.digests.setdefault(file, digest) != digest:
            yield tell("FZ728", ERROR, "means a file that is listed with another digest")

    def _telling(self, path: str) -> _Tell:
        return lambda code, level, message: Problem(
            code,
            ERROR if level is ERROR else WARNING,
            f"{path[:200]} {message}",
            self._manifest.name,
        )


_Tell = Callable[[str, object, str], Problem]


class Fetch:
    """fetch.txt: the paths that it names, and what is wrong with it (RFC 8493, 2.2.3)."""

    name = "fetch.txt"

    def __init__(self, container: Container, declared: Declaration, finder: Finder) -> None:
        self.paths: dict[str, str] = {}  # path → length as it is written
        self.problems: list[Problem] = []
        if self.name not in container:
            return
        lines, wrong = lines_of(container.read(self.name, _LARGEST), declared.encoding, self.name)
        self.problems += wrong
        for number, line in enumerate(lines, 1):
            found = _FETCH.fullmatch(line)
            if found is None or not _URL.fullmatch(found[1]):
                self._tell("FZ737", f"line {number} is not an address, a length or -, and a path")
                continue
            self._add(finder.plain(DOTS.sub("", found[3], 1)), found[2])

    def _add(self, path: str, length: str) -> None:
        if reason := leads_out(path):
            self._tell("FZ702", f"{path[:200]} {reason}; take the line away")
        elif not path.startswith(PAYLOAD):
            self._tell("FZ737", f"{path[:200]} lies outside of data/; take the line away")
        elif path in self.paths:
            self._tell("FZ724", f"{path[:200]} stands twice; take one line away")
        else:
            self.paths[path] = length

    def open_problems(self, container: Container, listed: list[Manifest]) -> Iterator[Problem]:
        """What is still to be fetched, what no manifest lists, what has another size."""
        for path, length in self.paths.items():
            member = container.files.get(path)
            if member is None:
                yield Problem(
                    "FZ738", ERROR, "is still to be fetched; complete the bag first", path
                )
            elif length != "-" and int(length[:20]) != member.size:
                self._tell("FZ737", f"{path[:200]} has {member.size} bytes, and not {length[:20]}")
            known = [one for one in listed if not one.is_tag and one.is_known]
            for one in known:
                if path not in one.digests and path not in one.missing:
                    self._tell("FZ737", f"{path[:200]} is not listed in {one.name}")
        yield from self.problems

    def _tell(self, code: str, message: str) -> None:
        self.problems.append(Problem(code, ERROR, message, self.name))
