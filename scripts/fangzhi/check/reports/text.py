"""For people: `file:line:column: level code message`, a summary at the end."""

from __future__ import annotations

from fangzhi.check.codes import codes
from fangzhi.check.finding import Finding, Level
from fangzhi.check.reports.report import Report, printable

_COLOURS = {Level.ERROR: "31;1", Level.WARNING: "33;1", Level.NOTE: "36;1"}


def render(report: Report) -> str:
    """One line a finding, then the statistics where they are asked for, then the summary."""
    lines = [_line(finding, report) for finding in report.findings]
    if report.statistics and report.findings:
        lines += ["", *_statistics(report)]
    if lines:
        lines.append("")
    worst = next((level for level in Level if report.count(level)), None)
    lines.append(_coloured(report.summary(), _COLOURS[worst] if worst else "32", report))
    return "\n".join(lines) + "\n"


def _line(finding: Finding, report: Report) -> str:
    numbers = [str(number) for number in (finding.line, finding.column) if number]
    place = ":".join([printable(report.shown(finding.file)), *numbers])
    level = _coloured(finding.level.value, _COLOURS[finding.level], report)
    return f"{place}: {level} {finding.code} {printable(finding.message)}"


def _statistics(report: Report) -> list[str]:
    counts = report.by_code()
    width = len(str(max(counts.values())))
    known = codes()
    return [
        f"{number:{width}} {code} {known[code].title if code in known else ''}".rstrip()
        for code, number in counts.items()
    ]


def _coloured(text: str, colour: str, report: Report) -> str:
    return f"\x1b[{colour}m{text}\x1b[0m" if report.colour else text
