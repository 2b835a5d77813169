"""The table of fields is true: what it says goes where it says, and nothing goes elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from crosswalk.editions import complete
from fangzhi.crosswalk.datacite import datacite
from fangzhi.crosswalk.dublin_core import dublin_core
from fangzhi.crosswalk.mods import mods
from fangzhi.crosswalk.ro_crate import CrateFile, ro_crate
from fangzhi.crosswalk.table import FIELDS, TARGETS, Field, table
from fangzhi.tei.edition import Edition

ROOT = Path(__file__).parents[2]
TYPED = ("titleInfo", "relatedItem", "note")
SUBJECTS = {"Dataset", "Book", "Person", "Organization", "Place", "SoftwareApplication"}
SUBJECTS |= {"CreativeWork"}
# A text that only this field of the complete edition has, or its place among others.
VALUES = {
    "the ID": "yunshui",
    "a DOI": "10.1234/yunshui",
    "other identifiers": "ark:/12345/x1",
    "a title": "云水街道",
    "other titles": "Yunshui Subdistrict",
    "a creator": "陆一帆",
    "contributors": "云水图书馆",
    "a publisher": "云水档案馆",
    "the place": "云水",
    "a date": "2026",
    "the language": "zh-Hans",
    "a licence": "CC0",
    "keywords": "街道工作",
    "the extent": "characters of source text",
    "the printed source: title": "云水年鉴",
    "its author": "云水地方志编委会",
    "its editor": "云水地方志办公室",
    "its publisher": "清平出版社",
    "its place": "清平",
    "its date": "2024",
    "its pages": "61",
    "its ISBN": "978-7-00-000000-2",
    "a note on it": "An invented book.",
    "the digest of the transcription": "sha256",
    "what was done to the text": "No reading was corrected.",
    "the program": "0.",
    "the language of the header": "en",
    "what every edition is": "",
}

Said = list[tuple[str, str]]  # (path, text)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The edition that has every field."""
    return complete(tmp_path_factory.mktemp("edition"))


@pytest.fixture(scope="module")
def said(edition: Edition) -> dict[str, Said]:
    """What each record says, and where."""
    return {
        "Dublin Core": list(of_xml(etree.fromstring(dublin_core(edition).data))),
        "MODS": list(of_xml(etree.fromstring(mods(edition).data))),
        "DataCite": list(of_json(json.loads(datacite(edition).data))),
        "RO-Crate": list(of_graph(json.loads(ro_crate(edition, [FILE]).data)["@graph"])),
    }


FILE = CrateFile("a.txt", 1, "0" * 64, "text/plain")


def of_xml(root: etree._Element) -> Iterator[tuple[str, str]]:
    for element in root.iter(etree.Element):
        text = (element.text or "").strip()
        if text:
            steps = [element, *element.iterancestors()][:-1]
            yield "/".join(step_of(one) for one in reversed(steps)), text


def step_of(element: etree._Element) -> str:
    name = etree.QName(element).localname
    kind = element.get("type") if name in TYPED else None
    return f"{name}[{kind}]" if kind else name


def of_json(record: dict[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in record.items():
        if key == "relatedItems":
            assert isinstance(value, list)
            for name, inner in value[0].items():
                yield f"{key}.{name}", json.dumps(inner, ensure_ascii=False)
        else:
            yield key, json.dumps(value, ensure_ascii=False)


def of_graph(graph: list[dict[str, object]]) -> Iterator[tuple[str, str]]:
    texts = {str(one["@id"]): str(one.get("name", "")) for one in graph}
    for entity in graph:
        if entity["@type"] not in SUBJECTS:
            continue
        for key, value in entity.items():
            if not key.startswith("@"):
                text = json.dumps(value, ensure_ascii=False)
                named = (name for name in texts if json.dumps({"@id": name}) in text)
                yield f"{entity['@type']}.{key}", text + "".join(texts[name] for name in named)


@pytest.mark.parametrize("target", TARGETS)
def test_every_path_is_in_the_table_and_every_path_of_the_table_is_used(
    target: str, said: dict[str, Said]
) -> None:
    """The paths of a record are those of the table, no more and no fewer."""
    column = TARGETS.index(target)
    told = {path for field in FIELDS for path in field.paths[column]}
    assert {path for path, _ in said[target]} == told


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_field_stands_where_the_table_says(field: Field, said: dict[str, Said]) -> None:
    """In each target that has a place for it, one of its places has its text."""
    for target, paths in zip(TARGETS, field.paths, strict=True):
        texts = [text for path, text in said[target] if path in paths]
        wanted = VALUES[field.name]
        if target == "Dublin Core" and wanted == "sha256":
            wanted = "sha256:"
        elif wanted == "sha256":
            wanted = "SHA-256"
        assert not paths or any(wanted in text for text in texts), (target, paths)


def test_the_table_in_the_documentation_is_fresh(save: bool) -> None:
    """CONTRIBUTING.md has the table of fields, as it is made from them."""
    file = ROOT / "CONTRIBUTING.md"
    text = file.read_text(encoding="utf-8")
    if "<!-- crosswalk:" not in text:
        pytest.skip("CONTRIBUTING.md has no place for the table of fields yet")
    start, end = text.index("<!-- crosswalk:"), text.index("<!-- end of crosswalk -->")
    start = text.index("\n", start) + 1
    if save:
        file.write_text(text[:start] + table() + text[end:], encoding="utf-8")
        return
    assert text[start:end] == table(), "the fields were changed: run with --save"
