"""What happened to an edition, as PREMIS events: only what its header or this very run shows.

The header shows when the text was encoded, by which program, from which transcription, and who
changed it since. The run shows that digests were compared and made, that the TEI file was checked,
that the reading editions were made, and that all was packed.
"""

from __future__ import annotations

import hashlib
import importlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from fangzhi import __version__
from fangzhi.builders._packed import UNKNOWN_DAY, Day, Packed
from fangzhi.builders._premis import Agent, Event
from fangzhi.check.finding import Finding, Level
from fangzhi.crosswalk.people import RELATORS, Person, people
from fangzhi.crosswalk.record import Gap
from fangzhi.resources import schema_folder
from fangzhi.setting import Setting
from fangzhi.tei.edition import Edition
from fangzhi.tei.seal import PREFIX as SEAL
from fangzhi.tei.seal import is_untouched

PROGRAM = "fangzhi"
NOBODY = Agent("", "")  # the header does not say who it was
HELD_TO = ("fangzhi.rng", "fangzhi.sch")  # what `check` holds the TEI file to
_KINDS = {"person": "person", "organisation": "organization", "software": "software"}


class Events:
    """The events of one edition, numbered in the order in which they are asked for."""

    def __init__(self, edition: Edition, day: Day) -> None:
        self.edition, self.day = edition, day
        self.agents = Agents(edition)
        self._number = 0

    def _event(
        self,
        kind: str,
        detail: str,
        outcome: str = "success",
        note: str = "",
        *,
        day: str = "",
        agent: Agent | None = None,
        sources: Iterable[str] = (),
        results: Iterable[str] = (),
    ) -> Event:
        """An event; without `day` and `agent` it is one of this run."""
        self._number += 1
        return Event(
            f"event.{self._number}",
            kind,
            day or self.day.text,
            detail,
            outcome,
            note,
            None if agent is NOBODY else agent or self.agents.running,
            tuple(sources),
            tuple(results),
        )

    # ------------------------------------------------------------ the transcription

    def of_source(self, files: Sequence[Packed]) -> Iterator[Event]:
        """That the transcription was taken in, and that it is still what it was then."""
        digest = self.edition.printed_source.get("sha256", "")
        if not digest or not files:
            return
        urls = [file.url for file in files]
        whole = "list of its files with the SHA-256 of each" if self.edition.sources else ""
        if encoder := self.agents.encoder:
            yield self._event(
                "ingestion",
                "The transcription was read whole, and its SHA-256 was put into the header of the "
                "TEI file that was made from it.",
                note=f"SHA-256{f' of the {whole}' if whole else ''}: {digest}",
                day=self._encoded(),
                agent=encoder,
                results=urls,
            )
        differing = self._differing(files, digest)
        yield self._event(
            "fixity check",
            "The SHA-256 of the transcription was compared with that in the header of the TEI "
            "file.",
            "fail" if differing else "success",
            " ".join(differing) or "They are equal.",
            sources=urls,
        )

    def _differing(self, files: Sequence[Packed], digest: str) -> list[str]:
        """A sentence for each file of the transcription that is not there, or is another now."""
        if not self.edition.sources:
            same = files[0].sha256 == digest
            return [] if same else [f"The header has {digest}, the file {files[0].sha256}."]
        here = {file.original: file.sha256 for file in files}
        told = []
        for one in self.edition.sources:
            now = here.get(f"source/{one.path}", "")
            if now != one.sha256:
                is_now = f"the file {now}" if now else "the file is not there"
                told.append(f"{one.path}: the header has {one.sha256}, {is_now}.")
        return told

    def _encoded(self) -> str:
        """The day on which the text was encoded, as far as the header knows it."""
        return self.edition.program[2] or UNKNOWN_DAY

    # ------------------------------------------------------------ the TEI file

    def of_tei(self, tei: Packed, source: Sequence[Packed]) -> Iterator[Event]:
        """How the TEI file came to be, who changed it, and what is found in it now."""
        sources = [one.url for one in source]
        yield from self._encoding(tei, sources)
        yield from self._changes(tei)
        yield from self._seal(tei)
        yield from self._validation(tei, sources)

    def _encoding(self, tei: Packed, sources: list[str]) -> Iterator[Event]:
        encoder = self.agents.encoder
        if not encoder:
            return
        told = {practice.kind: practice.text for practice in reversed(self.edition.practices)}
        recognised = [
            told[kind] for kind in ("segmentation", "hyphenation", "correction") if kind in told
        ]
        about = {"day": self._encoded(), "agent": encoder, "results": [tei.url]}
        yield self._event(
            "creation",
            "The structure of the transcription was recognised and encoded as TEI P5.",
            note=" ".join(recognised),
            sources=sources,
            **about,  # type: ignore[arg-type]
        )
        if "normalization" in told:
            yield self._event("normalization", told["normalization"], sources=sources, **about)  # type: ignore[arg-type]

    def _changes(self, tei: Packed) -> Iterator[Event]:
        """The revisions that the header lists, but for one of the program's: the encoding."""
        encoder = self.agents.encoder
        for change in self.edition.changes:
            agent = self.agents.named(change.who)
            if agent and agent == encoder:
                encoder = None  # the next one of the program is another
                continue
            yield self._event(
                "modification",
                change.text or "The header says no more.",
                day=change.when or UNKNOWN_DAY,
                agent=agent or NOBODY,
                results=[tei.url],
            )

    def _seal(self, tei: Packed) -> Iterator[Event]:
        if SEAL.encode() not in tei.data:
            return
        same = is_untouched(tei.data)
        yield self._event(
            "fixity check",
            "The TEI file was compared with the seal in its header, which is its digest as the "
            "program wrote it.",
            "success" if same else "warning",
            "It is as the program wrote it." if same else "It was edited since.",
            sources=[tei.url],
        )

    def _validation(self, tei: Packed, sources: list[str]) -> Iterator[Event]:
        findings = _findings(self.edition)
        apart = ("FZ301", "FZ302")  # what the account of the transcription says
        others = [finding for finding in findings if finding.code not in apart]
        yield self._event(
            "validation",
            f"The TEI file was checked (fangzhi check): {_held_to()}; pointers, pictures, dates, "
            "languages and characters.",
            _outcome(others),
            _counted(others),
            sources=[tei.url],
        )
        if any(finding.code == "FZ302" for finding in findings) or not sources:
            return
        account = [finding for finding in findings if finding.code == "FZ301"]
        yield self._event(
            "validation",
            "The text was compared with the transcription, character by character.",
            _outcome(account),
            f"Differences: {len(account)}." if account else "Every character stands in it once.",
            sources=[tei.url, *sources],
        )

    # ------------------------------------------------------------ what was made of it

    def of_migration(self, tei: Packed, made: Packed, setting: Setting) -> Event:
        """That a reading edition was made from the TEI file."""
        return self._event(
            "migration",
            f"{made.format.name} made from the TEI file; lines {setting.direction}, punctuation "
            f"{setting.punctuation}.",
            sources=[tei.url],
            results=[made.url],
        )

    def of_package(
        self,
        tei: Packed,
        files: Iterable[str],
        records: Iterable[Packed],
        gaps: Iterable[Gap],
        name: str,
    ) -> Iterator[Event]:
        """That metadata were taken from the header, digests were made, and all was packed."""
        missing = " ".join(f"{gap.message}." for gap in gaps)
        results = [record.url for record in records]
        yield self._event(
            "metadata extraction",
            "Descriptions of the edition were made from the header of the TEI file.",
            "warning" if missing else "success",
            missing,
            sources=[tei.url],
            results=results,
        )
        yield self._event(
            "message digest calculation",
            "SHA-512 and SHA-256 of every file of the package but its METS and PREMIS files.",
            sources=files,
        )
        yield self._event(
            "information package creation",
            "The edition was packed as an E-ARK SIP 2.2.0.",
            results=[name],
        )


