"""Settings of `check` in fangzhi.toml and pyproject.toml."""

from __future__ import annotations

from pathlib import Path

import pytest

from fangzhi.check.finding import Level
from fangzhi.check.settings import CheckSettings, load_settings
from fangzhi.errors import MetadataError

ALL = """
select = ["FZ1", "FZ002"]
ignore = "FZ104"
fail-level = "warning"
output-format = "sarif"
schema = "schema/own.rng"
exit-zero = true
"""


def test_nothing_set(tmp_path: Path) -> None:
    """Without a file all settings have their defaults."""
    assert load_settings(tmp_path) == CheckSettings()


@pytest.mark.parametrize(
    ("name", "table"), [("fangzhi.toml", "check"), ("pyproject.toml", "tool.fangzhi.check")]
)
def test_all_settings(tmp_path: Path, name: str, table: str) -> None:
    """Each key is read, from either file; the schema is found from the file's folder."""
    (tmp_path / name).write_text(f"[{table}]{ALL}")
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    assert load_settings(inside) == CheckSettings(
        select=("FZ1", "FZ002"),
        ignore=("FZ104",),
        fail_level=Level.WARNING,
        output_format="sarif",
        schema=(tmp_path / "schema" / "own.rng",),
        exit_zero=True,
        file=tmp_path / name,
    )


def test_the_nearest_file_wins(tmp_path: Path) -> None:
    """A nearer pyproject.toml goes before a farther fangzhi.toml; one without a table is none."""
    near = tmp_path / "near"
    near.mkdir()
    (tmp_path / "fangzhi.toml").write_text('[check]\nignore = ["FZ203"]')
    (near / "pyproject.toml").write_text("[tool.other]\nx = 1")
    assert load_settings(near).ignore == ("FZ203",)
    (near / "pyproject.toml").write_text('[tool.fangzhi.check]\nignore = ["FZ109"]')
    assert load_settings(near).ignore == ("FZ109",)
    (near / "fangzhi.toml").write_text('[check]\nignore = ["FZ113"]')
    assert load_settings(near).ignore == ("FZ113",)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ('ingore = ["FZ104"]', "ignore"),
        ("exit-zero = 1", "true or false"),
        ("select = [1]", "list of strings"),
        ('fail-level = "warn"', "warning"),
        ('output-format = "xml"', "sarif"),
    ],
)
def test_wrong_settings_say_where(tmp_path: Path, line: str, word: str) -> None:
    """Unknown keys and wrong values are errors with file, line and what to write instead."""
    file = tmp_path / "fangzhi.toml"
    file.write_text(f"[check]\n\n{line}\n")
    with pytest.raises(MetadataError) as caught:
        load_settings(tmp_path)
    assert caught.value.where == f"{file}:3"
    assert word in caught.value.line()


def test_options_override(tmp_path: Path) -> None:
    """What the command line says goes before the file; what it does not say stays."""
    (tmp_path / "fangzhi.toml").write_text(f"[check]{ALL}")
    settings = load_settings(tmp_path).override(select=("FZ2",), fail_level="note")
    assert settings.select == ("FZ2",)
    assert settings.fail_level is Level.NOTE
    assert settings.output_format == "sarif"
    assert settings.exit_zero
