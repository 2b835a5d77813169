"""`Edition`: a read-only view of one TEI file with named queries. Builders see nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from lxml import etree

from fangzhi.errors import TeiError
from fangzhi.tei import sources
from fangzhi.tei.files import SOURCE, is_file, local_file
from fangzhi.tei.names import ID, LANG, NS, TEI, UNKNOWN, local, parse_file, q


@dataclass(frozen=True, slots=True)
class Title:
    """A title in one language; `kind` is TEI's `@type` (main, sub, parallel)."""

    text: str
    language: str
    kind: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """Who did what: a name, the printed or stated role, and the divisions that it signs."""

    name: str
    label: str
    role: str  # "contributor", "credit", or "" for other statements of the header
    agent: str  # "person", "organisation" or "software"
    divisions: tuple[str, ...]  # xml:ids of the divisions that a byline with this name closes
    language: str = ""  # of the label


@dataclass(frozen=True, slots=True)
class Heading:
    """A division as a table of contents shows it."""

    id: str
    kind: str
    text: str
    language: str
    children: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its caption; `file` is None where there is no picture file to show."""

    id: str
    url: str
    file: Path | None
    caption: str
    description: str
    credit: str


@dataclass(frozen=True, slots=True)
class Practice:
    """What the header says was done to the text: one paragraph on one matter."""

    kind: str  # the element of the editorialDecl: correction, hyphenation, normalization, …
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to the TEI file: by whom (a name, or empty), when (ISO 8601, or empty)."""

    text: str
    who: str
    when: str


