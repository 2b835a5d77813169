"""Golden files without the bulk: each holds only what its case is about.

What it holds is put into `frame.xml`. The root of a golden file replaces the element of the same
name in the frame; if it is `golden`, each of its children does so. A golden file may thus be one
`body`, or a `titleStmt` and a `body`.
"""

from __future__ import annotations

from pathlib import Path

from lxml import etree

TEI = "{http://www.tei-c.org/ns/1.0}"
FRAME = Path(__file__).with_name("frame.xml")


def framed(golden: Path, target: Path) -> Path:
    """Put what a golden file holds into the frame, write that to TARGET, and return TARGET."""
    document = etree.parse(FRAME)
    root = etree.parse(golden).getroot()
    pieces = list(root) if root.tag == f"{TEI}golden" else [root]
    for piece in pieces:
        old = document.find(f".//{piece.tag}")
        assert old is not None, f"{golden}: the frame has no {piece.tag}"
        parent = old.getparent()
        assert parent is not None, f"{golden}: the root of the frame stays"
        piece.tail = old.tail
        parent.replace(old, piece)
    target.parent.mkdir(parents=True, exist_ok=True)
    document.write(target, encoding="utf-8", xml_declaration=True)
    return target
