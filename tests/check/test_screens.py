"""Screens, which prove in little time that rules find nothing, against the rules themselves."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from check.samples import FOLDER, changed, parsed
from fangzhi.check import characters
from fangzhi.check.document import Document
from fangzhi.check.rules import check_rules
from fangzhi.check.run import read_tree
from fangzhi.check.schematron import THEM, Schema, load
from fangzhi.check.shortcuts import SHORTCUTS
from fangzhi.errors import TeiError
from fangzhi.resources import schema_folder
from schema.frame import framed
from schema.generate import spoil

OURS = schema_folder() / "fangzhi.sch"
SCHEMA = FOLDER.parent / "schema"
SPOILT = 150  # documents, each the example with a few slips
PIECES = [
    *("a", "1", " ", "  ", "\n", "一", "二", ",", ";", "，", "&#xFFFD;", "&#xE000;", "&#x200B;"),
    *("&#x200D;", "&#xAD;", "Ａ", "２", "п", "Α", "&#xA0;", "&#x2003;", "⼀", "豈", "“", "é", "·"),
    *("<hi>", "</hi>", "<byline>", "</byline>", "<lb/>", "<!-- 一 二 -->", "𠀀", "ا", "\t", "　"),
]


def documents(folder: Path) -> Iterator[etree._ElementTree]:
    """All golden files, and the example with slips at random."""
    framed_ones = [*SCHEMA.glob("rules/*/*.xml"), *SCHEMA.glob("golden/*/*.xml")]
    for path in framed_ones:
        yield etree.parse(framed(path, folder / "x.xml"))
    for path in [*FOLDER.glob("golden/*/in/**/*.xml"), *FOLDER.glob("rules/*/**/*.xml")]:
        try:
            yield read_tree(path)
        except TeiError:
            continue
    for seed in range(SPOILT):
        root = parsed(changed()).getroot()
        chance = random.Random(seed)
        for _ in range(1 + seed % 4):
            spoil(root, chance)
        yield root.getroottree()


def verdicts(schema: Schema, tree: etree._ElementTree) -> Iterator[tuple[str, bool, bool]]:
    """(id, whether something breaks it, what a screen says) for each check and each screen."""
    document = Document(tree, Path("x.xml"))
    values = {
        let.name: tree.xpath(let.value.source, namespaces=schema.namespaces)
        for let in schema.lets
        if not let.value.uses
    }
    values |= {
        let.name: tree.xpath(let.value.source, namespaces=schema.namespaces, **values)
        for let in schema.lets
        if let.value.uses
    }
    for check in schema.checks():
        if check.failing is not None and check.screen is not None:
            breaks = bool(check.failing(tree, values))
            yield check.id, breaks, check.screen(tree, values)
            if check.demand and not document.has(check.demand):
                yield check.id, breaks, False
            if check.among:
                names, demand = check.names, check.demand
                them = document.bearing(names, demand) if demand else document.named(*names)
                yield check.id, breaks, check.among(tree, {**values, THEM: them})
                if check.lacks:
                    them = document.without(them, check.lacks)
                    yield check.id, breaks, check.among(tree, {**values, THEM: them})


def test_the_screens_of_the_rules_say_what_the_rules_find(tmp_path: Path) -> None:
    """Each screen is true exactly where its rule has something against a document."""
    schema, broken = load(OURS), set()
    for tree in documents(tmp_path):
        for code, breaks, screened in verdicts(schema, tree):
            assert screened == breaks, f"{code} in {tree.docinfo.URL or etree.tostring(tree)!r}"
            broken |= {code} if breaks else set()
    assert len(broken) >= 20


def test_shortcuts_never_pass_what_the_rules_find(tmp_path: Path) -> None:
    """A shortcut that gives elements gives those that the Schematron finds without it."""
    for tree in documents(tmp_path):
        document = Document(tree, tmp_path / "x.xml")
        plain: dict[str, list[str]] = {}
        for one in check_rules(tree, tmp_path / "x.xml", OURS):
            code, _, _ = one.message.partition(": ")
            plain.setdefault(code, []).append(one.xpath)
        for code, shortcut in SHORTCUTS.items():
            found = shortcut(document)
            assert found is None or len(found) == len(plain.get(code, [])), code


@pytest.mark.parametrize("name", ["resp", "facs"])
@pytest.mark.parametrize(
    "value", ["", " ", "#a", "#a #b", " #b\t#a ", "#a #a", "#c", "a", "#", "x:y", "x/y", "#a#b"]
)
def test_the_shortcut_of_pointers_passes_nothing(name: str, value: str, tmp_path: Path) -> None:
    """Of values that are no plain lists of ids, the Schematron itself is asked (FZ105, FZ107)."""
    ids = '<p xml:id="a"/><p xml:id="b"/>'
    body = f'<TEI xmlns="http://www.tei-c.org/ns/1.0">{ids}<p {name}="{value}"/></TEI>'
    tree = etree.fromstring(body).getroottree()
    plain = [f.message.partition(": ")[0] for f in check_rules(tree, tmp_path / "x.xml", OURS)]
    assert [one.code for one in check_rules(tree, tmp_path / "x.xml")] == plain


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=12))
def test_the_screen_of_characters_passes_nothing(pieces: list[str]) -> None:
    """With the screen and without it, a text has the same findings."""
    body = f"{'，' * 30}<p>{''.join(pieces)}</p>"
    try:
        root = etree.fromstring(f"<TEI>{body}</TEI>")
    except etree.XMLSyntaxError:
        return
    document = Document(root.getroottree(), Path("x.xml"))
    screened = list(characters.check_characters(document))
    with pytest.MonkeyPatch.context() as patch:
        every = {kind.code for kind in characters._KINDS}
        patch.setattr(characters, "_possible", lambda *_: every)
        assert list(characters.check_characters(document)) == screened


@st.composite
def nested(draw: st.DrawFn, depth: int = 5) -> str:
    """Divisions of all types in each other and in other elements, with heads that have signs."""
    level = draw(st.sampled_from(["part", "chapter", "section", "subsection", "entry", "text", ""]))
    signs = draw(st.lists(st.sampled_from("【】〖〗"), max_size=3))
    head = "".join(f"<pc>{sign}</pc>" for sign in signs)
    inside = "".join(draw(st.lists(nested(depth - 1), max_size=2))) if depth else ""
    content = draw(st.sampled_from(["{}", "<q>{}</q>", "<q><list>{}</list></q>"])).format(inside)
    return f'<div type="{level}"><head>{head}</head>{content}</div>'


@given(body=nested())
def test_shortcuts_of_divisions_and_signs_find_what_the_rules_find(body: str) -> None:
    """However divisions are nested and signs paired, code and Schematron say the same."""
    root = etree.fromstring(f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text>{body}</text></TEI>')
    tree, path = root.getroottree(), Path("x.xml")
    plain = [one.message.partition(": ")[0] for one in check_rules(tree, path, OURS)]
    assert [one.code for one in check_rules(tree, path)] == plain
