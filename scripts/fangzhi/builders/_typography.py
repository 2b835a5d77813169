"""Chinese typography of a rendered text: full-width punctuation, upright digits, rare characters.

Nothing is replaced without a trace: a mark that is shown full-width stands in a `span` that says
what was printed (`data-printed`), so `as_printed` gives the text back. Digits and rare characters
are only marked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from fangzhi.builders._spaces import BLOCKS, MARKS, XHTML
from fangzhi.setting import Setting, is_chinese
from fangzhi.tei.edition import HAN

# Not the full stop: between Han characters it is a point of numbering (1.概况) as often as a stop.
FULL_WIDTH = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"}
_HALF_WIDTH = re.compile("[,;:!?()]")
# Quotes and dashes belong to no script, but in Chinese text they are Chinese.
_CHINESE = f"[{HAN}“”‘’—…·]"
_HAN_BEFORE = re.compile(rf"{_CHINESE}\s*$")
_HAN_AFTER = re.compile(rf"\s*{_CHINESE}")
_FARTHEST = 400  # characters between two brackets that belong together
# Digits that are no part of a longer number, a decimal, a time or a word with letters.
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9%/+\-])(?<![0-9][.,:])[0-9]{1,4}(?![A-Za-z0-9%/+\-]|[.,:][0-9])"
)
_COMBINED = 2  # digits that fit side by side into one cell (JLREQ 3.2.5)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A stretch of a line that gets a span: from `start` up to `end`, shown as `text`."""

    start: int
    end: int
    text: str
    name: str  # of the attribute
    value: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """A text of the line: that of `owner`, or the one after it (`tail`)."""

    owner: etree._Element
    tail: bool
    text: str
    chinese: bool


class Typography:
    """What is done to the text of one edition.

    `language` is the one that it is in, unless the text says otherwise; `rare` are the characters
    that each of the embedded fonts has.
    """

    def __init__(
        self, setting: Setting, language: str, rare: Iterable[frozenset[str]] = ()
    ) -> None:
        self._chinese = is_chinese(language)
        self._widened = setting.widened
        self.changes = False  # whether any mark of the text was shown otherwise than printed
        self._vertical = setting.vertical
        characters = "".join(map(re.escape, sorted(frozenset[str]().union(*rare))))
        self._rare = re.compile(f"[{characters}]+") if characters else None

    def string(self, text: str) -> str:
        """`text` as it is shown in a list of contents or an index."""
        if not (self._chinese and self._widened):
            return text
        shown = list(text)
        for place in half_width(text):
            shown[place] = FULL_WIDTH[text[place]]
        return "".join(shown)

    def settle(self, main: etree._Element) -> None:
        """Set a rendered text, whose spaces are settled."""
        if not (self._widened or self._vertical or self._rare):
            return
        for line in list(_lines(main, self._chinese)):
            if marks := self._marks(line):
                _mark(line, marks)

    def _marks(self, line: list[_Piece]) -> list[_Mark]:
        """What is to be marked up in a line, from left to right."""
        text = "".join(piece.text for piece in line)
        found = []
        if self._widened and _HALF_WIDTH.search(text):
            for at in half_width(text):
                shown = FULL_WIDTH[text[at]]
                found.append(_Mark(at, at + 1, shown, "data-printed", text[at]))
        if self._vertical:
            for match in _NUMBER.finditer(text):
                kind = "combined" if len(match[0]) == _COMBINED else "upright"
                found.append(_Mark(*match.span(), match[0], "class", kind))
        if found and not all(piece.chinese for piece in line):
            chinese = [piece.chinese for piece in line for _ in piece.text]
            found = [mark for mark in found if chinese[mark.start]]
        self.changes |= any(mark.name == "data-printed" for mark in found)
        if self._rare:
            found += [_Mark(*m.span(), m[0], "class", "rare") for m in self._rare.finditer(text)]
        return sorted(found, key=lambda mark: mark.start)


# ---------------------------------------------------------------- which marks


def half_width(text: str) -> list[int]:
    """The places of the half-width marks of a Chinese line that are shown full-width.

    That is those with a Han character or Chinese punctuation beside them; spaces do not count.
    Brackets go by pairs, and a pair is widened when either of its outer or inner neighbours is Han:
    `通知(2018)` and `(一)`, but not `f(x)` nor `10:30`.
    """
    found = []
    opened: list[int] = []
    for match in _HALF_WIDTH.finditer(text):
        at = match.start()
        if match[0] == "(":
            opened.append(at)
        elif match[0] == ")":
            start = opened.pop() if opened else None
            if start is None or at - start > _FARTHEST:
                continue
            if any(_meets_han(text, place) for place in (start, at)):
                found += [start, at]
        elif _meets_han(text, at):
            found.append(at)
    return sorted(found)


def _meets_han(text: str, at: int) -> bool:
    """Whether a Han character or Chinese punctuation stands beside the mark at `at`."""
    return bool(_HAN_BEFORE.search(text, max(0, at - 8), at) or _HAN_AFTER.match(text, at + 1))


# ---------------------------------------------------------------- the lines of a text


def _lines(main: etree._Element, chinese: bool) -> Iterator[list[_Piece]]:
    """The text of each block as the pieces that it is made of; marks of notes are no part of it."""
    line: list[_Piece] = []
    languages = [chinese]
    mark = None
    for event, element in etree.iterwalk(main, events=("start", "end")):
        begins = event == "start"
        if element.tag in BLOCKS and line:
            yield line
            line = []
        if begins:
            stated = element.get("lang")
            languages.append(is_chinese(stated) if stated else languages[-1])
            if mark is None and element.get("role") in MARKS:
                mark = element
            text = element.text
        else:
            languages.pop()
            if element is mark:
                mark = None
            text = element.tail if element is not main else None
        if text and mark is None:
            line.append(_Piece(element, not begins, text, languages[-1]))
    if line:
        yield line


def _mark(line: list[_Piece], marks: list[_Mark]) -> None:
    """Put the marks of a line into spans; one that runs over two pieces is left alone."""
    begin = 0
    for piece in line:
        end = begin + len(piece.text)
        own = [mark for mark in marks if begin <= mark.start and mark.end <= end]
        if own:
            _split(piece, own, begin)
        begin = end


def _split(piece: _Piece, marks: list[_Mark], begin: int) -> None:
    """Cut one text at its marks, which become spans."""
    owner, text = piece.owner, piece.text
    parent = owner.getparent() if piece.tail else owner
    assert parent is not None
    place = parent.index(owner) + 1 if piece.tail else 0
    first, *rest = _gaps(text, marks, begin)
    if piece.tail:
        owner.tail = first
    else:
        owner.text = first
    for number, (mark, after) in enumerate(zip(marks, rest, strict=True)):
        span = etree.Element(f"{{{XHTML}}}span", {mark.name: mark.value})
        span.text, span.tail = mark.text, after
        parent.insert(place + number, span)


def _gaps(text: str, marks: list[_Mark], begin: int) -> Iterator[str]:
    """What stands before, between and after the marks."""
    done = 0
    for mark in marks:
        yield text[done : mark.start - begin]
        done = mark.end - begin
    yield text[done:]


def as_printed(body: etree._Element) -> None:
    """Undo what was widened: each `span` with `data-printed` becomes what stood there in print."""
    for span in list(body.iter(f"{{{XHTML}}}span")):
        if (printed := span.get("data-printed")) is not None:
            span.text = printed
            del span.attrib["data-printed"]
