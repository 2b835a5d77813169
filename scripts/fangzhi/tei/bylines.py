"""Bylines: who wrote a division, who took or gave a picture; their names enter the register."""

from __future__ import annotations

import re

from lxml import etree

from fangzhi.markup.credits import credited
from fangzhi.markup.outline import Passage
from fangzhi.markup.profile import Profile
from fangzhi.markup.signatures import is_office, signed_names
from fangzhi.markup.slips import readable
from fangzhi.markup.text import collapse, in_brackets, is_date
from fangzhi.source import Source
from fangzhi.tei.header import Agent, Register
from fangzhi.tei.names import add, append_text


class Bylines:
    """Writes bylines as the source has them, with the names in them as they are to be read."""

    def __init__(self, source: Source, profile: Profile, register: Register) -> None:
        self.source = source
        self.readable = readable(source)  # of the same length
        self.profile = profile
        self.register = register

    def credit(self, parent: etree._Element, passage: Passage, account: dict[str, str]) -> None:
        """`(区档案馆 供稿)`: who supplied or took a picture."""
        text = collapse(self.source.slice(passage.spans[0]))
        read = collapse(self.readable.slice(passage.spans[0]))
        byline = add(parent, "byline", ana="#role.credit", **account)
        inner = in_brackets(read, self.profile.caption.brackets)
        found = credited(read if inner is None else inner, self.profile)
        names = [(name, word) for name, word in found if not is_date(name)]
        if not found:
            named = signed_names(read if inner is None else inner, self.profile)
            names = [(name, "") for name, _ in named]
        written = 0
        for name, word in names:
            agent = self.register.agent(name, is_office(name, self.profile), "credit", word)
            start = max(read.index(name, written), written)
            append_text(byline, text[written:start])
            self._name(byline, agent, text[start : start + len(name)])
            written = start + len(name)
        append_text(byline, text[written:])

    def signature(self, parent: etree._Element, passage: Passage, account: dict[str, str]) -> None:
        """The names of the authors, in the brackets of the print where it has any."""
        text = collapse(self.source.slice(passage.spans[0]))
        read = collapse(self.readable.slice(passage.spans[0]))
        inner = in_brackets(read, self.profile.signature.brackets)
        byline = add(parent, "byline", ana="#role.contributor", **account)
        written = 0
        for name, office in signed_names(read if inner is None else inner, self.profile):
            pattern = r"\s*".join(re.escape(character) for character in name)
            found = re.compile(pattern).search(text, written)
            if found is None:
                continue
            agent = self.register.agent(name, office, "contributor", self.profile.contributor)
            append_text(byline, text[written : found.start()])
            self._name(byline, agent, found[0])
            written = found.end()
        append_text(byline, text[written:])

    def _name(self, byline: etree._Element, agent: Agent, text: str) -> None:
        add(byline, "orgName" if agent.organisation else "persName", text, ref=f"#{agent.id}")
