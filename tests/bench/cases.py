"""The commands at each size: where their files lie, and what each tool is told to do."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench import texts
from bench.figures import START
from bench.measure import Failed, Row, run
from bench.peers import Tool, python

COPIES = {START: 0, "1": 1, "10": 10, "100": 100, "1000": 1000}
CHAPTERS = "chapters"
CORPUS = "corpus"
SIZES = (*COPIES, CHAPTERS, CORPUS)
OURS = ("make", "encode", "check", "build", "epub", "verify")
PEERS = ("pandoc-tei", "pandoc-epub", "jing", "lxml", "bagit", "sha512sum")
CORPORA = ("jobs-1", "jobs-2", "rerun", "workers-1", "workers-2")
NAMES = ("help", *OURS, *PEERS, *CORPORA)
FIRST_LINE = "第一章　公路\n".encode()
GRAMMAR = Path(__file__).resolve().parents[2] / "schema" / "fangzhi.rng"
FLOOR = (
    "import sys\nfrom lxml import etree\nfor name in sys.argv[2:]:\n"
    " etree.parse(name).write(sys.argv[1], encoding='utf-8', xml_declaration=True)"
)
# pandoc reads many files as one text: many editions are many processes.
EACH = 'tool=$1 out=$2 to=$3; shift 3; for one; do "$tool" "$one" $to -o "$out" || exit; done'


@dataclass(slots=True)
class Bench:
    """What all sizes share."""

    text: bytes
    folder: Path  # a temporary one
    tools: dict[str, Tool]
    limit: float
    number: int  # of chapters
    lengths: dict[str, int] = field(default_factory=dict)  # bytes of text by size

    @property
    def log(self) -> Path:
        """What the last command said."""
        return self.folder / "log"

    def do(self, *command: str) -> None:
        """Run what is not measured; raises `Failed`."""
        run(command, self.limit, self.log)

    def markdown(self) -> str:
        """The text as Markdown, made from its TEI."""
        made = self.folder / "text.md"
        if not made.exists():
            place = self.folder / "markdown"
            source = texts.write_source(place, "text", self.text)
            self.do(*self.tools["fangzhi"].command, "encode", str(source), "--out", str(place))
            tei = str(place / "tei" / "text.xml")
            self.do(*python("-m", "bench.texts"), tei, str(made))
        return made.read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one size: sources, their TEI and Markdown, and a folder for results."""

    sources: list[str]
    tei: list[str]
    markdown: list[str]
    folder: Path


def rows(bench: Bench, size: str, wanted: Callable[[str], bool]) -> list[Row]:
    """The rows of one size of text, with all that they read in place. Raises `Failed`."""
    names = [name for name in _offered(size) if wanted(name)]
    if not names:
        return []
    folder = bench.folder / size
    times = COPIES.get(size, 1) or 1
    sources = [texts.write_source(folder, *given, times) for given in _inputs(bench, size)]
    bench.lengths[size] = sum(source.stat().st_size for source in sources)
    files = Files(
        [str(source) for source in sources],
        [str(folder / "tei" / f"{source.stem}.xml") for source in sources],
        [str(folder / f"{source.stem}.md") for source in sources],
        folder,
    )
    _prepare(bench, size, files, names)
    return [_row(bench, size, name, files) for name in names]


def _offered(size: str) -> tuple[str, ...]:
    """The commands that make sense at a size."""
    if size == START:
        return ("help", *OURS, *(name for name in PEERS if name != "bagit"))
    if size == CHAPTERS:
        return tuple(n for n in (*OURS, *PEERS) if n not in ("verify", "bagit", "sha512sum"))
    return (*OURS, *PEERS)


def _inputs(bench: Bench, size: str) -> Iterator[tuple[str, bytes]]:
    if size == CHAPTERS:
        yield from texts.chapters(bench.text.decode("utf-8-sig"), bench.number)
    elif size == START:
        yield "line", FIRST_LINE
    else:
        yield f"copies-{size}", bench.text


def _prepare(bench: Bench, size: str, files: Files, names: list[str]) -> None:
    """Make what the commands read; it warms the caches, too."""
    ours, folder = bench.tools["fangzhi"].command, str(files.folder)
    packed = bool({"verify", "bagit", "sha512sum"} & set(names))
    if packed or set(names) - {"help", "make", "encode", "pandoc-tei", "pandoc-epub"}:
        bench.do(*ours, "encode", *files.sources, "--out", folder)
    if packed:
        bench.do(*ours, "build", *files.tei, "--to", "bag", "--out", folder)
        _unpack(next((files.folder / "build").glob("*.bag.zip")), files.folder)
    if any(name.startswith("pandoc") for name in names) and bench.tools["pandoc"].command:
        _write_markdown(bench, size, files.markdown)


def _write_markdown(bench: Bench, size: str, paths: list[str]) -> None:
    """What pandoc reads; never more than one text in memory, as that of children counts ours."""
    text = "# 第一章\n" if size == START else bench.markdown()
    for path in paths:
        with Path(path).open("w", encoding="utf-8") as file:
            file.write(texts.HEAD)
            for _ in range(COPIES.get(size, 1) or 1):
                file.write("\n" + text)
            if size == CHAPTERS:
                file.write(f"\n第{Path(path).stem}份抄本。\n")


def _unpack(bag: Path, folder: Path) -> None:
    """The bag as a folder, which bagit-python and sha512sum need."""
    with zipfile.ZipFile(bag) as packed:
        packed.extractall(folder / "bag")


def _row(bench: Bench, size: str, name: str, files: Files) -> Row:
    tool = _tool(bench, name)
    if not tool.command:
        return Row(size, name, why_not=tool.why_not)
    out = str(files.folder / "out" / name)
    Path(out).mkdir(parents=True, exist_ok=True)
    bag = next(files.folder.glob("bag/*/bagit.txt"), files.folder / "bag" / "bagit.txt").parent
    zipped = [str(path) for path in (files.folder / "build").glob("*.bag.zip")]
    arguments: dict[str, list[str]] = {
        "help": ["--help"],
        "make": ["make", *files.sources, "--out", out],
        "encode": ["encode", *files.sources, "--out", out],
        "check": ["check", *files.tei, "--fail-level", "error"],
        "build": ["build", *files.tei, "--out", out],
        "epub": ["build", *files.tei, "--to", "epub", "--out", out],
        "verify": ["verify", *zipped],
        "jing": [str(GRAMMAR), *files.tei],
        "lxml": [f"{out}/out.xml", *files.tei],
        "bagit": ["--validate", "--quiet", str(bag)],
        "sha512sum": ["--check", "--quiet", "manifest-sha512.txt"],
        "pandoc-tei": [f"{out}/out.xml", "-s -t tei", *files.markdown],
        "pandoc-epub": [f"{out}/out.epub", "-t epub --toc --toc-depth 3", *files.markdown],
    }
    folder = bag if name == "sha512sum" else None
    return Row(size, name, (*tool.command, *arguments[name]), folder)


def _tool(bench: Bench, name: str) -> Tool:
    """What runs a command of this name."""
    if name.startswith("pandoc"):
        found = bench.tools["pandoc"]
        each = ("/bin/sh", "-c", EACH, "each", *found.command)
        return Tool(each) if found.command else found
    if name == "lxml":
        return Tool(python("-c", FLOOR))
    return bench.tools[name if name in PEERS else "fangzhi"]


__all__ = ["CORPORA", "CORPUS", "NAMES", "SIZES", "Bench", "Failed", "rows"]
