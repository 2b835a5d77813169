"""The step before encoding, for sources that are page images: their text is read into PAGE XML."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fangzhi.commands._jobs import STDIN, open_job, open_together
from fangzhi.errors import SourceError, UsageError
from fangzhi.voice import Voice, shown

if TYPE_CHECKING:
    from fangzhi.ocr import Transcript
    from fangzhi.pipeline import Job

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class OcrOptions:
    """How page images are to be read."""

    engine: str = "rapid"
    language: str = ""
    jobs: int = 0  # 0: as many as there are cores
    force: bool = False


def of_ocr(command: F) -> F:
    """The options of the commands that read page images."""
    for add in (
        click.option(
            "--jobs",
            type=click.IntRange(1, 256),
            default=None,
            callback=lambda context, parameter, value: value or 0,
            help="Pages that OCR reads at the same time (default: one a core).",
        ),
        click.option(
            "--lang",
            default="",
            metavar="NAME",
            help="Language for tesseract, as chi_sim or deu+eng (default: chi_sim).",
        ),
        click.option(
            "--ocr",
            type=click.Choice(("rapid", "tesseract")),
            default="rapid",
            help="OCR engine for page images: rapid (default, pip install 'fangzhi[ocr]') or "
            "tesseract (the program of that name).",
        ),
    ):
        command = add(command)
    return command


def read_pictures(
    voice: Voice,
    path: Path,
    out: Path | None,
    name: str,
    options: OcrOptions,
    seen: dict[Path, str] | None = None,
) -> Transcript:
    """Read the pages of a source into source/ID.ocr of the repository that takes the results."""
    from fangzhi.ocr import SUFFIX, transcribe
    from fangzhi.pipeline import check_name, repository_of
    from fangzhi.together import cores

    if not path.exists():
        raise SourceError("no such file", where=path, remedy="check the path")
    name = name or _name_beside(path)
    check_name(name)
    folder = (out or repository_of(path, "source")) / "source"
    target = folder / f"{name}{SUFFIX}"
    if seen is not None and seen.setdefault(target.absolute(), str(path)) != str(path):
        raise UsageError(
            f"has the same ID {name!r} as {seen[target.absolute()]}",
            where=path,
            remedy="give one of them another name with --id",
        )
    watched = not voice.quiet and sys.stderr.isatty()
    with _bar(watched, path.name) as progress:
        return transcribe(
            path,
            folder,
            name,
            engine=options.engine,
            language=options.language,
            jobs=options.jobs or cores(),
            force=options.force,
            progress=progress,
        )


def _name_beside(path: Path) -> str:
    """The ID that the sidecar beside a source states, else the name of the source."""
    from fangzhi import metadata

    sidecar = path.with_suffix(".toml")
    stated = metadata.read(sidecar).id if sidecar.is_file() else ""
    return stated or (path.resolve().name if path.is_dir() else path.stem)


class _bar:  # noqa: N801 - it is used as a function
    """A progress bar, where somebody watches."""

    def __init__(self, watched: bool, label: str) -> None:
        self.bar: Any = None
        self.watched, self.label = watched, label

    def __enter__(self) -> Callable[[int, int], None]:
        return self._show

    def _show(self, done: int, every: int) -> None:
        if self.watched:
            self.bar = self.bar or click.progressbar(
                length=every, label=self.label, file=sys.stderr, show_pos=True
            )
            self.bar.update(done - self.bar.pos)

    def __exit__(self, *error: object) -> None:
        if self.bar is not None:
            self.bar.render_finish()


def tell_transcript(voice: Voice, transcript: Transcript) -> None:
    """Say what became of the pages; errors of single pages decide the exit code."""
    for file in transcript.edited:
        voice.warn(f"{shown(file)}: was edited since it was read, and is used as it is")
    for error in transcript.errors:
        voice.fail(error)
    counts = [f"{transcript.read} page{'s'[: transcript.read != 1]} read"]
    if transcript.kept:
        counts.append(f"{transcript.kept} finished before")
    if transcript.errors:
        counts.append(f"{len(transcript.errors)} not readable")
    voice.say(f"{shown(transcript.folder)}: {', '.join(counts)}")


@contextmanager
def open_read(
    voice: Voice,
    given: tuple[str, ...],
    out: Path | None,
    name: str,
    profile: str,
    options: OcrOptions,
) -> Iterator[Job]:
    """The job for one edition: of one SOURCE, which is read first where it is page images, or of
    several files.
    """
    if len(given) > 1:
        with open_together(given, out, name, profile) as job:
            yield job
        return
    with open_job(read_first(voice, given[0], out, name, options), out, name, profile) as job:
        yield job


def read_first(voice: Voice, given: str, out: Path | None, name: str, options: OcrOptions) -> str:
    """SOURCE, or the folder of PAGE files that was read from its pictures where it is these.

    Raises `SourceError` where not all pages could be read: an edition lacks none silently.
    """
    from fangzhi.ocr import needs

    path = Path(given)
    if given == STDIN or not needs(path):
        return given
    transcript = read_pictures(voice, path, out, name, options)
    tell_transcript(voice, transcript)
    if transcript.errors:
        number = len(transcript.errors)
        raise SourceError(
            f"{number} of its pages could not be read",
            where=path,
            remedy=f"mend them and run this again, or encode {shown(transcript.folder)} without",
        )
    return str(transcript.folder)
