"""What each block is: title, head, entry, text, caption, credit or signature.

First every block is judged by its own shape; then its neighbours settle what shape alone cannot.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import takewhile

from fangzhi.markup.lines import Setting, regroup, setting_of
from fangzhi.markup.profile import Profile
from fangzhi.markup.shapes import (
    ends_sentence,
    entry_head,
    entry_rest,
    find_credit,
    has_head_shape,
    has_letters_only_latin,
    is_cut_entry_head,
    is_signature,
)
from fangzhi.markup.text import han_share
from fangzhi.source import Block, Source, Span


class Role(StrEnum):
    """The roles that a part of the source can have."""

    TITLE = "title"
    HEAD = "head"
    PARALLEL = "parallel"  # the title or head before it, in another script
    ENTRY = "entry"  # the head of an entry
    ENTRY_REST = "entry-rest"  # the end of such a head that a column end cut off
    TEXT = "text"
    CAPTION = "caption"
    CREDIT = "credit"
    SIGNATURE = "signature"


PICTURE = (Role.CAPTION, Role.CREDIT)


@dataclass(frozen=True, slots=True)
class Part:
    """A block, or a piece of one, in one role.

    `spans` are its pieces in reading order: one, but for an entry head that a column end cut.
    `line` is its line in the file, `page` the index of its page (`rest_page` that of its last
    piece, where it is another), `opens` says that a text certainly begins a paragraph. Of the
    printed lines it says whether the first is indented, where the book indents paragraphs, and by
    how many em the last falls short; None where that is not known.
    """

    role: Role
    spans: tuple[Span, ...]
    line: int
    page: int
    opens: bool = False
    rest_page: int = 0
    indented: bool | None = None
    short: float | None = None

    @property
    def last_page(self) -> int:
        """The index of the page that holds the last piece."""
        return max(self.page, self.rest_page)

    @property
    def span(self) -> Span:
        """The first piece."""
        return self.spans[0]


def classify(source: Source, profile: Profile) -> list[Part]:
    """The parts of `source` in its order; every character that is not blank lies in one of them."""
    setting = setting_of(source)
    parts = [
        part
        for page, blocks in enumerate(regroup(source, setting, profile))
        for block in blocks
        for part in _with_layout(_shape(source, profile, block, page), block, setting)
    ]
    parts = _mend_heads(parts, source, profile)
    parts = _find_captions(parts, source, profile)
    parts = _find_heads(parts, source, profile)
    return _find_title(parts, source)


def _with_layout(parts: list[Part], block: Block, setting: Setting) -> list[Part]:
    """The parts of a block with what its first and last lines say."""
    indented = block.lines[0].indent >= 1.0 if setting.indents else None
    short = None if setting.measure is None else setting.measure - block.lines[-1].right
    parts[0] = replace(parts[0], indented=indented)
    parts[-1] = replace(parts[-1], short=short)
    return parts


def _shape(source: Source, profile: Profile, block: Block, page: int) -> list[Part]:
    """What a block is by its shape alone, cut into parts."""
    start, end, line = block.start, block.end, block.lines[0].number

    def part(role: Role, first: int, last: int, opens: bool = False) -> list[Part]:
        text = source.text[first:last]
        begin = first + len(text) - len(text.lstrip())
        finish = first + len(text.rstrip())
        return [Part(role, (Span(begin, finish),), line, page, opens=opens)] if text.strip() else []

    text = source.text[start:end]
    if (length := entry_head(text, profile)) > 0:
        return part(Role.ENTRY, start, start + length) + part(
            Role.TEXT, start + length, end, opens=True
        )
    if is_cut_entry_head(text, profile):
        return part(Role.ENTRY, start, end)
    if (length := entry_rest(text, profile)) > 0:
        return part(Role.ENTRY_REST, start, start + length) + part(
            Role.TEXT, start + length, end, opens=True
        )
    if (credit := find_credit(text, profile)) is not None:
        return part(Role.CAPTION, start, start + credit) + part(Role.CREDIT, start + credit, end)
    if is_signature(text, profile):
        return part(Role.SIGNATURE, start, end)
    return part(Role.TEXT, start, end)


def _mend_heads(parts: list[Part], source: Source, profile: Profile) -> list[Part]:
    """Put the two halves of entry heads together that a column end cut; what is left is text."""
    rests = [index for index, part in enumerate(parts) if part.role is Role.ENTRY_REST]
    mended: dict[int, Part] = {}
    for index, part in enumerate(parts):
        if part.role is Role.ENTRY and is_cut_entry_head(source.slice(part.span), profile):
            rest = _rest_of(index, parts, rests, source, profile)
            if rest is None:
                mended[index] = replace(part, role=Role.TEXT)
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
    """Which of `rests` closes the head that `parts[index]` leaves open: the next, else the last."""
    head = source.slice(parts[index].span)

    def closes(rest: int) -> bool:
        whole = head + source.slice(parts[rest].span)
        return entry_head(whole, profile) == len(whole)

    after = [rest for rest in rests if rest > index and closes(rest)]
    before = [rest for rest in rests if rest < index and closes(rest)]
    return after[0] if after else before[-1] if before else None


def _undo_rests(parts: list[Part], source: Source) -> list[Part]:
    """Give ends of heads that no head wanted back to the text after them."""
    kept: list[Part] = []
    for part in parts:
        last = kept[-1] if kept else None
        if last is not None and last.role is Role.ENTRY_REST:
            joined = part.line == last.line
            end = part.span.end if joined else last.span.end
            kept[-1] = replace(last, role=Role.TEXT, spans=(Span(last.span.start, end),))
            if joined:
                continue
        kept.append(part)
    if kept and kept[-1].role is Role.ENTRY_REST:
        kept[-1] = replace(kept[-1], role=Role.TEXT)
    return kept


def _find_captions(parts: list[Part], source: Source, profile: Profile) -> list[Part]:
    """Captions that stand on a line of their own: before a credit, or with an opening word."""
    found = list(parts)
    for index, part in enumerate(parts):
        text = source.slice(part.span)
        if part.role is Role.CREDIT and index and found[index - 1].role is Role.TEXT:
            caption = found[index - 1]
            alone = not caption.opens and not ends_sentence(source.slice(caption.span), profile)
            if alone and caption.span.end - caption.span.start <= profile.caption.longest:
                found[index - 1] = replace(caption, role=Role.CAPTION)
        elif (
            part.role is Role.TEXT
            and not part.opens
            and len(text) <= profile.caption.longest
            and text.startswith(profile.caption.openers)
        ):
            found[index] = replace(part, role=Role.CAPTION)
    return found


def _find_heads(parts: list[Part], source: Source, profile: Profile) -> list[Part]:
    """Texts that are heads by their shape and by what stands before and after them."""
    shaped = {
        index
        for index, part in enumerate(parts)
        if part.role is Role.TEXT
        and not part.opens
        and has_head_shape(source.slice(part.span), profile)
    }
    found = list(parts)
    leading = set(takewhile(shaped.__contains__, range(len(parts))))
    # Backwards, so that a head above a head is judged when the lower one is known.
    for index in sorted(shaped, reverse=True):
        before = _neighbour(found, index, -1)
        after = _neighbour(found, index, +1)
        weight = _head_weight(before, after, shaped, found, source, profile)
        # What stands alone at the very beginning, one under the other, heads what follows.
        if weight + (index in leading) > 0:
            found[index] = replace(parts[index], role=Role.HEAD)
        elif before not in shaped and _interrupts(before, after, source, profile, found):
            found[index] = replace(parts[index], role=Role.CAPTION)
    return found


def _neighbour(parts: list[Part], index: int, step: int) -> int | None:
    """The next part in a direction that is no caption or credit."""
    index += step
    while 0 <= index < len(parts) and parts[index].role in PICTURE:
        index += step
    return index if 0 <= index < len(parts) else None


def _head_weight(
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
    else:
        weight -= 1  # a text that breaks off above it may go on elsewhere
    if after is None or parts[after].role is Role.SIGNATURE:
        return weight - 2
    if parts[after].role in (Role.ENTRY, Role.HEAD):
        # No text ends like that before an entry: it would lack the mark that ends its sentence.
        weight += 3
    elif after in shaped or has_letters_only_latin(source.slice(parts[after].span)):
        weight += 1
    return weight - 1


def _interrupts(
    before: int | None, after: int | None, source: Source, profile: Profile, parts: list[Part]
) -> bool:
    """Whether a short piece stands between a text that breaks off and a text that goes on."""
    if before is None or after is None:
        return False
    first, second = parts[before], parts[after]
    return (
        first.role is Role.TEXT
        and second.role is Role.TEXT
        and not second.opens
        and not ends_sentence(source.slice(first.span), profile)
    )


def _find_title(parts: list[Part], source: Source) -> list[Part]:
    """The title of the chapter, and titles in another script after a title or head.

    Heads that stand alone at the beginning: with two or more, or with no other in the whole text,
    the first is the title.
    """
    found = list(parts)
    for index in range(1, len(found)):
        here, above = found[index], found[index - 1]
        if above.role is Role.HEAD and here.role in (Role.HEAD, Role.TEXT) and not here.opens:
            texts = source.slice(above.span), source.slice(here.span)
            if (
                han_share(texts[0]) > 0.5
                and has_letters_only_latin(texts[1])
                and len(texts[1]) < 150
            ):
                found[index] = replace(here, role=Role.PARALLEL)
    heads = [index for index, part in enumerate(found) if part.role is Role.HEAD]
    if heads and _neighbour(found, heads[0], -1) is None:
        leading = _leading_heads(found, heads[0])
        parallel = heads[0] + 1 < len(found) and found[heads[0] + 1].role is Role.PARALLEL
        if leading > 1 or parallel or len(heads) == 1:
            found[heads[0]] = replace(found[heads[0]], role=Role.TITLE)
    return found


def _leading_heads(parts: list[Part], first: int) -> int:
    """How many heads follow one another from `first` on, parallel titles and pictures aside."""
    count = 0
    for part in parts[first:]:
        if part.role is Role.HEAD:
            count += 1
        elif part.role not in (Role.PARALLEL, *PICTURE):
            break
    return count
