"""The rules that a grammar cannot say: Schematron, evaluated as compiled XPath.

One XPath evaluation an assert finds all the elements that break it; only those, and the elements of
patterns with several rules, become Python objects.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from fangzhi.check.codes import Code
from fangzhi.check.document import Document
from fangzhi.check.finding import MOST, Finding
from fangzhi.check.places import Places
from fangzhi.check.schematron import (
    THEM,
    Check,
    Expression,
    Let,
    Pattern,
    Rule,
    Schema,
    Variables,
    load,
)
from fangzhi.check.shortcuts import SHORTCUTS
from fangzhi.errors import FangzhiError
from fangzhi.resources import schema_folder

_FEW = 100  # elements; to hand lxml more of them takes longer than to look for them


def check_rules(
    tree: etree._ElementTree,
    path: Path,
    schema: Path | None = None,
    places: Places | None = None,
    document: Document | None = None,
) -> list[Finding]:
    """What the Schematron rules have against `tree`, which was read from `path`.

    With our own schema the code of a finding is the id of its assert (FZ1nn); with another `schema`
    it is FZ003, and the id leads the message. Raises `FangzhiError` (file:line) for a schema that
    is broken or outside the subset (see `schematron`).
    """
    compiled = load(schema) if schema else _own_schema()
    places = places or Places(tree, path)
    if schema is None:
        own = broken(compiled, tree, document or Document(tree, path))
        return places.findings((one.id, one.level, message, at) for one, at, message in own)
    return places.findings(
        ("FZ003", check.level, f"{check.id}: {message}" if check.id else message, element)
        for check, element, message in broken(compiled, tree)
    )


@cache
def _own_schema() -> Schema:
    """Our Schematron, without the variables that only tests with a shortcut use."""
    schema = load(schema_folder() / "fangzhi.sch")
    used = schema.used(SHORTCUTS)
    return replace(schema, lets=tuple(let for let in schema.lets if let.name in used))


def own_codes() -> tuple[Code, ...]:
    """The codes of our Schematron: a title is the message with `…` for each value."""
    return tuple(
        Code(check.id, _title(check), check.level, check.help or _title(check))
        for check in load(schema_folder() / "fangzhi.sch").checks()
    )


def _title(check: Check) -> str:
    """What a message says is wrong; what to do follows after a colon."""
    parts = (part if isinstance(part, str) else "…" for part in check.message)
    return " ".join("".join(parts).split()).partition(": ")[0].rstrip(".")


def broken(
    schema: Schema, tree: etree._ElementTree, document: Document | None = None
) -> Iterator[tuple[Check, etree._Element, str]]:
    """(check, element, message) for each check that an element breaks.

    With the `document` of the tree, the rules of our own schema are found by `shortcuts` too.
    """
    try:
        shared = _document_values(schema.lets, schema, tree, {})
        for pattern in schema.patterns:
            if _is_kept(pattern, tree, shared, document):
                continue
            values = _document_values(pattern.lets, schema, tree, shared)
            yield from _pattern(pattern, tree, values, schema, document)
    except etree.XPathError as error:
        raise FangzhiError(
            f"a rule cannot be evaluated: {error}",
            where=schema.path,
            remedy="rules may use the functions of XPath 1.0 and variables declared with let",
        ) from error


def _is_kept(
    pattern: Pattern, tree: etree._ElementTree, values: Variables, document: Document | None
) -> bool:
    """Whether screens prove that no element breaks a check of a pattern: mostly they do.

    They are derived from the rules themselves (see `paths.any_that`), so a new rule has one too.
    """
    if pattern.lets:
        return False
    for rule in pattern.rules:
        for check in rule.checks:
            found: Any = _found(check, document)
            if found is None:
                found = _is_suspect(check, tree, values, document)
            if found:
                return False
    return True


def _is_suspect(
    check: Check, tree: etree._ElementTree, values: Variables, document: Document | None
) -> bool:
    """Whether an element breaks a check, or may do so: what its screen says."""
    if document and check.demand and not document.has(check.demand):
        return False
    if document and check.names:
        them = document.named(*check.names)
        if check.demand:
            them = document.bearing(check.names, check.demand)
        if check.lacks:
            them = document.without(them, check.lacks)
        if not them:
            return False
        if check.among and len(them) <= _FEW:
            return bool(check.among(tree, {**values, THEM: them}))
    return check.screen is None or bool(check.screen(tree, values))


def _found(check: Check, document: Document | None) -> list[etree._Element] | None:
    """The elements that break a check, where a shortcut knows them; else None."""
    shortcut = SHORTCUTS.get(check.id) if document else None
    return shortcut(document) if shortcut and document else None


def _document_values(
    lets: tuple[Let, ...], schema: Schema, tree: etree._ElementTree, known: Variables
) -> Variables:
    """The variables of a schema or pattern: their expressions start at the document itself."""
    values = dict(known)
    for let in lets:
        # A compiled XPath would start at the root element; `xpath` of a tree starts above it.
        needed = let.value.needed(values)
        value = tree.xpath(let.value.source, namespaces=schema.namespaces, **needed)
        values[let.name] = _variable(let.name, value, schema)
    return values


def _variable(name: str, value: Any, schema: Schema) -> Any:
    """The value of a variable as lxml takes it back.

    lxml gives attributes and text as strings and refuses lists of them as variables. An element
    with the same text compares, counts and reads alike; only the way on from it would differ.
    """
    if not isinstance(value, list) or all(isinstance(one, etree._Element) for one in value):
        return value
    if name in schema.stepped_from:
        raise etree.XPathError(f"${name} holds attributes or text, from which no path can go on")
    return [one if isinstance(one, etree._Element) else _text_node(str(one)) for one in value]


def _text_node(text: str) -> etree._Element:
    element = etree.Element("text")
    element.text = text
    return element


def _pattern(
    pattern: Pattern,
    tree: etree._ElementTree,
    values: Variables,
    schema: Schema,
    document: Document | None,
) -> Iterator[tuple[Check, etree._Element, str]]:
    taken: set[etree._Element] = set()
    alone = len(pattern.rules) == 1
    for rule in pattern.rules:
        at_once = all(check.failing for check in rule.checks)
        if alone and at_once:
            yield from _all_at_once(rule, tree, values, None, schema, document)
            continue
        matching = _elements(rule.matching, tree, values)
        elements = [one for one in matching if one not in taken]
        taken.update(elements)
        if at_once:
            yield from _all_at_once(rule, tree, values, elements, schema, document)
        else:
            yield from _one_by_one(rule, elements, values, schema)


def _all_at_once(
    rule: Rule,
    tree: etree._ElementTree,
    values: Variables,
    elements: list[etree._Element] | None,
    schema: Schema,
    document: Document | None,
) -> Iterator[tuple[Check, etree._Element, str]]:
    """Broken checks of a rule, of `elements` alone where an earlier rule may have taken some."""
    mine = None if elements is None else set(elements)
    for check in rule.checks:
        if check.failing is None:
            continue
        found = _found(check, document)
        if found is None:
            found = _elements(check.failing, tree, values)
        for number, element in enumerate(one for one in found if mine is None or one in mine):
            own = _own(rule, element, values, schema) if number < MOST else {}
            # Words take longer than finding: those that nobody will read are not made.
            yield check, element, _message(check, element, own) if number < MOST else ""


def _elements(
    expression: Expression, tree: etree._ElementTree, values: Variables
) -> list[etree._Element]:
    found = expression(tree, values)
    if isinstance(found, list) and all(isinstance(one, etree._Element) for one in found):
        return found
    raise etree.XPathError("a context selects something else than elements")


def _one_by_one(
    rule: Rule, elements: list[etree._Element], values: Variables, schema: Schema
) -> Iterator[tuple[Check, etree._Element, str]]:
    times: Counter[str] = Counter()
    for element in elements:
        own = _own(rule, element, values, schema)
        for check in rule.checks:
            if check.breaks(element, own):
                times[check.id] += 1
                message = _message(check, element, own) if times[check.id] <= MOST else ""
                yield check, element, message


def _own(rule: Rule, element: etree._Element, values: Variables, schema: Schema) -> Variables:
    """The variables known at one element: those of the document and those of its rule."""
    if not rule.lets:
        return values
    own = dict(values)
    for let in rule.lets:
        own[let.name] = _variable(let.name, let.value(element, own), schema)
    return own


def _message(check: Check, element: etree._Element, values: Variables) -> str:
    parts = (
        part if isinstance(part, str) else str(part(element, values)) for part in check.message
    )
    return " ".join("".join(parts).split())
