"""Tagged PDFs: what the file says of its text wins over how it is set, where it holds together."""

from __future__ import annotations

from pathlib import Path

from fangzhi import readers
from fangzhi.source import Source
from readers.by_hand import written
from readers.scanned import kinds, require_sound, texts

LINES = ("The Mill", "It rained all day.", "The river rose.", "Repairs", "The sluice was mended.")
TYPES = ("H1", "P", "P", "H2", "P")


def read(folder: Path, types: tuple[str, ...], parents: tuple[int, ...] = ()) -> Source:
    """A page of `LINES` in one size, each of them the content of an element of its type.

    `parents` gives another element than its own to a line: the element of the line of that number.
    """
    parents = parents or tuple(range(len(LINES)))
    content = b"BT /F 12 Tf 14 TL 72 700 Td " + b" ".join(
        b"/%s << /MCID %d >> BDC (%s) Tj T* EMC" % (name.encode(), number, line.encode())
        for number, (name, line) in enumerate(zip(types, LINES, strict=True))
    )
    own = sorted(set(parents))
    places = {parent: 8 + place for place, parent in enumerate(own)}  # 6 and 7 are the tree
    elements = tuple(
        b"<< /Type /StructElem /S /%s /P 6 0 R /Pg 3 0 R /K [%s] >>"
        % (
            types[parent].encode(),
            b" ".join(b"%d" % mark for mark, of in enumerate(parents) if of == parent),
        )
        for parent in own
    )
    kids = b" ".join(b"%d 0 R" % places[parent] for parent in own)
    marks = b" ".join(b"%d 0 R" % places[parent] for parent in parents)
    tree = (
        b"<< /Type /StructTreeRoot /K [%s] /ParentTree 7 0 R >>" % kids,
        b"<< /Nums [0 [%s]] >>" % marks,
    )
    path = folder / "made.pdf"
    path.write_bytes(
        written(
            content + b" ET",
            b"/MediaBox [0 0 595 842] /StructParents 0",
            (*tree, *elements),
            catalog=b"/StructTreeRoot 6 0 R /MarkInfo << /Marked true >>",
        )
    )
    source = readers.read(path)
    require_sound(source)
    return source


def test_heads_are_what_the_tags_say(tmp_path: Path) -> None:
    """With their levels, though they are set as all the text is."""
    source = read(tmp_path, TYPES)
    heads = [(block.level, source.text[block.start : block.end]) for block in source.blocks()]
    assert [(level, text) for level, text in heads if level] == [(1, "The Mill"), (2, "Repairs")]


def test_paragraphs_begin_where_the_tags_say(tmp_path: Path) -> None:
    """Two lines of one element are one paragraph, whatever their lengths; of two elements, two."""
    assert texts(read(tmp_path, TYPES)) == [[line] for line in LINES]
    joined = read(tmp_path, TYPES, (0, 1, 1, 3, 4))
    assert texts(joined) == [[LINES[0]], list(LINES[1:3]), [LINES[3]], [LINES[4]]]


def test_captions_and_notes_are_what_the_tags_say(tmp_path: Path) -> None:
    """They need no picture above them, and no mark."""
    source = read(tmp_path, ("H1", "Caption", "P", "P", "Note"))
    assert kinds(source) == ["heading", "caption", *kinds(source)[2:4], "footnote"]


def test_tags_that_tell_nothing_are_passed_over(tmp_path: Path) -> None:
    """All paragraphs, or all heads, is what programs say that know nothing."""
    assert not any(block.level for block in read(tmp_path, ("P",) * 5).blocks())
    assert not any(block.level for block in read(tmp_path, ("H1",) * 5).blocks())
    one = texts(read(tmp_path, ("P",) * 5, (0, 0, 0, 0, 0)))
    assert one == texts(read(tmp_path, ("P",) * 5))
