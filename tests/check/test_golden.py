"""Whole folders through `check_files`: each case in `golden/` has its findings beside it.

A file schemas.txt names the schemas to ask instead of ours.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fangzhi.check.files import tei_files
from fangzhi.check.grammar.kinds import DECLARED
from fangzhi.check.reports import render
from fangzhi.check.run import check_files

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("case", sorted(path.parent.name for path in GOLDEN.glob("*/in")))
def test_findings_of_a_folder(case: str, save: bool) -> None:
    """The findings, their places and the summary are those saved in findings.txt."""
    folder = GOLDEN / case / "in"
    given = GOLDEN / case / "schemas.txt"
    named = given.read_text(encoding="utf-8").split() if given.exists() else []
    schemas = [DECLARED if name == str(DECLARED) else folder / name for name in named]
    findings = check_files(tei_files([folder]), schema=schemas)
    text = render(findings, tei_files([folder]), "text", root=folder, statistics=True)
    # The words of the rules are the Schematron's, which has tests of its own.
    text = re.sub(r"\b(FZ1\d\d) .*", r"\1 …", text)
    saved = GOLDEN / case / "findings.txt"
    if save:
        saved.write_text(text, encoding="utf-8")
    assert text == saved.read_text(encoding="utf-8")
