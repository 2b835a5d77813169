"""Where columns can have ended, from where they certainly did."""

from __future__ import annotations

from fangzhi.markup.heights import AROUND, find_height, find_places, lines_taken
from fangzhi.markup.roles import Part, Role, line_starts
from fangzhi.source import Source, Span
from markup.making import source_of

MEASURE = 10.0


def laid_out(*lines: int) -> tuple[list[Part], Source]:
    """Texts of so many full lines each."""
    texts = ["芸" * int(MEASURE * count) for count in lines]
    source = source_of("\n\n".join(texts))
    parts, start = [], 0
    for number, text in enumerate(texts):
        span = Span(start, start + len(text))
        parts.append(Part(Role.TEXT, (span,), number, 0, short=0.0, measure=MEASURE))
        start = span.end + 2
    return parts, source


def test_a_place_whole_columns_from_others_is_one() -> None:
    """Certain ends stand every thirty lines: so a text that ends thirty after one may be cut."""
    parts, source = laid_out(30, 30, 30, 30, 30, 30, 30, 30)
    cut = {index: index != 4 for index in range(8)}
    assert find_places(parts, source, cut)[4] > 1


def test_a_place_near_a_certain_end_is_none() -> None:
    """A column is not five lines long where all others are thirty."""
    parts, source = laid_out(30, 30, 30, 5, 25, 30, 30, 30)
    cut = {index: index != 3 for index in range(8)}
    assert find_places(parts, source, cut)[3] < -1


def test_a_few_ends_tell_nothing() -> None:
    """How long columns are must show several times."""
    parts, source = laid_out(30, 30, 30)
    assert find_places(parts, source, {0: True, 1: False, 2: True}) == {}


def test_without_a_measure_nothing_is_told() -> None:
    """Lines cannot be counted where nobody knows how long they are."""
    parts, source = laid_out(*[30] * 8)
    unknown = [Part(part.role, part.spans, part.line, part.page) for part in parts]
    assert find_places(unknown, source, dict.fromkeys(range(8), True)) == {}


def test_pictures_and_heads_take_more_of_a_column_than_their_lines() -> None:
    """A caption stands for its picture too, a head has space round it."""
    source = source_of("\n\n".join(["芸" * 30] * 3))
    spans = [Span(start, start + 30) for start in (0, 32, 64)]
    roles = (Role.TEXT, Role.HEAD, Role.CAPTION)
    parts = [
        Part(role, (span,), 1, 0, measure=MEASURE) for role, span in zip(roles, spans, strict=True)
    ]
    text, head, caption = lines_taken(parts, source)
    assert text == 3
    assert head == 3 + AROUND[Role.HEAD]
    assert caption == 3 + AROUND[Role.CAPTION]


def test_printed_lines_are_counted() -> None:
    """Where each printed line is one of the source, so many lines are taken."""
    source = source_of("芸" * 10 + "\n" + "芸" * 4)
    assert lines_taken([Part(Role.TEXT, (Span(0, 15),), 1, 0, short=6.0)], source) == [2.0]


def test_an_entry_and_its_text_share_a_line() -> None:
    """The head of an entry takes no line of its own: its text goes on there."""
    source = source_of("【芸】" + "芸" * 25)
    spans = (Span(0, 3), Span(3, 28))
    for known in ({"measure": MEASURE}, {"short": 0.0}):
        parts = [
            Part(role, (span,), 1, 0, opens=True, **known)
            for role, span in zip((Role.ENTRY, Role.TEXT), spans, strict=True)
        ]
        assert lines_taken(parts, source) == [0.0, 3.0 if "measure" in known else 1.0]


def test_the_height_of_columns_is_what_distances_are_multiples_of() -> None:
    """Pictures disturb one distance of five; distances of all lengths tell none."""
    assert find_height([37.0, 74.0, 38.0, 24.0, 111.0, 37.0]) == 37.0
    assert find_height([3.0, 31.0, 47.0, 66.0, 73.0, 89.0]) is None


def test_blanks_at_the_end_of_a_line_are_no_text() -> None:
    """A text before them is the last of its line; one before a form feed is, too."""
    source = source_of("芸" * 25 + "  \n" + "芸" * 5 + "\f" + "芸" * 10)
    spans = (Span(0, 25), Span(28, 33), Span(34, 44))
    parts = [Part(Role.TEXT, (span,), 1, 0, measure=MEASURE) for span in spans]
    assert line_starts(parts, source) == [0, 28, 34]
    assert lines_taken(parts, source) == [3.0, 1.0, 1.0]
