"""What all readers of written documents keep: blocks read back, and every character in the TEI."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from fangzhi import readers
from fangzhi.errors import SourceError
from fangzhi.markup import profile as profiles
from fangzhi.markup.assembly import recognise
from fangzhi.metadata import Metadata
from fangzhi.source import Source
from fangzhi.tei.encode import encode
from readers.scanned import refused
from readers.writing import WRITERS, Made, expected, found_in, zipped

TEI = "{http://www.tei-c.org/ns/1.0}"
PROFILES = profiles.names()

# Words that no format and no Markdown takes for a sign.
words = st.text(alphabet="abcdefgh云溪区志年人口", min_size=1, max_size=6)
lines = st.lists(words, min_size=1, max_size=4).map(" ".join)


def of(kind: str, level: int = 0) -> st.SearchStrategy[Made]:
    """Blocks of a kind."""
    note = st.one_of(st.just(""), lines) if kind != "heading" else st.just("")
    return st.builds(lambda text, called: Made(kind, (text,), level, called), lines, note)


tables = st.integers(2, 3).flatmap(
    lambda width: st.lists(
        st.lists(words, min_size=width, max_size=width).map("\t".join), min_size=2, max_size=4
    ).map(lambda rows: Made("table", tuple(rows)))
)
paragraphs = st.builds(
    lambda text, called: Made("paragraph", tuple(text), 0, called),
    st.lists(lines, min_size=1, max_size=3),
    st.one_of(st.just(""), lines),
)
headings = st.integers(1, 6).flatmap(lambda level: of("heading", level))
trees = st.lists(
    st.one_of(paragraphs, headings, tables, of("ordered", 1), of("bulleted", 1)),
    min_size=1,
    max_size=12,
)


def written(blocks: list[Made], suffix: str) -> Source:
    """The source of blocks that are written in a format."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"made{suffix}")
        path.write_bytes(WRITERS[suffix](blocks))
        return readers.read(path)


def tei(source: Source, name: str = "plain") -> etree._Element:
    """The TEI of a source; `encode` refuses to lose or double a character."""
    profile = profiles.load(name)
    outline = recognise(source, profile)
    return etree.fromstring(encode(source, outline, Metadata(), profile, "made").data)


@pytest.mark.parametrize("suffix", WRITERS)
@given(blocks=trees, profile=st.sampled_from(PROFILES))
@settings(max_examples=40)
def test_blocks_are_read_back_and_encoded_whole(
    suffix: str, blocks: list[Made], profile: str
) -> None:
    """Kinds, levels and lines are those that were written, and the ledger balances."""
    source = written(blocks, suffix)
    assert source.written
    assert found_in(source) == expected(blocks)
    tei(source, profile)


@given(blocks=trees, profile=st.sampled_from(PROFILES))
@settings(max_examples=60)
def test_divisions_nest_as_the_document_says(blocks: list[Made], profile: str) -> None:
    """Each head stands in the division of the last head before it that is above it."""
    blocks = [Made("heading", ("Head",), 3), *blocks]
    root = tei(written(blocks, ".html"), profile)
    heads = [
        (str(head.xpath("string()")), sum(one.tag == f"{TEI}div" for one in head.iterancestors()))
        for head in root.iter(f"{TEI}head")
        if head.get("type") is None and head.xpath("boolean(parent::*[local-name()='div'])")
    ]
    levels = [block.level for block in blocks if block.kind == "heading"]
    assert len(heads) == len(levels)
    depths: list[int] = []
    for index, level in enumerate(levels):
        above = [i for i in range(index) if levels[i] < level and min(levels[i:index]) >= levels[i]]
        depths.append(1 + (depths[above[-1]] if above else 0))
    shifts = {found - depth for (_, found), depth in zip(heads, depths, strict=True)}
    assert len(shifts) <= 1


@given(blocks=trees, profile=st.sampled_from(PROFILES))
@settings(max_examples=40)
def test_paragraphs_stay_paragraphs(blocks: list[Made], profile: str) -> None:
    """None is joined with another, made a head, or put into a list, where heads are stated."""
    blocks = [Made("heading", ("云溪志",), 1), *blocks]
    root = tei(written(blocks, ".docx"), profile)
    assert len(list(root.iter(f"{TEI}p"))) - len(root.findall(f".//{TEI}teiHeader//{TEI}p")) == sum(
        block.kind == "paragraph" for block in blocks
    )
    assert len(list(root.iter(f"{TEI}item"))) == sum(
        block.kind in ("ordered", "bulleted") for block in blocks
    )
    assert len(list(root.iter(f"{TEI}milestone"))) == 0


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_note_has_its_mark(suffix: str) -> None:
    """What the text calls as [1] is a note with n=1."""
    root = tei(written([Made("paragraph", ("The bridge",), 0, "Built in spring")], suffix))
    (note,) = root.findall(f".//{TEI}body//{TEI}note")
    assert (note.get("n"), note.text) == ("1", "[1] Built in spring")


@pytest.mark.parametrize("suffix", WRITERS)
def test_the_only_head_of_the_first_level_is_the_title(suffix: str) -> None:
    """It heads the whole, and the others stand below it."""
    made = [Made("heading", ("Yunxi",), 1), Made("heading", ("Water",), 2),
            Made("paragraph", ("Text",))]  # fmt: skip
    root = tei(written(made, suffix))
    body = root.find(f".//{TEI}body/{TEI}div")
    assert body is not None
    assert body.findtext(f"{TEI}head") == "Yunxi"
    assert body.findtext(f"{TEI}div/{TEI}head") == "Water"


