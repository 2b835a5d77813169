"""The IIIF manifest: what viewers of libraries are told about pages, text and divisions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from builders.packages import EDITIONS
from builders.quay import repository
from fangzhi.builders import iiif
from fangzhi.errors import UsageError
from fangzhi.setting import Setting
from fangzhi.tei.edition import Edition
from program import fangzhi

BASE = "https://example.org/quays"
CANVAS = f"{BASE}/build/quay.iiif.json/canvas"
Made = dict[str, Any]


def manifest(tei: Path, **settings: str) -> Made:
    folder = tei.parents[1] / "build"
    path = iiif.build(Edition(tei), folder, Setting(**{"url": BASE, **settings}))  # type: ignore[arg-type]
    made: Made = json.loads(path.read_bytes())
    return made


@pytest.fixture(scope="module")
def tei(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("quay"))


@pytest.fixture(scope="module")
def made(tei: Path) -> Made:
    return manifest(tei)


def targets(canvas: Made) -> list[Any]:
    return [one["target"] for page in canvas["annotations"] for one in page["items"]]


def test_a_peer_reads_it(tei: Path) -> None:
    """The models of iiif-prezi3, made from the schema of the API, take it, in each setting."""
    prezi = pytest.importorskip("iiif_prezi3")
    for settings in (
        {},
        {"direction": "vertical"},
        {"image_service": "https://i.example.org/{name}"},
    ):
        found = prezi.Manifest(**manifest(tei, **settings))
        assert len(found.items) == 4


def test_what_it_is(made: Made) -> None:
    """Titles by language, publisher, the licence in words and as `rights`."""
    assert made["@context"] == "http://iiif.io/api/presentation/3/context.json"
    assert made["id"] == f"{BASE}/build/quay.iiif.json"
    assert made["label"] == {"zh-Hans": ["埠头纪略"], "en": ["Notes on the Quays"]}
    assert made["rights"] == "http://creativecommons.org/licenses/by/4.0/"
    assert made["requiredStatement"]["value"] == {"zh-Hans": ["署名 4.0"]}
    assert made["provider"][0]["label"] == {"zh-Hans": ["柳湾文史馆"]}
    assert made["viewingDirection"] == "left-to-right"


def test_every_address_is_one(made: Made) -> None:
    """All ids begin with the address of the repository, and none stands for two things."""

    def ids(node: Any) -> list[str]:
        if isinstance(node, list):
            return [name for one in node for name in ids(one)]
        if not isinstance(node, dict) or (node.get("type") == "Canvas" and "height" not in node):
            return []
        return [*([node["id"]] if "id" in node else []), *ids(list(node.values()))]

    found = ids(made)
    assert len(found) == len(set(found)) > 20
    assert all(name.startswith(f"{BASE}/") for name in found)


def test_canvases(made: Made) -> None:
    """A canvas a page, as large as its scan; one without a scan has no painting."""
    canvases = made["items"]
    assert [one["id"] for one in canvases] == [f"{CANVAS}/page.{n}" for n in (1, 2, 3, 4)]
    assert [one["label"]["none"] for one in canvases] == [["7"], ["8"], ["9"], ["[4]"]]
    assert {(one["width"], one["height"]) for one in canvases} == {(600, 800)}
    assert ["items" in one for one in canvases] == [True, True, True, False]
    image = canvases[1]["items"][0]["items"][0]["body"]
    assert image == {
        "id": f"{BASE}/source/two%20b.png", "type": "Image", "format": "image/png",
        "height": 800, "width": 600,
    }  # fmt: skip


def test_text_on_its_page(made: Made) -> None:
    """Each text is a supplementing annotation with its zones, in the pixels of the scan."""
    first, second, third, fourth = made["items"]
    assert targets(first)[2] == [
        f"{CANVAS}/page.1#xywh=50,600,230,180", f"{CANVAS}/page.1#xywh=320,120,230,180",
    ]  # fmt: skip
    # The page is stated in points, half as many as its scan has pixels.
    assert targets(second) == [
        f"{CANVAS}/page.2#xywh=50,40,500,160", f"{CANVAS}/page.2#xywh=50,240,500,260",
    ]  # fmt: skip
    (row,) = third["annotations"][0]["items"]
    assert (row["motivation"], row["body"]["value"]) == ("supplementing", "船\t数\n渡船\t3")
    assert row["body"]["language"] == "zh-Hans"
    assert targets(fourth) == [f"{CANVAS}/page.4#xywh=50,50,500,250"]


def test_divisions(made: Made) -> None:
    """The ranges go down to sections with their own pages; entries count to their section."""
    (top,) = made["structures"]
    (chapter,) = top["items"]
    head, *sections = chapter["items"]
    assert (head["type"], head["id"]) == ("Canvas", f"{CANVAS}/page.1")
    assert [one["label"]["zh-Hans"] for one in sections] == [["东埠"], ["西埠"]]
    pages = [[page["id"].rpartition("/")[2] for page in one["items"]] for one in sections]
    assert pages == [["page.1", "page.2"], ["page.3", "page.4"]]


def test_vertical_text_turns_leftwards(tei: Path) -> None:
    """Pages of text in columns are turned from right to left."""
    assert manifest(tei, direction="vertical")["viewingDirection"] == "right-to-left"


def test_image_service(tei: Path) -> None:
    """With a service the image comes from it, its name in one piece."""
    made = manifest(tei, image_service="https://i.example.org/iiif/{path}/")
    image = made["items"][1]["items"][0]["items"][0]["body"]
    assert image["id"] == "https://i.example.org/iiif/source%2Ftwo%20b.png/full/max/0/default.jpg"
    assert image["service"][0]["id"] == "https://i.example.org/iiif/source%2Ftwo%20b.png"


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("https://creativecommons.org/publicdomain/zero/1.0/", "http://creativecommons.org/publicdomain/zero/1.0/"),
        ("https://creativecommons.org/licenses/by-sa/4.0", "http://creativecommons.org/licenses/by-sa/4.0/"),
        ("https://rightsstatements.org/page/InC/1.0/?language=en", "http://rightsstatements.org/vocab/InC/1.0/"),
        ("https://example.org/licence", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_rights(url: str, known: str) -> None:
    """Only what the specification knows is stated, in the form that it has there."""
    assert iiif.rights(url) == known


def test_same_bytes(tei: Path) -> None:
    """Built again, it is the same."""
    assert manifest(tei) == manifest(tei)


def test_no_address(tei: Path, tmp_path: Path) -> None:
    """Without an address, to ask for a manifest is an error; else it is left out and told."""
    with pytest.raises(UsageError, match="url"):
        iiif.build(Edition(tei), tmp_path)
    asked = fangzhi("build", tei, "--to", "iiif", "--out", tmp_path, cwd=tmp_path)
    assert asked.returncode == 2
    assert b"--url https://" in asked.stderr
    whole = fangzhi("build", tei, "--out", tmp_path, cwd=tmp_path)
    assert whole.returncode == 0, whole.stderr.decode()
    assert b"quay: no iiif: " in whole.stderr
    assert not (tmp_path / "build/quay.iiif.json").exists()


PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">
<Page imageFilename="ferry.png" imageWidth="300" imageHeight="400">
<TextRegion id="a" type="heading"><Coords points="100,20 200,20 200,50 100,50"/>
<TextLine id="a1"><Coords points="100,20 200,20 200,50 100,50"/>
<TextEquiv><Unicode>渡口</Unicode></TextEquiv></TextLine></TextRegion>
<TextRegion id="b" type="paragraph"><Coords points="20,80 280,80 280,140 20,140"/>
<TextLine id="b1"><Coords points="20,80 280,80 280,140 20,140"/>
<TextEquiv><Unicode>渡口有船两只，往来南北两岸。</Unicode></TextEquiv></TextLine></TextRegion>
</Page></PcGts>"""


