"""Validity by a grammar: the verdict from libxml2, the explanation from xmlschema.

libxml2 judges 8 MB in 0.04 s, but tells little more than "did not expect"; xmlschema takes forty
times as long and knows what was expected. So xmlschema is asked, and even imported, only after
libxml2 has said no. Both read the same grammar: `fangzhi.rng` and `fangzhi.xsd` are made from one
source.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from lxml import etree

from fangzhi.check.finding import Finding, Level
from fangzhi.check.grammar import relaxng, xsd
from fangzhi.check.grammar.embedded import check_embedded
from fangzhi.check.grammar.kinds import Kind
from fangzhi.check.grammar.relaxng import Problem, relax_ng
from fangzhi.check.places import Places
from fangzhi.check.rules import check_rules
from fangzhi.resources import schema_folder
from fangzhi.tei.names import q

_MOST_EXPLAINED = 200_000  # elements of a file; to read more takes xmlschema more than a second


def check_schema(tree: etree._ElementTree, places: Places) -> list[Finding]:
    """What our own grammar has against `tree`; xml:ids that stand twice are left to `links`."""
    return _findings(_own(tree), places)


def judged(tree: etree._ElementTree, schema: Path, kind: Kind, places: Places) -> list[Finding]:
    """What the file `schema`, read as a schema of this kind, has against `tree`.

    Raises `FangzhiError` (file:line) if it is broken.
    """
    match kind:
        case Kind.GRAMMAR:
            return _findings(relaxng.problems(relax_ng(schema), tree), places)
        case Kind.RULES:
            return check_embedded(tree, schema, places)
        case Kind.XSD:
            return _findings(xsd.problems(schema, tree), places)
        case Kind.SCHEMATRON:
            return check_rules(tree, places.path, schema, places)


def _findings(problems: Iterator[Problem], places: Places) -> list[Finding]:
    return places.findings(
        ("FZ002", Level.ERROR, message, element) for element, message in problems
    )


def _own(tree: etree._ElementTree) -> Iterator[Problem]:
    if tree.getroot().tag == q("TEI") and _quick().validate(tree):
        return
    grammar = relax_ng(schema_folder() / "fangzhi.rng")
    if grammar.validate(tree):
        return
    explained = []
    few = tree.getroot().xpath(f"count(/descendant::*) < {_MOST_EXPLAINED}")
    if few and xsd.can_read(tree):
        # Nested deeper than Python's stack: libxml2 went through it.
        with suppress(RecursionError):
            explained = list(xsd.problems(schema_folder() / "fangzhi.xsd", tree))
    yield from explained or relaxng.problems(grammar, tree)


@cache
def _quick() -> etree.XMLSchema:
    """Our XSD as libxml2 compiles it: it judges a valid file four times as fast as the RELAX NG.

    Both say the same of documents whose root is TEI (the tests hold them against each other), so
    its yes is enough. For a no, the RELAX NG has the better words.
    """
    return etree.XMLSchema(etree.parse(schema_folder() / "fangzhi.xsd"))
