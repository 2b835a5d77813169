"""Digests: those of hashlib, however many threads compute them, in one reading."""

from __future__ import annotations

import hashlib
import tarfile
from pathlib import Path

import pytest

from fangzhi.verify.container import open_container
from fangzhi.verify.digests import ALGORITHMS, Digests, length_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an empty file, small ones, and two of several blocks."""
    folder = tmp_path / "files"
    folder.mkdir()
    for number, size in enumerate((0, 1, 1 << 20, (3 << 20) + 7, 5 << 20, 12)):
        (folder / f"{number}.bin").write_bytes(bytes([number]) * size)
    return folder


@pytest.mark.parametrize("form", ["folder", "tar", "gz"])
@pytest.mark.parametrize("jobs", [1, 2, 7])
def test_digests_are_those_of_hashlib(folder: Path, tmp_path: Path, form: str, jobs: int) -> None:
    """Every algorithm that is asked for, and no other, for each file; sizes are right."""
    path = folder
    if form != "folder":
        path = tmp_path / "files.tar"
        with tarfile.open(path, "w:gz" if form == "gz" else "w") as archive:
            archive.add(folder, "files")
    seen: list[tuple[int, int]] = []
    digests = Digests(open_container(path), jobs, lambda *numbers: seen.append(numbers))
    wanted = {"3.bin": {"md5", "sha512"}, "0.bin": {"sha256"}, "4.bin": {"sha256", "sha512"},
              "1.bin": set(), "gone.bin": {"md5"}}  # fmt: skip
    found = digests(wanted)
    assert found.keys() == wanted.keys() - {"gone.bin"}
    for name, digest in found.items():
        data = (folder / name).read_bytes()
        assert digest.size == len(data)
        assert digest.values == {one: hashlib.new(one, data).hexdigest() for one in wanted[name]}
    total = sum((folder / name).stat().st_size for name in found)
    assert seen[-1] == (total, total)
    assert digests.algorithms == {"md5", "sha256", "sha512"}
    assert digests.failures == {}


def test_every_algorithm_can_be_computed(folder: Path) -> None:
    """All names of the table are known to hashlib, and their lengths are right."""
    found = Digests(open_container(folder))({"3.bin": set(ALGORITHMS)})
    for name, value in found["3.bin"].values.items():
        assert len(value) == length_of(name) > 0
    assert found["3.bin"].values.keys() == ALGORITHMS.keys()
    assert length_of("crc32") == 0


def test_what_fails_does_not_stop_the_others(folder: Path) -> None:
    """A file that is gone when it is read is a failure; the rest is computed."""
    digests = Digests(open_container(folder), 2)
    (folder / "2.bin").unlink()
    found = digests({f"{number}.bin": {"md5"} for number in range(6)})
    assert found["2.bin"].failed
    assert found["2.bin"].values == {}
    assert digests.failures.keys() == {"2.bin"}
    assert all(found[f"{number}.bin"].values for number in (0, 1, 3, 4, 5))
