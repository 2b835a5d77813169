"""METS as the E-ARK specifications want it: CSIP 2.2.0, SIP 2.2.0.

A package has one METS file of its own and one in each representation. What they demand of each
element is named in brackets by the number of the requirement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from lxml import etree

from fangzhi import __version__
from fangzhi.builders._packed import Day, Packed
from fangzhi.crosswalk.elements import XLINK, XSI, Vocabulary, xml_bytes

METS = Vocabulary("http://www.loc.gov/METS/")
CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
SIP = "https://DILCIS.eu/XML/METS/SIPExtensionMETS"
PROFILE = "https://earksip.dilcis.eu/profile/E-ARK-SIP-v2-2-0.xml"
# Of the vocabulary of content categories; the dash is that of the vocabulary.
TYPE = "Textual works – Digital"
CONTENT = "TEI P5 edition"  # what no vocabulary of content information types has
_PLACES = " ".join(
    (
        METS.namespace, "http://www.loc.gov/standards/mets/mets.xsd",
        CSIP, "https://earkcsip.dilcis.eu/schema/DILCISExtensionMETS.xsd",
        SIP, "https://earksip.dilcis.eu/schema/DILCISExtensionSIPMETS.xsd",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Metadata:
    """A metadata file: what it is written in, by METS' list or, beyond that, by its own name."""

    file: Packed
    kind: str
    version: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Files that belong together; `content` says that they are what the package is about."""

    use: str
    files: tuple[Packed, ...]
    content: bool = False
    pointer: bool = False  # the one file is the METS of a representation


@dataclass(slots=True)
class Description:
    """All that one METS file tells.

    `representation` is the name of the one that it describes, empty for the package itself.
    """

    id: str
    label: str
    day: Day
    representation: str = ""
    publisher: tuple[str, str] = ("", "")  # name, and METS' word for what it is
    mixed: bool = False
    descriptive: list[Metadata] = field(default_factory=list)
    preservation: list[Metadata] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    @property
    def folder(self) -> str:
        """Where the file lies in the package, with a slash at the end."""
        return f"representations/{self.representation}/" if self.representation else ""

    def name(self, text: str) -> str:
        """`text` as an ID that no other METS file of the package has [CSIP65]."""
        return f"{self.representation}-{text}" if self.representation else text

    def xml(self) -> bytes:
        """The file."""
        return _Writer(self).xml()


class _Writer:
    """One METS file in the making."""

    def __init__(self, told: Description) -> None:
        self.told = told
        prefixes: dict[str | None, str] = {
            None: METS.namespace, "csip": CSIP, "sip": SIP, "xlink": XLINK, "xsi": XSI,
        }  # fmt: skip
        self.root = METS.root("mets", prefixes)
        self._files = 0

    def xml(self) -> bytes:
        """The whole file, in the order of the schema."""
        told = self.told
        content = "MIXED" if told.mixed else "OTHER"
        attributes = {
            "OBJID": told.id,
            "LABEL": told.label,
            "TYPE": TYPE,
            "PROFILE": PROFILE,
            f"{{{CSIP}}}CONTENTINFORMATIONTYPE": content,
            f"{{{CSIP}}}OTHERCONTENTINFORMATIONTYPE": "" if told.mixed else CONTENT,
            f"{{{XSI}}}schemaLocation": _PLACES,
        }
        for key, value in attributes.items():
            if value:
                self.root.set(key, value)
        self._header()
        descriptive = [self._descriptive(*one) for one in enumerate(told.descriptive, 1)]
        preservation = self._preservation()
        groups = self._file_section(preservation)
        self._structure(descriptive, preservation, groups)
        return xml_bytes(self.root)

    def _header(self) -> None:
        """[CSIP7–16, SIP3, SIP15–20] The program, and who hands the package in."""
        about = {
            "CREATEDATE": self.told.day.time,
            "RECORDSTATUS": "NEW",
            f"{{{CSIP}}}OAISPACKAGETYPE": "SIP",
        }
        header = METS.add(self.root, "metsHdr", "", about)
        program = {"ROLE": "CREATOR", "TYPE": "OTHER", "OTHERTYPE": "SOFTWARE"}
        agent = METS.add(header, "agent", "", program)
        METS.add(agent, "name", "fangzhi")
        METS.add(agent, "note", __version__, {f"{{{CSIP}}}NOTETYPE": "SOFTWARE VERSION"})
        name, kind = self.told.publisher
        if name:
            agent = METS.add(header, "agent", "", {"ROLE": "CREATOR", "TYPE": kind})
            METS.add(agent, "name", name)

    def _descriptive(self, number: int, metadata: Metadata) -> str:
        """[CSIP17–30] A dmdSec; its ID."""
        name = self.told.name(f"dmd-{number}")
        about = {"ID": name, "CREATED": self.told.day.time, "STATUS": "CURRENT"}
        self._reference(METS.add(self.root, "dmdSec", "", about), metadata)
        return name

    def _preservation(self) -> list[str]:
        """[CSIP31–44] The amdSec; the IDs of its parts."""
        section = METS.add(self.root, "amdSec", "", {"ID": self.told.name("amd")})
        names = []
        for number, metadata in enumerate(self.told.preservation, 1):
            name = self.told.name(f"digiprov-{number}")
            about = {"ID": name, "CREATED": self.told.day.time, "STATUS": "CURRENT"}
            self._reference(METS.add(section, "digiprovMD", "", about), metadata)
            names.append(name)
        return names

    def _reference(self, parent: etree._Element, metadata: Metadata) -> None:
        about = {
            "MDTYPE": metadata.kind,
            "OTHERMDTYPE": metadata.other,
            "MDTYPEVERSION": metadata.version,
            **self._facts(metadata.file),
            **self._address(metadata.file),
        }
        METS.add(parent, "mdRef", "", about)

    def _facts(self, file: Packed) -> dict[str, str]:
        """[CSIP26–30, CSIP68–72]"""
        return {
            "MIMETYPE": file.format.media_type,
            "SIZE": str(file.size),
            "CREATED": self.told.day.time,
            "CHECKSUM": file.sha256,
            "CHECKSUMTYPE": "SHA-256",
        }

    def _address(self, file: Packed) -> dict[str, str]:
        """[CSIP22–24, CSIP77–79] The path from where this METS file lies."""
        return {
            "LOCTYPE": "URL",
            f"{{{XLINK}}}type": "simple",
            f"{{{XLINK}}}href": quote(file.path.removeprefix(self.told.folder)),
        }

    def _file_section(self, administrative: Sequence[str]) -> list[tuple[Group, str]]:
        """[CSIP58–79] The groups of files with their IDs."""
        section = METS.add(self.root, "fileSec", "", {"ID": self.told.name("files")})
        found = []
        for number, group in enumerate(self.told.groups, 1):
            name = self.told.name(f"group-{number}")
            about = {"ID": name, "USE": group.use, "ADMID": " ".join(administrative)}
            if group.content:
                about[f"{{{CSIP}}}CONTENTINFORMATIONTYPE"] = "OTHER"
                about[f"{{{CSIP}}}OTHERCONTENTINFORMATIONTYPE"] = CONTENT
            parent = METS.add(section, "fileGrp", "", about)
            for file in group.files:
                self._file(parent, file, administrative)
            found.append((group, name))
        return found

    def _file(self, parent: etree._Element, file: Packed, administrative: Sequence[str]) -> None:
        """[CSIP66–79, SIP32–35] A file, with its format where that is sure."""
        self._files += 1
        kind = file.format
        about = {
            "ID": self.told.name(f"file-{self._files}"),
            **self._facts(file),
            "OWNERID": quote(file.original),
            "ADMID": " ".join(administrative),
            f"{{{SIP}}}FILEFORMATNAME": kind.name,
            f"{{{SIP}}}FILEFORMATVERSION": kind.version,
            f"{{{SIP}}}FORMATREGISTRY": "PRONOM" if kind.pronom else "",
            f"{{{SIP}}}FORMATREGISTRYKEY": kind.pronom,
        }
        METS.add(METS.add(parent, "file", "", about), "FLocat", "", self._address(file))

    def _structure(
        self,
        descriptive: Sequence[str],
        administrative: Sequence[str],
        groups: Sequence[tuple[Group, str]],
    ) -> None:
        """[CSIP80–112] The structural map that every package has."""
        name_of = self.told.name
        about = {"ID": name_of("structure"), "TYPE": "PHYSICAL", "LABEL": "CSIP"}
        structure = METS.add(self.root, "structMap", "", about)
        about = {"ID": name_of("div-package"), "LABEL": self.told.id}
        top = METS.add(structure, "div", "", about)
        about = {
            "ID": name_of("div-metadata"),
            "LABEL": "Metadata",
            "DMDID": " ".join(descriptive),
            "ADMID": " ".join(administrative),
        }
        METS.add(top, "div", "", about)
        for number, (group, name) in enumerate(groups, 1):
            about = {"ID": name_of(f"div-{number}"), "LABEL": group.use}
            division = METS.add(top, "div", "", about)
            if group.pointer:
                about = {**self._address(group.files[0]), f"{{{XLINK}}}title": name}
                METS.add(division, "mptr", "", about)
            else:
                METS.add(division, "fptr", "", {"FILEID": name})
