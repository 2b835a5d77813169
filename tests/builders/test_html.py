"""The web page: one file that needs nothing else, all of the text, a way to every entry."""

from __future__ import annotations

import json
import re
import shutil
import time
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree
from lxml import html as parser

from builders.packages import EDITIONS, TEI, printed, shown, web_page
from fangzhi.builders import html
from fangzhi.tei.edition import Edition

NAMES = sorted(file.stem for file in EDITIONS.glob("*.xml"))
EXAMPLE = Path(__file__).parents[2] / "../shared/tei/example.xml"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("html")
    return {name: html.build(Edition(EDITIONS / f"{name}.xml"), folder) for name in NAMES}


def text_of(page: parser.HtmlElement) -> list[etree._Element]:
    return [div for div in page.get_element_by_id("fz:text") if div.get("data-part")]


@pytest.mark.parametrize("name", NAMES)
def test_every_character_once(built: dict[str, Path], name: str) -> None:
    """All text and all notes of the TEI stand on the page once, in order, and nothing else."""
    text, notes = shown(text_of(web_page(built[name])))
    expected, expected_notes = printed(EDITIONS / f"{name}.xml")
    assert text == expected
    assert sorted(notes) == sorted(expected_notes)


@pytest.mark.skipif(not EXAMPLE.is_file(), reason="the example of the encoding is not here")
def test_example(tmp_path: Path) -> None:
    """The example of the encoding: all of its text, with one h1 for its only chapter."""
    page = web_page(html.build(Edition(EXAMPLE), tmp_path))
    assert shown(text_of(page)) == printed(EXAMPLE)
    assert [head.text_content() for head in page.iter("h1")] == ["云溪区人民政府"]


