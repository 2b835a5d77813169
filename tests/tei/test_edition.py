"""The view of a TEI file that builders have: every query, on a small file written by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from fangzhi.builders._edition_files import edition_files
from fangzhi.errors import TeiError
from fangzhi.tei.edition import (
    Contribution,
    Edition,
    Figure,
    Heading,
    Practice,
    Title,
    is_han,
    language_of,
    reading,
)
from fangzhi.tei.names import ID, NS
from tei.making import CHAPTER, by_hand, encoded

WHOLE = by_hand(
    """
<teiHeader xml:lang="en">
  <fileDesc>
    <titleStmt>
      <title type="main" xml:lang="zh-Hans">芸溪年鉴</title>
      <title type="parallel" xml:lang="de">Das Jahrbuch</title>
      <author>芸溪区</author>
      <editor>顾三</editor>
      <respStmt><resp xml:lang="zh-Hans">撰稿</resp><persName ref="#p1">陆一帆</persName></respStmt>
      <respStmt ana="#role.credit">
        <resp>photographs</resp><orgName ref="#o1">档案馆</orgName>
      </respStmt>
      <respStmt><resp>encoding</resp><name>fangzhi</name></respStmt>
    </titleStmt>
    <publicationStmt>
      <publisher>芸溪出版社</publisher>
      <pubPlace>芸溪</pubPlace>
      <date when="2024-05-06">6 May 2024</date>
      <idno type="local">made</idno>
      <idno type="DOI">10.1234/made</idno>
      <availability>
        <licence target="https://example.org/by">You may share it.</licence>
      </availability>
    </publicationStmt>
    <sourceDesc>
      <bibl>
        <title>芸溪年鉴(2024)</title>
        <editor>史志办</editor>
        <pubPlace>芸溪</pubPlace>
        <date when="2024">2024</date>
        <idno type="sha256">00ff</idno>
        <note/>
      </bibl>
    </sourceDesc>
  </fileDesc>
  <encodingDesc>
    <editorialDecl>
      <correction><p>None.</p><p xml:lang="zh">无。</p></correction>
      <hyphenation/>
    </editorialDecl>
    <listPrefixDef>
      <prefixDef ident="src" matchPattern="(.*)" replacementPattern="../source/made%20it.txt#$1"/>
    </listPrefixDef>
  </encodingDesc>
  <profileDesc>
    <textClass><keywords><term>年鉴</term><term>Yunxi</term></keywords></textClass>
  </profileDesc>
</teiHeader>
<text xml:lang="zh-Hans">
  <front><div xml:id="d0" type="preface"><head>序</head></div></front>
  <body>
    <div xml:id="d1" type="chapter">
      <head>芸溪<lb break="no"/>区</head>
      <head type="parallel" xml:lang="en">Yunxi</head>
      <pb/>
      <div xml:id="d1.1" type="section">
        <head xml:lang="en">Survey</head>
        <p>全年<note>一九</note>。</p>
        <figure xml:id="fig.1">
          <graphic url="../source/bridge.png"/>
          <head>新桥</head>
          <figDesc>A bridge.</figDesc>
          <byline ana="#role.credit">(<orgName ref="#o1">档案馆</orgName>)</byline>
        </figure>
        <byline ana="#role.contributor">(<persName ref="#p1">陆一帆</persName>)</byline>
      </div>
      <div>
        <figure/>
        <byline ana="#role.contributor"><persName ref="#p1">陆一帆</persName></byline>
      </div>
    </div>
  </body>
