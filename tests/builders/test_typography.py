"""Chinese typography: what is shown otherwise than printed, and that it can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from builders.packages import TEI, XHTML, printed, shown, texts, web_page
from fangzhi.builders import epub, html
from fangzhi.builders._typography import FULL_WIDTH, Typography, as_printed, half_width
from fangzhi.errors import UsageError
from fangzhi.setting import Setting
from fangzhi.tei.edition import Edition
from peers import epubcheck

BODY = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="{language}"><teiHeader><fileDesc>
<titleStmt><title>题(一)</title></titleStmt><publicationStmt><p/></publicationStmt>
<sourceDesc><p/></sourceDesc></fileDesc></teiHeader>
<text xml:lang="{language}"><body><div xml:id="d1"><head>概况(上)</head>{text}</div></body></text>
</TEI>"""


def edition(folder: Path, text: str, language: str = "zh-Hans") -> Edition:
    file = folder / "case.xml"
    file.write_text(BODY.format(text=text, language=language), encoding="utf-8")
    return Edition(file)


def body_of(folder: Path, text: str, language: str = "zh-Hans", **setting: object) -> str:
    """The text of the only file as it is shown."""
    package = epub.build(edition(folder, text, language), folder, Setting(**setting))  # type: ignore[arg-type]
    return "".join("".join(body.itertext()) for body in texts(package))


@pytest.mark.parametrize(
    ("printed_text", "shown_text"),
    [
        ("全区,共12家;其中", "全区，共12家；其中"),
        ("增长7.5%,其中", "增长7.5%，其中"),
        ("完成(详见表2),共", "完成（详见表2），共"),
        ("通知(2018)号", "通知（2018）号"),
        ("(一)概况", "（一）概况"),
        ("如下:", "如下："),
        ("好吗?好!", "好吗？好！"),
        ("于8:30开始,共3,500人", "于8:30开始，共3,500人"),
        ("1.概况", "1.概况"),
        ("f(x)=1, y(2)", "f(x)=1, y(2)"),
        ("Smith, John (1900)", "Smith, John (1900)"),
        ("缺右括号(如此", "缺右括号(如此"),
        ("右先)左后(", "右先)左后("),
        ("空格后, 再写", "空格后， 再写"),
    ],
)
def test_marks(printed_text: str, shown_text: str) -> None:
    """Marks beside Han characters are shown full-width; those of numbers and words are not."""
    assert Typography(Setting(), "zh-Hans").string(printed_text) == shown_text


def test_over_tags(tmp_path: Path) -> None:
    """What stands beside a mark is looked for over tags and seams, not over paragraphs."""
    text = '<p>甲<hi rend="bold">,</hi>b<pb n="2"/>,丙</p><p>x</p><p>,y</p>'
    assert "甲，b，丙" in "".join(body_of(tmp_path, text).split())
    assert ",y" in body_of(tmp_path, text)


def test_other_languages_stay(tmp_path: Path) -> None:
    """In an English edition, and in English words of a Chinese one, nothing is widened."""
    assert "甲,乙" in body_of(tmp_path, "<p>甲,乙</p>", "en")
    assert "甲,乙" in body_of(tmp_path, '<p><foreign xml:lang="en">甲,乙</foreign></p>')


def test_as_printed_on_demand(tmp_path: Path) -> None:
    """The option leaves every mark as it was printed, in the text and in the contents."""
    package = epub.build(
        edition(tmp_path, "<p>甲,乙</p>"), tmp_path, Setting(punctuation="printed")
    )
    everything = b"".join(etree.tostring(body) for body in texts(package))
    assert b"data-printed" not in everything
    page = html.page(edition(tmp_path, "<p>甲,乙</p>"), Setting(punctuation="printed"))
    assert "概况(上)" in page
    assert "概况（上）" not in page


def test_contents_are_set_alike(tmp_path: Path) -> None:
    """The contents show a head with the marks that it has in the text."""
    page = web_page(html.build(edition(tmp_path, "<p>甲</p>"), tmp_path))
    assert page.xpath("//nav//a/text()")[0] == "概况（上）"


def test_said_where_it_was_done(tmp_path: Path) -> None:
    """The page about the edition declares the change, only where there is one."""
    widened = html.page(edition(tmp_path, "<p>甲,乙</p>"), Setting())
    assert "半角标点显示为全角" in widened
    plain = BODY.replace("(上)", "").replace("(一)", "")
    file = tmp_path / "plain.xml"
    file.write_text(plain.format(text="<p>甲，乙</p>", language="zh-Hans"), encoding="utf-8")
    assert "半角标点显示为全角" not in html.page(Edition(file), Setting())


@given(st.text("甲乙ab1 ,;:!?().。（“", max_size=30))
def test_reversible(text: str) -> None:
    """Undone, any text is what it was, and only declared marks differ meanwhile."""
    main = etree.fromstring(f'<main xmlns="{XHTML[1:-1]}"><p><b/></p></main>')
    bold = main[0][0]
    bold.text, bold.tail = text[: len(text) // 2], text[len(text) // 2 :]
    Typography(Setting(), "zh").settle(main)
    seen = "".join(main.itertext())
    assert all(was == now or FULL_WIDTH[was] == now for was, now in zip(text, seen, strict=True))
    assert seen == Typography(Setting(), "zh").string(text)
    as_printed(main)
    assert "".join(main.itertext()) == text


@given(st.text("甲a1,()", max_size=40))
def test_brackets_by_pairs(text: str) -> None:
    """As many opening as closing brackets are widened."""
    places = half_width(text)
    assert sum(text[at] == "(" for at in places) == sum(text[at] == ")" for at in places)


def test_vertical(tmp_path: Path) -> None:
    """In columns, numbers of two digits share a cell, short ones stand upright, others lie."""
    text = "<p>2018年12月3日,增长7.5%,共31500人,见GB2312、10:30</p>"
    package = epub.build(edition(tmp_path, text), tmp_path, Setting(direction="vertical"))
    spans = [span for body in texts(package) for span in body.iter(f"{XHTML}span")]
    found = {span.text: span.get("class") for span in spans if span.get("class")}
    assert found == {"2018": "upright", "12": "combined", "3": "upright"}
    assert epubcheck(package) == []
    assert shown(texts(package)) == printed(tmp_path / "case.xml")


def test_vertical_only_for_chinese(tmp_path: Path) -> None:
    """An English edition cannot be set in columns: the error says what its language is."""
    with pytest.raises(UsageError, match="'en'"):
        epub.build(edition(tmp_path, "<p>a</p>", "en"), tmp_path, Setting(direction="vertical"))


def test_page_progression(tmp_path: Path) -> None:
    """A vertical book opens to the right."""
    from builders.packages import OPF, members

    package = epub.build(edition(tmp_path, "<p>甲</p>"), tmp_path, Setting(direction="vertical"))
    spine = etree.fromstring(members(package)["EPUB/content.opf"]).find(f"{OPF}spine")
    assert spine is not None
    assert spine.get("page-progression-direction") == "rtl"


def test_random_texts_vertical(tmp_path: Path) -> None:
    """The test edition in columns loses nothing."""
    from builders.packages import EDITIONS

    package = epub.build(
        Edition(EDITIONS / "qingping.xml"), tmp_path, Setting(direction="vertical")
    )
    text, notes = shown(texts(package))
    expected, expected_notes = printed(EDITIONS / "qingping.xml")
    assert text == expected
    assert sorted(notes) == sorted(expected_notes)
    assert epubcheck(package) == []
    assert TEI not in text
