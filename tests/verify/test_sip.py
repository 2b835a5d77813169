"""SIPs: ours are sound, and each tampering is caught by exactly its codes.

Whoever tampers is not careless: where a tampering is `sealed`, the digests and sizes in all METS
files were made anew afterwards, so that only what it means is wrong.
"""

from __future__ import annotations

import hashlib
import re
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest

from crosswalk.editions import encoded, members, packed, unpacked
from fangzhi.check.finding import Level
from fangzhi.verify import examine, verify
from fangzhi.verify.sip import CODES

NAME = "yunshui"
ROOT, REP, HISTORY = "METS.xml", "representations/rep2", "metadata/preservation/premis.xml"
TEI, README = f"{REP}/data/tei/yunshui.xml", "documentation/README.txt"
SOURCE = "representations/rep1/data/source/yunshui.txt"
_PLACE = re.compile(rb"<(?:file|mdRef) [^>]*?(?=>|/>)(?:>\s*<FLocat [^>]*)?", re.DOTALL)

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SIP of ours."""
    folder = tmp_path_factory.mktemp("sip")
    return packed(encoded(folder), folder / "build")


@pytest.fixture
def files(package: Path) -> Files:
    """Its files, to be tampered with."""
    return members(package)


def sealed(files: Files) -> Files:
    """The files with the digests and sizes in all METS files made anew, the package's last."""
    for name in sorted((one for one in files if one.endswith(ROOT)), key=len, reverse=True):
        folder = name.removesuffix(ROOT)

        def anew(found: re.Match[bytes], folder: str = folder) -> bytes:
            text = found[0]
            href = re.search(rb'xlink:href="([^"]*)"', text)
            path = folder + unquote(href[1].decode()) if href else ""
            if path not in files:
                return text
            data = files[path]
            text = re.sub(rb' SIZE="\d+"', f' SIZE="{len(data)}"'.encode(), text)
            digest = hashlib.sha256(data).hexdigest()
            return re.sub(rb' CHECKSUM="[0-9a-f]{64}"', f' CHECKSUM="{digest}"'.encode(), text)

        files[name] = _PLACE.sub(anew, files[name])
    return files


def swap(name: str, *pairs: tuple[str, str]) -> Callable[[Files], None]:
    """Replace the first of each text, which must be there, in a file."""

    def do(files: Files) -> None:
        for old, new in pairs:
            assert old.encode() in files[name], old
            files[name] = files[name].replace(old.encode(), new.encode(), 1)

    return do


def cut(name: str, pattern: str, new: str = "") -> Callable[[Files], None]:
    """Replace the first match of a pattern, which must be there, in a file."""

    def do(files: Files) -> None:
        files[name], number = re.subn(
            pattern.encode(), new.encode(), files[name], count=1, flags=re.DOTALL
        )
        assert number == 1, pattern

    return do


def put(name: str, data: bytes) -> Callable[[Files], None]:
    return lambda files: files.__setitem__(name, data)


def drop(name: str) -> Callable[[Files], None]:
    def do(files: Files) -> None:
        del files[name]

    return do


def move_group(files: Files) -> None:
    """Two groups exchange their IDs."""
    swap(ROOT, ('ID="group-3"', 'ID="x"'), ('ID="group-4"', 'ID="group-3"'))(files)
    swap(ROOT, ('ID="x"', 'ID="group-4"'))(files)


def stray(files: Files) -> None:
    """A representation that the package knows nothing of."""
    for name in [one for one in files if one.startswith(REP)]:
        files[name.replace("rep2", "rep9")] = files[name]


def flip(files: Files) -> None:
    """One bit, the size as it was."""
    files[SOURCE] = bytes([files[SOURCE][0] ^ 1]) + files[SOURCE][1:]


def lose_agents(files: Files) -> None:
    """No PREMIS file describes an agent."""
    for name in [one for one in files if one.endswith(HISTORY)]:
        cut(name, "<premis:agent>.*</premis:agent>")(files)


