"""What is stored, and what is refused before anything is written."""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from fangzhi.errors import FangzhiError, SourceError, UsageError
from fangzhi.store.packages import Package, name_of, read_package
from store.storing import bag, bag_files, folder, zipped

PAYLOAD = {"tei/a.xml": "<TEI/>", "图/1.png": b"\x89PNG"}


def read(path: Path) -> Package:
    with ExitStack() as stack:
        return read_package(path, stack)


def test_a_zipped_bag_and_its_folder_are_the_same(tmp_path: Path) -> None:
    """Unpacked or not, a bag has the same id, paths and digests."""
    packed = read(bag(tmp_path / "willow.bag.zip", PAYLOAD))
    loose = read(folder(tmp_path / "willow", bag_files("willow", PAYLOAD)))
    assert packed.id == loose.id == "willow"
    assert "willow/data/图/1.png" in packed.members
    assert {name: one.digests for name, one in packed.members.items()} == {
        name: one.digests for name, one in loose.members.items()
    }


def test_a_bag_without_a_folder_gets_one(tmp_path: Path) -> None:
    """A bag at the top of its zip lies below the name of the zip."""
    package = read(zipped(tmp_path / "elm.zip", bag_files("elm", PAYLOAD, "urn:elm")))
    assert package.id == "urn:elm" and "elm/bagit.txt" in package.members


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("yunxi-2024.epub", "yunxi-2024"),
        ("yunxi-2024.sip.zip", "yunxi-2024"),
        ("yunxi.2024.html", "yunxi.2024"),
        ("notes.txt", "notes.txt"),
        (".epub", ".epub"),
    ],
)
def test_a_file_is_named_by_its_name(tmp_path: Path, name: str, identifier: str) -> None:
    """Without the suffixes of packages; other names stay whole."""
    assert name_of(tmp_path / name) == identifier


def test_a_zip_that_is_no_bag_is_one_file(tmp_path: Path) -> None:
    """An EPUB or SIP is stored as it is, whatever is in it."""
    package = read(zipped(tmp_path / "a.epub", {"../mimetype": "x"}))
    assert list(package.members) == ["a.epub"] and package.id == "a"


@pytest.mark.parametrize(
    "name", ["../evil", "w/../../evil", "/etc/evil", "w//x", "w/./x", "C:/x", "w/a\\b", "w/\x01"]
)
def test_a_path_that_escapes_is_refused(tmp_path: Path, name: str) -> None:
    """No name in a zip leads out of its folder, on any system."""
    members = {f"w/{one}": data for one, data in bag_files("w", PAYLOAD).items()}
    if not name.startswith("w/"):
        members = bag_files("w", PAYLOAD)
    path = zipped(tmp_path / "w.bag.zip", {**members, name: "x"})
    with pytest.raises(SourceError, match="cannot be stored"):
        read(path)


def corrupt(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def append_twice(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("w/bagit.txt", "x")


def link(path: Path) -> None:
    entry = zipfile.ZipInfo("w/link")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(entry, "/etc/passwd")


def encrypt(path: Path) -> None:
    data = path.read_bytes()
    start = data.index(b"PK\x01\x02")
    path.write_bytes(data[: start + 8] + struct.pack("<H", 1) + data[start + 10 :])


def overlap(path: Path) -> None:
    data = path.read_bytes()
    start = data.index(b"PK\x01\x02")
    path.write_bytes(data[: start + 20] + struct.pack("<I", 1 << 30) + data[start + 24 :])


@pytest.mark.parametrize("harm", [corrupt, append_twice, link, encrypt, overlap])
def test_a_zip_that_is_damaged_or_hostile_is_refused(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    """Flipped bits, names twice, links, encryption, members that would not fit the file."""
    path = bag(tmp_path / "w.bag.zip", PAYLOAD)
    harm(path)
    with pytest.raises(SourceError):
        read(path)


def test_a_bomb_is_refused_unread(tmp_path: Path) -> None:
    """A zip that would grow two hundredfold to gigabytes is not even opened."""
    path = tmp_path / "w.bag.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in bag_files("w", {}).items():
            archive.writestr(f"w/{name}", data)
    data = bytearray(path.read_bytes())
    for at in range(len(data) - 4):
        if data[at : at + 4] == b"PK\x01\x02":
            data[at + 24 : at + 28] = struct.pack("<I", 1 << 31)
    path.write_bytes(data)
    with pytest.raises(SourceError, match="would grow"):
        read(path)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("data/tei/a.xml", b"<other/>", "another sha512"),
        ("data/extra", b"x", "does not name .data/extra."),
        ("data/tei/a.xml", None, "which is missing"),
        ("fetch.txt", b"https://example.org/x 1 data/x\n", "to be fetched"),
        ("manifest-sha256.txt", b"00  data/tei/a.xml\n", "another sha256"),
        ("tagmanifest-sha512.txt", b"00  bag-info.txt\n", "another sha512"),
    ],
)
def test_a_bag_that_is_not_whole_is_refused(
    tmp_path: Path, name: str, content: bytes | None, reason: str
) -> None:
    """A broken bag does not get into an archive: its own manifests are asked."""
    files = bag_files("w", PAYLOAD)
    if content is None:
        del files[name]
    else:
        files[name] = content
    with pytest.raises(SourceError, match=f"not whole: .*{reason}"):
        read(folder(tmp_path / "w", files))


def test_an_id_with_control_characters_is_refused(tmp_path: Path) -> None:
    """It would act on the terminal of everybody who lists the root."""
    with pytest.raises(SourceError, match="External-Identifier"):
        read(folder(tmp_path / "w", bag_files("w", PAYLOAD, "a\x1b[2Jb")))


def test_names_that_manifests_encode_are_found(tmp_path: Path) -> None:
    """Percent signs and line ends in names are written %25 and %0A in a manifest (RFC 8493)."""
    files = bag_files("w", {"50%25.txt": "x"})
    files["data/50%.txt"] = files.pop("data/50%25.txt")
    assert "w/data/50%.txt" in read(folder(tmp_path / "w", files)).members


def make_link(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def make_loop(path: Path) -> None:
    path.symlink_to(path.parent)


@pytest.mark.parametrize("make", [make_link, make_loop, os.mkfifo])
def test_a_folder_with_links_or_pipes_is_refused(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    """OCFL holds files alone; a link is not followed and a pipe not waited for."""
    place = folder(tmp_path / "edition", {"a": "x"})
    make(place / "odd")
    with pytest.raises(SourceError, match=r"is a (link|device or pipe)"):
        read(place)


@pytest.mark.parametrize("kind", ["missing", "empty", "pipe", "cut"])
def test_what_is_no_package_is_told(tmp_path: Path, kind: str) -> None:
    """Nothing there, no file in it, a pipe, half a zip in a bag's folder: one line each."""
    path = tmp_path / "x"
    if kind == "empty":
        (path / "below").mkdir(parents=True)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "cut":
        folder(path, {"bagit.txt": "", "manifest-sha512.txt": "ab  data/x\n"})
    with pytest.raises(FangzhiError) as told:
        read(path)
    assert str(path) in told.value.line() and told.value.remedy
    assert isinstance(told.value, UsageError) is (kind == "missing")


def test_a_name_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    """No inventory could write it."""
    folder(tmp_path / "edition", {"a": "x"})
    (tmp_path / "edition" / os.fsdecode(b"b\xff")).write_text("x")
    with pytest.raises(SourceError, match="not UTF-8"):
        read(tmp_path / "edition")