@pytest.mark.parametrize("name", NAMES)
def test_same_bytes(
    built: dict[str, Path], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another folder and another time zone give the same bytes."""
    shutil.copytree(EDITIONS, tmp_path / "elsewhere" / "tei")
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        again = html.build(Edition(tmp_path / "elsewhere" / "tei" / f"{name}.xml"), tmp_path)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert again.read_bytes() == built[name].read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_needs_nothing_else(built: dict[str, Path], name: str) -> None:
    """No picture, style or script is fetched: pictures are data, and the policy allows no more."""
    page = web_page(built[name])
    assert not page.xpath("//link | //iframe | //object | //embed | //script[@src]")
    assert all(source.startswith("data:image/") for source in page.xpath("//@src"))
    style = "".join(page.xpath("//style/text()"))
    assert "url(" not in style
    assert "@import" not in style
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]


@pytest.mark.parametrize("name", NAMES)
def test_only_our_scripts(built: dict[str, Path], name: str) -> None:
    """There are two scripts, the policy names their hashes, and no element runs code of its own."""
    page = web_page(built[name])
    policy = page.xpath("//meta[@http-equiv]/@content")[0]
    scripts = page.xpath("//script")
    assert len(scripts) == 2
    for script in scripts:
        hashed = b64encode(sha256(script.text.encode()).digest()).decode()
        assert f"'sha256-{hashed}'" in policy
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert not [href for href in page.xpath("//@href") if not re.match("#|https?:|mailto:", href)]


@pytest.mark.parametrize("name", NAMES)
def test_contents_reach_all(built: dict[str, Path], name: str) -> None:
    """The sidebar leads to every division, and every link and label on the page arrives."""
    page = web_page(built[name])
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    divisions = [
        div.get("{http://www.w3.org/XML/1998/namespace}id")
        for div in etree.parse(EDITIONS / f"{name}.xml").iter(f"{TEI}div")
    ]
    links = page.xpath("//nav//a[not(ancestor::ol[@class='fz-pages'])]/@href")
    reached = [link[1:] for link in links if not link.startswith(("#fz:", "#pb."))]
    assert reached == divisions
    inside = [href[1:] for href in page.xpath("//@href") if href.startswith("#")]
    named = page.xpath("//@aria-labelledby | //@aria-controls | //@for")
    assert set(inside) | set(named) <= set(ids)


def test_pages_of_the_print(built: dict[str, Path]) -> None:
    """Every page of the print can be reached by its number; without a script, and by its name."""
    links = web_page(built["qingping"]).xpath("//ol[@class='fz-pages']//a")
    assert [link.text for link in links] == ["12", "13", "14", "15", "16"]
    assert links[0].get("aria-label") == "印本第 12 页"
    ids = web_page(built["qingping"]).xpath("//span[@data-n]/@id")
    assert [link.get("href")[1:] for link in links] == ids


def test_contents_fold(built: dict[str, Path]) -> None:
    """Branches fold without a script, and what folds them has a name."""
    summaries = web_page(built["qingping"]).xpath("//nav//details/summary/@aria-label")
    assert "展开或收起：综述" in summaries


def test_ids_are_those_of_the_text(built: dict[str, Path]) -> None:
    """Deep links: every xml:id of a block of the text is an id of the page."""
    ids = set(web_page(built["qingping"]).xpath("//@id"))
    tree = etree.parse(EDITIONS / "qingping.xml")
    stated = tree.xpath("//tei:text//@xml:id", namespaces={"tei": TEI[1:-1]})
    assert set(stated) <= ids


def test_levels_of_headings(built: dict[str, Path]) -> None:
    """The title is h1, and no level is left out on the way down."""
    levels = [
        int(head.tag[1]) for head in web_page(built["qingping"]).xpath("//h1|//h2|//h3|//h4|//h5")
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


def test_languages(built: dict[str, Path]) -> None:
    """The page is in the edition's language, parallel heads in theirs."""
    page = web_page(built["qingping"])
    assert page.get("lang") == "zh-Hans"
    assert page.xpath("//p[@lang='en'][text()='Waterworks']")
    assert web_page(built["harbour"]).get("lang") == "en"


def test_tables_are_tables(built: dict[str, Path]) -> None:
    """A table keeps its caption, its heads with their scope, its spans, and can be scrolled."""
    (table,) = web_page(built["qingping"]).xpath("//table")
    assert table.xpath("string(caption)").strip() == "2024年第一季度雨量（毫米）"
    assert table.xpath("//th[@scope='col']/@colspan") == ["2"]
    assert len(table.xpath(".//th[@scope='row']")) == 3
    assert table.getparent().get("tabindex") == "0"
    assert table.xpath(".//span[@role='doc-pagebreak']/@data-n") == ["15"]


def test_corrections_show_the_print(built: dict[str, Path]) -> None:
    """The editor's reading is read; the printed one is said beside it."""
    (choice,) = web_page(built["qingping"]).xpath("//span[@class='choice']")
    assert (choice.text_content(), choice.get("title")) == ("六百", "印本作：六白")


def test_our_own_corrections_show_what_was_recognised(tmp_path: Path) -> None:
    """What an engine misread was not printed so; what it was not sure of may be printed well."""
    text = (EDITIONS / "qingping.xml").read_text(encoding="utf-8")
    text = text.replace('<corr resp="#person.1"', '<corr resp="#fangzhi"')
    text = text.replace('<unclear reason="damaged">', '<unclear resp="#fangzhi" cert="low">')
    (tmp_path / "own.xml").write_text(text, encoding="utf-8")
    page = web_page(html.build(Edition(tmp_path / "own.xml"), tmp_path))
    (choice,) = page.xpath("//span[@class='choice']")
    (unclear,) = page.xpath("//span[@class='unclear']")
    assert choice.get("title") == "识别原作：六白"
    assert unclear.get("title") == "识别不确定"


def test_captions_credits_contributors(built: dict[str, Path]) -> None:
    """Captions, credits and signatures stand where the print has them, contributors at the end."""
    page = web_page(built["qingping"])
    assert page.xpath("//figcaption/p[@class='caption']/text()") == ["青溪新堤", "溪口水文站夜测"]
    credits = page.xpath("//p[@class='byline credit']")
    assert [one.text_content() for one in credits] == ["（县水利站 供稿）", "（庄小满 摄）"]
    signed = page.xpath("//section/p[@class='byline contributor']")
    assert [one.text_content() for one in signed] == ["（何望舒）", "（闻人澈）", "（何望舒）"]
    assert page.xpath("//ul[@class='contributors']//a/@href") == [
        "#d1.1",
        "#d2.2",
        "#d1.2",
        "#fig.1",
        "#fig.2",
    ]


def test_about(built: dict[str, Path]) -> None:
    """The page says what it was made from, what was done, under which licence, with a checksum."""
    about = web_page(built["qingping"]).get_element_by_id("fz:about").text_content()
    for said in ("清平印刷社", "讹字以 choice 标出", "CC BY 4.0", "9f86d081884c7d65"):
        assert said in about


def test_linked_data(built: dict[str, Path]) -> None:
    """The linked data is JSON, even where the title tries to close its script."""
    data = json.loads(web_page(built["harbour"]).xpath("//script[@type]/text()")[0])
    assert "</script>" in data["name"]
    assert data["inLanguage"] == "en"


def test_a_page_of_thousands_of_entries_has_them_all(tmp_path: Path) -> None:
    """Each entry of a long chapter is on the page once, with its page break and its note."""
    entry = (
        '<div type="entry" xml:id="e{0}"><head><pc>【</pc>条<pc>】</pc></head>'
        '<p xml:id="e{0}.p1">文字<pb n="{0}"/>文字<note>注</note></p></div>'
    )
    body = "".join(entry.format(number) for number in range(2000))
    source = (EDITIONS / "harbour.xml").read_text(encoding="utf-8")
    chapter = f'<body><div type="chapter" xml:id="c">{body}</div></body>'
    file = tmp_path / "long.xml"
    file.write_text(
        re.sub("<body>.*</body>", lambda _: chapter, source, flags=re.S), encoding="utf-8"
    )
    page = html.build(Edition(file), tmp_path).read_text(encoding="utf-8")
    assert all(page.count(f'id="e{number}"') == 1 for number in range(2000))
