"""Where the pictures of a page are: dark areas larger than letters that no line was read from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fangzhi.source import Box

if TYPE_CHECKING:
    from PIL.Image import Image

    from fangzhi.ocr.engines import Reading

CELLS = 160  # along the longer side of the page: a cell is about as large as a letter
INK = 0.08  # darker than the paper by so much of the whole scale: something is there
LEAST = 5  # cells that a picture is wide and high
FILLED = 0.3  # of its box


def find_pictures(image: Image, readings: Sequence[Reading]) -> list[Box]:
    """The boxes of the pictures of a page, in its pixels, from top to bottom."""
    import numpy as np

    step = max(image.width, image.height) / CELLS
    across, down = max(round(image.width / step), 1), max(round(image.height / step), 1)
    small = np.asarray(image.convert("L").resize((across, down), 4), dtype=np.float64) / 255
    paper = float(np.percentile(small, 90))
    dark = small < paper - INK
    for reading in readings:
        _wipe(dark, reading, step)
    return sorted(_boxes(dark, step, image.size), key=lambda box: (box.top, box.left))


def _wipe(dark: object, reading: Reading, step: float) -> None:
    """Take the cells of a line away, a little more than its box."""
    across = [x / step for x, _ in reading.outline]
    down = [y / step for _, y in reading.outline]
    left, right = int(max(min(across) - 0.5, 0)), int(max(across) + 1.5)
    top, bottom = int(max(min(down) - 0.5, 0)), int(max(down) + 1.5)
    dark[top:bottom, left:right] = False  # type: ignore[index]


def _boxes(dark: object, step: float, size: tuple[int, int]) -> list[Box]:
    """The boxes of dark cells that hang together, of those that are large and full enough."""
    import numpy as np

    cells = {(int(y), int(x)) for y, x in np.argwhere(np.asarray(dark))}
    found = []
    while cells:
        seed = min(cells)
        group, pending = [], [seed]
        cells.discard(seed)
        while pending:
            y, x = pending.pop()
            group.append((y, x))
            for near in ((y + a, x + b) for a in (-1, 0, 1) for b in (-1, 0, 1)):
                if near in cells:
                    cells.discard(near)
                    pending.append(near)
        if (box := _box(group, step, size)) is not None:
            found.append(box)
    return found


def _box(group: list[tuple[int, int]], step: float, size: tuple[int, int]) -> Box | None:
    """The box of a picture; None for a rule, a spot, the edge of a scan."""
    rows, columns = [y for y, _ in group], [x for _, x in group]
    top, bottom, left, right = min(rows), max(rows) + 1, min(columns), max(columns) + 1
    wide, high = right - left, bottom - top
    if min(wide, high) < LEAST or len(group) < FILLED * wide * high:
        return None
    return Box(
        round(left * step),
        round(top * step),
        min(round(right * step), size[0]),
        min(round(bottom * step), size[1]),
    )
