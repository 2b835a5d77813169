"""The cover: drawn from title, year and place, after the thread-bound books of old.

A cloth binding, its thread along the spine, and a paper slip with the title: in columns where the
title is Chinese, in lines where it is not. No font is embedded; the reader's own Song face is used.
"""

from __future__ import annotations

import hashlib
import re
from html import escape

from fangzhi.builders._pages import has_han
from fangzhi.builders._pictures import SVG
from fangzhi.builders._words import Words
from fangzhi.tei.edition import Edition, is_han

WIDTH, HEIGHT = 1200, 1600
LEFT = 216  # where what stands on the cloth begins
# Cloth, its shade, thread: indigo, celadon, cinnabar, ink, ochre, plum.
_CLOTHS = (
    ("#23395b", "#1b2d49", "#d9cfae"),
    ("#3f5f58", "#324d47", "#e2d8ba"),
    ("#7d2f2a", "#672520", "#e8d6ac"),
    ("#2f3136", "#232529", "#cfc6ad"),
    ("#8a6430", "#735226", "#f0e4c4"),
    ("#54324f", "#442740", "#e0d3c0"),
)
_SONG = "'Noto Serif CJK SC','Source Han Serif SC','Songti SC','STSong','SimSun',serif"
_LATIN = f"Georgia,'Noto Serif','Times New Roman',{_SONG}"
# Marks that have a form of their own in columns.
_UPRIGHT = str.maketrans(
    "()（）《》〈〉【】「」『』〔〕—…:：", "︵︶︵︶︽︾︿﹀︻︼﹁﹂﹃﹄︹︺︱︙︓︓"
)
_TOKEN = re.compile(r"[A-Za-z0-9.,'’&/-]+|\s+|.", re.DOTALL)


def cover(edition: Edition, words: Words) -> str:
    """The cover as one SVG element (1200 × 1600 units), with a title for assistive technology."""
    title = " ".join(edition.title.split())
    cloth, shade, thread = _CLOTHS[hashlib.sha256(edition.name.encode()).digest()[0] % len(_CLOTHS)]
    label = escape(f"{words['cover']}{words['colon']}{title}")
    others = [other.text for other in edition.titles if other.text not in ("", edition.title)]
    year = edition.printed_source.get("date", "") or (
        str(edition.date.year) if edition.date else ""
    )
    place = edition.printed_source.get("pubPlace", "") or edition.place
    foot = [text for text in (year, place, edition.publisher) if text]
    columns = sum(map(is_han, title)) * 2 >= len(title.replace(" ", ""))
    slip, edge = _columns(title) if columns else (_lines(title), WIDTH - 96)
    return "".join(
        [
            f'<svg xmlns="{SVG}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">',
            f"<title>{label}</title>",
            _cloth(cloth, shade, thread),
            slip,
            _others(others, thread, edge - LEFT),
            _foot(foot, thread, edge - LEFT),
            "</svg>",
        ]
    )


def _cloth(cloth: str, shade: str, thread: str) -> str:
    """The binding: cloth with a faint weave, the spine on the left and four stitches through it."""
    weave = "".join(
        f'<path d="M0 {y}H{WIDTH}" stroke="{shade}" stroke-width="1" opacity=".55"/>'
        for y in range(16, HEIGHT, 16)
    )
    spine = 132
    stitches = "".join(
        f'<path d="M0 {y}H{spine}" stroke="{thread}" stroke-width="5"/>'
        f'<circle cx="{spine}" cy="{y}" r="7" fill="{shade}"/>'
        for y in (120, 520, 1080, 1480)
    )
    return (
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{cloth}"/>{weave}'
        f'<path d="M{spine} 0V{HEIGHT}" stroke="{thread}" stroke-width="5"/>{stitches}'
    )


def _slip(x: float, y: float, width: float, height: float) -> str:
    """The paper with its frame: a broad line and a fine one."""
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="#f6f0df"/>'
        f'<rect x="{x + 16}" y="{y + 16}" width="{width - 32}" height="{height - 32}"'
        ' fill="none" stroke="#2a2622" stroke-width="6"/>'
        f'<rect x="{x + 27}" y="{y + 27}" width="{width - 54}" height="{height - 54}"'
        ' fill="none" stroke="#2a2622" stroke-width="1.5"/>'
    )


# ---------------------------------------------------------------- a title in columns


