"""A folder of page files as one source, in the natural order of their names.

Each page is read once: where files of OCR lie, the text, PDF or page beside them is that of the
same pages, and of two formats of one page the richer one counts. A METS file in the folder says
itself what belongs to it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from fangzhi.errors import SourceError
from fangzhi.readers._several import MOST_FILES, Part, natural, read_parts
from fangzhi.source import Source

SCANS = ("page", "alto", "hocr")
# Which reader is asked first where one page lies there in several formats.
PREFERRED = (*SCANS, "docx", "odt", "epub", "html", "markdown", "pdf", "text")
PICTURES = frozenset(
    (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".jp2", ".j2k", ".jpx", ".webp", ".gif", ".bmp")
)
_ABOUT = ("readme", "license", "licence", "copying", "copyright")  # words about the folder itself
_MOST_ENTRIES = 5 * MOST_FILES
_SHOWN = 5


@dataclass(slots=True)
class Content:
    """What lies in a folder: (file, its reader) in order, pictures, folders, and what is not read.

    `sidecars` are the names of editions, `passed` those of files by the reason why they are passed
    over.
    """

    texts: list[tuple[Path, str]] = field(default_factory=list)
    pictures: int = 0
    folders: list[Path] = field(default_factory=list)
    sidecars: set[str] = field(default_factory=set)
    passed: dict[str, list[str]] = field(default_factory=dict)

    def of(self, kind: str) -> list[Path]:
        """The files of one reader."""
        return [path for path, name in self.texts if name == kind]


def read(path: Path, encoding: str = "", group: str = "") -> Source:
    """The source in the folder `path`; `group` is the file group of its METS that is wanted.

    Raises `SourceError` for a folder without texts, or with several that cannot be one.
    """
    content = look(path)
    if not content.texts:
        content = _below(path, content)
    if descriptions := content.of("mets"):
        return _described(path, descriptions, encoding, group)
    if group:
        raise SourceError(
            f"holds no METS file, so it has no file group {group!r}",
            where=path,
            remedy="take the key 'text.group' away",
        )
    chosen = _once_each(content)
    if editions := [file for file in chosen if file.stem in content.sidecars]:
        raise SourceError(
            f"holds editions with sidecars of their own ({editions[0].name} and its sidecar)",
            where=path,
            remedy="name one of them, or the folder that has the pages of one",
        )
    parts = [Part(file) for file in chosen]
    return read_parts(path, path, parts, encoding, notices=_not_read(path, content))


def _described(path: Path, descriptions: list[Path], encoding: str, group: str) -> Source:
    """The source that the METS file of a folder describes."""
    from fangzhi.readers import mets

    if len(descriptions) > 1:
        names = ", ".join(one.name for one in descriptions[:_SHOWN])
        raise SourceError(
            f"holds {len(descriptions)} METS files ({names})",
            where=path,
            remedy="name the one that is meant as the source",
        )
    return replace(mets.read(descriptions[0], encoding, group), path=path)


def look(path: Path) -> Content:
    """What lies in a folder. Links that lead out of it, pipes and devices are passed over."""
    content = Content()
    home = os.path.realpath(path)
    for name in sorted(_names(path), key=natural):
        if name.startswith("."):
            continue
        if reason := _sort(path / name, home, content):
            content.passed.setdefault(reason, []).append(name)
    return content


def _names(path: Path) -> list[str]:
    try:
        with os.scandir(path) as entries:
            names = []
            for entry in entries:
                names.append(entry.name)
                if len(names) > _MOST_ENTRIES:
                    raise SourceError(
                        f"holds more than {_MOST_ENTRIES} files",
                        where=path,
                        remedy="divide the edition into volumes",
                    )
            return names
    except OSError as error:
        raise SourceError.unreadable(path, error) from error


def _sort(file: Path, home: str, content: Content) -> str:
    """Enter a file in the `content` of its folder; the reason where it is not to be read."""
    from fangzhi import readers

    try:
        file.name.encode()
    except UnicodeEncodeError:
        return "names that are not UTF-8"
    if file.suffix == ".toml":  # a sidecar, or decisions
        content.sidecars.add(file.stem)
        return ""
    try:
        if file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(home):
            return "links that lead out of the folder"
        if file.is_dir():
            if not file.is_symlink():
                content.folders.append(file)
            return ""
        if not file.is_file():
            return "no files"
        if file.suffix.lower() in PICTURES:
            content.pictures += 1
            return ""
        if _page_name(file) in _ABOUT:
            return "about the folder itself"
        kind = "text" if _is_blank_text(file) else readers.kind_of(file)
    except (OSError, SourceError):
        return "not readable"
    if not kind or (kind == "text" and file.suffix.lower() not in readers.suffixes_of(kind)):
        return "of no format that is read from folders"
    content.texts.append((file, kind))
    return ""


def _is_blank_text(file: Path) -> bool:
    """Whether a file is what engines leave of a blank page as plain text."""
    return file.suffix.lower() == ".txt" and not file.stat().st_size


def _below(path: Path, content: Content) -> Content:
    """The content of the one folder in `path` that has texts; `SourceError` if none or several."""
    found = [(folder, inside) for folder in content.folders if (inside := look(folder)).texts]
    if len(found) == 1:
        return found[0][1]
    if found:
        names = ", ".join(folder.name for folder, _ in found[:_SHOWN])
        raise SourceError(
            f"holds texts in {len(found)} folders ({names})",
            where=path,
            remedy="name the one that is meant, or list the files under text.files in the sidecar",
        )
    pictures = content.pictures or any(look(folder).pictures for folder in content.folders)
    if pictures:
        raise SourceError(
            "holds pictures of pages and no text",
            where=path,
            remedy=f"have their text read: fangzhi ocr {path}",
        )
    raise SourceError(
        "holds no file that a reader understands",
        where=path,
        remedy="put texts there, or name the folder that has them",
    )


def _once_each(content: Content) -> list[Path]:
    """The files to be read, each page in one format; the others are passed over."""
    scanned = any(kind in SCANS for _, kind in content.texts)
    best: dict[str, int] = {}
    for file, kind in content.texts:
        rank = PREFERRED.index(kind) if kind in PREFERRED else len(PREFERRED)
        best[_page_name(file)] = min(rank, best.get(_page_name(file), rank))
    chosen = []
    for file, kind in content.texts:
        rank = PREFERRED.index(kind) if kind in PREFERRED else len(PREFERRED)
        if scanned and kind not in SCANS:
            content.passed.setdefault("beside the files of OCR", []).append(file.name)
        elif rank > best[_page_name(file)]:
            content.passed.setdefault("another format of a page", []).append(file.name)
        else:
            chosen.append(file)
    return chosen


def _page_name(file: Path) -> str:
    return file.name.partition(".")[0].casefold()


def _not_read(path: Path, content: Content) -> Sequence[str]:
    """What the folder holds and is not read, in one notice."""
    told = []
    for reason, names in content.passed.items():
        shown = ", ".join(ascii(n)[1:-1] if not n.isprintable() else n for n in names[:_SHOWN])
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        told.append(f"{shown}{more} ({reason})")
    if not told:
        return ()
    return (f"{path}: not read: {'; '.join(told)}; text.files of a sidecar names what is meant",)
