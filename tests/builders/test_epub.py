"""The EPUB: valid, complete, the same bytes every time, and navigable down to the entry."""

from __future__ import annotations

import shutil
import time
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from builders.packages import (
    DC,
    EDITIONS,
    EPUB,
    OPF,
    TEI,
    XHTML,
    members,
    pages,
    printed,
    shown,
    texts,
)
from fangzhi.builders import epub
from fangzhi.builders._cover import cover
from fangzhi.builders._words import Words
from fangzhi.tei.edition import Edition
from peers import epubcheck

NAMES = sorted(file.stem for file in EDITIONS.glob("*.xml"))
EXAMPLE = Path(__file__).parents[2] / "../shared/tei/example.xml"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("epub")
    return {name: epub.build(Edition(EDITIONS / f"{name}.xml"), folder) for name in NAMES}


def opf_of(package: Path) -> etree._Element:
    return etree.fromstring(members(package)["EPUB/content.opf"])


def nav_of(package: Path, kind: str) -> etree._Element | None:
    found = pages(package)["nav.xhtml"].iter(f"{XHTML}nav")
    return next((nav for nav in found if nav.get(f"{EPUB}type") == kind), None)


def links_of(element: etree._Element | None) -> list[str]:
    assert element is not None
    return [anchor.get("href", "") for anchor in element.iter(f"{XHTML}a")]


def metas(package: Path, key: str) -> list[str]:
    found = opf_of(package).iter(f"{OPF}meta")
    return [meta.text or "" for meta in found if meta.get("property") == key]


@pytest.mark.parametrize("name", NAMES)
def test_epubcheck(built: dict[str, Path], name: str) -> None:
    """EPUBCheck has no error and no warning."""
    assert epubcheck(built[name]) == []


@pytest.mark.skipif(not EXAMPLE.is_file(), reason="the example of the encoding is not here")
def test_example(tmp_path: Path) -> None:
    """The example of the encoding makes a valid EPUB with all of its text."""
    package = epub.build(Edition(EXAMPLE), tmp_path)
    assert epubcheck(package) == []
    assert shown(texts(package)) == printed(EXAMPLE)


@pytest.mark.parametrize("name", NAMES)
def test_every_character_once(built: dict[str, Path], name: str) -> None:
    """All text and all notes of the TEI stand in the files once, in order, and nothing else."""
    text, notes = shown(texts(built[name]))
    expected, expected_notes = printed(EDITIONS / f"{name}.xml")
    assert text == expected
    assert sorted(notes) == sorted(expected_notes)


