"""Plots as inline SVG: bars, a histogram, parts of a whole; colours come from the page's CSS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 560, 150  # of a histogram, in the units of its view box
AXIS, GAP = 22, 2  # room for the numbers below, and between bars
ROW, LABELS, NUMBERS = 24, 150, 70  # of horizontal bars


def bars(values: Mapping[str, float], said: Callable[[float], str] = str) -> str:
    """Horizontal bars with their names on the left and numbers on the right."""
    if not values:
        return ""
    most = max(values.values()) or 1
    room = WIDTH - LABELS - NUMBERS
    rows = []
    for number, (name, value) in enumerate(values.items()):
        top, length = number * ROW, max(1.0, room * value / most)
        rows.append(
            f'<text x="{LABELS - 8}" y="{top + 16}" class="end">{escape(name)}</text>'
            f'<rect x="{LABELS}" y="{top + 4}" width="{length:.1f}" height="{ROW - 8}" rx="2"/>'
            f'<text x="{LABELS + length + 6:.1f}" y="{top + 16}">{escape(said(value))}</text>'
        )
    told = "; ".join(f"{name}: {said(value)}" for name, value in values.items())
    return _svg(WIDTH, ROW * len(values), told, "".join(rows))


def histogram(edges: Sequence[float], counts: Sequence[int], said: Callable[[float], str]) -> str:
    """How many editions lie between each two of `edges`; both ends and the middle are told."""
    if not counts:
        return ""
    most, step = max(counts), WIDTH / len(counts)
    floor = HEIGHT - AXIS
    columns = []
    for number, count in enumerate(counts):
        if count:
            height = max(2.0, (floor - 16) * count / most)
            columns.append(
                f'<rect x="{number * step + GAP / 2:.1f}" y="{floor - height:.1f}"'
                f' width="{step - GAP:.1f}" height="{height:.1f}" rx="1.5"><title>'
                f"{escape(said(edges[number]))} – {escape(said(edges[number + 1]))}: {count}"
                "</title></rect>"
            )
    marks = ((0, "start"), (len(counts) // 2, "middle"), (len(counts), "end"))
    labels = "".join(
        f'<text x="{place * step:.1f}" y="{HEIGHT - 6}" class="{side}">{escape(said(edges[place]))}'
        "</text>"
        for place, side in marks
    )
    line = f'<line x1="0" x2="{WIDTH}" y1="{floor}" y2="{floor}"/>'
    peak = f'<text x="{WIDTH}" y="11" class="end">most: {most}</text>'
    told = f"from {said(edges[0])} to {said(edges[-1])}, most in one column {most}"
    return _svg(WIDTH, HEIGHT, told, "".join(columns) + line + labels + peak)


def parts(values: Mapping[str, int]) -> str:
    """One bar that is cut into the parts of a whole; the class of each is its name."""
    total = sum(values.values())
    if not total:
        return ""
    pieces, left = [], 0.0
    for name, value in values.items():
        length = WIDTH * value / total
        pieces.append(
            f'<rect class="{escape(name)}" x="{left:.1f}" y="0" width="{length:.1f}" height="18">'
            f"<title>{escape(name)}: {value}</title></rect>"
        )
        left += length
    told = ", ".join(f"{name} {value} ({share(value, total)})" for name, value in values.items())
    return _svg(WIDTH, 18, told, "".join(pieces))


def share(value: float, total: float) -> str:
    """A share in per cent; `<0.1 %` and `>99.9 %` where rounding would lie."""
    percent = 100 * value / total if total else 0.0
    if 0 < percent < 0.1:
        return "<0.1 %"
    if 99.9 < percent < 100:
        return ">99.9 %"
    return f"{percent:.1f} %"


def _svg(width: int, height: int, told: str, content: str) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(told)}">'
        f"{content}</svg>"
    )
