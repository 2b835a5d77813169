"""Options and fixtures of all tests."""

from __future__ import annotations

import pytest
from hypothesis import settings

# How long an example takes depends on the machine; speed is measured elsewhere.
settings.register_profile("fangzhi", deadline=None)
settings.load_profile("fangzhi")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--save", action="store_true", help="save golden files anew")


@pytest.fixture
def save(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be saved anew instead of compared."""
    return bool(request.config.getoption("--save"))
