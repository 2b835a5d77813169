"""Heads and titles that only their place tells, and entry heads that a column end cut."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from itertools import chain, takewhile

from fangzhi.markup import shapes, words
from fangzhi.markup.echoes import Echoes
from fangzhi.markup.levels import is_chronicle
from fangzhi.markup.listing import label
from fangzhi.markup.measure import NEVER_FIRST, SLACK
from fangzhi.markup.profile import Profile
from fangzhi.markup.roles import BESIDE, Part, Role
from fangzhi.markup.shapes import ends_sentence, has_letters_only_latin
from fangzhi.markup.text import collapse, han_share, link_words
from fangzhi.source import Source, Span, width

SHORTEST = 8.0  # em: what is narrower than any column was not cut by one
SHORT = 14.0  # em: what is narrower than most, and does not go on in what follows
SHORTEST_LATIN = 24.0
DATED = 3  # entries that begin with dates make a chronicle
TOGETHER = 3  # pictures that stand together
LONGEST_PARALLEL = 150  # characters


def mend(parts: list[Part], source: Source, profile: Profile) -> list[Part]:
    """Put the two halves of entry heads together that a column end cut; what is left is text."""
    rests = [index for index, part in enumerate(parts) if part.role is Role.ENTRY_REST]
    mended: dict[int, Part] = {}
    for index, part in enumerate(parts):
        cut = part.role is Role.ENTRY and not part.decided
        if cut and shapes.is_cut_entry_head(source.slice(part.span), profile):
            rest = _rest_of(index, parts, rests, source, profile)
            if rest is None:
                mended[index] = replace(part, role=Role.TEXT, reason="the rest")
            else:
                rests.remove(rest)
                spans = (part.span, parts[rest].span)
                mended[index] = replace(part, spans=spans, rest_page=parts[rest].page)
                mended[rest] = replace(part, spans=())
    kept = [mended.get(index, part) for index, part in enumerate(parts)]
    return _undo_rests([part for part in kept if part.spans], source)


def _rest_of(
    index: int, parts: list[Part], rests: list[int], source: Source, profile: Profile
) -> int | None:
    """Which of `rests` closes the head that `parts[index]` leaves open: the next, else the last.

    `rests` are in order; hardly ever is the first that is looked at not the one.
    """
    head = source.slice(parts[index].span)

    def closes(rest: int) -> bool:
        whole = head + source.slice(parts[rest].span)
        return shapes.bracketed_head(whole, profile) == len(whole)

    here = bisect_left(rests, index)
    return next(filter(closes, chain(rests[here:], reversed(rests[:here]))), None)


def _undo_rests(parts: list[Part], source: Source) -> list[Part]:
    """Give ends of heads that no head wanted back to the text after them."""
    kept: list[Part] = []
    for part in parts:
        last = kept[-1] if kept else None
        if last is not None and last.role is Role.ENTRY_REST:
            # A line may hold the end of a page, and both ends of it.
            joined = (part.line, part.page) == (last.line, last.page)
            end = part.span.end if joined else last.span.end
            kept[-1] = _as_text(last, end)
            if joined:
                continue
        kept.append(part)
    if kept and kept[-1].role is Role.ENTRY_REST:
        kept[-1] = _as_text(kept[-1], kept[-1].span.end)
    return kept


def _as_text(part: Part, end: int) -> Part:
    return replace(
        part, role=Role.TEXT, spans=(Span(part.span.start, end),), reason="the rest", opens=False
    )


def find(parts: list[Part], source: Source, profile: Profile) -> list[Part]:
    """Texts that are heads by their shape and by what stands before and after them."""
    parts = _drop_lone_numbers(parts, source)
    parts = _find_periods(parts, source, profile)
    links = link_words(source.text) if profile.latin else frozenset()
    title = _title_place(parts, source, profile)
    shaped = {
        index
        for index, part in enumerate(parts)
        if _is_shaped(index, parts, source, profile, title)
        and source.slice(part.span).split()[-1] not in links
    }
    echoes = Echoes(parts, shaped, source, profile, links)
    found = list(parts)
    leading = set(takewhile(lambda i: i in shaped or parts[i].role is Role.HEAD, range(len(parts))))
    leading |= {title} & shaped
    # Backwards, so that a head above a head is judged when the lower one is known.
    for index in sorted(shaped | echoes.loose, reverse=True):
        before = neighbour(found, index, -1)
        after = neighbour(found, index, +1)
        weight = _head_weight(index, before, after, shaped, found, source, profile)
        is_caption = index != title and echoes.tell_caption(
            index, found, before, after, heads=weight > 0
        )
        # What stands alone at the very beginning, one under the other, heads what follows.
        if index in shaped and weight + (index in leading) > 0 and not is_caption:
            found[index] = replace(parts[index], role=Role.HEAD, reason="place and shape")
        elif is_caption:
            found[index] = replace(parts[index], role=Role.CAPTION, reason="echo")
        elif index in shaped and _interrupts(
            _above_pictures(before, shaped, found), after, source, profile, found
        ):
            found[index] = replace(parts[index], role=Role.CAPTION, reason="between cut texts")
    return found


def _is_shaped(index: int, parts: list[Part], source: Source, profile: Profile, title: int) -> bool:
    """Whether a text may be a head by its shape."""
    part, text = parts[index], source.slice(parts[index].span)
    return (
        part.role is Role.TEXT
        and not part.opens
        and not part.settled
        and not label(text)
        and shapes.has_head_shape(text, profile, title=index == title)
    )


def _title_place(parts: list[Part], source: Source, profile: Profile) -> int:
    """Where the title of the whole stands, if it has one: at the beginning.

    What continued from other pages may stand before it, where a tool put the tops of columns first;
    then it is what stands right above the first of the highest heads.
    """
    if parts and (parts[0].role is Role.HEAD or _is_shaped(0, parts, source, profile, 0)):
        return 0
    levels = [part.level for part in parts if part.level is not None]
    if not levels:
        return 0
    highest = min(levels)
    above = next((i for i, part in enumerate(parts) if part.level == highest), 0) - 1
    return above if above >= 0 and _is_shaped(above, parts, source, profile, above) else 0


_COUNTED = re.compile(r"(\d+(?:\.\d+)*)\.?\s")  # numbered with nothing but figures


def _drop_lone_numbers(parts: list[Part], source: Source) -> list[Part]:
    """Give back to the text what a number alone made a head, if no head has the next number."""
    counted = {
        index: tuple(int(figure) for figure in match[1].split("."))
        for index, part in enumerate(parts)
        if part.reason == "numbered" and (match := _COUNTED.match(source.slice(part.span)))
    }
    known = set(counted.values())
    found = list(parts)
    for index, figures in counted.items():
        *above, last = figures
        beside = {(*above, last - 1), (*above, last + 1), tuple(above), (*figures, 1)}
        if last != 1 and known.isdisjoint(beside - {()}):
            found[index] = replace(parts[index], role=Role.TEXT, reason="the rest", level=None)
    return found


def _find_periods(parts: list[Part], source: Source, profile: Profile) -> list[Part]:
    """The years and months that head the parts of a chronicle, and the entries that open there.

    In a chronicle every date that begins a text begins an entry.
    """
    named = any(_heads_chronicle(part, source, profile) for part in parts)
    dated = sum(part.reason == "date" for part in parts)
    if not named and dated < DATED:
        return parts
    found, inside = [], not named
    for part in parts:
        if part.role is Role.HEAD and part.period is None and named:
            inside = _heads_chronicle(part, source, profile)
        elif part.role is Role.TEXT and _heads_chronicle(part, source, profile):
            inside = True
        found.append(_in_chronicle(part, source, profile) if inside else part)
    return found


def _in_chronicle(part: Part, source: Source, profile: Profile) -> Part:
    """What a text is among others that dates begin."""
    if part.role is not Role.TEXT or part.opens or part.decided:
        return part
    text = source.slice(part.span)
    if (period := shapes.period(collapse(text), profile)) is not None:
        return replace(part, role=Role.HEAD, period=period, reason="period")
    if part.indented is not False and shapes.date_opening(text, profile):
        return replace(part, opens=True, reason="date")
    return part


def _heads_chronicle(part: Part, source: Source, profile: Profile) -> bool:
    """Whether a short text says that a chronicle begins."""
    short = part.span.end - part.span.start <= profile.head.longest
    return short and part.role in (Role.HEAD, Role.TEXT) and is_chronicle(part, source, profile)


def neighbour(parts: list[Part], index: int, step: int) -> int | None:
    """The next part in a direction that belongs to the text."""
    index += step
    while 0 <= index < len(parts) and parts[index].role in BESIDE:
        index += step
    return index if 0 <= index < len(parts) else None


def _head_weight(
    index: int,
    before: int | None,
    after: int | None,
    shaped: set[int],
    parts: list[Part],
    source: Source,
    profile: Profile,
) -> int:
    """How much the neighbours speak for a head (above 0) or against it.

    A head follows what is finished (a signature, a head, a sentence) and comes before something
    that begins (an entry, another head).
    """
    weight = 0
    if before is None or parts[before].role in (Role.SIGNATURE, Role.ENTRY, Role.HEAD):
        weight += 2
    elif before in shaped or ends_sentence(source.slice(parts[before].spans[-1]), profile):
        weight += 1
    elif source.text[parts[before].spans[-1].end - 1] in profile.paragraph.pauses:
        weight -= 3  # what a colon announces is no head
    else:
        weight -= 1  # a text that breaks off above it may go on elsewhere
    if (
        after is None
        or parts[after].role is Role.SIGNATURE
        or _goes_on_small(after, shaped, parts, source)
    ):
        return weight - 2
    if parts[after].role in (Role.ENTRY, Role.HEAD):
        # No text ends like that before an entry: it would lack the mark that ends its sentence.
        weight += 3
    elif after in shaped or _is_parallel(index, after, parts, source):
        weight += 1
    elif profile.whole == "text":
        weight += _stands_out(parts[index], parts[after], source)
    return weight - 1


def _goes_on_small(after: int, shaped: set[int], parts: list[Part], source: Source) -> bool:
    """Whether the next text that is no head goes on with a small letter, as no new one does."""
    while after in shaped and after + 1 < len(parts):
        after += 1
    return parts[after].role is Role.TEXT and source.text[parts[after].span.start].islower()


def _stands_out(part: Part, after: Part, source: Source) -> int:
    """1 if a line is too short to have been cut by a column end; else 0."""
    text, following = source.slice(part.span), source.slice(after.span)
    if has_letters_only_latin(text):
        shortest = SHORTEST_LATIN
        if following[0].islower():
            return 0
    else:
        shortest = SHORTEST if _meet(text, following) else SHORT
    if part.short is not None:
        return int(part.short > SLACK)
    return int(width(text) < shortest)


def _is_parallel(first: int, second: int, parts: list[Part], source: Source) -> bool:
    """Whether the second of two texts is in Latin letters, the first in Han characters."""
    texts = [source.slice(parts[index].span) for index in (first, second)]
    return (
        han_share(texts[0]) > 0.5
        and has_letters_only_latin(texts[1])
        and len(texts[1]) < LONGEST_PARALLEL
    )


def _above_pictures(before: int | None, shaped: set[int], parts: list[Part]) -> int | None:
    """What stands above pictures that stand together: above short texts, a few at the most."""
    for _ in range(TOGETHER - 1):
        if before in shaped and before is not None and parts[before].role is Role.TEXT:
            before = neighbour(parts, before, -1)
    return None if before in shaped else before


def _interrupts(
    before: int | None, after: int | None, source: Source, profile: Profile, parts: list[Part]
) -> bool:
    """Whether a short piece stands between a text that breaks off and a text that goes on."""
    if before is None or after is None:
        return False
    first, second = parts[before], parts[after]
    if (
        first.role is not Role.TEXT
        or second.role is not Role.TEXT
        or second.opens
        or ends_sentence(source.slice(first.span), profile)
    ):
        return False
    if second.indented is not None:
        return not second.indented
    # Where heads stand above entries, what stands above a text is none.
    return profile.whole != "text" or _meet(source.slice(first.span), source.slice(second.span))


def _meet(before: str, after: str) -> bool:
    """Whether something at the seam of two texts shows that the one goes on in the other."""
    return (
        words.gain(before, after) > 1.0
        or after[0] in NEVER_FIRST
        or after[0].islower()
        or (after[0].isdigit() and not before[-1].isdigit() and has_letters_only_latin(before))
    )


def find_titles(parts: list[Part], source: Source, profile: Profile) -> list[Part]:
    """The title of the whole text, and titles in another script after a title or head.

    Heads that stand alone at the beginning: with two or more, or with no other in the whole text,
    the first is the title.
    """
    found = list(parts)
    for index in range(1, len(found)):
        here, above = found[index], found[index - 1]
        unsettled = here.role in (Role.HEAD, Role.TEXT) and not here.opens and not here.decided
        headed = above.role in (Role.HEAD, Role.TITLE)
        if headed and unsettled and _is_parallel(index - 1, index, found, source):
            found[index] = replace(here, role=Role.PARALLEL, reason="other script")
    heads = [index for index, part in enumerate(found) if part.role is Role.HEAD]
    decided = any(part.role is Role.TITLE for part in found)
    if heads and not decided and neighbour(found, heads[0], -1) is None:
        first = found[heads[0]]
        leading = _leading_heads(found, heads[0])
        parallel = heads[0] + 1 < len(found) and found[heads[0] + 1].role is Role.PARALLEL
        alone = leading > 1 or parallel or len(heads) == 1 or profile.whole == "text"
        if alone and first.level is None and not first.decided and first.period is None:
            found[heads[0]] = replace(first, role=Role.TITLE)
    return found


def _leading_heads(parts: list[Part], first: int) -> int:
    """How many heads follow one another from `first` on, parallel titles and pictures aside."""
    count = 0
    for part in parts[first:]:
        if part.role is Role.HEAD:
            count += 1
        elif part.role not in (Role.PARALLEL, *BESIDE):
            break
    return count
