"""Page images in, through OCR: a folder of PAGE XML files that people can look at and correct.

Each page is a file of its own, written whole: what is finished is not read again, and what a
person has edited is never overwritten unasked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fangzhi.errors import FangzhiError

if TYPE_CHECKING:
    from fangzhi.ocr.images import PageImage
    from fangzhi.ocr.work import Task

SUFFIX = ".ocr"  # of the folder that takes the PAGE files of an edition
PICTURES = (".png", ".jpg")  # pictures that have no file of their own in the source
ENGINE = "rapid"
Progress = Callable[[int, int], None]  # pages that are done, and all
_PAGE = re.compile(r"page-(\d{4,})\.xml")


@dataclass(slots=True)
class Transcript:
    """What became of the pages of a source.

    `folder` has the PAGE files; `read` pages were read now, `kept` were before; the `edited` files
    were edited by a person and kept; `errors` tell of the pages that could not be read.
    """

    folder: Path
    read: int = 0
    kept: int = 0
    edited: list[Path] = field(default_factory=list)
    errors: list[FangzhiError] = field(default_factory=list)


def needs(path: Path) -> bool:
    """Whether a source is pictures of pages: an image, a folder of them, a PDF without text."""
    from fangzhi.ocr.images import is_picture, pictures_in

    try:
        if path.is_dir():
            texts = any(one.suffix.lower() in (".xml", ".hocr", ".txt") for one in path.iterdir())
            return not texts and bool(pictures_in(path))
        if not path.is_file():
            return False
        if path.suffix.lower() == ".pdf":
            from fangzhi.readers.pdf import without_text

            return without_text(path)
    except OSError:
        return False
    return is_picture(path)


def transcribe(
    path: Path,
    folder: Path,
    name: str,
    *,
    engine: str = ENGINE,
    language: str = "",
    jobs: int = 1,
    force: bool = False,
    patience: float = 0.0,
    progress: Progress | None = None,
) -> Transcript:
    """Read the pages of `path` into `folder`/`name`.ocr, on `jobs` processes.

    `patience` is the longest that a page may take, in seconds. Raises `SourceError` for a source
    that has no pages, `UsageError` for an engine, model or language that is missing, `OutputError`
    where nothing can be written. What is wrong with single pages stands in the result.
    """
    from fangzhi.archive import require_folder, write_whole
    from fangzhi.ocr.engines import engine as engine_of
    from fangzhi.ocr.images import pages_of
    from fangzhi.ocr.work import PATIENCE, Failed, read_pages, stem

    identity = engine_of(engine).identify(language)
    pages = list(pages_of(path))
    transcript = Transcript(folder / f"{name}{SUFFIX}")
    require_folder(transcript.folder)
    failed: list[tuple[int, FangzhiError]] = []
    tasks = list(_tasks(pages, transcript, identity, force, failed))
    done = len(pages) - len(tasks)
    waiting = min(max(jobs, 1), len(tasks))
    reading = read_pages(tasks, engine, language, waiting, patience or PATIENCE)
    with closing(reading):  # the processes end, also where writing fails or somebody interrupts
        for result in reading:
            if isinstance(result, Failed):
                failed.append((result.task.number, result.error))
            else:
                task = result.task
                for suffix in PICTURES:  # of an earlier run, when the source had another form
                    (transcript.folder / f"{stem(task.number)}{suffix}").unlink(missing_ok=True)
                if result.picture is not None:
                    write_whole(transcript.folder / task.image, result.picture)
                write_whole(transcript.folder / f"{stem(task.number)}.xml", result.data)
                transcript.read += 1
            done += 1
            if progress is not None:
                progress(done, len(pages))
    _drop_leftovers(transcript, len(pages))
    transcript.errors = [error for _, error in sorted(failed, key=lambda pair: pair[0])]
    return transcript


def _tasks(
    pages: Sequence[PageImage | FangzhiError],
    transcript: Transcript,
    identity: dict[str, str],
    force: bool,
    failed: list[tuple[int, FangzhiError]],
) -> Iterator[Task]:
    """The pages that are to be read; the others are counted."""
    from fangzhi import __version__
    from fangzhi.ocr.work import Task, stem

    for number, page in enumerate(pages, 1):
        if isinstance(page, FangzhiError):
            failed.append((number, page))
            continue
        made = {**identity, "fangzhi": __version__}
        made |= {"image-sha256": page.sha256, "image-page": str(page.index + 1)}
        image = _relative(page.path, transcript.folder) if page.alone else ""
        file = transcript.folder / f"{stem(number)}.xml"
        state = _state(file, made, image) if file.is_file() else ""
        if state and not (force and state == "edited"):
            transcript.kept += 1
            if state == "edited":
                transcript.edited.append(file)
        else:
            yield Task(number, page, image, tuple(made.items()))


def _relative(file: Path, folder: Path) -> str:
    return Path(os.path.relpath(file.resolve(), folder.resolve())).as_posix()


def _state(file: Path, made: dict[str, str], image: str) -> str:
    """Whether a PAGE file is `finished`, `edited` by a person, or to be made anew (empty)."""
    from fangzhi.ocr.page_xml import image_of, is_untouched, made_with

    data = file.read_bytes()
    if not is_untouched(data):
        return "edited"
    named = image_of(data)
    whole = named == image if image else (file.parent / named).is_file()
    return "finished" if made_with(data) == made and whole else ""


def _drop_leftovers(transcript: Transcript, count: int) -> None:
    """Take away what an earlier run made of pages that the source no longer has."""
    from fangzhi.ocr.page_xml import image_of, is_untouched

    for file in sorted(transcript.folder.iterdir()):
        found = _PAGE.fullmatch(file.name)
        if found is None or int(found[1]) <= count:
            continue
        data = file.read_bytes()
        if not is_untouched(data):
            transcript.edited.append(file)
            continue
        if image_of(data).startswith(f"{file.stem}."):
            (transcript.folder / image_of(data)).unlink(missing_ok=True)
        file.unlink()
