"""The report of a corpus as one HTML page that needs nothing but itself, and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fangzhi.archive import write_whole
from fangzhi.check.codes import codes
from fangzhi.corpus import plots
from fangzhi.corpus.progress import duration
from fangzhi.corpus.summary import as_json

NAME = "corpus"
Told = dict[str, Any]

# The kinds of failures (`road.KINDS`, `workers`) as a person reads them.
KINDS = {
    "source": "source cannot be read",
    "sidecar": "sidecar or settings wrong",
    "edited": "TEI was edited, and is kept",
    "output": "cannot be written",
    "tei": "TEI cannot be used",
    "name": "name or option unusable",
    "id": "ID stands twice",
    "time": "took too long",
    "memory": "took too much memory",
    "killed": "ended its process",
    "bug": "bug of fangzhi",
    "findings": "errors found",
}


def write(folder: Path, told: Told) -> list[Path]:
    """Write the report into `folder`; the paths of page and JSON."""
    page, data = folder / f"{NAME}.html", folder / f"{NAME}.json"
    write_whole(data, as_json(told))
    write_whole(page, as_page(told).encode())
    return [page, data]


def failure(one: Told) -> str:
    """A failure in one line."""
    place = one["given"]
    return one["reason"] if one["reason"].startswith(place) else f"{place}: {one['reason']}"


def as_page(told: Told) -> str:
    """The whole page."""
    css = Path(__file__).with_name("corpus.css").read_text(encoding="utf-8")
    body = "\n".join((_head(told), _numbers(told), "<main>", *_sections(told), "</main>"))
    name = escape(Path(told["run"]["source"]).name)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}: report of a corpus</title>\n<style>\n{css}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _head(told: Told) -> str:
    run, machine = told["run"], told["machine"]
    system = f"{machine['processor']}, {machine['cores']} cores, {size(machine['memory'])}"
    return (
        f"<header><h1>{escape(Path(run['source']).name)}</h1>"
        f'<p class="soft">{escape(run["source"])} → {escape(run["out"])}</p>'
        f'<p class="soft">{escape(run["when"])}, fangzhi {told["program"]}, '
        f"{escape(run['workers'])}; {escape(system)}</p></header>"
    )


def _numbers(told: Told) -> str:
    counts, text, run = told["counts"], told["text"], told["run"]
    shown = [
        ("editions", number(counts["found"]), ""),
        ("done", number(counts["done"]), "good"),
        ("with errors found", number(counts["findings"]), "fair" if counts["findings"] else ""),
        ("set aside", number(counts["failed"]), "poor" if counts["failed"] else ""),
        ("characters", number(text["characters"]), ""),
        ("places to look at", number(text["doubts"]), ""),
        ("made in this run", number(run["made"]), ""),
        ("time of this run", duration(run["seconds"]), ""),
        ("editions a second", f"{run['per_second']:g}", ""),
        ("results", size(text["result_bytes"]), ""),
    ]
    cells = (
        f'<div><dt>{name}</dt><dd class="{kind}">{value}</dd></div>' for name, value, kind in shown
    )
    return f'<dl class="numbers">{"".join(cells)}</dl>'


def _sections(told: Told) -> Iterable[str]:
    kinds = {KINDS.get(kind, kind): n for kind, n in told["failures_by_kind"].items()}
    spread = told["distributions"]
    yield _section("Set aside, by kind", plots.bars(kinds, number))
    yield _section("How sure joins are", _sureness(told["confidence"]["joins"]))
    yield _section("How sure roles are", _sureness(told["confidence"]["roles"]))
    yield _section("Kinds of books", plots.bars(told["profiles"], number))
    yield _section("Time of an edition", _histogram(spread["seconds"], seconds))
    yield _section("Characters of an edition", _histogram(spread["characters"], number))
    yield _section("Memory of an edition", _histogram(spread["memory"], size))
    yield _section("Readings expected to be wrong", _histogram(spread["risk"], _rounded))
    yield _section("Set aside, and errors found", _failures(told), wide=True)
    yield _section("Look at these first", _looks(told["look_first"]), wide=True)
    yield _section("Findings by rule", _findings(told["findings"]), wide=True)
    yield _section("Slowest", _slowest(told["slowest"]))
    yield _section("Results", _packages(told["packages"], told["counts"]["done"]))
    yield _section("Not looked at", _passed_over(told))


def _section(name: str, content: str, wide: bool = False) -> str:
    kind = ' class="wide"' if wide else ""
    return f"<section{kind}><h2>{name}</h2>{content or '<p class=soft>none</p>'}</section>"


def _sureness(counts: dict[str, int]) -> str:
    total = sum(counts.values())
    told = (f"{level} {number(n)} ({plots.share(n, total)})" for level, n in counts.items())
    return plots.parts(counts) and f"{plots.parts(counts)}<p class=soft>{', '.join(told)}</p>"


def _histogram(spread: Told, said: Callable[[float], str]) -> str:
    return plots.histogram(spread["edges"], spread["counts"], said)


def _failures(told: Told) -> str:
    rows = [
        (_long(one["given"]), escape(KINDS.get(one["kind"], one["kind"])), _long(one["reason"]))
        for one in told["failures"]
    ]
    counts = told["counts"]
    more = counts["failed"] + counts["findings"] - len(rows)
    rest = f"<p class=soft>and {number(more)} more in corpus.sqlite</p>" if more > 0 else ""
    return (rows and _table(("source", "kind", "reason"), rows) + rest) or ""


def _looks(editions: list[Told]) -> str:
    rows = []
    for one in editions:
        looks = "".join(f"<li>{escape(look)}</li>" for look in one["looks"])
        place = f"{_link(one)}<ul>{looks}</ul>"
        rows.append(
            (("long", place), _number(f"{one['risk']:.1f}"), _number(number(one["doubts"])))
        )
    return (rows and _table(("edition", "expected errors", "places"), rows)) or ""


def _findings(findings: list[Told]) -> str:
    known = codes() if findings else {}
    rows = [
        (
            one["code"],
            one["level"],
            escape(known[one["code"]].title if one["code"] in known else ""),
            _number(number(one["count"])),
            _number(number(one["editions"])),
        )
        for one in findings
    ]
    return (rows and _table(("code", "level", "what is wrong", "count", "editions"), rows)) or ""


def _slowest(editions: list[Told]) -> str:
    rows = [
        (
            ("long", _link(one)),
            _number(seconds(one["seconds"])),
            _number(size(one["memory"] or 0)),
            _number(number(one["characters"] or 0)),
        )
        for one in editions[:10]
    ]
    return (rows and _table(("edition", "time", "memory", "characters"), rows)) or ""


def _packages(packages: list[Told], editions: int) -> str:
    rows = [
        (
            escape(one["suffix"] or "pictures"),
            _number(number(one["files"])),
            _number(size(one["bytes"])),
            _number(size(one["bytes"] / max(1, one["files"]))),
        )
        for one in packages
    ]
    return (rows and _table(("file", "number", "bytes", "of one"), rows)) or ""


def _passed_over(told: Told) -> str:
    lines = [
        f"{number(count)} files {escape(suffix) or 'without suffix'}"
        for suffix, count in told["passed_over"].items()
    ]
    if told["links_not_followed"]:
        lines.append(f"{number(told['links_not_followed'])} links to folders")
    lines += [f"cannot be read: {escape(place)}" for place in told["unreadable"]]
    if told["counts"]["gone"]:
        lines.append(f"{number(told['counts']['gone'])} editions whose source is gone")
    return (lines and "".join(f"<p>{line}</p>" for line in lines)) or ""


Cell = str | tuple[str, str]  # content, or (class, content)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[Cell, ...]]) -> str:
    rows = list(rows)
    kinds = [cell[0] if isinstance(cell, tuple) else "" for cell in rows[0]]
    head = "".join(f'<th class="{k}">{h}</th>' for h, k in zip(heads, kinds, strict=True))
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f'<div class="scroll"><table><tr>{head}</tr>{body}</table></div>'


def _cell(cell: Cell) -> str:
    kind, content = cell if isinstance(cell, tuple) else ("", cell)
    return f'<td class="{kind}">{content}</td>'


def _number(text: str) -> Cell:
    return "number", text


def _long(text: str) -> Cell:
    return "long", escape(text)


def _link(one: Told) -> str:
    """An edition with links to its web page and its TEI file; the report lies in `build/`."""
    home = "/".join(("..", *filter(None, [quote(one["folder"])])))
    name = quote(one["name"])
    tei = f'{escape(one["given"])} (<a href="{home}/tei/{name}.xml">TEI</a>'
    page = f', <a href="{home}/build/{name}.html">page</a>' if one["state"] == "done" else ""
    return f"{tei}{page})"


def number(value: float) -> str:
    """A number with thin spaces between its thousands."""
    return f"{value:,.0f}".replace(",", "\u202f")


def seconds(value: float) -> str:
    """`0.17 s`, `12.3 s`, `5 min`."""
    return f"{value:.2g} s" if value < 10 else duration(value)


def size(value: float) -> str:
    """Bytes with their unit (powers of 1,000)."""
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if value >= 10 or unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def _rounded(value: float) -> str:
    return f"{value:.2g}"
