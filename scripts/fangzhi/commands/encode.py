"""`fangzhi encode`: from a text to TEI."""

from __future__ import annotations

from pathlib import Path

import click

from fangzhi.commands._jobs import (
    STDOUT,
    editions_of,
    encode_job,
    is_done,
    list_doubts,
    require_one,
)
from fangzhi.commands._ocr import OcrOptions, of_ocr, open_read
from fangzhi.commands._options import OUT_HELP, of_sources, reporting, talking, with_progress
from fangzhi.errors import UsageError
from fangzhi.voice import Voice


@click.command()
@of_sources
@of_ocr
@click.option(
    "--out", metavar="DIR", help=OUT_HELP + " With - the TEI goes to standard output.", default=""
)
@talking
@click.pass_obj
def encode(
    voice: Voice,
    sources: tuple[str, ...],
    out: str,
    name: str,
    profile: str,
    force: bool,
    report: str,
    ocr: str,
    lang: str,
    jobs: int,
) -> None:
    """Encode SOURCE as TEI: write DIR/tei/ID.xml.

    SOURCE is text, Markdown, DOCX, ODT, HTML, EPUB, PDF, hOCR, ALTO, PAGE or METS, its sidecar, or
    - for standard input; a folder of such files is one edition, and so are several SOURCEs with
    --id.
    Page images (a file, a folder, a PDF without text) are read first, as 'fangzhi ocr' does.
    ID.decisions.toml beside it fixes roles and joins. Ends with the places that a person should
    look at, least sure first.
    """
    editions = editions_of(sources, name)
    require_one(report, editions)
    if out == report == STDOUT:
        raise UsageError(
            "TEI and report cannot both go to standard output",
            remedy="name a file with --report, or a folder with --out",
        )
    if out == STDOUT and len(editions) > 1:
        raise UsageError("--out - takes one source", remedy="name one file, or a folder with --out")
    seen: dict[Path, Path] = {}
    reading = OcrOptions(ocr, lang, jobs)
    for given in with_progress(voice, editions):
        folder = Path(out) if out and out != STDOUT else None
        with reporting(voice), open_read(voice, given, folder, name, profile, reading) as job:
            if is_done(job, seen):
                continue
            result = encode_job(voice, job, force, () if out == STDOUT else ("tei",), report)
            voice.say(f"{job.name}: {result.summary()}")
            list_doubts(voice, result, report)
