"""Outline to TEI: the small decisions, and golden files of the phenomena.

Each folder of `golden/` is one case: `in/NAME.txt` (or of OCR, `in/NAME.hocr`), with `in/NAME.toml`
where it has a sidecar, and
`golden/NAME.xml`. The version of the program and the seal are left out of the golden files.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from fangzhi.errors import LedgerError
from fangzhi.markup.furniture import Sheet
from fangzhi.markup.outline import Division, Outline, Passage
from fangzhi.markup.signatures import is_office
from fangzhi.markup.text import head_lines, is_spaced, is_unbroken
from fangzhi.metadata import Metadata
from fangzhi.pipeline import encode_source, plan
from fangzhi.resources import schema_folder
from fangzhi.source import Span
from fangzhi.tei.edition import reading
from fangzhi.tei.encode import encode
from fangzhi.tei.ledger import check_ledger
from fangzhi.tei.names import ID, local
from markup.making import YEARBOOK, source_of
from tei.making import CHAPTER, all_of, encoded, one_of, shown, tree_of

GOLDEN = Path(__file__).with_name("golden")
CASES = sorted(path.name for path in GOLDEN.iterdir())
PLAIN = ("plain-text",)  # cases of no kind; the others are too small to show theirs
CHANGING = re.compile(rb'(?<=ident="fangzhi" version=")[^"]*|(?<=ni:///sha-256;)[\w-]*')


def kind_of(case: str) -> str:
    """The profile that a case is read with; none for the program to choose one."""
    return "" if case in PLAIN else "yearbook"


def source_of_case(case: str) -> Path:
    """The text of a case, of whatever format."""
    (source,) = (path for path in (GOLDEN / case / "in").iterdir() if path.suffix != ".toml")
    return source


@pytest.mark.parametrize("case", CASES)
def test_golden(case: str, save: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The case is encoded as its golden file has it, and its account balances."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    source = source_of_case(case)
    result = encode_source(plan(source, tmp_path, profile=kind_of(case)))
    data = CHANGING.sub(b"", result.data)
    assert check_ledger(etree.fromstring(data).getroottree(), result.source.text) == []
    golden = GOLDEN / case / "golden" / f"{case}.xml"
    if save:
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes(data)
    assert data.decode() == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_golden_cases_are_valid(case: str, tmp_path: Path) -> None:
    """The grammar of the encoding accepts each of them."""
    grammar = etree.RelaxNG(etree.parse(schema_folder() / "fangzhi.rng"))
    job = plan(source_of_case(case), tmp_path, profile=kind_of(case))
    data = encode_source(job).data
    grammar.assertValid(etree.fromstring(data).getroottree())


@pytest.mark.parametrize(
    ("text", "wrap", "lines"),
    [
        ("综述", 8, ["综述"]),
        ("综 述", 8, ["综述"]),
        ("综　述", 8, ["综述"]),
        ("大 事 记", 8, ["大事记"]),
        ("芸溪区人民政府办 公室工作", 8, ["芸溪区人民政府办", "公室工作"]),
        ("芸溪区人民政府 办公室", 8, ["芸溪区人民政府 办公室"]),
        ("芸溪区人民政府办 公室工作", 0, ["芸溪区人民政府办 公室工作"]),
        ("芸溪区人民政府办\n公室工作", 0, ["芸溪区人民政府办", "公室工作"]),
        ("People's Government of Yunxi District", 8, ["People's Government of Yunxi District"]),
        ("People's\nGovernment", 8, ["People's", "Government"]),
        ("芸溪区人民政府办 GDP", 8, ["芸溪区人民政府办 GDP"]),
        ("  综述 ", 8, ["综述"]),
        ("综述", 0, ["综述"]),
    ],
)
def test_a_head_is_broken_where_the_print_broke_it(text: str, wrap: int, lines: list[str]) -> None:
    """A line feed, or a blank after as many Han characters as a line has, parts lines."""
    assert head_lines(text, wrap) == lines


@pytest.mark.parametrize(
    ("before", "after", "spaced"),
    [
        ("全区完善基础设", "施建设", False),
        ("全年，", "其中", False),
        ("全区", "GDP增长", False),
        ("全年GDP", "增长", False),
        ("全区举办了许多 Yunxi", "Day 活动若干场次", True),
        ("The large", "district", True),
        ("The dis-", "trict", False),
        ("The dis-", "Trict", True),
        ("The dis\u00ad", "trict", False),
        ("The office,", "open", True),
        ("3.5", "6.7", True),
        ("全年收入为3", "5亿元", False),
        ("The office of 区", "town", False),
    ],
)
def test_a_space_stands_at_a_seam_between_latin_words_alone(
    before: str, after: str, spaced: bool
) -> None:
    """Chinese text has none; Latin text has one, but after a hyphen."""
    assert is_spaced(before, after) is spaced


@pytest.mark.parametrize(
    ("before", "after", "unbroken"),
    [
        ("基础设", "施建设", True),
        ("全年，", "其中", False),
        ("全年", "，其中", False),
        ("全年", "GDP", False),
        ("全年收入为12", "34亿元", True),
        ("in 12", "34", False),
        ("dis-", "trict", True),
        ("dis\u00ad", "trict", True),
        ("dis-", "Trict", False),
        ("the", "office", False),
        ("3", "亿元", False),
    ],
)
def test_a_word_goes_on_over_a_seam(before: str, after: str, unbroken: bool) -> None:
    """Between two Han characters, inside a number, and after a hyphen."""
    assert is_unbroken(before, after) is unbroken


@pytest.mark.parametrize(
    ("name", "office"),
    [
        ("陆一帆", False), ("沈二", False), ("欧阳修远", False), ("Ann Lee", False),
        ("区档案馆", True), ("档案馆", True), ("镇志办", True), ("芸溪摄影家同好", True),
    ],
)  # fmt: skip
def test_offices_are_told_from_persons(name: str, office: bool) -> None:
    """By the endings that the profile knows, and by a length that no person's name has."""
    assert is_office(name, YEARBOOK) is office


