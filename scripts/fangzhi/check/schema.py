"""Validity by a grammar: the verdict from libxml2, the explanation from xmlschema.

libxml2 judges 8 MB in 0.04 s, but tells little more than "did not expect"; xmlschema takes forty
times as long and knows what was expected. So xmlschema is asked, and even imported, only after
libxml2 has said no. Both read the same grammar: `fangzhi.rng` and `fangzhi.xsd` are made from one
source.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from fangzhi.check.finding import Finding, Level
from fangzhi.check.places import Places, element_starts
from fangzhi.check.rules import check_rules
from fangzhi.errors import FangzhiError, UsageError
from fangzhi.resources import schema_folder
from fangzhi.tei.names import ID, parse_file

# Errors that libxml2 adds to say that the element round an error is not valid either.
_ECHOES = ("RELAXNG_ERR_CONTENTVALID", "RELAXNG_ERR_ATTRVALID", "RELAXNG_ERR_DATATYPE")


def check_schema(
    tree: etree._ElementTree,
    path: Path,
    schema: Path | None = None,
    places: Places | None = None,
) -> list[Finding]:
    """What the grammar has against `tree`, which was read from `path`.

    `schema` is a RELAX NG (.rng), XSD (.xsd) or Schematron (.sch) file instead of our own grammar.
    Duplicate xml:ids are left to `links`. Raises `UsageError` for a schema of another kind and
    `FangzhiError` (file:line) for one that is broken.
    """
    places = places or Places(tree, path)
    if schema is None:
        return _findings(_own(tree), places)
    match schema.suffix.lower():
        case ".rng":
            grammar = relax_ng(schema.absolute())
            return _findings(() if grammar.validate(tree) else _libxml2(grammar, tree), places)
        case ".xsd":
            return _findings(_xmlschema(schema.absolute(), tree), places)
        case ".sch":
            return check_rules(tree, path, schema.absolute(), places)
        case ".rnc":
            raise UsageError(
                "the compact syntax of RELAX NG cannot be read",
                where=schema,
                remedy=f"convert it first: trang {schema.name} {schema.stem}.rng",
            )
    raise UsageError(
        f"a schema file must end in .rng, .xsd or .sch, not {schema.suffix or 'nothing'!r}",
        where=schema,
        remedy="give the file the suffix that tells what it is",
    )


def _findings(
    problems: Iterator[tuple[etree._Element | None, str]] | tuple[()], places: Places
) -> list[Finding]:
    return [places.finding("FZ002", Level.ERROR, message, element) for element, message in problems]


def _own(tree: etree._ElementTree) -> Iterator[tuple[etree._Element | None, str]]:
    grammar = relax_ng(schema_folder() / "fangzhi.rng")
    if grammar.validate(tree):
        return
    told = list(_libxml2(grammar, tree))
    try:
        explained = list(_xmlschema(schema_folder() / "fangzhi.xsd", tree))
    except RecursionError:  # nested deeper than Python's stack; libxml2 went through it
        explained = []
    yield from explained or told


def _libxml2(
    grammar: etree.RelaxNG, tree: etree._ElementTree
) -> Iterator[tuple[etree._Element | None, str]]:
    """The messages of the last validation, with the element that each is about."""
    entries = list(grammar.error_log)
    telling = [entry for entry in entries if entry.type_name not in _ECHOES]
    ids: Any = tree.xpath("//@xml:id")
    counts = Counter(ids)
    for entry in telling or entries:
        found = _at(tree, entry.path)
        element = found[0] if found else None
        about_id = "attribute id" in entry.message or entry.type_name == "RELAXNG_ERR_DUPID"
        # xml:ids that stand twice are told by `links`, which knows both places.
        if element is None or not (about_id and counts[element.get(ID, "")] > 1):
            yield element, f"{entry.message.strip()} (no further explanation)"


def _at(tree: etree._ElementTree, path: str) -> Any:
    """The nodes at a path of libxml2, which writes prefixes as the document does."""
    prefixes = {prefix: uri for prefix, uri in tree.getroot().nsmap.items() if prefix}
    try:
        return tree.xpath(path, namespaces=prefixes) if path else []
    except etree.XPathError:  # a prefix that is declared further down
        return []


def _xmlschema(path: Path, tree: etree._ElementTree) -> Iterator[tuple[etree._Element | None, str]]:
    """The errors of xmlschema in words."""
    import xmlschema

    from fangzhi.check.explain import Explainer

    xsd = _xsd(path)
    resource = xmlschema.XMLResource(tree, allow="none", defuse="always")
    yield from Explainer(xsd).messages(xsd.iter_errors(resource))


@cache
def relax_ng(path: Path) -> etree.RelaxNG:
    """The compiled RELAX NG file at `path`; `FangzhiError` with file and line if it is broken."""
    tree = parse_file(path)
    tree.docinfo.URL = str(path)  # what it includes lies beside it
    try:
        return etree.RelaxNG(tree)
    except etree.RelaxNGParseError as error:
        entries = [entry for entry in error.error_log if entry.line > 0]
        message = entries[0].message if entries else str(error)
        raise _broken("RELAX NG", message, path, entries[0].line if entries else 0) from error


@cache
def _xsd(path: Path) -> Any:
    """The loaded XSD at `path`; `FangzhiError` with file and line if it is broken."""
    import xmlschema

    parse_file(path)  # xmlschema's own parser would tell less about a file that is not well-formed
    try:
        with warnings.catch_warnings():
            # A part that cannot be found would make valid files invalid, with strange messages.
            warnings.simplefilter("error", xmlschema.XMLSchemaIncludeWarning)
            warnings.simplefilter("error", xmlschema.XMLSchemaImportWarning)
            return xmlschema.XMLSchema(str(path), allow="sandbox", defuse="always")
    except (xmlschema.XMLSchemaException, Warning) as error:
        message = getattr(error, "message", None) or str(error)
        raise _broken("XSD", message, path, _line_in_xsd(error, path)) from error


def _line_in_xsd(error: Exception, path: Path) -> int:
    """The line of the component that an error of xmlschema names; 0 where it names none."""
    component, source = getattr(error, "elem", None), getattr(error, "source", None)
    if component is None or source is None or source.url != path.as_uri():
        return 0
    for number, element in enumerate(source.root.iter()):
        if element is component:
            return element_starts(path.read_bytes())[number][0]
    return 0


def _broken(kind: str, message: str, path: Path, line: int) -> FangzhiError:
    return FangzhiError(
        f"is not a usable {kind} schema: {message.strip().rstrip(':')}",
        where=f"{path}:{line}" if line else path,
        remedy="correct the schema",
    )
