"""How the numbers of lists, headings and notes are written: 3, iii, c, 三, ③."""

from __future__ import annotations

from collections.abc import Callable

LARGEST_LABEL = 40  # characters: letters are repeated (aa, bbb), and a number may be without bound

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_FORMAL_OLD = "零壹貳參肆伍陸柒捌玖"


def roman(value: int) -> str:
    """Small Roman numerals; a plain number beyond what they are used for."""
    if not 0 < value < 5000:
        return str(value)
    written = ""
    for worth, sign in _ROMAN:
        count, value = divmod(value, worth)
        written += sign * count
    return written


def letters(value: int) -> str:
    """a to z, then aa to zz, as word processors count."""
    if value < 1:
        return str(value)
    count, place = divmod(value - 1, 26)
    return chr(ord("a") + place) * min(count + 1, LARGEST_LABEL)


def columns(value: int) -> str:
    """a to z, then aa, ab, as HTML counts."""
    written = ""
    while value > 0:
        value, place = divmod(value - 1, 26)
        written = chr(ord("a") + place) + written
    return written or "0"


def chinese(value: int) -> str:
    """一, 十一, 一百〇五; below a hundred million."""
    written = _spelled(value, _DIGITS, "十百千", "万")
    return written[1:] if written.startswith("一十") else written


def _spelled(value: int, digits: str, units: str, wan: str) -> str:
    """A number with a unit after each figure."""
    if not 0 <= value < 100_000_000:
        return str(value)
    if value >= 10_000:
        high, low = divmod(value, 10_000)
        zero = digits[0] if 0 < low < 1000 else ""
        tail = zero + _spelled(low, digits, units, wan) if low else ""
        return _spelled(high, digits, units, wan) + wan + tail
    written, pending = "", ""
    for place, figure in zip(range(3, -1, -1), f"{value:04}", strict=True):
        if figure == "0":
            pending = digits[0] if written else ""
            continue
        written += pending + digits[int(figure)] + (units[place - 1] if place else "")
        pending = ""
    return written or digits[0]


def _row(signs: str) -> Callable[[int], str]:
    return lambda value: signs[(value - 1) % len(signs)] if value > 0 else str(value)


def _within(first: str, most: int) -> Callable[[int], str]:
    """Signs that follow one another in Unicode, up to the number that has the last one."""
    return lambda value: chr(ord(first) + value - 1) if 0 < value <= most else str(value)


def _circled(value: int) -> str:
    for first, low, high in (("①", 1, 20), ("㉑", 21, 35), ("㊱", 36, 50)):
        if low <= value <= high:
            return chr(ord(first) + value - low)
    return str(value)


def _wide(value: int) -> str:
    return str(value).translate({ord("0") + n: ord("０") + n for n in range(10)})


def _single(value: int) -> str:
    """二〇二四: figure by figure."""
    return str(value).translate({ord("0") + n: ord(_DIGITS[n]) for n in range(10)})


_WAYS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "zero": lambda value: f"{value:02}",
    "lower-roman": roman,
    "upper-roman": lambda value: roman(value).upper(),
    "lower-letter": letters,
    "upper-letter": lambda value: letters(value).upper(),
    "lower-column": columns,
    "upper-column": lambda value: columns(value).upper(),
    "chinese": chinese,
    "chinese-digits": _single,
    "formal": lambda value: _spelled(value, _FORMAL, "拾佰仟", "万"),
    "formal-old": lambda value: _spelled(value, _FORMAL_OLD, "拾佰仟", "萬"),
    "stems": _row(_STEMS),
    "branches": _row(_BRANCHES),
    "circled": _circled,
    "bracketed": _within("⑴", 20),
    "stopped": _within("⒈", 20),
    "wide": _wide,
    "ordinal": lambda value: f"{value}.",
}


def numeral(value: int, way: str) -> str:
    """`value` written in a way named in `_WAYS`; in plain figures if the way is not known."""
    return _WAYS.get(way, str)(value)[:LARGEST_LABEL]
