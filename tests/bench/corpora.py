"""Corpora: the same chapters on one and two jobs, on one and two Dask workers, and run again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

from bench import texts
from bench.cases import CORPORA, CORPUS, Bench
from bench.measure import Failed, Row, measure
from bench.peers import python

PATIENCE = 60.0  # seconds in which a scheduler and its workers must be there
WAIT = (
    "import sys\nfrom distributed import Client\n"
    "Client(sys.argv[1], timeout=60).wait_for_workers(int(sys.argv[2]), 60)"
)


def measure_corpora(
    bench: Bench,
    wanted: Callable[[str], bool],
    runs: int,
    seconds: float,
    say: Callable[..., None],
) -> list[Row]:
    """The rows of the corpora, measured; each says why where it cannot be."""
    names = [name for name in CORPORA if wanted(name)]
    rows = {name: Row(CORPUS, name, why_not=_why_not(bench, name)) for name in names}
    if all(row.why_not for row in rows.values()):
        return list(rows.values())
    for name, text in texts.chapters(bench.text.decode("utf-8-sig"), bench.number):
        texts.write_source(bench.folder / CORPUS, name, text)
    with ExitStack() as stack:
        for name, row in rows.items():
            if not row.why_not:
                try:
                    _fill(bench, name, row, stack)
                except Failed as failure:
                    row.why_not = str(failure)
        measure(rows.values(), runs, seconds, bench.limit, bench.log, say)
    return list(rows.values())


def _why_not(bench: Bench, name: str) -> str:
    try:
        bench.do(*bench.tools["fangzhi"].command, "corpus", "--help")
    except Failed:
        return "this version has no command corpus"
    if name.startswith("workers") and find_spec("distributed") is None:
        return "distributed is not installed (pip install 'fangzhi[cluster]')"
    return ""


def _fill(bench: Bench, name: str, row: Row, stack: ExitStack) -> None:
    """Give a row its command; a run of Dask workers has a scheduler of its own."""
    number = name.rpartition("-")[2]
    out = bench.folder / f"corpus-{name}"
    command = [*bench.tools["fangzhi"].command, "corpus", str(bench.folder / CORPUS / "source")]
    options = ["--jobs", "2" if name == "rerun" else number]
    if name.startswith("workers"):
        place = bench.folder / f"dask-{name}"
        options = ["--scheduler", stack.enter_context(cluster(bench, place, int(number)))]
    row.command = (*command, "--out", str(out), *options)
    if name == "rerun":
        bench.do(*row.command)
    else:
        row.before = lambda: shutil.rmtree(out, ignore_errors=True)


@contextmanager
def cluster(bench: Bench, folder: Path, workers: int) -> Iterator[str]:
    """The address of a scheduler with so many workers of one thread each; they end with us."""
    folder.mkdir()
    file = folder / "scheduler.json"
    shared = ["--scheduler-file", str(file), "--no-dashboard"]
    with ExitStack() as stack:
        local = ["--host", "127.0.0.1", "--port", "0"]
        stack.enter_context(_process(folder, "dask_scheduler", *shared, *local))
        address = _address(file)
        alone = ["--nthreads", "1", "--no-nanny", "--local-directory", str(folder)]
        for _ in range(workers):
            stack.enter_context(_process(folder, "dask_worker", *shared, *alone))
        bench.do(*python("-c", WAIT), address, str(workers))
        yield address


@contextmanager
def _process(folder: Path, module: str, *args: str) -> Iterator[None]:
    command = [*python("-m", f"distributed.cli.{module}"), *args]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=folder, stdout=quiet, stderr=quiet, start_new_session=True
    ) as process:
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def _address(file: Path) -> str:
    """What the scheduler wrote of itself, once it has."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            return str(json.loads(file.read_text(encoding="utf-8"))["address"])
        except (OSError, ValueError):
            time.sleep(0.1)
    raise Failed("the Dask scheduler did not start")
