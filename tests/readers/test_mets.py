"""METS: the order and the numbers of pages, which files are their text, and what is not there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from fangzhi import readers
from fangzhi.errors import SourceError
from fangzhi.source import Source

from .scanned import require_sound
from .test_folder import folder, lines, page

ALTO = """<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout>
<Page ID="p" WIDTH="80" HEIGHT="120"><PrintSpace><TextBlock ID="b"><TextLine ID="l" HPOS="1"
VPOS="1" WIDTH="70" HEIGHT="9"><String CONTENT="{text}"/></TextLine></TextBlock></PrintSpace>
</Page></Layout></alto>"""
PAGE_TYPE = "application/vnd.prima.page+xml"


def group(use: str, files: Iterable[tuple[str, str]], kind: str = PAGE_TYPE) -> str:
    """A file group: (id, href) of each file."""
    return "".join(
        f'<mets:fileGrp USE="{use}">'
        + "".join(
            f'<mets:file ID="{name}" MIMETYPE="{kind}"><mets:FLocat LOCTYPE="URL" '
            f'xlink:href="{href}"/></mets:file>'
            for name, href in files
        )
        + "</mets:fileGrp>"
        for _ in (0,)
    )


def leaf(order: str, label: str, *files: str) -> str:
    """A page of the physical map."""
    pointers = "".join(f'<mets:fptr FILEID="{name}"/>' for name in files)
    return f'<mets:div TYPE="page" ORDER="{order}" ORDERLABEL="{label}">{pointers}</mets:div>'


def mets(groups: str, leaves: str) -> str:
    """A METS file."""
    return (
        '<?xml version="1.0"?><mets:mets xmlns:mets="http://www.loc.gov/METS/" '
        'xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<mets:fileSec>{groups}</mets:fileSec>"
        f'<mets:structMap TYPE="PHYSICAL"><mets:div TYPE="physSequence">{leaves}</mets:div>'
        "</mets:structMap></mets:mets>"
    )


def book(where: Path, description: str, files: dict[str, str | bytes]) -> Path:
    """A METS file with its files beside it."""
    folder(where, {**files, "mets.xml": description})
    return where / "mets.xml"


TWO = {"FULLTEXT/a.xml": page("甲"), "FULLTEXT/b.xml": page("乙")}
LISTED = (("A", "FULLTEXT/a.xml"), ("B", "FULLTEXT/b.xml"))


def refused(path: Path) -> SourceError:
    """The error with which it is refused."""
    with pytest.raises(SourceError) as caught:
        readers.read(path)
    assert caught.value.remedy
    return caught.value


def numbers(source: Source) -> list[str]:
    """The numbers of the pages."""
    return [one.n for one in source.pages]


def test_order_and_numbers_are_those_of_the_physical_map(tmp_path: Path) -> None:
    """ORDER sorts the pages, ORDERLABEL numbers them, and uncounted pages have no number."""
    leaves = leaf("2", "xii", "A") + leaf("1", "uncounted", "B")
    source = readers.read(book(tmp_path, mets(group("FULLTEXT", LISTED), leaves), TWO))
    require_sound(source)
    assert (lines(source), numbers(source)) == (["乙", "甲"], ["", "xii"])
    names = [file.path.name for file in source.files]
    assert names == ["mets.xml", "b.xml", "a.xml"]


def test_a_folder_with_a_mets_is_read_by_it(tmp_path: Path) -> None:
    """The folder is the path, and what METS does not list is not read."""
    description = mets(group("FULLTEXT", LISTED), leaf("1", "1", "A"))
    book(tmp_path, description, {**TWO, "other.xml": page("丙")})
    source = readers.read(tmp_path)
    assert source.path == tmp_path
    assert lines(source) == ["甲"]
    assert any("1 files of the group FULLTEXT belong to no page" in one for one in source.notices)


def test_without_a_map_the_files_stand_in_their_order(tmp_path: Path) -> None:
    """The file section decides where no map of pages is stated."""
    source = readers.read(book(tmp_path, mets(group("FULLTEXT", LISTED), ""), TWO))
    assert lines(source) == ["甲", "乙"]


def three_groups(tmp_path: Path) -> Path:
    """A workspace with layout only, OCR and ground truth of one page."""
    names = ("OCR-D-SEG-LINE", "OCR-D-GT-SEG-PAGE", "OCR-D-OCR-X")
    groups = "".join(group(use, [(use, f"{use}/1.xml")]) for use in names)
    files: dict[str, str | bytes] = {f"{use}/1.xml": page(use) for use in names}
    return book(tmp_path, mets(groups, leaf("1", "1", *names)), files)


def test_ground_truth_goes_before_ocr_and_a_notice_says_so(tmp_path: Path) -> None:
    """The rule decides between groups, and the others are named."""
    source = readers.read(three_groups(tmp_path))
    assert lines(source) == ["OCR-D-GT-SEG-PAGE"]
    (notice,) = source.notices
    assert "OCR-D-OCR-X" in notice and "text.group" in notice


def test_the_user_names_the_group(tmp_path: Path) -> None:
    """What is named is read without a notice; what is not there is told with what is."""
    path = three_groups(tmp_path)
    source = readers.read(path, group="OCR-D-OCR-X")
    assert (lines(source), source.notices) == (["OCR-D-OCR-X"], ())
    with pytest.raises(SourceError, match="OCR-D-SEG-LINE, OCR-D-GT-SEG-PAGE, OCR-D-OCR-X"):
        readers.read(path, group="NONE")
    with pytest.raises(SourceError, match="no METS"):
        readers.read(tmp_path / "OCR-D-OCR-X", group="X")


def test_a_group_of_few_pages_does_not_win(tmp_path: Path) -> None:
    """Ground truth of one page of three is not the text of the book."""
    ocr = [(f"o{n}", f"OCR/{n}.xml") for n in range(3)]
    groups = group("OCR-D-GT", [("gt", "GT/0.xml")]) + group("OCR-D-OCR", ocr)
    leaves = "".join(leaf(str(n), str(n), f"o{n}", "gt") for n in range(3))
    files: dict[str, str | bytes] = {f"OCR/{n}.xml": page(f"页{n}") for n in range(3)}
    source = readers.read(book(tmp_path, mets(groups, leaves), {**files, "GT/0.xml": page("真")}))
    assert lines(source) == ["页0", "页1", "页2"]


def test_alto_and_plain_text_are_read_too(tmp_path: Path) -> None:
    """ALTO goes before the plain text of the same pages."""
    groups = group("TXT", [("t", "1.txt")], "text/plain")
    groups += group("FULL TEXT", [("a", "1.xml")], "text/xml")
    files: dict[str, str | bytes] = {"1.txt": "文", "1.xml": ALTO.format(text="甲")}
    source = readers.read(book(tmp_path, mets(groups, leaf("1", "1", "t", "a")), files))
    assert lines(source) == ["甲"]


def test_the_scan_is_that_of_the_image_group(tmp_path: Path) -> None:
    """Where the page file names none; thumbnails come last."""
    groups = group("FULLTEXT", LISTED)
    groups += group("THUMBS", [("T", "t/a.jpg")], "image/jpeg")
    groups += group("DEFAULT", [("I", "img/a.jpg")], "image/jpeg")
    files: dict[str, str | bytes] = {**TWO, "t/a.jpg": b"\xff\xd8", "img/a.jpg": b"\xff\xd8"}
    files["FULLTEXT/b.xml"] = page("乙", "own.png")
    leaves = leaf("1", "1", "A", "T", "I") + leaf("2", "2", "B", "I")
    source = readers.read(book(tmp_path, mets(groups, leaves), files))
    assert [one.image for one in source.pages] == ["../img/a.jpg", "own.png"]


def test_missing_and_broken_pages_are_named_and_the_others_read(tmp_path: Path) -> None:
    """The edition is made of what there is."""
    listed = [*LISTED, ("C", "FULLTEXT/c.xml"), ("D", "https://example.org/d.xml")]
    leaves = "".join(leaf(str(n), str(n), name) for n, name in enumerate("ABCD", 1))
    files: dict[str, str | bytes] = {"FULLTEXT/a.xml": page("甲"), "FULLTEXT/b.xml": "<PcGts"}
    source = readers.read(book(tmp_path, mets(group("FULLTEXT", listed), leaves), files))
    assert lines(source) == ["甲"]
    told = "\n".join(source.notices)
    assert "page 3 is left out" in told and "page 4 lies on the network" in told
    assert "b.xml" in told


@pytest.mark.parametrize(
    ("href", "why"),
    [
        ("https://example.org/a.xml", "lie on the network"),
        ("../outside.xml", "is there"),
        ("file:///etc/passwd", "is there"),
        ("missing.xml", "is there"),
        ("http://[", "lie on the network"),
        ("%00", "is there"),
    ],
)
def test_without_a_readable_page_there_is_no_source(href: str, why: str, tmp_path: Path) -> None:
    """Nothing is fetched, and nothing outside the folder is read."""
    (tmp_path / "outside.xml").write_text(page("外"))
    description = mets(group("FULLTEXT", [("A", href)]), leaf("1", "1", "A"))
    assert why in refused(book(tmp_path / "book", description, {})).what


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    """Neither by the METS file nor by the disk."""
    (tmp_path / "outside.xml").write_text(page("外"))
    description = mets(group("FULLTEXT", [("A", "a.xml")]), leaf("1", "1", "A"))
    path = book(tmp_path / "book", description, {})
    (tmp_path / "book" / "a.xml").symlink_to(tmp_path / "outside.xml")
    assert "外" not in refused(path).line()
    assert "is there" in refused(path).what


def test_a_name_with_blanks_is_found_quoted_or_not(tmp_path: Path) -> None:
    """Programs write paths as URLs, or as they are."""
    listed = [("A", "page%201.xml"), ("B", "page 2.xml"), ("C", "100%25.xml")]
    leaves = "".join(leaf(str(n), "", name) for n, name in enumerate("ABC"))
    files: dict[str, str | bytes] = {
        "page 1.xml": page("甲"), "page 2.xml": page("乙"), "100%.xml": page("丙")
    }  # fmt: skip
    source = readers.read(book(tmp_path, mets(group("F", listed), leaves), files))
    assert lines(source) == ["甲", "乙", "丙"]


def test_a_mets_without_text_says_what_it_lacks(tmp_path: Path) -> None:
    """Images alone are no text."""
    images = group("DEFAULT", [("I", "a.jpg")], "image/jpeg")
    assert (
        "no files with text" in refused(book(tmp_path, mets(images, leaf("1", "1", "I")), {})).what
    )


def test_two_mets_in_a_folder_are_not_guessed(tmp_path: Path) -> None:
    """The remedy is to name one."""
    description = mets(group("FULLTEXT", LISTED), leaf("1", "1", "A"))
    book(tmp_path, description, {**TWO, "mets2.xml": description})
    assert "2 METS files" in refused(tmp_path).what
