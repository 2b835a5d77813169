"""The compact syntax of RELAX NG: what is read from it is what trang reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

import peers
from check.samples import FOLDER
from fangzhi.check.grammar.compact import read_compact
from fangzhi.errors import FangzhiError
from fangzhi.resources import schema_folder

SCHEMAS = {
    "groups": "start = element a { (b | c?), d*, (e & f+) }\n"
    "b = element b { empty } c = element c { text } d = element d { list { xsd:int+ } }\n"
    "e = element e { mixed { b } } f = element f { notAllowed | empty }",
    "names": 'namespace n = "u" default namespace = "d"\n'
    "start = element (n:a | b) { attribute n:x { text }?, attribute y { text }?, any* }\n"
    "any = element * - (n:* | b) { text } | element n:* - n:a { empty }",
    "values": 'element a { attribute n { xsd:int { minInclusive = "3" maxInclusive = "7" } - '
    'xsd:int \'5\' }, ("x" | token \'y\' | string """ z """ | \'p\' ~ "q") }',
    "quoted": 'start = \\element\n\\element = element \\start { attribute div { "\\x{41}" } }',
    "documented": 'namespace b = "b" namespace a = "http://relaxng.org/ns/compatibility/annotations/1.0"'
    "\n[ b:c [ 'of one ' b:b [ x = 'y' ] ] ]\nstart = element a { text # no more\n}"
    " >> b:note [ 'after' ]",
    "combined": "start |= element a { x } start |= element b { x }\n"
    "x &= attribute p { text }? x &= attribute q { text }\ndiv { y = empty }",
    "nested": "start = grammar { start = element a { parent b } } b = element b { empty }",
    "included": 'include "part.rnc" { start = element b { a* } } b = empty',
    "external": 'default namespace = "u"\nstart = element e { external "one.rnc" inherit = q }',
}
PARTS = {"part.rnc": "start = a\na = element a { b }", "one.rnc": "element one { empty }"}
DOCUMENTS = [
    "<a/>",
    "<b/>",
    "<b><a/><a/></b>",
    "<a><b/></a>",
    "<a><b/><d>1 2</d><e>x<b/>y</e><f/></a>",
    "<a><d>1</d><f/><e><b/></e><f/></a>",
    "<a><d>x</d><e><b/></e><f/></a>",
    "<a><c/><f/></a>",
    '<a xmlns="u"><c/></a>',
    '<b xmlns="d" xmlns:n="u" n:x="" y=""><c/><n:b/></b>',
    '<b xmlns="d" xmlns:n="u"><b/></b>',
    '<b xmlns="d" xmlns:n="u" x=""><n:a/></b>',
    *(f'<a n="{n}">{text}</a>' for n, text in (("3", "x"), ("5", "y"), ("7", " y "), ("8", "x"))),
    *(f'<a n="4">{text}</a>' for text in (" z ", "z", "pq", "p")),
    '<start div="A"/>',
    '<start div="B"/>',
    "<a>text</a>",
    '<a q=""/>',
    '<b p="" q=""/>',
    '<a p=""/>',
    '<e xmlns="u"><one/></e>',
    '<e xmlns="u"><one xmlns=""/></e>',
    '<e xmlns="u"><one xmlns="v"/></e>',
]


@pytest.mark.parametrize("name", SCHEMAS)
def test_jing_judges_the_same_by_both_syntaxes(name: str, tmp_path: Path) -> None:
    """Each document gets the same verdict by the compact schema and by what is read from it."""
    text = SCHEMAS[name].replace("inherit = q", "inherit = v")
    if name == "external":
        text = f'namespace v = "v"\n{text}'
    for part, content in PARTS.items():
        (tmp_path / part).write_text(content)
        ours = etree.tostring(read_compact(content, tmp_path / part))
        (tmp_path / part).with_suffix(".rng").write_bytes(ours)
    compact, full = tmp_path / "s.rnc", tmp_path / "s.rng"
    compact.write_text(text)
    root = read_compact(text, compact)
    for element in root.iter("*"):
        if element.get("href"):
            element.set("href", element.get("href", "").replace(".rnc", ".rng"))
    full.write_bytes(etree.tostring(root))
    files = []
    for number, document in enumerate(DOCUMENTS):
        files.append(tmp_path / f"{number:02}.xml")
        files[-1].write_text(document)
    wrong = [{line.split(":")[0] for line in peers.jing(one, *files)} for one in (compact, full)]
    assert wrong[0] == wrong[1]
    assert 0 < len(wrong[0]) < len(files)


def test_our_own_schema_is_read_as_trang_reads_it() -> None:
    """libxml2 accepts and refuses by our compact schema as by the XML that trang made of it."""
    path = schema_folder() / "fangzhi.rnc"
    ours = etree.RelaxNG(read_compact(path.read_text(encoding="utf-8"), path))
    trangs = etree.RelaxNG(etree.parse(schema_folder() / "fangzhi.rng"))
    golden = sorted((FOLDER / "golden").glob("*s/in/tei/x.xml"))
    parser = etree.XMLParser(recover=True)
    trees = [etree.parse(file, parser) for file in (FOLDER / "example.xml", *golden)]
    verdicts = [(ours.validate(tree), trangs.validate(tree)) for tree in trees]
    assert [one for one, _ in verdicts] == [other for _, other in verdicts]
    assert {one for one, _ in verdicts} == {True, False}


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("start = element a { text", "1:25", "end"),
        ("start =\n  element a { b, c | d }", "2:20", "parentheses"),
        ("start = n:a", "1:9", "prefix"),
        ("start = element n:a { text }", "1:17", "prefix"),
        ("start = €", "1:9", "compact"),
        ("start = 'a\n'", "1:9", "compact"),
        ("element a { text } }", "1:20", "here"),
        ("start = " + "(" * 100_000, "1:159", "deep"),
        ("a [" + "a:b [" * 100_000, "1:1", ""),
    ],
)
def test_errors_have_a_place(text: str, place: str, word: str) -> None:
    """What is no compact syntax is an error with file, line and column."""
    with pytest.raises(FangzhiError) as caught:
        read_compact(text, Path("s.rnc"))
    assert str(caught.value.where).startswith(f"s.rnc:{place.partition(':')[0]}:")
    assert word in caught.value.line()
    if word and word != "deep":
        assert str(caught.value.where) == f"s.rnc:{place}"


def test_schematron_is_kept() -> None:
    """Rules in annotations are not lost with the other annotations."""
    text = (
        'namespace sch = "http://purl.oclc.org/dsdl/schematron"\nnamespace x = "x"\n'
        'sch:ns [ prefix = "t" uri = "u" ]\nstart = element a { text } >> x:y [ "no" ]\n'
        "[ sch:pattern [ sch:rule [ context = 'a' sch:assert [ test = 'b' \"a needs b\" ] ] ] ]\n"
        "c = empty"
    )
    root = read_compact(text, Path("s.rnc"))
    kept = [
        etree.QName(one).localname for one in root.iter("{http://purl.oclc.org/dsdl/schematron}*")
    ]
    assert kept == ["ns", "pattern", "rule", "assert"]
    assert root.find(".//{*}assert").text == "a needs b"  # type: ignore[union-attr]
