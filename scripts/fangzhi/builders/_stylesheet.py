"""The style sheet that renders TEI: ours, or one of the user's that imports ours."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree

from fangzhi.errors import UsageError
from fangzhi.tei.names import safe_parser

HERE = Path(__file__).parent
OURS = "fangzhi:edition.xsl"  # what a user's style sheet imports
_REMEDY = f'correct it; it imports ours with <xsl:import href="{OURS}"/>'


def stylesheet(file: Path | None = None) -> etree.XSLT:
    """The compiled style sheet, which may read and write nothing.

    One of the user's can import ours and files beside it, nothing else. Raises `UsageError` that
    names file, line and reason when it cannot be used.
    """
    return _compiled(file)[0]


def files_of(file: Path) -> tuple[Path, ...]:
    """A user's style sheet and what it imports of its folder; raises as `stylesheet` does."""
    return (file, *_compiled(file)[1])


@cache
def _compiled(file: Path | None) -> tuple[etree.XSLT, tuple[Path, ...]]:
    """The compiled style sheet, and the files of the user that it imports."""
    locked = etree.XSLTAccessControl.DENY_ALL  # type: ignore[attr-defined]
    if file is None:
        return etree.XSLT(etree.parse(HERE / "edition.xsl"), access_control=locked), ()
    parser, imports = safe_parser(), _Imports(file)
    parser.resolvers.add(imports)
    try:
        compiled = etree.XSLT(etree.parse(file, parser), access_control=locked)
        return compiled, tuple(dict.fromkeys(imports.opened))
    except OSError as error:
        raise UsageError("cannot be read", where=file, remedy="check the path") from error
    except etree.XMLSyntaxError as error:
        where = f"{file}:{error.lineno}" if error.lineno else file
        raise UsageError(f"is not well-formed: {error.msg}", where=where, remedy=_REMEDY) from error
    except etree.XSLTParseError as error:
        raise UsageError(
            f"is no style sheet that can be used: {_reason(error)}",
            where=_place(error, file),
            remedy=_REMEDY,
        ) from error


class _Imports(etree.Resolver):  # its stubs lack what lxml's documentation has
    """Finds what a user's style sheet imports: ours by its name, and what lies beside the file."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self.opened: list[Path] = []  # files beside it
        self._folders = (HERE.resolve(), file.resolve().parent)

    def resolve(  # type: ignore[override]
        self, system_url: str, public_id: str, context: object
    ) -> object:
        """Hand out a file, or raise `UsageError`."""
        if system_url == OURS:
            return self._open(HERE / "edition.xsl", context)
        path = Path(os.path.realpath(_local(system_url)))
        if any(path.is_relative_to(folder) for folder in self._folders) and path.is_file():
            if not path.is_relative_to(self._folders[0]):
                self.opened.append(path)
            return self._open(path, context)
        raise UsageError(
            f"imports {system_url!r}, which is not beside it",
            where=self._file,
            remedy=f"put the file into its folder; our own style sheet is {OURS!r}",
        )

    def _open(self, file: Path, context: object) -> object:
        return self.resolve_filename(str(file), context)  # type: ignore[attr-defined]


def _local(url: str) -> str:
    return unquote(urlsplit(url).path) if url.startswith("file:") else url


def failed(error: etree.XSLTError, file: Path | None) -> UsageError:
    """What to tell the user when a style sheet of theirs stopped."""
    return UsageError(
        f"the style sheet stopped: {_reason(error)}",
        where=_place(error, file),
        remedy=_REMEDY,
    )


def _reason(error: etree.XSLTError) -> str:
    messages = [entry.message for entry in error.error_log if entry.message.strip()]
    return messages[0].strip() if messages else str(error)


def _place(error: etree.XSLTError, file: Path | None) -> str:
    line = next((entry.line for entry in error.error_log if entry.line > 0), 0)
    return f"{file}:{line}" if line else str(file)
