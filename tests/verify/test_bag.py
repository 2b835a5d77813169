"""Bags: ours are sound, each tampering is caught by exactly its codes, and the suite is obeyed."""

from __future__ import annotations

import tarfile
from pathlib import Path

import bagit
import pytest

from fangzhi.check.finding import Level
from fangzhi.verify import examine, verify
from verify.bags import NAME, codes
from verify.tamperings import HARMLESS, TAMPERINGS, Tampering

SUITE = Path(__file__).parents[2] / "../shared/data/bagit"
CASES = sorted(path for path in SUITE.glob("v*/*/*") if path.is_dir())


def names(tampering: Tampering) -> str:
    return tampering.name


def bagit_accepts(bag: Path) -> bool:
    """Whether bagit-python finds an unpacked bag valid, digests included."""
    try:
        return bool(bagit.Bag(str(bag)).validate())
    except (bagit.BagError, bagit.BagValidationError, OSError, ValueError, LookupError):
        return False


def test_nothing_is_found_in_our_bag(packed: Path, bag: Path, tmp_path: Path) -> None:
    """As a zip, as a folder, and in every kind of tar; all files were read, by both algorithms."""
    assert verify(packed, jobs=2) == []
    assert verify(bag, jobs=2) == []
    for mode in ("w", "w:gz", "w:bz2", "w:xz"):
        path = tmp_path / "bag.tar"
        with tarfile.open(path, mode) as archive:
            archive.add(bag, NAME)
        verdict = examine(path, jobs=2)
        assert verdict.findings == ()
        assert verdict.kind == "bag"
        assert verdict.algorithms == ("sha256", "sha512")
        assert verdict.size == sum(one.stat().st_size for one in bag.rglob("*") if one.is_file())


def test_a_bag_may_lie_at_the_top_of_an_archive(bag: Path, tmp_path: Path) -> None:
    """An archive without the one folder is a bag all the same."""
    path = tmp_path / "bag.tar"
    with tarfile.open(path, "w") as archive:
        archive.add(bag, ".")
    assert verify(path) == []


@pytest.mark.parametrize("algorithms", [["sha512"], ["sha256", "sha512"], ["md5"]])
def test_bags_of_the_usual_tool_are_sound(tmp_path: Path, algorithms: list[str]) -> None:
    """What bagit-python makes (0.97) has no fault, but for weak algorithms."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "100% é.txt").write_text("x")
    (tmp_path / "a b.txt").write_text("y")
    bagit.make_bag(str(tmp_path), {"Contact-Name": ["陆一帆", "Lu"]}, checksums=algorithms)
    assert codes(tmp_path) == ({"FZ731"} if algorithms == ["md5"] else set())


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=names)
def test_tampering_is_caught(bag: Path, tampering: Tampering) -> None:
    """Exactly the codes that say what was done are found, and some of them, always."""
    tampering.do(bag)
    assert codes(bag) == set(tampering.codes.split()) != set()


@pytest.mark.parametrize("tampering", HARMLESS, ids=names)
def test_what_is_allowed_is_no_tampering(bag: Path, tampering: Tampering) -> None:
    """What RFC 8493 allows is not told."""
    tampering.do(bag)
    assert codes(bag) == set()


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=names)
def test_what_the_usual_tool_says(bag: Path, tampering: Tampering) -> None:
    """bagit-python misses those that are marked, and no others: that is what strict means."""
    tampering.do(bag)
    assert bagit_accepts(bag) == tampering.missed


def test_there_are_enough_tamperings() -> None:
    """At least 40, with different names; at least ten are missed by the usual tool."""
    assert len({one.name for one in TAMPERINGS}) == len(TAMPERINGS) >= 40
    assert sum(one.missed for one in TAMPERINGS) >= 10


@pytest.mark.skipif(not CASES, reason="the conformance suite ../shared/data/bagit is not here")
def test_the_suite_is_whole() -> None:
    """All 60 bags of the conformance suite are looked at."""
    assert len(CASES) == 60


@pytest.mark.parametrize("case", CASES, ids=lambda path: "/".join(path.parts[-3:]))
def test_the_conformance_suite(case: Path) -> None:
    """Valid bags are accepted, invalid ones rejected, and warnings are warnings."""
    levels = {finding.level for finding in verify(case, jobs=2)}
    expected = case.parent.name
    if expected in ("valid", "warning"):
        assert Level.ERROR not in levels
    else:
        assert Level.ERROR in levels
    if expected == "warning":
        assert Level.WARNING in levels
