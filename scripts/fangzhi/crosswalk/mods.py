"""MODS 3.8: the edition, and the printed source as its original."""

from __future__ import annotations

from lxml import etree

from fangzhi import __version__
from fangzhi.crosswalk.elements import XLINK, XSI, Vocabulary, xml_bytes
from fangzhi.crosswalk.people import RELATORS, Person
from fangzhi.crosswalk.record import Facts, Record
from fangzhi.tei.edition import Edition

MODS = Vocabulary("http://www.loc.gov/mods/v3")
_PLACE = f"{MODS.namespace} http://www.loc.gov/standards/mods/v3/mods-3-8.xsd"
_KINDS = {"person": "personal", "organisation": "corporate"}
_W3C = {"encoding": "w3cdtf"}


def mods(edition: Edition) -> Record:
    """The record of `edition` as an XML file."""
    facts = Facts(edition)
    root = MODS.root("mods", {None: MODS.namespace, "xlink": XLINK})
    root.set("version", "3.8")
    root.set(f"{{{XSI}}}schemaLocation", _PLACE)
    _titles(root, edition)
    for person in (*facts.creators, *facts.contributors):
        _name(root, person)
    MODS.add(root, "typeOfResource", "text")
    _origin(root, edition.publisher, edition.place, edition.date_stated, key=True)
    if facts.language:
        _language(MODS.add(root, "language"), facts.language)
    _physical(root, edition)
    _notes(root, edition)
    for keyword in edition.keywords:
        MODS.say(MODS.add(root, "subject"), "topic", keyword)
    _original(root, edition)
    for kind, value in edition.identifiers.items():
        MODS.say(root, "identifier", value, {"type": kind.lower()})
    text, url = edition.licence
    about = {"type": "use and reproduction", f"{{{XLINK}}}href": url}
    MODS.say(root, "accessCondition", text or url, about)
    _record(root, edition)
    return Record(xml_bytes(root))


def _titles(root: etree._Element, edition: Edition) -> None:
    titles = [title for title in edition.titles if title.text]
    if not titles:
        return
    main = next((title for title in titles if title.kind == "main"), titles[0])
    first = MODS.add(root, "titleInfo", "", {"usage": "primary"}, main.language)
    MODS.add(first, "title", main.text)
    for title in titles:
        if title.kind == "sub":
            MODS.add(first, "subTitle", title.text)
        elif title != main:
            kind = "alternative" if title.language == main.language else "translated"
            other = MODS.add(root, "titleInfo", "", {"type": kind}, title.language)
            MODS.add(other, "title", title.text)


def _name(parent: etree._Element, person: Person) -> None:
    name = MODS.add(parent, "name", "", {"type": _KINDS.get(person.kind, "")})
    MODS.add(name, "namePart", person.name)
    role = MODS.add(name, "role")
    for kind, text in (("code", person.relator), ("text", RELATORS[person.relator])):
        MODS.add(role, "roleTerm", text, {"type": kind, "authority": "marcrelator"})
    if person.label:
        own = MODS.add(name, "role")
        MODS.add(own, "roleTerm", person.label, {"type": "text"}, person.language)


def _origin(
    parent: etree._Element, publisher: str, place: str, day: str, *, key: bool = False
) -> None:
    """Who published, where and when; nothing where nothing is known."""
    if not (publisher or place or day):
        return
    origin = MODS.add(parent, "originInfo", "", {"eventType": "publication"})
    if place:
        MODS.add(MODS.add(origin, "place"), "placeTerm", place, {"type": "text"})
    MODS.say(origin, "publisher", publisher)
    MODS.say(origin, "dateIssued", day, {**_W3C, "keyDate": "yes" if key else ""})


def _language(parent: etree._Element, tag: str) -> None:
    MODS.add(parent, "languageTerm", tag, {"type": "code", "authority": "rfc5646"})


def _physical(root: etree._Element, edition: Edition) -> None:
    physical = MODS.add(root, "physicalDescription")
    MODS.add(physical, "form", "electronic", {"authority": "marcform"})
    MODS.add(physical, "internetMediaType", "application/tei+xml")
    MODS.say(physical, "extent", edition.extent)


def _notes(root: etree._Element, edition: Edition) -> None:
    for practice in edition.practices:
        about = {"type": "editorial", "displayLabel": practice.kind}
        MODS.add(root, "note", practice.text, about, practice.language)
    if digest := edition.printed_source.get("sha256"):
        MODS.add(root, "note", f"SHA-256 of the transcription: {digest}", {"type": "fixity"})


def _original(root: etree._Element, edition: Edition) -> None:
    """The printed source, where more is known of it than a note (that it is not known).

    The digest of the transcription is told elsewhere.
    """
    source = edition.printed_source
    if not source.keys() - {"note", "sha256"}:
        return
    original = MODS.add(root, "relatedItem", "", {"type": "original"})
    if title := source.get("title"):
        MODS.add(MODS.add(original, "titleInfo"), "title", title)
    for key, relator in (("author", "aut"), ("editor", "edt")):
        if name := source.get(key):
            _name(original, Person(name, "", relator))
    place, publisher, day = (source.get(key, "") for key in ("pubPlace", "publisher", "date"))
    _origin(original, publisher, place, day)
    if pages := source.get("biblScope"):
        extent = MODS.add(MODS.add(original, "part"), "extent", "", {"unit": "pages"})
        MODS.add(extent, "list", pages)
    MODS.say(original, "note", source.get("note", ""))
    MODS.say(original, "identifier", source.get("ISBN", ""), {"type": "isbn"})


def _record(root: etree._Element, edition: Edition) -> None:
    record = MODS.add(root, "recordInfo")
    MODS.say(record, "recordCreationDate", edition.date_stated, _W3C)
    MODS.add(record, "recordIdentifier", edition.name)
    name, version, _ = edition.program
    encoded = f", which {name} {version} made" if name else ""
    origin = f"Made by fangzhi {__version__} from the header of the TEI file{encoded}."
    MODS.add(record, "recordOrigin", origin)
    if edition.header_language and edition.header_language != "und":
        _language(MODS.add(record, "languageOfCataloging"), edition.header_language)
