"""Several files as one edition, as people make it: a folder, a sidecar, the command line."""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from fangzhi.check.run import check_file
from fangzhi.markup.decisions import line_digest
from fangzhi.tei.edition import Edition

from .program import fangzhi, written

TEI = "{http://www.tei-c.org/ns/1.0}"
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
SIDECAR = 'date = 2026-11-24\nlanguage = "zh-Hans"\n[title]\nzh-Hans = "云水街道"\n'
LINES = (("云水街道", "辖区有八个社区。"), ("街道办有图书室。", "公园在河边。"), ("桥有三座。",))


def page(image: str, texts: tuple[str, ...]) -> str:
    """A PAGE file with a region for each text."""
    regions = "".join(
        f'<TextRegion id="r{n}"><Coords points="1,{n}0 90,{n}0 90,{n}8 1,{n}8"/>'
        f'<TextLine id="l{n}">'
        f'<Coords points="1,{n}0 90,{n}0 90,{n}8 1,{n}8"/><TextEquiv><Unicode>{text}</Unicode>'
        "</TextEquiv></TextLine></TextRegion>"
        for n, text in enumerate(texts, 1)
    )
    return (
        '<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">'
        f'<Page imageFilename="{image}" imageWidth="100" imageHeight="100">{regions}</Page></PcGts>'
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the pages of one edition in a folder, and their scans in one below it."""
    book = tmp_path / "source" / "云水.ocr"
    (book / "scans").mkdir(parents=True)
    for number, texts in enumerate(LINES, 1):
        image = f"scans/p {number}.png"
        (book / f"page-{number}.xml").write_text(page(image, texts))
        (book / image).write_bytes(PIXEL)
    (tmp_path / "source" / "云水.toml").write_text(SIDECAR)
    return tmp_path


def tree(path: Path) -> etree._Element:
    """The root of a TEI file."""
    return etree.parse(path).getroot()


def listed(root: etree._Element) -> list[tuple[str, str]]:
    """(path, SHA-256) of each file that the header lists."""
    bibls = root.findall(f".//{TEI}sourceDesc/{TEI}bibl")
    assert bibls[0].find(f"{TEI}idno[@type='file']") is None  # the printed book
    return [
        (
            bibl.findtext(f"{TEI}idno[@type='file']") or "",
            bibl.findtext(f"{TEI}idno[@type='sha256']") or "",
        )
        for bibl in bibls[1:]
    ]


def pattern(root: etree._Element) -> str:
    """Where `src:` pointers lead."""
    definition = root.find(f".//{TEI}prefixDef[@ident='src']")
    return definition.get("replacementPattern", "") if definition is not None else ""


def codes(path: Path) -> set[str]:
    """The codes of what is found in a TEI file."""
    return {finding.code for finding in check_file(path)}


def made(*args: str, cwd: Path) -> str:
    """What is said by a run that ends well."""
    done = fangzhi(*args, cwd=cwd)
    assert done.returncode == 0, done.stderr.decode()
    return done.stderr.decode()


def test_a_folder_becomes_one_edition(repository: Path) -> None:
    """It has the folder's name, lists all files, names the scans, and is valid."""
    made("encode", "source/云水.ocr", cwd=repository)
    tei = repository / "tei" / "云水.xml"
    root = tree(tei)
    book = repository / "source" / "云水.ocr"
    assert listed(root) == [
        (f"云水.ocr/{file.name}", hashlib.sha256(file.read_bytes()).hexdigest())
        for file in (book / f"page-{n}.xml" for n in (1, 2, 3))
    ]
    assert pattern(root).startswith("../source/%E4%BA%91%E6%B0%B4.ocr/#")
    urls = [one.get("url") for one in root.iter(f"{TEI}graphic")]
    assert urls[0] == "../source/%E4%BA%91%E6%B0%B4.ocr/scans/p%201.png"
    assert len(urls) == 3
    assert not {code for code in codes(tei) if code < "FZ4"}


def test_the_packages_hold_all_files_by_their_paths(repository: Path) -> None:
    """Pages, scans, sidecar and decisions; they verify, and come out the same again."""
    made("make", "source/云水.toml", cwd=repository)
    packages = [repository / "build" / f"云水.{kind}.zip" for kind in ("bag", "sip")]
    inside = {
        f"source/云水.ocr/{name}"
        for n in (1, 2, 3)
        for name in (f"page-{n}.xml", f"scans/p {n}.png")
    } | {"source/云水.toml"}
    for package, folder in zip(packages, ("data", "representations/rep1/data"), strict=True):
        names = zipfile.ZipFile(package).namelist()
        assert inside == {
            name.partition(f"/{folder}/")[2] for name in names if f"/{folder}/source/" in name
        }
    made("verify", *map(str, packages), cwd=repository)
    before = [package.read_bytes() for package in packages]
    shutil.rmtree(repository / "build")
    made("make", "source/云水.ocr/", cwd=repository)
    assert [package.read_bytes() for package in packages] == before


def test_the_sip_tells_what_became_of_each_file(repository: Path) -> None:
    """The TEI has all files as its source, and one that was changed since is named."""
    made("make", "source/云水.ocr", cwd=repository)
    page = repository / "source" / "云水.ocr" / "page-2.xml"
    page.write_text(page.read_text().replace("><Page", ">\n<Page"))
    made("build", "tei/云水.xml", "--to", "sip", cwd=repository)
    package = zipfile.ZipFile(repository / "build" / "云水.sip.zip")
    accounts = {
        name.split("/")[2]: package.read(name).decode()
        for name in package.namelist()
        if "/representations/" in name and name.endswith("premis.xml")
    }
    assert "云水.ocr/page-2.xml: the header has" in accounts["rep1"]
    assert all(accounts["rep2"].count(f"page-{n}.xml") >= 2 for n in (1, 2, 3))


def test_packages_go_without_what_is_missing_and_say_so(repository: Path) -> None:
    """The history in the SIP tells which file is another now."""
    made("encode", "source/云水.ocr", cwd=repository)
    book = repository / "source" / "云水.ocr"
    (book / "page-2.xml").unlink()
    (book / "page-3.xml").unlink()
    said = made("build", "tei/云水.xml", "--to", "bag,sip", cwd=repository)
    assert "page-2.xml and 1 more files are not there" in said
    assert "FZ302" in codes(repository / "tei" / "云水.xml")


def test_check_tells_a_file_that_was_changed(repository: Path) -> None:
    """Another text is an error; the same text in another file is a warning that names it."""
    made("encode", "source/云水.ocr", cwd=repository)
    tei, file = repository / "tei" / "云水.xml", repository / "source" / "云水.ocr" / "page-2.xml"
    whole = file.read_text()
    file.write_text(whole.replace("><Page", ">\n<Page"))
    (finding,) = [one for one in check_file(tei) if one.code == "FZ301"]
    assert "page-2.xml was changed" in finding.message
    file.write_text(whole.replace("公园", "花园"))
    levels = {str(one.level) for one in check_file(tei) if one.code == "FZ301"}
    assert levels == {"error", "warning"}


def test_the_sidecar_lists_files_in_their_order(repository: Path) -> None:
    """`text.files` makes one edition of them, whatever they are called."""
    source = repository / "source"
    (source / "b").mkdir()
    (source / "b" / "前.txt").write_text("前言\n\n这是前言的正文。\n")
    (source / "a.txt").write_text("第一章\n\n这是第一章的正文。")
    (source / "书.toml").write_text(SIDECAR + '[text]\nfiles = ["b/前.txt", "a.txt"]\n')
    for given in ("source/书.toml", "source/a.txt"):
        made("encode", given, "--force", cwd=repository)
        if given.endswith("a.txt"):
            assert written(repository / "tei") == {"书.xml", "a.xml"}
    root = tree(repository / "tei" / "书.xml")
    assert [path for path, _ in listed(root)] == ["b/前.txt", "a.txt"]
    assert pattern(root).startswith("../source/#")
    assert len(root.findall(f".//{TEI}pb")) == 2
    assert not {code for code in codes(repository / "tei" / "书.xml") if code < "FZ4"}


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ('["../x.txt"]', "no path below"),
        ('["/etc/passwd"]', "no path below"),
        ('["a.txt", "a.txt"]', "twice"),
        ('["none.txt"]', "no such file"),
        ('["a.txt"]\nfile = "a.txt"', "stands beside"),
    ],
)
def test_lists_that_cannot_be_are_refused(files: str, why: str, repository: Path) -> None:
    """With the place in the sidecar, or the file that is missing."""
    (repository / "source" / "a.txt").write_text("甲。")
    (repository / "source" / "书.toml").write_text(f"[text]\nfiles = {files}\n")
    done = fangzhi("encode", "source/书.toml", cwd=repository)
    assert done.returncode == 2
    assert why in done.stderr.decode()
    assert not (repository / "tei").exists()


