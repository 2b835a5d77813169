"""Editions built as a person builds them, and the reading systems that they are opened with."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
from lxml import etree

from builders.packages import EDITIONS, TEI
from builders.quay import repository
from evaluation.known import TEXTS, from_items
from program import fangzhi
from reading import SEED

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DRIVERS = HERE / "drivers"
PACKAGES = HERE / "node_modules"
SAMPLE = ROOT / "tei" / "yunxi-2024.xml"
ID = "{http://www.w3.org/XML/1998/namespace}id"
HAN = "[\u4e00-\u9fff]"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# What is made once for all tests: (name, function of an empty folder) -> what it returned.
Once = Callable[[str, Callable[[Path], Any]], Any]
# Run drivers/NAME.mjs with arguments -> the JSON object that it prints.
Drive = Callable[..., Any]


def chromium() -> str | None:
    """The path of the browser, by the variable CHROMIUM or by a known name."""
    named = os.environ.get("CHROMIUM", "")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, BROWSERS)), None)


def missing() -> str:
    """What has to be installed before the drivers can run; empty when all is there."""
    wanted = []
    if not chromium():
        wanted.append("Chromium (apt-get install chromium, or CHROMIUM=…)")
    if not shutil.which("node"):
        wanted.append("Node.js 18 or newer with npm (apt-get install nodejs npm)")
    if not (PACKAGES / ".made").is_file():
        wanted.append("the packages of tests/reading (scripts/setup test, with npm on the PATH)")
    return f"no reading systems here: install {'; '.join(wanted)}" if wanted else ""


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Work that all processes of a test run share: one does it, the others read the result."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def share(name: str, make: Callable[[Path], Any]) -> Any:
        folder = shared / "reading" / name
        folder.parent.mkdir(exist_ok=True)
        result = folder.with_suffix(".json")
        with folder.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not result.exists():
                shutil.rmtree(folder, ignore_errors=True)  # of a try that failed
                folder.mkdir()
                result.write_text(json.dumps(make(folder)), encoding="utf-8")
        return json.loads(result.read_text(encoding="utf-8"))

    return share


@pytest.fixture(scope="session")
def drive(tmp_path_factory: pytest.TempPathFactory) -> Drive:
    """Run a driver in Node.js.

    Without its peers the test is skipped, but fails where CI=true: there they must not be missing.
    """
    if reason := missing():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    home = tmp_path_factory.mktemp("home")
    browser = str(chromium())
    environment = {
        **os.environ, "HOME": str(home), "CHROMIUM": browser,
        "PUPPETEER_EXECUTABLE_PATH": browser, "ACE_TIMEOUT_INITIAL": "60000",
    }  # fmt: skip
    environment = {key: text for key, text in environment.items() if not key.startswith("XDG_")}

    def run(name: str, *args: str | Path) -> Any:
        done = subprocess.run(
            ["node", DRIVERS / f"{name}.mjs", *map(str, args)],
            capture_output=True, text=True, encoding="utf-8", check=False, env=environment,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def built(folder: Path, text: Path, *options: str) -> str:
    """Build EPUB and web page of a TEI file, in `folder`; their path without its suffix."""
    done = fangzhi("build", text, "--to", "epub,html", "--out", folder, *options, cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return str(folder / "build" / text.stem)


def encoded(folder: Path, source: Path) -> Path:
    """Encode a transcription into `folder`; the TEI file."""
    done = fangzhi("encode", source, "--out", folder, cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    return folder / "tei" / f"{source.stem}.xml"


def paged(folder: Path) -> Path:
    """The sample with a page of the print beginning at each seam, within words: 61, 62, …"""
    shutil.copytree(ROOT / "source", folder / "source")
    tree = etree.parse(SAMPLE)
    seams = [one for one in tree.iter(f"{TEI}milestone") if one.get("unit") == "block"]
    for number, seam in enumerate(seams, 61):
        broken = seam.get("break")
        seam.tag = f"{TEI}pb"
        seam.attrib.clear()
        seam.attrib.update({"n": str(number), **({"break": broken} if broken else {})})
    file = folder / "tei" / "paged.xml"
    file.parent.mkdir()
    tree.write(file, encoding="utf-8", xml_declaration=True)
    return file


def transcribed(folder: Path, name: str) -> Path:
    """A known text of the evaluation as a transcription: one block for each of its parts."""
    text = from_items(TEXTS / f"{name}.items")
    blocks = [
        "\n".join([item.text, *("   ".join(row) for row in item.rows)]).strip()
        for item in text.items
    ]
    file = folder / "source" / f"{name}.txt"
    file.parent.mkdir()
    file.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
    return file


def many_entries(folder: Path) -> Path:
    """A yearbook of 2,000 entries in 40 sections."""
    blocks = ["长洲年鉴"]
    for section in range(1, 41):
        blocks.append(f"第{section}号街区")
        for entry in range(1, 51):
            head = f"【{section}区{entry}号埠头】"
            blocks.append(f"{head} 2023年,{section}区{entry}号埠头修缮完工,费用{entry}.5万元。" * 2)
    file = folder / "source" / "many.txt"
    file.parent.mkdir()
    file.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")
    return file


# Editions by name: what builds one in an empty folder.
MAKERS: dict[str, Callable[[Path], str]] = {
    "sample": lambda folder: built(folder, SAMPLE),
    "columns": lambda folder: built(folder, SAMPLE, "--direction", "vertical"),
    "paged": lambda folder: built(folder, paged(folder)),
    "notes and tables": lambda folder: built(folder, EDITIONS / "qingping.xml"),
    "scans": lambda folder: built(folder, repository(folder)),
    "scans inside": lambda folder: built(folder, repository(folder), "--scans", "embed"),
    "seed": lambda folder: built(folder, encoded(folder, SEED)),
    "English": lambda folder: built(folder, encoded(folder, transcribed(folder, "report-english"))),
    "German": lambda folder: built(folder, encoded(folder, transcribed(folder, "report-german"))),
    "2,000 entries": lambda folder: built(folder, encoded(folder, many_entries(folder))),
}


@pytest.fixture(scope="session")
def editions(once: Once) -> Callable[[str], Path]:
    """An edition of `MAKERS`, built when it is first asked for: its files' path, no suffix."""

    def edition(name: str) -> Path:
        if name == "seed" and not SEED.is_file():
            pytest.skip("the chapter in copyright is not here: no ../shared/seed")
        return Path(once(f"edition {name}", MAKERS[name]))

    return edition