def by_sha512(files: Files) -> None:
    """The digest of the README by another algorithm."""
    old, new = (hashlib.new(name, files[README]).hexdigest() for name in ("sha256", "sha512"))
    swap(ROOT, (f'{old}" CHECKSUMTYPE="SHA-256"', f'{new}" CHECKSUMTYPE="SHA-512"'))(files)


@dataclass(frozen=True)
class Tampering:
    """One way to tamper; `codes` are all that must be found."""

    name: str
    do: Callable[[Files], object]
    codes: str
    sealed: bool = True


PREMIS = f"{REP}/{HISTORY}"
SOFTWARE = r'<agent ROLE="CREATOR" TYPE="OTHER".*?</agent>'
TAMPERINGS = (
    # METS as such
    Tampering("no METS", drop(ROOT), "FZ770 FZ782", sealed=False),
    Tampering("METS breaks off", cut(ROOT, "</mets>.*"), "FZ770 FZ782"),
    Tampering("METS of another kind", put(ROOT, b"<mets/>"), "FZ770 FZ782"),
    Tampering(
        "METS with an entity bomb",
        swap(ROOT, ("<mets ", '<!DOCTYPE mets [<!ENTITY a "a">]><mets a="&a;" ')),
        "FZ770 FZ782",
    ),
    Tampering(
        "METS of a representation breaks off",
        cut(f"{REP}/METS.xml", "</mets>.*"),
        "FZ770 FZ776 FZ787 FZ789",
    ),
    Tampering("another identifier", swap(ROOT, ('OBJID="yunshui"', 'OBJID="other"')), "FZ771"),
    Tampering(
        "another identifier within",
        swap(f"{REP}/METS.xml", ('OBJID="rep2"', 'OBJID="rep7"')),
        "FZ771",
    ),
    Tampering("no profile", cut(ROOT, ' PROFILE="[^"]*"'), "FZ772"),
    Tampering("no kind of package", cut(ROOT, ' csip:OAISPACKAGETYPE="SIP"'), "FZ772"),
    Tampering("no date", cut(ROOT, ' CREATEDATE="[^"]*"'), "FZ772"),
    Tampering("no header", cut(ROOT, "<metsHdr.*?</metsHdr>"), "FZ772 FZ773"),
    Tampering("no digest", cut(ROOT, ' CHECKSUM="[^"]*"'), "FZ772"),
    Tampering("no address", cut(ROOT, "<FLocat[^>]*documentation/README.txt[^>]*>"), "FZ772 FZ776"),
    Tampering(
        "other content, but which", cut(ROOT, ' csip:OTHERCONTENTINFORMATIONTYPE="[^"]*"'), "FZ772"
    ),
    Tampering("no program", cut(ROOT, SOFTWARE), "FZ773"),
    Tampering("two programs", cut(ROOT, f"({SOFTWARE})", r"\1\1"), "FZ773"),
    Tampering("program without version", cut(ROOT, "<note csip:NOTETYPE[^/]*/note>"), "FZ773"),
    Tampering("no documents", swap(ROOT, ('USE="Documentation"', 'USE="Papers"')), "FZ774"),
    Tampering(
        "no structural map",
        swap(ROOT, ('LABEL="CSIP"', 'LABEL="Other"')),
        "FZ774 FZ776 FZ782 FZ787 FZ789",
    ),
    Tampering("no division", swap(ROOT, ('LABEL="Schemas"', 'LABEL="Rules"')), "FZ774"),
    Tampering("no metadata in the map", swap(ROOT, ('LABEL="Metadata"', 'LABEL="Data"')), "FZ774"),
    # files
    Tampering("a file lost", drop(README), "FZ775 FZ788"),
    Tampering("a file lost and its history kept", drop(TEI), "FZ775 FZ788"),
    Tampering("PREMIS lost", drop(PREMIS), "FZ775 FZ787 FZ789"),
    Tampering("a file added", put("extra.txt", b"x"), "FZ776 FZ789"),
    Tampering("a file added deep down", put(f"{REP}/data/tei/.x", b"x"), "FZ776 FZ789"),
    Tampering("a bit", flip, "FZ777 FZ788", sealed=False),
    Tampering("a bit, and METS anew", flip, "FZ788"),
    Tampering(
        "a letter more", swap(README, ("云水街道", "云水街道!")), "FZ777 FZ788", sealed=False
    ),
    Tampering("another size in METS", cut(ROOT, 'SIZE="\\d+"', 'SIZE="7"'), "FZ777", sealed=False),
    Tampering(
        "another digest in METS",
        cut(ROOT, 'CHECKSUM="[^"]*"', f'CHECKSUM="{"0" * 64}"'),
        "FZ777",
        sealed=False,
    ),
    Tampering("PREMIS changed", swap(PREMIS, (">success<", ">fail<")), "FZ777", sealed=False),
    Tampering(
        "METS of a representation changed",
        swap(f"{REP}/METS.xml", ("NEW", "TEST")),
        "FZ777",
        sealed=False,
    ),
    Tampering(
        "two files exchanged",
        lambda files: files.update({README: files["documentation/editorial-declaration.txt"]}),
        "FZ777 FZ788",
        sealed=False,
    ),
    Tampering(
        "MD5",
        cut(
            ROOT,
            'CHECKSUM="[^"]*" CHECKSUMTYPE="SHA-256"( [^>]*mods.xml)',
            'CHECKSUM="@" CHECKSUMTYPE="MD5"\\1',
        ),
        "FZ777 FZ778",
        sealed=False,
    ),
    Tampering("CRC32", swap(ROOT, ('CHECKSUMTYPE="SHA-256"', 'CHECKSUMTYPE="CRC32"')), "FZ778"),
    # pointers
    Tampering(
        "up and away", swap(ROOT, ("documentation/README.txt", "../../etc/passwd")), "FZ776 FZ779"
    ),
    Tampering(
        "on the network",
        swap(ROOT, ("documentation/README.txt", "https://example.org/README.txt")),
        "FZ776 FZ779",
    ),
    Tampering(
        "absolute", swap(ROOT, ("documentation/README.txt", "file:///etc/passwd")), "FZ776 FZ779"
    ),
    Tampering(
        "hidden by its encoding",
        swap(ROOT, ("documentation/README.txt", "%2e%2e/%2e%2e/etc/passwd")),
        "FZ776 FZ779",
    ),
    Tampering("ADMID", swap(ROOT, ('ADMID="digiprov-1"', 'ADMID="digiprov-2"')), "FZ780"),
    Tampering("DMDID", swap(ROOT, ('DMDID="dmd-1 ', 'DMDID="dmd-9 ')), "FZ780"),
    Tampering("FILEID", swap(ROOT, ('FILEID="group-1"', 'FILEID="group-9"')), "FZ780"),
    Tampering(
        "FILEID of something else", swap(ROOT, ('FILEID="group-1"', 'FILEID="dmd-1"')), "FZ780"
    ),
    Tampering("two groups exchanged", move_group, "FZ780"),
    Tampering("an ID twice", swap(ROOT, ('ID="file-2"', 'ID="file-1"')), "FZ781"),
    Tampering(
        "a representation cut off",
        cut(ROOT, "<mptr[^>]*rep2/METS.xml[^>]*/>"),
        "FZ776 FZ782 FZ787 FZ789",
    ),
    Tampering("a representation nobody knows", stray, "FZ776 FZ782 FZ789"),
    Tampering(
        "a pointer to no METS",
        swap(
            ROOT,
            (
                'xlink:href="representations/rep2/METS.xml" xlink:title',
                'xlink:href="documentation/README.txt" xlink:title',
            ),
        ),
        "FZ770 FZ776 FZ780 FZ782 FZ787 FZ789",
    ),
    # words and dates
    Tampering(
        "a category of its own",
        swap(ROOT, ("Textual works – Digital", "Textual works - Digital")),
        "FZ783",
    ),
    Tampering(
        "a kind of its own", swap(ROOT, ('OAISPACKAGETYPE="SIP"', 'OAISPACKAGETYPE="ZIP"')), "FZ783"
    ),
    Tampering("a status of its own", swap(ROOT, ('STATUS="CURRENT"', 'STATUS="FRESH"')), "FZ783"),
    Tampering("an event of its own", swap(PREMIS, (">validation<", ">looking<")), "FZ783"),
    Tampering("an outcome of its own", swap(PREMIS, (">success<", ">fine<")), "FZ783"),
    Tampering("an agent of its own", swap(PREMIS, (">software<", ">robot<")), "FZ783"),
    Tampering(
        "no month 13", swap(ROOT, ('CREATEDATE="2026-11-24', 'CREATEDATE="2026-13-24')), "FZ784"
    ),
    Tampering("no 30 February", swap(PREMIS, ("Time>2026-11-24<", "Time>2026-02-30<")), "FZ784"),
    Tampering("yesterday", swap(PREMIS, ("Time>2026-11-24<", "Time>yesterday<")), "FZ784"),
    Tampering("tomorrow", swap(PREMIS, ("Time>2026-11-24<", "Time>2026-11-25<")), "FZ785"),
    Tampering("next year", swap(PREMIS, ("Time>2026-11-24<", "Time>2027<")), "FZ785"),
    Tampering(
        "backdated", swap(ROOT, ('CREATEDATE="2026-11-24', 'CREATEDATE="2026-11-23')), "FZ785"
    ),
    Tampering(
        "undated", swap(ROOT, ('CREATEDATE="2026-11-24', 'CREATEDATE="1980-01-01')), "FZ785 FZ790"
    ),
    # PREMIS
    Tampering(
        "PREMIS with an entity",
        swap(PREMIS, ("<premis:premis ", '<!DOCTYPE premis [<!ENTITY a "a">]><premis:premis ')),
        "FZ786 FZ787 FZ789",
    ),
    Tampering("PREMIS breaks off", cut(PREMIS, "</premis:premis>.*"), "FZ786 FZ787 FZ789"),
    Tampering("PREMIS of another kind", put(PREMIS, b"<premis/>"), "FZ786 FZ787 FZ789"),
    Tampering("an agent lost", lose_agents, "FZ787"),
    Tampering(
        "an agent nobody knows",
        swap(PREMIS, ("linkingAgentIdentifierValue>agent", "linkingAgentIdentifierValue>x")),
        "FZ787",
    ),
    Tampering("an event lost", cut(PREMIS, "<premis:event>.*?</premis:event>"), "FZ787"),
    Tampering(
        "a source nobody knows",
        swap(PREMIS, (f"linkingObjectIdentifierValue>{SOURCE}", "linkingObjectIdentifierValue>x")),
        "FZ787",
    ),
    Tampering(
        "another source",
        swap(PREMIS, (f"relatedObjectIdentifierValue>{SOURCE}", "relatedObjectIdentifierValue>x")),
        "FZ787",
    ),
    Tampering(
        "an object twice",
        cut(PREMIS, '(<premis:object xsi:type="premis:file">.*?</premis:object>)', r"\1\1"),
        "FZ781",
    ),
    Tampering(
        "an event of another file",
        swap(PREMIS, ("eventIdentifierValue>event.3<", "eventIdentifierValue>event.1<")),
        "FZ781 FZ787",
    ),
    Tampering(
        "another size in PREMIS", cut(PREMIS, r"<premis:size>\d+", "<premis:size>7"), "FZ788"
    ),
    Tampering(
        "another digest in PREMIS",
        cut(PREMIS, "Digest>[0-9a-f]{64}<", f"Digest>{'0' * 64}<"),
        "FZ788",
    ),
    Tampering(
        "a file without history",
        cut(PREMIS, '<premis:object xsi:type="premis:file">.*?</premis:object>'),
        "FZ787 FZ789",
    ),
    Tampering(
        "nobody did it",
        cut(PREMIS, "<premis:linkingAgentIdentifier>.*?</premis:linkingAgentIdentifier>"),
        "FZ791",
    ),
    Tampering(
        "a program of no version",
        cut(PREMIS, "<premis:agentVersion>[^/]*/premis:agentVersion>"),
        "FZ791",
    ),
)

