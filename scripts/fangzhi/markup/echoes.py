"""Captions without a credit, by what they repeat.

A caption tells again what the text above told, and it was set where a picture had room; a head
tells what the text below will tell. So the terms that a short text shares with what stands before
and after it say which of the two it is.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache

from fangzhi.markup.listing import label
from fangzhi.markup.measure import FULL, NEVER_FIRST, SLACK
from fangzhi.markup.profile import Profile
from fangzhi.markup.roles import Part, Role
from fangzhi.markup.shapes import ends_sentence, opens_caption
from fangzhi.markup.text import han_share, has_letters, in_brackets, terms
from fangzhi.source import Source, width

REACH = 800.0  # em of text on either side: about a column, as far as a picture floats
ECHO = 5.0  # nats by which a caption repeats the text before it: two or three rare terms
ECHO_STRONG = 9.0  # the same where a head is likely, or the text is none by its shape
ECHO_SIGNED = 2.0  # in Latin script a word is a term, and a book of signed heads has few others
REMEMBERED = 1 << 10  # texts whose terms and widths are kept: those near one another are asked for
SIGNS = ("numbered", "capitals", "named", "period")  # reasons that tell a head by itself
SIGNED = 4  # such heads show that the heads of a book have signs
LONGEST = 45.0  # em of a caption without a credit
SHORTEST = 5.0  # em: what is shorter says less than captions do, and is a head more often
APART = 14.0  # em: what is narrower than most columns was not cut by one
CLAUSES = 1  # besides the last, in a text that only the text after it shows to be apart
_CLAUSE = re.compile("[，；,;]")
_SENTENCES = re.compile(r"[。！？!?]|[^\W\d_]{4}[.] ")


class Echoes:
    """What the short texts among some parts repeat of the texts round them.

    `shaped` are the indexes of those that may be heads by their shape, `loose` of those that may be
    captions by theirs. Only other texts are repeated. `links` are words that end nothing.
    """

    def __init__(
        self,
        parts: list[Part],
        shaped: set[int],
        source: Source,
        profile: Profile,
        links: frozenset[str] = frozenset(),
    ) -> None:
        self.profile = profile
        self.shaped = shaped
        self.texts = [source.slice(part.span) for part in parts]
        self.links = links
        self.loose = {index for index in range(len(parts)) if self._may_be_caption(parts, index)}
        short = shaped | self.loose
        self.running = {
            i for i, part in enumerate(parts) if part.role is Role.TEXT and i not in short
        }
        # The terms of all texts at once would take many times the room of the texts.
        self.terms = lru_cache(maxsize=REMEMBERED)(lambda index: terms(self.texts[index]))
        self.width = lru_cache(maxsize=REMEMBERED)(lambda index: width(self.texts[index]))
        self.counts: Counter[str] = Counter()
        for index in self.running:
            self.counts.update(terms(self.texts[index]))
        self.total = max(len(self.running), 1)
        signed = sum(part.role is Role.HEAD and part.reason in SIGNS for part in parts)
        few = profile.latin and signed >= SIGNED
        self.least, self.strong = (ECHO_SIGNED, ECHO) if few else (ECHO, ECHO_STRONG)

    def before(self, index: int) -> float:
        """The rarity in nats of the terms that a text has in common with those before it."""
        return self._rarity(index, range(index - 1, -1, -1))

    def after(self, index: int) -> float:
        """The rarity in nats of the terms that a text has in common with those after it."""
        return self._rarity(index, range(index + 1, len(self.texts)))

    def back(self, index: int) -> float:
        """By how much more it repeats what stands before it."""
        return self.before(index) - self.after(index)

    def tell_caption(
        self, index: int, parts: list[Part], before: int | None, after: int | None, heads: bool
    ) -> bool:
        """Whether a text is a caption by what it repeats.

        `parts` are as far as they are known, `before` and `after` its neighbours in the text;
        `heads` says that these speak for a head. What is certainly none may also repeat what stands
        after it: the page may be out of order.
        """
        if index not in self.loose or not self._is_apart(index, parts, before, after):
            return False
        if heads and width(self.texts[index]) < SHORTEST:
            return False
        above = parts[index - 1] if index else None
        if above and above.role in (Role.HEAD, Role.ENTRY) and above.period is None:
            return False  # no picture parts a head from its text
        if self.back(index) >= self._least(index, parts, before, after):
            return True
        narrow = width(self.texts[index]) < APART
        if index in self.shaped and (heads or (self.profile.whole == "text" and not narrow)):
            return False
        if heads and after is not None and opens_caption(self.texts[index], self.profile):
            return True  # with the marks of a text, but no end
        beside = parts[max(index - 1, 0) : index] + parts[index + 1 : index + 2]
        # Pictures stand together at the top of a page, or at the end of all.
        in_row = any(part.role in (Role.CAPTION, Role.CREDIT) for part in beside)
        signed = after is not None and parts[after].role is Role.SIGNATURE  # no text ends like that
        least = self.least if in_row or signed else self.strong
        least = 0.0 if in_row and after is None else least
        return max(self.before(index), self.after(index)) >= least

    def _may_be_caption(self, parts: list[Part], index: int) -> bool:
        """Whether a text by itself may be a caption without a credit."""
        part, text, profile = parts[index], self.texts[index], self.profile
        return (
            part.role is Role.TEXT
            and not (part.opens or part.settled or part.indented)
            and width(text) <= LONGEST
            and has_letters(text)
            and not label(text)
            and in_brackets(text, profile.signature.brackets) is None
            and text[-1] not in profile.paragraph.pauses
            and text[-1] not in ",，、-"
            and not (self.profile.latin and text.split()[-1] in self.links)
            and text[0] not in NEVER_FIRST
            and not text[0].islower()
            and not ends_sentence(text, profile)
            and not _SENTENCES.search(text)
        )

    def _least(self, index: int, parts: list[Part], before: int | None, after: int | None) -> float:
        """By how much a text must repeat what stands before it."""
        if index not in self.shaped or width(self.texts[index]) < SHORTEST:
            return self.strong
        # Of pictures that stand together the first tells what stands before them.
        while before in self.shaped and self.back(before) >= self.least:
            before = next(
                (i for i in range(before - 1, -1, -1) if parts[i].role is Role.TEXT), None
            )
        in_text = (
            before is not None and before not in self.shaped and parts[before].role is Role.TEXT
        )
        # No head stands above a small letter.
        goes_on = after is not None and self.texts[after][0].islower()
        return self.least if in_text or goes_on else self.strong

    def _is_apart(
        self, index: int, parts: list[Part], before: int | None, after: int | None
    ) -> bool:
        """Whether a text without an end was not cut by a column end.

        Its last line is short; or the text before it is open, and it is too short to be all that a
        column has of that text; or the text after it cannot go on from it.
        """
        text, short = self.texts[index], parts[index].short
        if short is not None and short > SLACK:
            return True
        in_text = before is not None and parts[before].role is Role.TEXT
        if before is not None and in_text and not ends_sentence(self.texts[before], self.profile):
            return True
        goes_on = after is not None and parts[after].role is Role.TEXT and not parts[after].opens
        if goes_on and short is not None and short < FULL:
            return False
        if han_share(text) == 0:
            return not (goes_on and after is not None and self.texts[after][0].islower())
        return width(text) < APART or (not goes_on and len(_CLAUSE.findall(text)) <= CLAUSES)

    def _rarity(self, index: int, places: range) -> float:
        near: set[str] = set()
        room = REACH
        for place in places:
            if place in self.running:
                near |= self.terms(place)
                room -= self.width(place)
            if room <= 0:
                break
        common = self.terms(index) & near
        return math.fsum(math.log(self.total / self.counts[term]) for term in common)
