"""Many files on all cores: each file is checked in a worker process, findings come back in order.

A process that the system ends, because a hostile file took all memory, takes no other file with it:
what it left undone is checked file by file, and the one at which a process ends again is named.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fangzhi.check.finding import Finding, Level

if TYPE_CHECKING:  # for a few files they are not imported at all
    from concurrent.futures import Future, ProcessPoolExecutor

CheckOne = Callable[[Path], list[Finding]]

_WORTH = 8  # files; fewer are checked before a second process has started
_CHUNK = 16  # files at most that a process gets at once: at the end none waits long for another
_ENDED = (
    "the check of this file was ended by the system, most likely for want of memory; "
    "look at its size, and check it alone"
)


def check_each(
    files: Sequence[Path], check: CheckOne, jobs: int = 1
) -> Iterator[tuple[Path, list[Finding]]]:
    """Each file with its findings, in the order of `files`; `check` must be picklable.

    With `jobs` above 1 that many processes share the work, where there is enough of it.
    """
    if jobs < 2 or len(files) < _WORTH:
        yield from ((file, check(file)) for file in files)
        return
    first, *files = files
    yield first, check(first)  # here, so that processes inherit what was imported and compiled
    size = max(1, min(_CHUNK, len(files) // (4 * jobs)))
    chunks = [files[start : start + size] for start in range(0, len(files), size)]
    with _processes(jobs) as pool:
        results = [pool.submit(_check_chunk, chunk, check) for chunk in chunks]
        for chunk, result in zip(chunks, results, strict=True):
            yield from zip(chunk, _found(result, chunk, check), strict=True)


def _processes(number: int) -> ProcessPoolExecutor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # A forked process has everything imported and compiled already; elsewhere forking is not safe.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    return ProcessPoolExecutor(number, mp_context=context, initializer=_settle)


def _settle() -> None:
    """Spare the collector what was there before; the trees of one file make no circles."""
    gc.freeze()
    gc.disable()


def _check_chunk(files: Sequence[Path], check: CheckOne) -> list[list[Finding]]:
    found = [check(file) for file in files]
    gc.collect(1)
    return found


def _found(
    result: Future[list[list[Finding]]], chunk: Sequence[Path], check: CheckOne
) -> list[list[Finding]]:
    from concurrent.futures.process import BrokenProcessPool

    try:
        return result.result()
    except BrokenProcessPool:
        return [_alone(file, check) for file in chunk]


def _alone(file: Path, check: CheckOne) -> list[Finding]:
    """The findings of one file in a process of its own; FZ001 where that is ended again."""
    from concurrent.futures.process import BrokenProcessPool

    with _processes(1) as pool:
        try:
            return pool.submit(check, file).result()
        except BrokenProcessPool:
            return [Finding("FZ001", Level.ERROR, _ENDED, file)]
