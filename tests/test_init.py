"""`fangzhi init`: a new edition repository works as it stands, and nothing is half-written."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from fangzhi import metadata, repository
from fangzhi.check import settings
from fangzhi.errors import OutputError
from fangzhi.tei.names import parse_file
from program import fangzhi, written

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {"tei", "schema", "source", "build", "scripts", "tests"}
EPOCH = "1767225600"  # 2026-01-01
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A script of the repository, as its owner runs it."""
    return subprocess.run(
        [folder / script], cwd=folder.parent, env={**os.environ, "PATH": PATH, "PYTHONUTF8": "1"},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def everything(folder: Path) -> set[str]:
    """All that is below a folder, folders too."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


@pytest.fixture(scope="module", params=["zh", "en"])
def edition(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new repository with a first text in each language."""
    folder = tmp_path_factory.mktemp("new") / "willow 2025"
    done = fangzhi("init", folder, "--language", request.param, cwd=folder.parent)
    assert done.returncode == 0, done.stderr.decode()
    assert "scripts/make" in done.stderr.decode() and done.stdout == b""
    return folder


def test_the_six_folders_are_there(edition: Path) -> None:
    """They are the only folders, hidden ones aside, and the README explains each."""
    folders = {path.name for path in edition.iterdir() if path.is_dir()}
    assert {name for name in folders if not name.startswith(".")} == FOLDERS
    readme = (edition / "README.md").read_text()
    assert all(f"| `{name}/` |" in readme for name in FOLDERS)
    assert all(any(f.is_file() for f in (edition / name).iterdir()) for name in FOLDERS)


def test_nothing_of_the_template_shows(edition: Path) -> None:
    """No placeholder and no stand-in for a hidden name is left."""
    for name in written(edition):
        assert "dot-" not in name and "/ID." not in name
        if not name.startswith("schema/"):
            assert not re.search(r"@[A-Z]+@", (edition / name).read_text()), name


def test_check_finds_nothing_at_once(edition: Path) -> None:
    """Before anything else is run, the first text is valid, not even a note is made."""
    for args in (["--fail-level", "note"], ["--schema", "schema/fangzhi.rng"]):
        done = fangzhi("check", "tei", *args, cwd=edition)
        assert (done.returncode, done.stderr) == (0, b""), done.stdout.decode()
        assert b"nothing found" in done.stdout


def test_make_needs_nothing_and_changes_no_text(edition: Path) -> None:
    """`make` ends well without a warning, and gives the TEI that was there."""
    (tei,) = (edition / "tei").iterdir()
    before = tei.read_bytes()
    done = fangzhi("make", "source/willow-2025.txt", cwd=edition)
    assert done.returncode == 0 and "warning" not in done.stderr.decode()
    assert tei.read_bytes() == before
    assert len(list((edition / "build").glob("willow-2025.*"))) >= 3


def test_the_scripts_and_the_tests_of_the_template_run(edition: Path) -> None:
    """From any folder; `tests/run` leaves nothing behind."""
    assert run("scripts/make", edition).returncode == 0
    before = everything(edition)
    for script in ("scripts/check", "tests/run"):
        done = run(script, edition)
        assert done.returncode == 0, done.stderr
    assert everything(edition) == before


def test_the_tests_of_the_template_find_a_spoilt_source(edition: Path, tmp_path: Path) -> None:
    """They fail for a sidecar that is broken, and for a tei/ that is empty."""
    broken = tmp_path / "broken"
    shutil.copytree(edition, broken)
    sidecar = broken / "source" / "willow-2025.toml"
    sidecar.write_text(sidecar.read_text().replace("language", "langauge", 1))
    assert run("tests/run", broken).returncode != 0
    hollow = tmp_path / "hollow"
    shutil.copytree(edition, hollow)
    (hollow / "tei" / "willow-2025.xml").unlink()
    assert "scripts/make" in run("tests/run", hollow).stderr


def test_the_first_text_is_read_as_it_is_meant(tmp_path: Path) -> None:
    """The Chinese one: two signed sections, four entries, a caption with its credit, a title."""
    repository.start(tmp_path / "a")
    text = parse_file(tmp_path / "a" / "tei" / "a.xml")
    names = {"t": "http://www.tei-c.org/ns/1.0"}

    def count(path: str) -> float:
        return float(text.xpath(f"count(//t:body//{path})", namespaces=names))

    assert count("t:div[@type='section'][t:byline[@ana='#role.contributor']]") == 2
    assert count("t:div[@type='entry']") == 4
    assert count("t:figure[t:head][t:byline[@ana='#role.credit']]") == 1
    assert text.xpath("string(//t:body/t:div/t:head)", namespaces=names) == "柳岸镇"


# ---------------------------------------------------------------- the sidecar


def uncommented(sidecar: Path) -> Path:
    """The sidecar with every key that is off switched on, but `files`, which stands for `file`."""
    text = re.sub(r"^# (?!files)(?=[\w-]+ = |\[)", "", sidecar.read_text(), flags=re.MULTILINE)
    sidecar.write_text(text)
    return sidecar


def test_the_sidecar_shows_every_key(edition: Path, tmp_path: Path) -> None:
    """With all keys switched on it is read, and leaves nothing at all unstated."""
    sidecar = tmp_path / "a.toml"
    shutil.copy(edition / "source" / "willow-2025.toml", sidecar)
    stated = metadata.read(uncommented(sidecar))
    several = re.sub("(?m)^file = .*|^# (?=files)", "", sidecar.read_text(), count=2)
    sidecar.write_text(several)
    files = metadata.read(sidecar).text_files
    assert files == ("1.xml", "2.xml")
    stated = dataclasses.replace(stated, text_files=files)
    for part in (stated, stated.source, stated.rights, *stated.responsible, *stated.pictures):
        for field in dataclasses.fields(part):
            assert getattr(part, field.name), f"{type(part).__name__}.{field.name}"


def test_each_key_of_the_sidecar_has_a_comment(edition: Path) -> None:
    """What it is for stands behind each key and table, in one column where there is room."""
    lines = (edition / "source" / "willow-2025.toml").read_text().splitlines()
    keys = [line for line in lines if re.match(r"(# )?([\w-]+ = |\[)", line)]
    bare = [line for line in keys if "  # " not in line and not line.startswith("zh-Hans = ")]
    assert [line for line in bare if not line.startswith("en = ")] == []
    wide = [line for line in keys if len(line.partition("  # ")[0]) < 32]
    assert {line.find(" # ", 2) for line in wide if " # " in line[2:]} == {32}


def test_the_settings_of_the_template_are_settings(edition: Path, tmp_path: Path) -> None:
    """As they stand they say nothing; switched on, each is one that `check` knows."""
    assert settings.load_settings(edition).select == ()
    file = tmp_path / "fangzhi.toml"
    shutil.copy(edition / "fangzhi.toml", file)
    chosen = settings.load_settings(uncommented(file).parent)
    assert (chosen.fail_level, chosen.ignore) == ("warning", ("FZ104",))


def test_the_workflow_and_the_hook_run_what_is_there(edition: Path) -> None:
    """Each script that the workflow runs is in the repository; the hook runs the program."""
    workflow = yaml.safe_load((edition / ".github" / "workflows" / "check.yml").read_text())
    steps = [step["run"] for step in workflow["jobs"]["check"]["steps"] if "run" in step]
    assert steps == ["pip install fangzhi", "scripts/check", "tests/run"]
    assert all(os.access(edition / step, os.X_OK) for step in steps[1:])
    hooks = yaml.safe_load((edition / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    assert [hook["entry"] for hook in hooks] == ["fangzhi check"]


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("my book", "my-book"),
        ("云溪年鉴(2025)", "云溪年鉴-2025"),
        (".hidden", "hidden"),
        ("-x-", "x"),
        ("...", "edition"),
        ("a" * 300, "a" * 60),
        ("a\u202eb", "a-b"),
    ],
)
def test_a_folder_names_its_edition(folder: str, name: str) -> None:
    """What cannot stand in an ID becomes a hyphen or goes."""
    assert repository.safe_name(folder) == name


def test_the_name_can_be_given(tmp_path: Path) -> None:
    """`--name` names the files; one that cannot is refused, and nothing is written."""
    assert fangzhi("init", "a", "--name", "二〇二五", cwd=tmp_path).returncode == 0
    assert (tmp_path / "a" / "tei" / "二〇二五.xml").is_file()
    for bad in ("../x", "a/b", ".x"):
        done = fangzhi("init", "b", "--name", bad, cwd=tmp_path)
        assert done.returncode == 2 and "cannot be the ID" in done.stderr.decode()
    assert not (tmp_path / "b").exists()


def test_the_same_bytes_in_two_places(tmp_path: Path) -> None:
    """With SOURCE_DATE_EPOCH a repository depends on its name alone."""
    made = []
    for above in ("x", "y/z"):
        folder = tmp_path / above / "book"
        done = fangzhi("init", folder, cwd=tmp_path, SOURCE_DATE_EPOCH=EPOCH)
        assert done.returncode == 0
        made.append({name: (folder / name).read_bytes() for name in written(folder)})
    assert made[0] == made[1]
    assert b"date = 2026-01-01" in made[0]["source/book.toml"]


# ---------------------------------------------------------------- where it cannot be


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    """Any file stops it; nothing is written, and a second run stops too."""
    (tmp_path / "notes.txt").write_text("mine")
    done = fangzhi("init", ".", cwd=tmp_path)
    assert done.returncode == 2 and "notes.txt" in done.stderr.decode()
    assert everything(tmp_path) == {"notes.txt"}


def test_an_empty_folder_and_one_with_git_are_taken(tmp_path: Path) -> None:
    """Also the current one; what git has there stays."""
    (tmp_path / "book" / ".git").mkdir(parents=True)
    (tmp_path / "book" / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    assert fangzhi("init", ".", cwd=tmp_path / "book").returncode == 0
    assert (tmp_path / "book" / "tei" / "book.xml").is_file()
    assert written(tmp_path / "book" / ".git") == {"HEAD"}
    (tmp_path / "empty").mkdir()
    assert fangzhi("init", "empty", cwd=tmp_path).returncode == 0
    assert not list(tmp_path.rglob(".fangzhi-*"))


@pytest.mark.parametrize("name", ["file", "file/below", "dangling"])
def test_a_file_is_no_place(tmp_path: Path, name: str) -> None:
    """A file, a place below one, and a link that leads nowhere are refused in one line."""
    (tmp_path / "file").write_text("mine")
    (tmp_path / "dangling").symlink_to("nowhere")
    before = everything(tmp_path)
    done = fangzhi("init", name, cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.decode().count("\n") == 1
    assert name.partition("/")[0] in done.stderr.decode()
    assert everything(tmp_path) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """It is named, and nothing is left."""
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    done = fangzhi("init", locked / "book", cwd=tmp_path)
    assert done.returncode == 2 and "cannot be written" in done.stderr.decode()
    assert everything(tmp_path) == {"locked"}


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("broken", ["copy_schema", "write_tei"])
def test_an_error_on_the_way_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool, broken: str
) -> None:
    """Neither a draft nor a folder above it stays when a step fails."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(repository, broken, fail)
    folder = tmp_path / "above" / "book"
    if there:
        folder.mkdir(parents=True)
    before = everything(tmp_path)
    with pytest.raises(OutputError, match="No space left"):
        repository.start(folder)
    assert everything(tmp_path) == before


def test_a_move_that_fails_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only some of the files could be moved, none stays."""
    rename, moved = Path.rename, []

    def fail(path: Path, target: Path) -> Path:
        if path.name == "schema" and not moved:
            moved.append(path)
            raise OSError(28, "No space left on device")
        return rename(path, target)

    folder = tmp_path / "book"
    folder.mkdir()
    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OutputError, match="No space left"):
        repository.start(folder)
    assert moved and everything(folder) == set()


# ---------------------------------------------------------------- the package


@pytest.mark.slow
def test_the_wheel_holds_the_whole_template(tmp_path: Path) -> None:
    """Every file of the template, the style sheet and the schema is in what pip installs."""
    for name in ("scripts", "schema", "pyproject.toml", "README.md", "LICENSE"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (tmp_path / "copy").mkdir(exist_ok=True)
        copy(ROOT / name, tmp_path / "copy" / name)
    wheel = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", tmp_path, "."]
    done = subprocess.run(wheel, cwd=tmp_path / "copy", capture_output=True, check=False)
    if done.returncode and b"hatchling" in done.stderr:
        pytest.skip("the build tool hatchling cannot be fetched: no network")
    assert done.returncode == 0, done.stderr.decode()
    (path,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(path).namelist())
    package = ROOT / "scripts" / "fangzhi"
    wanted = {
        f"fangzhi/{file.relative_to(package).as_posix()}"
        for file in (*(package / "templates").rglob("*"), package / "odd.xsl", package / "odd.css")
        if file.is_file()
    }
    assert len(wanted) > 10
    assert wanted - held == set()
    assert "fangzhi/schema/fangzhi.odd" in held
