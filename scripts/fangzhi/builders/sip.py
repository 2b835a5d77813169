"""An E-ARK submission information package in a zip file (CSIP 2.2.0, SIP 2.2.0).

What an archive can take in: three representations (what the edition was made from, the TEI, what
people read), each with METS and PREMIS, and descriptions, schemas and documents for all of them.
The folder is called as the package's identifier. Members are stored, not compressed, so that the
bytes do not depend on any zlib.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import quote

from fangzhi.archive import stated_date
from fangzhi.builders._edition_files import edition_files
from fangzhi.builders._events import HELD_TO, Events
from fangzhi.builders._mets import Description, Group, Metadata
from fangzhi.builders._packed import Day, Packed, Representation
from fangzhi.builders._premis import Account, Relation
from fangzhi.builders._readme import declaration, readme
from fangzhi.crosswalk.datacite import datacite
from fangzhi.crosswalk.dublin_core import dublin_core
from fangzhi.crosswalk.mods import mods
from fangzhi.crosswalk.record import Gap
from fangzhi.crosswalk.ro_crate import NAME as RO_CRATE
from fangzhi.crosswalk.ro_crate import CrateFile, ro_crate
from fangzhi.errors import OutputError
from fangzhi.packing import Content, write_zip
from fangzhi.resources import schema_folder
from fangzhi.setting import PLAIN, Setting
from fangzhi.tei.edition import Edition
from fangzhi.tei.files import package_path
from fangzhi.tei.names import ncname

SUFFIX = ".sip.zip"
NEEDS = ("epub", "html")

SCHEMA_FILES = ("*.rnc", "*.rng", "*.xsd", "*.sch", "*.odd")
PREMIS_FILE = "metadata/preservation/premis.xml"


def build(edition: Edition, folder: Path, setting: Setting = PLAIN) -> Path:
    """The SIP of `edition` as `folder/NAME.sip.zip`; the packages it needs lie in `folder`.

    Raises `OutputError` when a file cannot be read or the package cannot be written.
    """
    _require_text(edition.path)
    package = _Package(edition, folder, setting)
    path = folder / f"{edition.name}{SUFFIX}"
    files = {f"{package.id}/{file.path}": file for file in package.files()}
    members = {name: file.content for name, file in files.items()}
    digests = {name: file.digest for name, file in files.items()}
    write_zip(path, members, digests, package.day.known)
    return path


def identifier(name: str) -> str:
    """The package's identifier: the edition's ID, where it can name an XML element and a folder.

    Else what of it can, and the first digits of its SHA-256, so that no two names become one.
    """
    plain = ncname(name)
    if plain == name and not name.endswith("."):
        return name
    return f"{plain.rstrip('.')}-{hashlib.sha256(os.fsencode(name)).hexdigest()[:8]}"


def _latest(edition: Edition) -> date | None:
    """The last day that the header knows of: a revision may be younger than the edition's date."""
    days = [edition.date] if edition.date else []
    for text in (edition.program[2], *(change.when for change in edition.changes)):
        try:
            days.append(date.fromisoformat(text))
        except ValueError:  # a month, a year, or nothing
            continue
    return max(days, default=None)


