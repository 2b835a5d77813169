"""Small documents, valid and not: every validator judges them alike, and TEI accepts them.

Each folder of `golden/` is one case, `valid.xml` and `invalid.xml`; what they hold is put into
`frame.xml` (see `frame.py`). The comment in `invalid.xml` says what is wrong with it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import xmlschema
from lxml import etree

from peers import jing
from schema.frame import framed

GOLDEN = Path(__file__).with_name("golden")
CASES = sorted(path.name for path in GOLDEN.iterdir())


class Judged:
    """All golden documents in their frame, and what jing says of them."""

    def __init__(self, folder: Path, grammar: Path, tei_all: Path | None) -> None:
        self.folder = folder
        files = [
            framed(path, self.path(path.parent.name, path.stem)) for path in GOLDEN.glob("*/*.xml")
        ]
        valid = [path for path in files if path.stem == "valid"]
        self.ours = jing(grammar, *files)
        self.tei = jing(tei_all, *valid) if tei_all else []

    def path(self, case: str, verdict: str) -> Path:
        """Where a framed document lies."""
        return self.folder / case / f"{verdict}.xml"


@pytest.fixture(scope="module")
def judged(schemas: Path, tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """The golden documents, judged by our grammar."""
    return Judged(tmp_path_factory.mktemp("golden"), schemas / "fangzhi.rng", None)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("verdict", ["valid", "invalid"])
def test_verdicts_agree(
    case: str, verdict: str, judged: Judged, rng: etree.RelaxNG, xsd: xmlschema.XMLSchema
) -> None:
    """Jing, libxml2 and xmlschema all say what the file's name says."""
    path = judged.path(case, verdict)
    by_jing = not [message for message in judged.ours if message.startswith(f"{path}:")]
    verdicts = {
        "jing": by_jing,
        "libxml2": rng.validate(etree.parse(path)),
        "xmlschema": xsd.is_valid(str(path)),
    }
    assert verdicts == dict.fromkeys(verdicts, verdict == "valid"), list(xsd.iter_errors(str(path)))


def test_valid_in_tei(judged: Judged, schemas: Path, tei_all: Path, tmp_path: Path) -> None:
    """What is valid here is valid against tei_all."""
    assert Judged(tmp_path, schemas / "fangzhi.rng", tei_all).tei == []


def test_case_is_complete() -> None:
    """Each case has both sides, and the invalid one says why."""
    for case in CASES:
        assert sorted(path.name for path in (GOLDEN / case).iterdir()) == [
            "invalid.xml",
            "valid.xml",
        ]
        assert "<!--" in (GOLDEN / case / "invalid.xml").read_text(encoding="utf-8")


def test_example(
    example: Path, schemas: Path, tei_all: Path, rng: etree.RelaxNG, xsd: xmlschema.XMLSchema
) -> None:
    """The example of the encoding is valid for every validator, and against tei_all."""
    rng.assertValid(etree.parse(example))
    xsd.validate(str(example))
    assert jing(schemas / "fangzhi.rng", example) == []
    assert jing(tei_all, example) == []
