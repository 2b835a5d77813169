"""What every crosswalk gives: a file, and what is missing in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from fangzhi.crosswalk.people import Person, people
from fangzhi.crosswalk.table import FIELDS
from fangzhi.tei.edition import Edition


@dataclass(frozen=True, slots=True)
class Gap:
    """What a standard demands and the header lacks: the sidecar's key that would give it."""

    target: str
    field: str
    key: str

    @property
    def message(self) -> str:
        """One sentence for people that also says what to do."""
        return f"{self.target} needs {self.field}, which the header lacks; state {self.key!r}"


@dataclass(frozen=True, slots=True)
class Record:
    """The bytes of a metadata file. With `gaps`, it is not what its standard demands."""

    data: bytes
    gaps: tuple[Gap, ...] = ()


class Facts:
    """What all crosswalks ask of an edition, put together once."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Who made the text and the edition, each once for each relator."""
        return people(self.edition)

    @property
    def creators(self) -> list[Person]:
        """Who wrote the text; where the edition names nobody, the author of the printed source."""
        written = [person for person in self.people if person.relator == "aut"]
        author = self.edition.printed_source.get("author", "")
        return written or ([Person(author, "", "aut")] if author else [])

    @property
    def contributors(self) -> list[Person]:
        """All others."""
        return [person for person in self.people if person.relator != "aut"]

    @property
    def language(self) -> str:
        """The main language (BCP 47), empty where it is not known."""
        return "" if self.edition.language == "und" else self.edition.language

    @property
    def doi(self) -> str:
        """The DOI without the address of its resolver, or empty."""
        stated = next((v for k, v in self.edition.identifiers.items() if k.lower() == "doi"), "")
        lower = stated.lower()
        for start in ("https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "doi:"):
            if lower.startswith(start):
                return stated[len(start) :].strip()
        return stated

    @property
    def printed(self) -> str:
        """The printed source in one line, as far as it is known."""
        keys = ("title", "author", "editor", "pubPlace", "publisher", "date", "biblScope")
        source = self.edition.printed_source
        return " · ".join(source[key] for key in keys if source.get(key))

    @property
    def description(self) -> str:
        """What the edition is, in one sentence made of what the header says."""
        printed = f", from: {self.printed}" if self.printed else ""
        return f"Digital edition of {self.edition.title}{printed}."

    def gaps(self, target: str, present: Mapping[str, object]) -> tuple[Gap, ...]:
        """What `target` demands by the table of fields and is not `present` (by field name)."""
        return tuple(
            Gap(target, field.name, field.keys[0])
            for field in FIELDS
            if target in field.needed_by and not present[field.name]
        )


def as_json(content: object) -> bytes:
    """JSON as people read it: two spaces, characters as they are, a line end; same bytes always."""
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def without_empty(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    """The pairs that say something, in their order."""
    return {key: value for key, value in pairs if value not in ("", None, [], {})}


def doi_url(doi: str) -> str:
    """The address of a DOI, as the DOI Handbook wants it shown."""
    return f"https://doi.org/{quote(doi, safe='/:;()._-')}"
