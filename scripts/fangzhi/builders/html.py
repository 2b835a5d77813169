"""One HTML file that needs nothing else: text, style, pictures, contents and search, offline.

Where an edition has scans, they are shown beside the text (`_leaves.py`); by default they stay
files of their own, to which the page leads by relative links.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from pathlib import Path

from lxml import etree

from fangzhi.archive import write_whole
from fangzhi.builders._fonts import Font, embedded_fonts
from fangzhi.builders._index import index
from fangzhi.builders._leaves import Leaves
from fangzhi.builders._pages import Pages, tag
from fangzhi.builders._pictures import Picture, Pictures
from fangzhi.builders._render import (
    by_id,
    language_tag,
    markup,
    render,
    settle_links,
    settle_pictures,
)
from fangzhi.builders._spaces import XHTML
from fangzhi.builders._stylesheet import HERE
from fangzhi.builders._typography import Typography
from fangzhi.builders._words import Words
from fangzhi.setting import PLAIN, Setting
from fangzhi.tei.edition import Edition, Heading

SUFFIX = ".html"
NEEDS: tuple[str, ...] = ()

# Ids of our own have a colon, which no xml:id of the TEI can have.
_SHELL = """<!DOCTYPE html>
<html lang="{language}"{direction} data-link="{link}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="fangzhi">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<script type="application/ld+json">{data}</script>
<style>
{style}
</style>
</head>
<body>
<a class="fz-skip" href="#fz:text">{skip}</a>
<header class="fz-bar"{own}>
<button type="button" class="fz-menu" aria-controls="fz:side" aria-expanded="false">{contents}\
</button>
<a class="fz-name" href="#fz:text" lang="{text_language}">{title}</a>
<form class="fz-search" role="search">
<input type="search" id="fz:query" aria-label="{search}" placeholder="{search}" autocomplete="off"\
 spellcheck="false" enterkeyhint="search">
<output class="fz-count" for="fz:query" aria-live="polite"></output>
<button type="button" class="fz-step" value="-1" aria-label="{previous}" disabled>↑</button>
<button type="submit" class="fz-step" value="1" aria-label="{next}" disabled>↓</button>
</form>
{scan_button}</header>
<nav class="fz-side" id="fz:side" aria-label="{contents}"{own}>
<p class="fz-side-title">{contents}</p>
<ol>
{tree}</ol>
</nav>
<main class="fz-text" id="fz:text" tabindex="-1" lang="{text_language}">
{top}{text}
{pages}
{copies}</main>
{scan_pane}<script>{script}</script>
</body>
</html>
"""


def build(edition: Edition, folder: Path, setting: Setting = PLAIN) -> Path:
    """Make `folder / ID.html` and return its path.

    Raises `OutputError` when it cannot be written, `UsageError` for what the setting cannot mean.
    """
    path = folder / (edition.name + SUFFIX)
    write_whole(path, page(edition, setting).encode())
    return path


def page(edition: Edition, setting: Setting) -> str:
    """The whole page."""
    edition = edition.identified()
    setting = setting.for_language(edition.language)
    fonts = embedded_fonts(edition, setting.fonts)
    typography = Typography(setting, edition.language, [font.characters for font in fonts])
    words = Words(edition.language)
    headings = edition.headings
    # One chapter that has the title of the whole: its heading is the page's, with no second one.
    alone = len(headings) == 1 and headings[0].text == edition.title
    offset = 0 if alone else 1
    text = render(edition, "html", words, offset, setting, typography)
    settle_pictures(text, Pictures(edition), _data_address)
    leaves = Leaves(edition, words, setting.scans)
    ids = by_id(text)
    pages = Pages(
        edition, words, lambda name: f"#{name}" if name in ids else None, typography, level=2
    )
    settle_links(text, pages.link, pages.name_of)
    leaves.settle(text)  # after the links: those to scans lead out of the page
    language = language_tag(edition.language)
    own = f' lang="{words.language}"' if words.language != language else ""
    ends = _end_pages(pages, words)
    return _SHELL.format(
        language=language,
        direction=' class="vertical"' if setting.vertical else "",
        text_language=language,
        own=own,
        title=escape(edition.title),
        style=_style(setting, fonts, scans=bool(leaves)),
        skip=escape(words["skip"]),
        contents=escape(words["contents"]),
        search=escape(words["search"]),
        link=escape(words["link"] + words["colon"]),
        previous=escape(words["previous"]),
        next=escape(words["next"]),
        tree=_tree(headings, pages, words)
        + _leaves((f"#{name}", title) for name, title, _ in ends)
        + _printed_pages(text, words),
        top=_top(pages, alone),
        text="".join(markup(part) for part in text),
        pages="\n".join(section for _, _, section in ends),
        **_live_parts(_linked_data(edition), leaves, own),
    )


def _live_parts(data: str, leaves: Leaves, own: str) -> dict[str, str]:
    """The scripts of the page, the scans beside its text, and the policy that lets just these run.

    `own` is the attribute that says in which language the interface is.
    """
    script = _script("html.js")
    if not leaves:
        policy = _policy([script, data])
        empty = dict.fromkeys(("scan_button", "copies", "scan_pane"), "")
        return {"data": data, "policy": policy, "script": script} | empty
    placed, beside = leaves.data(), _script("scans.js")
    holder = f'<script type="application/json" id="fz:leaves">{placed}</script>\n'
    return {
        "data": data,
        "policy": _policy([script, data, placed, beside], "data: 'self' file:"),
        "script": f"{script}</script>\n<script>{beside}",
        "scan_button": leaves.button(),
        "copies": leaves.copies(),
        "scan_pane": f"{leaves.pane(own)}{holder}",
    }


def _data_address(picture: Picture) -> str:
    return _data_url(picture.media_type, picture.data)


def _data_url(media_type: str, data: bytes) -> str:
    return f"data:{media_type};base64,{b64encode(data).decode()}"


def _script(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _policy(scripts: Iterable[str], pictures: str = "data:") -> str:
    """Nothing is fetched, and no script runs but ours, whatever the text may hold.

    `pictures` is where they may come from; scans lie beside the page.
    """
    hashes = " ".join(
        f"'sha256-{b64encode(sha256(code.encode()).digest()).decode()}'" for code in scripts
    )
    return (
        f"default-src 'none'; img-src {pictures}; font-src data:; style-src 'unsafe-inline';"
        f" script-src {hashes}; base-uri 'none'; form-action 'none'"
    )


def _style(setting: Setting, fonts: list[Font], *, scans: bool) -> str:
    names = ["edition.css", "html.css", *(["vertical.css"] if setting.vertical else [])]
    names += ["scans.css"] if scans else []
    sheets = [(HERE / name).read_text(encoding="utf-8") for name in names]
    return "\n".join(
        [*sheets, *(font.rule(_data_url(font.media_type, font.data)) for font in fonts)]
    )


def _top(pages: Pages, alone: bool) -> str:
    """The title block, unless the only chapter's head says the same."""
    kind = "fz-top fz-slim" if alone else "fz-top"
    return tag("header", pages.title_block(titled=not alone), class_=kind) + "\n"


