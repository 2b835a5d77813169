"""Each crosswalk is valid, says what the header says, and tells what it lacks."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import jsonschema
import pytest
import xmlschema
from lxml import etree

from crosswalk.editions import SCHEMAS, SIDECAR, complete, encoded, without
from fangzhi.builders import epub
from fangzhi.crosswalk.datacite import datacite
from fangzhi.crosswalk.dublin_core import dublin_core
from fangzhi.crosswalk.mods import mods
from fangzhi.crosswalk.people import people
from fangzhi.crosswalk.ro_crate import CrateFile, ro_crate
from fangzhi.tei.edition import Edition

ROOT = Path(__file__).parents[2]
# Stands for the schema of the fifteen elements, which oai_dc.xsd imports from the network.
SIMPLE_DC = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns="http://purl.org/dc/elements/1.1/" targetNamespace="http://purl.org/dc/elements/1.1/">
 <xs:import namespace="http://www.w3.org/XML/1998/namespace" schemaLocation="xml.xsd"/>
 <xs:complexType name="text"><xs:simpleContent><xs:extension base="xs:string">
  <xs:attribute ref="xml:lang"/></xs:extension></xs:simpleContent></xs:complexType>{}
</xs:schema>"""
ELEMENTS = (
    "title creator subject description publisher contributor date type format identifier source "
    "language relation coverage rights"
)


def needs(name: str) -> Path:
    """A schema of a format; the test is skipped where it is not beside the repository."""
    if not (SCHEMAS / name).is_file():
        pytest.skip(f"../shared/schemas/{name} is not there")
    return SCHEMAS / name


def editions(folder: Path) -> list[Edition]:
    """One with everything, one with nothing stated, and the sample."""
    return [
        complete(folder / "whole"),
        encoded(folder / "bare", sidecar=""),
        Edition(ROOT / "tei" / "yunxi-2024.xml"),
    ]


class Offline(etree.Resolver):
    """Answers for the schema that lies on the network; all others lie beside the first."""

    def resolve(self, url: str, _public: str, context: object) -> object:  # type: ignore[override]
        if url.endswith("simpledc20021212.xsd"):
            kinds = "".join(f'<xs:element name="{one}" type="text"/>' for one in ELEMENTS.split())
            base = os.fspath(SCHEMAS / "simpledc.xsd")
            return self.resolve_string(SIMPLE_DC.format(kinds), context, base_url=base)
        return self.resolve_filename(os.fspath(SCHEMAS / url.rpartition("/")[2]), context)


def test_dublin_core_is_valid(tmp_path: Path) -> None:
    """Every record is valid by the schema of OAI-PMH."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Offline())
    schema = etree.XMLSchema(etree.parse(needs("oai_dc.xsd"), parser))
    for edition in editions(tmp_path):
        schema.assertValid(etree.fromstring(dublin_core(edition).data))


def test_mods_is_valid(tmp_path: Path) -> None:
    """Every record is valid by the schema of MODS 3.8."""
    places = {
        "http://www.loc.gov/mods/xml.xsd": os.fspath(needs("xml.xsd")),
        "http://www.loc.gov/standards/xlink/xlink.xsd": os.fspath(needs("xlink.xsd")),
    }
    path = os.fspath(needs("mods-3-8.xsd"))
    schema = xmlschema.XMLSchema(path, uri_mapper=places, allow="local")
    for edition in editions(tmp_path):
        schema.validate(etree.fromstring(mods(edition).data))


def test_datacite_is_valid_where_nothing_is_missing(tmp_path: Path) -> None:
    """A record without gaps is valid by the schema of kernel 4.5, and one with gaps is not."""
    schema = json.loads(needs("datacite-v4.5.json").read_bytes())
    judge = jsonschema.Draft201909Validator(schema)
    whole, bare, sample = (datacite(edition) for edition in editions(tmp_path))
    assert whole.gaps == ()
    judge.validate(json.loads(whole.data))
    assert not judge.is_valid(json.loads(bare.data))
    assert [gap.key for gap in sample.gaps] == ["publication.identifiers.DOI"]
    judge.validate(json.loads(sample.data))  # the schema leaves the DOI to the registration


DEMANDED = [
    (datacite, "publisher", "publication.publisher"),
    (datacite, "DOI", "publication.identifiers.DOI"),
    (datacite, "date", "date"),
    (ro_crate, "date", "date"),
    (ro_crate, "licence", "rights.licence"),
]


@pytest.mark.parametrize(("crosswalk", "line", "key"), DEMANDED)
def test_a_gap_names_the_key(crosswalk: object, line: str, key: str, tmp_path: Path) -> None:
    """What a standard demands and nobody stated is a gap that names the sidecar's key."""
    sidecar = without(line)
    if line == "publisher":  # that of the printed book is another
        sidecar = SIDECAR.replace('publisher = "云水档案馆"\n', "")
    record = crosswalk(encoded(tmp_path, sidecar))  # type: ignore[operator]
    assert [gap.key for gap in record.gaps] == [key]
    assert repr(key) in record.gaps[0].message


