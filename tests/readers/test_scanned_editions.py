"""The road from OCR to TEI: each format is encoded, and no character of it is lost."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from fangzhi import readers
from fangzhi.markup.assembly import recognise
from fangzhi.markup.choice import choose
from readers.scanned import files

PAGE = """<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"><Page>
<TextRegion id="a" type="heading"><TextLine>
<TextEquiv><Unicode>综述</Unicode></TextEquiv></TextLine>
</TextRegion><TextRegion id="b"><TextLine>
<TextEquiv><Unicode>全年增长。</Unicode></TextEquiv></TextLine>
</TextRegion></Page></PcGts>"""
ALTO = """<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout><Page><PrintSpace>
<TextBlock ID="a"><TextLine><String CONTENT="综述"/></TextLine></TextBlock>
<TextBlock ID="b"><TextLine>
<String CONTENT="全年"/><SP/><String CONTENT="增长。"/></TextLine></TextBlock>
</PrintSpace></Page></Layout></alto>"""
HOCR = """<html xmlns="http://www.w3.org/1999/xhtml"><body><div class="ocr_page">
<p class="ocr_par"><span class="ocr_line">综述</span></p>
<p class="ocr_par"><span class="ocr_line">全年 增长。</span></p></div></body></html>"""


def run(*words: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """What a user sees."""
    command = [sys.executable, "-m", "fangzhi", *map(str, words)]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("name", "content"), [("p.xml", PAGE), ("a.xml", ALTO), ("h.hocr", HOCR), ("h.html", HOCR)]
)
def test_each_format_is_encoded_and_its_account_balances(
    name: str, content: str, tmp_path: Path
) -> None:
    """encode writes the TEI, and check holds it against the file that it was made from."""
    source = tmp_path / "source" / name
    source.parent.mkdir()
    source.write_text(content, encoding="utf-8")
    encoded = run("encode", source, "--out", tmp_path)
    assert encoded.returncode == 0, encoded.stderr
    tei = (tmp_path / "tei" / f"{source.stem}.xml").read_text(encoding="utf-8")
    assert "全年增长。" in tei
    checked = run("check", tmp_path / "tei")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "FZ30" not in checked.stdout + checked.stderr


def test_standard_input_is_known_by_its_content() -> None:
    """Though it has no name."""
    found = run("encode", "-", "--id", "piped", "--out", "-", stdin=HOCR)
    assert found.returncode == 0, found.stderr
    assert "全年增长。" in found.stdout
    assert "ocr_page" not in found.stdout


def test_xml_of_another_kind_is_refused_in_one_line(tmp_path: Path) -> None:
    """With what it is and what can be done, and exit code 2."""
    source = tmp_path / "other.xml"
    source.write_text('<TEI xmlns="http://www.tei-c.org/ns/1.0"/>', encoding="utf-8")
    found = run("encode", source, "--out", tmp_path)
    assert found.returncode == 2
    assert "root element <TEI>" in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "pattern", ["hocr/multipage*5.hocr", "alto-fr/04*.xml", "page-de/*30.xml", "page-zh*/*1_5*.xml"]
)
def test_public_files_are_encoded(pattern: str, tmp_path: Path) -> None:
    """One of each kind; encode itself proves that every character is accounted for."""
    found = run("encode", files(pattern)[0], "--out", tmp_path)
    assert found.returncode == 0, found.stderr
    assert "every character accounted for" in found.stderr + found.stdout


@pytest.mark.parametrize("ordered", [False, True])
def test_where_the_order_is_stated_nothing_is_moved(ordered: bool) -> None:
    """The sample has blocks out of order: they stay where they are if the file says so."""
    source = readers.read(Path(__file__).parents[2] / "source" / "yunxi-2024.txt")
    pages = tuple(replace(page, ordered=ordered) for page in source.pages)
    outline = recognise(replace(source, pages=pages), choose(source).profile)
    assert any(join.moved for join in outline.joins) is not ordered


def test_the_order_that_public_pages_state_is_kept() -> None:
    """No text of theirs is read elsewhere than where a person put it."""
    folder = files("page-structure/*.xml")[0].parent
    source = readers.read(folder)  # one edition of them all
    with_text = [page for page in source.pages if page.blocks]
    assert len(with_text) == 37
    assert all(page.ordered for page in with_text)
    outline = recognise(source, choose(source).profile)
    assert not any(join.moved for join in outline.joins)
