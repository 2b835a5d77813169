"""The same on a real Dask scheduler with several worker processes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpora import command, corpus, results, told, write_corpus

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

WORKERS = 2


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[int]]]:
    """(address of a scheduler, its worker processes), all ended afterwards."""
    folder = tmp_path_factory.mktemp("dask")
    started: list[subprocess.Popen[bytes]] = []
    try:
        address = start(started, folder, "scheduler", "--host", "127.0.0.1", "--port", "0")
        for _ in range(WORKERS):
            options = ("--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
            start(started, folder, "worker", address, *options)
        yield address, [process.pid for process in started[1:]]
    finally:
        for process in reversed(started):
            process.kill()
            process.wait()


def start(started: list[subprocess.Popen[bytes]], folder: Path, kind: str, *options: str) -> str:
    """Start a part of a cluster; its address, when it has one."""
    log = folder / f"{kind}-{len(started)}.log"
    with log.open("wb") as stream:
        program = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard"]
        started.append(subprocess.Popen([*program, *options], stdout=stream, stderr=stream))
    for _ in range(600):
        if found := re.search(r"(?i:scheduler|worker) +at:\s+(tcp://\S+)", log.read_text()):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(log.read_text())


@pytest.mark.slow
def test_a_cluster_gives_the_same_bytes(scheduler: tuple[str, list[int]], tmp_path: Path) -> None:
    """Also when one of its workers is killed while it works; what is hostile is named."""
    address, workers = scheduler
    source, here, there = write_corpus(tmp_path / "source", 20), tmp_path / "a", tmp_path / "b"
    (source / "binary.txt").write_bytes(bytes(range(256)))
    assert corpus(source, here, "--to", "html").returncode == 1
    options = ("--to", "html", "--scheduler", address)
    with subprocess.Popen(command(source, there, *options), stderr=subprocess.PIPE) as process:
        while not list(there.rglob("*.html")):
            assert process.poll() is None
            time.sleep(0.01)
        os.kill(workers[0], signal.SIGKILL)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1, said
    assert told(there)["counts"] == told(here)["counts"]
    assert results(there) == results(here)
    assert corpus(source, there, *options).returncode == 1
    assert told(there)["counts"]["made_now"] == 0


def test_no_cluster_is_told(tmp_path: Path) -> None:
    """An address where nothing listens is a wrong word of the command."""
    source = write_corpus(tmp_path / "source", 1)
    run = corpus(source, tmp_path / "out", "--scheduler", "nonsense://127.0.0.1:1")
    assert run.returncode == 2
    assert "no Dask cluster" in run.stderr
