"""The one table of fields: what the header has, where it comes from, and where it goes.

Paths of MODS are those of elements, with the type of titles, notes and related items in brackets;
those of DataCite are keys of its JSON; those of RO-Crate are `Type.property`.
"""

from __future__ import annotations

from dataclasses import dataclass

TARGETS = ("Dublin Core", "MODS", "DataCite", "RO-Crate")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the header.

    `keys` are the keys of the sidecar that it comes from (none: the program finds it in the text),
    `tei` where the header has it, `paths` where it goes in each of `TARGETS`, `needed_by` which of
    them demand it.
    """

    name: str
    keys: tuple[str, ...]
    tei: str
    paths: tuple[tuple[str, ...], ...]
    needed_by: tuple[str, ...] = ()


def _field(
    name: str,
    keys: str,
    tei: str,
    dublin_core: str = "",
    mods: str = "",
    datacite: str = "",
    ro_crate: str = "",
    needed_by: tuple[str, ...] = (),
) -> Field:
    cells = (dublin_core, mods, datacite, ro_crate)
    paths = tuple(tuple(cell.split()) for cell in cells)
    return Field(name, tuple(keys.split()), tei, paths, needed_by)


FIELDS = (
    _field(
        "the ID", "id", "publicationStmt/idno[local]",
        "identifier", "identifier recordInfo/recordIdentifier", "alternateIdentifiers",
        "Dataset.identifier",
    ),
    _field(
        "a DOI", "publication.identifiers.DOI", "publicationStmt/idno[DOI]",
        "identifier", "identifier", "doi", "Dataset.identifier", ("DataCite",),
    ),
    _field(
        "other identifiers", "publication.identifiers", "publicationStmt/idno",
        "identifier", "identifier", "alternateIdentifiers", "Dataset.identifier",
    ),
    _field(
        "a title", "title", "titleStmt/title[main]",
        "title", "titleInfo/title", "titles", "Dataset.name", ("DataCite", "RO-Crate"),
    ),
    _field(
        "other titles", "title", "titleStmt/title",
        "title", "titleInfo/subTitle titleInfo[translated]/title titleInfo[alternative]/title",
        "titles", "Dataset.alternateName",
    ),
    _field(
        "a creator", "source.author", "titleStmt/author, respStmt of bylines",
        "creator", "name/namePart name/role/roleTerm", "creators",
        "Dataset.author Person.name", ("DataCite",),
    ),
    _field(
        "contributors", "responsibility", "titleStmt/editor, respStmt",
        "contributor", "name/namePart name/role/roleTerm", "contributors",
        "Dataset.contributor Person.name Organization.name SoftwareApplication.name",
    ),
    _field(
        "a publisher", "publication.publisher", "publicationStmt/publisher",
        "publisher", "originInfo/publisher", "publisher",
        "Dataset.publisher Organization.name", ("DataCite",),
    ),
    _field(
        "the place", "publication.place", "publicationStmt/pubPlace",
        "", "originInfo/place/placeTerm", "", "Dataset.locationCreated Place.name",
    ),
    _field(
        "a date", "date", "publicationStmt/date",
        "date", "originInfo/dateIssued recordInfo/recordCreationDate", "publicationYear dates",
        "Dataset.datePublished", ("DataCite", "RO-Crate"),
    ),
    _field(
        "the language", "language", "text/@xml:lang",
        "language", "language/languageTerm", "language", "Dataset.inLanguage",
    ),
    _field(
        "a licence", "rights.licence rights.statement rights.status",
        "publicationStmt/availability",
        "rights", "accessCondition", "rightsList",
        "Dataset.license CreativeWork.name CreativeWork.description", ("RO-Crate",),
    ),
    _field(
        "keywords", "keywords profile", "textClass/keywords/term",
        "subject", "subject/topic", "subjects", "Dataset.keywords",
    ),
    _field(
        "the extent", "", "fileDesc/extent",
        "format", "physicalDescription/extent", "sizes", "Dataset.size",
    ),
    _field(
        "the printed source: title", "source.title source.language", "sourceDesc/bibl/title",
        "source", "relatedItem[original]/titleInfo/title", "relatedItems.titles",
        "Dataset.isBasedOn Book.name",
    ),
    _field(
        "its author", "source.author", "sourceDesc/bibl/author",
        "source", "relatedItem[original]/name/namePart relatedItem[original]/name/role/roleTerm",
        "relatedItems.creators", "Book.author",
    ),
    _field(
        "its editor", "source.editor", "sourceDesc/bibl/editor",
        "source", "relatedItem[original]/name/namePart relatedItem[original]/name/role/roleTerm",
        "relatedItems.contributors", "Book.editor",
    ),
    _field(
        "its publisher", "source.publisher", "sourceDesc/bibl/publisher",
        "source", "relatedItem[original]/originInfo/publisher", "relatedItems.publisher",
        "Book.publisher",
    ),
    _field(
        "its place", "source.place", "sourceDesc/bibl/pubPlace",
        "source", "relatedItem[original]/originInfo/place/placeTerm", "", "Book.locationCreated",
    ),
    _field(
        "its date", "source.date", "sourceDesc/bibl/date",
        "source", "relatedItem[original]/originInfo/dateIssued", "relatedItems.publicationYear",
        "Book.datePublished",
    ),
    _field(
        "its pages", "source.pages", "sourceDesc/bibl/biblScope",
        "source", "relatedItem[original]/part/extent/list",
        "relatedItems.firstPage relatedItems.lastPage", "Book.pagination",
    ),
    _field(
        "its ISBN", "source.isbn", "sourceDesc/bibl/idno[ISBN]",
        "source", "relatedItem[original]/identifier",
        "relatedItems.relatedItemIdentifier relatedIdentifiers", "Book.isbn",
    ),
    _field(
        "a note on it", "source.note", "sourceDesc/bibl/note",
        "", "relatedItem[original]/note", "", "Book.description",
    ),
    _field(
        "the digest of the transcription", "text.sha256", "sourceDesc/bibl/idno[sha256]",
        "source", "note[fixity]", "descriptions", "Dataset.description",
    ),
    _field(
        "what was done to the text", "", "encodingDesc/editorialDecl",
        "", "note[editorial]", "descriptions", "",
    ),
    _field(
        "the program", "", "encodingDesc/appInfo/application",
        "", "recordInfo/recordOrigin", "", "SoftwareApplication.softwareVersion",
    ),
    _field(
        "the language of the header", "", "teiHeader/@xml:lang",
        "", "recordInfo/languageOfCataloging/languageTerm", "", "",
    ),
    _field(
        "what every edition is", "", "TEI",
        "type format",
        "typeOfResource physicalDescription/form physicalDescription/internetMediaType",
        "types formats schemaVersion relatedItems.relatedItemType relatedItems.relationType",
        "Dataset.description Dataset.hasPart CreativeWork.about CreativeWork.conformsTo",
    ),
)  # fmt: skip


def table() -> str:
    """The fields as a table in Markdown; `!` after a path says that the standard demands it."""
    heads = ("field", "sidecar", "TEI header", *TARGETS)
    rows = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for field in FIELDS:
        cells = [field.name, _code(field.keys), f"`{field.tei}`"]
        for target, paths in zip(TARGETS, field.paths, strict=True):
            cells.append(_code(paths) + ("!" if target in field.needed_by else ""))
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _code(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)
