"""DOCX: what Word says of its text, and what is left out of it."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from fangzhi import readers
from readers.scanned import read, refused
from readers.writing import STYLES, Made, W, as_docx, docx_package, found_in, zipped

WPS = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
PURL = "purl.oclc.org/ooxml"
DELETED = "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del>"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"


def p(runs: str, properties: str = "") -> str:
    """A paragraph with these runs."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run with text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def lines(body: str, tmp_path: Path, **parts: str) -> list[str]:
    """All lines of a document with this body; `parts` are `styles`, `comments` and so on."""
    files = {f"{name}.xml": content for name, content in parts.items()}
    source = read(tmp_path / "made.docx", docx_package(body, files))
    return [line for _, _, block in found_in(source) for line in block]


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (r("a") + "<w:r><w:tab/><w:t>b</w:t></w:r>", "a\tb"),
        (r("a") + "<w:r><w:noBreakHyphen/><w:softHyphen/><w:t>b</w:t></w:r>", "a\u2011b"),
        (r("co\u00adop"), "coop"),
        (r("a\u00a0b"), "a\u00a0b"),
        (r("10") + r("5", '<w:vertAlign w:val="superscript"/>'), "10⁵"),
        (r("H") + r("2", '<w:vertAlign w:val="subscript"/>') + r("O"), "H₂O"),
        (r("1") + r("st", '<w:vertAlign w:val="superscript"/>'), "1st"),
        (r("a") + r("secret", "<w:vanish/>") + r("b"), "ab"),
        (r("a") + r("seen", '<w:vanish w:val="0"/>'), "aseen"),
        ('<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>', "α"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "✓"),
        (r("a") + f"<w:ins>{r('b')}</w:ins>" + DELETED, "ab"),
        (f"<w:moveFrom>{r('x')}</w:moveFrom><w:moveTo>{r('y')}</w:moveTo>", "y"),
        (f"<w:hyperlink>{r('link')}</w:hyperlink>", "link"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{r('control')}</w:sdtContent></w:sdt>", "control"),
        (f'<w:fldSimple w:instr="PAGE">{r("7")}</w:fldSimple>', "7"),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("8")
            + '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + r("!"),
            "8!",
        ),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            r"<w:r><w:instrText>EQ \o\ac(○,三)</w:instrText></w:r>"
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            "○三",
        ),
        (
            f"<w:r><w:ruby><w:rubyPr/><w:rt>{r('yún')}</w:rt><w:rubyBase>{r('云')}</w:rubyBase>"
            "</w:ruby></w:r>",
            "云(yún)",
        ),
    ],
)  # fmt: skip
def test_the_text_of_a_paragraph(runs: str, text: str, tmp_path: Path) -> None:
    """Signs, fields, changes and readings stand in it once, as a reader sees them."""
    assert lines(p(runs), tmp_path) == [text]


def test_what_is_left_out_is_told(tmp_path: Path) -> None:
    """Deleted and hidden text, comments and running heads each have a remark."""
    body = p(
        r("a") + r("secret", "<w:vanish/>") + DELETED + '<w:r><w:commentReference w:id="1"/></w:r>'
    )
    header = f"<w:hdr {W}>{p(r('Running head'))}</w:hdr>"
    source = read(tmp_path / "made.docx", docx_package(body, {"header.xml": header}))
    told = " ".join(source.notices)
    assert source.text == "a"
    for word in ("secret", "gone", "comments", "Running head"):
        assert word in told


def test_a_paragraph_whose_end_was_deleted_goes_on(tmp_path: Path) -> None:
    """It is one with the next."""
    assert lines(p(r("one "), "<w:rPr><w:del/></w:rPr>") + p(r("two")), tmp_path) == ["one two"]


def test_titles_stand_above_heads(tmp_path: Path) -> None:
    """The style Title is the first level, and the heads are one lower."""
    body = p(r("Book"), '<w:pStyle w:val="T"/>') + p(r("Head"), '<w:pStyle w:val="H1"/>')
    source = read(tmp_path / "made.docx", docx_package(body, {"styles.xml": STYLES}))
    assert [(kind, level) for kind, level, _ in found_in(source)] == [
        ("heading", 1),
        ("heading", 2),
    ]


def test_heads_have_their_numbers(tmp_path: Path) -> None:
    """What the program counts stands in the text: 1, 1.1, 2; in Chinese where it says so."""
    levels = (
        '<w:lvl w:ilvl="0"><w:numFmt w:val="chineseCountingThousand"/>'
        '<w:lvlText w:val="第%1章"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:isLgl/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>'
    )
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="5">{levels}</w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="5"/></w:num></w:numbering>'
    )

    def head(text: str, level: int) -> str:
        number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr>'
        return p(r(text), f'<w:pStyle w:val="H{level + 1}"/>{number}')

    body = head("Land", 0) + head("Water", 1) + head("Air", 1) + head("People", 0) + head("Old", 1)
    found = lines(body, tmp_path, styles=STYLES, numbering=numbering)
    assert found == ["第一章 Land", "1.1 Water", "1.2 Air", "第二章 People", "2.1 Old"]


def test_merged_cells_leave_their_places_empty(tmp_path: Path) -> None:
    """Columns stay one under the other."""

    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(r(text) if text else '')}</w:tc>"

    wide, down, on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [cell("a", wide) + cell("b"), cell("c", down) + cell("d") + cell("e"),
            cell("", on) + cell("f") + cell("g")]  # fmt: skip
    table = f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
    source = read(tmp_path / "made.docx", docx_package(table + p(r("after"))))
    assert source.text.split("\n")[:3] == ["a\t\tb", "c\td\te", "\tf\tg"]


