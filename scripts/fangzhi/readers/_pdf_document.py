"""A PDF as PDFium opens it: its pages, their numbers, its outline, and what cannot be opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fangzhi.errors import SourceError
from fangzhi.source import Box

DEEPEST = 12  # levels of an outline that are looked at
MOST_BOOKMARKS = 20_000


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline: its title, its level from 1, and the index of its page or -1."""

    title: str
    level: int
    page: int


@contextmanager
def opened(data: bytes | Path, path: Path) -> Iterator[Any]:
    """The document, closed afterwards; `SourceError` for what is locked, broken or empty."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _refused(error, path) from error
    except OSError as error:
        raise SourceError(
            f"cannot be read: {error.strerror or error}", where=path, remedy="check the path"
        ) from error
    try:
        if not len(document):
            raise SourceError(
                "is a PDF without pages", where=path, remedy="get an undamaged copy of the file"
            )
        yield document
    finally:
        document.close()


def _refused(error: Exception, path: Path) -> SourceError:
    """Why PDFium does not open a file (the codes of FPDF_GetLastError)."""
    text = str(error).lower()
    if "password" in text:
        return SourceError(
            "is a PDF that opens only with a password",
            where=path,
            remedy="save a copy without password in a PDF reader that knows it",
        )
    if "security" in text:
        return SourceError(
            "is a PDF with a kind of encryption that cannot be opened",
            where=path,
            remedy="save a copy without encryption in the program that made it",
        )
    return SourceError(
        "is damaged: it cannot be opened as a PDF",
        where=path,
        remedy="get an undamaged copy, or repair it (qpdf, mutool clean)",
    )


@contextmanager
def page_of(document: Any, index: int) -> Iterator[Any]:
    """A page of a document, closed afterwards; raises `PdfiumError` if it is damaged."""
    page = document[index]
    try:
        yield page
    finally:
        page.close()


def label_of(document: Any, index: int) -> str:
    """What the file calls a page (ISO 32000-1, 12.4.2); empty if it calls it nothing."""
    import pypdfium2

    with suppress(pypdfium2.PdfiumError, UnicodeDecodeError):
        return str(document.get_page_label(index)).strip()
    return ""


def outline_of(document: Any) -> list[Bookmark]:
    """The outline (ISO 32000-1, 12.3.3), as far as it can be read."""
    import pypdfium2

    found: list[Bookmark] = []
    with suppress(pypdfium2.PdfiumError, UnicodeDecodeError, RecursionError):
        for bookmark in document.get_toc(max_depth=DEEPEST):
            target = bookmark.get_dest()
            page = target.get_index() if target else None
            found.append(
                Bookmark(bookmark.get_title(), bookmark.level + 1, -1 if page is None else page)
            )
            if len(found) >= MOST_BOOKMARKS:
                break
    return found


Place = Callable[[float, float], tuple[float, float]]


def placing(page: Any) -> tuple[Place, Box]:
    """What leads from the space of a page to the page as it is shown, and the box of that.

    The origin is the top left corner of the crop box, turned by /Rotate; the unit is that of the
    page (1/72 inch, if the file does not say otherwise).
    """
    left, bottom, right, top = page.get_bbox()
    match page.get_rotation():
        case 90:
            return lambda x, y: (y - bottom, x - left), Box(0.0, 0.0, top - bottom, right - left)
        case 180:
            return lambda x, y: (right - x, y - bottom), Box(0.0, 0.0, right - left, top - bottom)
        case 270:
            return lambda x, y: (top - y, right - x), Box(0.0, 0.0, top - bottom, right - left)
        case _:
            return lambda x, y: (x - left, top - y), Box(0.0, 0.0, right - left, top - bottom)
