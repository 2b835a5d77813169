"""Scans and texts: which page a text stands on, and what stands on each page."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders.quay import TEXT, repository
from fangzhi.tei.edition import Edition
from fangzhi.tei.scans import Scans


@pytest.fixture(scope="module")
def scans(tmp_path_factory: pytest.TempPathFactory) -> Scans:
    return Scans(Edition(repository(tmp_path_factory.mktemp("quay"))))


def changed(folder: Path, *changes: tuple[str, str]) -> Scans:
    """The scans of the edition with other texts in its TEI."""
    file = repository(folder)
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    return Scans(Edition(file))


def test_pages(scans: Scans) -> None:
    """Each page has its file, and its number, told by the `pb` where it does not say it."""
    found = [(one.id, one.n, one.path, one.file is not None) for one in scans.surfaces]
    assert found == [
        ("page.1", "7", "source/one.jpg", True),
        ("page.2", "8", "source/two b.png", True),
        ("page.3", "9", "source/three.tif", True),
        ("page.4", "", "", False),
    ]


def test_a_text_over_two_pages_is_a_passage_on_each(scans: Scans) -> None:
    """What comes before the page break has the zones of the first page, the rest the others."""
    parts = [one for one in scans.passages() if one.id == "d1.1.p2"]
    assert [(one.text, [zone for _, zone in one.zones]) for one in parts] == [
        ("渡船每日往返，乘客自带", ["page.1.z4", "page.1.z5"]),
        ("干粮，雨天停航。", ["page.2.z1"]),
    ]


def test_pages_that_cannot_be_told_apart(tmp_path: Path) -> None:
    """Without a page break in it, a text over two pages is one passage with all its zones."""
    scans = changed(tmp_path, ('<pb n="8" facs="#page.2" break="no"/>', ""))
    (whole,) = (one for one in scans.passages() if one.id == "d1.1.p2")
    assert whole.text == "渡船每日往返，乘客自带干粮，雨天停航。"
    assert [surface for surface, _ in whole.zones] == ["page.1", "page.1", "page.2"]


def test_every_text_but_furniture(scans: Scans) -> None:
    """Heads, paragraphs, tables and pictures are passages once; running heads are none."""
    found = [(one.kind, one.text) for one in scans.passages()]
    assert found == [
        ("head", "埠头纪略"),
        ("p", "东埠建于春汛之后，石阶十二级，可泊小船。"),
        ("p", "渡船每日往返，乘客自带"),
        ("p", "干粮，雨天停航。"),
        ("figure", "东埠石阶\n石阶通到水边"),
        ("table", "船\t数\n渡船\t3"),
        ("p", "西埠用石桩三十根。"),
    ]


@pytest.mark.parametrize(
    "url", ["../../secret.jpg", "/etc/passwd", "file:///etc/passwd", "a\x7f:b"]
)
def test_no_file_from_outside(tmp_path: Path, url: str) -> None:
    """A scan that lies outside the repository is none."""
    scans = changed(tmp_path, ("../source/one.jpg", url))
    assert scans.surfaces[0].file is None


@pytest.mark.parametrize("number", ["nan", "1e999", "x", "", "-5000000000"])
def test_corners_that_are_none(tmp_path: Path, number: str) -> None:
    """A zone without a place is no zone, and what points to it stands nowhere."""
    scans = changed(
        tmp_path, ('ulx="50" uly="120" lrx="550"', f'ulx="{number}" uly="120" lrx="550"')
    )
    assert "page.1.z3" not in scans.zones
    assert "d1.1.p1" not in {one.id for one in scans.passages()}


def test_an_edition_without_a_facsimile() -> None:
    """It has no pages and no passages."""
    scans = Scans(Edition(TEXT.parents[1] / "editions" / "qingping.xml"))
    assert (scans.surfaces, list(scans.passages())) == ((), [])
