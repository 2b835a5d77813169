"""How numbers of lists are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.readers._numerals import _WAYS, LARGEST_LABEL, numeral


@pytest.mark.parametrize(
    ("value", "way", "text"),
    [
        (4, "decimal", "4"), (4, "zero", "04"), (1999, "upper-roman", "MCMXCIX"),
        (0, "lower-roman", "0"), (28, "lower-letter", "bb"), (28, "lower-column", "ab"),
        (10, "chinese", "十"), (12, "chinese", "十二"), (105, "chinese", "一百〇五"),
        (20010, "chinese", "二万〇一十"), (2024, "chinese-digits", "二〇二四"),
        (12, "formal", "壹拾贰"), (3, "stems", "丙"), (12, "branches", "亥"), (21, "circled", "㉑"),
        (51, "circled", "51"), (3, "bracketed", "⑶"), (12, "wide", "１２"), (3, "unknown", "3"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_word_processors_do(value: int, way: str, text: str) -> None:
    """In figures where a way has no sign for them."""
    assert numeral(value, way) == text


@given(st.integers(-(10**6), 10**12), st.sampled_from(sorted(_WAYS)))
def test_any_number_has_a_short_label(value: int, way: str) -> None:
    """Letters are repeated for large ones, but not without end."""
    assert 0 < len(numeral(value, way)) <= LARGEST_LABEL
