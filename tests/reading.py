"""What a text should be read as, and what a TEI file reads as, in a form that can be compared."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from fangzhi.tei.edition import reading
from fangzhi.tei.names import NS, q

SHARED = Path(__file__).resolve().parents[2] / "shared"
SEED = SHARED / "seed" / "xiacheng-2018.txt"
SEED_STRUCTURE = SHARED / "seed" / "structure.json"


@dataclass(frozen=True)
class Reading:
    """Titles; sections as (head, signature, entries), an entry as its head with its paragraphs;
    figures as (caption with credit, the entry's text). All texts are without blanks.
    """

    titles: tuple[str, ...]
    sections: tuple[tuple[str, str, tuple[tuple[str, ...], ...]], ...]
    figures: tuple[tuple[str, str], ...]

    def counts(self) -> dict[str, int]:
        entries = [entry for _, _, entries in self.sections for entry in entries]
        return {
            "sections": len(self.sections),
            "entries": len(entries),
            "paragraphs": sum(len(entry) - 1 for entry in entries),
            "contributors": len({signed for _, signed, _ in self.sections}),
            "figures": len(self.figures),
        }


def plain(text: str) -> str:
    """`text` without blanks."""
    return "".join(text.split())


def expected(structure: Path, text: str) -> Reading:
    """The reading that a structure file, whose parts are line numbers, gives for `text`."""
    wanted: dict[str, Any] = json.loads(structure.read_text())
    lines = ["", *text.split("\n")]

    def joined(numbers: list[int]) -> str:
        return plain("".join(lines[number] for number in numbers))

    sections = []
    for section in wanted["sections"]:
        entries = [
            split_entry([joined(paragraph) for paragraph in entry["paragraphs"]])
            for entry in section["entries"]
        ]
        sections.append((joined([section["head"]]), joined([section["signed"]]), tuple(entries)))
    whole = {lines_of: entry for section in wanted["sections"] for entry in section["entries"]
             for lines_of in (entry["paragraphs"][0][0],)}  # fmt: skip
    figures = tuple(
        (
            joined(figure["lines"]),
            split_entry([joined(whole[figure["entry_head_line"]]["paragraphs"][0])])[0],
        )
        for figure in wanted["figures"]
    )
    titles = joined([wanted["title_line"]]), joined([wanted["parallel_title_line"]])
    return Reading(titles, tuple(sections), figures)


def split_entry(paragraphs: list[str]) -> tuple[str, ...]:
    """The head in 【】 taken off the first paragraph of an entry; heads nest no such brackets."""
    head, bracket, first = paragraphs[0].partition("】")
    return (head + bracket, first, *paragraphs[1:])


def actual(root: etree._Element) -> Reading:
    """The reading of a TEI file."""
    chapter = root.find("tei:text/tei:body/tei:div", NS)
    assert chapter is not None
    sections = []
    for section in chapter.iterchildren(q("div")):
        entries = [
            (head_of(entry), *(plain(reading(p)) for p in entry.iterchildren(q("p"))))
            for entry in section.iterchildren(q("div"))
        ]
        signed = "".join(plain(reading(line)) for line in section.iterchildren(q("byline")))
        sections.append((head_of(section), signed, tuple(entries)))
    figures = tuple(
        (
            "".join(plain(reading(part)) for part in figure.iterchildren(q("head"), q("byline"))),
            head_of(figure.getparent()),
        )
        for figure in chapter.iter(q("figure"))
    )
    titles = tuple(plain(reading(head)) for head in chapter.iterchildren(q("head")))
    return Reading(titles, tuple(sections), figures)


def head_of(element: etree._Element | None) -> str:
    head = element.find("tei:head", NS) if element is not None else None
    return plain(reading(head)) if head is not None else ""
