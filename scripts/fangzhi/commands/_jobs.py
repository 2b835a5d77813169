"""The steps of `make`, `encode` and `build`: from a SOURCE to its TEI file and its packages."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fangzhi.errors import UsageError
from fangzhi.voice import Voice, shown

if TYPE_CHECKING:
    from fangzhi.check.finding import Finding
    from fangzhi.drafts import Draft
    from fangzhi.pipeline import Job, Result
    from fangzhi.setting import Setting
    from fangzhi.tei.edition import Edition

FINDINGS = 1  # the exit code
STDIN = STDOUT = "-"
LISTED = 10  # doubts that are told; a report has all


@contextmanager
def open_job(given: str, out: Path | None, name: str, profile: str) -> Iterator[Job]:
    """The job for one SOURCE; text from standard input gets a file for as long as it is needed."""
    import tempfile

    from fangzhi.pipeline import check_name, plan

    if not given:
        raise UsageError("a source has an empty name", remedy="name a file or a folder")
    if given != STDIN:
        yield plan(Path(given), out, name, profile)
        return
    if not name:
        raise UsageError("text from standard input has no name", remedy="name it with --id")
    check_name(name)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"{name}.txt")
        source.write_bytes(_stdin())
        yield plan(source, out or Path.cwd(), name, profile)


@contextmanager
def open_together(
    given: tuple[str, ...], out: Path | None, name: str, profile: str
) -> Iterator[Job]:
    """The job for one edition of several files, in the order in which they are named."""
    from fangzhi.pipeline import plan_together

    if STDIN in given:
        raise UsageError(
            "standard input cannot be one of several sources", remedy="put the text into a file"
        )
    yield plan_together([Path(one) for one in given], out, name, profile)


def _stdin() -> bytes:
    """What stands on standard input."""
    if sys.stdin is None:
        raise UsageError("standard input is closed", remedy="pipe a text in, or name a file")
    return sys.stdin.buffer.read()


def is_done(job: Job, seen: dict[Path, Path]) -> bool:
    """Whether this run has made the job already: a text and its sidecar may both be named.

    Raises `UsageError` when two texts would be written to one file.
    """
    target, source = job.tei.absolute(), job.source.absolute()
    before = seen.get(target)
    seen[target] = source
    if before is not None and before != source:
        raise UsageError(
            f"has the same ID {job.name!r} as {shown(before)}, so one would overwrite the other",
            where=job.source,
            remedy="give one of them another id in its sidecar",
        )
    return before is not None


def editions_of(sources: tuple[str, ...], name: str) -> tuple[tuple[str, ...], ...]:
    """The sources of each edition: one, or all those that --id makes one."""
    return (sources,) if name else tuple((one,) for one in sources)


def require_one(report: str, sources: tuple[tuple[str, ...], ...]) -> None:
    """Raise `UsageError` where several sources would have one report."""
    if report and len(sources) > 1:
        raise UsageError(
            "--report takes one source", remedy="run the command once for each, with its own FILE"
        )


def encode_job(voice: Voice, job: Job, force: bool, stages: tuple[str, ...], report: str) -> Result:
    """Encode a job and write its TEI file, to standard output without `stages`, and its report."""
    from fangzhi.archive import require_folder, write_whole
    from fangzhi.pipeline import check_report, encode_source, write_tei
    from fangzhi.together import cores

    if sys.__stdout__ is None and (report == STDOUT or not stages):
        raise UsageError("standard output is closed", remedy="name a file, or a folder with --out")
    if report and report != STDOUT:
        check_report(job, Path(report))
    result = encode_source(job, cores())
    for notice in result.notices:
        voice.warn(notice)
    _tell_profile(voice, job, result)
    if voice.verbose:
        for line in result.joins():
            voice.detail(line)
    for stage in stages:
        require_folder(job.folder / stage)
    if report and report != STDOUT:
        require_folder(Path(report).parent)
    if stages:
        write_tei(job, result, force)
        voice.say(shown(job.tei))
    else:
        sys.stdout.buffer.write(result.data)
        if number := len(result.plates.plates):
            voice.warn(f"{job.name}: with --out - its pictures are not written ({number})")
    if report == STDOUT:
        sys.stdout.buffer.write(result.report())
    elif report:
        write_whole(Path(report), result.report())
        voice.say(shown(Path(report)))
    return result


def _tell_profile(voice: Voice, job: Job, result: Result) -> None:
    """Say how the text was read: to `--verbose`, and to all where it was read as any text."""
    profile, reason = result.choice.profile.name, result.choice.reason
    voice.detail(f"{job.name}: profile {profile}: {reason}")
    if result.choice.without_sign and not voice.verbose:
        voice.say(f"{job.name}: read as {profile} text: {reason}; --profile names another")


def list_doubts(voice: Voice, result: Result, report: str) -> None:
    """Tell what a person should look at, least sure first."""
    if voice.quiet:
        return
    doubts = result.doubts()
    for doubt in doubts[:LISTED]:
        voice.say(f"{shown(result.source.path)}:{doubt.line}:{doubt.column}: {doubt.told()}")
    if (more := len(doubts) - LISTED) > 0:
        where = f"{report} lists all" if report not in ("", STDOUT) else "--report FILE lists all"
        voice.say(f"and {more} more; {where}")


def count_doubts(voice: Voice, name: str, number: int, report: str) -> None:
    """Tell how many places a person should look at, and how to see them."""
    if number:
        where = f"{report} lists" if report not in ("", STDOUT) else "--report FILE lists"
        voice.say(f"{name}: {number} place{'s'[: number > 1]} to look at; {where} them")


def is_valid(voice: Voice, findings: Sequence[Finding]) -> bool:
    """Whether no errors were found in an edition; what was found is printed."""
    from fangzhi.check.finding import Level

    for finding in findings:
        tell = voice.insist if finding.level is Level.ERROR else voice.say
        tell(f"{finding.place}: {finding.level} {finding.code} {finding.message}")
    if any(finding.level is Level.ERROR for finding in findings):
        voice.worst = max(voice.worst, FINDINGS)
        return False
    return True


def free_memory(job: Job) -> None:
    """Let go of what a large text was recognised with: it would stand beside its packages.

    Questions that remember their answers are circles, which Python would let go of much later.
    """
    import gc

    from fangzhi.pipeline import WORTH_PROCESSES

    if job.tei.stat().st_size >= WORTH_PROCESSES:
        gc.collect()


def begun_all(
    edition: Edition, folder: Path, setting: Setting
) -> AbstractContextManager[list[Draft]]:
    """All packages of a large edition that can be begun before its check has ended."""
    from fangzhi.builders import possible
    from fangzhi.drafts import begun_packages
    from fangzhi.pipeline import jobs_for

    jobs = jobs_for(edition.path)
    wanted = possible(edition, setting) if jobs > 1 else []
    return begun_packages(edition, folder / "build", wanted, setting, jobs)


def build_packages(
    voice: Voice,
    edition: Edition,
    folder: Path,
    wanted: list[str],
    setting: Setting,
    drafts: Sequence[Draft] = (),
) -> None:
    """Build packages of an edition, and say which were written and what they lack.

    Where none is `wanted` by name, all are made that can be; `drafts` are those of them that were
    begun.
    """
    from fangzhi.builders._pictures import refusal
    from fangzhi.pipeline import build, jobs_for

    wanted = wanted or _possible(voice, edition, setting)
    for url in dict.fromkeys(figure.url for figure in edition.figures if figure.url):
        if reason := refusal(edition, url):
            voice.warn(f"{shown(edition.path)}: the picture {url} is left out: it {reason}")
    if {"bag", "sip"} & set(wanted) and (missing := edition.missing_sources):
        more = f" and {len(missing) - 1} more files" if len(missing) > 1 else ""
        verb = "are" if more else "is"
        lost = f"the source {missing[0]}{more} {verb} not there"
        voice.warn(f"{edition.path}: {lost}; packages go without it")
    jobs = jobs_for(edition.path)
    for path in build(edition, folder / "build", wanted, setting, jobs, drafts):
        voice.say(shown(path))
    if "sip" in wanted:
        _tell_gaps(voice, edition)
    if "html" in wanted and setting.scans == "link":
        _tell_far_scans(voice, edition, folder)


def _possible(voice: Voice, edition: Edition, setting: Setting) -> list[str]:
    """All packages that can be made of an edition; of the others with scans, why they cannot."""
    from fangzhi import builders
    from fangzhi.tei.scans import Scans

    lacking = {name: builders.lacking(name, edition, setting) for name in builders.names()}
    for name, reason in lacking.items():
        if reason and Scans(edition).surfaces:
            voice.say(f"{edition.name}: no {name}: {reason}")
    return [name for name, reason in lacking.items() if not reason]


def _tell_far_scans(voice: Voice, edition: Edition, folder: Path) -> None:
    """Say when the web page will not find its scans: the results went to another repository."""
    from fangzhi.tei.scans import Scans

    for surface in Scans(edition).surfaces:
        if surface.file is not None and not (folder / surface.path).exists():
            voice.warn(
                f"{edition.name}.html links to its scans as ../{surface.path}, which is not there;"
                " copy them, or put them into the page with --scans embed"
            )
            return


def _tell_gaps(voice: Voice, edition: Edition) -> None:
    """Say which catalogues the header does not suffice for, and what the sidecar should state."""
    from fangzhi.crosswalk.datacite import datacite
    from fangzhi.crosswalk.ro_crate import ro_crate

    for record in (datacite(edition), ro_crate(edition)):
        if record.gaps:
            lacking = "; ".join(f"{gap.field} ({gap.key})" for gap in record.gaps)
            target = record.gaps[0].target
            voice.say(f"{edition.name}: no {target} in the SIP: the sidecar lacks {lacking}")
