"""Characters that are not what they look like, or that nobody sees.

A screen looks at the bytes of the whole text: mostly it proves that no kind can be there, and that
is all. Else one search over the text says which kinds it can have, and each text node is searched
for these. A finding is one element and one kind.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count, islice

from lxml import etree

from fangzhi.check.document import Document, Problem, smart_strings, strings
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
_RIGHT_TO_LEFT = "[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc]"
_ODD_SPACES = "\u1680\u2000-\u2008\u200a\u205f"
_NARROW_SPACES = "\u00a0\u2009\u202f"  # usual in some languages, but not beside Han characters

_RARE = "".join(
    (
        *(_WIDE, _CYRILLIC, _GREEK, _DOUBLES, _NO_TEXT, _INVISIBLE, _JOINERS),
        *(_ODD_SPACES, _NARROW_SPACES),
    )
)
# What is looked for stands before the look behind it, because few characters are it.
_PAUSES = ",;:?!"
_HALF = f"[{_PAUSES}](?<=[{_HAN}].)(?=[{_HAN}])"
_FULL = "，；：？！"
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
    pattern: str
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
        f"[{_NO_TEXT}]",
        lambda found: (
            f"{_named(found)} stands for no character; write the one that is printed, or a gap"
        ),
    ),
    _Kind(
        "FZ402",
        Level.WARNING,
        f"[{_INVISIBLE}]|(?<![{_JOINED}])[{_JOINERS}]|[{_JOINERS}](?![{_JOINED}{_JOINERS}])",
        lambda found: f"{_named(found)} cannot be seen; take it away, or mark what it means",
        right_to_left=True,
    ),
    _Kind("FZ403", Level.WARNING, f"[{_DOUBLES}]", _double, _PRINTED),
    _Kind(
        "FZ404",
        Level.WARNING,
        f"[{_LATIN}][{_CYRILLIC}{_GREEK}]|[{_CYRILLIC}{_GREEK}][{_LATIN}]"
        f"|[{_CYRILLIC}](?=[{_GREEK}])|[{_GREEK}](?=[{_CYRILLIC}])",
        lambda found: (
            "a word mixes letters of two scripts: "
            f"{' beside '.join(map(_named, found))}; write it in one"
        ),
        _PRINTED,
    ),
    _Kind(
        "FZ405",
        Level.WARNING,
        f"[{_WIDE}][A-Za-z0-9]|[A-Za-z0-9][{_WIDE}]",
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
        f" (?<=[{_HAN}] ) *(?=[{_HAN}])",
        lambda found: (
            "a space stands between Han characters; take it away, if it does not mean anything"
        ),
        _PRINTED | _SPACED_OUT,
    ),
    _Kind(
        "FZ408",
        Level.NOTE,
        rf"  (?<=\S  ) *(?=\S)|[{_ODD_SPACES}]|[{_NARROW_SPACES}](?<=[{_HAN}].)"
        f"|[{_NARROW_SPACES}](?=[{_HAN}])",
        lambda found: (
            f"{'several spaces' if found[0] == ' ' else _named(found)} in the text; "
            "write one plain space, or none"
        ),
        _PRINTED,
    ),
)
_BY_RARE = frozenset(("FZ401", "FZ402", "FZ403", "FZ404", "FZ405", "FZ408"))

_TEXTS = etree.XPath("//text()", smart_strings=False)

# The screen sees the text as bytes, and as shapes, one byte a character: h for what is not ASCII, p
# for a half-width pause, x for what else is no blank. Of the characters outside ASCII none is taken
# for a blank, which at most finds too much.
_FOLLOWING = bytes(range(0x80, 0xC0))
_SHAPES = bytes.maketrans(
    bytes(range(0x21, 0x100)),
    b"".join(
        b"h" if byte >= 0xC0 else b"p" if chr(byte) in _PAUSES else b"x"
        for byte in range(0x21, 0x100)
    ),
)
_PLAIN = bytes.maketrans(b"hp", b"xx")
_WITH_BLANKS = etree.XPath("//text()[contains(normalize-space(), ' ')]")
_LEADS = frozenset(
    lead
    for first, last in re.findall("(.)(?:-(.))?", _RARE)
    for lead in range(first.encode()[0], (last or first).encode()[0] + 1)
) | {mark.encode()[0] for mark in _FULL}
_FULL_LEADS = frozenset(mark.encode()[0] for mark in _FULL)


def check_characters(document: Document) -> Iterator[Problem]:
    """FZ401 to FZ408: an element and a kind are one finding; of notes, the first few elements."""
    text = "\n".join(strings(_TEXTS(document.tree)))
    possible = _possible(document, text)
    if not possible:
        return
    for kind in _KINDS:
        if kind.code not in possible or not _has_trace(text, kind):
            continue
        doubtful = _elements(document.root, kind)
        if kind.level is not Level.NOTE:
            yield from ((kind.code, kind.level, words, one) for one, words in doubtful)
            continue
        found = list(doubtful)
        for number, (element, words) in enumerate(found[:_MOST_NOTES], 1):
            others = len(found) - _MOST_NOTES if number == _MOST_NOTES else 0
            more = f" (so do {others} more elements)" if others > 0 else ""
            yield kind.code, kind.level, f"{words}{more}", element


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    """A pattern compiled at its first use: large classes take long, and few documents need them."""
    return re.compile(pattern)


def _has_trace(text: str, kind: _Kind) -> bool:
    if kind.code == "FZ406":
        return _is_slip(text)
    return _regex(kind.pattern).search(text) is not None


def _possible(document: Document, text: str) -> set[str]:
    """The codes of the kinds that a document can have, by its text nodes in lines: mostly none.

    This is the screen. It reads bytes, which takes a tenth of the time of the patterns.
    """
    data = text.encode()
    shapes = data.translate(_SHAPES, _FOLLOWING)
    several = b"x  " in shapes.translate(_PLAIN)
    possible: set[str] = set()
    leads = {lead for lead in _LEADS if lead in data}
    if any(_has_rare(data, lead) for lead in leads):
        possible |= _BY_RARE
    if (several or b"h h" in shapes) and _has_blanks(document, text, "FZ407"):
        possible.add("FZ407")
    if several and _has_blanks(document, text, "FZ408"):
        possible.add("FZ408")
    if not _FULL_LEADS.isdisjoint(leads) and b"hph" in shapes:
        possible.add("FZ406")
    return possible


def _has_rare(text: bytes, lead: int) -> bool:
    """Whether one of the rare characters, with this first byte, is in a text in UTF-8."""
    found = set(_begun_by(lead).findall(text))
    return _regex(f"[{_RARE}]").search(b"".join(found).decode()) is not None


@cache
def _begun_by(lead: int) -> re.Pattern[bytes]:
    """The characters with this first byte, in UTF-8."""
    length = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
    return re.compile(re.escape(bytes([lead])) + b"." * (length - 1), re.DOTALL)


def _has_blanks(document: Document, text: str, code: str) -> bool:
    """Whether blanks of a kind stand where they may not; `text` is that of the whole document.

    In captions and bylines there are some that may, so their elements are looked at.
    """
    kind = next(kind for kind in _KINDS if kind.code == code)
    pattern = _regex(kind.pattern)
    return pattern.search(text) is not None and not all(
        _passes(_parent(one), kind)
        for one in smart_strings(_WITH_BLANKS(document.tree))
        if pattern.search(one)
    )


def _parent(text: etree._ElementUnicodeResult) -> etree._Element:
    """The element that a text node is a child of."""
    beside = text.getparent()
    parent = beside.getparent() if text.is_tail and beside is not None else beside
    assert parent is not None  # text stands in the root or deeper
    return parent


def _is_slip(text: str) -> bool:
    """Whether half-width punctuation between Han characters is rare beside the full-width one."""
    full = sum(map(text.count, _FULL))
    if not full:
        return False
    # Where it is the style of the text, that is seen on the first pages.
    enough = next(half for half in count(1) if half >= _MINORITY * (half + full))
    return 0 < sum(1 for _ in islice(_regex(_HALF).finditer(text), enough)) < enough


def _elements(root: etree._Element, kind: _Kind) -> Iterator[tuple[etree._Element, str]]:
    """The elements whose own text has something of a kind, and what is to be said of them."""
    told: set[etree._Element] = set()
    for element, text in _texts(root):
        match = _regex(kind.pattern).search(text)
        if not match or element in told or _passes(element, kind):
            continue
        if not kind.right_to_left or not _regex(_RIGHT_TO_LEFT).search(text):
            told.add(element)
            around = _around(text, match)
            yield element, f"{tag(element.tag)} has “{around}”: {kind.say(match[0])}"


def _passes(element: etree._Element, kind: _Kind) -> bool:
    """Whether a kind is fine in an element."""
    return any(local(one) in kind.passes for one in (element, *element.iterancestors()))


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
