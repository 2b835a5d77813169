"""`fangzhi schema`: the customisation copied out, as a page, and in words."""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree, html

from fangzhi import customisation
from fangzhi.errors import UsageError
from fangzhi.resources import schema_folder
from peers import jing
from program import fangzhi, written

ROOT = Path(__file__).resolve().parent.parent
TEI = {"t": "http://www.tei-c.org/ns/1.0"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the command writes."""
    target = tmp_path_factory.mktemp("copy") / "schema"
    assert fangzhi("schema", target, cwd=target.parent).returncode == 0
    return target


@pytest.fixture(scope="module")
def page(folder: Path) -> etree._Element:
    """The page made from the ODD."""
    return html.fromstring((folder / customisation.PAGE).read_bytes())


def test_every_file_of_the_schema_is_copied(folder: Path) -> None:
    """The copies are the same bytes as what `check` uses; the page comes on top."""
    own = {path.name: path.read_bytes() for path in schema_folder().iterdir()}
    copied = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert copied.pop(customisation.PAGE)
    assert copied == own


def test_the_copied_grammar_judges_by_itself(folder: Path) -> None:
    """A judge of another make finds the sample edition valid with the copy."""
    assert jing(folder / "fangzhi.rng", ROOT / "tei" / "yunxi-2024.xml") == []
    etree.XMLSchema(etree.parse(folder / "fangzhi.xsd"))


def test_what_is_the_same_is_let_alone(tmp_path: Path) -> None:
    """A second run writes nothing and says so."""
    first = fangzhi("schema", "s", cwd=tmp_path)
    assert "s/fangzhi.rng" in first.stderr.decode()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "s").iterdir()}
    again = fangzhi("schema", "s", cwd=tmp_path)
    assert again.returncode == 0 and "7 of 7 files were there" in again.stderr.decode()
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "s").iterdir()}


def test_a_file_of_another_content_is_kept(tmp_path: Path) -> None:
    """One changed file stops all; --force overwrites it."""
    (tmp_path / "fangzhi.sch").write_text("mine")
    refused = fangzhi("schema", ".", cwd=tmp_path)
    assert refused.returncode == 2 and "fangzhi.sch" in refused.stderr.decode()
    assert "--force" in refused.stderr.decode()
    assert written(tmp_path) == {"fangzhi.sch"}
    assert fangzhi("schema", ".", "--force", cwd=tmp_path).returncode == 0
    assert (tmp_path / "fangzhi.sch").read_bytes() == (schema_folder() / "fangzhi.sch").read_bytes()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """A file where the folder should be is named, with a remedy that fits this command."""
    (tmp_path / "taken").write_text("a file")
    done = fangzhi("schema", "taken", cwd=tmp_path)
    message = done.stderr.decode()
    assert done.returncode == 2 and "taken" in message and "cannot be written" in message
    assert "--out" not in message and message.count("\n") == 1


@pytest.mark.parametrize("args", [[], ["s", "--explain", "p"]])
def test_the_command_takes_a_folder_or_a_question(tmp_path: Path, args: list[str]) -> None:
    """Neither or both is a mistake; nothing is written."""
    done = fangzhi("schema", *args, cwd=tmp_path)
    assert done.returncode == 2 and "--explain" in done.stderr.decode()
    assert written(tmp_path) == set()


# ---------------------------------------------------------------- the page


def test_the_page_has_every_element_attribute_and_value() -> None:
    """What the grammar declares stands on the page, each element once."""
    page = html.fromstring(customisation.page())
    for element in customisation.elements().values():
        (article,) = page.xpath(f"//*[@id='element-{element.name}']")
        words = set(article.xpath(".//th/code/text()"))
        assert set(element.attributes) == words, element.name
        values = {value for one in element.attributes.values() for value in one.values}
        assert values == set(article.xpath(".//dt/code/text()")), element.name


def test_the_page_has_the_prose_the_rules_and_the_examples(page: etree._Element) -> None:
    """Each head, paragraph, rule and example of the ODD is there to be read."""
    odd = etree.parse(schema_folder() / "fangzhi.odd")
    said = " ".join("".join(page.itertext()).split())
    for part in odd.xpath(
        "//t:body//t:p | //t:body//t:head[not(ancestor::t:table)]", namespaces=TEI
    ):
        for text in part.xpath(".//text()[not(parent::t:att)]", namespaces=TEI):
            assert " ".join(text.split()) in said
    for cell in odd.xpath("//t:div[@xml:id='rules']//t:cell", namespaces=TEI):
        assert "".join(cell.itertext()) in said
    examples = odd.xpath("//*[local-name() = 'egXML']")
    assert len(page.xpath("//pre")) == len(examples) > 0


def test_examples_are_shown_as_markup(page: etree._Element) -> None:
    """An example can be pasted: it is well-formed, without the namespace of examples."""
    for shown in page.xpath("//pre"):
        text = "".join(shown.itertext())
        assert "xmlns" not in text
        etree.fromstring(f"<x>{text}</x>")


def test_the_links_of_the_page_lead_somewhere(page: etree._Element) -> None:
    """Every link is to a place of the page; ids stand once; nothing is fetched."""
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in page.xpath("//a/@href")} <= set(ids)
    assert page.xpath("//@src | //link | //script") == []


def test_the_page_can_be_heard_and_seen_in_the_dark(page: etree._Element) -> None:
    """It has a language, landmarks, one h1, no level left out, heads in its tables, two schemes."""
    assert page.get("lang") == "en"
    assert [len(page.xpath(f"//{name}")) for name in ("main", "nav", "h1")] == [1, 1, 1]
    levels = [
        int(head.tag[1]) for head in page.xpath("//main//*[self::h2 or self::h3 or self::h4]")
    ]
    assert all(next_ <= level + 1 for level, next_ in pairwise(levels))
    assert all(table.xpath(".//th[@scope]") for table in page.xpath("//table"))
    assert "prefers-color-scheme: dark" in page.xpath("string(//style)")


def test_the_page_is_the_same_bytes_every_time(folder: Path) -> None:
    """No clock and no machine is in it; HTML's own parser meets no open element."""
    data = (folder / customisation.PAGE).read_bytes()
    assert data == customisation.page()
    open_: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in ("meta", "br", "link"):
                open_.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert open_.pop() == tag

    Reader().feed(data.decode())
    assert open_ == []


# ---------------------------------------------------------------- in words


def test_an_element_is_explained_in_the_terminal(tmp_path: Path) -> None:
    """What it is for, its attributes with their values, where it stands, and the prose about it."""
    done = fangzhi("schema", "--explain", "gap", cwd=tmp_path)
    said = done.stdout.decode()
    assert done.returncode == 0 and done.stderr == b""
    assert said.startswith("<gap>: what cannot be read, or is missing\n")
    assert "  reason*" in said and "illegible  it cannot be read" in said
    assert "Contains: nothing" in said and "Stands in: " in said
    assert "What an editor adds: " in said
    assert max(map(len, said.splitlines())) <= 100


@pytest.mark.parametrize("name", sorted(customisation.elements()))
def test_every_element_is_explained(name: str) -> None:
    """What it is for comes first; all but the root stand in something."""
    element = customisation.elements()[name]
    assert element.parents or name == "TEI"
    said = customisation.explain(name)
    assert said.startswith(f"<{name}>") and element.description in said.splitlines()[0]


def test_without_a_name_all_are_listed(tmp_path: Path) -> None:
    """One line for each element."""
    done = fangzhi("schema", "--explain", cwd=tmp_path)
    lines = done.stdout.decode().splitlines()
    assert [line.split()[0] for line in lines] == list(customisation.elements())


@pytest.mark.parametrize(
    ("given", "near"), [("figur", "figure"), ("DIV", "div"), ("persname", "persName")]
)
def test_a_wrong_name_brings_the_near_ones(given: str, near: str) -> None:
    """A typo ends with what may have been meant."""
    with pytest.raises(UsageError, match=f"did you mean .*{near}"):
        customisation.explain(given)


def test_what_is_required_agrees_with_the_grammar() -> None:
    """Known cases: always required, in one of several declarations, never, and a closed list."""
    known = customisation.elements()
    assert known["TEI"].attributes["xml:id"].required
    assert known["gap"].attributes["reason"].required
    assert not known["head"].attributes["type"].required
    assert set(known["fw"].attributes["type"].values) >= {"header", "footer", "pageNum"}
    assert known["p"].text and not known["body"].text
    assert "p" in known["div"].children and "div" in known["p"].parents
