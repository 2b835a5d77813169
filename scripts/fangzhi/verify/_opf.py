"""The package document of an EPUB: what the book says that it holds (EPUB 3.3, 5)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from lxml import etree

from fangzhi.tei.names import local, safe_parser
from fangzhi.verify.container import Container
from fangzhi.verify.problems import ERROR, Problem

CONTAINER_FILE = "META-INF/container.xml"
OPF = "{http://www.idpf.org/2007/opf}"
_OCF = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF_TYPE = "application/oebps-package+xml"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class XmlError(Exception):
    """A member that is no XML; `problem` says where it breaks."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.message)


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the manifest: `path` in the EPUB, empty for what lies on the web (`remote`)."""

    id: str
    path: str
    media_type: str
    properties: frozenset[str] = frozenset()
    remote: str = ""
    has_fallback: bool = False


@dataclass(slots=True)
class Package:
    """What the package document says: its path, items by id, and the spine as ids."""

    path: str
    version: str
    items: dict[str, Item] = field(default_factory=dict)
    spine: list[str] = field(default_factory=list)
    toc: str = ""  # the id of the NCX
    problems: list[Problem] = field(default_factory=list)


def parse(container: Container, name: str) -> etree._Element:
    """The root of an XML file; raises `XmlError` where it is none, `MemberError` as `read`.

    Entities of its own are refused: they are not resolved here, and not everywhere.
    """
    try:
        root = etree.fromstring(container.read(name), safe_parser())
    except etree.XMLSyntaxError as error:
        line, column = error.position
        message = f"is not well-formed at {line}:{column}: {error.msg}; correct it"
        raise XmlError(Problem("FZ761", ERROR, message, name)) from error
    dtd: Any = root.getroottree().docinfo.internalDTD
    if dtd is not None and dtd.entities():
        message = "declares entities of its own; write the characters that they stand for"
        raise XmlError(Problem("FZ761", ERROR, message, name))
    return root


def resolve(base: str, address: str) -> tuple[str, str]:
    """(path in the EPUB, fragment) of an address in the file `base`; `..` may lead out of it."""
    # Not by urllib, which refuses what it takes for a broken address of a host.
    before, _, fragment = address.partition("#")
    path = unquote(before.partition("?")[0])
    if not path:
        return base, unquote(fragment)
    whole = posixpath.join(posixpath.dirname(base), path)
    return posixpath.normpath(whole), unquote(fragment)


def is_remote(address: str) -> bool:
    """Whether an address leads to another machine; `data:` and the like hold what they mean."""
    found = _SCHEME.match(address.strip())
    return address.strip().startswith("//") or bool(
        found and found[0].lower() in ("http:", "https:", "ftp:", "file:")
    )


def package(container: Container) -> Package | Problem:
    """The package document, or why there is none."""
    if CONTAINER_FILE not in container:
        return Problem("FZ751", ERROR, "is missing; pack the EPUB anew", CONTAINER_FILE)
    try:
        root = parse(container, CONTAINER_FILE)
    except XmlError as error:
        return error.problem
    files = [
        one.get("full-path", "")
        for one in root.iter(f"{_OCF}rootfile")
        if one.get("media-type") == _OPF_TYPE
    ]
    if not files:
        return Problem("FZ751", ERROR, f"names no rootfile of type {_OPF_TYPE}", CONTAINER_FILE)
    path = unquote(files[0])
    if path not in container:
        return Problem("FZ751", ERROR, f"names {path}, which is not there", CONTAINER_FILE)
    try:
        root = parse(container, path)
    except XmlError as error:
        return error.problem
    if root.tag != f"{OPF}package":
        return Problem("FZ751", ERROR, f"is no package document, but <{local(root)}>", path)
    made = Package(path, root.get("version", ""))
    made.problems += _items(root, made)
    made.problems += _spine(root, made)
    return made


def _items(root: etree._Element, made: Package) -> Iterator[Problem]:
    paths: set[str] = set()
    for element in root.iter(f"{OPF}item"):
        name, href = element.get("id", ""), element.get("href", "")
        media_type = element.get("media-type", "")
        if not (name and href and media_type):
            yield Problem(
                "FZ752",
                ERROR,
                f"has an item without {_lacking(name, href)}; complete it",
                made.path,
            )
            continue
        remote = href if is_remote(href) else ""
        path = "" if remote else resolve(made.path, href)[0]
        if name in made.items or (path and path in paths):
            yield Problem("FZ752", ERROR, f"lists {href} ({name}) twice; take one away", made.path)
        paths.add(path)
        properties = frozenset(element.get("properties", "").split())
        made.items[name] = Item(
            name, path, media_type, properties, remote, bool(element.get("fallback"))
        )


def _lacking(name: str, href: str) -> str:
    return "id" if not name else "href" if not href else "media-type"


def _spine(root: etree._Element, made: Package) -> Iterator[Problem]:
    seen: set[str] = set()
    for spine in root.iter(f"{OPF}spine"):
        made.toc = spine.get("toc", "")
        for reference in spine.iter(f"{OPF}itemref"):
            name = reference.get("idref", "")
            if name not in made.items:
                yield Problem(
                    "FZ754", ERROR, f"the spine names “{name}”, which is no item", made.path
                )
            elif name in seen:
                yield Problem("FZ754", ERROR, f"the spine names “{name}” twice", made.path)
            else:
                made.spine.append(name)
            seen.add(name)
    if not seen:
        yield Problem("FZ754", ERROR, "has an empty spine, so there is nothing to read", made.path)
