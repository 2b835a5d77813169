"""Files and schemas made to do harm: each ends as a finding, in bounded memory and time.

Every check runs in a process of its own with limits; one that would need more fails.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from fangzhi.check.finding import MOST
from fangzhi.check.grammar import guarded
from fangzhi.check.grammar.foreign import DECLARED
from fangzhi.check.run import check_files
from fangzhi.errors import FangzhiError

TEI = 'xmlns="http://www.tei-c.org/ns/1.0"'
RNG = '<grammar xmlns="http://relaxng.org/ns/structure/1.0">{}</grammar>'
XSD = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{}</xs:schema>'
SCH = '<schema xmlns="http://purl.oclc.org/dsdl/schematron">{}</schema>'
# The program, its libraries and a file of 100 MB; not what a tree of that would take.
MEGABYTES = 700
SECONDS = 30


def run(
    folder: Path, *args: str | Path, megabytes: int = MEGABYTES, seconds: int = SECONDS
) -> subprocess.CompletedProcess[str]:
    """`fangzhi check` with ARGS, in FOLDER, with little memory and time."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))

    return subprocess.run(
        [sys.executable, "-m", "fangzhi", "check", "--jobs", "1", *map(str, args)],
        capture_output=True,
        text=True,
        cwd=folder,
        preexec_fn=limited,
        check=False,
        timeout=300,
    )


def entities(count: int, each: str) -> str:
    """A DOCTYPE with entities of which each is EACH of the one before it."""
    names = [f'<!ENTITY e0 "{"x" * 1000}">']
    names += [f'<!ENTITY e{n} "{each.format(n - 1)}">' for n in range(1, count)]
    return f"<!DOCTYPE TEI [{''.join(names)}]>"


LAUGHS = entities(12, "&e{0};" * 10)
LARGE = 100_000_000
HOSTILE = {
    "laughs": (f"{LAUGHS}<TEI {TEI}>&e11;</TEI>", "entities that grow"),
    "laughs in an attribute": (f'{LAUGHS}<TEI {TEI} n="&e11;"/>', "entities that grow"),
    "quadratic": (f"{entities(1, '')}<TEI {TEI}>{'&e0;' * 300_000}</TEI>", "entit"),
    "a loop": (f"{entities(2, '&e{0};&e1;')}<TEI {TEI}>&e1;</TEI>", "entity"),
    "external": (
        f'<!DOCTYPE TEI [<!ENTITY e SYSTEM "file:///etc/passwd">]><TEI {TEI}>&e;</TEI>',
        "not expanded",
    ),
    "parameter": (
        f'<!DOCTYPE TEI [<!ENTITY % e SYSTEM "file:///etc/passwd"> %e;]><TEI {TEI}>&f;</TEI>',
        "entity",
    ),
    "deep": (f"<TEI {TEI}>{'<p>' * 100_000}{'</p>' * 100_000}</TEI>", "nested too deep"),
    "text": (f"<TEI {TEI}>{'x' * LARGE}</TEI>", "more than 10 MB"),
    "attribute": (f'<TEI {TEI} n="{"x" * LARGE}"/>', "more than 10 MB"),
    "comment": (f"<TEI {TEI}><!--{'x' * LARGE}--></TEI>", "more than 10 MB"),
    "name": (f"<TEI {TEI}><{'x' * LARGE}/></TEI>", "more than 10 MB"),
    "legitimate text": (f"<TEI {TEI}><p>{'word ' * 2_400_000}</p></TEI>", "more than 10 MB"),
    "attributes": (
        "<TEI " + TEI + " ".join(f' a{n}="" ' for n in range(100_000)) + "/>",
        "more than 1000 attributes",
    ),
    "elements": (f"<TEI {TEI}>{'<p/>' * 300_000}</TEI>", "Did not expect element p"),
    "children": (f"<TEI {TEI}>{'<p/>' * 30_000}</TEI>", "so many children"),
    "NUL": (f"<TEI {TEI}>\0</TEI>", "not well-formed"),
}
MANY = {
    "ids": (
        "".join('<p xml:id="a">x</p>' for _ in range(20_000)),
        "FZ202",
        "18999 more of this kind",
    ),
    "pointers to files": (
        "".join(f'<ref target="gone/{n}.xml">x</ref>' for n in range(50_000)),
        "FZ206",
        "49000 more pointers into other files were not looked up",
    ),
    "pointers in one attribute": (
        f'<p corresp="{" ".join(f"gone/{n}.xml" for n in range(50_000))}">x</p>',
        "FZ206",
        "49000 more pointers into other files were not looked up",
    ),
    "pointers to nothing": (
        "".join(f'<ref target="#gone{n}">x</ref>' for n in range(50_000)),
        "FZ201",
        "49000 more of this kind",
    ),
    "pictures": (
        "".join(f'<graphic url="gone/{n}.png"/>' for n in range(50_000)),
        "FZ203",
        "49000 more pictures were not looked for",
    ),
    "a rule": ("<head/>" * 50_000, "FZ108", "49000 more of this kind"),
    "nested prefixes": (
        "".join(f'<p{n}:x xmlns:p{n}="urn:{n}">' for n in range(200))
        + "".join(f"</p{n}:x>" for n in reversed(range(200))),
        "FZ002",
        "Did not expect element",
    ),
    "repeated prefixes": (
        "<div "
        + " ".join(f'xmlns:p{n}="urn:{n}"' for n in range(500))
        + ">"
        + '<p xmlns:a="urn:a"/>' * 2000
        + "</div>",
        "FZ002",
        "Did not expect element",
    ),
}
BYTES = {
    "invalid UTF-8": (f"<TEI {TEI}>\xff</TEI>".encode("latin-1"), "not well-formed"),
    "EBCDIC": (f'<?xml version="1.0" encoding="cp037"?><TEI {TEI}/>'.encode("cp037"), "FZ001"),
    "UTF-7": (
        b'<?xml version="1.0" encoding="UTF-7"?>+ADw-TEI xmlns=+ACI-u+ACI-/+AD4-',
        "markup can hide",
    ),
    "UTF-16 that says UTF-8": (
        f'<?xml version="1.0" encoding="UTF-8"?><TEI {TEI}>&e;</TEI>'.encode("utf-16-be"),
        "FZ001",
    ),
}


