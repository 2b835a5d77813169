"""Schemas of others: large ones through jing, rules inside them, and the command line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from check.samples import parsed
from fangzhi.check.finding import Finding
from fangzhi.check.grammar import foreign, jing
from fangzhi.check.grammar.embedded import embedded
from fangzhi.check.grammar.foreign import DECLARED
from fangzhi.check.places import Places
from fangzhi.check.run import check_files
from fangzhi.errors import FangzhiError, UsageError
from program import fangzhi

TEI_ALL = Path(__file__).parents[3] / "shared" / "tei" / "tei_all.rng"
needs_tei_all = pytest.mark.skipif(not TEI_ALL.exists(), reason="tei_all.rng is not there")
RNG = """<grammar xmlns="http://relaxng.org/ns/structure/1.0">
  <start><element name="a">
    <zeroOrMore><element name="b"><attribute name="n"/></element></zeroOrMore>
    <element name="c"><empty/></element></element></start>
</grammar>"""
DOCUMENTS = {
    "good.xml": '<a>\n <b n=""/>\n <c/>\n</a>',
    "missing.xml": "<a>\n <b/>\n <c/>\n</a>",
    "incomplete.xml": '<a>\n <b n=""/>\n</a>',
    "strange.xml": '<a>\n <b n=""/> <d\n x=""/>\n <c/>\n</a>',
    "doctype.xml": '<!DOCTYPE a [<!ATTLIST b n CDATA "x">]>\n<a>\n <b/>\n <c/>\n</a>',
}


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Documents for the grammar above, which stands beside them as s.rng."""
    (tmp_path / "s.rng").write_text(RNG)
    for name, text in DOCUMENTS.items():
        (tmp_path / name).write_text(text)
    return [tmp_path / name for name in DOCUMENTS]


def places(found: list[Finding]) -> list[tuple[str, int, int]]:
    return [(one.file.name, one.line, one.column) for one in found if one.code == "FZ002"]


def test_jing_judges_as_libxml2(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that jing finds wrong are those that libxml2 does, and places are of start tags."""
    schema = files[0].with_name("s.rng")
    slow = check_files(files, schema=schema)
    monkeypatch.setattr(jing, "_LARGE", 0)
    quick = check_files(files, schema=schema)
    assert {one.file for one in quick} == {one.file for one in slow}
    assert [place for place in places(quick) if place[0] != "doctype.xml"] == [
        ("incomplete.xml", 3, 5),
        ("missing.xml", 2, 2),
        ("strange.xml", 2, 12),
    ]
    assert all("expected" in one.message or "missing" in one.message for one in quick[1:])


def test_jing_is_asked_for_named_schemas_too(
    files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large schema that files name goes the same way, and a broken one is a finding."""
    monkeypatch.setattr(jing, "_LARGE", 0)
    for file in files[:4]:
        file.write_text(f'<?xml-model href="s.rng"?>{file.read_text()}')
    found = check_files(files[:4], schema=DECLARED)
    assert [name for name, _, _ in places(found)] == [
        "incomplete.xml",
        "missing.xml",
        "strange.xml",
    ]
    files[0].with_name("s.rng").write_text(RNG.replace("<empty/>", '<ref name="gone"/>'))
    assert {one.code for one in check_files(files[:4], schema=DECLARED)} == {"FZ004"}


def test_jing_tells_broken_schemas(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A chosen schema that jing refuses is an error with its name."""
    monkeypatch.setattr(jing, "_LARGE", 0)
    schema = files[0].with_name("s.rng")
    schema.write_text(RNG.replace("<empty/>", '<ref name="gone"/>'))
    with pytest.raises(FangzhiError, match="gone") as caught:
        check_files(files[:4], schema=schema)
    assert caught.value.where == str(schema)


def test_without_jing_a_large_schema_is_said_to_be_slow(
    files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where jing is not there, libxml2 judges, and the schemas that take long are known."""
    schema = files[0].with_name("s.rng")
    monkeypatch.setattr(jing, "_LARGE", 0)
    assert foreign.slow([schema, DECLARED]) == []
    monkeypatch.setattr(jing, "command", lambda: ())
    assert foreign.slow([schema, DECLARED]) == [schema]
    assert len(places(check_files(files, schema=schema))) >= 3


@needs_tei_all
def test_tei_all_judges_and_tells_what_it_could_not_run() -> None:
    """TEI's own schema is asked, and of its rules those in XPath 1.0; the others are counted."""
    patterns, left = embedded(TEI_ALL)
    assert len(patterns) > 40
    assert left > 10
    found = check_files([TEI_ALL.with_name("example.xml")], schema=TEI_ALL)
    assert [one.code for one in found] == ["FZ005"]
    assert found[0].message.startswith(f"{left} of the {left + len(patterns)} ")


@needs_tei_all
def test_rules_of_tei_are_run() -> None:
    """A rule inside tei_all finds what breaks it, and nothing where nothing does."""
    from fangzhi.check.grammar.embedded import check_embedded

    text = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><p>{}</p></TEI>'
    for date, expected in (
        ('<date when="2024"/>', set()),
        ('<date when="2024" from="2023"/>', {"/TEI/p/date"}),
    ):
        tree = parsed(text.format(date))
        found = check_embedded(tree, TEI_ALL, Places(tree, Path("x.xml")))
        assert {one.xpath for one in found if one.code == "FZ003"} == expected


def test_the_command_line_takes_several_schemas(files: list[Path]) -> None:
    """--schema may be repeated and takes `declared`; a schema that is not there is an error."""
    here = files[0].parent
    (here / "s.sch").write_text(
        '<schema xmlns="http://purl.oclc.org/dsdl/schematron"><pattern><rule context="b">'
        '<report test="@n">n</report></rule></pattern></schema>'
    )
    both = fangzhi(
        "check", files[0], "--schema", here / "s.rng", "--schema", here / "s.sch", cwd=here
    )
    assert re.findall(r"FZ\d+", both.stdout.decode()) == ["FZ003"]
    named = fangzhi("check", files[0], "--schema", "declared", cwd=here)
    assert re.findall(r"FZ\d+", named.stdout.decode()) == ["FZ006"]
    with pytest.raises(UsageError):
        check_files(files, schema=here / "gone.rng")


def test_links_of_others(tmp_path: Path) -> None:
    """Of links only ids that stand twice are told everywhere, and dead pointers in whole TEI."""
    (tmp_path / "s.sch").write_text('<schema xmlns="http://purl.oclc.org/dsdl/schematron"/>')
    inside = '<p xml:id="a" corresp="#gone pre:x"/><p xml:id="a"/><graphic url="gone.png"/>'
    whole = '<TEI xmlns="http://www.tei-c.org/ns/1.0">{}</TEI>'
    part = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="b.xml"/>'
    told = {
        inside: ["FZ202"],
        whole.format(inside): ["FZ201", "FZ202"],
        whole.format(inside + part): ["FZ007", "FZ202"],
    }
    for text, codes in told.items():
        (tmp_path / "x.xml").write_text(text if "TEI" in text else f"<a>{text}</a>")
        found = check_files([tmp_path / "x.xml"], schema=tmp_path / "s.sch")
        assert sorted(one.code for one in found) == codes
