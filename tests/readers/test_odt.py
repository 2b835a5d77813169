"""ODT: what OpenDocument says of its text, and what is left out of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from readers.scanned import read, refused
from readers.writing import ODF, found_in, odt_package, zipped

STYLES = """<style:style style:name="up" style:family="text"><style:text-properties
style:text-position="super 58%"/></style:style><style:style style:name="off" style:family="text">
<style:text-properties text:display="none"/></style:style><style:style style:name="page"
style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>"""


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("a <text:s text:c='2'/>b", "a   b"),
        ("a\n   b", "a b"),
        ("a<text:tab/>b", "a\tb"),
        ("10<text:span text:style-name='up'>5</text:span>", "10⁵"),
        ("a<text:span text:style-name='off'>no</text:span>", "a"),
        ("<text:ruby><text:ruby-base>云</text:ruby-base><text:ruby-text>yún</text:ruby-text>"
         "</text:ruby>", "云(yún)"),
        ("a<office:annotation><text:p>comment</text:p></office:annotation>b", "ab"),
        ("page <text:page-number>3</text:page-number>", "page 3"),
        ("<text:change-start/>new<text:change-end/>", "new"),
        ("<draw:frame><draw:object><math><msup><mi>x</mi><mn>2</mn></msup></math></draw:object>"
         "</draw:frame>", "x²"),
    ],
)  # fmt: skip
def test_the_text_of_a_paragraph(inside: str, text: str, tmp_path: Path) -> None:
    """Blanks, signs and readings stand in it once, as a reader sees them."""
    data = odt_package(f"<text:p>{inside}</text:p>", STYLES)
    assert read(tmp_path / "made.odt", data).text == text


def test_deleted_text_is_left_out_and_told(tmp_path: Path) -> None:
    """It stands before the text, with what was changed."""
    deleted = "<text:deletion><text:p>gone</text:p></text:deletion>"
    data = odt_package(
        f"<text:tracked-changes><text:changed-region>{deleted}</text:changed-region>"
        "</text:tracked-changes><text:p>here</text:p>"
    )
    source = read(tmp_path / "made.odt", data)
    assert source.text == "here"
    assert "gone" in source.notices[0]


def test_lists_in_lists_have_their_own_numbers(tmp_path: Path) -> None:
    """Inner ones begin anew, outer ones go on."""
    levels = "".join(
        f'<text:list-level-style-number text:level="{n}" style:num-format="{way}" '
        'style:num-suffix=")"/>'
        for n, way in ((1, "1"), (2, "a"))
    )
    inner = "<text:list><text:list-item><text:p>x</text:p></text:list-item></text:list>"
    item = f"<text:list-item><text:p>one</text:p>{inner}</text:list-item>"
    data = odt_package(
        f'<text:list text:style-name="L">{item}{item}</text:list>',
        f'<text:list-style style:name="L">{levels}</text:list-style>',
    )
    assert found_in(read(tmp_path / "made.odt", data)) == [
        ("list", 1, ["1)\tone"]), ("list", 2, ["a)\tx"]),
        ("list", 1, ["2)\tone"]), ("list", 2, ["a)\tx"]),
    ]  # fmt: skip


def test_boxes_and_pictures_stand_at_their_paragraph(tmp_path: Path) -> None:
    """A box is text after it; a picture has its bytes in the package."""
    frames = (
        "<draw:frame><draw:text-box><text:p>in the box</text:p></draw:text-box></draw:frame>"
        '<draw:frame><svg:desc xmlns:svg="s">A bridge</svg:desc>'
        '<draw:image xlink:href="Pictures/b.png"/></draw:frame>'
    )
    data = odt_package(
        f"<text:p>round it{frames}</text:p><text:p>after</text:p>", parts={"Pictures/b.png": b"PNG"}
    )
    source = read(tmp_path / "made.odt", data)
    (figure,) = source.pages[0].figures
    assert source.text == "round it\n\nin the box\n\nafter"
    assert (figure.name, figure.description) == ("b.png", "A bridge")
    assert figure.load is not None
    assert figure.load() == b"PNG"
    assert source.text[figure.at :] == "after"


def test_pages_begin_where_the_author_broke_them(tmp_path: Path) -> None:
    """A paragraph may say that it begins a page."""
    data = odt_package("<text:p>one</text:p><text:p text:style-name='page'>two</text:p>", STYLES)
    assert read(tmp_path / "made.odt", data).text == "one\n\ftwo"


def test_the_flat_form_is_read(tmp_path: Path) -> None:
    """One XML file without a package, a picture in it."""
    text = (
        f"<?xml version='1.0'?><office:document {ODF}><office:body><office:text>"
        "<text:h text:outline-level='2'>Head</text:h><text:p>Text<draw:frame><draw:image>"
        "<office:binary-data>iVBORw0KGgo=</office:binary-data></draw:image></draw:frame></text:p>"
        "</office:text></office:body></office:document>"
    )
    source = read(tmp_path / "made.fodt", text)
    assert found_in(source) == [("heading", 2, ["Head"]), ("paragraph", 0, ["Text"])]
    assert [figure.name for figure in source.pages[0].figures] == ["picture.png"]


def test_a_locked_document_is_refused(tmp_path: Path) -> None:
    """The manifest says that its parts are encrypted."""
    manifest = (
        '<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    )
    parts = {"META-INF/manifest.xml": manifest}
    assert "password" in refused(tmp_path / "made.odt", odt_package("", parts=parts)).what


def test_a_spreadsheet_is_refused(tmp_path: Path) -> None:
    """It has no text."""
    body = "<office:body><office:spreadsheet/></office:body>"
    content = f"<office:document-content {ODF}>{body}</office:document-content>"
    data = zipped({"mimetype": "application/x", "content.xml": content})
    assert "no text document" in refused(tmp_path / "made.odt", data).what
