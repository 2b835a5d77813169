"""HTML from strangers, as a tree: XHTML as the XML that it is, all else as browsers read it."""

from __future__ import annotations

import codecs
import re
from html.entities import html5
from pathlib import Path

from lxml import etree

from fangzhi.errors import SourceError
from fangzhi.readers._encoding import decode
from fangzhi.readers._xml import encoding_of, parse, refuse_entities

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]*?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XHTML = re.compile(rb"<\?xml\s|xmlns\s*=\s*[\"']http://www\.w3\.org/1999/xhtml")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]*;)")
_KEPT = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))
# What pages call by these names is more (WHATWG Encoding Standard).
_MEANT = {
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "shift_jis": "cp932", "shift-jis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
    "iso-8859-9": "cp1254", "utf8": "utf-8", "unicode": "utf-8", "utf-16": "utf-8",
}  # fmt: skip
PROLOGUE = 2048  # bytes in which a page says its encoding


def parse_page(data: bytes, path: Path, stated: str = "") -> tuple[etree._Element, str]:
    """(root, encoding) of a page of HTML; `SourceError` for what is broken beyond reading.

    `stated` is the encoding that the sidecar gives. It counts less than a byte order mark, and more
    than what the page says of itself.
    """
    if not stated and _XHTML.search(data[:PROLOGUE]):
        try:
            root = parse(data, path)
            return root, encoding_of(root)
        except SourceError as error:
            if "safe limit" in error.what or b"<!ENTITY" in data:
                raise
        try:  # the names of characters that HTML knows, and XML does not
            text, name = _text(data, path, stated)
            root = parse(_without_names(text).encode(), path)
            return root, name
        except SourceError:
            pass
    text, name = _text(data, path, stated)
    return _as_html(text, path), name


def _without_names(text: str) -> str:
    """A page with characters in place of the names that HTML has for them."""

    def character(found: re.Match[str]) -> str:
        name = found[1]
        return found[0] if name in _KEPT else html5.get(name, found[0])

    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    return _NAMED.sub(character, re.sub(r"<!DOCTYPE[^\[>]*>", "", text, count=1))


def _text(data: bytes, path: Path, stated: str) -> tuple[str, str]:
    """(text, encoding) of a page."""
    if stated or data.startswith(_MARKS):
        text, name, _ = decode(data, path, stated)
        return text, name
    start = data[:PROLOGUE]
    if found := _DECLARED.search(start) or _META.search(start):
        name = found[1].decode("ascii").lower()
        try:
            codec = codecs.lookup(_MEANT.get(name, name)).name
            return data.decode(codec), name.upper()
        except (UnicodeDecodeError, LookupError):
            pass  # pages say so by mistake: what they are written in is looked for
    text, name, _ = decode(data, path)
    return text, name


def _as_html(text: str, path: Path) -> etree._Element:
    parser = etree.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8")
    broken = SourceError(
        "cannot be read as HTML", where=path, remedy="save the page anew from a browser"
    )
    text = text.replace("\0", "").removeprefix("\ufeff")
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise broken from error
    if root is None:
        raise broken
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise SourceError(
            "goes beyond the safe limits of HTML: elements in one another without end",
            where=path,
            remedy="divide it; a file like that may be made to do harm",
        )
    refuse_entities(root, path)
    return root
