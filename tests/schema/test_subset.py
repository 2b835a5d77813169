"""Random documents of our grammar are valid TEI, and all validators agree on spoilt ones.

This is the proof that the grammar is a strict subset of tei_all and that the XSD is equivalent.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from lxml import etree

from peers import jing
from schema.generate import TEI, Grammar, Writer, save, spoil

NUMBER = 300


@pytest.fixture(scope="module")
def grammar(schemas: Path) -> Grammar:
    """Our grammar."""
    return Grammar(schemas / "fangzhi.rng")


@pytest.fixture(scope="module")
def documents(grammar: Grammar, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Random documents that our grammar allows."""
    folder = tmp_path_factory.mktemp("random")
    return [
        save(Writer(grammar, seed).document(), folder / f"{seed}.xml") for seed in range(NUMBER)
    ]


@pytest.fixture(scope="module")
def spoilt(documents: list[Path]) -> list[Path]:
    """The same with one change each: some are still valid, most are not."""
    paths = []
    for seed, path in enumerate(documents):
        root = etree.parse(path).getroot()
        spoil(root, random.Random(seed))
        paths.append(save(root, path.with_name(f"spoilt-{seed}.xml")))
    return paths


def faulty(messages: list[str]) -> set[str]:
    """The names of the files that jing's messages are about."""
    return {Path(message.split(".xml:")[0]).name + ".xml" for message in messages}


@pytest.mark.slow
def test_generator_reaches_everything(grammar: Grammar, documents: list[Path]) -> None:
    """Every element and attribute of the grammar stands in some document."""
    elements: set[str] = set()
    attributes: set[str] = set()
    for path in documents:
        for element in etree.parse(path).iter(f"{{{TEI}}}*"):
            elements.add(etree.QName(element).localname)
            attributes.update(etree.QName(str(name)).localname for name in element.attrib)
    assert elements == grammar.names("element")
    assert attributes == {name.removeprefix("xml:") for name in grammar.names("attribute")}


@pytest.mark.slow
def test_strict_subset(documents: list[Path], tei_all: Path) -> None:
    """Whatever our grammar allows is valid TEI."""
    assert jing(tei_all, *documents) == []


@pytest.mark.slow
def test_validators_agree(schemas: Path, documents: list[Path], spoilt: list[Path]) -> None:
    """Jing, and libxml2 by RELAX NG and by XSD, tell the same documents valid."""
    files = documents + spoilt
    rng = etree.RelaxNG(etree.parse(schemas / "fangzhi.rng"))
    xsd = etree.XMLSchema(etree.parse(schemas / "fangzhi.xsd"))
    by_jing = faulty(jing(schemas / "fangzhi.rng", *files))
    trees = {path.name: etree.parse(path) for path in files}
    assert by_jing == {name for name, tree in trees.items() if not rng.validate(tree)}
    assert by_jing == {name for name, tree in trees.items() if not xsd.validate(tree)}
    assert not by_jing & {path.name for path in documents}
    assert len(by_jing) > NUMBER / 10


@pytest.mark.slow
def test_strict_subset_when_spoilt(schemas: Path, spoilt: list[Path], tei_all: Path) -> None:
    """Whatever a change leaves valid is valid TEI as well."""
    assert faulty(jing(tei_all, *spoilt)) <= faulty(jing(schemas / "fangzhi.rng", *spoilt))
