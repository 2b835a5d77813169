"""METS files of a package, read with suspicion: what they list, and what is wrong in themselves."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from lxml import etree

from fangzhi.tei.names import safe_parser
from fangzhi.verify._names import leads_out
from fangzhi.verify._sip_words import CATEGORIES, PACKAGES, RECORD_STATUSES, STATUSES
from fangzhi.verify.container import Container
from fangzhi.verify.problems import ERROR, WARNING, MemberError, Problem

NS = {
    "mets": "http://www.loc.gov/METS/",
    "csip": "https://DILCIS.eu/XML/METS/CSIPExtensionMETS",
    "xlink": "http://www.w3.org/1999/xlink",
}
NAME = "METS.xml"
HREF, TITLE = (f"{{{NS['xlink']}}}{name}" for name in ("href", "title"))
_CSIP = "{" + NS["csip"] + "}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that METS lists: path in the package, size in bytes (-1: none), digest, algorithm.

    `use` is the group that it stands in, or for metadata what they are written in.
    """

    mets: str
    path: str
    size: int
    digest: str
    algorithm: str
    use: str
    is_metadata: bool


def parse_member(container: Container, name: str) -> tuple[etree._Element | None, str]:
    """The root of an XML file of a package; None and what is wrong where it cannot be used.

    A document type is refused: METS and PREMIS need none, and entities can hide what they say.
    """
    try:
        root = etree.fromstring(container.read(name), safe_parser())
    except MemberError as error:
        return None, f"{error.reason}; take it from another copy"
    except etree.XMLSyntaxError as error:
        return None, f"is not well-formed: {error.msg}; make it anew"
    if root.getroottree().docinfo.internalDTD is not None:
        return None, "has a document type, in which anything can hide; take it away"
    return root, ""