def _end_pages(pages: Pages, words: Words) -> list[tuple[str, str, str]]:
    """(id, title, markup) of the pages after the text; without those that would be empty."""
    drawings = "".join(
        f"<li>{tag('a', text, href=address)}</li>\n" for address, text in pages.illustrations()
    )
    made = []
    if drawings:
        listed = f"<h2>{escape(words['illustrations'])}</h2>\n<ol>\n{drawings}</ol>"
        made.append(("illustrations", listed))
    if contributors := pages.contributors():
        made.append(("contributors", contributors))
    if listed := index(pages, "html"):
        made.append(("index", listed))
    made.append(("about", pages.about()))
    own = words.language
    return [
        (
            f"fz:{name}",
            escape(words[name]),
            tag("section", "\n", body, "\n", class_=f"fz-page {name}", id=f"fz:{name}", lang=own),
        )
        for name, body in made
    ]


def _leaves(entries: Iterable[tuple[str, str]]) -> str:
    return "".join(f"<li>{tag('a', text, href=address)}</li>\n" for address, text in entries)


def _tree(headings: Iterable[Heading], pages: Pages, words: Words, depth: int = 1) -> str:
    """The contents as nested lists that fold; the first two levels are open."""
    lines = []
    for heading in headings:
        link = tag("a", pages.label(heading), href=f"#{heading.id}")
        inner = _tree(heading.children, pages, words, depth + 1)
        if inner:
            name = escape(f"{words['unfold']}{words['colon']}{heading.text}")
            is_open = " open" if depth < 2 else ""
            inner = (
                f'<details{is_open}><summary aria-label="{name}"></summary>'
                f"<ol>\n{inner}</ol></details>"
            )
        lines.append(f"<li>{link}{inner}</li>\n")
    return "".join(lines)


def _printed_pages(text: etree._Element, words: Words) -> str:
    """A way to each page of the print, folded; empty where the text has none."""
    breaks = [span for span in text.iter(f"{{{XHTML}}}span") if span.get("data-n")]
    if not breaks:
        return ""
    title = escape(words["pages"])
    numbers = "".join(
        f'<li><a href="#{span.get("id")}" aria-label="{escape(words.page(number))}">'
        f"{escape(number)}</a></li>"
        for span in breaks
        if (number := span.get("data-n", ""))
    )
    first = breaks[0].get("id")
    return (
        f'<li><a href="#{first}">{title}</a><details><summary aria-label="'
        f'{escape(words["unfold"])}{words["colon"]}{title}"></summary>'
        f'<ol class="fz-pages">\n{numbers}</ol></details></li>\n'
    )


def _linked_data(edition: Edition) -> str:
    """What the page is, for search engines and reference managers (schema.org)."""
    text, url = edition.licence
    people = [one.name for one in edition.contributions if one.role == "contributor"]
    source = edition.printed_source
    said: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Book",
        "name": edition.title,
        "alternateName": [title.text for title in edition.titles if title.text != edition.title],
        "inLanguage": language_tag(edition.language),
        "author": [{"@type": "Person", "name": name} for name in dict.fromkeys(people)],
        "publisher": edition.publisher,
        "datePublished": edition.date_stated,
        "license": url or text,
        "keywords": list(edition.keywords),
        "isBasedOn": " · ".join(source[key] for key in ("title", "date") if source.get(key)),
    }
    kept = {key: value for key, value in said.items() if value}
    # `<` must not stand in a script element, or the text could close it.
    return json.dumps(kept, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
