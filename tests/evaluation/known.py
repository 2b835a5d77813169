"""Known texts: the parts of a chapter in reading order."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Item:
    """One part of a text: title, parallel, head, entry (with its head), paragraph, signature,
    caption.
    """

    kind: str
    text: str


def chapter(text_file: Path, structure_file: Path) -> list[Item]:
    """The items of a chapter whose reading is known line by line; see tests/reading.py."""
    lines = ["", *text_file.read_text().split("\n")]
    known = json.loads(structure_file.read_text())

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
            yield Item("head", joined([section["head"]]).replace(" ", ""))
            for entry in section["entries"]:
                for number, paragraph in enumerate(entry["paragraphs"]):
                    yield Item("paragraph" if number else "entry", joined(paragraph))
                if (first := entry["paragraphs"][0][0]) in captions:
                    yield Item("caption", captions[first])
            yield Item("signature", joined([section["signed"]]))

    return list(items())
