"""`fangzhi check` as a process: exit codes, baseline, changed files, watching, several formats."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from check.samples import changed
from program import fangzhi

SLIP = changed(('resp="#fangzhi"', 'resp="#fangzi"'))
NOTE_ONLY = changed()
FORMATS = ["text", "json", "sarif", "junit", "github", "gitlab"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder `tei` with a file that has an error (bad.xml) and one that has a note (good.xml)."""
    (tmp_path / "tei").mkdir()
    (tmp_path / "tei" / "bad.xml").write_text(SLIP, encoding="utf-8")
    (tmp_path / "tei" / "good.xml").write_text(NOTE_ONLY, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["tei/bad.xml"], 1),
        (["tei/good.xml"], 0),
        (["tei"], 1),
        (["tei/good.xml", "--fail-level", "note"], 1),
        (["tei/good.xml", "--fail-level", "warning"], 0),
        (["tei", "--exit-zero"], 0),
        (["tei", "--exit-zero", "--fail-level", "note"], 0),
        (["tei", "--ignore", "FZ"], 0),
        (["tei", "--select", "FZ302"], 0),
        (["tei", "--select", "FZ302", "--fail-level", "note"], 1),
        (["tei/gone.xml"], 2),
        (["tei/gone.xml", "--exit-zero"], 2),
        (["empty"], 2),
        ([], 2),
        (["tei", "--select", "nonsense"], 2),
        (["tei", "--schema", "gone.rng"], 2),
        (["tei", "--jobs", "0"], 2),
    ],
)
def test_exit_codes(folder: Path, form: str, args: list[str], code: int) -> None:
    """The exit code is that of the contract in every format; what is reported is readable."""
    (folder / "empty").mkdir()
    done = fangzhi("check", *args, "--output-format", form, cwd=folder, GITHUB_STEP_SUMMARY="")
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    if code == 2:
        assert done.stdout == b"" and done.stderr
    elif form in ("json", "sarif", "gitlab"):
        json.loads(done.stdout)


def test_a_folder_with_broken_files(folder: Path) -> None:
    """One unreadable, one binary and one not well-formed file are told, the rest is checked."""
    tei = folder / "tei"
    (tei / "unreadable.xml").symlink_to(folder / "nowhere.xml")
    (tei / "binary.xml").write_bytes(bytes(range(256)) * 40)
    (tei / "open.xml").write_text("<TEI><text>", encoding="utf-8")
    (tei / "empty.xml").write_bytes(b"")
    done = fangzhi("check", *sorted(tei.iterdir()), "--output-format", "json", cwd=folder)
    assert done.returncode in (1, 2)
    if done.returncode == 1:
        found = json.loads(done.stdout)["findings"]
        broken = {Path(one["file"]).name for one in found if one["code"] == "FZ001"}
        assert {"binary.xml", "open.xml", "empty.xml"} <= broken
        assert any(one["code"] == "FZ201" and "bad.xml" in one["file"] for one in found)


def test_baseline(folder: Path) -> None:
    """Known findings are not told and do not fail the run; a new one is and does."""
    made = fangzhi("check", "tei", "--baseline", "known.json", "--update-baseline", cwd=folder)
    assert made.returncode == 0, made.stderr.decode()
    again = fangzhi("check", "tei", "--baseline", "known.json", "--fail-level", "note", cwd=folder)
    assert again.returncode == 0
    assert b"nothing found" in again.stdout
    assert b"known findings of known.json" in again.stderr
    (folder / "tei" / "new.xml").write_text(SLIP, encoding="utf-8")
    more = fangzhi("check", "tei", "--baseline", "known.json", cwd=folder)
    assert more.returncode == 1
    assert b"new.xml" in more.stdout and b"bad.xml" not in more.stdout


def test_baseline_from_another_folder(folder: Path) -> None:
    """A baseline holds wherever the program is run; the settings can name it."""
    fangzhi("check", "tei", "--baseline", "known.json", "--update-baseline", cwd=folder)
    (folder / "fangzhi.toml").write_text('[check]\nbaseline = "known.json"\n')
    done = fangzhi("check", ".", "--fail-level", "note", cwd=folder / "tei")
    assert done.returncode == 0, done.stdout.decode()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--update-baseline"], "no baseline"),
        (["--baseline", "gone.json"], "gone.json"),
        (["--baseline", "b.json", "--update-baseline", "--changed-since", "HEAD"], "forget"),
        (["--baseline", "b.json", "--update-baseline", "--watch"], "exclude"),
        (["--baseline", "tei/bad.xml", "--update-baseline"], "one of the files to check"),
        (["--output", "tei/bad.xml"], "overwrite"),
        (["--changed-since", "HEAD"], "git"),
    ],
)
def test_options_without_sense(folder: Path, args: list[str], said: str) -> None:
    """What cannot be meant is an error with exit code 2, and nothing is written."""
    before = {path: path.read_bytes() for path in (folder / "tei").iterdir()}
    done = fangzhi("check", "tei", *args, cwd=folder, GIT_CEILING_DIRECTORIES=str(folder.parent))
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert {path: path.read_bytes() for path in (folder / "tei").iterdir()} == before
    assert {path.name for path in folder.iterdir()} == {"tei"}


def test_nothing_changed_is_well(folder: Path) -> None:
    """With --changed-since and no change the run ends with 0 and says so."""
    settings = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    for args in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "one"]):
        subprocess.run(["git", *settings, *args], cwd=folder, check=True, capture_output=True)
    done = fangzhi("check", "tei", "--changed-since", "HEAD", cwd=folder)
    assert done.returncode == 0
    assert b"none of 2 files changed since HEAD" in done.stderr
    (folder / "tei" / "bad.xml").write_text(SLIP + "\n", encoding="utf-8")
    done = fangzhi("check", "tei", "--changed-since", "HEAD", cwd=folder)
    assert done.returncode == 1
    assert b"bad.xml" in done.stdout and b"good.xml" not in done.stdout


def heed_interrupts() -> None:
    """A shell starts what runs in the background with Ctrl-C ignored, and so its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
def test_watch(folder: Path) -> None:
    """A change is checked anew, an error of use does not end the watch, Ctrl-C does."""
    command = [sys.executable, "-u", "-m", "fangzhi", "check", "tei/bad.xml", "--watch"]
    with subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
        preexec_fn=heed_interrupts,  # noqa: PLW1509 - no threads here
    ) as process:
        assert process.stderr is not None

        def wait_for(said: str) -> None:
            for line in process.stderr or ():
                if said in line:
                    return
            raise AssertionError(f"{said!r} was not said")

        wait_for("watching")
        (folder / "tei" / "bad.xml").unlink()
        wait_for("no such file")
        wait_for("watching")
        (folder / "tei" / "bad.xml").write_text(NOTE_ONLY, encoding="utf-8")
        wait_for("changed")
        wait_for("watching")
        process.send_signal(signal.SIGINT)
        try:
            assert process.wait(timeout=30) == 0
        finally:
            process.kill()


def test_closed_output(folder: Path) -> None:
    """Without a standard output the report would be lost: an error that says what to do."""
    command = f"exec {sys.executable} -m fangzhi check tei/good.xml >&-"
    done = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"--output" in done.stderr
