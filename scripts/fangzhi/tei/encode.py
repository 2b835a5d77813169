"""Outline → TEI. Only this module and `header` write TEI; `schema/fangzhi.odd` says how."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from lxml import etree

from fangzhi.errors import LedgerError
from fangzhi.markup.outline import Division, Outline, PageBreak, Passage, Picture, Seam
from fangzhi.markup.profile import Profile
from fangzhi.markup.shapes import credited, is_office, signed_names
from fangzhi.markup.text import collapse, head_lines, is_spaced, is_unbroken
from fangzhi.metadata import Metadata, PictureFile
from fangzhi.source import Source
from fangzhi.tei import header
from fangzhi.tei.header import PROGRAM, Agent, Register
from fangzhi.tei.language import language_of_source, language_of_text
from fangzhi.tei.ledger import check_ledger, pointers
from fangzhi.tei.names import ID, LANG, TEI, add, append_text, ncname, parse_bytes, q, serialise
from fangzhi.tei.seal import seal


@dataclass(frozen=True, slots=True)
class Encoded:
    """A finished TEI file, and what a summary says of it."""

    data: bytes
    unmatched_pictures: tuple[PictureFile, ...]  # of the sidecar: no caption begins like theirs


def encode(
    source: Source, outline: Outline, metadata: Metadata, profile: Profile, name: str
) -> Encoded:
    """The TEI file of an edition called `name`.

    Raises `LedgerError` rather than return a file that lost or doubled a character.
    """
    writer = _Writer(source, metadata, profile)
    root = etree.Element(q("TEI"), nsmap={None: TEI})  # type: ignore[dict-item]
    root.set(LANG, writer.language)
    root.set(ID, root_id(name))
    body = add(add(root, "text"), "body")
    if len(source.pages) > 1:
        writer.page_break(body, 0)
    writer.division(body, outline.chapter, "d1")
    head = header.build(source, outline, metadata, profile, name, writer.register, writer.language)
    root.insert(0, head)
    if (stand_off := writer.register.stand_off()) is not None:
        root.insert(1, stand_off)
    data = serialise(root)
    _refuse_loss(data, source)
    return Encoded(seal(data), tuple(writer.pictures))


def _refuse_loss(data: bytes, source: Source) -> None:
    """Raise `LedgerError` unless the file to be written holds every character once."""
    problems = check_ledger(parse_bytes(data, source.path), source.text)
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise LedgerError(
            f"the TEI would not hold the source: {problems[0].message}{more}",
            where=source.path,
            remedy="nothing was written; please report this",
        )


class _Writer:
    """Writes the body; collects the people and offices that it meets in the `register`."""

    def __init__(self, source: Source, metadata: Metadata, profile: Profile) -> None:
        self.source = source
        self.profile = profile
        self.language = metadata.language or language_of_source(source.text, profile.language)
        self.titles = metadata.titles
        self.register = Register()
        self.pictures = list(metadata.pictures)  # those that no caption has claimed yet
        self.figures = 0

    def division(self, parent: etree._Element, division: Division, place: str) -> None:
        """A division with all that it holds; `place` is its position in the outline."""
        kinds = self.profile.divisions
        kind = {"chapter": kinds.chapter, "section": kinds.section, "entry": kinds.entry}
        # A text without a title of its own is no chapter, as far as anybody knows.
        untitled = division.kind == "chapter" and division.head is None
        name = "text" if untitled else kind[division.kind]
        element = add(parent, "div", type=name, xml_id=place)
        for page_break in division.breaks:
            self.page_break(element, page_break.page)
        if division.head is not None:
            self.head(element, division.head, division.kind)
        if division.parallel is not None:
            self.parallel(element, division.parallel, is_title=division.kind == "chapter")
        self.blocks(element, division, place)
        for number, child in enumerate(division.divisions, 1):
            self.division(element, child, f"{place}.{number}")
        for signature in division.signatures:
            if isinstance(signature, PageBreak):
                self.page_break(element, signature.page)
            else:
                self.signature(element, signature)

    def blocks(self, element: etree._Element, division: Division, place: str) -> None:
        """Paragraphs, pictures and page breaks of a division."""
        number = 0
        for block in division.content:
            match block:
                case Passage():
                    number += 1
                    paragraph = add(
                        element, "p", xml_id=f"{place}.p{number}", source=pointers(block.spans)
                    )
                    self.passage(paragraph, block)
                case Picture():
                    self.figure(element, block)
                case PageBreak(page):
                    self.page_break(element, page)

    def page_break(self, parent: etree._Element, page: int, **attributes: str) -> None:
        """The beginning of a page, with its number where the source has one."""
        add(parent, "pb", n=self.source.pages[page].n, **attributes)

    def passage(self, parent: etree._Element, passage: Passage) -> None:
        """The pieces of a text, with a mark at each seam."""
        pieces = [collapse(self.source.slice(span)) for span in passage.spans]
        append_text(parent, pieces[0])
        for (before, after), seam in zip(pairwise(pieces), passage.seams, strict=True):
            self.seam(parent, before, after, seam)
            append_text(parent, after)

    def seam(self, parent: etree._Element, before: str, after: str, seam: Seam) -> None:
        """The place where a column or page end cut a text."""
        if is_spaced(before, after):
            append_text(parent, " ")
        unbroken = "no" if is_unbroken(before, after) else ""
        certain = {"break_": unbroken, "cert": seam.certainty.value, "resp": f"#{PROGRAM}"}
        for page in seam.pages:
            self.page_break(parent, page, **certain)
        if not seam.pages:
            add(parent, "milestone", unit="block", **certain)

    def head(self, parent: etree._Element, passage: Passage, kind: str) -> None:
        """A head; the brackets of an entry's head are marked as punctuation."""
        element = add(parent, "head", source=pointers(passage.spans))
        if kind != "entry":
            self.wrapped(element, " ".join(self.source.slice(span) for span in passage.spans))
            return
        self.passage(element, passage)
        text, element.text = element.text or "", None
        if len(element):
            last, tail = element[-1], element[-1].tail or ""
            last.tail = tail[:-1]
            opening = etree.Element(q("pc"))
            opening.text, opening.tail = text[0], text[1:]
            element.insert(0, opening)
            add(element, "pc", tail[-1])
        else:
            add(element, "pc", text[0]).tail = text[1:-1]
            add(element, "pc", text[-1])

    def wrapped(self, element: etree._Element, text: str) -> None:
        """The text of a head, with a line break where the print broke it."""
        lines = head_lines(text, self.profile.head.wrap)
        append_text(element, lines[0])
        for before, after in pairwise(lines):
            if is_spaced(before, after):
                append_text(element, " ")
            add(element, "lb", break_="no" if is_unbroken(before, after) else "")
            append_text(element, after)

    def parallel(self, parent: etree._Element, passage: Passage, is_title: bool) -> None:
        """The title or head in another language; a title stands in the header too."""
        text = collapse(self.source.slice(passage.spans[0]))
        stated = [tag for tag, title in self.titles.items() if collapse(title) == text]
        language = stated[0] if stated else language_of_text(text)
        self.register.languages.append(language)
        if is_title:
            self.register.parallel.setdefault(language, text)
        element = add(parent, "head", type="parallel", xml_lang=language)
        element.set("source", pointers(passage.spans))
        self.passage(element, passage)

    def figure(self, parent: etree._Element, picture: Picture) -> None:
        """A picture: its file where the sidecar names one, caption, description and credit."""
        self.figures += 1
        element = add(parent, "figure", xml_id=f"fig.{self.figures}")
        passages = [part for part in (picture.caption, picture.credit) if part is not None]
        whole = [passages[0].spans[0].start, passages[-1].spans[-1].end]
        element.set("source", f"src:char={whole[0]},{whole[1]}")
        given = self._given(picture.caption)
        if given is not None and given.file:
            add(element, "graphic", url=f"../source/{header.url_path(given.file)}")
        if picture.caption is not None:
            caption = add(element, "head", source=pointers(picture.caption.spans))
            self.passage(caption, picture.caption)
        if picture.credit is not None:
            self.credit(element, picture.credit)
        if given is not None and given.description:
            add(element, "figDesc", given.description)

    def _given(self, caption: Passage | None) -> PictureFile | None:
        """What the sidecar says of the picture with this caption; each is used once."""
        if caption is None:
            return None
        text = "".join(self.source.slice(caption.spans[0]).split())
        for index, given in enumerate(self.pictures):
            if text.startswith("".join(given.caption.split())):
                return self.pictures.pop(index)
        return None

    def credit(self, parent: etree._Element, passage: Passage) -> None:
        """`(区档案馆 供稿)`: who supplied or took a picture."""
        text = collapse(self.source.slice(passage.spans[0]))
        byline = add(parent, "byline", ana="#role.credit", source=pointers(passage.spans))
        found = credited(text[1:-1], self.profile)
        name, word = found if found else (text[1:-1], "")
        agent = self.register.agent(name, is_office(name, self.profile), "credit", word)
        start = text.index(name, 1)
        append_text(byline, text[:start])
        self._name(byline, agent, name)
        append_text(byline, text[start + len(name) :])

    def signature(self, parent: etree._Element, passage: Passage) -> None:
        """The names of the authors, in the brackets of the print."""
        text = collapse(self.source.slice(passage.spans[0]))
        byline = add(parent, "byline", ana="#role.contributor", source=pointers(passage.spans))
        written = 0
        for name, office in signed_names(text[1:-1], self.profile):
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


# The ids that an encoded text may have: an edition called like one of them gets another.
_OURS = re.compile(r"source|fangzhi|role(\..*)?|(d|fig\.|person\.|org\.|resp\.)[\d.]+(p\d+)?")


def root_id(name: str) -> str:
    """The `xml:id` of the document: the name of the edition as an XML name, unlike any other id."""
    identifier = ncname(name)
    return f"edition.{identifier}" if _OURS.fullmatch(identifier) else identifier