def test_several_files_with_one_id_are_one_edition(repository: Path) -> None:
    """In the order in which they are named; without --id each is its own."""
    for name, text in (("二.txt", "第二章\n\n正文二。"), ("一.txt", "第一章\n\n正文一。")):
        (repository / "source" / name).write_text(text)
    said = made("encode", "source/一.txt", "source/二.txt", "--id", "书", cwd=repository)
    assert said.count("every character accounted for") == 1
    assert [p for p, _ in listed(tree(repository / "tei" / "书.xml"))] == ["一.txt", "二.txt"]
    made("encode", "source/一.txt", "source/二.txt", cwd=repository)
    assert written(repository / "tei") == {"书.xml", "一.xml", "二.xml"}
    done = fangzhi("encode", "source/一.txt", "-", "--id", "书", cwd=repository)
    assert (done.returncode, b"standard input" in done.stderr) == (2, True)


def test_tei_is_never_written_into_the_folder_that_is_the_source(repository: Path) -> None:
    """Nor is a report."""
    done = fangzhi("encode", "source/云水.ocr", "--out", "source/云水.ocr", cwd=repository)
    assert (done.returncode, b"source itself" in done.stderr) == (2, True)
    report = "source/云水.ocr/page-1.json"
    done = fangzhi("encode", "source/云水.ocr", "--report", report, cwd=repository)
    assert done.returncode == 2
    assert not list((repository / "source" / "云水.ocr").glob("*.json"))


