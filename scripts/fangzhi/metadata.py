"""The sidecar `ID.toml` → `Metadata`: what a person knows of an edition and its source.

Every key is optional: what is not stated is said to be unknown in the header, never invented.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from fangzhi.errors import MetadataError
from fangzhi.toml import Table

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*|und(-[A-Za-z0-9]{1,8})*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
STATUSES = ("free", "restricted", "unknown")  # TEI: availability/@status


@dataclass(frozen=True, slots=True)
class PrintedSource:
    """The printed book that was digitised."""

    title: str = ""
    language: str = ""
    author: str = ""
    editor: str = ""
    publisher: str = ""
    place: str = ""
    date: str = ""  # a year, month or day (ISO 8601)
    pages: str = ""
    isbn: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rights:
    """What may be done with the edition: TEI's status, the licence's URL, a sentence for people."""

    status: str = ""
    licence: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Somebody who worked on the digital edition, and what they did."""

    name: str
    role: str
    organisation: bool = False


@dataclass(frozen=True, slots=True)
class PictureFile:
    """The file of the picture whose caption begins with `caption`, and a person's description."""

    caption: str
    file: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """All that the sidecar states; `stated` is False where there is no sidecar."""

    id: str = ""
    stated: bool = False
    language: str = ""
    profile: str = ""
    date: date | None = None
    titles: dict[str, str] = field(default_factory=dict)  # language → title
    text_file: str = ""
    text_files: tuple[str, ...] = ()  # paths from the folder of the sidecar, in reading order
    text_group: str = ""  # of the files that a METS lists
    text_encoding: str = ""
    text_sha256: str = ""
    source: PrintedSource = PrintedSource()
    publisher: str = ""
    place: str = ""
    identifiers: dict[str, str] = field(default_factory=dict)  # type (DOI, ARK …) → value
    rights: Rights = Rights()
    keywords: tuple[str, ...] = ()
    responsible: tuple[Responsibility, ...] = ()
    pictures: tuple[PictureFile, ...] = ()


def read(path: Path) -> Metadata:
    """The sidecar at `path`. Raises `MetadataError` that names file, line and key."""
    table = Table.read(path)
    text, publication = table.table("text"), table.table("publication")
    metadata = Metadata(
        id=_file_name(table, "id"),
        stated=True,
        language=language_tag(table, "language"),
        profile=table.text("profile"),
        date=table.day("date"),
        titles=_titles(table.table("title")),
        text_file=_file_name(text, "file"),
        text_files=_file_paths(text, "files"),
        text_group=text.text("group"),
        text_encoding=text.text("encoding"),
        text_sha256=_sha256(text),
        source=_printed_source(table.table("source")),
        publisher=publication.text("publisher"),
        place=publication.text("place"),
        identifiers=_identifiers(publication.table("identifiers")),
        rights=_rights(table.table("rights")),
        keywords=table.texts("keywords"),
        responsible=tuple(_responsibility(entry) for entry in table.tables("responsibility")),
        pictures=tuple(_picture(entry) for entry in table.tables("picture")),
    )
    for finished in (text, publication, table):
        finished.close()
    return metadata


def _titles(table: Table) -> dict[str, str]:
    """The titles by their languages: the keys of [title] are language tags."""
    titles = _free_keys(table)
    for tag in titles:
        if not _LANGUAGE.fullmatch(tag):
            raise table.error(tag, "is not a language tag", 'write one like "zh-Hans" or "en"')
    return {tag: title for tag, title in titles.items() if title}


def _identifiers(table: Table) -> dict[str, str]:
    """Identifiers by their types, which are words (TEI: teidata.enumerated)."""
    identifiers = _free_keys(table)
    for kind, value in identifiers.items():
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]*", kind):
            raise table.error(kind, "is no type of identifier", "write a word like DOI or ARK")
        if not value:
            raise table.error(kind, "is empty", "write the identifier, or take the key away")
    return identifiers


