"""Golden files without the bulk: each holds only what its case is about.

What it holds is put into `frame.xml`. The root of a golden file replaces the element of the same
name in the frame; if it is `golden`, each of its children does so. A golden file may thus be one
`body`, or a `titleStmt` and a `body`. A whole `TEI`, and what is no XML at all, stays as it is.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from lxml import etree

TEI = "{http://www.tei-c.org/ns/1.0}"
FRAME = Path(__file__).with_name("frame.xml")


def framed(golden: Path, target: Path) -> Path:
    """Put what a golden file holds into the frame, write that to TARGET, and return TARGET."""
    target.parent.mkdir(parents=True, exist_ok=True)
    document = etree.parse(FRAME)
    try:
        root = etree.parse(golden, etree.XMLParser(collect_ids=False)).getroot()
    except etree.XMLSyntaxError:
        root = document.getroot()
    if root.tag == f"{TEI}TEI":
        return Path(shutil.copy(golden, target))
    pieces = list(root) if root.tag == f"{TEI}golden" else [root]
    for piece in pieces:
        old = document.find(f".//{piece.tag}")
        assert old is not None, f"{golden}: the frame has no {piece.tag}"
        parent = old.getparent()
        assert parent is not None, f"{golden}: the root of the frame stays"
        piece.tail = old.tail
        parent.replace(old, piece)
    document.write(target, encoding="utf-8", xml_declaration=True)
    return target
