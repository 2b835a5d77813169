"""The header: all that is known, and nothing that is not."""

from __future__ import annotations

import hashlib

import pytest
from lxml import etree

from fangzhi import __version__
from fangzhi.errors import OutputError
from fangzhi.tei.edition import language_of, reading
from fangzhi.tei.names import LANG
from fangzhi.tei.sources import url_path
from tei.making import CHAPTER, all_of, encoded, one_of, tree_of


@pytest.fixture(autouse=True)
def no_date_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


def texts(root: etree._Element, path: str) -> list[str]:
    return [reading(element) for element in all_of(root, path)]


FULL = """
id = "yunxi-2024"
language = "zh-Hant"
date = 2024-05-06
profile = "yearbook"
keywords = ["关键词甲", "关键词乙"]

[text]
file = "made.txt"
encoding = "utf-8"
sha256 = "{digest}"

[title]
zh-Hant = "题名甲"
fr = "Titre de l'année"

[source]
title = "印本题名"
language = "zh-Hans"
author = "印本作者"
editor = "印本编者"
publisher = "印本出版者"
place = "印本出版地"
date = "2023-11"
pages = "12-34"
isbn = "978-7-0000-0000-0"
note = "印本附注"

[publication]
publisher = "数字版出版者"
place = "数字版出版地"

[publication.identifiers]
DOI = "10.1234/made"
ARK = "ark:/12345/made"

[rights]
status = "free"
licence = "https://example.org/licence"
statement = "权利说明"

[[responsibility]]
name = "校对者"
role = "校对"

[[responsibility]]
name = "某单位"
role = "扫描"
organisation = true

[[picture]]
caption = "图为新建"
file = "green.jpg"
description = "图片描述"
""".replace("{digest}", hashlib.sha256(CHAPTER.encode()).hexdigest())


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("//tei:publicationStmt/tei:idno[@type='local']", "yunxi-2024"),
        ("//tei:date[@when='2024-05-06']", "6 May 2024"),
        ("//tei:title[@type='main'][@xml:lang='zh-Hant']", "题名甲"),
        ("//tei:titleStmt/tei:title[@type='parallel'][@xml:lang='fr']", "Titre de l'année"),
        ("//tei:bibl/tei:title[@xml:lang='zh-Hans']", "印本题名"),
        ("//tei:bibl/tei:author", "印本作者"),
        ("//tei:bibl/tei:editor", "印本编者"),
        ("//tei:bibl/tei:publisher", "印本出版者"),
        ("//tei:bibl/tei:pubPlace", "印本出版地"),
        ("//tei:bibl/tei:date[@when='2023-11']", "2023-11"),
        ("//tei:bibl/tei:biblScope[@unit='page']", "12-34"),
        ("//tei:bibl/tei:idno[@type='ISBN']", "978-7-0000-0000-0"),
        ("//tei:bibl/tei:note", "印本附注"),
        ("//tei:publicationStmt/tei:publisher", "数字版出版者"),
        ("//tei:publicationStmt/tei:pubPlace", "数字版出版地"),
        ("//tei:idno[@type='DOI']", "10.1234/made"),
        ("//tei:idno[@type='ARK']", "ark:/12345/made"),
        ("//tei:availability[@status='free']/tei:licence", "权利说明"),
        ("//tei:licence[@target='https://example.org/licence']", "权利说明"),
        ("//tei:respStmt[tei:resp='校对']/tei:persName", "校对者"),
        ("//tei:respStmt[tei:resp='扫描']/tei:orgName", "某单位"),
        ("//tei:term[.='关键词甲']", "关键词甲"),
        ("//tei:term[.='关键词乙']", "关键词乙"),
        ("//tei:term[.='yearbook']", "yearbook"),
        ("//tei:language[@ident='zh-Hant']", "Chinese, traditional script"),
        ("//tei:language[@ident='fr']", "French"),
        ("//tei:language[@ident='en']", "English"),
        ("//tei:figDesc", "图片描述"),
        ("//tei:idno[@type='sha256']", hashlib.sha256(CHAPTER.encode()).hexdigest()),
    ],
)  # fmt: skip
def test_what_the_sidecar_states_stands_in_the_header(path: str, text: str) -> None:
    """Every key is in the file once, where the TEI Guidelines have it."""
    assert reading(one_of(tree_of(CHAPTER, FULL), path)) == text


def test_the_stated_language_is_that_of_the_text() -> None:
    """The language of the sidecar outweighs that of the profile; the header is in English."""
    root = tree_of(CHAPTER, FULL)
    assert root.get(LANG) == "zh-Hant"
    assert language_of(one_of(root, "//tei:editorialDecl")) == "en"


def test_without_a_sidecar_nothing_is_invented() -> None:
    """What nobody stated is said to be unknown or left out; no date is made up."""
    root = tree_of("全年增长。")
    assert texts(root, "//tei:titleStmt/tei:title") == ["made"]
    assert texts(root, "//tei:publicationStmt/tei:publisher") == ["not known"]
    assert texts(root, "//tei:publicationStmt/tei:date") == ["not known"]
    assert texts(root, "//tei:availability[@status='unknown']/tei:p") == [
        "The rights are not known."
    ]
    assert [reading(e) for e in one_of(root, "//tei:bibl")] == [
        hashlib.sha256("全年增长。".encode()).hexdigest(),
        "The printed source is not known.",
    ]
    assert texts(root, "//tei:respStmt/*[2]") == ["fangzhi"]
    assert all_of(root, "//@when/..") == all_of(root, "//tei:standOff | //tei:taxonomy") == []


