"""Every code has a folder with a file that breaks it and one that does not, and a line in the docs.

What the files hold is put into the frame of the golden files of the schema (see `schema.frame`),
unless they are no XML, or whole. What else lies in a folder is put beside the document: pictures,
transcriptions, another schema.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from check.samples import FOLDER
from fangzhi.check.codes import codes, explain, table
from fangzhi.check.finding import Finding
from fangzhi.check.grammar.kinds import DECLARED
from fangzhi.check.run import check_files
from schema.frame import framed

ROOT = FOLDER.parent.parent
FOLDERS = {
    folder.name: folder
    for rules in (FOLDER / "rules", FOLDER.parent / "schema" / "rules")
    for folder in sorted(rules.iterdir())
}
# Told besides, because the grammar sees the same: its dates are days that there are.
ALSO = {
    "FZ501": {"FZ002"},
    # Told instead, by code that knows which id is the nearest, and which prefixes there are.
    "FZ105": {"FZ201"},
    "FZ106": {"FZ201"},
    "FZ107": {"FZ201"},
    "FZ115": {"FZ205"},
}


def found(folder: Path, name: str, where: Path, *select: str) -> list[Finding]:
    """The findings in a golden file, in a repository with the other files of its folder."""
    shutil.copytree(
        folder, where, ignore=shutil.ignore_patterns("bad.xml", "good.xml"), dirs_exist_ok=True
    )
    document = framed(folder / name, where / "tei" / "nianjian.xml")
    names_its_own = DECLARED if (where / "declared").exists() else None
    schema = next(iter(where.glob("schema.*")), names_its_own)
    # No other case has its transcription, and all say so.
    ignore = () if (where / "source" / "nianjian.txt").exists() else ("FZ302",)
    ignore = () if folder.name == "FZ302" else ignore
    return check_files([document], schema=schema, select=select, ignore=ignore)


def test_every_code_has_a_folder() -> None:
    """There are as many folders as codes, with the same names."""
    assert sorted(FOLDERS) == sorted(codes())


@pytest.mark.parametrize("code", sorted(FOLDERS))
def test_rule(code: str, tmp_path: Path) -> None:
    """The bad file breaks the rule, at its level, and no other; the good one breaks none."""
    folder = FOLDERS[code]
    bad = found(folder, "bad.xml", tmp_path / "bad")
    assert {one.code for one in bad} - ALSO.get(code, set()) <= {code}, bad
    told = found(folder, "bad.xml", tmp_path / "bad", code)
    assert {(one.code, one.level) for one in told} == {(code, codes()[code].level)}
    assert found(folder, "good.xml", tmp_path / "good") == []


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_code_is_explained(code: str) -> None:
    """The explanation says more than the title, in two to five sentences."""
    entry = codes()[code]
    assert entry.help != entry.title
    assert 1 <= entry.help.count(". ") + 1 <= 6
    assert entry.title in explain(code)


def test_the_table_of_rules_is_fresh(save: bool) -> None:
    """CONTRIBUTING.md has the table of all codes, as it is made from them."""
    file = ROOT / "CONTRIBUTING.md"
    text = file.read_text(encoding="utf-8")
    start, end = text.index("<!-- rules:"), text.index("<!-- end of rules -->")
    start = text.index("\n", start) + 1
    if save:
        file.write_text(text[:start] + table() + text[end:], encoding="utf-8")
        return
    assert text[start:end] == table(), "the rules were changed: run with --save"
