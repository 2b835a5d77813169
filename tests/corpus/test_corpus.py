"""A corpus from the command line: what is made, made again, set aside and told."""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from corpora import command, corpus, results, told, write_corpus
from fangzhi.corpus.workers import AHEAD
from program import fangzhi

SHEET = (
    '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">{}'
    "</xsl:stylesheet>"
)
QUICK = ("--to", "html", "--jobs", "2")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A corpus and its results, which no test may change."""
    folder = tmp_path_factory.mktemp("corpus")
    source, out = write_corpus(folder / "source", 12), folder / "out"
    run = corpus(source, out, *QUICK)
    assert run.returncode == 0, run.stderr
    return source, out


@pytest.fixture
def own(made: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """A copy of the corpus and its results, times and all."""
    source, out = tmp_path / "source", tmp_path / "out"
    shutil.copytree(made[0], source)
    shutil.copytree(made[1], out)
    return source, out


def test_the_results_are_those_of_make(made: tuple[Path, Path], tmp_path: Path) -> None:
    """A corpus gives the bytes that `make` gives of each text by itself."""
    source, out = made
    run = fangzhi("encode", source / "county-1/volume-01.txt", "--out", tmp_path, cwd=tmp_path)
    assert run.returncode == 0
    fangzhi("build", tmp_path / "tei/volume-01.xml", "--to", "html", cwd=tmp_path)
    for name in ("tei/volume-01.xml", "build/volume-01.html"):
        assert (out / "county-1" / name).read_bytes() == (tmp_path / name).read_bytes()


def test_a_rerun_does_nothing(own: tuple[Path, Path]) -> None:
    """Neither of what is unchanged, nor of what was only touched or moved."""
    source, out = own
    os.utime(source / "volume-00.txt")
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.xml")}
    assert corpus(source, out, *QUICK).returncode == 0
    assert told(out)["counts"]["made_now"] == 0
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.xml")} == before


def test_a_rerun_does_what_changed(own: tuple[Path, Path]) -> None:
    """A text, a sidecar, decisions that are new, results that are gone: each with its reason."""
    source, out = own
    with (source / "volume-00.txt").open("a", encoding="utf-8") as text:
        text.write("\n【桥】 2023年,街道修桥一座。\n")
    (source / "volume-02.toml").write_text("date = 2026-01-02\n")
    (source / "volume-04.decisions.toml").write_text("")
    (out / "build/volume-06.html").unlink()
    listed = corpus(source, out, *QUICK, "--dry-run").stdout.splitlines()
    assert sorted(listed) == [
        "volume-00.txt: source changed",
        "volume-02.txt: source changed",
        "volume-04.txt: source changed",
        "volume-06.txt: results are gone or changed",
    ]
    corpus(source, out, *QUICK)
    assert told(out)["counts"]["made_now"] == 4
    assert corpus(source, out, *QUICK, "--dry-run").stdout == ""


def test_other_settings_make_all_anew(own: tuple[Path, Path]) -> None:
    """An option and a settings file say how editions are made, as their sources do."""
    source, out = own
    assert len(corpus(source, out, "--to", "epub", "--dry-run").stdout.splitlines()) == 12
    (source / "county-1/fangzhi.toml").write_text('[build]\npunctuation = "printed"\n')
    assert len(corpus(source, out, *QUICK, "--dry-run").stdout.splitlines()) == 2


def test_a_style_sheet_is_known_with_what_it_imports(own: tuple[Path, Path]) -> None:
    """Where a file that it imports changes, all editions are made anew."""
    source, out = own
    sheet, rules = source.parent / "own.xsl", source.parent / "rules.xsl"
    rules.write_text(SHEET.format('<xsl:import href="fangzhi:edition.xsl"/>'))
    sheet.write_text(SHEET.format('<xsl:import href="rules.xsl"/>'))
    options = (*QUICK, "--stylesheet", str(sheet))
    assert corpus(source, out, *options).returncode == 0
    assert corpus(source, out, *options, "--dry-run").stdout == ""
    rules.write_text(rules.read_text() + "<!-- other -->")
    assert len(corpus(source, out, *options, "--dry-run").stdout.splitlines()) == 12


def test_a_dry_run_writes_nothing(own: tuple[Path, Path], tmp_path: Path) -> None:
    """Neither where nothing was made yet, nor beside the state of what was."""
    source, out = own
    before = files_of(out)
    assert corpus(source, out, *QUICK, "--dry-run").stdout == ""
    assert files_of(out) == before
    assert len(corpus(source, tmp_path / "none", "--dry-run").stdout.splitlines()) == 12
    assert not (tmp_path / "none").exists()


def files_of(folder: Path) -> dict[Path, tuple[int, bytes]]:
    """All files below a folder, with their times and bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def test_what_a_person_edited_is_kept(own: tuple[Path, Path]) -> None:
    """An edited TEI file is never overwritten; it is told, and told again without being tried."""
    source, out = own
    tei = out / "tei/volume-00.xml"
    tei.write_text(tei.read_text(encoding="utf-8").replace("口袋公园", "小公园"), encoding="utf-8")
    edited = tei.read_bytes()
    for made_now in (1, 0):
        run = corpus(source, out, *QUICK)
        assert run.returncode == 1
        assert "was edited" in run.stderr
        assert told(out)["failures_by_kind"] == {"edited": 1}
        assert told(out)["counts"]["made_now"] == made_now
    assert tei.read_bytes() == edited


