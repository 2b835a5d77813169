"""Wherever a run is killed, nothing is lost, and the next run puts all in order."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fangzhi.errors import UsageError
from program import fangzhi
from store.storing import codes, findings, folder, inventory, keep, objects, only, rewrite, state

TESTS = Path(__file__).resolve().parent.parent
BEFORE = {"a.txt": "one", "below/b.txt": "two"}
AFTER = {"a.txt": "ONE", "below/b.txt": "two", "c.txt": "three"}
# Between two renamings an object has a version too much, or the old sidecar.
BETWEEN = {"E046", "E060"}

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals differ")


def contents(files: dict[str, str]) -> dict[str, bytes]:
    return {f"willow/{name}": text.encode() for name, text in files.items()}


def killed_at(step: int, root: Path, package: Path) -> bool:
    """Whether a run was killed at its Nth step; `False` when it was done before."""
    run = [sys.executable, str(TESTS / "store" / "killed.py"), str(root), str(package), str(step)]
    done = subprocess.run(
        run, env={**os.environ, "PYTHONPATH": str(TESTS)}, capture_output=True, check=False
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr.decode()
    return done.returncode != 0


def require_order(root: Path, versions: int) -> None:
    """The root is whole, has no more versions than it should, and nothing is left of the work."""
    assert findings(root) == []
    assert len(inventory(only(root))["versions"]) == versions
    assert not [path for path in root.rglob("*") if "fangzhi-" in path.name]


@pytest.mark.slow
def test_killed_at_every_step_of_a_new_version(tmp_path: Path) -> None:
    """The version before is whole at every moment; the next run finishes or begins anew."""
    keep(tmp_path / "made", folder(tmp_path / "one" / "willow", BEFORE))
    package = folder(tmp_path / "two" / "willow", AFTER)
    step, seen = 1, set()
    while True:
        root = Path(shutil.copytree(tmp_path / "made", tmp_path / str(step)))
        if not killed_at(step, root, package):
            break
        seen |= (now := codes(findings(root)))
        assert now <= BETWEEN
        assert state(only(root), "v1") == contents(BEFORE)
        keep(root, package)
        require_order(root, 2)
        assert state(only(root)) == contents(AFTER) and state(only(root), "v1") == contents(BEFORE)
        step += 1
    assert step > 20 and seen == BETWEEN


@pytest.mark.slow
def test_killed_at_every_step_of_a_new_root(tmp_path: Path) -> None:
    """There is no root, or an empty one, or one with the whole object; a second run makes it."""
    package = folder(tmp_path / "willow", BEFORE)
    step = 1
    while killed_at(step, root := tmp_path / str(step) / "archive", package):
        if (root / "0=ocfl_1.1").exists():
            assert codes(findings(root)) == set()
            assert len(objects(root)) <= 1
        keep(root, package)
        require_order(root, 1)
        assert state(only(root)) == contents(BEFORE)
        step += 1
    assert step > 25


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path: Path) -> None:
    """The command itself, killed 25 times while it stores ever new versions of 60 files."""
    root, moments = tmp_path / "archive", random.Random(7)
    for number in range(25):
        files = {f"{name}.txt": f"{name} of {number} " * 2000 for name in range(60)}
        package = folder(tmp_path / "willow", files)
        run = [sys.executable, "-m", "fangzhi", "store", str(root), str(package)]
        process = subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.1 + 0.3 * moments.random())
        process.kill()
        process.wait()
        if (root / "0=ocfl_1.1").exists():
            assert codes(findings(root)) <= BETWEEN
    done = fangzhi("store", root, package, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert codes(findings(root)) == set()
    assert state(only(root)) == contents(files)


def beyond(tmp_path: Path) -> tuple[Path, Path]:
    """A root whose object has a version v2 that its inventory does not know yet."""
    root = tmp_path / "archive"
    keep(root, folder(tmp_path / "one" / "willow", BEFORE))
    package = folder(tmp_path / "two" / "willow", AFTER)
    old = shutil.copytree(root, tmp_path / "old")
    keep(root, package)
    for name in ("inventory.json", "inventory.json.sha512"):
        shutil.copy(only(old) / name, only(root) / name)
    return root, package


def test_a_version_that_is_whole_is_finished(tmp_path: Path) -> None:
    """It becomes the head before anything else is done, and is told."""
    root, _ = beyond(tmp_path)
    assert codes(findings(root)) == {"E046"}
    third = folder(tmp_path / "three" / "willow", {"a.txt": "3"})
    done = fangzhi("store", root, third, "--id", "urn:example:willow", cwd=tmp_path)
    assert b"finished v2" in done.stderr and b"v3: 1 files" in done.stderr
    assert state(only(root), "v2") == contents(AFTER)
    assert codes(findings(root)) == set()


@pytest.mark.parametrize("harm", ["content", "inventory", "sidecar", "missing", "extra", "history"])
def test_a_version_that_is_not_whole_is_told(tmp_path: Path, harm: str) -> None:
    """It is neither finished nor thrown away: a person looks at it, and nothing is touched."""
    root, package = beyond(tmp_path)
    place = only(root) / "v2"
    if harm == "content":
        (place / "content" / "willow" / "c.txt").write_text("thr")
    elif harm == "missing":
        (place / "content" / "willow" / "c.txt").unlink()
    elif harm == "extra":
        (place / "content" / "willow" / "d.txt").write_text("new")
    elif harm == "inventory":
        (place / "inventory.json").unlink()
    elif harm == "sidecar":
        (place / "inventory.json.sha512").write_text("")
    else:
        rewrite(place, lambda found: found["versions"]["v1"].update(created="2000-01-01T00:00:00Z"))
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    with pytest.raises(UsageError, match="not whole"):
        keep(root, package)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_many_processes_at_once(tmp_path: Path) -> None:
    """Six runs store to one object and one new root: each makes its version, one after another."""
    root = tmp_path / "archive"
    processes = []
    for number in range(6):
        place = folder(tmp_path / str(number) / "willow", {"a.txt": f"{number}" * 1000})
        run = [sys.executable, "-m", "fangzhi", "store", str(root), str(place)]
        processes.append(subprocess.Popen(run, stderr=subprocess.PIPE))
    for process in processes:
        _, told = process.communicate()
        assert process.returncode == 0, told.decode()
    place = only(root)
    found = {state(place, name)["willow/a.txt"][:1] for name in inventory(place)["versions"]}
    assert found == {b"0", b"1", b"2", b"3", b"4", b"5"}
    assert codes(findings(root)) == set() and not (root / ".fangzhi-lock").exists()


def test_who_waits_says_for_whom(tmp_path: Path) -> None:
    """A run that finds the root locked names the process, and goes on when that has ended."""
    fcntl = pytest.importorskip("fcntl")
    root = tmp_path / "archive"
    package = folder(tmp_path / "willow", BEFORE)
    keep(root, package)
    with (root / ".fangzhi-lock").open("w") as lock:
        lock.write("4711\n")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        run = [sys.executable, "-m", "fangzhi", "store", str(root), str(package)]
        process = subprocess.Popen(run, stderr=subprocess.PIPE)
        assert process.stderr is not None
        assert b"waiting for process 4711" in process.stderr.readline()
    process.communicate()
    assert process.returncode == 0


def test_a_lock_that_a_dead_process_left_means_nothing(tmp_path: Path) -> None:
    """The system frees it; the file alone stops nobody."""
    root = folder(tmp_path / "archive", {".fangzhi-lock": "1\n"})
    keep(root, folder(tmp_path / "willow", BEFORE))
    require_order(root, 1)