def test_authors_of_bylines_are_the_creators(tmp_path: Path) -> None:
    """Who signed the text wrote it; the author of the book only where nobody signed."""
    signed = json.loads(datacite(encoded(tmp_path / "signed")).data)
    assert [one["name"] for one in signed["creators"]] == ["陆一帆"]
    text = "云水街道\n\n综述\n\n【概况】 辖8个社区。\n"
    unsigned = json.loads(datacite(encoded(tmp_path / "unsigned", text=text)).data)
    assert [one["name"] for one in unsigned["creators"]] == ["云水地方志编委会"]
    record = datacite(encoded(tmp_path / "nobody", without("author"), text))
    assert [gap.key for gap in record.gaps] == ["source.author"]
    assert "creators" not in json.loads(record.data)


def test_nothing_is_invented(tmp_path: Path) -> None:
    """A header that knows nothing gives records that say so little."""
    bare = encoded(tmp_path, sidecar="")
    said = b"".join(one(bare).data for one in (mods, dublin_core, datacite, ro_crate)).decode()
    for word in ("relatedItem", "publisher", "originInfo", "dc:date", "#source"):
        assert f"<{word}" not in said
        assert f'"{word}"' not in said
    assert said.count("not known") == said.count("The rights are not known.")


def test_relators_are_those_of_the_epub(tmp_path: Path) -> None:
    """The package document of the EPUB and the crosswalks give everybody the same parts."""
    edition = complete(tmp_path)
    package = epub.build(edition, tmp_path)
    with zipfile.ZipFile(package) as archive:
        opf = etree.fromstring(archive.read("EPUB/content.opf"))
    roles = {
        (opf.find(f".//*[@id='{one.get('refines', '')[1:]}']").text, one.text)  # type: ignore[union-attr]
        for one in opf.iter("{*}meta")
        if one.get("property") == "role"
    }
    assert {(person.name, person.relator) for person in people(edition)} == roles
    assert ("何山", "pht") in roles


def test_the_crate_points_to_nothing_that_it_lacks(tmp_path: Path) -> None:
    """Every `@id` that an entity names is an entity of the crate, and stands once."""
    files = [CrateFile("a b.txt", 3, "0" * 64, "text/plain")]
    graph = json.loads(ro_crate(complete(tmp_path), files).data)["@graph"]
    ids = [entity["@id"] for entity in graph]
    assert len(set(ids)) == len(ids)
    outside = {"https://w3id.org/ro/crate/1.2"}
    named = {one for entity in graph for value in entity.values() for one in pointed(value)}
    assert named <= set(ids) | outside
    assert "a%20b.txt" in ids


def pointed(value: object) -> list[str]:
    """The ids that a value points to."""
    if isinstance(value, list):
        return [name for one in value for name in pointed(one)]
    return [value["@id"]] if isinstance(value, dict) else []


def test_a_doi_is_known_in_all_its_spellings(tmp_path: Path) -> None:
    """A DOI may be written as an address or with its name before it."""
    for number, written in enumerate(("https://doi.org/10.1234/yunshui", "doi:10.1234/yunshui")):
        edition = encoded(tmp_path / str(number), SIDECAR.replace("10.1234/yunshui", written))
        assert json.loads(datacite(edition).data)["doi"] == "10.1234/yunshui"
        assert b"<dc:identifier>https://doi.org/10.1234/yunshui<" in dublin_core(edition).data
