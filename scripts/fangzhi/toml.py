"""TOML files that people write, read key by key; errors name file, line and key."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self

from fangzhi.errors import MetadataError


class Table:
    """One table of a TOML file, asked for by key; `close` complains of keys nobody asked for."""

    def __init__(
        self, path: Path, text: str, values: dict[str, Any], name: str = "", number: int = 0
    ) -> None:
        self.path = path
        self.name = name
        self.place = number  # among the tables of its array, from 0
        self._text = text
        self._values = values
        self._known: set[str] = set()

    @classmethod
    def read(cls, path: Path) -> Self:
        """The top table of the file at `path`; `MetadataError` names file, line and column."""
        try:
            if path.exists() and not path.is_file():
                raise MetadataError(
                    "cannot be read: it is no file", where=path, remedy="make it a TOML file"
                )
            text = path.read_bytes().decode("utf-8-sig")
            return cls(path, text, tomllib.loads(text))
        except OSError as error:
            raise MetadataError(
                f"cannot be read: {error.strerror or error}",
                where=path,
                remedy="check the path and its permissions",
            ) from error
        except UnicodeDecodeError as error:
            raise MetadataError(
                f"byte {error.start} is not UTF-8", where=path, remedy="save the file as UTF-8"
            ) from error
        except (RecursionError, OverflowError) as error:
            raise MetadataError(
                "is nested too deeply to be read", where=path, remedy="write it flatter"
            ) from error
        except tomllib.TOMLDecodeError as error:
            what, line, column = _syntax_error(str(error), text)
            raise MetadataError(
                f"is not valid TOML: {what}",
                where=f"{path}:{line}:{column}",
                remedy="correct the line",
            ) from error
        except ValueError as error:  # of a number that Python refuses to read
            raise MetadataError(
                f"is not valid TOML: {error}", where=path, remedy="write shorter numbers"
            ) from error

    def error(self, key: str, what: str, remedy: str) -> MetadataError:
        """An error about the value of `key` in this table."""
        dotted = f"{self.name}.{key}" if self.name else key
        line = _line_of(self._text, self.name, key, self.place)
        where = f"{self.path}:{line}" if line else self.path
        return MetadataError(f"key {dotted!r}: {what}", where=where, remedy=remedy)

    def _get(self, key: str, kind: type | tuple[type, ...], expected: str) -> Any:
        self._known.add(key)
        value = self._values.get(key)
        if value is not None and (
            not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)
        ):
            raise self.error(key, f"{value!r} is not {expected}", f"write {expected}")
        for text in value if isinstance(value, list) else [value]:
            if not isinstance(text, str):
                continue
            from fangzhi.source import FORBIDDEN  # a page model that takes time to load

            if found := FORBIDDEN.search(text):
                code = f"U+{ord(found[0]):04X}"
                raise self.error(key, f"holds {code}, which XML forbids", "delete the character")
        return value

    def text(self, key: str, default: str = "") -> str:
        """A string without blanks round it; a year or number may stand without quotes."""
        value = self._get(key, (str, int), "a string")
        return default if value is None else str(value).strip()

    def raw(self, key: str) -> str:
        """A string as it stands, blanks and all."""
        return str(self._get(key, str, "a string") or "")

    def number(self, key: str, default: int) -> int:
        """A whole number that is not negative."""
        value = self._get(key, int, "a whole number")
        if value is not None and value < 0:
            raise self.error(key, f"{value} is negative", "write a whole number from 0")
        return default if value is None else int(value)

    def share(self, key: str, default: float) -> float:
        """A number from 0 to 1."""
        value = self._get(key, (int, float), "a number from 0 to 1")
        if isinstance(value, bool) or (value is not None and not 0 <= value <= 1):
            raise self.error(key, f"{value} is not from 0 to 1", "write a number like 0.5")
        return default if value is None else float(value)

    def flag(self, key: str, default: bool) -> bool:
        """`true` or `false`."""
        value = self._get(key, bool, "true or false")
        return default if value is None else bool(value)

    def day(self, key: str) -> date | None:
        """A date, written bare (2026-11-24) or as a string."""
        value = self._get(key, (date, datetime, str), "a date like 2026-11-24")
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError as error:
                raise self.error(
                    key, f"{value!r} is not a date", "write it as 2026-11-24"
                ) from error
        return value  # type: ignore[no-any-return]

    def year_or_day(self, key: str) -> str:
        """A year or a date, bare or quoted, as it is written."""
        value = self._get(key, (str, int, date), "a date like 2018 or 2018-12-31")
        if isinstance(value, datetime):
            value = value.date()
        return "" if value is None else str(value).strip()

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of strings; a single string is a list of one."""
        value = self._get(key, (list, str), "a list of strings")
        if value is None:
            return default
        items = [value] if isinstance(value, str) else value
        if not all(isinstance(item, str) for item in items):
            raise self.error(key, f"{value!r} is not a list of strings", "put each in quotes")
        return tuple(item.strip() for item in items)

    def one_of(self, key: str, known: tuple[str, ...]) -> str:
        """One of the `known` words; empty where the key is missing."""
        value = self.text(key)
        if value and value not in known:
            near = difflib.get_close_matches(value, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"write one of {', '.join(known)}"
            raise self.error(key, f"{value!r} is not known", hint)
        return value

    def table(self, key: str) -> Table:
        """The subtable `key`, an empty one where it is missing."""
        value = self._get(key, dict, f"a table [{key}]")
        return Table(self.path, self._text, value or {}, self._dotted(key))

    def tables(self, key: str) -> list[Table]:
        """The array of tables `[[key]]`."""
        value = self._get(key, list, f"a list of tables [[{key}]]") or []
        if not all(isinstance(item, dict) for item in value):
            raise self.error(key, "is not a list of tables", f"write [[{self._dotted(key)}]]")
        return [
            Table(self.path, self._text, item, self._dotted(key), number)
            for number, item in enumerate(value)
        ]

    def _dotted(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key

    def __iter__(self) -> Iterator[str]:
        """The keys that the table has, for tables whose keys are free (languages)."""
        return iter(self._values)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def close(self) -> None:
        """Raise `MetadataError` for the first key that nobody asked for."""
        for key in self._values:
            if key not in self._known:
                near = difflib.get_close_matches(key, self._known, n=1)
                hint = f"did you mean {near[0]!r}?" if near else self._choices()
                raise self.error(key, "is not known here", hint)

    def _choices(self) -> str:
        return "known keys: " + ", ".join(sorted(self._known))


def nearest_table(name: str, folder: Path) -> tuple[Table, Path] | None:
    """The settings `name` that hold in `folder`, and their file: the nearest one upwards.

    They stand in [name] of `fangzhi.toml` or [tool.fangzhi.name] of `pyproject.toml`; in one folder
    the first goes before the second, and a file without the table is passed over.
    """
    start = folder.absolute()
    for place in (start, *start.parents):
        for file, keys in (
            ("fangzhi.toml", (name,)),
            ("pyproject.toml", ("tool", "fangzhi", name)),
        ):
            if (path := place / file).is_file() and (table := _subtable(path, keys)):
                return table, path
    return None


def _subtable(file: Path, keys: tuple[str, ...]) -> Table | None:
    table = Table.read(file)
    for key in keys:
        if key not in table:
            return None
        table = table.table(key)
    return table


def _syntax_error(message: str, text: str) -> tuple[str, int, int]:
    """(what, line, column) of a message of tomllib, which ends in `(at line 3, column 7)`."""
    match = re.search(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    what = message[: match.start()] if match else message
    if match and match[1]:
        return what, int(match[1]), int(match[2])
    return what, text.count("\n") + 1, len(text) - text.rfind("\n")


def _line_of(text: str, table: str, key: str, number: int) -> int:
    """The line (from 1) of `key` in the table `table`, the one with this `number` in an array.

    tomllib keeps no positions. This scan knows headers and plain assignments, which is how people
    write these files. For a key that is not there it is the line of the table's header, and 0
    where that cannot be told either.
    """
    current, begun, header_line = "", 0, 0
    dotted = f"{table}.{key}" if table else key
    for line, content in enumerate(text.split("\n"), 1):
        if header := re.match(r"\s*\[{1,2}\s*([^\]]+?)\s*\]{1,2}", content):
            current = re.sub(r"[\"'\s]", "", header[1])
            if current == dotted:
                return line
            begun += current == table
            if current == table and begun == number + 1:
                header_line = line
        elif assignment := re.match(r"\s*([\w.\"'-]+)\s*=", content):
            name = re.sub(r"[\"'\s]", "", assignment[1])
            here = f"{current}.{name}" if current else name
            if here == dotted and (not table or current != table or begun == number + 1):
                return line
    return header_line
