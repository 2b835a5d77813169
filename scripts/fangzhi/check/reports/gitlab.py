"""The code quality report of GitLab, shown in merge requests."""

from __future__ import annotations

import json

from fangzhi.check.finding import Level
from fangzhi.check.reports.report import Report, printable

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"}


def render(report: Report) -> str:
    """An array of issues; GitLab asks for a line, so that of the whole file is 1."""
    issues = [
        {
            "description": printable(finding.message),
            "check_name": finding.code,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[finding.level],
            "location": {
                "path": printable(report.shown(finding.file)),
                "lines": {"begin": max(finding.line, 1)},
            },
        }
        for finding, fingerprint in zip(report.findings, report.fingerprints(), strict=True)
    ]
    return json.dumps(issues, ensure_ascii=False, indent=2) + "\n"