def test_what_is_gone_is_told_and_kept(own: tuple[Path, Path]) -> None:
    """Results of a source that is no longer there are nobody's to delete."""
    source, out = own
    (source / "volume-00.txt").unlink()
    run = corpus(source, out, *QUICK)
    assert "1 known editions are no longer there" in run.stderr
    assert (out / "tei/volume-00.xml").exists()


def test_namesakes_are_set_aside(own: tuple[Path, Path]) -> None:
    """Two texts with one ID would overwrite each other: neither is made, until one is renamed."""
    source, out = own
    before = (out / "tei/volume-00.xml").read_bytes()
    (source / "volume-02.toml").write_text('id = "volume-00"\n')
    assert corpus(source, out, *QUICK).returncode == 1
    assert told(out)["failures_by_kind"] == {"id": 2}
    assert (out / "tei/volume-00.xml").read_bytes() == before
    (source / "volume-02.toml").write_text("date = 2026-01-01\n")
    assert corpus(source, out, *QUICK).returncode == 0


def test_poison_costs_only_itself(tmp_path: Path) -> None:
    """What cannot be read, is hostile or never ends is named; all others are made."""
    source, out = write_corpus(tmp_path / "source", 4), tmp_path / "out"
    bomb = '<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><a>&b;</a>'
    (source / "bomb.xml").write_text(bomb)
    (source / "binary.txt").write_bytes(bytes(range(256)) * 100)
    (source / "empty.txt").write_bytes(b"")
    (source / "broken.txt").write_text("x")
    (source / "broken.toml").write_text('id = "a')
    (source / "loop.txt").symlink_to("loop.txt")
    (source / "circle").symlink_to(".")
    os.mkfifo(source / "pipe.txt")
    run = corpus(source, out, *QUICK)
    assert run.returncode == 1
    assert told(out)["counts"]["done"] == 4
    assert told(out)["failures_by_kind"] == {"sidecar": 1, "source": 5}
    for name in ("bomb.xml", "binary.txt", "empty.txt", "broken.t", "loop.txt", "pipe.txt"):
        assert name in run.stderr


def test_nothing_found_and_wrong_words(tmp_path: Path) -> None:
    """An empty folder, a package or profile that is not there, and results among sources: 2."""
    empty, source = tmp_path / "empty", write_corpus(tmp_path / "source", 1)
    empty.mkdir()
    assert corpus(empty, tmp_path / "out").returncode == 2
    assert corpus(tmp_path / "none", tmp_path / "out").returncode == 2
    assert corpus(source, source).returncode == 2
    assert corpus(source, tmp_path / "out", "--to", "scroll").returncode == 2
    assert corpus(source, tmp_path / "out", "--profile", "none").returncode == 2


def test_a_second_run_at_once_is_refused(own: tuple[Path, Path]) -> None:
    """The lock of a folder of results belongs to one process, and dies with it."""
    source, out = own
    with (out / "build/corpus.lock").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        run = corpus(source, out, *QUICK)
    assert run.returncode == 2
    assert "another run" in run.stderr
    assert corpus(source, out, *QUICK).returncode == 0


def test_interrupted_and_gone_on_with(tmp_path: Path) -> None:
    """Ctrl-C ends with 130 and says how to go on; the next run does only the rest.

    A process has two editions in its line, so where results of a third lie, the outcome of the
    first has been heard and kept; of the first alone that cannot be told.
    """
    source, out = write_corpus(tmp_path / "source", 20, words=5), tmp_path / "out"
    with subprocess.Popen(
        command(source, out, "--jobs", "1"), stderr=subprocess.PIPE, text=True
    ) as process:
        while len(list(out.rglob("*.sip.zip"))) < AHEAD + 1:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "goes on where it was" in said
    assert not list(out.rglob("*.fangzhi-*"))
    corpus(source, out)
    assert 0 < told(out)["counts"]["made_now"] < 20


def worker_of(number: int) -> int | None:
    """A child of a process, if it has one (proc(5))."""
    try:
        children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
    except OSError:
        return None
    return int(children[0]) if children else None


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path: Path) -> None:
    """After SIGKILL of the program and of workers, the result is that of an undisturbed run."""
    source, whole = write_corpus(tmp_path / "source", 20), tmp_path / "whole"
    began = time.monotonic()
    assert corpus(source, whole, "--to", "html,bag", "--jobs", "2").returncode == 0
    longest = time.monotonic() - began
    out, chance = tmp_path / "out", random.Random(20261124)
    for turn in range(4):
        process = subprocess.Popen(
            command(source, out, "--to", "html,bag", "--jobs", "2"), stderr=subprocess.DEVNULL
        )
        time.sleep(longest * chance.uniform(0.2, 0.6))
        worker = worker_of(process.pid)
        if turn % 2 and worker is not None:
            os.kill(worker, signal.SIGKILL)
            time.sleep(longest * 0.1)
        process.kill()
        process.wait()
    assert corpus(source, out, "--to", "html,bag", "--jobs", "2").returncode == 0
    assert results(out) == results(whole)
