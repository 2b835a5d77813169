"""The order in which a page is read, from where its pieces lie: pure functions over boxes.

Boxes have their origin at the top left corner of the page; only their proportions matter, not the
unit. Nothing here knows a text, a file format or a book.
"""

from fangzhi.layout.direction import Direction, direction_of, is_upright
from fangzhi.layout.judge import agreement, better_order, disorder
from fangzhi.layout.lines import line_order
from fangzhi.layout.order import reading_order
from fangzhi.layout.skew import skew_of, skew_of_edges

__all__ = (
    "Direction",
    "agreement",
    "better_order",
    "direction_of",
    "disorder",
    "is_upright",
    "line_order",
    "reading_order",
    "skew_of",
    "skew_of_edges",
)
