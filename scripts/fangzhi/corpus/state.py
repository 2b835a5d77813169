"""The state of a corpus: one SQLite file that says what was made of what, and what is to be done.

One process writes, the one that hands out. Outcomes are kept in batches; a run that is killed does
at most the last batch again, with the same results.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from fangzhi.corpus import prints
from fangzhi.corpus.find import Found
from fangzhi.corpus.order import FAILED, Outcome, Piece
from fangzhi.errors import OutputError

FORMAT = 1  # of the tables: `user_version`
BATCH, PATIENCE = 200, 1.0  # outcomes, and seconds, after which they are written
PAGE = 500  # pieces that are fetched at once
# Failures that may pass without a change of the source: they are tried again in each run.
PASSING = frozenset({"output", "bug", "id"})

TABLES = """
CREATE TABLE run(
  number INTEGER PRIMARY KEY, began REAL, ended REAL, seconds REAL, made INTEGER, told TEXT
);
CREATE TABLE edition(
  number INTEGER PRIMARY KEY,
  given TEXT UNIQUE NOT NULL, folder TEXT NOT NULL, name TEXT NOT NULL, size INTEGER,
  run INTEGER, due TEXT, recipe TEXT, state TEXT, kind TEXT, reason TEXT,
  inputs TEXT, outputs TEXT, bytes INTEGER, made INTEGER,
  seconds REAL, cpu REAL, memory INTEGER, characters INTEGER, profile TEXT,
  sections INTEGER, entries INTEGER, paragraphs INTEGER, pictures INTEGER,
  joins_high INTEGER, joins_medium INTEGER, joins_low INTEGER,
  roles_high INTEGER, roles_medium INTEGER, roles_low INTEGER,
  doubts INTEGER, risk REAL, looks TEXT, notices TEXT
);
CREATE INDEX due ON edition(size DESC, number) WHERE due IS NOT NULL;
CREATE INDEX target ON edition(folder, name);
CREATE TABLE finding(
  edition INTEGER, code TEXT, level TEXT, count INTEGER, PRIMARY KEY(edition, code, level)
) WITHOUT ROWID;
"""
PLAIN = [
    "state",
    "kind",
    "reason",
    "seconds",
    "cpu",
    "memory",
    "characters",
    "profile",
    "sections",
    "entries",
    "paragraphs",
    "pictures",
    "doubts",
    "risk",
]
LEVELS = ("high", "medium", "low")
AT_TOP = ("", "corpus")  # (folder, name) of what would be written over the report of the corpus


class State:
    """The state in the file at `path`, made where it is missing; `dry`, a copy in memory of it."""

    def __init__(self, path: Path, dry: bool = False) -> None:
        try:
            self.base = sqlite3.connect(":memory:" if dry else path, isolation_level=None)
            self.base.row_factory = sqlite3.Row
            if dry:
                _copy(path, self.base)
            else:
                self.base.execute("PRAGMA journal_mode=WAL")
                self.base.execute("PRAGMA synchronous=NORMAL")
            self._prepare(path)
        except sqlite3.Error as error:
            raise OutputError(
                f"cannot be used as the state of a corpus: {error}",
                where=path,
                remedy="move it away: all editions are then made again",
            ) from error
        self._waiting: list[Outcome] = []
        self._recipes: dict[int, str] = {}
        self._written = time.monotonic()

    def _prepare(self, path: Path) -> None:
        (version,) = self.base.execute("PRAGMA user_version").fetchone()
        if version == 0:
            self.base.executescript(f"BEGIN;{TABLES}PRAGMA user_version={FORMAT};COMMIT;")
        elif version != FORMAT:
            raise OutputError(
                f"was written by another version of fangzhi (tables {version}, not {FORMAT})",
                where=path,
                remedy="move it away: all editions are then made again",
            )

    def begin(self) -> int:
        """A new run, by its number."""
        cursor = self.base.execute("INSERT INTO run(began) VALUES (?)", (time.time(),))
        self.run = int(cursor.lastrowid or 0)
        return self.run

    def was_interrupted(self) -> bool:
        """Whether a run before this one did not come to its end."""
        query = "SELECT 1 FROM run WHERE ended IS NULL AND number < ? LIMIT 1"
        return self.base.execute(query, (self.run,)).fetchone() is not None

    def end(self, seconds: float, made: int, told: dict[str, Any]) -> None:
        """The run is over, and so are those that were interrupted before."""
        self.base.execute("UPDATE run SET ended=? WHERE ended IS NULL", (time.time(),))
        self.base.execute(
            "UPDATE run SET seconds=?, made=?, told=? WHERE number=?",
            (seconds, made, json.dumps(told), self.run),
        )

    def note(
        self,
        found: Iterator[Found],
        bases: tuple[Path, Path],
        recipe: Callable[[Path], str],
        retry: bool,
    ) -> None:
        """Note all that was found, and what is to be done about each; in one transaction.

        `bases` are the folders of sources and of results.
        """
        self.base.execute("BEGIN")
        for one in found:
            row = self.base.execute("SELECT * FROM edition WHERE given=?", (one.given,)).fetchone()
            fresh = recipe((bases[0] / one.given).parent)
            due, prints_now = _due(row, one, bases, fresh, retry)
            if row is None:
                self.base.execute(
                    "INSERT INTO edition(given, folder, name, size, run, due, recipe)"
                    " VALUES (?,?,?,?,?,?,?)",
                    (one.given, one.folder, one.name, one.size, self.run, due, fresh),
                )
            else:
                self.base.execute(
                    "UPDATE edition SET folder=?, name=?, size=?, run=?, due=?, recipe=?"
                    " WHERE number=?",
                    (one.folder, one.name, one.size, self.run, due, fresh, row["number"]),
                )
                if prints_now is not None:
                    self._refresh(row, *prints_now)
            if one.problem:
                self._set_aside("given=?", (one.given,), "name", one.problem)
        self._part_namesakes()

    def _refresh(self, row: sqlite3.Row, inputs: str, outputs: str) -> None:
        """Keep the times of files that were touched and are the same."""
        if (inputs, outputs) != (row["inputs"], row["outputs"]):
            self.base.execute(
                "UPDATE edition SET inputs=?, outputs=? WHERE number=?",
                (inputs, outputs, row["number"]),
            )

    def _part_namesakes(self) -> None:
        """Set aside what would be written to the same files: none of them is made."""
        shared = (
            "SELECT folder, name FROM edition WHERE run=? GROUP BY folder, name HAVING count(*) > 1"
        )
        for folder, name in self.base.execute(shared, (self.run,)).fetchall():
            query = "SELECT given FROM edition WHERE folder=? AND name=? AND run=? ORDER BY given"
            givens = [row[0] for row in self.base.execute(query, (folder, name, self.run))]
            for given in givens:
                others = ", ".join(other for other in givens if other != given)[:200]
                reason = f"has the same ID {name!r} as {others}; give it another id in its sidecar"
                self._set_aside("given=?", (given,), "id", reason)
        reason = "has the ID of the report of the corpus; give it another id in its sidecar"
        self._set_aside("folder=? AND name=?", AT_TOP, "id", reason)

    def _set_aside(self, where: str, values: tuple[str, ...], kind: str, reason: str) -> None:
        self.base.execute(
            f"UPDATE edition SET due=NULL, state=?, kind=?, reason=?, inputs='[]', outputs='[]'"
            f" WHERE run=? AND {where}",
            (FAILED, kind, reason, self.run, *values),
        )

    def commit(self) -> None:
        """Keep what was noted."""
        self.base.execute("COMMIT")

    def forget(self) -> None:
        """Undo what was noted."""
        self.base.execute("ROLLBACK")

    def due(self) -> Iterator[tuple[Piece, str]]:
        """What is to be made, with the reason: largest first, so that at the end none waits long.

        It is fetched page by page: outcomes are written between.
        """
        size, number = 1 << 62, -1
        query = (
            "SELECT number, given, folder, name, size, due FROM edition WHERE due IS NOT NULL"
            " AND run=? AND (size < ? OR (size = ? AND number > ?))"
            " ORDER BY size DESC, number LIMIT ?"
        )
        while rows := self.base.execute(query, (self.run, size, size, number, PAGE)).fetchall():
            for row in rows:
                yield Piece(*row[:5]), row["due"]
            size, number = rows[-1]["size"], rows[-1]["number"]

    def keep(self, outcome: Outcome) -> None:
        """Keep an outcome; it is on disk after the next `flush`."""
        self._waiting.append(outcome)
        if len(self._waiting) >= BATCH or time.monotonic() - self._written > PATIENCE:
            self.flush()

    def flush(self) -> None:
        """Write the outcomes that wait."""
        if self._waiting:
            self.base.execute("BEGIN")
            for outcome in self._waiting:
                self._write(outcome)
            self.base.execute("COMMIT")
        self._waiting.clear()
        self._written = time.monotonic()

    def _write(self, outcome: Outcome) -> None:
        outputs = outcome.get("outputs", [])
        values: dict[str, Any] = {name: outcome.get(name) for name in PLAIN}
        values |= {name: _json(outcome.get(name, [])) for name in ("looks", "notices")}
        values |= {"inputs": _json(outcome.get("inputs", [])), "outputs": _json(outputs)}
        values["bytes"] = sum(int(one[1]) for one in outputs if int(one[1]) > 0)
        values |= {"due": None, "made": self.run}
        for what in ("joins", "roles"):
            counts = outcome.get(what, [None] * len(LEVELS))
            values |= {f"{what}_{level}": n for level, n in zip(LEVELS, counts, strict=True)}
        names = ", ".join(f"{name}=:{name}" for name in values)
        values["number"] = outcome["number"]
        self.base.execute(f"UPDATE edition SET {names} WHERE number=:number", values)
        self.base.execute("DELETE FROM finding WHERE edition=?", (outcome["number"],))
        self.base.executemany(
            "INSERT INTO finding VALUES (?,?,?,?)",
            [(outcome["number"], *finding) for finding in outcome.get("findings", [])],
        )

    def count(self, where: str = "1", *values: object) -> int:
        """How many editions of this run there are with a property."""
        query = f"SELECT count(*) FROM edition WHERE run=? AND ({where})"
        return int(self.base.execute(query, (self.run, *values)).fetchone()[0])

    def close(self) -> None:
        """Close the file; SQLite folds its journal into it."""
        self.base.close()


def _copy(path: Path, base: sqlite3.Connection) -> None:
    """Copy a file into another database; nothing is written, and a missing one is not made."""
    if not path.exists():
        return
    journal = path.with_name(f"{path.name}-wal").exists()  # another run is at work, or was killed
    options = "mode=ro" if journal else "mode=ro&immutable=1"
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{options}", uri=True)) as standing:
        standing.backup(base)


def _due(
    row: sqlite3.Row | None, found: Found, bases: tuple[Path, Path], recipe: str, retry: bool
) -> tuple[str | None, tuple[str, str] | None]:
    """(why an edition is to be made, or None; its prints of now, where it is not)."""
    if row is None or row["state"] is None:
        return "new", None
    if row["due"] is not None:
        return row["due"], None
    if (row["folder"], row["name"]) != (found.folder, found.name):
        return "has another name", None
    if row["recipe"] != recipe:
        return "version, profile or settings changed", None
    if row["state"] == FAILED and (retry or row["kind"] in PASSING):
        return "failed", None
    inputs = _compared(row["inputs"], bases[0])
    if inputs is None:
        return "source changed", None
    outputs = _compared(row["outputs"], bases[1])
    if outputs is None:
        return "results are gone or changed", None
    return None, (inputs, outputs)


def _compared(text: str, base: Path) -> str | None:
    now = prints.compare(json.loads(text), base)
    return None if now is None else _json(now)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
