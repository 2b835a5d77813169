"""Files and folders, codes, exit codes, and what the pipeline calls."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from check.samples import changed, parsed, written
from fangzhi.check import codes, run
from fangzhi.check.files import tei_files
from fangzhi.check.finding import Finding, Level
from fangzhi.errors import UsageError
from fangzhi.tei.names import parse_file

BROKEN = changed(("</body>", ""))
TWO_SLIPS = changed(('resp="#fangzhi"', 'resp="#fangzi"'), ('<div type="chapter"', "<div"))


def found_codes(*paths: Path, **options: object) -> list[str]:
    found = run.check_files(tei_files(paths), **options)  # type: ignore[arg-type]
    # The files of these tests have no transcription beside them, and FZ302 says so each time.
    return [finding.code for finding in found if finding.code != "FZ302"]


def test_a_broken_file_does_not_hide_the_others(tmp_path: Path) -> None:
    """What cannot be read is a finding, and the other files are still checked."""
    written(tmp_path, BROKEN, "a.xml")
    written(tmp_path, TWO_SLIPS, "b.xml")
    assert found_codes(tmp_path) == ["FZ001", "FZ002", "FZ201"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    """A file that may not be read is a finding."""
    written(tmp_path, "<a/>").chmod(0)
    assert found_codes(tmp_path) == ["FZ001"]


def test_select_and_ignore(tmp_path: Path) -> None:
    """Codes, or beginnings of codes, choose what is reported."""
    path = written(tmp_path, TWO_SLIPS)
    assert found_codes(path) == ["FZ002", "FZ201"]
    assert found_codes(path, select=["fz2"]) == ["FZ201"]
    assert found_codes(path, ignore=["FZ201", "FZ105"]) == ["FZ002"]
    assert found_codes(path, select=["FZ0", "FZ201"], ignore=["FZ002"]) == ["FZ201"]


def test_a_rule_speaks_where_the_better_finding_is_ignored(tmp_path: Path) -> None:
    """The Schematron's own pointer rule is held back only while FZ201 says the same."""
    path = written(tmp_path, TWO_SLIPS)
    assert found_codes(path, ignore=["FZ201"]) == ["FZ002", "FZ105"]


def test_unknown_codes_name_the_near_ones(tmp_path: Path) -> None:
    """A code that does not exist is a usage error with its neighbours."""
    path = written(tmp_path, changed())
    with pytest.raises(UsageError, match="FZ2"):
        run.check_files([path], ignore=["FZ219"])
    with pytest.raises(UsageError, match="FZ"):
        codes.explain("FZ999")


def test_every_code_is_explained() -> None:
    """Each code has a title and a help text of its own, in lines that fit a terminal."""
    for code in codes.all_codes():
        text = codes.explain(code)
        assert text.startswith(f"{code} (")
        assert len(text.partition("\n\n")[2]) > 60
        assert all(len(line) <= 78 for line in text.splitlines()[1:])


def test_exit_codes() -> None:
    """The exit code is 1 from the fail level on."""
    finding = Finding("FZ203", Level.WARNING, "x", Path("x"))
    assert run.exit_code([]) == 0
    assert run.exit_code([finding]) == 0
    assert run.exit_code([finding], Level.WARNING) == 1
    assert run.exit_code([finding], Level.NOTE) == 1


def test_another_schema_is_asked_instead_of_ours(tmp_path: Path) -> None:
    """With --schema neither our grammar nor our rules speak; links are still looked at."""
    path = written(tmp_path, changed(("<body>", "<body><foo ref='#gone'/>")))
    schema = tmp_path / "any.rng"
    schema.write_text(
        '<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start><ref name="any"/></start>'
        '<define name="any"><element><anyName/><zeroOrMore><choice><text/><ref name="any"/>'
        "<attribute><anyName/></attribute></choice></zeroOrMore></element></define></grammar>"
    )
    assert found_codes(path, schema=schema) == ["FZ201"]


def test_ledger_compares_with_the_transcription(tmp_path: Path) -> None:
    """Where the transcription is there, text that differs from it is FZ301; elsewhere it is not."""
    path = written(tmp_path, changed())
    assert "FZ301" not in found_codes(path)
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "yunxi-2024.txt").write_text("别的文字", encoding="utf-8")
    assert "FZ301" in found_codes(path)
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_text("别的文字", encoding="utf-8")
    other = written(tmp_path / "out", changed())
    assert [one.code for one in run.check_edition(other, parse_file(other))] == ["FZ302"]
    assert "FZ301" in [one.code for one in run.check_edition(other, parse_file(other), elsewhere)]


def test_ids_twice_do_not_hide_pointers(tmp_path: Path) -> None:
    """A file whose ids stand twice is read on, and its pointers still resolve."""
    path = written(tmp_path, changed(('xml:id="d1.1.1.p1"', 'xml:id="d1.1"')))
    assert found_codes(path) == ["FZ202"]


def test_a_tree_without_its_file(tmp_path: Path) -> None:
    """A tree can be checked before its file is written; places are then lines."""
    found = run.check_edition(tmp_path / "tei" / "x.xml", parsed(TWO_SLIPS))
    found = [one for one in found if one.code != "FZ302"]
    assert [(one.code, one.column) for one in found] == [("FZ002", 0), ("FZ201", 0)]
