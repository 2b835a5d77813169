"""Fragments: the texts between column ends, with all that weighing a join asks of them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

from fangzhi.markup.heights import find_places
from fangzhi.markup.listing import find_lists, label
from fangzhi.markup.measure import INDENT, first_unit, overhang
from fangzhi.markup.profile import Profile
from fangzhi.markup.roles import BESIDE, Part, Role
from fangzhi.markup.shapes import ends_sentence
from fangzhi.markup.text import brackets, is_han, terms
from fangzhi.source import Source, width

COMMON_OPENING = 0.15  # share of the known openings from which on a beginning is usual
SHORT = 14.0  # em: a text without clauses that is as short stands in no running text
SHORTEST = 8.0  # em: no column is narrower, so no text that a column end cut is shorter
ROOM = 5.0  # em that a last line must fall short to show that no column ends there
USUAL = 0.4  # share of the paragraphs of a book that follow others without a head
MARKED = 0.4  # share of the items of a list that must end with marks to tell where one is cut
PARTED = 0.3  # share of the blocks that blank lines must part to mean anything
FEWEST = 8  # paragraphs that tell it
FLUSH = (
    1.5  # em: a text that was set like this falls short by no more, and one that was not by more
)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A text as the source gives it, with its two ends described.

    `index` is its place among the parts, `place` that among the fragments. `short` tells by how
    many em its last line falls short of the measure, None where that is not known; `unit` is the
    width in em of what would have had to fit there. `rare` tells how seldom paragraphs of this book
    follow others without a head, in nats; `placed` how likely a column ended there, in nats.
    `glued` says that no blank line stands before it, where blank lines part blocks; `flush` whether
    its length is that of text without an indented first line, where that can be told; `whole` that
    the layout showed what it is.
    """

    index: int
    place: int
    text: str
    ended: bool
    pause: bool
    unopened: tuple[str, ...]
    unclosed: tuple[str, ...]
    opens: bool
    numbered: bool
    usual_opening: bool
    topic: bool
    refers: bool
    indented: bool | None
    short: float | None
    unit: float
    flush: bool | None
    rare: float
    placed: float
    glued: bool
    terms: frozenset[str]
    whole: bool = False


def describe(parts: list[Part], source: Source, profile: Profile) -> list[Fragment]:
    """The fragments among `parts`, in their order."""
    found = [(index, part) for index, part in enumerate(parts) if part.role is Role.TEXT]
    texts = [source.slice(part.span) for _, part in found]
    ended = [
        ends_sentence(text, profile)
        or (not part.opens and not _fills_line(part) and _stands_alone(text))
        for (_, part), text in zip(found, texts, strict=True)
    ]
    for index in _items_without_ends(texts):
        ended[index] = True
    usual = _usual_openings(
        [text for (_, part), text in zip(found, texts, strict=True) if part.opens]
    )
    places = find_places(
        parts, source, {i: not end for (i, _), end in zip(found, ended, strict=True)}
    )
    glued = _glued(parts, source)
    rare = _rarity_of_openings(parts, {i: end for (i, _), end in zip(found, ended, strict=True)})
    fragments = []
    for place, ((index, part), text) in enumerate(zip(found, texts, strict=True)):
        unopened, unclosed = brackets(text)
        fragments.append(
            Fragment(
                index=index,
                place=place,
                text=text,
                ended=ended[place],
                pause=text[-1] in profile.paragraph.pauses,
                unopened=tuple(unopened),
                unclosed=tuple(unclosed),
                opens=part.opens,
                numbered=bool(_NUMBERED.match(text)) or label(text) > 0,
                usual_opening=_beginning(text) in usual,
                topic=_is_topic(text),
                refers=text.startswith(profile.paragraph.references),
                indented=part.indented,
                short=part.short,
                unit=first_unit(text),
                flush=None if ended[place] else _is_flush(text, part.measure),
                rare=rare,
                placed=places.get(index, 0.0),
                glued=index in glued,
                terms=terms(text),
                whole=part.whole,
            )
        )
    return fragments


_NUMBERED = re.compile(
    r"第[一二三四五六七八九十百\d]+[章节篇编卷条]|[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．][^\d]|[①-⑳■●◆▲□○◇]"
)
_MARKS = frozenset("。；，、：！？.,;:!?…")
_CLAUSES = re.compile("[，。；！？,;!?]|[.] ")
_ROW = re.compile(r"\S+(?:\s+\S+)+")


def _stands_alone(text: str) -> bool:
    """Whether a text needs no mark at its end: a row of a table, or a line too short to be cut.

    What a column end cuts off consists of whole lines.
    """
    if text[-1] in "，、,：:；;" or brackets(text) != ([], []):
        return False
    size = width(text)
    if size < SHORTEST or (size < SHORT and not _CLAUSES.search(text)):
        return True
    figures = sum(character.isdigit() for character in text)
    return bool(_ROW.fullmatch(text)) and figures > 0.3 * len(text) and "。" not in text


def _fills_line(part: Part) -> bool:
    """Whether the last line of a text is full, so that a column end may have cut it."""
    return part.short is not None and part.short < FLUSH


def _items_without_ends(texts: list[str]) -> Iterator[int]:
    """The items of lists in which most items end with no mark: so such an end tells nothing."""
    for run in find_lists(texts):
        marks = sum(texts[index][-1] in _MARKS for index in run)
        if marks < MARKED * len(run):
            yield from run


