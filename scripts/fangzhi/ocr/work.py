"""Pages read side by side: each process loads its engine once and has one page at a time.

A page at which a process ends, or that takes too long, costs that page alone: a new process takes
the next one. No more pages are on their way than there are processes.
"""

from __future__ import annotations

import multiprocessing
import queue
import signal
import threading
from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from fangzhi.errors import FangzhiError, SourceError
from fangzhi.ocr.engines import engine
from fangzhi.ocr.images import PageImage, load_page

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from fangzhi.ocr.engines import Read

PATIENCE = 300.0  # seconds for one page, the loading of the engine with it


@dataclass(frozen=True, slots=True)
class Task:
    """A page to be read: its number from 1, its picture, how its PAGE file names that.

    An empty `image` says that the picture is to be a file of its own beside the PAGE file.
    """

    number: int
    page: PageImage
    image: str
    made_with: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Done:
    """A page that was read: its PAGE file, and its picture where that has no file of its own."""

    task: Task
    data: bytes
    picture: bytes | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """A page that could not be read, and why."""

    task: Task
    error: FangzhiError


def stem(number: int) -> str:
    """The name of the files of a page, without suffix."""
    return f"page-{number:04}"


def read_pages(
    tasks: Iterable[Task], name: str, language: str, jobs: int, patience: float = PATIENCE
) -> Generator[Done | Failed, None, None]:
    """Each page as soon as it is read by the engine `name`, on `jobs` processes."""
    pending = iter(tasks)
    lock, stop = threading.Lock(), threading.Event()
    results: queue.Queue[Done | Failed | BaseException | None] = queue.Queue(jobs)
    seats = [_Seat(name, language, patience) for _ in range(jobs)]

    def work(seat: _Seat) -> None:
        try:
            while not stop.is_set():
                with lock:
                    task = next(pending, None)
                if task is None:
                    break
                results.put(seat.read(task))
        except BaseException as error:  # of the iterator of tasks: told where results are awaited
            results.put(error)
        finally:
            seat.close()
            results.put(None)

    threads = [threading.Thread(target=work, args=(seat,), daemon=True) for seat in seats]
    for thread in threads:
        thread.start()
    working = jobs
    try:
        while working:
            result = results.get()
            if result is None:
                working -= 1
            elif isinstance(result, BaseException):
                raise result
            else:
                yield result
    finally:
        stop.set()
        for seat in seats:
            seat.kill()
        while any(thread.is_alive() for thread in threads):
            with _ignored(queue.Empty):
                results.get(timeout=0.05)


def _ignored(*errors: type[BaseException]) -> Any:
    from contextlib import suppress

    return suppress(*errors)


class _Seat:
    """A process and the way to it; it is started when there is work, and anew when it ended."""

    def __init__(self, name: str, language: str, patience: float) -> None:
        self.name = name
        self.language = language
        self.patience = patience
        self.process: BaseProcess | None = None
        self.line: Connection | None = None

    def read(self, task: Task) -> Done | Failed:
        """The page of a task, or why there is none."""
        line = self.line or self._start()
        try:
            line.send(task)
            if line.poll(self.patience):
                result: Done | Failed = line.recv()
                return result
            what = f"was not read within {self.patience:g} seconds"
        except (EOFError, OSError):
            what = "ended the process that read it, most likely for want of memory"
        self.kill()
        self.close()
        return Failed(task, _error(what, task))

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_serve, args=(theirs, self.name, self.language), daemon=True
        )
        process.start()
        theirs.close()
        self.process, self.line = process, ours
        return ours

    def kill(self) -> None:
        """End the process, whatever it does."""
        if self.process is not None and self.process.is_alive():
            self.process.kill()

    def close(self) -> None:
        """Let the process end, and wait until it has."""
        if self.line is not None:
            self.line.close()
        if self.process is not None:
            self.process.join()
        self.line = self.process = None


def _error(what: str, task: Task) -> SourceError:
    return SourceError(
        what, where=task.page.place, remedy="look at the picture; the other pages were read"
    )


def _serve(line: Connection, name: str, language: str) -> None:
    """Read page after page, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who waits for the pages decides when to stop
    read: Read | None = None
    while True:
        try:
            task = line.recv()
        except (EOFError, OSError):
            return
        try:
            read = read or engine(name).load(language)
            result: Done | Failed = read_page(task, read)
        except FangzhiError as error:
            error.where = error.where or task.page.place
            result = Failed(task, error)
        except Exception as error:
            what = f"could not be read: {type(error).__name__}: {error}"
            result = Failed(task, _error(what, task))
        try:
            line.send(result)
        except OSError:
            return


def read_page(task: Task, read: Read) -> Done:
    """The PAGE file of one page: picture, lines, regions."""
    from fangzhi.ocr.page_xml import write_page
    from fangzhi.ocr.pictures import find_pictures
    from fangzhi.ocr.regions import lay_out

    image, own = load_page(task.page)
    picture = None
    if own is not None:
        picture, suffix = own
        task = replace(task, image=stem(task.number) + suffix)
    readings = [one for one in read(image) if one.text.strip()]
    layout = lay_out(readings, find_pictures(image, readings))
    data = write_page(layout, task.image, image.size, dict(task.made_with))
    return Done(task, data, picture)
