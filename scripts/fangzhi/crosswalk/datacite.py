"""DataCite 4 (kernel 4.5) as JSON, as its REST interface takes it.

Demanded are a DOI, creators, titles, a publisher, a year and the kind of the resource (DataCite
Metadata Schema 4.5, section 2.1). Where the header lacks one, the record says what is missing.
"""

from __future__ import annotations

import re

from fangzhi.crosswalk.people import Person
from fangzhi.crosswalk.record import Facts, Record, as_json, without_empty
from fangzhi.tei.edition import Edition, Title

TARGET = "DataCite"
KERNEL = "http://datacite.org/schema/kernel-4"
_KINDS = {"person": "Personal", "organisation": "Organizational"}
_TYPES = {"edt": "Editor"}
_TITLES = {"sub": "Subtitle", "parallel": "TranslatedTitle"}
_DOI = re.compile(r"10[.][0-9]{4,9}/\S+")
_PAGES = re.compile(r"(\d+)(?:\s*[-–—]\s*(\d+))?")


def datacite(edition: Edition) -> Record:
    """The record of `edition` as a JSON file, with what DataCite demands and the header lacks."""
    facts = Facts(edition)
    doi = facts.doi if _DOI.fullmatch(facts.doi) else ""
    record = without_empty(
        (
            ("doi", doi),
            ("creators", [_person(person) for person in facts.creators]),
            ("titles", _titles(edition)),
            ("publisher", without_empty([("name", edition.publisher)])),
            ("publicationYear", edition.date_stated[:4]),
            ("types", {"resourceType": "Digital edition", "resourceTypeGeneral": "Text"}),
            ("subjects", [{"subject": word} for word in dict.fromkeys(edition.keywords) if word]),
            ("contributors", [_contributor(person) for person in facts.contributors]),
            ("dates", _dates(edition)),
            ("language", facts.language),
            ("alternateIdentifiers", _other_identifiers(edition)),
            ("relatedIdentifiers", _related_identifiers(edition)),
            ("relatedItems", _related_items(edition)),
            ("sizes", [edition.extent] if edition.extent else []),
            ("formats", ["application/tei+xml"]),
            ("rightsList", _rights(edition)),
            ("descriptions", _descriptions(edition)),
            ("schemaVersion", KERNEL),
        )
    )
    present = {
        "a DOI": doi,
        "a creator": record.get("creators"),
        "a title": record.get("titles"),
        "a publisher": edition.publisher,
        "a date": edition.date_stated,
    }
    return Record(as_json(record), facts.gaps(TARGET, present))


def _person(person: Person) -> dict[str, object]:
    return without_empty((("name", person.name), ("nameType", _KINDS.get(person.kind))))


def _contributor(person: Person) -> dict[str, object]:
    return {**_person(person), "contributorType": _TYPES.get(person.relator, "Other")}


def _titles(edition: Edition) -> list[dict[str, object]]:
    """The titles, the main one without a type, as DataCite wants it."""
    titles = [title for title in edition.titles if title.text]
    found = [_title(title) for title in titles]
    return [title for number, title in enumerate(found) if title not in found[:number]]


def _title(title: Title) -> dict[str, object]:
    kind = "" if title.kind == "main" else _TITLES.get(title.kind, "Other")
    return without_empty((("title", title.text), ("titleType", kind), ("lang", title.language)))


def _dates(edition: Edition) -> list[dict[str, object]]:
    return [{"date": edition.date_stated, "dateType": "Issued"}] if edition.date_stated else []


def _other_identifiers(edition: Edition) -> list[dict[str, object]]:
    return [
        {"alternateIdentifier": value, "alternateIdentifierType": kind}
        for kind, value in edition.identifiers.items()
        if kind.lower() != "doi" and value
    ]


def _related_identifiers(edition: Edition) -> list[dict[str, object]]:
    isbn = edition.printed_source.get("ISBN")
    if not isbn:
        return []
    about = {"relatedIdentifierType": "ISBN", "relationType": "IsDerivedFrom"}
    return [{"relatedIdentifier": isbn, **about, "resourceTypeGeneral": "Book"}]


def _related_items(edition: Edition) -> list[dict[str, object]]:
    """The printed source as a whole; DataCite has no related item without a title."""
    source = edition.printed_source
    if not source.get("title"):
        return []
    isbn = source.get("ISBN")
    identifier = {"relatedItemIdentifier": isbn, "relatedItemIdentifierType": "ISBN"}
    author, editor = source.get("author"), source.get("editor")
    contributor = {"name": editor, "contributorType": "Editor"}
    pages = _PAGES.fullmatch(source.get("biblScope", ""))
    year = re.match(r"\d{4}", source.get("date", ""))
    item = without_empty(
        (
            ("titles", [{"title": source["title"]}]),
            ("relatedItemIdentifier", identifier if isbn else {}),
            ("relatedItemType", "Book"),
            ("relationType", "IsDerivedFrom"),
            ("creators", [{"name": author}] if author else []),
            ("contributors", [contributor] if editor else []),
            ("publicationYear", year[0] if year else ""),
            ("publisher", source.get("publisher")),
            ("firstPage", pages[1] if pages else ""),
            ("lastPage", pages[2] if pages else ""),
        )
    )
    return [item]


def _rights(edition: Edition) -> list[dict[str, object]]:
    text, url = edition.licence
    rights = without_empty((("rights", text), ("rightsUri", url)))
    return [rights] if rights else []


def _descriptions(edition: Edition) -> list[dict[str, object]]:
    """What was done to the text, and the digest of what it was made from."""
    methods = [practice.text for practice in edition.practices]
    found = [without_empty((("description", " ".join(methods)), ("descriptionType", "Methods")))]
    if digest := edition.printed_source.get("sha256"):
        text = f"SHA-256 of the transcription: {digest}"
        found.append({"description": text, "descriptionType": "TechnicalInfo"})
    return [one for one in found if "description" in one]
