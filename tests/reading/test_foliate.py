"""The EPUB in a real reading system: foliate-js, in Chromium, on a small screen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from builders.packages import TEI
from fangzhi.tei.edition import reading

pytestmark = pytest.mark.slow
ID = "{http://www.w3.org/XML/1998/namespace}id"
SAMPLE = Path(__file__).resolve().parents[2] / "tei" / "yunxi-2024.xml"
DIVISIONS = [div.get(ID, "") for div in etree.parse(SAMPLE).iter(f"{TEI}div")]
ENTRIES = [
    div.get(ID, "") for div in etree.parse(SAMPLE).iter(f"{TEI}div") if div.get("type") == "entry"
]


@pytest.fixture(scope="module", params=["columns", "paged"])
def seen(
    request: pytest.FixtureRequest,
    drive: Callable[..., Any],
    editions: Callable[[str], Path],
    once: Callable[..., Any],
    shelf: Callable[[Path], str],
    seams: list[Any],
) -> dict[str, Any]:
    """What foliate-js shows of the sample: in columns, and in lines with pages of the print."""
    book = editions(request.param).with_suffix(".epub")
    plan = {"queries": [seam.word for seam in seams]}
    found: dict[str, Any] = once(
        f"foliate {request.param}",
        lambda _: drive("foliate", shelf(book.parent), book.name, json.dumps(plan)),
    )
    return {**found, "name": request.param}


def flat(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """All items of a list of contents, in order."""
    for item in items:
        yield item
        yield from flat(item["items"])


def fragment(address: str | None) -> str:
    return (address or "").partition("#")[2]


def test_opens(seen: dict[str, Any]) -> None:
    """The book opens with its title, its cover and its direction, and nothing goes wrong."""
    assert (seen["title"], seen["language"][0]) == ("芸溪区人民政府", "zh-Hans")
    assert seen["cover"] == "image/svg+xml"
    assert (seen["direction"] or "ltr") == ("rtl" if seen["name"] == "columns" else "ltr")
    assert seen["complaints"] == []


def test_asks_nothing_of_the_network(seen: dict[str, Any]) -> None:
    """Nothing but the reader itself and the book is fetched."""
    asked = [address for address in seen["requests"] if not address.startswith(("blob:", "data:"))]
    assert all(
        address.startswith("http://127.0.0.1:")
        and address.endswith((".js", "/reader.html", ".epub"))
        for address in asked
    ), asked


def test_contents(seen: dict[str, Any]) -> None:
    """The contents have the divisions of the TEI as they nest, with their heads."""
    items = [item for item in flat(seen["toc"]) if "#" in item["href"]]
    assert [fragment(item["href"]) for item in items] == DIVISIONS
    for div, item in zip(etree.parse(SAMPLE).iter(f"{TEI}div"), items, strict=True):
        inside = [one.get(ID) for one in div.iterchildren(f"{TEI}div")]
        assert [fragment(one["href"]) for one in item["items"]] == inside
        head = div.find(f"{TEI}head")
        assert head is not None
        letters = [char for char in reading(head) if char.isalnum()]
        assert [char for char in item["label"] if char.isalnum()] == letters


def test_the_reader_names_each_entry(seen: dict[str, Any]) -> None:
    """Each entry of the contents is gone to, is on the screen then, and the reader names it."""
    visits = {fragment(where): visit for where, visit in seen["visits"].items()}
    assert all(visits[entry]["shown"] for entry in ENTRIES)
    assert [fragment(visits[entry]["entry"]) for entry in ENTRIES] == ENTRIES


def test_search_reads_over_seams(seen: dict[str, Any], seams: list[Any]) -> None:
    """A word that a column end cut in two is found, where it stands."""
    assert len(seams) >= 10
    for seam in seams:
        hit = {"text": seam.word, "block": seam.paragraph, "shown": True}
        assert seen["found"][seam.word] == [hit]


def test_pictures(seen: dict[str, Any]) -> None:
    """Both pictures are drawn, and described."""
    described = {picture["alt"][:11] for picture in seen["pictures"]}
    assert described == {"扁平版画风格的插图:旭", "扁平版画风格的插图:一"}
    assert all(picture["width"] > 0 for picture in seen["pictures"])


def test_pages_of_the_print(seen: dict[str, Any]) -> None:
    """Each page of the print is gone to, is on the screen then, and the reader names it."""
    pages = list(flat(seen["pages"]))
    wanted = [str(number) for number in range(61, 80)] if seen["name"] == "paged" else []
    assert [page["label"] for page in pages] == wanted
    visits = [seen["visits"][page["href"]] for page in pages]
    assert [visit["page"] for visit in visits] == wanted
    assert all(visit["shown"] for visit in visits)