# What the specifications allow, though we write it otherwise.
HARMLESS = (
    Tampering(
        "changed later",
        swap(ROOT, (" CREATEDATE", ' LASTMODDATE="2026-12-24T00:00:00" CREATEDATE')),
        "",
    ),
    Tampering(
        "a time with a zone",
        swap(ROOT, ("2026-11-24T00:00:00Z", "2026-11-24T08:00:00.5+08:00")),
        "",
    ),
    Tampering(
        "an event with its hour",
        swap(PREMIS, ("Time>2026-11-24<", "Time>2026-11-24T10:00:00Z<")),
        "",
    ),
    Tampering("an event of some month", swap(PREMIS, ("Time>2026-11-24<", "Time>2026-1X<")), ""),
    Tampering("an event of that year", swap(PREMIS, ("Time>2026-11-24<", "Time>2026<")), ""),
    Tampering(
        "nobody submits it", cut(ROOT, '<agent ROLE="CREATOR" TYPE="ORGANIZATION">.*?</agent>'), ""
    ),
    Tampering(
        "another program too",
        cut(
            ROOT,
            "(</metsHdr>)",
            '<agent ROLE="EDITOR" TYPE="OTHER" OTHERTYPE="SOFTWARE"><name>x</name></agent>\\1',
        ),
        "",
    ),
    Tampering(
        "a format without version",
        cut(PREMIS, "<premis:formatVersion>.*?</premis:formatVersion>"),
        "",
    ),
    Tampering("SHA-512", by_sha512, "", sealed=False),
)


