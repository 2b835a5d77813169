"""Verification of packages: that everything is there, as it was, and as its standard wants it.

Kinds of packages are found by listing this folder; `container` says how one is added.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from fangzhi.check.codes import Code
from fangzhi.check.finding import Finding, Level
from fangzhi.check.reports.report import plural
from fangzhi.verify.container import CODES, Container, open_container
from fangzhi.verify.digests import Digests
from fangzhi.verify.problems import ERROR, MemberError, PackageError, Problem

MOST_OF_A_CODE = 100  # findings of one code and level that are told of one package
LONGEST_SHOWN = 300  # characters of a member's name in a finding
Advance = Callable[[int, int], object]  # (bytes read, bytes in all)


class PackageKind(Protocol):
    """What every public module in this folder offers that has a `recognises`."""

    NAME: str
    CODES: tuple[Code, ...]

    def recognises(self, container: Container) -> bool:
        """Whether the container is a package of this kind, or one that lacks something."""

    def check(self, container: Container, digests: Digests) -> Iterator[Problem]:
        """Everything that is wrong with it as a package of this kind."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found out of one package: what it is, how much was read, and what is wrong."""

    path: Path
    kind: str
    files: int
    size: int
    algorithms: tuple[str, ...]
    findings: tuple[Finding, ...]

    def summary(self) -> str:
        """Kind, files, bytes and algorithms in a few words."""
        how = " and ".join(self.algorithms) or "no digests"
        return f"{self.kind}, {plural(self.files, 'file')}, {plural(self.size, 'byte')}, {how}"


def kinds() -> Iterator[PackageKind]:
    """All kinds of packages, by name."""
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        if not module.name.startswith("_"):
            found = importlib.import_module(f"{__name__}.{module.name}")
            if hasattr(found, "recognises"):
                yield cast(PackageKind, found)


def codes() -> dict[str, Code]:
    """Every code that `verify` can report, in order."""
    all_codes = [*CODES, *(code for kind in kinds() for code in kind.CODES)]
    return {code.code: code for code in sorted(all_codes, key=lambda code: code.code)}


def table() -> str:
    """All codes as a table in Markdown: code, level, title."""
    rows = (f"| {one.code} | {one.level} | {one.title} |" for one in codes().values())
    return "\n".join(("| code | level | what is wrong |", "|---|---|---|", *rows)) + "\n"


def verify(path: Path, jobs: int = 1, advance: Advance = lambda done, total: None) -> list[Finding]:
    """What is wrong with the package at `path`, in order; see `examine`."""
    return list(examine(path, jobs, advance).findings)


def examine(path: Path, jobs: int = 1, advance: Advance = lambda done, total: None) -> Verdict:
    """The verdict on the package at `path`, which is read by `jobs` threads.

    Raises `PackageError` when it cannot be read at all or is no known package.
    """
    container = open_container(path)
    if container.damaged:
        return _verdict(path, "damaged archive", container, (), container.problems)
    kind = _kind(container)
    digests = Digests(container, jobs, advance)
    problems = [*container.problems]
    try:
        problems += kind.check(container, digests)
    except MemberError as error:
        digests.failures.setdefault(error.member, error.reason)
    told = {problem.member for problem in problems if problem.code == "FZ708"}
    problems += (
        Problem("FZ701", ERROR, f"{reason}; copy the package anew", name)
        for name, reason in digests.failures.items()
        if container.root + name not in told
    )
    return _verdict(path, kind.NAME, container, sorted(digests.algorithms), problems)


def _kind(container: Container) -> PackageKind:
    for kind in kinds():
        if kind.recognises(container):
            return kind
    raise PackageError(
        "is no known package: it has no bagit.txt (bag), METS.xml (SIP) or mimetype (EPUB)",
        where=container.path,
        remedy="name a bag, a SIP or an EPUB, or the folder that holds such a file",
    )


def _verdict(
    path: Path,
    kind: str,
    container: Container,
    algorithms: Iterable[str],
    problems: Iterable[Problem],
) -> Verdict:
    findings = sorted(
        (_finding(problem, path) for problem in _bounded(problems)), key=lambda one: one.order
    )
    return Verdict(
        path, kind, len(container.files), container.size, tuple(algorithms), tuple(findings)
    )


def _bounded(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Each problem once, and at most so many of a code that a person can read them."""
    counts: dict[tuple[str, str], int] = {}
    for problem in dict.fromkeys(problems):
        key = (problem.code, problem.level)
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= MOST_OF_A_CODE:
            yield problem
    for (code, level), number in counts.items():
        if (more := number - MOST_OF_A_CODE) > 0:
            yield Problem(code, Level(level), f"… and {more} more of this code")


def _finding(problem: Problem, path: Path) -> Finding:
    member = problem.member
    if len(member) > LONGEST_SHOWN:
        member = f"{member[:LONGEST_SHOWN]}…"
    place = f"{member}: " if member else ""
    return Finding(problem.code, problem.level, place + problem.message, path)
