"""Ace by DAISY, the judge of accessible EPUB, on whole editions."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", ["sample", "notes and tables", "seed", "English"])
def test_no_violation(
    drive: Callable[..., Any], editions: Callable[[str], Path], tmp_path: Path, name: str
) -> None:
    """Ace finds nothing against the rules of EPUB Accessibility and WCAG that it can test."""
    found = drive("ace", editions(name).with_suffix(".epub"), tmp_path)
    assert found == {"outcome": "pass", "violations": []}


def test_the_judge_sees_faults(
    drive: Callable[..., Any], editions: Callable[[str], Path], tmp_path: Path
) -> None:
    """Without descriptions of its pictures the same book does not pass."""
    book = tmp_path / "blind.epub"
    with (
        zipfile.ZipFile(editions("sample").with_suffix(".epub")) as good,
        zipfile.ZipFile(book, "w") as bad,
    ):
        for info in good.infolist():
            data = good.read(info)
            if info.filename.endswith(".xhtml"):
                data = re.sub(rb'(<img src="[^"]*") alt=', rb"\1 data-alt=", data)
            bad.writestr(info, data)
    found = drive("ace", book, tmp_path)
    assert found["outcome"] == "fail"
    assert "image-alt" in {one["rule"] for one in found["violations"]}
