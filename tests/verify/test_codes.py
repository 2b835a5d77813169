"""Codes of packages: each is used, explained, and told apart from those of `check`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import fangzhi.verify
from fangzhi.check.codes import codes as codes_of_check
from fangzhi.verify import codes, kinds, table
from fangzhi.verify.container import CODES
from verify.tamperings import TAMPERINGS

FOLDER = Path(fangzhi.verify.__file__).parent
USED = {
    code
    for file in FOLDER.rglob("*.py")
    if not file.stem.endswith("_codes")
    for code in re.findall(r'"(FZ7\d\d)"', file.read_text(encoding="utf-8"))
}


def test_the_kinds_are_those_of_the_folder() -> None:
    """Bags and EPUBs are known; each kind has its own codes, which no other has."""
    found = list(kinds())
    assert {"bag", "EPUB"} <= {kind.NAME for kind in found}
    all_codes = [code.code for code in (*CODES, *(one for kind in found for one in kind.CODES))]
    assert len(all_codes) == len(set(all_codes))
    assert not set(all_codes) & codes_of_check().keys()


def test_every_code_is_used_and_known() -> None:
    """No code stands in the table that nothing reports, and none is reported that is not there."""
    assert codes().keys() >= USED
    own = {code for code in codes() if not code.startswith(("FZ77", "FZ78", "FZ79"))}
    assert own <= USED


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_code_is_explained(code: str) -> None:
    """The explanation says more than the title, in a few sentences."""
    entry = codes()[code]
    assert entry.help != entry.title
    assert 1 <= entry.help.count(". ") + 1 <= 6


def test_every_code_of_bags_has_a_tampering() -> None:
    """Each code of bags is caught by some tampering of the table."""
    bag = next(kind for kind in kinds() if kind.NAME == "bag")
    caught = {code for one in TAMPERINGS for code in one.codes.split()}
    assert {code.code for code in bag.CODES} <= caught


def test_the_table_of_codes_is_fresh(save: bool) -> None:
    """CONTRIBUTING.md has the table of the codes of packages, behind that of the rules."""
    file = Path(__file__).parents[2] / "CONTRIBUTING.md"
    text = file.read_text(encoding="utf-8")
    start = "<!-- codes of packages: made by tests/verify/test_codes.py --save -->\n"
    end = "<!-- end of the codes of packages -->\n"
    before, _, rest = text.partition(start)
    made, _, after = rest.partition(end)
    if save:
        if not rest:
            rules = "<!-- end of rules -->\n"
            before, _, after = text.partition(rules)
            before += f"{rules}\nWhat `verify` tells:\n\n"
        file.write_text(before + start + table() + end + after, encoding="utf-8")
        return
    assert made == table(), "the codes were changed: run with --save"
