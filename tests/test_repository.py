"""The repository as a whole: its shape, its style, and that it speaks of itself alone."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import fangzhi

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {"tei", "schema", "source", "build", "scripts", "tests"}


def tracked() -> list[Path]:
    """The files under version control; all files where that cannot be asked."""
    done = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.skip("not a checkout: git cannot tell which files belong to it")
    return [ROOT / name for name in done.stdout.splitlines() if (ROOT / name).is_file()]


def test_the_top_level_folders_are_the_stages() -> None:
    """The stages are the only folders at the top, hidden ones aside."""
    top = {path.relative_to(ROOT).parts[0] for path in tracked() if path.parent != ROOT}
    assert {name for name in top if not name.startswith(".")} == FOLDERS


def test_no_loose_code_in_scripts() -> None:
    """`scripts/` holds the package and shell entry points, no loose modules."""
    assert not list((ROOT / "scripts").glob("*.py"))


def test_files_and_functions_stay_small() -> None:
    """No module of the program is longer than 500 lines."""
    long = {
        str(path.relative_to(ROOT)): count
        for path in (ROOT / "scripts" / "fangzhi").rglob("*.py")
        if (count := path.read_text().count("\n")) > 500
    }
    assert long == {}


def test_the_map_of_modules_is_whole() -> None:
    """CONTRIBUTING names every module of the program."""
    contributing = (ROOT / "CONTRIBUTING.md").read_text()
    modules = (ROOT / "scripts" / "fangzhi").rglob("*.py")
    missing = [
        path.stem
        for path in modules
        if path.stem not in ("__init__", "__main__")
        and path.parent.name not in ("commands", "readers", "reports")
        and not re.search(rf"`[\w/]*{path.stem}(\.py)?`", contributing)
    ]
    assert missing == []


def test_the_changelog_knows_the_version() -> None:
    """The version of the package is told in the changelog, or is the one in the making."""
    changelog = (ROOT / "CHANGELOG.md").read_text()
    assert "## [Unreleased]" in changelog or f"## [{fangzhi.__version__}]" in changelog


def test_the_lock_holds_every_dependency() -> None:
    """Each dependency of the project is locked, with hashes and without an address."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    locks = {
        "requirements.lock": project["dependencies"],
        "tests/requirements.lock": project["optional-dependencies"]["test"],
    }
    for name, wanted in locks.items():
        lock = (ROOT / name).read_text().lower()
        for requirement in wanted:
            package = re.split(r"[<>=~! ]", requirement)[0].lower()
            assert re.search(rf"^{re.escape(package)}==", lock, re.MULTILINE), package
        assert "sha256:" in lock and "://" not in lock


@pytest.mark.parametrize("tool", [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]])
def test_style_and_types(tool: list[str]) -> None:
    """ruff and mypy have nothing to say."""
    done = subprocess.run(
        [sys.executable, "-m", *tool], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
