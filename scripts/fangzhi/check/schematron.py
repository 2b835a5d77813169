"""Reads a Schematron file and compiles its XPath: the subset that `rules` evaluates.

The subset: ISO namespace, XPath 1.0 (query binding xslt), `schema`, `ns`, `let`, `pattern`, `rule`,
`assert`, `report` with `value-of`, `name`, `emph`, `dir` and `span` in the message, `diagnostics`;
rule contexts select elements. What changes the meaning of a schema and is not in the subset
(phases, abstract rules, includes, functions of XSLT) is an error and never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from lxml import etree

from fangzhi.check.document import Demand
from fangzhi.check.finding import Level
from fangzhi.check.paths import (
    among,
    any_that,
    counts_places,
    demanded,
    element_names,
    everywhere,
    from_end,
    lacked,
    spelt_out,
    split,
)
from fangzhi.check.places import line_of
from fangzhi.errors import FangzhiError
from fangzhi.tei.names import XML, local, parse_file

THEM = "_them_"  # the variable of `Check.among`
SCH = "http://purl.oclc.org/dsdl/schematron"
_XSL = "http://www.w3.org/1999/XSL/Transform"
_PROSE = frozenset(("title", "p"))
_CHILDREN = {
    "schema": frozenset(("ns", "let", "pattern", "diagnostics")) | _PROSE,
    "pattern": frozenset(("let", "rule")) | _PROSE,
    "rule": frozenset(("let", "assert", "report")) | _PROSE,
    "diagnostics": frozenset(("diagnostic",)),
    "message": frozenset(("value-of", "name", "emph", "dir", "span")),
    "ns": frozenset[str](),
    "let": frozenset[str](),
}
_UNKNOWN_ATTRIBUTES = frozenset(("abstract", "is-a", "documents", "subject", "defaultPhase"))
Variables = dict[str, Any]
_VARIABLE = re.compile(r"\$([\w.\-]+)")
_STEP = re.compile(r"\$([\w.\-]+)\s*[/\[]")
_LEVELS = {
    **{level.value: level for level in Level},
    "fatal": Level.ERROR,
    "warn": Level.WARNING,
    "info": Level.NOTE,
    "information": Level.NOTE,
}


class Expression:
    """A compiled XPath that is given the variables that it uses, and no others.

    lxml copies each variable at each evaluation; a node-set of the whole document, copied for each
    element, would make a rule quadratic.
    """

    def __init__(self, source: str, namespaces: dict[str, str]) -> None:
        self.source = source
        self.uses = frozenset(_VARIABLE.findall(source))
        self._xpath = etree.XPath(source, namespaces=namespaces)

    def __call__(self, start: etree._Element | etree._ElementTree, values: Variables) -> Any:
        """The value at `start`, as lxml gives it."""
        return self._xpath(start, **self.needed(values))

    def needed(self, values: Variables) -> Variables:
        """Those of `values` that the expression uses."""
        return {name: values[name] for name in self.uses if name in values} if self.uses else {}


@dataclass(frozen=True, slots=True)
class Let:
    """A variable."""

    name: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Check:
    """An assert or a report.

    `failing` finds, from the root, all elements of the rule's context that break it at once, and
    `screen` says in less time whether there is any; both are None where the test must be made for
    one element after the other, because of variables of the rule that cannot be put into it.
    An element of the context has one of the `names`, and meets the `demand`, an attribute and its
    values, where these are given (see `paths.element_names` and `paths.demanded`); one that breaks
    it has not what it `lacks`, an attribute or a child (see `paths.lacked`). `among` says the same
    as `screen` of the elements `$THEM`: all with one of the `names` that meet the `demand`.
    `breaks` makes the test for one element. `message` is text, and expressions that give text.
    """

    id: str
    level: Level
    breaks: Expression
    failing: Expression | None
    screen: Expression | None
    names: tuple[str, ...]
    demand: Demand | None
    lacks: str
    among: Expression | None
    message: tuple[str | Expression, ...]
    help: str
    line: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A context with its checks; `matching` finds the elements of the context from the root."""

    matching: Expression
    lets: tuple[Let, ...]
    checks: tuple[Check, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """Rules of which the first that matches an element is the only one that it gets."""

    lets: tuple[Let, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """A compiled Schematron file.

    `stepped_from` are the variables from which some expression goes on by a path or a predicate.
    """

    path: Path
    namespaces: dict[str, str]
    lets: tuple[Let, ...]
    patterns: tuple[Pattern, ...]
    stepped_from: frozenset[str]

    def checks(self) -> Iterator[Check]:
        """All asserts and reports, in the file's order."""
        for pattern in self.patterns:
            for rule in pattern.rules:
                yield from rule.checks

    def used(self, shortcuts: Container[str]) -> set[str]:
        """The variables that are used, also by each other; by messages and by tests.

        The tests of checks with these ids are found by other means.
        """
        found: set[str] = set()
        for pattern in self.patterns:
            for rule in pattern.rules:
                found |= rule.matching.uses.union(*(let.value.uses for let in rule.lets))
            found |= {name for let in pattern.lets for name in let.value.uses}
        for check in self.checks():
            found |= check.breaks.uses if check.id not in shortcuts else frozenset()
            parts = (part.uses for part in check.message if isinstance(part, Expression))
            found |= frozenset[str]().union(*parts)
        for let in reversed(self.lets):
            found |= let.value.uses if let.name in found else frozenset()
        return found


@cache
def load(path: Path) -> Schema:
    """The Schematron file at `path`, compiled; once a process.

    Raises `FangzhiError` with file and line when it is broken or outside the subset.
    """
    return compiled(path, parse_file(path).getroot())


def compiled(path: Path, root: etree._Element) -> Schema:
    """The schema with the root `root`, which stands in the file at `path`; errors as in `load`."""
    return _Reader(path, root).schema()


class _Reader:
    """Compiles one schema; holds what every expression needs: file, namespaces, diagnostics."""

    def __init__(self, path: Path, root: etree._Element) -> None:
        self.path = path
        self.root = root
        if root.tag != f"{{{SCH}}}schema":
            self.refuse(root, f"the root is <{local(root)}>, not <schema> in the namespace {SCH}")
        if root.get("queryBinding", "xslt") not in ("xslt", "xpath"):
            self.refuse(root, f"query binding {root.get('queryBinding')!r} is not XPath 1.0")
        self.stepped_from: set[str] = set()
        self.namespaces: dict[str, str] = {}
        for ns in self.children(root, "schema", "ns"):
            self.namespaces[self.value(ns, "prefix")] = self.value(ns, "uri")
        self.help = {
            self.value(diagnostic, "id"): " ".join("".join(map(str, diagnostic.itertext())).split())
            for diagnostics in self.children(root, "schema", "diagnostics")
            for diagnostic in self.children(diagnostics, "diagnostics", "diagnostic")
        }

    def schema(self) -> Schema:
        patterns = tuple(
            Pattern(self.lets(pattern, "pattern"), tuple(self.rules(pattern)))
            for pattern in self.children(self.root, "schema", "pattern")
        )
        lets = self.lets(self.root, "schema")
        return Schema(self.path, self.namespaces, lets, patterns, frozenset(self.stepped_from))

    def rules(self, pattern: etree._Element) -> Iterator[Rule]:
        for rule in self.children(pattern, "pattern", "rule"):
            context = self.value(rule, "context")
            self.selects_elements(rule, context)
            lets = self.lets(rule, "rule")
            checks = tuple(
                self.check(check, context, lets)
                for check in self.children(rule, "rule", "assert", "report")
            )
            yield Rule(self.xpath(rule, everywhere(context)), lets, checks, line_of(rule))

    def selects_elements(self, rule: etree._Element, context: str) -> None:
        for part in split(context, "|"):
            if part in ("", "/") or part.startswith(("@", "$", "text()", "comment()")):
                self.refuse(rule, f"the context {part!r} does not select elements")

    def check(self, check: etree._Element, context: str, lets: tuple[Let, ...]) -> Check:
        test = self.value(check, "test")
        self.xpath(check, test)  # the error of a broken test is told in its own words
        breaks = f"boolean({test})" if local(check) == "report" else f"not({test})"
        if counts_places(test):
            self.refuse(check, "position() and last() of a context are not supported")
        role = check.get("role", "error").lower()
        if role not in _LEVELS:
            self.refuse(check, f"the role {role!r} is none of error, warning and note")
        named = check.get("diagnostics", "").split()
        if unknown := [name for name in named if name not in self.help]:
            self.refuse(check, f"there is no diagnostic {unknown[0]!r}")
        whole = spelt_out(breaks, {let.name: let.value.source for let in lets})
        names, demand, lacks = element_names(context), demanded(context), lacked(breaks)
        return Check(
            check.get("id", ""),
            _LEVELS[role],
            self.xpath(check, breaks),
            None if whole is None else self.xpath(check, f"({everywhere(context)})[{whole}]"),
            None if whole is None else self.xpath(check, f"boolean({any_that(context, whole)})"),
            tuple(map(self.expanded, names)),
            (self.expanded(demand[0]), demand[1]) if demand else None,
            f"@{self.expanded(lacks[1:])}" if lacks.startswith("@") else self.expanded(lacks),
            self.xpath(check, f"boolean({among(THEM, context, whole)})")
            if whole is not None and names
            else None,
            tuple(self.message(check)),
            " ".join(self.help[name] for name in named),
            line_of(check),
        )

    def expanded(self, name: str) -> str:
        """A name of an element or attribute as lxml writes it."""
        prefix, _, local_name = name.rpartition(":")
        namespace = XML if prefix == "xml" else self.namespaces.get(prefix, "")
        return f"{{{namespace}}}{local_name}" if prefix else name

    def message(self, element: etree._Element) -> Iterator[str | Expression]:
        yield element.text or ""
        for child in self.children(element, "message"):
            match local(child):
                case "value-of":
                    yield self.xpath(child, f"string({self.value(child, 'select')})")
                case "name":
                    yield self.xpath(child, f"name({child.get('path', '.')})")
                case _:
                    yield from self.message(child)
            yield child.tail or ""

    def lets(self, element: etree._Element, kind: str) -> tuple[Let, ...]:
        return tuple(
            Let(self.value(let, "name"), self.variable(let, self.value(let, "value")))
            for let in self.children(element, kind, "let")
        )

    def variable(self, let: etree._Element, value: str) -> Expression:
        """The value of a variable; a path from the root is read from its end, like a context."""
        self.xpath(let, value)
        return self.xpath(let, (from_end(value) if value.startswith("/") else None) or value)

    def children(self, element: etree._Element, kind: str, *names: str) -> Iterator[etree._Element]:
        """The children with these names (all, without names); what the subset lacks is refused."""
        for child in element.iterchildren("*"):
            namespace = etree.QName(child).namespace
            if namespace not in (SCH, _XSL):
                continue  # documentation in a vocabulary of its own
            name = local(child)
            if namespace == _XSL or name not in _CHILDREN[kind]:
                self.refuse(child, f"<{name}> in <{local(element)}> is not supported")
            if strange := _UNKNOWN_ATTRIBUTES.intersection(child.attrib):
                self.refuse(child, f"the attribute {min(strange)} of <{name}> is not supported")
            if not names or name in names:
                yield child

    def value(self, element: etree._Element, name: str) -> str:
        if not (value := element.get(name, "").strip()):
            self.refuse(element, f"<{local(element)}> lacks the attribute {name}")
        return value

    def xpath(self, element: etree._Element, expression: str) -> Expression:
        self.stepped_from.update(_STEP.findall(expression))
        try:
            return Expression(expression, self.namespaces)
        except etree.XPathSyntaxError as error:
            self.refuse(element, f"{expression!r} is not XPath 1.0: {error}")

    def refuse(self, element: etree._Element, what: str) -> NoReturn:
        raise FangzhiError(
            f"is not a usable Schematron schema: {what}",
            where=f"{self.path}:{element.sourceline}",
            remedy="rules here are ISO Schematron with XPath 1.0, without includes and phases",
        )
