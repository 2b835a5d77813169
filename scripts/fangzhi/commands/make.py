"""`fangzhi make`: the whole road."""

from __future__ import annotations

from pathlib import Path

import click

from fangzhi.commands._jobs import (
    STDOUT,
    build_packages,
    check_job,
    count_doubts,
    encode_job,
    is_done,
    open_job,
    require_one,
)
from fangzhi.commands._options import (
    OUT_HELP,
    of_editions,
    of_sources,
    reporting,
    setting_for,
    talking,
    with_progress,
)
from fangzhi.errors import UsageError
from fangzhi.voice import Voice


@click.command()
@of_sources
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help=OUT_HELP)
@of_editions
@talking
@click.pass_obj
def make(
    voice: Voice,
    /,
    sources: tuple[str, ...],
    out: Path | None,
    name: str,
    profile: str,
    force: bool,
    report: str,
    **options: object,
) -> None:
    """Do the main job: encode SOURCE, check it, and build every package.

    SOURCE is a text file, hOCR, ALTO or PAGE XML, its sidecar, or - for standard input.
    ID.decisions.toml beside it fixes roles and joins. Writes DIR/tei/ID.xml and the packages
    DIR/build/ID.*.
    """
    from fangzhi import builders

    require_one(report, sources)
    if out == Path(STDOUT):
        raise UsageError("make cannot write to standard output", remedy="name a folder with --out")
    seen: dict[Path, Path] = {}
    for given in with_progress(voice, sources):
        with reporting(voice), open_job(given, out, name, profile) as job:
            if is_done(job, seen):
                continue
            result = encode_job(voice, job, force, ("tei", "build"), report)
            setting = setting_for(Path(given), options)
            if check_job(voice, job):
                wanted = builders.names()
                build_packages(voice, job.tei, job.folder, wanted, setting, job.source.parent)
            voice.say(f"{job.name}: {result.summary()}")
            count_doubts(voice, result, report)
