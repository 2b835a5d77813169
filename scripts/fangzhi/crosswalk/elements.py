"""XML of one namespace: elements that are added, and files that are the same bytes every time."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

XML = "http://www.w3.org/XML/1998/namespace"
XLINK = "http://www.w3.org/1999/xlink"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

# What no XML 1.0 document can hold; file names can.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Vocabulary:
    """The elements of one namespace."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace

    def root(self, name: str, prefixes: dict[str | None, str]) -> etree._Element:
        """A root element that declares `prefixes`."""
        return etree.Element(f"{{{self.namespace}}}{name}", nsmap=prefixes)  # type: ignore[arg-type]

    def add(
        self,
        parent: etree._Element,
        name: str,
        text: str = "",
        attributes: Mapping[str, str] | None = None,
        language: str = "",
    ) -> etree._Element:
        """A new last child of `parent`; attributes without a value are left out.

        Characters that XML cannot hold are written as U+FFFD.
        """
        child = etree.SubElement(parent, f"{{{self.namespace}}}{name}")
        child.text = _NO_XML.sub("\ufffd", text) or None
        for key, value in (attributes or {}).items():
            if value:
                child.set(key, value)
        if language:
            child.set(f"{{{XML}}}lang", language)
        return child

    def say(
        self,
        parent: etree._Element,
        name: str,
        text: str,
        attributes: Mapping[str, str] | None = None,
        language: str = "",
    ) -> None:
        """`add`, where there is a text to be said."""
        if text:
            self.add(parent, name, text, attributes, language)


def xml_bytes(root: etree._Element) -> bytes:
    """The file of a tree in which no element mixes text and elements: UTF-8, indented."""
    etree.indent(root)
    body = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()
