"""Reading flattened text back with fangzhi: what the TEI file has, in a form that can be scored."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from lxml import etree

from evaluation.known import list_items
from fangzhi.pipeline import Result, encode_source, plan
from fangzhi.tei.edition import UNREAD, reading
from fangzhi.tei.names import NS, local

SEAMS = ("milestone", "pb", "cb", "lb")
WHOLE = ("item", "note", "figure", "table")  # the paragraphs in these are part of them


@dataclass
class Found:
    """What stands in a TEI file.

    `parts`: the texts by what they are scored as; `depths`: each head with how deep it lies;
    `seams`: (text before, text after, certainty) of each join; `guesses`: (text before, text
    after, probability) where the program tells a probability.
    """

    parts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    depths: list[tuple[str, int]] = field(default_factory=list)
    seams: list[tuple[str, str, str]] = field(default_factory=list)
    guesses: list[tuple[str, str, float]] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    data: bytes = b""


def read_back(text: str, profile: str) -> Found:
    """What fangzhi finds in `text`; an empty profile leaves the choice to the program."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "x.txt")
        source.write_text(text, encoding="utf-8", newline="\n")
        result = encode_source(plan(source, Path(folder), profile=profile))
    found = find_parts(etree.fromstring(result.data))
    found.guesses = list(_guesses(result))
    found.data = result.data
    return found


def find_parts(root: etree._Element) -> Found:
    """The parts of the text of a TEI file."""
    found = Found()
    text = root.find("tei:text", NS)
    for element in text.iter(etree.Element) if text is not None else ():
        kind = _kind(element)
        if kind == "heads" and element.get("type") != "parallel":
            depth = sum(local(above) == "div" for above in element.iterancestors())
            found.depths.append((reading(element), depth))
        if kind:
            content = _content(element, kind)
            found.parts[kind].append(content)
            # A head may run into the paragraph after it: a cut there is inside both.
            found.joined.append(content + ("" if kind == "heads" else "\n"))
        if local(element) in ("p", "head", "item", "note", "byline"):
            found.seams += _seams(element)
    return found


def _kind(element: etree._Element) -> str:
    """What an element is scored as; empty if it is only part of something, or no text."""
    name, parent = local(element), element.getparent()
    above = local(parent) if parent is not None else ""
    if name in ("head", "byline") and above in ("div", "closer"):
        return "heads" if name == "head" else "signatures"
    if name == "p":
        return "" if any(local(e) in WHOLE for e in element.iterancestors()) else "paragraphs"
    if name == "head" and above == "table":
        return "captions"
    kinds = {"figure": "captions", "table": "tables", "note": "notes", "item": "items"}
    return kinds.get(name, "")


def _content(element: etree._Element, kind: str) -> str:
    """The text of an element as it is compared."""
    if local(element) == "figure":
        return "".join(reading(part) for part in element if local(part) in ("head", "byline", "p"))
    if kind == "tables":
        rows = ([reading(cell) for cell in row] for row in element.findall("tei:row", NS))
        return table_text(tuple(row) for row in rows)
    parent = element.getparent()
    if kind == "items" and parent is not None and len(texts := list(list_items(parent))):
        return texts[[e for e in parent if local(e) == "item"].index(element)]
    before = element.getprevious()
    labelled = kind == "paragraphs" and before is not None and local(before) == "label"
    return (reading(before) if labelled else "") + reading(element)


def table_text(rows: Iterator[tuple[str, ...]] | tuple[tuple[str, ...], ...]) -> str:
    """A table in one line: rows and cells parted by marks that text does not have."""
    return "¶".join("¦".join(row) for row in rows)


def _seams(element: etree._Element) -> list[tuple[str, str, str]]:
    """The seams of a text with the texts that meet there."""
    pieces: list[str] = [""]
    certain: list[str] = []
    for piece, certainty in _walk(element):
        if not certainty:
            pieces[-1] += piece
        elif pieces[-1].strip() or not certain:  # two page breaks in one place are one seam
            certain.append(certainty)
            pieces.append("")
    return [
        (before, after, certainty)
        for (before, after), certainty in zip(pairwise(pieces), certain, strict=True)
    ]


def _walk(element: etree._Element) -> Iterator[tuple[str, str]]:
    """(text, nothing) and (nothing, certainty of a seam) in the order of the text."""
    yield element.text or "", ""
    for child in element:
        if local(child) in SEAMS and child.get("cert"):
            yield "", child.get("cert", "")
        elif local(child) and local(child) not in UNREAD:
            yield from _walk(child)
        yield child.tail or "", ""


def _guesses(result: Result) -> Iterator[tuple[str, str, float]]:
    """The joins with their probabilities."""
    parts = result.outline.parts
    for join in result.outline.joins:
        before, after = parts[join.before].spans[-1], parts[join.after].span
        yield result.source.slice(before), result.source.slice(after), join.probability
