"""For scripts: one JSON object with all findings."""

from __future__ import annotations

import json
from typing import Any

from fangzhi import __version__
from fangzhi.check.finding import Level
from fangzhi.check.reports.report import Report, printable


def render(report: Report) -> str:
    """`{version, files, findings: […], counts: {error, warning, note}}`, and `statistics`.

    A finding has code, level, message, file, line, column (0: not known) and xpath.
    """
    document: dict[str, Any] = {
        "version": __version__,
        "files": [printable(report.shown(file)) for file in report.files],
        "findings": [
            {
                "code": finding.code,
                "level": finding.level.value,
                "message": printable(finding.message),
                "file": printable(report.shown(finding.file)),
                "line": finding.line,
                "column": finding.column,
                "xpath": finding.xpath,
            }
            for finding in report.findings
        ],
        "counts": {level.value: report.count(level) for level in Level},
    }
    if report.statistics:
        document["statistics"] = report.by_code()
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
