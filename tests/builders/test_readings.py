"""How Chinese characters are read."""

from __future__ import annotations

import pytest
from pypinyin import Style, lazy_pinyin

from fangzhi.builders._readings import readings

TEXTS = (
    "重庆长城",
    "银行行长",
    "长沙市长江大桥",
    "说了算",
    "绿化和旅游",
    "〇八宪章",
    "音乐会上的欢乐",
    "云溪区志办公室编",
)


@pytest.mark.parametrize("text", TEXTS)
def test_words_are_read_as_pypinyin_reads_them(text: str) -> None:
    """Syllables and tones, also of characters that each word reads another way."""
    known = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True)
    assert [f"{syllable}{tone}" for syllable, tone in filter(None, readings(text))] == known


def test_what_has_no_reading_has_none() -> None:
    """Letters, figures and marks are not read."""
    assert readings("第3A、") == [("di", 4), None, None, None]


def test_most_words_of_the_table_are_read_alike() -> None:
    """The longest word is taken; pypinyin takes its beginnings for words too, and differs there."""
    from pypinyin.constants import PHRASES_DICT

    words = sorted(PHRASES_DICT)[::97]
    same = 0
    for word in words:
        known = lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
        same += [f"{told[0]}{told[1]}" if told else "" for told in readings(word)] == known
    assert same > 0.99 * len(words)
