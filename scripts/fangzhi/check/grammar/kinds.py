"""Which kind of schema a file is: by its suffix, else by its root element."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from lxml import etree

from fangzhi.errors import UsageError
from fangzhi.tei.names import TEI, local, parse_file

RNG = "http://relaxng.org/ns/structure/1.0"
SCH = "http://purl.oclc.org/dsdl/schematron"
XSD = "http://www.w3.org/2001/XMLSchema"


class Kind(StrEnum):
    """What a file is asked for as a schema. `RULES` are those of a Schematron inside a RELAX NG."""

    GRAMMAR = "RELAX NG"
    RULES = "Schematron inside RELAX NG"
    XSD = "XSD"
    SCHEMATRON = "Schematron"


_SUFFIXES = {
    ".rng": Kind.GRAMMAR,
    ".rnc": Kind.GRAMMAR,
    ".xsd": Kind.XSD,
    ".sch": Kind.SCHEMATRON,
}
_NAMESPACES = {RNG: Kind.GRAMMAR, SCH: Kind.SCHEMATRON, XSD: Kind.XSD}
COMPACT = ".rnc"
DECLARED = Path("declared")  # in the place of a schema: those that each file names


def kind_of(schema: Path) -> Kind:
    """The kind of the schema file at `schema`.

    Raises `UsageError` for what is none of the four languages (an ODD is the source of a schema),
    and `TeiError` for a file without a known suffix that cannot be read as XML.
    """
    if schema.is_dir():
        raise UsageError("is a folder, not a schema", where=schema, remedy="name a schema file")
    if kind := _SUFFIXES.get(schema.suffix.lower()):
        return kind
    if schema.suffix.lower() == ".dtd":
        raise _no_schema(schema, "a DTD")
    root = parse_file(schema).getroot()
    namespace = etree.QName(root).namespace or ""
    if kind := _NAMESPACES.get(namespace):
        return kind
    if namespace == TEI:
        if next(root.iter(f"{{{TEI}}}schemaSpec"), None) is None:
            raise _no_schema(schema, "a TEI document, but no ODD")
        raise UsageError(
            "is an ODD, the source of a schema",
            where=schema,
            remedy="compile it first (with Roma, or teitorelaxng of the TEI Stylesheets), and name "
            "the result",
        )
    raise _no_schema(schema, f"an XML file with the root <{local(root)}>")


def _no_schema(schema: Path, what: str) -> UsageError:
    return UsageError(
        f"is {what}, and no schema that can be used",
        where=schema,
        remedy="name a RELAX NG (.rng, .rnc), an XSD (.xsd) or a Schematron (.sch)",
    )
