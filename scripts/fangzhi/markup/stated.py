"""What the format of a source says that its blocks are, as far as recognition follows it.

An OCR engine or a person marked the region: that is better evidence than shape and place. What is
said to be a paragraph, a list or a table is still looked at: regions of these kinds are often many
paragraphs, and rows and items have to be told in any case.
"""

from __future__ import annotations

from fangzhi.source import Block

# The kinds of `source.KINDS` that settle a role (`roles.Role`).
ROLES = {
    "heading": "head",
    "caption": "caption",
    "credit": "credit",
    "footnote": "note",
    "marginalia": "note",
}
MARGIN = "marginalia"
# Those that are page furniture, and what TEI calls it (`fw/@type`) [PHSK].
FURNITURE = {
    "header": "header",
    "footer": "footer",
    "page-number": "pageNum",
    "catch-word": "catch",
    "signature-mark": "sig",
}


def is_whole(block: Block) -> bool:
    """Whether a block is one piece because its format says so."""
    return block.kind in ROLES