class Agents:
    """Who and what has a part in the edition, each once."""

    def __init__(self, edition: Edition) -> None:
        self.running = Agent(f"agent.{PROGRAM}-{__version__}", PROGRAM, "software", __version__)
        name, version, _ = edition.program
        self.encoder: Agent | None = None
        if name:
            encoder = Agent(f"agent.{name}-{version}", name, "software", version)
            self.encoder = self.running if encoder.id == self.running.id else encoder
        self.programs = list(dict.fromkeys(filter(None, (self.encoder, self.running))))
        self._others: dict[str, Agent] = {}
        self._of_header(edition)

    def _of_header(self, edition: Edition) -> None:
        parts: dict[str, list[Person]] = {}
        known = {program.name for program in self.programs}
        for person in people(edition):
            if not (person.kind == "software" and person.name in known):
                parts.setdefault(person.name, []).append(person)
        if edition.publisher:
            parts.setdefault(edition.publisher, []).append(Person(edition.publisher, "", "pbl"))
        for name, played in parts.items():
            kind = next((_KINDS[person.kind] for person in played if person.kind), "")
            self._enter(name, kind, tuple(_note(person) for person in played))

    def _enter(self, name: str, kind: str = "", notes: tuple[str, ...] = ()) -> Agent:
        number = len(self._others) + 1
        return self._others.setdefault(name, Agent(f"agent.{number}", name, kind, notes=notes))

    def named(self, name: str) -> Agent | None:
        """The agent called `name`, a program before all others; None for an empty name."""
        if not name:
            return None
        found = next((program for program in self.programs if program.name == name), None)
        return found or self._enter(name)

    def all(self) -> list[Agent]:
        """All agents, programs first."""
        return [*self.programs, *self._others.values()]


def _note(person: Person) -> str:
    """The part that somebody played: MARC's word, and the edition's own."""
    word = RELATORS[person.relator]
    return f"{word}: {person.label}" if person.label else word


def _findings(edition: Edition) -> Sequence[Finding]:
    if edition.findings is not None:
        return edition.findings
    # By name, and only when a package is built: `check` may read transcriptions, which builders
    # know nothing of (as `builders.builder` finds the builders themselves).
    check = importlib.import_module("fangzhi.check.run")
    found: list[Finding] = check.check_edition(
        edition.path, edition.tree, edition.source_file, edition.source_folder
    )
    return found


def _held_to() -> str:
    """The schemas that decide over validity, with their digests."""
    parts = []
    for name in HELD_TO:
        data = (schema_folder() / name).read_bytes()
        parts.append(f"{name} (SHA-256 {hashlib.sha256(data).hexdigest()})")
    return ", ".join(parts)


def _outcome(findings: Iterable[Finding]) -> str:
    levels = {finding.level for finding in findings}
    if Level.ERROR in levels:
        return "fail"
    return "warning" if Level.WARNING in levels else "success"


def _counted(findings: Sequence[Finding]) -> str:
    """How many findings there are of each level, and of which codes."""
    levels = Counter(finding.level for finding in findings)
    text = ", ".join(f"{level}s: {levels[level]}" for level in Level)
    codes = sorted(Counter(finding.code for finding in findings).items())
    return f"{text}." + "".join(f" {code}: {number}." for code, number in codes)
