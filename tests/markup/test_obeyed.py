"""A decision that was not followed is an error, whatever the cause."""

from __future__ import annotations

import pytest

from fangzhi.errors import MetadataError
from fangzhi.markup.assembly import recognise
from fangzhi.markup.decisions import NONE, Decisions, RoleDecision
from fangzhi.markup.obeyed import require_obeyed
from markup.making import YEARBOOK, source_of

SOURCE = source_of("综述\n\n【概况】 全年增长\n\n5.1%。\n\n【绿化】 种树三百株。\n")
OUTLINE = recognise(SOURCE, YEARBOOK)


@pytest.mark.parametrize(
    ("decisions", "place", "complaint"),
    [
        (Decisions({5: RoleDecision("head")}, {}), "made.txt:5", "the role 'head'"),
        (Decisions({}, {3: None}), "made.txt:3", "ends the text there"),
        (Decisions({}, {3: 7}), "made.txt:3", "go on in line 7"),
        (Decisions({}, {7: 5}), "made.txt:7", "go on in line 5"),
    ],
)
def test_a_decision_that_was_passed_over_is_an_error(
    decisions: Decisions, place: str, complaint: str
) -> None:
    """The error names the line, what was decided, and what to do."""
    with pytest.raises(MetadataError) as caught:
        require_obeyed(OUTLINE, SOURCE, decisions)
    assert str(caught.value.where).endswith(place)
    assert complaint in caught.value.what and caught.value.remedy


@pytest.mark.parametrize("decisions", [NONE, Decisions({}, {3: 5}), Decisions({}, {7: None})])
def test_what_was_read_as_decided_is_none(decisions: Decisions) -> None:
    """Nothing is raised where the outline says what a person says."""
    require_obeyed(OUTLINE, SOURCE, decisions)


@pytest.mark.parametrize(
    ("lines", "complaint"), [((5,), "no head stands right above it"), ((1,), "no head stands")]
)
def test_a_parallel_head_needs_a_head_above_it(lines: tuple[int, ...], complaint: str) -> None:
    """What no head takes is an error that says why, and never a paragraph."""
    decisions = Decisions({line: RoleDecision("parallel") for line in lines}, {})
    with pytest.raises(MetadataError) as caught:
        require_obeyed(recognise(SOURCE, YEARBOOK, decisions), SOURCE, decisions)
    assert complaint in caught.value.what and caught.value.remedy


def test_a_head_takes_one_parallel_head() -> None:
    """A second one is an error that says so."""
    source = source_of("综述\n\nOverview\n\n綜述\n\n【概况】 全年增长5.1%。\n")
    decisions = Decisions({line: RoleDecision("parallel") for line in (3, 5)}, {})
    with pytest.raises(MetadataError, match=r"line 5 .* has one already"):
        require_obeyed(recognise(source, YEARBOOK, decisions), source, decisions)
