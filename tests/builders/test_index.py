"""The index of entries: its order, its locators, its links."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from builders.packages import EDITIONS, EPUB, TEI, XHTML, pages, web_page
from fangzhi.builders import epub, html
from fangzhi.builders._collation import place
from fangzhi.builders._index import bare
from fangzhi.tei.edition import Edition
from peers import epubcheck


def lines(package: Path) -> list[str]:
    """The entries of the index as they are read."""
    listed = pages(package)["index.xhtml"].iter(f"{XHTML}li")
    return [" ".join("".join(item.itertext()).split()) for item in listed]


def made(folder: Path, language: str, heads: list[str], *, paged: bool = False) -> Path:
    """An EPUB of two sections with these entries, dealt out in turn."""
    tree = etree.parse(EDITIONS / "harbour.xml")
    root = tree.getroot()
    for element in root.iter():
        element.attrib.pop("{http://www.w3.org/XML/1998/namespace}lang", "")
    root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    body = root.find(f"{TEI}text/{TEI}body")
    assert body is not None
    sections = "".join(
        f'<div type="section" xml:id="s{number}"><head>节{number}</head>'
        + "".join(
            (f'<pb n="{10 * number + count}"/>' if paged else "")
            + f'<div type="entry" xml:id="s{number}.{count}"><head>{head}</head><p>。</p></div>'
            for count, head in enumerate(heads[number - 1 :: 2], 1)
        )
        + "</div>"
        for number in (1, 2)
    )
    chapter = f'<div xmlns="{TEI[1:-1]}" type="chapter" xml:id="c"><head>志</head>{sections}</div>'
    body[:] = [etree.fromstring(chapter)]
    file = folder / "made.xml"
    tree.write(file, encoding="utf-8")
    return epub.build(Edition(file), folder)


def test_pinyin_order(tmp_path: Path) -> None:
    """Entries come by syllable and tone; a reading is told by the word that it stands in."""
    heads = [
        "重要会议",
        "重庆援建",
        "长寿区",
        "长者食堂",
        "银行",
        "行政",
        "六安",
        "单位",
        "乐山",
        "音乐",
    ]
    assert lines(made(tmp_path, "zh-Hans", heads)) == [
        "长寿区 1.2", "重庆援建 2.1", "单位 2.4", "乐山 1.5", "六安 1.4",
        "行政 2.3", "音乐 2.5", "银行 1.3", "长者食堂 2.2", "重要会议 1.1",
    ]  # fmt: skip


def test_print_pages(tmp_path: Path) -> None:
    """Where the text knows the pages of the print, they are the locators."""
    package = made(tmp_path, "zh-Hans", ["河道", "桥梁", "古埠"], paged=True)
    assert lines(package) == ["古埠 12", "河道 11", "桥梁 21"]
    assert "印本页码" in "".join(pages(package)["index.xhtml"].itertext())
    names = [link.get("aria-label") for link in pages(package)["index.xhtml"].iter(f"{XHTML}a")]
    assert names[0] == "古埠、印本第 12 页"


def test_page_of_the_head(tmp_path: Path) -> None:
    """A page that begins between a division and its head is the page of the division."""
    text = (EDITIONS / "qingping.xml").read_text(encoding="utf-8")
    head = "<head><pc>【</pc>水文监测"
    file = tmp_path / "moved.xml"
    file.write_text(text.replace(head, f'<pb n="14乙"/>{head}'), encoding="utf-8")
    assert Edition(file).printed_pages["d1.2.1"] == "14乙"
    assert Edition(EDITIONS / "qingping.xml").printed_pages["d1.2.1"] == "14"


def test_one_term_many_places(tmp_path: Path) -> None:
    """An entry title that comes several times is one term; each place names its section."""
    package = made(tmp_path, "zh-Hans", ["概况", "概况", "治水"])
    assert lines(package) == ["概况 节1 1.1、节2 2.1", "治水 1.2"]


def test_links_and_roles(tmp_path: Path) -> None:
    """The index is marked up as one, its links arrive, and contents and landmarks lead to it."""
    package = epub.build(Edition(EDITIONS / "qingping.xml"), tmp_path)
    found = pages(package)
    page = found["index.xhtml"]
    kinds = [element.get(f"{EPUB}type") for element in page.iter() if element.get(f"{EPUB}type")]
    assert kinds[:3] == ["backmatter", "index", "index-group"]
    assert kinds.count("index-locator") == 4
    for link in page.iter(f"{XHTML}a"):
        file, _, name = link.get("href", "").partition("#")
        assert name in {element.get("id") for element in found[file].iter()}
    navs = {nav.get(f"{EPUB}type"): nav for nav in found["nav.xhtml"].iter(f"{XHTML}nav")}
    for kind in ("toc", "landmarks"):
        assert "index.xhtml" in [link.get("href") for link in navs[kind].iter(f"{XHTML}a")]
    assert epubcheck(package) == []


def test_brackets_do_not_sort() -> None:
    """The signs that mark an entry head are not part of the term."""
    assert bare("【概况】") == "概况"
    assert bare("● 概况") == "概况"
    assert bare("【】") == "【】"
    assert bare("“一带一路”") == "“一带一路”"
    assert place("“一带一路”", "zh")[0] == "Y"


@pytest.mark.parametrize(
    ("language", "heads"),
    [
        ("en", ["Bridges", "The Canal", "(Docks)", "1848", "Élan", "ferries"]),
        ("de", ["Brücken", "Brunnen", "Die Brut", "Straße", "Strassenbau", "Über Land", "Uhren"]),
    ],
)
def test_latin_order(language: str, heads: list[str]) -> None:
    """Letters count without accents, case, articles and brackets; digits come last."""
    order = sorted(
        heads, key=lambda head: (place(head, language)[0] == "0–9", place(head, language)[1])
    )
    expected = {
        "en": ["Bridges", "The Canal", "(Docks)", "Élan", "ferries", "1848"],
        "de": ["Brücken", "Brunnen", "Die Brut", "Straße", "Strassenbau", "Über Land", "Uhren"],
    }
    assert order == expected[language]


def test_none_for_japanese(tmp_path: Path) -> None:
    """No index where the order cannot be told: Japanese characters have no one reading."""
    assert "index.xhtml" not in pages(made(tmp_path, "ja", ["川", "橋", "町"]))


def test_none_for_one(tmp_path: Path) -> None:
    """One entry is no index."""
    assert "index.xhtml" not in pages(made(tmp_path, "zh", ["川"]))


def test_web_page(tmp_path: Path) -> None:
    """The web page has the same index, in reach of its contents."""
    page = web_page(html.build(Edition(EDITIONS / "qingping.xml"), tmp_path))
    links = page.xpath("//section[@id='fz:index']//li//a/@href")
    assert sorted(links) == ["#d1.1.1", "#d1.1.2", "#d1.2.1", "#d2.2.1.1"]
    assert "#fz:index" in page.xpath("//nav//a/@href")
