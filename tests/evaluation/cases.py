"""Cases: a text in a layout, in an order, flattened in a mode, read back and scored."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from evaluation import baselines
from evaluation.flatten import Tool, flatten
from evaluation.known import HEADS, Text
from evaluation.pages import HYPHEN, NUMBERS, Furniture, Layout, Page, cuts, set_pages
from evaluation.readback import Found, read_back
from evaluation.score import Result, compare, plain, score, wanted_parts

LAYOUTS = ((1, 34.0), (2, 22.0), (2, 19.5), (3, 16.0))  # columns, measure in em
OUT_OF_ORDER = 1 / 3  # of the pages
FURNITURE = ("none", "all", "some")


@dataclass(frozen=True)
class Case:
    """The settings of one case; the same settings give the same source."""

    text: Text
    order: str
    mode: str
    columns: int
    measure: float
    round: int = 0
    seed: int = 0
    furniture: str = "some"
    profile: str = ""

    @property
    def name(self) -> str:
        """The settings in words that can name a file."""
        order = self.order.replace(" ", "-")
        page = f"{self.columns}x{self.measure:g}"
        return f"{self.text.name}-{page}-{order}-{self.mode}-{self.seed}.{self.round}"


@dataclass
class Outcome:
    """What came of a case: `error` where the program failed; the source and the TEI."""

    case: Case
    result: Result
    settings: str
    source: str
    data: bytes = b""
    error: str = ""
    baselines: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_wrong(self) -> bool:
        """Whether anything is missing or too much."""
        return bool(self.error) or any(map(any, self.result.wrong.values()))


def make_cases(
    texts: list[Text],
    orders: tuple[str, ...],
    modes: tuple[str, ...],
    rounds: int,
    seed: int,
    furniture: str,
    profile: str,
) -> Iterator[Case]:
    """All cases; an empty profile means the one that each text names, `auto` the program's own."""
    for round_ in range(rounds):
        for text in texts:
            wanted = "" if profile == "auto" else profile or text.profile
            for columns, measure in LAYOUTS:
                for order in orders:
                    for mode in modes:
                        yield Case(
                            text, order, mode, columns, measure, round_, seed, furniture, wanted
                        )


def set_case(case: Case) -> tuple[list[Page], list[str], Tool]:
    """The pages, the order of each, and the tool. Orders and modes of a text share the pages."""
    text = case.text
    pages_luck = random.Random(
        f"{case.seed}/{case.round}/{text.name}/{case.columns}/{case.measure}"
    )
    indent = 1.0 if text.latin else 2.0
    lines = 30 + pages_luck.randint(0, 12)
    layout = Layout(case.columns, case.measure, lines, indent=indent)
    pages = set_pages(text.items, layout, pages_luck)
    with_furniture = case.furniture == "all" or pages_luck.random() < 1 / 2
    furniture = (
        _furniture(text, pages_luck) if case.furniture != "none" and with_furniture else None
    )
    luck = random.Random(f"{pages_luck.random()}/{case.order}")
    orders = [case.order if luck.random() < OUT_OF_ORDER else "in order" for _ in pages]
    tool = Tool(
        case.mode,
        blank_lines=luck.random() < 1 / 2,
        feeds=luck.random() < 1 / 2,
        tabs=luck.random() < 1 / 2,
        furniture=furniture,
        indent=indent,
    )
    return pages, orders, tool


def _furniture(text: Text, luck: random.Random) -> Furniture:
    book = next((item.text for item in text.items if item.kind in HEADS), text.name)
    blank = luck.choice(("  ", "    ")) if text.latin else luck.choice(("\u3000", "  "))
    return Furniture(book, luck.choice(NUMBERS), luck.random() < 1 / 2, blank)


def run_case(case: Case) -> Outcome:
    """Set, flatten, read back, score."""
    pages, orders, tool = set_case(case)
    source = flatten(pages, orders, tool)
    cut = [(a.replace(HYPHEN, "-"), b) for a, b in cuts(pages)]
    error, found = "", Found()
    try:
        found = read_back(source, case.profile)
    except Exception as problem:  # whatever it is, it belongs in the report
        error = f"{type(problem).__name__}: {problem}"
    result = score(case.text, found, cut)
    _score_baselines(case, source, result)
    return Outcome(case, result, _settings(case, tool, orders), source, found.data, error)


def _score_baselines(case: Case, source: str, result: Result) -> None:
    """The paragraphs of two simple methods, from the same text."""
    latin = case.text.latin
    wanted = [plain(text, latin) for text in wanted_parts(case.text.items)["paragraphs"]]
    found = baselines.blocks(source, case.mode)
    for name, method in (("neighbours", baselines.neighbours), ("words", baselines.by_words)):
        result.scores[name] = compare([plain(text, latin) for text in method(found)], wanted)


def _settings(case: Case, tool: Tool, orders: list[str]) -> str:
    moved = [str(number) for number, order in enumerate(orders, 1) if order != "in order"]
    return ", ".join(
        (
            case.text.name,
            f"{case.columns} columns of {case.measure:g} em",
            case.order + (f" (pages {' '.join(moved)} of {len(orders)})" if moved else ""),
            case.mode,
            "blank lines" if tool.blank_lines else "no blank lines",
            "form feeds" if tool.feeds else "no form feeds",
            "furniture" if tool.furniture else "no furniture",
            f"round {case.round}",
        )
    )
