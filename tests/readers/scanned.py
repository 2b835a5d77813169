"""What the tests of the readers of OCR formats share."""

from __future__ import annotations

from pathlib import Path

import pytest

from fangzhi import readers
from fangzhi.errors import SourceError
from fangzhi.source import Source, Span, place

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


def files(pattern: str) -> list[Path]:
    """Public files to test against; the test is skipped where they are not there."""
    found = sorted(DATA.glob(pattern))
    if not found:
        pytest.skip(f"../shared/data/{pattern} is not there")
    return found


def read(path: Path, content: str | bytes) -> Source:
    """The source of a file with this content; it keeps what every source keeps."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    source = readers.read(path)
    require_sound(source)
    return source


def refused(path: Path, content: str | bytes) -> SourceError:
    """The error with which a file is refused."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(SourceError) as caught:
        readers.read(path)
    assert caught.value.remedy
    assert str(path) in str(caught.value.where)
    return caught.value


def texts(source: Source) -> list[list[str]]:
    """The lines of each block."""
    return [
        [source.slice(Span(line.start, line.end)) for line in block.lines]
        for block in source.blocks()
    ]


def kinds(source: Source) -> list[str]:
    """The kind of each block."""
    return [block.kind for block in source.blocks()]


def require_sound(source: Source) -> None:
    """Each character that is no blank lies in one line, and each line where it says it is."""
    reached = 0
    numbers = []
    assert len(source.pages) == source.text.count("\f") + 1
    for block in source.blocks():
        assert block.lines
        for line in block.lines:
            assert reached <= line.start < line.end
            assert not source.text[reached : line.start].strip()
            inside = source.text[line.start : line.end]
            assert inside == inside.strip()
            assert "\n" not in inside
            assert place(source.text, line.start).startswith(f"{line.number}:")
            assert line.confidence is None or 0 <= line.confidence <= 1
            numbers.append(line.number)
            reached = line.end
    assert not source.text[reached:].strip()
    assert len(set(numbers)) == len(numbers)
