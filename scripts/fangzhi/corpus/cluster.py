"""The same on a Dask cluster: pieces go to its workers, which see the same files by the same paths.

Each worker of the cluster has a process of ours beside it, with the limits of one edition: that one
may die, the worker of the cluster lives. Only so many tasks are on their way as keep it busy, so
that a corpus of any size weighs on the scheduler like a small one.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from fangzhi import __version__
from fangzhi.corpus.order import Limits, Order, Outcome, Piece, set_aside
from fangzhi.corpus.workers import Crew
from fangzhi.errors import FangzhiError, OutputError, UsageError

TASK = 8  # pieces at most that a task has
WEIGHT = 1 << 18  # bytes of sources after which a task is full
AHEAD = 3  # tasks a thread of the cluster that are on their way
WAIT = 30  # seconds for the scheduler and its first worker

_crews: dict[int, tuple[str, Crew]] = {}  # of this worker of the cluster: by thread, with the token


def on_cluster(
    address: str, order: Order, limits: Limits, pieces: Iterator[Piece]
) -> Iterator[Outcome]:
    """The outcome of each piece, as they come. Raises `UsageError` where there is no cluster."""
    try:
        from distributed import Client, as_completed
    except ImportError as error:
        raise UsageError(
            "a cluster needs the package distributed", remedy="pip install 'fangzhi[cluster]'"
        ) from error
    with _connected(Client, address) as client:
        tasks = _tasks(pieces)
        under_way: dict[Any, list[Piece]] = {}
        done = as_completed()  # type: ignore[no-untyped-call]
        try:
            while True:
                room = AHEAD * max(1, sum(client.nthreads().values())) - len(under_way)
                for task in islice(tasks, max(0, room)):
                    future = client.submit(work, order.as_dict(), limits, task, pure=False)
                    under_way[future] = task
                    done.add(future)  # type: ignore[no-untyped-call]
                if not under_way:
                    return
                future = next(done)
                task = under_way.pop(future)
                outcomes, again = _received(future, task)
                yield from outcomes
                for piece in again:
                    future = client.submit(work, order.as_dict(), limits, [piece], pure=False)
                    under_way[future] = [piece]
                    done.add(future)  # type: ignore[no-untyped-call]
        finally:
            client.cancel(list(under_way))
            client.run(dismiss)


def _connected(client: Any, address: str) -> Any:
    """A client of the cluster at `address` that has a worker."""
    try:
        connected = client(address, timeout=WAIT)
        connected.wait_for_workers(1, timeout=WAIT)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(
            f"there is no Dask cluster with workers at {address!r}: {error}",
            remedy="start one with 'dask scheduler' and 'dask worker', and give its address",
        ) from error
    return connected


def _tasks(pieces: Iterator[Piece]) -> Iterator[list[Piece]]:
    """The pieces in small lots: few enough that at the end no worker waits long for another."""
    lot: list[Piece] = []
    weight = 0
    for piece in pieces:
        lot.append(piece)
        weight += piece.size
        if len(lot) == TASK or weight > WEIGHT:
            yield lot
            lot, weight = [], 0
    if lot:
        yield lot


def _received(future: Any, task: list[Piece]) -> tuple[list[Outcome], list[Piece]]:
    """(outcomes of a task, pieces to be tried again one by one).

    `KilledWorker` says that several workers of the cluster died with the task.
    """
    error = future.exception()
    if error is None:
        return future.result(), []
    if isinstance(error, FangzhiError):  # of the cluster, not of an edition
        raise error
    if len(task) > 1:
        return [], task
    kind = "killed" if type(error).__name__ == "KilledWorker" else "bug"
    return [set_aside(task[0], kind, f"on the cluster: {type(error).__name__}: {error}"[:300])], []


def work(order: dict[str, Any], limits: Limits, pieces: list[Piece]) -> list[Outcome]:
    """Make some editions on a worker of the cluster, with the process of ours beside it."""
    given = Order.of_dict(order)
    _require_same(given)
    return list(_crew(given, limits).work(iter(pieces)))


def _require_same(order: Order) -> None:
    """Raise unless this worker has the same program, sees the same files, and the run still is."""
    if order.version != __version__:
        raise UsageError(
            f"a worker of the cluster has fangzhi {__version__}, not {order.version}",
            remedy="install the same version everywhere",
        )
    lock = Path(order.out, "build", "corpus.lock")
    try:
        same = lock.read_text(encoding="ascii").strip() == order.token
    except (OSError, ValueError):
        same = False
    if not same:
        raise OutputError(
            "a worker of the cluster does not see the folder of results, or another run has it",
            where=order.out,
            remedy="put sources and results on storage that all workers share",
        )


def _crew(order: Order, limits: Limits) -> Crew:
    """The process of ours for this thread; a new one for each run."""
    thread = threading.get_ident()
    token, crew = _crews.get(thread, ("", None))
    if crew is None or token != order.token:
        if crew is not None:
            crew.close()
        crew = Crew(order, limits, 1, tied=False)
        _crews[thread] = order.token, crew
    return crew


def dismiss() -> None:
    """End the processes of ours on this worker."""
    while _crews:
        _, (_, crew) = _crews.popitem()
        crew.close()
