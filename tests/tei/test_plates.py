"""Pictures of the source as files beside the TEI, and on into the packages."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from fangzhi.errors import EditedError, SourceError
from fangzhi.pipeline import Job, build, check_edition, encode_source, plan, write_tei
from fangzhi.source import Box, Figure, Page
from fangzhi.tei.edition import Edition
from fangzhi.tei.names import NS
from fangzhi.tei.plates import Plates, cut_out

PAGE = Box(0, 0, 100, 140)
HOCR = """<html xmlns="http://www.w3.org/1999/xhtml"><body>
<div class="ocr_page" title="image {scan}; bbox 0 0 100 140">
<p class="ocr_par" title="bbox 10 10 90 40"><span class="ocr_line" title="bbox 10 10 90 20">
全区面积三十平方千米，人口二十万。</span></p>
<div class="ocr_photo" title="bbox 10 50 90 100"/>
<p class="ocr_par" title="bbox 10 102 90 106"><span class="ocr_caption" title="bbox 10 102 90 106">
图为新桥</span></p></div></body></html>"""


def picture(kind: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (100, 140)) -> bytes:
    """A picture with a dark middle, from 10,50 to 90,100 on a page of 100 by 140."""
    image = Image.new(mode, size, 1 if mode == "1" else "white")
    part = (size[0] // 10, size[1] * 50 // 140, size[0] * 9 // 10, size[1] * 100 // 140)
    image.paste(0 if mode in ("1", "L") else "black", part)
    stream = io.BytesIO()
    image.save(stream, kind)
    return stream.getvalue()


def job_of(folder: Path, scan: str = "scan.png", data: bytes | None = None) -> Job:
    """The job of a page with one picture, in a repository of its own."""
    source = folder / "source" / "乡 志.hocr"
    source.parent.mkdir(exist_ok=True)
    source.write_text(HOCR.format(scan=scan), encoding="utf-8")
    if data is not None:
        (source.parent / scan).write_bytes(data)
    return plan(source, folder, profile="plain")


@pytest.mark.parametrize(
    ("kind", "mode", "expected"),
    [("PNG", "RGB", "PNG"), ("PNG", "1", "PNG"), ("JPEG", "L", "JPEG"), ("TIFF", "RGB", "PNG"),
     ("TIFF", "CMYK", "PNG")],
)  # fmt: skip
def test_a_part_of_a_scan_is_cut_out(kind: str, mode: str, expected: str, tmp_path: Path) -> None:
    """To the pixel, from a larger scan too; as JPEG from JPEG, else as PNG; always alike."""
    for size in ((100, 140), (200, 280)):
        scan = tmp_path / "scan"
        scan.write_bytes(picture(kind, mode, size))
        data = cut_out(scan, Box(10, 50, 90, 100), PAGE)
        assert data == cut_out(scan, Box(10, 50, 90, 100), PAGE)
        with Image.open(io.BytesIO(data)) as image:
            assert image.format == expected
            assert image.size == (size[0] * 8 // 10, size[1] * 50 // 140)
            assert image.convert("L").getextrema()[1] < 40


@pytest.mark.parametrize(
    ("data", "box", "what"),
    [
        (b"none", Box(10, 50, 90, 100), "no picture"),
        (picture()[:-40], Box(10, 50, 90, 100), "cannot be read"),
        (picture(size=(140, 100)), Box(10, 50, 90, 100), "shape"),
        (picture(), Box(200, 50, 290, 100), "ends before"),
    ],
)
def test_what_cannot_be_cut_is_refused(data: bytes, box: Box, what: str, tmp_path: Path) -> None:
    """With the reason."""
    (tmp_path / "scan").write_bytes(data)
    with pytest.raises(SourceError, match=what):
        cut_out(tmp_path / "scan", box, PAGE)


def test_a_scan_of_too_many_pixels_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small file may be a large picture."""
    monkeypatch.setattr("fangzhi.tei.plates.MOST_PIXELS", 1000)
    (tmp_path / "scan").write_bytes(picture())
    with pytest.raises(SourceError, match="million pixels"):
        cut_out(tmp_path / "scan", Box(10, 50, 90, 100), PAGE)


@pytest.mark.parametrize(
    ("data", "notice"),
    [(b"\x01\0\0\0 EMF", "is EMF"), (b"", "is empty"), (picture()[:-20], "breaks off")],
)
def test_pictures_that_nobody_can_show_are_told_of(data: bytes, notice: str) -> None:
    """They are left out, with what to do."""
    plates = Plates()
    figure = Figure(name="image1", load=lambda: data)
    assert plates.add(figure, "fig.1", Page(()), None) == ""
    assert notice in plates.notices[0]
    assert plates.plates == []


