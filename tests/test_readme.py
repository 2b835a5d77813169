"""The commands of the README are run as they stand there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
COMMANDS = [
    line.split("   ")[0].strip()
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.startswith("fangzhi ")
]


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the edition folders of this repository."""
    folder = tmp_path_factory.mktemp("repository")
    for name in ("source", "tei"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def test_the_readme_has_commands() -> None:
    """Some commands are found, and every command of the program is among them."""
    assert {command.split()[1] for command in COMMANDS} >= {"make", "encode", "check", "build"}


def test_every_command_of_the_readme_runs(repository: Path) -> None:
    """Each command ends with 0, one after the other, as a reader would type them."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command in COMMANDS:
        moved = command.replace("/tmp/", f"{repository}/")
        done = subprocess.run(
            moved, shell=True, cwd=repository, env={**os.environ, "PATH": path},
            capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}: {done.stderr.decode()}"


def test_the_links_of_the_docs_lead_somewhere() -> None:
    """Files and pictures that README and CONTRIBUTING link to are there."""
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text()):
            assert (ROOT / target).exists(), f"{name}: {target}"
