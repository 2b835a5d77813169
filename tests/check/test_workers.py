"""Many files on several processes give what one process gives."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest

from check.samples import changed, written
from fangzhi.check.files import tei_files
from fangzhi.check.finding import Finding, Level
from fangzhi.check.run import check_files
from fangzhi.check.workers import check_each
from fangzhi.errors import FangzhiError, UsageError


def one_finding(path: Path) -> list[Finding]:
    return [Finding("FZ001", Level.ERROR, path.stem, path)]


def dies_at(name: str, path: Path) -> list[Finding]:
    if path.stem == name:
        os._exit(9)  # as when the system ends a process
    return one_finding(path)


def refuses(path: Path) -> list[Finding]:
    raise UsageError("cannot be used", where=path, remedy="use another")


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_the_order_is_that_of_the_files(jobs: int) -> None:
    """Whoever is ready first: findings come in the order of the files."""
    files = [Path(f"{number}.xml") for number in range(100)]
    found = list(check_each(files, one_finding, jobs))
    assert found == [(file, one_finding(file)) for file in files]


def test_the_same_findings_with_one_process_and_with_two(tmp_path: Path) -> None:
    """Valid, invalid and broken files are told the same way."""
    slip = changed(('resp="#fangzhi"', 'resp="#fangzi"'))
    for number in range(20):
        text = ["<TEI>", slip, changed()][number % 3]
        written(tmp_path, text, f"{number}.xml")
    files = tei_files([tmp_path])
    alone = check_files(files, jobs=1)
    assert {finding.code for finding in alone} >= {"FZ001", "FZ201"}
    assert check_files(files, jobs=2) == alone


def test_a_process_that_is_ended_takes_no_other_file_with_it() -> None:
    """The file at which a process ends is a finding, all others are checked."""
    files = [Path(f"{number}.xml") for number in range(40)]
    found = dict(check_each(files, partial(dies_at, "17"), 2))
    assert list(found) == files
    assert "ended by the system" in found[Path("17.xml")][0].message
    assert all(found[file] == one_finding(file) for file in files if file.stem != "17")


def test_an_error_of_ours_crosses_the_process() -> None:
    """A schema that cannot be used ends the run with its own words, from any process."""
    with pytest.raises(FangzhiError) as caught:
        list(check_each([Path(f"{number}.xml") for number in range(20)], refuses, 2))
    assert caught.value.exit_code == 2
    assert "use another" in caught.value.line()
