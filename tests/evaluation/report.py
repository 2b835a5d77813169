"""Printing what came of the cases: tables by settings and by text, calibration, wrong cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict

from evaluation.cases import Outcome
from evaluation.score import Score

COLUMNS = (
    "heads", "levels", "paragraphs", "signatures", "captions", "tables", "items", "notes",
    "order", "neighbours", "words",
)  # fmt: skip
CERTAINTIES = ("high", "medium", "low")
MOST = 12  # texts of a part that are shown of a wrong case
ENDS = 24  # characters of a text that are shown at either end


def tables(outcomes: list[Outcome]) -> Iterator[str]:
    """The lines of the whole report."""
    yield from table(outcomes, lambda one: f"{one.case.order}, {one.case.mode}")
    yield ""
    yield from table(outcomes, lambda one: one.case.text.name, last=True)
    yield ""
    yield from calibration(outcomes)
    failed = [one for one in outcomes if one.error]
    if failed:
        yield f"\nfailed: {len(failed)} of {len(outcomes)} cases, the first: {failed[0].settings}"
        yield f"  {failed[0].error}"


def table(
    outcomes: list[Outcome], key: Callable[[Outcome], str], last: bool = False
) -> Iterator[str]:
    """A row of F1 for each key; a dash where there is nothing to find and nothing was found."""
    total: dict[str, dict[str, Score]] = {}
    for one in outcomes:
        for row in (key(one), "all") if last else (key(one),):
            scores = total.setdefault(row, defaultdict(Score))
            for column, score in one.result.scores.items():
                scores[column] += score
    if last:
        total["all"] = total.pop("all", defaultdict(Score))
    longest = max((len(row) for row in total), default=0)
    yield " " * longest + "".join(f"{column:>11}" for column in COLUMNS)
    for row, scores in total.items():
        yield f"{row:<{longest}}" + "".join(f"{_shown(scores[c]):>11}" for c in COLUMNS)


def _shown(score: Score) -> str:
    return f"{score.f1:.4f}" if score.found + score.wanted else "–"


def calibration(outcomes: list[Outcome]) -> Iterator[str]:
    """How many of the joins are right, by certainty and by probability; how many were missed."""
    certain = [pair for one in outcomes for pair in one.result.certain]
    for certainty in CERTAINTIES:
        right = [is_right for name, is_right in certain if name == certainty]
        yield f"joins of {certainty + ' certainty':<17} {_share(right)}"
    missed = sum(len(one.result.missed) for one in outcomes)
    cuts = sum(one.result.cuts for one in outcomes)
    yield f"cuts not joined             {missed} of {cuts}"
    guesses = [pair for one in outcomes for pair in one.result.guesses]
    for tenth in range(10) if guesses else ():
        inside = [pair for pair in guesses if min(int(pair[0] * 10), 9) == tenth]
        mean = sum(probability for probability, _ in inside) / len(inside) if inside else 0.0
        told = f"probability {tenth / 10:.1f}–{(tenth + 1) / 10:.1f}, mean {mean:.3f}:"
        yield f"  {told} {_share([right for _, right in inside])}"


def _share(right: list[bool]) -> str:
    share = f"{sum(right) / len(right):.4f}" if right else "–"
    return f"{share:>7} right ({sum(right)} of {len(right)})"


def wrong(outcome: Outcome) -> Iterator[str]:
    """A wrong case: what is missing (-), what was found instead (+), which cuts were not joined."""
    yield f"\n{outcome.settings}"
    if outcome.error:
        yield f"  failed: {outcome.error}"
        return
    for part, (missing, added) in outcome.result.wrong.items():
        for sign, texts in (("-", missing), ("+", added)):
            for text in texts[:MOST]:
                yield f"  {sign} {part}: {_ends(text)}"
            if len(texts) > MOST:
                yield f"  {sign} {part}: and {len(texts) - MOST} more"
    for before, after in outcome.result.missed[:MOST]:
        yield f"  not joined: …{before[-12:]} | {after[:12]}…"


def _ends(text: str) -> str:
    short = len(text) <= 2 * ENDS + 1
    return text if short else f"{text[:ENDS]} … {text[-ENDS:]}"


def as_json(outcome: Outcome) -> dict[str, object]:
    """A case and its scores for other programs."""
    case = outcome.case
    result = asdict(outcome.result)
    for name, score in outcome.result.scores.items():
        result["scores"][name]["f1"] = round(score.f1, 6)
    return {
        "case": case.name,
        "text": case.text.name,
        "order": case.order,
        "mode": case.mode,
        "columns": case.columns,
        "measure": case.measure,
        "round": case.round,
        "settings": outcome.settings,
        "error": outcome.error,
        **result,
    }
