"""Formulas in one line: the text of MathML and of Office's formulas, with what only shape says.

Raised and lowered figures are characters where Unicode has them, else `^` and `_` stand before what
is raised and lowered; a fraction has a stroke. That loses the setting, but no sign and no sense.
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from fangzhi.readers._signs import lowered, plain, raised
from fangzhi.readers._word_styles import attribute, child
from fangzhi.readers._written import refuse_depth
from fangzhi.readers._xml import local

_UNREAD = frozenset(("annotation", "annotation-xml", "ctrlPr", "rPr", "del"))


def formula(element: etree._Element, depth: int = 0) -> str:
    """The text of a formula (`math`, `oMath`) or of a part of one."""
    refuse_depth(depth, f"line {element.sourceline}")
    name = local(element)
    if not name or name in _UNREAD or name.endswith("Pr"):
        return ""
    if name in _WAYS:
        return _WAYS[name](element, depth + 1)
    own = plain(element.text or "") if name in ("t", "mi", "mn", "mo", "mtext", "ms") else ""
    inside = "".join(formula(part, depth + 1) for part in element)
    return (own.strip() or own[:1]) + inside if name[0] == "m" else own + inside


def _parts(element: etree._Element, depth: int) -> list[str]:
    """The texts of what stands in an element, its properties aside."""
    inside = (part for part in element if local(part) and not local(part).endswith("Pr"))
    return [formula(part, depth) for part in inside]


def _grouped(text: str) -> str:
    return text if len(text) < 2 or text.isalnum() else f"({text})"


def _above(text: str) -> str:
    high = raised(text)
    return high if high != text or not text else f"^{_grouped(text)}"


def _below(text: str) -> str:
    low = lowered(text)
    return low if low != text or not text else f"_{_grouped(text)}"


def _pattern(*ways: Callable[[str], str]) -> Callable[[etree._Element, int], str]:
    """The parts of an element one after the other, each written in its way."""

    def write(element: etree._Element, depth: int) -> str:
        parts = _parts(element, depth)
        written = (way(part) for way, part in zip(ways, parts, strict=False))
        return "".join([*written, *parts[len(ways) :]])

    return write


def _fraction(element: etree._Element, depth: int) -> str:
    return "/".join(map(_grouped, _parts(element, depth)))


def _root(element: etree._Element, depth: int) -> str:
    """A root; its degree stands last in MathML, and first in Office's formulas."""
    parts = _parts(element, depth)
    if local(element) == "rad":
        parts = parts[::-1]
    elif local(element) == "msqrt":
        parts = ["".join(parts)]
    degree = "".join(parts[1:])
    return f"{raised(degree)}√{_grouped(parts[0] if parts else '')}"


def _sum(element: etree._Element, depth: int) -> str:
    """A sum or an integral: its sign, its limits, and what follows."""
    sign = attribute(child(element, "naryPr", "chr"), "val", "∫")
    parts = {local(part): formula(part, depth) for part in element}
    low, high = parts.get("sub", ""), parts.get("sup", "")
    return sign + _below(low) + _above(high) + " " + parts.get("e", "")


def _fenced(element: etree._Element, depth: int) -> str:
    """What stands in brackets that only attributes name."""
    properties = child(element, "dPr")
    if local(element) == "mfenced":
        first, last = attribute(element, "open", "("), attribute(element, "close", ")")
        between = attribute(element, "separators", ",")[:1]
    else:
        first = attribute(child(properties, "begChr"), "val", "(")
        last = attribute(child(properties, "endChr"), "val", ")")
        between = attribute(child(properties, "sepChr"), "val", "|")
    return first + between.join(_parts(element, depth)) + last


def _accented(element: etree._Element, depth: int) -> str:
    sign = attribute(child(element, "accPr", "chr"), "val", "\u0302")
    return "".join(_parts(element, depth)) + sign


def _rows(element: etree._Element, depth: int) -> str:
    return "; ".join(_parts(element, depth))


def _cells(element: etree._Element, depth: int) -> str:
    return " ".join(_parts(element, depth))


_WAYS: dict[str, Callable[[etree._Element, int], str]] = {
    "msup": _pattern(str, _above),
    "msub": _pattern(str, _below),
    "msubsup": _pattern(str, _below, _above),
    "munder": _pattern(str, _below),
    "mover": _pattern(str, str),
    "munderover": _pattern(str, _below, _above),
    "sSup": _pattern(str, _above),
    "sSub": _pattern(str, _below),
    "sSubSup": _pattern(str, _below, _above),
    "limLow": _pattern(str, _below),
    "limUpp": _pattern(str, _above),
    "mfrac": _fraction,
    "f": _fraction,
    "msqrt": _root,
    "mroot": _root,
    "rad": _root,
    "nary": _sum,
    "mfenced": _fenced,
    "d": _fenced,
    "acc": _accented,
    "mtable": _rows,
    "m": _rows,
    "eqArr": _rows,
    "mtr": _cells,
    "mr": _cells,
}
