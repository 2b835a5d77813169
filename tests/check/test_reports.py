"""The formats of reports: golden files, the formats' own schemas, and hostile texts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from fangzhi.check.finding import Finding, Level
from fangzhi.check.reports import FORMATS, github, render
from fangzhi.check.reports.report import Report
from fangzhi.errors import UsageError

GOLDEN = Path(__file__).parent / "golden" / "formats"
SCHEMAS = Path(__file__).parents[3] / "shared" / "schemas"
ROOT = Path("/repository")
FILES = [ROOT / "tei" / name for name in ("b.xml", "a, %云.xml", "valid.xml")]
FINDINGS = [
    Finding("FZ201", Level.ERROR, "second", FILES[0], 9, 3, "/TEI/text/p[2]"),
    Finding("FZ002", Level.ERROR, "100 % wrong:\n<p>, [see](1) {0}", FILES[0], 9, 3, "/TEI/text"),
    Finding("FZ203", Level.WARNING, "no picture", FILES[1], 12, 0, "/TEI/text/figure"),
    Finding("FZ104", Level.NOTE, "no name", FILES[1], 2, 1, "/TEI/text/byline"),
    Finding("FZ001", Level.ERROR, "cannot be read", Path("/elsewhere/x.xml")),
]

texts = st.text(st.characters(codec=None), max_size=30)
names = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1
).filter(lambda name: name not in (".", ".."))
findings_of_any_text = st.lists(
    st.builds(
        Finding,
        st.sampled_from(["FZ002", "FZ109", "FZ201"]),
        st.sampled_from(list(Level)),
        texts,
        names.map(lambda name: ROOT / "tei" / name),
        st.integers(0, 9),
        st.integers(0, 9),
        st.sampled_from(["", "/TEI/text/p[3]"]),
    ),
    max_size=4,
)


def rendered(form: str, findings: list[Finding], **options: bool) -> str:
    return render(findings, FILES, form, root=ROOT, **options)


def schema_of(name: str) -> Path:
    path = SCHEMAS / name
    if not path.is_file():
        pytest.skip(f"{name} is not beside the repository")
    return path


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_golden(form: str, save: bool) -> None:
    """Each format writes what is saved, and the order of the findings does not matter."""
    text = rendered(form, FINDINGS, statistics=True)
    assert text == rendered(form, FINDINGS[::-1], statistics=True)
    assert text.endswith("\n")
    text = re.sub(r'"version": "0[^"]+"', '"version": "VERSION"', text)
    # The rules are those of the Schematron, which has tests of its own.
    text = re.sub(r'"rules": \[.*?\n {10}\]', '"rules": []', text, flags=re.DOTALL)
    text = re.sub(r'"ruleIndex": \d+', '"ruleIndex": N', text)
    saved = GOLDEN / f"{form}.txt"
    if save:
        saved.parent.mkdir(parents=True, exist_ok=True)
        saved.write_text(text, encoding="utf-8")
    assert text == saved.read_text(encoding="utf-8")


def test_unknown_format() -> None:
    """A format that there is not is a usage error that names those that there are."""
    with pytest.raises(UsageError, match="sarif"):
        rendered("xml", [])


def test_colours_only_where_asked_for() -> None:
    """Text has terminal colours when asked for, and none otherwise."""
    assert "\x1b[" in rendered("text", FINDINGS, colour=True)
    assert "\x1b[" not in rendered("text", FINDINGS)


def test_text_without_findings() -> None:
    """A clean run says how many files were checked."""
    assert rendered("text", []) == "3 files checked, nothing found\n"


@given(findings_of_any_text)
@settings(max_examples=50)
def test_text_has_one_line_a_finding(findings: list[Finding]) -> None:
    """No message or path can break a line or reach the terminal's controls."""
    text = rendered("text", findings)
    assert len(text.splitlines()) == (len(findings) + 2 if findings else 1)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)


@given(findings_of_any_text)
@settings(max_examples=50, deadline=None)
def test_sarif_is_valid(findings: list[Finding]) -> None:
    """SARIF holds to its schema and to the rules it lists, whatever the texts."""
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    report = json.loads(rendered("sarif", findings))
    (run,) = report["runs"]
    for result in run["results"]:
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        for location in result["locations"]:
            artifact = location["physicalLocation"]["artifactLocation"]
            assert artifact["uriBaseId"] == "%SRCROOT%"
            assert re.fullmatch(r"tei/[\w.~%-]+", artifact["uri"], re.ASCII)
    sarif_validator(jsonschema).validate(report)


