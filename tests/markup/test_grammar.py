"""What the classes of the words at a seam say."""

from __future__ import annotations

import pytest

from evaluation import grammar as making
from evaluation.known import texts
from fangzhi.markup import grammar, words

CONTINUED = [
    # text that breaks off, what goes on, what does not
    ("全年接待游客12", "处景点全部开放", "完成后交付使用"),
    ("老人把渡船修补", "了三次才肯下水", "木桥一座"),
    ("全乡有水库", "12座，池塘", "了池塘"),
    ("孩子们都不", "肯先走", "名学生"),
    ("合作社有社员", "38人参加", "了社员"),
    ("修筑石桥，", "由村民集资", "名石匠"),
]


@pytest.mark.parametrize(("before", "after", "other"), CONTINUED)
def test_a_sentence_goes_on_as_sentences_do(before: str, after: str, other: str) -> None:
    """What may follow in a sentence weighs more than what may not."""
    assert grammar.fit(before, after) > grammar.fit(before, other)


def test_numbers_and_latin_words_are_left_to_others() -> None:
    """Where no Han character stands at a seam the classes of Chinese words say nothing."""
    assert grammar.fit("共12", "34件") == 0.0
    assert grammar.fit("with the", "mill") == 0.0


def test_both_forms_of_the_characters_and_marks_are_alike() -> None:
    """Traditional characters and marks of half width weigh what the others do."""
    assert grammar.fit("縣圖書館開設", "學習講座") == grammar.fit("县图书馆开设", "学习讲座") != 0.0
    assert grammar.fit("修桥、铺路,", "都由村民") == grammar.fit("修桥、铺路，", "都由村民") != 0.0


def test_every_name_in_the_table_is_one_that_words_have() -> None:
    """No line of the table is dead: its names are marks, lengths, function words or classes."""
    classes = {"a", "b", "c", "d", "f", "i", "m", "n", "nr", "ns", "nt", "p", "q", "r", "s"}
    classes |= {"t", "u", "v", "vn", "x", "y", "z"}
    for pair, weight in grammar._table().items():
        assert 0.1 <= abs(weight) < 4, pair
        for name in pair:
            assert len(name) == 1 or name in classes, pair


@pytest.mark.slow
def test_the_table_is_what_the_known_texts_give() -> None:
    """It can be made again from the texts that are here, without the real chapter."""
    known = [text for text in texts().values() if not text.latin and text.name != "seed"]
    made = making.fit([example for text in known for example in making.examples(text)])
    table = grammar._table()
    assert table.keys() == {pair for pair, weight in made.items() if abs(weight) >= making.LEAST}
    assert all(abs(made[pair] - weight) < 0.06 for pair, weight in table.items())


def test_words_and_classes_are_those_of_the_list() -> None:
    """Text is cut into its likeliest words; a word that the list does not have has no class."""
    assert words.split("县图书馆开设讲座") == ["县", "图书馆", "开设", "讲座"]
    assert words.split("") == []
    assert [words.class_of(word) for word in ("图书馆", "开设", "了", "㐀")] == [
        "n",
        "v",
        "ul",
        "x",
    ]
