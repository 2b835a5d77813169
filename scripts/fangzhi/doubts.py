"""What a person should look at: joins and roles that are not sure; and the report of them all."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from fangzhi.markup.certainty import Certainty, certainty_of
from fangzhi.markup.choice import Choice
from fangzhi.markup.decisions import NONE, Decisions, snippet_join, snippet_role
from fangzhi.markup.fragments import SHORTEST
from fangzhi.markup.listing import label
from fangzhi.markup.outline import Outline
from fangzhi.markup.profile import Profile
from fangzhi.markup.roles import SURE, Part, Role
from fangzhi.markup.shapes import ends_sentence
from fangzhi.source import Source, Span, width

FORMAT, VERSION = "fangzhi-report", 1
DECIMALS = 4  # of a probability: the same on every machine
# That a text is whole which no mark ends and nothing continues: 41 of 61 on pages set anew.
OPEN_END = 0.67
CUT_HEAD = 0.9  # that an entry's head goes on where its bracket is closed out of order
SEAM, EXCERPT = 8, 20  # characters that are shown on each side of a seam, and of a role

# What each role is called in the list.
NAMES = {
    Role.PARALLEL: "title in another script",
    Role.ENTRY: "head of an entry",
    Role.TEXT: "beginning of an entry",
}
LEFT = "the rest"  # the reason of what nothing shows to be anything but text
# What recognition finds by its neighbours, and a decision about one line cannot say.
UNSAYABLE = ("date", "period")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that may have been read wrong, at a line and column of the source (from 1).

    `probability` is that it was read right. Of a join it is the place where the first text ends,
    and `to_line` the line where it goes on; None if it does not, and for a role. `decision` says
    the contrary of what was read, `confirm` the same, as tables for a decisions file; either is
    empty where one line cannot say it.
    """

    kind: str  # "join" or "role"
    line: int
    column: int
    to_line: int | None
    what: str
    probability: float
    certainty: str
    reasons: tuple[str, ...]
    excerpt: str
    decision: str
    confirm: str

    def told(self) -> str:
        """The doubt in one line, without its place."""
        reasons = ", ".join(self.reasons)
        percent = 100 if self.probability == 1 else min(99, round(100 * self.probability))
        return f"{percent} %: {self.what}: {self.excerpt} ({reasons})"


@dataclass(frozen=True, slots=True)
class _Seam:
    """Two pieces of one text; `decidable` says whether a decision can part them."""

    broken: Span
    at: Span
    probability: float
    certainty: Certainty
    reasons: tuple[str, ...]
    moved: bool
    decidable: bool


