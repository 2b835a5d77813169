"""The road of one edition of a corpus, in a worker: whatever happens becomes a plain outcome."""

from __future__ import annotations

import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fangzhi import builders, errors, pipeline
from fangzhi.builders._edition_files import edition_files
from fangzhi.check.finding import Finding, Level
from fangzhi.corpus import prints
from fangzhi.corpus.memory import begin_peak, peak
from fangzhi.corpus.order import DONE, FAILED, FINDINGS, Order, Outcome, Piece
from fangzhi.doubts import Doubt
from fangzhi.errors import FangzhiError
from fangzhi.markup.certainty import Certainty, certainty_of
from fangzhi.markup.roles import SURE
from fangzhi.pipeline import Job, Result
from fangzhi.tei.edition import Edition

LOOKS = 3  # doubts that are kept of each edition; its report has all
SHOWN = 300  # characters of a reason at most

# What failures are called, by the error that tells them.
KINDS: dict[type[FangzhiError], str] = {
    errors.SourceError: "source",
    errors.MetadataError: "sidecar",
    errors.EditedError: "edited",
    errors.OutputError: "output",
    errors.TeiError: "tei",
    errors.UsageError: "name",
    errors.LedgerError: "bug",
}


def travel(order: Order, piece: Piece) -> Outcome:
    """Encode, check and build one edition; never raises for what is wrong with it."""
    began, used = time.perf_counter(), time.process_time()
    begin_peak()
    outcome: Outcome = {"number": piece.number, "inputs": [], "outputs": []}
    try:
        _travel(order, piece, outcome)
    except FangzhiError as error:
        _fail(outcome, _kind_of(error), error.line().replace(f"{order.source}/", ""))
    except MemoryError:
        _fail(outcome, "memory", "took more memory than its limit (--memory-limit)")
        outcome["last"] = True  # what is left of the memory may lie in pieces
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        _fail(outcome, "output", f"{name}{error.strerror or error}")
    except Exception as error:  # a bug of ours costs one edition
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(last.filename).name}:{last.lineno}"
        _fail(outcome, "bug", f"a bug in fangzhi: {type(error).__name__}: {error} ({place})")
    outcome["seconds"] = round(time.perf_counter() - began, 4)
    outcome["cpu"] = round(time.process_time() - used, 4)
    outcome["memory"] = peak()
    return outcome


def _kind_of(error: FangzhiError) -> str:
    return next((kind for sort, kind in KINDS.items() if isinstance(error, sort)), "bug")


def _fail(outcome: Outcome, kind: str, reason: str) -> None:
    outcome |= {"state": FAILED, "kind": kind, "reason": " ".join(reason.split())[:SHOWN]}


def _travel(order: Order, piece: Piece, outcome: Outcome) -> None:
    source, out = Path(order.source), Path(order.out)
    given = source / piece.given
    seen = {path: prints.take(path, source) for path in _first_inputs(given)}
    outcome["inputs"] = list(seen.values())
    job = pipeline.plan(given, out / piece.folder, piece.name, order.profile)
    seen |= {path: prints.take(path, source) for path in _planned(job) if path not in seen}
    outcome["inputs"] = list(seen.values())
    setting = order.setting(given.parent)
    result = pipeline.encode_source(job)
    others = _read_with(result)
    _tell(outcome, result)
    try:
        pipeline.write_tei(job, result)
    finally:
        outcome["outputs"] = [prints.take(job.tei, out)]
    del result
    edition = Edition(job.tei, job.sources)
    findings = pipeline.check_edition(edition)
    _count(outcome, findings)
    linked = (path for path in edition_files(edition).values() if not path.is_relative_to(out))
    others |= set(linked) - set(seen)
    outcome["inputs"] += [prints.take(path, source) for path in sorted(others - set(seen))]
    made = [path for path in (job.tei.parent / job.name,) if path.is_dir()]
    if order.build and outcome["state"] == DONE:
        wanted = list(order.packages) or _possible(edition, setting)
        made += pipeline.build(edition, job.folder / "build", wanted, setting)
    outcome["outputs"] += [prints.take(path, out) for path in made]


def _first_inputs(given: Path) -> Iterator[Path]:
    """What is looked at before anything is known: the source and its sidecar."""
    yield given
    if (sidecar := given.with_suffix(".toml")) != given:
        yield sidecar


def _planned(job: Job) -> Iterator[Path]:
    """What the plan names besides: the text of a sidecar, decisions, and a profile beside them."""
    yield from (job.source, job.sidecar, job.decisions)
    if job.metadata.profile.endswith(".toml"):
        yield job.sidecar.parent / job.metadata.profile


def _read_with(result: Result) -> set[Path]:
    """The files that were read with the source: those that it has several of, and scans."""
    source = result.source
    home = source.path.parent
    scans = {(page.folder or home) / page.image for page in source.pages if page.image}
    return scans | {file.path for file in source.files}


def _possible(edition: Edition, setting: Any) -> list[str]:
    """All packages that can be made of an edition."""
    return [name for name in builders.names() if not builders.lacking(name, edition, setting)]


def _tell(outcome: Outcome, result: Result) -> None:
    """What was recognised, how sure it is, and what a person should look at first."""
    outline, doubts = result.outline, result.doubts()
    outcome |= {
        "characters": len(result.source.text),
        "profile": result.choice.profile.name,
        "sections": len(outline.headed()),
        "entries": len(outline.entries()),
        "paragraphs": len(outline.passages()),
        "pictures": len(outline.pictures()),
        "joins": _sureness(join.certainty for join in outline.joins),
        "roles": _sureness(certainty_of(SURE[part.reason]) for part in outline.parts),
        "doubts": len(doubts),
        "risk": round(sum(1 - doubt.probability for doubt in doubts), 4),
        "looks": [_look(doubt) for doubt in doubts[:LOOKS]],
        "notices": list(result.notices[:LOOKS]),
    }


def _sureness(certainties: Iterator[Certainty] | Any) -> list[int]:
    """How many are of high, medium and low certainty."""
    counts = Counter(certainties)
    return [counts[certainty] for certainty in Certainty]


def _look(doubt: Doubt) -> str:
    return f"{doubt.line}:{doubt.column}: {doubt.told()}"[:SHOWN]


def _count(outcome: Outcome, findings: list[Finding]) -> None:
    """What was found: `FINDINGS` where an error was, which is then told."""
    counts = Counter((finding.code, finding.level.value) for finding in findings)
    outcome["findings"] = [[*key, number] for key, number in sorted(counts.items())]
    wrong = [finding for finding in findings if finding.level is Level.ERROR]
    outcome["state"] = FINDINGS if wrong else DONE
    if wrong:
        place = f"{wrong[0].file.name}:{wrong[0].line}"
        told = f"{place}: {wrong[0].code} {wrong[0].message}"
        outcome |= {"kind": "findings", "reason": " ".join(told.split())[:SHOWN]}
