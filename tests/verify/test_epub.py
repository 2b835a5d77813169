"""EPUBs: ours have no fault, and each fault of a container is found by its code."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import ebooklib.epub
import pytest

from builders.packages import EDITIONS, members
from fangzhi.builders import epub
from fangzhi.tei.edition import Edition
from fangzhi.verify import examine, verify
from peers import epubcheck
from verify.bags import codes

NAMES = sorted(file.stem for file in EDITIONS.glob("*.xml"))
Files = dict[str, bytes]
OPF, NAV, CSS = "EPUB/content.opf", "EPUB/nav.xhtml", "EPUB/style.css"
TYPE = b"application/epub+zip"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("epub")
    return {name: epub.build(Edition(EDITIONS / f"{name}.xml"), folder) for name in NAMES}


def packed(files: Files, path: Path, *, first: str = "mimetype", stored: bool = True) -> Path:
    """An EPUB of these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files, key=lambda name: name != first):
            how = zipfile.ZIP_STORED if stored and name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, files[name], how)
    return path


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found_in_our_epubs(built: dict[str, Path], name: str, tmp_path: Path) -> None:
    """As a file and as a folder; every file was read."""
    verdict = examine(built[name], jobs=2)
    assert verdict.findings == ()
    assert verdict.kind == "EPUB"
    assert verdict.files == len(members(built[name]))
    with zipfile.ZipFile(built[name]) as archive:
        archive.extractall(tmp_path)
    assert verify(tmp_path) == []


def replace(name: str, old: str, new: str, number: int = -1) -> Callable[[Files], None]:
    """A text of a file exchanged, which it must hold."""

    def change(files: Files) -> None:
        text = files[name].decode()
        assert old in text
        files[name] = text.replace(old, new, number).encode()

    return change


def put(name: str, data: bytes) -> Callable[[Files], None]:
    return lambda files: files.__setitem__(name, data)


def drop(name: str) -> Callable[[Files], None]:
    return lambda files: files.__delitem__(name)


def in_text(new: str) -> Callable[[Files], None]:
    """Something put at the beginning of the body of a text."""
    return replace("EPUB/about.xhtml", "<section", f"{new}<section", 1)


def encrypted(algorithm: str) -> Callable[[Files], None]:
    data = f"""<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
 xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>
<enc:EncryptionMethod Algorithm="{algorithm}"/>
<enc:CipherData><enc:CipherReference URI="{CSS}"/></enc:CipherData>
</enc:EncryptedData></encryption>"""
    return put("META-INF/encryption.xml", data.encode())


WEB = "https://example.org/x"
FAULTS: list[tuple[str, Callable[[Files], None], str]] = [
    ("other mimetype", put("mimetype", b"application/zip"), "FZ750"),
    ("mimetype with a line end", put("mimetype", TYPE + b"\n"), "FZ750"),
    ("no mimetype", drop("mimetype"), "FZ750"),
    ("no container.xml", drop("META-INF/container.xml"), "FZ751"),
    ("no package document", drop(OPF), "FZ751"),
    ("container without it", replace("META-INF/container.xml", "full-path", "path"), "FZ751"),
    ("package document that is none", put(OPF, b"<package/>"), "FZ751"),
    ("package document cut", replace(OPF, "</package>", ""), "FZ761"),
    ("file lost", drop(CSS), "FZ752"),
    ("item without type", replace(OPF, ' media-type="text/css"', ""), "FZ752 FZ753"),
    ("file added", put("EPUB/new.txt", b"x"), "FZ753"),
    ("file added at the top", put("new.txt", b"x"), "FZ753"),
    ("spine names nothing", replace(OPF, 'idref="about"', 'idref="gone"'), "FZ754"),
    ("spine names one twice", replace(OPF, 'idref="about"', 'idref="title"'), "FZ754"),
    ("spine names a style sheet", replace(OPF, 'idref="about"', 'idref="style"'), "FZ754"),
    ("no navigation", replace(OPF, 'properties="nav"', ""), "FZ755"),
    ("no contents", replace(NAV, 'epub:type="toc"', 'epub:type="lot"'), "FZ755"),
    ("picture of another kind", replace(OPF, '"text/css"', '"image/png"'), "FZ756"),
    ("text that is a picture", put("EPUB/about.xhtml", b"\x89PNG\r\n\x1a\n\0"), "FZ756"),
    ("text that is a drawing", put("EPUB/about.xhtml", b"<svg/>"), "FZ756"),
    ("picture from the web", in_text(f'<img src="{WEB}" alt=""/>'), "FZ757"),
    ("script from the web", in_text(f'<script src="{WEB}"></script>'), "FZ757"),
    ("several sizes", in_text(f'<img srcset="a.png 1x, {WEB} 2x" alt=""/>'), "FZ757"),
    ("style of one element", in_text(f'<p style="background: url({WEB})">x</p>'), "FZ757"),
    ("frame without a scheme", in_text('<iframe src="//example.org/x"></iframe>'), "FZ757"),
    ("font from the web", lambda files: put(CSS, files[CSS] + f"a{{src:url({WEB})}}".encode())(
        files), "FZ757"),
    ("style sheet from the web", lambda files: put(CSS, f'@import "{WEB}";'.encode() + files[CSS])(
        files), "FZ757"),
    ("item on the web", replace(OPF, 'href="style.css"', f'href="{WEB}"'), "FZ753 FZ757"),
    ("encrypted", encrypted("http://www.w3.org/2001/04/xmlenc#aes128-cbc"), "FZ758"),
    ("disguised", encrypted("http://www.idpf.org/2008/embedding"), "FZ758"),
    ("rights", put("META-INF/rights.xml", b"<rights/>"), "FZ758"),
    ("contents lead nowhere", replace(NAV, 'href="title.xhtml"', 'href="gone.xhtml"'), "FZ759"),
    ("contents lead to no id", replace(NAV, 'href="title.xhtml"', 'href="title.xhtml#x"'), "FZ759"),
    ("text cut", replace("EPUB/about.xhtml", "</body>", ""), "FZ761"),
    ("a link to the web", in_text(f'<p><a href="{WEB}">x</a></p>'), ""),
    ("a licence on the web", replace(
        "EPUB/about.xhtml", "</head>", f'<link rel="license" href="{WEB}"/></head>'), ""),
    ("style sheet's comment", lambda files: put(
        CSS, files[CSS] + f"/* url({WEB}) */".encode())(files), ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS]
)
def test_faults(
    built: dict[str, Path], tmp_path: Path, change: Callable[[Files], None], expected: str
) -> None:
    """Each fault is found by exactly its codes, and what is allowed is not told."""
    files = members(built[NAMES[0]])
    change(files)
    assert codes(packed(files, tmp_path / "changed.epub")) == set(expected.split())


