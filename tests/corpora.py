"""Small corpora for tests, and the program run on them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from program import TEXT

OWN = ("corpus.sqlite", "corpus.lock", "corpus.html", "corpus.json")  # of runs: they hold times


def write_corpus(folder: Path, number: int, words: int = 1) -> Path:
    """`number` texts that differ, some in folders below, each with a sidecar that dates it."""
    for one in range(number):
        place = folder / f"county-{one % 3}" if one % 2 else folder
        place.mkdir(parents=True, exist_ok=True)
        text = TEXT.replace("三百", f"{one + 1}").replace("2万", f"{one}万") * words
        (place / f"volume-{one:02}.txt").write_text(text, encoding="utf-8")
        (place / f"volume-{one:02}.toml").write_text("date = 2026-01-01\n", encoding="utf-8")
    return folder


def command(source: Path, out: Path, *options: str) -> list[str]:
    """The command that makes a corpus."""
    program = [sys.executable, "-m", "fangzhi", "corpus"]
    return [*program, str(source), "--out", str(out), *options]


def corpus(source: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Make a corpus by the program."""
    return subprocess.run(
        command(source, out, *options),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def results(out: Path) -> dict[str, bytes]:
    """All files of a folder of results but those that tell of the run."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.name.startswith(OWN)
    }


def told(out: Path) -> dict[str, Any]:
    """The report of a corpus as JSON."""
    return json.loads((out / "build/corpus.json").read_bytes())  # type: ignore[no-any-return]
