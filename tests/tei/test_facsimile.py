"""The link from every text to its place on the scan."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from fangzhi.markup import profile as profiles
from fangzhi.markup.assembly import recognise
from fangzhi.metadata import Metadata
from fangzhi.source import Box, Figure, Source
from fangzhi.tei.encode import encode
from fangzhi.tei.names import ID, NS
from markup.test_stated import LONG, source_of

PLAIN = profiles.load("plain")


def tree_of(source: Source) -> etree._Element:
    outline = recognise(source, PLAIN)
    return etree.fromstring(encode(source, outline, Metadata(), PLAIN, "scan").data)


def test_surfaces_and_zones() -> None:
    """A surface for each page, a zone for each block, with the kind and the corners of the box."""
    root = tree_of(source_of([("heading", "Lights"), ("paragraph", LONG)], [("paragraph", LONG)]))
    surfaces = root.findall("tei:facsimile/tei:surface", NS)
    assert [one.get(ID) for one in surfaces] == ["page.1", "page.2"]
    assert [surfaces[0].get(corner) for corner in ("ulx", "uly", "lrx", "lry")] == [
        "0", "0", "1000", "1400",
    ]  # fmt: skip
    zones = [(zone.get(ID), zone.get("type")) for zone in surfaces[0].findall("tei:zone", NS)]
    assert zones == [("page.1.z1", "heading"), ("page.1.z2", "paragraph")]


def test_texts_point_to_their_zones() -> None:
    """Every element with an account points to the zones it was read from; pages to surfaces."""
    cut = LONG.split(" of ")
    root = tree_of(
        source_of(
            [("heading", "Lights"), ("paragraph", cut[0] + " of")],
            [("paragraph", cut[1]), ("footnote", "A note")],
        )
    )
    ids = {element.get(ID) for element in root.iter(etree.Element)}
    bearing = list(root.iterfind("tei:text//*[@source]", NS))
    assert bearing
    for element in bearing:
        pointers = element.get("facs", "").split()
        assert pointers
        assert {pointer[1:] for pointer in pointers} <= ids
    joined = [p for p in root.iterfind(".//tei:p", NS) if "spring of that year" in _plain(p)]
    assert [p.get("facs") for p in joined] == ["#page.1.z2 #page.2.z1"]
    pages = [pb.get("facs") for pb in root.iterfind(".//tei:pb", NS)]
    assert pages == ["#page.1", "#page.2"]


def _plain(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def test_the_scan_is_a_picture_where_it_is_there(tmp_path: Path) -> None:
    """The image beside the source is named; one that is not there is not."""
    from dataclasses import replace

    source = source_of([("paragraph", LONG)])
    page = replace(
        source.pages[0], image="folder\\scan 1.png", figures=(Figure(Box(1.2, 2.7, 3.1, 4.0)),)
    )
    source = replace(source, path=tmp_path / "scan.xml", pages=(page,))
    assert tree_of(source).find(".//tei:surface/tei:graphic", NS) is None
    (tmp_path / "scan 1.png").write_bytes(b"")
    root = tree_of(source)
    graphic = root.find(".//tei:surface/tei:graphic", NS)
    assert graphic is not None
    assert graphic.get("url") == "../source/scan%201.png"
    figure = root.find(".//tei:zone[@type='figure']", NS)
    assert figure is not None
    assert [figure.get(corner) for corner in ("ulx", "uly", "lrx", "lry")] == ["1", "2", "4", "4"]


def test_text_without_boxes_has_none() -> None:
    """A plain text has no facsimile, and nothing points to one."""
    from markup.making import source_of as plain

    root = tree_of(plain("Lights\n\n" + LONG))
    assert root.find("tei:facsimile", NS) is None
    assert not root.findall(".//*[@facs]")


def test_notes_in_the_margin() -> None:
    """A note that stands beside the text is said to stand there."""
    root = tree_of(source_of([("paragraph", LONG), ("marginalia", "1848"), ("footnote", "Of it")]))
    places = [note.get("place") for note in root.iterfind("tei:text//tei:note", NS)]
    assert places == ["margin", "bottom"]
