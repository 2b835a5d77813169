"""Where columns begin: `cb` in the text, and a zone for each on the scan."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from fangzhi.pipeline import encode_source, plan
from fangzhi.tei.names import ID, NS
from pages.setting import set_pages
from readers.scanned import files


def encoded(source: Path, out: Path) -> etree._Element:
    """The TEI of a source as the command line makes it."""
    return etree.fromstring(encode_source(plan(source, out)).data)


def numbers(root: etree._Element) -> str:
    """The pages and columns in their order: `|12|12` for two pages of two columns."""
    breaks = root.iter("{*}pb", "{*}cb")
    return "".join(
        "|" if etree.QName(element).localname == "pb" else element.get("n", "")
        for element in breaks
    )


def test_each_column_of_a_printed_book_begins_once(tmp_path: Path) -> None:
    """After the beginning of its page, in the order in which they are read."""
    for columns, wanted in ((1, "||||||"), (2, "|12|12|12|12|12"), (3, None)):
        root = encoded(set_pages(tmp_path, columns).pdf, tmp_path)
        found = numbers(root)
        if wanted is not None:
            assert found == wanted
        else:
            assert set(found.strip("|").split("|")[1:-1]) == {"123"}


def test_a_text_that_a_column_cut_has_its_beginning_inside(tmp_path: Path) -> None:
    """The seam is the `cb`, sure as the join is; a milestone stands where none is known."""
    pages = set_pages(tmp_path, 2)
    root = encoded(pages.pdf, tmp_path)
    seams = root.findall(".//tei:p/tei:cb", NS)
    assert len(seams) == len(pages.cuts) > 0
    for seam in seams:
        assert seam.get("cert") in ("high", "medium", "low")
        assert seam.get("resp") == "#fangzhi"
    assert {seam.get("break") for seam in seams} == {"no", None}
    assert root.find(".//tei:milestone", NS) is None


def test_columns_point_to_zones_that_hold_their_texts(tmp_path: Path) -> None:
    """The zone of a column is the rectangle round what was read from it."""
    root = encoded(set_pages(tmp_path, 2).pdf, tmp_path)
    zones = {zone.get(ID): zone for zone in root.iterfind(".//tei:zone", NS)}
    for begins in root.iterfind(".//tei:cb", NS):
        column = zones[begins.get("facs", "")[1:]]
        assert column.get("type") == "column"
        heads = begins.xpath("following::tei:head[1]", namespaces=NS)
        if begins.getnext() is not None and begins.getnext() in heads:
            zone = zones[heads[0].get("facs").split()[0][1:]]
            assert int(column.get("ulx", 0)) <= int(zone.get("ulx", 0))
            assert int(column.get("lrx", 0)) >= int(zone.get("lrx", 0))


def test_columns_of_pages_that_others_described(tmp_path: Path) -> None:
    """A dictionary of two columns has both on every page, a book of one has none."""
    for name, wanted in (("page-de/00000029.xml", "|12"), ("alto-fr/04_FRAN", "|")):
        assert numbers(encoded(files(f"{name}*")[0], tmp_path)) == wanted