@pytest.mark.parametrize("name", [*HOSTILE, *BYTES])
def test_hostile_files_are_findings(name: str, tmp_path: Path) -> None:
    """A file made to take all memory or time, or to read other files, is a finding."""
    content, word = HOSTILE[name] if name in HOSTILE else BYTES[name]
    data = content.encode() if isinstance(content, str) else content
    (tmp_path / "x.xml").write_bytes(data)
    done = run(tmp_path, "x.xml")
    assert done.returncode == 1, done.stderr
    assert word in done.stdout
    assert "root:" not in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", MANY)
def test_of_one_kind_so_many_are_told(name: str, tmp_path: Path) -> None:
    """A file that is wrong in one way in thousands of places costs little time and memory.

    The first thousand are told, and how many more there are, by those rules as well that look for
    files.
    """
    body, code, words = MANY[name]
    (tmp_path / "tei").mkdir()
    text = f"<TEI {TEI}><text><body>{body}</body></text></TEI>"
    (tmp_path / "tei" / "x.xml").write_text(text)
    done = run(tmp_path, "tei/x.xml", megabytes=400, seconds=5)
    assert done.returncode == 1, done.stderr
    told = [line for line in done.stdout.splitlines() if f" {code} " in line]
    assert words in told[0] or words in told[-1]
    assert len(told) <= MOST + 1


def test_a_file_of_a_gigabyte_is_not_read(tmp_path: Path) -> None:
    """Size alone is a finding, before anything is read."""
    with (tmp_path / "x.xml").open("wb") as file:
        file.truncate(1 << 30)
    assert "larger than 256 MB" in run(tmp_path, "x.xml").stdout


def test_what_is_no_file_is_a_finding(tmp_path: Path) -> None:
    """Pipes, dead and circular links and links that lead out are told; folders are searched."""
    os.mkfifo(tmp_path / "fifo.xml")
    (tmp_path / "out.xml").symlink_to("/etc/passwd")
    (tmp_path / "zero.xml").symlink_to("/dev/zero")
    (tmp_path / "dead.xml").symlink_to("gone")
    (tmp_path / "loop.xml").symlink_to("loop.xml")
    (tmp_path / "folder.xml").mkdir()
    done = run(tmp_path, ".")
    assert done.returncode == 1, done.stderr
    told = sorted(line.split(":")[0] for line in done.stdout.splitlines() if " FZ001 is " in line)
    told += [line.split(":")[0] for line in done.stdout.splitlines() if "no such file" in line]
    assert sorted({*told}) == ["dead.xml", "fifo.xml", "loop.xml", "out.xml", "zero.xml"]
    assert run(tmp_path, "fifo.xml").returncode == 1
    assert run(tmp_path, "folder.xml").returncode == 2


