"""The GitHub action, the GitLab job and the hooks, run as those who run them would."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from program import fangzhi

ROOT = Path(__file__).resolve().parent.parent
ACTION = ROOT / ".github" / "actions" / "check" / "action.yml"
SAMPLE = ROOT / "tei" / "yunxi-2024.xml"
pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text())


def step(name: str) -> dict[str, Any]:
    """The step of the action with this name."""
    (found,) = (one for one in load(ACTION)["runs"]["steps"] if one.get("name") == name)
    return found


@pytest.fixture
def job(tmp_path: Path) -> Path:
    """A checkout with a good text and a bad one, and the runner's folder beside it."""
    tei = tmp_path / "work" / "tei"
    tei.mkdir(parents=True)
    shutil.copytree(ROOT / "source", tmp_path / "work" / "source")
    shutil.copy(SAMPLE, tei / "good.xml")
    text = SAMPLE.read_text().replace("<body>", "<body><nonsense/>")
    (tmp_path / "work" / "bad one; touch pwned.xml").write_text(text)
    (tmp_path / "runner" / "fangzhi").mkdir(parents=True)
    (tmp_path / "runner" / "fangzhi" / "path").write_text(f"{Path(sys.executable).parent}\n")
    return tmp_path


def check(job: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the step "Check" as GitHub does: inputs into its variables, the script into bash."""
    known = load(ACTION)["inputs"]
    given = {name: str(one["default"]) for name, one in known.items()}
    given |= {name.replace("_", "-"): value for name, value in inputs.items()}
    one = step("Check")
    variables = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: given[match[1]], value)
        for name, value in one["env"].items()
    }
    (job / "step.sh").write_text(one["run"])
    outer = {key: value for key, value in os.environ.items() if key not in ("PYTHONUTF8", "CI")}
    runner = {
        "RUNNER_TEMP": str(job / "runner"),
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(job / "summary.md"),
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", job / "step.sh"],
        cwd=job / "work", env={**outer, **runner, **variables},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


# ---------------------------------------------------------------- the action


def test_the_action_is_what_github_documents() -> None:
    """A composite action: each input described, each script with its shell, no stray key."""
    action = load(ACTION)
    assert set(action) == {"name", "description", "inputs", "runs"}
    assert action["runs"]["using"] == "composite"
    for name, one in action["inputs"].items():
        assert set(one) <= {"description", "default", "required"} and one["description"], name
    for one in action["runs"]["steps"]:
        assert ("uses" in one) != ("run" in one)
        assert "run" not in one or one["shell"] == "bash"


def test_no_input_is_part_of_a_script() -> None:
    """Inputs reach the shell as variables alone; every input is used."""
    steps = load(ACTION)["runs"]["steps"]
    assert not [one for one in steps if "${{" in one.get("run", "")]
    used = set(re.findall(r"inputs\.([\w-]+)", ACTION.read_text()))
    assert used == set(load(ACTION)["inputs"])


def test_a_good_file_ends_well(job: Path) -> None:
    """The folder tei/ is checked by default; a summary is written."""
    done = check(job)
    assert done.returncode == 0, done.stderr
    assert "1 file checked, nothing found" in done.stdout
    assert "fangzhi check" in (job / "summary.md").read_text()


def test_a_bad_file_is_shown_at_its_line(job: Path) -> None:
    """A name with spaces and a semicolon is one file; its finding is an annotation; exit code 1."""
    done = check(job, files="tei\n\nbad one; touch pwned.xml\r\n")
    assert done.returncode == 1, done.stderr
    found = re.search(r"^::error file=([^,]+),line=\d+.*nonsense", done.stdout, re.MULTILINE)
    assert found is not None and found[1] == "bad one; touch pwned.xml"
    assert not (job / "work" / "pwned.xml").exists() and not (job / "work" / "pwned").exists()


@pytest.mark.parametrize("name", ["files", "fail_level", "select", "ignore", "schema"])
def test_no_input_becomes_a_command(job: Path, name: str) -> None:
    """Whatever it holds, it is a word that the program refuses: exit code 2, nothing run."""
    bad = "x'\"; touch pwned; $(touch pwned) `touch pwned`"
    done = check(job, **{name: bad})
    assert done.returncode == 2, done.stdout + done.stderr
    assert not (job / "work" / "pwned").exists()


@pytest.mark.parametrize("files", ["--explain=FZ001", "-h"])
def test_no_file_becomes_an_option(job: Path, files: str) -> None:
    """A name that begins with a hyphen is looked for as a file."""
    done = check(job, files=files)
    assert done.returncode == 2 and "no such file" in done.stderr


def test_no_file_at_all_is_a_mistake(job: Path) -> None:
    """An empty list never passes for a check."""
    assert check(job, files="\n").returncode == 2


def test_the_inputs_reach_the_program(job: Path) -> None:
    """Codes and the level that fails; a schema of one's own."""
    bad = "bad one; touch pwned.xml"
    assert check(job, files=bad, ignore="FZ0,FZ2,FZ3").returncode == 0
    assert check(job, files=bad, select="FZ2").returncode == 0
    own = [str(ROOT / "schema" / name) for name in ("fangzhi.rng", "fangzhi.sch")]
    done = check(job, schema="\n".join(own))
    assert done.returncode == 0, done.stdout + done.stderr
    assert check(job, fail_level="nonsense").returncode == 2


def test_sarif_is_written_also_when_the_check_fails(job: Path) -> None:
    """The file is there to be uploaded, and the job fails all the same."""
    done = check(job, files="bad one; touch pwned.xml", sarif="out/a b.sarif")
    assert done.returncode == 1
    assert '"ruleId": "FZ002"' in (job / "work" / "out" / "a b.sarif").read_text()


@pytest.mark.slow
def test_the_action_installs_its_own_version(tmp_path: Path) -> None:
    """The step "Install fangzhi" makes an environment from the repository that it lies in."""
    one = step("Install fangzhi")
    assert one["env"] == {"FZ_ACTION": "${{ github.action_path }}"}
    where = tmp_path / "the action" / "repo"
    ignored = shutil.ignore_patterns(".venv", ".git", "tests", ".*cache", "__pycache__")
    shutil.copytree(ROOT, where, ignore=ignored)
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "python").symlink_to(sys.executable)
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", one["run"]],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={
            **os.environ,
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "RUNNER_TEMP": str(tmp_path),
            "FZ_ACTION": str(where / ".github" / "actions" / "check"),
        },
    )  # fmt: skip
    if done.returncode and "No matching distribution" in done.stderr:
        pytest.skip("packages cannot be fetched: no network")
    assert done.returncode == 0, done.stderr
    installed = (tmp_path / "fangzhi" / "path").read_text().strip()
    checked = subprocess.run(
        [Path(installed, "fangzhi"), "check", SAMPLE],
        capture_output=True,
        check=False,
        cwd=tmp_path,
    )
    assert checked.returncode == 0, checked.stdout.decode()


