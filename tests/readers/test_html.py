"""HTML: what a page says of its text, in which encoding, and which pictures are its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from readers.scanned import read, refused
from readers.writing import found_in


def body(content: str, tmp_path: Path) -> list[tuple[str, int, list[str]]]:
    """The blocks of a page with this body."""
    page = f"<!DOCTYPE html><html><head><title>T</title></head><body>{content}</body></html>"
    return found_in(read(tmp_path / "made.html", page))


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("a\n   b", "a b"),
        ("云\n溪", "云溪"),
        ("a <b> c</b>", "a c"),
        ("a&nbsp;b&shy;c", "a\u00a0bc"),
        ("10<sup>5</sup> H<sub>2</sub>O 1<sup>st</sup>", "10⁵ H₂O 1st"),
        ("<ruby>云<rp>(</rp><rt>yún</rt><rp>)</rp></ruby>", "云(yún)"),
        ("a<script>x</script><style>y</style><span hidden>z</span>", "a"),
        ("a<span style='display: none'>z</span>", "a"),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "1/2"),
        ("<math><msqrt><mi>x</mi></msqrt><annotation>no</annotation></math>", "√x"),
    ],
)
def test_the_text_of_a_paragraph(inside: str, text: str, tmp_path: Path) -> None:
    """Blanks, readings and formulas are as a reader sees them; what is not shown is not read."""
    assert body(f"<p>{inside}</p>", tmp_path) == [("paragraph", 0, [text])]


@pytest.mark.parametrize(
    ("content", "blocks"),
    [
        ("loose<p>own</p>tail", [("paragraph", 0, ["loose"]), ("paragraph", 0, ["own"]),
                                  ("paragraph", 0, ["tail"])]),
        ("<nav><a>away</a></nav><p>a</p>", [("paragraph", 0, ["a"])]),
        ("<pre>one\n  two</pre>", [("paragraph", 0, ["one", "two"])]),
        ("<p>one<br>two</p>", [("paragraph", 0, ["one", "two"])]),
        ("<ol start=3 type=i><li>a<ul><li>b</li></ul></li><li>c</li></ol>",
         [("list", 1, ["iii.\ta"]), ("list", 2, ["•\tb"]), ("list", 1, ["iv.\tc"])]),
        ("<dl><dt>word</dt><dd>sense</dd></dl>", [("list", 1, ["word\tsense"])]),
        ("<figure><figcaption>Bridge</figcaption></figure>", [("caption", 0, ["Bridge"])]),
        ("<table><caption>T</caption><tr><th colspan=2>a</th></tr><tr><td rowspan=2>b</td><td>c"
         "</td></tr><tr><td>d</td></tr></table>",
         [("caption", 0, ["T"]), ("table", 0, ["a", "b\tc", "d"])]),
        ("<table><tr><td><h2>H</h2><p>t</p></td><td>u</td></tr></table>",
         [("heading", 2, ["H"]), ("paragraph", 0, ["t"]), ("paragraph", 0, ["u"])]),
        ("<h1 class=title>T</h1><h1>H</h1>", [("heading", 1, ["T"]), ("heading", 2, ["H"])]),
        ("<p><a><div>inside</div></a>after", [("paragraph", 0, ["inside"]),
                                              ("paragraph", 0, ["after"])]),
    ],
)  # fmt: skip
def test_the_blocks_of_a_page(
    content: str, blocks: list[tuple[str, int, list[str]]], tmp_path: Path
) -> None:
    """Lists, tables, captions and boxes are what their elements say."""
    assert body(content, tmp_path) == blocks


@pytest.mark.parametrize(
    ("call", "note"),
    [
        ('<a href="#n" role="doc-noteref">1</a>', '<aside id="n"><p>Note</p></aside>'),
        ('<sup id="r"><a href="#n">[1]</a></sup>',
         '<ol><li id="n">Note <a href="#r">^</a></li></ol>'),
        ('<a href="#_ftn1" name="_ftnref1">[1]</a>',
         '<div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> Note</p></div>'),
        ('<a href="#n" class="footnote-ref">1</a>', '<p id="n">1. Note</p>'),
    ],
)  # fmt: skip
def test_notes_stand_where_they_are_called(call: str, note: str, tmp_path: Path) -> None:
    """As role, class, or links there and back tell them."""
    found = body(f"<p>Text{call}.</p><p>More.</p>{note}", tmp_path)
    assert [kind for kind, _, _ in found] == ["paragraph", "footnote", "paragraph"]
    assert found[0][2] == ["Text[1]."]
    assert found[1][2][0].split() in (["[1]", "Note"], ["[1]", "Note", "^"])


def test_notes_that_call_notes_come_one_after_the_other(tmp_path: Path) -> None:
    """However many there are; one that calls itself is read once."""
    link = '<a class="noteref" href="#n{0}">{0}</a>'
    count = 1500
    notes = "".join(f'<p id="n{n}">Note{link.format((n + 1) % count)}</p>' for n in range(count))
    found = body(f"<p>Text{link.format(0)}</p>{notes}", tmp_path)
    assert len(found) == count + 1
    assert found[2] == ("footnote", 0, ["[1] Note[2]"])


@pytest.mark.parametrize(
    ("head", "codec"),
    [
        ("<meta charset=gb2312>", "gb18030"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=Big5">', "big5"),
        ("<meta charset=shift_jis>", "cp932"),
        ("", "utf-8-sig"),
        ("", "gb18030"),
        ("<meta charset=utf-8>", "gb18030"),
    ],
)
def test_the_encoding_is_found(head: str, codec: str, tmp_path: Path) -> None:
    """By a mark, by what the page says, and by looking where that cannot be true."""
    text = "県区位于省城東部" if codec == "cp932" else "本區位於省城東部，人口三萬"
    page = f"<!DOCTYPE html><html><head>{head}</head><body><p>{text}</p></body></html>"
    assert read(tmp_path / "made.html", page.encode(codec)).text == text


def test_pictures_lie_in_the_folder_of_the_page(tmp_path: Path) -> None:
    """None outside of it is taken, and none from the web."""
    folder = tmp_path / "pages"
    (folder / "img").mkdir(parents=True)
    (folder / "img/a b.png").write_bytes(b"PNG")
    (tmp_path / "secret.png").write_bytes(b"PNG")
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    names = ["img/a%20b.png", "../secret.png", "link.png", "https://example.org/x.png",
             "file:///etc/passwd", "data:image/png;base64,UE5H"]  # fmt: skip
    page = "".join(f"<p>t<img src='{name}' alt='A bridge'></p>" for name in names)
    source = read(folder / "made.html", f"<!DOCTYPE html><html><body>{page}</body></html>")
    figures = source.pages[0].figures
    assert [figure.name for figure in figures] == ["a b.png", "picture.png"]
    assert figures[0].description == "A bridge"
    assert [figure.load() for figure in figures if figure.load] == [b"PNG", b"PNG"]
    assert any("does not lie beside it" in notice for notice in source.notices)


def test_named_characters_in_xhtml_are_known(tmp_path: Path) -> None:
    """XML does not know them, and an empty element stays empty."""
    page = '<?xml version="1.0"?><!DOCTYPE html PUBLIC "a" "b"><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body><p>a&nbsp;<i/>b&mdash;c</p></body></html>'
    assert read(tmp_path / "made.xhtml", page).text == "a\u00a0b—c"


def test_a_page_without_text_is_refused(tmp_path: Path) -> None:
    """Nothing but navigation is no source."""
    page = "<!DOCTYPE html><html><body><nav>away</nav></body></html>"
    assert "no text" in refused(tmp_path / "made.html", page).what
