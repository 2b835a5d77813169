"""Characters that are not what they look like, or that nobody sees.

One search over the whole text of a document says which kinds it can have at all; mostly that is
none, and no element is looked at. Then each text node is searched, and a finding is one element and
one kind.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from fangzhi.check.document import Document, Problem, strings
from fangzhi.check.finding import Level
from fangzhi.check.words import tag
from fangzhi.tei.names import local

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_WIDE = "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"  # full-width figures and letters
_CYRILLIC = "\u0400-\u052f"
# Greek letters that look like Latin ones; those that stand for quantities (α, ν, ρ) are not asked.
_GREEK = "\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf"
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
# U+FA0E and eleven more of the compatibility block are unified ideographs in truth.
_DOUBLES = (
    "\u2e80-\u2fd5\uf900-\ufa0d\ufa10\ufa12\ufa15-\ufa1e\ufa20\ufa22\ufa25\ufa26\ufa2a-\ufaff"
    "\U0002f800-\U0002fa1f"
)
_NO_TEXT = (
    "\u0080-\u0084\u0086-\u009f\ue000-\uf8ff\ufdd0-\ufdef\ufff9-\ufffd\U000e0000-\U000e007f"
    "\U000f0000-\U0010ffff"
)
_INVISIBLE = "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_JOINERS = "\u200c\u200d"
# Scripts (and emoji) in which joiners are part of the spelling.
_JOINED = (
    "\u0590-\u08ff\u0900-\u109f\u1780-\u18af\u200d\u2600-\u27bf\ufb1d-\ufdff\ufe0f\ufe70-\ufefc"
    "\U00010000-\U0001ffff"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]")
_ODD_SPACES = "\u1680\u2000-\u2008\u200a\u205f"
_NARROW_SPACES = "\u00a0\u2009\u202f"  # usual in some languages, but not beside Han characters

_RARE = re.compile(
    f"[{_WIDE}{_CYRILLIC}{_GREEK}{_DOUBLES}{_NO_TEXT}{_INVISIBLE}{_JOINERS}{_ODD_SPACES}{_NARROW_SPACES}]"
)
# What is looked for stands before the look behind it, because few characters are it.
_HALF = re.compile(f"[,;:?!](?<=[{_HAN}].)(?=[{_HAN}])")
_FULL = re.compile("[，；：？！]")
_MINORITY = 0.1  # below this share, half-width punctuation is a slip and not the style of the text
_MOST_NOTES = 5  # elements with one kind of note that are told one by one

# What an editor keeps as it was printed, and what is no running text.
_AS_PRINTED = frozenset(("sic", "orig"))
_NO_PROSE = frozenset(("code", "eg", "egXML", "formula", "ident", "tag", "val"))
_SPACED_OUT = frozenset(
    (
        *("byline", "cell", "docAuthor", "fw", "head", "item", "l", "label", "name", "orgName"),
        *("persName", "placeName", "salute", "signed", "titlePart"),
    )
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of doubtful character; `say` puts what was found, in its text, into words."""

    code: str
    level: Level
    pattern: re.Pattern[str]
    say: Callable[[str], str]
    passes: frozenset[str] = _NO_PROSE  # elements in which it is fine
    right_to_left: bool = False  # whether it is fine in Hebrew or Arabic


def _named(found: str) -> str:
    """`U+FFFD (REPLACEMENT CHARACTER)`."""
    name = unicodedata.name(found[0], "")
    return f"U+{ord(found[0]):04X}" + (f" ({name})" if name else "")


def _double(found: str) -> str:
    better = unicodedata.normalize("NFKC", found[0])
    meant = f"; write {better} (U+{ord(better[0]):04X})" if better != found[0] else ""
    return f"{found[0]} is {_named(found)}, which only looks like a common character{meant}"


