"""Files held to schemas that are not ours: those of the command line, or those that they name.

Of our own checks only these are made, because they hold for every document: an xml:id stands once
(FZ202), and in TEI a pointer to `#id` leads somewhere (FZ201), unless xi:include may bring its
target. Prefixes, pictures, our rules and the ledger are matters of our own encoding.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from lxml import etree

from fangzhi.check.finding import Finding, Level
from fangzhi.check.grammar import jing
from fangzhi.check.grammar.declared import Use, declared, unusable, uses_of
from fangzhi.check.grammar.embedded import embedded
from fangzhi.check.grammar.guarded import SECONDS, check_guarded, exhausted
from fangzhi.check.grammar.kinds import DECLARED, SCH, Kind
from fangzhi.check.grammar.relaxng import composed, relax_ng
from fangzhi.check.grammar.schema import judged
from fangzhi.check.grammar.xsd import load_xsd
from fangzhi.check.links import check_links
from fangzhi.check.places import Places
from fangzhi.check.schematron import load
from fangzhi.errors import FangzhiError, TeiError, UsageError
from fangzhi.tei.names import TEI

_INCLUDE = "{http://www.w3.org/2001/XInclude}include"

Reader = Callable[[Path], etree._ElementTree]
Waiting = dict[Use, dict[Path, int]]  # files that name a schema, with the line where they do


def check_foreign(
    paths: Iterable[Path],
    schemas: Sequence[Path],
    read: Reader,
    unreadable: Callable[[TeiError, Path], Finding],
) -> list[Finding]:
    """The findings in `paths` by `schemas`, in which `DECLARED` means what each file names.

    Files of one schema are judged together where that saves time. A file that cannot be read is a
    finding, as is a schema that only the file itself names and that cannot be used (FZ004). Raises
    `FangzhiError` for one of `schemas` that cannot be used.
    """
    _forget()
    chosen = chosen_uses(schemas)
    found: list[Finding] = []
    batches: dict[Path, list[Path]] = {}
    waiting: Waiting = {}
    for path in paths:
        try:
            tree = read(path)
        except TeiError as error:
            found.append(unreadable(error, path))
            continue
        places = Places(tree, path)
        found += [*_links(tree, path, places), *included_parts(tree, places)]
        for file, kind in chosen:
            if kind is Kind.GRAMMAR and _for_jing(file, tree):
                batches.setdefault(file, []).append(path)
            else:
                found += judged(tree, file, kind, places)
        if DECLARED in schemas:
            uses, wrong = declared(tree, path, places)
            found += wrong
            for use, line in uses.items():
                waiting.setdefault(use, {})[path] = line
    for file, files in batches.items():
        found += _by_jing(file, files, read, None)
    for use, lines in waiting.items():
        found += _named(use, lines, read)
    return list(dict.fromkeys(found))


def _forget() -> None:
    """Read schemas anew: between two checks of one process (--watch) they may have changed."""
    for kept in (composed, relax_ng, embedded, load_xsd, load):
        kept.cache_clear()


def chosen_uses(schemas: Sequence[Path]) -> list[Use]:
    """As what each of `schemas` is asked; `UsageError` for one that is not there."""
    uses: dict[Use, None] = {}
    for schema in schemas:
        if schema == DECLARED:
            continue
        if not schema.exists():
            raise UsageError("no such file", where=schema, remedy="check the path")
        uses.update(dict.fromkeys(uses_of(schema.absolute())))
    return list(uses)


def _links(tree: etree._ElementTree, path: Path, places: Places) -> list[Finding]:
    codes = {"FZ202"}
    root = tree.getroot()
    if etree.QName(root).namespace == TEI and next(root.iter(_INCLUDE), None) is None:
        codes.add("FZ201")
    return [one for one in check_links(tree, path, places) if one.code in codes]


def included_parts(tree: etree._ElementTree, places: Places) -> list[Finding]:
    """FZ007 at each xi:include: none is resolved."""
    return [
        places.finding(
            "FZ007",
            Level.WARNING,
            f"xi:include of {element.get('href') or 'this file'} is not resolved; check that file "
            "by itself, or resolve the includes first",
            element,
        )
        for element in tree.getroot().iter(_INCLUDE)
    ]


def _for_jing(schema: Path, tree: etree._ElementTree | None) -> bool:
    if tree is not None and tree.docinfo.internalDTD is not None:  # Java would read what it names
        return False
    return jing.is_large(composed(schema)) and bool(jing.command())


def _by_jing(
    schema: Path, files: Sequence[Path], read: Reader, seconds: float | None
) -> list[Finding]:
    """FZ002 for what jing says, at the start tag that it is about where it is about one."""
    places: dict[Path, Places] = {}
    found = []
    for file, line, column, message in jing.messages(composed(schema), schema, files, seconds):
        if file not in places:
            places[file] = Places(read(file), file)
        if " incomplete;" in message or "text not allowed" in message:
            found.append(Finding("FZ002", Level.ERROR, message, file, line, column))
        else:
            element = places[file].at(line, column)
            found.append(places[file].finding("FZ002", Level.ERROR, message, element))
    return found


def _named(use: Use, lines: dict[Path, int], read: Reader) -> list[Finding]:
    """The findings in the files that name a schema; FZ004 in each if it cannot be used."""
    schema, kind = use
    found: list[Finding] = []
    left = list(lines)
    try:
        if kind is Kind.RULES and not has_rules(schema):
            return []
        if kind is Kind.GRAMMAR and _for_jing(schema, None):
            quick = [path for path in left if read(path).docinfo.internalDTD is None]
            found += _by_jing(schema, quick, read, SECONDS)
            left = [path for path in left if path not in quick]
        if left:
            answers = check_guarded(schema, kind, left)
            found += [finding for answer in answers.values() for finding in answer]
            left = [path for path in left if path not in answers]
        error = exhausted()
    except jing.TimeOverError:
        error = exhausted()
    except FangzhiError as broken:
        error = broken
    for path in left:
        name = os.path.relpath(schema, path.absolute().parent)
        found.append(unusable(name, error, path, lines[path]))
    return found


def slow(schemas: Sequence[Path]) -> list[Path]:
    """Those of `schemas` that take libxml2 many seconds to compile, where jing is not there."""
    chosen = [file for file, kind in chosen_uses(schemas) if kind is Kind.GRAMMAR]
    return [file for file in chosen if jing.is_large(composed(file)) and not jing.command()]


def has_rules(schema: Path) -> bool:
    """Whether a RELAX NG holds Schematron."""
    return next(composed(schema).iter(f"{{{SCH}}}*"), None) is not None
