"""How sure a join is said to be."""

from __future__ import annotations

import pytest

from fangzhi.markup.certainty import CHANCES, HIGH, MEDIUM, Certainty, certainty_of, chance


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (1.0, "high"),
        (HIGH, "high"),
        (0.985, "medium"),
        (MEDIUM, "medium"),
        (0.89, "low"),
        (0, "low"),
    ],
)
def test_words_for_probabilities(probability: float, word: str) -> None:
    """High is at least 99 of 100, medium 90."""
    assert certainty_of(probability) is Certainty(word)


@pytest.mark.parametrize(
    "reason", [key for key in CHANCES if key not in ("always", "margin", "moved")]
)
def test_each_reason_counts(reason: str) -> None:
    """A reason makes a join surer or less sure, as its weight says."""
    assert (chance(2.0, [reason], False) > chance(2.0, [], False)) is (CHANCES[reason] > 0)


def test_what_is_better_than_its_rivals_is_surer() -> None:
    """The margin counts up to a bound, and a move makes less sure."""
    assert chance(0.0, [], False) < chance(4.0, [], False) < chance(8.0, [], False)
    assert chance(8.0, [], False) == chance(80.0, [], False)
    assert chance(-2.0, [], False) == chance(-20.0, [], False)
    assert chance(4.0, [], True) < chance(4.0, [], False)


def test_a_seam_inside_a_word_with_much_margin_is_certain() -> None:
    """The strongest evidence makes a join of high certainty; none makes one of low."""
    assert certainty_of(chance(10.0, ["word", "terms"], False)) is Certainty.HIGH
    assert certainty_of(chance(0.0, [], True)) is Certainty.LOW
