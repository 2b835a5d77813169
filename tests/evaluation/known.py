"""Known texts: the parts of a book in reading order, from items files, structure files and TEI."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from fangzhi.tei.edition import reading
from fangzhi.tei.names import NS, local, parse_file
from reading import SEED, SEED_STRUCTURE

ROOT = Path(__file__).resolve().parents[2]
TEXTS = Path(__file__).resolve().parent / "texts"
LEVELS = ("part", "chapter", "section", "subsection")
KINDS = {
    "title", "parallel", "head", "entry", "runin", "dated", "paragraph", "item", "note",
    "signature", "caption", "table",
}  # fmt: skip
HEADS = ("title", "parallel", "head")
BULLETS = "■●◆▲★□○◇△☆"
_BRACKETED = re.compile(r"[【〔〖［][^】〕〗］]*[】〕〗］]\s*")
_BLANK = re.compile(r"\s*\u3000\u3000\s*|\s{2,}")
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True)
class Item:
    """One part of a text: its kind, its text as printed, the level of a head, a table's rows."""

    kind: str
    text: str
    level: str = ""
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def latin(self) -> bool:
        """Whether it is set with blanks between words, as no Han character stands in it."""
        return not _HAN.search(self.text + "".join(cell for row in self.rows for cell in row))

    def head_and_rest(self) -> tuple[str, str]:
        """What is the head of an entry or run-in head, and what the paragraph that follows it."""
        found = _BRACKETED.match(self.text) if self.kind == "entry" else None
        end = found.end() if found else 0
        if not end and (blank := _BLANK.search(self.text)):
            end = blank.end()
        return self.text[:end].strip(), self.text[end:]


@dataclass(frozen=True)
class Text:
    """A known text: its name, its parts, and the profile that it is to be read with."""

    name: str
    items: tuple[Item, ...]
    profile: str = ""

    @property
    def latin(self) -> bool:
        """Whether most of it is set with blanks between words."""
        return 2 * sum(item.latin for item in self.items) > len(self.items)


def texts() -> dict[str, Text]:
    """All texts that come with the evaluation, by name."""
    found = [from_items(path) for path in sorted(TEXTS.glob("*.items"))]
    golden = ROOT / "tests/markup/golden/yunxi-2024/structure.json"
    found.append(from_structure("sample", ROOT / "source/yunxi-2024.txt", golden))
    if SEED.is_file():
        found.append(from_structure("seed", SEED, SEED_STRUCTURE))
    return {text.name: text for text in found}


def from_file(path: Path) -> Text:
    """A user's own text: TEI, or items."""
    return from_tei(path) if path.suffix.lower() == ".xml" else from_items(path)


def from_items(path: Path) -> Text:
    """The text of an items file; `ValueError` names the line that is wrong."""
    items: list[Item] = []
    profile = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.startswith("#"):
            found = re.match(r"#\s*profile:\s*(\S+)", line)
            profile = found[1] if found else profile
        elif line.startswith("|"):
            _add_row(items, line, f"{path}:{number}")
        elif line.strip():
            items.append(_item(line, f"{path}:{number}"))
    return Text(path.stem, tuple(items), profile)


def _item(line: str, where: str) -> Item:
    kind, colon, text = line.partition(":")
    kind, _, level = kind.strip().partition(" ")
    if not colon or kind not in KINDS or (kind == "head") != (level in LEVELS):
        raise ValueError(f"{where}: not a kind of item: {line[:40]!r}")
    if not text.strip() and kind != "table":
        raise ValueError(f"{where}: an item without text")
    return Item(kind, text.strip(), level)


def _add_row(items: list[Item], line: str, where: str) -> None:
    if not items or items[-1].kind != "table":
        raise ValueError(f"{where}: a row outside a table")
    row = tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
    items[-1] = Item("table", items[-1].text, rows=(*items[-1].rows, row))


