"""Findings as text for people, and in the formats that other programs read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path

from fangzhi.check.finding import Finding
from fangzhi.check.reports.report import Report
from fangzhi.errors import UsageError

# Format → the module here whose `render(report) -> str` writes it.
FORMATS = {
    "text": "text",
    "json": "plain_json",
    "sarif": "sarif",
    "junit": "junit",
    "github": "github",
    "gitlab": "gitlab",
}


def render(
    findings: Iterable[Finding],
    files: Sequence[Path],
    format: str,
    *,
    root: Path,
    statistics: bool = False,
    colour: bool = False,
) -> str:
    """The report on `files` in one of `FORMATS`; the same findings give the same text.

    Paths are told relative to the folder `root` where they lie in it. `statistics` adds the number
    of findings of each code, `colour` terminal colours; both only where the format has room for
    them (text, and json for statistics).
    """
    if format not in FORMATS:
        known = ", ".join(FORMATS)
        raise UsageError(f"there is no format {format!r}", remedy=f"use one of {known}")
    report = Report.of(findings, files, root, statistics=statistics, colour=colour)
    module = import_module(f"{__name__}.{FORMATS[format]}")
    write: Callable[[Report], str] = module.render
    return write(report)
