"""`fangzhi make`: the whole road."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from fangzhi.commands._jobs import (
    STDOUT,
    begun_all,
    build_packages,
    count_doubts,
    editions_of,
    encode_job,
    free_memory,
    is_done,
    is_valid,
    require_one,
)
from fangzhi.commands._ocr import OcrOptions, of_ocr, open_read
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
from fangzhi.together import begun
from fangzhi.voice import Voice


@click.command()
@of_sources
@of_ocr
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
    ocr: str,
    lang: str,
    jobs: int,
    **options: object,
) -> None:
    """Do the main job: encode SOURCE, check it, and build every package.

    SOURCE is text, Markdown, DOCX, ODT, HTML, EPUB, PDF, hOCR, ALTO, PAGE or METS, its sidecar, or
    - for standard input; a folder of such files is one edition, and so are several SOURCEs with
    --id.
    Page images (a file, a folder, a PDF without text) are read first, as 'fangzhi ocr' does.
    ID.decisions.toml beside it fixes roles and joins. Writes DIR/tei/ID.xml and the packages
    DIR/build/ID.*.
    """
    from fangzhi.pipeline import check_written, jobs_for
    from fangzhi.tei.edition import Edition

    editions = editions_of(sources, name)
    require_one(report, editions)
    if out == Path(STDOUT):
        raise UsageError("make cannot write to standard output", remedy="name a folder with --out")
    seen: dict[Path, Path] = {}
    reading = OcrOptions(ocr, lang, jobs)
    for given in with_progress(voice, editions):
        with reporting(voice), open_read(voice, given, out, name, profile, reading) as job:
            if is_done(job, seen):
                continue
            result = encode_job(voice, job, force, ("tei", "build"), report)
            with begun(partial(check_written, job), jobs_for(job.tei)) as findings:
                summary, doubts = result.summary(), result.doubts()
                del result
                free_memory(job)
                setting = setting_for(Path(given[0]), options)
                edition = Edition(job.tei, job.sources)
                with begun_all(edition, job.folder, setting) as drafts:
                    edition.findings = findings()
                    if is_valid(voice, edition.findings):
                        build_packages(voice, edition, job.folder, [], setting, drafts)
            voice.say(f"{job.name}: {summary}")
            count_doubts(voice, job.name, len(doubts), report)
