"""What a region is by the word that its format has for it."""

from __future__ import annotations

import re

# Names of zones in capitals and small letters: SegmOnto, and what is like them.
_ZONES = {
    "runningtitlezone": "header",
    "numberingzone": "page-number",
    "margintextzone": "marginalia",
    "tablezone": "table",
    "graphiczone": "figure",
    "figurezone": "figure",
    "captionzone": "caption",
    "headingzone": "heading",
    "dropcapitalzone": "drop-capital",
    "quiremarkszone": "signature-mark",
    "footnotezone": "footnote",
    "listzone": "list",
    "heading": "heading",
    "title": "heading",
    "headline": "heading",
    "paragraph": "paragraph",
    "caption": "caption",
    "header": "header",
    "runninghead": "header",
    "footer": "footer",
    "pagenumber": "page-number",
    "footnote": "footnote",
    "footnotecontinued": "footnote",
    "endnote": "footnote",
    "marginalia": "marginalia",
    "margin": "marginalia",
    "table": "table",
    "list": "list",
    "listlabel": "list",
    "tocentry": "list",
    "figure": "figure",
    "illustration": "figure",
    "image": "figure",
    "catchword": "catch-word",
    "signaturemark": "signature-mark",
    "credit": "credit",
    "float": "float",
    "floating": "float",
    "dropcapital": "drop-capital",
    "marginaliapagenumber": "page-number",
}


def kind_of(name: str) -> str:
    """The kind that the type of a region or the label of a zone names; empty if none is known.

    What follows a colon or a number sign (`MainZone:column#1`) says more than a kind does.
    """
    plain = re.sub(r"[^a-z_]", "", re.split(r"[:#]", name)[0].lower())
    whole = plain.replace("_", "")
    return _ZONES.get(whole) or _ZONES.get(plain.partition("_")[0], "")
