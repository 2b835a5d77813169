"""Errors: one line that says what, where, and what to do."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from fangzhi import errors
from fangzhi.errors import FangzhiError, LedgerError

KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, FangzhiError)
]


@pytest.mark.parametrize(
    ("what", "where", "remedy", "line"),
    [
        ("is empty", None, "", "is empty"),
        ("is empty", Path("a.txt"), "", "a.txt: is empty"),
        ("is empty", "a.txt:3:7", "fill it", "a.txt:3:7: is empty; fill it"),
        ("is\n empty", "a b", "fill\tit ", "a b: is empty; fill it"),
    ],
)
def test_an_error_is_one_line(what: str, where: object, remedy: str, line: str) -> None:
    """Place, fault and remedy, on one line whatever the words hold."""
    error = FangzhiError(what, where=where, remedy=remedy)
    assert error.line() == str(error) == line


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_has_the_exit_code_of_its_kind(kind: type[FangzhiError]) -> None:
    """3 for a bug of ours, 2 for what the user has to change; each kind says what it is."""
    assert kind("x").exit_code == (3 if kind is LedgerError else 2)
    assert kind.__doc__
