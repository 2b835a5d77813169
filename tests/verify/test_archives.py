"""Archives: what is dangerous or hidden is found by its code, in zip, tar and folder."""

from __future__ import annotations

import io
import os
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fangzhi.verify import examine, verify
from fangzhi.verify.container import open_container
from fangzhi.verify.problems import MemberError
from verify.bags import NAME, SOURCE, TOML, codes

Change = Callable[[zipfile.ZipFile], object]


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name)
    found.create_system = 3
    found.external_attr = mode << 16
    return found


def changed_zip(packed: Path, folder: Path, change: Change) -> Path:
    """A copy of the bag to which members were added."""
    path = folder / "changed.zip"
    path.write_bytes(packed.read_bytes())
    with zipfile.ZipFile(path, "a") as archive:
        change(archive)
    return path


def patched_zip(packed: Path, folder: Path, change: Callable[[bytes], bytes]) -> Path:
    """A copy of the bag whose bytes were changed."""
    path = folder / "patched.zip"
    data = packed.read_bytes()
    path.write_bytes(change(data))
    assert path.read_bytes() != data
    return path


def outside(name: str) -> Change:
    return lambda archive: archive.writestr(entry(name), b"x")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (outside("/etc/evil"), "FZ702 FZ710"),
        (outside("../evil"), "FZ702 FZ710"),
        (outside(f"{NAME}/../evil"), "FZ702 FZ729"),
        (outside(f"{NAME}\\evil"), "FZ702 FZ710"),
        (outside("C:/evil"), "FZ702 FZ710"),
        (outside("__MACOSX/._x"), "FZ710 FZ712"),
        (outside("other/x.txt"), "FZ710"),
        (outside("x.txt"), "FZ710"),
        (outside(f"{NAME}/bagit.txt"), "FZ704 FZ720 FZ728"),
        (outside(f"{NAME}/BAGIT.txt"), "FZ705 FZ729"),
        (outside(f"{NAME}/a\u0301.txt"), "FZ729"),
        (outside(f"{NAME}/con.txt"), "FZ706 FZ729"),
        (outside(f"{NAME}/a\nb.txt"), "FZ706 FZ729"),
        (outside(f"{NAME}/a\u202eb.txt"), "FZ706 FZ729"),
        (outside(f"{NAME}/{'d/' * 120}x"), "FZ706 FZ729"),
        (
            lambda archive: archive.writestr(
                entry(f"{NAME}/link", stat.S_IFLNK | 0o777), b"/etc/passwd"
            ),
            "FZ703",
        ),
        (
            lambda archive: archive.writestr(entry(f"{NAME}/pipe", stat.S_IFIFO | 0o644), b""),
            "FZ703",
        ),
        (lambda archive: archive.writestr(entry(f"{NAME}/folder/"), b"hidden"), "FZ707"),
        (lambda archive: setattr(archive, "comment", b"hello"), "FZ707"),
        (
            lambda archive: archive.writestr(entry(f"{NAME}/x"), b"x" * 99, zipfile.ZIP_BZIP2),
            "FZ708 FZ729",
        ),
        (lambda archive: archive.writestr(entry(f"{NAME}/empty/"), b""), ""),
    ],
)
def test_members_added_to_a_zip(
    packed: Path, tmp_path: Path, change: Change, expected: str
) -> None:
    """Each kind of member that does not belong there is found, and an empty folder is none."""
    assert codes(changed_zip(packed, tmp_path, change)) == set(expected.split())


def _flag(data: bytes, bit: int) -> bytes:
    """The flag of the source's entry set in both places."""
    name = f"{NAME}/{SOURCE}".encode()
    changed = bytearray(data)
    changed[data.index(name) - 30 + 6] |= bit
    changed[data.rindex(name) - 46 + 8] |= bit
    return bytes(changed)


def _local_name(data: bytes) -> bytes:
    """Another name before the data than in the directory."""
    return data.replace(f"{NAME}/{SOURCE}".encode(), f"{NAME}/{SOURCE[:-1]}x".encode(), 1)


def _local_size(data: bytes) -> bytes:
    changed = bytearray(data)
    changed[data.index(f"{NAME}/{SOURCE}".encode()) - 30 + 22] ^= 1
    return bytes(changed)


def _gap(data: bytes) -> bytes:
    """Bytes between the last member and the directory, all offsets brought up to date."""
    end = data.rindex(b"PK\5\6")
    start = struct.unpack_from("<L", data, end + 16)[0]
    moved = data[:start] + b"hidden" + data[start:]
    changed = bytearray(moved)
    struct.pack_into("<L", changed, end + 6 + 16, start + 6)
    return bytes(changed)


def _damaged(data: bytes) -> bytes:
    """One byte of a stored member changed; the checksum tells."""
    place = data.index("【概况】".encode())
    return data[:place] + b"\xff" + data[place + 1 :]


def _overlap(data: bytes) -> bytes:
    """Two entries for one place."""
    changed = bytearray(data)
    first = data.rindex(f"{NAME}/{SOURCE}".encode()) - 46 + 42
    second = data.rindex(f"{NAME}/{TOML}".encode()) - 46 + 42
    changed[first : first + 4] = changed[second : second + 4]
    return bytes(changed)


