"""The measure of columns where each text is one line."""

from __future__ import annotations

from fangzhi.markup.fitting import fit
from fangzhi.markup.measure import fit_measure, overhang
from fangzhi.markup.roles import Part, Role
from fangzhi.source import Source, Span
from markup.making import YEARBOOK, source_of

SENTENCE = "全区经济平稳发展基础设施不断完善城乡面貌持续改善居民收入稳步增长"
TEXT = SENTENCE * 8


def test_the_measure_of_texts_that_a_column_cut() -> None:
    """From the lengths of cut texts the measure comes out that fills their last lines."""
    cut = [TEXT[: 22 * length] for length in (5, 3, 8, 4, 7, 2, 6, 9)]
    assert fit_measure(cut) == 22.0
    assert overhang(TEXT[: 22 * 3], 22.0, 0.0) == 0.0
    assert overhang(TEXT[: 22 * 3 - 2], 22.0, 2.0) == 0.0
    assert overhang(TEXT[: 22 * 3 + 5], 22.0, 0.0) == 17.0


def test_the_first_lines_of_some_are_indented() -> None:
    """A text that begins a paragraph has two characters less in its first line."""
    cut = [TEXT[: 22 * length - lead] for length, lead in ((5, 0), (3, 2), (8, 2), (4, 0), (7, 2))]
    assert fit_measure(cut) == 22.0


def test_every_second_text_may_end_anywhere() -> None:
    """Texts that break off for another reason hide no measure that many others have."""
    full = [TEXT[: 22 * length] for length in (5, 3, 8, 4, 7, 2, 6, 9)]
    other = [TEXT[:length] for length in (31, 47, 73, 89, 101, 118)]
    assert fit_measure([*full, *other]) == 22.0


def test_texts_of_any_length_have_no_measure() -> None:
    """Lengths that no measure explains give none."""
    assert fit_measure([TEXT[:length] for length in (31, 47, 66, 73, 89, 101, 118)]) is None


def parts_of(source: Source) -> list[Part]:
    """Each line as a text."""
    blocks = [block for page in source.pages for block in page.blocks]
    lines = [line for block in blocks for line in block.lines]
    return [Part(Role.TEXT, (Span(line.start, line.end),), line.number, 0) for line in lines]


def test_lines_of_one_block_are_texts_of_their_own() -> None:
    """Without blank lines the whole source is one block; each of its lines is measured."""
    lengths = (22 * 5, 22 * 3, 22 * 8, 22 * 4, 22 * 7, 22 * 2 + 9, 22 * 6)
    source = source_of("\n".join(TEXT[:length] for length in lengths))
    fitted = fit(parts_of(source), source, YEARBOOK)
    assert [part.measure for part in fitted] == [22.0] * 7
    assert [part.short for part in fitted] == [0.0] * 5 + [11.0, 0.0]


def test_what_no_measure_fits_stays_as_it_is() -> None:
    """Nothing is said of the last lines of texts whose columns are not known."""
    source = source_of("\n".join(TEXT[:length] for length in (31, 47, 66, 73, 89, 101, 118)))
    parts = parts_of(source)
    assert fit(parts, source, YEARBOOK) == parts
