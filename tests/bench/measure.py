"""What whole processes cost: wall time, CPU time and peak memory, in rounds of several commands."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

KIB = 1024 if sys.platform == "darwin" else 1  # ru_maxrss is in bytes there, else in KiB


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took: seconds, and MiB of the largest process of those it started."""

    cpu: float  # user and system, of the process and of the children that it waited for
    wall: float
    memory: float


@dataclass(slots=True)
class Row:
    """One command at one size, what its runs cost, and why there are none."""

    size: str
    name: str
    command: Sequence[str] = ()
    folder: Path | None = None  # where it runs
    before: Callable[[], None] | None = None  # what makes the place ready, not timed
    why_not: str = ""
    costs: list[Cost] = field(default_factory=list)


class Failed(Exception):  # noqa: N818 - an outcome of a measurement, no error of this program
    """The command ended with an error or took too long."""


def floor() -> float:
    """MiB below which the memory of a child cannot be told.

    Between fork and exec a child is a copy of this process, and Linux counts that too.
    """
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB / 1024


def run(command: Sequence[str], limit: float, log: Path, folder: Path | None = None) -> Cost:
    """Run a command, its output into the file `log`, for at most `limit` seconds.

    Raises `Failed` with the last line that it said.
    """
    shell = ["/bin/sh", "-c", 'cd "$0" && exec "$@"', str(folder), *command]
    line = shell if folder else list(command)
    keep = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(log), keep, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    start = time.perf_counter()
    try:
        child = os.posix_spawn(line[0], line, os.environ, file_actions=files, setpgroup=0)
    except OSError as error:
        raise Failed(f"cannot be started: {error}") from error
    with _ended(child), _within(limit):
        _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - start
    if code := os.waitstatus_to_exitcode(status):
        raise Failed(f"ended with {code}: {_last_line(log)}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / KIB / 1024)


@contextmanager
def _within(limit: float) -> Iterator[None]:
    def stop(number: int, frame: object) -> None:
        raise Failed(f"took more than {limit:.0f} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def _ended(child: int) -> Iterator[None]:
    """Whatever interrupts us: the child and all that it started end too."""
    try:
        yield
    except BaseException:
        with suppress(ProcessLookupError, ChildProcessError):  # it may have ended just now
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
        raise


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else "it said nothing"


def measure(
    rows: Iterable[Row],
    runs: int,
    seconds: float,
    limit: float,
    log: Path,
    say: Callable[..., None],
) -> None:
    """Run the rows in turn, so that a slow minute of the machine hits all, `runs` times over.

    No further round begins after `seconds`. A row that fails says why, and is left out from then.
    """
    rows, start = list(rows), time.perf_counter()
    for turn in range(runs):
        if turn and time.perf_counter() - start > seconds:
            return
        for row in rows:
            if row.why_not:
                continue
            say(f"{row.size} {row.name}, {turn + 1} of {runs}")
            try:
                if row.before:
                    row.before()
                row.costs.append(run(row.command, limit, log, row.folder))
            except Failed as failure:
                row.why_not = str(failure)
                row.costs.clear()
