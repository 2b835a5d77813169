"""JUnit XML, which continuous integration shows as tests: one test case a file."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime

from lxml import etree

from fangzhi.check.finding import Finding, Level
from fangzhi.check.reports.report import Report, plural, printable

# What XML 1.0 cannot hold, once control characters are escaped.
_NOT_XML = re.compile("[\ufffe\uffff]")


def render(report: Report) -> str:
    """A test suite; a file with errors has failed, warnings and notes stand in `system-out`."""
    failed = {finding.file for finding in report.findings if finding.level is Level.ERROR}
    suites = etree.Element("testsuites")
    suite = etree.SubElement(
        suites,
        "testsuite",
        name="fangzhi check",
        package="fangzhi",
        id="0",
        timestamp=_timestamp(),
        hostname="localhost",
        tests=str(len(report.files)),
        failures=str(len(failed)),
        errors="0",
        time="0",
    )
    etree.SubElement(suite, "properties")
    by_file: dict[object, list[Finding]] = {}
    for finding in report.findings:
        by_file.setdefault(finding.file, []).append(finding)
    for file in report.files:
        name = _text(report.shown(file))
        case = etree.SubElement(suite, "testcase", name=name, classname="fangzhi.check", time="0")
        errors = [one for one in by_file.get(file, ()) if one.level is Level.ERROR]
        if errors:
            _failure(case, errors, report)
    others = [finding for finding in report.findings if finding.level is not Level.ERROR]
    out = etree.SubElement(suite, "system-out")
    out.text = "\n".join(_line(finding, report) for finding in others)
    etree.SubElement(suite, "system-err")
    etree.indent(suites)
    body = etree.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _failure(case: etree._Element, errors: list[Finding], report: Report) -> None:
    others = f" (and {plural(len(errors) - 1, 'other')})" if len(errors) > 1 else ""
    failure = etree.SubElement(
        case, "failure", type=errors[0].code, message=_text(errors[0].message) + others
    )
    failure.text = "\n".join(_line(finding, report) for finding in errors)


def _line(finding: Finding, report: Report) -> str:
    numbers = [str(number) for number in (finding.line, finding.column) if number]
    place = ":".join([report.shown(finding.file), *numbers])
    return _text(f"{place}: {finding.level.value} {finding.code} {finding.message}")


def _text(text: str) -> str:
    return _NOT_XML.sub("\ufffd", printable(text))


def _timestamp() -> str:
    """The format demands a time; a report that is the same twice has that of SOURCE_DATE_EPOCH."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "0")
    seconds = int(epoch) if epoch.isdecimal() and len(epoch) < 12 else 0
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
