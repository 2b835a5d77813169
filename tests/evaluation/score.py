"""How much of a reading is right."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from evaluation.known import BULLETS, HEADS, LEVELS, Item, Text
from evaluation.readback import Found, table_text

PARTS = ("heads", "paragraphs", "signatures", "captions", "tables", "items", "notes")
NEAR = 6  # characters on each side of a seam that are looked at
_KINDS = {
    "paragraph": "paragraphs", "signature": "signatures", "caption": "captions", "item": "items",
    "note": "notes",
}  # fmt: skip
_AROUND_HEADS = re.compile(f"[【】〔〕〖〗［］{BULLETS}]")


@dataclass
class Score:
    """Right, found and wanted parts; F1 is their harmonic mean of precision and recall."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    def __iadd__(self, other: Score) -> Score:
        self.right += other.right
        self.found += other.found
        self.wanted += other.wanted
        return self

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 1.0


@dataclass
class Result:
    """The scores of one reading; `wrong`: for each part what is missing and what is too much.

    `certain`: (certainty, right) of each join; `guesses`: (probability, right) of each join;
    `missed`: the cuts that were not joined; `cuts`: how many there are.
    """

    scores: dict[str, Score] = field(default_factory=dict)
    wrong: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)
    certain: list[tuple[str, bool]] = field(default_factory=list)
    guesses: list[tuple[float, bool]] = field(default_factory=list)
    missed: list[tuple[str, str]] = field(default_factory=list)
    cuts: int = 0


def plain(text: str, latin: bool) -> str:
    """`text` without blanks; Latin text without hyphens too, as print puts them at line ends."""
    text = "".join(text.split())
    return re.sub("[-\u2010\u00ad]", "", text) if latin else text


def score(text: Text, found: Found, cut: list[tuple[str, str]]) -> Result:
    """The scores of what was `found` in a known text that was cut at the places `cut`."""
    latin, result = text.latin, Result()
    wanted = wanted_parts(text.items, found)
    for part in PARTS:
        have = [_key(one, part, latin) for one in found.parts[part]]
        want = [_key(one, part, latin) for one in wanted[part]]
        result.scores[part] = compare(have, want)
        missing = _only(dict(zip(want, wanted[part], strict=True)), want, have)
        added = _only(dict(zip(have, found.parts[part], strict=True)), have, want)
        result.wrong[part] = (missing, added)
        if part == "paragraphs":
            result.scores["order"] = order_score(have, want)
    result.scores["levels"] = level_score(
        [(_key(head, "heads", latin), depth) for head, depth in found.depths],
        [(_key(head, "heads", latin), rank) for head, rank in wanted_levels(text.items)],
    )
    _score_joins(result, text, found, cut)
    return result


def _only(texts: dict[str, str], keys: list[str], others: list[str]) -> list[str]:
    """The texts whose `keys` are not among the `others`."""
    return [texts[key] for key in (Counter(keys) - Counter(others)).elements()]


def _key(text: str, part: str, latin: bool) -> str:
    text = plain(text, latin)
    return _AROUND_HEADS.sub("", text) if part == "heads" else text


def compare(found: Iterable[str], wanted: Iterable[str]) -> Score:
    """Parts that are the same to the letter, each counted once."""
    a, b = Counter(found), Counter(wanted)
    return Score((a & b).total(), a.total(), b.total())


def order_score(found: list[str], wanted: list[str]) -> Score:
    """Pairs of neighbouring paragraphs that follow one another as in print."""
    return compare(map(str, pairwise(found)), map(str, pairwise(wanted)))


def level_score(found: list[tuple[str, int]], wanted: list[tuple[str, int]]) -> Score:
    """Right heads that stand under the same right head as in print; others are not counted."""
    have, want = _numbered(found), _numbered(wanted)
    both = have.keys() & want.keys()
    a, b = _parents(have, both), _parents(want, both)
    return Score(sum(a[head] == b[head] for head in both), len(both), len(both))


def _numbered(heads: list[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """The level of each head, heads of the same text told apart by number."""
    seen: Counter[str] = Counter()
    levels = {}
    for head, level in heads:
        levels[head, seen[head]] = level
        seen[head] += 1
    return levels


def _parents(
    levels: dict[tuple[str, int], int], kept: set[tuple[str, int]]
) -> dict[tuple[str, int], tuple[str, int] | None]:
    """For each head that is kept the nearest kept one before it that stands higher."""
    parents: dict[tuple[str, int], tuple[str, int] | None] = {}
    open_: list[tuple[tuple[str, int], int]] = []
    for head, level in levels.items():
        if head in kept:
            while open_ and open_[-1][1] >= level:
                open_.pop()
            parents[head] = open_[-1][0] if open_ else None
            open_.append((head, level))
    return parents


def wanted_parts(items: Iterable[Item], found: Found | None = None) -> dict[str, list[str]]:
    """The texts of the known items by what they are scored as.

    A date that blanks part from its text may be read as a head or as part of the paragraph: what
    was `found` decides which is wanted.
    """
    parts: dict[str, list[str]] = defaultdict(list)
    heads = {"".join(head.split()) for head in found.parts["heads"]} if found else set()
    for item in items:
        head, rest = item.head_and_rest()
        if item.kind in HEADS:
            parts["heads"].append(item.text)
        elif item.kind in ("entry", "runin") or (item.kind == "dated" and head in heads):
            parts["heads"].append(head)
            parts["paragraphs"].append(rest)
        elif item.kind == "dated":
            parts["paragraphs"].append(item.text)
        elif item.kind == "table":
            parts["captions"] += [item.text] if item.text else []
            parts["tables"].append(table_text(item.rows))
        else:
            parts[_KINDS[item.kind]].append(item.text)
    return parts


def wanted_levels(items: Iterable[Item]) -> list[tuple[str, int]]:
    """The heads with their level: 0 for the title, 5 for entries."""
    found = []
    for item in items:
        if item.kind in ("title", "head"):
            found.append((item.text, LEVELS.index(item.level) + 1 if item.level else 0))
        elif item.kind in ("entry", "runin"):
            found.append((item.head_and_rest()[0], len(LEVELS) + 1))
    return found


def _score_joins(result: Result, text: Text, found: Found, cut: list[tuple[str, str]]) -> None:
    """Whether the pieces that meet at each seam do so in print, and which cuts were missed."""
    latin = text.latin
    printed = "\n".join(plain(item.text, latin) for item in text.items)
    for before, after, certainty in found.seams:
        result.certain.append((certainty, across(before, after, latin) in printed))
    for before, after, probability in found.guesses:
        result.guesses.append((probability, across(before, after, latin) in printed))
    read = "".join(plain(one, latin) + "\n" * one.endswith("\n") for one in found.joined)
    result.cuts = len(cut)
    result.missed = [(a, b) for a, b in cut if across(a, b, latin) not in read]


def across(before: str, after: str, latin: bool) -> str:
    """The characters on both sides of a seam."""
    return plain(before, latin)[-NEAR:] + plain(after, latin)[:NEAR]