def _count(data: bytes) -> bytes:
    """An end record that speaks of a million members (in zip64)."""
    end = data.rindex(b"PK\5\6")
    length, start = struct.unpack_from("<LL", data, end + 12)
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 10**6, 10**6, length, start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, end, 1)
    full = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 2**32 - 1, 2**32 - 1, 0)
    return data[:end] + end64 + locator + full


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda data: data[: len(data) // 2], "FZ701"),
        (lambda data: data[:-1], "FZ701"),
        (lambda data: data[:100], "FZ701"),
        (lambda data: data + b"more", "FZ707"),
        (lambda data: b"#!/bin/sh\n" + data, "FZ707"),
        (_damaged, "FZ701"),
        (lambda data: _flag(data, 1), "FZ708"),
        (_local_name, "FZ707"),
        (_local_size, "FZ707"),
        (_gap, "FZ707"),
        (_overlap, "FZ709"),
        (_count, "FZ709"),
    ],
)
def test_bytes_of_a_zip_changed(
    packed: Path, tmp_path: Path, change: Callable[[bytes], bytes], expected: str
) -> None:
    """Damage, hidden bytes, and two directories that disagree are found."""
    assert codes(patched_zip(packed, tmp_path, change)) == set(expected.split())


def test_a_zip64_is_read(packed: Path, tmp_path: Path) -> None:
    """The large form of the end record and of entries is understood."""

    def large(data: bytes) -> bytes:
        return _count(data).replace(struct.pack("<2Q", 10**6, 10**6), struct.pack("<2Q", n, n))

    n = len(zipfile.ZipFile(packed).namelist())
    assert codes(patched_zip(packed, tmp_path, large)) == set()
    path = tmp_path / "forced.zip"
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(path, "w") as archive:
        for name in source.namelist():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(source.read(name))
    assert codes(path) == set()


def test_a_zip_that_was_written_to_a_pipe_is_read(packed: Path, tmp_path: Path) -> None:
    """Sizes that stand behind the data, and compression, are no fault."""

    class Pipe(io.RawIOBase):
        def __init__(self, path: Path) -> None:
            self.file = path.open("wb")

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            return self.file.write(data)  # type: ignore[arg-type]

        def close(self) -> None:
            self.file.close()

    path = tmp_path / "piped.zip"
    pipe = Pipe(path)
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(pipe, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, source.read(name), zipfile.ZIP_DEFLATED)
    pipe.close()
    assert codes(path) == set()


@pytest.mark.slow
def test_a_bomb_is_not_read(packed: Path, tmp_path: Path) -> None:
    """What unpacks to a thousand times of what it takes is told, as zip and as tar."""
    size = 300 << 20

    def bomb(archive: zipfile.ZipFile) -> None:
        with archive.open(entry_deflated(f"{NAME}/data/bomb"), "w") as member:
            for _ in range(size >> 20):
                member.write(bytes(1 << 20))

    assert codes(changed_zip(packed, tmp_path, bomb)) == {"FZ709"}
    path = tmp_path / "bomb.tar.gz"
    info = tarfile.TarInfo(f"{NAME}/data/bomb")
    info.size = size
    with tarfile.open(path, "w:gz") as tar, open("/dev/zero", "rb") as zeros:  # noqa: PTH123
        tar.addfile(info, zeros)
    assert codes(path) == {"FZ709"}


def entry_deflated(name: str) -> zipfile.ZipInfo:
    found = entry(name)
    found.compress_type = zipfile.ZIP_DEFLATED
    return found


# ---------------------------------------------------------------- tar


