"""Pointers into other files of the repository: `other.xml#id`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urldefrag

from lxml import etree

from fangzhi.check.document import Document, Problem, strings
from fangzhi.check.finding import MOST, Level
from fangzhi.check.words import did_you_mean, tag
from fangzhi.errors import TeiError
from fangzhi.tei.files import is_file, local_file
from fangzhi.tei.names import XML, parse_file

_IDS = etree.XPath("//@xml:id", smart_strings=False)
_BASE = f"{{{XML}}}base"


class Others:
    """The files that the pointers of one document name, each told of once.

    Addresses elsewhere are not asked for, nor anything in a document with xml:base: its pointers
    start from another place than its own.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._own = document.path.absolute()
        self._verdicts: dict[str, tuple[str, str]] = {}  # of each pointer
        self._found: dict[tuple[str, str], list[etree._Element]] = {}  # (code, pointer)
        self._passed = 0  # pointers that were not looked up
        self._names: dict[tuple[str, str], str] = {}
        self._has_base = _BASE in document.attributes

    def meet(self, element: etree._Element, name: str, pointer: str) -> None:
        """Look up one pointer, of the attribute `name`."""
        if self._has_base:
            return
        if pointer not in self._verdicts:
            if len(self._found) == MOST:
                self._passed += 1
                return
            self._verdicts[pointer] = self._verdict(pointer)
        code, what = self._verdicts[pointer]
        if code:
            self._found.setdefault((code, what), []).append(element)
            self._names.setdefault((code, what), name)

    def problems(self) -> Iterator[Problem]:
        """FZ206 for files that are not there, FZ207 for ids not in them, FZ208 for foreign ones."""
        for (code, what), elements in self._found.items():
            times = f" ({len(elements)} pointers do)" if len(elements) > 1 else ""
            start = f"@{self._names[code, what]} of {tag(elements[0].tag)} points to {what}"
            file, _, target = what.partition("#")
            match code:
                case "FZ206":
                    message = (
                        f"{start}{times}, a file that is not there; put it there, or correct it"
                    )
                    yield code, Level.WARNING, message, elements[0]
                case "FZ207":
                    near = did_you_mean(target, tuple(self._ids_of(file))[:500])
                    message = (
                        f"{start}{times}, but no element there has that xml:id{near}; correct it"
                    )
                    yield code, Level.ERROR, message, elements[0]
                case _:
                    message = (
                        f"{start}{times}, which lies outside the folder above the TEI file's, the "
                        "repository; copy it there, or write its address on the web"
                    )
                    yield code, Level.WARNING, message, elements[0]
        if self._passed:
            message = (
                f"{self._passed} more pointers into other files were not looked up, because "
                f"{MOST} before them do not resolve; correct these first"
            )
            yield "FZ206", Level.WARNING, message, None

    def _verdict(self, pointer: str) -> tuple[str, str]:
        """(code, file or pointer) for a pointer that does not resolve, else two empty strings."""
        url, target = urldefrag(pointer)
        file = local_file(url, self._document.path, self._document.source_folder)
        if file is None:
            return "FZ208", url
        if file != self._own and not is_file(file):
            # A folder is something to point to as well.
            return ("", "") if file.is_dir() and not target else ("FZ206", url)
        if not target or "(" in target or file.suffix.lower() not in (".xml", ".tei"):
            return "", ""
        ids = self._ids_of(url)
        if ids and target not in ids and unquote(target) not in ids:
            return "FZ207", pointer
        return "", ""

    def _ids_of(self, url: str) -> dict[str, None]:
        """The ids of a file; none where it cannot be read, which is told when it is checked."""
        file = local_file(url, self._document.path, self._document.source_folder)
        if file is None or file == self._own:
            return self._document.ids
        try:
            status = file.stat()
            return _ids(file, status.st_mtime_ns, status.st_size)
        except (OSError, TeiError):
            return {}


@lru_cache(maxsize=256)
def _ids(file: Path, _changed: int, _size: int) -> dict[str, None]:
    """The ids of a file, read once as long as it does not change."""
    return dict.fromkeys(strings(_IDS(parse_file(file))))
