"""Measures fangzhi and its peers on the same text in one run; prints tables and saves them, with
all runs as JSON and a plot, under build/bench/.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench import peers, plot, tables
from bench.cases import CORPUS, NAMES, SIZES, Bench, rows
from bench.corpora import measure_corpora
from bench.measure import Failed, Row, floor, measure

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "source" / "yunxi-2024.txt"
LARGE = "1000"


def options() -> argparse.ArgumentParser:
    """The options of the command."""
    parser = argparse.ArgumentParser("scripts/bench", description=__doc__)
    add = parser.add_argument
    add("text", nargs="?", type=Path, default=SAMPLE, help="UTF-8 (default: the sample)")
    add("runs", nargs="?", type=_positive, default=7, help="rounds at most (default: 7)")
    add(
        "--only",
        type=_names,
        default=frozenset(),
        metavar="NAME,…",
        help=f"sizes ({', '.join(SIZES)}) and commands ({', '.join(NAMES)}); default: all",
    )
    add("--large", action="store_true", help="1,000 times the text too: minutes a round")
    add("--chapters", type=_positive, default=1000, metavar="N", help="chapters (default: 1000)")
    add(
        "--seconds",
        type=_positive,
        default=300,
        metavar="S",
        help="no new round of a size begins after these (default: 300)",
    )
    add(
        "--limit",
        type=_positive,
        default=1800,
        metavar="S",
        help="a command that takes longer is ended (default: 1800)",
    )
    add(
        "--out",
        type=Path,
        default=ROOT / "build" / "bench",
        metavar="DIR",
        help="where the results go (default: build/bench)",
    )
    return parser  # fmt: skip


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 on")
    return number


def _names(text: str) -> frozenset[str]:
    names = frozenset(name for name in text.split(",") if name)
    if unknown := names - {*SIZES, *NAMES}:
        known = ", ".join((*SIZES, *NAMES))
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}; known: {known}")
    return names


def chosen(only: frozenset[str], large: bool) -> tuple[list[str], Callable[[str], bool]]:
    """The sizes to measure, and whether a command is wanted; what is not named is not limited."""
    commands = only & set(NAMES)
    sizes = [
        size
        for size in SIZES
        if size in only or (not only & set(SIZES) and (large or size != LARGE))
    ]
    return sizes, lambda name: not commands or name in commands


def say(line: str) -> None:
    """Tell on a terminal what is being measured."""
    if sys.stderr.isatty():
        print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)


def measure_all(args: argparse.Namespace, bench: Bench) -> list[Row]:
    """All sizes in turn; the files of a size are gone before the next begins."""
    sizes, wanted = chosen(args.only, args.large)
    found: list[Row] = []
    for size in sizes:
        say(f"{size}: getting ready")
        if size == CORPUS:
            found += measure_corpora(bench, wanted, args.runs, args.seconds, say)
            continue
        try:
            ready = rows(bench, size, wanted)
        except Failed as failure:
            found.append(Row(size, "getting ready", why_not=str(failure)))
            continue
        measure(ready, args.runs, args.seconds, args.limit, bench.log, say)
        found += ready
        shutil.rmtree(bench.folder / size, ignore_errors=True)
    say("")
    return found


def save(report: tables.Report, folder: Path) -> None:
    """Write the results: JSON, a plot, a summary for the README."""
    folder.mkdir(parents=True, exist_ok=True)
    data = json.dumps(tables.as_json(report), ensure_ascii=False, indent=1)
    (folder / "bench.json").write_text(data + "\n", encoding="utf-8")
    (folder / "bench.svg").write_text(plot.draw(report), encoding="utf-8")
    (folder / "summary.md").write_text(tables.as_markdown(report), encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Measure what the arguments name; 1 where a command failed, 2 for an unusable text."""
    parser = options()
    args = parser.parse_args(arguments)
    try:
        text = args.text.read_bytes()
        text.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        parser.error(f"{args.text}: {error}; name a text file in UTF-8")
    _, wanted = chosen(args.only, args.large)
    no_pandoc = peers.Tool(why_not="not asked for")
    asked = wanted("pandoc-tei") or wanted("pandoc-epub")
    tools = {
        "fangzhi": peers.program(), "jing": peers.jing(), "bagit": peers.bagit(),
        "sha512sum": peers.sha512sum(),
        "pandoc": peers.pandoc(ROOT / "build" / ".bench") if asked else no_pandoc,
    }  # fmt: skip
    machine = peers.machine(tools["pandoc"])
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench(text, Path(folder), tools, args.limit, args.chapters)
        found = measure_all(args, bench)
        lengths = bench.lengths
    today = date.today().isoformat()
    report = tables.Report(args.text.name, today, machine, found, lengths, floor(), args.chapters)
    print(tables.as_text(report), end="")
    save(report, args.out)
    return int(any("ended with" in row.why_not or "took more" in row.why_not for row in found))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
