"""The road of one edition: read, recognise, encode, check, build."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fangzhi import builders, metadata, readers
from fangzhi.archive import write_whole
from fangzhi.check.finding import Finding
from fangzhi.errors import EditedError, MetadataError, SourceError
from fangzhi.markup import profile as profiles
from fangzhi.markup.outline import Outline, recognise
from fangzhi.metadata import Metadata
from fangzhi.source import Source
from fangzhi.tei.edition import Edition
from fangzhi.tei.encode import encode
from fangzhi.tei.seal import is_untouched


@dataclass(frozen=True, slots=True)
class Job:
    """One edition to be made: its source, its name, and the repository that takes the results."""

    source: Path
    name: str
    folder: Path
    sidecar: Path
    metadata: Metadata
    profile: profiles.Profile

    @property
    def tei(self) -> Path:
        """Where the TEI file goes."""
        return self.folder / "tei" / f"{self.name}.xml"


@dataclass(frozen=True, slots=True)
class Result:
    """A TEI file in memory, what it was made from, and remarks for the person who waits for it."""

    data: bytes
    source: Source
    outline: Outline
    notices: tuple[str, ...]

    def summary(self) -> str:
        """The counts of one edition in one line."""
        outline, joins = self.outline, self.outline.joins
        counts = (
            _count(len(outline.divisions("section")), "section"),
            _count(len(outline.divisions("entry")), "entry", "entries"),
            _count(len(outline.passages()), "paragraph"),
            _count(len(outline.pictures()), "picture"),
        )
        moved = sum(join.moved for join in joins)
        return (
            f"{', '.join(counts)}; {_count(len(joins), 'cut text')} joined, {moved} of them out of "
            "order; every character accounted for"
        )


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def plan(given: Path, out: Path | None, name: str = "", profile: str = "") -> Job:
    """The job for the source (or its sidecar) at `given`.

    Raises `MetadataError` or `UsageError` for what is wrong in the sidecar, the profile or a name.
    """
    sidecar = given.with_suffix(".toml")
    known = metadata.read(sidecar) if sidecar.is_file() else Metadata()
    source = given
    if given.suffix == ".toml":
        source = given.with_name(known.text_file or f"{given.stem}.txt")
    return Job(
        source=source,
        name=name or known.id or source.stem,
        folder=out or repository_of(given, "source"),
        sidecar=sidecar,
        metadata=known,
        profile=profiles.load(profile or known.profile or profiles.DEFAULT),
    )


def repository_of(file: Path, stage: str) -> Path:
    """The edition repository that a file of one stage lies in (`source`, `tei`).

    That is the folder above the stage's folder; for a file that lies elsewhere the current folder.
    """
    folder = file.absolute().parent
    return folder.parent if folder.name == stage else Path.cwd()


def encode_source(job: Job) -> Result:
    """Read, recognise and encode; nothing is written. Raises what each of these raises."""
    source = _read(job)
    outline = recognise(source, job.profile)
    encoded = encode(source, outline, job.metadata, job.profile, job.name)
    unmatched = (
        f"{job.sidecar}: no caption begins with {picture.caption!r}; its picture is left out"
        for picture in encoded.unmatched_pictures
    )
    return Result(encoded.data, source, outline, (*source.notices, *unmatched))


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


def check_edition(edition: Edition) -> list[Finding]:
    """All findings of an edition."""
    from fangzhi.check.run import check_edition as check

    return check(edition.path, edition.tree, edition.source_file)


def build(edition: Edition, folder: Path, wanted: list[str]) -> Iterator[Path]:
    """Make the `wanted` packages and those that they need in `folder`; yields each path."""
    for name in builders.in_order(wanted):
        yield builders.builder(name).build(edition, folder)