def _columns(title: str) -> tuple[str, float]:
    """The slip at the fore edge with the title in columns, and how far to the left it is free."""
    tokens = [token for token in _TOKEN.findall(title.translate(_UPRIGHT)) if token.strip()]
    length = sum(_cells(token) for token in tokens)
    size, columns = _column_size(length)
    filled = _fill(tokens, -(-length // columns) if columns > 1 else length)
    pitch = size * 1.28
    width = pitch * (len(filled) - 1) + size + 120
    tallest = max(sum(map(_cells, column)) for column in filled)
    height = max(620.0, tallest * size * 1.1 + 150)
    left, top = WIDTH - 96 - width, 96
    drawn = [_slip(left, top, width, height)]
    for number, column in enumerate(filled):
        x = left + width - 60 - size / 2 - number * pitch
        y = top + 75 + size * 0.55
        if len(filled) == 1:  # one column is spread over the slip
            y += (height - 150 - tallest * size * 1.1) / 2
        for token in column:
            drawn.append(_cell(token, x, y, size))
            y += _cells(token) * size * 1.1
    return "".join(drawn), left - 60


def _column_size(length: float) -> tuple[int, int]:
    """(size, number of columns) for a title of so many characters: as large as it fits."""
    for size, columns, most in (
        (150, 1, 7),
        (128, 1, 9),
        (108, 1, 12),
        (104, 2, 24),
        (88, 3, 45),
        (72, 4, 72),
        (56, 6, 140),
    ):
        if length <= most:
            return size, columns
    return 40, max(8, -(-int(length) // 33))


def _cells(token: str) -> float:
    """How many characters high a token stands: short Latin in one cell, long Latin on its side."""
    return 1 if len(token) <= 4 else len(token) * 0.55


def _fill(tokens: list[str], height: float) -> list[list[str]]:
    """Tokens in columns of about `height` cells each."""
    columns: list[list[str]] = [[]]
    used = 0.0
    for token in tokens:
        if columns[-1] and used + _cells(token) > height + 0.5:
            columns.append([])
            used = 0
        columns[-1].append(token)
        used += _cells(token)
    return columns


def _cell(token: str, x: float, y: float, size: int) -> str:
    """One token with its middle on the column's axis; `y` is the middle of its first cell."""
    style = f'fill="#1d1a17" font-family="{_SONG}" font-weight="700" text-anchor="middle"'
    text = escape(token)
    if len(token) == 1:
        return f'<text x="{x:g}" y="{y + size * 0.36:g}" font-size="{size}" {style}>{text}</text>'
    if len(token) <= 4:
        shrunk = size * min(1.0, 1.75 / len(token))
        place = f'x="{x:g}" y="{y + shrunk * 0.36:g}"'
        return f'<text {place} font-size="{shrunk:g}" {style}>{text}</text>'
    middle = y - size * 0.55 + _cells(token) * size * 0.55
    turn = f"rotate(90 {x:g} {middle:g})"
    return (
        f'<text x="{x:g}" y="{middle + size * 0.32:g}" font-size="{size * 0.9:g}"'
        f' transform="{turn}" {style}>{text}</text>'
    )


# ---------------------------------------------------------------- a title in lines


def _lines(title: str) -> str:
    """A label on the upper half with the title in lines."""
    size = next(
        (size for size, most in ((104, 40), (84, 80), (66, 140), (52, 240)) if len(title) <= most),
        38,
    )
    lines = _wrap(title, 800 / (size * 0.54))
    pitch = size * 1.22
    height = max(380.0, len(lines) * pitch + 170)
    left, top = LEFT, 200
    drawn = [_slip(left, top, WIDTH - 96 - left, height)]
    middle = left + (WIDTH - 96 - left) / 2
    y = top + height / 2 - (len(lines) - 1) * pitch / 2 + size * 0.34
    for line in lines:
        drawn.append(
            f'<text x="{middle:g}" y="{y:g}" font-size="{size}" fill="#1d1a17" font-weight="700"'
            f' font-family="{_LATIN}" text-anchor="middle">{escape(line)}</text>'
        )
        y += pitch
    return "".join(drawn)


def _wrap(text: str, width: float) -> list[str]:
    """`text` in lines of at most `width` average Latin characters; Han characters count double."""
    lines = [""]
    for word in _words_of(text, width):
        joined = f"{lines[-1]}{word}"
        if lines[-1].strip() and _width(joined.strip()) > width:
            lines.append(word.lstrip())
        else:
            lines[-1] = joined
    return [line.strip() for line in lines if line.strip()] or [""]


def _words_of(text: str, width: float) -> list[str]:
    """Pieces between which a line may end: words, Han characters, parts of endless words."""
    most = max(4, int(width))
    pieces = []
    for word in re.findall(r"\s*[^\s\u2e80-\uffef]+|\s*[\u2e80-\uffef]|\s+", text):
        pieces += [word[at : at + most] for at in range(0, len(word), most)]
    return pieces


def _width(text: str) -> int:
    return sum(2 if is_han(char) else 1 for char in text)


# ---------------------------------------------------------------- what stands on the cloth


def _others(titles: list[str], colour: str, room: float) -> str:
    """The other titles, small, above the foot; as many as there is room for."""
    drawn = []
    y = 1300.0
    for title in reversed(titles[:3]):
        size = 44 if len(title) <= 80 else 34
        han = has_han(title)
        font = _SONG if han else _LATIN
        for line in reversed(_wrap(title, room / (size * 0.53))[:7]):
            drawn.append(
                f'<text x="{LEFT}" y="{y:g}" font-size="{size}" fill="{colour}"'
                f' font-style="{"normal" if han else "italic"}" font-family="{font}">'
                f"{escape(line)}</text>"
            )
            y -= size * 1.3
        y -= 26
        if y < 900:
            break
    return "".join(reversed(drawn))


def _foot(texts: list[str], colour: str, room: float) -> str:
    """Year, place and publisher under a fine rule."""
    if not texts:
        return ""
    lines: list[str] = []
    for text in dict.fromkeys(texts):  # each whole, on the line where it fits
        if lines and _width(f"{lines[-1]} · {text}") <= room / 22:
            lines[-1] += f" · {text}"
        else:
            lines += _wrap(text, room / 22)
    rule = (
        f'<path d="M{LEFT} 1376H{LEFT + room:g}" stroke="{colour}" stroke-width="2" opacity=".7"/>'
    )
    return rule + "".join(
        f'<text x="{LEFT}" y="{1436 + number * 54}" font-size="40" fill="{colour}"'
        f' font-family="{_SONG}" letter-spacing="2">{escape(line)}</text>'
        for number, line in enumerate(lines[:3])
    )
