"""RELAX NG, in both syntaxes: one tree out of all its files, compiled and asked by libxml2.

libxml2 would follow includes wherever they lead. So the files are put together here, by the rules
of the RELAX NG Specification (sections 4.6 and 4.7), and neither libxml2 nor jing sees an include.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from fangzhi.check.grammar.kinds import COMPACT, RNG
from fangzhi.check.grammar.within import included
from fangzhi.check.places import line_of
from fangzhi.errors import FangzhiError
from fangzhi.tei.names import ID, parse_file, read_bytes

Problem = tuple[etree._Element | None, str]

# Errors that libxml2 adds to say that the element round an error is not valid either.
_ECHOES = ("RELAXNG_ERR_CONTENTVALID", "RELAXNG_ERR_ATTRVALID", "RELAXNG_ERR_DATATYPE")
_INCLUDE, _EXTERNAL = f"{{{RNG}}}include", f"{{{RNG}}}externalRef"
_GRAMMAR, _START, _DEFINE, _DIV = (
    f"{{{RNG}}}{name}" for name in ("grammar", "start", "define", "div")
)
_MOST_ERRORS = 1000  # the element of each is looked for from the root
_MOST_INCLUDES = 500  # tei_all in pieces has about 30


@cache
def composed(schema: Path) -> etree._Element:
    """The root of the schema at `schema`, with all that it includes in place.

    Raises `FangzhiError` with file and line for what cannot be read, and for an include that leads
    out of the schema's folder, in a circle, or nowhere.
    """
    return _Composer(schema.absolute().parent).root(schema.absolute(), ())


class _Composer:
    """Puts the files of one schema together."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0

    def root(self, path: Path, above: tuple[Path, ...]) -> etree._Element:
        """The root of one file; `above` are the files that include it."""
        root = _read(path)
        for element in list(root.iter(_INCLUDE, _EXTERNAL)):
            line = line_of(element)
            file = included(element.get("href", ""), path, self.folder, line)
            self.count += 1
            if file in (*above, path):
                raise _unusable(f"{file.name} includes itself", path, line)
            if self.count > _MOST_INCLUDES:
                raise _unusable(f"it includes more than {_MOST_INCLUDES} files", path, line)
            other = self.root(file, (*above, path))
            # A library holds in its own file only; what includes it may have another.
            other.set("datatypeLibrary", other.get("datatypeLibrary", ""))
            if element.tag == _INCLUDE:
                _include(element, other, path)
            else:
                other.set("ns", other.get("ns", element.get("ns", "")))
                other.tail = None
                if element is root:
                    return other
                _replace(element, other)
        return root


def _read(path: Path) -> etree._Element:
    if path.suffix.lower() != COMPACT:
        return parse_file(path).getroot()
    data = read_bytes(path)
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise FangzhiError(
            f"byte {error.start} is not {error.encoding}",
            where=path,
            remedy="save the schema as UTF-8",
        ) from error
    from fangzhi.check.grammar.compact import read_compact  # its patterns take long to compile

    return read_compact(text, path)


def _include(include: etree._Element, other: etree._Element, path: Path) -> None:
    """Section 4.7: an include is a div that holds the other grammar less what is said anew."""
    if other.tag != _GRAMMAR:
        raise _unusable(f"{include.get('href')} is no grammar", path, line_of(include))
    anew = {(one.tag, one.get("name")) for one in include.iter(_START, _DEFINE)}
    for one in [one for one in _components(other) if (one.tag, one.get("name")) in anew]:
        _replace(one, None)
    del include.attrib["href"]
    include.tag = other.tag = _DIV
    include.insert(0, other)


def _components(grammar: etree._Element) -> Iterator[etree._Element]:
    """The starts and definitions of a grammar, also those in divs, but not of grammars in it."""
    for child in grammar:
        if child.tag == _DIV:
            yield from _components(child)
        elif child.tag in (_START, _DEFINE):
            yield child


def _replace(old: etree._Element, new: etree._Element | None) -> None:
    parent = old.getparent()
    assert parent is not None
    if new is None:
        parent.remove(old)
    else:
        parent.replace(old, new)


def _unusable(why: str, path: Path, line: int) -> FangzhiError:
    return FangzhiError(
        f"is not a usable RELAX NG schema: {why}",
        where=f"{path}:{line}" if line else path,
        remedy="correct the schema",
    )


@cache
def relax_ng(path: Path) -> etree.RelaxNG:
    """The compiled schema at `path`; `FangzhiError` with file and line if it is broken."""
    root = composed(path)
    try:
        return etree.RelaxNG(root.getroottree())
    except etree.RelaxNGParseError as error:
        entries = [entry for entry in error.error_log if entry.line > 0]
        message = entries[0].message if entries else str(error)
        # The line may be that of an included file; a wrong one would lead astray.
        alone = next(_read(path).iter(_INCLUDE, _EXTERNAL), None) is None
        line = entries[0].line if entries and alone else 0
        raise _unusable(message.strip().rstrip(":"), path, line) from error


def problems(grammar: etree.RelaxNG, tree: etree._ElementTree) -> Iterator[Problem]:
    """What libxml2 has against `tree`, with the element that each message is about.

    xml:ids that stand twice are left to `links`, which knows both places.
    """
    if grammar.validate(tree):
        return
    entries = list(grammar.error_log)
    telling = [entry for entry in entries if entry.type_name not in _ECHOES]
    ids: Any = tree.xpath("//@xml:id")
    counts = Counter(ids)
    for entry in (telling or entries)[:_MOST_ERRORS]:
        found = _at(tree, entry.path)
        element = found[0] if found else None
        about_id = "attribute id" in entry.message or entry.type_name == "RELAXNG_ERR_DUPID"
        if element is None or not (about_id and counts[element.get(ID, "")] > 1):
            yield element, f"{entry.message.strip()} (no further explanation)"
    if len(telling) > _MOST_ERRORS:
        yield None, f"has more errors than the first {_MOST_ERRORS}; correct these first"


def _at(tree: etree._ElementTree, path: str) -> Any:
    """The nodes at a path of libxml2, which writes prefixes as the document does."""
    prefixes = {prefix: uri for prefix, uri in tree.getroot().nsmap.items() if prefix}
    try:
        return tree.xpath(path, namespaces=prefixes) if path else []
    except etree.XPathError:  # a prefix that is declared further down
        return []
