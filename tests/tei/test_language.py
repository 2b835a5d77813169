"""Languages: told by small words, named for the header."""

from __future__ import annotations

import pytest

from fangzhi.tei.language import NAMES, language_of_head, language_of_source, language_of_text, name


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("People's Government of Yunxi District", "en"),
        ("THE YEAR IN FIGURES", "en"),
        ("Regierung des Bezirks und der Stadt", "de"),
        ("Das Jahr im Überblick für die Leser", "de"),
        ("Le gouvernement du district et les bureaux", "fr"),
        ("Yunxi", "und-Latn"),
        ("General Survey", "und-Latn"),
        ("", "und-Latn"),
        ("Andover", "und-Latn"),
    ],
)
def test_a_title_is_told_by_its_small_words(text: str, tag: str) -> None:
    """A text without small words is in Latin script, and no more is said."""
    assert language_of_text(text) == tag


@pytest.mark.parametrize(
    ("tag", "english"),
    [
        ("zh-Hans", "Chinese, simplified script"),
        ("zh-Hant", "Chinese, traditional script"),
        ("en-GB", "English"),
        ("zh-Hant-TW", "Chinese"),
        ("bo", "bo"),
        ("", ""),
    ],
)
def test_a_language_has_a_name_or_its_tag(tag: str, english: str) -> None:
    """The name of the language serves where that of the variety is not known."""
    assert name(tag) == english


def test_every_tag_that_a_title_may_get_has_a_name() -> None:
    """The header can name each language that is told by small words."""
    assert {"en", "de", "fr", "und-Latn"} <= set(NAMES)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("全区经济平稳发展,基础设施不断完善。", "zh-Hans"),
        ("全區經濟平穩發展，基礎設施不斷完善。", "zh-Hant"),
        ("The council of the town met in the hall.", "en"),
        ("Der Rat der Stadt und die Bürger.", "de"),
        ("2023 1 2", "und-Latn"),
    ],
)
def test_the_language_of_a_text_that_nobody_stated(text: str, language: str) -> None:
    """Latin texts are told by their small words, Chinese ones by their script."""
    assert language_of_source(text, "zh-Hans") == language


@pytest.mark.parametrize(
    ("text", "main", "language"),
    [
        ("綜述", "zh-Hans", "zh-Hant"),
        ("综述", "zh-Hans", "zh-Hans"),
        ("綜述", "en", "und-Hani"),
        ("Survey of Roads", "zh-Hans", "en"),
        ("Gailan", "zh-Hans", "und-Latn"),
    ],
)
def test_the_language_of_a_parallel_head(text: str, main: str, language: str) -> None:
    """In Han characters it is never said to be in Latin script."""
    assert language_of_head(text, main) == language
