"""Where elements stand: line, column and a path a person can read.

libxml2 keeps the line on which a start tag ends, and no column. So, once there is something
to report, one pass of expat over the file's bytes gives both for every element in document order.
Where there is hardly anything to report, that takes longer than to look for the few start tags.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.parsers import expat

from lxml import etree

from fangzhi.check.finding import MOST, Finding, Level
from fangzhi.tei.names import local

_LINE = 1 << 32  # more columns than a line can have
_BOM = b"\xef\xbb\xbf"
_FEW = 8  # places that are looked up one by one
_SMALL = 1 << 20  # bytes of a file in which that takes no time
# The first two bytes of a start tag, or the whole of what may hold bytes that look like one.
_OPENING = re.compile(rb"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>|[^/!?])", re.DOTALL)

# Each child's number among those of its name, and how many there are of each name.
_Children = tuple[dict[etree._Element, int], Counter[str]]


class Places:
    """The places of the elements of one file; nothing is computed before the first question.

    `data` are the bytes that `tree` was parsed from. They are read from `path` where they are not
    given; a file that is gone or has changed since leaves only libxml2's lines.
    """

    def __init__(self, tree: etree._ElementTree, path: Path, data: bytes | None = None) -> None:
        self.tree = tree
        self.path = path
        self._data = data
        self._children: dict[etree._Element, _Children] = {}
        self._asked = 0

    def finding(
        self, code: str, level: Level, message: str, element: etree._Element | None
    ) -> Finding:
        """A finding at the start tag of `element`; without one, about the whole file."""
        if element is None:
            return Finding(code, level, message, self.path)
        line, column = self.of(element)
        return Finding(code, level, message, self.path, line, column, self.xpath(element))

    def findings(
        self, problems: Iterable[tuple[str, Level, str, etree._Element | None]]
    ) -> list[Finding]:
        """The findings for problems (code, level, message, element), in their order.

        Of one code only the first `MOST` are told; one more says how many others there are. A file
        in which a whole class of things is wrong must not take minutes, nor a report for each.
        """
        found: list[Finding] = []
        times: Counter[str] = Counter()
        others: dict[str, Level] = {}  # of the findings that are not told, the heaviest level
        for code, level, message, element in problems:
            times[code] += element is not None
            if times[code] <= MOST or element is None:
                found.append(self.finding(code, level, message, element))
            elif others.get(code) is not level:
                others[code] = min(level, others.get(code, level), key=list(Level).index)
        for code, level in others.items():
            message = (
                f"{times[code] - MOST} more of this kind are not told one by one; "
                f"correct the first {MOST} and check again"
            )
            found.append(Finding(code, level, message, self.path))
        return found

    def of(self, element: etree._Element) -> tuple[int, int]:
        """Line and column (both from 1, in characters) of the `<` that opens `element`.

        The column is 0 where only the line is known.
        """
        self._asked += 1
        if self._asked <= _FEW and self._openings and element in self._elements:
            return self._of_opening(self._openings[self._elements.index(element)])
        number = self._numbers.get(element, -1)
        if 0 <= number < len(self._starts):
            return divmod(self._starts[number], _LINE)
        return line_of(element), 0

    def at(self, line: int, column: int) -> etree._Element | None:
        """The element whose start tag is the last one that begins before this place."""
        number = bisect_left(self._starts, line * _LINE + column) - 1
        return list(self._numbers)[number] if number >= 0 else None

    def xpath(self, element: etree._Element) -> str:
        """The way down to `element`, like `/TEI/text/body/div[1]/p[3]`.

        Local names; a position only where siblings have the same name.
        """
        parts: list[str] = []
        node: etree._Element | None = element
        while node is not None:
            parent = node.getparent()
            parts.append(local(node) if parent is None else self._step(parent, node))
            node = parent
        return "/" + "/".join(reversed(parts))

    def _step(self, parent: etree._Element, element: etree._Element) -> str:
        # All children of a parent at once: a finding on each of n siblings must not cost n * n.
        if parent not in self._children:
            totals: Counter[str] = Counter()
            numbers = {}
            for child in parent.iterchildren("*"):
                totals[name := local(child)] += 1
                numbers[child] = totals[name]
            self._children[parent] = numbers, totals
        numbers, totals = self._children[parent]
        name = local(element)
        return f"{name}[{numbers[element]}]" if totals[name] > 1 else name

    @cached_property
    def _elements(self) -> list[etree._Element]:
        """All elements in document order; the list also keeps the proxies alive."""
        return list(self.tree.getroot().iter("*"))

    @cached_property
    def _numbers(self) -> dict[etree._Element, int]:
        """Each element's number in document order."""
        return {element: number for number, element in enumerate(self._elements)}

    @cached_property
    def _bytes(self) -> bytes:
        """The bytes of the file, without a byte order mark; none where they cannot be read."""
        try:
            data = self.path.read_bytes() if self._data is None else self._data
        except (OSError, ValueError):
            return b""
        return data.removeprefix(_BOM)

    @cached_property
    def _openings(self) -> list[int]:
        """Where in the bytes each start tag begins; none where that is not so plain."""
        data = self._bytes
        declared = self.tree.docinfo.internalDTD is not None
        if declared or len(data) > _SMALL or b"\r" in data or not _is_utf8(self._encoding):
            return []
        found = [one.start() for one in _OPENING.finditer(data) if one.end() - one.start() == 2]
        return found if len(found) == len(self._elements) else []

    def _of_opening(self, start: int) -> tuple[int, int]:
        """Line and column of a place in the bytes."""
        before = self._bytes[self._bytes.rfind(b"\n", 0, start) + 1 : start]
        return self._bytes.count(b"\n", 0, start) + 1, len(before.decode(errors="replace")) + 1

    @property
    def _encoding(self) -> str:
        return self.tree.docinfo.encoding or "UTF-8"

    @cached_property
    def _starts(self) -> array[int]:
        """Line and column of each element, as one number; empty when they do not fit the tree."""
        try:
            starts = _starts_in(self._bytes, self._encoding)
        except (ValueError, LookupError, OverflowError, expat.ExpatError):
            return array("Q")
        return starts if len(starts) == len(self._elements) else array("Q")


def _is_utf8(encoding: str) -> bool:
    return encoding.upper() in ("UTF-8", "US-ASCII", "ASCII")


def line_of(element: etree._Element) -> int:
    """The line on which the start tag of `element` ends, as libxml2 has it; 0 where it has none."""
    line: Any = element.sourceline  # the stubs type it as an ellipsis
    return int(line or 0)


def element_starts(data: bytes, encoding: str = "UTF-8") -> list[tuple[int, int]]:
    """(line, column) of each start tag of an XML file, in document order, both from 1.

    Lines end as XML says (LF, CR, CR LF); columns count characters. Raises `expat.ExpatError` when
    `data` is not well-formed, and `ValueError` or `LookupError` when it is not in `encoding`.
    """
    return [divmod(start, _LINE) for start in _starts_in(data, encoding)]


def _starts_in(data: bytes, encoding: str) -> array[int]:
    """The starts as numbers, line * _LINE + column: tuples would take ten times the memory."""
    if not _is_utf8(encoding):
        # expat knows few encodings; what it gets is UTF-8, whatever the declaration says.
        data = data.decode(encoding).encode()
    parser = expat.ParserCreate("UTF-8")
    starts = array("Q")

    def start(_name: str, _attributes: object) -> None:
        starts.append(parser.CurrentLineNumber * _LINE + parser.CurrentColumnNumber + 1)

    parser.StartElementHandler = start
    parser.Parse(data.removeprefix(_BOM), True)
    return starts
