"""`fangzhi ocr`: from page images to PAGE XML."""

from __future__ import annotations

from pathlib import Path

import click

from fangzhi.commands._ocr import OcrOptions, of_ocr, read_pictures, tell_transcript
from fangzhi.commands._options import OUT_HELP, reporting, talking
from fangzhi.errors import UsageError
from fangzhi.voice import Voice


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help=OUT_HELP)
@click.option("--id", "name", default="", help="Name of the edition (default: that of SOURCE).")
@click.option("--force", is_flag=True, help="Read pages anew whose PAGE file was edited since.")
@of_ocr
@talking
@click.pass_obj
def ocr(
    voice: Voice,
    sources: tuple[str, ...],
    out: Path | None,
    name: str,
    force: bool,
    ocr: str,
    lang: str,
    jobs: int,
) -> None:
    """Read the text of page images: write DIR/source/ID.ocr/page-0001.xml and so on.

    SOURCE is an image (PNG, JPEG, TIFF, WebP, BMP), a folder of images, or a PDF. Each page becomes
    a PAGE XML file, which can be looked at and corrected in Transkribus or eScriptorium. Pages that
    are finished are not read again, and files that were edited are kept. 'fangzhi encode
    DIR/source/ID.ocr' makes the edition.
    """
    if name and len(sources) > 1:
        raise UsageError("--id takes one source", remedy="run the command once for each")
    seen: dict[Path, str] = {}
    for given in sources:
        with reporting(voice):
            options = OcrOptions(ocr, lang, jobs, force)
            transcript = read_pictures(voice, Path(given), out, name, options, seen)
            tell_transcript(voice, transcript)
