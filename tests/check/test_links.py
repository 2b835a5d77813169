"""Pointers, ids, prefixes and pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from check.samples import PNG, changed, parsed, written
from fangzhi.check.finding import Finding
from fangzhi.check.links import check_links
from fangzhi.tei.files import local_file

TEI = "http://www.tei-c.org/ns/1.0"


def links(body: str, path: Path = Path("tei/x.xml")) -> list[Finding]:
    tree = parsed(f'<TEI xmlns="{TEI}">{body}</TEI>')
    return check_links(tree, path)


def test_the_example_has_no_findings(tmp_path: Path) -> None:
    """All pointers of the example lead somewhere."""
    text = changed()
    assert check_links(parsed(text), written(tmp_path, text)) == []


@pytest.mark.parametrize("attribute", ["ref", "target", "resp", "who", "corresp", "facs", "ana"])
def test_each_pointer_of_a_list_is_looked_at(attribute: str) -> None:
    """Of several pointers in one attribute, the one that leads nowhere is named."""
    (finding,) = links(f'<p xml:id="person.1"/><q {attribute}="#person.1 #persn.1  http://x/#y"/>')
    assert finding.code == "FZ201"
    assert "#persn.1" in finding.message
    assert "'person.1'" in finding.message


def test_other_attributes_are_not_pointers() -> None:
    """`#` in an attribute that is no pointer means nothing."""
    assert links('<p n="#1" rend="#red" type="a:b"/>') == []


def test_pointers_that_lead_elsewhere_are_left_alone() -> None:
    """Known schemes, hosts, XPointer schemes and the empty fragment are not looked up."""
    assert links('<p target="HTTPS://x doi:10/1 //x.org/a.xml#b #xpath(//a) #"/>') == []
    assert links('<p ref="editor a.b" n="x.xml" rend="../a"/>') == []


@pytest.mark.parametrize(
    ("pointer", "code"),
    [
        ("people.xml", ""),
        ("people.xml#p1", ""),
        ("./people.xml#%701", ""),
        ("people.xml#p2", "FZ207"),
        ("x.xml#own", ""),
        ("x.xml#other", "FZ207"),
        ("absent.xml", "FZ206"),
        ("absent.xml#p1", "FZ206"),
        ("../source/", ""),
        ("people.xml#xpath(//p)", ""),
        ("broken.xml#p1", ""),
        ("../../people.xml", "FZ208"),
        ("/etc/hostname", "FZ208"),
        ("link.xml", "FZ208"),
        ("a%00.xml", "FZ208"),
    ],
)
def test_pointers_into_other_files(tmp_path: Path, pointer: str, code: str) -> None:
    """The file is there, inside the repository, and has the id, whatever is written how."""
    tei = tmp_path / "repository" / "tei"
    tei.mkdir(parents=True)
    (tei.parent / "source").mkdir()
    (tmp_path / "people.xml").write_text("<a/>")
    (tei / "people.xml").write_text('<a xml:id="p1"/>')
    (tei / "broken.xml").write_text("<a>")
    (tei / "link.xml").symlink_to(tmp_path / "people.xml")
    found = links(f'<p xml:id="own" target="{pointer}"/>', tei / "x.xml")
    assert [one.code for one in found] == ([code] if code else [])


def test_a_file_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    """However many pointers lead to it, a missing file is one finding."""
    (finding,) = links('<p target="a.xml"/><p target="a.xml#b"/>', tmp_path / "tei" / "x.xml")
    assert "2 pointers" in finding.message
    assert finding.xpath == "/TEI/p[1]"


def test_another_base_is_not_followed(tmp_path: Path) -> None:
    """With xml:base, pointers start elsewhere: nobody is told that a file is missing."""
    assert links('<p xml:base="http://x.org/" target="a.xml"/>', tmp_path / "tei" / "x.xml") == []


def test_percent_encoded_fragments() -> None:
    """A pointer may write the letters of an id percent-encoded."""
    assert links('<p xml:id="方志"/><p target="#%E6%96%B9%E5%BF%97"/>') == []


def test_ids_that_stand_twice_name_the_first(tmp_path: Path) -> None:
    """The second element with an id is reported, with the line of the first."""
    text = changed(('xml:id="d1.1.1.p1"', 'xml:id="d1.1"'))
    found = check_links(parsed(text), written(tmp_path, text))
    assert [(one.code, one.line) for one in found] == [("FZ202", 58)]
    assert "line 54" in found[0].message


def test_an_undeclared_prefix_is_told_once() -> None:
    """However many pointers use it, one prefix is one finding, at its first place."""
    (finding,) = links('<p source="src:char=0,1"/><p source="src:char=1,2 src:char=3,4"/>')
    assert finding.code == "FZ205"
    assert "3 pointers" in finding.message
    assert finding.xpath == "/TEI/p[1]"


def test_a_declared_prefix_is_fine() -> None:
    """A prefix that a prefixDef declares resolves."""
    assert links('<prefixDef ident="src"/><p source="src:char=0,1"/>') == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("../source/a.png", ""),
        ("../source/%E5%9B%BE.png", ""),
        ("../source/a.png?x#y", ""),
        ("https://example.org/a.png", ""),
        ("//example.org/a.png", ""),
        ("../source/absent.png", "FZ203"),
        ("../source", "FZ203"),
        ("../../outside.png", "FZ204"),
        ("../x/../../outside.png", "FZ204"),
        ("%2e%2e/%2E%2E/outside.png", "FZ204"),
        ("/etc/hostname", "FZ204"),
        ("file:///etc/hostname", "FZ204"),
        ("C:/x.png", "FZ204"),
        ("\\\\host\\x.png", "FZ204"),
        ("../source/link.png", "FZ204"),
        ("a%00b", "FZ204"),
    ],
)
def test_pictures(tmp_path: Path, url: str, code: str) -> None:
    """Pictures are there, are files, and lie inside the repository, links on disk included."""
    repository = tmp_path / "repository"
    (repository / "source").mkdir(parents=True)
    for file in ("source/a.png", "source/图.png", "../outside.png"):
        (repository / file).write_bytes(PNG)
    (repository / "source" / "link.png").symlink_to(tmp_path / "outside.png")
    found = links(f'<graphic url="{url}"/>', repository / "tei" / "x.xml")
    assert [one.code for one in found] == ([code] if code else [])


def test_source_folder_elsewhere(tmp_path: Path) -> None:
    """Where the source lies elsewhere, pictures under ../source/ are looked for there."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.png").write_bytes(PNG)
    tree = parsed(f'<TEI xmlns="{TEI}"><graphic url="../source/a.png"/></TEI>')
    path = tmp_path / "out" / "tei" / "x.xml"
    assert [one.code for one in check_links(tree, path)] == ["FZ203"]
    assert check_links(tree, path, source_folder=elsewhere) == []
    assert local_file("../source/../x.png", path, elsewhere) is None


def test_many_slips_stay_cheap() -> None:
    """Thousands of broken pointers beside thousands of ids are reported in seconds."""
    ids = "".join(f'<p xml:id="d{n}.p{n}"/>' for n in range(2000))
    slips = "".join(f'<ref target="#x{n}"/>' for n in range(500))
    assert len(links(ids + slips)) == 500


def test_comments_and_instructions_are_passed_over() -> None:
    """Only elements have pointers."""
    tree = etree.fromstring(f'<TEI xmlns="{TEI}"><!-- #a --><?x ref="#a"?></TEI>').getroottree()
    assert check_links(tree, Path("x.xml")) == []