def test_the_program_says_what_it_did() -> None:
    """Name and version, counts of joins and of what was moved, and the seal."""
    text = "【旅游】 全年接待游\n\n路两侧种树。\n\n客十万人次。\n\n【绿化】 全年改造道"
    root = tree_of(text)
    assert one_of(root, "//tei:application").get("version") == __version__
    assert "in the source: 2" in reading(one_of(root, "//tei:correction"))
    assert "cut them: 2" in reading(one_of(root, "//tei:hyphenation"))
    assert "stand alone, 2 by" in reading(one_of(root, "//tei:segmentation"))
    assert len(all_of(root, "//tei:ptr[starts-with(@target, 'ni:///sha-256;')]")) == 1


def test_a_plain_text_is_said_to_be_as_it_was() -> None:
    """Where nothing was joined or moved, the header counts none."""
    root = tree_of("全年增长。")
    assert "in the source: 0;" in reading(one_of(root, "//tei:correction"))
    assert "cut them: 0." in reading(one_of(root, "//tei:hyphenation"))


def test_each_contributor_and_credit_has_a_statement() -> None:
    """The words of print name the parts; the references lead to standOff."""
    root = tree_of(CHAPTER)
    found = [
        (reading(statement[0]), reading(statement[1]), statement[1].get("ref"))
        for statement in all_of(root, "//tei:respStmt[tei:persName or tei:orgName]")
    ]
    assert found == [
        ("供稿", "区档案馆", "#org.1"),
        ("撰稿", "陆一帆", "#person.1"),
        ("摄", "沈二", "#person.2"),
        ("撰稿", "沈二", "#person.2"),
        ("撰稿", "区教育局", "#org.2"),
    ]


def test_titles_of_the_text_stand_in_the_header() -> None:
    """Title and parallel title are those of the chapter where the sidecar states none."""
    root = tree_of(CHAPTER)
    assert [(t.get("type"), reading(t)) for t in all_of(root, "//tei:titleStmt/tei:title")] == [
        ("main", "芸溪区"),
        ("parallel", "Yunxi District"),
    ]


def test_the_encoding_of_the_source_is_said() -> None:
    """A text in GB18030 is one of which the header says so."""
    root = etree.fromstring(encoded(CHAPTER, codec="gb18030"))
    assert "GB18030" in reading(one_of(root, "//tei:normalization"))


HOSTILE = ["<p>", "&amp;", "]]>", "a\"b'c", "<!-- x -->", "<?x?>", "𠀀\u200b", "&#0;", "a\tb"]


@pytest.mark.parametrize("value", HOSTILE)
def test_values_that_look_like_markup_are_text(value: str) -> None:
    """Whatever stands in the sidecar is read back from the header as it was written."""
    sidecar = (
        "keywords = [@]\n[title]\nzh-Hans = @\nen = @\n"
        "[source]\ntitle = @\nauthor = @\neditor = @\npublisher = @\nplace = @\npages = @\n"
        "isbn = @\nnote = @\n[publication]\npublisher = @\nplace = @\n"
        "[publication.identifiers]\nDOI = @\n[rights]\nstatement = @\n"
        "[[responsibility]]\nname = @\nrole = @\n[[picture]]\ncaption = '图为'\ndescription = @\n"
    )
    pieces = sidecar.split("@")
    written = [f"{value}{number}" for number in range(len(pieces) - 1)]
    quoted = [f"'''{text}'''" for text in written]
    filled = "".join(a + b for a, b in zip(pieces, [*quoted, ""], strict=True))
    found = {element.text for element in tree_of(CHAPTER, filled).iter()}
    assert set(written) <= found


@pytest.mark.parametrize(
    ("name", "path"),
    [("a b.txt", "a%20b.txt"), ("综.txt", "%E7%BB%BC.txt"), ("a#b%.txt", "a%23b%25.txt"),
     ("(1)$&'.txt", "(1)$&'.txt"), ("a?b.txt", "a%3Fb.txt")],
)  # fmt: skip
def test_a_file_name_is_quoted_as_a_url(name: str, path: str) -> None:
    """What a URL cannot hold is escaped, the rest stands as it is."""
    assert url_path(name) == path


def test_source_date_epoch_is_the_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable outweighs the date of the sidecar everywhere."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    days = {e.get("when") for e in all_of(tree_of("全年。", "date = 2024-05-06\n"), "//*[@when]")}
    assert days == {"2023-11-14"}


def test_a_source_date_epoch_that_is_no_number_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error quotes the variable."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(OutputError, match="SOURCE_DATE_EPOCH='yesterday'"):
        encoded("全年。")


def test_a_title_in_another_language_alone_keeps_its_language() -> None:
    """An English title is not said to be Chinese."""
    root = tree_of("全年增长。", '[title]\nen = "The Year"\n')
    assert {t.get(LANG) for t in all_of(root, "//tei:titleStmt/tei:title[.='The Year']")} == {"en"}


def test_an_empty_title_is_none() -> None:
    """A title that was left empty in the sidecar is not stated: the text's own serves."""
    root = tree_of("综述\n\n【概况】 文。", '[title]\nzh-Hans = ""\n')
    assert reading(one_of(root, "//tei:title[@type='main']")) == "综述"


def test_a_spaced_out_title_is_one_word_in_the_header_too() -> None:
    """Title statement and head read the same."""
    root = tree_of("综 述\n\n【概况】 文。")
    head = one_of(root, "//tei:body/tei:div/tei:head")
    assert reading(one_of(root, "//tei:title[@type='main']")) == reading(head) == "综述"


def test_the_parallel_head_of_a_section_is_no_title_of_the_edition() -> None:
    """Only the chapter's own titles are those of the whole."""
    root = tree_of("芸溪区\n\n综述\n\nGeneral Survey\n\n【概况】 文。\n\n(陆一帆)")
    assert texts(root, "//tei:titleStmt/tei:title") == ["芸溪区"]
