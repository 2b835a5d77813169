"""Degraded pages of the sample read with the models that RapidOCR brings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evaluation.known import texts
from fangzhi import readers
from fangzhi.ocr import transcribe
from fangzhi.ocr.engines import Reading
from fangzhi.ocr.engines.rapid import settle_marks, with_blanks
from pages.setting import render, set_pages

SQUARE = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))


def distance(first: str, second: str) -> int:
    """The edit distance of two texts (Levenshtein)."""
    row = list(range(len(second) + 1))
    for index, a in enumerate(first, 1):
        before, row[0] = row[0], index
        for place, b in enumerate(second, 1):
            before, row[place] = (
                row[place],
                min(before + (a != b), row[place] + 1, row[place - 1] + 1),
            )
    return row[-1]


def test_marks_have_one_width_on_a_page() -> None:
    """The width that they have in print; marks within figures stay, and where nothing tells."""
    lines = [Reading("年末,比分3:2，增长", SQUARE, 1.0, (("年末", 1.0), (",", 0.4)))]
    lines += [Reading("街道，1,200户", SQUARE, 1.0)]

    def settled(*spans: float) -> list[str]:
        return [one.text for one in settle_marks(lines, {",": spans})]

    assert settled(1.5, 1.4, 1.6, 1.5, 1.9) == ["年末,比分3:2,增长", "街道,1,200户"]
    assert settled(2.0, 1.9, 2.1, 2.0, 1.6) == ["年末，比分3:2，增长", "街道，1,200户"]
    assert settled(1.5) == [one.text for one in lines]


def test_wide_blanks_of_print_are_put_back() -> None:
    """Behind a Han character, as wide as two of them; a character that was passed over is none."""

    def line(text: str, *wide: int) -> list[tuple[str, float, list[tuple[float, float]]]]:
        left, words = 0.0, []
        for place, character in enumerate(text):
            left += 10 + (20 if place in wide else 0)
            words.append((character, 1.0, [(left, 0.0), (left + 9, 0), (left + 9, 9), (left, 9.0)]))
        return words

    text = "青茅线起自县城西郊"
    assert with_blanks(text, line(text, 3)) == "青茅线\u3000\u3000起自县城西郊"
    assert with_blanks(text, line(text)) == text
    dated = "环山线1978年分期建成串联"
    assert with_blanks(dated, line(dated, 3)) == "环山线\u3000\u30001978年分期建成串联"
    assert with_blanks("综述", line("综述", 1)) == "综述"


@pytest.mark.slow
def test_a_degraded_page_in_two_columns(tmp_path: Path) -> None:
    """At most one character in a hundred is wrong, in reading order; heads are told."""
    for package in ("rapidocr", "onnxruntime", "reportlab"):
        try:
            __import__(package)
        except ImportError:
            reason = f"{package} is not installed: pip install 'fangzhi[ocr]'"
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    pages = set_pages(tmp_path, 2)
    (tmp_path / "scans").mkdir()
    scans = render(pages.pdf, tmp_path / "scans")
    for scan in scans[2:]:
        scan.unlink()
    result = transcribe(tmp_path / "scans", tmp_path, "sample", jobs=2)
    assert (result.read, result.errors) == (2, [])
    blocks = []
    for name in ("page-0001.xml", "page-0002.xml"):
        source = readers.read(result.folder / name)
        blocks += [(one.kind, source.text[one.start : one.end]) for one in source.blocks()]
    aside = ("caption", "header", "page-number")
    read = "".join("".join(text for kind, text in blocks if kind not in aside).split())
    items = [one for one in texts()["sample"].items if one.kind not in ("caption", "table")]
    whole = "".join("".join(one.text for one in items).split())
    wrong = distance(read, whole[: len(read)])
    assert len(read) > 3000
    assert wrong <= len(read) / 100
    heads = ["".join(text.split()) for kind, text in blocks if kind == "heading"]
    assert "芸溪区人民政府" in heads
    assert sum(kind == "page-number" for kind, _ in blocks) == 2
