"""A finding: one thing that is wrong, or worth a look, in one place of one file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

MOST = 1000  # findings of one code in one file that are told one by one


class Level(StrEnum):
    """How much a finding weighs, heaviest first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    def at_least(self, other: Level) -> bool:
        """Whether this level weighs as much as `other` or more."""
        order = list(Level)
        return order.index(self) <= order.index(other)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong (`message`, one sentence that also says what to do) and where.

    `line` and `column` count from 1; 0 means that the place is the whole file.
    """

    code: str
    level: Level
    message: str
    file: Path
    line: int = 0
    column: int = 0
    xpath: str = ""

    @property
    def order(self) -> tuple[str, int, int, str, str, str]:
        """What findings are sorted by in every report: file, line, column, code."""
        where = (self.file.as_posix(), self.line, self.column)
        return (*where, self.code, self.message, self.xpath)

    @property
    def place(self) -> str:
        """`file:line:column`, as far as it is known."""
        numbers = [str(number) for number in (self.line, self.column) if number]
        return ":".join([str(self.file), *numbers])
