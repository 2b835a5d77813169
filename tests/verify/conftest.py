"""The bag that the tests tamper with is made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from verify import bags


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bag of ours, zipped, as it was built."""
    return bags.make(tmp_path_factory.mktemp("repository"))


@pytest.fixture
def bag(packed: Path, tmp_path: Path) -> Path:
    """The same bag unpacked, for one test to tamper with."""
    return bags.unpacked(packed, tmp_path)
