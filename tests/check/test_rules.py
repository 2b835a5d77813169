"""The Schematron subset: evaluation, agreement with lxml's own, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree, isoschematron

from check.samples import changed, parsed
from fangzhi.check.finding import Level
from fangzhi.check.rules import broken, check_rules, own_codes
from fangzhi.check.schematron import load
from fangzhi.errors import FangzhiError
from fangzhi.resources import schema_folder
from schema.frame import framed

SCH = '<schema xmlns="http://purl.oclc.org/dsdl/schematron" queryBinding="xslt">\n{}\n</schema>'
OURS = schema_folder() / "fangzhi.sch"
RULES = Path(__file__).parent.parent / "schema" / "rules"
SMALL = {
    "first-match": """<pattern>
        <rule context="a[@n]"><assert id="n" test="b">a n</assert></rule>
        <rule context="a | c"><report id="any" role="warning" test="true()">any</report></rule>
        </pattern>""",
    "lets": """<let name="ids" value="/r/c/@n"/><pattern><let name="all" value="count(//a)"/>
        <rule context="a"><let name="own" value="@n"/><let name="twice" value="$own = $ids"/>
        <report id="twice" test="$twice"><value-of select="$own"/> of <value-of select="$all"/>
        in <name/> below <name path=".."/></report></rule></pattern>""",
    "position": """<pattern><rule context="r/a[2]"><report id="second"
        test="../a[position() = last()]/a">second</report></rule></pattern>""",
    "number": """<pattern><rule context="a"><report id="b" test="count(b)">b</report></rule>
        <rule context="r"><assert id="r" test="count(a) = 9">nine</assert></rule></pattern>""",
}
DOCUMENT = '<r><a n="1"/>\n<a n="2"><b/></a><c n="1"/><a><a n="7"/></a></r>'


def written(folder: Path, content: str) -> Path:
    schema = folder / "x.sch"
    schema.write_text(SCH.format(content), encoding="utf-8")
    return schema


def by_lxml(schema: Path, tree: etree._ElementTree) -> list[tuple[str, str]]:
    """(id, message) of each failed assert and successful report, by `lxml.isoschematron`."""
    judge = isoschematron.Schematron(
        etree.parse(schema), store_report=True, error_finder=lambda _report: []
    )
    judge.validate(tree)
    svrl = {"s": "http://purl.oclc.org/dsdl/svrl"}
    found = judge.validation_report.xpath(
        "//s:failed-assert | //s:successful-report", namespaces=svrl
    )
    return sorted(
        # lxml's stylesheet loses blanks between two values, so blanks are not compared.
        (one.get("id"), "".join(one.findtext("s:text", "", svrl).split()))
        for one in found
    )


def by_us(schema: Path, tree: etree._ElementTree) -> list[tuple[str, str]]:
    found = (one.message.partition(": ") for one in check_rules(tree, Path("x.xml"), schema))
    return sorted((code, "".join(message.split())) for code, _, message in found)


@pytest.mark.parametrize("case", sorted(SMALL))
def test_small_schemas_agree_with_lxml(tmp_path: Path, case: str) -> None:
    """First match, variables, positions and numbers mean what they mean to lxml's Schematron."""
    schema, tree = written(tmp_path, SMALL[case]), parsed(DOCUMENT)
    assert by_us(schema, tree) == by_lxml(schema, tree)
    assert by_us(schema, tree)


@pytest.mark.parametrize("name", ["good", "bad"])
@pytest.mark.parametrize("code", sorted(path.name for path in RULES.glob("FZ*")))
def test_our_rules_agree_with_lxml(tmp_path: Path, code: str, name: str) -> None:
    """Our schema says of its golden cases exactly what lxml's Schematron says."""
    frame = pytest.importorskip("schema.frame", reason="the golden cases of the schema are absent")
    tree = etree.parse(frame.framed(RULES / code / f"{name}.xml", tmp_path / "x.xml"))
    schema = schema_folder() / "fangzhi.sch"
    assert by_us(schema, tree) == by_lxml(schema, tree)
    assert (code in [one.code for one in check_rules(tree, tmp_path / "x.xml")]) == (name == "bad")


@pytest.mark.parametrize("name", ["good", "bad"])
@pytest.mark.parametrize("code", sorted(path.name for path in RULES.glob("FZ*")))
def test_shortcuts_find_what_the_schematron_says(tmp_path: Path, code: str, name: str) -> None:
    """With shortcuts and without, the same elements break the same rules, in the same words."""
    tree = etree.parse(framed(RULES / code / f"{name}.xml", tmp_path / "x.xml"))
    plain = [(check.id, message) for check, _, message in broken(load(OURS), tree)]
    short = [(one.code, one.message) for one in check_rules(tree, tmp_path / "x.xml")]
    assert sorted(short) == sorted(plain)


