"""The schemas that a document names: xml-model instructions, and the attributes of XML Schema.

Sources: Associating Schemas with XML documents 1.0 (W3C, 2012); XML Schema Part 1, section 4.3.2.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from fangzhi.check.finding import Finding, Level
from fangzhi.check.grammar.kinds import COMPACT, RNG, SCH, XSD, Kind, kind_of
from fangzhi.check.grammar.within import is_inside, is_remote, named_file, repository
from fangzhi.check.places import Places, line_of
from fangzhi.errors import FangzhiError
from fangzhi.tei.names import parse_file

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_KINDS = {RNG: Kind.GRAMMAR, SCH: Kind.SCHEMATRON, XSD: Kind.XSD}
_MEDIA = {
    "application/relax-ng-compact-syntax": Kind.GRAMMAR,
    "application/xml-dtd": None,
}
_PSEUDO = re.compile(r"([\w.\-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")

Use = tuple[Path, Kind]  # a file, and as what it is asked


def declared(
    tree: etree._ElementTree, path: Path, places: Places
) -> tuple[dict[Use, int], list[Finding]]:
    """What the document at `path` asks to be held to, each with its line, and what is wrong in it.

    FZ004 for a schema that is not there, lies on another machine or outside the repository or is
    in a language that is not known; FZ006 if none is named.
    """
    uses: dict[Use, int] = {}
    found: dict[str, Finding] = {}
    named = list(_named(tree))
    for url, kind, phase, line in named:
        try:
            for use in _uses(url, kind, phase, path):
                uses.setdefault(use, line)
        except FangzhiError as error:
            found.setdefault(url, unusable(url, error, path, line))
    if not named:
        message = (
            "names no schema, so it was held to none; name one with <?xml-model?> or "
            "xsi:schemaLocation, or give one with --schema FILE"
        )
        root = places.finding("FZ006", Level.ERROR, message, tree.getroot())
        found.setdefault("", root)
    return uses, list(found.values())


def unusable(url: str, error: FangzhiError, path: Path, line: int) -> Finding:
    """FZ004 for the schema that the document names by `url`."""
    where = str(error.where or "")
    if os.path.isabs(where):  # noqa: PTH117 - a path with a line behind it
        where = os.path.relpath(where, path.absolute().parent)
    place = f" ({where})" if where and where != url else ""
    remedy = f"; {error.remedy}" if error.remedy else ""
    message = " ".join(
        f"the file names the schema {url}, which {error.what}{place}{remedy}".split()
    )
    return Finding("FZ004", Level.ERROR, message, path, line, 1 if line else 0)


def _named(tree: etree._ElementTree) -> Iterator[tuple[str, Kind | str | None, str, int]]:
    """(address, kind or media type, phase, line) of each schema that a document names."""
    root = tree.getroot()
    before = []
    node = root.getprevious()
    while node is not None:
        before.append(node)
        node = node.getprevious()
    for node in reversed(before):
        if isinstance(node, etree._ProcessingInstruction) and node.target == "xml-model":
            pairs = _PSEUDO.findall(node.text or "")
            given = {key: _unescaped(one or other) for key, one, other in pairs}
            language = given.get("schematypens") or given.get("type", "")
            kind = _KINDS.get(language, _MEDIA.get(language, ""))
            yield given.get("href", ""), kind, given.get("phase", ""), line_of(node)
    pairs = root.get(f"{{{_XSI}}}schemaLocation", "").split()
    own = etree.QName(root).namespace
    for namespace, url in zip(pairs[::2], pairs[1::2], strict=False):
        if namespace == own:
            yield url, Kind.XSD, "", line_of(root)
    if url := root.get(f"{{{_XSI}}}noNamespaceSchemaLocation", "").strip():
        yield url, Kind.XSD, "", line_of(root)


def _unescaped(text: str) -> str:
    for name, character in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("apos", "'"), ("amp", "&")):
        text = text.replace(f"&{name};", character)
    return text


def _uses(url: str, kind: Kind | str | None, phase: str, path: Path) -> list[Use]:
    """As what the file behind `url` is asked; `FangzhiError` if it cannot be."""
    if is_remote(url):
        name = url.rstrip("/").rpartition("/")[2] or "schema.rng"
        raise FangzhiError(
            "lies on another machine, and nothing is fetched from there",
            remedy=f'put a copy into the repository (curl -LO {url}) and name that: href="{name}"; '
            f"or give it with --schema {name}",
        )
    file = named_file(url, path)
    if file is None or not is_inside(file, repository(path)):
        raise FangzhiError("is no file inside the repository", remedy="copy it into the repository")
    if not file.is_file():
        raise FangzhiError("is not there", remedy="put it there or correct the address")
    if kind is None:
        raise FangzhiError("is a DTD, which is not supported", remedy="name a RELAX NG or an XSD")
    if phase not in ("", "#ALL"):
        raise FangzhiError(
            f"is named with the phase {phase!r}, which is not supported", remedy="leave it out"
        )
    return uses_of(file, kind if isinstance(kind, Kind) else None)


def uses_of(file: Path, kind: Kind | None = None) -> list[Use]:
    """As what a schema file is asked: a RELAX NG also for the Schematron inside it.

    Raises as `kinds.kind_of`.
    """
    real = kind_of(file) if kind is None or file.suffix.lower() != COMPACT else Kind.GRAMMAR
    if kind is Kind.SCHEMATRON and _is_grammar(file):
        return [(file, Kind.RULES)]
    used = kind or real
    return [(file, used), (file, Kind.RULES)] if used is Kind.GRAMMAR else [(file, used)]


def _is_grammar(file: Path) -> bool:
    if file.suffix.lower() in (COMPACT, ".rng"):
        return True
    return etree.QName(parse_file(file).getroot()).namespace == RNG
