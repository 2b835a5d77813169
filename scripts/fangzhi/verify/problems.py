"""What is wrong in a package: a problem, and the errors that stop the reading of it."""

from __future__ import annotations

from dataclasses import dataclass

from fangzhi.check.finding import Level
from fangzhi.errors import FangzhiError

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a code of some `CODES`, how heavy, one sentence, and where.

    `message` says what is wrong and what to do, without the name of the member; `member` is the
    path of a file in the package, or empty where the whole is meant.
    """

    code: str
    level: Level
    message: str
    member: str = ""


class PackageError(FangzhiError):
    """What was named is no package, or cannot be read at all: exit code 2."""


class MemberError(Exception):
    """One member cannot be read whole and unchanged; it becomes a finding FZ701.

    `reason` says why, as a clause without subject ("breaks off before its end").
    """

    def __init__(self, member: str, reason: str) -> None:
        self.member = member
        self.reason = reason
        super().__init__(f"{member}: {reason}")


class DamagedError(Exception):
    """The container itself is broken: nothing in it can be trusted. It becomes a finding.

    `code` is FZ701 (damaged), or FZ709 (too large to be honest).
    """

    def __init__(self, reason: str, code: str = "FZ701") -> None:
        self.reason = reason
        self.code = code
        super().__init__(reason)
