"""Makes the table of `markup/grammar.py` from known texts, and prints it.

    scripts/evaluate grammar [--without TEXT …] [--check] > scripts/fangzhi/markup/grammar.txt

Every place within a sentence where a column could end is an example of two texts that meet; the
same end with another start, from within a sentence or from the beginning of a paragraph, is one of
two that do not. Logistic regression with a penalty (ridge) gives what each pair of names weighs,
beside the weight that is known of words cut at the seam. With `--check` each text is judged by a
table made from the others: how surely the right start is told, with the table and without.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator

import numpy as np

from evaluation.known import Text, texts
from evaluation.pages import NEVER_FIRST, NEVER_LAST
from fangzhi.markup import grammar, words
from fangzhi.markup.evidence import WORD_LEAST, WORD_MOST
from fangzhi.markup.text import is_han

RUNNING = ("entry", "runin", "dated", "paragraph")
AROUND = 12  # characters kept on each side of a seam
ENOUGH = 4000  # places of one text that are looked at
BEGINNINGS = 0.3  # for each of them so many beginnings of paragraphs
SEEN = 20  # times that a pair of names must have been seen
PENALTY = 10.0
LEAST = 0.1  # nats that are worth a line
STEPS, RATE = 150, 0.5
Example = tuple[str, str, bool]  # the text before a seam, the one after it, whether they belong
Table = dict[tuple[str, str], float]


def examples(text: Text) -> Iterator[Example]:
    """Places of a text, each with another start beside the right one."""
    luck = random.Random(text.name)
    paragraphs = [
        "".join(item.head_and_rest()[1].split()) for item in text.items if item.kind in RUNNING
    ]
    seams = [seam for paragraph in paragraphs for seam in _seams(paragraph)]
    for before, after in luck.sample(seams, min(ENOUGH, len(seams))):
        yield before, after, True
        yield before, luck.choice(seams)[1], False
        if luck.random() < BEGINNINGS:
            yield before, luck.choice(paragraphs)[:AROUND], False


def _seams(paragraph: str) -> Iterator[tuple[str, str]]:
    """The two sides of each place within a sentence where a line may end."""
    for at in range(words.LONGEST, len(paragraph) - 2):
        last, first = paragraph[at - 1], paragraph[at]
        inside = last.isascii() and first.isascii() and first.isalnum()
        if (
            not inside
            and first not in NEVER_FIRST
            and last not in NEVER_LAST | set("。！？!?；;：:")
        ):
            yield paragraph[max(0, at - AROUND) : at], paragraph[at : at + AROUND]


def pairs(before: str, after: str) -> list[tuple[str, str]]:
    """The pairs of names at a seam, where they count."""
    if not (is_han(before[-1]) or is_han(after[0])):
        return []
    firsts = grammar.names_at_start(after[: words.LONGEST])
    return [(a, b) for a in grammar.names_at_end(before[-words.LONGEST :]) for b in firsts]


def cut(before: str, after: str) -> float:
    """What the evidence has of a word that is cut at a seam."""
    gain = words.gain(before, after)
    return min(gain, WORD_MOST) if gain > WORD_LEAST else 0.0


def fit(found: list[Example]) -> Table:
    """The weights that make the examples likeliest, but for the penalty (Adagrad)."""
    rows = [pairs(before, after) for before, after, _ in found]
    seen = Counter(pair for row in rows for pair in row)
    kept = sorted(pair for pair, times in seen.items() if times >= SEEN and pair != ("*", "*"))
    place = {pair: index for index, pair in enumerate(kept)}
    size = len(kept)  # the place after them holds the words that are cut, the last one a constant
    longest = max(map(len, rows), default=0)
    found_at = np.array(
        [[place.get(p, size) for p in row] + [size] * (longest - len(row)) for row in rows]
    )
    words_cut = np.array([cut(before, after) for before, after, _ in found])
    joined = np.array([right for *_, right in found], dtype=float)
    weights, squares = np.zeros(size + 2), np.full(size + 2, 1e-9)
    for _ in range(STEPS):
        pairs_weight = np.append(weights[:size], 0.0)
        log_odds = pairs_weight[found_at].sum(1) + weights[size] * words_cut + weights[size + 1]
        error = joined - 1 / (1 + np.exp(-log_odds))
        gradient = np.zeros(size + 2)
        np.add.at(gradient, found_at.ravel(), np.repeat(error, longest))
        gradient[:size] -= PENALTY * weights[:size]
        gradient[size:] = (error * words_cut).sum(), error.sum()
        squares += gradient**2
        weights += RATE * gradient / np.sqrt(squares)
    table = dict(zip(kept, map(float, weights[:size]), strict=True))
    return {pair: weight for pair, weight in table.items() if abs(weight) >= LEAST}


def doubt(found: list[Example], table: Table, word: float) -> float:
    """How unlikely the examples are on average, in nats (log loss): 0.69 where nothing is known."""
    log_odds = np.array(
        [sum(table.get(p, 0.0) for p in pairs(a, b)) + word * cut(a, b) for a, b, _ in found]
    )
    right = np.array([1.0 if joined else -1.0 for *_, joined in found])
    middle = min(
        (float(np.log1p(np.exp(-right * (log_odds - shift))).mean()), shift)
        for shift in np.arange(-1.0, 2.0, 0.1)
    )
    return middle[0]


def check(known: list[Text], left_out: list[str]) -> None:
    """Print how each text fares with a table that was made without it."""
    all_ = {text.name: list(examples(text)) for text in known}
    for name, own in all_.items():
        others = [
            e for other, found in all_.items() if other not in (name, *left_out) for e in found
        ]
        print(
            f"{name:<22}{doubt(own, {}, 0.7):8.3f} without{doubt(own, fit(others), 0.7):8.3f} with"
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--without", nargs="*", default=["seed"])
    options.add_argument("--check", action="store_true", help="judge each text by the others")
    given = options.parse_args()
    known = [text for text in texts().values() if not text.latin]
    if given.check:
        check(known, given.without)
        return
    found = [e for text in known if text.name not in given.without for e in examples(text)]
    print("# What pairs of names weigh at a seam, in nats: last first weight.")
    print("# Made by scripts/evaluate grammar; see markup/grammar.py.")
    for (last, first), weight in fit(found).items():
        print(f"{last} {first} {weight:.1f}")


if __name__ == "__main__":
    main()
