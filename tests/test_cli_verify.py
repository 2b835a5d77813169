"""`fangzhi verify` as a process: exit codes, several formats, summaries, and being interrupted."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from program import fangzhi
from verify import bags

FORMATS = ["text", "json", "junit"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound bag, one with an error, one with a warning, an EPUB, and things that are none."""
    folder = tmp_path_factory.mktemp("packages")
    made = bags.make(folder)
    good = folder / "good.zip"
    good.write_bytes(made.read_bytes())
    (folder / "good.epub").write_bytes((folder / "build" / f"{bags.NAME}.epub").read_bytes())
    bad = bags.unpacked(good, folder / "bad")
    bags.edit(bad, bags.SOURCE, lambda data: data + b"!")
    warned = bags.unpacked(good, folder / "warned")
    bags.in_tags(warned, "bag-info.txt", lambda text: text + "Bagging-Date: soon\n")
    (folder / "cut.zip").write_bytes(good.read_bytes()[:5000])
    (folder / "empty").mkdir()
    (folder / "note.txt").write_text("a text")
    os.mkfifo(folder / "pipe")
    return folder


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["good.zip"], 0),
        (["good.epub", "good.zip"], 0),
        (["bad"], 1),
        (["good.zip", "bad"], 1),
        (["cut.zip"], 1),
        (["warned"], 0),
        (["warned", "--fail-level", "warning"], 1),
        (["good.zip", "--fail-level", "note"], 0),
        (["good.zip", "--jobs", "1"], 0),
        (["gone"], 2),
        (["empty"], 2),
        (["note.txt"], 2),
        (["pipe"], 2),
        (["/dev/zero"], 2),
        ([], 2),
        (["good.zip", "--jobs", "0"], 2),
        (["good.zip", "--fail-level", "all"], 2),
    ],
)
def test_exit_codes(folder: Path, form: str, args: list[str], code: int) -> None:
    """The exit code is that of the contract in every format; what is reported is readable."""
    done = fangzhi("verify", *args, "--output-format", form, cwd=folder)
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    if code == 2:
        assert done.stdout == b"" and done.stderr
    elif form == "json":
        assert {"findings", "files", "counts"} <= json.loads(done.stdout).keys()
    elif form == "junit":
        assert etree.fromstring(done.stdout).tag == "testsuites"


def test_what_is_said(folder: Path) -> None:
    """A line a package on stderr: kind, files, bytes, algorithms; findings name the member."""
    done = fangzhi("verify", "good.zip", "good.epub", "bad/yunshui", cwd=folder)
    lines = done.stderr.decode().splitlines()
    assert lines[0].startswith("good.zip: bag, ")
    assert lines[0].endswith("bytes, sha256 and sha512")
    assert lines[1].startswith("good.epub: EPUB, ")
    assert f"bad/yunshui: error FZ728 {bags.SOURCE}: is not what" in done.stdout.decode()
    assert fangzhi("verify", "good.zip", "--quiet", cwd=folder).stderr == b""


def test_one_that_is_none_does_not_stop_the_others(folder: Path) -> None:
    """What is no package is told, the others are verified and reported, and the code is 2."""
    done = fangzhi("verify", "note.txt", "bad/yunshui", "--output-format", "json", cwd=folder)
    assert done.returncode == 2
    assert b"note.txt: is neither" in done.stderr
    assert json.loads(done.stdout)["counts"]["error"] == 2


def test_a_report_in_a_file(folder: Path, tmp_path: Path) -> None:
    """The report is written whole, and never into a package."""
    report = tmp_path / "report.json"
    done = fangzhi(
        "verify", "bad/yunshui", "--output", report, "--output-format", "json", cwd=folder
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert json.loads(report.read_text())["counts"]["error"] == 2
    for target in ("bad/yunshui/report.json", "good.zip"):
        before = (folder / "good.zip").read_bytes()
        done = fangzhi("verify", "bad/yunshui", "good.zip", "--output", target, cwd=folder)
        assert done.returncode == 2
        assert b"report would be written into the package" in done.stderr
        assert (folder / "good.zip").read_bytes() == before
        assert not (folder / "bad/yunshui/report.json").exists()


def test_codes_are_explained(folder: Path) -> None:
    """A code is explained, small letters too; one that there is not is an error."""
    done = fangzhi("verify", "--explain", "fz728", cwd=folder)
    assert done.returncode == 0
    assert done.stdout.startswith(b"FZ728 (error): digest differs\n")
    assert fangzhi("verify", "--explain", "FZ000", cwd=folder).returncode == 2


def test_a_bar_is_shown_on_a_terminal(folder: Path) -> None:
    """The bytes read are shown where somebody watches, and nothing of it in a pipe."""
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "fangzhi", "verify", "good.zip"]
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=slave, check=False, timeout=60
    )
    os.close(slave)
    shown = os.read(master, 100_000).decode()
    os.close(master)
    assert done.returncode == 0
    assert "100%" in shown
    assert b"%" not in fangzhi("verify", "good.zip", cwd=folder).stderr


def heed_interrupts() -> None:
    """A process started in the background may ignore Ctrl-C: not this one."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.slow
def test_it_can_be_interrupted(tmp_path: Path) -> None:
    """Ctrl-C ends it soon, with 130 and without a traceback, and it can be run again."""
    bag = tmp_path / "bag"
    bags.add(bag, "bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    bags.add(bag, "data/a")
    bags.list_payload(bag, ["sha512"])
    for number in range(8):
        with (bag / "data" / f"large{number}").open("wb") as stream:
            stream.truncate(8 << 30)  # holes: no disk is needed
    command = [sys.executable, "-m", "fangzhi", "verify", str(bag)]
    master, slave = pty.openpty()
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=slave,
        preexec_fn=heed_interrupts,  # noqa: PLW1509 - no threads here
    ) as running:
        try:
            shown = b""
            while b"0%" not in shown:
                shown += os.read(master, 1000)
            running.send_signal(signal.SIGINT)
            assert running.wait(timeout=60) == 130
            shown += os.read(master, 100_000)
        finally:
            running.kill()
    os.close(slave)
    os.close(master)
    assert b"Traceback" not in shown
    for number in range(8):
        (bag / "data" / f"large{number}").unlink()
    assert fangzhi("verify", bag, cwd=tmp_path).returncode == 0
