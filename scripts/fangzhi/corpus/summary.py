"""What a corpus came to, in numbers: what the report shows, and `corpus.json` holds."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangzhi import __version__
from fangzhi.corpus import memory
from fangzhi.corpus.order import DONE, FAILED, FINDINGS
from fangzhi.together import cores

if TYPE_CHECKING:
    from fangzhi.corpus.run import Run

FORMAT, VERSION = "fangzhi-corpus", 1
LISTED = 1000  # failures that are listed one by one; the state has them all
TOP = 25  # editions in a list of the most
LEVELS = ("high", "medium", "low")
STEPS = 24  # of a histogram


def summarise(run: Run) -> dict[str, Any]:
    """The summary of all editions that the run found, also those that it had not to make."""
    ask = _Asking(run)
    return {
        "format": FORMAT,
        "version": VERSION,
        "program": __version__,
        "machine": _machine(),
        "run": _run(run),
        "counts": _counts(ask, run),
        "text": ask.one(
            "sum(characters) characters, sum(sections) sections, sum(entries) entries,"
            " sum(paragraphs) paragraphs, sum(pictures) pictures, sum(size) source_bytes,"
            " sum(bytes) result_bytes, sum(doubts) doubts, round(sum(risk), 2) expected_errors"
        ),
        "profiles": ask.pairs("profile", "profile IS NOT NULL"),
        "failures_by_kind": ask.pairs("kind", f"state='{FAILED}'"),
        "failures": ask.all(
            "given, kind, reason", f"state IN ('{FAILED}', '{FINDINGS}')", "given", LISTED
        ),
        "findings": _findings(ask),
        "confidence": {what: _sureness(ask, what) for what in ("joins", "roles")},
        "look_first": _looks(ask),
        "slowest": ask.all(f"{_PLACE}, seconds, memory, characters", "seconds>0", "seconds DESC"),
        "largest_in_memory": ask.all(f"{_PLACE}, memory, seconds", "memory>0", "memory DESC"),
        "packages": _packages(ask),
        "distributions": {
            name: _histogram(ask, name) for name in ("seconds", "characters", "memory", "risk")
        },
        "passed_over": dict(sorted(run.walk.passed_over.items())),
        "links_not_followed": run.walk.links,
        "unreadable": run.walk.unreadable,
    }


_PLACE = "given, folder, name, state"


class _Asking:
    """Queries over the editions that the run found."""

    def __init__(self, run: Run) -> None:
        self._base, self._run = run.state.base, run.state.run

    def rows(self, query: str) -> list[sqlite3.Row]:
        """The rows of a query, in which `:run` is the run."""
        return self._base.execute(query, {"run": self._run}).fetchall()

    def one(self, what: str) -> dict[str, Any]:
        """Sums over all editions; 0 where there is nothing to sum."""
        row = self.rows(f"SELECT {what} FROM edition WHERE run=:run")[0]
        return {key: row[key] or 0 for key in row.keys()}  # noqa: SIM118 - a row has no .items

    def pairs(self, column: str, where: str) -> dict[str, int]:
        """How many editions there are of each value of a column, most first."""
        query = (
            f"SELECT {column}, count(*) FROM edition WHERE run=:run AND {where}"
            f" GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        return {str(value): number for value, number in self.rows(query)}

    def all(self, what: str, where: str, order: str, limit: int = TOP) -> list[dict[str, Any]]:
        """Editions in an order (then by name), as dictionaries."""
        query = (
            f"SELECT {what} FROM edition WHERE run=:run AND {where}"
            f" ORDER BY {order}, given LIMIT {limit}"
        )
        return [dict(row) for row in self.rows(query)]


def _machine() -> dict[str, Any]:
    return {
        "system": platform.platform(terse=True),
        "processor": _processor(),
        "cores": cores(),
        "memory": memory.of_machine(),
        "python": platform.python_version(),
    }


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _run(run: Run) -> dict[str, Any]:
    plan = run.plan
    return {
        "source": plan.order.source,
        "out": plan.order.out,
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "workers": plan.scheduler or f"{plan.jobs} process{'es'[: 2 * (plan.jobs > 1)]}",
        "made": run.made,
        "seconds": round(run.seconds, 2),
        "per_second": round(run.made / run.seconds, 2) if run.seconds and run.made else 0,
    }


def _counts(ask: _Asking, run: Run) -> dict[str, int]:
    by_state = ask.pairs("state", "state IS NOT NULL")
    states = {state: by_state.get(state, 0) for state in (DONE, FINDINGS, FAILED)}
    return {"found": run.found, **states, "made_now": run.made, "gone": run.gone}


def _findings(ask: _Asking) -> list[dict[str, Any]]:
    query = (
        "SELECT code, level, sum(finding.count) count, count(*) editions FROM finding"
        " JOIN edition ON number=edition WHERE run=:run GROUP BY 1, 2 ORDER BY 1, 2"
    )
    return [dict(row) for row in ask.rows(query)]


def _sureness(ask: _Asking, what: str) -> dict[str, int]:
    return ask.one(", ".join(f"sum({what}_{level}) {level}" for level in LEVELS))


def _looks(ask: _Asking) -> list[dict[str, Any]]:
    """The editions with the most readings that are expected to be wrong."""
    rows = ask.all(f"{_PLACE}, risk, doubts, characters, looks", "risk>0", "risk DESC")
    return [{**row, "looks": json.loads(row["looks"] or "[]")} for row in rows]


def _packages(ask: _Asking) -> list[dict[str, Any]]:
    """How many results there are of each kind, and their bytes."""
    query = (
        "SELECT substr(name, length(edition) + 1) suffix, count(*) files, sum(bytes) bytes FROM ("
        " SELECT edition.name edition, json_extract(value, '$[1]') bytes,"
        "  replace(json_extract(value, '$[0]'),"
        "   rtrim(json_extract(value, '$[0]'), replace(json_extract(value, '$[0]'), '/', '')), '')"
        "  name FROM edition, json_each(outputs) WHERE run=:run"
        ") WHERE bytes>=0 GROUP BY 1 ORDER BY 1"
    )
    return [dict(row) for row in ask.rows(query)]


def _histogram(ask: _Asking, column: str) -> dict[str, Any]:
    """How often values are how large: steps of equal ratio, from the least to the most."""
    low, high, number = ask.rows(
        f"SELECT min({column}), max({column}), count(*) FROM edition WHERE run=:run AND {column}>0"
    )[0]
    if not number:
        return {"edges": [], "counts": []}
    ratio = (high / low) ** (1 / STEPS) if high > low else 2
    edges = [low * ratio**step for step in range(STEPS + 1)]
    # SQLite may have been built without logarithms: the steps are told to it one by one.
    cases = " ".join(f"WHEN {column}<{edge!r} THEN {n}" for n, edge in enumerate(edges[1:-1]))
    query = (
        f"SELECT CASE {cases} ELSE {STEPS - 1} END, count(*) FROM edition"
        f" WHERE run=:run AND {column}>0 GROUP BY 1"
    )
    counts = [0] * STEPS
    for step, found in ask.rows(query):
        counts[step] = found
    return {"edges": [round(edge, 4) for edge in edges], "counts": counts}


def as_json(told: dict[str, Any]) -> bytes:
    """The summary as a file."""
    return (json.dumps(told, ensure_ascii=False, indent=2) + os.linesep).encode()
