"""Markdown: what it stands for, and its front matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from readers.scanned import read
from readers.writing import found_in


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("云溪\n区志", [("paragraph", 0, ["云溪区志"])]),
        ("one  \ntwo", [("paragraph", 0, ["one", "two"])]),
        ("Head\n====", [("heading", 1, ["Head"])]),
        ("3. a\n4. b", [("list", 1, ["3.\ta"]), ("list", 1, ["4.\tb"])]),
        ("- a\n  - b", [("list", 1, ["•\ta"]), ("list", 2, ["•\tb"])]),
        ("| a | b |\n|---|---|\n| c | d |", [("table", 0, ["a\tb", "c\td"])]),
        ("<h2>Raw</h2>\n\ntext", [("heading", 2, ["Raw"]), ("paragraph", 0, ["text"])]),
        ("    code\n    more", [("paragraph", 0, ["code", "more"])]),
        ("1\\. no list", [("paragraph", 0, ["1. no list"])]),
        ("a[^x] b[^x]\n\n[^x]: note", [("paragraph", 0, ["a[1] b[1]"]),
                                       ("footnote", 0, ["[1] note"])]),
    ],
)  # fmt: skip
def test_the_blocks_of_a_text(
    text: str, blocks: list[tuple[str, int, list[str]]], tmp_path: Path
) -> None:
    """They are those of the HTML that it stands for."""
    assert found_in(read(tmp_path / "made.md", text)) == blocks


def test_the_front_matter_gives_the_title(tmp_path: Path) -> None:
    """The rest of it is left out, and that is told."""
    text = "---\ntitle: 云溪志\ndate: 2024\n---\n\n# 综述\n\n正文\n"
    source = read(tmp_path / "made.md", text)
    assert found_in(source)[:2] == [("heading", 1, ["云溪志"]), ("heading", 2, ["综述"])]
    assert "date: 2024" in source.notices[0]


def test_a_rule_at_the_beginning_is_no_front_matter(tmp_path: Path) -> None:
    """Without a second one nothing is left out."""
    assert read(tmp_path / "made.md", "---\n\ntext\n").text == "text"
