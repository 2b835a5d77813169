"""Measures how often each reason for a role is right, on known texts set as pages.

scripts/evaluate roles [--rounds N]
"""

from __future__ import annotations

import argparse
from collections import Counter

from evaluation.cases import Case, make_cases
from evaluation.fit import read_parts
from evaluation.flatten import ORDERS
from evaluation.known import HEADS, texts
from evaluation.score import plain
from fangzhi.markup.roles import SURE, Role

# The kinds of known items that a part in a role may be of, or lie in.
KINDS = {
    Role.TITLE: HEADS,
    Role.HEAD: HEADS,
    Role.PARALLEL: HEADS,
    Role.ENTRY: ("entry", "runin", "dated"),
    Role.TEXT: ("paragraph", "entry", "runin", "dated", "item", *HEADS),
    Role.CAPTION: ("caption", "table"),
    Role.CREDIT: ("caption",),
    Role.SIGNATURE: ("signature",),
    Role.NOTE: ("note",),
}


def judge(case: Case) -> Counter[tuple[str, bool]]:
    """How many parts have each reason and are what they are said to be, or are not."""
    source, parts, _ = read_parts(case)
    latin = case.text.latin
    printed = {
        role: "\n".join(plain(i.text, latin) for i in case.text.items if i.kind in kinds)
        for role, kinds in KINDS.items()
    }
    counts: Counter[tuple[str, bool]] = Counter()
    for part in parts:
        if part.role in printed:
            text = plain("".join(source.slice(span) for span in part.spans), latin)
            counts[part.reason, text in printed[part.role]] += 1
    return counts


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--seed", type=int, default=100)
    given = options.parse_args()
    counts: Counter[tuple[str, bool]] = Counter()
    for case in make_cases(
        list(texts().values()), ORDERS, ("blocks", "lines"), given.rounds, given.seed, "some", ""
    ):
        counts += judge(case)
    for reason, sure in SURE.items():
        right, wrong = counts[reason, True], counts[reason, False]
        if right + wrong:
            share = right / (right + wrong)
            print(f"{reason:<20}{share:>8.4f} right ({right} of {right + wrong}), said {sure}")


if __name__ == "__main__":
    main()