class _Lines:
    """The lines of a source by the offsets of its characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(i for i, character in enumerate(text, 1) if character == "\n")]

    def number(self, offset: int) -> int:
        """The line of a character, from 1."""
        return bisect_right(self.starts, offset)

    def column(self, offset: int) -> int:
        """The column of a character, from 1."""
        return offset - self.starts[self.number(offset) - 1] + 1

    def content(self, number: int) -> str:
        """The text of a line without the blanks round it."""
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : end].strip()

    def shown(self, start: int, end: int) -> str:
        """A piece of text in one line."""
        return " ".join(self.text[start:end].split())

    def join(self, end: int, start: int | None) -> str:
        """The decision that the text before `end` goes on at `start`; None: nowhere."""
        line = self.number(end - 1)
        if start is None:
            return snippet_join(line, self.content(line), None)
        goal = self.number(start)
        return snippet_join(line, self.content(line), goal, self.content(goal))

    def role(self, offset: int, role: Role) -> str:
        """The decision that the line of a character has `role`."""
        line = self.number(offset)
        return snippet_role(line, self.content(line), role.value)


def find_doubts(
    outline: Outline, source: Source, profile: Profile, decisions: Decisions = NONE
) -> list[Doubt]:
    """What is not sure in an outline that `profile` and `decisions` led to, least sure first."""
    lines = _Lines(source.text)
    doubts = [
        *(
            _join_doubt(seam, lines)
            for seam in _seams(outline)
            if seam.certainty is not Certainty.HIGH
        ),
        *(() if source.written else _open_ends(outline, lines, profile, decisions)),
        *(_role_doubt(part, lines) for part in outline.parts if _is_unsure(part)),
    ]
    return sorted(doubts, key=lambda doubt: (doubt.probability, doubt.line, doubt.column))


def find_joins(outline: Outline, source: Source) -> list[Doubt]:
    """All joins as doubts are told, sure ones too, in the order of the source."""
    lines = _Lines(source.text)
    joins = [_join_doubt(seam, lines) for seam in _seams(outline)]
    return sorted(joins, key=lambda join: (join.line, join.column))


def _seams(outline: Outline) -> Iterator[_Seam]:
    """Where two pieces of one text meet: the joins, and the heads of entries that were cut."""
    for join in outline.joins:
        before, after = outline.parts[join.before], outline.parts[join.after]
        yield _Seam(
            before.spans[-1],
            after.span,
            round(min(1.0, max(0.0, join.probability)), DECIMALS),
            join.certainty,
            join.reasons,
            join.moved,
            decidable=True,
        )
    for part in outline.parts:
        if len(part.spans) > 1:
            first, last = part.spans[0], part.spans[-1]
            moved = last.start < first.end
            certainty = Certainty.MEDIUM if moved else Certainty.HIGH
            probability = CUT_HEAD if moved else SURE["brackets"]
            yield _Seam(first, last, probability, certainty, ("bracket",), moved, decidable=False)


def _join_doubt(seam: _Seam, lines: _Lines) -> Doubt:
    end, start = seam.broken.end, seam.at.start
    to_line = lines.number(start)
    before = lines.shown(max(seam.broken.start, end - SEAM), end)
    after = lines.shown(start, min(seam.at.end, start + SEAM))
    return Doubt(
        kind="join",
        line=lines.number(end - 1),
        column=lines.column(end),
        to_line=to_line,
        what=f"text that goes on in line {to_line}",
        probability=seam.probability,
        certainty=seam.certainty.value,
        reasons=seam.reasons,
        excerpt=f"…{before}|{after}…",
        decision=lines.join(end, None) if seam.decidable else "",
        confirm=lines.join(end, start) if seam.decidable else "",
    )


def _open_ends(
    outline: Outline, lines: _Lines, profile: Profile, decisions: Decisions
) -> Iterator[Doubt]:
    """The texts that break off and that nothing continues."""
    joined = {join.before for join in outline.joins}
    taken = {join.after for join in outline.joins}
    after: Part | None = None  # the next text that may go on from another one, and does not yet
    for index, part in reversed(list(enumerate(outline.parts))):
        if part.role is not Role.TEXT:
            continue
        settled = index in joined or lines.number(part.span.end - 1) in decisions.joins
        if not settled and _is_open(part, lines.text, profile):
            yield _open_doubt(part, after, lines)
        if not part.opens and index not in taken:
            after = part


def _open_doubt(part: Part, after: Part | None, lines: _Lines) -> Doubt:
    end = part.span.end
    return Doubt(
        kind="join",
        line=lines.number(end - 1),
        column=lines.column(end),
        to_line=None,
        what="nothing goes on from here",
        probability=OPEN_END,
        certainty=certainty_of(OPEN_END).value,
        reasons=("open end",),
        excerpt=f"…{lines.shown(max(part.span.start, end - SEAM), end)}|",
        decision="" if after is None else lines.join(end, after.span.start),
        confirm=lines.join(end, None),
    )


def _is_open(part: Part, text: str, profile: Profile) -> bool:
    """Whether a text breaks off: no mark ends it, nor leads over to a list, and it is no item."""
    content = text[part.span.start : part.span.end]
    return not (
        ends_sentence(content, profile)
        or content[-1] in profile.paragraph.pauses
        or label(content) > 0
        or (not part.opens and width(content) < SHORTEST)
    )


def _sure(part: Part) -> float:
    """The probability that a part is what it is taken for."""
    return SURE[part.reason]


def _is_unsure(part: Part) -> bool:
    """Whether a person should look at a role; text is what is left, and shows nothing to see."""
    return part.reason != LEFT and certainty_of(_sure(part)) is not Certainty.HIGH


def _role_doubt(part: Part, lines: _Lines) -> Doubt:
    start = part.span.start
    return Doubt(
        kind="role",
        line=lines.number(start),
        column=lines.column(start),
        to_line=None,
        what=NAMES.get(part.role, part.role.value),
        probability=_sure(part),
        certainty=certainty_of(_sure(part)).value,
        reasons=(part.reason,),
        excerpt=lines.shown(start, min(part.span.end, start + EXCERPT)),
        decision=lines.role(start, Role.TEXT),
        confirm=lines.role(start, part.role) if _can_be_confirmed(part, lines) else "",
    )


def _can_be_confirmed(part: Part, lines: _Lines) -> bool:
    """Whether the role of its line says all of a part: it begins the line, and ends with it.

    The text of an entry and the credit of a caption are told from them in a decided line too.
    """
    if len(part.spans) > 1 or part.role is Role.TABLE or part.reason in UNSAYABLE:
        return False
    content = lines.content(lines.number(part.span.start))
    piece = lines.text[part.span.start : part.span.end]
    if part.role in (Role.ENTRY, Role.CAPTION):
        return content.startswith(piece)
    return content == piece


def as_json(
    edition: str,
    source: Source,
    outline: Outline,
    choice: Choice,
    decisions: Decisions = NONE,
    readings: dict[str, Any] | None = None,
) -> bytes:
    """The report of an edition as a JSON document: its doubts, and all joins and roles.

    `readings` is what is to be said of those of an engine.
    """
    lines = _Lines(source.text)
    doubts = find_doubts(outline, source, choice.profile, decisions)
    seams = sorted(_seams(outline), key=lambda seam: seam.broken.end)
    report = {
        "format": FORMAT,
        "version": VERSION,
        "edition": edition,
        "source": {"file": source.path.name, "sha256": source.sha256},
        "profile": {"name": choice.profile.name, "reason": choice.reason},
        "counts": {
            "joins": _counts(seam.certainty for seam in seams),
            "roles": _counts(certainty_of(_sure(part)) for part in outline.parts),
            "doubts": len(doubts),
        },
        "doubts": [asdict(doubt) for doubt in doubts],
        "joins": [_join_entry(seam, lines) for seam in seams],
        "roles": [_role_entry(part, lines) for part in outline.parts],
    }
    if readings:
        report["readings"] = readings
    return (json.dumps(report, ensure_ascii=False, indent=2) + "\n").encode()


def is_report(data: bytes) -> bool:
    """Whether a file is a report that this program wrote."""
    return data.startswith(f'{{\n  "format": "{FORMAT}",'.encode())


def _counts(certainties: Iterable[Certainty]) -> dict[str, int]:
    counts = Counter(certainties)
    return {certainty.value: counts[certainty] for certainty in Certainty}


def _join_entry(seam: _Seam, lines: _Lines) -> dict[str, Any]:
    return {
        "line": lines.number(seam.broken.end - 1),
        "column": lines.column(seam.broken.end),
        "to_line": lines.number(seam.at.start),
        "probability": seam.probability,
        "certainty": seam.certainty.value,
        "reasons": seam.reasons,
        "moved": seam.moved,
    }


def _role_entry(part: Part, lines: _Lines) -> dict[str, Any]:
    return {
        "role": part.role.value,
        "line": lines.number(part.span.start),
        "column": lines.column(part.span.start),
        "reason": part.reason,
        "probability": _sure(part),
        "certainty": certainty_of(_sure(part)).value,
    }
