"""Fonts for rare characters, and the cover as a picture: only from font files that the user names.

No font comes with the program, and none is looked for on the machine: the same edition would give
other bytes elsewhere. fontTools cuts the glyphs out, resvg draws (extra `fangzhi[fonts]`).
"""

from __future__ import annotations

import io
import re
import struct
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

from fangzhi.errors import UsageError
from fangzhi.tei.edition import Edition, is_han

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FAMILY = "fangzhi rare"
_RESTRICTED = 0x0002  # OS/2.fsType: may not be embedded (OpenType specification)
_REGIONS = {"hant": "TC", "tw": "TC", "hk": "HK", "mo": "HK", "ja": "JP", "ko": "KR"}
_FAMILIES = re.compile(r'font-family="[^"]*"')
_PRIVATE = range(0xE000, 0xF900)


@dataclass(frozen=True, slots=True)
class Font:
    """A font with the glyphs of a few characters. `name` is unique in the package."""

    name: str
    media_type: str
    data: bytes
    characters: frozenset[str]

    def rule(self, address: str) -> str:
        """The `@font-face` rule for the font at `address`."""
        ranges = ", ".join(f"U+{ord(char):X}" for char in sorted(self.characters))
        said = f'font-family: "{FAMILY}"; src: url({address}); unicode-range: {ranges};'
        return f"@font-face {{ {said} }}"


def rare_characters(edition: Edition) -> frozenset[str]:
    """The characters of the text that fonts commonly lack: those that GBK (1995) does not have."""
    found = set()
    for text in edition.root.iterfind("{*}text"):
        found |= set("".join(map(str, text.itertext())))
    return frozenset(filter(_is_rare, found))


def _is_rare(char: str) -> bool:
    if ord(char) in _PRIVATE:
        return True
    if not is_han(char) or not char.isalpha():
        return False
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return True
    return False


def embedded_fonts(edition: Edition, files: tuple[Path, ...]) -> list[Font]:
    """Fonts for the rare characters of an edition: each from the first of the `files` that has it.

    Raises `UsageError` for a file that is no font or may not be embedded.
    """
    fonts: list[Font] = []
    missing = rare_characters(edition) if files else frozenset()
    for file in files:
        font = _open(file, edition.language)
        had = frozenset(char for char in missing if ord(char) in font.getBestCmap())
        if not had:
            continue
        if font["OS/2"].fsType & _RESTRICTED:
            raise UsageError(
                "forbids to be embedded", where=file, remedy="name a font with a free licence"
            )
        suffix = "otf" if "CFF " in font or "CFF2" in font else "ttf"
        name = f"fonts/rare-{len(fonts) + 1}.{suffix}"
        fonts.append(Font(name, f"font/{suffix}", _cut(font, had), had))
        missing -= had
    return fonts


def _cut(font: TTFont, characters: frozenset[str]) -> bytes:
    """The font with the glyphs of these characters only, without a clock in it."""
    from fontTools import subset

    options = subset.Options()
    options.layout_features = ["vert", "vrt2", "locl"]
    options.hinting = False
    options.recalc_timestamp = False
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(characters)))
    cutter.subset(font)
    written = io.BytesIO()
    font.save(written, reorderTables=True)
    return written.getvalue()


def _open(file: Path, language: str) -> TTFont:
    """The font of a file; of a collection, the one for the region of `language`."""
    library = _library(file)
    try:
        data = file.read_bytes()
        if not data.startswith(b"ttcf"):
            return library.TTFont(io.BytesIO(data), recalcTimestamp=False)
        fonts = library.TTCollection(io.BytesIO(data), lazy=True).fonts
    except (OSError, AssertionError, struct.error, library.TTLibError) as error:
        raise UsageError(
            f"is no font that can be used: {error}",
            where=file,
            remedy="name a TTF, OTF or TTC file",
        ) from error
    region = _region(language)
    named = [font for font in fonts if f" {region}" in (font["name"].getDebugName(1) or "")]
    font = (named or fonts)[0]
    font.recalcTimestamp = False
    return font


def _region(language: str) -> str:
    subtags = language.lower().split("-")
    return next((_REGIONS[one] for one in reversed(subtags) if one in _REGIONS), "SC")


def _library(file: Path) -> Any:
    try:
        from fontTools import ttLib
    except ImportError as error:
        raise _extra(file) from error
    return ttLib


def _extra(file: Path) -> UsageError:
    return UsageError(
        "fonts need the libraries fontTools and resvg, which are not installed",
        where=file,
        remedy="install them with: pip install 'fangzhi[fonts]'",
    )


def draw(
    drawing: str, files: tuple[Path, ...], width: int, height: int, language: str
) -> bytes | None:
    """A drawing (SVG) as PNG, its letters from the font files, none from the machine.

    None where these fonts lack some of its letters: a cover without its title is none.
    """
    if not files:
        return None
    try:
        import resvg_py
    except ImportError as error:
        raise _extra(files[0]) from error
    fonts = [_open(file, language) for file in files]
    letters = {ord(char) for char in _letters(drawing)}
    if not letters <= set[int]().union(*(font.getBestCmap() for font in fonts)):
        return None
    family = escape(fonts[0]["name"].getDebugName(1) or "")
    try:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=_FAMILIES.sub(f'font-family="{family}"', drawing),
                skip_system_fonts=True,
                font_files=[str(file) for file in files],
                width=width,
                height=height,
            )
        )
    except ValueError as error:
        raise UsageError(
            f"the cover cannot be drawn with it: {error}",
            where=files[0],
            remedy="name another font",
        ) from error


def _letters(drawing: str) -> str:
    """All that a drawing writes, without blanks."""
    texts = etree.fromstring(drawing).iter("{*}text")
    return "".join("".join("".join(map(str, text.itertext())).split()) for text in texts)
