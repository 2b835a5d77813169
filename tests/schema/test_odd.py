"""The ODD describes the grammar that we have: elements, closed lists, attributes, rules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xmlschema
from lxml import etree

from peers import jing
from schema.generate import Grammar, Pattern

TEI = "{http://www.tei-c.org/ns/1.0}"
SCH = "{http://purl.oclc.org/dsdl/schematron}"
Attribute = tuple[str, str]


@pytest.fixture(scope="module")
def grammar(schemas: Path) -> Grammar:
    """Our grammar."""
    return Grammar(schemas / "fangzhi.rng")


@pytest.fixture(scope="module")
def odd(schemas: Path) -> etree._ElementTree:
    """Our ODD."""
    return etree.parse(schemas / "fangzhi.odd")


def attributes(grammar: Grammar, pattern: Pattern, free: bool) -> Iterator[tuple[Pattern, bool]]:
    """The attributes of an element, each with whether it must be there."""
    if pattern.kind == "attribute":
        yield pattern, not free
    elif pattern.kind == "ref":
        yield from attributes(grammar, grammar.defines[pattern.name], free)
    elif pattern.kind != "element":
        loose = free or pattern.kind in ("optional", "zeroOrMore", "choice")
        for part in pattern.parts:
            yield from attributes(grammar, part, loose)


def all_attributes(grammar: Grammar) -> Iterator[tuple[str, dict[str, tuple[Pattern, bool]]]]:
    """For every element of the grammar its name, and its attributes by their names."""
    for define in grammar.defines.values():
        for element in define.walk():
            if element.kind == "element":
                found = [
                    pair for part in element.parts for pair in attributes(grammar, part, False)
                ]
                yield element.name, {pattern.name: (pattern, must) for pattern, must in found}


def values(grammar: Grammar, pattern: Pattern) -> frozenset[str]:
    """The values of a closed list; empty if it is not one."""
    if pattern.kind == "ref":
        return values(grammar, grammar.defines[pattern.name])
    listed = [values(grammar, part) for part in pattern.parts]
    return frozenset([pattern.text] if pattern.kind == "value" else ()).union(*listed)


def closed_lists(odd: etree._ElementTree, kind: str) -> dict[Attribute, frozenset[str]]:
    """The closed lists of the ODD, of its elements or of its classes."""
    return {
        (str(spec.get("ident")), str(attribute.get("ident"))): frozenset(
            str(item.get("ident")) for item in attribute.iter(f"{TEI}valItem")
        )
        for spec in odd.iter(f"{TEI}{kind}")
        for attribute in spec.iter(f"{TEI}attDef")
        if attribute.find(f"{TEI}valList") is not None
    }


def test_valid(schemas: Path, tei_all: Path) -> None:
    """The ODD is valid TEI."""
    assert jing(tei_all, schemas / "fangzhi.odd") == []


def test_elements(grammar: Grammar, odd: etree._ElementTree) -> None:
    """The modules include the elements of the grammar, and no others."""
    included = [
        name
        for module in odd.iter(f"{TEI}moduleRef")
        for name in str(module.get("include", "")).split()
    ]
    assert sorted(included) == sorted(grammar.names("element"))


def test_every_element_is_explained(grammar: Grammar, odd: etree._ElementTree) -> None:
    """The table of elements has one line for each, that says something."""
    rows = odd.xpath("//t:div[@xml:id='elements']//t:row", namespaces={"t": TEI[1:-1]})
    assert isinstance(rows, list)
    lines = {
        row.findtext(f".//{TEI}gi"): row[1].text for row in rows if isinstance(row, etree._Element)
    }
    assert lines.keys() == grammar.names("element")
    assert all(lines.values())
    assert len(lines) == len(rows)


def test_closed_lists(grammar: Grammar, odd: etree._ElementTree) -> None:
    """Where the grammar has a closed list, the ODD has the same, on the element or in its class."""
    special = closed_lists(odd, "elementSpec")
    common = {name: listed for (_, name), listed in closed_lists(odd, "classSpec").items()}
    found: set[Attribute] = set()
    for element, its in all_attributes(grammar):
        for name, (pattern, _) in its.items():
            if listed := values(grammar, pattern):
                found.add((element, name))
                assert special.get((element, name), common.get(name)) == listed, (element, name)
    assert special.keys() <= found


def test_required_attributes(grammar: Grammar, odd: etree._ElementTree) -> None:
    """The ODD requires the attributes that the grammar requires wherever an element stands."""
    required: dict[str, set[str]] = {}
    for element, its in all_attributes(grammar):
        must = {name for name, (_, must) in its.items() if must}
        required[element] = required.get(element, must) & must
    of_elements = {
        (str(spec.get("ident")), str(attribute.get("ident")))
        for spec in odd.iter(f"{TEI}elementSpec")
        for attribute in spec.iter(f"{TEI}attDef")
        if attribute.get("usage") == "req"
    }
    assert of_elements == {(element, name) for element in required for name in required[element]}


def test_rules(odd: etree._ElementTree, schemas: Path) -> None:
    """The table of rules has each code of the Schematron with its level."""
    rows = odd.xpath("//t:div[@xml:id='rules']//t:row[not(@role)]", namespaces={"t": TEI[1:-1]})
    assert isinstance(rows, list)
    told = [(row[0].text, row[1].text) for row in rows if isinstance(row, etree._Element)]
    tests = etree.parse(schemas / "fangzhi.sch").iter(f"{SCH}assert")
    assert told == [(test.get("id"), test.get("role")) for test in tests]


def test_the_xsd_names_the_same(grammar: Grammar, xsd: xmlschema.XMLSchema) -> None:
    """The XSD has the elements of the RELAX NG, each with the same attributes."""
    ours: dict[str, set[str]] = {}
    for element, its in all_attributes(grammar):
        ours.setdefault(element, set()).update(name.removeprefix("xml:") for name in its)
    theirs: dict[str, set[str]] = {}
    for component in xsd.iter_components(xmlschema.XsdElement):
        if component.abstract:  # the head of a group of elements, which no document can hold
            continue
        names = {etree.QName(str(name)).localname for name in component.attributes if name}
        theirs.setdefault(component.local_name, set()).update(names)
    assert theirs == ours
