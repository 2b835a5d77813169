"""How it is known that files have not changed."""

from __future__ import annotations

import os
from pathlib import Path

from fangzhi.corpus import prints


def test_touched_is_not_changed(tmp_path: Path) -> None:
    """Another time with the same bytes is the same file, and the new time is kept."""
    file = tmp_path / "a"
    file.write_text("x")
    before = prints.take(file, tmp_path)
    os.utime(file, ns=(1, 1))
    assert prints.compare([before], tmp_path) == [["a", 1, 1, before[3]]]


def test_changed_and_gone(tmp_path: Path) -> None:
    """Other bytes of the same length are a change, and so is a file that is gone or new."""
    file, absent = tmp_path / "a", tmp_path / "b"
    file.write_text("x")
    there, none = prints.take(file, tmp_path), prints.take(absent, tmp_path)
    assert prints.compare([none], tmp_path) == [none]
    file.write_text("y")
    os.utime(file, ns=(1, 1))
    assert prints.compare([there], tmp_path) is None
    file.unlink()
    assert prints.compare([there], tmp_path) is None
    absent.write_text("x")
    assert prints.compare([none], tmp_path) is None


def test_a_folder_with_one_more_file_has_changed(tmp_path: Path) -> None:
    """A folder of pages is compared with all that is in it."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "1.xml").write_text("x")
    before = prints.take(folder, tmp_path)
    assert prints.compare([before], tmp_path) == [before]
    (folder / "2.xml").write_text("")
    assert prints.compare([before], tmp_path) is None


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    """Nobody may ever write to it."""
    os.mkfifo(tmp_path / "pipe")
    assert prints.take(tmp_path / "pipe", tmp_path)[3] == ""