def test_a_link_within_the_repository_is_followed(tmp_path: Path) -> None:
    """A link to a file of the same repository is that file."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "tei").mkdir()
    (tmp_path / "real.xml").write_text(f"<TEI {TEI}/>")
    (tmp_path / "tei" / "x.xml").symlink_to("../real.xml")
    (finding, *_) = check_files([tmp_path / "tei" / "x.xml"])
    assert finding.code != "FZ001"


OUTSIDE = [
    "http://127.0.0.1:9/x.rng",
    "ftp://127.0.0.1/x",
    "file:///etc/passwd",
    "../x.rng",
    "gone",
]


@pytest.mark.parametrize("url", OUTSIDE)
@pytest.mark.parametrize("kind", ["include", "externalRef", "xs:include", "xs:redefine", "rnc"])
def test_schemas_pull_in_nothing_from_outside(tmp_path: Path, url: str, kind: str) -> None:
    """What a schema includes from elsewhere, or from above its folder, ends with exit code 2."""
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "x.rng").write_text(RNG.format("<start><text/></start>"))
    (folder / "x.xml").write_text("<a/>")
    text = {
        "include": RNG.format(f'<include href="{url}"/>'),
        "externalRef": RNG.format(f'<start><externalRef href="{url}"/></start>'),
        "rnc": f'include "{url}"',
    }.get(kind, XSD.format(f'<{kind} schemaLocation="{url}"/>'))
    suffix = "rnc" if kind == "rnc" else "xsd" if kind.startswith("xs:") else "rng"
    schema = folder / f"s.{suffix}"
    schema.write_text(text)
    with pytest.raises(FangzhiError, match="includes") as caught:
        check_files([folder / "x.xml"], schema=schema)
    assert caught.value.exit_code == 2


def test_a_link_beside_a_schema_leads_nowhere_else(tmp_path: Path) -> None:
    """A link in the schema's folder is no way out of it."""
    (tmp_path / "s.rng").write_text(RNG.format('<include href="part.rng"/>'))
    (tmp_path / "part.rng").symlink_to("/etc/passwd")
    (tmp_path / "x.xml").write_text("<a/>")
    with pytest.raises(FangzhiError, match="outside"):
        check_files([tmp_path / "x.xml"], schema=tmp_path / "s.rng")


@pytest.mark.parametrize("width", [1, 2])
def test_includes_in_circles_and_without_end(tmp_path: Path, width: int) -> None:
    """Includes of oneself, and includes that double at each step, end with an error."""
    for number in range(30):
        below = f'<externalRef href="s{number + 1 if width == 2 else 0}.rng"/>'
        text = RNG.format(f"<start><choice>{below * width}</choice></start>")
        (tmp_path / f"s{number}.rng").write_text(text)
    (tmp_path / "s30.rng").write_text(RNG.format("<start><text/></start>"))
    (tmp_path / "x.xml").write_text("<a/>")
    with pytest.raises(FangzhiError, match="itself" if width == 1 else "more than"):
        check_files([tmp_path / "x.xml"], schema=tmp_path / "s0.rng")


RULES = {
    "document": '<pattern><rule context="a">'
    "<assert test=\"document('/etc/passwd')\"/></rule></pattern>",
    "include": '<include href="/etc/passwd"/>',
    "xsl": '<xsl:include xmlns:xsl="http://www.w3.org/1999/XSL/Transform" href="x"/>',
    "exsl": '<ns prefix="e" uri="http://exslt.org/common"/><pattern><rule context="a">'
    "<assert test=\"e:document('x')\"/></rule></pattern>",
    "extends": '<pattern><rule context="a"><extends href="/etc/passwd"/></rule></pattern>',
}


@pytest.mark.parametrize("name", RULES)
def test_schematron_reads_and_writes_no_files(tmp_path: Path, name: str) -> None:
    """Functions and elements of XSLT in a Schematron are refused."""
    (tmp_path / "s.sch").write_text(SCH.format(RULES[name]))
    (tmp_path / "x.xml").write_text("<a/>")
    with pytest.raises(FangzhiError):
        check_files([tmp_path / "x.xml"], schema=tmp_path / "s.sch")


def exponential() -> str:
    """A RELAX NG in which each definition is a choice of the next one, twice."""
    names = "".join(
        f'<define name="d{n}"><choice><group><ref name="d{n + 1}"/><ref name="d{n + 1}"/></group>'
        f'<interleave><ref name="d{n + 1}"/><ref name="d{n + 1}"/></interleave></choice></define>'
        for n in range(60)
    )
    last = '<define name="d60"><element name="b"><text/></element></define>'
    return RNG.format(f'<start><element name="a"><ref name="d0"/></element></start>{names}{last}')


