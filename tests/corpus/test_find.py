"""Which editions a folder holds."""

from __future__ import annotations

import os
from pathlib import Path

from fangzhi.corpus.find import Found, Walk, find


def found(root: Path, out: str = "out") -> dict[str, Found]:
    return {one.given: one for one in find(root, root / out, Walk())}


def put(root: Path, *names: str, text: str = "x") -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def test_each_folder_is_a_repository(tmp_path: Path) -> None:
    """Results lie as sources do; a last folder `source` is the repository's own."""
    put(tmp_path, "a.txt", "b/a.txt", "c/d/source/a.txt")
    places = {given: one.folder for given, one in found(tmp_path).items()}
    assert places == {"a.txt": "", "b/a.txt": "b", "c/d/source/a.txt": "c/d"}


def test_what_is_passed_over(tmp_path: Path) -> None:
    """Hidden files, results, other stages of a repository, and what no reader claims."""
    put(tmp_path, ".a.txt", "out/b.txt", "r/source/a.txt", "r/tei/a.xml", "r/build/a.xml", "p.png")
    walk = Walk()
    givens = [one.given for one in find(tmp_path, tmp_path / "out", walk)]
    assert givens == ["r/source/a.txt"]
    assert walk.passed_over == {".png": 1}


def test_a_sidecar_names_its_edition(tmp_path: Path) -> None:
    """By its ID; and a text of another name is found by the sidecar that names it, once."""
    put(tmp_path, "a.txt", "text.txt")
    put(tmp_path, "a.toml", text='id = "yunxi"')
    put(tmp_path, "b.toml", text='[text]\nfile = "text.txt"')
    put(tmp_path, "fangzhi.toml", "a.decisions.toml", text='[text]\nfile = "x.txt"')
    assert {one.given: one.name for one in found(tmp_path).values()} == {
        "a.txt": "yunxi",
        "b.toml": "b",
    }


def test_a_folder_of_pages_is_one_edition(tmp_path: Path) -> None:
    """A folder that `ocr` made, and one with a sidecar, but not the pictures beside a text."""
    put(tmp_path, "a.ocr/1.xml", "b/1.xml", "b/2.xml", "c.txt", "c/d.txt")
    put(tmp_path, "b.toml", "c.toml", text="date = 2026-01-01")
    names = {given: one.name for given, one in found(tmp_path).items()}
    assert names == {"a.ocr": "a", "b": "b", "c.txt": "c", "c/d.txt": "d"}


def test_a_folder_with_a_mets_file_is_one_edition(tmp_path: Path) -> None:
    """Whatever lies below it, as in the workspace of an OCR run; other files of a like name not."""
    put(tmp_path, "a/mets.xml", "a/FULLTEXT/1.xml", "b/volume_METS.xml", "b/1.xml", "c/1.mets")
    put(tmp_path, "d/kismets.xml", "d/mets.xml.bak")
    names = {one.given: one.name for one in find(tmp_path, tmp_path / "out", Walk())}
    assert names == {"a": "a", "b": "b", "c": "c", "d/kismets.xml": "kismets"}


def test_links_are_not_followed(tmp_path: Path) -> None:
    """Neither in circles nor out of the corpus; the person is told."""
    put(tmp_path, "a.txt")
    (tmp_path / "circle").symlink_to(".")
    walk = Walk()
    assert [one.given for one in find(tmp_path, tmp_path / "out", walk)] == ["a.txt"]
    assert walk.links == 1


def test_names_that_are_no_text(tmp_path: Path) -> None:
    """A name that is not UTF-8 is told as a problem, in letters that every terminal can show."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_bytes(b"x")
    (one,) = found(tmp_path).values()
    assert one.problem
    assert one.given.isprintable()
