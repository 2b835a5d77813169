"""Characters that are not what they look like."""

from __future__ import annotations

from pathlib import Path

import pytest

from check.samples import parsed
from fangzhi.check.characters import check_characters
from fangzhi.check.document import Document, Problem

FULL = "，" * 30


def characters(body: str) -> list[Problem]:
    return list(check_characters(Document(parsed(f"<TEI>{body}</TEI>"), Path("x.xml"))))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("一\ufffd二", "FZ401"),
        ("一\ue123二", "FZ401"),
        ("一\u0092二", "FZ401"),
        ("一\ufeff二", "FZ402"),
        ("abc\u202edef", "FZ402"),
        ("co\u00adoperate", "FZ402"),
        ("一\u200d二", "FZ402"),
        ("\u2f00月", "FZ403"),
        ("\uf9dc山", "FZ403"),
        ("\u2ea0", "FZ403"),
        ("p\u0430ge", "FZ404"),
        ("\u041cay", "FZ404"),
        ("\u0391BC", "FZ404"),
        ("１2", "FZ405"),
        ("2０年", "FZ405"),
        ("ＡBC", "FZ405"),
        (f"{FULL}一,二", "FZ406"),
        ("一 二", "FZ407"),
        ("a  b", "FZ408"),
        ("一\u00a0b", "FZ408"),
        ("a\u2003b", "FZ408"),
    ],
)
def test_each_kind_is_found(text: str, code: str) -> None:
    """One doubtful place is one finding, whether it is the text of an element or a tail."""
    assert [one[0] for one in characters(f"<p>{text}</p>")] == [code]
    assert [one[0] for one in characters(f"<p><lb/>{text}</p>")] == [code]


@pytest.mark.parametrize(
    "text",
    [
        "2023年,芸溪区(属澜州市)辖6个街道、3个镇;长11.4千米",
        f"{FULL}一, 二 三,A,五 ,六",
        "a line\n        that is wrapped, 一\n  二",
        "5 μm, 4 kΩ, TNFα, β-Carotin, ρgh, 10 °C",
        "Ежегодник и yearbook",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u200f\u0627",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f",
        "No\u00a05, 10\u202f000, « mot »",
        "\ufa0e\ufa29葛\U000e0100",
        "Ｗ３线，ＡＢＣ１２３，W3线",
        "《芸溪谣》(2024)—“净埠”…",
        "\u3000\u3000段首",
    ],
)
def test_what_is_usual_is_left_alone(text: str) -> None:
    """Styles of punctuation, units, emoji, scripts written with joiners, wrapped lines."""
    assert [one for one in characters(f"<p>{text}</p>") if one[0] != "FZ407"] == []


def test_what_the_source_says_is_left_alone() -> None:
    """In sic and orig, and in code, nothing that looks alike is told; elsewhere it is."""
    for name in ("sic", "orig", "code"):
        assert characters(f"<p><{name}><hi>p\u0430ge １2 \u2f00</hi></{name}></p>") == []
    assert len(characters("<p><reg>p\u0430ge １2 \u2f00</reg></p>")) == 3


def test_names_and_heads_may_be_spaced_out() -> None:
    """A space between Han characters is a matter of running text."""
    assert characters("<p><head>序 言</head><persName>林 晓</persName></p>") == []


def test_an_element_and_a_kind_are_one_finding() -> None:
    """Many places of one kind in one element are told once; of notes, five elements are."""
    assert len(characters("<p>\ufffd<lb/>\ufffd\ue000<lb/>\ufffd</p>")) == 1
    notes = characters("<p>一 二</p>" * 9)
    assert len(notes) == 5
    assert "4 more" in notes[-1][2]


def test_what_cannot_be_seen_is_named() -> None:
    """The message says which character it is, and shows where."""
    ((_, _, message, _),) = characters("<p>年鉴\u200b编纂</p>")
    assert "U+200B (ZERO WIDTH SPACE)" in message
    assert "年鉴\\u{200b}编纂" in message


def test_comments_are_passed_over() -> None:
    """Only text is looked at, also after a comment."""
    assert characters("<p><!-- \ufffd --><?x \ufffd?>一</p>") == []
    assert len(characters("<p><!-- a -->\ufffd</p>")) == 1
