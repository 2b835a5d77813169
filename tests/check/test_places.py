"""Lines, columns and paths of elements."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fangzhi.check.places import Places, element_starts

NAMES = st.sampled_from(["p", "div", "铭", "q"])
TEXTS = st.text(st.sampled_from("字a \n\t𠀀é"), max_size=5)


@st.composite
def documents(draw: st.DrawFn, depth: int = 3) -> str:
    """An XML document with text, line breaks in and between tags, and nesting."""
    name = draw(NAMES)
    gap = draw(st.sampled_from([" ", "\n", "\n  "]))
    children = draw(st.lists(documents(depth - 1), max_size=3)) if depth else []
    inner = "".join(child + draw(TEXTS) for child in children)
    return f'<{name}{gap}n="1">{draw(TEXTS)}{inner}<!--<x>--></{name}>'


def starts_by_scan(document: str) -> list[tuple[int, int]]:
    """Where each start tag stands, found another way: character by character."""
    places, line, column = [], 1, 1
    for number, character in enumerate(document):
        if character == "<" and document[number + 1] not in "/!" and document[number - 1] != "-":
            places.append((line, column))
        line, column = (line + 1, 1) if character == "\n" else (line, column + 1)
    return places


@given(documents())
def test_places_are_those_of_the_start_tags(document: str) -> None:
    """Each element's place is that of its `<`, whatever stands before it."""
    assert element_starts(document.encode()) == starts_by_scan(document)


@given(documents())
def test_tree_and_places_go_together(document: str) -> None:
    """The n-th element of the tree gets the n-th place, and its path finds it again."""
    tree = etree.fromstring(document.encode()).getroottree()
    places = Places(tree, Path("no-such-file.xml"), document.encode())
    for element, place in zip(tree.getroot().iter("*"), starts_by_scan(document), strict=True):
        assert places.of(element) == place
        assert tree.xpath(places.xpath(element)) == [element]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    """Columns count characters in any encoding, without the byte order mark."""
    declared = encoding.removesuffix("-sig")
    letters = "é" if encoding == "iso-8859-1" else "方志"
    text = f'<?xml version="1.0" encoding="{declared}"?>\n<a>{letters}<b/></a>'
    data = text.encode(encoding)
    tree = etree.fromstring(data).getroottree()
    places = Places(tree, Path("x.xml"), data)
    assert places.of(tree.getroot()[0]) == (2, 4 + len(letters))


def test_byte_order_mark_is_no_column() -> None:
    """On the first line, a byte order mark is not counted."""
    assert element_starts("\ufeff<a><b/></a>".encode()) == [(1, 1), (1, 4)]


def test_a_changed_file_leaves_lines(tmp_path: Path) -> None:
    """When the file no longer has the tree's elements, the parser's lines are used."""
    path = tmp_path / "x.xml"
    path.write_text("<o><o/><o/></o>")
    tree = etree.fromstring(b"<a>\n<b/></a>").getroottree()
    assert Places(tree, path).of(tree.getroot()[0]) == (2, 0)


PLAIN = '<a>字<!-- <b> --><?p <b>?><b n="&gt;"/><![CDATA[<b>]]>\n  <c/></a>'
ODD = {
    "plain": PLAIN.encode(),
    "a mark": b"\xef\xbb\xbf" + PLAIN.encode(),
    "UTF-16": PLAIN.encode("utf-16"),
    "lines of Windows": PLAIN.replace("\n", "\r\n").encode(),
    "a DTD": f'<!DOCTYPE a [<!ENTITY e "<b>">]>{PLAIN}'.encode(),
}


@pytest.mark.parametrize("name", ODD)
def test_a_few_and_many_have_the_same_places(name: str) -> None:
    """Looked up one by one, or all at once: the places of the elements are the same."""
    tree = etree.fromstring(ODD[name]).getroottree()
    elements = list(tree.getroot().iter("*"))
    few, many = (Places(tree, Path("x.xml"), ODD[name]) for _ in range(2))
    for _ in range(20):
        many.of(elements[0])
    assert [few.of(one) for one in elements] == [many.of(one) for one in elements]
    assert few.of(elements[1])[1] > 1


def test_lines_beyond_65535() -> None:
    """Old libxml2 stopped counting at 65535; expat does not."""
    data = b"<a>" + b"\n" * 70_000 + b"<b/></a>"
    tree = etree.fromstring(data).getroottree()
    assert Places(tree, Path("x"), data).of(tree.getroot()[0]) == (70_001, 1)


def test_positions_only_where_needed() -> None:
    """A step has a position only among siblings of the same name."""
    root = etree.fromstring("<TEI><text/><p/><!-- c --><p/></TEI>")
    places = Places(root.getroottree(), Path("x"), b"")
    paths = [places.xpath(child) for child in root if isinstance(child.tag, str)]
    assert paths == ["/TEI/text", "/TEI/p[1]", "/TEI/p[2]"]
