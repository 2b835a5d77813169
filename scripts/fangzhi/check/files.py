"""Which files are checked: those named, those in folders, and of these those that changed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from fangzhi.errors import UsageError


def tei_files(paths: Iterable[Path]) -> list[Path]:
    """The files to check, each once, in the order given; those of a folder by name.

    Hidden files and folders inside a folder are passed over. Raises `UsageError` for a path that
    does not exist, and when there is nothing to check.
    """
    files: dict[Path, None] = {}
    given = list(paths)
    for path in given:
        if path.is_dir():
            inside = sorted(path.rglob("*.xml"))
            files.update(dict.fromkeys(file for file in inside if _is_plain(file, path)))
        elif path.exists():
            files[path] = None
        else:
            raise UsageError("no such file or folder", where=path, remedy="check the path")
    if not files:
        where = ", ".join(map(str, given)) or None
        raise UsageError(
            "there is no XML file to check", where=where, remedy="name a TEI file or its folder"
        )
    return list(files)


def _is_plain(file: Path, folder: Path) -> bool:
    # A pipe or a dead link is no reason to be silent: reading it is a finding.
    return not file.is_dir() and not any(p.startswith(".") for p in file.relative_to(folder).parts)


def changed_files(files: Iterable[Path], revision: str) -> list[Path]:
    """Those of `files` that are not as they were where the branch left `revision` of git.

    Changed is what was committed since, what is not committed, and what git does not know yet. A
    TEI file also counts as changed when a file of its name in `../source/` has: its transcription,
    sidecar or decisions, or a file in the folder that is its transcription. Raises `UsageError`
    where git cannot answer.
    """
    by_repository: dict[Path, set[Path]] = {}
    changed = []
    for file in files:
        folder = file.parent
        if folder not in by_repository:
            by_repository[folder] = _changes(folder, revision)
        changes = by_repository[folder]
        # Unlike `resolve`, it does not mind a circle of links.
        whole = Path(os.path.realpath(file))
        sources = whole.parent.parent / "source"
        if whole in changes or any(_first_name(one, sources) == whole.stem for one in changes):
            changed.append(file)
    return changed


def _first_name(file: Path, sources: Path) -> str:
    """The name of a file, or of its folder, in the folder of the sources; empty outside."""
    if not file.is_relative_to(sources):
        return ""
    return file.relative_to(sources).parts[0].partition(".")[0]


def _changes(folder: Path, revision: str) -> set[Path]:
    top = Path(_git(folder, "rev-parse", "--show-toplevel").strip())
    commit = _git(
        folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
    ).strip()
    base = _git(folder, "merge-base", commit, "HEAD").strip()
    tracked = _git(top, "diff", "--name-only", "-z", "--no-ext-diff", base)
    new = _git(top, "ls-files", "-z", "--others", "--exclude-standard")
    return {Path(os.path.realpath(top / name)) for name in (tracked + new).split("\0") if name}


def _git(folder: Path, *args: str) -> str:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *args],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )
    except FileNotFoundError as error:
        raise UsageError(
            "--changed-since asks git, which is not installed",
            remedy="install git, or leave the option out",
        ) from error
    if done.returncode:
        said = done.stderr.strip().removeprefix("fatal: ") or "no such commit, or none in common"
        raise UsageError(
            f"git cannot say what changed: {said}",
            where=folder,
            remedy="name a commit or branch that is there; in CI fetch the whole history "
            "(fetch-depth: 0)",
        )
    return done.stdout
