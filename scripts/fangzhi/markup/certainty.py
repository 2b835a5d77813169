"""How sure a join is: the chance that it is right, from what speaks for it.

The weights are fitted by `scripts/evaluate fit --chances` to known texts set as pages, a third of
them out of order.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import StrEnum

# Log-odds that a join is right, for each thing that is known of it.
CHANCES = {
    "always": 0.9,
    "margin": 0.3,  # for each nat by which it is better than its best rival
    "word": 1.4,  # the seam lies inside a word
    "bracket": 1.1,
    "hyphen": 0.5,
    "usage": 0.5,
    "same block": 1.0,  # by hand: known texts have no such lines
    "terms": 0.8,
    "mark first": 0.4,
    "picture": 0.2,
    "ended": -0.8,  # a mark ends the sentence before the seam
    "full line": -1.2,
    "capital": -0.8,
    "moved": -0.1,  # by hand: the source has the two not one after the other
    "unclosed": -0.2,
    "short line": -3.3,
}
LEAST_MARGIN, MOST_MARGIN = -2.0, 8.0
HIGH, MEDIUM = 0.99, 0.90


class Certainty(StrEnum):
    """How sure a join is, in TEI's words for `@cert`: right in 99 of 100 cases, in 90, in fewer."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


def chance(margin: float, reasons: Iterable[str], moved: bool) -> float:
    """The probability that a join is right which is better than its rivals by `margin` nats."""
    weight = CHANCES["always"] + CHANCES["margin"] * min(max(margin, LEAST_MARGIN), MOST_MARGIN)
    weight += sum(CHANCES.get(reason, 0.0) for reason in reasons)
    return 1 / (1 + math.exp(-weight - CHANCES["moved"] * moved))


def certainty_of(probability: float) -> Certainty:
    """The word for a probability."""
    if probability >= HIGH:
        return Certainty.HIGH
    return Certainty.MEDIUM if probability >= MEDIUM else Certainty.LOW
