"""The tag files of a bag: declaration, encoding, and the elements of bag-info.txt (RFC 8493, 2)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from fangzhi.verify.container import Container
from fangzhi.verify.problems import ERROR, WARNING, Problem

DECLARATION = "bagit.txt"
VERSIONS = ((0, 93), (0, 94), (0, 95), (0, 96), (0, 97), (1, 0))
_SMALL = 1 << 20  # bytes: no declaration and no bag-info.txt has more
_DECLARATION = 200  # bytes that are looked at to tell what is wrong
_DECLARED = re.compile(
    rb"BagIt-Version: (\d+)\.(\d+)(?:\r\n|\r|\n)"
    rb"Tag-File-Character-Encoding: ([!-~]+)(?:\r\n|\r|\n)?"
)
_LINES = re.compile("\r\n|\r|\n")  # and no other: a path may hold U+0085 or U+2028
_BOM = "\ufeff"
# What programs in other languages know as well; Python would also take rot13 and punycode.
_ENCODINGS = re.compile(
    r"utf-?8|utf-?16([bl]e)?|utf-?32([bl]e)?|(us-)?ascii|iso-?8859-\d+|latin-?1|windows-125\d"
    r"|gb2312|gbk|gb18030|big5|shift[_-]jis|euc-(jp|kr|cn)",
    re.IGNORECASE,
)
_ELEMENT = re.compile(r"([^:]*):([ \t]?)(.*)", re.DOTALL)
# RFC 8493, 2.2.2: these must or should not be repeated.
_ONCE = ("payload-oxum", "bagging-date", "bag-size", "bag-group-identifier", "bag-count")
_OXUM = re.compile(r"(\d+)\.(\d+)", re.ASCII)
_COUNT = re.compile(r"(\d{1,9}) of (\d{1,9}|\?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What bagit.txt says: version as two numbers, and the encoding of the other tag files."""

    version: tuple[int, int] = (1, 0)
    encoding: str = "UTF-8"
    problems: tuple[Problem, ...] = ()

    @property
    def is_strict(self) -> bool:
        """Whether RFC 8493 holds (1.0), and not one of the drafts before it."""
        return self.version >= (1, 0)

    @property
    def info_name(self) -> str:
        """How the file of elements was called in this version."""
        return "package-info.txt" if self.version <= (0, 95) else "bag-info.txt"


def declaration(container: Container) -> Declaration:
    """What bagit.txt declares; what it does not say is taken to be 1.0 and UTF-8."""
    if DECLARATION not in container:
        return Declaration(problems=(_wrong("is missing, so this is no bag; write it anew"),))
    data = container.read(DECLARATION, _SMALL)
    found = _DECLARED.fullmatch(data)
    if found is None:
        return _guessed(data[:_DECLARATION])
    version = (int(found[1][:9]), int(found[2][:9]))
    encoding = found[3].decode("ascii")
    problems = []
    if version not in VERSIONS:
        known = ", ".join(f"{major}.{minor}" for major, minor in VERSIONS)
        problems.append(
            _wrong(
                f"names BagIt {found[1][:9].decode()}.{found[2][:9].decode()}; there are {known}"
            )
        )
        version = (1, 0)
    problems += _encoding_problems(encoding)
    usable = not any(one.code == "FZ739" and one.level is ERROR for one in problems)
    return Declaration(version, encoding if usable else "UTF-8", tuple(problems))


def _guessed(data: bytes) -> Declaration:
    """A declaration that is not well written, as far as it can be understood."""
    reason = "has other than the two lines BagIt-Version: M.N and Tag-File-Character-Encoding: …"
    if data.startswith(b"\xef\xbb\xbf"):
        reason = "begins with a byte order mark"
    elif re.search(rb"[ \t]+:|:[ \t]{2,}|:[^ ]|[ \t](\r|\n|\Z)", data):
        reason = "has a blank too many or too few"
    older = re.search(rb"BagIt-Version\s*:\s*0?\.9", data)
    return Declaration((0, 97) if older else (1, 0), problems=(_wrong(f"{reason}; write it anew"),))


def _wrong(message: str) -> Problem:
    return Problem("FZ720", ERROR, message, DECLARATION)


def _encoding_problems(encoding: str) -> Iterator[Problem]:
    if not _ENCODINGS.fullmatch(encoding):
        yield Problem(
            "FZ739",
            ERROR,
            f"names the encoding {encoding[:40]}, which not every program reads; use UTF-8",
            DECLARATION,
        )
    elif encoding.lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
        yield Problem(
            "FZ739", WARNING, f"names the encoding {encoding}; UTF-8 is recommended", DECLARATION
        )