class _Package:
    """One SIP in the making."""

    def __init__(self, edition: Edition, folder: Path, setting: Setting) -> None:
        self.edition, self.folder, self.setting = edition, folder, setting
        self.id = identifier(edition.name)
        self.day = Day(stated_date(_latest(edition)))
        self.events = Events(edition, self.day)
        self.gaps: list[Gap] = []
        self._source: list[Packed] = []

    def files(self) -> list[Packed]:
        """All files, the METS file of the whole last."""
        self.schemas = self._schemas("schemas", SCHEMA_FILES)
        forms = [form for form in self._representations() if form.data]
        described = [file for form in forms for file in self._described(form)]
        records = self._records()
        documents = [
            Packed("documentation/README.txt", self._readme(forms)),
            Packed("documentation/editorial-declaration.txt", declaration(self.edition)),
        ]
        content = [file for form in forms for file in form.files]
        crate = self._crate([*content, *documents, *self.schemas])
        records += crate
        own = [*documents, *self.schemas, *(record.file for record in records)]
        premis = Packed(PREMIS_FILE, self._premis(forms, own, records, content))
        mets = self._mets(forms, described, documents, records, premis)
        return [*content, *described, *own, premis, mets]

    # ------------------------------------------------------------ what is packed

    def _representations(self) -> list[Representation]:
        """The three forms of the edition; their data folders together are its repository."""
        held_to = self._schemas("representations/rep2/schemas", HELD_TO)
        return [
            _representation("rep1", "what the edition was made from", self._sources()),
            _representation(
                "rep2", "the edition in TEI P5", {f"tei/{self.edition.path.name}": self._tei()},
                held_to,
            ),
            _representation("rep3", "the edition to be read", self._reading()),
        ]  # fmt: skip

    def _schemas(self, folder: str, patterns: Iterable[str]) -> list[Packed]:
        found = [file for pattern in patterns for file in schema_folder().glob(pattern)]
        return [
            Packed(f"{folder}/{file.name}", _read(file), f"schema/{file.name}")
            for file in sorted(found)
        ]

    def _sources(self) -> dict[str, Content]:
        """The transcription, its sidecar, what a person decided of it, and the pictures."""
        files = edition_files(self.edition)
        return {name: file for name, file in files.items() if file != self.edition.path}

    def _tei(self) -> bytes:
        return _read(self.edition.path)

    def _reading(self) -> dict[str, bytes]:
        names = [f"{self.edition.name}.{need}" for need in NEEDS]
        return {f"build/{name}": _read(self.folder / name) for name in names}

    def _records(self) -> list[Metadata]:
        """The descriptions for catalogues; DataCite's only where nothing that it demands lacks."""
        folder = "metadata/descriptive"
        found = [
            Metadata(Packed(f"{folder}/mods.xml", mods(self.edition).data), "MODS", "3.8"),
            Metadata(Packed(f"{folder}/dc.xml", dublin_core(self.edition).data), "DC"),
        ]
        record = datacite(self.edition)
        self.gaps += record.gaps
        if not record.gaps:
            file = Packed(f"{folder}/datacite.json", record.data)
            found.append(Metadata(file, "OTHER", "4.5", "DataCite"))
        self.gaps += ro_crate(self.edition).gaps
        return found

    def _crate(self, files: Iterable[Packed]) -> list[Metadata]:
        """The RO-Crate that the package is too, where nothing that it demands lacks."""
        listed = [
            CrateFile(file.path, file.size, file.sha256, file.format.media_type) for file in files
        ]
        record = ro_crate(self.edition, listed)
        if record.gaps:
            return []
        return [Metadata(Packed(RO_CRATE, record.data), "OTHER", "1.2", "RO-Crate")]

    def _readme(self, forms: list[Representation]) -> bytes:
        return readme(self.edition, self.id, self.day, forms, self.gaps)

    # ------------------------------------------------------------ what is said of it

    def _described(self, form: Representation) -> list[Packed]:
        """PREMIS and METS of one representation."""
        account = Account(files=list(form.files))
        account.whole = [(form.name, "representation", form.label)]
        structural = "structural"
        account.relate(form.name, Relation(structural, "represents", (self.id,)))
        held = tuple(file.url for file in form.files)
        account.relate(form.name, Relation(structural, "includes", held))
        for file in form.files:
            account.relate(file.url, Relation(structural, "is included in", (form.name,)))
        self._tell(form, account)
        premis = Packed(f"{form.folder}/{PREMIS_FILE}", account.xml())
        groups = [Group(f"Representations/{form.name}/data", form.data, content=True)]
        if form.schemas:
            groups.append(Group("Schemas", form.schemas))
        told = Description(form.name, form.label, self.day, form.name, publisher=self._publisher())
        told.preservation, told.groups = [_preservation(premis)], groups
        return [premis, Packed(f"{form.folder}/METS.xml", told.xml())]

    def _tell(self, form: Representation, account: Account) -> None:
        """The events of one representation, and what its files were made from."""
        if form.name == "rep1":
            self._source = self._transcription(form)
            account.events += self.events.of_source(self._source)
            return
        if form.name == "rep2":
            self._text = form.data[0]
            account.events += self.events.of_tei(self._text, self._source)
            made = [event for event in account.events if event.kind == "creation"]
            if self._source:
                urls = tuple(source.url for source in self._source)
                creation = made[0].id if made else ""
                relation = Relation("derivation", "has source", urls, creation)
                account.relate(self._text.url, relation)
            return
        for file in form.data:
            event = self.events.of_migration(self._text, file, self.setting)
            account.events.append(event)
            relation = Relation("derivation", "has source", (self._text.url,), event.id)
            account.relate(file.url, relation)

    def _transcription(self, form: Representation) -> list[Packed]:
        """The files of the transcription, in reading order."""
        wanted = [one.url for one in self.edition.sources]
        if not wanted and self.edition.source_file is not None:
            wanted = [f"../source/{quote(self.edition.source_file.name)}"]
        by_path = {file.original: file for file in form.data}
        paths = [package_path(url, self.edition.path) for url in wanted]
        return [by_path[path] for path in paths if path in by_path]

    def _premis(
        self,
        forms: list[Representation],
        own: list[Packed],
        records: list[Metadata],
        content: list[Packed],
    ) -> bytes:
        """PREMIS of the whole: the edition as such, what describes it, and how it was packed."""
        account = Account(files=own, agents=self.events.agents.all())
        account.whole = [(self.id, "intellectualEntity", self.edition.title)]
        names = tuple(form.name for form in forms)
        account.relate(self.id, Relation("structural", "is represented by", names))
        account.events += self.events.of_package(
            self._text,
            [file.url for file in (*content, *own)],
            [record.file for record in records],
            self.gaps,
            self.id,
        )
        account.licence = self.edition.licence
        return account.xml()

    def _mets(
        self,
        forms: list[Representation],
        described: list[Packed],
        documents: list[Packed],
        records: list[Metadata],
        premis: Packed,
    ) -> Packed:
        """METS of the whole, which points to those of the representations."""
        told = Description(self.id, self.edition.title, self.day, publisher=self._publisher())
        told.mixed = True
        told.descriptive, told.preservation = records, [_preservation(premis)]
        told.groups = [Group("Documentation", tuple(documents))]
        told.groups.append(Group("Schemas", tuple(self.schemas)))
        by_path = {file.path: file for file in described}
        for form in forms:
            mets = by_path[f"{form.folder}/METS.xml"]
            told.groups.append(
                Group(f"Representations/{form.name}", (mets,), content=True, pointer=True)
            )
        return Packed("METS.xml", told.xml())

    def _publisher(self) -> tuple[str, str]:
        """Who hands the package in: the publisher of the edition, if the header names one."""
        name = self.edition.publisher
        persons = {one.name for one in self.edition.contributions if one.agent == "person"}
        return name, "INDIVIDUAL" if name in persons else "ORGANIZATION"


def _representation(
    name: str, label: str, files: Mapping[str, Content], schemas: Iterable[Packed] = ()
) -> Representation:
    folder = f"representations/{name}/data"
    data = [Packed(f"{folder}/{path}", files[path], path) for path in sorted(files)]
    return Representation(name, label, tuple(data), tuple(schemas))


def _preservation(premis: Packed) -> Metadata:
    return Metadata(premis, "PREMIS", "3.0")


def _require_text(path: Path) -> None:
    try:
        path.name.encode()
    except UnicodeEncodeError as error:
        raise OutputError(
            "has a name that is not UTF-8, which no package can hold",
            where=ascii(path.name),
            remedy="rename it",
        ) from error


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise OutputError(
            f"cannot be packed: {error.strerror or error}",
            where=file,
            remedy="make it readable, or build the packages that the SIP holds first",
        ) from error
