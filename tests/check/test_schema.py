"""Verdicts and explanations of the grammar."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from check.samples import changed, parsed
from fangzhi.check.finding import MOST, Finding
from fangzhi.check.grammar import schema
from fangzhi.check.grammar.declared import uses_of
from fangzhi.check.grammar.schema import check_schema, judged
from fangzhi.check.places import Places
from fangzhi.errors import FangzhiError, UsageError
from fangzhi.resources import schema_folder

RNG = '<grammar xmlns="http://relaxng.org/ns/structure/1.0">\n{}</grammar>'
XSD = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">\n\n{}</xs:schema>'
ONE_A = '<start><element name="a"><attribute name="n"/></element></start>'
BREAKS = [
    ("<body>", "<body><foo/>"),
    ("<body>", "<body>text"),
    ('<div type="chapter"', "<div"),
    ('<div type="chapter"', '<div type="x"'),
    ('<div type="chapter"', '<div type="chapter" foo=""'),
    ("<publisher>Yunxi Archives</publisher>", ""),
    ("<langUsage>", "<textClass><keywords><term>a</term></keywords></textClass><langUsage>"),
    ('source="src:char=0,7"', 'source="char=0,7"'),
    ('<date when="2024">', '<date when="20x4">'),
    ('xml:id="d1.1"', 'xml:id="1d"'),
    ("<teiHeader", "<standOff/><teiHeader"),
]


def findings(tree: etree._ElementTree, other: Path | None = None) -> list[Finding]:
    """What our grammar, or another schema, has against a tree."""
    places = Places(tree, Path("x.xml"))
    if other is None:
        return check_schema(tree, places)
    return [one for use in uses_of(other) for one in judged(tree, *use, places)]


def messages(tree: etree._ElementTree, other: Path | None = None) -> list[str]:
    return [finding.message for finding in findings(tree, other)]


def test_the_example_is_valid() -> None:
    """The example edition has no findings."""
    assert messages(parsed(changed())) == []


@pytest.mark.parametrize(("old", "new"), BREAKS)
def test_both_grammars_agree(old: str, new: str) -> None:
    """What the RELAX NG refuses, the XSD refuses too, so that it can explain it."""
    tree = parsed(changed((old, new)))
    ours, xsd = messages(tree), messages(tree, schema_folder() / "fangzhi.xsd")
    assert ours
    assert ours == xsd
    assert messages(tree, schema_folder() / "fangzhi.rng")


@pytest.mark.parametrize(("old", "new"), BREAKS)
def test_messages_are_short_sentences(old: str, new: str) -> None:
    """Every explanation is one line, names an element, and is not a dump."""
    for message in messages(parsed(changed((old, new)))):
        assert "\n" not in message
        assert re.search(r"<\w+>", message)
        assert len(message) < 200


def test_each_wrong_child_costs_the_same() -> None:
    """Errors under one parent are each explained, in order, by one walk; so many, and no more."""
    tree = parsed(changed(("<body>", "<body>" + "<p/>" * 3000)))
    found = findings(tree)
    assert sum("<p> may not stand in <body>" in one.message for one in found) >= MOST - 1
    assert len(found) == MOST + 1
    assert "has more errors than the first 1000" in found[-1].message


def test_ids_that_stand_twice_are_left_to_links() -> None:
    """A duplicate xml:id alone is no finding of the grammar, by whichever schema."""
    tree = parsed(changed(('xml:id="d1.1.1.p1"', 'xml:id="d1.1"')))
    assert messages(tree) == []
    assert messages(tree, schema_folder() / "fangzhi.rng") == []


def test_deepest_nesting_is_explained_or_told() -> None:
    """A document as deep as the parser lets through does not overflow the stack."""
    deep = "<quote>" * 240 + "<foo/>" + "</quote>" * 240
    tree = parsed(changed(("<body>", f"<body>{deep}")))
    assert messages(tree)


def test_without_an_explanation_the_verdict_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """If xmlschema finds nothing where libxml2 does, libxml2's words are told."""
    monkeypatch.setattr(schema.xsd, "problems", lambda _path, _tree: iter(()))
    (message,) = messages(parsed(changed(("<body>", "<body><foo/>"))))
    assert "foo" in message


def test_other_relax_ng_reports_what_libxml2_says(tmp_path: Path) -> None:
    """Without an XSD beside it, a RELAX NG error is libxml2's, at the element it is about."""
    other = tmp_path / "a.rng"
    other.write_text(RNG.format(ONE_A))
    (finding,) = findings(parsed("<a><b/></a>"), other)
    assert "libxml2" not in finding.message
    assert finding.line == 1


