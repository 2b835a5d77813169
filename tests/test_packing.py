"""Packages of many files: whole or not there, the same bytes, and of files that hold still."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from fangzhi import packing
from fangzhi.archive import zip_bytes
from fangzhi.errors import OutputError
from fangzhi.packing import Content, Digest, digest, write_folder, write_zip

DAY = date(2024, 5, 6)


@pytest.fixture
def members(tmp_path: Path) -> dict[str, Content]:
    """Two files on disk and one in memory."""
    (tmp_path / "one").write_bytes(b"1" * 3_000_000)
    (tmp_path / "two").write_bytes(b"")
    return {"b/一": tmp_path / "one", "a": tmp_path / "two", "c": b"three"}


def digests_of(members: dict[str, Content]) -> dict[str, Digest]:
    return {name: digest(content) for name, content in members.items()}


def test_digests(members: dict[str, Content]) -> None:
    """A digest has the size and what hashlib says, for files and for bytes."""
    found = digest(members["b/一"])
    data = b"1" * 3_000_000
    assert found.size == len(data)
    assert found.values == {
        "sha256": hashlib.sha256(data).hexdigest(),
        "sha512": hashlib.sha512(data).hexdigest(),
    }
    assert digest(b"three").values["sha256"] == hashlib.sha256(b"three").hexdigest()


def test_zip_is_that_of_memory(members: dict[str, Content], tmp_path: Path) -> None:
    """A zip of streamed files is byte for byte that of the same contents held in memory."""
    write_zip(tmp_path / "made.zip", members, digests_of(members), DAY)
    held = {
        name: content.read_bytes() if isinstance(content, Path) else content
        for name, content in members.items()
    }
    assert (tmp_path / "made.zip").read_bytes() == zip_bytes(held.items(), DAY, stored=True)
    with zipfile.ZipFile(tmp_path / "made.zip") as archive:
        assert archive.testzip() is None


def test_folder(members: dict[str, Content], tmp_path: Path) -> None:
    """A folder has the files, and takes the place of the one before as a whole."""
    target = tmp_path / "made"
    write_folder(target, members, digests_of(members))
    assert (target / "b/一").read_bytes() == b"1" * 3_000_000
    write_folder(target, {"c": b"x"}, digests_of({"c": b"x"}))
    assert [file.name for file in target.iterdir()] == ["c"]
    assert not list(tmp_path.glob(".fangzhi-*"))


@pytest.mark.parametrize("write", [write_zip, write_folder])
def test_changed_meanwhile(members: dict[str, Content], tmp_path: Path, write: object) -> None:
    """A file that changes between its digest and its packing is an error that names it."""
    target = tmp_path / "made"
    digests = digests_of(members)
    (tmp_path / "one").write_bytes(b"2" * 3_000_000)
    with pytest.raises(OutputError, match="changed while it was packed") as error:
        if write is write_zip:
            write_zip(target, members, digests, DAY)
        else:
            write_folder(target, members, digests)
    assert str(error.value.where) == str(tmp_path / "one")
    assert not target.exists()
    assert not list(tmp_path.glob(".fangzhi-*"))


def test_lost_meanwhile(members: dict[str, Content], tmp_path: Path) -> None:
    """So is one that went away; what stood there before is still there."""
    target = tmp_path / "made.zip"
    target.write_bytes(b"before")
    digests = digests_of(members)
    (tmp_path / "one").unlink()
    with pytest.raises(OutputError, match="cannot be packed"):
        write_zip(target, members, digests, DAY)
    assert target.read_bytes() == b"before"


def test_folder_over_a_file(tmp_path: Path) -> None:
    """A file of the same name is not overwritten by a folder."""
    (tmp_path / "made").write_text("mine")
    with pytest.raises(OutputError, match="no folder"):
        write_folder(tmp_path / "made", {"c": b"x"}, digests_of({"c": b"x"}))
    assert (tmp_path / "made").read_text() == "mine"


@pytest.mark.parametrize("kind", ["zip", "folder"])
def test_full_disk(members: dict[str, Content], tmp_path: Path, kind: str) -> None:
    """Where the disk is full the error says so, and nothing half-written is left."""
    code = """
import resource, signal, sys
from pathlib import Path
from fangzhi.errors import OutputError
from fangzhi.packing import digest, write_folder, write_zip
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
one = Path(sys.argv[1])
members = {"one": one}
digests = {"one": digest(one)}
try:
    if sys.argv[3] == "zip":
        write_zip(Path(sys.argv[2]), members, digests, None)
    else:
        write_folder(Path(sys.argv[2]), members, digests)
except OutputError as error:
    print(error)
"""
    out = tmp_path / "out"
    out.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", code, str(members["b/一"]), str(out / "made"), kind],
        capture_output=True, text=True, check=True, preexec_fn=os.setsid,
    )  # fmt: skip
    assert "cannot be written: File too large" in done.stdout
    assert list(out.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux tells the peak")
def test_memory(tmp_path: Path) -> None:
    """A file is streamed: to pack 200 MB takes far less memory than that."""
    big = tmp_path / "big"
    with big.open("wb") as file:
        file.truncate(200_000_000)
    code = (
        "import sys; from pathlib import Path; from fangzhi import packing; "
        "big = Path(sys.argv[1]); d = {'big': packing.digest(big)}; "
        "packing.write_zip(big.with_name('z'), {'big': big}, d, None); "
        "print(Path('/proc/self/status').read_text())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(big)], capture_output=True, text=True, check=True
    )
    peak = next(line for line in done.stdout.splitlines() if line.startswith("VmHWM"))
    assert int(peak.split()[1]) < 60_000


def test_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The size of the blocks does not matter."""
    whole = digest(b"abcdefg")
    monkeypatch.setattr(packing, "BLOCK", 2)
    assert digest(b"abcdefg") == whole