def codes(package: Path) -> set[str]:
    return {finding.code for finding in verify(package)}


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=lambda one: one.name)
def test_tampering_is_caught(files: Files, tampering: Tampering, tmp_path: Path) -> None:
    """Exactly the codes that say what was done are found."""
    before = dict(files)
    tampering.do(files)
    assert files != before
    if tampering.sealed:
        sealed(files)
    assert codes(unpacked(files, tmp_path / NAME)) == set(tampering.codes.split())


@pytest.mark.parametrize("tampering", HARMLESS, ids=lambda one: one.name)
def test_what_is_allowed_is_no_tampering(
    files: Files, tampering: Tampering, tmp_path: Path
) -> None:
    """What the specifications allow is not told."""
    test_tampering_is_caught(files, tampering, tmp_path)


def test_nothing_is_found_in_our_package(package: Path, tmp_path: Path) -> None:
    """As a zip, as a folder and as a tar; all files were read, by both algorithms."""
    folder = unpacked(members(package), tmp_path / NAME)
    archive = tmp_path / "sip.tar"
    with tarfile.open(archive, "w") as tar:
        tar.add(folder, NAME)
    for path in (package, folder, archive):
        verdict = examine(path, jobs=2)
        assert verdict.findings == ()
        assert (verdict.kind, verdict.algorithms) == ("SIP", ("sha256", "sha512"))


def test_sealing_anew_changes_nothing(files: Files) -> None:
    """The tool of these tests writes METS as the builder does."""
    before = dict(files)
    assert sealed(files) == before


def test_a_folder_of_another_name_is_another_package(files: Files, tmp_path: Path) -> None:
    """The folder is part of the package's identity."""
    assert codes(unpacked(files, tmp_path / "renamed")) == {"FZ771"}


def test_an_undated_package_is_told_as_a_note(tmp_path: Path) -> None:
    """A package that nobody dated is sound, and says that it bears no date."""
    found = verify(packed(encoded(tmp_path, sidecar=""), tmp_path))
    assert [(one.code, one.level) for one in found] == [("FZ790", Level.NOTE)]


def test_every_code_is_caught_somewhere() -> None:
    """Each code of the kind is found after some tampering, of which there are many."""
    found = {code for one in TAMPERINGS for code in one.codes.split()}
    assert found >= {code.code for code in CODES}
    assert len({one.name for one in TAMPERINGS}) == len(TAMPERINGS) >= 60
