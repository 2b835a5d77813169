"""Names, safe reading and stable writing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from fangzhi.errors import TeiError
from fangzhi.tei.names import (
    ID,
    MIXED,
    add,
    append_text,
    local,
    ncname,
    parse_bytes,
    parse_file,
    q,
    serialise,
)
from tei.making import by_hand

FILE = Path("made.xml")


def as_id(name: str) -> etree._Element:
    """An element with the `xml:id` NAME, as lxml reads it from a file."""
    return etree.fromstring(f'<p xml:id="{name}"/>')


PLAIN = st.text(st.characters(max_codepoint=0x2FFF, codec="ascii"), max_size=12)
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=12)


@given(st.lists(PLAIN | HAN, max_size=4).map("".join))
def test_any_text_becomes_a_name_that_can_be_an_id(text: str) -> None:
    """What comes out is accepted by lxml as an xml:id, and made into a name twice is the same."""
    name = ncname(text)
    assert as_id(name).get(ID) == name
    assert ncname(name) == name


@pytest.mark.parametrize("text", ["云溪年鉴（2024）", "第一、二章", "㐀镇", "𠀀", "ー"])
def test_a_file_name_with_full_width_marks_or_rare_characters_becomes_an_id(text: str) -> None:
    """What is no letter of the fourth edition is left out of the name."""
    assert as_id(ncname(text)).get(ID)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("yunxi-2024", "yunxi-2024"),
        ("云溪2024", "云溪2024"),
        ("2024", "_2024"),
        ("a b", "a-b"),
        ("a:b/c", "a-b-c"),
        (".x", "_.x"),
        ("--", "edition"),
        ("", "edition"),
        ("-a-", "a"),
    ],
)
def test_names_are_kept_as_far_as_xml_lets_them(text: str, name: str) -> None:
    """Letters and digits stay, the rest becomes a hyphen, and nothing at all is called edition."""
    assert ncname(text) == name


def test_a_file_that_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    """Each is called what it is, with path and remedy."""
    for path, what in ((tmp_path / "none.xml", "no such file"), (tmp_path, "is a folder")):
        with pytest.raises(TeiError, match=what) as caught:
            parse_file(path)
        assert caught.value.where == str(path)
        assert caught.value.remedy


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"", "1:1"),
        (b"<TEI>\n <p>\n</TEI>", "3:7"),
        (b"<TEI>&nbsp;</TEI>", "1:12"),
        (b"no markup", "1:1"),
        (b"<TEI>\xff</TEI>", "1:6"),
    ],
)
def test_what_is_not_well_formed_is_refused_with_line_and_column(data: bytes, where: str) -> None:
    """The place of the fault and what to do stand in the error."""
    with pytest.raises(TeiError, match="not well-formed") as caught:
        parse_bytes(data, FILE)
    assert caught.value.where == f"{FILE}:{where}"
    assert caught.value.remedy


def test_entities_of_a_document_are_refused() -> None:
    """An entity would be dropped with the text behind it: it is named with its line."""
    data = b'<!DOCTYPE TEI [<!ENTITY x "lost">]>\n<TEI>\n<p>a&x;b</p></TEI>'
    with pytest.raises(TeiError, match="&x;") as caught:
        parse_bytes(data, FILE)
    assert caught.value.where == f"{FILE}:3"


def test_the_characters_of_xml_itself_are_no_entities_to_refuse() -> None:
    """Predefined entities and character references are read as what they stand for."""
    root = parse_bytes(b"<p>&lt;&amp;&#20013;&#x1F600;</p>", FILE).getroot()
    assert root.text == "<&中\U0001f600"


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE TEI SYSTEM "{uri}">',
        '<!DOCTYPE TEI [<!ENTITY % outer SYSTEM "{uri}"> %outer;]>',
    ],
)
def test_no_external_file_is_fetched(doctype: str, tmp_path: Path) -> None:
    """A document type declaration of another file has no effect on the document."""
    outer = tmp_path / "outer.dtd"
    outer.write_text('<!ATTLIST TEI n CDATA "fetched"><!ENTITY x "fetched">', encoding="utf-8")
    data = doctype.format(uri=outer.as_uri()) + "<TEI/>"
    root = parse_bytes(data.encode(), FILE).getroot()
    assert "fetched" not in etree.tostring(root, encoding="unicode").partition("<TEI")[2]


def test_an_external_entity_is_refused_and_not_read(tmp_path: Path) -> None:
    """The content of a file of this machine never gets into an edition."""
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden", encoding="utf-8")
    data = f'<!DOCTYPE TEI [<!ENTITY x SYSTEM "{secret.as_uri()}">]><TEI>&x;</TEI>'
    with pytest.raises(TeiError) as caught:
        parse_bytes(data.encode(), FILE)
    assert "hidden" not in caught.value.line()


def test_a_bomb_of_entities_does_not_go_off() -> None:
    """Entities that would grow to gigabytes, in text or attributes, end in an error."""
    levels = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10))
    for content in ("<TEI>&a9;</TEI>", '<TEI n="&a9;"/>'):
        data = f'<!DOCTYPE TEI [<!ENTITY a0 "ha">{levels}]>{content}'
        with pytest.raises(TeiError):
            parse_bytes(data.encode(), FILE)


def test_two_elements_with_one_id_are_refused() -> None:
    """An identifier that stands twice is a fault with a place."""
    with pytest.raises(TeiError, match="already defined"):
        parse_bytes(b'<a><b xml:id="x"/><b xml:id="x"/></a>', FILE)


def test_text_is_added_after_what_an_element_already_holds() -> None:
    """Text goes behind the last child where there is one, else to the text."""
    parent = etree.Element(q("p"))
    append_text(parent, "甲")
    append_text(parent, "")
    append_text(parent, "乙")
    add(parent, "lb", break_="no")
    append_text(parent, "丙")
    append_text(parent, "丁")
    assert "".join(map(str, parent.itertext())) == "甲乙丙丁"
    assert parent[0].tail == "丙丁"


def test_attributes_without_a_value_are_left_out() -> None:
    """Names with an underscore stand for those that Python or XML reserves."""
    parent = etree.Element(q("body"))
    child = add(parent, "p", "甲", xml_id="p1", xml_lang="zh", n="", break_="no", type="x")
    assert dict(child.attrib.items()) == {
        ID: "p1", "{http://www.w3.org/XML/1998/namespace}lang": "zh", "break": "no", "type": "x",
    }  # fmt: skip
    assert local(child) == "p"
    assert local(etree.Comment("x")) == ""


TEXTS = st.text(st.sampled_from("综述a <&>\"'\t\u3000\xa0𠀀]"), max_size=8)
INLINE = st.sampled_from(["pc", "persName", "lb", "milestone", "choice"])


@st.composite
def trees(draw: st.DrawFn) -> etree._Element:
    """Divisions of paragraphs with phrases in them, as the encoder makes them."""
    root = etree.Element(q("div"))
    for name in draw(st.lists(st.sampled_from(["p", "head", "byline", "div"]), max_size=5)):
        child = add(root, name, "" if name == "div" else draw(TEXTS))
        if name == "div":
            add(child, "p", draw(TEXTS))
            continue
        for inline in draw(st.lists(INLINE, max_size=3)):
            add(child, inline, draw(TEXTS)).tail = draw(TEXTS)
    return root


@given(trees())
@settings(deadline=None)
def test_what_is_written_is_read_as_it_was_and_written_the_same(root: etree._Element) -> None:
    """Reading a written tree and writing it again gives the same bytes and the same texts."""
    texts = [
        "".join(map(str, element.itertext())) for element in root.iter() if local(element) in MIXED
    ]
    written = serialise(root)
    again = parse_bytes(written, FILE).getroot()
    assert texts == ["".join(map(str, e.itertext())) for e in again.iter() if local(e) in MIXED]
    assert serialise(again) == written


def test_blocks_stand_on_lines_of_their_own_and_text_is_not_touched() -> None:
    """Two blanks a level between blocks; inside a paragraph no blank is added."""
    root = etree.fromstring(by_hand("<text><body><p>甲<lb/>乙</p><p/></body></text>"))
    lines = serialise(root).decode().splitlines()
    assert lines == [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<TEI xmlns="http://www.tei-c.org/ns/1.0">',
        "  <text>",
        "    <body>",
        "      <p>甲<lb/>乙</p>",
        "      <p/>",
        "    </body>",
        "  </text>",
        "</TEI>",
    ]
