"""Prints a table: what is read right, by layout and order, beside joining neighbours."""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import defaultdict
from pathlib import Path

from lxml import etree

from evaluation.flatten import ORDERS, flatten
from evaluation.known import Item, chapter
from evaluation.pages import Layout, set_pages
from evaluation.score import Score, compare, order_score, wanted_parts
from fangzhi.pipeline import encode_source, plan
from fangzhi.tei.edition import reading
from fangzhi.tei.names import NS, local
from reading import SEED, SEED_STRUCTURE

ROOT = Path(__file__).resolve().parents[2]


def read_back(text: str) -> tuple[dict[str, list[str]], dict[str, Score]]:
    """(the parts that fangzhi finds in `text`, seams by certainty: not scored here)."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "x.txt")
        source.write_text(text)
        result = encode_source(plan(source, Path(folder), profile="yearbook"))
    root = etree.fromstring(result.data)
    parts: dict[str, list[str]] = defaultdict(list)
    for element in root.find("tei:text", NS).iter():
        name, parent = local(element), local(element.getparent())
        if name == "head" and parent == "div":
            parts["heads"].append(reading(element))
        elif name == "p":
            parts["paragraphs"].append(reading(element))
        elif name == "byline" and parent == "div":
            parts["signatures"].append(reading(element))
        elif name == "figure":
            parts["captions"].append("".join(reading(part) for part in element))
    return parts, {}


def texts() -> dict[str, list[Item]]:
    found = {
        "sample": chapter(
            ROOT / "source/yunxi-2024.txt", ROOT / "tests/markup/golden/yunxi-2024/structure.json"
        )
    }
    if SEED.is_file():
        found["seed"] = chapter(SEED, SEED_STRUCTURE)
    return found


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=4)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--wrong", type=int, default=0)
    options.add_argument("--furniture", action="store_true")
    args = options.parse_args()
    total: dict[str, dict[str, Score]] = defaultdict(lambda: defaultdict(Score))
    for round_ in range(args.rounds):
        for name, items in texts().items():
            for columns, measure in ((1, 34.0), (2, 22.0), (2, 19.5), (3, 16.0)):
                for order in ORDERS:
                    for by_line in (False, True):
                        luck = random.Random(
                            f"{args.seed}-{round_}-{name}-{columns}-{measure}-{order}"
                        )
                        shift = luck.randint(0, 12)
                        layout = Layout(columns, measure, 30 + shift)
                        pages = set_pages(items, layout, luck)
                        orders = [order if luck.random() < 1 / 3 else "in order" for _ in pages]
                        text = flatten(
                            pages,
                            orders,
                            by_line=by_line,
                            blank_lines=luck.random() < 0.5,
                            furniture="芸溪年鉴" if args.furniture else "",
                        )
                        found, _ = read_back(text)
                        wanted = wanted_parts(items)
                        key = f"{order}, {'lines' if by_line else 'blocks'}"
                        for part in wanted:
                            score = compare(found[part], wanted[part])
                            total[key][part] += score
                            if args.wrong and score.f1 < 1 and part == "paragraphs":
                                args.wrong -= 1
                                a = {"".join(x.split()) for x in found[part]}
                                b = {"".join(x.split()) for x in wanted[part]}
                                print(key, name, columns, measure, "missing")
                                for x in sorted(b - a):
                                    print("   -", x[:30], "…", x[-30:])
                                for x in sorted(a - b):
                                    print("   +", x[:30], "…", x[-30:])
                        total[key]["order"] += order_score(
                            found["paragraphs"], wanted["paragraphs"]
                        )
    columns_ = ("heads", "paragraphs", "signatures", "captions", "order")
    print(f"{'':<24}" + "".join(f"{c:>12}" for c in columns_))
    for key, scores in total.items():
        print(f"{key:<24}" + "".join(f"{scores[c].f1:>12.4f}" for c in columns_))


if __name__ == "__main__":
    main()
