"""The texts and places of the elements of PAGE XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median

from lxml import etree

from fangzhi.layout import direction_of, line_order
from fangzhi.layout.skew import Segment
from fangzhi.readers._notices import Notices
from fangzhi.readers._scan import Written
from fangzhi.readers._texts import Words, confidence_of, join_words, mean, one_line
from fangzhi.readers._xml import around, children, local, points_of, size_from
from fangzhi.source import Box, union

_CUSTOM = re.compile(r"(\w+)\s*\{([^}]*)\}")


def custom_of(element: etree._Element) -> dict[str, dict[str, str]]:
    """What @custom says: `readingOrder {index:0;} structure {type:heading;}`."""
    custom = element.get("custom")
    if not custom:
        return {}
    found = {}
    for name, body in _CUSTOM.findall(custom):
        pairs = (part.partition(":") for part in body.split(";"))
        found[name] = {key.strip(): value.strip() for key, _, value in pairs if key.strip()}
    return found


def box_of(element: etree._Element, notices: Notices) -> Box | None:
    """The rectangle round the outline of an element; None if it has none that can be read.

    An outline that is but a point stands for none, as kraken writes it.
    """
    try:
        box = around(_points(element, "Coords"))
    except ValueError:
        notices.add(
            "points", f"the points of a {local(element)} are none; it has no place", element
        )
        return None
    if box is not None and box.left == box.right and box.top == box.bottom:
        return None
    return box


def _points(element: etree._Element, name: str) -> list[tuple[float, float]]:
    for outline in children(element, name):
        if points := outline.get("points"):
            return points_of(points)
        pairs = [f"{one.get('x', '')},{one.get('y', '')}" for one in children(outline, "Point")]
        return points_of(" ".join(pairs))
    return []


def _baseline(element: etree._Element) -> Segment | None:
    """The two ends of a baseline."""
    try:
        points = _points(element, "Baseline")
    except ValueError:
        return None
    return (*points[0], *points[-1]) if len(points) > 1 else None


def line_of(element: etree._Element, notices: Notices) -> Written:
    """A TextLine; its text may be empty."""
    text, confidence = _text(element, notices)
    elements = list(children(element, "Word"))
    words = [_text_of_word(word, notices) for word in elements]
    if not text or text == " ".join(word for word, _ in words):
        text = join_words(word for word, _ in words)
    if confidence is None:
        confidence = mean(sure for _, sure in words)
    box = box_of(element, notices)
    sure = [
        one
        for word, read in zip(elements, words, strict=True)
        for one in _sure(word, read, notices)
    ]
    written = Written(text, box, element.get("id", ""), confidence, _baseline(element), words=sure)
    written.size = _size(element, elements)
    return written


def _size(line: etree._Element, words: list[etree._Element]) -> float:
    """The size of the type that a line states, else that of its words; 0 where none is stated."""
    if own := _stated_size(line):
        return own
    sizes = [size for word in words if (size := _stated_size(word))]
    return median(sizes) if sizes else 0.0


def _stated_size(element: etree._Element) -> float:
    """What TextStyle says, or what Transkribus keeps in @custom."""
    styles = [size_from(style.get("fontSize")) for style in children(element, "TextStyle")]
    custom = element.get("custom", "")
    stated = custom_of(element).get("textStyle", {}).get("fontSize") if "fontS" in custom else ""
    return next((size for size in styles if size), 0.0) or size_from(stated)


def _sure(word: etree._Element, read: tuple[str, float | None], notices: Notices) -> Words:
    """A word and how sure it is; where its glyphs alone say so, these."""
    glyphs = [_text(glyph, notices) for glyph in children(word, "Glyph")]
    apart = read[1] is None and "".join(glyph for glyph, _ in glyphs) == read[0]
    return glyphs if apart else [read]


def _text_of_word(element: etree._Element, notices: Notices) -> tuple[str, float | None]:
    """The text of a Word, else that of its glyphs, and its confidence."""
    text, confidence = _text(element, notices)
    if not text:
        text = "".join(_text(glyph, notices)[0] for glyph in children(element, "Glyph"))
    return text, confidence


def _text(element: etree._Element, notices: Notices) -> tuple[str, float | None]:
    """The text of the lowest index that an element states itself, and its confidence."""
    for one in _readings(element):
        text = one_line(_content(one))
        if text:
            return text, confidence_of(one.get("conf"), notices, one)
    return "", None


def _readings(element: etree._Element) -> list[etree._Element]:
    """The TextEquiv of an element by their index; those without one first."""
    readings = list(children(element, "TextEquiv"))
    if len(readings) > 1:
        readings.sort(key=lambda one: int(one.get("index", "")) if _is_index(one) else -1)
    return readings


def _is_index(element: etree._Element) -> bool:
    return re.fullmatch(r"\d{1,9}", element.get("index", ""), re.ASCII) is not None


def _content(reading: etree._Element) -> str:
    """What a TextEquiv holds: its Unicode, else its PlainText."""
    for name in ("Unicode", "PlainText"):
        for element in children(reading, name):
            if text := (element.text or "").strip():
                return text
    return ""


def text_of(element: etree._Element, notices: Notices) -> list[Written]:
    """The lines of the text that a region states itself, without places of their own.

    None if anything in the region has text: this would be the same again.
    """
    if any(_content(one) for one in _inner_readings(element)):
        return []
    for one in _readings(element):
        lines = [line.strip() for line in re.split("[\r\n]+", _content(one))]
        if any(lines):
            confidence = confidence_of(one.get("conf"), notices, one)
            return [Written(line, confidence=confidence) for line in lines if line]
    return []


def _inner_readings(element: etree._Element) -> Iterator[etree._Element]:
    """Every TextEquiv in a region that is not its own."""
    for one in element.iterdescendants("{*}TextEquiv"):
        if one.getparent() is not element:
            yield one


def lines_of_table(table: etree._Element, notices: Notices) -> list[Written]:
    """A line for each row of a table, with a tab between its cells.

    Cells that state no row are lines of their own.
    """
    rows: dict[int, list[tuple[int, Written]]] = {}
    single: list[Written] = []
    for cell in table.iterdescendants("{*}TableCell", "{*}TextRegion"):
        if (written := _cell(cell, notices)) is None:
            continue
        row, column = _where(cell)
        if row < 0:
            single.append(written)
        else:
            rows.setdefault(row, []).append((column, written))
    lines = [_row(cells) for _, cells in sorted(rows.items())]
    boxes = [line.box for line in single]
    order = line_order(boxes, direction=direction_of(boxes))
    return lines + [single[index] for index in order] or text_of(table, notices)


def _cell(cell: etree._Element, notices: Notices) -> Written | None:
    """A cell as one line; None if it holds no text."""
    lines = [line_of(line, notices) for line in children(cell, "TextLine")]
    lines = [line for line in lines if line.text]
    if not (lines := lines or text_of(cell, notices)):
        return None
    box = box_of(cell, notices) or union(line.box for line in lines)
    text = join_words(line.text.replace("\t", " ") for line in lines)
    confidence = mean(line.confidence for line in lines)
    words = _words_in(lines)
    return Written(text, box, cell.get("id", ""), confidence, words=words)


def _words_in(lines: list[Written]) -> Words:
    """The words of lines that become one; a line whose words are not known is one of them."""
    return [one for line in lines for one in (line.words or [(line.text, line.confidence)])]


def _where(cell: etree._Element) -> tuple[int, int]:
    """Row and column of a cell; -1 where they are not stated."""
    role = next(cell.iterdescendants("{*}TableCellRole"), cell)
    names = (("rowIndex", "row"), ("columnIndex", "col"))
    stated = [next((role.get(name) for name in two if role.get(name)), "") or "" for two in names]
    numbers = [int(one) if re.fullmatch(r"\d{1,5}", one, re.ASCII) else -1 for one in stated]
    return numbers[0], numbers[1]


def _row(cells: list[tuple[int, Written]]) -> Written:
    """The cells of a row as one line, as many tabs before each as there are columns before it."""
    text = ""
    reached = 0
    for column, cell in sorted(cells, key=lambda pair: pair[0]):
        tabs = max(column - reached, 1 if text else 0)
        text += "\t" * tabs + cell.text
        reached += tabs
    written = [cell for _, cell in cells]
    confidence = mean(cell.confidence for cell in written)
    box = union(cell.box for cell in written)
    return Written(text, box, written[0].id, confidence, words=_words_in(written))
