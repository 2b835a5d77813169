"""The bench measures what it says, and its tables and plot tell it rightly."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from lxml import etree

from bench import figures, plot, tables
from bench.__main__ import chosen, main, options
from bench.cases import SIZES
from bench.measure import Cost, Failed, Row, measure, run
from bench.texts import chapters, escaped, write_source

MACHINE = {"processor": "one <&> two", "cores": "2"}


def rows() -> list[Row]:
    """A start of 0.5 s; then time grows with the text, memory by 10 MiB for each MB."""
    found = []
    for size, times in (("start", 0), ("1", 1), ("10", 10), ("100", 100)):
        wall, memory = 0.5 + 0.1 * times, 50 + 0.1 * times
        found.append(Row(size, "make", costs=[Cost(wall, wall, memory)] * 3))
        for name, part in (("pandoc-tei", 0.25), ("pandoc-epub", 0.75)):
            costs = [Cost(part * times, part * times, 10 * part), Cost(9, 9, 9), Cost(0, 0, 0)]
            found.append(Row(size, name, costs=costs))
    found.append(Row("100", "jing", why_not="no java"))
    found.append(Row("corpus", "jobs-1", costs=[Cost(10, 10, 10)]))
    found.append(Row("corpus", "jobs-2", costs=[Cost(10, 5, 10)]))
    return found


def report() -> tables.Report:
    lengths = {"start": 20, "1": 10_000, "10": 100_000, "100": 1_000_000}
    return tables.Report("text.txt", "2026-01-01", MACHINE, rows(), lengths, 8.0, 40)


def test_what_is_named_is_measured_and_nothing_else() -> None:
    """Sizes and commands limit each other; the largest size comes only when asked for."""
    sizes, wanted = chosen(frozenset(), large=False)
    assert sizes == [size for size in SIZES if size != "1000"]
    assert wanted("make")
    sizes, wanted = chosen(frozenset({"1", "make"}), large=True)
    assert (sizes, wanted("make"), wanted("check")) == (["1"], True, False)
    assert "1000" in chosen(frozenset({"make"}), large=True)[0]


@pytest.mark.parametrize("wrong", [["--only", "nothing"], ["x.txt", "0"], ["/nowhere/x.txt"]])
def test_a_wrong_argument_is_told(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Unknown names, no rounds and no text end with 2 and say why."""
    with pytest.raises(SystemExit) as ended:
        main(wrong)
    assert ended.value.code == 2
    assert "error:" in capsys.readouterr().err


def test_defaults_stay_under_build() -> None:
    """Results go below build/ where nothing else is said."""
    assert options().parse_args([]).out.parts[-2:] == ("build", "bench")


def test_time_that_grows_with_the_text_has_exponent_one() -> None:
    """Start-up is aside; the slope of memory is by MB of text."""
    found = report()
    steps = figures.growth(figures.medians(found.rows), found.lengths)
    (first, second) = [step for step in steps if step.name == "make"]
    assert (first.smaller, first.larger, second.larger) == ("1", "10", "100")
    assert first.ratio == pytest.approx(10)
    assert second.exponent == pytest.approx(1)
    assert second.slope == pytest.approx(10)


def test_the_two_conversions_are_added_round_by_round() -> None:
    """Times add up, memory is that of the larger one."""
    both = figures.together(rows())[1]
    assert (both.size, [cost.wall for cost in both.costs]) == ("1", [1, 18, 0])
    assert both.costs[0].memory == 7.5


def test_tables_have_ratios_and_reasons() -> None:
    """What is not here says why; ratios are by pandoc's two conversions."""
    text = tables.as_text(report())
    assert "not here: no java" in text
    cells = dict(tables.sized(report()))["100"]
    assert cells[0][:2] == ("make", "10.500")
    assert cells[0][5] == f"{10.5 / 18:.2f}"
    assert "jobs-1 / jobs-2: 2.000 of the wall time" in text
    widths = {len(line) for line in tables.aligned(tables.HEADS, cells[:3])}
    assert len(widths) == 1
    assert tables.as_markdown(report()).count("\n|---|") == 6
    json.dumps(tables.as_json(report()))


def test_the_plot_is_svg_that_names_every_line() -> None:
    """Well formed, also with signs of markup in the machine's name; labels stand apart."""
    root = etree.fromstring(plot.draw(report()).encode())
    said = [element.text for element in root.iter("{*}text")]
    assert {"make", "pandoc", "jobs-1"} <= set(said)
    assert plot.apart({"a": 10, "b": 11, "c": 60}, 14) == {"a": 10, "b": 24, "c": 60}


def test_a_command_that_fails_or_hangs_says_so(tmp_path: Path) -> None:
    """The last line and the code are told; what takes too long is ended; others go on."""
    log = tmp_path / "log"
    with pytest.raises(Failed, match="ended with 3: no such"):
        run(["/bin/sh", "-c", "echo no such; exit 3"], 10, log)
    with pytest.raises(Failed, match="more than"):
        run(["/bin/sh", "-c", "sleep 60"], 0.1, log)
    bad, good = Row("1", "bad", ["/nowhere"]), Row("1", "good", [sys.executable, "-S", "-c", ""])
    measure([bad, good], 2, 60, 10, log, lambda line: None)
    assert "cannot be started" in bad.why_not
    assert len(good.costs) == 2
    assert good.costs[0].memory > 1


def test_texts_are_the_same_text(tmp_path: Path) -> None:
    """Copies repeat it, chapters differ, and Markdown takes it as it stands."""
    assert write_source(tmp_path, "a", b"a", 3).read_bytes() == b"a\n\na\n\na"
    assert len({text for _, text in chapters("a\n", 12)}) == 12
    assert [escaped(line) for line in ("1. *a*", "- b", "2018年")] == [
        "1\\. \\*a\\*",
        "\\- b",
        "2018年",
    ]


def test_one_command_of_one_size(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run with --only prints its table and leaves JSON, a plot and a summary."""
    text = tmp_path / "text.txt"
    text.write_text("城关镇\n\n【概况】 2023年,全镇种树三百株。\n", encoding="utf-8")
    out = tmp_path / "out"
    assert main([str(text), "1", "--only", "1,encode,lxml", "--out", str(out)]) == 0
    assert "encode" in capsys.readouterr().out
    assert {path.name for path in out.iterdir()} == {"bench.json", "bench.svg", "summary.md"}
    kept = json.loads((out / "bench.json").read_text(encoding="utf-8"))
    assert [(row["command"], len(row["runs"])) for row in kept["rows"]] == [
        ("encode", 1),
        ("lxml", 1),
    ]
