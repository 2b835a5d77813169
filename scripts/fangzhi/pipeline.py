"""The road of one edition: read, recognise, encode, check, build."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fangzhi import builders, doubts, metadata, readers
from fangzhi.archive import write_whole
from fangzhi.check.finding import Finding
from fangzhi.doubts import Doubt
from fangzhi.drafts import Draft, settled
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
from fangzhi.markup.slips import readable
from fangzhi.metadata import Metadata
from fangzhi.readings import readings
from fangzhi.setting import PLAIN, Setting
from fangzhi.source import Source
from fangzhi.tei.declaration import Marked
from fangzhi.tei.edition import Edition
from fangzhi.tei.encode import encode
from fangzhi.tei.plates import Plates
from fangzhi.tei.seal import is_untouched
from fangzhi.together import cores, together

OCR_SUFFIX = ".ocr"  # of the folder that OCR writes the pages of an edition to
WORTH_PROCESSES = 1 << 19  # bytes of TEI from which on processes gain more than they cost
# Roles that no single line can have: an end of a head, and what stands in columns.
UNDECIDABLE = (Role.ENTRY_REST, Role.TABLE)


@dataclass(frozen=True, slots=True)
class Job:
    """One edition to be made: its source, its name, and the repository that takes the results.

    `source` is a file or a folder. Where the edition is made of several `files`, it is what they
    are called together, and lies beside them without being there.
    """

    source: Path
    name: str
    folder: Path
    sidecar: Path
    metadata: Metadata
    profile: profiles.Profile | None  # None: to be chosen by looking at the text
    files: tuple[Path, ...] = ()

    @property
    def sources(self) -> Path:
        """The folder of the sources: `../source/` in the TEI file."""
        return self.source.parent

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
    marked: Marked | None
    plates: Plates

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
            f"order, {unsure} not certain; {self._readings()}every character accounted for"
        )

    def _readings(self) -> str:
        """What was done about the readings of an engine, where anything was."""
        marked = self.marked
        if marked is None or not (marked.corrected or marked.unclear):
            return ""
        corrected = _count(len(marked.corrected), "reading")
        return f"{corrected} corrected, {marked.unclear} unclear; "

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
        said = readings(self.source, self.marked)
        return doubts.as_json(self.name, self.source, self.outline, self.choice, self.decided, said)


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
    """The job for the source (a file or a folder, or its sidecar) at `given`.

    Raises `MetadataError` or `UsageError` for what is wrong in the sidecar, the profile or a name.
    """
    _refuse_decisions(given)
    folder = _is_folder(given)
    if folder and given.name in ("", ".."):
        given = given.resolve()
    if folder and (given.name == "source" or (given / "source").is_dir()):
        raise UsageError(
            "is the folder of many sources, not one of them",
            where=given,
            remedy="name a file in it, or a folder there that has the pages of one edition",
        )
    stem = given.name.removesuffix(OCR_SUFFIX) if folder else given.stem
    sidecar = given.with_name(f"{stem}.toml")
    # Whatever has that name is meant as the sidecar: to pass it over would lose what it states.
    known = metadata.read(sidecar) if os.path.lexists(sidecar) else Metadata()
    files = tuple(given.parent / one for one in known.text_files)
    source = given
    if given == sidecar and not files:
        source = _text_of(sidecar, known)
    elif given != sidecar and given not in files:
        files = ()  # what is named counts
    name = name or known.id or (stem if folder or files else source.stem)
    if source.is_dir():
        name = name.removesuffix(OCR_SUFFIX)
    check_name(name)
    return Job(
        source=sidecar.with_name(name) if files else source,
        name=name,
        folder=out or repository_of(given, "source"),
        sidecar=sidecar,
        metadata=known,
        profile=_profile(profile, known, sidecar),
        files=files,
    )


def plan_together(given: Sequence[Path], out: Path | None, name: str, profile: str = "") -> Job:
    """The job for the edition `name` that the files `given` make together, in their order.

    Its sidecar is `name.toml` in the folder of the sources: that which is called so, or else the
    one that has all the files.
    """
    check_name(name)
    for one in given:
        _refuse_decisions(one)
        if _is_folder(one) or one.suffix == ".toml":
            raise UsageError(
                "is not a file of text, so it cannot be one of several",
                where=one,
                remedy="name files, or one folder or sidecar alone",
            )
    if len(set(given)) < len(given):
        raise UsageError("one file is named twice", where=name, remedy="name each file once")
    folders = [file.absolute().parent for file in given]
    common = Path(os.path.commonpath(folders))
    home = next((one for one in (common, *common.parents) if one.name == "source"), common)
    sidecar = home / f"{name}.toml"
    known = metadata.read(sidecar) if os.path.lexists(sidecar) else Metadata()
    return Job(
        source=home / name,
        name=name,
        folder=out or repository_of(sidecar, "source"),
        sidecar=sidecar,
        metadata=known,
        profile=_profile(profile, known, sidecar),
        files=tuple(file.absolute() for file in given),
    )


def _is_folder(given: Path) -> bool:
    try:
        return given.is_dir()
    except OSError as error:
        raise SourceError(
            f"{error.strerror}", where=str(given)[:80], remedy="check the path"
        ) from error


def _refuse_decisions(given: Path) -> None:
    if given.name.endswith(decisions.SUFFIX):
        raise UsageError(
            "holds decisions about a text, and is no source",
            where=given,
            remedy="name the text that lies beside it; its decisions are read with it",
        )


def _text_of(sidecar: Path, known: Metadata) -> Path:
    """The text of a sidecar: the one that it names, else that or the folder which has its name."""
    if known.text_file:
        return sidecar.with_name(known.text_file)
    text = sidecar.with_suffix(".txt")
    folders = (sidecar.with_suffix(""), sidecar.with_suffix(OCR_SUFFIX))
    return next((one for one in folders if one.is_dir() and not text.exists()), text)


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


def encode_source(job: Job, jobs: int = 1) -> Result:
    """Read, recognise and encode; nothing is written. Raises what each of these raises.

    A long text is recognised by `jobs` processes.
    """
    source = _read(job)
    choice = Choice(job.profile, "it was asked for") if job.profile else choose(source)
    decided = _decisions(job, source, choice.profile)
    outline = recognise(readable(source), choice.profile, decided, jobs)
    require_obeyed(outline, source, decided)
    encoded = encode(source, outline, job.metadata, choice.profile, job.name)
    unmatched = (
        f"{job.sidecar}: no caption begins with {picture.caption!r}; its picture is left out"
        for picture in encoded.unmatched_pictures
    )
    unstated = () if job.metadata.stated else (_without_sidecar(job),)
    lacking = (f"{job.source}: {notice}" for notice in encoded.plates.notices)
    return Result(
        encoded.data,
        source,
        outline,
        (*source.notices, *unmatched, *unstated, *lacking),
        choice,
        job.name,
        decided,
        encoded.marked,
        encoded.plates,
    )


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
    if not job.files and not job.source.exists() and job.metadata.stated:
        whole = f" (it must have the SHA-256 {stated})" if stated else ""
        raise SourceError(
            "the text of this edition is not here", where=job.source, remedy=f"put it there{whole}"
        )
    if job.files:
        source = readers.read_files(job.source, job.files, job.metadata.text_encoding)
    else:
        source = readers.read(job.source, job.metadata.text_encoding, job.metadata.text_group)
    if stated and source.sha256 != stated:
        raise MetadataError(
            f"the sidecar is for another text: its SHA-256 is {stated}, that of {job.source.name} "
            f"is {source.sha256}",
            where=job.sidecar,
            remedy="restore the text, or correct the key 'text.sha256'",
        )
    return source


def write_tei(job: Job, result: Result, force: bool = False) -> None:
    """Write the TEI file with its pictures, unless somebody edited one since (`EditedError`).

    The pictures come first, so that the TEI file never names one that is not there.
    """
    if _is_of_source(job.tei, job, result.source):
        raise UsageError(
            "is the source itself and would be overwritten",
            where=job.tei,
            remedy="choose another folder with --out",
        )
    if job.tei.is_file() and not force:
        standing = job.tei.read_bytes()
        if standing == result.data:
            _write_plates(job, result, keep=True)
            return
        if not is_untouched(standing):
            raise EditedError(
                "was edited since it was encoded, and is kept as it is",
                where=job.tei,
                remedy="build from it with 'fangzhi build', or encode anew with --force",
            )
    _write_plates(job, result, force)
    write_whole(job.tei, result.data)


def _is_of_source(path: Path, job: Job, source: Source) -> bool:
    """Whether a file is the source, one of its files, or lies in the folder that is the source."""
    if job.source.is_dir() and path.resolve().is_relative_to(job.source.resolve()):
        return True
    files = (job.source, *(file.path for file in source.files))
    return path.exists() and any(file.exists() and path.samefile(file) for file in files)


def _write_plates(job: Job, result: Result, force: bool = False, keep: bool = False) -> None:
    """Write the pictures of an edition to `tei/ID/`.

    Pictures have no seal: one that stands there with other bytes may be a person's work. With
    `keep` it stays, with `force` it is replaced, else none is written (`EditedError`).
    """
    folder = job.tei.parent / job.name
    pending = []
    for plate in result.plates.plates:
        path, data = folder / plate.name, result.plates.read(plate)
        if path.is_file() and (keep or path.read_bytes() == data):
            continue
        if os.path.lexists(path) and not force:
            raise EditedError(
                "is another picture than the source has there, and is kept as it is",
                where=path,
                remedy="move it away, or encode anew with --force",
            )
        pending.append(plate)
    for plate in pending:
        write_whole(folder / plate.name, result.plates.read(plate))


def check_report(job: Job, path: Path) -> None:
    """Raise `UsageError` unless the report of a job may be written to `path`.

    It never takes the place of a file of the edition, nor of any file but a report.
    """
    build = job.folder / "build"
    packages = (build / f"{job.name}{builders.builder(n).SUFFIX}" for n in builders.names())
    own = [job.source, *job.files, job.sidecar, job.decisions, job.tei, *packages]
    inside = job.source.is_dir() and path.resolve().is_relative_to(job.source.resolve())
    if inside or path.resolve() in [one.resolve() for one in own] or not _may_be_replaced(path):
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
    """All findings of an edition, which knows them from then on."""
    from fangzhi.check.run import check_edition as check

    found = check(edition.path, edition.tree, edition.source_file, edition.source_folder)
    edition.findings = found
    return found


def check_written(job: Job) -> list[Finding]:
    """All findings of the edition that a job wrote."""
    return check_edition(Edition(job.tei, job.sources))


def jobs_for(tei: Path) -> int:
    """How many processes are worth their cost for an edition."""
    return cores() if tei.stat().st_size >= WORTH_PROCESSES else 1


def build(
    edition: Edition,
    folder: Path,
    wanted: list[str],
    setting: Setting = PLAIN,
    jobs: int = 1,
    drafts: Sequence[Draft] = (),
) -> Iterator[Path]:
    """Make the `wanted` packages and those that they need in `folder`; yields each path.

    With `jobs` above 1, those that need nothing of one another are made at the same time. `drafts`
    are what `begun_packages` began of the same ones.
    """
    for stage in builders.in_stages(wanted):
        steps = builders.steps(stage, edition, folder, setting)
        if drafts:
            yield from map(partial(settled, folder), drafts, steps)
            drafts = ()
        else:
            yield from together(steps, jobs)
