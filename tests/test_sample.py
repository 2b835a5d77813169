"""The sample edition: committed, read as a person reads it, and encoded to the same bytes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from lxml import etree

from fangzhi.pipeline import encode_source, plan
from fangzhi.tei.names import NS
from reading import actual, expected

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "source" / "yunxi-2024.txt"
TEI = ROOT / "tei" / "yunxi-2024.xml"
STRUCTURE = ROOT / "tests" / "markup" / "golden" / "yunxi-2024" / "structure.json"


def test_encoding_again_gives_the_committed_bytes(
    tmp_path: Path, save: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The committed TEI is what the program makes of the committed source, to the byte."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    result = encode_source(plan(SOURCE, tmp_path))
    if save:
        TEI.write_bytes(result.data)
    assert result.data == TEI.read_bytes()


def test_the_sample_is_read_as_a_person_reads_it() -> None:
    """The committed TEI has the parts of the reading by hand, in its order."""
    wanted = expected(STRUCTURE, SOURCE.read_text())
    assert actual(etree.parse(TEI).getroot()) == wanted


def test_the_sample_shows_every_phenomenon() -> None:
    """Long enough, with cut and swapped paragraphs, a cut and a wrapped head, two pictures."""
    root = etree.parse(TEI).getroot()
    assert len("".join(SOURCE.read_text().split())) >= 6000
    assert len(root.findall(".//tei:p/tei:milestone", NS)) >= 15
    assert len(root.findall(".//tei:head/tei:milestone", NS)) >= 1
    assert len(root.findall(".//tei:head/tei:lb", NS)) >= 1
    starts = [
        int(p.get("source", "").split(" ")[0].split("=")[1].split(",")[0])
        for p in root.iterfind(".//tei:body//tei:p", NS)
    ]
    ends = [
        int(p.get("source", "").split(" ")[-1].split("=")[1].split(",")[0])
        for p in root.iterfind(".//tei:body//tei:p", NS)
    ]
    assert any(end < start for start, end in zip(starts, ends, strict=True))
    graphics = [graphic.get("url", "") for graphic in root.iterfind(".//tei:graphic", NS)]
    assert len(graphics) == 2
    assert all((TEI.parent / url).is_file() for url in graphics)


def test_the_real_chapters_sidecar_stands_without_its_text() -> None:
    """The sidecar of the chapter in copyright is here, its text is not."""
    sidecar = ROOT / "source" / "xiacheng-2018.toml"
    known = tomllib.loads(sidecar.read_text())
    assert known["text"]["sha256"] and known["rights"]["status"] == "restricted"
    assert not sidecar.with_suffix(".txt").exists()
