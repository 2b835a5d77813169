"""Workflow commands of GitHub Actions, which show findings at their lines in a pull request."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from fangzhi.check.finding import Finding, Level
from fangzhi.check.reports.report import Report, printable

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_SHOWN = 10  # GitHub shows that many annotations of one level a step, and drops the others
_ROWS = 200  # of the step summary, which may have 1 MiB


def render(report: Report) -> str:
    """One command a finding, then the summary as a plain line of the log."""
    lines = [_command(finding, report) for finding in report.findings]
    counts = Counter(finding.level for finding in report.findings)
    dropped = [f"{level.value}s" for level in Level if counts[level] > _SHOWN]
    note = f" (of {' and '.join(dropped)}, only {_SHOWN} are shown at their lines)"
    lines.append(report.summary() + (note if dropped else ""))
    return "\n".join(lines) + "\n"


def _command(finding: Finding, report: Report) -> str:
    properties = {"file": report.shown(finding.file)}
    if finding.line:
        properties["line"] = str(finding.line)
    if finding.line and finding.column:
        properties["col"] = str(finding.column)
    properties["title"] = finding.code
    words = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    message = _data(f"{finding.message}")
    return f"::{_COMMANDS[finding.level]} {words}::{message}"


def _data(text: str) -> str:
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return printable(escaped)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def step_summary(findings: Iterable[Finding], files: Sequence[Path], root: Path) -> str:
    """All findings (at most 200) as a Markdown table, for the page of the run."""
    report = Report.of(findings, files, root)
    lines = ["### fangzhi check", "", f"{report.summary()}.", ""]
    if report.findings:
        lines += ["| place | level | code | message |", "|---|---|---|---|"]
    for finding in report.findings[:_ROWS]:
        numbers = [str(number) for number in (finding.line, finding.column) if number]
        place = ":".join([report.shown(finding.file), *numbers])
        cells = (place, finding.level.value, finding.code, finding.message)
        lines.append(f"| {' | '.join(_cell(cell) for cell in cells)} |")
    if len(report.findings) > _ROWS:
        lines += ["", f"And {len(report.findings) - _ROWS} others, in the log."]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    text = printable(text)
    for character in "\\`*_{}[]<>|#":
        text = text.replace(character, f"\\{character}")
    return text


def publish_summary(findings: Iterable[Finding], files: Sequence[Path], root: Path) -> bool:
    """Append the step summary to the file that `GITHUB_STEP_SUMMARY` names; False without one."""
    name = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if not name:
        return False
    with Path(name).open("a", encoding="utf-8") as file:
        file.write(step_summary(findings, files, root))
    return True
