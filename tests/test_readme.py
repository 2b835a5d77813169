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
from program import fangzhi

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
    """A copy of the edition folders of this repository, committed on `main`."""
    folder = tmp_path_factory.mktemp("repository")
    for name in ("source", "tei", "schema"):
        shutil.copytree(ROOT / name, folder / name)
    settings = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    for args in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "one"]):
        subprocess.run(["git", *settings, *args], cwd=folder, check=True, capture_output=True)
    return folder


def test_the_readme_has_commands() -> None:
    """Some commands are found, and every command of the program is among them."""
    assert {command.split()[1] for command in COMMANDS} >= {"make", "encode", "check", "build"}


def test_every_command_of_the_readme_runs(repository: Path) -> None:
    """Each command ends with 0, one after the other, as a reader would type them."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command in COMMANDS:
        if "--watch" in command:  # goes on until Ctrl-C; tests/test_cli_check.py ends it
            continue
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


def edition(folder: Path) -> Path:
    """The source of the sample edition in a repository of its own."""
    shutil.copytree(ROOT / "source", folder / "source")
    return folder / "source" / "yunxi-2024.txt"


def test_the_doubts_that_the_readme_shows_are_told(tmp_path: Path) -> None:
    """Each line of the list is what the program says of the sample, as far as it is shown."""
    shown = re.findall(r"^source/yunxi-2024\.txt:\d+:.*$", README, re.MULTILINE)
    told = fangzhi("encode", edition(tmp_path), cwd=tmp_path).stderr.decode().splitlines()
    told = [line for line in told if line.startswith("source/yunxi-2024.txt:")]
    assert shown
    for line, said in zip(shown, told, strict=False):
        assert said.startswith(line.removesuffix("(…)"))


def test_the_decisions_that_the_readme_shows_are_followed(tmp_path: Path) -> None:
    """They fit the sample edition, and what they say is no doubt any more."""
    source = edition(tmp_path)
    (decisions,) = (b for b in re.findall(r"```toml\n(.*?)```", README, re.DOTALL) if "[[join" in b)
    source.with_name("yunxi-2024.decisions.toml").write_text(decisions)
    done = fangzhi("encode", source, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert not re.search(r"^\S+txt:(17|33|119):", done.stderr.decode(), re.MULTILINE)


def test_the_small_text_of_the_readme_is_read_as_it_says(tmp_path: Path) -> None:
    """Its kind, the reason, and what is found in it."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    (text,) = (block for block in blocks if block.startswith("第一章"))
    (shown,) = (block for block in blocks if "encode roads" in block)
    (tmp_path / "roads.txt").write_text(text)
    said = fangzhi("encode", "roads.txt", "--verbose", cwd=tmp_path).stderr.decode()
    for line in shown.splitlines()[1:]:
        assert line.removesuffix("…") in said
