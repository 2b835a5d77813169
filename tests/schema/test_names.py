"""The grammar, its translations and the ODD name the same elements with the same attributes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xmlschema
from lxml import etree
from xmlschema.validators import XsdElement

from peers import trang
from schema.generate import Grammar
from schema.test_odd import all_attributes

TEI = "{http://www.tei-c.org/ns/1.0}"
RNG = "{http://relaxng.org/ns/structure/1.0}"
XML = "{http://www.w3.org/XML/1998/namespace}"
Names = dict[str, set[str]]


@pytest.fixture(scope="module")
def ours(schemas: Path) -> Names:
    """The attributes of each element in our RELAX NG."""
    return of_grammar(schemas / "fangzhi.rng")


def of_grammar(path: Path) -> Names:
    """The attributes of each element in a RELAX NG, wherever the element may stand."""
    found: Names = {}
    for element, its in all_attributes(Grammar(path)):
        found.setdefault(element, set()).update(its)
    return found


def test_compact_grammar(ours: Names, schemas: Path, tmp_path: Path) -> None:
    """The compact grammar and the RELAX NG name the same."""
    trang(schemas / "fangzhi.rnc", tmp_path / "again.rng")
    assert of_grammar(tmp_path / "again.rng") == ours


def test_xsd(ours: Names, xsd: xmlschema.XMLSchema) -> None:
    """The XSD and the RELAX NG name the same."""
    found: Names = {}
    for element in xsd.iter_components(XsdElement):
        if element.abstract:  # trang's name for a choice
            continue
        its = {str(name).replace(XML, "xml:") for name in element.attributes}
        found.setdefault(element.local_name, set()).update(its)
    assert found == ours


def test_odd(ours: Names, schemas: Path) -> None:
    """The ODD says of each element which attributes it has."""
    specs = etree.parse(schemas / "fangzhi.odd").iter(f"{TEI}elementSpec")
    found = {str(spec.get("ident")): declared(spec, "change") for spec in specs}
    assert {name: its for name, its in ours.items() if its or name in found} == found


def test_odd_applied_to_tei(ours: Names, schemas: Path, tei_all: Path) -> None:
    """What the ODD leaves of TEI's attributes are those of the grammar."""
    odd = Customised(tei_all, schemas / "fangzhi.odd")
    assert {name: odd.attributes(name) for name in ours} == ours


def declared(spec: etree._Element, mode: str) -> set[str]:
    """The attributes that a specification changes, or deletes."""
    return {
        str(item.get("ident")) for item in spec.iter(f"{TEI}attDef") if item.get("mode") == mode
    }


class Customised:
    """TEI's attributes as an ODD leaves them (TEI Guidelines, 23.3: classes, attList)."""

    def __init__(self, tei_all: Path, odd: Path) -> None:
        grammar = etree.parse(tei_all).iter(f"{RNG}define")
        self.defines = {str(node.get("name")): node for node in grammar}
        specs = list(etree.parse(odd).iter(f"{TEI}classSpec", f"{TEI}elementSpec"))
        self.specs = {str(spec.get("ident")): spec for spec in specs}

    def attributes(self, element: str) -> set[str]:
        """The attributes of an element, inherited or its own."""
        node = self.defines[element].find(f"{RNG}element")
        assert node is not None
        return self._left(element, node)

    def _left(self, name: str, node: etree._Element) -> set[str]:
        """What an element or a class of this name has, with what it inherits."""
        spec = self.specs.get(name)
        if spec is None:
            return set(self._given(node, frozenset()))
        if spec.get("mode") == "delete":
            return set()
        member = list(spec.iter(f"{TEI}memberOf"))
        parted = frozenset(str(one.get("key")) for one in member if one.get("mode") == "delete")
        joined = [str(one.get("key")) for one in member if one.get("mode") == "add"]
        inherited = (self._left(key, self.defines[f"{key}.attributes"]) for key in joined)
        return set(self._given(node, parted)).union(*inherited) - declared(spec, "delete")

    def _given(self, node: etree._Element, parted: frozenset[str]) -> Iterator[str]:
        """The attributes that TEI gives, but not by a class that was PARTED from."""
        for child in node:
            name = str(child.get("name"))
            key, dot, _ = name.removesuffix(".attributes").partition(".attribute.")
            if child.tag == f"{RNG}attribute":
                yield name
            elif child.tag == f"{RNG}ref" and dot:
                one = set(self._given(self.defines[name], frozenset()))
                yield from one & self._left(key, self.defines[name])
            elif child.tag == f"{RNG}ref" and name.startswith("att.") and key not in parted:
                yield from self._left(key, self.defines[name])
            elif child.tag != f"{RNG}element":
                yield from self._given(child, parted)


def test_deleting_counts(schemas: Path, tei_all: Path, tmp_path: Path) -> None:
    """An attribute that the ODD no longer deletes is seen: the test above can fail."""
    odd = (schemas / "fangzhi.odd").read_text(encoding="utf-8")
    changed = odd.replace('<attDef ident="flipping" mode="delete"/>', "", 1)
    assert changed != odd
    (tmp_path / "changed.odd").write_text(changed, encoding="utf-8")
    assert "flipping" in Customised(tei_all, tmp_path / "changed.odd").attributes("surface")
