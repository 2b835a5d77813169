"""Running heads and page numbers told from the text, in small made-up books."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.markup.furniture import KINDS, Sheet, find_sheets
from fangzhi.markup.profile import load
from markup.making import YEARBOOK, source_of

REPORT = load("report")
YEARS = "甲乙丙丁戊己"


def body(year: str) -> str:
    """The four lines of a page; those of no two pages are alike."""
    return f"水从{year}流过，年年如此。\n后来{year}就不流了。\n{year}年有人来。\n到{year}为止。"


def cut(year: str) -> str:
    """A page that ends in the middle of a sentence."""
    return f"{body(year)}\n又过了{year}年，芸溪"


def book(*pages: str, feeds: bool = True) -> str:
    return ("\n\f" if feeds else "\n").join(pages)


def sheets_of(text: str, decided: dict[int, str] | None = None) -> list[Sheet]:
    return find_sheets(source_of(text), YEARBOOK, decided)


def told(text: str, decided: dict[int, str] | None = None) -> list[tuple[str, str, str, str]]:
    """(number of the page, kind, place, text) of each running head and page number."""
    source = source_of(text)
    return [
        (sheet.n, one.kind, "top" if one.top else "bottom", source.slice(one.span))
        for sheet in find_sheets(source, YEARBOOK, decided)
        for one in sheet.furniture
    ]


def texts(text: str, decided: dict[int, str] | None = None) -> list[str]:
    """What each page has besides its furniture."""
    source = source_of(text)
    return [
        "\n".join(source.text[block.start : block.end] for block in sheet.blocks)
        for sheet in find_sheets(source, YEARBOOK, decided)
    ]


@pytest.mark.parametrize("feeds", [True, False])
@pytest.mark.parametrize("top", [True, False])
@pytest.mark.parametrize(
    "style", ["· {} ·", "— {} —", "－{}－", "第 {} 页", "第{}页", "{}", "•{}•"]
)  # fmt: skip
def test_page_numbers_of_every_style_are_told(style: str, top: bool, feeds: bool) -> None:
    """With form feeds or without, at the top or at the bottom, each page has its number."""
    numbers = [style.format(number) for number in (12, 13, 14)]
    pages = [
        f"{number}\n{body(year)}" if top else f"{body(year)}\n{number}"
        for number, year in zip(numbers, YEARS, strict=False)
    ]
    place = "top" if top else "bottom"
    assert told(book(*pages, feeds=feeds)) == [
        (n, "pageNum", place, number) for n, number in zip(("12", "13", "14"), numbers, strict=True)
    ]
    assert texts(book(*pages, feeds=feeds)) == [body(year) for year in YEARS[:3]]


@pytest.mark.parametrize("numbers", [("十二", "十三"), ("１２", "１３"), ("第十二页", "第十三页")])
def test_numbers_in_other_figures_are_page_numbers(numbers: tuple[str, str]) -> None:
    """Chinese and full-width figures count like others, and are no running heads."""
    pages = [f"{body(year)}\n{number}" for number, year in zip(numbers, YEARS, strict=False)]
    assert told(book(*pages, feeds=False)) == [
        ("12", "pageNum", "bottom", numbers[0]),
        ("13", "pageNum", "bottom", numbers[1]),
    ]


def test_the_numbers_of_another_profile_are_its_own() -> None:
    """What a report calls a page is none in a yearbook, and the words round it are no head."""
    source = source_of("The council met.\nPage 12\nThe town grew.")
    (first, second) = find_sheets(source, REPORT)
    assert (first.n, [one.kind for one in first.furniture]) == ("12", ["pageNum"])
    assert (second.n, second.furniture) == ("", ())
    assert len(find_sheets(source, YEARBOOK)) == 1


@pytest.mark.parametrize("feeds", [True, False])
def test_running_heads_of_odd_and_even_pages_are_told(feeds: bool) -> None:
    """The book's title on the left, the chapter's on the right, with the number beside them."""
    heads = [
        f"{number}　芸溪年鉴" if number % 2 == 0 else f"区人民政府　{number}"
        for number in range(12, 18)
    ]
    pages = [f"{head}\n{body(year)}" for head, year in zip(heads, YEARS, strict=True)]
    assert told(book(*pages, feeds=feeds)) == [
        (str(number), "header", "top", head) for number, head in enumerate(heads, 12)
    ]
    assert texts(book(*pages, feeds=feeds)) == [body(year) for year in YEARS]


@pytest.mark.parametrize("feeds", [True, False])
def test_running_heads_beside_page_numbers_are_told(feeds: bool) -> None:
    """A head on a line of its own is furniture where a page number stands next to it."""
    pages = [
        f"{body(year)}\n{number}" if number == 12 else f"芸溪年鉴\n{body(year)}\n{number}"
        for number, year in enumerate(YEARS, 12)
    ]
    assert texts(book(*pages, feeds=feeds)) == [body(year) for year in YEARS]
    assert told(book(*pages, feeds=feeds))[1:3] == [
        ("13", "header", "top", "芸溪年鉴"),
        ("13", "pageNum", "bottom", "13"),
    ]


@pytest.mark.parametrize("feeds", [True, False])
def test_running_heads_with_figures_of_their_own_are_told(feeds: bool) -> None:
    """A title with a year in it returns beside the numbers of its pages."""
    pages = [f"芸溪年鉴2018    {number}\n{body(year)}" for number, year in enumerate(YEARS, 12)]
    assert texts(book(*pages, feeds=feeds)) == [body(year) for year in YEARS]


def test_the_end_of_a_bracket_is_no_running_head() -> None:
    """Credits that wrap may end alike at the ends of several pages."""
    pages = [f"{body(year)}\n新桥（芸溪区\n档案馆供稿）" for year in YEARS]
    assert not told(book(*pages, feeds=True))


def test_running_heads_without_numbers_or_form_feeds_are_told() -> None:
    """Alike, at even distances, in the middle of sentences: that is where pages begin."""
    pages = [cut(YEARS[0]), *(f"芸溪年鉴\n{cut(year)}" for year in YEARS[1:])]
    assert texts(book(*pages, feeds=False)) == [cut(year) for year in YEARS]


def test_a_footer_stands_at_the_bottom() -> None:
    """What runs below the text is no header."""
    pages = [f"{body(year)}\n芸溪区史志办" for year in YEARS]
    assert {(kind, place) for _, kind, place, _ in told(book(*pages))} == {("footer", "bottom")}
    assert texts(book(*pages)) == [body(year) for year in YEARS]


@pytest.mark.parametrize("feeds", [True, False])
def test_a_title_that_equals_the_running_head_stays(feeds: bool) -> None:
    """The first line of all is the title of the text, however often it runs over its pages."""
    pages = [f"芸溪年鉴\n{body(year)}\n· {number} ·" for number, year in enumerate(YEARS, 1)]
    found = texts(book(*pages, feeds=feeds))
    assert found == [f"芸溪年鉴\n{body(YEARS[0])}", *(body(year) for year in YEARS[1:])]


def test_a_title_above_the_number_of_its_page_opens_one_page() -> None:
    """Title and number at the top of the first page do not make two pages of it."""
    pages = [f"芸溪年鉴\n{number}\n{body(year)}" for number, year in enumerate(YEARS, 1)]
    assert [sheet.n for sheet in sheets_of(book(*pages, feeds=False))] == list("123456")


def test_the_head_of_a_chapter_stays_where_it_runs_over_the_next_pages() -> None:
    """Printed once in the text and then at the tops of pages, only the latter are furniture."""
    pages = [f"{body(YEARS[0])}\n水利\n{body('子')}"]
    pages += [f"水利\n{body(year)}" for year in YEARS[1:]]
    assert texts(book(*pages))[0] == pages[0]
    assert [one[3] for one in told(book(*pages))] == ["水利"] * 5


@pytest.mark.parametrize("feeds", [True, False])
def test_a_head_that_the_text_repeats_is_text(feeds: bool) -> None:
    """Sections with one head between whole sentences, in the middle of pages, are sections."""
    pages = [f"{body(year)}\n综述\n{body(year * 2)}" for year in YEARS]
    assert told(book(*pages, feeds=feeds)) == []


@pytest.mark.parametrize(
    "text",
    [
        "综述\n\n【甲】 文一。\n\n(陆一帆)\n\f教育\n\n【乙】 文二。\n\n(陆一帆)",
        "【概况】\n甲年平稳。\n\f【概况】\n乙年增长。",
        "【概况】 文。\n\f【概况】 文。",
        "甲年平稳。\n略。\n\f乙年增长。\n略。",
    ],
)
def test_what_ends_or_opens_pages_alike_by_its_role_is_text(text: str) -> None:
    """Signatures, heads of entries and sentences are no running heads, though pages share them."""
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "共有\n12\n人。",
        "甲有\n12\n乙有\n7\n丙有\n30\n丁。",
        "甲有\n12\n乙有\n16\n丙。",
        "12. 修桥。\n13. 修路。",
        "12　修桥三座。\n13　修路五条。",
        "2016年\n修桥。\n2017年\n修路。",
        "甲年\n12.5\n乙年\n13.5\n",
    ],
)
def test_numbers_that_do_not_run_are_text(text: str) -> None:
    """A bare number needs others that follow it, page by page."""
    assert told(text) == []
    assert len(sheets_of(text)) == 1


@pytest.mark.parametrize(
    "text", ["2016\n2017\n2018", "年份\n12\n13\n14\n合计。", "1　陆一帆\n2　沈二\n3　顾三"]
)
def test_a_column_of_numbers_is_no_row_of_pages(text: str) -> None:
    """Pages have text between their numbers; the rows of a table have none."""
    assert told(text) == []


def test_one_decorated_number_is_a_page_number() -> None:
    """What only a page number looks like needs no others."""
    assert told("甲有\n· 12 ·\n乙。") == [("12", "pageNum", "bottom", "· 12 ·")]


def test_a_number_out_of_the_row_is_text() -> None:
    """Between page numbers that run, one that does not run is a number of the text."""
    text = "甲年。\n11\n乙有\n7\n人。\n12\n丙年。"
    assert [one[3] for one in told(text)] == ["11", "12"]
    assert texts(text) == ["甲年。", "乙有\n7\n人。", "丙年。"]


def test_plates_without_a_number_do_not_break_the_row() -> None:
    """Up to two pages may lie between two numbers; with three the row breaks off."""
    assert [one[3] for one in told("甲年。\n11\n乙年。\n14\n丙年。")] == ["11", "14"]
    assert told("甲年。\n11\n乙年。\n15\n丙年。") == []


def test_the_number_of_the_sheet_is_that_of_its_page() -> None:
    """Each page has the number printed on it, and one without has none."""
    text = "甲年平稳。\n\f12\n乙年增长。\n\f丙年平稳。\n\f14\n丁年增长。"
    assert [sheet.n for sheet in sheets_of(text)] == ["", "12", "", "14"]


@pytest.mark.parametrize("decided", [{2: "text"}, {2: "text", 4: "head"}])
def test_a_decided_line_is_no_page_number(decided: dict[int, str]) -> None:
    """What a person gave another role is not taken for furniture, nor counted for a row."""
    assert told("甲有\n12\n乙有\n13\n丙。", decided) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_decided_line_is_the_furniture_that_it_was_decided_to_be(kind: str) -> None:
    """A line that nothing tells is taken out of the text, in the role that a person gave it."""
    text = "甲年平稳。\n芸溪之十二\n乙年增长。"
    assert [one[1:2] + one[3:] for one in told(text, {2: kind})] == [(kind, "芸溪之十二")]
    assert "".join(texts(text, {2: kind})) == "甲年平稳。乙年增长。"


def test_what_stood_on_both_sides_of_furniture_is_two_blocks() -> None:
    """A page end parts the lines of one block of the source."""
    (first, second) = sheets_of("甲年。\n· 12 ·\n乙年。")
    assert [len(first.blocks), len(second.blocks)] == [1, 1]


PIECES = (
    "12", "13", "14", "· 15 ·", "第16页", "芸溪年鉴", "17　芸溪年鉴", "芸溪年鉴　18", "全年平稳。",
    "全区完善", "【概况】 文。", "(陆一帆)", "三", "2019", "\u3000\u3000乙年增长。",
)  # fmt: skip


@given(
    st.lists(
        st.tuples(st.sampled_from(PIECES), st.sampled_from(("\n", "\n", "\n\n", "\n\f"))),
        min_size=1,
        max_size=30,
    ),
    st.dictionaries(st.integers(1, 12), st.sampled_from((*KINDS, "text")), max_size=2),
)
def test_each_character_is_in_one_block_or_one_piece_of_furniture(
    pieces: list[tuple[str, str]], decided: dict[int, str]
) -> None:
    """Whatever runs and whatever is decided, no line is lost, doubled or moved."""
    source = source_of("".join(piece + end for piece, end in pieces))
    sheets = find_sheets(source, YEARBOOK, decided)
    spans = []
    for sheet in sheets:
        here = [(line.start, line.end) for block in sheet.blocks for line in block.lines]
        here += [(one.span.start, one.span.end) for one in sheet.furniture]
        spans.append(sorted(here))
    everything = [span for here in spans for span in here]
    assert everything == sorted(everything)  # pages stand in the order of the source
    assert all(end <= start for (_, end), (start, _) in pairwise(everything))
    covered = "".join(source.text[start:end] for start, end in everything)
    assert "".join(covered.split()) == "".join(source.text.split())
    assert all(block.lines for sheet in sheets for block in sheet.blocks)
    assert len(source.pages) in (1, len(sheets))


def test_an_outer_line_that_the_format_calls_a_running_head_elsewhere_is_one() -> None:
    """Or a line that repeats a head of the text there, but not the head itself."""
    source = source_of(
        "\f".join(
            ["芸溪年鉴\n\n综述\n\n全区平稳。", "芸溪年鉴\n\n全年增长。", "综述\n\n全年平稳。"]
        )
    )
    kinds = iter(
        ["header", "heading", "paragraph", "paragraph", "paragraph", "paragraph", "paragraph"]
    )
    pages = tuple(
        replace(page, blocks=tuple(replace(block, kind=next(kinds)) for block in page.blocks))
        for page in source.pages
    )
    sheets = find_sheets(replace(source, pages=pages), YEARBOOK)
    found = [[source.slice(one.span) for one in sheet.furniture] for sheet in sheets]
    assert found == [["芸溪年鉴"], ["芸溪年鉴"], ["综述"]]


def test_what_returns_within_the_text_is_none_where_the_format_tells_running_heads() -> None:
    """Lines that begin entries are alike on many pages."""
    entry = "【概况】2023年,\n\n" + "全区平稳发展\n\n" * 5
    source = source_of("芸溪年鉴\n\n" + entry * 6)
    first, *others = source.pages[0].blocks
    pages = (replace(source.pages[0], blocks=(replace(first, kind="header"), *others)),)
    (sheet,) = find_sheets(replace(source, pages=pages), YEARBOOK)
    assert [source.slice(one.span) for one in sheet.furniture] == ["芸溪年鉴"]
