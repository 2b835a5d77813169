"""What is measured: the same text once, many times over, and as many chapters; all in a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

SIDECAR = """\
language = "{language}"
date = 2026-01-01
[title]
{language} = "{name}"
[publication]
publisher = "bench"
[rights]
status = "free"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
"""
HEAD = "---\ntitle: bench\nlang: zh\n---\n"  # of Markdown: what a whole document needs
MEANT = re.compile(r"([\\`*_\[\]<>$~^@|#])")  # what pandoc's Markdown would take for markup
OPENER = re.compile(r"^(\d*)([-+:.)])")  # of a list, at the beginning of a line


def write_source(folder: Path, name: str, text: bytes, times: int = 1) -> Path:
    """`folder`/source/NAME.txt with a sidecar that fills every record; the source is returned.

    The text stands there so many times, a blank line between; it is in memory once.
    """
    (folder / "source").mkdir(parents=True, exist_ok=True)
    sidecar = SIDECAR.format(language="zh-Hans", name=name)
    (folder / "source" / f"{name}.toml").write_text(sidecar, encoding="utf-8")
    source = folder / "source" / f"{name}.txt"
    with source.open("wb") as file:
        for one in range(times):
            file.write(text if not one else b"\n\n" + text)
    return source


def chapters(text: str, number: int) -> Iterator[tuple[str, bytes]]:
    """Names and texts of chapters of which no two are the same."""
    for one in range(1, number + 1):
        yield f"chapter-{one:04}", f"{text.rstrip()}\n\n第{one}份抄本。\n".encode()


def as_markdown(tei: Path) -> str:
    """The text of a TEI file as Markdown: heads by level, paragraphs, bylines, captions."""
    from fangzhi.tei.edition import Edition, reading
    from fangzhi.tei.names import local

    lines = []
    for element in Edition(tei).root.iterfind("{*}text//*"):
        if not isinstance(element.tag, str):
            continue
        depth = sum(local(one) == "div" for one in element.iterancestors())
        parent = element.getparent()
        inside = local(parent) if parent is not None else ""
        if local(element) == "head" and inside == "div":
            lines.append("#" * min(depth, 6) + " " + escaped(reading(element)))
        elif local(element) in ("p", "byline") or (local(element), inside) == ("head", "figure"):
            lines.append(escaped(reading(element)))
    return "\n\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown takes as it stands."""
    return OPENER.sub(r"\1\\\2", MEANT.sub(r"\\\1", " ".join(text.split())))


if __name__ == "__main__":  # a process of its own: what measures has to stay small
    import sys

    Path(sys.argv[2]).write_text(as_markdown(Path(sys.argv[1])), encoding="utf-8")
