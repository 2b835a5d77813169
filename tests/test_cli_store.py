"""`fangzhi store` as a person meets it: run as a process, judged by exit code and messages."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from fangzhi.pipeline import build, encode_source, plan, write_tei
from fangzhi.tei.edition import Edition
from program import TEXT, fangzhi, written
from store.storing import (
    NO_PEER,
    bag,
    bag_files,
    folder,
    judged,
    objects,
    only,
    peer,
    state,
    zipped,
)

EPOCH = "1767225600"
ID, WHO = ("--id", "urn:example:willow"), ("--name", "王明", "--address", "wang@example.org")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of packages of a small edition."""
    home = tmp_path_factory.mktemp("repository")
    source = folder(home, {"source/yunshui.txt": TEXT}) / "source" / "yunshui.txt"
    job = plan(source, home)
    write_tei(job, encode_source(job))
    list(build(Edition(job.tei), home / "build", ["bag"]))
    return home / "build"


def test_what_is_built_is_stored(built: Path, tmp_path: Path) -> None:
    """All packages of an edition make one version, named by the edition; the bag is unpacked."""
    packages = sorted(built.iterdir())
    done = fangzhi("store", "archive", *packages, cwd=tmp_path, SOURCE_DATE_EPOCH=EPOCH)
    assert done.returncode == 0 and done.stdout == b""
    assert f"yunshui: v1: {len(state(only(tmp_path / 'archive')))} files" in done.stderr.decode()
    found = state(only(tmp_path / "archive"))
    assert {"yunshui.epub", "yunshui.html", "yunshui/bagit.txt"} <= found.keys()
    with zipfile.ZipFile(built / "yunshui.bag.zip") as archive:
        for name in archive.namelist():
            assert found[name] == archive.read(name)
    if peer():
        assert judged(objects(tmp_path / "archive"))[0][0] is True


def test_what_is_stored_is_left_as_it_was(built: Path, tmp_path: Path) -> None:
    """The packages are read and nothing else; the root is the only thing that changes."""
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in built.iterdir()}
    assert fangzhi("store", tmp_path / "r", *built.iterdir(), cwd=tmp_path).returncode == 0
    assert {
        path: (path.read_bytes(), path.stat().st_mtime_ns) for path in built.iterdir()
    } == before


def test_nothing_changed_is_said(tmp_path: Path) -> None:
    """A second run of the same is no version, and no error."""
    folder(tmp_path, {"elm/a": "x"})
    assert fangzhi("store", "r", "elm", cwd=tmp_path).returncode == 0
    done = fangzhi("store", "r", "elm", cwd=tmp_path)
    assert done.returncode == 0 and b"nothing changed since v1" in done.stderr
    assert fangzhi("store", "r", "elm", "--quiet", cwd=tmp_path).stderr == b""


def test_a_version_says_who_and_why(tmp_path: Path) -> None:
    """Message, name and address stand in the list; a mailbox becomes a mailto URI."""
    folder(tmp_path, {"willow/a": "x"})
    why = ("--message", "first\tprint\nof all")
    done = fangzhi(
        "store", "r", "willow", *ID, *WHO, *why, "--verify",
        cwd=tmp_path, SOURCE_DATE_EPOCH=EPOCH,
    )  # fmt: skip
    assert done.returncode == 0 and b"nothing found" in done.stdout
    told = fangzhi("store", "r", "--list", cwd=tmp_path).stdout.decode()
    assert told.startswith("urn:example:willow\tv1\t2026-01-01T00:00:00Z\t1\tfirst")
    assert told.count("\n") == 1 and told.endswith("\t王明\n")
    entries = json.loads(
        fangzhi("store", "r", "--list", "--output-format=json", cwd=tmp_path).stdout
    )
    assert entries[0]["versions"][0]["message"] == why[1]
    inventory = json.loads((tmp_path / "r" / entries[0]["folder"] / "inventory.json").read_bytes())
    assert inventory["versions"]["v1"]["user"]["address"] == "mailto:wang@example.org"


def test_verify_tells_damage(tmp_path: Path) -> None:
    """Exit code 1, one line a finding in the form of `check`, and the same as JSON and JUnit."""
    folder(tmp_path, {"willow/a.txt": "x"})
    fangzhi("store", "r", "willow", *ID, *WHO, cwd=tmp_path)
    done = fangzhi("store", "r", "--verify", cwd=tmp_path)
    assert done.returncode == 0 and b"1 objects, 1 versions, 1 files, 1 bytes" in done.stderr
    damaged = only(tmp_path / "r") / "v1" / "content" / "willow" / "a.txt"
    damaged.write_text("y")
    done = fangzhi("store", "r", "--verify", cwd=tmp_path)
    place = damaged.relative_to(tmp_path)
    assert done.returncode == 1
    assert done.stdout.decode().startswith(f"{place}: error E092 has the sha512 ")
    done = fangzhi("store", "r", "--verify", "--output-format=json", cwd=tmp_path)
    found = json.loads(done.stdout)["findings"]
    assert {(one["code"], one["level"], one["file"]) for one in found} == {
        ("E092", "error", str(place)),
        ("E093", "error", str(place)),
    }
    done = fangzhi("store", "r", "--verify", "--output-format=junit", cwd=tmp_path)
    assert done.returncode == 1 and done.stdout.startswith(b"<?xml")


