"""The settings of `check`: [check] in `fangzhi.toml`, [tool.fangzhi.check] in `pyproject.toml`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from fangzhi.check.finding import Level
from fangzhi.check.grammar.kinds import DECLARED
from fangzhi.check.reports import FORMATS
from fangzhi.toml import Table, nearest_table


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What `check` is to do. `output_format` empty means that the command chooses one.

    `schema` holds absolute paths, or `foreign.DECLARED`; `baseline` is an absolute path; `file` is
    where the settings were read from, None without one.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_level: Level = Level.ERROR
    output_format: str = ""
    schema: tuple[Path, ...] = ()
    baseline: Path | None = None
    exit_zero: bool = False
    file: Path | None = None

    def override(
        self,
        *,
        select: tuple[str, ...] = (),
        ignore: tuple[str, ...] = (),
        fail_level: str | None = None,
        output_format: str | None = None,
        schema: tuple[Path, ...] = (),
        baseline: Path | None = None,
        exit_zero: bool = False,
    ) -> CheckSettings:
        """These settings with the options of the command line, where they were given."""
        return replace(
            self,
            select=select or self.select,
            ignore=ignore or self.ignore,
            fail_level=Level(fail_level) if fail_level else self.fail_level,
            output_format=output_format or self.output_format,
            schema=schema or self.schema,
            baseline=baseline or self.baseline,
            exit_zero=exit_zero or self.exit_zero,
        )


def load_settings(folder: Path | None = None) -> CheckSettings:
    """The settings that hold in `folder` (default: the current one): the nearest file upwards.

    In one folder `fangzhi.toml` goes before `pyproject.toml`; a file without the table is passed
    over. Raises `MetadataError` with file, line and key for unknown keys and wrong values.
    """
    found = nearest_table("check", folder or Path.cwd())
    return _settings(*found) if found else CheckSettings()


def _settings(table: Table, file: Path) -> CheckSettings:
    settings = CheckSettings(
        select=table.texts("select"),
        ignore=table.texts("ignore"),
        fail_level=Level(table.one_of("fail-level", tuple(Level)) or Level.ERROR),
        output_format=table.one_of("output-format", tuple(FORMATS)),
        schema=tuple(_schema(name, file) for name in table.texts("schema")),
        baseline=_path(table, "baseline", file),
        exit_zero=table.flag("exit-zero", False),
        file=file,
    )
    table.close()
    return settings


def _schema(name: str, file: Path) -> Path:
    return DECLARED if name == str(DECLARED) else (file.parent / name).absolute()


def _path(table: Table, key: str, file: Path) -> Path | None:
    """A path, told from the folder of the settings."""
    name = table.text(key)
    return (file.parent / name).absolute() if name else None
