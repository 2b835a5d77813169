"""Processes that die, hang, or eat memory: what it costs."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpora import write_corpus
from fangzhi.corpus.order import Limits, Order, Outcome, Piece
from fangzhi.corpus.workers import Crew


@pytest.fixture
def order(tmp_path: Path) -> Order:
    """An order for four texts without packages."""
    source = write_corpus(tmp_path / "source", 4)
    return Order(str(source), str(tmp_path / "out"), build=False)


def pieces() -> list[Piece]:
    places = [f"county-{one % 3}/" if one % 2 else "" for one in range(4)]
    return [
        Piece(number, f"{place}volume-0{number}.txt", place.rstrip("/"), f"volume-0{number}")
        for number, place in enumerate(places)
    ]


def outcomes(order: Order, limits: Limits, what: Iterator[Piece], number: int = 1) -> list[Outcome]:
    crew = Crew(order, limits, number)
    try:
        return sorted(crew.work(what), key=lambda outcome: outcome["number"])
    finally:
        crew.close()


def test_a_worker_that_is_killed_costs_nothing(order: Order) -> None:
    """The edition in its hand is made by the next, and so are those that it had not begun."""
    crew = Crew(order, Limits(), 1)
    made = []
    for outcome in crew.work(iter(pieces())):
        made.append(outcome["state"])
        if len(made) == 1:
            os.kill(crew._hands[0].process.pid, signal.SIGKILL)
    crew.close()
    assert made == ["done"] * 4


def test_what_hangs_is_set_aside(order: Order) -> None:
    """A time limit that nothing can keep sets each edition aside, with its reason."""
    kinds = [one["kind"] for one in outcomes(order, Limits(seconds=1e-6), iter(pieces()[:2]))]
    assert kinds == ["time", "time"]


def test_what_eats_memory_is_set_aside(order: Order) -> None:
    """A limit below what the program itself needs is always reached."""
    found = outcomes(order, Limits(memory=1 << 20), iter(pieces()[:1]))
    assert [one["kind"] for one in found] == ["memory"]


def test_an_edition_that_kills_twice_is_set_aside(order: Order) -> None:
    """Once may be chance; the others are made all the same."""
    crew = Crew(order, Limits(), 1)
    work = crew.work(iter(pieces()))
    made = [next(work)]
    for _ in range(2):
        blamed = None
        while blamed is None:
            hand = crew._hands[0] if crew._hands else None
            blamed = hand and hand.ready and hand.pieces and hand.process
            if not blamed:
                made.append(next(work))
        blamed.kill()
    made += work
    crew.close()
    assert len(made) == 4
