"""In which encoding a file of text is written: Unicode, GB18030 or Big5."""

from __future__ import annotations

import codecs
import re
from functools import cache
from pathlib import Path

from fangzhi.errors import SourceError

# Longest marks first: that of UTF-32 begins like that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_UNMARKED = (("utf-8", "UTF-8"), ("gb18030", "GB18030"), ("big5hkscs", "Big5"))
_WIDE = (("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16"))
_STATED = {
    "utf-8": "utf-8", "utf8": "utf-8", "utf-16": "utf-16", "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be", "gb18030": "gb18030", "gbk": "gb18030", "gb2312": "gb18030",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
}  # fmt: skip
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
SAMPLE = 60_000  # bytes that are looked at to weigh one encoding against another
FEWEST_ZEROS = 3  # bytes of zero that may be UTF-16 without a mark rather than strays
SHORT = 64  # bytes up to which valid UTF-8 may be chance
PLAUSIBLE = 0.5  # share of usual characters below which a decoding is not text

REMEDY = 'save it as UTF-8, or name its encoding in the sidecar ([text] encoding = "gb18030")'


def decode(data: bytes, path: Path, stated: str = "") -> tuple[str, str, bool]:
    """(text, name of the encoding, whether it was guessed) of the file `path` with bytes `data`.

    A byte order mark decides, then `stated`, then valid UTF-8; else the encoding in which most
    characters are usual ones. Raises `SourceError` with the offset of the first byte that does not
    fit, or for data that is no text in any of them.
    """
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _strict(data, len(mark), codec, name, path), name, False
    if stated:
        if stated.lower() not in _STATED:
            raise SourceError(
                f"the sidecar states the encoding {stated!r}, which is not known",
                where=path,
                remedy="use one of utf-8, utf-16, gb18030, big5",
            )
        decoded = _strict(
            data, 0, _STATED[stated.lower()], stated, path, "correct 'text.encoding' in the sidecar"
        )
        return decoded, stated.upper(), False
    if b"\0" not in data and (text := _if_valid(data, "utf-8")) is not None:
        if not _is_rather_gb18030(data, text):
            return text, "UTF-8", False
        return _strict(data, 0, "gb18030", "GB18030", path), "GB18030", True
    codec, name = _likeliest(data, path)
    try:
        return data.decode(codec), name, codec != "utf-8"
    except UnicodeDecodeError as error:
        raise _misfit(data, error.start, name, path) from error


def _misfit(data: bytes, offset: int, name: str, path: Path) -> SourceError:
    """The error for the byte that does not fit the likeliest encoding.

    That may be the wrong guess for a text of UTF-8 with one bad byte, so its first is told too.
    """
    what = f"byte {offset} (0x{data[offset]:02X}) is not valid {name}"
    if name != "UTF-8":
        first = _first_bad_byte(data)
        what += f", and byte {first} (0x{data[first]:02X}) is not valid UTF-8"
    return SourceError(what, where=path, remedy=REMEDY)


def _is_rather_gb18030(data: bytes, text: str) -> bool:
    """Whether a short text that happens to be valid UTF-8 makes sense in GB18030 only.

    A few Han characters of GB 2312 are also letters of far alphabets in UTF-8 (农业 is ũҵ).
    """
    if len(data) > SHORT or text.isascii() or _plausibility(text) >= PLAUSIBLE:
        return False
    other = _if_valid(data, "gb18030")
    return other is not None and _plausibility(other) == 1


def _likeliest(data: bytes, path: Path) -> tuple[str, str]:
    """The encoding in which the data look most like text."""
    sample = data[:SAMPLE]
    # Bytes of zero are usual in UTF-16 and in nothing else; a stray one must not decide.
    zeros = data.count(b"\0")
    wide = zeros >= FEWEST_ZEROS or (zeros > 0 and _if_valid(data, "utf-8") is None)
    candidates = (*_UNMARKED, *_WIDE) if wide else _UNMARKED
    weighed = [(_plausibility(sample.decode(codec, "replace")), codec, name)
               for codec, name in candidates]  # fmt: skip
    best = max(weighed, key=lambda candidate: candidate[0])
    if best[0] < PLAUSIBLE:
        offset = _first_bad_byte(data)
        raise SourceError(
            f"is binary data, not text in UTF-8, UTF-16, GB18030 or Big5 (byte {offset}: "
            f"0x{data[offset]:02X})",
            where=path,
            remedy=REMEDY,
        )
    return best[1], best[2]


def _if_valid(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _strict(data: bytes, skip: int, codec: str, name: str, path: Path, remedy: str = REMEDY) -> str:
    """`data` after `skip` bytes, decoded; the error names the byte."""
    try:
        return data[skip:].decode(codec)
    except UnicodeDecodeError as error:
        offset = skip + error.start
        raise SourceError(
            f"byte {offset} (0x{data[offset]:02X}) is not valid {name}", where=path, remedy=remedy
        ) from error


def _first_bad_byte(data: bytes) -> int:
    """The offset of the first byte that cannot stand in a text of UTF-8."""
    zero = data.find(b"\0")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start if zero < 0 else min(error.start, zero)
    return max(zero, 0)


def _plausibility(text: str) -> float:
    """The share of the characters of `text` that are usual in Chinese or Latin text.

    Control characters hardly ever stand in text, and everywhere in other data: each but the first
    weighs as much against it as ten usual ones for it.
    """
    usual = _usual_characters()
    found = sum(character in usual for character in text)
    controls = len(_CONTROLS.findall(text))
    return (found - 10 * max(controls - 1, 0)) / max(len(text), 1)


@cache
def _usual_characters() -> frozenset[str]:
    """ASCII, the marks and the frequent Han characters of the two national standards.

    Both standards put their frequent characters first: level 1 of GB 2312 (rows 16 to 55) and
    level 1 of Big5 (A440 to C67E); their marks stand in rows 1 to 3 and A140 to A3BF.
    """
    found = {chr(code) for code in range(0x20, 0x7F)} | set("\t\n\r\f")
    for rows, columns, codec in (
        ((*range(0xA1, 0xA4), *range(0xB0, 0xD8)), range(0xA1, 0xFF), "gb2312"),
        (
            (*range(0xA1, 0xA4), *range(0xA4, 0xC7)),
            (*range(0x40, 0x7F), *range(0xA1, 0xFF)),
            "big5",
        ),
    ):
        pairs = (bytes((row, column)) for row in rows for column in columns)
        found |= {text for pair in pairs if len(text := pair.decode(codec, "ignore")) == 1}
    return frozenset(found)
