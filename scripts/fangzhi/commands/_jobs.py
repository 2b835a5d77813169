"""The steps of `make`, `encode` and `build`: from a SOURCE to its TEI file and its packages."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fangzhi.errors import UsageError
from fangzhi.voice import Voice, shown

if TYPE_CHECKING:
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


def require_one(report: str, sources: tuple[str, ...]) -> None:
    """Raise `UsageError` where several sources would have one report."""
    if report and len(sources) > 1:
        raise UsageError(
            "--report takes one source", remedy="run the command once for each, with its own FILE"
        )


def encode_job(voice: Voice, job: Job, force: bool, stages: tuple[str, ...], report: str) -> Result:
    """Encode a job and write its TEI file, to standard output without `stages`, and its report."""
    from fangzhi.archive import require_folder, write_whole
    from fangzhi.pipeline import check_report, encode_source, write_tei

    if sys.__stdout__ is None and (report == STDOUT or not stages):
        raise UsageError("standard output is closed", remedy="name a file, or a folder with --out")
    if report and report != STDOUT:
        check_report(job, Path(report))
    result = encode_source(job)
    for notice in result.notices:
        voice.warn(notice)
    _tell_profile(voice, job, result)
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


def count_doubts(voice: Voice, result: Result, report: str) -> None:
    """Tell how many places a person should look at, and how to see them."""
    if not voice.quiet and (number := len(result.doubts())):
        where = f"{report} lists" if report not in ("", STDOUT) else "--report FILE lists"
        voice.say(f"{result.name}: {number} place{'s'[: number > 1]} to look at; {where} them")


def check_job(voice: Voice, job: Job) -> bool:
    """Whether the TEI file of a job has no errors; what was found is printed."""
    from fangzhi.check.finding import Level
    from fangzhi.pipeline import check_edition
    from fangzhi.tei.edition import Edition

    findings = check_edition(Edition(job.tei, job.source.parent))
    for finding in findings:
        tell = voice.insist if finding.level is Level.ERROR else voice.say
        tell(f"{finding.place}: {finding.level} {finding.code} {finding.message}")
    if any(finding.level is Level.ERROR for finding in findings):
        voice.worst = max(voice.worst, FINDINGS)
        return False
    return True


def build_packages(
    voice: Voice,
    tei: Path,
    folder: Path,
    wanted: list[str],
    setting: Setting,
    source_folder: Path | None = None,
) -> None:
    """Build packages from a TEI file, and say which were written and what they lack."""
    from fangzhi.builders._pictures import refusal
    from fangzhi.pipeline import build
    from fangzhi.tei.edition import Edition

    edition = Edition(tei, source_folder)
    for url in dict.fromkeys(figure.url for figure in edition.figures if figure.url):
        if reason := refusal(edition, url):
            voice.warn(f"{shown(tei)}: the picture {url} is left out: it {reason}")
    if edition.source_url and edition.source_file is None and {"bag", "sip"} & set(wanted):
        voice.warn(f"{tei}: the source {edition.source_url} is not there; packages go without it")
    for path in build(edition, folder / "build", wanted, setting):
        voice.say(shown(path))
    if "sip" in wanted:
        _tell_gaps(voice, edition)


def _tell_gaps(voice: Voice, edition: Edition) -> None:
    """Say which catalogues the header does not suffice for, and what the sidecar should state."""
    from fangzhi.crosswalk.datacite import datacite
    from fangzhi.crosswalk.ro_crate import ro_crate

    for record in (datacite(edition), ro_crate(edition)):
        if record.gaps:
            lacking = "; ".join(f"{gap.field} ({gap.key})" for gap in record.gaps)
            target = record.gaps[0].target
            voice.say(f"{edition.name}: no {target} in the SIP: the sidecar lacks {lacking}")
