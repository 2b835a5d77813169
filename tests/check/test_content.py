"""What may stand next in a content model."""

from __future__ import annotations

from fangzhi.check.grammar.content import (
    NOTHING,
    Anything,
    Choice,
    Each,
    Names,
    Repeat,
    Row,
    after,
    allowed,
    allows,
    may_end,
)

A, B, C = Names(("a",)), Names(("b",)), Names(("c",))


def test_row_goes_on_in_order() -> None:
    """After the first part of a row the second is allowed, and nothing else."""
    row = Row((A, B))
    assert allowed(row) == ["a"]
    assert allowed(after(row, "a")) == ["b"]
    assert after(row, "b") == NOTHING


def test_optional_parts_may_be_left_out() -> None:
    """What follows an optional part is allowed at once."""
    row = Row((Repeat(A, 0, 1), B))
    assert allowed(row) == ["a", "b"]
    assert may_end(after(row, "b"))


def test_repeat_counts() -> None:
    """At least two and at most three of a part."""
    model = Repeat(A, 2, 3)
    once, twice = after(model, "a"), after(after(model, "a"), "a")
    assert not may_end(once)
    assert may_end(twice)
    assert after(after(twice, "a"), "a") == NOTHING


def test_all_in_any_order() -> None:
    """Each part of an all group comes once, in any order."""
    model = Each((A, B, Repeat(C, 0, 1)))
    rest = after(after(model, "b"), "a")
    assert may_end(rest)
    assert allowed(rest) == ["c"]
    assert after(rest, "a") == NOTHING


def test_choice_commits() -> None:
    """After one branch of a choice has begun, the others are gone."""
    model = Choice((Row((A, B)), C))
    assert allowed(after(model, "a")) == ["b"]
    assert may_end(after(model, "c"))


def test_wildcard_takes_any_name() -> None:
    """A wildcard lets any element through."""
    assert may_end(after(Anything(), "x"))


def test_what_is_missing() -> None:
    """A missing part is told by trying it."""
    row = Row((A, B))
    assert allows(row, "a", "b")
    assert not allows(row, "a", "c")


def test_thousands_of_children_stay_small() -> None:
    """A model does not grow while it is walked through."""
    model = Row((Repeat(Choice((A, Repeat(B, 1, None))), 0, None), C))
    for _ in range(2000):
        model = after(after(model, "a"), "b")
    assert len(repr(model)) < 1000
