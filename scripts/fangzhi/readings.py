"""What the report says of the readings of an engine: how sure it was, and what rules found."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from fangzhi.markup.certainty import MEDIUM
from fangzhi.markup.slips import find_slips
from fangzhi.source import Source
from fangzhi.tei.declaration import Marked

STEPS = 10  # of the distribution of confidences
DECIMALS = 4


def readings(source: Source, marked: Marked | None) -> dict[str, Any]:
    """Counts, words that are doubtful and not marked as unclear, and slips; lines are from 1.

    `confidences` counts the words by tenths, those from 0 to 0.1 first. Empty for a text that no
    engine read.
    """
    if marked is None:
        return {}
    places = _Places(source.text)
    counts = [0] * STEPS
    for word in source.words:
        counts[min(int(word.confidence * STEPS), STEPS - 1)] += 1
    written = {slip.start for slip in marked.corrected}
    return {
        "words": len(source.words),
        "confidences": counts,
        "unclear": {"below": marked.bound, "marked": marked.unclear},
        "doubtful": [
            {
                **places.of(word.start),
                "text": source.text[word.start : word.end],
                "confidence": round(word.confidence, DECIMALS),
            }
            for word in source.words
            if marked.bound <= word.confidence < MEDIUM
        ],
        "slips": [
            {
                **places.of(slip.start),
                "text": slip.found,
                "meant": slip.meant,
                "rule": slip.rule,
                "corrected": slip.start in written,
                "certainty": slip.certainty,
            }
            for slip in find_slips(source)
        ],
    }


class _Places:
    """Lines and columns of a text, from 1."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(i for i, character in enumerate(text, 1) if character == "\n")]

    def of(self, offset: int) -> dict[str, int]:
        """The line and column of a character."""
        line = bisect_right(self._starts, offset)
        return {"line": line, "column": offset - self._starts[line - 1] + 1}
