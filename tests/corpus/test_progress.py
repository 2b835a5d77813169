"""What is said while a corpus is made."""

from __future__ import annotations

import pytest

from fangzhi.corpus.progress import Progress, duration


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(3.4, "3 s"), (99.4, "99 s"), (300, "5 min"), (12000, "3 h 20 min"), (200_000, "2 d 7 h")],
)
def test_durations(seconds: float, said: str) -> None:
    """Times are said as a person says them."""
    assert duration(seconds) == said


def test_rate_and_estimate() -> None:
    """The line has what is done, set aside, the rate, and what is left at that rate."""
    now = [0.0]
    said: list[str] = []
    progress = Progress(100, said.append, watched=False, clock=lambda: now[0])
    for number in range(40):
        now[0] += 1
        progress.tell({"state": "failed" if number == 0 else "done"})
    assert said == ["30 of 100, 1 set aside, 1.0 a second, 70 s left"]