class Edition:
    """One TEI file, read once.

    `path` is the TEI file; relative links in it are resolved against its folder, and those to
    `../source/…` against `source_folder` where that is given (the source may lie elsewhere).
    `findings` is what a check of it found, where it was checked since. Raises `TeiError` when the
    file cannot be read or is not TEI.
    """

    findings: Sequence[Any] | None = None  # `check.finding.Finding`, which is unknown here

    def __init__(self, path: Path, source_folder: Path | None = None) -> None:
        self.path = path
        self.source_folder = source_folder or path.parent.parent / "source"
        self.tree = parse_file(path)
        self.root = self.tree.getroot()
        if self.root.tag != q("TEI"):
            raise TeiError(
                f"the root element is {local(self.root)!r}, not TEI in the namespace {TEI}",
                where=path,
                remedy="only TEI P5 documents can be built",
            )

    def identified(self) -> Edition:
        """A copy in which every division, figure, note and page beginning has an `xml:id`.

        Those that have none get one from their place (`pb.3`), which none of the others has.
        """
        twin = object.__new__(Edition)
        twin.path, twin.source_folder = self.path, self.source_folder
        twin.root = deepcopy(self.root)
        twin.tree = twin.root.getroottree()
        taken = {element.get(ID) for element in twin.root.iter(etree.Element)}
        for name in ("div", "figure", "note", "pb"):
            for number, element in enumerate(twin.root.iterfind(f"tei:text//tei:{name}", NS), 1):
                if not element.get(ID):
                    place = f"{name}.{number}"
                    while place in taken:
                        place += "_"
                    element.set(ID, place)
        return twin

    @property
    def name(self) -> str:
        """The ID of the edition: the file name without its suffix."""
        return self.path.stem

    @property
    def language(self) -> str:
        """The main language of the text (BCP 47), `und` where it is not stated."""
        text = self.root.find("tei:text", NS)
        stated = (text.get(LANG) if text is not None else None) or self.root.get(LANG)
        return stated or "und"

    @cached_property
    def titles(self) -> tuple[Title, ...]:
        """All titles of the edition, in document order."""
        found = self.root.iterfind("tei:teiHeader/tei:fileDesc/tei:titleStmt/tei:title", NS)
        return tuple(
            Title(reading(title), language_of(title), title.get("type", "main")) for title in found
        )

    @property
    def title(self) -> str:
        """The main title; the ID where the header has none."""
        main = [title.text for title in self.titles if title.kind == "main" and title.text]
        return main[0] if main else self.name

    @cached_property
    def authors(self) -> tuple[tuple[str, str], ...]:
        """The authors and editors of the whole, as the header names them: ("author", name) …"""
        statement = self.root.find("tei:teiHeader/tei:fileDesc/tei:titleStmt", NS)
        if statement is None:
            return ()
        stated = statement.iterchildren(q("author"), q("editor"))
        return tuple((local(one), name) for one in stated if (name := reading(one)))

    @property
    def publisher(self) -> str:
        """Who publishes the digital edition; empty where it is not known."""
        stated = self._header("fileDesc/publicationStmt/publisher")
        return "" if stated == UNKNOWN else stated

    @property
    def place(self) -> str:
        """Where the digital edition is published; empty where it is not known."""
        return self._header("fileDesc/publicationStmt/pubPlace")

    @cached_property
    def date(self) -> date | None:
        """The date of the digital edition."""
        return _iso_date(self._attribute("fileDesc/publicationStmt/date", "when"))

    @property
    def date_stated(self) -> str:
        """The date of the digital edition as precise as the header has it: 2024, 2024-05 …"""
        stated = self._attribute("fileDesc/publicationStmt/date", "when")
        return stated if self.date else ""

    @property
    def licence(self) -> tuple[str, str]:
        """The licence as (text, URL); both empty where none is stated."""
        path = "fileDesc/publicationStmt/availability/licence"
        text = self._header(path) or self._header("fileDesc/publicationStmt/availability/p")
        return text, self._attribute(path, "target")

    @cached_property
    def identifiers(self) -> dict[str, str]:
        """The edition's own identifiers by type (`local`, `DOI`, …)."""
        path = "tei:teiHeader/tei:fileDesc/tei:publicationStmt/tei:idno"
        return {idno.get("type", "local"): reading(idno) for idno in self.root.iterfind(path, NS)}

    @cached_property
    def printed_source(self) -> dict[str, str]:
        """What the header says of the printed source.

        Keys, each only where it is stated: title, author, editor, publisher, pubPlace, date,
        biblScope, note, sha256 (of the transcription).
        """
        bibl = self.root.find("tei:teiHeader/tei:fileDesc/tei:sourceDesc/tei:bibl", NS)
        found: dict[str, str] = {}
        for child in bibl if bibl is not None else ():
            key = child.get("type", "idno") if local(child) == "idno" else local(child)
            if key and (text := reading(child)):
                found.setdefault(key, text)
        return found

    @property
    def header_language(self) -> str:
        """The language that the header is written in; the edition's where it is not stated."""
        header = self.root.find("tei:teiHeader", NS)
        return (language_of(header) if header is not None else "") or self.language

    @cached_property
    def practices(self) -> tuple[Practice, ...]:
        """The paragraphs of the editorial declaration, in the header's order."""
        path = "tei:teiHeader/tei:encodingDesc/tei:editorialDecl/*"
        found = []
        for matter in self.root.iterfind(path, NS):
            for paragraph in matter.findall("tei:p", NS) or [matter]:
                if local(matter) and (text := reading(paragraph)):
                    found.append(Practice(local(matter), text, language_of(paragraph)))
        return tuple(found)

    @property
    def extent(self) -> str:
        """How long the text is, in the words of the header."""
        return self._header("fileDesc/extent")

    @property
    def program(self) -> tuple[str, str, str]:
        """What encoded the text, as (name, version, ISO date); empty if it was not this program."""
        path = "encodingDesc/appInfo/application[@ident='fangzhi']"
        name, version, when = (self._attribute(path, key) for key in ("ident", "version", "when"))
        return name, version, when

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The changes of the revision description, in the header's order."""
        names = {element.get(ID): element for element in self.root.iter(etree.Element)}
        found = []
        for change in self.root.iterfind("tei:teiHeader/tei:revisionDesc//tei:change", NS):
            agent = names.get(change.get("who", "").removeprefix("#"))
            parts = () if agent is None else agent.iter(q("persName"), q("orgName"), q("name"))
            who = next((reading(part) for part in parts), "")
            found.append(Change(reading(change), who, change.get("when", "")))
        return tuple(found)

    @cached_property
    def keywords(self) -> tuple[str, ...]:
        """The terms of the header's text class."""
        path = "tei:teiHeader/tei:profileDesc/tei:textClass/tei:keywords/tei:term"
        return tuple(reading(term) for term in self.root.iterfind(path, NS))

    @cached_property
    def contributions(self) -> tuple[Contribution, ...]:
        """The statements of responsibility, in the header's order."""
        signed = self._signed_divisions()
        found = []
        for statement in self.root.iterfind(
            "tei:teiHeader/tei:fileDesc/tei:titleStmt/tei:respStmt", NS
        ):
            stated = statement.findall("tei:resp", NS)
            label = " ".join(reading(resp) for resp in stated)
            language = language_of(stated[0]) if stated else ""
            for name in statement.iterfind("*"):
                if local(name) in ("persName", "orgName", "name"):
                    found.append(_contribution(name, label, language, signed))
        return tuple(found)

    def _signed_divisions(self) -> dict[tuple[str, str], list[str]]:
        """(target of the name, role) → ids of the divisions or figures whose byline has it."""
        signed: dict[tuple[str, str], list[str]] = {}
        for byline in self.root.iterfind(".//tei:byline", NS):
            role = byline.get("ana", "").rpartition("#role.")[2]
            parent = byline.getparent()
            for name in byline.iter(q("persName"), q("orgName")):
                if name.get("ref") and parent is not None:
                    signed.setdefault((name.get("ref", ""), role), []).append(parent.get(ID, ""))
        return signed

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """The divisions of the text as a tree, with the reading text of their heads."""
        body = self.root.find("tei:text", NS)
        return tuple(_headings(body)) if body is not None else ()

    @cached_property
    def printed_pages(self) -> dict[str, str]:
        """The number of the printed page on which the head of each division stands, by its id.

        Empty where the text has no numbered page beginnings.
        """
        found: dict[str, str] = {}
        number = ""
        for element in self.root.iterfind("tei:text//*", NS):
            name = local(element)
            if name == "pb":
                number = " ".join(element.get("n", "").split()) or number
            elif name == "div" and number:
                found[element.get(ID, "")] = number
            elif name == "head" and number:  # a page may begin between a division and its head
                parent = element.getparent()
                if parent is not None and not list(element.itersiblings(q("head"), preceding=True)):
                    found[parent.get(ID, "")] = number
        return found

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The pictures of the text, in reading order."""
        path = "tei:text//tei:figure"
        return tuple(self._figure(figure) for figure in self.root.iterfind(path, NS))

    def _figure(self, figure: etree._Element) -> Figure:
        graphic = figure.find("tei:graphic", NS)
        url = graphic.get("url", "") if graphic is not None else ""
        caption, credit, description = (
            "" if (found := figure.find(f"tei:{name}", NS)) is None else reading(found)
            for name in ("head", "byline", "figDesc")
        )
        return Figure(figure.get(ID, ""), url, self.linked_file(url), caption, description, credit)

    def linked_file(self, url: str) -> Path | None:
        """The file of the repository that a relative URL of the TEI names, if there is one."""
        file = local_file(url, self.path, self.source_folder)
        return file if file is not None and is_file(file) else None

    @cached_property
    def source_url(self) -> str:
        """The relative URL of the transcription that `@source` pointers resolve to, or empty."""
        path = "tei:teiHeader/tei:encodingDesc/tei:listPrefixDef/tei:prefixDef[@ident='src']"
        definition = self.root.find(path, NS)
        return (definition.get("replacementPattern", "") if definition is not None else "").split(
            "#"
        )[0]

    @property
    def source_file(self) -> Path | None:
        """The transcription, where it can be found; it must lie in the folder of the sources."""
        return self.linked_file(self.source_url) if self.source_url.startswith(SOURCE) else None

    @cached_property
    def sources(self) -> tuple[sources.Listed, ...]:
        """The files that the header lists as the transcription; none where it is one file."""
        return sources.listed(self.root)

    @property
    def source_files(self) -> tuple[Path, ...]:
        """The files of the transcription that can be found, in reading order."""
        if self.sources:
            found = sources.found(self.sources, self.path, self.source_folder)
            return tuple(file for _, file in found if file is not None)
        return (self.source_file,) if self.source_file is not None else ()

    @property
    def missing_sources(self) -> tuple[str, ...]:
        """The addresses of the files of the transcription that cannot be found."""
        if self.sources:
            found = sources.found(self.sources, self.path, self.source_folder)
            return tuple(one.url for one, file in found if file is None)
        return (self.source_url,) if self.source_url and self.source_file is None else ()

    @property
    def scans(self) -> tuple[tuple[str, Path], ...]:
        """The scans of its pages that are there: (their URL in the TEI, the file), each once."""
        urls = [one.get("url", "") for one in self.root.iterfind(".//tei:surface/tei:graphic", NS)]
        found = ((url, self.linked_file(url)) for url in dict.fromkeys(filter(None, urls)))
        return tuple((url, file) for url, file in found if file is not None)

    def _header(self, path: str) -> str:
        found = self.root.find(_header_path(path), NS)
        return "" if found is None else reading(found)

    def _attribute(self, path: str, name: str) -> str:
        found = self.root.find(_header_path(path), NS)
        return "" if found is None else found.get(name, "")


def _header_path(path: str) -> str:
    return "/".join(f"tei:{step}" for step in ("teiHeader", *path.split("/")))


def _iso_date(text: str) -> date | None:
    """A date from an ISO 8601 day, month or year; None when it is none of these."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", text)
    if not match:
        return None
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _contribution(
    name: etree._Element, label: str, language: str, signed: dict[tuple[str, str], list[str]]
) -> Contribution:
    """One name of a `respStmt`, with the role in which bylines of the text have it."""
    ref = name.get("ref", "")
    agent = {"persName": "person", "orgName": "organisation"}.get(local(name), "software")
    statement = name.getparent()
    stated = statement.get("ana", "") if statement is not None else ""
    roles = [role for target, role in signed if ref and target == ref]
    role = stated.rpartition("#role.")[2] or (roles[0] if roles else "")
    divisions = tuple(signed.get((ref, role), ()) if ref else ())
    return Contribution(reading(name), label, role, agent, divisions, language)