def test_a_document_without_heads_gets_those_that_it_shows() -> None:
    """Where nobody stated a head, shape and place tell it, as in plain text."""
    texts = ("第一章 山水", "云溪有山有水，四季分明。", "第二章 人物", "云溪多有名士。")
    made = [Made("paragraph", (text,)) for text in texts]
    root = tei(written(made, ".docx"), "gazetteer")
    assert [one.text for one in root.iter(f"{TEI}head")] == ["第一章 山水", "第二章 人物"]


def test_the_editions_of_a_document_are_read_back(tmp_path: Path) -> None:
    """Our own EPUB and web page have the heads and paragraphs that the document has."""
    made = [Made("heading", ("Yunxi",), 1), Made("heading", ("Water",), 2),
            Made("paragraph", ("The river rises in the hills.",)),
            Made("heading", ("People",), 2), Made("paragraph", ("They build boats.",))]  # fmt: skip
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "yunxi.docx").write_bytes(WRITERS[".docx"](made))
    command = [sys.executable, "-m", "fangzhi", "--quiet"]
    for words_ in (["encode", str(folder / "yunxi.docx")],
                   ["build", str(tmp_path / "tei/yunxi.xml"), "--to", "epub,html"]):  # fmt: skip
        subprocess.run(
            [*command, *words_, "--out", str(tmp_path)],
            check=True,
            capture_output=True,
            timeout=120,
        )
    for suffix in ("epub", "html"):
        source = readers.read(tmp_path / "build" / f"yunxi.{suffix}")
        found = [(kind, text) for kind, _, text in found_in(source)]
        for block in made:
            assert (block.kind, list(block.lines)) in found


# Hostile files

PACKAGES = (".docx", ".odt", ".epub")
FIRST = {
    ".docx": ("[Content_Types].xml", "<Types/>", "word/document.xml"),
    ".odt": ("mimetype", "application/vnd.oasis.opendocument.text", "content.xml"),
    ".epub": ("mimetype", "application/epub+zip", "META-INF/container.xml"),
}
each = pytest.mark.parametrize("suffix", PACKAGES)


@each
def test_a_bomb_is_refused_before_it_is_unpacked(suffix: str, tmp_path: Path) -> None:
    """What says that it unpacks to two hundred times its size is not unpacked."""
    name, content, main = FIRST[suffix]
    data = zipped({name: content, main: b" " * (17 << 20)})
    assert "do harm" in refused(tmp_path / f"made{suffix}", data).what


@each
def test_a_bomb_that_lies_about_its_size_is_refused(suffix: str, tmp_path: Path) -> None:
    """No more is unpacked than the directory says, and the checksum tells the rest."""
    name, content, main = FIRST[suffix]
    data = zipped({name: content, main: b" " * (3 << 20)})
    data = data.replace((3 << 20).to_bytes(4, "little"), (99).to_bytes(4, "little"))
    assert refused(tmp_path / f"made{suffix}", data).remedy


@each
def test_doubled_and_outward_names_are_refused(suffix: str, tmp_path: Path) -> None:
    """Programs differ on which of two members they read, and where `..` leads."""
    name, content, main = FIRST[suffix]
    outward = zipped({name: content, "../evil": "x", main: "<a/>"})
    assert "leads out" in refused(tmp_path / f"out{suffix}", outward).what
    path = tmp_path / f"twice{suffix}"
    path.write_bytes(zipped({name: content, main: "<a/>"}))
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(main, "<b/>")
    assert "twice" in refused(path, path.read_bytes()).what


@each
def test_too_many_members_are_refused_by_the_end_record(suffix: str, tmp_path: Path) -> None:
    """The members are not even counted."""
    name, content, main = FIRST[suffix]
    data = zipped({name: content, main: "<a/>"})
    place = data.rfind(b"PK\5\6")
    many = data[: place + 8] + b"\xff\xff\xff\xff" + data[place + 12 :]
    assert "members" in refused(tmp_path / f"made{suffix}", many).what


@each
@pytest.mark.parametrize("size", [5, 30, 60, 150])
def test_a_cut_package_is_refused(suffix: str, size: int, tmp_path: Path) -> None:
    """It says so in one sentence."""
    data = WRITERS[suffix]([Made("paragraph", ("Text",))])
    assert refused(tmp_path / f"made{suffix}", data[:-size]).remedy


@each
def test_entities_are_refused(suffix: str, tmp_path: Path) -> None:
    """They could stand for files, or for a thousand million characters."""
    name, content, main = FIRST[suffix]
    evil = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    assert "entit" in refused(tmp_path / f"made{suffix}", zipped({name: content, main: evil})).what


@each
def test_an_empty_document_is_refused(suffix: str, tmp_path: Path) -> None:
    """A document without text is no source."""
    data = WRITERS[suffix]([Made("paragraph", (" ",))])
    assert "no text" in refused(tmp_path / f"made{suffix}", data).what


@each
@given(data=st.data())
@settings(max_examples=25)
def test_a_damaged_package_is_read_or_refused(suffix: str, data: st.DataObject) -> None:
    """Whatever byte is changed, there is a text or an error with a remedy."""
    whole = bytearray(
        WRITERS[suffix]([Made("heading", ("Head",), 1), Made("paragraph", ("Text",))])
    )
    for place in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=4)):
        whole[place] = data.draw(st.integers(0, 255))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"made{suffix}")
        path.write_bytes(whole)
        try:
            assert readers.read(path).text
        except SourceError as error:
            assert error.remedy


def test_deep_html_is_refused(tmp_path: Path) -> None:
    """A thousand elements in one another are no page."""
    data = b"<html><body>" + b"<div>" * 1000 + b"x" + b"</div>" * 1000 + b"</body></html>"
    error = refused(tmp_path / "made.html", data)
    assert re.search("in one another|safe limits", error.what)
