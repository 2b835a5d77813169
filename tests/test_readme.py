"""The commands of the README are run as they stand there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fangzhi.check.run import check_files

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


def test_the_edits_that_the_readme_shows_keep_the_edition_valid(repository: Path) -> None:
    """The marked correction and the note of the README go into a text, and check finds nothing."""
    block = next(b for b in re.findall(r"```xml\n(.*?)```", README, re.DOTALL) if "<choice>" in b)
    tei = repository / "edited" / "tei" / "yunxi-2024.xml"
    shutil.copytree(ROOT / "source", tei.parent.parent / "source")
    tei.parent.mkdir(parents=True)
    text = (ROOT / "tei" / "yunxi-2024.xml").read_text()
    word = re.search(r"<corr[^>]*>(.*?)</corr>", block)
    assert word is not None
    edit = re.sub(r"<sic>.*?</sic>", f"<sic>{word[1]}</sic>", block).replace(
        f">{word[1]}</corr>", ">改正</corr>"
    )
    assert word[1] in text
    tei.write_text(text.replace(word[1], "".join(edit.splitlines()), 1))
    assert [finding.message for finding in check_files([tei])] == []
