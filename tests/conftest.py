"""Options and fixtures of all tests."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--save", action="store_true", help="save golden files anew")


@pytest.fixture
def save(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be saved anew instead of compared."""
    return bool(request.config.getoption("--save"))