def sarif_validator(jsonschema: Any) -> Any:
    schema = json.loads(schema_of("sarif-2.1.0.json").read_text(encoding="utf-8"))
    return jsonschema.validators.validator_for(schema)(schema)


def test_junit_replaces_what_xml_cannot_hold() -> None:
    """Characters that no XML document can have do not break the report."""
    text = rendered("junit", [replace(FINDINGS[0], message="a\ufffeb\x00c")])
    (failure,) = etree.fromstring(text.encode()).iter("failure")
    assert failure.get("message") == "a\ufffdb\\x00c"


@given(findings_of_any_text)
@settings(max_examples=50, deadline=None)
def test_junit_is_valid(findings: list[Finding]) -> None:
    """JUnit is well-formed and holds to its schema; a file fails exactly if it has errors."""
    root = etree.fromstring(rendered("junit", findings).encode())
    failed = {finding.file for finding in findings if finding.level is Level.ERROR}
    assert len(root.findall(".//failure")) == len(failed)
    assert len(root.findall(".//testcase")) == len({*FILES, *(one.file for one in findings)})
    etree.XMLSchema(etree.parse(schema_of("junit.xsd"))).assertValid(root)


@given(findings_of_any_text)
@settings(max_examples=50)
def test_github_commands_read_back(findings: list[Finding]) -> None:
    """Each finding is one command, and unescaping it gives the message and the file again."""
    lines = rendered("github", findings).split("\n")
    commands = [line for line in lines if line.startswith("::")]
    assert len(lines) == len(findings) + 2
    assert len(commands) == len(findings)
    for command, finding in zip(commands, Report.of(findings, FILES, ROOT).findings, strict=True):
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.*)", command)
        assert match
        properties = dict(pair.split("=", 1) for pair in match[2].split(","))
        assert set(properties) <= {"file", "line", "col", "title"}
        file = finding.file.relative_to(ROOT).as_posix()
        if file.isprintable():
            assert unescaped(properties["file"]) == file
        if re.sub("[\r\n]", "", finding.message).isprintable():
            assert unescaped(match[3]) == finding.message


def unescaped(text: str) -> str:
    for code, character in (("3A", ":"), ("2C", ","), ("0D", "\r"), ("0A", "\n"), ("25", "%")):
        text = text.replace(f"%{code}", character)
    return text


@given(findings_of_any_text)
@settings(max_examples=50)
def test_gitlab_fingerprints_are_unique(findings: list[Finding]) -> None:
    """GitLab drops issues with equal fingerprints, so no two are equal, not even of twins."""
    issues = json.loads(rendered("gitlab", findings * 2))
    assert len({issue["fingerprint"] for issue in issues}) == len(findings) * 2
    for issue in issues:
        assert issue["location"]["lines"]["begin"] >= 1
        assert issue["location"]["path"].startswith("tei/")


@pytest.mark.parametrize("form", ["sarif", "gitlab"])
def test_fingerprints_stay_when_lines_move(form: str) -> None:
    """A finding pushed down the file, with an element before it, is the same finding."""
    moved = [
        replace(one, line=one.line + 5, xpath=one.xpath.replace("[2]", "[4]")) for one in FINDINGS
    ]
    prints = re.compile(r"[0-9a-f]{64}")
    before, after = rendered(form, FINDINGS[:2]), rendered(form, moved[:2])
    assert before != after
    assert prints.findall(before) == prints.findall(after)


def test_github_says_what_it_will_not_show() -> None:
    """GitHub shows ten annotations of a level; the log says so when there are more."""
    many = [replace(FINDINGS[0], line=n) for n in range(1, 12)]
    assert "only 10 are shown" in rendered("github", many)
    assert "only 10 are shown" not in rendered("github", many[:10])


def test_step_summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All findings go into the summary of the step, where GitHub names a file for it."""
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    assert not github.publish_summary(FINDINGS, FILES, ROOT)
    target = tmp_path / "summary.md"
    target.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(target))
    assert github.publish_summary(FINDINGS, FILES, ROOT)
    text = target.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.count("\n| ") == len(FINDINGS) + 1
    assert "\\<p\\>" in text


def test_a_long_summary_is_cut() -> None:
    """A summary has a limit; what is left out is counted."""
    many = [replace(FINDINGS[0], line=n) for n in range(1, 250)]
    assert "And 49 others" in github.step_summary(many, FILES, ROOT)
