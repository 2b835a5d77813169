"""Files that are made to break a verifier: each is a finding, soon, and never a crash.

No time is asserted; what would take the square of its length would be noticed by whoever waits.
"""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from builders.packages import EDITIONS, members
from fangzhi.builders import epub
from fangzhi.tei.edition import Edition
from fangzhi.verify import LONGEST_SHOWN, verify

DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
ZEROS = b"0" * 64
SUM = hashlib.sha256(b"x").hexdigest().encode() + b"  data/a\n"
XHTML = b'<html xmlns="http://www.w3.org/1999/xhtml"><body>&m;</body></html>'
LAUGHS = b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(12))


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("bagit.txt", b" " * 1_000_000, "FZ720"),
        ("bagit.txt", b" " * 2_000_000, "FZ701"),
        ("bagit.txt", DECLARED.replace(b"1.0", b"9" * 100_000 + b".0"), "FZ720"),
        ("bagit.txt", DECLARED.replace(b"UTF-8", b"rot13"), "FZ739"),
        ("bagit.txt", DECLARED.replace(b"UTF-8", b"unicode_escape"), "FZ739"),
        ("bag-info.txt", b"Bag-Count: " + b"9" * 10_000 + b" of 1\n", "FZ736"),
        ("bag-info.txt", b"Payload-Oxum: " + b"9" * 10_000 + b".1\n", "FZ733"),
        ("bag-info.txt", b"A\n" * 400_000, "FZ734"),
        ("bag-info.txt", b"A: b\n" + b" x\n" * 300_000 + b"C", "FZ734"),
        ("bag-info.txt", b"\xff\xfe\xfd", "FZ739"),
        ("manifest-sha256.txt", b"0" * 10_000_000, "FZ722"),
        ("manifest-sha256.txt", b"0" + b" " * 10_000_000, "FZ722"),
        ("manifest-sha256.txt", ZEROS + b"  " + b"./" * 1_000_000 + b"data/a\n", "FZ723"),
        ("manifest-sha256.txt", ZEROS + b"  data/" + b"%0A" * 1_000_000 + b"\n", "FZ726"),
        ("manifest-sha256.txt", ZEROS + b"  data/" + b"../" * 1_000_000 + b"\n", "FZ702"),
        ("manifest-sha256.txt", SUM + b"\0" * 1000, "FZ722"),
        ("fetch.txt", b"a" + b" " * 1_000_000 + b"x\n", "FZ737"),
        ("fetch.txt", b"a:b " + b"9" * 100_000 + b" data/a\n", "FZ737"),
    ],
)
def test_tag_files(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    """Long lines, long numbers, and encodings that do something are findings of few words."""
    files = {
        "bagit.txt": DECLARED, "bag-info.txt": b"A: b\n", "data/a": b"x",
        "manifest-sha256.txt": SUM, name: data,
    }  # fmt: skip
    path = tmp_path / "bag.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in files.items():
            archive.writestr(f"bag/{member}", content)
    found = verify(path, jobs=2)
    assert code in {one.code for one in found}
    assert max(len(one.message) for one in found) < 2 * LONGEST_SHOWN


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of an EPUB of ours."""
    edition = Edition(min(EDITIONS.glob("*.xml")))
    return members(epub.build(edition, tmp_path_factory.mktemp("book")))


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("about.xhtml", b'<!DOCTYPE html [<!ENTITY a "aa">' + LAUGHS + b"]>" + XHTML, "FZ761"),
        (
            "about.xhtml",
            b'<!DOCTYPE html [<!ENTITY m SYSTEM "file:///etc/passwd">]>' + XHTML,
            "FZ761",
        ),
        ("about.xhtml", b"<html>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</html>", "FZ761"),
        ("about.xhtml", b'<html a="' + b"x" * 11_000_000 + b'"/>', "FZ761"),
        ("about.xhtml", b"", "FZ761"),
        ("content.opf", bytes(range(256)), "FZ761"),
        ("style.css", b"/* " * 900_000 + b"*/@import 'https://example.org'", "FZ757"),
        ("style.css", b"/**/url(http://x)" * 200_000, "FZ757"),
        ("style.css", b"@import " + b" " * 900_000 + b"'http://x'", "FZ757"),
    ],
)
def test_files_of_a_book(
    book: dict[str, bytes], tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    """Entities, depth, length and comments without an end are findings, and nothing is fetched."""
    path = tmp_path / "book.epub"
    files = book | {f"EPUB/{name}": data}
    with zipfile.ZipFile(path, "w") as archive:
        for member in sorted(files, key=lambda member: member != "mimetype"):
            archive.writestr(member, files[member])
    assert code in {one.code for one in verify(path, jobs=2)}


def test_a_broken_address_is_no_crash(book: dict[str, bytes], tmp_path: Path) -> None:
    """Addresses that no host can have lead nowhere."""
    path = tmp_path / "book.epub"
    nav = book["EPUB/nav.xhtml"].replace(b'href="title.xhtml"', b'href="//[::x"')
    with zipfile.ZipFile(path, "w") as archive:
        for member in sorted(book, key=lambda member: member != "mimetype"):
            archive.writestr(member, nav if member.endswith("nav.xhtml") else book[member])
    assert {one.code for one in verify(path)} == {"FZ759"}
