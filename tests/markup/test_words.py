"""Whether two pieces of text meet inside a word."""

from __future__ import annotations

import importlib.util
import math
import random
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from fangzhi.markup import words
from fangzhi.markup.evidence import WORD_LEAST
from fangzhi.markup.text import is_han


@cache
def listed() -> list[tuple[str, int]]:
    """The words of jieba's list with their frequencies, in its order."""
    package = importlib.util.find_spec("jieba")
    assert package is not None
    assert package.submodule_search_locations
    path = Path(package.submodule_search_locations[0], "dict.txt")
    rows = (line.split(" ") for line in path.read_text(encoding="utf-8").splitlines())
    return [(word, int(frequency)) for word, frequency, *_ in rows]


@cache
def scanned() -> dict[str, dict[str, int]]:
    """The words from the first one in Han alone on, by their first characters."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    first = next(index for index, (word, _) in enumerate(listed()) if word == "一")
    for word, frequency in listed()[first:]:
        found[word[0]][word] = frequency
    return found


def first_characters() -> list[str]:
    """300 of the Han characters that words begin with, the first and the last among them."""
    han = sorted(character for character in scanned() if is_han(character))
    return [han[0], han[-1], *random.Random(1).sample(han, 298)]


def test_bisection_finds_what_a_scan_of_the_whole_list_finds() -> None:
    """For 300 first characters the same words come out, each as often as it was seen."""
    for character in first_characters():
        found = {word: int(times) for word, times in words._words_from(character).items()}
        assert found == scanned()[character], character


def test_a_character_that_begins_no_word_has_none() -> None:
    """Characters that the list does not have are found to be missing at either end of it."""
    for character in ("\u3400", "𠀀", "\U0003134a", "\uf900"):
        assert words._words_from(character) == {}


def test_the_total_is_the_sum_of_the_list() -> None:
    """The occurrences that probabilities are shares of are those that the list counts."""
    assert sum(frequency for _, frequency in listed()) == words.TOTAL


INSIDE = [
    ("区政府完善基础设", "施建设"), ("芸溪区人民政", "府办公室"), ("县图书", "馆开馆"),
    ("新建博物", "馆一座"), ("全区农", "业总产值"), ("规模以上企", "业增加"),
    ("推进城镇", "化进程"), ("加快信息", "化建设"), ("义务教", "育普及"), ("开展志愿", "者服务"),
    ("社会保", "险参保"), ("医疗卫", "生事业"),
]  # fmt: skip
BETWEEN = [
    ("全年", "财政收入"), ("全区", "完成投资"), ("经济", "和社会"), ("举办", "各类活动"),
    ("我们", "在学校"), ("今年", "区政府"), ("学校", "教师"), ("新建", "道路"), ("开展", "检查"),
    ("增长", "的原因"),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), INSIDE)
def test_a_seam_inside_a_word_gains(left: str, right: str) -> None:
    """The two halves of a word are much likelier together."""
    assert words.gain(left, right) > 3


@pytest.mark.parametrize(("left", "right"), BETWEEN)
def test_a_seam_between_words_does_not_gain(left: str, right: str) -> None:
    """Two whole words say nothing for a join."""
    assert words.gain(left, right) < WORD_LEAST


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("", "政府"),
        ("人民", ""),
        ("GDP", "增长"),
        ("增长", "5%"),
        ("人民，", "政府"),
        ("人民", "“政府"),
    ],
)
def test_without_han_on_both_sides_nothing_is_gained(left: str, right: str) -> None:
    """A seam beside a mark, a digit or a letter says nothing about words."""
    assert words.gain(left, right) == 0


def test_only_the_characters_near_the_seam_count() -> None:
    """What stands farther off than a word is long changes nothing."""
    near = words.gain("发展完善基础设", "施建设工程全面"[: words.LONGEST])
    assert words.gain("甲" * 500 + "发展完善基础设", "施建设工程全面" + "乙" * 500) == near


def test_a_text_is_as_likely_as_its_likeliest_words() -> None:
    """A word outweighs its parts, and a character that is no word is still possible."""
    whole = words.log_probability("图书馆")
    assert whole > words.log_probability("图书") + words.log_probability("馆")
    assert words.log_probability("") == 0
    assert math.isfinite(words.log_probability("\u3400𠀀"))