@dataclass(frozen=True)
class Seam:
    """A word that a column end cut in two, and the id of its paragraph."""

    word: str
    paragraph: str


@pytest.fixture(scope="session")
def seams() -> list[Seam]:
    """The words over the seams of the sample that are Han characters and stand nowhere else."""
    root = etree.parse(SAMPLE).getroot()
    text = "".join("".join(root.itertext()).split())
    found = []
    for mark in root.iterfind(f".//{TEI}p/{TEI}milestone[@break='no']"):
        paragraph, previous = mark.getparent(), mark.getprevious()
        assert paragraph is not None
        before = (paragraph.text if previous is None else previous.tail) or ""
        head, tail = re.search(f"{HAN}{{1,2}}$", before), re.match(f"{HAN}{{1,2}}", mark.tail or "")
        if head and tail and text.count(word := head[0] + tail[0]) == 1:
            found.append(Seam(word, paragraph.get(ID, "")))
    return found


class _Shelf(SimpleHTTPRequestHandler):
    """Serves the page of the reader, foliate-js, and the files of one folder."""

    extensions_map: ClassVar = {
        ".js": "text/javascript",
        ".html": "text/html",
        "": "application/octet-stream",
    }

    def translate_path(self, path: str) -> str:
        """The file for an address; names with slashes are those of foliate-js alone."""
        name = path.lstrip("/")
        if name.startswith("foliate-js/") and ".." not in name:
            return str(PACKAGES / name)
        folder = DRIVERS if name == "reader.html" else Path(self.directory)
        return str(folder / Path(name).name)

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


@pytest.fixture(scope="session")
def shelf() -> Iterator[Callable[[Path], str]]:
    """Serve a folder on this machine, on a free port: its address."""
    servers: list[ThreadingHTTPServer] = []

    def serve(folder: Path) -> str:
        handler = partial(_Shelf, directory=str(folder))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()
