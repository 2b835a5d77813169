"""Whether what a person decided is what was read: a decision is followed, or it is an error."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from fangzhi.errors import MetadataError
from fangzhi.markup.decisions import Decisions
from fangzhi.markup.outline import Outline
from fangzhi.markup.roles import Role
from fangzhi.source import Source


def require_obeyed(outline: Outline, source: Source, decisions: Decisions) -> None:
    """Raise `MetadataError` for the first decision that the outline does not follow."""
    for line, what, remedy in (
        *_roles_passed_over(outline, decisions),
        *_parallels_passed_over(outline),
        *_joins_passed_over(outline, source, decisions),
    ):
        raise MetadataError(
            f"a decision {what}, and that cannot be followed",
            where=f"{source.path}:{line}",
            remedy=remedy,
        )


def _roles_passed_over(outline: Outline, decisions: Decisions) -> Iterator[tuple[int, str, str]]:
    """(line, what was decided, what to do) for each role that its line did not get."""
    found = {(part.line, part.role.value) for part in outline.parts if part.decided}
    found |= {(one.line, one.kind) for sheet in outline.sheets for one in sheet.furniture}
    for line, decision in decisions.roles.items():
        if (line, decision.role) not in found:
            what = f"gives line {line} the role {decision.role!r}"
            yield line, what, "take the decision away, or decide the lines round it too"


def _parallels_passed_over(outline: Outline) -> Iterator[tuple[int, str, str]]:
    """The same for each parallel head that no head above could take."""
    taken = {one.parallel.spans[0] for one in outline.divisions() if one.parallel is not None}
    for above, part in pairwise((None, *outline.parts)):
        if part is None or not part.decided or part.role is not Role.PARALLEL:
            continue
        if part.span not in taken:
            why, remedy = "no head stands right above it", 'give the line above it role = "head"'
            if above is not None and above.role is Role.PARALLEL:
                why, remedy = "the head above it has one already", "take one of the two away"
            yield part.line, f"gives line {part.line} the role 'parallel', but {why}", remedy


def _joins_passed_over(
    outline: Outline, source: Source, decisions: Decisions
) -> Iterator[tuple[int, str, str]]:
    """The same for each join that was not made, or made against a decision."""
    if not decisions.joins:
        return
    goals = {}
    for join in outline.joins:
        end = outline.parts[join.before].spans[-1].end
        goals[source.text.count("\n", 0, end - 1) + 1] = outline.parts[join.after].line
    for line, goal in decisions.joins.items():
        if goals.get(line) != goal:
            what = "ends the text there"
            remedy = "take the decision away"
            if goal is not None:
                what = f"lets the text of line {line} go on in line {goal}"
                remedy = f'decide the role of line {goal} too: role = "text"'
            yield line, what, remedy
