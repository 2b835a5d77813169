"""axe-core, the judge of accessible web pages, on the web page of whole editions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reading import SEED

pytestmark = pytest.mark.slow
VIEWS = {
    f"{scheme}, {screen}"
    for scheme in ("light", "dark")
    for screen in ("desktop", "phone", "phone, contents open")
}


NAMES = ["sample", "columns", "notes and tables", "seed", "English"]


@pytest.fixture(scope="module")
def judged(
    drive: Callable[..., Any], editions: Callable[[str], Path], once: Callable[..., Any]
) -> dict[str, dict[str, list[dict[str, str]]]]:
    """What axe finds on each edition that is here, in each view."""
    names = [name for name in NAMES if name != "seed" or SEED.is_file()]
    files = {name: str(editions(name).with_suffix(".html")) for name in names}
    found = once("axe", lambda _: drive("axe", *files.values()))
    return {name: found[file] for name, file in files.items()}


@pytest.mark.parametrize("name", NAMES)
def test_no_violation(judged: dict[str, dict[str, list[dict[str, str]]]], name: str) -> None:
    """axe finds nothing, in light and dark, on a desktop and a phone, with the contents open."""
    if name not in judged:
        pytest.skip("the chapter in copyright is not here: no ../shared/seed")
    assert judged[name] == {view: [] for view in VIEWS}


def test_scans_beside_the_text(drive: Callable[..., Any], editions: Callable[[str], Path]) -> None:
    """axe finds nothing where scans stand beside the text, or before it on a phone."""
    page = str(editions("scans").with_suffix(".html"))
    found = drive("axe", page)[page]
    assert found == {
        view: [] for view in {*VIEWS, "light, phone, scan open", "dark, phone, scan open"}
    }


def test_the_judge_sees_faults(drive: Callable[..., Any], tmp_path: Path) -> None:
    """A page with pale text and a picture without a description has both faults in every view."""
    page = tmp_path / "bad.html"
    page.write_text(
        "<!DOCTYPE html><html lang=en><meta name=viewport content='width=device-width'>"
        "<title>Bad</title><body style='background: white'><main><h1>Bad</h1>"
        "<p style='color: #bbb'>Pale<img src='data:image/gif;base64,'></main></html>"
    )
    found = drive("axe", page)[str(page)]
    assert len(found) == 4
    for violations in found.values():
        assert {"color-contrast", "image-alt"} <= {one["rule"] for one in violations}
