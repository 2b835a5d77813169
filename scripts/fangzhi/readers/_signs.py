"""Characters of written documents that only a font or its size tells: symbols, raised figures."""

from __future__ import annotations

import re

# What Unicode has raised and lowered.
_RAISED = str.maketrans("0123456789+-−=n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼ⁿ")
_LOWERED = str.maketrans("0123456789+-−=", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌")
_RAISABLE = re.compile(r"[0-9+\-−=n]+")
_LOWERABLE = re.compile(r"[0-9+\-−=]+")
SOFT_HYPHEN = "\u00ad"
_LINE_ENDS = re.compile("[\n\r\f\v\x85\u2028\u2029]+")

# The Symbol font (Adobe's encoding), from 0x20 and from 0xA0 on.
_SYMBOL_LOW = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"
    "‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_SYMBOL_HIGH = (
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪"
    "\uf8ff〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
)
# The signs of Wingdings that documents use most.
_WINGDINGS = {
    0x22: "✂", 0x28: "☎", 0x2A: "✉", 0x46: "☞", 0x45: "☜", 0x4A: "☺", 0x4C: "☹", 0x52: "☼",
    0x54: "❄", 0x58: "✠", 0x59: "✡", 0x5B: "☯", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□",
    0x71: "❑", 0x72: "❒", 0x73: "⬧", 0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9F: "•",
    0xA1: "○", 0xA4: "◉", 0xA7: "▪", 0xA8: "◻", 0xAB: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→",
    0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_WINGDINGS_2 = {0x50: "✓", 0x4F: "✗", 0x51: "☒", 0x52: "☑", 0x97: "●", 0xA3: "□"}
_PRIVATE = 0xF000


def raised(text: str) -> str:
    """Raised text: in raised figures where Unicode has all of them (10⁵ is not 105)."""
    return text.translate(_RAISED) if _RAISABLE.fullmatch(text.strip()) else text


def lowered(text: str) -> str:
    """Lowered text, likewise (H₂O)."""
    return text.translate(_LOWERED) if _LOWERABLE.fullmatch(text.strip()) else text


def plain(text: str) -> str:
    """Text without what is no character of it: soft hyphens, and line ends in the middle."""
    return _LINE_ENDS.sub(" ", text.replace(SOFT_HYPHEN, ""))


def symbol(code: int, font: str) -> str:
    """The character that stands at `code` of a font of symbols; a private one if not known."""
    low = code - _PRIVATE if code >= _PRIVATE else code
    name = font.casefold()
    if name == "symbol":
        if 0x20 <= low < 0x20 + len(_SYMBOL_LOW):
            return _SYMBOL_LOW[low - 0x20]
        if 0xA0 <= low < 0xA0 + len(_SYMBOL_HIGH):
            return _SYMBOL_HIGH[low - 0xA0]
    elif name == "wingdings":
        return _WINGDINGS.get(low, chr(_PRIVATE + low) if low < 0x100 else chr(code))
    elif name == "wingdings 2":
        return _WINGDINGS_2.get(low, chr(_PRIVATE + low) if low < 0x100 else chr(code))
    return chr(code)


def is_private(text: str) -> bool:
    """Whether `text` has a character that only its font tells."""
    return any("\ue000" <= character <= "\uf8ff" for character in text)
