"""What stands on a page in one style: its box, and how it is set."""

from __future__ import annotations

from dataclasses import dataclass

from fangzhi.source import Box


@dataclass(slots=True)
class Piece:
    """A line or a part of one; all lengths in the unit of the box.

    `size` is that of the font, `strong` says that it is bold, `unit` is the width of what stands
    first in it and no line end parts: a word, a Han character with its marks.
    """

    box: Box
    size: float
    strong: bool = False
    unit: float = 0.0

    @property
    def wide(self) -> float:
        """Its width."""
        return self.box.right - self.box.left

    @property
    def high(self) -> float:
        """Its height."""
        return self.box.bottom - self.box.top

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.box.top + self.box.bottom) / 2
