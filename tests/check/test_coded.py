"""Dates, language tags and page numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from check.samples import parsed
from fangzhi.check.dates import check_dates
from fangzhi.check.document import CodedRule, Document, Problem
from fangzhi.check.languages import check_languages
from fangzhi.check.pages import check_pages

TEI = "http://www.tei-c.org/ns/1.0"


def problems(rule: CodedRule, body: str) -> list[Problem]:
    return list(rule(Document(parsed(f'<TEI xmlns="{TEI}">{body}</TEI>'), Path("x.xml"))))


def told(rule: CodedRule, body: str) -> list[str]:
    return [code for code, *_ in problems(rule, body)]


@pytest.mark.parametrize(
    "value",
    [
        *("2024", "2024-02", "2024-02-29", "-0043-03-15", "--02-29", "---31", "--12", "12000-01"),
        *("2024-02-29T23:59:59", "2024-02-29T12:00:00.5Z", "12:00:00", "2024-02-29+08:00"),
    ],
)
def test_dates(value: str) -> None:
    """The forms of XML Schema, with days that there are."""
    assert told(check_dates, f'<date when="{value}"/>') == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2023-02-29", "28 days"),
        ("1900-02-29", "28 days"),
        ("2023-04-31", "30 days"),
        ("2023-13", "no month 13"),
        ("2023-00-01", "no month 00"),
        ("2023-01-00", "no day 00"),
        ("0000", "no year 0"),
        ("--02-30", "29 days"),
        ("2023-1-5", "YYYY-MM-DD"),
        ("2023/01/05", "YYYY-MM-DD"),
        ("23", "YYYY-MM-DD"),
        ("2023年", "YYYY-MM-DD"),
        ("２０２３", "YYYY-MM-DD"),
        ("", "YYYY-MM-DD"),
    ],
)
def test_what_is_no_date(value: str, words: str) -> None:
    """The message says why, by the Gregorian calendar."""
    ((code, _, message, _),) = problems(check_dates, f'<p notAfter="{value}"/>')
    assert code == "FZ501"
    assert words in message


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ('from="2023" to="2022"', "FZ502"),
        ('from="2023-05-02" to="2023-05-01"', "FZ502"),
        ('notBefore="2023-06" notAfter="2023-05-31"', "FZ502"),
        ('from="2023-05-01T12:00:00" to="2023-05-01T11:00:00"', "FZ502"),
        ('from="0001" to="-0001"', "FZ502"),
        ('from="2023-05" to="2023"', ""),
        ('from="-0002" to="-0001"', ""),
        ('from="2023-05-01" to="2023-05-01"', ""),
        ('from="--12" to="--02"', ""),
        ('from="2023" notAfter="2022"', ""),
    ],
)
def test_periods(attributes: str, code: str) -> None:
    """A period ends after it begins, as far as both dates go."""
    assert told(check_dates, f"<date {attributes}/>") == ([code] if code else [])


def test_pages_are_no_dates() -> None:
    """The from and to of biblScope are pages."""
    assert told(check_dates, '<biblScope from="78" to="61"/>') == []


@pytest.mark.parametrize(
    "value",
    [
        *("zh", "zh-Hans", "zh-Hans-CN", "ZH-hant-tw", "lzh", "en-GB", "de-1996", "sl-rozaj-biske"),
        *("x-own", "zh-x-old", "i-klingon", "und-Hani", "es-419", "zh-yue", "ja-Latn-hepburn"),
        *("de-DE-u-co-phonebk", "qaa", "mul", "zxx", "cmn-Hans"),
    ],
)
def test_languages(value: str) -> None:
    """Tags as RFC 5646 describes them."""
    assert told(check_languages, f'<p xml:lang="{value}">文</p>') == []


@pytest.mark.parametrize(
    ("value", "code", "better"),
    [
        ("zh_CN", "FZ503", "write zh-CN"),
        ("zh-CN-Hans", "FZ503", "write zh-Hans-CN"),
        ("zh_CN.UTF-8", "FZ503", "write zh-CN"),
        ("en-", "FZ503", "correct"),
        ("中文", "FZ503", "correct"),
        ("zh Hans", "FZ503", "write zh-Hans"),
        ("cn", "FZ504", "write zh"),
        ("jp", "FZ504", "write ja"),
        ("cn-Hans", "FZ504", "write zh-Hans"),
        ("en-UK", "FZ504", "write en-GB"),
        ("zho-Hant", "FZ504", "write zh-Hant"),
        ("eng", "FZ504", "write en"),
        ("iw", "FZ504", "write he"),
        ("chinese", "FZ504", "write zh"),
        ("qq", "FZ504", "correct"),
        ("zh-Simp", "FZ504", "write zh-Hans"),
        ("zh-LN", "FZ504", "correct"),
    ],
)
def test_what_is_no_language(value: str, code: str, better: str) -> None:
    """The message says what is probably meant."""
    ((found, _, message, _),) = problems(check_languages, f'<p xml:lang="{value}">文</p>')
    assert found == code
    assert better in message


def test_codes_that_are_mostly_mistaken() -> None:
    """uk is Ukrainian and tw is Twi; on an English or a Chinese text they are slips."""
    assert told(check_languages, '<p xml:lang="uk">the colour</p>') == ["FZ504"]
    assert told(check_languages, '<p xml:lang="uk">Київ, Kyiv</p>') == []
    assert told(check_languages, '<p xml:lang="tw">年鑑</p>') == ["FZ504"]
    assert told(check_languages, '<p xml:lang="tw">Akwaaba</p>') == []


def test_a_language_is_told_once() -> None:
    """However often a tag is used, it is one finding; the header's tags are looked at as well."""
    ((_, _, message, element),) = problems(check_languages, '<p xml:lang="jp"/>' * 3)
    assert "(3 times)" in message
    assert element.getprevious() is None
    assert told(check_languages, '<language ident="jp"/>') == ["FZ504"]
    assert told(check_languages, '<textLang mainLang="zh" otherLangs="en jp"/>') == ["FZ504"]
    assert told(check_languages, '<prefixDef ident="jp"/><p xml:lang=""/>') == []