def from_structure(name: str, text_file: Path, structure_file: Path) -> Text:
    """A chapter whose reading is known line by line; see tests/reading.py."""
    lines = ["", *text_file.read_text(encoding="utf-8").split("\n")]
    known = json.loads(structure_file.read_text(encoding="utf-8"))

    def joined(numbers: list[int]) -> str:
        return re.sub(r"\s+", " ", "".join(lines[number].strip() for number in numbers))

    captions = {
        figure["entry_head_line"]: " ".join(lines[number].strip() for number in figure["lines"])
        for figure in known["figures"]
    }

    def items() -> Iterator[Item]:
        yield Item("title", joined([known["title_line"]]))
        yield Item("parallel", joined([known["parallel_title_line"]]))
        for section in known["sections"]:
            yield Item("head", joined([section["head"]]).replace(" ", ""), "section")
            for entry in section["entries"]:
                for number, paragraph in enumerate(entry["paragraphs"]):
                    yield Item("paragraph" if number else "entry", joined(paragraph))
                if (first := entry["paragraphs"][0][0]) in captions:
                    yield Item("caption", captions[first])
            yield Item("signature", joined([section["signed"]]))

    return Text(name, tuple(items()), "yearbook")


def from_tei(path: Path) -> Text:
    """The text of a TEI file that fangzhi made and a person proofread."""
    root = parse_file(path).getroot()
    body = root.find("tei:text/tei:body", NS)
    if body is None:
        raise ValueError(f"{path}: has no text")
    terms = root.findall("tei:teiHeader//tei:keywords/tei:term", NS)
    items = tuple(item for div in body for item in _division(div, 0))
    return Text(path.stem, items, next((reading(term) for term in terms), ""))


def _division(element: etree._Element, depth: int) -> Iterator[Item]:
    """The items of a `div`; the head of an entry waits for the paragraph that it runs into."""
    run_in = ""
    for child in element:
        name = local(child)
        if name == "head" and element.get("type") == "entry" and not run_in:
            run_in = reading(child)
        elif name == "p" and run_in:
            yield _entry(run_in, reading(child))
            run_in = ""
        elif name == "div":
            yield from _division(child, depth + 1)
        else:
            if run_in and name in ("list", "table", "note", "head"):
                yield Item("head", run_in, LEVELS[-1])
                run_in = ""
            yield from _block(child, element.get("type", ""), depth)


def _entry(head: str, text: str) -> Item:
    """An entry as printed: its head in brackets, or parted from the text by blanks."""
    if _BRACKETED.fullmatch(head):
        return Item("entry", head + text)
    return Item("entry" if head[:1] in BULLETS else "runin", f"{head}\u3000\u3000{text}")


def _block(child: etree._Element, kind: str, depth: int) -> Iterator[Item]:
    """The items of what stands in a `div`; what is no text of the book gives none."""
    name = local(child)
    if name == "head" and child.get("type") == "parallel":
        yield Item("parallel", reading(child))
    elif name == "head":
        level = kind if kind in LEVELS and depth else LEVELS[min(max(depth - 1, 0), 3)]
        yield Item("head", reading(child), level) if depth else Item("title", reading(child))
    elif name == "figure":
        parts = child.findall("tei:head", NS) + child.findall("tei:byline", NS)
        yield Item("caption", " ".join(reading(part) for part in parts))
    elif name == "table":
        rows = tuple(tuple(reading(cell) for cell in row) for row in child.findall("tei:row", NS))
        yield Item("table", "".join(map(reading, child.findall("tei:head", NS))), rows=rows)
    elif name == "list":
        yield from (Item("item", text) for text in list_items(child))
    elif name in ("p", "note", "byline"):
        kinds = {"p": "paragraph", "note": "note", "byline": "signature"}
        yield Item(kinds[name], reading(child))


def list_items(element: etree._Element) -> Iterator[str]:
    """The items of a `list`, each with the label before it."""
    label = ""
    for child in element:
        if local(child) == "label":
            label = reading(child) + " "
        elif local(child) == "item":
            yield label + reading(child)
            label = ""
