"""SARIF 2.1.0, which code-scanning services and editors read."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fangzhi import __version__
from fangzhi.check.codes import Code, codes
from fangzhi.check.finding import Finding
from fangzhi.check.reports.report import Report, printable

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
# The base is left to whoever reads the report: an absolute path would differ between machines.
_ROOT = {"%SRCROOT%": {"description": {"text": "The folder that check ran in."}}}


def render(report: Report) -> str:
    """One run with every rule that we have and one result a finding."""
    known = codes()
    rules = [known[code] for code in sorted(known)]
    numbers = {code.code: number for number, code in enumerate(rules)}
    prints = report.fingerprints()
    driver = {
        "name": "fangzhi",
        "version": __version__,
        "rules": [_rule(code) for code in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": _ROOT,
        "results": [
            _result(finding, numbers, fingerprint, report)
            for finding, fingerprint in zip(report.findings, prints, strict=True)
        ],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _rule(code: Code) -> dict[str, Any]:
    return {
        "id": code.code,
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": code.help},
        "help": {"text": code.help},
        "defaultConfiguration": {"level": code.level.value},
    }


def _result(
    finding: Finding, numbers: dict[str, int], fingerprint: str, report: Report
) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(finding.file, report)}
    if finding.line:
        physical["region"] = {"startLine": finding.line}
        if finding.column:
            physical["region"]["startColumn"] = finding.column
    location: dict[str, Any] = {"physicalLocation": physical}
    if finding.xpath:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.xpath, "kind": "element"}]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": finding.level.value,
        "message": {"text": _plain(finding.message)},
        "locations": [location],
        "partialFingerprints": {"fangzhiFinding/v1": fingerprint},
    }
    if finding.code in numbers:
        result["ruleIndex"] = numbers[finding.code]
    return result


def _plain(message: str) -> str:
    # SARIF reads {0} as a placeholder and [text](1) as a link; a message means neither.
    text = re.sub(r"\{(\d+)\}", r"{{\1}}", printable(message))
    return re.sub(r"\[([^\[\]]*)\](?=\()", r"\\[\1\\]", text)


def _artifact(file: Path, report: Report) -> dict[str, str]:
    shown = report.shown(file)
    if file.absolute().is_relative_to(report.root):
        return {"uri": _quoted(shown), "uriBaseId": "%SRCROOT%"}
    return {"uri": "file://" + _quoted(file.absolute().as_posix())}


def _quoted(path: str) -> str:
    # A colon in the first step of a relative path would be read as the end of a scheme.
    return quote(path.encode("utf-8", "surrogateescape"), safe="/")
