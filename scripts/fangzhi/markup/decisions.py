"""`ID.decisions.toml` → `Decisions`: roles and joins that a person fixed.

They win over recognition. A decision names its line twice, by number and by the digest of its text:
when the source changes, one that no longer fits is an error, and never hits another line.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from fangzhi.errors import MetadataError
from fangzhi.source import Source
from fangzhi.toml import Table

SUFFIX = ".decisions.toml"
HEAD = "head"  # the one role that has a level
DIGITS = 12  # of a digest: different lines of a book never agree in so many by chance
EXCERPT = 20  # characters of a line that a snippet shows
_DIGEST = re.compile(r"[0-9a-f]{8,64}")


@dataclass(frozen=True, slots=True)
class RoleDecision:
    """The role of a line; for a head also its level, empty where that is left to recognition."""

    role: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Decisions:
    """All that a person decided, by the numbers of lines in the source file (from 1).

    `joins` leads from the line that ends a text to the line where it goes on, None: nothing goes on
    from it. No two texts go on in one line, and none goes on in itself.
    """

    roles: dict[int, RoleDecision]
    joins: dict[int, int | None]

    def __bool__(self) -> bool:
        return bool(self.roles or self.joins)

    def cuts(self) -> frozenset[int]:
        """The lines before which one block ends and another begins."""
        roles = {line for first in self.roles for line in (first, first + 1)}
        joins = {line + 1 for line in self.joins} | set(filter(None, self.joins.values()))
        return frozenset(roles | joins)


NONE = Decisions({}, {})


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of the source file `name` without the blanks round them."""

    name: str
    texts: list[str]

    @classmethod
    def of(cls, source: Source) -> _Lines:
        """The lines of `source`, counted as editors count: the last line end begins none."""
        texts = [text.strip() for text in source.text.removesuffix("\n").split("\n")]
        return cls(source.path.name, texts)

    def why_without_text(self, line: int) -> str:
        """Why the number `line` names no text; empty if it names one."""
        last = len(self.texts)
        if not 1 <= line <= last:
            return f"there is no line {line}: those of {self.name} go from 1 to {last}"
        return "" if self.texts[line - 1] else f"line {line} of {self.name} is blank"

    def nearest(self, line: int, digest: str) -> int | None:
        """The line next to `line` that has `digest`; None if no line has it."""
        found = [
            number
            for number, text in enumerate(self.texts, 1)
            if text and _sha256(text).startswith(digest)
        ]
        return min(found, key=lambda number: abs(number - line), default=None)


@dataclass(frozen=True, slots=True)
class _Reference:
    """A line as a table names it: under `key` its number, under `digest_key` its digest."""

    table: Table
    key: str
    number: int
    digest_key: str
    digest: str


def read(path: Path, source: Source, roles: Collection[str], levels: Collection[str]) -> Decisions:
    """The decisions at `path` about `source`, with the words that its roles and levels may have.

    Raises `MetadataError` that names file, line and key, also for what does not fit the source.
    """
    top = Table.read(path)
    role_tables, join_tables = top.tables("role"), top.tables("join")
    top.close()
    lines = _Lines.of(source)
    words = [str(role) for role in roles], [str(level) for level in levels]
    return Decisions(_roles(role_tables, lines, *words), _joins(join_tables, lines))


def path_beside(source: Path, name: str) -> Path:
    """Where the decisions for the edition `name` lie: beside its source (or its sidecar)."""
    return source.with_name(f"{name}{SUFFIX}")


def line_digest(text: str) -> str:
    """The digits that name the text of a line, whatever blanks stand round it."""
    return _sha256(text.strip())[:DIGITS]


def snippet_role(line: int, text: str, role: str) -> str:
    """The decision that the line `line` with `text` has `role`, to be pasted into the file."""
    return f'[[role]]\n{_snippet_line("line", "sha256", line, text)}role = "{role}"\n'


def snippet_join(line: int, text: str, next_line: int | None, next_text: str = "") -> str:
    """The decision that the text which `line` ends goes on in `next_line`; None: in no line."""
    goal = "continues = false\n"
    if next_line is not None:
        goal = _snippet_line("continues", "continues-sha256", next_line, next_text)
    return f"[[join]]\n{_snippet_line('line', 'sha256', line, text)}{goal}"


def _snippet_line(key: str, digest_key: str, line: int, text: str) -> str:
    """The two keys that name a line; the comment shows a person which it is."""
    # A comment in TOML may hold no control characters, and the source holds form feeds.
    shown = "".join(c if c.isprintable() else " " for c in text.strip()[:EXCERPT]).rstrip()
    return f'{key} = {line}  # {shown}\n{digest_key} = "{line_digest(text)}"\n'


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _roles(
    tables: list[Table], lines: _Lines, roles: list[str], levels: list[str]
) -> dict[int, RoleDecision]:
    """The decided roles by line, at most one a line."""
    decided: dict[int, RoleDecision] = {}
    taken: dict[int, Table] = {}
    for table in tables:
        line, decision = _role(table, lines, roles, levels)
        _take(taken, "line", line, table, "there is a role for line")
        decided[line] = decision
    return decided


