"""The web page as a person uses it, in Chromium, without a network."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from builders.packages import web_page

pytestmark = pytest.mark.slow
# An entry with its paragraph in the middle of the text, and the last entry.
ENTRY, PARAGRAPH, LAST = "d1.4.3", "d1.4.3.p1", "d1.9.5"
PLACES = [ENTRY, PARAGRAPH, LAST]


@pytest.fixture(scope="module", params=["columns", "paged"])
def seen(
    request: pytest.FixtureRequest,
    drive: Callable[..., Any],
    editions: Callable[[str], Path],
    once: Callable[..., Any],
    seams: list[Any],
) -> dict[str, Any]:
    """What a walk through the page shows: in columns, and in lines with pages of the print."""
    file = editions(request.param).with_suffix(".html")
    breaks = web_page(file).xpath("//*[@role='doc-pagebreak']/@id")
    plan = {
        "queries": ["芸溪", "2023年,", "没有这个词", *(seam.word for seam in seams)],
        "targets": [*PLACES, *map(str, breaks)],
        "text": PARAGRAPH,
        "link": LAST,
    }
    found: dict[str, Any] = once(
        f"page {request.param}", lambda _: drive("page", file, json.dumps(plan))
    )
    return {**found, "name": request.param, "file": file, "breaks": breaks}


def in_view(place: dict[str, float]) -> bool:
    """Whether a box begins in the first half of the window, and not under the bar."""
    return -1 <= place["begins"] <= place["length"] / 2


def test_asks_for_nothing_and_complains_of_nothing(seen: dict[str, Any]) -> None:
    """No request leaves the file, and the console has no error."""
    asked = {unquote(address).partition("#")[0] for address in seen["requests"]}
    assert {one for one in asked if not one.startswith("data:")} == {f"file://{seen['file']}"}
    assert seen["complaints"] == []


def test_search_steps_through_all_that_it_found(seen: dict[str, Any]) -> None:
    """Enter goes on to the next, Shift+Enter back, and each is brought into view."""
    (many,) = (one for one in seen["searches"] if one["query"] == "芸溪")
    count = int(many["count"])
    assert count == len(many["marked"]) > 20
    assert {one["text"] for one in many["marked"]} == {"芸溪"}
    assert [step["said"] for step in many["steps"]] == [f"{n} / {count}" for n in (1, 2, 3, 4)]
    assert [step["at"] for step in many["steps"]] == many["marked"][:4]
    assert all(in_view(step) for step in many["steps"])
    assert many["back"] == f"3 / {count}"


def test_search_of_what_is_not_there(seen: dict[str, Any]) -> None:
    """Nothing found is said to be nothing."""
    (none,) = (one for one in seen["searches"] if one["query"] == "没有这个词")
    assert (none["count"], none["marked"]) == ("0", [])


def test_search_finds_marks_as_printed(seen: dict[str, Any]) -> None:
    """A half-width comma, as it was printed, finds the full-width one that is shown."""
    (marks,) = (one for one in seen["searches"] if one["query"] == "2023年,")
    assert len(marks["marked"]) > 10
    assert {one["text"] for one in marks["marked"]} == {"2023年，"}


def test_search_reads_over_seams(seen: dict[str, Any], seams: list[Any]) -> None:
    """A word that a column end cut in two is found in its paragraph, and stepped to."""
    searches = {one["query"]: one for one in seen["searches"]}
    for seam in seams:
        hit = {"text": seam.word, "block": seam.paragraph}
        found = searches[seam.word]
        assert found["marked"] == [hit]
        assert [step["at"] for step in found["steps"]] == [hit, hit]
        assert all(in_view(step) for step in found["steps"]), seam


def test_enter_searches_what_is_typed(seen: dict[str, Any]) -> None:
    """Enter right after typing over an older query goes to the new word, not to the old one."""
    assert seen["haste"]["at"]["text"] == "2023年，"


def test_deep_links(seen: dict[str, Any]) -> None:
    """An address with the id of an entry or a paragraph opens the page there."""
    assert [in_view(seen["targets"][place]) for place in PLACES] == [True] * len(PLACES)


def test_pages_of_the_print(seen: dict[str, Any]) -> None:
    """An address with the id of a page of the print opens the page there."""
    assert len(seen["breaks"]) == (19 if seen["name"] == "paged" else 0)
    assert all(in_view(seen["targets"][place]) for place in seen["breaks"])


def test_keyboard(seen: dict[str, Any]) -> None:
    """Tab comes to the skip link first, then to the contents; "/" searches, Escape leaves."""
    keys = seen["keyboard"]
    assert (keys["first"]["to"], keys["skip"]) == ("#fz:text", True)
    assert keys["skipped"]["id"] == "fz:text"
    assert (keys["slash"]["id"], keys["slash"]["value"]) == ("fz:query", "")
    left = {key: keys["escape"][key] for key in ("id", "value", "said", "marked")}
    assert left == {"id": "fz:text", "value": "", "said": "", "marked": []}
    assert 0 < keys["tabs"] <= 8
    assert keys["went"] == {"to": "#d1", "hash": "#d1"}


def test_contents_on_a_phone(seen: dict[str, Any]) -> None:
    """The contents open with the focus in them; Escape closes them and gives it back."""
    away = {"shown": False, "focus": False, "expanded": "false"}
    assert seen["drawer"]["before"] == away
    assert seen["drawer"]["open"] == {"shown": True, "focus": True, "expanded": "true"}
    closed = seen["drawer"]["closed"]
    assert {key: closed[key] for key in away} == away
    assert closed["to"]["class"] == "fz-menu"
    assert seen["drawer"]["overflow"] <= 0


def test_nothing_slides_for_those_who_want_no_motion(seen: dict[str, Any]) -> None:
    """Where the reader prefers reduced motion, the contents are there at once."""
    assert set(seen["drawer"]["slides"].split(", ")) == {"0s"}


def test_without_a_script(seen: dict[str, Any]) -> None:
    """Text and contents are there without JavaScript, links work, and no dead search is shown."""
    bare = seen["scriptless"]
    assert not bare["ran"]
    assert bare["shown"]
    assert "坠河失落，此次清淤" in bare["text"]
    assert bare["links"][:10] == ["#d1", *(f"#d1.{section}" for section in range(1, 10))]
    assert not bare["search"]
    assert in_view(bare["went"])


def test_pictures(seen: dict[str, Any]) -> None:
    """Both pictures are drawn, and described."""
    assert [picture["alt"][:9] for picture in seen["pictures"]] == ["扁平版画风格的插图"] * 2
    assert all(picture["width"] > 0 for picture in seen["pictures"])