def test_hyphenated_latin_text_goes_on_over_a_seam() -> None:
    """The hyphen is kept as one of print alone, and the milestone says that the word goes on."""
    root = tree_of("【外事】 Visitors from the dis-\n\ntrict office came.")
    paragraph = one_of(root, "//tei:body//tei:p")
    assert shown(paragraph).partition(">")[2] == (
        'Visitors from the dis<pc force="weak">-</pc>'
        '<milestone unit="block" break="no" cert="medium" resp="#fangzhi"/>trict office came.</p>'
    )
    assert reading(paragraph) == "Visitors from the district office came."


def test_latin_words_are_parted_at_a_seam() -> None:
    """A space stands before the milestone, so that no two words grow together."""
    paragraph = one_of(
        tree_of("【外事】 Visitors came from the\n\nlarge city."), "//tei:body//tei:p"
    )
    assert paragraph.text == "Visitors came from the "
    assert paragraph[0].get("break") is None
    assert reading(paragraph) == "Visitors came from the large city."


def test_the_certainty_of_a_seam_is_written() -> None:
    """@cert and @resp stand at every seam, @break only where a word goes on."""
    seam = one_of(tree_of("【财政】 新增企业,\n\n引进外资。"), "//tei:milestone")
    assert dict(seam.attrib.items()) == {"unit": "block", "cert": "medium", "resp": "#fangzhi"}


def test_ids_come_from_the_place_in_the_outline() -> None:
    """Chapter, sections, entries, paragraphs and figures are numbered as ENCODING says."""
    root = tree_of(CHAPTER)
    ids = [(local(e), e.get(ID)) for e in all_of(root, "//tei:body//*[@xml:id]")]
    assert ids == [
        ("div", "d1"),
        ("div", "d1.1"),
        ("div", "d1.1.1"),
        ("p", "d1.1.1.p1"),
        ("figure", "fig.1"),
        ("p", "d1.1.1.p2"),
        ("div", "d1.2"),
        ("div", "d1.2.1"),
        ("p", "d1.2.1.p1"),
        ("figure", "fig.2"),
    ]
    assert root.get(ID) == "made"


@pytest.mark.parametrize("name", ["made", "a b", "2024", "云溪"])
def test_no_id_stands_twice(name: str) -> None:
    """Whatever the edition is called, its id is its own."""
    ids = re.findall(rb'xml:id="([^"]+)"', encoded(CHAPTER, name=name))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ["source", "d1", "fangzhi", "role", "fig.1", "person.1"])
