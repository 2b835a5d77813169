"""Both builders hold whatever our grammar allows: random documents lose nothing, break nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders.packages import XHTML, printed, shown, texts, web_page
from fangzhi.builders import epub, html
from fangzhi.resources import schema_folder
from fangzhi.tei.edition import Edition
from peers import epubcheck
from schema.generate import Grammar, Writer, save

NUMBER = 80


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    grammar = Grammar(schema_folder() / "fangzhi.rng")
    folder = tmp_path_factory.mktemp("random")
    return [
        save(Writer(grammar, seed).document(), folder / f"{seed}.xml") for seed in range(NUMBER)
    ]


def test_every_character_once(documents: list[Path], tmp_path: Path) -> None:
    """All text and notes of any valid document stand once in the EPUB and once on the page."""
    for document in documents:
        text, notes = printed(document)
        edition = Edition(document)
        page = web_page(html.build(edition, tmp_path))
        main = [part for part in page.get_element_by_id("fz:text") if part.get("data-part")]
        for rendered in (texts(epub.build(edition, tmp_path)), main):
            shown_text, shown_notes = shown(rendered)
            assert shown_text == text, document.name
            assert sorted(shown_notes) == sorted(notes), document.name
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), document.name


def test_notes_are_near(documents: list[Path], tmp_path: Path) -> None:
    """Every note stands in the file that calls it, wherever in a valid document it is called."""
    for document in documents:
        for body in texts(epub.build(Edition(document), tmp_path)):
            ids = {element.get("id") for element in body.iter()}
            for link in body.iter(f"{XHTML}a", f"{XHTML}span"):
                if link.get("class") in ("noteref", "backlink"):
                    assert link.get("href", "#?").partition("#")[2] in ids, document.name


def test_epubcheck(documents: list[Path], tmp_path: Path) -> None:
    """EPUBCheck has nothing to say about the longest of them."""
    longest = max(documents, key=lambda document: document.stat().st_size)
    assert epubcheck(epub.build(Edition(longest), tmp_path)) == []
