"""The index of entries: what a reader of a yearbook looks up, with its place in print.

Locators are the pages of the print where the text knows them, else the numbers of section and
entry. An entry title that comes several times (概况) is one term with several places.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import groupby

from fangzhi.builders._collation import Key, has_order, place
from fangzhi.builders._pages import Pages, tag
from fangzhi.tei.edition import Edition, Heading

FEWEST = 2  # entries that make an index worth having


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a term stands: the address, the printed page or the number, and in which section."""

    address: str
    number: str
    section: str
    language: str


@dataclass(slots=True)
class _Term:
    text: str
    language: str
    group: str
    key: Key
    places: list[_Place] = field(default_factory=list)


def index(pages: Pages, kind: str) -> str:
    """The index of an edition as markup, empty where it would be no use; `kind`: epub or html."""
    edition = pages.edition
    terms = _terms(pages)
    if sum(len(term.places) for term in terms) < FEWEST:
        return ""
    words = pages.words
    told = words["index pages" if edition.printed_pages else "index numbers"]
    level = int(pages.level[1])
    lines = [tag(pages.level, escape(words["index"])), tag("p", escape(told), class_="told")]
    for group, members in groupby(terms, key=lambda term: term.group):
        head = tag(f"h{level + 1}", escape(group))
        entries = "".join(_entry(pages, term, kind) for term in members)
        listed = tag("ul", "\n", entries, **_type("index-entry-list", kind))
        lines.append(tag("section", head, listed, **_type("index-group", kind)))
    return "\n".join(lines)


def _terms(pages: Pages) -> list[_Term]:
    """The terms in their order."""
    edition = pages.edition
    if not has_order(edition.language):
        return []
    terms: dict[tuple[str, str], _Term] = {}
    for heading, number, section in _entries(edition):
        address = pages.link(heading.id)
        if not (heading.text and address):
            continue
        language = heading.language or edition.language
        text = bare(heading.text)
        term = terms.setdefault(
            (text, language), _Term(text, language, *place(text, edition.language))
        )
        shown = edition.printed_pages.get(heading.id, "") or number
        term.places.append(_Place(address, shown, section.text if section else "", language))
    return sorted(terms.values(), key=lambda term: (_rank(term.group), term.key, term.text))


def _rank(group: str) -> tuple[bool, str]:
    """Letters first, then digits and signs."""
    return not group.isalpha(), group


def _entries(edition: Edition) -> Iterator[tuple[Heading, str, Heading | None]]:
    """(entry, its number, the division it belongs to), in reading order.

    Where the text has no entries (a report), its divisions below the first level are indexed.
    """
    divisions = list(_numbered(edition.headings, (), None))
    entries = [one for one in divisions if one[0].kind == "entry"]
    return iter(entries or [one for one in divisions if one[2] is not None])


def _numbered(
    headings: Iterable[Heading], above: tuple[int, ...], parent: Heading | None
) -> Iterator[tuple[Heading, str, Heading | None]]:
    """All divisions with their numbers; a single chapter is not counted: its sections are."""
    headings = tuple(headings)
    alone = parent is None and len(headings) == 1
    for count, heading in enumerate(headings, 1):
        number = above if alone else (*above, count)
        yield heading, ".".join(map(str, number)), parent
        yield from _numbered(heading.children, number, heading)


def bare(text: str) -> str:
    """A head without the brackets or signs that mark it as one."""
    stripped = text.strip("■●◆○□◎▲△★☆·• ")
    for left, right in ("【】", "〔〕", "［］", "[]"):
        if stripped.startswith(left) and stripped.endswith(right) and len(stripped) > 2:
            stripped = stripped[1:-1]
    return stripped.strip() or text


def _entry(pages: Pages, term: _Term, kind: str) -> str:
    shown = pages.shown(term.text, term.language)
    words = tag("span", shown, **_type("index-term", kind))
    several = len(term.places) > 1
    found = pages.words["comma"].join(
        _locator(pages, term, one, several, kind) for one in term.places
    )
    return (
        tag("li", words, " ", tag("span", found, class_="places"), **_type("index-entry", kind))
        + "\n"
    )


def _locator(pages: Pages, term: _Term, one: _Place, several: bool, kind: str) -> str:
    """A link that shows page or number, and that says to assistive technology what of."""
    words = pages.words
    where = words.page(one.number) if pages.edition.printed_pages else one.number
    section = f"{pages.shown(one.section, one.language)} " if several and one.section else ""
    named = words["comma"].join(filter(None, (term.text, one.section if several else "", where)))
    link = tag(
        "a",
        escape(one.number),
        href=one.address,
        aria_label=named,
        **_type("index-locator", kind),
    )
    return section + link


def _type(name: str, kind: str) -> dict[str, str]:
    """`epub:type` in an EPUB, a class on a web page."""
    return {"epub:type": name} if kind == "epub" else {"class": name}
