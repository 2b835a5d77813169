"""Standoff stretches of the source as markup in the line: what is unclear, what was misread.

An element with an account holds the characters of its ranges in their order, blanks aside
(`ledger`). So every offset of the source has its place in the finished text, whatever seams,
hyphens, brackets or cells lie round it, and the markup is put in afterwards, in one way for all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from fangzhi.markup.slips import Slip
from fangzhi.source import Source, Word
from fangzhi.tei.declaration import Marked
from fangzhi.tei.header import PROGRAM
from fangzhi.tei.ledger import ADDED, CONTAINERS, POINTER
from fangzhi.tei.names import add, append_text, local, q

DOUBTFUL = 0.5  # below, a reading is likelier wrong than right: certainty low
RESPONSIBLE = f"#{PROGRAM}"


@dataclass(slots=True)
class _Slot:
    """A text node: that of an element, or the one after it; and its text."""

    element: etree._Element
    tail: bool
    text: str


def doubtful(source: Source, bound: float) -> list[Word]:
    """The words of which an engine was less sure than `bound`; neighbours that are alike as one."""
    found: list[Word] = []
    for word in source.words:
        if word.confidence >= bound:
            continue
        last = found[-1] if found else None
        if (
            last is not None
            and _certainty(last) == _certainty(word)
            and not source.text[last.end : word.start].strip(" ")
        ):
            found[-1] = Word(last.start, word.end, min(last.confidence, word.confidence))
        else:
            found.append(word)
    return found


def mark(
    text: etree._Element, source: Source, words: Sequence[Word], slips: Sequence[Slip]
) -> Marked:
    """Write `unclear` and `choice` into a finished `text` of TEI.

    A slip that other markup cuts in two is left as it is; of a word, each piece is marked.
    """
    unclear = 0
    corrected: list[Slip] = []
    word_starts, slip_starts = [one.start for one in words], [one.start for one in slips]
    for element in list(text.iter(etree.Element)):
        if "source" not in element.attrib or local(element) in CONTAINERS:
            continue
        ranges = [range(int(a), int(b)) for a, b in POINTER.findall(element.get("source", ""))]
        doubts = {
            at: _certainty(words[index])
            for one in ranges
            for index in _within(words, word_starts, one)
            for at in range(words[index].start, words[index].end)
        }
        wrong = {
            slips[index].start: slips[index]
            for one in ranges
            for index in _within(slips, slip_starts, one)
        }
        if doubts or wrong:
            # The last first: what is put round a node must not come between it and the next.
            for slot, places in reversed(_slots(element, ranges, source.text)):
                marks = _Marks(slot, places, doubts, wrong)
                unclear += marks.write()
                corrected += [slip for _, _, slip in marks.slips]
    return Marked(unclear, tuple(sorted(corrected, key=lambda slip: slip.start)))


def _certainty(word: Word) -> str:
    return "low" if word.confidence < DOUBTFUL else "medium"


def _within(every: Sequence[Word | Slip], starts: list[int], span: range) -> range:
    """The indices of those, in order and apart from one another, that meet a span."""
    first = bisect_left(starts, span.start)
    if first and every[first - 1].end > span.start:
        first -= 1
    return range(first, bisect_left(starts, span.stop))


def _slots(
    element: etree._Element, ranges: list[range], text: str
) -> list[tuple[_Slot, list[int]]]:
    """The text nodes of an element, each with the offset of each of its characters.

    That of a blank is -1. All are found before any is changed.
    """
    offsets = (at for one in ranges for at in one if not text[at].isspace())
    return [
        (slot, [-1 if character.isspace() else next(offsets, -1) for character in slot.text])
        for slot in _nodes(element)
    ]


def _nodes(element: etree._Element) -> Iterator[_Slot]:
    """The text nodes that count for the account of an element, as in `ledger.own_text`."""
    yield _Slot(element, False, element.text or "")
    for child in element:
        if (
            isinstance(child.tag, str)
            and local(child) not in ADDED
            and "source" not in child.attrib
        ):
            yield from _nodes(child)
        yield _Slot(child, True, child.tail or "")


class _Marks:
    """What is marked in one text node, and the writing of it."""

    def __init__(
        self, slot: _Slot, places: list[int], doubts: dict[int, str], wrong: dict[int, Slip]
    ) -> None:
        self.slot = slot
        self.doubts = [doubts.get(at, "") for at in places]
        self.slips = list(self._slips(places, wrong))

    def _slips(self, places: list[int], wrong: dict[int, Slip]) -> Iterator[tuple[int, int, Slip]]:
        """(start, end, slip) in the node of each slip that it holds whole, and that shows there."""
        node = {at: index for index, at in enumerate(places) if at >= 0}
        for at in places:
            slip = wrong.get(at)
            if slip is None or slip.end - 1 not in node:
                continue
            start, end = node[at], node[slip.end - 1] + 1
            held = self.slot.text[start:end]
            if "".join(held.split()) == "".join(slip.found.split()) and held != slip.meant:
                yield start, end, slip

    def write(self) -> int:
        """Put the marks into the node; the number of stretches that are unclear."""
        if not self.slips and not any(self.doubts):
            return 0
        if local(self.slot.element) == "pc" and not self.slot.tail:
            return self._wrap()
        written = etree.Element("written")
        unclear, reached = 0, 0
        for start, end, slip in self.slips:
            unclear += self._plain(written, reached, start)
            choice = add(written, "choice")
            unclear += self._plain(add(choice, "sic"), start, end)
            add(choice, "corr", slip.meant, resp=RESPONSIBLE, cert=slip.certainty)
            reached = end
        unclear += self._plain(written, reached, len(self.slot.text))
        self._put(written)
        return unclear

    def _plain(self, parent: etree._Element, start: int, end: int) -> int:
        """The text from `start` to `end` with what is unclear in it; how many stretches are."""
        count = 0
        while start < end:
            stop = start + 1
            certainty = self.doubts[start]
            while stop < end and self._goes_on(certainty, stop, end):
                stop += 1
            if certainty:
                count += 1
                piece = self.slot.text[start:stop]
                add(parent, "unclear", piece, resp=RESPONSIBLE, cert=certainty)
            else:
                append_text(parent, self.slot.text[start:stop])
            start = stop
        return count

    def _goes_on(self, certainty: str, place: int, end: int) -> bool:
        """Whether a stretch of one certainty goes on at `place`, over a blank as well."""
        if not certainty or not self.slot.text[place].isspace():
            return self.doubts[place] == certainty
        return place + 1 < end and self.doubts[place + 1] == certainty

    def _wrap(self) -> int:
        """Mark punctuation, which holds nothing but text, from outside."""
        inner = self.slot.element
        parent = inner.getparent()
        certainty = self.doubts[0]
        if parent is None or len(inner.text or "") != 1 or inner.get("force"):
            self.slips = []
            return 0
        outer = etree.Element(q("unclear"), resp=RESPONSIBLE, cert=certainty or "low")
        if self.slips:
            outer = etree.Element(q("choice"))
        place, tail = parent.index(inner), inner.tail
        parent[place] = outer
        outer.tail, inner.tail = tail, None
        if not self.slips:
            outer.append(inner)
            return 1
        slip = self.slips[0][2]
        sic = add(outer, "sic")
        holder = add(sic, "unclear", resp=RESPONSIBLE, cert=certainty) if certainty else sic
        holder.append(inner)
        add(add(outer, "corr", resp=RESPONSIBLE, cert=slip.certainty), "pc", slip.meant)
        return int(bool(certainty))

    def _put(self, written: etree._Element) -> None:
        """What was written in place of the node."""
        node = self.slot.element
        if self.slot.tail:
            parent = node.getparent()
            assert parent is not None  # a tail stands in something
            place = parent.index(node) + 1
            node.tail = written.text
        else:
            parent, place = node, 0
            node.text = written.text
        for number, child in enumerate(list(written)):
            parent.insert(place + number, child)