@pytest.mark.parametrize("name", NAMES)
def test_same_bytes(
    built: dict[str, Path], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another folder, another time zone and another moment give the same bytes."""
    shutil.copytree(EDITIONS, tmp_path / "elsewhere" / "tei")
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        again = epub.build(Edition(tmp_path / "elsewhere" / "tei" / f"{name}.xml"), tmp_path)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert again.read_bytes() == built[name].read_bytes()


def test_no_clock(built: dict[str, Path]) -> None:
    """All entries bear the date of the edition, and `mimetype` comes first, stored."""
    with zipfile.ZipFile(built["qingping"]) as archive:
        entries = archive.infolist()
    assert {entry.date_time for entry in entries} == {(2026, 3, 5, 0, 0, 0)}
    assert {entry.create_system for entry in entries} == {3}
    assert (entries[0].filename, entries[0].compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert metas(built["qingping"], "dcterms:modified") == ["2026-03-05T00:00:00Z"]


def test_date_before_zip(built: dict[str, Path]) -> None:
    """An edition of 1931 keeps its date, though a zip cannot bear it."""
    with zipfile.ZipFile(built["harbour"]) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
    assert [date.text for date in opf_of(built["harbour"]).iter(f"{DC}date")] == ["1931"]


def test_stated_epoch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SOURCE_DATE_EPOCH is the date of the package, and not that of the publication."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    package = epub.build(Edition(EDITIONS / "qingping.xml"), tmp_path)
    assert metas(package, "dcterms:modified") == ["2023-11-14T00:00:00Z"]
    assert [date.text for date in opf_of(package).iter(f"{DC}date")] == ["2026-03-05"]


@pytest.mark.parametrize("name", NAMES)
def test_contents_reach_all(built: dict[str, Path], name: str) -> None:
    """The contents lead to every division, in order, and all their links arrive."""
    divisions = [
        div.get("{http://www.w3.org/XML/1998/namespace}id")
        for div in etree.parse(EDITIONS / f"{name}.xml").iter(f"{TEI}div")
    ]
    targets = [href.partition("#")[2] for href in links_of(nav_of(built[name], "toc"))]
    assert [target for target in targets if target] == divisions


@pytest.mark.parametrize("name", NAMES)
def test_links_arrive(built: dict[str, Path], name: str) -> None:
    """Every link inside the book names a file of the spine and an id in it."""
    found = pages(built[name])
    ids = {file: {element.get("id") for element in page.iter()} for file, page in found.items()}
    for file, page in found.items():
        for href in links_of(page):
            if "://" not in href:
                target, _, fragment = href.partition("#")
                assert target in ids or (not target and file in ids), (file, href)
                assert not fragment or fragment in ids[target or file], (file, href)


def test_one_file_a_section(built: dict[str, Path]) -> None:
    """Each section has a file; a chapter's title goes with its first section, its text does not."""
    heads = [
        [head.get("id") for head in body.iter(f"{XHTML}h1", f"{XHTML}h2")]
        for body in texts(built["qingping"])
    ]
    assert heads == [
        ["head:d1", "head:d1.1"],
        ["head:d1.2"],
        ["head:d2"],
        ["head:d2.1"],
        ["head:d2.2"],
    ]


def test_many_entries_share_files(tmp_path: Path) -> None:
    """Entries right under a chapter share files of a bounded size; none is lost."""
    tree = etree.parse(EDITIONS / "harbour.xml")
    body = tree.getroot().find(f"{TEI}text/{TEI}body")
    assert body is not None
    entries = "".join(
        f'<div type="entry" xml:id="e{number}"><head>{number}</head><p>{"字" * 500}</p></div>'
        for number in range(200)
    )
    chapter = f'<div xmlns="{TEI[1:-1]}" type="chapter" xml:id="c"><head>志</head>{entries}</div>'
    body[:] = [etree.fromstring(chapter)]
    file = tmp_path / "many.xml"
    tree.write(file)
    package = epub.build(Edition(file), tmp_path)
    assert len(texts(package)) == 4
    assert shown(texts(package)) == printed(file)
    assert (
        len(links_of(nav_of(package, "toc"))) == 1 + 1 + 200 + 1 + 1
    )  # title, chapter, entries, index, about


def test_pages_in_order(built: dict[str, Path]) -> None:
    """The page list has every page of the print, in order, and the breaks say their number."""
    nav = nav_of(built["qingping"], "page-list")
    assert nav is not None
    assert [anchor.text for anchor in nav.iter(f"{XHTML}a")] == ["12", "13", "14", "15", "16"]
    breaks = [
        span
        for body in texts(built["qingping"])
        for span in body.iter(f"{XHTML}span")
        if span.get("role") == "doc-pagebreak"
    ]
    assert [span.get("aria-label") for span in breaks][:2] == ["印本第 12 页", "印本第 13 页"]
    assert metas(built["qingping"], "schema:accessibilityFeature").count("pageBreakMarkers") == 1


def test_no_pages_no_list(tmp_path: Path) -> None:
    """Without page beginnings there is no page list, and no claim of one."""
    tree = etree.parse(EDITIONS / "harbour.xml")
    etree.strip_elements(tree, f"{TEI}pb", with_tail=False)
    file = tmp_path / "plain.xml"
    tree.write(file)
    package = epub.build(Edition(file), tmp_path)
    assert nav_of(package, "page-list") is None
    assert "pageBreakMarkers" not in metas(package, "schema:accessibilityFeature")


def test_notes_both_ways(built: dict[str, Path]) -> None:
    """Every note stands in the file that calls it, and links back to its mark."""
    for body in (body for name in NAMES for body in texts(built[name])):
        ids = {element.get("id"): element for element in body.iter(etree.Element)}
        for mark in body.iter(f"{XHTML}a"):
            if mark.get("role") == "doc-noteref":
                note = ids[mark.get("href", "").partition("#")[2]]
                back = note.find(f".//{XHTML}a[@role='doc-backlink']")
                assert note.tag == f"{XHTML}aside"
                assert back is not None
                assert back.get("href", "").endswith(f"#{mark.get('id')}")
                assert back.text == mark.text


def test_pictures(built: dict[str, Path]) -> None:
    """Only pictures that are there, are pictures and run nothing are packed; captions stay."""
    packed = [name for name in members(built["harbour"]) if "/pictures/" in name]
    assert packed == ["EPUB/pictures/001.png"]
    text = shown(texts(built["harbour"]))[0]
    assert "Adrawingthatrunscode" in text
    figure = next(texts(built["qingping"])[0].iter(f"{XHTML}figure"))
    image = figure.find(f"{XHTML}img")
    assert image is not None
    assert image.get("alt") == "一条弯曲的小河，两岸有柳树。"
    caption = "".join("".join(figure.itertext()).split())
    assert caption == "青溪新堤（县水利站供稿）"


def test_illustrations(built: dict[str, Path]) -> None:
    """The list of illustrations names each caption, with or without a picture."""
    nav = nav_of(built["qingping"], "loi")
    assert nav is not None
    assert [anchor.text for anchor in nav.iter(f"{XHTML}a")] == ["青溪新堤", "溪口水文站夜测"]


def test_contributors(built: dict[str, Path]) -> None:
    """The contributors' page links each author to the sections that they signed."""
    page = pages(built["qingping"])["contributors.xhtml"]
    found = {
        "".join(item[0].itertext()): [anchor.text for anchor in item.iter(f"{XHTML}a")]
        for item in page.iter(f"{XHTML}li")
    }
    assert found == {
        "何望舒": ["综述", "艺文"],
        "闻人澈": ["水文"],
        "县水利站": ["青溪新堤"],
        "庄小满": ["溪口水文站夜测"],
    }


def test_people_have_roles(built: dict[str, Path]) -> None:
    """Authors, photographers and editors bear their MARC relators."""
    opf = opf_of(built["qingping"])
    roles = {
        meta.get("refines", "")[1:]: meta.text
        for meta in opf.iter(f"{OPF}meta")
        if meta.get("property") == "role"
    }
    people = {
        one.text: roles[one.get("id", "")] for one in opf.iter(f"{DC}creator", f"{DC}contributor")
    }
    assert people == {
        "清平县地方志编纂室": "edt",
        "何望舒": "aut",
        "闻人澈": "aut",
        "县水利站": "ctb",
        "庄小满": "pht",
        "fangzhi": "mrk",
    }


def test_metadata(built: dict[str, Path]) -> None:
    """Titles in each language, identifiers, licence and languages are in the package document."""
    opf = opf_of(built["qingping"])
    found = {
        name: [one.text for one in opf.iter(f"{DC}{name}")]
        for name in ("title", "language", "publisher", "subject", "rights", "identifier")
    }
    assert found["title"][0] == "清平县年鉴·水利与文化"
    assert found["title"][2] == "Qingping County Yearbook: Waterworks and Culture"
    assert found["language"] == ["zh-Hans", "en"]
    assert found["identifier"][0].startswith("urn:uuid:")
    assert found["identifier"][1:] == ["qingping", "10.5555/qingping.2024"]
    assert found["rights"] == ["CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)"]
    assert opf.get("{http://www.w3.org/XML/1998/namespace}lang") == "zh-Hans"


def test_accessibility_is_true(built: dict[str, Path]) -> None:
    """Text alone suffices only where every picture is described; nothing claims to conform."""
    assert metas(built["qingping"], "schema:accessModeSufficient") == ["textual"]
    assert metas(built["harbour"], "schema:accessModeSufficient") == ["textual,visual"]
    assert "alternativeText" not in metas(built["harbour"], "schema:accessibilityFeature")
    assert metas(built["qingping"], "dcterms:conformsTo") == []
    assert metas(built["qingping"], "schema:accessibilitySummary")[0].startswith("全文")


def test_hostile_text(built: dict[str, Path]) -> None:
    """Markup in the text stays text; links that run code or leave the edition are none."""
    body = texts(built["harbour"])[0]
    assert not list(body.iter(f"{XHTML}script"))
    assert '<script>alert("1")</script> &amp; ]]>' in "".join(body.itertext())
    assert all(href.startswith("text-") for href in links_of(body))


def test_unknown_is_marked(built: dict[str, Path]) -> None:
    """An element that the style sheet does not know is shown, and shows that it is unknown."""
    found = [span for body in texts(built["harbour"]) for span in body.iter(f"{XHTML}span")]
    assert [span.text for span in found if span.get("class") == "tei-unknownThing"] == [
        "something new"
    ]


def test_seams_and_spaces(built: dict[str, Path]) -> None:
    """A break parts Latin words, but neither Han characters nor a word that it may not part."""
    english = " ".join("".join(texts(built["harbour"])[0].itertext()).split())
    assert "Of the lamp" in english
    assert "at dusk and trimmed at midnight; oil came by boat." in english
    chinese = ["".join(body.itertext()) for body in texts(built["qingping"])]
    assert "加固堤岸11处" in chinese[0]
    assert "清淤与还塘" in chinese[0]
    assert "是岁无灾。" in chinese[3]


def test_language_changes(built: dict[str, Path]) -> None:
    """Where the language changes, `lang` and `xml:lang` say so; what is no language becomes und."""
    heads = [head for body in texts(built["qingping"]) for head in body.iter(f"{XHTML}p")]
    english = [head.get("lang") for head in heads if head.text == "Waterworks"]
    assert english == ["en"]
    for body in (body for name in NAMES for body in texts(built[name])):
        for element in body.iter(etree.Element):
            xml_lang = element.get("{http://www.w3.org/XML/1998/namespace}lang")
            assert element.get("lang") == xml_lang
    odd = [p.get("lang") for p in texts(built["harbour"])[0].iter(f"{XHTML}p") if p.get("lang")]
    assert odd == ["und"]


def test_generated_words_follow_language() -> None:
    """Generated titles are in the edition's language, or in English."""
    assert Words("zh-CN")["contents"] == "目录"
    assert Words("zh-TW")["contents"] == "目錄"
    assert Words("lzh")["contents"] == "目錄"
    assert Words("de-AT")["contents"] == "Inhalt"
    assert Words("fr")["contents"] == "Contents"


@pytest.mark.parametrize(
    "title", ["志", "清平县" * 40, "Harbour " * 60, "x" * 500, "年鉴2018（上）"]
)
def test_cover_holds_title(title: str, tmp_path: Path) -> None:
    """The whole title, however long, is drawn inside the cover."""
    tree = etree.parse(EDITIONS / "qingping.xml")
    for element in tree.iter(f"{TEI}title"):
        if element.get("type") == "main":
            element.text = title
    file = tmp_path / "long.xml"
    tree.write(file)
    drawing = etree.fromstring(cover(Edition(file), Words("zh")))
    svg = "{http://www.w3.org/2000/svg}"
    for text in drawing.iter(f"{svg}text"):
        assert 0 <= float(text.get("x", "-1")) <= 1200
        assert 0 <= float(text.get("y", "-1")) <= 1600
    for paper in drawing.iter(f"{svg}rect"):
        left, top = float(paper.get("x", "0")), float(paper.get("y", "0"))
        assert left >= 0
        assert left + float(paper.get("width", "0")) <= 1200
        assert top + float(paper.get("height", "0")) <= 1600
