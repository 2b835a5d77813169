"""Several files → one `Source`: each begins a page, and what it says of its text moves with it."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from fangzhi.errors import SourceError
from fangzhi.readers._blank import BlankError
from fangzhi.source import Block, File, Line, Page, Source, Word

MOST_FILES = 20_000
MOST_BYTES = 4 << 30  # of all files together
LISTED = 10  # files that are told by name where many cannot be read


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a source: the number of its page and the file of its scan, where a METS has them.

    Both count only for a file of one page, the image only where the file names none.
    """

    path: Path
    n: str = ""
    image: Path | None = None


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts names as people count: page2 before page10."""
    pieces = re.split(r"(\d+)", name.casefold())
    key = [(0, int(one), "") if one.isdecimal() else (1, 0, one) for one in pieces if one]
    return (*key, (2, 0, name))


def manifest(files: Iterable[File], folder: Path) -> str:
    """The SHA-256 of the list of all files as `sha256sum` prints it in `folder`, by their paths."""
    lines = {Path(os.path.relpath(file.path, folder)).as_posix(): file.sha256 for file in files}
    listed = "".join(f"{lines[name]}  {name}\n" for name in sorted(lines))
    return hashlib.sha256(listed.encode("utf-8", "surrogateescape")).hexdigest()


def read_parts(
    path: Path,
    folder: Path,
    parts: Sequence[Part],
    encoding: str,
    *,
    notices: Sequence[str] = (),
    with_files: Sequence[Path] = (),
    strict: bool = False,
) -> Source:
    """The source at `path` that the `parts` make in their order; their paths lie below `folder`.

    `with_files` belong to it without being text (a METS file). A part that cannot be read is left
    out with a notice, or raises its `SourceError` where `strict`; so does a source without text.
    """
    _refuse_too_much(path, parts)
    volume = _Volume()
    for part in parts:
        try:
            volume.add(part, encoding)
        except SourceError as error:
            if strict:
                raise
            volume.errors.append(error)
    if not volume.text.strip():
        raise _without_text(path, volume.errors)
    listed = [File(one, _digest(one)) for one in with_files] + volume.files
    return Source(
        path,
        volume.text,
        ", ".join(volume.encodings),
        manifest(listed, folder),
        tuple(volume.pages),
        (*notices, *_left_out(path, volume.errors), *_each_sort_once(volume.notices)),
        tuple(volume.words),
        tuple(listed),
        written=volume.written,
        recognised=volume.recognised,
    )


def _refuse_too_much(path: Path, parts: Sequence[Part]) -> None:
    sizes = [part.path.stat().st_size for part in parts if part.path.is_file()]
    if len(parts) > MOST_FILES or sum(sizes) > MOST_BYTES:
        raise SourceError(
            f"has {len(parts)} files of {sum(sizes) >> 20} MB; the limits are {MOST_FILES} files "
            f"and {MOST_BYTES >> 20} MB",
            where=path,
            remedy="divide the edition into volumes",
        )


def _without_text(path: Path, errors: list[SourceError]) -> SourceError:
    if not errors:
        return SourceError(
            "holds no text", where=path, remedy="recognise the text first; this is but the layout"
        )
    return SourceError(
        f"none of its files can be read; the first: {errors[0].line()}",
        where=path,
        remedy="mend them, or name others",
    )


def _left_out(path: Path, errors: list[SourceError]) -> Iterator[str]:
    """A notice for each file that could not be read, as far as people read lists."""
    for error in errors[:LISTED]:
        place = f"{error.where}: " if error.where else ""
        yield f"{place}{error.what}; its pages are left out"
    if (more := len(errors) - LISTED) > 0:
        yield f"{path}: {more} more files cannot be read; their pages are left out"


def _each_sort_once(notices: list[tuple[Path, str]]) -> Iterator[str]:
    """The notices of all files: of those that differ but in places and quotations, the first."""
    first: dict[str, str] = {}
    count: Counter[str] = Counter()
    for path, text in notices:
        sort = re.sub(r"'[^']*'|\"[^\"]*\"|\d+", "", text.replace(str(path), ""))
        first.setdefault(sort, text)
        count[sort] += 1
    for sort, text in first.items():
        more = count[sort] - 1
        yield text + (f" ({more} more file{'s'[: more > 1]} with the like)" if more else "")


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(slots=True)
class _Volume:
    """What was read so far; `lines` is the number of line ends in its text."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    lines: int = 0
    pages: list[Page] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    encodings: dict[str, None] = field(default_factory=dict)
    notices: list[tuple[Path, str]] = field(default_factory=list)
    errors: list[SourceError] = field(default_factory=list)
    written: bool = True
    recognised: bool = False

    @property
    def text(self) -> str:
        """The text of all files."""
        return "".join(self.pieces)

    def add(self, part: Part, encoding: str) -> None:
        """Read the next file; raises what its reader raises."""
        from fangzhi import readers  # whose list holds those of several files

        try:
            source = _without_end(readers.read(part.path, encoding))
        except BlankError as blank:
            if part.path.suffix.lower() == ".pdf":  # pictures of pages, which are not blank
                raise
            digest = _digest(part.path)
            source = Source(part.path, blank.text, "", digest, blank.pages, written=True)
        if source.encoding:
            self.encodings[source.encoding] = None
        if self.pages:  # each line has a number of its own
            self._write("\f" if self.pieces[-1].endswith("\n") else "\n\f")
        shift = _Shift(self.length, self.lines, part.path.parent)
        pages = [shift.page(page) for page in source.pages]
        if len(pages) == 1:
            pages = [_completed(pages[0], part)]
        self._write(source.text)
        self.pages += pages
        self.words += map(shift.word, source.words)
        self.files.append(File(part.path, source.sha256))
        self.notices += ((part.path, notice) for notice in source.notices)
        self.written = self.written and source.written
        self.recognised = self.recognised or source.recognised

    def _write(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)
        self.lines += text.count("\n")


def _without_end(source: Source) -> Source:
    """The source without the page that a form feed at its very end would begin: none follows."""
    text = source.text.rstrip(" \t\n")
    if len(source.pages) > 1 and text.endswith("\f") and source.pages[-1] == Page(()):
        return replace(source, text=text[:-1], pages=source.pages[:-1])
    return source


def _completed(page: Page, part: Part) -> Page:
    """A page with the number and the scan that a METS file states of it."""
    image = page.image
    if part.image is not None and not image:
        image = os.path.relpath(part.image, part.path.parent)
    return replace(page, n=part.n or page.n, image=image)


@dataclass(frozen=True, slots=True)
class _Shift:
    """How far what stands in a file moves: by characters and by lines; `folder` is the file's."""

    by: int
    lines: int
    folder: Path

    def page(self, page: Page) -> Page:
        """A page in the text of all."""
        figures = tuple(
            replace(one, at=one.at + self.by) if one.at >= 0 else one for one in page.figures
        )
        blocks = tuple(map(self.block, page.blocks))
        return replace(page, blocks=blocks, figures=figures, folder=page.folder or self.folder)

    def block(self, block: Block) -> Block:
        """A block in the text of all."""
        return replace(block, lines=tuple(map(self.line, block.lines)))

    def line(self, line: Line) -> Line:
        """A line in the text of all, by its number there."""
        return replace(
            line,
            start=line.start + self.by,
            end=line.end + self.by,
            number=line.number + self.lines,
        )

    def word(self, word: Word) -> Word:
        """A word in the text of all."""
        return Word(word.start + self.by, word.end + self.by, word.confidence)
