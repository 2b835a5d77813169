"""Fonts that the user names: rare characters and the cover, and nothing from the machine."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from lxml import etree

from builders.packages import EDITIONS, OPF, XHTML, members, texts, web_page
from fangzhi.builders import epub, html
from fangzhi.builders._cover import cover
from fangzhi.builders._fonts import rare_characters
from fangzhi.builders._words import Words
from fangzhi.errors import UsageError
from fangzhi.setting import Setting
from fangzhi.tei.edition import Edition
from peers import epubcheck

RARE = "\U0002b5af\ue001㐀"  # a character of extension C, a private one, one of extension A


COVER = "".join(
    sorted(
        set(
            "".join(
                etree.fromstring(cover(Edition(EDITIONS / "qingping.xml"), Words("zh"))).itertext()
            )
        )
    )
)
LETTERS = COVER + RARE


def made_font(folder: Path, letters: str, name: str = "Probe", licence: int = 0) -> Path:
    """A font whose glyphs are all the same square."""
    glyphs = {".notdef": None, **{f"g{ord(char):x}": char for char in dict.fromkeys(letters)}}
    pen = TTGlyphPen(None)
    for place, (x, y) in enumerate([(100, 0), (100, 700), (800, 700), (800, 0)]):
        (pen.lineTo if place else pen.moveTo)((x, y))
    pen.closePath()
    square = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({ord(char): glyph for glyph, char in glyphs.items() if char})
    builder.setupGlyf(dict.fromkeys(glyphs, square))
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 100)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    names = {"familyName": name, "styleName": "Regular", "fullName": name, "psName": name}
    builder.setupNameTable({key: {"en": value} for key, value in names.items()})
    builder.setupOS2(sTypoAscender=880, fsType=licence)
    builder.setupPost()
    file = folder / f"{name}.ttf"
    builder.save(file)
    return file


def cover_images(files: dict[str, bytes]) -> list[str | None]:
    """What the package document calls the picture of the cover."""
    items = etree.fromstring(files["EPUB/content.opf"]).iter(f"{OPF}item")
    return [item.get("href") for item in items if item.get("properties") == "cover-image"]


@pytest.fixture
def edition(tmp_path: Path) -> Edition:
    """The test edition with rare characters in its text."""
    text = (EDITIONS / "qingping.xml").read_text(encoding="utf-8")
    file = tmp_path / "rare.xml"
    file.write_text(text.replace("加固堤", f"加固{RARE}堤"), encoding="utf-8")
    return Edition(file)


def test_rare(edition: Edition) -> None:
    """Rare are private characters and Han characters that GBK lacks; common ones are not."""
    assert rare_characters(edition) == set(RARE)
    assert rare_characters(Edition(EDITIONS / "qingping.xml")) == set()


def test_subset(edition: Edition, tmp_path: Path) -> None:
    """The book embeds the glyphs of its rare characters, no others, and uses them only there."""
    font = made_font(tmp_path, LETTERS)
    package = epub.build(edition, tmp_path, Setting(fonts=(font,)))
    files = members(package)
    embedded = TTFont(io.BytesIO(files["EPUB/fonts/rare-1.ttf"]))
    assert {chr(code) for code in embedded.getBestCmap()} == set(RARE)
    spans = [span for body in texts(package) for span in body.iter(f"{XHTML}span")]
    assert [span.text for span in spans if span.get("class") == "rare"] == [RARE]
    assert b"unicode-range: U+3400, U+E001, U+2B5AF" in files["EPUB/style.css"]
    assert epubcheck(package) == []


def test_first_font_that_has_it(edition: Edition, tmp_path: Path) -> None:
    """Several fonts: each character comes from the first one that has it; what none has is left."""
    fonts = (made_font(tmp_path, "㐀清", "One"), made_font(tmp_path, "㐀\ue001", "Two"))
    files = members(epub.build(edition, tmp_path, Setting(fonts=fonts)))
    found = [TTFont(io.BytesIO(files[f"EPUB/fonts/rare-{n}.ttf"])).getBestCmap() for n in (1, 2)]
    assert [set(map(chr, codes)) for codes in found] == [{"㐀"}, {"\ue001"}]


def test_web_page(edition: Edition, tmp_path: Path) -> None:
    """On the web page the font is data, and the policy allows it."""
    page = web_page(html.build(edition, tmp_path, Setting(fonts=(made_font(tmp_path, RARE),))))
    assert "url(data:font/ttf;base64," in "".join(page.xpath("//style/text()"))
    assert "font-src data:" in page.xpath("//meta[@http-equiv]/@content")[0]


def test_cover_picture(edition: Edition, tmp_path: Path) -> None:
    """With a font the cover is a PNG, too, of the size of the drawing, the same twice."""
    setting = Setting(fonts=(made_font(tmp_path, LETTERS),))
    package = epub.build(edition, tmp_path, setting)
    first = package.read_bytes()
    data = members(package)["EPUB/cover.png"]
    assert data.startswith(b"\x89PNG")
    assert (int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (1200, 1600)
    assert cover_images(members(package)) == ["cover.png"]
    assert epub.build(edition, tmp_path, setting).read_bytes() == first


def test_letters_come_from_the_font(edition: Edition, tmp_path: Path) -> None:
    """Only fonts that are named count: without all letters of the cover there is no picture."""
    poor = made_font(tmp_path, "清平", "Poor")
    rest = made_font(tmp_path, COVER, "Rest")
    files = members(epub.build(edition, tmp_path, Setting(fonts=(poor,))))
    assert "EPUB/cover.png" not in files
    assert cover_images(files) == ["cover.svg"]
    assert "EPUB/cover.png" in members(epub.build(edition, tmp_path, Setting(fonts=(poor, rest))))


@pytest.mark.parametrize("content", [b"", b"no font", b"ttcf\0\1\0\0\0\0\0\1"])
def test_no_font(edition: Edition, tmp_path: Path, content: bytes) -> None:
    """A file that is no font is an error that names it; nothing is written."""
    file = tmp_path / "bad.ttf"
    file.write_bytes(content)
    with pytest.raises(UsageError) as error:
        epub.build(edition, tmp_path, Setting(fonts=(file,)))
    assert str(error.value.where) == str(file)
    assert not list(tmp_path.glob("*.epub"))


def test_forbidden(edition: Edition, tmp_path: Path) -> None:
    """A font that forbids to be embedded is not."""
    font = made_font(tmp_path, RARE, "Closed", licence=2)
    with pytest.raises(UsageError, match="forbids to be embedded"):
        epub.build(edition, tmp_path, Setting(fonts=(font,)))
