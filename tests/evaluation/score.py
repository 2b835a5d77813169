"""How much of a reading is right."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from evaluation.known import Item


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


def compare(found: list[str], wanted: list[str]) -> Score:
    """Parts that are the same to the letter, blanks aside, each counted once."""
    a, b = (Counter("".join(text.split()) for text in texts) for texts in (found, wanted))
    return Score((a & b).total(), a.total(), b.total())


def order_score(found: list[str], wanted: list[str]) -> Score:
    """Pairs of neighbouring paragraphs that follow one another as in print."""

    def pairs(texts: list[str]) -> Counter[tuple[str, str]]:
        plain = ["".join(text.split()) for text in texts]
        return Counter(pairwise(plain))

    a, b = pairs(found), pairs(wanted)
    return Score((a & b).total(), a.total(), b.total())


def wanted_parts(items: list[Item]) -> dict[str, list[str]]:
    """The texts of the known items by what they are scored as."""
    parts: dict[str, list[str]] = {
        key: [] for key in ("heads", "paragraphs", "signatures", "captions")
    }
    for item in items:
        if item.kind in ("title", "parallel", "head"):
            parts["heads"].append(item.text)
        elif item.kind == "entry":
            end = entry_end(item.text)
            parts["heads"].append(item.text[:end])
            parts["paragraphs"].append(item.text[end:])
        elif item.kind == "paragraph":
            parts["paragraphs"].append(item.text)
        elif item.kind == "signature":
            parts["signatures"].append(item.text)
        else:
            parts["captions"].append(item.text)
    return parts


def entry_end(text: str) -> int:
    """Where the head of an entry ends."""
    return text.index("】") + 1