def test_a_table_of_one_cell_is_a_box(tmp_path: Path) -> None:
    """Its paragraphs are paragraphs."""
    table = f"<w:tbl><w:tr><w:tc>{p(r('one'))}{p(r('two'))}</w:tc></w:tr></w:tbl>"
    source = read(tmp_path / "made.docx", docx_package(table))
    assert [kind for kind, _, _ in found_in(source)] == ["paragraph", "paragraph"]


def test_a_box_is_read_once(tmp_path: Path) -> None:
    """Its text stands in two alternatives, for old and for new programs."""
    inside = f"<w:txbxContent>{p(r('in the box'))}</w:txbxContent>"
    runs = (
        f'{r("round it")}<w:r xmlns:mc="{MC}" xmlns:wps="{WPS}"><mc:AlternateContent><mc:Choice>'
        f"<w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing></mc:Choice><mc:Fallback>"
        f"<w:pict>{inside}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert lines(p(runs), tmp_path) == ["round it", "in the box"]


def test_pictures_stand_at_the_text_after_them(tmp_path: Path) -> None:
    """They have their name, what is said of them, and their bytes when these are asked for."""
    drawing = (
        f'<w:r><w:drawing><wp:docPr xmlns:wp="{DRAWING}/w" descr="A bridge"/>'
        f'<a:blip xmlns:a="{DRAWING}/main" r:embed="r1"/></w:drawing></w:r>'
    )
    body = p(r("before")) + p(drawing) + p(r("after"))
    source = read(tmp_path / "made.docx", docx_package(body, {"media/image.png": b"PNG"}))
    (figure,) = source.pages[0].figures
    assert source.text[figure.at :] == "after"
    assert (figure.name, figure.description) == ("image.png", "A bridge")
    assert figure.load is not None
    assert figure.load() == b"PNG"


def test_pages_begin_where_the_author_broke_them(tmp_path: Path) -> None:
    """By a break, before a paragraph, or with a section."""
    body = (
        p(r("one") + '<w:r><w:br w:type="page"/></w:r>')
        + p(r("two"), "<w:sectPr/>")
        + p(r("three"))
        + p(r("four"), "<w:pageBreakBefore/>")
        + '<w:sectPr><w:type w:val="nextPage"/></w:sectPr>'
    )
    source = read(tmp_path / "made.docx", docx_package(body))
    assert source.text.split("\n\f") == ["one", "two", "three", "four"]


def test_notes_at_the_end_have_other_marks(tmp_path: Path) -> None:
    """Endnotes are counted by themselves, in Roman numerals, and marks of one's own stay."""
    body = p(
        r("a") + '<w:r><w:endnoteReference w:id="2"/></w:r>' + r("b")
        + '<w:r><w:footnoteReference w:id="2" w:customMarkFollows="1"/><w:t>*</w:t></w:r>'
    )  # fmt: skip
    notes = {
        sort: f'<w:{sort} {W}><w:{sort[:-1]} w:id="2">{p(r(text))}</w:{sort[:-1]}></w:{sort}>'
        for sort, text in (("endnotes", "at the end"), ("footnotes", "* below"))
    }
    assert lines(body, tmp_path, **notes) == ["a[i]b[*]", "[i] at the end", "[*] below"]


def test_the_strict_form_is_read(tmp_path: Path) -> None:
    """It has other namespaces."""
    data = as_docx([Made("heading", ("Head",), 1), Made("paragraph", ("Text",))])
    path = tmp_path / "made.docx"
    path.write_bytes(data)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    strict = {
        name: text.replace("schemas.openxmlformats.org/wordprocessingml/2006", f"{PURL}/w")
        .replace("schemas.openxmlformats.org/officeDocument/2006", f"{PURL}/officeDocument")
        for name, text in parts.items()
    }  # fmt: skip
    assert found_in(read(path, zipped(strict))) == found_in(read(path, data))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (OLE + bytes(600), "old Office document"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (zipped({"[Content_Types].xml": "<Types/>"}), "lacks its part"),
        (zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<workbook/>"}),
         "spreadsheet"),
    ],
)  # fmt: skip
def test_other_documents_are_told_as_what_they_are(data: bytes, what: str, tmp_path: Path) -> None:
    """An old, locked or foreign document is named in the error."""
    assert what in refused(tmp_path / "made.docx", data).what


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not there")
def test_what_pandoc_writes_is_read(tmp_path: Path) -> None:
    """Another program's document has the same blocks."""
    text = "# Head\n\nText[^1].\n\n- one\n- two\n\n1. first\n\n[^1]: Note.\n"
    path = tmp_path / "made.docx"
    subprocess.run(
        ["pandoc", "-f", "markdown", "-o", str(path)],
        input=text.encode(), check=True, timeout=60,
    )  # fmt: skip
    assert found_in(readers.read(path)) == [
        ("heading", 1, ["Head"]), ("paragraph", 0, ["Text[1]."]), ("footnote", 0, ["[1] Note."]),
        ("list", 1, ["•\tone"]), ("list", 1, ["•\ttwo"]), ("list", 1, ["1.\tfirst"]),
    ]  # fmt: skip
