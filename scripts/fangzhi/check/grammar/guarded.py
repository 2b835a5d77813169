"""Schemas that nobody chose but the checked file itself: asked in a process of its own.

A grammar or a pattern can be written so that deciding it takes years. So such schemas are applied
by a child that has a limited time and memory, and that ends with what it has.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from fangzhi.check.finding import Finding, Level
from fangzhi.check.grammar.kinds import Kind
from fangzhi.errors import FangzhiError

SECONDS = 60  # of processor time for a schema and all files that name it; tei_all takes up to 22
MEGABYTES = 1024


def check_guarded(schema: Path, kind: Kind, files: Sequence[Path]) -> dict[Path, list[Finding]]:
    """The findings in each of `files` by `schema`; a file that is not in the answer had no turn.

    Raises `FangzhiError` for a schema that cannot be used.
    """
    job = {
        "schema": str(schema),
        "kind": kind.name,
        "files": [str(file) for file in files],
        "seconds": SECONDS,
        "megabytes": MEGABYTES,
    }
    # -P: a module in the current folder must not take the place of one of ours.
    command = [sys.executable, "-P", "-m", "fangzhi.check.grammar.guarded"]
    try:
        run = subprocess.run(
            command,
            input=json.dumps(job),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=SECONDS * 2 + 10,
            check=False,
        )
        output = run.stdout
    except subprocess.TimeoutExpired as error:
        output = (error.stdout or b"").decode("utf-8", "replace")
    found: dict[Path, list[Finding]] = {}
    for line in output.splitlines():
        with suppress(json.JSONDecodeError):  # the last line may be cut
            answer = json.loads(line)
            if "error" in answer:
                raise FangzhiError(**answer["error"])
            found[files[answer["file"]]] = [_finding(one) for one in answer["findings"]]
    return found


def exhausted() -> FangzhiError:
    """What is wrong with a schema that did not come to an end."""
    return FangzhiError(
        f"takes more than {SECONDS} seconds or {MEGABYTES} MB to apply",
        remedy="if you trust it, give it with --schema FILE, which sets no limit",
    )


def _finding(fields: dict[str, Any]) -> Finding:
    level, file = Level(fields.pop("level")), Path(fields.pop("file"))
    return Finding(level=level, file=file, **fields)


def _fields(finding: Finding) -> dict[str, Any]:
    names = ("code", "level", "message", "line", "column", "xpath")
    return {**{name: getattr(finding, name) for name in names}, "file": str(finding.file)}


def _limit(seconds: int, megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: there the parent's time limit must do
        return
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main() -> None:
    """The child: one line of JSON for each file, or one with the error of the schema."""
    job = json.load(sys.stdin)
    _limit(job["seconds"], job["megabytes"])
    from fangzhi.check.grammar.schema import judged
    from fangzhi.check.places import Places
    from fangzhi.check.run import read_tree

    for number, name in enumerate(job["files"]):
        path = Path(name)
        try:
            tree = read_tree(path)
            found = judged(tree, Path(job["schema"]), Kind[job["kind"]], Places(tree, path))
        except FangzhiError as error:
            told = {"what": error.what, "where": error.where, "remedy": error.remedy}
            print(json.dumps({"error": told}), flush=True)
            return
        except (MemoryError, RecursionError):
            return
        answer = {"file": number, "findings": [_fields(one) for one in found]}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _main()