def test_relax_ng_may_include_its_neighbours(tmp_path: Path) -> None:
    """Includes are found beside the schema file, not in the current folder."""
    (tmp_path / "part.rng").write_text(RNG.format(ONE_A))
    (tmp_path / "a.rng").write_text(RNG.format('<include href="part.rng"/>'))
    assert messages(parsed('<a n=""/>'), tmp_path / "a.rng") == []
    assert messages(parsed("<a/>"), tmp_path / "a.rng")


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.rng", RNG.format('<start><ref name="gone"/></start>'), 2),
        ("a.rng", RNG.format("<start>"), 2),
        ("a.xsd", XSD.format('<xs:element name="a" type="gone"/>'), 3),
        ("a.xsd", XSD.format("<xs:element"), 3),
        ("a.sch", "<schema>\n</schema>", 1),
    ],
)
def test_broken_schemas_say_where(tmp_path: Path, name: str, content: str, line: int) -> None:
    """A schema that cannot be used is an error with file and line."""
    other = tmp_path / name
    other.write_text(content)
    with pytest.raises(FangzhiError) as caught:
        findings(parsed("<a/>"), other)
    assert str(caught.value.where).startswith(f"{other}:{line}")


@pytest.mark.parametrize("location", ["http://example.org/x.xsd", "../x.xsd", "gone.xsd"])
def test_xsd_loads_nothing_from_outside(tmp_path: Path, location: str) -> None:
    """An include that leads out of the schema's folder, or nowhere, is refused."""
    other = tmp_path / "in" / "a.xsd"
    other.parent.mkdir()
    (tmp_path / "x.xsd").write_text(XSD.format(""))
    other.write_text(XSD.format(f'<xs:include schemaLocation="{location}"/>'))
    with pytest.raises(FangzhiError):
        findings(parsed("<a/>"), other)


ODD = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><schemaSpec ident="a"/></TEI>'


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.dtd", "", ".rng"),
        ("a", "<a/>", ".rng"),
        ("a.odd", ODD, "compile"),
        ("a.xml", ODD, "ODD"),
    ],
)
def test_other_kinds_of_schema(tmp_path: Path, name: str, content: str, word: str) -> None:
    """A schema of another kind is a usage error that says what to do."""
    (tmp_path / name).write_text(content)
    with pytest.raises(UsageError, match=re.escape(word)):
        findings(parsed("<a/>"), tmp_path / name)


@pytest.mark.parametrize("content", [RNG.format(ONE_A), XSD.format('<xs:element name="b"/>')])
def test_the_root_tells_the_kind(tmp_path: Path, content: str) -> None:
    """Without a suffix that is known, the root element says what a schema is."""
    (tmp_path / "a.xml").write_text(content)
    assert messages(parsed("<a/>"), tmp_path / "a.xml")


def test_xsd_is_kept_only_where_nobody_else_can_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loaded XSD is read again from the cache, unless that is open to others, or broken."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    own, loaded = schema_folder() / "fangzhi.xsd", []
    really = schema.xsd._loaded
    monkeypatch.setattr(schema.xsd, "_loaded", lambda path: loaded.append(path) or really(path))

    def load() -> int:
        loaded.clear()
        assert schema.xsd.load_xsd.__wrapped__(own).target_namespace
        return len(loaded)

    assert [load(), load()] == [1, 0]
    (file,) = (tmp_path / "fangzhi").iterdir()
    assert (tmp_path / "fangzhi").stat().st_mode & 0o777 == 0o700
    file.chmod(0o666)
    assert [load(), load()] == [1, 0]
    (tmp_path / "fangzhi").chmod(0o777)
    assert load() == 1
    (tmp_path / "fangzhi").chmod(0o700)
    file.write_bytes(b"broken")
    file.chmod(0o600)
    assert load() == 1
    monkeypatch.setenv("XDG_CACHE_HOME", str(file))
    assert load() == 1


def test_xmlschema_is_imported_only_for_explanations() -> None:
    """A valid file does not pay for xmlschema, not even for its import."""
    code = (
        "import sys; from pathlib import Path; from fangzhi.check.run import check_file;"
        f"check_file(Path({str(Path(__file__).with_name('example.xml'))!r}));"
        "sys.exit('xmlschema' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
