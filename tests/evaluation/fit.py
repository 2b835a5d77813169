"""Fits weights to known texts set as pages, and prints them.

    scripts/evaluate fit [--rounds N] [--without TEXT …] [--latin] [--chances]

Each pair of fragments that lie near each other in a source is a case: the texts say whether one
goes on in the other. Logistic regression with a small penalty (ridge) gives what each piece of
evidence weighs, in nats (`markup/evidence.py`). With `--chances` the cases are the joins that the
program made, and the weights say how likely one is to be right (`markup/certainty.py`).
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from evaluation.cases import Case, make_cases, set_case
from evaluation.flatten import ORDERS, flatten
from evaluation.known import Text, texts
from evaluation.score import across, plain
from fangzhi.markup import profile as profiles
from fangzhi.markup.certainty import CHANCES, LEAST_MARGIN, MOST_MARGIN
from fangzhi.markup.evidence import observe
from fangzhi.markup.fragments import Cohesion, Usage, describe
from fangzhi.markup.furniture import find_sheets
from fangzhi.markup.order import find_order
from fangzhi.markup.profile import Profile
from fangzhi.markup.roles import Part, classify
from fangzhi.readers import read
from fangzhi.source import Source

NEAR = 6  # fragments in either direction that are paired with one
PENALTY = 1.0
STEPS = 12
Example = tuple[dict[str, float], bool]


def pairs(case: Case) -> Iterator[Example]:
    """(evidence without its weights, whether it is a join) for the pairs of one source."""
    source, parts, profile = read_parts(case)
    fragments = describe(parts, source, profile)
    places = [_place(fragment.text, case.text) for fragment in fragments]
    cohesion, usage = Cohesion(fragments), Usage(fragments)
    for end in fragments:
        if (known := places[end.place]) is None:
            continue
        for start in fragments[max(0, end.place - NEAR) : end.place + NEAR + 1]:
            other = places[start.place]
            if other is None or start is end or start.opens:
                continue
            found = observe(end, start, cohesion, usage)
            yield found, known[1] == other[0] and known[1] not in ends(case.text)


def joins(case: Case) -> Iterator[Example]:
    """(what is known of a join, whether it is right) for the joins made in one source."""
    source, parts, profile = read_parts(case)
    latin = case.text.latin
    printed = "\n".join(plain(item.text, latin) for item in case.text.items)
    for join in find_order(parts, source, profile).joins:
        texts = (source.slice(parts[index].span) for index in (join.before, join.after))
        known = {reason: 1.0 for reason in join.reasons if reason in CHANCES}
        known["always"] = 1.0
        known["margin"] = min(max(join.margin, LEAST_MARGIN), MOST_MARGIN)
        known["moved"] = float(join.moved)
        yield known, across(*texts, latin) in printed


def read_parts(case: Case) -> tuple[Source, list[Part], Profile]:
    """The source of a case and its parts, as the program reads them."""
    pages, orders, tool = set_case(case)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.txt")
        path.write_text(flatten(pages, orders, tool), encoding="utf-8")
        source = read(path)
    profile = profiles.load(case.profile).of_script(source.text)
    return source, classify(source, find_sheets(source, profile), profile), profile


def ends(text: Text) -> frozenset[int]:
    """Where the items of a text end, in its plain characters."""
    if text.name not in _ENDS:
        at, found = 0, set()
        for item in text.items:
            at += len(plain(item.text, text.latin))
            found.add(at)
        _ENDS[text.name] = frozenset(found)
    return _ENDS[text.name]


_ENDS: dict[str, frozenset[int]] = {}
_WHOLE: dict[str, str] = {}


def _place(content: str, text: Text) -> tuple[int, int] | None:
    """Where a fragment begins and ends in its text; None where that is not certain."""
    if text.name not in _WHOLE:
        _WHOLE[text.name] = "".join(plain(item.text, text.latin) for item in text.items)
    whole, own = _WHOLE[text.name], plain(content, text.latin)
    at = whole.find(own)
    if at < 0 or whole.find(own, at + 1) >= 0:
        return None
    return at, at + len(own)


def fit(cases: list[Example]) -> dict[str, float]:
    """The weights that make the cases likeliest, but for the penalty (Newton's method)."""
    keys = sorted({key for found, _ in cases for key in found})
    index = {key: place for place, key in enumerate(keys)}
    rows = [([(index[k], v) for k, v in found.items() if v], joined) for found, joined in cases]
    weights = [0.0] * len(keys)
    for _ in range(STEPS):
        gradient = [-PENALTY * weight for weight in weights]
        curvature = [
            [PENALTY if i == j else 0.0 for j in range(len(keys))] for i in range(len(keys))
        ]
        for row, joined in rows:
            chance = logistic(sum(weights[i] * v for i, v in row))
            error, spread = joined - chance, max(chance * (1 - chance), 1e-9)
            for i, v in row:
                gradient[i] += error * v
                line = curvature[i]
                for j, other in row:
                    line[j] += spread * v * other
        step = solve(curvature, gradient)
        weights = [weight + change for weight, change in zip(weights, step, strict=True)]
    return dict(zip(keys, weights, strict=True))


def logistic(weight: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, weight))))


def solve(matrix: list[list[float]], wanted: list[float]) -> list[float]:
    """The solution of a system of linear equations (Gauss, with pivots)."""
    size = len(wanted)
    rows = [[*row, value] for row, value in zip(matrix, wanted, strict=True)]
    for at in range(size):
        pivot = max(range(at, size), key=lambda i: abs(rows[i][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        for below in range(at + 1, size):
            factor = rows[below][at] / rows[at][at]
            if factor:
                rows[below] = [a - factor * b for a, b in zip(rows[below], rows[at], strict=True)]
    solution = [0.0] * size
    for at in range(size - 1, -1, -1):
        known = sum(rows[at][j] * solution[j] for j in range(at + 1, size))
        solution[at] = (rows[at][size] - known) / rows[at][at]
    return solution


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--seed", type=int, default=100)
    options.add_argument("--without", nargs="*", default=["seed"])
    options.add_argument("--chances", action="store_true", help="how likely joins are to be right")
    options.add_argument("--latin", action="store_true", help="only texts in Latin script")
    given = options.parse_args()
    chosen = [
        text
        for name, text in texts().items()
        if name not in given.without and (given.chances or text.latin == given.latin)
    ]
    found = [
        example
        for case in make_cases(
            chosen, ORDERS, ("blocks", "lines"), given.rounds, given.seed, "some", ""
        )
        for example in (joins if given.chances else pairs)(case)
    ]
    counts = Counter(key for evidence, _ in found for key in evidence)
    right = Counter(key for evidence, joined in found if joined for key in evidence)
    print(f"{len(found)} cases, {sum(joined for _, joined in found)} joins that are right")
    for key, weight in sorted(fit(found).items(), key=lambda pair: -pair[1]):
        print(f"{key:<20}{weight:>8.2f}{counts[key]:>9}{right[key]:>8}")


if __name__ == "__main__":
    main()
