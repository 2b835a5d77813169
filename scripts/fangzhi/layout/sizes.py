"""How large the type of a line is, measured on its box; and sizes that are measured, in classes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from fangzhi.source import width

BOX_HIGH = 0.75  # em of the height of a box, which has some white round the line
HAN = "\u2e80"  # from here on, characters fill a square
ENOUGH = 4.0  # em of characters that tell the size by their width alone
LONG = 7.0  # em of a line that tells how high the boxes of lines are
FEWEST = 3  # such lines
FULL, HIGHER = 0.9, 1.08  # of the usual width and height of lines: as wide, and no higher
TIGHTEST = 1.04  # of the usual size: larger is a line that was stretched to the measure
ALIKE = 1.15  # measured sizes of one type differ by less
LOWEST, HIGHEST = 0.5, 1.3  # of the height of its box: no type is smaller or larger
# What letters are wide in em, in the types that books are set in; only proportions matter.
_WIDTHS = {" ": 0.25, "—": 1.0}
_WIDTHS |= dict.fromkeys("iljtI.,:;'’‘!|", 0.28)
_WIDTHS |= dict.fromkeys('frsJ()[]-/„“”"', 0.37)
_WIDTHS |= dict.fromkeys("mwMW@%&", 0.82)
_CAPITAL, _FIGURE, _SMALL = 0.68, 0.5, 0.47

MEASURED = 0.035  # how far sizes that are measured differ at least, as their logarithm
SUREST, POOREST = 0.01, 0.1  # how far sizes of one type can differ, as their logarithm
APART = 0.09  # sizes that differ less are of one class, if they are measured
BIN, MOST_BINS = 0.004, 400  # sizes are counted in steps of so much, in no more of them
MOST = 6  # classes


def sizes_of(lines: Sequence[tuple[str, float, float]]) -> list[float]:
    """The sizes of the types of lines, each given as its text, its width and its height.

    They are in the unit of these, and measured together. Characters tell the size by their width:
    what engines draw round a line is no measure of its height. Of a few characters that width is
    not sure; then height counts as well, as high as the boxes of long lines are.
    """
    ems = [em_width(text) for text, _, _ in lines]
    by_width = [
        min(max(wide / count, LOWEST * high), HIGHEST * high) if count else high * BOX_HIGH
        for (_, wide, high), count in zip(lines, ems, strict=True)
    ]
    usual = {han: _usual_line(lines, ems, by_width, han) for han in (True, False)}
    found = []
    for (text, wide, high), count, size in zip(lines, ems, by_width, strict=True):
        line = usual[_is_han(text)]
        stretched = wide > FULL * line.wide and high < HIGHER * line.high
        most = TIGHTEST * line.size if stretched else math.inf
        found.append(_blend(min(size, most), high / line.ratio, min(count / ENOUGH, 1.0)))
    return found


@dataclass(frozen=True, slots=True)
class _Usual:
    """How long lines are for the most part: the box, the size, and the height of the box in em."""

    wide: float
    high: float
    size: float
    ratio: float


def _usual_line(
    lines: Sequence[tuple[str, float, float]],
    ems: Sequence[float],
    sizes: Sequence[float],
    han: bool,
) -> _Usual:
    """That of Han characters, or of others; too few lines tell nothing.

    A line that is as wide as most and no higher is of their size: the printer has stretched it.
    """
    chosen = [
        (wide, high, size)
        for (text, wide, high), count, size in zip(lines, ems, sizes, strict=True)
        if count >= LONG and size and _is_han(text) is han
    ]
    if len(chosen) < FEWEST:
        return _Usual(math.inf, 0.0, 0.0, 1 / BOX_HIGH)
    wide, high, size = (median(one[place] for one in chosen) for place in range(3))
    return _Usual(wide, high, size, median(high / size for _, high, size in chosen))


def usual_of(sizes: Sequence[tuple[float, int]]) -> float:
    """The size of most text, from measured sizes with numbers of characters.

    Sizes that chance alone may tell apart are one: the middle of them.
    """
    pairs = sorted(pair for pair in sizes if pair[0] > 0)
    best: tuple[int, float] = (0, 1.0)
    first = 0
    for last, (size, _) in enumerate(pairs):
        while pairs[first][0] < size / ALIKE:
            first += 1
        group = pairs[first : last + 1]
        best = max(best, (sum(count for _, count in group), _middle(group)))
    return best[1]


def _middle(sizes: Sequence[tuple[float, int]]) -> float:
    """The size in the middle of all characters."""
    half = sum(count for _, count in sizes) / 2
    for size, count in sizes:
        half -= count
        if half <= 0:
            return size
    return sizes[-1][0]


def _blend(first: float, second: float, share: float) -> float:
    """The geometric mean of two sizes, the first of which counts by `share`."""
    if not first or not second:
        return 0.0
    return math.exp(share * math.log(first) + (1 - share) * math.log(second))


def _is_han(text: str) -> bool:
    """Whether most characters of a line fill a square."""
    return 2 * sum(character > HAN for character in text) >= len(text)


def em_width(text: str) -> float:
    """About how wide `text` is set in em."""
    if _is_han(text):
        marks = sum(character in ",.:;!?()" for character in text)  # of full width, most likely
        return width(text) + marks / 2
    return sum(map(_letter_width, text))


def _letter_width(letter: str) -> float:
    if (known := _WIDTHS.get(letter)) is not None:
        return known
    if letter > HAN:
        return 1.0
    if letter.isdigit():
        return _FIGURE
    return _CAPITAL if letter.isupper() else _SMALL


def spread_of(sizes: Sequence[float]) -> float:
    """How far sizes of one type differ by themselves, as the logarithm: a standard deviation.

    It is told by `sizes` that are one for the most part: those of the lines of the text.
    """
    logs = [math.log(size) for size in sizes if size > 0]
    if not logs:
        return POOREST
    middle = median(logs)
    away = 1.48 * median(abs(one - middle) for one in logs)
    return min(max(away, SUREST), POOREST)


def classes_of(sizes: Sequence[float], spread: float) -> list[int]:
    """The class of each size, 0 for the largest; sizes of one class differ by chance alone.

    The fewest classes that explain all sizes, each of them normally distributed by `spread` round
    the middle of its class (Bayesian information criterion). All classes are `APART` or more,
    where sizes differ by chance at all.
    """
    if not sizes:
        return []
    logs = [math.log(max(size, 1e-6)) for size in sizes]
    unit = max(BIN, (max(logs) - min(logs)) / MOST_BINS)
    counted = Counter(round(one / unit) for one in logs)
    steps = sorted(counted, reverse=True)
    bins, counts = [step * unit for step in steps], [counted[step] for step in steps]
    apart = APART if spread > SUREST else 3 * SUREST
    found = _join_near(_cut(bins, counts, spread), bins, counts, apart)
    place = {step: number for number, (a, b) in enumerate(found) for step in steps[a:b]}
    return [place[round(one / unit)] for one in logs]


def _cut(bins: list[float], counts: list[int], spread: float) -> list[tuple[int, int]]:
    """The ranges of `bins` that cost the least: by their spread, and a price for each range."""
    every = sum(counts)
    price = 0.5 * math.log(every) + 1.0
    total, ones, squares = [0.0], [0.0], [0.0]
    for value, count in zip(bins, counts, strict=True):
        total.append(total[-1] + count)
        ones.append(ones[-1] + count * value)
        squares.append(squares[-1] + count * value * value)

    def cost(a: int, b: int) -> float:
        n, s, q = total[b] - total[a], ones[b] - ones[a], squares[b] - squares[a]
        away = max(q - s * s / n, 0.0) / (2 * spread * spread)
        return away - n * math.log(n / every) + price

    best: list[list[tuple[float, int]]] = [[(0.0, 0)] + [(math.inf, 0)] * len(bins)]
    for _ in range(MOST):
        before = best[-1]
        row = [(math.inf, 0)]
        row += [
            min((before[a][0] + cost(a, b), a) for a in range(b)) for b in range(1, len(bins) + 1)
        ]
        best.append(row)
    number = min(range(1, len(best)), key=lambda number: best[number][-1][0])
    ranges, end = [], len(bins)
    while number:
        begin = best[number][end][1]
        ranges.append((begin, end))
        end, number = begin, number - 1
    return ranges[::-1]


def _join_near(
    ranges: list[tuple[int, int]], bins: list[float], counts: list[int], apart: float
) -> list[tuple[int, int]]:
    """The ranges, neighbours joined as long as any two of them are too near."""

    def middle(one: tuple[int, int]) -> float:
        a, b = one
        weights = counts[a:b]
        return sum(x * n for x, n in zip(bins[a:b], weights, strict=True)) / sum(weights)

    while len(ranges) > 1:
        steps = [middle(a) - middle(b) for a, b in pairwise(ranges)]
        least = min(range(len(steps)), key=steps.__getitem__)
        if steps[least] >= apart:
            break
        ranges[least : least + 2] = [(ranges[least][0], ranges[least + 1][1])]
    return ranges
