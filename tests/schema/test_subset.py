"""Random documents of our grammar are valid TEI, and all validators agree on spoilt ones.

This is the proof that the grammar is a strict subset of tei_all and that the XSD is equivalent.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import xmlschema
from lxml import etree

from peers import jing
from schema.frame import FRAME
from schema.generate import LARGE, LEVELS, TEI, Grammar, Writer, save, spoil

# In batches, so that two processes can share the work: 2,000 documents, 5,000 changes.
BATCHES = 4
DOCUMENTS = 500
CHANGES = 1250
# One in so many documents is large; the others are small, so that many can be judged.
RARE = 50

# The one thing that the two kinds of schema judge differently, and rightly so: to RELAX NG white
# space is nothing, even in an element that is empty; XSD lets no character stand there.
EMPTY = ("pb", "cb", "lb", "milestone", "gap", "ptr", "graphic")
BLANK = etree.XPath(
    "boolean(//*[not(*) and . != '' and normalize-space() = ''"
    f" and contains(' {' '.join(EMPTY)} ', concat(' ', local-name(), ' '))])"
)

Verdicts = dict[str, bool]


@dataclass(frozen=True, slots=True)
class Batch:
    """Files that our grammar allows, and the same with one change each."""

    documents: list[Path]
    spoilt: list[Path]

    def files(self) -> list[Path]:
        """All of them."""
        return self.documents + self.spoilt


@cache
def grammar(schemas: Path) -> Grammar:
    """Our grammar."""
    return Grammar(schemas / "fangzhi.rng")


def document(schemas: Path, seed: int) -> etree._Element:
    """A random document."""
    large, levels = (2, 2 + seed % 2) if seed % RARE else (LARGE, LEVELS)
    return Writer(grammar(schemas), seed, large, levels).document()


@pytest.fixture(scope="module", params=range(BATCHES))
def batch(
    request: pytest.FixtureRequest, schemas: Path, tmp_path_factory: pytest.TempPathFactory
) -> Batch:
    """A batch of random documents, on the disk."""
    folder = tmp_path_factory.mktemp("random")
    seeds = range(request.param * DOCUMENTS, (request.param + 1) * DOCUMENTS)
    documents = [save(document(schemas, seed), folder / f"{seed}.xml") for seed in seeds]
    spoilt = []
    for number in range(CHANGES):
        chance = random.Random(request.param * CHANGES + number)
        root = etree.parse(documents[number % DOCUMENTS]).getroot()
        spoil(root, chance)
        spoilt.append(save(root, folder / f"spoilt-{number}.xml"))
    return Batch(documents, spoilt)


def judged(grammar: Path, files: list[Path]) -> Verdicts:
    """Which files jing finds valid, by their names."""
    faulty = {Path(told.split(".xml:")[0]).name + ".xml" for told in jing(grammar, *files)}
    return {path.name: path.name not in faulty for path in files}


def everything(schemas: Path) -> Iterator[etree._Element]:
    """All elements of the large documents."""
    for seed in range(0, BATCHES * DOCUMENTS, RARE):
        yield from document(schemas, seed).iter(f"{{{TEI}}}*")


@pytest.mark.slow
def test_generator_reaches_everything(schemas: Path) -> None:
    """Every element and attribute of the grammar stands in some document."""
    elements: set[str] = set()
    attributes: set[str] = set()
    for element in everything(schemas):
        elements.add(etree.QName(element).localname)
        attributes.update(etree.QName(str(name)).localname for name in element.attrib)
    assert elements == grammar(schemas).names("element")
    told = grammar(schemas).names("attribute")
    assert attributes == {name.removeprefix("xml:") for name in told}


@pytest.mark.slow
def test_strict_subset(batch: Batch, schemas: Path, tei_all: Path) -> None:
    """Whatever our grammar allows is valid TEI, and so is whatever a change leaves valid."""
    tei = judged(tei_all, batch.files())
    assert [path.name for path in batch.documents if not tei[path.name]] == []
    ours = judged(schemas / "fangzhi.rng", batch.spoilt)
    assert [name for name, valid in ours.items() if valid and not tei[name]] == []


@pytest.mark.slow
def test_validators_agree(batch: Batch, schemas: Path, rng: etree.RelaxNG) -> None:
    """Jing, and libxml2 by RELAX NG and by XSD, tell the same documents valid."""
    by_jing = judged(schemas / "fangzhi.rng", batch.files())
    xsd = etree.XMLSchema(etree.parse(schemas / "fangzhi.xsd"))
    trees = {path.name: etree.parse(path) for path in batch.files()}
    assert differing(by_jing, {name: rng.validate(tree) for name, tree in trees.items()}) == []
    strict = {name: valid and not BLANK(trees[name]) for name, valid in by_jing.items()}
    assert differing(strict, {name: xsd.validate(tree) for name, tree in trees.items()}) == []
    assert all(by_jing[path.name] for path in batch.documents)
    assert sum(not valid for valid in by_jing.values()) > CHANGES / 3


@pytest.mark.slow
def test_xmlschema_agrees(batch: Batch, rng: etree.RelaxNG, xsd: xmlschema.XMLSchema) -> None:
    """The library that explains what is wrong finds something exactly where libxml2 does."""
    trees = {path.name: etree.parse(path) for path in batch.files()}
    strict = {name: rng.validate(tree) and not BLANK(tree) for name, tree in trees.items()}
    assert differing(strict, {name: xsd.is_valid(tree) for name, tree in trees.items()}) == []


def test_white_space_in_empty_elements(rng: etree.RelaxNG, xsd: xmlschema.XMLSchema) -> None:
    """White space in an empty element is what RELAX NG allows and XSD does not."""
    tree = etree.parse(FRAME)
    body = tree.find(f".//{{{TEI}}}body")
    assert body is not None
    body.insert(0, etree.fromstring(f'<pb xmlns="{TEI}"> </pb>'))
    assert (rng.validate(tree), xsd.is_valid(tree), BLANK(tree)) == (True, False, True)


def without_blanks(tree: etree._ElementTree) -> etree._ElementTree:
    """A tree without white space in elements that hold nothing else.

    The one difference there is: where an element must be empty, RELAX NG lets white space through
    (its specification, 6.2.7) and XSD does not (its part 1, 3.4.4). So the RELAX NG has the say,
    and the XSD's yes, not its no, is enough for a verdict.
    """
    for element in tree.iter(f"{{{TEI}}}*"):
        if not len(element) and not (element.text or "").strip():
            element.text = None
    return tree


def differing(one: Verdicts, other: Verdicts) -> list[str]:
    """The files that two validators judge differently."""
    return [name for name in one if one[name] != other[name]]
