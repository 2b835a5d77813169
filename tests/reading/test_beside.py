"""The scans beside the text of the web page, as a person uses them in Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

pytestmark = pytest.mark.slow
NAMES = ["印本第 7 页 · 1 / 4", "印本第 8 页 · 2 / 4", "印本第 9 页 · 3 / 4", "扫描 4 · 4 / 4"]


@pytest.fixture(scope="module", params=["scans", "scans inside"])
def seen(
    request: pytest.FixtureRequest,
    drive: Callable[..., Any],
    editions: Callable[[str], Path],
    once: Callable[..., Any],
) -> dict[str, Any]:
    """What a walk shows, with the scans in files and in the page itself."""
    file = editions(request.param).with_suffix(".html")
    found: dict[str, Any] = once(f"walk {request.param}", lambda _: drive("scans", file))
    return {**found, "file": file, "inside": request.param == "scans inside"}


def test_asks_for_nothing_but_scans(seen: dict[str, Any]) -> None:
    """No request is made but for the scans that are looked at, and the console has no error."""
    asked = {unquote(address).partition("#")[0] for address in seen["requests"]}
    folder = seen["file"].parents[1]
    files = set() if seen["inside"] else {"source/one.jpg", "source/two b.png"}
    expected = {f"file://{folder / name}" for name in {"build/quay.html", *files}}
    assert {one for one in asked if not one.startswith("data:")} == expected
    assert seen["complaints"] == []


def test_follows_the_text(seen: dict[str, Any]) -> None:
    """The page in view is that of the text; a page without a scan says so."""
    found = seen["following"]
    assert [one["name"] for one in found] == NAMES
    assert [one["drawn"] > 0 for one in found] == [True, True, True, False]
    assert found[3]["note"] == "此页没有扫描。"
    assert found[0]["alt"] == "扫描：印本第 7 页"


def test_marks_the_paragraph(seen: dict[str, Any]) -> None:
    """The text under the pointer, of the address, or selected is marked on its scan."""
    marked = seen["marking"]
    assert (marked["pointer"]["text"], marked["pointer"]["marked"]) == ("d1.1.p1", ["page.1.z3"])
    assert marked["address"]["text"] == "d1.1.p2"
    assert marked["address"]["marked"] == ["page.1.z4", "page.1.z5"]
    assert marked["selected"]["marked"] == ["page.1.z3"]


def test_from_the_scan_to_the_text(seen: dict[str, Any]) -> None:
    """A click on a zone goes to its text; of one over two pages, to the part on this page."""
    assert seen["clicking"]["turned"]["name"] == NAMES[1]
    went = seen["clicking"]["text"]
    assert (went["text"], went["marked"], went["name"]) == ("d1.1.p2", ["page.2.z1"], NAMES[1])
    assert 0.1 < went["at"] < 0.5


def test_keyboard(seen: dict[str, Any]) -> None:
    """Keys turn the pages and set the size; Escape closes, and gives the focus back."""
    keys = seen["keyboard"]
    assert keys["widths"]["full"][0] == 600
    assert keys["widths"]["page"][1] <= keys["widths"]["page"][2]
    assert (keys["next"], keys["back"]) == (NAMES[1], NAMES[0])
    closed = {key: keys["closed"][key] for key in ("shown", "focus", "expanded")}
    assert closed == {"shown": False, "focus": "fz-scan-button", "expanded": "false"}
    assert keys["again"]["shown"]


def test_phone(seen: dict[str, Any]) -> None:
    """A button opens the scan over all else; a zone leads back to its text."""
    phone = seen["phone"]
    assert not phone["before"]["shown"]
    assert (phone["open"]["shown"], phone["open"]["focus"]) == (True, "fz-scan-close")
    assert phone["covers"] == [0, 0, 0, 0]
    assert phone["inert"]
    assert phone["closed"]["focus"] == "fz-scan-button"
    assert (phone["went"]["shown"], phone["went"]["text"]) == (False, "d1.1.p1")
    assert 0 < phone["went"]["at"] < 0.5
    assert phone["overflow"] <= 0


def test_scans_that_are_gone(
    drive: Callable[..., Any], editions: Callable[[str], Path], tmp_path: Path
) -> None:
    """Without its files the page says which scan is not there, and the text is marked as ever."""
    page = Path(shutil.copy(editions("scans").with_suffix(".html"), tmp_path))
    first = drive("scans", page, "following")["following"][0]
    assert first["note"] == "找不到扫描文件，或浏览器不能显示：../source/one.jpg"
    assert (first["drawn"], first["name"]) == (0, NAMES[0])


def test_without_a_script(seen: dict[str, Any]) -> None:
    """Each page leads to its scan; no dead button is shown."""
    bare = seen["scriptless"]
    assert (bare["pane"], bare["button"]) == (False, False)
    files = ["../source/one.jpg", "../source/two%20b.png", "../source/three.tif"]
    copies = [f"#fz:scan:page.{number}" for number in (1, 2, 3)]
    assert bare["links"] == (copies if seen["inside"] else files)
    assert len(bare["copies"]) == (3 if seen["inside"] else 1)


def test_print(seen: dict[str, Any]) -> None:
    """On paper there are no scans."""
    assert seen["printing"] == 0
