"""E-ARK information packages: CSIP 2.2.0 and SIP 2.2.0, and what their rules do not reach.

Everything that is there must be listed and be as it was; every pointer must lead to what it means;
PREMIS and METS must not contradict each other nor the calendar. The schemas of METS and PREMIS are
not asked: they see none of this, and say nothing that would be missed here.
"""

from __future__ import annotations

from collections.abc import Iterator

from fangzhi.verify._sip_codes import SIP_CODES
from fangzhi.verify._sip_mets import NAME as METS
from fangzhi.verify._sip_mets import Entry, MetsFile, identity
from fangzhi.verify._sip_premis import Described, PremisFile, late, links
from fangzhi.verify.container import Container
from fangzhi.verify.digests import ALGORITHMS, WEAK, Digest, Digests
from fangzhi.verify.problems import ERROR, NOTE, WARNING, Problem

NAME = "SIP"
CODES = SIP_CODES
_UNDATED = "1980-01-01"
_REPRESENTATIONS = "representations/"


def recognises(container: Container) -> bool:
    """A package has METS.xml; one that lost it still has that of a representation."""
    return METS in container or any(_is_representation(name) for name in container.files)


def check(container: Container, digests: Digests) -> Iterator[Problem]:
    """Everything that is wrong with a package."""
    package = _Package(container)
    yield from package.problems()
    yield from package.fixity(digests)


def _is_representation(name: str) -> bool:
    """Whether a file is the METS of a representation (representations/NAME/METS.xml)."""
    folder, _, rest = name.removeprefix(_REPRESENTATIONS).partition("/")
    return name.startswith(_REPRESENTATIONS) and bool(folder) and rest == METS


class _Package:
    """One package: its METS and PREMIS files, and what they say of the others."""

    def __init__(self, container: Container) -> None:
        self.container = container
        self.whole = MetsFile(container, METS)
        pointed = [name for name in self.whole.pointers if name in container]
        here = [name for name in container.files if _is_representation(name)]
        self.strays = [name for name in here if name not in pointed]
        self.mets = [self.whole, *(MetsFile(container, name) for name in pointed)]
        self.entries = [entry for mets in self.mets for entry in mets.entries]
        histories = [
            entry.path
            for entry in self.entries
            if entry.is_metadata and entry.use.startswith("PREMIS")
        ]
        self.premis = [PremisFile(container, name) for name in dict.fromkeys(histories)]
        self.described = {path: found for file in self.premis for path, found in file.files.items()}

    def problems(self) -> Iterator[Problem]:
        """What is wrong but for the digests."""
        for mets in self.mets:
            yield from mets.problems
            yield from identity(self.container, mets)
        for file in self.premis:
            yield from file.problems
        yield from self._pointers()
        yield from self._listing()
        yield from self._date()
        yield from links(self.premis)
        yield from late(self.premis, self.whole.made)
        yield from self._histories()

    def _pointers(self) -> Iterator[Problem]:
        """[CSIP105–112] That every representation is tied to the package, and nothing else."""
        for name in self.whole.pointers:
            if not _is_representation(name) or name not in self.container:
                message = f"points to {name}, which is no METS file of a representation; correct it"
                yield Problem("FZ782", ERROR, message, METS)
        for name in self.strays:
            message = "is a representation that the structural map does not point to; add it there"
            yield Problem("FZ782", ERROR, message, name)

    def _listing(self) -> Iterator[Problem]:
        """That what is listed is there, and what is there is listed."""
        if self.whole.root is None:
            return  # told already, and all files would be told too
        listed = {METS}
        for entry in self.entries:
            listed.add(entry.path)
            if entry.path not in self.container:
                message = f"is not there, and {entry.mets} lists it; find it in another copy"
                yield Problem("FZ775", ERROR, message, entry.path)
        for name in self.container.files:
            if name not in listed:
                message = "is in no METS file; take it away, or make the package anew"
                yield Problem("FZ776", ERROR, message, name)

    def _date(self) -> Iterator[Problem]:
        if self.whole.made.startswith(_UNDATED):
            message = "is dated 1 January 1980, as if it had no date; state 'date' in the sidecar"
            yield Problem("FZ790", NOTE, message, METS)

    def _histories(self) -> Iterator[Problem]:
        """Files that PREMIS describes and that are not there, and the other way round."""
        if not any(path in self.container for path in self.described):
            return  # it names its objects otherwise
        for path, found in self.described.items():
            if path not in self.container:
                message = f"is not there, and {found.premis} describes it; find it in another copy"
                yield Problem("FZ788", ERROR, message, path)
        own = {METS, *(one.name for one in self.premis), *(one.name for one in self.mets)}
        for name in self.container.files:
            if name not in own and name not in self.described:
                message = "is described by no PREMIS file; make the package anew"
                yield Problem("FZ789", WARNING, message, name)

    # ------------------------------------------------------------ digests

    def fixity(self, digests: Digests) -> Iterator[Problem]:
        """Whether every file is what METS and PREMIS say; every file is read once."""
        wanted: dict[str, set[str]] = {name: set() for name in self.container.files}
        for entry in self.entries:
            yield from _weak(entry)
            if entry.path in wanted and (known := _algorithm(entry.algorithm)):
                wanted[entry.path].add(known)
        for path, described in self.described.items():
            if path in wanted:
                wanted[path] |= set(filter(None, map(_algorithm, described.digests)))
        found = {name: digest for name, digest in digests(wanted).items() if not digest.failed}
        for entry in self.entries:
            if digest := found.get(entry.path):
                yield from _compare_entry(entry, digest)
        for path, described in self.described.items():
            if digest := found.get(path):
                yield from _compare_described(path, described, digest)


def _algorithm(name: str) -> str:
    """The name of an algorithm as `digests` knows it (SHA-256 is sha256); empty if it does not."""
    plain = name.lower().replace("-", "").replace("_", "")
    return plain if plain in ALGORITHMS else ""


def _weak(entry: Entry) -> Iterator[Problem]:
    known = _algorithm(entry.algorithm)
    if entry.algorithm and not known:
        message = f"has a digest by {entry.algorithm}, which was not compared; use SHA-256"
        yield Problem("FZ778", WARNING, message, entry.path)
    elif known in WEAK:
        message = f"has a digest by {entry.algorithm}, which can be forged; use SHA-256"
        yield Problem("FZ778", WARNING, message, entry.path)


def _compare_entry(entry: Entry, digest: Digest) -> Iterator[Problem]:
    remedy = "it is damaged or was changed; take it from another copy"
    if entry.size >= 0 and entry.size != digest.size:
        message = f"has {digest.size} bytes, and {entry.mets} says {entry.size}: {remedy}"
        yield Problem("FZ777", ERROR, message, entry.path)
        return
    computed = digest.values.get(_algorithm(entry.algorithm))
    if computed and entry.digest and computed != entry.digest:
        message = f"has another {entry.algorithm} than {entry.mets} says: {remedy}"
        yield Problem("FZ777", ERROR, message, entry.path)


def _compare_described(path: str, described: Described, digest: Digest) -> Iterator[Problem]:
    wrong = [
        name
        for name, stated in described.digests.items()
        if (known := _algorithm(name)) and digest.values.get(known) != stated
    ]
    if 0 <= described.size != digest.size:
        wrong.insert(0, "size")
    if wrong:
        message = f"has another {' and '.join(wrong)} than {described.premis} says"
        yield Problem("FZ788", ERROR, f"{message}; take it from another copy", path)
