"""Independent steps at the same time: each in a forked process, results in order."""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from signal import SIGTERM
from typing import Generic, TypeVar

Result = TypeVar("Result")


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shares(count: int, jobs: int) -> list[range]:
    """The numbers from 0 to `count` - 1 in `jobs` ranges of about the same length."""
    bounds = [count * number // max(jobs, 1) for number in range(max(jobs, 1) + 1)]
    return [range(begin, end) for begin, end in pairwise(bounds)]


def together(steps: Sequence[Callable[[], Result]], jobs: int = 1) -> Iterator[Result]:
    """What each of `steps` returns, in their order; what one raises is raised in its place.

    With `jobs` above 1 all but the last run in processes of their own at the same time, where
    processes can be forked safely. A step whose process the system ended is done again here.
    """
    if jobs < 2 or len(steps) < 2 or not _can_fork():
        yield from (step() for step in steps)
        return
    *others, last = steps
    forked = [_Forked(step) for step in others]
    try:
        own = _attempt(last)
        for outcome in (*(one.outcome() for one in forked), own):
            if outcome.error is not None:
                raise outcome.error
            yield from outcome.results
    finally:
        for one in forked:
            one.end()


@contextmanager
def begun(step: Callable[[], Result], jobs: int = 1) -> Iterator[Callable[[], Result]]:
    """A question that waits for what `step` returns, or raises what it raises.

    With `jobs` above 1 the step is begun at once in a process of its own, as in `together`;
    otherwise, and where the system ended that process, it is done when the question is asked.
    """
    if jobs < 2 or not _can_fork():
        yield step
        return
    forked = _Forked(step)

    def ask() -> Result:
        outcome = forked.outcome()
        if outcome.error is not None:
            raise outcome.error
        return outcome.results[0]

    try:
        yield ask
    finally:
        forked.end()


def _can_fork() -> bool:
    """Whether a process can be forked safely here: threads would be lost with their locks."""
    return sys.platform == "linux" and threading.active_count() == 1


class _Outcome(Generic[Result]):
    """What a step returned (one result), or what it raised."""

    def __init__(self, results: tuple[Result, ...], error: BaseException | None = None) -> None:
        self.results = results
        self.error = error


def _attempt(step: Callable[[], Result]) -> _Outcome[Result]:
    try:
        return _Outcome((step(),))
    except Exception as error:
        return _Outcome((), error)


class _Forked(Generic[Result]):
    """A step in a process of its own."""

    def __init__(self, step: Callable[[], Result]) -> None:
        self._step = step
        self._answer, write = os.pipe()
        self._process = os.fork()
        if not self._process:
            self._do(write)
        os.close(write)

    def _do(self, write: int) -> None:
        """The life of the forked process: it does its step and tells the outcome."""
        code = 1
        with suppress(BaseException):  # no outcome: the step is done again
            outcome = pickle.dumps(_attempt(self._step))
            with os.fdopen(write, "wb") as stream:
                stream.write(outcome)
            code = 0
        os._exit(code)

    def outcome(self) -> _Outcome[Result]:
        """The outcome of the step; it is waited for."""
        with os.fdopen(self._answer, "rb") as stream:
            told = stream.read()
        _, status = os.waitpid(self._process, 0)
        self._process = 0
        if status:
            return _attempt(self._step)
        outcome: _Outcome[Result] = pickle.loads(told)
        return outcome

    def end(self) -> None:
        """End the process if nobody waits for it any more."""
        if self._process:
            with suppress(OSError):
                os.kill(self._process, SIGTERM)
                os.waitpid(self._process, 0)
            with suppress(OSError):
                os.close(self._answer)
