"""The road of a corpus: find, note, hand out, keep, and tell."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from fangzhi.archive import require_folder
from fangzhi.corpus.find import Walk, find
from fangzhi.corpus.order import Limits, Order, Outcome, recipes
from fangzhi.corpus.state import State
from fangzhi.corpus.workers import Crew
from fangzhi.errors import OutputError, UsageError

LOCK, STATE = "corpus.lock", "corpus.sqlite"
DRAFT = ".fangzhi-"  # what files are called that are not whole yet (`archive`)


@dataclass(slots=True)
class Plan:
    """How a corpus is to be made: by `jobs` processes here, or on the cluster at `scheduler`."""

    order: Order
    limits: Limits = field(default_factory=Limits)
    jobs: int = 1
    scheduler: str = ""
    retry: bool = False


@dataclass(slots=True)
class Run:
    """A run that has begun: its state, what it found on its way, and what is to be made."""

    plan: Plan
    state: State
    walk: Walk = field(default_factory=Walk)
    found: int = 0
    gone: int = 0
    pending: int = 0
    made: int = 0
    seconds: float = 0.0
    unclean: bool = False

    @property
    def build(self) -> Path:
        """The folder of state and report."""
        return Path(self.plan.order.out) / "build"


@contextmanager
def opened(plan: Plan, dry: bool = False) -> Iterator[Run]:
    """A run with its lock and state, and with all noted that is to be done.

    With `dry` nothing is written at all. Raises `UsageError` where nothing is found, or where
    another run has the lock.
    """
    build = Path(plan.order.out) / "build"
    if dry:
        with closing(State(build / STATE, dry)) as state:
            yield _noted(plan, state, dry)
        return
    require_folder(build)
    with _locked(build / LOCK) as token:
        plan.order = replace(plan.order, token=token)
        with closing(State(build / STATE)) as state:
            yield _noted(plan, state)


def _noted(plan: Plan, state: State, dry: bool = False) -> Run:
    run = Run(plan, state)
    state.begin()
    if state.was_interrupted() and not dry:
        sweep(Path(plan.order.out))
    bases = Path(plan.order.source), Path(plan.order.out)
    recipe = recipes(plan.order)
    state.note(find(*bases, run.walk), bases, recipe, plan.retry)
    run.found = state.count()
    run.gone = int(
        state.base.execute("SELECT count(*) FROM edition WHERE run<?", (state.run,)).fetchone()[0]
    )
    run.pending = state.count("due IS NOT NULL")
    if not run.found:
        state.forget()
        raise UsageError(
            "holds no source that a reader knows",
            where=plan.order.source,
            remedy="name the folder that the texts lie in, or one above it",
        )
    if not dry:
        state.commit()
    return run


def make_all(run: Run, progress: Callable[[Outcome], None]) -> None:
    """Make what is to be made; each outcome is kept, and told to `progress`."""
    began = time.monotonic()
    outcomes = _outcomes(run)
    try:
        for outcome in outcomes:
            run.made += 1
            run.state.keep(outcome)
            progress(outcome)
    finally:
        outcomes.close()
        run.state.flush()
    run.seconds = time.monotonic() - began
    if run.unclean:
        sweep(Path(run.plan.order.out))


def _outcomes(run: Run) -> Generator[Outcome, None, None]:
    pieces = (piece for piece, _ in run.state.due())
    plan = run.plan
    if plan.scheduler:
        from fangzhi.corpus.cluster import on_cluster

        yield from on_cluster(plan.scheduler, plan.order, plan.limits, pieces)
        return
    crew = Crew(plan.order, plan.limits, min(plan.jobs, max(1, run.pending)))
    try:
        yield from crew.work(pieces)
    finally:
        crew.close()
        run.unclean = crew.unclean


def sweep(out: Path) -> None:
    """Take away the drafts that processes left when they were killed; no process may be at work."""
    for place, folders, files in os.walk(out):
        for name in files:
            if name.startswith(DRAFT):
                Path(place, name).unlink(missing_ok=True)
        for name in [name for name in folders if name.startswith(DRAFT)]:
            shutil.rmtree(Path(place, name), ignore_errors=True)
            folders.remove(name)


@contextmanager
def _locked(file: Path) -> Iterator[str]:
    """Hold the lock of a folder of results, which the system frees when this process dies.

    What stands in it is the token of the run, by which workers elsewhere know that it still is.
    """
    try:
        import fcntl
    except ImportError as error:
        raise OutputError(
            "this system has no file locks that fangzhi knows", remedy="run it on Linux or macOS"
        ) from error
    handle = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UsageError(
                "another run is at work there",
                where=file.parent.parent,
                remedy="wait for its end, or name another folder with --out",
            ) from error
        token = secrets.token_hex(8)
        os.truncate(handle, 0)
        os.pwrite(handle, f"{token}\n".encode(), 0)
        yield token
    finally:
        os.close(handle)
