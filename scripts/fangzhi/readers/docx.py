"""DOCX, the documents of Word and of what writes like it (ECMA-376, transitional and strict).

Running heads and feet are no part of the text and are left out, as are comments and what tracked
changes deleted; a remark names each. Pages begin where the author broke them: where lines end, and
pages that are full, each program decides anew.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from fangzhi.errors import SourceError
from fangzhi.readers._notices import Notices
from fangzhi.readers._package import Package, resolve
from fangzhi.readers._word import Body, Notes
from fangzhi.readers._word_styles import (
    Numbering,
    Styles,
    attribute,
    child,
    number,
    value,
    way_of,
)
from fangzhi.readers._written import compose_written, with_titles
from fangzhi.readers._xml import children, local, read_bytes
from fangzhi.source import Figure, Source

SUFFIXES = (".docx", ".docm", ".dotx", ".dotm")

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = {"workbook": "a spreadsheet", "presentation": "a presentation"}


def sniff(path: Path, start: bytes) -> bool:
    """Whether it is a zip that begins like one of Office's, or an old or locked Office document."""
    if start.startswith(_OLE):
        return True
    named = path.suffix.lower() in SUFFIXES
    return start.startswith(b"PK\3\4") and (named or b"[Content_Types].xml" in start)


def read(path: Path, encoding: str = "") -> Source:
    """The DOCX at `path`; `SourceError` for what is no document of Word, locked, or broken."""
    data = read_bytes(path)
    if data.startswith(_OLE):
        raise _old(data, path)
    notices = Notices(path)
    parts = _Parts(Package(path), notices)
    root = parts.package.parse(parts.main)
    if local(root) != "document" or child(root, "body") is None:
        what = _OTHERS.get(local(root), f"a file with the main part <{local(root)[:30]}>")
        raise SourceError(
            f"is {what}, and no document of Word", where=path, remedy="save its text as DOCX"
        )
    body = Body(
        Styles(parts.root("styles")),
        Numbering(parts.root("numbering")),
        {sort: _notes(sort, parts, root) for sort in ("footnote", "endnote")},
        parts,
        notices,
    )
    pieces = with_titles(body.read(root))
    _tell_running_heads(parts, notices)
    return compose_written(path, data, "UTF-8", pieces, notices)


def _old(data: bytes, path: Path) -> SourceError:
    """The error for a compound file: a locked DOCX, or a document in the format before it."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return SourceError(
            "is locked with a password", where=path, remedy="save it without a password"
        )
    return SourceError(
        "is an old Office document (.doc)",
        where=path,
        remedy="open it in Word or LibreOffice and save it as .docx",
    )


class _Parts:
    """The parts of a package, by the relationships of its main part."""

    def __init__(self, package: Package, notices: Notices) -> None:
        self.package = package
        self.notices = notices
        self.main = next(
            (name for kind, name, _ in self._relations("") if kind == "officeDocument"),
            "word/document.xml",
        )
        # id → (sort, name of the part, whether it lies elsewhere)
        self._known: dict[str, tuple[str, str, bool]] = {}
        for kind, name, key in self._relations(self.main):
            self._known[key] = (kind, name, not name)

    def _relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """(last word of the type, name of the part or empty, id) of what a part refers to."""
        folder, name = posixpath.split(part)
        file = self.package.find(posixpath.join(folder, "_rels", f"{name}.rels"))
        if not file:
            return
        for one in children(self.package.parse(file), "Relationship"):
            external = attribute(one, "TargetMode") == "External"
            target = "" if external else resolve(part, attribute(one, "Target"))
            kind = attribute(one, "Type").rpartition("/")[2]
            yield kind, self.package.find(target), attribute(one, "Id")

    def names(self, kind: str) -> list[str]:
        """The names of the parts of one sort."""
        return sorted(name for sort, name, _ in self._known.values() if sort == kind and name)

    def root(self, kind: str) -> etree._Element | None:
        """The root of the only part of a sort; None if there is none."""
        return next(map(self.package.parse, self.names(kind)), None)

    def picture(self, name: str, description: str) -> Figure | None:
        """The picture that a relationship leads to; None if it is not in the document."""
        _, part, _ = self._known.get(name, ("", "", True))
        if not part:
            return None
        load = self.package.loader(part)
        return Figure(name=posixpath.basename(part), description=description, load=load)

    def diagram(self, name: str) -> list[str]:
        """The texts of a diagram, one for each paragraph in it."""
        _, part, _ = self._known.get(name, ("", "", True))
        if not part:
            return []
        root = self.package.parse(part)
        texts = ("".join(t.text or "" for t in one.iter("{*}t")) for one in root.iter("{*}p"))
        return [text for text in texts if text.strip()]


def _notes(sort: str, parts: _Parts, root: etree._Element) -> Notes:
    """The notes of a sort, and the way in which they are counted: as the document says it last."""
    notes = parts.root(f"{sort}s")
    found = {
        attribute(one, "id"): one
        for one in (children(notes, sort) if notes is not None else ())
        if attribute(one, "type", "normal") == "normal"
    }
    way, start = "decimal" if sort == "footnote" else "lower-roman", 1
    for owner in (parts.root("settings"), *root.iter("{*}sectPr")):
        stated = child(owner, f"{sort}Pr")
        if named := value(stated, "numFmt"):
            way = way_of(named)
        start = number(value(stated, "numStart"), start)
    return Notes(found, way, start - 1)


def _tell_running_heads(parts: _Parts, notices: Notices) -> None:
    """Remark what stands at the head and foot of every page, which is no part of the text."""
    for kind in ("header", "footer"):
        for name in parts.names(kind):
            texts = (one.text or "" for one in parts.package.parse(name).iter("{*}t"))
            if shown := " ".join("".join(texts).split()):
                notices.add(kind, f"the running {kind} {shown[:40]!r} is left out")
