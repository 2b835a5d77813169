"""The baseline: what is known, what is new, and a file that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from fangzhi.check.baseline import beyond, read_baseline, write_baseline
from fangzhi.check.finding import Finding, Level
from fangzhi.errors import UsageError


def finding(folder: Path, line: int, message: str = "wrong", code: str = "FZ201") -> Finding:
    return Finding(code, Level.ERROR, message, folder / "tei" / "a.xml", line, 1, f"/TEI/p[{line}]")


def test_known_findings_are_known_again_when_lines_move(tmp_path: Path) -> None:
    """After lines were put in above them, no known finding is new."""
    file = tmp_path / "baseline.json"
    write_baseline([finding(tmp_path, 3), finding(tmp_path, 9)], tmp_path, file)
    moved = [finding(tmp_path, 13), finding(tmp_path, 19)]
    assert beyond(moved, read_baseline(file), tmp_path) == ([], 2)


def test_one_more_of_the_same_is_new(tmp_path: Path) -> None:
    """Two equal findings are known; the third is not."""
    file = tmp_path / "baseline.json"
    write_baseline([finding(tmp_path, 3), finding(tmp_path, 9)], tmp_path, file)
    third = finding(tmp_path, 20)
    found = [finding(tmp_path, 3), finding(tmp_path, 9), third]
    assert beyond(found, read_baseline(file), tmp_path) == ([third], 2)


def test_another_message_or_code_is_new(tmp_path: Path) -> None:
    """What is said, and by which code, tells findings apart."""
    file = tmp_path / "baseline.json"
    write_baseline([finding(tmp_path, 3)], tmp_path, file)
    others = [finding(tmp_path, 3, "other"), finding(tmp_path, 3, code="FZ202")]
    new, old = beyond(others, read_baseline(file), tmp_path)
    assert (len(new), old) == (2, 0)


def test_the_file_is_the_same_twice_and_one_line_a_finding(tmp_path: Path) -> None:
    """A baseline makes small changes in a review: sorted, a line each, no place, no time."""
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    write_baseline([finding(tmp_path, 3), finding(tmp_path, 1, code="FZ101")], tmp_path, one)
    write_baseline([finding(tmp_path, 1, code="FZ101"), finding(tmp_path, 3)], tmp_path, two)
    assert one.read_bytes() == two.read_bytes()
    assert len(one.read_text().splitlines()) == 4
    assert str(tmp_path) not in one.read_text()


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", '{"fangzhi-baseline": 2, "findings": []}', '{"fangzhi-baseline": 1}',
        '{"fangzhi-baseline": 1, "findings": [{}]}', '{"fangzhi-baseline": 1, "findings": [3]}',
        "\x00", "[" * 100_000,
    ],
)  # fmt: skip
def test_an_unusable_file(tmp_path: Path, text: str) -> None:
    """A file that is no baseline is an error that names it and says how to make one."""
    file = tmp_path / "baseline.json"
    file.write_text(text)
    with pytest.raises(UsageError, match=r"not a usable baseline") as caught:
        read_baseline(file)
    assert "baseline.json" in caught.value.line()
    assert "--update-baseline" in caught.value.line()


def test_a_missing_file(tmp_path: Path) -> None:
    """A baseline that is not there is an error, not an empty one."""
    with pytest.raises(UsageError, match="the baseline"):
        read_baseline(tmp_path / "gone.json")