def _free_keys(table: Table) -> dict[str, str]:
    return {key: table.text(key) for key in table}


def language_tag(table: Table, key: str) -> str:
    """The language tag (BCP 47) under `key`, which may be empty; raises for what is none."""
    tag = table.text(key)
    if tag and not _LANGUAGE.fullmatch(tag):
        raise table.error(key, f"{tag!r} is not a language tag", 'write one like "zh-Hans" or "en"')
    return tag


def _file_name(table: Table, key: str) -> str:
    name = table.text(key)
    plain = name == Path(name).name and not name.startswith(".") and "\\" not in name
    if name and (not plain or len(name.encode()) > 255):
        shown = name if len(name) < 80 else f"{name[:80]}…"
        raise table.error(
            key, f"{shown!r} is not a plain file name", "write a name without folders"
        )
    return name


def _file_paths(table: Table, key: str) -> tuple[str, ...]:
    """Paths of files below the folder of the sidecar, each once."""
    paths = table.texts(key)
    if paths and "file" in table:
        raise table.error(key, "stands beside 'file'", "keep one of the two")
    for place, path in enumerate(paths):
        parts = path.split("/")
        plain = all(part and not part.startswith(".") for part in parts) and "\\" not in path
        shown = path if len(path) < 80 else f"{path[:80]}…"
        if not plain or ":" in parts[0] or any(len(part.encode()) > 255 for part in parts):
            raise table.error(
                key,
                f"{shown!r} is no path below the folder of the sidecar",
                "write the names of files, with their folders where they lie in some",
            )
        if path in paths[:place]:
            raise table.error(key, f"names {shown!r} twice", "name each file once")
    return paths


def _sha256(table: Table) -> str:
    digest = table.text("sha256").lower()
    if digest and not _SHA256.fullmatch(digest):
        raise table.error(
            "sha256", f"{digest!r} is not a SHA-256", "write its 64 hexadecimal digits"
        )
    return digest


def _url(table: Table, key: str) -> str:
    url = table.text(key)
    if url and not _URL.fullmatch(url):
        raise table.error(
            key, f"{url!r} is not a web address", "write one that begins with https://"
        )
    return url


def _printed_source(table: Table) -> PrintedSource:
    source = PrintedSource(
        title=table.text("title"),
        language=language_tag(table, "language"),
        author=table.text("author"),
        editor=table.text("editor"),
        publisher=table.text("publisher"),
        place=table.text("place"),
        date=_iso_date(table, "date"),
        pages=table.text("pages"),
        isbn=table.text("isbn"),
        note=table.text("note"),
    )
    table.close()
    return source


def _iso_date(table: Table, key: str) -> str:
    """A year (bare or quoted), a month or a day (bare or quoted)."""
    stated = table.year_or_day(key)
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", stated)
    try:
        if stated and match:
            date(*(int(part or 1) for part in match.groups()))
    except ValueError:
        match = None
    if stated and not match:
        raise table.error(key, f"{stated!r} is not a date", "write 2018, 2018-12 or 2018-12-31")
    return stated


def _rights(table: Table) -> Rights:
    rights = Rights(table.text("status"), _url(table, "licence"), table.text("statement"))
    if rights.status and rights.status not in STATUSES:
        raise table.error("status", f"{rights.status!r} is unknown", f"write {', '.join(STATUSES)}")
    table.close()
    return rights


def _responsibility(table: Table) -> Responsibility:
    found = Responsibility(
        _required(table, "name"), _required(table, "role"), table.flag("organisation", False)
    )
    table.close()
    return found


def _picture(table: Table) -> PictureFile:
    found = PictureFile(
        _required(table, "caption"), _file_name(table, "file"), table.text("description")
    )
    table.close()
    return found


def _required(table: Table, key: str) -> str:
    text = table.text(key)
    if not text:
        raise _missing(table, key)
    return text


def _missing(table: Table, key: str) -> MetadataError:
    return table.error(key, "is missing", f"every [[{table.name}]] needs it")