def _role(
    table: Table, lines: _Lines, roles: list[str], levels: list[str]
) -> tuple[int, RoleDecision]:
    """One [[role]]: its line and what it says."""
    named = _reference(table, "line", "sha256")
    role, level = table.text("role"), table.text("level")
    # A misspelt key is told as such before the right one is told to be missing.
    table.close()
    line = _find(named, lines)
    _require(table, "role")
    _check_word(table, "role", role, roles)
    if "level" in table:
        if role != HEAD:
            raise table.error(
                "level", f"a line with the role {role!r} has no level", "take the key away"
            )
        _check_word(table, "level", level, levels)
    return line, RoleDecision(role, level)


def _joins(tables: list[Table], lines: _Lines) -> dict[int, int | None]:
    """The decided joins: at most one from a line and one to a line, and none in a circle."""
    joins: dict[int, int | None] = {}
    broken: dict[int, Table] = {}
    goals: dict[int, Table] = {}
    for table in tables:
        line, goal = _join(table, lines)
        _take(broken, "line", line, table, "there is a join from line")
        if goal is not None:
            _take(goals, "continues", goal, table, "a text goes on in line")
            _refuse_circle(joins, line, goal, table)
        joins[line] = goal
    return joins


def _join(table: Table, lines: _Lines) -> tuple[int, int | None]:
    """One [[join]]: the line that ends the text, and the line where it goes on."""
    broken, goal = _reference(table, "line", "sha256"), _goal(table)
    table.close()
    line = _find(broken, lines)
    if goal is not None:
        return line, _find(goal, lines)
    if "continues-sha256" in table:
        raise table.error(
            "continues-sha256", "belongs to no line with 'continues = false'", "take the key away"
        )
    return line, None


def _goal(table: Table) -> _Reference | None:
    """The line where the text goes on; None for `continues = false`."""
    digest = _digest(table, "continues-sha256")
    try:
        number = table.number("continues", 0)
    except MetadataError as error:
        if _is_false(table, "continues"):
            return None
        raise table.error(
            "continues",
            "is neither the number of a line nor false",
            "write the line where the text goes on, or false if nothing goes on from it",
        ) from error
    return _Reference(table, "continues", number, "continues-sha256", digest)


def _is_false(table: Table, key: str) -> bool:
    try:
        return not table.flag(key, True)
    except MetadataError:
        return False


def _reference(table: Table, key: str, digest_key: str) -> _Reference:
    return _Reference(table, key, table.number(key, 0), digest_key, _digest(table, digest_key))


def _digest(table: Table, key: str) -> str:
    """The digits under `key` in lower case, empty where the key is missing."""
    digest = table.raw(key).strip().lower()
    if key in table and not _DIGEST.fullmatch(digest):
        raise table.error(
            key,
            f"{digest[:80]!r} is not the beginning of a SHA-256",
            f"write the first {DIGITS} hexadecimal digits, at least 8",
        )
    return digest


def _find(named: _Reference, lines: _Lines) -> int:
    """The number of the line that a table names; raises unless number and digest agree."""
    table, number = named.table, named.number
    _require(table, named.key)
    if what := lines.why_without_text(number):
        raise _moved(named, lines, what) or table.error(
            named.key, what, "write the number of a line that has text"
        )
    text = lines.texts[number - 1]
    right = f'{named.digest_key} = "{line_digest(text)}"'
    if not named.digest:
        raise table.error(named.digest_key, "is missing", f"line {number} has {right}")
    if not _sha256(text).startswith(named.digest):
        what = f"line {number} of {lines.name} has another text"
        raise _moved(named, lines, what) or table.error(
            named.digest_key, what, f"if the decision is right for this line, write {right}"
        )
    return number


def _moved(named: _Reference, lines: _Lines, what: str) -> MetadataError | None:
    """The error `what`, with the line where the text that was meant is now; None if in no line."""
    line = lines.nearest(named.number, named.digest) if named.digest else None
    if line is None:
        return None
    remedy = f"write {named.key} = {line} if that is the line you mean"
    return named.table.error(named.key, f"{what}; its text is now in line {line}", remedy)


def _require(table: Table, key: str) -> None:
    if key not in table:
        raise table.error(key, "is missing", f"every [[{table.name}]] needs it")


def _check_word(table: Table, key: str, word: str, known: list[str]) -> None:
    if word not in known:
        near = difflib.get_close_matches(word, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"write one of {', '.join(known)}"
        raise table.error(key, f"{word[:80]!r} is unknown", hint)


def _take(taken: dict[int, Table], key: str, line: int, table: Table, what: str) -> None:
    """Give `line` to `table`, unless an earlier table has it."""
    if line in taken:
        raise table.error(
            key,
            f"{what} {line} already, by [[{table.name}]] number {taken[line].place + 1}",
            "keep one of the two",
        )
    taken[line] = table


def _refuse_circle(joins: dict[int, int | None], line: int, goal: int, table: Table) -> None:
    """Raise if a text that goes on from `line` in `goal` comes back to `line`."""
    road = [line, goal]
    while (step := joins.get(road[-1])) is not None:
        road.append(step)
    if road[-1] == line:
        shown = " → ".join(map(str, road if len(road) < 8 else [*road[:3], "…", *road[-3:]]))
        raise table.error(
            "continues",
            f"the text of line {line} goes on in itself: {shown}",
            "write the line where it goes on, or false if nothing goes on from it",
        )
