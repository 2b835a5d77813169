"""A style sheet of the user's: overrides ours template by template, and can do no harm."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from builders.packages import EDITIONS, XHTML, texts
from fangzhi.builders import epub
from fangzhi.builders._stylesheet import HERE
from fangzhi.errors import UsageError
from fangzhi.resources import schema_folder
from fangzhi.setting import Setting
from fangzhi.tei.edition import Edition
from peers import epubcheck

XSL = """<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:tei="http://www.tei-c.org/ns/1.0" xmlns="http://www.w3.org/1999/xhtml"
  xmlns:exsl="http://exslt.org/common" extension-element-prefixes="exsl"
  exclude-result-prefixes="tei">
{}
</xsl:stylesheet>"""
IMPORT = '<xsl:import href="fangzhi:edition.xsl"/>'
RNG = "{http://relaxng.org/ns/structure/1.0}"


def written(folder: Path, content: str, name: str = "own.xsl") -> Path:
    file = folder / name
    file.write_text(XSL.format(content), encoding="utf-8")
    return file


def build(folder: Path, stylesheet: Path) -> Path:
    return epub.build(Edition(EDITIONS / "qingping.xml"), folder, Setting(stylesheet=stylesheet))


def test_override(tmp_path: Path) -> None:
    """One template is the user's, all others are ours; the book stays valid."""
    own = written(
        tmp_path,
        IMPORT + '<xsl:template match="tei:measure"><b><xsl:apply-templates/></b></xsl:template>',
    )
    package = build(tmp_path, own)
    bold = [b.text for body in texts(package) for b in body.iter(f"{XHTML}b")]
    assert "37.5公里" in bold
    assert epubcheck(package) == []


def test_import_beside(tmp_path: Path) -> None:
    """A style sheet can import others that lie in its folder."""
    written(tmp_path, '<xsl:template match="tei:measure"><i>beside</i></xsl:template>', "part.xsl")
    own = written(tmp_path, f'{IMPORT}<xsl:include href="part.xsl"/>')
    assert "beside" in "".join(
        i.text or "" for body in texts(build(tmp_path, own)) for i in body.iter()
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("<xsl:import href='../secret.xsl'/>", "not beside it"),
        ("<xsl:import href='http://example.org/x.xsl'/>", "not beside it"),
        (IMPORT + "<xsl:template match='tei:p['/>", "no style sheet that can be used"),
        (IMPORT + "<xsl:template match='/'><none/></xsl:template>", "did not make an XHTML main"),
        (
            IMPORT + "<xsl:template match='tei:p'><xsl:message terminate='yes'>no p"
            "</xsl:message></xsl:template>",
            "no p",
        ),
    ],
)
def test_refused(tmp_path: Path, content: str, told: str) -> None:
    """What cannot be used is an error that names the file, and nothing is written."""
    (tmp_path / "secret.xsl").write_text(XSL.format(""), encoding="utf-8")
    inside = tmp_path / "inside"
    inside.mkdir()
    with pytest.raises(UsageError, match=re.escape(told)) as error:
        build(inside, written(inside, content))
    assert "own.xsl" in str(error.value.where)
    assert not list(inside.glob("*.epub"))


def test_not_well_formed(tmp_path: Path) -> None:
    """A slip in the XML is told with its line."""
    file = tmp_path / "own.xsl"
    file.write_text("<xsl:stylesheet\n\n>", encoding="utf-8")
    with pytest.raises(UsageError, match="not well-formed") as error:
        build(tmp_path, file)
    assert str(error.value.where).startswith(f"{file}:")


@pytest.mark.parametrize(
    "instruction",
    [
        '<exsl:document href="{folder}/made.txt">x</exsl:document>',
        "<xsl:value-of select=\"document('{folder}/secret.xml')\"/>",
    ],
)
def test_reads_and_writes_nothing(tmp_path: Path, instruction: str) -> None:
    """A style sheet neither reads nor writes files while it runs."""
    (tmp_path / "secret.xml").write_text("<a>secret</a>", encoding="utf-8")
    said = instruction.format(folder=tmp_path)
    own = written(tmp_path, f"{IMPORT}<xsl:template match='tei:measure'>{said}</xsl:template>")
    try:
        package = build(tmp_path, own)
    except UsageError:
        pass
    else:
        assert "secret" not in "".join("".join(body.itertext()) for body in texts(package))
    assert not (tmp_path / "made.txt").exists()


def elements_of_text() -> set[str]:
    """The names of all elements that our schema allows inside `text`."""
    grammar = etree.parse(schema_folder() / "fangzhi.rng").getroot()
    definitions = {one.get("name"): one for one in grammar.iter(f"{RNG}define")}
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [
        one for one in definitions.values() if one.find(f"{RNG}element[@name='text']") is not None
    ]
    while waiting:
        definition = waiting.pop()
        found |= {one.get("name", "") for one in definition.iter(f"{RNG}element")}
        for ref in definition.iter(f"{RNG}ref"):
            name = ref.get("name", "")
            if name not in seen:
                seen.add(name)
                waiting.append(definitions[name])
    return found


def test_every_element_on_purpose() -> None:
    """Each element that the schema allows in a text has a template; none falls through."""
    names = elements_of_text()
    assert {"p", "note", "table", "gap", "supplied", "graphic"} <= names
    matched: set[str] = set()
    for file in ("edition.xsl", "edition-line.xsl"):
        for template in etree.parse(HERE / file).iter(
            "{http://www.w3.org/1999/XSL/Transform}template"
        ):
            for pattern in re.sub(r"\[.*?\]", "", template.get("match", "")).split("|"):
                if template.get("mode") is None:
                    matched.add(pattern.rpartition("tei:")[2].strip())
    assert sorted(names - matched) == []
