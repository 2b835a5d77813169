"""The compact syntax of RELAX NG (OASIS Committee Specification, 21 November 2002), read as XML.

A parser by recursive descent. What it makes is the XML syntax with every name in its namespace and
every datatype with its library; nothing is looked up, and includes stay what they are. Annotations
are dropped, but for Schematron, which is kept at the end of the grammar.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, NoReturn

from lxml import etree

from fangzhi.check.grammar.kinds import RNG, SCH
from fangzhi.errors import FangzhiError
from fangzhi.tei.names import XML

_DATATYPES = "http://www.w3.org/2001/XMLSchema-datatypes"
_DEFINE = f"{{{RNG}}}define"
_WORDS = """
    attribute default datatypes div element empty external grammar include inherit list mixed
    namespace notAllowed parent start string text token
"""
_KEYWORDS = frozenset(_WORDS.split())
_NAME = r"[^\W\d][\w.\-]*"
_TOKEN = re.compile(
    rf"""
    (?P<blank>\s+|\#[^\n]*)
  | (?P<literal>\"\"\".*?\"\"\"|'''.*?'''|"[^"\n]*"|'[^'\n]*')
  | (?P<wild>{_NAME}:\*)
  | (?P<prefixed>{_NAME}:{_NAME})
  | (?P<quoted>\\{_NAME})
  | (?P<name>{_NAME})
  | (?P<mark>\|=|&=|>>|[={{}}()\[\],&|?*+\-~])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\x+\{([0-9a-fA-F]{1,6})\}")
_LINE_END = "\0"  # a line end that was escaped, which may stand in any literal
_COMBINED = {"|": "choice", ",": "group", "&": "interleave"}
_REPEATED = {"?": "optional", "*": "zeroOrMore", "+": "oneOrMore"}
_BRACED = ("list", "mixed")
_ALONE = ("empty", "text", "notAllowed")
_DEEPEST = 150  # braces in braces; as in `tei.names`, what is deeper was made to do harm


class _Token(NamedTuple):
    kind: str  # literal, wild, prefixed, name (also of a quoted keyword), keyword, mark or end
    text: str
    start: int


def read_compact(text: str, path: Path) -> etree._Element:
    """The schema `text`, which stands at `path`, in the XML syntax; lines are those of `text`.

    Raises `FangzhiError` with file, line and column for what is no compact syntax.
    """
    return _Parser(text.replace("\r\n", "\n").replace("\r", "\n"), path).schema()


class _Parser:
    """Reads one schema. Each method takes what it is named after from the tokens."""

    def __init__(self, text: str, path: Path) -> None:
        self.text = _ESCAPE.sub(lambda found: _character(found[1]), text)
        self.path = path
        self.lines = [0, *(found.end() for found in re.finditer("\n", self.text))]
        self.tokens = list(self.scan())
        self.at = 0
        self.depth = 0
        self.namespaces: dict[str, str | None] = {"xml": XML}
        self.default: str | None = None  # None: what the schema that includes this one says
        self.libraries = {"xsd": _DATATYPES}
        self.rules: list[etree._Element] = []

    def scan(self) -> Iterator[_Token]:
        start = 0
        while start < len(self.text):
            found = _TOKEN.match(self.text, start)
            if found is None:
                self.fail(_Token("mark", self.text[start], start), "no part of the compact syntax")
            kind, text = str(found.lastgroup), found[0]
            if kind == "literal":
                edge = 3 if text[:3] in ('"""', "'''") else 1
                text = text[edge:-edge].replace(_LINE_END, "\n")
            elif kind == "quoted":
                kind, text = "name", text[1:]
            elif kind == "name" and text in _KEYWORDS:
                kind = "keyword"
            if kind != "blank":
                yield _Token(kind, text, start)
            start = found.end()
        yield _Token("end", "the end", start)

    def fail(self, token: _Token, why: str) -> NoReturn:
        line = bisect_right(self.lines, token.start)
        column = token.start - self.lines[line - 1] + 1
        raise FangzhiError(
            f"is not a usable RELAX NG schema: {token.text!r} is {why}",
            where=f"{self.path}:{line}:{column}",
            remedy="correct the schema",
        )

    # Tokens

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def sees(self, *texts: str) -> bool:
        """Whether the next token is one of these marks or keywords."""
        return self.next.kind in ("mark", "keyword") and self.next.text in texts

    def take(self, *texts: str) -> str:
        """The next token where it is one of these marks or keywords, else nothing."""
        return self.any().text if self.sees(*texts) else ""

    def any(self) -> _Token:
        token = self.next
        self.at += token.kind != "end"
        return token

    def need(self, text: str) -> None:
        if not self.take(text):
            self.fail(self.next, f"not what can stand here; {text!r} is missing before it")

    def identifier(self, *kinds: str) -> str:
        if self.next.kind not in (kinds or ("name",)):
            self.fail(self.next, "not the name that must stand here")
        return self.any().text

    def literal(self) -> str:
        parts = [self.identifier("literal")]
        while self.take("~"):
            parts.append(self.identifier("literal"))
        return "".join(parts)

    def new(self, name: str, /, *children: etree._Element, **attributes: str) -> etree._Element:
        element = etree.Element(f"{{{RNG}}}{name}", attributes)
        element.extend(children)
        return self.placed(element, self.next.start)

    def placed(self, element: etree._Element, start: int) -> etree._Element:
        """`element` with the line of a place in the text, for the errors of libxml2."""
        element.sourceline = bisect_right(self.lines, start)  # type: ignore[assignment]
        return element

    # Declarations and grammars

    def schema(self) -> etree._Element:
        while self.sees("namespace", "default", "datatypes"):
            self.declaration()
        self.annotations()
        if self.begins_grammar():
            root = self.new("grammar", *self.members("end"))
        else:
            root = self.pattern()
            if self.next.kind != "end":
                self.fail(self.next, "not what can stand here")
        if self.rules and root.tag != f"{{{RNG}}}grammar":
            root = self.new("grammar", self.new("start", root))
        root.extend(self.rules)
        return root

    def declaration(self) -> None:
        if self.take("datatypes"):
            prefix = self.identifier("name", "keyword")
            self.need("=")
            self.libraries[prefix] = self.literal()
            return
        default = bool(self.take("default"))
        self.need("namespace")
        prefix = "" if self.sees("=") else self.identifier("name", "keyword")
        self.need("=")
        uri = None if self.take("inherit") else self.literal()
        if prefix:
            self.namespaces[prefix] = uri
        if default:
            self.default = uri

    def begins_grammar(self) -> bool:
        if self.next.kind == "end" or self.sees("start", "div", "include"):
            return True
        after = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        named = self.next.kind in ("name", "prefixed")
        return named and after.kind == "mark" and after.text in ("=", "|=", "&=", "[")

    def members(self, end: str) -> Iterator[etree._Element]:
        while not (self.take(end) or (end == self.next.kind == "end")):
            self.annotations()
            if self.take("div"):
                self.need("{")
                yield self.new("div", *self.nested_members())
            elif self.take("include"):
                yield self.include()
            elif self.next.kind == "prefixed":
                self.annotation_element()
            elif not self.sees(end):
                yield self.definition()

    def nested_members(self) -> list[etree._Element]:
        self.deeper()
        found = list(self.members("}"))
        self.depth -= 1
        return found

    def include(self) -> etree._Element:
        include = self.new("include", **self.reference())
        if self.take("{"):
            include.extend(self.nested_members())
        return include

    def reference(self) -> dict[str, str]:
        """`href` and `ns` of an include or an external pattern."""
        href, namespace = self.literal(), self.default
        if self.take("inherit"):
            self.need("=")
            namespace = self.namespace(self.identifier("name", "keyword"))
        return {"href": href} if namespace is None else {"href": href, "ns": namespace}

    def definition(self) -> etree._Element:
        define = self.new("start") if self.take("start") else None
        if define is None:
            define = self.new("define", name=self.identifier())
        operator = self.take("=", "|=", "&=")
        if not operator:
            self.fail(self.next, "not the '=' that must stand here")
        if operator != "=":
            define.set("combine", _COMBINED[operator[0]])
        pattern = self.pattern()
        define.extend(_parts(pattern) if define.tag == _DEFINE else [pattern])
        return define

    # Patterns

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            self.fail(self.next, f"nested more than {_DEEPEST} deep")

    def pattern(self) -> etree._Element:
        self.deeper()
        parts = [self.particle()]
        if operator := self.take(*_COMBINED):
            parts.append(self.particle())
            while self.take(operator):
                parts.append(self.particle())
            if self.sees(*_COMBINED):
                self.fail(self.next, f"mixed with {operator!r}; parentheses must say what is meant")
        self.depth -= 1
        return self.new(_COMBINED[operator], *parts) if operator else parts[0]

    def particle(self) -> etree._Element:
        self.annotations()
        start = self.next.start
        found = self.placed(self.primary(), start)
        if mark := self.take(*_REPEATED):
            found = self.new(_REPEATED[mark], *_parts(found))
        while self.take(">>"):
            self.annotation_element()
        return found

    def primary(self) -> etree._Element:
        if kind := self.take("element", "attribute"):
            names = self.name_class(is_attribute=kind == "attribute")
            inside = self.braced()
            parts = _parts(inside) if kind == "element" else [inside]
            return self.new(kind, names, *parts)
        if kind := self.take(*_BRACED):
            return self.new(kind, *_parts(self.braced()))
        if kind := self.take(*_ALONE):
            return self.new(kind)
        if self.take("parent"):
            return self.new("parentRef", name=self.identifier())
        if self.take("external"):
            return self.new("externalRef", **self.reference())
        if self.take("grammar"):
            self.need("{")
            return self.new("grammar", *self.nested_members())
        if self.take("("):
            found = self.pattern()
            self.need(")")
            return found
        if self.next.kind == "name":
            return self.new("ref", name=self.identifier())
        return self.data()

    def braced(self) -> etree._Element:
        self.need("{")
        found = self.pattern()
        self.need("}")
        return found

    def data(self) -> etree._Element:
        typed = {"type": "token", "datatypeLibrary": ""}
        if self.next.kind == "prefixed":
            prefix, _, typed["type"] = self.next.text.partition(":")
            if prefix not in self.libraries:
                self.fail(self.next, "a datatype whose prefix is not declared")
            typed["datatypeLibrary"] = self.libraries[prefix]
            self.any()
        elif keyword := self.take("string", "token"):
            typed["type"] = keyword
        elif self.next.kind != "literal":
            self.fail(self.next, "not what can stand here")
        if self.next.kind == "literal":
            value = self.new("value", **typed)
            if self.default is not None:
                value.set("ns", self.default)
            value.text = self.literal()
            return value
        data = self.new("data", **typed)
        if self.take("{"):
            data.extend(self.parameters())
        if self.take("-"):
            data.append(self.new("except", self.primary()))
        return data

    def parameters(self) -> Iterator[etree._Element]:
        while not self.take("}"):
            self.annotations()
            parameter = self.new("param", name=self.identifier("name", "keyword"))
            self.need("=")
            parameter.text = self.literal()
            yield parameter

    # Names

    def namespace(self, prefix: str) -> str | None:
        if prefix not in self.namespaces:
            self.fail(self.next, f"with the prefix {prefix!r}, which is not declared")
        return self.namespaces[prefix]

    def name_class(self, is_attribute: bool) -> etree._Element:
        parts = [self.one_class(is_attribute)]
        while self.take("|"):
            parts.append(self.one_class(is_attribute))
        return self.new("choice", *parts) if len(parts) > 1 else parts[0]

    def one_class(self, is_attribute: bool) -> etree._Element:
        self.annotations()
        self.deeper()
        if self.take("("):
            found = self.name_class(is_attribute)
            self.need(")")
        elif self.take("*"):
            found = self.new("anyName")
        elif self.next.kind == "wild":
            found = self.in_namespace(self.new("nsName"), self.namespace(self.next.text[:-2]))
            self.any()
        else:
            found = self.one_name(is_attribute)
        if found.tag != f"{{{RNG}}}name" and self.take("-"):
            found.append(self.new("except", self.one_class(is_attribute)))
        self.depth -= 1
        return found

    def one_name(self, is_attribute: bool) -> etree._Element:
        namespace = "" if is_attribute else self.default
        name = self.new("name")
        if self.next.kind == "prefixed":
            namespace = self.namespace(self.next.text.partition(":")[0])
        name.text = self.identifier("name", "keyword", "prefixed").rpartition(":")[2]
        return self.in_namespace(name, namespace)

    @staticmethod
    def in_namespace(name: etree._Element, namespace: str | None) -> etree._Element:
        if namespace is not None:
            name.set("ns", namespace)
        return name

    # Annotations

    def annotations(self) -> None:
        while self.take("["):
            while not self.take("]"):
                if self.annotation_attribute() is None:
                    self.annotation_element()

    def annotation_attribute(self) -> tuple[str, str] | None:
        after = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        if not (after.kind == "mark" and after.text == "="):
            return None
        name = self.identifier("name", "keyword", "prefixed")
        self.need("=")
        return name, self.literal()

    def annotation_element(self, parent: etree._Element | None = None) -> None:
        """`name [ attributes, elements and text ]`, kept where it is Schematron."""
        self.deeper()
        prefix, _, name = self.identifier("name", "keyword", "prefixed").rpartition(":")
        namespace = (self.namespaces.get(prefix) if prefix else None) or ""
        element = etree.Element(f"{{{namespace}}}{name}" if namespace else name)
        self.placed(element, self.next.start)
        self.need("[")
        while not self.take("]"):
            if self.next.kind == "literal":
                self.add_text(element, self.literal())
            elif (attribute := self.annotation_attribute()) is not None:
                if ":" not in attribute[0]:
                    element.set(*attribute)
            else:
                self.annotation_element(element)
        self.depth -= 1
        if parent is not None:
            parent.append(element)
        elif namespace == SCH:
            self.rules.append(element)

    @staticmethod
    def add_text(element: etree._Element, text: str) -> None:
        if len(element):
            element[-1].tail = (element[-1].tail or "") + text
        else:
            element.text = (element.text or "") + text


def _parts(pattern: etree._Element) -> list[etree._Element]:
    """The parts of a group where the XML syntax takes several for one: libxml2 does it better."""
    return list(pattern) if pattern.tag == f"{{{RNG}}}group" else [pattern]


def _character(code: str) -> str:
    number = int(code, 16)
    if number in (0xA, 0xD):
        return _LINE_END
    return chr(number) if 0xA < number <= 0x10FFFF or number == 0x9 else "\ufffd"
