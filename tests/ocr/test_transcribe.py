"""Pages are read once, side by side; what fails costs its own page alone."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from fangzhi import readers
from fangzhi.errors import SourceError, UsageError
from fangzhi.ocr import Transcript, needs, transcribe
from fangzhi.ocr.engines import engine
from ocr import fake

ROOT = Path(__file__).resolve().parents[2]

FAKE = "ocr.fake"


@pytest.fixture(autouse=True)
def _path_of_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """The processes find the engine of the tests."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "tests"))


def scans(folder: Path, *widths: int) -> Path:
    """A folder of blank pages, page2 before page10."""
    folder.mkdir(exist_ok=True)
    for number, wide in enumerate(widths, 1):
        Image.new("L", (wide, 600), 255).save(folder / f"page{number}.png")
    return folder


def run(source: Path, out: Path, **options: object) -> Transcript:
    return transcribe(source, out, "book", engine=FAKE, **options)  # type: ignore[arg-type]


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_the_same_bytes_on_any_number_of_processes(tmp_path: Path) -> None:
    """Each page has a PAGE file of its own, the same whatever --jobs is, in the order of names."""
    source = scans(tmp_path / "scans", *range(500, 512))
    one, three = run(source, tmp_path / "a", jobs=1), run(source, tmp_path / "b", jobs=3)
    assert one.read == three.read == 12
    assert contents(one.folder) == contents(three.folder)
    second = readers.read(one.folder / "page-0002.xml")
    assert second.text.startswith("第501页")
    assert second.pages[0].image == "../../scans/page2.png"


def test_what_is_finished_is_not_read_again(tmp_path: Path) -> None:
    """A second run reads only pages whose picture or settings changed, or that are missing."""
    source = scans(tmp_path / "scans", 500, 501, 502)
    first = run(source, tmp_path)
    before = contents(first.folder)
    assert (run(source, tmp_path).read, run(source, tmp_path).kept) == (0, 3)
    (first.folder / "page-0003.xml").unlink()
    Image.new("L", (777, 600), 255).save(source / "page1.png")
    again = run(source, tmp_path)
    assert (again.read, again.kept) == (2, 1)
    after = contents(again.folder)
    assert after["page-0003.xml"] == before["page-0003.xml"]
    assert "第777页".encode() in after["page-0001.xml"]
    assert run(source, tmp_path, language="other").read == 3


def test_what_a_person_edited_is_kept(tmp_path: Path) -> None:
    """An edited PAGE file is told of and stays, also under other settings, unless forced."""
    source = scans(tmp_path / "scans", 500, 501)
    file = run(source, tmp_path).folder / "page-0001.xml"
    file.write_bytes(file.read_bytes().replace("八个".encode(), "九个".encode()))
    edited = file.read_bytes()
    kept = run(source, tmp_path, language="other")
    assert kept.edited == [file]
    assert file.read_bytes() == edited
    assert not run(source, tmp_path, force=True).edited
    assert file.read_bytes() != edited


def test_pages_that_fail_are_named_and_the_others_go_on(tmp_path: Path) -> None:
    """A crash, a hang, an exception, a damaged file: each costs its page alone."""
    source = scans(tmp_path / "scans", 500, fake.CRASHES, fake.HANGS, fake.RAISES, 504, 505)
    broken = source / "page5.png"
    broken.write_bytes(broken.read_bytes()[:60])
    result = run(source, tmp_path, jobs=2, patience=8.0)
    assert sorted(contents(result.folder)) == ["page-0001.xml", "page-0006.xml"]
    told = [error.line() for error in result.errors]
    assert [f"page{number}.png" in line for number, line in enumerate(told, 2)] == [True] * 4
    assert "ended the process" in told[0]
    assert "8 seconds" in told[1]
    assert "no model for that" in told[2]


def test_pages_of_a_tiff(tmp_path: Path) -> None:
    """Each page of a TIFF gets a picture of its own, which its PAGE file names."""
    pages = [Image.new("1", (wide, 600), 1) for wide in (500, 501)]
    source = tmp_path / "scan.tif"
    pages[0].save(source, save_all=True, append_images=pages[1:])
    result = run(source, tmp_path)
    names = ["page-0001.png", "page-0001.xml", "page-0002.png", "page-0002.xml"]
    assert sorted(contents(result.folder)) == names
    assert readers.read(result.folder / "page-0002.xml").pages[0].image == "page-0002.png"
    pages[0].save(source)
    assert sorted(contents(run(source, tmp_path).folder)) == ["page-0001.xml"]


def test_what_is_page_images(tmp_path: Path) -> None:
    """Images and folders of them need OCR; texts and folders with texts do not."""
    source = scans(tmp_path / "scans", 500)
    assert needs(source)
    assert needs(source / "page1.png")
    (source / "page1.xml").write_text("<PcGts/>")
    assert not needs(source)
    assert not needs(source / "page1.xml")
    assert not needs(tmp_path / "missing.png")


def test_no_pages_and_no_engine(tmp_path: Path) -> None:
    """An empty folder and an unknown engine are told with what to do."""
    (tmp_path / "scans").mkdir()
    with pytest.raises(SourceError, match="no page images"):
        run(tmp_path / "scans", tmp_path)
    with pytest.raises(UsageError, match="rapid, tesseract"):
        engine("none")


def test_a_killed_run_leaves_whole_files(tmp_path: Path) -> None:
    """After SIGKILL each page that is there is whole, and a later run reads only the others."""
    source = scans(tmp_path / "scans", *range(500, 540))
    whole = contents(run(source, tmp_path / "whole", jobs=2).folder)
    code = (
        "from pathlib import Path; from fangzhi.ocr import transcribe\n"
        "if __name__ == '__main__':\n"
        f"    transcribe(Path({str(source)!r}), Path({str(tmp_path / 'killed')!r}), 'book', "
        f"engine={FAKE!r}, jobs=2)\n"
    )
    script = tmp_path / "script.py"
    script.write_text(code)
    process = subprocess.Popen([sys.executable, str(script)])
    folder = tmp_path / "killed" / "book.ocr"
    while process.poll() is None and not list(folder.glob("page-*.xml")):
        time.sleep(0.01)
    process.kill()
    process.wait()
    left = {name: data for name, data in contents(folder).items() if name.startswith("page")}
    assert left == {name: whole[name] for name in left}
    again = run(source, tmp_path / "killed", jobs=2)
    assert (again.kept, again.read) == (len(left), 40 - len(left))
    assert {name: whole[name] for name in whole} == {
        name: data for name, data in contents(folder).items() if name.startswith("page")
    }
