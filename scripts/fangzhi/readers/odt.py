"""ODT, the documents of LibreOffice and others (OpenDocument 1.0 to 1.3), also as one XML file.

Running heads and feet are no part of the text and are left out, as are comments and what tracked
changes deleted; a remark names each. Pages begin where the author broke them.
"""

from __future__ import annotations

import base64
import binascii
import posixpath
from pathlib import Path

from lxml import etree

from fangzhi.errors import SourceError
from fangzhi.readers._markup import root_of
from fangzhi.readers._notices import Notices
from fangzhi.readers._odf import Body
from fangzhi.readers._odf_styles import Styles
from fangzhi.readers._package import Package, resolve
from fangzhi.readers._word_styles import attribute, child
from fangzhi.readers._written import compose_written, with_titles
from fangzhi.readers._xml import local, parse, read_bytes
from fangzhi.source import Figure, Source

SUFFIXES = (".odt", ".ott", ".fodt")

_KIND = b"application/vnd.oasis.opendocument.text"


def sniff(path: Path, start: bytes) -> bool:
    """Whether it is a zip that says it is a text document, or XML with the root of one."""
    if start.startswith(b"PK\3\4"):
        return _KIND in start or path.suffix.lower() in SUFFIXES
    root = root_of(start)
    return root is not None and root.name == "document" and "opendocument" in root.namespace


def read(path: Path, encoding: str = "") -> Source:
    """The ODT at `path`; `SourceError` for what is no text document, locked, or broken."""
    data = read_bytes(path)
    notices = Notices(path)
    if data.startswith(b"PK"):
        package = Package(path)
        _refuse_lock(package)
        content = package.parse("content.xml")
        styles = [package.parse("styles.xml")] if package.find("styles.xml") else []
    else:
        package, content, styles = None, parse(data, path), []
    text = child(content, "body", "text")
    if text is None:
        raise SourceError(
            "is no text document of OpenDocument", where=path, remedy="save its text as ODT"
        )
    parts = _Parts(package)
    body = Body(Styles(*styles, content), parts.picture, parts.formula, notices)
    pieces = with_titles(body.blocks(text))
    _tell_running_heads([*styles, content], notices)
    return compose_written(path, data, "UTF-8", pieces, notices)


def _refuse_lock(package: Package) -> None:
    """Raise `SourceError` where the manifest says that parts are encrypted."""
    if not (name := package.find("META-INF/manifest.xml")):
        return
    if next(package.parse(name).iter("{*}encryption-data"), None) is not None:
        raise SourceError(
            "is locked with a password", where=package.path, remedy="save it without a password"
        )


class _Parts:
    """The pictures and formulas of a document, in its package or in its text itself."""

    def __init__(self, package: Package | None) -> None:
        self._package = package

    def picture(self, element: etree._Element, description: str) -> Figure | None:
        """The picture of `draw:image`; None if it is not in the document."""
        if (inline := child(element, "binary-data")) is not None:
            return _inline(inline.text or "", description)
        if self._package is None:
            return None
        name = self._package.find(resolve("content.xml", attribute(element, "href")))
        if not name:
            return None
        load = self._package.loader(name)
        return Figure(name=posixpath.basename(name), description=description, load=load)

    def formula(self, element: etree._Element) -> etree._Element | None:
        """The formula of `draw:object`; None if it is another object."""
        if (inline := next(iter(element), None)) is not None:
            root = inline
        elif self._package is None:
            return None
        else:
            folder = resolve("content.xml", attribute(element, "href"))
            name = self._package.find(posixpath.join(folder, "content.xml")) if folder else ""
            if not name:
                return None
            root = self._package.parse(name)
        return root if local(root) == "math" else None


def _inline(text: str, description: str) -> Figure | None:
    """The picture that stands in the text as base64."""
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error:
        return None
    kinds = ((b"\x89PNG", "png"), (b"\xff\xd8", "jpg"), (b"GIF8", "gif"), (b"<", "svg"))
    kind = next((name for magic, name in kinds if data.startswith(magic)), "bin")
    return Figure(name=f"picture.{kind}", description=description, load=lambda: data)


def _tell_running_heads(roots: list[etree._Element], notices: Notices) -> None:
    """Remark what stands at the head and foot of every page, which is no part of the text."""
    for root in roots:
        for page in root.iter("{*}master-page"):
            for kind in ("header", "footer"):
                found = child(page, kind)
                texts = map(str, found.itertext()) if found is not None else ()
                if shown := " ".join("".join(texts).split()):
                    notices.add(kind, f"the running {kind} {shown[:40]!r} is left out")
