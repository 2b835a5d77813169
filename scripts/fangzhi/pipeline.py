"""The road of one edition: read, recognise, encode, check, build."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fangzhi import builders, doubts, metadata, readers
from fangzhi.archive import write_whole
from fangzhi.check.finding import Finding
from fangzhi.doubts import Doubt
from fangzhi.errors import EditedError, MetadataError, SourceError, UsageError
from fangzhi.markup import decisions, furniture
from fangzhi.markup import profile as profiles
from fangzhi.markup.assembly import recognise
from fangzhi.markup.certainty import Certainty
from fangzhi.markup.choice import Choice, choose
from fangzhi.markup.decisions import Decisions
from fangzhi.markup.obeyed import require_obeyed
from fangzhi.markup.outline import Outline
from fangzhi.markup.roles import Role
from fangzhi.metadata import Metadata
from fangzhi.setting import PLAIN, Setting
from fangzhi.source import Source
from fangzhi.tei.edition import Edition
from fangzhi.tei.encode import encode
from fangzhi.tei.seal import is_untouched

# Roles that no single line can have: an end of a head, and what stands in columns.
UNDECIDABLE = (Role.ENTRY_REST, Role.TABLE)


@dataclass(frozen=True, slots=True)
class Job:
    """One edition to be made: its source, its name, and the repository that takes the results."""

    source: Path
    name: str
    folder: Path
    sidecar: Path
    metadata: Metadata
    profile: profiles.Profile | None  # None: to be chosen by looking at the text

    @property
    def tei(self) -> Path:
        """Where the TEI file goes."""
        return self.folder / "tei" / f"{self.name}.xml"

    @property
    def decisions(self) -> Path:
        """Where a person's decisions about the text lie, if there are any."""
        return decisions.path_beside(self.sidecar, self.name)


@dataclass(frozen=True, slots=True)
class Result:
    """A TEI file in memory, what it was made from, and remarks for the person who waits for it."""

    data: bytes
    source: Source
    outline: Outline
    notices: tuple[str, ...]
    choice: Choice
    name: str
    decided: Decisions

    def summary(self) -> str:
        """The counts of one edition in one line."""
        outline, joins = self.outline, self.outline.joins
        counts = (
            _count(len(outline.headed()), "section"),
            _count(len(outline.entries()), "entry", "entries"),
            _count(len(outline.passages()), "paragraph"),
            _count(len(outline.pictures()), "picture"),
        )
        moved = sum(join.moved for join in joins)
        unsure = sum(join.certainty is not Certainty.HIGH for join in joins)
        return (
            f"{', '.join(counts)}; {_count(len(joins), 'cut text')} joined, {moved} of them out of "
            f"order, {unsure} not certain; every character accounted for"
        )

    def joins(self) -> list[str]:
        """A line for each join: where the first text ends, how sure it is, the seam, and why."""
        return [
            f"{self.source.path}:{join.line}:{join.column}: {join.certainty}, {join.told()}"
            for join in doubts.find_joins(self.outline, self.source)
        ]

    def doubts(self) -> list[Doubt]:
        """What a person should look at, least sure first."""
        return doubts.find_doubts(self.outline, self.source, self.choice.profile, self.decided)

    def report(self) -> bytes:
        """The doubts, and every join and role with its reasons and probability, as JSON."""
        return doubts.as_json(self.name, self.source, self.outline, self.choice, self.decided)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


