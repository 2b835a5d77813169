"""The scans beside the text of the web page: the pane, and the ways between text and scan."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass
from html import escape

from lxml import etree

from fangzhi.builders._pages import tag
from fangzhi.builders._render import web_address
from fangzhi.builders._scans import SHOWN, address, copy_of, media_type_of
from fangzhi.builders._spaces import XHTML
from fangzhi.builders._words import Words
from fangzhi.tei.edition import Edition
from fangzhi.tei.scans import Scans, Surface

_PANE = """<aside class="fz-scans" id="fz:scans" aria-label="{scans}" hidden{own}>
<div class="fz-scan-bar">
<button type="button" class="fz-leaf-step" value="-1" aria-label="{before}">‹</button>
<output class="fz-leaf-name" aria-live="off"></output>
<button type="button" class="fz-leaf-step" value="1" aria-label="{after}">›</button>
<span class="fz-zooms" role="group" aria-label="{scan}">
<button type="button" value="width" aria-pressed="true" aria-label="{width}">↔</button>
<button type="button" value="page" aria-pressed="false" aria-label="{page}">↕</button>
<button type="button" value="full" aria-pressed="false" aria-label="{full} 1:1">1:1</button>
</span>
<button type="button" class="fz-scan-close" aria-label="{close}">×</button>
</div>
<div class="fz-leaf" tabindex="0" role="region" aria-label="{scan}"></div>
</aside>
"""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the facsimile as the web page shows it.

    `link` leads to its scan, `source` is what an `img` shows: the same, or a copy as data; empty
    where a browser cannot show it.
    """

    surface: Surface
    label: str
    link: str = ""
    source: str = ""

    @property
    def id(self) -> str:
        """The id of the copy on the page."""
        return f"fz:scan:{self.surface.id}"

    @property
    def embedded(self) -> bool:
        """Whether the page itself holds the picture."""
        return self.source.startswith("data:")


class Leaves:
    """The scans of one edition as the web page has them; without any, it is false."""

    def __init__(self, edition: Edition, words: Words, how: str) -> None:
        self._scans = Scans(edition)
        self._words = words
        surfaces = self._scans.surfaces if how != "none" else ()
        leaves = [self._leaf(*numbered, how) for numbered in enumerate(surfaces, 1)]
        self.all = leaves if any(leaf.link or leaf.source for leaf in leaves) else []
        self._by_id = {leaf.surface.id: leaf for leaf in self.all}

    def __bool__(self) -> bool:
        return bool(self.all)

    def _leaf(self, number: int, surface: Surface, how: str) -> Leaf:
        words = self._words
        label = words.page(surface.n) if surface.n else f"{words['scan']} {number}"
        if not surface.path:  # on the web, outside the repository, or there is none
            return Leaf(surface, label, web_address(surface.url) or "" if surface.url else "")
        link = address(surface.path)
        shown = media_type_of(surface.path, surface.file) in SHOWN
        if how == "link" and shown:
            return Leaf(surface, label, link, link)
        copy = copy_of(surface.file) if surface.file is not None else None
        if copy is None:
            return Leaf(surface, label, link, link if shown else "")
        data = f"data:{copy.media_type};base64,{b64encode(copy.data).decode()}"
        return Leaf(surface, label, "" if how == "embed" else link, data)

    # ------------------------------------------------------------ in the text

    def settle(self, text: etree._Element) -> None:
        """Keep of each `@data-facs` the zones that are there; each page links to its scan."""
        for element in list(text.iter(etree.Element)):
            stated = str(element.attrib.pop("data-facs", ""))
            if not stated or not self:
                continue
            names = [name.removeprefix("#") for name in stated.split()]
            known = [name for name in names if name in self._scans.zones]
            if known:
                element.set("data-facs", " ".join(known))
            if known and "pb" in element.get("class", "").split():
                self._link(element, self._scans.zones[known[0]])

    def _link(self, page: etree._Element, surface: str) -> None:
        leaf = self._by_id[surface]
        target = leaf.link or (f"#{leaf.id}" if leaf.embedded else "")
        if not target:
            return
        link = etree.Element(f"{{{XHTML}}}a", {"class": "fz-scan-link", "href": target})
        link.set("aria-label", f"{self._words['scan']}{self._words['colon']}{leaf.label}")
        link.set("data-leaf", surface)
        link.tail, page.tail = page.tail, None
        page.addnext(link)

    # ------------------------------------------------------------ around the text

    def button(self) -> str:
        """The button in the bar that opens and closes the pane."""
        name = escape(self._words["scan"])
        return (
            '<button type="button" class="fz-scan-button" aria-controls="fz:scans"'
            f' aria-expanded="false">{name}</button>\n'
        )

    def pane(self, own: str) -> str:
        """The pane; `own` is the attribute that says the language of the interface."""
        words = self._words
        said = {
            key: escape(words[f"scan {key}"])
            for key in ("before", "after", "width", "page", "full")
        }
        return _PANE.format(
            scans=escape(words["scans"]),
            scan=escape(words["scan"]),
            close=escape(words["close"]),
            own=own,
            **said,
        )

    def copies(self) -> str:
        """The scans that the page itself holds, after the text: there without a script, too."""
        copies = [
            f'<figure id="{escape(leaf.id)}"><img src="{leaf.source}" loading="lazy"'
            f' alt="{escape(self._alt(leaf))}"></figure>\n'
            for leaf in self.all
            if leaf.embedded
        ]
        if not copies:
            return ""
        title = tag("h2", escape(self._words["scans"]))
        return tag(
            "section", "\n", title, "\n", *copies,
            class_="fz-page fz-copies", lang=self._words.language,
        ) + "\n"  # fmt: skip

    def _alt(self, leaf: Leaf) -> str:
        return f"{self._words['scan']}{self._words['colon']}{leaf.label}"

    def data(self) -> str:
        """What the script has to know of each page; zones are [x, y, width, height]."""
        words = self._words
        said = {key: words[f"scan {key}"] for key in ("open", "none", "missing", "elsewhere")}
        leaves = [
            {
                "id": leaf.surface.id,
                "label": leaf.label,
                "alt": self._alt(leaf),
                "source": "" if leaf.embedded else leaf.source,
                "copy": leaf.id if leaf.embedded else "",
                "link": leaf.link,
                "size": [leaf.surface.width, leaf.surface.height],
                "zones": {
                    name: [box[0], box[1], box[2] - box[0], box[3] - box[1]]
                    for name, box in leaf.surface.zones.items()
                },
            }
            for leaf in self.all
        ]
        content = json.dumps(
            {"words": said, "leaves": leaves}, ensure_ascii=False, separators=(",", ":")
        )
        return content.replace("<", "\\u003c")
