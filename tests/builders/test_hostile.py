"""Hostile pictures and titles end in a clear word or a safe book, never in a broken one."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from itertools import cycle, repeat
from pathlib import Path

import pytest
from lxml import etree

from builders.packages import EDITIONS, members, pages, web_page
from fangzhi.builders import epub, html
from fangzhi.builders._pictures import LARGEST, refusal
from fangzhi.tei.edition import Edition
from peers import epubcheck
from program import fangzhi

DOT = (EDITIONS / "pictures/dot.png").read_bytes()
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">{}</svg>'


def chunk(name: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)


def wide_png() -> bytes:
    """A PNG of 60,000 by 60,000 pixels in a few hundred bytes."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", data), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def edition_with(folder: Path, name: str, content: bytes | None) -> Edition:
    """The test edition, whose picture is this file."""
    tei = folder / "tei" / "hostile.xml"
    tei.parent.mkdir(parents=True)
    (folder / "source").mkdir()
    if content is not None:
        (folder / "source" / name).write_bytes(content)
    text = (EDITIONS / "qingping.xml").read_text(encoding="utf-8")
    tei.write_text(text.replace("pictures/willow.svg", f"../source/{name}"), encoding="utf-8")
    return Edition(tei)


PICTURES = [
    ("lost.png", None, "is not there"),
    ("empty.png", b"", "is empty"),
    ("cut.png", DOT[:-20], "breaks off"),
    ("head.png", DOT[:33], "breaks off"),
    ("wrong.png", DOT[:40] + b"xx" + DOT[42:], "damaged"),
    ("text.jpg", b"no picture at all", "is no picture"),
    ("head.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0", "holds a header, but no picture"),
    ("scan.tif", b"II*\0" + b"\0" * 100, "TIFF"),
    ("wide.png", wide_png(), "too large"),
    ("long.png", DOT + b"\0" * LARGEST, "too large"),
    ("open.svg", SVG.format("<g>").encode(), "not well-formed"),
    ("script.svg", SVG.format("<script>alert(1)</script>").encode(), "runs code"),
    ("click.svg", SVG.format('<g onclick="x()"/>').encode(), "runs code"),
    ("fetch.svg", SVG.format('<image x:href="http://example.org/a.png"/>').encode(), "fetches"),
    ("style.svg", SVG.format("<style>@import 'http://example.org'</style>").encode(), "fetches"),
    ("link.svg", SVG.format('<a x:href="javascript:x()"/>').encode(), "fetches"),
    ("foreign.svg", SVG.format("<foreignObject/>").encode(), "runs code"),
    (
        "entity.svg",
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("<text>&amp;</text>").encode(),
        "runs code",
    ),
]


@pytest.mark.parametrize(("name", "content", "told"), PICTURES, ids=[p[0] for p in PICTURES])
def test_picture_is_left_out(tmp_path: Path, name: str, content: bytes | None, told: str) -> None:
    """A picture that cannot be shown is not packed, its description stays, the reason is told."""
    edition = edition_with(tmp_path, name, content)
    assert told in refusal(edition, f"../source/{name}")
    package = epub.build(edition, tmp_path)
    assert not [file for file in members(package) if "/pictures/" in file]
    everything = "".join("".join(page.itertext()) for page in pages(package).values())
    assert "一条弯曲的小河" in everything
    page = web_page(html.build(edition, tmp_path))
    assert not page.xpath("//img")


def test_books_without_their_pictures_are_valid(tmp_path: Path) -> None:
    """EPUBCheck has nothing to say about the book that a script in a drawing was kept out of."""
    edition = edition_with(tmp_path, "script.svg", SVG.format("<script/>").encode())
    assert epubcheck(epub.build(edition, tmp_path)) == []


def test_reason_is_told_on_the_command_line(tmp_path: Path) -> None:
    """`build` names the picture and the reason, and makes the packages without it."""
    edition_with(tmp_path, "wide.png", wide_png())
    done = fangzhi("build", "tei/hostile.xml", "--to", "epub,html", cwd=tmp_path)
    assert done.returncode == 0
    told = done.stderr.decode()
    assert "the picture ../source/wide.png is left out: it is too large" in told
    assert "60000 × 60000 pixels" in told


TITLES = [
    '<script>alert("1")</script> & "quotes" \'here\' ]]>',
    "../../etc/passwd\\..\\C:*?|",
    "\u202eelttit a\u202c \u2066isolated",
    "tab\tand\nline\x85next\u2028sep",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \ud7a3\ufeff\u200b",
    "%00%2e%2e {0} {title} ${x}",
    "x" * 5000,
]


def titled(folder: Path, titles: Iterable[str]) -> Edition:
    """The test edition with these titles, in turn, for titles, heads and names."""
    tree = etree.parse(EDITIONS / "qingping.xml")
    tei = "{http://www.tei-c.org/ns/1.0}"
    named = tree.iter(f"{tei}title", f"{tei}head", f"{tei}publisher", f"{tei}persName")
    for element, title in zip(list(named), titles, strict=False):
        element.text = title
        del element[:]
    file = folder / "titles.xml"
    tree.write(file, encoding="utf-8")
    return Edition(file)


def test_titles_of_a_valid_book(tmp_path: Path) -> None:
    """Whatever titles, heads and names hold, EPUBCheck has nothing to say about the book."""
    assert epubcheck(epub.build(titled(tmp_path, cycle(TITLES)), tmp_path)) == []


@pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
def test_titles(tmp_path: Path, title: str) -> None:
    """Whatever a title holds, it names no file, and the web page runs nothing of it."""
    edition = titled(tmp_path, repeat(title))
    names = members(epub.build(edition, tmp_path))
    assert all(name == name.encode("ascii", "replace").decode() for name in names)
    page = web_page(html.build(edition, tmp_path))
    assert len(page.xpath("//script")) == 2
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert len(policy) == 1
    assert " ".join(page.xpath("string(//title)").split()) == " ".join(title.split())
