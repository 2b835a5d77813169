"""Names of the TEI and XML namespaces, and safe reading and stable writing of XML files."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from lxml import etree

from fangzhi.errors import TeiError

TEI = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"
NS = {"tei": TEI}
UNKNOWN = "not known"  # what the header says where TEI demands an element and nothing is known
ID = f"{{{XML}}}id"
LANG = f"{{{XML}}}lang"

# What may stand in a name by all editions of XML 1.0 (libxml2 and Xerces know the fourth): ASCII,
# Latin-1, Han and kana. A name made of a file name needs no more.
_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u3007\u3041-\u3094\u30a1-\u30fa\u4e00-\u9fa5"
)
_NOT_NAME = re.compile(f"[^{_START}\\-.0-9\u00b7]+")
_NOT_START = re.compile(f"[^{_START}]")

LARGEST = 256 << 20  # bytes of a file that is read
# Limits of libxml2 that keep memory and time bounded, by a word of its message.
_LARGE_PIECE = "a text, an attribute, a comment or a name of more than 10 MB"
_LIMITS = {
    "xcessive depth": "elements nested too deep",
    "too long": _LARGE_PIECE,
    "too big": _LARGE_PIECE,
    "Buffer size": _LARGE_PIECE,
    "uge text": _LARGE_PIECE,
    "amplification": "entities that grow without bound",
    "entity loop": "an entity that contains itself",
}
_MOST_ATTRIBUTES = 1000
_CROWDED = etree.XPath(f"boolean(/descendant::*[@*[{_MOST_ATTRIBUTES + 1}]])")
_ASCII = bytes(range(0x20, 0x7F))


def q(name: str) -> str:
    """The TEI name `name` as lxml writes it: `{namespace}name`."""
    return f"{{{TEI}}}{name}"


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def ncname(text: str) -> str:
    """`text` made into an XML name that can stand in `xml:id`."""
    name = _NOT_NAME.sub("-", text).strip("-") or "edition"
    return f"_{name}" if _NOT_START.match(name) else name


def safe_parser() -> etree.XMLParser:
    """A parser that fetches nothing, expands no entities and loads no DTD."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, collect_ids=True
    )


def parse_file(path: Path) -> etree._ElementTree:
    """The XML file at `path` as a tree.

    Raises `TeiError` when it cannot be read (see `read_bytes`), is not well-formed (with line and
    column), or uses entities of its own: those would be unexpanded, and the text behind them
    silently lost. Also refused are sizes and depths beyond libxml2's safe limits, and encodings
    that do not hold ASCII as it is.
    """
    return parse_bytes(read_bytes(path), path)


def read_bytes(path: Path) -> bytes:
    """The bytes of the file at `path`, at most `LARGEST`.

    Raises `TeiError` for what is no file (a pipe would be waited for, a device never ends), cannot
    be read, or is larger.
    """
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode) and not S_ISDIR(status.st_mode):
            raise TeiError(
                "is a pipe or a device, not a file", where=path, remedy="name a TEI file"
            )
        if status.st_size > LARGEST:
            raise TeiError(
                f"is larger than {LARGEST >> 20} MB, the safe limit",
                where=path,
                remedy="divide the file",
            )
        return path.read_bytes()
    except IsADirectoryError as error:
        raise TeiError("is a folder, not a file", where=path, remedy="name a TEI file") from error
    except FileNotFoundError as error:
        raise TeiError("no such file", where=path, remedy="check the path") from error
    except OSError as error:
        raise TeiError(f"cannot be read: {error.strerror or error}", where=path) from error
    except ValueError as error:  # a NUL in the name
        raise TeiError(f"cannot be read: {error}", where=path) from error


def parse_bytes(data: bytes, path: Path) -> etree._ElementTree:
    """`data`, which stands or will stand at `path`, as a tree; errors as in `parse_file`."""
    try:
        root = etree.fromstring(data, safe_parser())
    except etree.XMLSyntaxError as error:
        line, column = error.position
        reason = (error.msg.rpartition(", line ")[0] or error.msg).strip()
        if limit := next((limit for word, limit in _LIMITS.items() if word in reason), ""):
            raise TeiError(
                f"has {limit}, beyond the safe limit",
                where=f"{path}:{line}:{column}",
                remedy="divide it; a file like that may be made to do harm",
            ) from error
        raise TeiError(
            f"is not well-formed XML: {reason}",
            where=f"{path}:{line}:{column}",
            remedy="correct the markup there",
        ) from error
    _refuse_encoding(root.getroottree().docinfo.encoding or "UTF-8", path)
    # lxml and xmlschema take quadratic time for them. To count the signs is faster than to look.
    if data.count(b"=") > _MOST_ATTRIBUTES and _CROWDED(root):
        raise TeiError(
            f"has an element with more than {_MOST_ATTRIBUTES} attributes, beyond the safe limit",
            where=path,
            remedy="correct it; a file like that may be made to do harm",
        )
    for entity in root.iter(etree.Entity):
        raise TeiError(
            f"uses the entity {entity.text}, which is not expanded for safety",
            where=f"{path}:{entity.sourceline}",
            remedy="write the character itself",
        )
    return root.getroottree()


def _refuse_encoding(encoding: str, path: Path) -> None:
    """Refuse encodings in which other programs would read other markup than libxml2 (UTF-7)."""
    if not _holds_ascii(encoding):
        raise TeiError(
            f"is in the encoding {encoding}, in which markup can hide",
            where=path,
            remedy="save it as UTF-8",
        )


@cache
def _holds_ascii(encoding: str) -> bool:
    """Whether ASCII stands in an encoding as it is, or with bytes of nothing between."""
    if encoding.upper().startswith(("UTF-16", "UTF-32", "UCS-", "ISO-10646-UCS")):
        return True
    try:
        return _ASCII.decode(encoding).encode() == _ASCII
    except (LookupError, UnicodeError):
        return False


def append_text(parent: etree._Element, text: str) -> None:
    """Add `text` at the end of the content of `parent`."""
    if not text:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def add(parent: etree._Element, name: str, text: str = "", /, **attributes: str) -> etree._Element:
    """A new TEI element `name` as the last child of `parent`.

    `xml_id` and `xml_lang` stand for `xml:id` and `xml:lang`; empty attribute values are left out.
    """
    names = {"xml_id": ID, "xml_lang": LANG}
    given = {names.get(key, key.rstrip("_")): value for key, value in attributes.items() if value}
    child = etree.SubElement(parent, q(name), given)
    child.text = text or None
    return child


# Elements whose content is text or runs of phrases: white space inside them is never ours to add.
_MIXED = """
    head p byline cell note fw item label title resp name persName orgName placeName measure
    publisher pubPlace date idno licence language term change catDesc category quote figDesc
    bibl person org respStmt application author editor desc
"""
MIXED = frozenset(_MIXED.split())


def serialise(root: etree._Element) -> bytes:
    """The XML file of a tree: UTF-8, two-space indent between blocks, none inside text.

    The same tree gives the same bytes.
    """
    _indent(root, 0)
    body = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()


def _indent(element: etree._Element, depth: int) -> None:
    """Put every child of an element-only element on a line of its own."""
    if not len(element) or local(element) in MIXED:
        return
    inner = "\n" + "  " * (depth + 1)
    element.text = inner
    for child in element:
        child.tail = inner
        _indent(child, depth + 1)
    element[-1].tail = "\n" + "  " * depth