def test_the_whole_road(tmp_path: Path) -> None:
    """From PAGE XML with a scan beside it to the page that shows it and the manifest."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "ferry.xml").write_text(PAGE, encoding="utf-8")
    Image.new("L", (600, 800), 240).save(source / "ferry.png")
    done = fangzhi("make", "source/ferry.xml", "--url", BASE, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    made = json.loads((tmp_path / "build/ferry.iiif.json").read_bytes())
    (canvas,) = made["items"]
    assert (canvas["width"], canvas["height"]) == (600, 800)
    said = [one["body"]["value"] for one in canvas["annotations"][0]["items"]]
    assert said == ["渡口", "渡口有船两只，往来南北两岸。"]
    assert targets(canvas)[1].endswith("#xywh=40,160,520,120")
    assert '"source":"../source/ferry.png"' in (tmp_path / "build/ferry.html").read_text("utf-8")


def test_no_scans(tmp_path: Path) -> None:
    """An edition without scans has none, and nothing is said of it."""
    text = EDITIONS / "harbour.xml"
    assert iiif.lacking(Edition(text), Setting(url=BASE)) == "it has no scans"
    with pytest.raises(UsageError, match="no scans"):
        iiif.build(Edition(text), tmp_path, Setting(url=BASE))


@pytest.mark.parametrize(
    "url", ["ftp://a.org/", "example.org", "https://a.org/?x", "https://a.org/a b"]
)
def test_addresses_that_are_none(url: str) -> None:
    """What is no address on the web is told."""
    with pytest.raises(UsageError, match="url is"):
        Setting().override(url=url)


def test_a_service_without_a_place() -> None:
    """An image service that does not say where the name goes is told."""
    with pytest.raises(UsageError, match="image-service"):
        Setting(image_service="https://i.example.org/").checked()
