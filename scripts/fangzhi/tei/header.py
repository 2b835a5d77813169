"""The teiHeader: filled from the sidecar and from what was recognised; nothing is invented.

Section names in brackets are those of the TEI Guidelines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from lxml import etree

from fangzhi import __version__
from fangzhi.archive import stated_date
from fangzhi.markup.outline import Outline
from fangzhi.markup.profile import Profile
from fangzhi.markup.slips import Slip, corrected
from fangzhi.markup.text import han_share, head_text
from fangzhi.metadata import Metadata, PrintedSource
from fangzhi.source import Source
from fangzhi.tei import language as languages
from fangzhi.tei.declaration import Marked, Work, declare
from fangzhi.tei.names import UNKNOWN, add, q
from fangzhi.tei.seal import PREFIX as EMPTY_SEAL
from fangzhi.tei.sources import address, list_files

PROGRAM = "fangzhi"  # the xml:id of the statement of responsibility of the program


@dataclass(frozen=True, slots=True)
class Agent:
    """A person or office that the text names in a byline."""

    id: str
    name: str
    organisation: bool


@dataclass(slots=True)
class Register:
    """The people and offices of the text, each once, and the parts that they played."""

    agents: dict[tuple[str, bool], Agent] = field(default_factory=dict)
    parts: dict[tuple[str, str], tuple[Agent, str]] = field(default_factory=dict)
    languages: list[str] = field(default_factory=list)
    parallel: dict[str, str] = field(default_factory=dict)  # language → title

    def agent(self, name: str, organisation: bool, role: str, word: str) -> Agent:
        """The agent called `name`, entered if new, with its `role` and the `word` for it.

        The word is that of the print, where it has one, else the profile's.
        """
        key = (name, organisation)
        if key not in self.agents:
            kind = "org" if organisation else "person"
            number = 1 + sum(other.organisation is organisation for other in self.agents.values())
            self.agents[key] = Agent(f"{kind}.{number}", name, organisation)
        agent = self.agents[key]
        self.parts.setdefault((agent.id, role), (agent, word))
        return agent

    def stand_off(self) -> etree._Element | None:
        """`standOff` with the lists of people and offices; None where the text names nobody."""
        if not self.agents:
            return None
        stand_off = etree.Element(q("standOff"))
        for organisation, list_name, item, name in (
            (False, "listPerson", "person", "persName"),
            (True, "listOrg", "org", "orgName"),
        ):
            members = [a for a in self.agents.values() if a.organisation is organisation]
            if members:
                group = add(stand_off, list_name)
                for agent in members:
                    add(add(group, item, xml_id=agent.id), name, agent.name)
        return stand_off


def build(
    source: Source,
    outline: Outline,
    metadata: Metadata,
    profile: Profile,
    name: str,
    register: Register,
    language: str,
    marked: Marked | None = None,
) -> etree._Element:
    """The header of the edition called `name` in `language`.

    `marked` is what was done about the readings of an engine, where one read the text.
    """
    header = etree.Element(q("teiHeader"))
    header.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    day = stated_date(metadata.date)
    slips = marked.corrected if marked else ()
    title, tongue = _title_of(source, outline, metadata, profile, language, slips) or (name, "")
    description = add(header, "fileDesc")
    _title_statement(description, metadata, register, language, (title, tongue))
    _extent(description, source)
    _publication(description, metadata, name, day)
    _source_description(description, source, metadata.source, language)
    encoding = add(header, "encodingDesc")
    _application(encoding, day)
    _editorial_declaration(encoding, outline, source, language, marked)
    _roles(encoding, register)
    _prefixes(encoding, source)
    _profile_description(header, outline, metadata, profile, register, language)
    _revision(header, day)
    return header


def _title_of(
    source: Source,
    outline: Outline,
    metadata: Metadata,
    profile: Profile,
    language: str,
    slips: tuple[Slip, ...],
) -> tuple[str, str] | None:
    """(main title, its language): the sidecar's in the main language, else the text's own with its
    `slips` corrected, else any that the sidecar has; None where there is none.
    """
    if language in metadata.titles:
        return metadata.titles[language], language
    if (head := outline.whole.head) is not None:
        text = " ".join(corrected(source.slice(span), span.start, slips) for span in head.spans)
        return head_text(text, profile.head.wrap), language
    return next(((title, tag) for tag, title in metadata.titles.items()), None)


def _title_statement(
    parent: etree._Element,
    metadata: Metadata,
    register: Register,
    language: str,
    title: tuple[str, str],
) -> None:
    """Titles, and who did what [HD21]. `title` is the main title with its language."""
    statement = add(parent, "titleStmt")
    add(statement, "title", title[0], type="main", xml_lang=title[1])
    register.languages.append(title[1])
    for tag, text in {**register.parallel, **metadata.titles}.items():
        if (text, tag) != title:
            add(statement, "title", text, type="parallel", xml_lang=tag)
            register.languages.append(tag)
    for number, ((_, role), (agent, word)) in enumerate(register.parts.items(), 1):
        responsibility = add(statement, "respStmt", ana=f"#role.{role}", xml_id=f"resp.{number}")
        add(responsibility, "resp", word or role, xml_lang=language if word else "en")
        kind = "orgName" if agent.organisation else "persName"
        add(responsibility, kind, agent.name, xml_lang=language, ref=f"#{agent.id}")
    for person in metadata.responsible:
        responsibility = add(statement, "respStmt")
        add(responsibility, "resp", person.role)
        add(responsibility, "orgName" if person.organisation else "persName", person.name)
    program = add(statement, "respStmt", xml_id=PROGRAM)
    add(program, "resp", "structural markup by rule, not proofread")
    add(program, "name", "fangzhi", type="software")


def _extent(parent: etree._Element, source: Source) -> None:
    count = str(len("".join(source.text.split())))
    add(
        add(parent, "extent"),
        "measure",
        f"{count} characters of source text, blanks not counted",
        unit="character",
        quantity=count,
    )


def _publication(parent: etree._Element, metadata: Metadata, name: str, day: date | None) -> None:
    """Publisher, date, identifiers and licence of the digital edition [HD24]."""
    statement = add(parent, "publicationStmt")
    add(statement, "publisher", metadata.publisher or UNKNOWN)
    if metadata.place:
        add(statement, "pubPlace", metadata.place)
    _date(statement, day)
    add(statement, "idno", name, type="local")
    for kind, value in metadata.identifiers.items():
        add(statement, "idno", value, type=kind)
    rights = metadata.rights
    availability = add(statement, "availability", status=rights.status or "unknown")
    if rights.licence:
        add(availability, "licence", rights.statement or rights.licence, target=rights.licence)
    else:
        add(availability, "p", rights.statement or RIGHTS[rights.status or "unknown"])


RIGHTS = {
    "free": "Free to use; no licence is stated.",
    "restricted": "The use is restricted; nothing more is stated.",
    "unknown": "The rights are not known.",
}


def _date(parent: etree._Element, day: date | None) -> None:
    if day is None:
        add(parent, "date", UNKNOWN)
    else:
        add(parent, "date", f"{day.day} {MONTHS[day.month - 1]} {day.year}", when=day.isoformat())


# Not `strftime`: the header is in English wherever the program runs.
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def _source_description(
    parent: etree._Element, source: Source, printed: PrintedSource, language: str
) -> None:
    """The printed book, the digest of its transcription, and the files of that [HD3]."""
    description = add(parent, "sourceDesc")
    bibl = add(description, "bibl", xml_id="source")
    if printed.title:
        tongue = printed.language or language
        add(bibl, "title", printed.title, level="m", xml_lang=tongue)
    for name, text in (
        ("author", printed.author),
        ("editor", printed.editor),
        ("pubPlace", printed.place),
        ("publisher", printed.publisher),
    ):
        if text:
            add(bibl, name, text)
    if printed.date:
        add(bibl, "date", printed.date, when=printed.date)
    if printed.pages:
        add(bibl, "biblScope", printed.pages, unit="page")
    if printed.isbn:
        add(bibl, "idno", printed.isbn, type="ISBN")
    add(bibl, "idno", source.sha256, type="sha256")
    note = printed.note or ("" if printed.title else "The printed source is not known.")
    if note:
        add(bibl, "note", note)
    list_files(description, source)


def _application(parent: etree._Element, day: date | None) -> None:
    """The program, its version, and the seal of the file [HDAPP]."""
    application = add(
        add(parent, "appInfo"),
        "application",
        ident=PROGRAM,
        version=__version__,
        when=day.isoformat() if day else "",
    )
    add(application, "label", "fangzhi")
    add(application, "ptr", target=f"#{PROGRAM}")
    add(application, "ptr", type="seal", target=EMPTY_SEAL)


def _editorial_declaration(
    parent: etree._Element,
    outline: Outline,
    source: Source,
    language: str,
    marked: Marked | None,
) -> None:
    """What was really done to the text [HD53]."""
    seams = outline.seams()
    work = Work(
        joined=len(seams),
        moved=sum(seam.moved for seam in seams),
        headed=len(outline.headed()),
        entries=len(outline.entries()),
        encoding=source.encoding,
        marked=marked,
    )
    declare(parent, work, language)


def _roles(parent: etree._Element, register: Register) -> None:
    """The taxonomy that bylines point into [HD55]."""
    used = {role for _, role in register.parts}
    if not used:
        return
    taxonomy = add(add(parent, "classDecl"), "taxonomy", xml_id="role")
    for role, meaning in (
        ("contributor", "wrote the division that the byline closes"),
        ("credit", "supplied or took the picture"),
    ):
        if role in used:
            category = add(taxonomy, "category", xml_id=f"role.{role}")
            add(category, "catDesc", meaning)


def _prefixes(parent: etree._Element, source: Source) -> None:
    """How `src:` pointers become addresses in the transcription [SAPU]."""
    definition = add(
        add(parent, "listPrefixDef"),
        "prefixDef",
        ident="src",
        matchPattern=r"(char=\d+,\d+)",
        replacementPattern=f"{address(source)}#$1",
    )
    add(definition, "p", "Character ranges of the transcription, as RFC 5147 counts them.")


def _profile_description(
    parent: etree._Element,
    outline: Outline,
    metadata: Metadata,
    profile: Profile,
    register: Register,
    language: str,
) -> None:
    """Languages and keywords [HD4]."""
    description = add(parent, "profileDesc")
    usage = add(description, "langUsage")
    for tag in dict.fromkeys(filter(None, (language, *register.languages, "en"))):
        add(usage, "language", languages.name(tag), ident=tag)
    # Without entries it is only the default that calls the book what the profile is for.
    known = bool(metadata.profile or outline.entries())
    terms = dict.fromkeys((*(profile.keywords if known else ()), *metadata.keywords))
    if terms:
        keywords = add(add(description, "textClass"), "keywords")
        for term in terms:
            add(keywords, "term", term, xml_lang=language if han_share(term) > 0.5 else "")


def _revision(parent: etree._Element, day: date | None) -> None:
    add(
        add(parent, "revisionDesc"),
        "change",
        "Encoded from the transcription.",
        when=day.isoformat() if day else "",
        who=f"#{PROGRAM}",
        status="draft",
    )
