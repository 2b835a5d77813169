"""What was measured as aligned text, as Markdown for a README, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

from bench.figures import PAIRS, growth, medians, quotient, ratios, together
from bench.measure import Cost, Row

HEADS = ("command", "wall s", "CPU s", "MiB", "runs", "× wall", "× CPU", "× MiB")
GROWTH_HEADS = ("command", "from", "to", "× text", "× time", "exponent", "MiB per MB")


@dataclass(slots=True)
class Report:
    """One run of the bench."""

    text: str  # the name of the text
    date: str
    machine: dict[str, str]
    rows: list[Row]
    lengths: dict[str, int] = field(default_factory=dict)  # bytes of text by size
    floor: float = 0.0  # MiB; less cannot be told
    chapters: int = 0

    @property
    def all_rows(self) -> list[Row]:
        """What was measured, and the two conversions of pandoc together."""
        return [*self.rows, *together(self.rows)]


def title(report: Report, size: str) -> str:
    """What a size is, in words."""
    if size == "start":
        return "a text of one line"
    if size in ("chapters", "corpus"):
        return f"{report.chapters} chapters, {'one process' if size == 'chapters' else 'a corpus'}"
    return f"{size} × the text ({report.lengths.get(size, 0) / 1e6:.2f} MB)"


def sized(report: Report) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """For each size its cells: medians, runs, and how many times pandoc's two conversions."""
    found = medians(report.all_rows)
    for size in dict.fromkeys(row.size for row in report.all_rows):
        cells = [
            _cells(row, found.get((size, row.name)), ratios(found, size, row.name), report.floor)
            for row in report.all_rows
            if row.size == size
        ]
        yield size, cells


def _cells(row: Row, cost: Cost | None, ratio: Cost | None, floor: float) -> tuple[str, ...]:
    if cost is None:
        return (row.name, f"not here: {row.why_not}")
    memory = f"{cost.memory:.0f}" if cost.memory > 1.02 * floor else f"< {floor:.0f}"
    times = [f"{one:.2f}" for one in (ratio.wall, ratio.cpu, ratio.memory)] if ratio else ["–"] * 3
    return (row.name, f"{cost.wall:.3f}", f"{cost.cpu:.3f}", memory, str(len(row.costs)), *times)


def pairs(report: Report) -> Iterator[str]:
    """One tool by another that does the same work, and the scaling of corpora."""
    found = medians(report.all_rows)
    for size in dict.fromkeys(size for size, _ in found):
        for one, other in PAIRS:
            if size != "start" and (size, one) in found and (size, other) in found:
                times = quotient(found[size, one], found[size, other])
                yield (
                    f"{title(report, size)}: {one} / {other}: {times.wall:.3f} of the wall time, "
                    f"{times.cpu:.3f} of the CPU time, {times.memory:.2f} of the memory"
                )


def grown(report: Report) -> list[tuple[str, ...]]:
    """The cells of the growth table."""
    found = medians(report.all_rows)
    lengths = {
        size: length
        for size, length in report.lengths.items()
        if size not in ("chapters", "corpus")
    }
    return [
        (
            step.name, step.smaller, step.larger, f"{step.text:.1f}",
            f"{step.ratio:.2f}" if step.ratio else "–",
            f"{step.exponent:.3f}" if step.exponent is not None else "–",
            f"{step.slope:.1f}",
        )
        for step in growth(found, lengths)
    ]  # fmt: skip


def machine_line(report: Report) -> str:
    """Date and machine in one line."""
    return f"{report.date}; " + ", ".join(f"{key} {value}" for key, value in report.machine.items())


def as_text(report: Report) -> str:
    """All tables, aligned."""
    lines = [f"{report.text}; {machine_line(report)}", "× is by pandoc's two conversions together"]
    for size, cells in sized(report):
        lines += ["", title(report, size), *aligned(HEADS, cells)]
    if cells := grown(report):
        lines += ["", "growth of the CPU time, start-up aside", *aligned(GROWTH_HEADS, cells)]
    return "\n".join([*lines, "", *pairs(report)]).rstrip() + "\n"


def aligned(heads: Sequence[str], cells: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines with columns as wide as their widest cell; a row that is cut short has a reason."""
    whole = [row for row in cells if len(row) == len(heads)]
    widths = [max(len(row[n]) for row in (heads, *whole)) for n in range(len(heads))]
    widths[0] = max([widths[0], *(len(row[0]) for row in cells)])
    for row in (heads, *cells):
        first, *rest = row
        if len(row) < len(heads):
            yield f"{first:<{widths[0]}}  {rest[0]}"
        else:
            numbers = (f"{one:>{width}}" for one, width in zip(rest, widths[1:], strict=True))
            yield "  ".join([f"{first:<{widths[0]}}", *numbers])


def as_markdown(report: Report) -> str:
    """A summary for a README: one table a size, growth, and the machine."""
    lines = [f"`scripts/bench`, medians, {machine_line(report)}. × is by pandoc's two conversions."]
    for size, cells in sized(report):
        lines += ["", f"**{title(report, size)}**", "", *_markdown_table(HEADS, cells)]
    if cells := grown(report):
        heading = "**Growth of the CPU time, start-up aside**"
        lines += ["", heading, "", *_markdown_table(GROWTH_HEADS, cells)]
    return "\n".join([*lines, "", *(f"- {line}" for line in pairs(report))]).rstrip() + "\n"


def _markdown_table(heads: Sequence[str], cells: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|---|" + "--:|" * (len(heads) - 1)
    for row in cells:
        filled = [one.replace("|", "\\|") for one in row] + [""] * (len(heads) - len(row))
        yield f"| {' | '.join(filled)} |"


def as_json(report: Report) -> dict[str, object]:
    """All runs and their medians for other programs; seconds and MiB."""
    found = medians(report.all_rows)
    return {
        "text": report.text, "date": report.date, "machine": report.machine,
        "bytes": report.lengths, "chapters": report.chapters, "memory_floor": report.floor,
        "rows": [
            {
                "size": row.size, "command": row.name, "why_not": row.why_not,
                "median": asdict(found[row.size, row.name]) if row.costs else None,
                "runs": [asdict(cost) for cost in row.costs],
            }
            for row in report.all_rows
        ],
    }  # fmt: skip
