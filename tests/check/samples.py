"""The example edition, and how to break it."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

EXAMPLE = Path(__file__).with_name("example.xml")
FOLDER = Path(__file__).parent
PNG = (FOLDER / "rules" / "FZ211" / "source" / "fig.png").read_bytes()  # of 4 by 3 pixels


def changed(*pairs: tuple[str, str]) -> str:
    """The example with the first occurrence of each text replaced; the text must be there."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, f"{old!r} is not in the example"
        text = text.replace(old, new, 1)
    return text


def parsed(text: str) -> etree._ElementTree:
    """A tree of `text`, also where ids stand twice."""
    parser = etree.XMLParser(resolve_entities=False, recover=True)
    return etree.fromstring(text.encode(), parser).getroottree()


def written(folder: Path, text: str, name: str = "x.xml") -> Path:
    """A file in `folder`/tei with `text`."""
    path = folder / "tei" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