def test_many_names_stay_cheap() -> None:
    """Thousands of signatures beside as many statements are compared in a moment."""
    people = range(3000)
    signed = "".join(
        f'<byline ana="#role.credit"><persName ref="#p{n}">x</persName></byline>' for n in people
    )
    stated = "".join(
        f'<respStmt><resp>r</resp><persName ref="#p{n}"/></respStmt>' for n in people if n
    )
    found = check_rules(
        parsed(
            f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt>{stated}'
            f"</titleStmt></fileDesc></teiHeader><text>{signed}</text></TEI>"
        ),
        Path("x.xml"),
    )
    assert [one.code for one in found if one.code in ("FZ101", "FZ102", "FZ103")] == ["FZ102"]


def test_findings_have_level_place_and_path(tmp_path: Path) -> None:
    """Role, line, column and path of a broken rule; the id leads the message."""
    path = tmp_path / "x.xml"
    path.write_text(DOCUMENT)
    found = check_rules(parsed(DOCUMENT), path, written(tmp_path, SMALL["first-match"]))
    first = found[0]
    assert (first.code, first.level, first.message) == ("FZ003", Level.ERROR, "n: a n")
    assert (first.line, first.column, first.xpath) == (1, 4, "/r/a[1]")
    assert found[-1].level is Level.WARNING


def test_our_codes_come_with_help() -> None:
    """Each rule has a code in our range, a help text, and a title without its remedy."""
    codes = own_codes()
    assert codes
    for code in codes:
        assert code.code.startswith("FZ1")
        assert code.help
        assert code.help != code.title


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('<include href="x"/>', "<include>"),
        ('<phase id="x"/>', "<phase>"),
        ('<pattern><rule context="a"><extends rule="x"/></rule></pattern>', "<extends>"),
        ('<pattern abstract="true"/>', "abstract"),
        ('<pattern><rule context="@n"/></pattern>', "does not select elements"),
        ("<pattern><rule/></pattern>", "lacks the attribute context"),
        ('<pattern><rule context="a"><assert test="a ="/></rule></pattern>', "not XPath 1.0"),
        ('<pattern><rule context="a"><assert test="1" role="x"/></rule></pattern>', "role"),
        ('<pattern><rule context="a"><assert test="1" diagnostics="x"/></rule></pattern>', "'x'"),
    ],
)
def test_what_the_subset_lacks_is_refused(tmp_path: Path, content: str, words: str) -> None:
    """Nothing that changes the meaning of a schema is passed over; the error has file and line."""
    schema = written(tmp_path, content)
    with pytest.raises(FangzhiError) as caught:
        check_rules(parsed(DOCUMENT), Path("x.xml"), schema)
    assert words in caught.value.what
    assert caught.value.where == f"{schema}:2"


@pytest.mark.parametrize(
    "test", ["current()/b", "$gone", "document('x')", "not(position() = 1)", "matches(@n, '1')"]
)
def test_functions_and_variables_that_are_not_there(tmp_path: Path, test: str) -> None:
    """A rule with an unknown function or variable is an error, not silently true or false."""
    rule = f'<pattern><rule context="a"><assert test="{test}">x</assert></rule></pattern>'
    with pytest.raises(FangzhiError):
        check_rules(parsed(DOCUMENT), Path("x.xml"), written(tmp_path, rule))


def test_paths_from_attribute_variables_are_refused(tmp_path: Path) -> None:
    """A variable with attributes cannot be walked on from, and says so."""
    rule = """<let name="n" value="//@n"/>
        <pattern><rule context="r"><assert test="$n/.."/></rule></pattern>"""
    with pytest.raises(FangzhiError, match=r"\$n holds attributes"):
        check_rules(parsed(DOCUMENT), Path("x.xml"), written(tmp_path, rule))


def test_xslt2_is_refused(tmp_path: Path) -> None:
    """A schema for XPath 2 is refused at its root."""
    schema = tmp_path / "x.sch"
    schema.write_text(SCH.format("").replace('"xslt"', '"xslt2"'))
    with pytest.raises(FangzhiError, match="xslt2"):
        check_rules(parsed(DOCUMENT), Path("x.xml"), schema)


def test_the_example_keeps_all_rules() -> None:
    """The example edition breaks no rule."""
    assert check_rules(parsed(changed()), Path("x.xml")) == []