_PRINTED = _NO_PROSE | _AS_PRINTED
_KINDS = (
    _Kind(
        "FZ401",
        Level.WARNING,
        re.compile(f"[{_NO_TEXT}]"),
        lambda found: (
            f"{_named(found)} stands for no character; write the one that is printed, or a gap"
        ),
    ),
    _Kind(
        "FZ402",
        Level.WARNING,
        re.compile(
            f"[{_INVISIBLE}]|(?<![{_JOINED}])[{_JOINERS}]|[{_JOINERS}](?![{_JOINED}{_JOINERS}])"
        ),
        lambda found: f"{_named(found)} cannot be seen; take it away, or mark what it means",
        right_to_left=True,
    ),
    _Kind("FZ403", Level.WARNING, re.compile(f"[{_DOUBLES}]"), _double, _PRINTED),
    _Kind(
        "FZ404",
        Level.WARNING,
        re.compile(
            f"[{_LATIN}][{_CYRILLIC}{_GREEK}]|[{_CYRILLIC}{_GREEK}][{_LATIN}]"
            f"|[{_CYRILLIC}](?=[{_GREEK}])|[{_GREEK}](?=[{_CYRILLIC}])"
        ),
        lambda found: (
            "a word mixes letters of two scripts: "
            f"{' beside '.join(map(_named, found))}; write it in one"
        ),
        _PRINTED,
    ),
    _Kind(
        "FZ405",
        Level.WARNING,
        re.compile(f"[{_WIDE}][A-Za-z0-9]|[A-Za-z0-9][{_WIDE}]"),
        lambda found: (
            f"{found} mixes full and half width in a word or number; write it in one "
            f"({unicodedata.normalize('NFKC', found)})"
        ),
        _PRINTED,
    ),
    _Kind(
        "FZ406",
        Level.NOTE,
        _HALF,
        lambda found: (
            f"half-width {found} stands between Han characters, in a text that has "
            f"full-width punctuation; write {chr(ord(found) + 0xFEE0)}"
        ),
        _PRINTED,
    ),
    _Kind(
        "FZ407",
        Level.NOTE,
        re.compile(f" (?<=[{_HAN}] ) *(?=[{_HAN}])"),
        lambda found: (
            "a space stands between Han characters; take it away, if it does not mean anything"
        ),
        _PRINTED | _SPACED_OUT,
    ),
    _Kind(
        "FZ408",
        Level.NOTE,
        re.compile(
            rf"  (?<=\S  ) *(?=\S)|[{_ODD_SPACES}]|[{_NARROW_SPACES}](?<=[{_HAN}].)"
            f"|[{_NARROW_SPACES}](?=[{_HAN}])"
        ),
        lambda found: (
            f"{'several spaces' if found[0] == ' ' else _named(found)} in the text; "
            "write one plain space, or none"
        ),
        _PRINTED,
    ),
)
_BY_RARE = frozenset(("FZ401", "FZ402", "FZ403", "FZ404", "FZ405", "FZ408"))
_BLANKS = re.compile(rf" (?:(?<=[{_HAN}] ) *(?=[{_HAN}])| (?<=\S  ) *(?=\S))")

_TEXTS = etree.XPath("//text()", smart_strings=False)


def check_characters(document: Document) -> Iterator[Problem]:
    """FZ401 to FZ408: an element and a kind are one finding; of notes, the first few elements."""
    text = "\n".join(strings(_TEXTS(document.tree)))
    for kind in _kinds(text):
        elements = _elements(document.root, kind)
        if kind.level is not Level.NOTE:
            yield from ((kind.code, kind.level, words, one) for one, words in elements)
            continue
        found = list(elements)
        for number, (element, words) in enumerate(found[:_MOST_NOTES], 1):
            others = len(found) - _MOST_NOTES if number == _MOST_NOTES else 0
            more = f" (so do {others} more elements)" if others > 0 else ""
            yield kind.code, kind.level, f"{words}{more}", element


def _kinds(text: str) -> list[_Kind]:
    """The kinds of which a text has a trace."""
    rare = _RARE.search(text) is not None
    blanks = _BLANKS.search(text) is not None
    return [
        kind
        for kind in _KINDS
        if (kind.code == "FZ406" and _is_slip(text))
        or (kind.code in _BY_RARE and rare and kind.pattern.search(text))
        or (kind.code in ("FZ407", "FZ408") and blanks and kind.pattern.search(text))
    ]


def _is_slip(text: str) -> bool:
    """Whether half-width punctuation between Han characters is rare beside the full-width one."""
    full = len(_FULL.findall(text)) if _FULL.search(text) else 0
    if not full:
        return False
    half = len(_HALF.findall(text))
    return 0 < half < _MINORITY * (half + full)


def _elements(root: etree._Element, kind: _Kind) -> Iterator[tuple[etree._Element, str]]:
    """The elements whose own text has something of a kind, and what is to be said of them."""
    told: set[etree._Element] = set()
    for element, text in _texts(root):
        match = kind.pattern.search(text)
        if not match or element in told or (kind.right_to_left and _RIGHT_TO_LEFT.search(text)):
            continue
        if not any(local(one) in kind.passes for one in (element, *element.iterancestors())):
            told.add(element)
            around = _around(text, match)
            yield element, f"{tag(element.tag)} has “{around}”: {kind.say(match[0])}"


def _texts(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Each text node with the element that it is a child of."""
    for node in root.iter():
        if node.text and isinstance(node.tag, str):
            yield node, node.text
        if node.tail and (parent := node.getparent()) is not None:
            yield parent, node.tail


def _around(text: str, match: re.Match[str]) -> str:
    """A few characters before and after; what cannot be seen is written as its number."""
    around = text[max(0, match.start() - 6) : min(match.end(), match.start() + 6) + 6]
    return "".join(
        one if one.isprintable() else f"\\u{{{ord(one):x}}}" for one in around.replace("\n", " ")
    )
