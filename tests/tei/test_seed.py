"""The real chapter, in every form in which its text may come."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from fangzhi.pipeline import encode_source, plan
from fangzhi.tei.ledger import check_ledger
from fangzhi.tei.names import NS
from peers import jing
from reading import SEED, SEED_STRUCTURE, SHARED, Reading, actual, expected

pytestmark = pytest.mark.skipif(not SEED.is_file(), reason="the chapter is in copyright: not here")

FORMS = ("as it is", "crlf", "cr", "bom", "gb18030", "utf-16", "no blank lines", "wide brackets")


def form(text: str, name: str) -> bytes:
    """The text of the chapter in one of the FORMS."""
    match name:
        case "crlf":
            return text.replace("\n", "\r\n").encode()
        case "cr":
            return text.replace("\n", "\r").encode()
        case "bom":
            return text.encode("utf-8-sig")
        case "gb18030" | "utf-16":
            return text.encode(name)
        case "no blank lines":
            return re.sub(r"\n\n+", "\n", text).encode()
        case "wide brackets":
            return wide(text).encode()
        case _:
            return text.encode()


def wide(text: str) -> str:
    """The text with full-width brackets round the signatures."""
    return re.sub(r"(?m)^\((\w{2,3})\)$", r"（\1）", text)


def encode(tmp_path: Path, data: bytes) -> tuple[bytes, etree._ElementTree, str]:
    source = tmp_path / "xiacheng-2018.txt"
    source.write_bytes(data)
    result = encode_source(plan(source, tmp_path))
    return result.data, etree.fromstring(result.data).getroottree(), result.source.text


@pytest.mark.parametrize("name", FORMS)
def test_the_chapter_is_read_as_a_person_reads_it(name: str, tmp_path: Path) -> None:
    """Sections, entries, paragraphs, signatures and figures are those of the reading by hand."""
    text = SEED.read_text()
    _, tree, _ = encode(tmp_path, form(text, name))
    wanted = expected(SEED_STRUCTURE, wide(text) if name == "wide brackets" else text)
    assert actual(tree.getroot()) == wanted


def test_the_counts_of_the_chapter(tmp_path: Path) -> None:
    """9 sections, 51 entries, 55 paragraphs, 9 contributors and 2 figures come out."""
    _, tree, _ = encode(tmp_path, SEED.read_bytes())
    found: Reading = actual(tree.getroot())
    assert found.counts() == {
        "sections": 9, "entries": 51, "paragraphs": 55, "contributors": 9, "figures": 2
    }  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_every_character_is_accounted_for(name: str, tmp_path: Path) -> None:
    """The ledger of the finished file balances against the text, whatever form it came in."""
    _, tree, text = encode(tmp_path, form(SEED.read_text(), name))
    assert check_ledger(tree, text) == []


def test_line_ends_and_marks_change_nothing_but_the_digest(tmp_path: Path) -> None:
    """CRLF and a byte order mark give the same TEI, digest and seal aside."""
    digest = re.compile(rb'type="sha256">\w+<|ni:///sha-256;[\w-]+')
    found = {
        digest.sub(b"", encode(tmp_path, form(SEED.read_text(), name))[0])
        for name in ("as it is", "crlf", "cr", "bom")
    }
    assert len(found) == 1


def test_both_figures_have_caption_and_credit(tmp_path: Path) -> None:
    """Each figure has a head, and a byline that names the office in the header's words."""
    _, tree, _ = encode(tmp_path, SEED.read_bytes())
    figures = tree.findall(".//tei:figure", NS)
    assert [len(figure.findall("tei:head", NS)) for figure in figures] == [1, 1]
    assert [len(figure.findall("tei:byline/tei:orgName", NS)) for figure in figures] == [1, 1]


def test_the_seams_say_how_sure_they_are(tmp_path: Path) -> None:
    """Each of the 16 cuts is marked, with certainty and the program's responsibility."""
    _, tree, _ = encode(tmp_path, SEED.read_bytes())
    seams = tree.findall(".//tei:milestone[@unit='block']", NS)
    assert len(seams) == 16
    assert {seam.get("resp") for seam in seams} == {"#fangzhi"}
    assert all(seam.get("cert") in ("high", "medium", "low") for seam in seams)


def test_the_wrapped_head_is_one_head(tmp_path: Path) -> None:
    """The head that print broke is one head with a line break in it."""
    _, tree, _ = encode(tmp_path, SEED.read_bytes())
    assert len(tree.findall(".//tei:div[@type='section']/tei:head/tei:lb[@break='no']", NS)) == 1


def test_the_chapter_is_valid_tei(tmp_path: Path) -> None:
    """jing finds the encoded chapter valid against the TEI Consortium's own schema."""
    data, _, _ = encode(tmp_path, SEED.read_bytes())
    file = tmp_path / "out.xml"
    file.write_bytes(data)
    assert jing(SHARED / "tei" / "tei_all.rng", file) == []
