"""Dublin Core as OAI-PMH has it (oai_dc): fifteen elements, none of them demanded."""

from __future__ import annotations

from lxml import etree

from fangzhi.crosswalk.elements import XSI, Vocabulary, xml_bytes
from fangzhi.crosswalk.record import Facts, Record, doi_url
from fangzhi.tei.edition import Edition

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = Vocabulary("http://purl.org/dc/elements/1.1/")
_PLACE = f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd"


def dublin_core(edition: Edition) -> Record:
    """The record of `edition` as an XML file."""
    facts = Facts(edition)
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC.namespace})
    root.set(f"{{{XSI}}}schemaLocation", _PLACE)
    for title in edition.titles:
        DC.say(root, "title", title.text, language=title.language)
    for person in facts.creators:
        DC.say(root, "creator", person.name)
    for keyword in edition.keywords:
        DC.say(root, "subject", keyword)
    DC.say(root, "publisher", edition.publisher)
    for person in facts.contributors:
        DC.say(root, "contributor", person.name)
    DC.say(root, "date", edition.date_stated)
    DC.say(root, "type", "Text")  # DCMI Type Vocabulary
    DC.say(root, "format", "application/tei+xml")
    DC.say(root, "format", edition.extent)
    _say_identifiers(root, facts)
    DC.say(root, "language", facts.language)
    _say_source(root, facts)
    for rights in edition.licence:
        DC.say(root, "rights", rights)
    return Record(xml_bytes(root))


def _say_identifiers(root: etree._Element, facts: Facts) -> None:
    for kind, value in facts.edition.identifiers.items():
        DC.say(root, "identifier", doi_url(facts.doi) if kind.lower() == "doi" else value)


def _say_source(root: etree._Element, facts: Facts) -> None:
    source = facts.edition.printed_source
    DC.say(root, "source", facts.printed)
    if isbn := source.get("ISBN"):
        DC.say(root, "source", f"ISBN {isbn}")
    if digest := source.get("sha256"):
        DC.say(root, "source", f"sha256:{digest}")
