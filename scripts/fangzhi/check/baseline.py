"""A baseline: the findings that a project knows of, so that only new ones are reported.

The file is JSON, sorted, one finding a line, made to be committed and to be read in a review:
`{"fangzhi-baseline": 1, "findings": [{"code": …, "file": …, "fingerprint": …, "message": …}]}`.
A finding is known again by its fingerprint, which stays when lines move (see `Report`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from fangzhi.archive import write_whole
from fangzhi.check.finding import Finding
from fangzhi.check.reports.report import Report, printable
from fangzhi.errors import UsageError

_KEY, _VERSION = "fangzhi-baseline", 1


def read_baseline(file: Path) -> frozenset[str]:
    """The fingerprints in a baseline. Raises `UsageError` when it cannot be used."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        reason, remedy = error.strerror or str(error), "make it with --update-baseline"
        raise UsageError(f"the baseline: {reason}", where=file, remedy=remedy) from error
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        where = f"{file}:{line}" if line else file
        raise _unusable(where, f"is not JSON: {error}") from error
    if not isinstance(document, dict) or document.get(_KEY) != _VERSION:
        raise _unusable(file, f'lacks "{_KEY}": {_VERSION}')
    entries = document.get("findings")
    if not isinstance(entries, list):
        raise _unusable(file, 'lacks its list "findings"')
    prints = [entry.get("fingerprint") if isinstance(entry, dict) else None for entry in entries]
    known = [print for print in prints if isinstance(print, str)]
    if len(known) != len(entries):
        raise _unusable(file, "has a finding without fingerprint")
    return frozenset(known)


def write_baseline(findings: Iterable[Finding], root: Path, file: Path) -> None:
    """Write all `findings` as the baseline; paths are told from the folder `root`."""
    report = Report.of(findings, (), root)
    entries = [
        {
            "code": finding.code,
            "file": printable(report.shown(finding.file)),
            "fingerprint": fingerprint,
            "message": printable(finding.message),
        }
        for finding, fingerprint in zip(report.findings, report.fingerprints(), strict=True)
    ]
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    body = f"[\n{lines}\n]" if entries else "[]"
    write_whole(file, f'{{"{_KEY}": {_VERSION}, "findings": {body}}}\n'.encode())


def beyond(
    findings: Iterable[Finding], known: frozenset[str], root: Path
) -> tuple[list[Finding], int]:
    """The findings that a baseline does not know, and how many of those that it knows are left.

    The numbers of equal findings are given over all findings, so this must see all of them.
    """
    report = Report.of(findings, (), root)
    pairs = list(zip(report.findings, report.fingerprints(), strict=True))
    new = [finding for finding, fingerprint in pairs if fingerprint not in known]
    return new, len(pairs) - len(new)


def _unusable(where: Path | str, why: str) -> UsageError:
    return UsageError(
        f"is not a usable baseline: {why}", where=where, remedy="make it anew: --update-baseline"
    )
