"""A IIIF manifest: the scans as canvases, the text as annotations on them, the divisions as ranges.

IIIF Presentation API 3.0. Its addresses are those of the repository as it is made, published as a
whole under the setting `url`: `source/` the scans, `tei/` the text, `build/` this file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from urllib.parse import quote

from lxml import etree

from fangzhi.archive import write_whole
from fangzhi.builders._render import language_tag, web_address
from fangzhi.builders._scans import media_type_of, size_of
from fangzhi.builders._words import Words
from fangzhi.crosswalk.record import Facts, as_json, without_empty
from fangzhi.errors import UsageError
from fangzhi.setting import PLAIN, Setting
from fangzhi.tei.edition import Edition, Heading
from fangzhi.tei.names import ID, NS
from fangzhi.tei.scans import Passage, Scans, Surface

SUFFIX = ".iiif.json"
NEEDS: tuple[str, ...] = ()
CONTEXT = "http://iiif.io/api/presentation/3/context.json"
# Divisions below these are many to a page: they are found by the text.
_SMALL = frozenset(("entry",))
_RIGHT_TO_LEFT = re.compile(
    r"(?:ar|arc|ckb|dv|fa|he|ps|sd|syr|ug|ur|yi)(?:-|$)|.*-(?:Arab|Hebr|Syrc)\b"
)
# Of these the specification knows what they mean (3.0, 3.2, `rights`), in this form only.
_RIGHTS = re.compile(
    r"https?://(?:www\.)?(?:(creativecommons\.org/(?:licenses|publicdomain)/[a-z\-]+/[\d.]+/)"
    r"(?:[a-z]{2}/)?(?:deed.*|legalcode.*)?"
    r"|(rightsstatements\.org)/(?:vocab|page)(/[A-Za-z\-]+/1\.0/).*)"
)

Json = dict[str, object]


def lacking(edition: Edition, setting: Setting) -> str:
    """Why there can be no manifest of an edition; empty where there can."""
    if not Scans(edition).surfaces:
        return "it has no scans"
    if not setting.url:
        return "its addresses begin with one that is not set: --url, or url in [build]"
    return ""


def build(edition: Edition, folder: Path, setting: Setting = PLAIN) -> Path:
    """Make `folder / ID.iiif.json` and return its path.

    Raises `UsageError` for an edition without scans and a setting without an address on the web,
    `OutputError` when it cannot be written.
    """
    if reason := lacking(edition, setting):
        raise UsageError(
            f"there is no IIIF manifest: {reason}",
            where=edition.path,
            remedy="give the address where the repository is published: --url https://…"
            if not setting.url
            else "leave iiif out of --to",
        )
    path = folder / (edition.name + SUFFIX)
    write_whole(path, as_json(_Manifest(edition, setting).whole()))
    return path


class _Manifest:
    """The manifest of one edition as JSON objects."""

    def __init__(self, edition: Edition, setting: Setting) -> None:
        self._edition = edition = edition.identified()
        self._setting = setting
        self._base = (web_address(setting.url) or setting.url).rstrip("/")
        self._scans = Scans(edition)
        self._words = Words(edition.language)
        self._own = f"{self._base}/build/{quote(edition.name)}"
        self.id = self._own + SUFFIX
        self._language = language_tag(edition.language)
        self._surfaces = {surface.id: surface for surface in self._scans.surfaces}
        self._scale = {surface.id: _scaled(surface) for surface in self._scans.surfaces}
        divisions = edition.root.iterfind("tei:text//tei:div", NS)
        self._divisions = {division.get(ID, ""): division for division in divisions}

    def whole(self) -> Json:
        """The manifest itself."""
        canvases = self._canvases()
        pairs = (
            ("@context", CONTEXT),
            ("id", self.id),
            ("type", "Manifest"),
            ("label", self._label()),
            ("metadata", self._metadata()),
            ("summary", {"en": [Facts(self._edition).description]}),
            ("rights", rights(self._edition.licence[1])),
            ("requiredStatement", self._statement()),
            ("provider", self._provider()),
            ("viewingDirection", self._direction()),
            ("rendering", [self._page()]),
            ("seeAlso", [self._tei()]),
            ("items", canvases),
            ("structures", self._structures()),
        )
        return without_empty(pairs)

    # ------------------------------------------------------------ what it is

    def _said(self, *texts: str, language: str = "") -> Json:
        """A language map; what is in no known language is `none`."""
        tagged = language_tag(language or self._language)
        return {"none" if tagged == "und" else tagged: list(texts)}

    def _word(self, word: str) -> Json:
        return {self._words.language: [self._words[word]]}

    def _label(self) -> Json:
        found: dict[str, list[str]] = {}
        for title in self._edition.titles:
            if title.text and title.kind != "sub":
                tagged = language_tag(title.language or self._language)
                found.setdefault("none" if tagged == "und" else tagged, []).append(title.text)
        return dict(found) or self._said(self._edition.title)

    def _metadata(self) -> list[Json]:
        """What the header says, under the names that the reading editions have for it."""
        edition, facts = self._edition, Facts(self._edition)
        names = dict.fromkeys(person.name for person in facts.creators)
        others = [one.name for one in edition.contributions if one.agent != "software"]
        rows = (
            ("contributors", list(dict.fromkeys((*names, *others)))),
            ("source", [facts.printed]),
            ("published", [" · ".join(filter(None, (edition.publisher, edition.place,
                                                    edition.date_stated)))]),
            ("subjects", list(edition.keywords)),
            ("identifiers", [value if kind == "local" else f"{kind} {value}"
                             for kind, value in edition.identifiers.items()]),
        )  # fmt: skip
        return [
            {"label": self._word(word), "value": self._plain(*said)}
            for word, texts in rows
            if (said := [text for text in texts if text])
        ]

    def _plain(self, *texts: str) -> Json:
        """Texts of the header; one that begins with `<` would be read as HTML."""
        language = language_tag(self._edition.header_language)
        safe = [escape(text) if text.startswith("<") else text for text in texts]
        return {"none" if language == "und" else language: safe}

    def _statement(self) -> Json:
        """The licence in words, which viewers must show."""
        text, url = self._edition.licence
        said = [part for part in (text, "" if rights(url) else url) if part]
        if not said:
            return {}
        return {"label": self._word("licence"), "value": self._plain(" ".join(said))}

    def _provider(self) -> list[Json]:
        if not self._edition.publisher:
            return []
        label = self._plain(self._edition.publisher)
        return [{"id": f"{self.id}/provider", "type": "Agent", "label": label}]

    def _direction(self) -> str:
        """Pages of vertical text, and of scripts that run so, are turned from right to left."""
        leftwards = self._setting.vertical or _RIGHT_TO_LEFT.match(self._edition.language)
        return "right-to-left" if leftwards else "left-to-right"

    def _page(self) -> Json:
        return {
            "id": f"{self._own}.html",
            "type": "Text",
            "label": self._label(),
            "format": "text/html",
        }

    def _tei(self) -> Json:
        return {
            "id": f"{self._base}/tei/{quote(self._edition.path.name)}",
            "type": "Dataset",
            "label": {"en": ["TEI"]},
            "format": "application/tei+xml",
            "profile": "http://www.tei-c.org/ns/1.0",
        }

    # ------------------------------------------------------------ pages

    def _canvas(self, surface: str) -> str:
        return f"{self.id}/canvas/{quote(surface)}"

    def _canvases(self) -> list[Json]:
        texts: dict[str, list[Passage]] = {}
        for passage in self._scans.passages():
            texts.setdefault(passage.zones[0][0], []).append(passage)
        return [
            self._canvas_of(number, surface, texts.get(surface.id, []))
            for number, surface in enumerate(self._scans.surfaces, 1)
        ]

    def _canvas_of(self, number: int, surface: Surface, texts: list[Passage]) -> Json:
        """A page: as large as its scan, or as its surface where there is none to be measured."""
        own, (width, height) = self._canvas(surface.id), self._scale[surface.id]
        label = surface.n or f"[{number}]"
        notes = [self._annotation(passage, f"{own}/text/{place}", own)
                 for place, passage in enumerate(texts, 1) if passage.text]  # fmt: skip
        pairs = (
            ("id", own),
            ("type", "Canvas"),
            ("label", {"none": [label]}),
            ("height", height),
            ("width", width),
            ("items", self._painting(surface, own)),
            ("annotations", notes and [
                {"id": f"{own}/text", "type": "AnnotationPage", "items": notes}
            ]),
        )  # fmt: skip
        return without_empty(pairs)

    def _painting(self, surface: Surface, canvas: str) -> list[Json]:
        body = self._image(surface)
        if not body:
            return []
        painted = {
            "id": f"{canvas}/scan/1",
            "type": "Annotation",
            "motivation": "painting",
            "body": body,
            "target": canvas,
        }
        return [{"id": f"{canvas}/scan", "type": "AnnotationPage", "items": [painted]}]

    def _image(self, surface: Surface) -> Json:
        """The scan: the file, or the largest picture that its image service gives."""
        if not surface.path:
            address = (web_address(surface.url) or "") if surface.url else ""
            return without_empty((("id", address), ("type", "Image"))) if address else {}
        width, height = size_of(surface.file)
        media_type = media_type_of(surface.path, surface.file)
        pairs: list[tuple[str, object]] = [("type", "Image"), ("format", media_type)]
        pairs += [("height", height), ("width", width)] if width else []
        if template := self._setting.image_service:
            service = template.rstrip("/")
            service = service.replace("{name}", quote(surface.path.rpartition("/")[2], safe=""))
            service = service.replace("{path}", quote(surface.path, safe=""))
            pairs[1] = ("format", "image/jpeg")
            return {
                "id": f"{service}/full/max/0/default.jpg",
                **dict(pairs),
                "service": [{"id": service, "type": "ImageService3", "profile": "level1"}],
            }
        return without_empty([("id", f"{self._base}/{quote(surface.path)}"), *pairs])

    # ------------------------------------------------------------ text

    def _annotation(self, passage: Passage, name: str, canvas: str) -> Json:
        """A text on its page. `supplementing` says that it comes from the scan (3.0, 3.3)."""
        targets = [self._target(surface, zone) for surface, zone in passage.zones]
        language = language_tag(passage.language or self._language)
        body: list[tuple[str, object]] = [
            ("type", "TextualBody"),
            ("value", passage.text),
            ("format", "text/plain"),
            ("language", "" if language == "und" else language),
        ]
        return {
            "id": name,
            "type": "Annotation",
            "motivation": "supplementing",
            "body": without_empty(body),
            "target": targets[0] if len(targets) == 1 else targets or canvas,
        }

    def _target(self, surface: str, zone: str) -> str:
        """The part of a canvas that a zone is, in whole pixels (Media Fragments, `xywh`)."""
        page, (width, height) = self._surfaces[surface], self._scale[surface]
        left, top, right, bottom = page.zones[zone]
        across, down = width / page.width, height / page.height
        x, y = max(round(left * across), 0), max(round(top * down), 0)
        x, y = min(x, width - 1), min(y, height - 1)
        wide = max(min(round(right * across), width) - x, 1)
        high = max(min(round(bottom * down), height) - y, 1)
        return f"{self._canvas(surface)}#xywh={x},{y},{wide},{high}"

    # ------------------------------------------------------------ divisions

    def _structures(self) -> list[Json]:
        ranges = self._ranges(self._edition.headings)
        if not ranges:
            return []
        return [{
            "id": f"{self.id}/range/contents", "type": "Range",
            "label": self._word("contents"), "items": ranges,
        }]  # fmt: skip

    def _ranges(self, headings: Iterable[Heading]) -> list[Json]:
        """The divisions down to sections: the pages of each, then the divisions in it."""
        found: list[Json] = []
        for heading in headings:
            division = self._divisions.get(heading.id)
            if division is None or heading.kind in _SMALL:
                continue
            items = [
                *({"id": self._canvas(page), "type": "Canvas"} for page in self._pages(division)),
                *self._ranges(heading.children),
            ]
            if items:
                label = heading.text or self._words["untitled"]
                found.append({
                    "id": f"{self.id}/range/{quote(heading.id)}", "type": "Range",
                    "label": self._said(label, language=heading.language), "items": items,
                })  # fmt: skip
        return found

    def _pages(self, division: etree._Element) -> list[str]:
        """The pages of what stands in a division and has no range of its own."""
        found = dict.fromkeys(self._scans.pages_in(division))
        for child in division.iterfind("tei:div", NS):
            if child.get("type") in _SMALL:
                found.update(dict.fromkeys(self._pages(child)))
        return list(found)


def rights(url: str) -> str:
    """A licence as the `rights` of a manifest; empty for one that the specification does not know.

    Those of Creative Commons and RightsStatements.org, under the names that these give: with http.
    """
    if not (match := _RIGHTS.fullmatch(url if url.endswith("/") or "deed" in url else f"{url}/")):
        return ""
    licence, statements, name = match.groups()
    return f"http://{licence}" if licence else f"http://{statements}/vocab{name}"


def _scaled(surface: Surface) -> tuple[int, int]:
    """The size of a canvas: that of the scan, since a zone's unit may be points or millimetres."""
    width, height = size_of(surface.file)
    return (width, height) if width and height else (surface.width, surface.height)