def pages(numbers: str) -> list[str]:
    body = "".join("<pb/>" if one == "_" else f'<pb n="{one}"/>' for one in numbers.split())
    found = problems(check_pages, body)
    return [element.get("n", "") for _, _, _, element in found]


@pytest.mark.parametrize(
    "numbers",
    [
        "1 2 3",
        "i ii iii iv v vi vii viii ix x xi 1 2 3",
        "a b c d e f",
        "一 二 三 四",
        "九 十 十一 十二",
        "二十 二十一",
        "九九 一〇〇 一〇一",
        "廿 廿一",
        "一百九十九 二百",
        "[12] -13- 第14页",
        "１２ １３",
        "12-13 14 15–16 17",
        "12 _ 14",
        "12 _ _ 14",
        "12 12a 13",
        "plate figure 3",
        "7 8 1 2",
        "XIX XX XXI",
        "c ci cii",
    ],
)
def test_page_numbers_that_run(numbers: str) -> None:
    """Arabic, Roman, Chinese, letters; pages without a number between; other rows."""
    assert pages(numbers) == []


@pytest.mark.parametrize(
    ("numbers", "wrong"),
    [
        ("1 2 4 5", ["4"]),
        ("1 2 2 3", ["2"]),
        ("11 12 31 14 15", ["31"]),
        ("5 4", ["4"]),
        ("ii iv", ["iv"]),
        ("一 三", ["三"]),
        ("12 _ 15", ["15"]),
        ("12-13 13", ["13"]),
        ("1 2 9 20", ["9", "20"]),
    ],
)
def test_page_numbers_that_do_not_run(numbers: str, wrong: list[str]) -> None:
    """A jump or a repetition is one finding, and one slip does not make the next page wrong."""
    assert pages(numbers) == wrong


def test_pages_of_several_editions_run_apart() -> None:
    """Each edition has its own row of numbers."""
    body = '<pb ed="a" n="1"/><pb ed="b" n="7"/><pb ed="a" n="2"/><pb ed="b" n="8"/>'
    assert told(check_pages, body) == []
