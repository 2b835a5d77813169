"""The pages that we make: title page, on the digital edition, contributors, illustrations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from html import escape

from fangzhi import __version__
from fangzhi.builders._render import language_tag, web_address
from fangzhi.builders._typography import Typography
from fangzhi.builders._words import Words
from fangzhi.setting import is_chinese
from fangzhi.tei.edition import Contribution, Edition, Heading, Practice, is_han

Link = Callable[[str], str | None]
# What the header may say of the printed source, in the order of a title page.
_SOURCE = ("title", "author", "editor", "edition", "pubPlace", "publisher", "date", "biblScope")


def tag(name: str, *content: str, **attributes: str | None) -> str:
    """An element as markup. `content` is markup already; `class_` stands for `class`.

    Attributes that are None or empty are left out; `lang` is written as `xml:lang`, too.
    """
    if language := attributes.get("lang"):
        attributes["xml:lang"] = language
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value
    )
    return f"<{name}{said}>{''.join(content)}</{name}>"


def has_han(text: str) -> bool:
    """Whether `text` has a Han character."""
    return any(is_han(char) for char in text)


class Pages:
    """The pages of one edition as markup; `level` is that of their headings."""

    def __init__(
        self,
        edition: Edition,
        words: Words,
        link: Link,
        typography: Typography,
        level: int = 1,
    ) -> None:
        self.edition = edition
        self.words = words
        self._typography = typography
        self.link = link
        self.level = f"h{level}"
        self._headings = headings_by_id(edition.headings)
        self._captions = {figure.id: figure.caption for figure in edition.figures}

    def said(self, text: str) -> str:
        """A text of the header, with its language where that is not the page's.

        A header in English has Chinese names in it, mostly without `xml:lang`.
        """
        language = self.edition.header_language
        if has_han(text) and not _holds_han(language):
            language = self.edition.language
        return self.shown(text, language)

    def shown(self, text: str, language: str) -> str:
        """`text` in `language`, set: in a span that says so, where the page has another."""
        tagged = language_tag(language) if language else ""
        if not language or is_chinese(language):
            text = self._typography.string(text)
        alike = tagged.partition("-")[0] == self.words.language.partition("-")[0]
        if not tagged or not any(map(str.isalpha, text)):
            return escape(text)
        if alike and Words(tagged).language == self.words.language:
            return escape(text)
        return tag("span", escape(text), lang=tagged)

    # ------------------------------------------------------------ title page

    def title_block(self, *, titled: bool = True) -> str:
        """The titles in each language, who made it, and where and when it was published.

        Not `titled`: without the titles, where the text begins with them.
        """
        edition = self.edition
        lines = self._titles() if titled else []
        for _, name in edition.authors:
            lines.append(tag("p", self.said(name), class_="author"))
        source = [edition.printed_source.get(key, "") for key in ("title", "date")]
        if any(source):
            lines.append(tag("p", *self._joined(filter(None, source), " · "), class_="printed"))
        imprint = [
            edition.place,
            edition.publisher,
            edition.date_stated,
        ]
        if any(imprint):
            lines.append(tag("p", *self._joined(filter(None, imprint), " · "), class_="imprint"))
        return "\n".join(lines)

    def _titles(self) -> list[str]:
        edition = self.edition
        lines = [tag("h1", self.shown(edition.title, edition.language))]
        for title in edition.titles:
            if title.text and title.text != edition.title:
                kind, language = f"title {title.kind}", language_tag(title.language)
                lines.append(tag("p", escape(title.text), class_=kind, lang=language))
        return lines

    def _joined(self, texts: Iterable[str], between: str) -> list[str]:
        return [between.join(self.said(text) for text in texts)]

    # ------------------------------------------------------------ on the digital edition

    def about(self) -> str:
        """Source, responsibility, what was done to the text, licence, checksum: what is known."""
        edition, words = self.edition, self.words
        source = edition.printed_source
        stated = [source[key] for key in _SOURCE if source.get(key)]
        published = [edition.publisher, edition.place, edition.date_stated]
        rows = [
            ("source", [" · ".join(self.said(text) for text in stated)] if stated else []),
            ("note", [self.said(source["note"])] if source.get("note") else []),
            ("published", [" · ".join(self.said(text) for text in published if text)]),
            ("responsibility", self._responsibility()),
            ("licence", self._licence()),
            ("identifiers", self._identifiers()),
            (
                "subjects",
                [words["comma"].join(self.said(term) for term in filter(None, edition.keywords))],
            ),
            ("checksum", [tag("code", escape(source["sha256"]))] if source.get("sha256") else []),
            ("digest", [tag("code", sha256(edition.path.read_bytes()).hexdigest())]),
            ("version", [f"fangzhi {__version__}"]),
        ]
        facts = [_row(words[key], [line for line in lines if line]) for key, lines in rows]
        return "\n".join(
            [
                tag(self.level, escape(words["about"])),
                tag("dl", *facts, class_="facts"),
                *self._practices(),
            ]
        )

    def _responsibility(self) -> list[str]:
        """Everyone whom no byline of the text names: those have a page of their own."""
        lines = [self.said(name) for _, name in self.edition.authors]
        for one in self.edition.contributions:
            if one.role not in ("contributor", "credit"):
                label = self.shown(one.label, one.language)
                lines.append(f"{self.said(one.name)}{self.words['colon']}{label}")
        return lines

    def _identifiers(self) -> list[str]:
        return [
            escape(text if kind == "local" else f"{kind} {text}")
            for kind, text in self.edition.identifiers.items()
        ]

    def _licence(self) -> list[str]:
        text, url = self.edition.licence
        shown = self.said(text or url)
        address = web_address(url)
        return [tag("a", shown, href=address, rel="license") if address else shown]

    def _practices(self) -> list[str]:
        """What was done to the text: as the header declares it, and what is done to show it."""
        level = f"h{int(self.level[1]) + 1}"
        rows = [
            _row(self.words.get(one.kind, one.kind), [self.shown(one.text, one.language)])
            for one in self._spoken_practices()
        ]
        if self._typography.changes:
            rows.append(_row(self.words["typography"], [escape(self.words["widened"])]))
        if not rows:
            return []
        return [
            tag(level, escape(self.words["editing"])),
            tag("dl", *rows, class_="facts practices"),
        ]

    def _spoken_practices(self) -> list[Practice]:
        """Each matter in the language of the interface, where the header has it in that, too."""
        practices = self.edition.practices
        own = [one for one in practices if Words(one.language).language == self.words.language]
        kinds = {one.kind for one in own if one.language}
        return [one for one in practices if one in own or one.kind not in kinds]

    # ------------------------------------------------------------ contributors, illustrations

    def contributors(self) -> str:
        """Who wrote which section and who supplied which picture; empty where no one is named."""
        rows = []
        seen: set[tuple[str, str, str]] = set()
        for one in self.edition.contributions:
            key = (one.name, one.label, one.role)
            if one.role in ("contributor", "credit") and key not in seen:
                seen.add(key)
                rows.append(self._contributor(one))
        if not rows:
            return ""
        return "\n".join(
            [
                tag(self.level, escape(self.words["contributors"])),
                tag("ul", *rows, class_="contributors"),
            ]
        )

    def _contributor(self, one: Contribution) -> str:
        label = tag("span", self.shown(one.label, one.language), class_="label")
        name = tag("span", self.said(one.name), class_="name")
        links = []
        for place in dict.fromkeys(one.divisions):
            heading = self._headings.get(place)
            text = heading.text if heading else self._captions.get(place, "")
            if address := self.link(place):
                shown = self.shown(text, heading.language if heading else self.edition.language)
                links.append(tag("a", shown or escape(self.words["untitled"]), href=address))
        works = tag("span", self.words["comma"].join(links), class_="works") if links else ""
        return tag("li", name, " ", label, " ", works) + "\n"

    def illustrations(self) -> list[tuple[str, str]]:
        """(address, caption as markup) of each picture that has a caption or a description."""
        found = []
        for number, figure in enumerate(self.edition.figures, 1):
            text = figure.caption or figure.description
            if address := self.link(figure.id):
                shown = self.shown(text, self.edition.language) if text else ""
                found.append((address, shown or f"{escape(self.words['illustration'])} {number}"))
        return found

    # ------------------------------------------------------------ contents

    def name_of(self, place: str) -> str:
        """What a division or a picture is called; empty where it has no name."""
        heading = self._headings.get(place)
        return heading.text if heading else self._captions.get(place, "")

    def label(self, heading: Heading) -> str:
        """A heading as the table of contents shows it."""
        if not heading.text:
            return escape(self.words["untitled"])
        return self.shown(heading.text, heading.language)


def headings_by_id(headings: Iterable[Heading]) -> dict[str, Heading]:
    """All headings of a tree of headings, by the ids of their divisions."""
    found = {}
    for heading in headings:
        found[heading.id] = heading
        found.update(headings_by_id(heading.children))
    return found


def _holds_han(language: str) -> bool:
    """Whether a language is written with Han characters."""
    return language.partition("-")[0] in ("zh", "lzh", "cmn", "yue", "wuu", "ja", "ko", "und")


def _row(term: str, lines: list[str]) -> str:
    if not lines:
        return ""
    return tag("dt", escape(term)) + "".join(tag("dd", line) for line in lines) + "\n"