def lines_of(data: bytes, encoding: str, name: str) -> tuple[list[str], list[Problem]]:
    """The lines of a tag file without their ends, and what is wrong with its encoding."""
    problems = []
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        text = data.decode("utf-8", "surrogateescape")
        problems.append(
            Problem("FZ739", ERROR, f"is not {encoding}, as bagit.txt says; write it anew", name)
        )
    if text.startswith(_BOM):
        text = text.removeprefix(_BOM)
        problems.append(
            Problem("FZ723", WARNING, "begins with a byte order mark; write it without", name)
        )
    lines = _LINES.split(text)
    if lines[-1] == "":
        lines.pop()
    return lines, problems


class Info:
    """The elements of bag-info.txt in their order, and what is wrong with them."""

    def __init__(self, container: Container, declared: Declaration) -> None:
        self.name = declared.info_name
        self.elements: list[tuple[str, str]] = []
        self.problems: list[Problem] = []
        if self.name not in container:
            return
        lines, problems = lines_of(container.read(self.name, _SMALL), declared.encoding, self.name)
        self.problems += problems
        self._parse(lines, declared.is_strict)
        self.problems += self._repeated()
        self.problems += self._values()

    def values(self, label: str) -> list[str]:
        """All values of an element; labels are the same in capitals and small letters."""
        return [value for name, value in self.elements if name.lower() == label.lower()]

    @property
    def is_ours(self) -> bool:
        """Whether fangzhi says that it made the bag."""
        return any(agent.startswith("fangzhi ") for agent in self.values("Bag-Software-Agent"))

    def _parse(self, lines: Iterable[str], strict: bool) -> None:
        parts: list[tuple[str, list[str]]] = []
        for number, line in enumerate(lines, 1):
            if line[:1] in (" ", "\t") and parts:
                parts[-1][1].append(line.strip())
                continue
            found = _ELEMENT.fullmatch(line)
            if found is None or not found[1].strip():
                what = "is empty" if not line.strip() else "has no label and colon"
                self._tell("FZ734", ERROR, f"line {number} {what}; write Label: value")
                continue
            label, blank, value = found.groups()
            if strict and (label != label.strip() or not blank or value[:1] in (" ", "\t")):
                self._tell(
                    "FZ734",
                    WARNING,
                    f"line {number}: one blank belongs after the colon, none before",
                )
            parts.append((label.strip(), [value.strip()]))
        self.elements = [(label, " ".join(values)) for label, values in parts]

    def _repeated(self) -> Iterator[Problem]:
        counts = Counter(label.lower() for label, _ in self.elements)
        for label in _ONCE:
            if (number := counts[label]) > 1:
                level = ERROR if label == "payload-oxum" else WARNING
                shown = next(name for name, _ in self.elements if name.lower() == label)
                yield Problem(
                    "FZ735", level, f"{shown} stands {number} times; leave the true one", self.name
                )

    def _values(self) -> Iterator[Problem]:
        for value in self.values("Bagging-Date"):
            if not _is_day(value):
                yield Problem(
                    "FZ736", WARNING, f"Bagging-Date “{value[:40]}” is no day YYYY-MM-DD", self.name
                )
        for value in self.values("Bag-Count"):
            found = _COUNT.fullmatch(value)
            beyond = found and found[2] != "?" and int(found[1]) > int(found[2])
            if not found or beyond or not int(found[1]):
                yield Problem(
                    "FZ736", WARNING, f"Bag-Count “{value[:40]}” is not N of M", self.name
                )

    def oxum_problems(self, size: int, count: int, uncertain: int) -> Iterator[Problem]:
        """Where Payload-Oxum is not `size` bytes in `count` files.

        `uncertain` files are not there and were let pass: they count, but have no known size.
        """
        for value in self.values("Payload-Oxum"):
            found = _OXUM.fullmatch(value)
            if not found or len(value) > 40:
                yield Problem(
                    "FZ733",
                    ERROR,
                    f"Payload-Oxum “{value[:40]}” is not BYTES.FILES; write {size}.{count}",
                    self.name,
                )
            elif int(found[2]) != count + uncertain or (not uncertain and int(found[1]) != size):
                yield Problem(
                    "FZ733",
                    ERROR,
                    f"Payload-Oxum says {found[1]} bytes in {found[2]} files; there are {size} in "
                    f"{count}",
                    self.name,
                )

    def _tell(self, code: str, level: object, message: str) -> None:
        self.problems.append(
            Problem(code, ERROR if level is ERROR else WARNING, message, self.name)
        )


def _is_day(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False