_NAME = re.compile(r"[^\x00-\x1f\x7f/\\:*?\"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
LONGEST_NAME = 200  # bytes: the suffixes of the packages come on top


def check_name(name: str) -> None:
    """Raise `UsageError` unless `name` can name the files of an edition on every system."""
    plain = _NAME.fullmatch(name) and name == name.strip() and not name.startswith((".", "-"))
    try:
        short = len(name.encode()) <= LONGEST_NAME
    except UnicodeEncodeError:  # a file name that is no text
        plain = short = False
    if not plain or name.endswith(".") or not short:
        raise UsageError(
            f"{name[:60]!r} cannot be the ID of an edition",
            remedy="use letters, digits, - and _ in the file's name, in the sidecar or in --id",
        )


def plan(given: Path, out: Path | None, name: str = "", profile: str = "") -> Job:
    """The job for the source (or its sidecar) at `given`.

    Raises `MetadataError` or `UsageError` for what is wrong in the sidecar, the profile or a name.
    """
    try:
        folder = given.is_dir()
    except OSError as error:
        raise SourceError(
            f"{error.strerror}", where=str(given)[:80], remedy="check the path"
        ) from error
    if folder:
        raise SourceError("is a folder, not a file", where=given, remedy="name a source file in it")
    if given.name.endswith(decisions.SUFFIX):
        raise UsageError(
            "holds decisions about a text, and is no source",
            where=given,
            remedy="name the text that lies beside it; its decisions are read with it",
        )
    sidecar = given.with_suffix(".toml")
    # Whatever has that name is meant as the sidecar: to pass it over would lose what it states.
    known = metadata.read(sidecar) if os.path.lexists(sidecar) else Metadata()
    source = given
    if given.suffix == ".toml":
        source = given.with_name(known.text_file or f"{given.stem}.txt")
    name = name or known.id or source.stem
    check_name(name)
    return Job(
        source=source,
        name=name,
        folder=out or repository_of(given, "source"),
        sidecar=sidecar,
        metadata=known,
        profile=_profile(profile, known, sidecar),
    )


def _profile(wanted: str, known: Metadata, sidecar: Path) -> profiles.Profile | None:
    """The profile that the user names, else the one of the sidecar, beside which a file may lie."""
    if wanted or not known.profile:
        return profiles.load(wanted) if wanted else None
    beside = sidecar.parent / known.profile
    own = known.profile.endswith(".toml") and beside.is_file()
    return profiles.load(str(beside) if own else known.profile)


def repository_of(file: Path, stage: str) -> Path:
    """The edition repository that a file of one stage lies in (`source`, `tei`).

    That is the folder above the stage's folder; for a file that lies elsewhere the current folder.
    """
    folder = file.absolute().parent
    return folder.parent if folder.name == stage else Path.cwd()


def encode_source(job: Job) -> Result:
    """Read, recognise and encode; nothing is written. Raises what each of these raises."""
    source = _read(job)
    choice = Choice(job.profile, "it was asked for") if job.profile else choose(source)
    decided = _decisions(job, source, choice.profile)
    outline = recognise(source, choice.profile, decided)
    require_obeyed(outline, source, decided)
    encoded = encode(source, outline, job.metadata, choice.profile, job.name)
    unmatched = (
        f"{job.sidecar}: no caption begins with {picture.caption!r}; its picture is left out"
        for picture in encoded.unmatched_pictures
    )
    unstated = () if job.metadata.stated else (_without_sidecar(job),)
    notices = (*source.notices, *unmatched, *unstated)
    return Result(encoded.data, source, outline, notices, choice, job.name, decided)


def _decisions(job: Job, source: Source, profile: profiles.Profile) -> Decisions:
    """What a person decided about this text, in a file beside it."""
    if not os.path.lexists(job.decisions):
        return decisions.NONE
    roles = [role.value for role in Role if role not in UNDECIDABLE]
    levels = [level.kind for level in profile.levels]
    return decisions.read(job.decisions, source, [*roles, *furniture.KINDS], levels)


def _without_sidecar(job: Job) -> str:
    return (
        f"no sidecar ({job.sidecar.name}): the header says that publisher, source and rights are "
        "not known"
    )


def _read(job: Job) -> Source:
    """The source, which must have the digest that the sidecar states."""
    stated = job.metadata.text_sha256
    if not job.source.exists() and job.metadata.stated:
        whole = f" (it must have the SHA-256 {stated})" if stated else ""
        raise SourceError(
            "the text of this edition is not here", where=job.source, remedy=f"put it there{whole}"
        )
    source = readers.read(job.source, job.metadata.text_encoding)
    if stated and source.sha256 != stated:
        raise MetadataError(
            f"the sidecar is for another text: its SHA-256 is {stated}, that of {job.source.name} "
            f"is {source.sha256}",
            where=job.sidecar,
            remedy="restore the text, or correct the key 'text.sha256'",
        )
    return source


def write_tei(job: Job, result: Result, force: bool = False) -> None:
    """Write the TEI file, unless somebody edited it since we wrote it (`EditedError`)."""
    if job.tei.exists() and job.source.exists() and job.tei.samefile(job.source):
        raise UsageError(
            "is the source itself and would be overwritten",
            where=job.tei,
            remedy="choose another folder with --out",
        )
    if job.tei.is_file() and not force:
        standing = job.tei.read_bytes()
        if standing == result.data:
            return
        if not is_untouched(standing):
            raise EditedError(
                "was edited since it was encoded, and is kept as it is",
                where=job.tei,
                remedy="build from it with 'fangzhi build', or encode anew with --force",
            )
    write_whole(job.tei, result.data)


def check_report(job: Job, path: Path) -> None:
    """Raise `UsageError` unless the report of a job may be written to `path`.

    It never takes the place of a file of the edition, nor of any file but a report.
    """
    build = job.folder / "build"
    packages = (build / f"{job.name}{builders.builder(n).SUFFIX}" for n in builders.names())
    own = (job.source, job.sidecar, job.decisions, job.tei, *packages)
    if path.resolve() in [file.resolve() for file in own] or not _may_be_replaced(path):
        raise UsageError(
            "is there already, or belongs to the edition, and is no report",
            where=path,
            remedy="choose another name with --report",
        )


def _may_be_replaced(path: Path) -> bool:
    """Whether nothing is there, or nothing but an empty file or an earlier report."""
    if not os.path.lexists(path):
        return True
    try:
        return path.is_file() and (not path.stat().st_size or doubts.is_report(path.read_bytes()))
    except OSError:  # what cannot be read is not ours
        return False


def check_edition(edition: Edition) -> list[Finding]:
    """All findings of an edition."""
    from fangzhi.check.run import check_edition as check

    return check(edition.path, edition.tree, edition.source_file)


def build(
    edition: Edition, folder: Path, wanted: list[str], setting: Setting = PLAIN
) -> Iterator[Path]:
    """Make the `wanted` packages and those that they need in `folder`; yields each path."""
    for name in builders.in_order(wanted):
        yield builders.builder(name).build(edition, folder, setting)
