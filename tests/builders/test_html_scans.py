"""The scans beside the text of the web page: linked, embedded, or not there."""

from __future__ import annotations

import io
import json
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from lxml import html as parser
from PIL import Image

from builders.packages import EDITIONS, printed, shown, web_page
from builders.quay import repository
from fangzhi.builders import html
from fangzhi.builders._scans import WIDEST, copy_of
from fangzhi.setting import Setting
from fangzhi.tei.edition import Edition
from program import fangzhi


@pytest.fixture(scope="module")
def tei(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("quay"))


@pytest.fixture(scope="module")
def pages(tei: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, parser.HtmlElement]:
    """The page by the way in which it has its scans."""
    return {
        how: web_page(html.build(Edition(tei), tmp_path_factory.mktemp(how), Setting(scans=how)))
        for how in ("link", "embed", "none")
    }


def leaves(page: parser.HtmlElement) -> list[dict[str, Any]]:
    said: dict[str, list[dict[str, Any]]] = json.loads(page.get_element_by_id("fz:leaves").text)
    return said["leaves"]


def width_of(address: str) -> int:
    with Image.open(io.BytesIO(b64decode(address.partition(",")[2]))) as image:
        return image.width


@pytest.mark.parametrize("how", ["link", "embed", "none"])
def test_every_character_once(pages: dict[str, parser.HtmlElement], tei: Path, how: str) -> None:
    """The text is the same with scans and without: what leads to them is no text."""
    body = [div for div in pages[how].get_element_by_id("fz:text") if div.get("data-part")]
    assert shown(body) == printed(tei)


def test_linked(pages: dict[str, parser.HtmlElement]) -> None:
    """Pictures that browsers show are files beside the page; a TIFF gets a copy in it."""
    one, two, three, four = leaves(pages["link"])
    assert [one["source"], two["source"]] == ["../source/one.jpg", "../source/two%20b.png"]
    copy = pages["link"].get_element_by_id(three["copy"]).find("img")
    assert copy.get("src").startswith("data:image/webp;base64,")
    assert three["link"] == "../source/three.tif"
    assert (four["source"], four["copy"], four["link"]) == ("", "", "")
    assert two["zones"]["page.2.z1"] == [25, 20, 250, 80]
    assert two["size"] == [300, 400]


def test_without_a_script_each_page_leads_to_its_scan(pages: dict[str, parser.HtmlElement]) -> None:
    """After each page beginning stands a link with a name: to the file, or to the copy below."""
    links = pages["link"].xpath("//a[@class='fz-scan-link']")
    assert [link.get("href") for link in links] == [
        "../source/one.jpg", "../source/two%20b.png", "../source/three.tif",
    ]  # fmt: skip
    assert links[0].get("aria-label") == "扫描：印本第 7 页"
    inside = [link.get("href") for link in pages["embed"].xpath("//a[@class='fz-scan-link']")]
    assert inside == [f"#fz:scan:page.{number}" for number in (1, 2, 3)]
    assert all(pages["embed"].get_element_by_id(name[1:]) is not None for name in inside)


def test_embedded(pages: dict[str, parser.HtmlElement]) -> None:
    """All scans stand in the page, described, and nothing leads out of it."""
    copies = pages["embed"].xpath("//section[contains(@class, 'fz-copies')]//img")
    assert [copy.get("alt")[:3] for copy in copies] == ["扫描："] * 3
    assert [width_of(copy.get("src")) for copy in copies] == [600] * 3
    assert not [href for href in pages["embed"].xpath("//@href") if href.startswith("..")]


def test_policy(pages: dict[str, parser.HtmlElement]) -> None:
    """Pictures may come from beside the page, nothing from elsewhere; only our scripts run."""
    page = pages["link"]
    policy = page.xpath("//meta[@http-equiv]/@content")[0]
    assert "default-src 'none'; img-src data: 'self' file:;" in policy
    scripts = page.xpath("//script")
    assert len(scripts) == 4
    for script in scripts:
        hashed = b64encode(sha256(script.text.encode()).digest()).decode()
        assert f"'sha256-{hashed}'" in policy


def test_none_has_no_trace(pages: dict[str, parser.HtmlElement]) -> None:
    """Without scans there is no pane, no link and no attribute for one."""
    assert not pages["none"].xpath("//@data-facs | //*[contains(@class, 'fz-scan')]")
    assert "img-src data:;" in pages["none"].xpath("//meta[@http-equiv]/@content")[0]


def test_editions_without_scans_are_as_ever(tmp_path: Path) -> None:
    """The setting changes nothing where there are no scans."""
    edition = Edition(EDITIONS / "qingping.xml")
    made = {how: html.page(edition, Setting(scans=how)) for how in ("link", "embed", "none")}
    assert len(set(made.values())) == 1
    assert "fz-scan" not in made["link"]
    assert "fz-leaf" not in made["link"]


def test_zones_that_are_not_there(pages: dict[str, parser.HtmlElement]) -> None:
    """A pointer to no zone is left out, and the others stay."""
    stated = pages["link"].get_element_by_id("d1.2.1.p1").get("data-facs")
    assert stated == "page.4.z1"


def test_same_bytes(tei: Path) -> None:
    """Built again, the page is the same, with its copies."""
    edition, setting = Edition(tei), Setting(scans="embed")
    assert html.page(edition, setting) == html.page(edition, setting)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_copies_of_all_sorts(tmp_path: Path, mode: str) -> None:
    """Black and white, palettes, print colours and deep greys are copied, no wider than said."""
    file = tmp_path / "wide.tif"
    Image.new(mode, (WIDEST + 300, 30)).save(file)
    copy = copy_of(file)
    assert copy is not None
    with Image.open(io.BytesIO(copy.data)) as image:
        assert (image.format, image.width) == ("WEBP", WIDEST)


@pytest.mark.parametrize("content", [b"", b"II*\0broken", b"\x89PNG\r\n\x1a\n", b"<svg/>"])
def test_no_copy_of_what_is_broken(tmp_path: Path, content: bytes) -> None:
    """What cannot be read has no copy, and the page says so when it is looked at."""
    file = tmp_path / "broken.tif"
    file.write_bytes(content)
    assert copy_of(file) is None


def test_scans_that_are_not_there(tei: Path, tmp_path: Path) -> None:
    """Links stay to files that are missing; built elsewhere, the user is told once."""
    done = fangzhi("build", tei, "--to", "html", "--out", tmp_path, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr.decode().count("which is not there; copy them") == 1
    inside = fangzhi(
        "build", tei, "--to", "html", "--out", tmp_path, "--scans", "embed", cwd=tmp_path
    )
    assert b"which is not there" not in inside.stderr