def _headings(parent: etree._Element) -> Iterator[Heading]:
    for division in parent.iterchildren(q("div"), q("body"), q("front"), q("back"), q("group")):
        if local(division) != "div":
            yield from _headings(division)
            continue
        heads = list(division.iterchildren(q("head")))
        head = heads[0] if heads else division
        yield Heading(
            division.get(ID, ""),
            division.get("type", ""),
            reading(head) if heads else "",
            language_of(head),
            tuple(_headings(division)),
        )


def language_of(element: etree._Element) -> str:
    """The language in force at an element: its own or the nearest ancestor's `xml:lang`."""
    node: etree._Element | None = element
    while node is not None:
        if stated := node.get(LANG):
            return stated
        node = node.getparent()
    return ""


# What a reader does not read as part of the running text: the uncorrected half of a choice,
# page furniture, notes (they have a place of their own), and marks that a break made.
UNREAD = frozenset(("sic", "orig", "abbr", "fw", "note", "figDesc", "figure", "del"))


BREAKS = ("lb", "pb", "cb", "milestone")
_SEAM = "\uffff"  # stands for a break meanwhile; no XML document can hold it
HAN = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_BESIDE = re.compile(f"[{HAN}]")
_GLUED_SEAM = re.compile(f"(?<=[{HAN}]){_SEAM}+|{_SEAM}+(?=[{HAN}])")


def is_han(char: str) -> bool:
    """Whether no space is set beside this character: a Han character, kana or their punctuation."""
    return bool(_BESIDE.match(char))


def reading(element: etree._Element) -> str:
    """The text of an element as a reader reads it: corrected, unbroken, white space collapsed.

    A line, column or page break that `@break` does not forbid parts words, as the TEI Guidelines
    say (`att.breaking`), but never beside a Han character: no space stands there.
    """
    text = _GLUED_SEAM.sub("", "".join(_reading(element)))
    return " ".join(text.replace(_SEAM, " ").split())


def _reading(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = local(child)
        if not name or name in UNREAD or (name == "pc" and child.get("force") == "weak"):
            pass
        elif name in BREAKS:
            yield "" if child.get("break") == "no" else _SEAM
        else:
            yield from _reading(child)
        yield child.tail or ""
