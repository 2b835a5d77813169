"""The errors of xmlschema in words: which element, why, and what is allowed there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from fangzhi.check.grammar import content
from fangzhi.check.words import did_you_mean, listed, short_name, shortened, tag
from fangzhi.tei.names import TEI, local

_ATTRIBUTE = re.compile(r"attribute (\S+?)=")
_KINDS = {
    "date": "a date like 2024-11-24",
    "gYearMonth": "a month like 2024-11",
    "gYear": "a year like 2024",
    "decimal": "a number",
    "integer": "a whole number",
    "positiveInteger": "a whole number from 1",
    "nonNegativeInteger": "a whole number from 0",
    "anyURI": "a URI",
    "language": "a language tag like zh-Hans",
    "boolean": "true or false",
    "NCName": "a name (letters, digits, '.', '-', '_'; first a letter)",
    "ID": "a name (letters, digits, '.', '-', '_'; first a letter)",
}


class Explainer:
    """Puts xmlschema's errors over one document into words.

    `xsd` is a loaded `xmlschema.XMLSchema`. Each message comes with the element that it is about.
    """

    def __init__(self, xsd: Any) -> None:
        self._elements = {short_name(name): name for name in sorted(xsd.maps.elements)}
        for component in xsd.iter_components():
            if type(component).__name__ in ("XsdElement", "Xsd11Element") and component.name:
                self._elements.setdefault(short_name(component.name), component.name)
        self._models: dict[Any, content.Model] = {}
        # Where the walk through an element's children stands: errors come in their order, so a
        # thousand wrong children cost one walk and not a thousand.
        self._walks: dict[etree._Element, _Walk] = {}

    def messages(self, errors: Iterator[Any]) -> Iterator[tuple[etree._Element, str]]:
        """(element, message) for each error, each message once an element."""
        told: set[tuple[etree._Element, str]] = set()
        for error in errors:
            for element, message in self._explain(error):
                # An empty element with text is reported twice, in different words.
                key = (element, message.partition(";")[0])
                if key not in told:
                    told.add(key)
                    yield element, message

    def _explain(self, error: Any) -> Iterator[tuple[etree._Element, str]]:
        element, kind = error.elem, type(error.validator).__name__
        if type(error).__name__ == "XMLSchemaChildrenValidationError":
            yield self._child(error)
        elif kind.endswith("AttributeGroup"):
            for message in _attributes(element, error.validator):
                yield element, message
        elif kind.endswith("Schema") or kind.startswith("XMLSchema"):
            yield element, self._unknown(element) or f"{tag(element.tag)} may not be the root"
        elif kind.endswith(("Group", "Element")) and (text := _own_text(element)):
            yield element, _stray_text(element, text, error.validator)
        elif "duplicated xs:ID" not in error.reason:  # links.py tells where the other one stands
            yield element, _value(element, error)

    def _child(self, error: Any) -> tuple[etree._Element, str]:
        """The message about a child that does not fit, or about children that are missing."""
        parent = error.elem
        walk = self._walks.get(parent)
        if walk is None:
            walk = self._walks[parent] = _Walk(list(parent), self._model(error.validator))
        walk.go(error.index)
        names = content.allowed(walk.model)
        if error.index >= len(walk.children):
            return parent, f"{tag(parent.tag)} is not complete; {_wanted(names)}"
        child = walk.children[error.index]
        if unknown := self._unknown(child):
            return child, unknown
        missing = [name for name in names if content.allows(walk.model, name, child.tag)]
        if len(missing) == 1:
            walk.model = content.after(walk.model, missing[0])
            return child, (
                f"{tag(missing[0])} is missing in {tag(parent.tag)} before {tag(child.tag)}"
            )
        before = next(child.itersiblings("*", preceding=True), None)
        place = f" after {tag(before.tag)}" if before is not None else ""
        return (
            child,
            f"{tag(child.tag)} may not stand in {tag(parent.tag)}{place}; {_wanted(names)}",
        )

    def _model(self, group: Any) -> content.Model:
        if group not in self._models:
            self._models[group] = content.from_group(group)
        return self._models[group]

    def _unknown(self, element: etree._Element) -> str:
        """A message when the schema knows no such element at all, else nothing."""
        name = element.tag
        if name in self._elements.values():
            return ""
        namespace = etree.QName(element).namespace
        if namespace != TEI and self._elements.get(local(element), "").startswith("{" + TEI):
            what = f"namespace {namespace}" if namespace else "no namespace"
            return f"<{local(element)}> has {what}; TEI elements need xmlns={TEI!r}"
        near = did_you_mean(local(element), tuple(self._elements))
        return f"{tag(name)} is not an element of this schema{near}"


@dataclass(slots=True)
class _Walk:
    """A walk through the children of an element: `model` is what may stand at child `index`."""

    children: list[etree._Element]
    model: content.Model
    index: int = 0

    def go(self, index: int) -> None:
        """Go on to child `index`; children that do not fit are passed over."""
        for child in self.children[self.index : index]:
            if isinstance(child.tag, str):
                rest = content.after(self.model, child.tag)
                self.model = self.model if rest == content.NOTHING else rest
        self.index = index


def _wanted(names: list[str]) -> str:
    return f"allowed here: {listed(map(short_name, names))}" if names else "nothing may follow here"


def _attributes(element: etree._Element, group: Any) -> Iterator[str]:
    """A message for each attribute that is not allowed and for each that is missing."""
    known = [name for name in group if name]
    names = tuple(short_name(name) for name in known)
    for name in element.attrib:
        if name not in known and None not in group:
            yield (
                f"{tag(element.tag)} may not have the attribute {short_name(str(name))}"
                f"{did_you_mean(short_name(str(name)), names)}; allowed: {listed(names)}"
            )
    for name in known:
        if group[name].use == "required" and name not in element.attrib:
            values = getattr(group[name].type, "enumeration", None)
            choice = f"; allowed values: {listed(map(str, values))}" if values else ""
            yield f"{tag(element.tag)} lacks the attribute {short_name(name)}{choice}"


def _own_text(element: etree._Element) -> str:
    """The first text that stands directly in an element and is not blank."""
    texts = (element.text or "", *(child.tail or "" for child in element))
    return next((text for text in texts if text.strip()), "")


def _stray_text(element: etree._Element, text: str, particle: Any) -> str:
    start = f"text may not stand directly in {tag(element.tag)}: {shortened(text, 20)}"
    if not hasattr(particle, "model"):
        return f"{start}; {tag(element.tag)} must be empty"
    names = content.allowed(content.from_group(particle))
    return f"{start}; allowed there: {listed(map(short_name, names))}" if names else start


def _value(element: etree._Element, error: Any) -> str:
    """The message about the value of an attribute or of a simple content."""
    attribute = _ATTRIBUTE.match(error.reason)
    subject = (
        f"attribute {short_name(attribute[1])} of {tag(element.tag)}"
        if attribute
        else f"the content of {tag(element.tag)}"
    )
    value = error.obj if isinstance(error.obj, str) else ""
    return f"{subject} is {shortened(value)}; {_demand(error.validator, error.reason, value)}"


def _demand(validator: Any, reason: str, value: str) -> str:
    """What a simple type or a facet demands."""
    if values := getattr(validator, "enumeration", None):
        known = tuple(str(one) for one in values)
        return f"allowed: {listed(known)}{did_you_mean(value, known)}"
    if patterns := getattr(validator, "regexps", None):
        return f"it must match {' or '.join(patterns)}"
    if type(validator).__name__ == "XsdMinLengthFacet":
        return "it must not be empty"
    if members := getattr(validator, "member_types", None):
        return f"it must be {listed(map(_kind, members))}"
    if hasattr(validator, "base_type"):
        return f"it must be {_kind(validator)}"
    return reason.rpartition(": ")[2].rstrip(".")


def _kind(xsd_type: Any) -> str:
    """A simple type in words: those of the built-in type that it is derived from."""
    while xsd_type is not None:
        name = short_name(xsd_type.name or "").rpartition("}")[2]
        if name in _KINDS:
            return _KINDS[name]
        if (xsd_type.name or "").startswith("{http://www.w3.org/2001/XMLSchema}"):
            return f"of the type {name}"
        xsd_type = xsd_type.base_type
    return "of another form"
