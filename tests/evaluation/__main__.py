"""Sets known texts as pages, flattens them as tools do, reads them back, and prints how much of
each is right, beside two simple methods; see scripts/evaluate for how to add a text.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from evaluation import report
from evaluation.cases import FURNITURE, Case, Outcome, make_cases, run_case
from evaluation.flatten import MODES, ORDERS
from evaluation.known import KINDS, Text, from_file, texts

EPILOG = f"""\
columns: F1 of the parts that are right to the letter (blanks aside; in Latin text also hyphens):
  heads, paragraphs, signatures, captions, tables (all cells), items of lists, notes;
  levels: right heads that stand under the right head; order: neighbouring paragraphs that follow
  one another as in print; neighbours, words: the paragraphs of two simple methods, which join what
  has no end with what comes next, or where a word is cut.

a text of your own: give a TEI file that fangzhi made and you proofread, or a file NAME.items in
UTF-8 with one part a line as `kind: text`, in reading order, each as printed but uncut:

  # Where the text is from.
  # profile: gazetteer
  title: 青岚县志
  head chapter: 第一章　公路
  runin: 青石线　　由柘溪镇东门起，经板栗坳至石梁市界碑。
  table: 表1　桥梁
  | 年份 | 座数 |
  | 1957 | 41 |

kinds: {", ".join(sorted(KINDS))};
a head names its level: part, chapter, section or subsection. Files in tests/evaluation/texts/ are
always read.
"""


def options() -> argparse.ArgumentParser:
    """The options of the command."""
    parser = argparse.ArgumentParser(
        "scripts/evaluate",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("texts", nargs="*", metavar="TEXT", help="name of a known text, or a file; default: all")
    add("--text", action="append", default=[], metavar="FILE", help="a text of your own")
    add("--rounds", type=int, default=4, help="times that each setting is tried (default: 4)")
    add("--seed", type=int, default=0, help="the same seed gives the same pages (default: 0)")
    add("--order", choices=ORDERS, help="one order only")
    add("--mode", choices=MODES, help="one mode only")
    add("--profile", default="", help="for all texts; auto: the program chooses")
    add("--furniture", choices=FURNITURE, default="some", help="running heads and page numbers")
    add("--wrong", type=int, default=0, metavar="N", help="print the first N wrong cases")
    add("--keep", type=Path, metavar="DIR", help="save source and TEI of these (or of all) there")
    add("--json", type=Path, metavar="FILE", help="write all scores to a file")
    add("--jobs", type=int, default=os.cpu_count() or 1, help="cases at a time")
    return parser


def chosen(names: list[str], parser: argparse.ArgumentParser) -> list[Text]:
    """The texts with these names or in these files; all where none is named."""
    try:
        known = texts()
        found = [known[name] if name in known else from_file(Path(name)) for name in names]
    except (OSError, ValueError) as error:
        parser.error(f"{error}; known texts: {', '.join(known) if 'known' in locals() else ''}")
    return found or list(known.values())


def run(cases: list[Case], jobs: int) -> Iterator[Outcome]:
    """The outcomes in the order of the cases, several worked on at a time."""
    if jobs <= 1 or len(cases) == 1:
        yield from map(run_case, cases)
        return
    with multiprocessing.Pool(jobs) as pool:
        yield from pool.imap(run_case, cases, chunksize=4)


def keep(outcome: Outcome, folder: Path) -> None:
    """Save the source and the TEI of a case."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{outcome.case.name}.txt").write_text(outcome.source, encoding="utf-8")
    if outcome.data:
        (folder / f"{outcome.case.name}.xml").write_bytes(outcome.data)


def main(arguments: list[str] | None = None) -> int:
    """Run the cases that the arguments name, and print the report."""
    parser = options()
    args = parser.parse_args(arguments)
    cases = list(
        make_cases(
            chosen([*args.texts, *args.text], parser),
            (args.order,) if args.order else ORDERS,
            (args.mode,) if args.mode else MODES,
            args.rounds,
            args.seed,
            args.furniture,
            args.profile,
        )
    )
    outcomes, left = [], args.wrong
    for outcome in run(cases, args.jobs):
        outcomes.append(outcome)
        shown = left > 0 and outcome.is_wrong
        if shown:
            left -= 1
            print("\n".join(report.wrong(outcome)), flush=True)
        if args.keep and (shown or not args.wrong):
            keep(outcome, args.keep)
    print("\n".join(report.tables(outcomes)))
    if args.json:
        found = [report.as_json(outcome) for outcome in outcomes]
        args.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return int(any(outcome.error for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