def _usual_openings(openings: list[str]) -> frozenset[str]:
    """How the paragraphs of this book usually begin, of those that certainly are beginnings."""
    counts = Counter(_beginning(text) for text in openings)
    least = max(2.0, COMMON_OPENING * counts.total())
    return frozenset(beginning for beginning, count in counts.items() if count >= least)


def _glued(parts: list[Part], source: Source) -> set[int]:
    """The parts before which no blank line stands, in a text whose blocks blank lines part."""
    gaps = {
        after: source.text.count("\n", here.spans[-1].end, parts[after].span.start)
        for after, here in enumerate(parts[:-1], 1)
    }
    parted = sum(gap > 1 for gap in gaps.values())
    return {i for i, gap in gaps.items() if gap == 1} if parted > PARTED * len(parts) else set()


def _rarity_of_openings(parts: list[Part], ended: dict[int, bool]) -> float:
    """How seldom a paragraph that certainly ends is followed by one without a head, in nats.

    It certainly ends where its last line has much room. Where every paragraph is an entry, a text
    that follows another one is likelier to go on with it.
    """
    flow = [index for index, part in enumerate(parts) if part.role not in BESIDE]
    following = [
        parts[after].role is Role.TEXT and not parts[after].opens
        for index, after in pairwise(flow)
        if ended.get(index, False) and (parts[index].short or 0.0) > ROOM
    ]
    share = (sum(following) + 1) / (len(following) + 3)
    return max(0.0, math.log(USUAL / share)) if len(following) >= FEWEST else 0.0


def _beginning(text: str) -> str:
    """The first characters of a text, numbers made alike: how its first words are built."""
    return re.sub(r"\d+", "0", text[:8])[:3]


def _is_topic(text: str) -> bool:
    """Whether a text begins with a short sentence without figures and pauses."""
    sentence = re.match(r"[^。！？!?；;，,、:：\d]{4,16}[。！？!?]", text)
    return sentence is not None and len(text) > len(sentence[0])


def _is_flush(text: str, measure: float | None) -> bool | None:
    """Whether a text that breaks off at a column end has no indented first line.

    Its last line is full then; set with an indent it would not be, or the other way round. None
    where both come out the same.
    """
    if measure is None:
        return None
    flush, indented = (overhang(text, measure, lead) <= FLUSH for lead in (0.0, INDENT))
    return flush if flush != indented else None


class Cohesion:
    """How much more two fragments speak of the same than others do."""

    def __init__(self, fragments: list[Fragment]) -> None:
        counts = Counter(chain.from_iterable(fragment.terms for fragment in fragments))
        total = max(len(fragments), 1)
        self.rarity = {term: math.log(total / count) for term, count in counts.items()}
        self.whole = {one.place: self._weight(one.terms) for one in fragments}
        neighbours = [self._share(a, b) for a, b in zip(fragments, fragments[7:], strict=False)]
        self.usual = sum(neighbours) / len(neighbours) if neighbours else 0.0

    def __call__(self, first: Fragment, second: Fragment) -> float:
        """The share of rare terms that the shorter one has in common, above what is usual."""
        return self._share(first, second) - self.usual

    def _share(self, first: Fragment, second: Fragment) -> float:
        whole = min(self.whole[first.place], self.whole[second.place])
        return self._weight(first.terms & second.terms) / whole if whole else 0.0

    def _weight(self, terms: frozenset[str]) -> float:
        """How rare terms are together; whatever the order in which they are added up."""
        return math.fsum(map(self.rarity.__getitem__, terms))


class Usage:
    """How often characters stand next to one another in this book, names and terms of it included.

    No dictionary knows the names of a district; the book says them on every page. Counted is but
    what may meet at a seam: what a fragment ends with before what one begins with.
    """

    def __init__(self, fragments: list[Fragment]) -> None:
        texts = [fragment.text for fragment in fragments]
        self.total = max(sum(map(len, texts)), 1)
        self.counts: Counter[str] = Counter()  # of characters and of pairs
        self.triples: set[str] = set()
        if not texts:
            return
        last, first = (re.escape("".join({text[end] for text in texts})) for end in (-1, 0))
        with_next = re.compile(f"(?=([{last}][{first}].?))", re.DOTALL)
        with_previous = re.compile(f"(?=(.[{last}][{first}]))", re.DOTALL)
        for text in texts:
            found = with_next.findall(text)
            self.counts.update(text)
            self.counts.update(met[:2] for met in found)
            self.triples.update(found, with_previous.findall(text))

    def across(self, before: str, after: str) -> float:
        """How much the book speaks for `after` going on from `before`, in nats.

        That of the pair of characters at the seam: their pointwise mutual information in the book;
        more where three characters across it stand together elsewhere.
        """
        pair = before[-1] + after[0]
        if not (is_han(pair[0]) or is_han(pair[1])):
            return 0.0
        counts = self.counts
        expected = counts[pair[0]] * counts[pair[1]] / self.total
        weight = math.log((counts[pair] + 0.5) / (expected + 0.5))
        triples = (before[-2:-1] + pair, pair + after[1:2])
        if any(len(triple) == 3 and triple in self.triples for triple in triples):
            weight += 1.5
        return weight