def tar_of(bag: Path, path: Path, mode: str = "w", **info: object) -> Path:
    """A tar of the bag, and one member more of this description."""
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        archive.add(bag, NAME)
        if info:
            more = tarfile.TarInfo(str(info.pop("name", f"{NAME}/more")))
            for key, value in info.items():
                setattr(more, key, value)
            archive.addfile(more, io.BytesIO(bytes(more.size)))
    return path


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz"])
@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ({"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"}, "FZ703"),
        ({"type": tarfile.LNKTYPE, "linkname": "/etc/passwd"}, "FZ703"),
        ({"type": tarfile.LNKTYPE, "linkname": f"{NAME}/bagit.txt"}, "FZ703 FZ729"),
        ({"type": tarfile.CHRTYPE}, "FZ703"),
        ({"type": tarfile.FIFOTYPE}, "FZ703"),
        ({"name": "../evil"}, "FZ702 FZ710"),
        ({"name": "/evil"}, "FZ702 FZ710"),
        ({"name": f"{NAME}/bagit.txt", "size": 3}, "FZ704 FZ720 FZ728"),
        ({"name": f"{NAME}/{'长' * 120}.txt"}, "FZ729"),
        ({"name": f"{NAME}/\udcff.txt"}, "FZ706 FZ729"),
        ({"type": tarfile.DIRTYPE}, ""),
    ],
)
def test_members_added_to_a_tar(
    bag: Path, tmp_path: Path, mode: str, info: dict[str, object], expected: str
) -> None:
    """The same members are found in tars, plain and compressed."""
    path = tar_of(bag, tmp_path / "bag.tar", mode, **info)
    assert codes(path) == set(expected.split())


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_tar_that_breaks_off(bag: Path, tmp_path: Path, mode: str) -> None:
    """Half a tar is told, whatever packed it."""
    path = tar_of(bag, tmp_path / "bag.tar", mode)
    data = path.read_bytes()
    for part in (data[: len(data) // 2], data[:-20000] if mode == "w" else data[:-4]):
        path.write_bytes(part)
        assert "FZ701" in codes(path)


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_bytes_behind_a_tar(bag: Path, tmp_path: Path, mode: str) -> None:
    """What stands behind the end is told."""
    path = tar_of(bag, tmp_path / "bag.tar", mode)
    path.write_bytes(path.read_bytes() + b"hidden" * 100)
    assert codes(path) & {"FZ701", "FZ707"}


def test_a_damaged_header_of_a_tar(bag: Path, tmp_path: Path) -> None:
    """A header whose sum is wrong is told; so is a gzip whose checksum is."""
    path = tar_of(bag, tmp_path / "bag.tar")
    data = bytearray(path.read_bytes())
    data[data.index(f"{NAME}/{SOURCE}".encode())] ^= 1
    path.write_bytes(data)
    assert codes(path) == {"FZ701"}
    path = tar_of(bag, tmp_path / "bag.tgz", "w:gz")
    data = bytearray(path.read_bytes())
    data[-8] ^= 1
    path.write_bytes(data)
    assert codes(path) == {"FZ701"}


# ---------------------------------------------------------------- folder


def test_a_pipe_in_a_folder_is_not_waited_for(bag: Path) -> None:
    """A pipe is told and never opened."""
    os.mkfifo(bag / "data" / "pipe")
    assert codes(bag) == {"FZ703"}


def test_links_in_a_folder_are_not_followed(bag: Path) -> None:
    """A circle of links, and a link to another folder, are one finding each."""
    (bag / "data" / "circle").symlink_to(bag / "data")
    (bag / "data" / "self").symlink_to(bag / "data" / "self")
    assert codes(bag) == {"FZ703"}
    assert sum(finding.code == "FZ703" for finding in verify(bag)) == 2


def test_deep_folders_are_not_read(bag: Path) -> None:
    """Beyond a limit, folders are told and left alone."""
    deep = bag / "data" / "/".join(["d"] * 120)
    deep.mkdir(parents=True)
    (deep / "x").write_bytes(b"x")
    assert codes(bag) == {"FZ701"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(bag: Path) -> None:
    """It is told, and the others are verified."""
    (bag / SOURCE).chmod(0)
    assert codes(bag) == {"FZ701"}


def test_a_file_that_changes_while_it_is_read(bag: Path) -> None:
    """What was listed and is then another file, a link or gone is told when it is read."""
    container = open_container(bag)
    (bag / SOURCE).write_bytes(b"other")
    (bag / TOML).unlink()
    (bag / TOML).symlink_to("/etc/hostname")
    (bag / "bagit.txt").unlink()
    os.mkfifo(bag / "bagit.txt")
    for name in (SOURCE, TOML, "bagit.txt"):
        with pytest.raises(MemberError):
            container.read(name)


def test_a_file_that_grows_or_shrinks_while_it_is_read(bag: Path) -> None:
    """What changes between two blocks is told as well."""
    name = "data/large"
    for change in (b"more", b""):
        (bag / name).write_bytes(bytes(3 << 20))
        with open_container(bag).open(name) as stream:
            stream.read(1 << 20)
            if change:
                with (bag / name).open("ab") as file:
                    file.write(change)
            else:
                os.truncate(bag / name, 1 << 20)
            with pytest.raises(MemberError, match="changed"):
                while stream.read(1 << 20):
                    pass


def test_a_name_that_is_no_utf8(bag: Path) -> None:
    """It is told, and the report can be printed."""
    os.close(os.open(os.fsencode(bag) + b"/data/\xff", os.O_CREAT | os.O_WRONLY))
    assert codes(bag) == {"FZ706", "FZ727", "FZ733"}


def test_findings_are_bounded(bag: Path) -> None:
    """Of one code a hundred are told, and how many more there are."""
    for number in range(150):
        (bag / "data" / f"new{number}").write_bytes(b"")
    found = [one for one in verify(bag, jobs=2) if one.code == "FZ727"]
    assert len(found) == 101
    assert any("50 more" in one.message for one in found)


def test_a_manifest_of_many_lines(bag: Path) -> None:
    """200,000 lines, and one of ten million characters, are read and told."""
    zeros = "0" * 64
    text = "".join(f"{zeros}  data/{number}\n" for number in range(200_000))
    (bag / "manifest-sha256.txt").write_text(text + "x" * 10_000_000)
    verdict = examine(bag, jobs=2)
    assert {"FZ722", "FZ726", "FZ727", "FZ728"} == {one.code for one in verdict.findings}
    assert max(len(one.message) for one in verdict.findings) < 500
