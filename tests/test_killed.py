"""Killed at any moment, `make` leaves no partial file under a final name."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from program import TEXT

MOMENTS = 30  # of each kind


def files(folder: Path) -> dict[str, bytes]:
    """The files of a repository with final names."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and "/.fangzhi-" not in str(file.relative_to(folder))
    }


LARGE = "from fangzhi import cli, pipeline; pipeline.WORTH_PROCESSES = 0; cli.main()"


@pytest.mark.slow
@pytest.mark.parametrize("program", [["-m", "fangzhi"], ["-c", LARGE]], ids=["small", "large"])
def test_killed_at_random_moments(tmp_path: Path, program: list[str]) -> None:
    """After SIGKILL each file that is there is whole; a later run makes them all."""
    whole = tmp_path / "whole"
    (whole / "source").mkdir(parents=True)
    (whole / "source/a.txt").write_text(TEXT * 3, encoding="utf-8")
    (whole / "source/a.toml").write_text("date = 2026-01-01\n", encoding="utf-8")
    command = [sys.executable, *program, "make", "source/a.txt", "--quiet"]
    began = time.monotonic()
    subprocess.run(command, cwd=whole, check=True, capture_output=True)
    longest = time.monotonic() - began
    expected = files(whole)
    assert {"tei/a.xml", "build/a.epub", "build/a.html", "build/a.bag.zip"} <= set(expected)
    chance = random.Random(20261124)
    begun = 0
    for number in range(MOMENTS):
        folder = tmp_path / str(number)
        shutil.copytree(whole / "source", folder / "source")
        # The first half of a run is start-up and reading; most moments lie where files are written.
        moment = longest * chance.betavariate(3, 2)
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(moment)
        process.kill()
        process.wait()
        left = files(folder)
        assert {name: expected[name] for name in left} == left, f"killed after {moment:.3f} s"
        begun += len(left) > 2
        # What the process had begun in processes of its own may still write there.
        shutil.rmtree(folder, ignore_errors=True)
    assert begun  # some were killed while files were written
