"""Steps that run at the same time."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from fangzhi.errors import OutputError
from fangzhi.together import begun, shares, together


def _say(number: int) -> tuple[int, int]:
    return number, os.getpid()


def _fail() -> tuple[int, int]:
    raise OutputError("is full", where="disk", remedy="empty it")


def _die_elsewhere(home: int) -> tuple[int, int]:
    if os.getpid() != home:
        os.kill(os.getpid(), signal.SIGKILL)
    return 7, os.getpid()


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where tests run in parallel, threads of theirs forbid to fork; nothing here minds them."""
    monkeypatch.setattr("threading.active_count", lambda: 1)


@pytest.mark.parametrize("jobs", [0, 1, 3, 9])
@pytest.mark.parametrize("count", [0, 1, 7])
def test_shares_hold_each_number_once(count: int, jobs: int) -> None:
    """In order, and of about the same length."""
    found = shares(count, jobs)
    assert [number for share in found for number in share] == list(range(count))
    assert len(found) == max(jobs, 1)
    assert max(map(len, found)) - min(map(len, found)) <= 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_steps(jobs: int) -> None:
    """Whatever runs where; with one job all run in this process."""
    found = list(together([partial(_say, number) for number in range(4)], jobs))
    assert [number for number, _ in found] == [0, 1, 2, 3]
    processes = {process for _, process in found}
    assert len(processes) == (1 if jobs == 1 else 4)


@pytest.mark.parametrize("place", [0, 1])
def test_an_error_of_a_step_is_raised(place: int) -> None:
    """With what it says, whether the step ran in a process of its own or not."""
    steps: list[Callable[[], tuple[int, int]]] = [partial(_say, 1)]
    steps.insert(place, _fail)
    with pytest.raises(OutputError, match="is full") as raised:
        list(together(steps, 2))
    assert (raised.value.where, raised.value.remedy) == ("disk", "empty it")


def test_a_step_whose_process_is_killed_is_done_again() -> None:
    """Nothing is lost when the system ends a process for want of memory."""
    home = os.getpid()
    found = list(together([partial(_die_elsewhere, home), partial(_say, 2)], 2))
    assert [number for number, _ in found] == [7, 2]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_step_is_begun_before_its_result_is_asked_for(jobs: int) -> None:
    """In a process of its own, where there are several; what it raises comes with the question."""
    with begun(partial(_say, 7), jobs) as said:
        number, process = said()
    assert number == 7
    assert (process == os.getpid()) == (jobs == 1)
    with begun(_fail, jobs) as failed, pytest.raises(OutputError, match="is full"):
        failed()


def test_a_step_that_nobody_asks_for_is_ended(tmp_path: Path) -> None:
    """No process goes on where an error ended what waited for it."""
    with begun(partial(_write_late, tmp_path / "late"), 2):
        pass
    time.sleep(0.5)
    assert not (tmp_path / "late").exists()


def test_a_begun_step_whose_process_is_killed_is_done_again() -> None:
    """The question is then answered here."""
    with begun(partial(_die_elsewhere, os.getpid()), 2) as asked:
        assert asked() == (7, os.getpid())


def _write_late(path: Path) -> None:
    time.sleep(0.3)
    path.write_text("late")


def test_what_a_step_writes_is_whole(tmp_path: Path) -> None:
    """Files of a forked step are there when its result is."""
    paths = [tmp_path / name for name in "abc"]
    for count, _ in enumerate(together([partial(p.write_text, p.name) for p in paths], 3)):
        assert paths[count].read_text() == paths[count].name
