"""Which files are checked, and which of them changed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from fangzhi.check.files import changed_files, tei_files
from fangzhi.errors import UsageError


def git(folder: Path, *args: str) -> None:
    """Run git in a folder, with a name and without the settings of whoever runs the tests."""
    settings = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run(
        ["git", *settings, *args],
        cwd=folder,
        check=True,
        capture_output=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull},
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with three TEI files and a transcription, all committed on `main`."""
    for name in ("tei/a.xml", "tei/b.xml", "tei/名 c.xml", "source/b.txt", "source/z.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("<a/>")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "one")
    return tmp_path


def changed(repository: Path, revision: str) -> list[str]:
    found = changed_files(tei_files([repository / "tei"]), revision)
    return [file.name for file in found]


def test_nothing_to_check_is_an_error(tmp_path: Path) -> None:
    """No file at all, an empty folder and a path that is not there end with exit code 2."""
    for paths in ([], [tmp_path], [tmp_path / "gone.xml"]):
        with pytest.raises(UsageError) as caught:
            tei_files(paths)
        assert caught.value.exit_code == 2


def test_hidden_folders_are_passed_over(tmp_path: Path) -> None:
    """A folder is searched to the bottom, but not its hidden folders; a file counts once."""
    file = tmp_path / "x.xml"
    file.write_text("<a/>")
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "y.xml").write_text("<a/>")
    assert tei_files([tmp_path, file]) == [file]


def test_nothing_changed(repository: Path) -> None:
    """Without a change no file is left."""
    assert changed(repository, "HEAD") == []


def test_what_counts_as_changed(repository: Path) -> None:
    """Committed on the branch, not committed, and new files; names with spaces and Chinese too."""
    git(repository, "switch", "-q", "-c", "work")
    (repository / "tei" / "a.xml").write_text("<b/>")
    git(repository, "commit", "-q", "-a", "-m", "two")
    (repository / "tei" / "名 c.xml").write_text("<b/>")
    (repository / "tei" / "d.xml").write_text("<b/>")
    assert changed(repository, "main") == ["a.xml", "d.xml", "名 c.xml"]
    assert changed(repository, "HEAD") == ["d.xml", "名 c.xml"]


def test_what_others_did_since_is_no_change(repository: Path) -> None:
    """What came to the other branch after ours left it does not count."""
    git(repository, "switch", "-q", "-c", "work")
    git(repository, "switch", "-q", "main")
    (repository / "tei" / "a.xml").write_text("<b/>")
    git(repository, "commit", "-q", "-a", "-m", "two")
    git(repository, "switch", "-q", "work")
    assert changed(repository, "main") == []


def test_a_changed_transcription_counts(repository: Path) -> None:
    """A TEI file is checked against its transcription, so that file's change is one too."""
    (repository / "source" / "b.txt").write_text("other")
    (repository / "source" / "z.png").write_text("other")
    assert changed(repository, "HEAD") == ["b.xml"]


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD:tei", ""])
def test_an_unknown_revision(repository: Path, revision: str) -> None:
    """What is no commit is an error with exit code 2; it is never taken for an option of git."""
    with pytest.raises(UsageError, match="git cannot say") as caught:
        changed(repository, revision)
    assert caught.value.exit_code == 2
    assert not (repository / "x").exists()


def test_no_repository(tmp_path: Path) -> None:
    """Outside of a repository git's own words are told."""
    (tmp_path / "a.xml").write_text("<a/>")
    with pytest.raises(UsageError, match="not a git repository"):
        changed_files([tmp_path / "a.xml"], "HEAD")


def test_a_circle_of_links_is_no_bug(repository: Path) -> None:
    """Links that lead to each other are not followed for ever; other files are still told."""
    (repository / "tei" / "x.xml").symlink_to("y.xml")
    (repository / "tei" / "y.xml").symlink_to("x.xml")
    (repository / "tei" / "a.xml").write_text("<b/>")
    found = changed_files([repository / "tei" / name for name in ("a.xml", "x.xml")], "HEAD")
    assert repository / "tei" / "a.xml" in found
