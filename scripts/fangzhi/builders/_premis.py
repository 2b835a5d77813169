"""PREMIS 3.0: objects, events and agents as an XML file.

Words come from the vocabularies of the Library of Congress (id.loc.gov/vocabulary/preservation).
Identifiers are local to the package: of files their paths, as URLs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree

from fangzhi.builders._packed import Packed
from fangzhi.crosswalk.elements import XLINK, XSI, Vocabulary, xml_bytes

PREMIS = Vocabulary("http://www.loc.gov/premis/v3")
VOCABULARIES = "http://id.loc.gov/vocabulary/preservation"
_PLACE = f"{PREMIS.namespace} https://www.loc.gov/standards/premis/premis.xsd"
# label → code, of the types and outcomes of events and the types of agents that we write
EVENT_TYPES = {
    "creation": "cre",
    "fixity check": "fix",
    "information package creation": "ipc",
    "ingestion": "ing",
    "message digest calculation": "mes",
    "metadata extraction": "mee",
    "migration": "mig",
    "modification": "mod",
    "normalization": "nor",
    "validation": "val",
}
OUTCOMES = {"success": "suc", "warning": "war", "fail": "fai"}
AGENT_TYPES = {"person": "per", "organization": "org", "software": "sof"}


@dataclass(frozen=True, slots=True)
class Agent:
    """Who or what acted; `kind` is one of `AGENT_TYPES`, empty where it is not known."""

    id: str
    name: str
    kind: str = ""
    version: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """What happened. `sources` were there before it, `results` came of it; both are object ids."""

    id: str
    kind: str
    day: str
    detail: str
    outcome: str
    note: str = ""
    agent: Agent | None = None
    sources: tuple[str, ...] = ()
    results: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship of an object to others, perhaps by an event."""

    kind: str
    sub_kind: str
    objects: tuple[str, ...]
    event: str = ""