</text>"""
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "tei").mkdir()
    return tmp_path / "tei" / "made.xml"


@pytest.fixture
def edition(file: Path) -> Edition:
    file.write_text(WHOLE, encoding="utf-8")
    return Edition(file)


def bare(file: Path, content: str = "") -> Edition:
    """An edition that states nothing but `content`."""
    file.write_text(by_hand(content), encoding="utf-8")
    return Edition(file)


@pytest.mark.parametrize(
    "content", ["<html/>", "<TEI/>", '<TEI xmlns="http://www.tei-c.org/ns/2.0"/>']
)
def test_what_is_not_tei_is_refused(content: str, file: Path) -> None:
    """The root element must be TEI in its namespace, and the error says which it is."""
    file.write_text(content, encoding="utf-8")
    with pytest.raises(TeiError, match="root element") as caught:
        Edition(file)
    assert caught.value.where == str(file)


def test_the_titles_come_with_language_and_kind(edition: Edition) -> None:
    """The main title is the first of type main."""
    assert edition.titles == (
        Title("芸溪年鉴", "zh-Hans", "main"),
        Title("Das Jahrbuch", "de", "parallel"),
    )
    assert (edition.title, edition.name, edition.language) == ("芸溪年鉴", "made", "zh-Hans")


def test_people_are_named_with_what_they_did(edition: Edition) -> None:
    """Contributors know the divisions that they sign, credits the figures, programs neither."""
    assert edition.authors == (("author", "芸溪区"), ("editor", "顾三"))
    assert edition.contributions == (
        Contribution("陆一帆", "撰稿", "contributor", "person", ("d1.1", ""), "zh-Hans"),
        Contribution("档案馆", "photographs", "credit", "organisation", ("fig.1",), "en"),
        Contribution("fangzhi", "encoding", "", "software", (), "en"),
    )


def test_the_publication_is_told(edition: Edition) -> None:
    """Publisher, place, date, identifiers and licence come from the publication statement."""
    assert (edition.publisher, edition.place) == ("芸溪出版社", "芸溪")
    assert edition.date == date(2024, 5, 6)
    assert edition.identifiers == {"local": "made", "DOI": "10.1234/made"}
    assert edition.licence == ("You may share it.", "https://example.org/by")


def test_the_printed_source_is_told(edition: Edition) -> None:
    """Only what is stated is there."""
    assert edition.printed_source == {
        "title": "芸溪年鉴(2024)",
        "editor": "史志办",
        "pubPlace": "芸溪",
        "date": "2024",
        "sha256": "00ff",
    }


def test_practices_and_keywords_are_told(edition: Edition) -> None:
    """Each paragraph of the editorial declaration has its matter and its language."""
    assert edition.practices == (
        Practice("correction", "None.", "en"),
        Practice("correction", "无。", "zh"),
    )
    assert edition.keywords == ("年鉴", "Yunxi")
    assert edition.header_language == "en"


def test_the_headings_are_a_tree(edition: Edition) -> None:
    """Front and body are looked through, and a division without a head has an empty one."""
    section = Heading("d1.1", "section", "Survey", "en", ())
    nameless = Heading("", "", "", "zh-Hans", ())
    assert edition.headings == (
        Heading("d0", "preface", "序", "zh-Hans", ()),
        Heading("d1", "chapter", "芸溪区", "zh-Hans", (section, nameless)),
    )


def test_figures_have_their_file_when_it_is_there(edition: Edition) -> None:
    """Caption, description and credit are kept apart; a file that is missing is none."""
    url = "../source/bridge.png"
    bridge = Figure("fig.1", url, None, "新桥", "A bridge.", "(档案馆)")
    assert edition.figures == (bridge, Figure("", "", None, "", "", ""))
    picture = edition.path.parent.parent / "source" / "bridge.png"
    picture.parent.mkdir()
    picture.touch()
    assert Edition(edition.path).figures[0].file == picture


def test_the_source_is_found_beside_the_tei(edition: Edition, tmp_path: Path) -> None:
    """The pointer of the header is a URL; the source may also lie in a folder that is named."""
    assert edition.source_url == "../source/made%20it.txt"
    assert edition.source_file is None
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "made it.txt").touch()
    assert Edition(edition.path, elsewhere).source_file == elsewhere / "made it.txt"


@pytest.mark.parametrize(
    "url", ["", "#x", "https://example.org/a.png", "//example.org/a.png", "none.png", "data:,x"]
)
def test_what_is_no_local_file_is_none(url: str, edition: Edition) -> None:
    """Addresses of the web and of nothing name no file."""
    assert edition.linked_file(url) is None


def test_the_files_of_an_edition_stand_as_in_its_repository(edition: Edition) -> None:
    """Text, sidecar, TEI and pictures have their paths in a package."""
    source = edition.path.parent.parent / "source"
    source.mkdir()
    for name in ("made it.txt", "made it.toml", "bridge.png", "other.png"):
        (source / name).write_bytes(b"\x89PNG\r\n\x1a\n")
    assert edition_files(edition) == {
        "tei/made.xml": edition.path,
        "source/made it.txt": source / "made it.txt",
        "source/made it.toml": source / "made it.toml",
        "source/bridge.png": source / "bridge.png",
    }


def pointing_at(url: str) -> str:
    return (
        '<teiHeader><encodingDesc><listPrefixDef><prefixDef ident="src" '
        f'replacementPattern="{url}#$1"/></listPrefixDef></encodingDesc></teiHeader>'
    )


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        ("figure", "../../secret.txt"),
        ("figure", "../source/../../secret.txt"),
        ("figure", "%2E%2E/%2E%2E/secret.txt"),
        ("figure", "{absolute}"),
        pytest.param("source", "../../secret.txt"),
        pytest.param("source", "../source/../../secret.txt"),
        pytest.param("source", "{absolute}"),
    ],
)  # fmt: skip
def test_no_file_from_outside_of_the_repository_is_packed(
    kind: str, url: str, tmp_path: Path
) -> None:
    """Whatever a file of TEI points to, only files of its repository go into a package."""
    file = tmp_path / "repository" / "tei" / "made.xml"
    file.parent.mkdir(parents=True)
    (tmp_path / "repository" / "source").mkdir()
    secret = tmp_path / "secret.txt"
    secret.touch()
    url = url.format(absolute=secret)
    figure = f'<text><body><div><figure><graphic url="{url}"/></figure></div></body></text>'
    edition = bare(file, figure if kind == "figure" else pointing_at(url))
    packed = {path.resolve() for path in edition_files(edition).values()}
    assert packed == {file}


def test_a_file_that_states_nothing_answers_every_query(file: Path) -> None:
    """What is not stated is empty, and the title is the name of the file."""
    edition = bare(file)
    assert (edition.title, edition.language, edition.header_language) == ("made", "und", "und")
    assert (edition.publisher, edition.place, edition.date) == ("", "", None)
    assert (edition.licence, edition.source_url, edition.source_file) == (("", ""), "", None)
    assert edition.identifiers == edition.printed_source == {}
    for query in ("titles", "authors", "practices", "keywords", "contributions", "headings"):
        assert getattr(edition, query) == ()
    assert edition.figures == ()
    assert edition_files(edition) == {"tei/made.xml": file}


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("2024-05-06", date(2024, 5, 6)),
        ("2024-05", date(2024, 5, 1)),
        ("2024", date(2024, 1, 1)),
        ("2024-13", None),
        ("2023-02-29", None),
        ("0000", None),
        ("May", None),
        ("", None),
    ],
)
def test_a_date_is_a_day_or_none(when: str, day: date | None, file: Path) -> None:
    """A year or month stands for its first day; what is no date is none."""
    stated = f'<publicationStmt><date when="{when}"/></publicationStmt>'
    assert bare(file, f"<teiHeader><fileDesc>{stated}</fileDesc></teiHeader>").date == day


def test_rights_may_be_a_sentence(file: Path) -> None:
    """Without a licence the paragraph of the availability is what may be done."""
    stated = "<publicationStmt><availability><p>In copyright.</p></availability></publicationStmt>"
    edition = bare(file, f"<teiHeader><fileDesc>{stated}</fileDesc></teiHeader>")
    assert edition.licence == ("In copyright.", "")


def test_an_identified_copy_has_ids_and_leaves_the_original(edition: Edition) -> None:
    """Divisions, figures, notes and pages get an id from their place; none stands twice."""
    twin = edition.identified()
    names = ("div", "figure", "note", "pb")
    elements = [e for name in names for e in twin.root.iterfind(f".//tei:text//tei:{name}", NS)]
    ids = [element.get(ID) for element in elements]
    assert None not in ids
    assert len(set(ids)) == len(ids)
    assert {"d1", "fig.1", "div.4", "figure.2", "note.1", "pb.1"} <= set(ids)
    assert [pb.get(ID) for pb in edition.root.iterfind(".//tei:pb", NS)] == [None]


def test_an_id_that_is_taken_is_not_given_again(file: Path) -> None:
    """A hand-written `pb.1` elsewhere makes the page `pb.1_`."""
    twin = bare(file, '<text><body><p xml:id="pb.1"/><pb/></body></text>').identified()
    assert [pb.get(ID) for pb in twin.root.iterfind(".//tei:pb", NS)] == ["pb.1_"]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("  全年 \n 增长 ", "全年 增长"),
        ("<choice><sic>30</sic><corr>31</corr></choice>亿元", "31亿元"),
        ("<choice><orig>區</orig><reg>区</reg></choice>", "区"),
        ("<choice><abbr>区委</abbr><expan>区委员会</expan></choice>", "区委员会"),
        ("全<lb/>年", "全年"),
        ("全<lb break='no'/>年", "全年"),
        ("the<lb/>office", "the office"),
        ("the <lb/>office", "the office"),
        ("dis<pb break='no'/>trict", "district"),
        ("dis<pc force='weak'>-</pc><lb break='no'/>trict", "district"),
        ("<pc>【</pc>概况<pc>】</pc>", "【概况】"),
        ("全年<lb/>GDP", "全年GDP"),
        ("GDP<cb/>增长", "GDP增长"),
        ("GDP<milestone unit='block'/>2024", "GDP 2024"),
        ("全年，<pb/>GDP", "全年，GDP"),
        ("the<pb/><cb/><lb/>office", "the office"),
        ("全年<note>注</note>增长", "全年增长"),
        ("全年<fw>页眉</fw>增长", "全年增长"),
        ("全年<!-- 注 -->增长<?x y?>。", "全年增长。"),
        ("全年<del>不</del><add>增</add>长", "全年增长"),
        ("<persName>陆<hi>一</hi>帆</persName>", "陆一帆"),
        ("a<figure><head>图</head></figure>b", "ab"),
        ("", ""),
    ],
)
def test_the_reading_text(content: str, text: str) -> None:
    """Corrected, unbroken, without notes and page furniture, blanks collapsed."""
    root = etree.fromstring(by_hand(f"<p>{content}</p>"))
    assert reading(root[0]) == text


def test_characters_of_the_private_use_area_are_read() -> None:
    """A character that an OCR engine or GB18030 put into U+E000 is text."""
    assert reading(etree.fromstring(by_hand("<p>甲\ue000乙</p>"))[0]) == "甲\ue000乙"


def test_a_seam_of_the_encoder_reads_as_one_text() -> None:
    """What was cut in the source is whole in the reading."""
    root = etree.fromstring(encoded(CHAPTER))
    paragraph = root.find(".//tei:body//tei:p", NS)
    assert paragraph is not None
    assert reading(paragraph) == "全区扩大绿地,公园增加五处。"


def test_one_person_with_two_parts_has_both(file: Path) -> None:
    """Who signs a section and took a picture is contributor of the one, credit of the other."""
    file.write_bytes(encoded("综述\n\n【概况】 全年增长。\n\n新桥(陆一帆摄)\n\n(陆一帆)\n"))
    roles = {part.role for part in Edition(file).contributions if part.name == "陆一帆"}
    assert roles == {"contributor", "credit"}


def test_the_language_in_force_is_the_nearest_one() -> None:
    """An element without a language has that of what it stands in; nothing has none."""
    root = etree.fromstring(by_hand('<text xml:lang="zh"><p xml:lang="en"/><p/></text>'))
    assert [language_of(element) for element in root.iter()] == ["", "zh", "en", "zh"]


@pytest.mark.parametrize(
    ("character", "han"),
    [
        ("综", True),
        ("。", True),
        ("（", True),
        ("あ", True),
        ("𠀀", True),
        ("a", False),
        (",", False),
    ],
)
def test_no_space_is_set_beside_east_asian_characters(character: str, han: bool) -> None:
    """Han characters, kana and full-width marks take no space; Latin letters and marks do."""
    assert is_han(character) is han
