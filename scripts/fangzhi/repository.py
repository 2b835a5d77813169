"""A new edition repository: the six folders, a first text with its sidecar, and its checks.

The files come from `templates/edition/`. Hidden ones are stored under names that begin with `dot-`,
so that neither git nor the packager takes them for its own; `ID` in a name and `@WORD@` in a text
are filled in.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from fangzhi.archive import open_mode, stated_date
from fangzhi.customisation import copy_schema
from fangzhi.errors import FangzhiError, OutputError, UsageError
from fangzhi.pipeline import check_name, encode_source, plan, write_tei
from fangzhi.resources import PACKAGE

TEMPLATES = PACKAGE / "templates"
EXECUTABLE = ("scripts", "tests")  # what lies in these folders is run
SPARED = ".git"  # the only thing that may be there already
COLUMN = 33  # of the comments in the sidecar
LONGEST = 60  # characters of an ID that is made of a folder's name

# What the first text says of itself, by its language.
FIRST_TEXTS = {
    "zh": {
        "LANGUAGE": "zh-Hans",
        "PROFILE": "yearbook",
        "TITLE": "柳岸镇",
        "BOOK": "柳岸年鉴",
        "KEYWORD": "乡镇",
        "CAPTION": "图为恢复通行的柳岸桥",
    },
    "en": {
        "LANGUAGE": "en",
        "PROFILE": "report",
        "TITLE": "Report of the Town of Willowbank",
        "BOOK": "Reports of Willowbank",
        "KEYWORD": "towns",
        "CAPTION": "The bridge",
    },
}


def start(folder: Path, name: str = "", language: str = "zh") -> list[Path]:
    """Make `folder` an edition repository, whole or not at all; the paths in it that were written.

    `name` is the ID of the first text (default: made of the folder's name), `language` a key of
    `FIRST_TEXTS`. Raises `UsageError` for a folder that is not empty or a name that cannot be an
    ID, and `OutputError` where nothing can be written.
    """
    name = name or safe_name(folder.resolve().name)
    check_name(name)
    _require_empty(folder)
    with _whole(folder) as draft:
        _fill(draft, name, language)
        _encode(draft, name)
        return sorted(path.relative_to(draft) for path in draft.rglob("*") if path.is_file())


def safe_name(text: str) -> str:
    """An ID made of any text: letters, digits, `-`, `_` and `.`; `edition` where none is left."""
    return re.sub(r"[^\w.]+", "-", text).strip("-._")[:LONGEST].rstrip("-._") or "edition"


def _require_empty(folder: Path) -> None:
    """Raise unless nothing is at `folder`, or a folder with nothing in it but .git."""
    try:
        if not folder.exists() and not folder.is_symlink():
            return
        if not folder.is_dir():
            raise UsageError("is a file, not a folder", where=folder, remedy="name a new folder")
        there = sorted(path.name for path in folder.iterdir() if path.name != SPARED)
    except OSError as error:
        raise _unwritable(folder, error) from error
    if there:
        raise UsageError(
            f"is not empty: it has {there[0]!r}",
            where=folder,
            remedy="name a new folder, or an empty one (.git may be in it)",
        )


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """A draft folder that becomes `folder`, or its content, at the end; nothing stays on an error.

    It lies in `folder` where that exists, else beside it, so that moving it is renaming.
    """
    made = [] if folder.is_dir() else [one for one in folder.parents if not one.exists()]
    draft: Path | None = None
    try:
        home = folder if folder.is_dir() else folder.parent
        home.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".fangzhi-", dir=home))
        draft.chmod(open_mode(0o777))
        yield draft
        if home == folder:
            _move_content(draft, folder)
            draft.rmdir()
        else:
            draft.rename(folder)
        made = []
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)
        for parent in made:
            if parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()


def _move_content(draft: Path, folder: Path) -> None:
    """Move what is in `draft` to `folder`; all of it is moved back when one cannot be."""
    moved: list[Path] = []
    try:
        for path in sorted(draft.iterdir()):
            path.rename(folder / path.name)
            moved.append(path)
    except OSError:
        for path in moved:
            (folder / path.name).rename(path)
        raise


def _unwritable(folder: Path, error: OSError) -> FangzhiError:
    return OutputError(
        f"cannot be written: {error.strerror or error}",
        where=folder,
        remedy="name another folder, or make this one writable",
    )


def _fill(draft: Path, name: str, language: str) -> None:
    """Write the files of the template, the first text and the schema."""
    today = stated_date(None) or datetime.now(UTC).date()
    words = {**FIRST_TEXTS[language], "ID": name, "DATE": today.isoformat()}
    template = TEMPLATES / "edition"
    for file in sorted(path for path in template.rglob("*") if path.is_file()):
        parts = file.relative_to(template).parts
        target = draft.joinpath(*(_real_name(part, name) for part in parts))
        _write(target, _filled(file.read_text(encoding="utf-8"), words))
        if parts[0] in EXECUTABLE:
            target.chmod(open_mode(0o777))
    text = (TEMPLATES / "texts" / f"{language}.txt").read_text(encoding="utf-8")
    _write(draft / "source" / f"{name}.txt", text)
    copy_schema(draft / "schema")


def _real_name(part: str, name: str) -> str:
    """The name that a file or folder of the template gets."""
    hidden = f".{part.removeprefix('dot-')}" if part.startswith("dot-") else part
    return name + hidden.removeprefix("ID") if hidden.startswith("ID.") else hidden


def _filled(text: str, words: dict[str, str]) -> str:
    """`text` with each `@WORD@` replaced, and the comments behind them in their column again."""

    def fill(line: str) -> str:
        filled = re.sub(r"@([A-Z]+)@", lambda match: words[match[1]], line)
        value, mark, comment = filled.rpartition("  # ")
        return f"{value.rstrip():<{COLUMN - 1}} # {comment}" if mark and filled != line else filled

    return "\n".join(fill(line) for line in text.split("\n"))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _encode(draft: Path, name: str) -> None:
    """Encode the first text, so that `check` has something to check from the first commit on."""
    job = plan(draft / "source" / f"{name}.txt", None)
    write_tei(job, encode_source(job), force=False)