def test_an_edition_called_like_one_of_our_ids_can_be_read(name: str) -> None:
    """A source file may well be called source.txt: the result must be readable."""
    root = etree.fromstring(encoded(CHAPTER, name=name))
    assert root.get(ID) not in (name, None)


def test_an_edition_with_full_width_brackets_in_its_name_can_be_read() -> None:
    """The result for the file 芸溪年鉴（2024）.txt is XML that every parser takes."""
    root = etree.fromstring(encoded(CHAPTER, name="芸溪年鉴（2024）"))
    assert "芸溪年鉴" in str(root.get(ID))


def test_encoding_twice_gives_the_same_bytes() -> None:
    """Nothing of the clock, the folder or the order of hashing gets in."""
    assert encoded(CHAPTER) == encoded(CHAPTER)


def test_people_and_offices_stand_once() -> None:
    """Whoever is named in several bylines is one entry of standOff."""
    text = (
        "综述\n\n【甲】 文。\n\n新桥(沈二摄)\n\n(沈二)\n\n教育\n\n【乙】 文。\n\n(沈二、区教育局)\n"
    )
    root = tree_of(text)
    assert [reading(e) for e in all_of(root, "//tei:standOff//tei:persName")] == ["沈二"]
    assert [reading(e) for e in all_of(root, "//tei:standOff//tei:orgName")] == ["区教育局"]
    refs = {e.get("ref") for e in all_of(root, "//tei:body//tei:persName")}
    assert refs == {"#person.1"}


def test_the_brackets_of_an_entry_head_are_punctuation() -> None:
    """The printed brackets stand in pc, also where a column end cut the head."""
    root = tree_of("【关于修\n\n桥】 动工。\n\n【甲】 文。")
    heads = [shown(head).partition(">")[2] for head in all_of(root, "//tei:body//tei:head")]
    assert heads == [
        '<pc>【</pc>关于修<milestone unit="block" break="no" cert="high" resp="#fangzhi"/>桥'
        "<pc>】</pc></head>",
        "<pc>【</pc>甲<pc>】</pc></head>",
    ]


def test_a_picture_of_the_sidecar_goes_with_its_caption() -> None:
    """The file becomes the graphic, the person's words the description, and nothing is invented."""
    sidecar = (
        '[[picture]]\ncaption = "图为新建"\nfile = "绿地 1.jpg"\ndescription = "Trees."\n'
        '[[picture]]\ncaption = "无此图"\nfile = "x.jpg"\n'
    )
    root = tree_of(CHAPTER, sidecar)
    figures = all_of(root, "//tei:figure")
    assert [[local(child) for child in figure] for figure in figures] == [
        ["graphic", "head", "byline", "figDesc"],
        ["head", "byline"],
    ]
    assert figures[0][0].get("url") == "../source/%E7%BB%BF%E5%9C%B0%201.jpg"
    assert figures[0][3].text == "Trees."


def test_a_picture_without_a_caption_in_the_text_is_reported(tmp_path: Path) -> None:
    """The person learns that a picture of the sidecar was left out."""
    source = tmp_path / "made.txt"
    source.write_text(CHAPTER, encoding="utf-8")
    source.with_suffix(".toml").write_text('[[picture]]\ncaption = "无此图"\n', encoding="utf-8")
    (notice,) = encode_source(plan(source, tmp_path)).notices
    assert "无此图" in notice
    assert "made.toml" in notice


def test_two_pictures_with_the_same_caption_go_with_the_two_captions() -> None:
    """Each picture of the sidecar is used once, in their order."""
    sidecar = "".join(f'[[picture]]\ncaption = "图为新桥"\nfile = "{n}.jpg"\n' for n in (1, 2))
    root = tree_of("【甲】 文。\n\n图为新桥\n\n【乙】 文。\n\n图为新桥\n", sidecar)
    urls = [graphic.get("url") for graphic in all_of(root, "//tei:graphic")]
    assert urls == ["../source/1.jpg", "../source/2.jpg"]


def test_an_outline_that_loses_a_character_is_not_written() -> None:
    """The ledger stops an encoding that would not hold the source."""
    source = source_of("全年增长。")
    whole = Division("text", content=[Passage((Span(0, 3),))])
    lossy = Outline(whole, (), sheets=(Sheet(source.pages[0].blocks),))
    with pytest.raises(LedgerError, match="长") as caught:
        encode(source, lossy, Metadata(), YEARBOOK, "made")
    assert caught.value.exit_code == 3