PATTERN = XSD.format(
    '<xs:element name="a"><xs:simpleType><xs:restriction base="xs:string">'
    '<xs:pattern value="(a+)+b"/></xs:restriction></xs:simpleType></xs:element>'
)
XPATH = SCH.format(
    '<pattern><rule context="a"><assert test="'
    + "count(//*[" * 12
    + "*"
    + "] | //node())" * 12
    + '">no</assert></rule></pattern>'
)
ENDLESS = {"s.rng": exponential(), "s.xsd": PATTERN, "s.sch": XPATH}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_schema_that_a_file_names_has_limits(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A schema that nobody chose and that would run for ever is stopped, which is a finding."""
    monkeypatch.setattr(guarded, "SECONDS", 2)
    (tmp_path / name).write_text(ENDLESS[name])
    (tmp_path / "x.xml").write_text(
        f'<?xml-model href="{name}"?><a>{"a" * 64 if name == "s.xsd" else "<b/>" * 400}</a>'
    )
    (finding,) = check_files([tmp_path / "x.xml"], schema=DECLARED)
    assert finding.code == "FZ004"
    assert "takes more than 2 seconds" in finding.message


def test_a_module_in_the_current_folder_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that asks a named schema takes no code from the checked repository."""
    for module in ("lxml", "fangzhi", "json", "resource"):
        (tmp_path / f"{module}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    (tmp_path / "s.rng").write_text(
        RNG.format('<start><element name="b"><text/></element></start>')
    )
    (tmp_path / "x.xml").write_text('<?xml-model href="s.rng"?><a/>')
    monkeypatch.chdir(tmp_path)
    assert {one.code for one in check_files([tmp_path / "x.xml"], schema=DECLARED)} == {"FZ002"}
    assert not (tmp_path / "ran").exists()


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and the paths that it was asked for."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    listening = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}", asked
    listening.shutdown()
    listening.server_close()
    thread.join()


# Python's own sockets are told by its audit hooks, those of C by the server.
AUDITED = """
import sys
def hook(event, args):
    if event.startswith(("socket.connect", "socket.getaddrinfo")): print("SOCKET", event, args)
sys.addaudithook(hook)
from pathlib import Path
from fangzhi.check.run import check_files
from fangzhi.errors import FangzhiError
for schema in [None, Path("declared"), *map(Path, sys.argv[2:])]:
    try:
        print(len(check_files(sorted(Path(sys.argv[1]).glob("*.xml")), schema=schema)))
    except FangzhiError as error:
        print(error)
"""


def test_nothing_is_fetched(server: tuple[str, list[str]], tmp_path: Path) -> None:
    """No DOCTYPE, entity, instruction, hint, include or import makes a connection."""
    url, asked = server
    xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    where = {
        "dtd": f'<!DOCTYPE a SYSTEM "{url}/dtd"><a/>',
        "public": f'<!DOCTYPE TEI PUBLIC "-//x" "{url}/dtd"><TEI {TEI}/>',
        "entity": f'<!DOCTYPE a [<!ENTITY e SYSTEM "{url}/e">]><a>&e;</a>',
        "parameter": f'<!DOCTYPE a [<!ENTITY % e SYSTEM "{url}/e">%e;]><a/>',
        "model": f'<?xml-model href="{url}/s.rng"?><TEI {TEI}/>',
        "stylesheet": f'<?xml-stylesheet href="{url}/s.xsl" type="text/xsl"?><TEI {TEI}/>',
        "xsi": f'<a {xsi} xsi:noNamespaceSchemaLocation="{url}/s.xsd"/>',
        "hints": f'<TEI {TEI} {xsi} xsi:schemaLocation="http://www.tei-c.org/ns/1.0 {url}/s.xsd"/>',
        "xinclude": f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{url}/a.xml"/>',
        "picture": f'<TEI {TEI}><graphic url="{url}/a.png"/></TEI>',
    }
    for name, text in where.items():
        (tmp_path / f"{name}.xml").write_text(text)
    schemas = {
        "plain.xsd": XSD.format('<xs:element name="a"/>'),
        "a.rng": RNG.format(f'<include href="{url}/a.rng"/>'),
        "b.rng": f'<!DOCTYPE grammar SYSTEM "{url}/dtd">' + RNG.format("<start><text/></start>"),
        "c.xsd": XSD.format(f'<xs:import namespace="u" schemaLocation="{url}/c.xsd"/>'),
        "d.xsd": XSD.format(f'<xs:include schemaLocation="{url}/d.xsd"/>'),
        "e.rnc": f'start = external "{url}/e.rnc"',
        "f.sch": SCH.format(f'<include href="{url}/f.sch"/>'),
    }
    for name, text in schemas.items():
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        [sys.executable, "-c", AUDITED, tmp_path, *(tmp_path / name for name in schemas)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "SOCKET" not in done.stdout
    assert asked == []