# ---------------------------------------------------------------- this repository


def test_this_repository_checks_its_own_texts() -> None:
    """Its workflow uses the action, its hooks the program; nothing is found, not even a warning."""
    steps = load(ROOT / ".github" / "workflows" / "ci.yml")["jobs"]["check"]["steps"]
    (own,) = (one for one in steps if one.get("uses") == "./.github/actions/check")
    assert own["with"] == {"files": "tei", "fail-level": "warning"}
    done = fangzhi("check", "tei", "--fail-level", "warning", cwd=ROOT)
    assert done.returncode == 0, done.stdout.decode()


def test_the_hooks_are_what_pre_commit_documents() -> None:
    """The hook for others has all that is required; our own runs the same on the same files."""
    (hook,) = load(ROOT / ".pre-commit-hooks.yaml")
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert (hook["id"], hook["entry"], hook["language"]) == (
        "fangzhi-check", "fangzhi check", "python",
    )  # fmt: skip
    hooks = load(ROOT / ".pre-commit-config.yaml")["repos"][0]["hooks"]
    (own,) = (one for one in hooks if one["id"] == "fangzhi-check")
    assert own["entry"].endswith(hook["entry"])
    assert all(own[key] == hook[key] for key in ("types", "files"))
    assert re.search(hook["files"], "tei/a.xml") and not re.search(hook["files"], "schema/a.xml")


def test_the_gitlab_job_reports_and_fails(job: Path) -> None:
    """Its script writes the Code Quality report that it hands over, and fails for a bad file."""
    one = load(ROOT / ".gitlab" / "check.yml")["fangzhi-check"]
    script = [line for line in one["script"] if " pip " not in line]
    assert len(script) == len(one["script"]) - 1
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for files, code in (("tei", 0), ("bad one; touch pwned.xml", 1)):
        variables = {**one["variables"], "FANGZHI_FILES": files}
        done = subprocess.run(
            ["bash", "-e", "-c", "\n".join(script)], cwd=job / "work", capture_output=True,
            env={**os.environ, **variables, "PATH": path}, check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stdout.decode() + done.stderr.decode()
        report = job / "work" / one["artifacts"]["reports"]["codequality"]
        assert ("FZ002" in report.read_text()) == bool(code)