def test_the_first_file(built: dict[str, Path], tmp_path: Path) -> None:
    """Mimetype must be first, and stored."""
    files = members(built[NAMES[0]])
    assert codes(packed(files, tmp_path / "right.epub")) == set()
    assert codes(packed(files, tmp_path / "late.epub", first=OPF)) == {"FZ750"}
    assert codes(packed(files, tmp_path / "small.epub", stored=False)) == {"FZ750"}


def test_the_page_list_is_in_reading_order(built: dict[str, Path], tmp_path: Path) -> None:
    """Two pages exchanged in the list are found."""
    for path in built.values():
        files = members(path)
        before, mark, rest = files[NAV].decode().partition('epub:type="page-list"')
        pages, end, after = rest.partition("</nav>")
        lines = [line for line in pages.splitlines(keepends=True) if line.startswith("<li>")]
        if mark and len(lines) > 1:
            break
    else:
        pytest.fail("no edition of the tests has two pages")
    pages = pages.replace("".join(lines), "".join(reversed(lines)))
    files[NAV] = (before + mark + pages + end + after).encode()
    assert "FZ760" in codes(packed(files, tmp_path / "changed.epub"))


def test_a_damaged_picture(built: dict[str, Path], tmp_path: Path) -> None:
    """A byte that changed in any file is found by the checksum of the zip."""
    path = packed(members(built[NAMES[0]]), tmp_path / "changed.epub")
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(CSS)
    data = bytearray(path.read_bytes())
    data[info.header_offset + 30 + len(CSS) + 20] ^= 0xFF
    path.write_bytes(data)
    assert codes(path) == {"FZ701"}


def test_an_epub_of_another_tool(tmp_path: Path) -> None:
    """What ebooklib makes by itself has no fault, and EPUBCheck agrees."""
    book = ebooklib.epub.EpubBook()
    book.set_identifier("x")
    book.set_title("云水街道")
    book.set_language("zh")
    text = ebooklib.epub.EpubHtml(title="云水", file_name="text.xhtml", lang="zh")
    text.content = "<h1>云水</h1><p>辖8个社区。</p>"
    nav, ncx = ebooklib.epub.EpubNav(), ebooklib.epub.EpubNcx()
    for item in (text, nav, ncx):
        book.add_item(item)
    book.toc, book.spine = [text], ["nav", text]
    path = tmp_path / "other.epub"
    ebooklib.epub.write_epub(str(path), book)
    assert codes(path) == set()
    assert epubcheck(path) == []


# Some of the faults that EPUBCheck sees as well (it takes seconds for each); those that it lets
# pass, as a file that no manifest lists or a link of a style sheet, are ours.
BOTH = ["no mimetype", "file lost", "contents lead to no id"]


@pytest.mark.slow
@pytest.mark.parametrize("name", BOTH)
def test_epubcheck_agrees(built: dict[str, Path], tmp_path: Path, name: str) -> None:
    """EPUBCheck finds these faults too: they are faults by the standard."""
    files = members(built[NAMES[0]])
    next(fault[1] for fault in FAULTS if fault[0] == name)(files)
    assert epubcheck(packed(files, tmp_path / "changed.epub")) != []