def test_a_broken_object_does_not_stop_the_list(tmp_path: Path) -> None:
    """It is named on stderr; the others are listed."""
    folder(tmp_path, {"elm/a": "x", "oak/a": "y"})
    fangzhi("store", "r", "elm", "oak", cwd=tmp_path)
    broken = next(place for place in objects(tmp_path / "r") if place.name == "elm")
    (broken / "inventory.json").write_text("[]")
    done = fangzhi("store", "r", "--list", cwd=tmp_path)
    assert done.stdout.startswith(b"oak\tv1") and done.stdout.count(b"\n") == 1
    assert b"elm: cannot be listed" in done.stderr


@pytest.mark.skipif(not peer(), reason=NO_PEER)
def test_the_sample_is_accepted_by_the_usual_validator(tmp_path: Path) -> None:
    """ocfl-py has no word of advice for a version that says who made it and why."""
    folder(tmp_path, {"willow/a": "x", "willow/.b": "y"})
    fangzhi("store", "r", "willow", *ID, *WHO, cwd=tmp_path)
    assert judged(objects(tmp_path / "r")) == [(True, set())]


# ---------------------------------------------------------------- errors of users


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "nothing to store"),
        (["none.epub"], "none.epub: does not exist"),
        (["elm", "--id", " "], "--id is empty"),
        (["elm", "--id", "a\x1bb"], "control characters"),
        (["elm", "--name", ""], "--name is empty"),
        (["elm", "--address", "a@b"], "--name"),
        (["elm", "--name", "W", "--address", "Wuhan"], "is no URI"),
        (["--verify", "--message", "x"], "is for storing"),
        (["--list", "--verify"], "--list"),
        (["elm", "elm"], "as elm does"),
        (["."], "lies in"),
        (["--list"], "is no folder"),
        (["--verify"], "is no folder"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, words: list[str], told: str) -> None:
    """Exit code 2, one line, no root, no traceback."""
    folder(tmp_path, {"elm/a": "x"})
    done = fangzhi("store", "archive", *words, cwd=tmp_path)
    assert done.returncode == 2 and told in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    assert written(tmp_path) == {"elm/a"} and not (tmp_path / "archive").exists()


@pytest.mark.parametrize("option", ["--verify", "--list", "elm"])
def test_a_folder_that_is_no_root_is_refused(tmp_path: Path, option: str) -> None:
    """It says what is missing, and what makes a root."""
    folder(tmp_path, {"elm/a": "x", "archive/notes.txt": "mine"})
    done = fangzhi("store", "archive", option, cwd=tmp_path)
    assert done.returncode == 2 and b"no OCFL storage root" in done.stderr
    assert written(tmp_path / "archive") == {"notes.txt"}


def test_a_package_that_would_escape_is_refused(tmp_path: Path) -> None:
    """One hostile package, and none of the others is stored."""
    folder(tmp_path, {"elm/a": "x"})
    files = {f"oak/{name}": data for name, data in bag_files("oak", {}).items()}
    zipped(tmp_path / "oak.bag.zip", {**files, "oak/../../evil": "x"})
    done = fangzhi("store", "archive", "elm", "oak.bag.zip", cwd=tmp_path)
    assert done.returncode == 2 and b"oak.bag.zip: cannot be stored" in done.stderr
    assert not (tmp_path / "archive").exists() and not (tmp_path.parent / "evil").exists()


def test_a_broken_bag_is_refused(tmp_path: Path) -> None:
    """Its own manifest tells what is wrong with it."""
    files = bag_files("oak", {"a.txt": "x"}) | {"data/a.txt": b"y"}
    zipped(tmp_path / "oak.bag.zip", {f"oak/{name}": data for name, data in files.items()})
    done = fangzhi("store", "archive", "oak.bag.zip", cwd=tmp_path)
    assert done.returncode == 2 and b"'data/a.txt' has another sha512" in done.stderr


@pytest.mark.parametrize("new", [True, False])
def test_a_full_disk(tmp_path: Path, new: bool) -> None:
    """One line says so; what was there stays whole and nothing half is left."""
    bag(tmp_path / "big.bag.zip", {"a.bin": os.urandom(300_000)})
    folder(tmp_path, {"elm/a": "x"})
    if not new:
        fangzhi("store", "archive", "elm", cwd=tmp_path)
    before = written(tmp_path)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = subprocess.run(
        [sys.executable, "-m", "fangzhi", "store", "archive", "big.bag.zip"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        preexec_fn=limit,
    )
    assert done.returncode == 2 and done.stderr.count(b"\n") == 1
    assert b"cannot be written: File too large" in done.stderr
    kept = {name for name in written(tmp_path) if "0=ocfl_1.1" in name or "ocfl_" in name}
    assert {name for name in written(tmp_path) if name not in kept} <= before | {
        "archive/extensions/0003-hash-and-id-n-tuple-storage-layout/config.json"
    }
    if (tmp_path / "archive").exists():
        done = fangzhi("store", "archive", "--verify", cwd=tmp_path)
        assert done.returncode == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_root_that_cannot_be_written(tmp_path: Path) -> None:
    """It is named, and can still be verified and listed."""
    folder(tmp_path, {"elm/a": "x", "oak/a": "y"})
    fangzhi("store", "archive", "elm", cwd=tmp_path)
    (tmp_path / "archive").chmod(0o500)
    done = fangzhi("store", "archive", "oak", cwd=tmp_path)
    assert done.returncode == 2 and b"cannot be written" in done.stderr
    assert fangzhi("store", "archive", "--verify", cwd=tmp_path).returncode == 0
    (tmp_path / "archive").chmod(0o700)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_report_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """Standard output that is full ends with 2, not with a report half told."""
    folder(tmp_path, {"elm/a": "x"})
    fangzhi("store", "archive", "elm", cwd=tmp_path)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "fangzhi", "store", "archive", "--verify"],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 2 and b"Traceback" not in done.stderr
