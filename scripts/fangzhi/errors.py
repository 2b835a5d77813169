"""Errors that carry what a person needs: what, where, why, what to do, and the exit code."""

from __future__ import annotations


class FangzhiError(Exception):
    """A problem told in one line.

    `what` says what is wrong (and why, where that is known), `where` the place (file, file:line,
    file:line:column or file: byte N), `remedy` what the reader can do about it.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: object = None, remedy: str = "") -> None:
        self.what = what
        self.where = None if where is None else str(where)
        self.remedy = remedy
        super().__init__(self.line())

    def line(self) -> str:
        """The whole message as one line without a line break."""
        place = f"{self.where}: " if self.where else ""
        remedy = f"; {self.remedy}" if self.remedy else ""
        return " ".join(f"{place}{self.what}{remedy}".split())


class UsageError(FangzhiError):
    """The command was called with words that do not fit together."""


class SourceError(FangzhiError):
    """A source cannot be read, or holds what no edition can hold."""

    @classmethod
    def unreadable(cls, path: object, error: OSError) -> SourceError:
        """What the system says of a file or folder that it does not let us read."""
        return cls(
            f"cannot be read: {error.strerror or error}",
            where=path,
            remedy="check the path and its permissions",
        )


class MetadataError(FangzhiError):
    """The sidecar, a profile or the settings are broken."""


class TeiError(FangzhiError):
    """A TEI file cannot be read or used."""


class EditedError(FangzhiError):
    """A file would be overwritten that somebody edited since we wrote it."""


class OutputError(FangzhiError):
    """A result cannot be written."""


class LedgerError(FangzhiError):
    """The TEI does not hold every character of the source exactly once: a bug of ours."""

    exit_code = 3
