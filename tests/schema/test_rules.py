"""The rules of the Schematron: each speaks up where it should, and nowhere else.

Each folder of `rules/` is named after one code: `bad.xml` breaks that rule alone, `good.xml` none.
What they hold is put into `frame.xml` (see `frame.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree, isoschematron  # type: ignore[attr-defined]

from peers import jing
from schema.frame import FRAME, framed

SCH = "{http://purl.oclc.org/dsdl/schematron}"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
RULES = Path(__file__).with_name("rules")
Codes = Callable[[Path], list[str]]
CODES = sorted(path.name for path in RULES.iterdir())


@pytest.fixture(scope="module")
def codes(schemas: Path) -> Codes:
    """Return the codes of what the rules find in a document."""
    rules = isoschematron.Schematron(etree.parse(schemas / "fangzhi.sch"), store_report=True)

    def found(path: Path) -> list[str]:
        rules.validate(etree.parse(path))
        return [
            str(item.get("id")) for item in rules.validation_report.iter(f"{SVRL}failed-assert")
        ]

    return found


@pytest.mark.parametrize("code", CODES)
def test_rule(code: str, codes: Codes, rng: etree.RelaxNG, tmp_path: Path) -> None:
    """The bad document breaks this rule alone, the good one none; the grammar allows both."""
    good = framed(RULES / code / "good.xml", tmp_path / "good.xml")
    bad = framed(RULES / code / "bad.xml", tmp_path / "bad.xml")
    rng.assertValid(etree.parse(good))
    rng.assertValid(etree.parse(bad))
    assert codes(good) == []
    assert codes(bad) == [code]


def test_no_false_alarm(codes: Codes, example: Path) -> None:
    """Nothing is found in the frame of the golden files, nor in the example of the encoding."""
    assert codes(FRAME) == []
    assert codes(example) == []


def test_valid_in_tei(tei_all: Path, tmp_path: Path) -> None:
    """The documents of the rules are valid against tei_all."""
    files = [
        framed(path, tmp_path / path.parent.name / path.name) for path in RULES.glob("*/*.xml")
    ]
    assert jing(tei_all, *files) == []


def test_codes(schemas: Path) -> None:
    """Each code has one rule, one folder, a level and an explanation of its own."""
    tree = etree.parse(schemas / "fangzhi.sch")
    tests = list(tree.iter(f"{SCH}assert", f"{SCH}report"))
    assert sorted(str(test.get("id")) for test in tests) == CODES
    assert {test.get("role") for test in tests} <= {"error", "warning", "note"}
    assert [test.get("diagnostics") for test in tests] == [
        diagnostic.get("id") for diagnostic in tree.iter(f"{SCH}diagnostic")
    ]
    assert [test.get("diagnostics") for test in tests] == [
        f"{test.get('id')}-help" for test in tests
    ]


def test_simple_enough(schemas: Path) -> None:
    """Every context and test is XPath 1.0 that lxml compiles, a context also with // before it."""
    tree = etree.parse(schemas / "fangzhi.sch")
    for rule in tree.iter(f"{SCH}rule"):
        context = str(rule.get("context"))
        assert "|" not in context
        etree.XPath(f"//{context}", namespaces={"tei": "http://www.tei-c.org/ns/1.0"})
    for element in tree.iter(f"{SCH}assert", f"{SCH}let", f"{SCH}value-of"):
        path = element.get("test") or element.get("value") or element.get("select")
        etree.XPath(str(path), namespaces={"tei": "http://www.tei-c.org/ns/1.0"})