def test_decisions_hold_for_lines_of_the_whole(repository: Path) -> None:
    """They lie beside the sidecar, and count lines over all files."""
    made("encode", "source/云水.ocr", "--report", "r.json", cwd=repository)
    from fangzhi import readers

    source = readers.read(repository / "source" / "云水.ocr")
    (number,) = [
        line.number
        for block in source.blocks()
        for line in block.lines
        if source.text[line.start : line.end] == "桥有三座。"
    ]
    (repository / "source" / "云水.decisions.toml").write_text(
        f'[[role]]\nline = {number}\nsha256 = "{line_digest("桥有三座。")}"\nrole = "head"\n'
    )
    made("encode", "source/云水.ocr", cwd=repository)
    root = tree(repository / "tei" / "云水.xml")
    assert "桥有三座。" in ["".join(one.itertext()) for one in root.iter(f"{TEI}head")]


def test_a_scan_outside_the_folder_of_sources_is_not_named(repository: Path) -> None:
    """Neither by a path that leads out, nor by a link."""
    (repository / "out.png").write_bytes(PIXEL)
    book = repository / "source" / "云水.ocr"
    (book / "page-1.xml").write_text(page("../../out.png", LINES[0]))
    (book / "scans" / "p 2.png").unlink()
    (book / "scans" / "p 2.png").symlink_to(repository / "out.png")
    made("encode", "source/云水.ocr", cwd=repository)
    edition = Edition(repository / "tei" / "云水.xml")
    assert [file.name for _, file in edition.scans] == ["p 3.png"]
    assert len(edition.source_files) == 3


def test_a_folder_with_dots_in_its_name_has_its_own_sidecar(repository: Path) -> None:
    """`v1.2` is no suffix."""
    source = repository / "source"
    shutil.copytree(source / "云水.ocr", source / "云水.v1.2")
    (source / "云水.v1.2.toml").write_text(SIDECAR)
    made("encode", "source/云水.v1.2", cwd=repository)
    assert written(repository / "tei") == {"云水.v1.2.xml"}


@pytest.mark.parametrize("name", ["page-structure", "alto-fr", "page-de"])
def test_public_pages_are_one_edition(name: str, tmp_path: Path) -> None:
    """Every character of all pages stands in a valid TEI file, and `check` reads them all again."""
    if not (DATA / name).is_dir():
        pytest.skip(f"../shared/data/{name} is not there")
    shutil.copytree(DATA / name, tmp_path / "source" / name)
    said = made("encode", f"source/{name}", cwd=tmp_path)
    assert re.search("every character accounted for", said)
    tei = tmp_path / "tei" / f"{name}.xml"
    assert not {code for code in codes(tei) if code[:3] in ("FZ0", "FZ2", "FZ3")}
    edition = Edition(tei)
    assert len(edition.source_files) == len(list((DATA / name).glob("*.xml")))
    ids = tree(tei).xpath("//@xml:id")
    assert len(ids) == len(set(ids))  # type: ignore[arg-type]
