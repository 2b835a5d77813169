"""The figures as a picture: how time and memory grow with the text, and bars for many chapters."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from bench.figures import medians
from bench.tables import Report, machine_line, title

COLOURS = {
    "make": "#c8401e", "encode": "#e08a00", "check": "#8a5cc2", "build": "#b0307a",
    "pandoc": "#2069b4", "jing": "#2a8c5a", "lxml": "#7d8590",
}  # fmt: skip
PEERS = ("pandoc", "jing", "lxml")  # drawn dashed: not told by colour alone
WIDTH, PANEL, HEIGHT = 1000, 480, 320
LEFT, RIGHT, TOP, BOTTOM = 56, 72, 40, 44  # margins of a panel
BAR = 24
STYLE = """
text{font:12px system-ui,sans-serif;fill:#24292f}
.head{font-size:14px;font-weight:600}.small{font-size:10px;fill:#59636e}
.grid{stroke:#d1d9e0;stroke-width:1}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.small{fill:#9198a1}.grid{stroke:#3d444d}}
"""

Points = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Scale:
    """A logarithmic axis over whole powers of ten, from `low` to `high`, onto pixels."""

    low: int
    high: int
    start: float
    end: float

    @classmethod
    def over(cls, values: Sequence[float], start: float, end: float) -> Scale:
        """The scale that holds all values."""
        low = math.floor(math.log10(min(values)))
        return cls(low, max(low + 1, math.ceil(math.log10(max(values)))), start, end)

    def __call__(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        """The powers of ten."""
        return [10.0**power for power in range(self.low, self.high + 1)]


def draw(report: Report) -> str:
    """The whole picture as SVG."""
    found = medians(report.all_rows)
    lengths = {size: bytes_ / 1e6 for size, bytes_ in report.lengths.items() if size.isdigit()}
    time: dict[str, Points] = {}
    memory: dict[str, Points] = {}
    for name in COLOURS:
        sizes = [size for size in lengths if (size, name) in found]
        if sizes:
            time[name] = [(lengths[s], max(found[s, name].wall, 1e-3)) for s in sizes]
            memory[name] = [(lengths[s], max(found[s, name].memory, 1.0)) for s in sizes]
    body: list[str] = []
    top = 8.0
    if time:
        body += panel("wall time, seconds", time, 0, top)
        body += panel("peak memory, MiB", memory, WIDTH - PANEL - 20, top)
        top += HEIGHT
    for size in ("chapters", "corpus"):
        values = {name: cost.wall for (of, name), cost in found.items() if of == size}
        if values:
            body += bars(f"{title(report, size)}: wall time, seconds", values, top)
            top += 44 + BAR * len(values)
    body.append(_text(16, top + 20, f"{report.text}; {machine_line(report)}"[:150], "small"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top + 32:.0f}" role="img">'
        f"<title>fangzhi and its peers on the same text</title><style>{STYLE}</style>\n"
        + "\n".join(body)
        + "\n</svg>\n"
    )


def panel(head: str, lines: dict[str, Points], left: float, top: float) -> Iterator[str]:
    """Lines over the length of the text, both axes logarithmic, each line named at its end."""
    points = [point for line in lines.values() for point in line]
    across = Scale.over([x for x, _ in points], left + LEFT, left + PANEL - RIGHT)
    up = Scale.over([y for _, y in points], top + HEIGHT - BOTTOM, top + TOP)
    yield _text(left + 16, top + 20, head, "head")
    for value in up.ticks():
        yield _grid(across.start, up(value), across.end, up(value))
        yield _text(across.start - 6, up(value) + 4, f"{value:g}", "small", "end")
    for value in across.ticks():
        yield _grid(across(value), up.start, across(value), up.end)
        yield _text(across(value), up.start + 16, f"{value:g}", "small", "middle")
    middle = (across.start + across.end) / 2
    yield _text(middle, up.start + 32, "MB of text", "small", "middle")
    for name, line in lines.items():
        yield from _line(name, [(across(x), up(y)) for x, y in line])
    ends = {name: up(line[-1][1]) for name, line in lines.items()}
    for name, y in apart(ends, 14).items():
        x = across(lines[name][-1][0])
        yield _text(x + 8, y + 4, name, colour=COLOURS[name])


def _line(name: str, points: Points) -> Iterator[str]:
    dashes = ' stroke-dasharray="5 4"' if name in PEERS else ""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    colour = COLOURS[name]
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>'
    for x, y in points:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'


def apart(places: dict[str, float], distance: float) -> dict[str, float]:
    """The places in their order, moved down where two are nearer than `distance`."""
    moved: dict[str, float] = {}
    last = -math.inf
    for name, place in sorted(places.items(), key=lambda pair: pair[1]):
        last = moved[name] = max(place, last + distance)
    return moved


def bars(head: str, values: dict[str, float], top: float) -> Iterator[str]:
    """One bar a command, with its value."""
    yield _text(16, top + 20, head, "head")
    longest = max(values.values()) or 1.0
    for number, (name, value) in enumerate(values.items()):
        y = top + 32 + number * BAR
        width = 760 * value / longest
        colour = COLOURS.get(name.partition("-")[0], COLOURS["lxml"])
        yield _text(120, y + 13, name, anchor="end")
        yield f'<rect x="130" y="{y}" width="{width:.1f}" height="{BAR - 8}" fill="{colour}"/>'
        yield _text(138 + width, y + 13, f"{value:.2f}")


def _grid(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="grid" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(
    x: float, y: float, text: str, kind: str = "", anchor: str = "start", colour: str = ""
) -> str:
    style = f' style="fill:{colour}"' if colour else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}"{style}>'
        f"{escape(text)}</text>"
    )
