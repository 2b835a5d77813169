"""RO-Crate 1.2: `ro-crate-metadata.json`, which describes the folder that it lies in.

A root data entity must have a name, a description, a date and a licence (RO-Crate 1.2, "Direct
properties of the Root Data Entity"). Where the header lacks one, the record says what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from fangzhi.crosswalk.people import Person
from fangzhi.crosswalk.record import Facts, Record, as_json, doi_url, without_empty
from fangzhi.tei.edition import Edition

TARGET = "RO-Crate"
NAME = "ro-crate-metadata.json"
VERSION = "https://w3id.org/ro/crate/1.2"
_KINDS = {"organisation": "Organization", "software": "SoftwareApplication"}

Entity = dict[str, object]


@dataclass(frozen=True, slots=True)
class CrateFile:
    """A file of the crate: its path below the folder, size in bytes, SHA-256 and media type."""

    path: str
    size: int
    sha256: str
    media_type: str


def ro_crate(edition: Edition, files: Iterable[CrateFile] = ()) -> Record:
    """The record of `edition` and of the `files` beside it as a JSON-LD file."""
    facts = Facts(edition)
    made = _Crate(facts)
    root = made.dataset(files)
    graph = [_descriptor(), root, *made.entities.values()]
    present = {
        "a title": root.get("name"),
        "a date": root.get("datePublished"),
        "a licence": root.get("license"),
    }
    content = {"@context": f"{VERSION}/context", "@graph": graph}
    return Record(as_json(content), facts.gaps(TARGET, present))


def _descriptor() -> Entity:
    return {
        "@id": NAME,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": VERSION},
    }


class _Crate:
    """One crate in the making: the entities that others point to, each once."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.edition = facts, facts.edition
        self.entities: dict[str, Entity] = {}

    def dataset(self, files: Iterable[CrateFile]) -> Entity:
        """The folder as a whole."""
        edition, facts = self.edition, self.facts
        titles = dict.fromkeys(title.text for title in edition.titles if title.text)
        digest = edition.printed_source.get("sha256")
        account = f" The SHA-256 of its transcription is {digest}." if digest else ""
        return without_empty(
            (
                ("@id", "./"),
                ("@type", "Dataset"),
                ("identifier", self._identifiers()),
                ("name", edition.title if titles else ""),
                ("alternateName", [title for title in titles if title != edition.title]),
                ("description", facts.description + account),
                ("author", [self._person(person) for person in facts.creators]),
                ("contributor", [self._person(person) for person in facts.contributors]),
                ("publisher", self._publisher()),
                ("locationCreated", self._named("Place", edition.place)),
                ("datePublished", edition.date_stated),
                ("inLanguage", facts.language),
                ("license", self._licence()),
                ("keywords", list(edition.keywords)),
                ("size", edition.extent),
                ("isBasedOn", self._source()),
                ("hasPart", [self._file(file) for file in files]),
            )
        )

    def _add(self, entity: Entity) -> Entity:
        """Enter an entity, and give what points to it."""
        self.entities.setdefault(str(entity["@id"]), entity)
        return {"@id": entity["@id"]}

    def _named(self, kind: str, name: str) -> Entity | None:
        entity: Entity = {"@id": _local(kind, name), "@type": kind, "name": name}
        return self._add(entity) if name else None

    def _identifiers(self) -> list[str]:
        return [
            doi_url(self.facts.doi) if kind.lower() == "doi" else value
            for kind, value in self.edition.identifiers.items()
        ]

    def _person(self, person: Person) -> Entity:
        kind = _KINDS.get(person.kind, "Person")
        name, version, _ = self.edition.program
        own = version if kind == "SoftwareApplication" and person.name == name else ""
        pairs = (
            ("@id", _local(kind, person.name)),
            ("@type", kind),
            ("name", person.name),
            ("softwareVersion", own),
        )
        return self._add(without_empty(pairs))

    def _publisher(self) -> Entity | None:
        return self._named("Organization", self.edition.publisher)

    def _licence(self) -> Entity | None:
        """The licence by its address; a sentence without one is no licence that programs know."""
        text, url = self.edition.licence
        if not url:
            return None
        name = text if text and text != url else url
        entity: Entity = {"@id": url, "@type": "CreativeWork", "name": name, "description": name}
        return self._add(entity)

    def _source(self) -> Entity | None:
        """The printed book."""
        source = self.edition.printed_source
        if not source.get("title"):
            return None
        pairs = [
            ("author", "author"),
            ("editor", "editor"),
            ("publisher", "publisher"),
            ("locationCreated", "pubPlace"),
            ("datePublished", "date"),
            ("pagination", "biblScope"),
            ("isbn", "ISBN"),
            ("description", "note"),
        ]
        book: Entity = {"@id": "#source", "@type": "Book", "name": source["title"]}
        return self._add(book | without_empty((name, source.get(key)) for name, key in pairs))

    def _file(self, file: CrateFile) -> Entity:
        entity: Entity = {
            "@id": quote(file.path),
            "@type": "File",
            "name": file.path.rpartition("/")[2],
            "contentSize": str(file.size),
            "encodingFormat": file.media_type,
            "sha256": file.sha256,
        }
        return self._add(entity)


def _local(kind: str, name: str) -> str:
    """The id of an entity that has no address: made of what it is called."""
    return f"#{kind.lower()}-{quote(name, safe='')}"
