"""Labels and lists, notes and their calls."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.markup.listing import (
    call_of,
    find_lists,
    is_called,
    label,
    note_mark,
    read_label,
)


@pytest.mark.parametrize(
    "mark",
    [
        "• ",
        "· ",
        "‣ ",
        "▪ ",
        "– ",
        "— ",
        "- ",
        "* ",
        "•　",
        "①",
        "⑳ ",
        "1. ",
        "12. ",
        "1．",
        "1、",
        "(1)",
        "（1） ",
        "1) ",
        "1）",
        "a) ",
        "（一）",
        "（十二）",
        "(二) ",
    ],
)
def test_a_label_is_measured_with_its_blank(mark: str) -> None:
    """Bullets, numbers and letters in the manners of print are labels, the blank included."""
    assert label(f"{mark}修缮望樵桥") == len(mark)


@pytest.mark.parametrize(
    "text",
    [
        "一、概况",
        "第一、修桥",
        "1.5米宽",
        "1．5米宽",
        "1.12.2019 wurde die Brücke gebaut",
        "1. 12. 2019 wurde die Brücke gebaut",
        "1. Mai 1912: die Brücke wird gebaut",
        "12月3日，新桥通车",
        "1、2月份",
        "1、2、3号桥",
        "2018.3 建成",
        "2018、2019年",
        "1990) 1200",
        "-12",
        "*nix",
        "•",
        "1.",
        "（一",
        "(abc) word",
        "A) word",
        "",
        "　① word",
    ],
)
def test_other_beginnings_are_no_labels(text: str) -> None:
    """Heads with 一、, decimals, dates, enumerations and labels of nothing are no labels."""
    assert label(text) == 0


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("③桥", 3),
        ("7. x", 7),
        ("c) x", 3),
        ("（三）桥", 3),
        ("（十）桥", 10),
        ("（十二）桥", 12),
        ("（二十）桥", 20),
        ("（二十一）桥", 21),
        ("（一二）桥", 0),
        ("１．桥", 1),
        ("• x", 0),
    ],
)
def test_the_number_of_a_label_is_read(text: str, number: int) -> None:
    """A label knows its place in a row of labels; a bullet, or a numeral that is none, has 0."""
    found = read_label(text)
    assert found is not None
    assert found.number == number


LONG = "桥面石板上有独轮车辙三道，栏板十一块，" * 8
SENTENCES = "桥成于明代。清代重建。民国再修。如今尚存。"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["①修桥", "②铺路", "③造林"], [range(3)]),
        (["如下：", "1. 修桥", "2. 铺路", "3. 造林", "完。"], [range(1, 4)]),
        (["（一）修桥", "（二）铺路"], [range(2)]),
        (["• bridges", "• roads", "- woods", "- wells"], [range(2), range(2, 4)]),
        (["a) Brücken", "b) Wege", "d) Wälder"], [range(2)]),
        (["1. 修桥", "1. 铺路", "2. 造林"], [range(1, 3)]),
        (["1. 修桥", "2) 铺路"], []),
        (["1. 修桥"], []),
        (["2. 修桥", "3. 铺路"], []),
        (["1. 修桥", "3. 铺路"], []),
        (["• bridges", "- roads"], []),
        (["1. 修桥", "段落", "2. 铺路"], []),
        (["1. " + LONG, "2. " + LONG], []),
        (["1. " + SENTENCES, "2. " + SENTENCES], []),
        (["1. " + "a bridge " * 40, "2. roads"], []),
        (["1. " + "a bridge " * 20, "2. roads"], [range(2)]),
        (["一、修桥", "二、铺路"], []),
        ([], []),
    ],
)
def test_a_list_is_a_run_of_labels(texts: list[str], expected: list[range]) -> None:
    """Two or more short texts whose labels count from 1; long ones are numbered paragraphs."""
    assert find_lists(texts) == expected


@pytest.mark.parametrize(
    ("text", "mark", "length"),
    [
        ("注：不含木桥", "", 2),
        ("注: 不含木桥", "", 3),
        ("注1：不含木桥", "", 3),
        ("［注］不含木桥", "", 3),
        ("【注】：不含木桥", "", 4),
        ("说明：不含木桥", "", 3),
        ("资料来源：统计局", "", 5),
        ("資料來源：統計局", "", 5),
        ("註：不含木橋", "", 2),
        ("Note: wooden bridges excluded", "", 6),
        ("Notes: wooden", "", 7),
        ("Source: county office", "", 8),
        ("Anm.: ohne Holz", "", 6),
        ("Anmerkung: ohne Holz", "", 11),
        ("Quelle: Bauamt", "", 8),
        ("① 见县志", "①", 2),
        ("[1] See above", "1", 4),
        ("〔12〕见县志", "12", 4),
        ("［①］见县志", "①", 3),
        ("1) See above", "1", 3),
        ("¹² See above", "12", 3),
        ("* See above", "*", 2),
        ("**See above", "**", 2),
        ("† died", "†", 2),
    ],
)
def test_the_beginning_of_a_note(text: str, mark: str, length: int) -> None:
    """A note begins with a word that says so, or with the mark by which the text calls it."""
    found = note_mark(text)
    assert found is not None
    assert (found.mark, found.length) == (mark, length)


@pytest.mark.parametrize(
    "text",
    [
        "注意：前方有桥",
        "注释本",
        "说明书",
        "Notes on bridges",
        "Noted: a bridge",
        "1 bridge",
        "1. bridge",
        "(1) 桥",
        "[sic] bridge",
        "一、桥",
        "****",
        "①",
        "",
    ],
)
def test_other_beginnings_are_no_notes(text: str) -> None:
    """Other words, items of lists and marks of nothing begin no note."""
    assert note_mark(text) is None


@pytest.mark.parametrize(
    ("mark", "text", "called"),
    [
        ("①", "城东有望樵桥①，明代所建。", True),
        ("①", "明代所建。①", True),
        ("①", "① 明代所建", False),
        ("①", "第一行\n①第二行", False),
        ("①", "办法有二：①修桥；②铺路", False),
        ("②", "办法有二：①修桥；②铺路", False),
        ("①", "城东有望樵桥［①］", True),
        ("1", "the old bridge[1] of", True),
        ("1", "the old bridge [1] of", True),
        ("1", "the old bridge¹ of", True),
        ("1", "the old bridge¹² of", False),
        ("12", "the old bridge¹² of", True),
        ("1", "the old bridge1) of", True),
        ("1", "the old bridge (1) of", False),
        ("1", "the old bridge1 of 1", False),
        ("1", "[1] the old bridge", False),
        ("1", "bridge[11]", False),
        ("*", "the old bridge* of", True),
        ("*", "the old bridge** of", False),
        ("**", "the old bridge** of", True),
        ("*", "3*4 = 12", False),
        ("*", "* the old bridge", False),
        ("†", "Anna Reiter† 1912", True),
        ("", "注", False),
    ],
)
def test_a_note_is_called_inside_the_text(mark: str, text: str, called: bool) -> None:
    """The mark must follow a word, never begin a line, and be no number or item of a sentence."""
    assert is_called(mark, text) is called


def test_the_last_call_is_found() -> None:
    """Where a mark is used again, the nearest call before the note is that of the note."""
    assert call_of("①", "桥①。路①。") == 4
    assert call_of("①", "桥。") == -1


@given(
    st.lists(
        st.text(alphabet="①②•-*1２12.、)（一二十）(a b桥。\n注：[]¹†", max_size=12), max_size=12
    )
)
def test_any_text_has_labels_lists_and_notes(texts: list[str]) -> None:
    """No text breaks anything: labels end before the text does, lists are apart and in order."""
    for text in texts:
        length = label(text)
        assert 0 <= length < max(len(text), 1)
        note = note_mark(text)
        assert note is None or 0 < note.length <= len(text)
        if note and note.mark:
            at = call_of(note.mark, text)
            assert at == -1 or (at > 0 and text[at - 1] != "\n")
    done = 0
    for found in find_lists(texts):
        assert done <= found.start < found.stop - 1 < len(texts)
        assert all(label(texts[index]) for index in found)
        done = found.stop


@pytest.mark.parametrize(
    "sign", ["1", " ", "*", "①", "（", "一", "1.", "[1]", "桥。", "A b ", "x①"]
)
def test_a_very_long_text_is_read_to_its_end(sign: str) -> None:
    """However long a run of one sign is, the questions about it come back."""
    text = sign * 200_000
    assert all(len(run) > 1 for run in find_lists([text, text]))
    mark = note_mark(text)
    assert mark is None or mark.length <= len(text)
    assert is_called("①", text) in (True, False)
