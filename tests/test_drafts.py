"""Packages that are begun before the check of their edition has ended."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fangzhi.drafts import begun_packages
from fangzhi.errors import OutputError
from fangzhi.pipeline import build, encode_source, plan, write_tei
from fangzhi.setting import PLAIN
from fangzhi.tei.edition import Edition
from program import TEXT, written

ALL = ["bag", "epub", "html", "sip"]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where tests run in parallel, threads of theirs forbid to fork; nothing here minds them."""
    monkeypatch.setattr("threading.active_count", lambda: 1)


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    """An edition of the text, in a repository with a folder for its packages."""
    source = tmp_path / "source" / "a.txt"
    source.parent.mkdir()
    source.write_text(TEXT, encoding="utf-8")
    (tmp_path / "build").mkdir()
    job = plan(source, tmp_path)
    write_tei(job, encode_source(job))
    edition = Edition(job.tei, job.sources)
    edition.findings = []
    return edition


def test_drafts_become_the_packages_that_are_made_without_them(
    edition: Edition, tmp_path: Path
) -> None:
    """The same bytes in the same order, and nothing else is left in the folder."""
    folder, plain = tmp_path / "build", tmp_path / "plain"
    with begun_packages(edition, folder, ALL, PLAIN, 2) as drafts:
        assert len(drafts) == 2
        assert not any(folder.glob("[!.]*"))
        made = list(build(edition, folder, ALL, PLAIN, 2, drafts))
    expected = list(build(edition, plain, ALL))
    assert [path.name for path in made] == [path.name for path in expected]
    assert all(path.read_bytes() == (plain / path.name).read_bytes() for path in made)
    assert written(folder) == {path.name for path in made}


def test_drafts_that_nobody_takes_are_gone(edition: Edition, tmp_path: Path) -> None:
    """Whether they are finished or not; and one process begins none."""
    with begun_packages(edition, tmp_path / "build", ALL, PLAIN, 2) as drafts:
        drafts[0]()
    with begun_packages(edition, tmp_path / "build", ALL, PLAIN, 1) as none:
        assert not none
    assert not any((tmp_path / "build").iterdir())


def test_an_error_tells_of_the_place_of_the_package(edition: Edition, tmp_path: Path) -> None:
    """Not of the hidden folder."""
    place = tmp_path / "build" / "a.epub"
    place.mkdir()
    with (
        begun_packages(edition, tmp_path / "build", ALL, PLAIN, 2) as drafts,
        pytest.raises(OutputError) as raised,
    ):
        list(build(edition, tmp_path / "build", ALL, PLAIN, 2, drafts))
    assert raised.value.where == str(place)


def test_make_leaves_no_package_of_an_edition_with_errors(tmp_path: Path) -> None:
    """Those that were begun while it was checked are gone, and the exit code is 1."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    program = """
from pathlib import Path
from fangzhi import cli, pipeline
from fangzhi.check.finding import Finding, Level
pipeline.WORTH_PROCESSES = 0
pipeline.cores = lambda: 2
pipeline.check_written = lambda job: [Finding("FZ301", Level.ERROR, "made up", job.tei)]
cli.main()
"""
    command = [sys.executable, "-c", program, "make", "a.txt"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"made up" in done.stderr
    assert written(tmp_path) == {"a.txt", "tei/a.xml"}
    assert not any((tmp_path / "build").iterdir())
