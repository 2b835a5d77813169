"""PREMIS files of a package: what its schema does not see — links, dates, words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import unquote

from lxml import etree

from fangzhi.check.finding import Level
from fangzhi.verify._sip_mets import is_time, parse_member
from fangzhi.verify._sip_words import AGENT_TYPES, EVENT_TYPES, OUTCOMES
from fangzhi.verify.container import Container
from fangzhi.verify.problems import ERROR, WARNING, Problem

PREMIS = "http://www.loc.gov/premis/v3"
NS = {"premis": PREMIS}
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
KINDS = ("object", "event", "agent")
_DAY = re.compile(r"([\dX]{4})(?:-([\dX]{2})(?:-([\dX]{2}))?)?")


@dataclass(slots=True)
class Described:
    """A file that PREMIS describes by its path: sizes and digests by algorithm, as they stand."""

    premis: str
    size: int = -1
    digests: dict[str, str] = field(default_factory=dict)


class PremisFile:
    """One PREMIS file: the identifiers that it gives, those it points to, and its problems."""

    def __init__(self, container: Container, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.given: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
        self.links: list[tuple[str, str]] = []
        self.days: list[str] = []
        self.files: dict[str, Described] = {}
        root = self._parse(container)
        if root is not None:
            self._read(root)

    def _wrong(self, code: str, message: str, level: Level = ERROR) -> None:
        self.problems.append(Problem(code, level, message, self.name))

    def _parse(self, container: Container) -> etree._Element | None:
        if self.name not in container:
            return None  # told as a listed file that is not there
        root, fault = parse_member(container, self.name)
        if root is not None and etree.QName(root).namespace != PREMIS:
            fault = f"is no PREMIS 3: its root element is {root.tag}; make it anew"
        if fault:
            self._wrong("FZ786", fault)
        return None if fault else root

    # ------------------------------------------------------------ reading

    def _read(self, root: etree._Element) -> None:
        whole = [root] if root.tag != f"{{{PREMIS}}}premis" else list(root)
        for element in whole:
            kind = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if kind in KINDS:
                for name in _values(element, f"{kind}Identifier"):
                    self.given[kind][name] += 1
            if kind == "object":
                self._object(element)
            elif kind == "event":
                self._event(element)
            elif kind == "agent":
                self._agent(element)
            self._links(element)

    def _links(self, element: etree._Element) -> None:
        for kind in KINDS:
            for start in ("linking", "related"):
                wanted = f"{start}{kind.capitalize()}Identifier"
                for found in element.iter(f"{{{PREMIS}}}{wanted}"):
                    self.links += ((kind, name) for name in _value(found, wanted))

    def _object(self, element: etree._Element) -> None:
        if not element.get(_TYPE, "").endswith("file"):
            return
        size = element.findtext("premis:objectCharacteristics/premis:size", "", NS).strip()
        described = Described(self.name, int(size) if size.isdecimal() else -1)
        for fixity in element.iterfind("premis:objectCharacteristics/premis:fixity", NS):
            algorithm = fixity.findtext("premis:messageDigestAlgorithm", "", NS).strip()
            digest = fixity.findtext("premis:messageDigest", "", NS).strip().lower()
            described.digests[algorithm] = digest
        for name in _values(element, "objectIdentifier"):
            self.files[unquote(name, errors="surrogateescape")] = described

    def _event(self, element: etree._Element) -> None:
        name = next(iter(_values(element, "eventIdentifier")), "?")
        day = element.findtext("premis:eventDateTime", "", NS).strip()
        if not is_day(day):
            self._wrong("FZ784", f"has {day!r} as the date of {name}; write YYYY-MM-DD")
        else:
            self.days.append(day)
        self._word(element, "premis:eventType", EVENT_TYPES, name)
        self._word(
            element, "premis:eventOutcomeInformation/premis:eventOutcome", OUTCOMES, name
        )  # fmt: skip
        if element.find("premis:linkingAgentIdentifier", NS) is None:
            self._wrong("FZ791", f"does not say who did {name}; name the agent", WARNING)

    def _agent(self, element: etree._Element) -> None:
        name = next(iter(_values(element, "agentIdentifier")), "?")
        self._word(element, "premis:agentType", AGENT_TYPES, name)
        kind = element.findtext("premis:agentType", "", NS).strip()
        if kind == "software" and not element.findtext("premis:agentVersion", "", NS).strip():
            self._wrong("FZ791", f"has no version of the program {name}; state it", WARNING)

    def _word(self, element: etree._Element, path: str, words: frozenset[str], where: str) -> None:
        word = (element.findtext(path, "", NS) or "").strip()
        if word and word not in words:
            self._wrong("FZ783", f"has {word!r} in {where}, which its list lacks", WARNING)


def _values(element: etree._Element, name: str) -> Iterator[str]:
    """The identifiers that an element itself has."""
    for found in element.iterfind(f"premis:{name}", NS):
        yield from _value(found, name)


def _value(element: etree._Element, name: str) -> Iterator[str]:
    if value := element.findtext(f"premis:{name}Value", "", NS).strip():
        yield value


def is_day(text: str) -> bool:
    """Whether `text` is a date that there is, in the Extended Date/Time Format with X."""
    if is_time(text):
        return True
    match = _DAY.fullmatch(text)
    if not match:
        return False
    year, month, day = (part or "01" for part in match.groups())
    if "X" in month or "X" in day or "X" in year:
        return ("X" in month or "01" <= month <= "12") and ("X" in day or "01" <= day <= "31")
    try:
        date(int(year) or 4, int(month), int(day))
    except ValueError:
        return False
    return True


def links(files: Iterable[PremisFile]) -> Iterator[Problem]:
    """Identifiers that stand twice in the package, and pointers to what no file describes.

    Agents may be described in several files: it is one agent if it has one identifier.
    """
    files = list(files)
    for kind in KINDS:
        first: dict[str, str] = {}  # identifier → the file that has it first
        for file in files:
            for name, number in file.given[kind].items():
                holder = first.setdefault(name, file.name)
                if number > 1:
                    message = f"has the {kind} {name} {number} times; make it anew"
                    yield Problem("FZ781", ERROR, message, file.name)
                elif holder != file.name and kind != "agent":
                    message = f"has the {kind} {name}, which {holder} has too; make it anew"
                    yield Problem("FZ781", ERROR, message, file.name)
        for file in files:
            for name in dict.fromkeys(name for what, name in file.links if what == kind):
                if name not in first:
                    message = f"points to the {kind} {name}, which is not described; describe it"
                    yield Problem("FZ787", ERROR, message, file.name)


def late(files: Iterable[PremisFile], made: str) -> Iterator[Problem]:
    """Events that are younger than the package, `made` at that time, by their days."""
    limit = made[:10]
    for file in files:
        for day in file.days:
            own = day[:10]
            if "X" not in own and limit and own[: len(limit)] > limit[: len(own)]:
                message = f"tells of an event of {own}, but the package was made on {limit}"
                yield Problem("FZ785", ERROR, f"{message}; correct one of the dates", file.name)