def test_embedded_pictures_are_kept_byte_for_byte() -> None:
    """Named by what they are, whatever the format calls them; many lie in one store."""
    plates = Plates()
    first, second = picture("JPEG"), picture("GIF", "L")
    for number, data in enumerate((first, second), 1):
        figure = Figure(name="image.bin", load=lambda data=data: data)
        plates.add(figure, f"fig.{number}", Page(()), None)
    assert [plate.name for plate in plates.plates] == ["fig.1.jpg", "fig.2.gif"]
    assert [plates.read(plate) for plate in plates.plates] == [first, second]


def test_from_a_page_to_the_packages(tmp_path: Path) -> None:
    """The picture is cut out, written beside the TEI, found sound, and goes into every package."""
    job = job_of(tmp_path, data=picture())
    write_tei(job, encode_source(job))
    edition = Edition(job.tei)
    (figure,) = edition.figures
    assert figure.file == tmp_path / "tei" / "乡 志" / "fig.1.png"
    element = edition.root.find("tei:text//tei:figure", NS)
    assert element is not None
    assert element.get("facs") == "#page.1.f1"
    codes = [finding.code for finding in check_edition(edition)]
    assert not [code for code in codes if code.startswith("FZ2")]
    data = figure.file.read_bytes()
    names = {"epub": "pictures/001.png", "bag": "data/tei/乡 志/fig.1.png"}
    for path in build(edition, tmp_path / "build", ["epub", "bag"]):
        if path.suffix == ".html":  # which the bag needs, too
            continue
        kind = "bag" if ".bag" in path.name else "epub"
        with zipfile.ZipFile(path) as packed:
            (name,) = (one for one in packed.namelist() if one.endswith(names[kind]))
            assert packed.read(name) == data


def test_a_picture_whose_scan_is_not_there_has_its_place_alone(tmp_path: Path) -> None:
    """No file, but the zone on the page; nothing is written beside the TEI."""
    job = job_of(tmp_path)
    write_tei(job, encode_source(job))
    figure = etree.parse(job.tei).find(".//tei:text//tei:figure", NS)
    assert figure is not None
    assert figure.get("facs") == "#page.1.f1"
    assert figure.find("tei:graphic", NS) is None
    assert [path.name for path in (tmp_path / "tei").iterdir()] == [job.tei.name]


def test_the_sidecar_comes_before_the_source(tmp_path: Path) -> None:
    """A picture that a person names by its caption is taken instead."""
    job = job_of(tmp_path, data=picture())
    job.sidecar.write_text(
        '[title]\nzh-Hans = "乡志"\n[[picture]]\ncaption = "图为新桥"\nfile = "bridge.png"\n'
        'description = "一座桥"\n',
        encoding="utf-8",
    )
    result = encode_source(plan(job.source, tmp_path, profile="plain"))
    figure = etree.fromstring(result.data).find("tei:text//tei:figure", NS)
    assert figure is not None
    assert [one.get("url") for one in figure.iterfind("tei:graphic", NS)] == [
        "../source/bridge.png"
    ]
    assert result.plates.plates == []


def test_a_picture_that_a_person_changed_is_kept(tmp_path: Path) -> None:
    """Unless the TEI stays as it is, the run stops before anything is written; --force replaces."""
    job = job_of(tmp_path, data=picture())
    result = encode_source(job)
    write_tei(job, result)
    plate = tmp_path / "tei" / "乡 志" / "fig.1.png"
    cut = plate.read_bytes()
    plate.write_bytes(b"retouched")
    write_tei(job, result)
    assert plate.read_bytes() == b"retouched"
    standing = job.tei.read_bytes()
    job.source.write_text(job.source.read_text("utf-8").replace("二十万", "三十万"), "utf-8")
    other = encode_source(job)
    with pytest.raises(EditedError):
        write_tei(job, other)
    assert (job.tei.read_bytes(), plate.read_bytes()) == (standing, b"retouched")
    write_tei(job, other, force=True)
    assert plate.read_bytes() == cut
    plate.unlink()
    write_tei(job, other)
    assert plate.read_bytes() == cut


def test_standard_output_takes_no_pictures(tmp_path: Path) -> None:
    """The TEI goes there, and it is said that its pictures do not."""
    job = job_of(tmp_path, data=picture())
    command = [sys.executable, "-m", "fangzhi", "encode", str(job.source), "--out", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert 'url="%E4%B9%A1%20%E5%BF%97/fig.1.png"' in done.stdout
    assert "its pictures are not written (1)" in done.stderr
    assert not (tmp_path / "tei").exists()