@dataclass(slots=True)
class Account:
    """All that one PREMIS file tells. `whole` are objects that are no files: (id, type, name)."""

    whole: list[tuple[str, str, str]] = field(default_factory=list)
    files: list[Packed] = field(default_factory=list)
    relations: dict[str, list[Relation]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    agents: list[Agent] = field(default_factory=list)
    licence: tuple[str, str] = ("", "")

    def relate(self, name: str, relation: Relation) -> None:
        """Add a relation of the object `name`."""
        if relation.objects:
            self.relations.setdefault(name, []).append(relation)

    def xml(self) -> bytes:
        """The file."""
        root = PREMIS.root("premis", {"premis": PREMIS.namespace, "xlink": XLINK, "xsi": XSI})
        root.set("version", "3.0")
        root.set(f"{{{XSI}}}schemaLocation", _PLACE)
        for name, kind, original in self.whole:
            self._object(root, name, kind, original)
        for file in self.files:
            self._file(root, file)
        for event in self.events:
            _event(root, event)
        acting = [event.agent for event in self.events if event.agent]
        for agent in dict.fromkeys([*acting, *self.agents]):
            _agent(root, agent, self.events)
        if self.licence[1] and self.whole:  # a sentence without an address is no licence
            _rights(root, self.licence, self.whole[0][0])
        return xml_bytes(root)

    def _object(self, root: etree._Element, name: str, kind: str, original: str) -> None:
        found = PREMIS.add(root, "object", "", {f"{{{XSI}}}type": f"premis:{kind}"})
        _identifier(found, "object", name)
        PREMIS.say(found, "originalName", original)
        self._links(found, name)

    def _file(self, root: etree._Element, file: Packed) -> None:
        found = PREMIS.add(root, "object", "", {f"{{{XSI}}}type": "premis:file"})
        _identifier(found, "object", file.url)
        _characteristics(found, file)
        PREMIS.say(found, "originalName", file.original)
        self._links(found, file.url)

    def _links(self, found: etree._Element, name: str) -> None:
        for relation in self.relations.get(name, ()):
            _relationship(found, relation)
        for event in self.events:
            if name in (*event.sources, *event.results):
                _identifier(found, "linkingEvent", event.id)


def _identifier(parent: etree._Element, what: str, value: str) -> etree._Element:
    """`<WHATIdentifier>` with type and value."""
    found = PREMIS.add(parent, f"{what}Identifier")
    PREMIS.add(found, f"{what}IdentifierType", "local")
    PREMIS.add(found, f"{what}IdentifierValue", value)
    return found


def _word(
    parent: etree._Element, name: str, text: str, vocabulary: str, codes: dict[str, str]
) -> None:
    """An element with a word of a vocabulary, and the address of the word where it is known."""
    address = f"{VOCABULARIES}/{vocabulary}"
    about = {"authority": vocabulary, "authorityURI": address}
    if text in codes:
        about["valueURI"] = f"{address}/{codes[text]}"
    PREMIS.add(parent, name, text, about)


def _characteristics(parent: etree._Element, file: Packed) -> None:
    found = PREMIS.add(parent, "objectCharacteristics")
    PREMIS.add(found, "compositionLevel", "0")
    for algorithm, digest in (("SHA-512", file.sha512), ("SHA-256", file.sha256)):
        fixity = PREMIS.add(found, "fixity")
        PREMIS.add(fixity, "messageDigestAlgorithm", algorithm)
        PREMIS.add(fixity, "messageDigest", digest)
    PREMIS.add(found, "size", str(file.size))
    kind = PREMIS.add(found, "format")
    designation = PREMIS.add(kind, "formatDesignation")
    PREMIS.add(designation, "formatName", file.format.name)
    PREMIS.say(designation, "formatVersion", file.format.version)
    if file.format.pronom:
        registry = PREMIS.add(kind, "formatRegistry")
        PREMIS.add(registry, "formatRegistryName", "PRONOM")
        PREMIS.add(registry, "formatRegistryKey", file.format.pronom)
        PREMIS.add(registry, "formatRegistryRole", "specification")


def _relationship(parent: etree._Element, relation: Relation) -> None:
    found = PREMIS.add(parent, "relationship")
    codes = {"derivation": "der", "structural": "str"}
    _word(found, "relationshipType", relation.kind, "relationshipType", codes)
    _word(found, "relationshipSubType", relation.sub_kind, "relationshipSubType", {})
    for name in relation.objects:
        _identifier(found, "relatedObject", name)
    if relation.event:
        _identifier(found, "relatedEvent", relation.event)


def _event(root: etree._Element, event: Event) -> None:
    found = PREMIS.add(root, "event")
    _identifier(found, "event", event.id)
    _word(found, "eventType", event.kind, "eventType", EVENT_TYPES)
    PREMIS.add(found, "eventDateTime", event.day)
    PREMIS.add(PREMIS.add(found, "eventDetailInformation"), "eventDetail", event.detail)
    outcome = PREMIS.add(found, "eventOutcomeInformation")
    _word(outcome, "eventOutcome", event.outcome, "eventOutcome", OUTCOMES)
    if event.note:
        detail = PREMIS.add(outcome, "eventOutcomeDetail")
        PREMIS.add(detail, "eventOutcomeDetailNote", event.note)
    if event.agent:
        linked = _identifier(found, "linkingAgent", event.agent.id)
        role = "executing program" if event.agent.kind == "software" else "implementer"
        _word(linked, "linkingAgentRole", role, "eventRelatedAgentRole", {})
    for role, names in (("source", event.sources), ("outcome", event.results)):
        for name in names:
            linked = _identifier(found, "linkingObject", name)
            _word(linked, "linkingObjectRole", role, "eventRelatedObjectRole", {})


def _agent(root: etree._Element, agent: Agent, events: Sequence[Event]) -> None:
    found = PREMIS.add(root, "agent")
    _identifier(found, "agent", agent.id)
    PREMIS.add(found, "agentName", agent.name)
    if agent.kind:
        _word(found, "agentType", agent.kind, "agentType", AGENT_TYPES)
    PREMIS.say(found, "agentVersion", agent.version)
    for note in agent.notes:
        PREMIS.say(found, "agentNote", note)
    for event in events:
        if event.agent == agent:
            _identifier(found, "linkingEvent", event.id)


def _rights(root: etree._Element, licence: tuple[str, str], name: str) -> None:
    """What may be done, in the words of the header."""
    text, url = licence
    statement = PREMIS.add(PREMIS.add(root, "rights"), "rightsStatement")
    identifier = PREMIS.add(statement, "rightsStatementIdentifier")
    PREMIS.add(identifier, "rightsStatementIdentifierType", "local")
    PREMIS.add(identifier, "rightsStatementIdentifierValue", "rights.1")
    PREMIS.add(statement, "rightsBasis", "license")
    information = PREMIS.add(statement, "licenseInformation")
    documentation = PREMIS.add(information, "licenseDocumentationIdentifier")
    PREMIS.add(documentation, "licenseDocumentationIdentifierType", "URI")
    PREMIS.add(documentation, "licenseDocumentationIdentifierValue", url)
    PREMIS.say(information, "licenseTerms", text)
    _identifier(statement, "linkingObject", name)
