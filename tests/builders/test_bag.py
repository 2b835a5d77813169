"""The bag: complete, strict, the same bytes every time, and accepted by the usual tool."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import bagit
import bagit_profile
import pytest

from fangzhi.builders._edition_files import edition_files
from fangzhi.builders.bag import encode_path
from fangzhi.pipeline import build, encode_source, plan, write_tei
from fangzhi.setting import Setting
from fangzhi.tei.edition import Edition

TEXT = "云水街道\n\n综述\n\n【概况】 辖8个社区。\n\n图为公园 (街道办 供图)\n\n(陆一帆)\n"
SIDECAR = """date = 2026-11-24
profile = "yearbook"
[title]
zh-Hans = "云水街道"
[publication]
publisher = "云水档案馆"
[publication.identifiers]
DOI = "10.1234/x"
[[picture]]
caption = "图为公园"
file = "pärk 1.png"
"""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with one edition, made whole."""
    folder = tmp_path_factory.mktemp("repository")
    source = folder / "source" / "yunshui.txt"
    source.parent.mkdir()
    source.write_text(TEXT)
    source.with_suffix(".toml").write_text(SIDECAR)
    (folder / "source" / "pärk 1.png").write_bytes(PIXEL)
    job = plan(source, folder)
    write_tei(job, encode_source(job))
    list(build(Edition(job.tei), folder / "build", ["bag"]))
    return folder


@pytest.fixture(scope="module")
def bag(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bag, unpacked."""
    folder = tmp_path_factory.mktemp("bag")
    with zipfile.ZipFile(repository / "build" / "yunshui.bag.zip") as archive:
        archive.extractall(folder)
    assert [path.name for path in folder.iterdir()] == ["yunshui"]
    return folder / "yunshui"


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def manifest(bag: Path, name: str) -> dict[str, str]:
    lines = (bag / name).read_text().splitlines()
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


def test_bagit_python_accepts_the_bag(bag: Path) -> None:
    """bagit-python finds the bag valid, checksums included (names with % it cannot read)."""
    assert bagit.Bag(str(bag)).validate()


def test_the_payload_is_the_edition(bag: Path) -> None:
    """Source with sidecar and picture, TEI, every schema file, EPUB and web page are there."""
    payload = {path for path in files(bag) if path.startswith("data/")}
    assert {
        "data/source/yunshui.txt",
        "data/source/yunshui.toml",
        "data/source/pärk 1.png",
        "data/tei/yunshui.xml",
        "data/schema/fangzhi.rng",
        "data/schema/fangzhi.rnc",
        "data/schema/fangzhi.xsd",
        "data/schema/fangzhi.sch",
        "data/schema/fangzhi.odd",
        "data/build/yunshui.epub",
        "data/build/yunshui.html",
    } <= payload


@pytest.mark.parametrize("algorithm", ["sha256", "sha512"])
def test_each_manifest_lists_every_file(bag: Path, algorithm: str) -> None:
    """Payload and tag manifests list each file of theirs once, with the digest it has."""
    payload = {path for path in files(bag) if path.startswith("data/")}
    tags = {path for path in files(bag) - payload if not path.startswith("tagmanifest-")}
    for name, expected in (
        (f"manifest-{algorithm}.txt", payload),
        (f"tagmanifest-{algorithm}.txt", tags),
    ):
        listed = manifest(bag, name)
        assert set(listed) == {encode_path(path) for path in expected}
        for path in expected:
            digest = hashlib.new(algorithm, (bag / path).read_bytes()).hexdigest()
            assert listed[encode_path(path)] == digest


def test_the_declaration_is_of_version_1(bag: Path) -> None:
    """The declaration is the two lines of RFC 8493, without a byte order mark."""
    declaration = (bag / "bagit.txt").read_bytes()
    assert declaration == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def test_the_bag_info_is_complete_and_true(bag: Path) -> None:
    """The reserved elements say who, what, when and how much."""
    info = bagit.Bag(str(bag)).info
    payload = [bag / path for path in files(bag) if path.startswith("data/")]
    size = sum(path.stat().st_size for path in payload)
    assert info["Payload-Oxum"] == f"{size}.{len(payload)}"
    assert info["Source-Organization"] == "云水档案馆"
    assert info["Bagging-Date"] == "2026-11-24"
    assert info["External-Identifier"] == ["yunshui", "DOI: 10.1234/x"]


def test_the_profile_accepts_the_bag(bag: Path) -> None:
    """The BagIt profile in the bag is one, and bagit-profile finds the bag to conform to it."""
    said = json.loads((bag / "bagit-profile.json").read_text(encoding="utf-8"))
    checked = bagit.Bag(str(bag))
    profile = bagit_profile.Profile(checked.info["BagIt-Profile-Identifier"], profile=said)
    assert profile.validate(checked), profile.report
    assert profile.validate_serialization(str(bag))


def test_decisions_are_packed(repository: Path, tmp_path: Path) -> None:
    """What a person decided about the text is part of the story of the text."""
    shutil.copytree(repository, tmp_path / "copy")
    (tmp_path / "copy/source/yunshui.decisions.toml").write_text("")
    package = next(iter(build(Edition(tmp_path / "copy/tei/yunshui.xml"), tmp_path, ["epub"])))
    assert package.is_file()
    files = edition_files(Edition(tmp_path / "copy/tei/yunshui.xml"))
    assert "source/yunshui.decisions.toml" in files


def test_unpacked(repository: Path, bag: Path, tmp_path: Path) -> None:
    """As a folder the bag has the same files, and bagit-python accepts it."""
    edition = Edition(repository / "tei/yunshui.xml")
    *_, made = build(edition, tmp_path, ["bag"], Setting(unpacked=True))
    assert made == tmp_path / "yunshui.bag"
    assert bagit.Bag(str(made)).validate()
    assert {name: (made / name).read_bytes() for name in files(made)} == {
        name: (bag / name).read_bytes() for name in files(bag)
    }
    *_, again = build(edition, tmp_path, ["bag"], Setting(unpacked=True))
    assert again == made


def test_a_tiff_is_packed(repository: Path, tmp_path: Path) -> None:
    """A picture that no reading system shows goes into the bag all the same."""
    shutil.copytree(repository, tmp_path / "copy")
    tei = tmp_path / "copy/tei/yunshui.xml"
    tei.write_text(tei.read_text().replace("p%C3%A4rk%201.png", "scan.tif"))
    (tmp_path / "copy/source/scan.tif").write_bytes(b"II*\0" + b"\0" * 100)
    assert "source/scan.tif" in edition_files(Edition(tei))


def test_nothing_is_compressed(repository: Path) -> None:
    """All members are stored, by name: no zlib and no folder order decides over the bytes."""
    with zipfile.ZipFile(repository / "build" / "yunshui.bag.zip") as archive:
        kinds = {entry.compress_type for entry in archive.infolist()}
        names = [entry.filename for entry in archive.infolist()]
    assert kinds == {zipfile.ZIP_STORED}
    assert names == sorted(names, key=str.encode)


@pytest.mark.parametrize(
    ("name", "written"),
    [("a b.txt", "a b.txt"), ("100%.png", "100%25.png"), ("a\nb", "a%0Ab"), ("a\rb", "a%0Db")],
)
def test_only_line_ends_and_percent_signs_are_encoded(name: str, written: str) -> None:
    """Paths in manifests are written as RFC 8493, 2.1.3, says."""
    assert encode_path(name) == written
