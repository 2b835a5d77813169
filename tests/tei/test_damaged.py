"""Real texts damaged at random: whatever is cut, shuffled or repeated, no character is lost."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from evaluation.known import texts
from fangzhi.resources import schema_folder
from tei.making import encoded

GRAMMAR = etree.RelaxNG(etree.parse(schema_folder() / "fangzhi.rng"))
SEPARATORS = (
    "\n",
    "\n\n",
    "\n\f",
    "\n· 12 ·\n",
    "\n13\n",
    "\n　　",
    "\n\n\n",
    "\t",
    "\n芸溪年鉴　14\n",
)
ROOT = Path(__file__).resolve().parents[2]


@cache
def blocks() -> list[str]:
    """The blocks of all known texts, tables row by row."""
    found = []
    for text in texts().values():
        for item in text.items:
            found += [item.text] if item.text else []
            found += ["\t".join(row) for row in item.rows]
    return found


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Some blocks in any order, some of them twice, cut anywhere and put together anyhow."""
    pieces = []
    for place in draw(st.lists(st.integers(0, len(blocks()) - 1), min_size=1, max_size=14)):
        block = blocks()[place]
        cut = draw(st.integers(0, len(block)))
        pieces += [block[:cut], block[cut:]] if draw(st.booleans()) else [block]
    pieces = draw(st.permutations(pieces)) if draw(st.booleans()) else pieces
    text = "".join(piece + draw(st.sampled_from(SEPARATORS)) for piece in pieces)
    return text if text.strip() else "全区平稳发展。"


@given(damaged(), st.sampled_from(("", "yearbook", "gazetteer", "report", "plain")))
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_damaged_texts_are_valid_and_lose_nothing(text: str, profile: str) -> None:
    """The encoding balances its ledger (else it raises) and the grammar accepts it."""
    root = etree.fromstring(encoded(text, profile=profile))
    GRAMMAR.assertValid(root.getroottree())
