"""`fangzhi ocr` as a person runs it: what it says, and with which exit code it ends."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image

from program import fangzhi, written


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    """No file, an empty folder, an ID for two sources: one line each, exit code 2."""
    (tmp_path / "scans").mkdir()
    engine = "no page images" if shutil.which("tesseract") else "tesseract"
    for given, said in (
        (["none.png"], "no such file"),
        (["scans", "--ocr", "tesseract"], engine),
        (["a.png", "b.png", "--id", "x"], "--id takes one source"),
    ):
        run = fangzhi("ocr", *given, cwd=tmp_path)
        assert run.returncode == 2
        assert said in run.stderr.decode()
        assert b"Traceback" not in run.stderr
    assert written(tmp_path) == set()


def test_a_language_that_is_missing(tmp_path: Path) -> None:
    """The message names it and how to install it."""
    if not shutil.which("tesseract"):
        pytest.skip("the program tesseract is not here")
    Image.new("L", (300, 200), 255).save(tmp_path / "a.png")
    run = fangzhi("ocr", "a.png", "--ocr", "tesseract", "--lang", "tlh", cwd=tmp_path)
    assert run.returncode == 2
    assert "'tlh'" in run.stderr.decode()
    assert "apt-get install tesseract-ocr-tlh" in run.stderr.decode()


def test_a_damaged_page_among_good_ones(tmp_path: Path) -> None:
    """The good one is written beside the sources, the other named; encode makes no edition."""
    if not shutil.which("tesseract"):
        pytest.skip("the program tesseract is not here")
    folder = tmp_path / "source" / "scans"
    folder.mkdir(parents=True)
    Image.new("L", (300, 200), 255).save(folder / "a.png")
    (folder / "b.png").write_bytes(b"\x89PNG\r\n\x1a\nno picture")
    options = ("--ocr", "tesseract", "--lang", "eng")
    run = fangzhi("ocr", "source/scans", *options, cwd=tmp_path)
    assert run.returncode == 2
    assert "b.png" in run.stderr.decode()
    assert "source/scans.ocr/page-0001.xml" in written(tmp_path)
    run = fangzhi("encode", "source/scans", *options, cwd=tmp_path)
    assert run.returncode == 2
    assert "1 of its pages could not be read" in run.stderr.decode()
    assert "tei/scans.xml" not in written(tmp_path)
