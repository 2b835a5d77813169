"""Processes of this machine that make editions: each may die, hang or eat memory by itself.

A pool of the standard library breaks as a whole when one process dies. Here a dead process costs
the edition that it had in hand a second try, and the others nothing: each process has a line of at
most `AHEAD` pieces, so that it never waits for the next, and all others go to whoever is free.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import IO

from fangzhi.corpus import memory
from fangzhi.corpus.order import Limits, Order, Outcome, Piece, set_aside
from fangzhi.errors import OutputError

AHEAD = 2  # pieces that a process has: the one in hand and the next
TRIES = 2  # deaths of a process after which the edition in its hand is set aside
LOOK = 0.2  # seconds between two looks at clock and memory
CHUNK = 1 << 16


class Hand:
    """One process, the pieces that it has, and since when it works at the first of them."""

    def __init__(self, order: Order, limits: Limits, tied: bool) -> None:
        self.pieces: deque[Piece] = deque()
        self.since = 0.0
        self.ready = False
        self._rest = b""
        self.complaints = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process
        command = [sys.executable, "-P", "-m", "fangzhi.corpus.worker"]
        self.process = subprocess.Popen(
            [*command, str(limits.memory), str(os.getpid() if tied else 0)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.complaints,
        )
        self._write(order.as_dict())

    @property
    def answers(self) -> IO[bytes]:
        """Where its outcomes can be read."""
        assert self.process.stdout is not None
        return self.process.stdout

    def give(self, piece: Piece) -> None:
        """Put a piece into its line."""
        if not self.pieces:
            self.since = time.monotonic()
        self.pieces.append(piece)
        self._write(asdict(piece))

    def _write(self, message: dict[str, object]) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(message).encode() + b"\n")
            self.process.stdin.flush()
        except OSError:  # it has died: reading its answers will tell
            pass

    def hear(self) -> tuple[list[Outcome], bool]:
        """(whole outcomes that have come, whether it lives); ready processes say so first."""
        data = os.read(self.answers.fileno(), CHUNK)
        *lines, self._rest = (self._rest + data).split(b"\n")
        heard = [json.loads(line) for line in lines]
        if heard and not self.ready:
            self.ready = True
            self.since = time.monotonic()
            heard = heard[1:]
        return heard, bool(data)

    def done(self) -> Piece:
        """The piece in hand is finished; the next begins."""
        self.since = time.monotonic()
        return self.pieces.popleft()

    def end(self) -> str:
        """Kill the process, and say how it ended."""
        self.process.kill()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(OSError):  # what was not written yet cannot be any more
                    stream.close()
        code = self.process.wait()
        self.complaints.seek(0)
        said = self.complaints.read()[-300:].decode(errors="replace").strip()
        self.complaints.close()
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return f"{name}: {said}" if said else name


class Crew:
    """`number` processes for one order; `work` hands pieces out and gives outcomes as they come."""

    def __init__(self, order: Order, limits: Limits, number: int, tied: bool = True) -> None:
        self._order, self._limits, self._tied = order, limits, tied
        self._number = number
        self._hands: list[Hand] = []
        self._selector = selectors.DefaultSelector()
        self._deaths: Counter[int] = Counter()
        self._back: deque[Piece] = deque()  # from processes that are no more
        self.unclean = False  # whether a process was ended while it worked

    def work(self, pieces: Iterator[Piece]) -> Iterator[Outcome]:
        """The outcome of each piece, in the order in which they are done."""
        more = True
        while True:
            more = self._hand_out(pieces, more)
            if not any(hand.pieces for hand in self._hands):
                return
            for key, _ in self._selector.select(LOOK):
                yield from self._hear(key.data)
            for hand in list(self._hands):
                yield from self._watch(hand)

    def close(self) -> None:
        """End all processes; what they have in hand is dropped."""
        for hand in list(self._hands):
            self.unclean |= bool(hand.pieces)
            self._dismiss(hand)
        self._selector.close()

    def _hand_out(self, pieces: Iterator[Piece], more: bool) -> bool:
        """Fill the lines of all processes, shortest first; whether there may be more pieces."""
        for length in range(AHEAD):
            while more or self._back:
                hand = self._free(length)
                if hand is None:
                    break
                piece = self._back.popleft() if self._back else next(pieces, None)
                if piece is None:
                    more = False
                else:
                    (hand if isinstance(hand, Hand) else self._hire()).give(piece)
        return more

    def _free(self, length: int) -> Hand | bool | None:
        """A process with a line of `length`; False where one more may be started, else None."""
        for hand in self._hands:
            if len(hand.pieces) == length:
                return hand
        return False if length == 0 and len(self._hands) < self._number else None

    def _hire(self) -> Hand:
        hand = Hand(self._order, self._limits, self._tied)
        self._hands.append(hand)
        self._selector.register(hand.answers, selectors.EVENT_READ, hand)
        return hand

    def _dismiss(self, hand: Hand) -> str:
        self._hands.remove(hand)
        self._selector.unregister(hand.answers)
        return hand.end()

    def _hear(self, hand: Hand) -> Iterator[Outcome]:
        """What a process has to say; if it is its death, its pieces go to others."""
        outcomes, lives = hand.hear()
        for outcome in outcomes:
            hand.done()
            yield outcome
            if outcome.get("last"):
                self._replace(hand)
                return
        if lives:
            return
        ready = hand.ready
        blamed = hand.pieces.popleft() if hand.pieces and ready else None
        how = self._replace(hand)
        if not ready:
            raise OutputError(f"a worker process cannot start: {how}")
        if blamed is not None:
            self.unclean = True
            self._deaths[blamed.number] += 1
            if self._deaths[blamed.number] < TRIES:
                self._back.append(blamed)
                return
            yield set_aside(blamed, "killed", f"ended its process {TRIES} times ({how})")

    def _replace(self, hand: Hand) -> str:
        """Let go of a process; what stands in its line goes back. Another starts when needed."""
        self._back.extend(hand.pieces)
        hand.pieces.clear()
        return self._dismiss(hand)

    def _watch(self, hand: Hand) -> Iterator[Outcome]:
        """Set aside what a process works at beyond a limit."""
        if not hand.pieces or not hand.ready:
            return
        took = time.monotonic() - hand.since
        if self._limits.seconds and took > self._limits.seconds:
            kind, reason = "time", f"took longer than {self._limits.seconds:g} s (--time-limit)"
        elif self._limits.memory and memory.of_process(hand.process.pid) > self._limits.memory:
            kind, reason = "memory", "took more memory than its limit (--memory-limit)"
        else:
            return
        piece = hand.pieces.popleft()
        self.unclean = True
        self._replace(hand)
        yield set_aside(piece, kind, reason, round(took, 4))
