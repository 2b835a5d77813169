"""What the format says of a block goes before its shape, and after what a person decided."""

from __future__ import annotations

from pathlib import Path

from fangzhi.markup import profile as profiles
from fangzhi.markup.assembly import recognise
from fangzhi.markup.decisions import NONE, Decisions, RoleDecision
from fangzhi.markup.outline import Outline
from fangzhi.markup.roles import Part
from fangzhi.source import Block, Box, Line, Page, Source

PLAIN = profiles.load("plain")
PAGE = Box(0, 0, 1000, 1400)


def source_of(*pages: list[tuple[str, str]]) -> Source:
    """A scan: pages of (kind, lines) blocks, one below the other."""
    text, made, number = "", [], 0
    for page in pages:
        blocks = []
        for kind, content in page:
            lines = []
            for line in content.split("\n"):
                number += 1
                lines.append(Line(len(text), len(text) + len(line), number, 0.0, len(line) / 2))
                text += line + "\n"
            text += "\n"
            number += 1
            blocks.append(Block(tuple(lines), 1, kind, Box(0, number, 500, number + 10)))
        text += "\f"
        made.append(Page(tuple(blocks), box=PAGE))
    return Source(Path("scan.xml"), text, "UTF-8", "0" * 64, tuple(made))


def read(source: Source, decisions: Decisions = NONE) -> Outline:
    return recognise(source, PLAIN, decisions)


def roles(outline: Outline, source: Source) -> list[tuple[str, str]]:
    """(role, first word) of each part."""
    return [(part.role.value, _text(part, source).split()[0]) for part in outline.parts]


def _text(part: Part, source: Source) -> str:
    return source.slice(part.span)


LONG = "The harbour was dredged in the spring of that year, and boats could pass again."


def test_kinds_become_roles() -> None:
    """Headings, captions and notes are what they are called, whatever they look like."""
    source = source_of(
        [
            ("heading", "a heading that ends like a sentence."),
            ("paragraph", LONG),
            ("caption", "The mole in May. It is seen from the west."),
            ("footnote", "without a mark"),
            ("marginalia", "1848"),
        ]
    )
    found = roles(read(source), source)
    assert found == [
        ("title", "a"),
        ("text", "The"),
        ("caption", "The"),
        ("note", "without"),
        ("note", "1848"),
    ]


def test_a_heading_of_many_lines_is_one() -> None:
    """Lines of one region stay together."""
    source = source_of(
        [("heading", "Of\nHarbours\nand Moles"), ("paragraph", LONG), ("heading", "Of\nLights")]
    )
    heads = [division.head for division in read(source).divisions() if division.head]
    assert [source.slice(head.spans[0]).split("\n") for head in heads] == [
        ["Of", "Harbours", "and Moles"],
        ["Of", "Lights"],
    ]


def test_furniture() -> None:
    """Running heads, page numbers, catchwords and signature marks are furniture, and name pages."""
    page = [
        ("header", "Of the Harbour"),
        ("page-number", "12"),
        ("paragraph", LONG),
        ("catch-word", "and"),
        ("signature-mark", "B ij"),
    ]
    source = source_of(page, [("page-number", "13"), ("paragraph", LONG), ("footer", "Printed")])
    outline = read(source)
    kinds = [[one.kind for one in sheet.furniture] for sheet in outline.sheets]
    assert kinds == [["header", "pageNum", "catch", "sig"], ["pageNum", "footer"]]
    assert [sheet.n for sheet in outline.sheets] == ["12", "13"]
    assert [one.top for one in outline.sheets[0].furniture] == [True, True, False, False]


def test_a_page_alone_is_not_cut() -> None:
    """Furniture of one page begins no other page, where the format knows its pages."""
    source = source_of([("header", "Head"), ("paragraph", LONG), ("page-number", "7")])
    assert len(read(source).sheets) == 1


def test_paragraphs_are_no_heads_where_heads_are_told() -> None:
    """A short paragraph is one, where the format tells headings; else its shape decides."""
    told = source_of([("heading", "Lights"), ("paragraph", LONG), ("paragraph", "Boats")] * 2)
    assert ("text", "Boats") in roles(read(told), told)
    untold = source_of([("paragraph", "Lights"), ("paragraph", LONG)] * 3)
    assert ("head", "Lights") in roles(read(untold), untold)


def test_a_person_knows_better() -> None:
    """A decision about a line goes before what the format says of its block."""
    source = source_of([("header", "Lights"), ("heading", "Boats"), ("paragraph", LONG)])
    decided = Decisions({1: RoleDecision("head"), 3: RoleDecision("text")}, {})
    found = roles(read(source, decided), source)
    assert ("text", "Boats") in found
    assert ("title", "Lights") in found or ("head", "Lights") in found