class MetsFile:
    """One METS file. `problems` is what is wrong in it; without a `root` nothing else is known."""

    def __init__(self, container: Container, name: str) -> None:
        self.name = name
        self.folder = posixpath.dirname(name)
        self.problems: list[Problem] = []
        self.entries: list[Entry] = []
        self.root = self._parse(container)
        if self.root is not None:
            self._read(self.root)

    @property
    def is_package(self) -> bool:
        """Whether it is that of the package, not of a representation."""
        return not self.folder

    @property
    def pointers(self) -> list[str]:
        """The METS files that the structural map points to."""
        found = self._all("mets:structMap[@LABEL='CSIP']//mets:mptr")
        return [path for one in found if (path := self._path(one))]

    @property
    def made(self) -> str:
        """The last date on which the package was made or changed, as it stands there."""
        header = self._first("mets:metsHdr")
        if header is None:
            return ""
        return header.get("LASTMODDATE") or header.get("CREATEDATE") or ""

    def _parse(self, container: Container) -> etree._Element | None:
        root, fault = parse_member(container, self.name)
        if root is not None and root.tag != f"{{{NS['mets']}}}mets":
            fault = f"is no METS: its root element is {root.tag}; make it anew"
        if fault:
            self._wrong("FZ770", fault)
        return None if fault else root

    def _wrong(self, code: str, message: str) -> None:
        self.problems.append(Problem(code, ERROR, message, self.name))

    def _all(self, path: str) -> list[etree._Element]:
        return [] if self.root is None else self.root.findall(path, NS)

    def _first(self, path: str) -> etree._Element | None:
        return next(iter(self._all(path)), None)

    # ------------------------------------------------------------ reading

    def _read(self, root: etree._Element) -> None:
        self._check_root(root)
        self._check_header()
        self._check_agents()
        self._check_ids(root)
        for element in root.iter(f"{{{NS['mets']}}}mdRef"):
            kind = element.get("OTHERMDTYPE") or element.get("MDTYPE") or ""
            self._enter(element, element, kind)
        for group in root.iter(f"{{{NS['mets']}}}fileGrp"):
            for file in group.findall("mets:file", NS):
                where = file.find("mets:FLocat", NS)
                if where is None:
                    self._wrong("FZ772", f"file {file.get('ID')} has no address; give it one")
                else:
                    self._enter(file, where, group.get("USE") or "")
        self._check_structure()

    def _enter(self, about: etree._Element, where: etree._Element, use: str) -> None:
        """List a file, with what is said of it."""
        path = self._path(where)
        if not path:
            return
        for key in ("SIZE", "CHECKSUM", "CHECKSUMTYPE", "MIMETYPE", "CREATED"):
            if not about.get(key):
                self._wrong("FZ772", f"has no {key} for {path}; give it one")
        self._check_time(about, "CREATED")
        size = about.get("SIZE", "")
        self.entries.append(
            Entry(
                self.name,
                path,
                int(size) if size.isdecimal() else -1,
                about.get("CHECKSUM", "").strip().lower(),
                about.get("CHECKSUMTYPE", ""),
                use,
                about is where,
            )
        )

    def _path(self, where: etree._Element) -> str:
        """The path in the package that an element points to; empty where it points elsewhere."""
        href = where.get(HREF, "")
        try:
            parts = urlsplit(href)
            remote = bool(parts.scheme or parts.netloc)
            path = unquote(parts.path, errors="surrogateescape")
        except ValueError:
            remote, path = True, ""
        whole = posixpath.normpath(posixpath.join(self.folder, path)) if path else ""
        if remote or not path or leads_out(whole) or where.get("LOCTYPE", "URL") != "URL":
            self._wrong("FZ779", f"points to {href!r}; put the file into the package")
            return ""
        return whole

    # ------------------------------------------------------------ what it says of itself

    def _check_root(self, root: etree._Element) -> None:
        for key in ("OBJID", "TYPE", "PROFILE", _CSIP + "CONTENTINFORMATIONTYPE"):
            if not root.get(key):
                self._wrong("FZ772", f"has no {key.rpartition('}')[2]}; make the package anew")
        content = _CSIP + "CONTENTINFORMATIONTYPE"
        for element in (root, *self._all("mets:fileSec/mets:fileGrp")):
            other = element.get(_CSIP + "OTHERCONTENTINFORMATIONTYPE")
            if element.get(content) == "OTHER" and not other:
                self._wrong(
                    "FZ772", "has the content information type OTHER, but not which; say it"
                )
        self._check_word(root, "TYPE", CATEGORIES)

    def _check_header(self) -> None:
        header = self._first("mets:metsHdr")
        if header is None:
            self._wrong("FZ772", "has no header (metsHdr); make the package anew")
            return
        for key in ("CREATEDATE", _CSIP + "OAISPACKAGETYPE"):
            if not header.get(key):
                self._wrong("FZ772", f"has no {key.rpartition('}')[2]}; make the package anew")
        self._check_time(header, "CREATEDATE")
        self._check_time(header, "LASTMODDATE")
        self._check_word(header, _CSIP + "OAISPACKAGETYPE", PACKAGES)
        self._check_word(header, "RECORDSTATUS", RECORD_STATUSES)
        for section in ("mets:dmdSec", "mets:amdSec/mets:digiprovMD"):
            for element in self._all(section):
                self._check_word(element, "STATUS", STATUSES)

    def _check_word(self, element: etree._Element, key: str, words: frozenset[str]) -> None:
        word = element.get(key)
        if word and word not in words:
            self._wrong(
                "FZ783", f"has {word!r} as {key.rpartition('}')[2]}; use a word of its list"
            )

    def _check_time(self, element: etree._Element, key: str) -> None:
        stated = element.get(key)
        if stated and not is_time(stated):
            self._wrong("FZ784", f"has {stated!r} as {key}; write YYYY-MM-DDThh:mm:ss")

    def _check_agents(self) -> None:
        """[CSIP10–16] One program with its version."""
        programs = [
            agent
            for agent in self._all("mets:metsHdr/mets:agent")
            if (agent.get("ROLE"), agent.get("TYPE"), agent.get("OTHERTYPE"))
            == ("CREATOR", "OTHER", "SOFTWARE")
        ]
        if len(programs) != 1:
            self._wrong("FZ773", f"names {len(programs)} programs as its creator; name one")
        for agent in programs:
            notes = [
                note.text
                for note in agent.findall("mets:note", NS)
                if note.get(_CSIP + "NOTETYPE") == "SOFTWARE VERSION"
            ]
            if not (agent.findtext("mets:name", "", NS).strip() and any(notes)):
                self._wrong("FZ773", "names a program without name or version; name both")

    def _check_ids(self, root: etree._Element) -> None:
        """That every ID stands once, and that all that points to one finds what it should."""
        ids = Counter(name for one in root.iter(etree.Element) if (name := one.get("ID")))
        for name, number in ids.items():
            if number > 1:
                self._wrong("FZ781", f"has the ID {name} {number} times; make it anew")
        sections = self._ids_of("mets:amdSec", "mets:amdSec/*")
        wanted = {
            "ADMID": sections,
            "DMDID": self._ids_of("mets:dmdSec"),
            "FILEID": self._ids_of("mets:fileSec//mets:fileGrp", "mets:fileSec//mets:file"),
        }
        for key, there in wanted.items():
            for element in root.iter(etree.Element):
                for name in element.get(key, "").split():
                    if name not in there:
                        self._wrong("FZ780", f"points with {key} to {name}; correct the pointer")

    def _ids_of(self, *paths: str) -> set[str]:
        return {name for path in paths for one in self._all(path) if (name := one.get("ID"))}

    # ------------------------------------------------------------ the structural map

    def _check_structure(self) -> None:
        maps = self._all("mets:structMap[@LABEL='CSIP']")
        if len(maps) != 1:
            self._wrong("FZ774", f"has {len(maps)} structural maps called CSIP; it must have one")
            return
        if maps[0].get("TYPE") != "PHYSICAL":
            self._wrong("FZ774", "has a structural map that is not PHYSICAL; correct its TYPE")
        divisions = {one.get("LABEL", "") for one in maps[0].findall("mets:div/mets:div", NS)}
        groups = self._all("mets:fileSec//mets:fileGrp")
        uses = {group.get("USE", "") for group in groups}
        needed = {"Metadata", *uses}
        if self.is_package:
            for use in ("Documentation", "Schemas", "Representations"):
                if not any(one.startswith(use) for one in uses):
                    self._wrong("FZ774", f"has no group of files {use}; make the package anew")
        for label in sorted(needed - divisions):
            self._wrong("FZ774", f"has no division {label!r} in its structural map; add it")
        self._check_pointers(maps[0], {group.get("ID"): group for group in groups})

    def _check_pointers(
        self, structure: etree._Element, groups: dict[str | None, etree._Element]
    ) -> None:
        """That the title of a pointer to a representation is the ID of the group that lists it."""
        for pointer in structure.iter(f"{{{NS['mets']}}}mptr"):
            group = groups.get(pointer.get(TITLE))
            places = [] if group is None else group.findall("mets:file/mets:FLocat", NS)
            if pointer.get(HREF) not in {place.get(HREF) for place in places}:
                self._wrong(
                    "FZ780",
                    f"points to {pointer.get(HREF)} with the title {pointer.get(TITLE)!r}, which "
                    "is no group that lists it; correct the title",
                )


_TIME = re.compile(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")


def is_time(text: str) -> bool:
    """Whether `text` is a date with a time (XML Schema, dateTime) that there is."""
    if not _TIME.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def identity(container: Container, mets: MetsFile) -> Iterator[Problem]:
    """[CSIP1] Whether OBJID is the name of the folder."""
    if mets.root is None:
        return
    folder = posixpath.basename(mets.folder) if mets.folder else container.name
    stated = mets.root.get("OBJID", "")
    if stated and stated != folder:
        message = f"has the OBJID {stated!r}, but lies in {folder!r}; rename the folder back"
        yield Problem("FZ771", ERROR, message, mets.name)
    if not mets.folder and container.form != "folder" and not container.root:
        message = "the archive holds no folder of the package's name; pack the folder itself"
        yield Problem("FZ771", WARNING, message, mets.name)
