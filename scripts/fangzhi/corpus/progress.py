"""How far a corpus is: one line on a terminal that is written anew, with rate and estimate."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from fangzhi.corpus.order import FAILED, Outcome

ANEW, NOW_AND_THEN = 0.25, 30.0  # seconds between lines, on a terminal and elsewhere
WINDOW = 60.0  # seconds that the rate is taken over: editions grow smaller on the way


class Progress:
    """Counts outcomes, and tells of them to a terminal (`watched`), else now and then to `say`."""

    def __init__(
        self,
        total: int,
        say: Callable[[str], None],
        watched: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._total, self._say, self._watched, self._clock = total, say, watched, clock
        self._began = self._told = self._mark = clock()
        self._done = self._failed = self._at_mark = 0
        self._rate = 0.0

    def tell(self, outcome: Outcome) -> None:
        """One more outcome."""
        self._done += 1
        self._failed += outcome["state"] == FAILED
        now = self._clock()
        if now - self._told < (ANEW if self._watched else NOW_AND_THEN):
            return
        self._told = now
        line = self.line(now)
        if self._watched:
            sys.stderr.write(f"\r{line}\x1b[K")
            sys.stderr.flush()
        else:
            self._say(line)

    def line(self, now: float) -> str:
        """`120 of 1000, 3 set aside, 7.4 a second, 2 min left`."""
        took = now - self._mark
        rate = (self._done - self._at_mark) / took if took > 0 else self._rate
        if took > WINDOW:
            self._mark, self._at_mark, self._rate = now, self._done, rate
        left = duration((self._total - self._done) / rate) if rate else "some time"
        aside = f", {self._failed} set aside" if self._failed else ""
        return f"{self._done} of {self._total}{aside}, {rate:.1f} a second, {left} left"

    def end(self) -> None:
        """Leave the terminal with a clean line."""
        if self._watched:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def duration(seconds: float) -> str:
    """A time as a person says it: `12 s`, `5 min`, `3 h 20 min`, `2 d 4 h`."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    if minutes < 100:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min"
    return f"{hours // 24} d {hours % 24} h"
