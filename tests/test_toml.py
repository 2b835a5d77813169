"""TOML files that people write: every mistake is told with file, line and key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fangzhi.errors import MetadataError
from fangzhi.toml import Table


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "made.toml"


def table(file: Path, text: str) -> Table:
    file.write_text(text, encoding="utf-8")
    return Table.read(file)


def refusal(ask: Callable[[], Any]) -> MetadataError:
    with pytest.raises(MetadataError) as caught:
        ask()
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a = 1\nb = \n", 2, 5),
        ("[a\n", 1, 3),
        ("a = 'x", 1, 7),
        ("a = 1\na = 2\n", 2, 6),
        ('a = "x\n"\n', 1, 7),
        ("= 3\n", 1, 1),
    ],
)
def test_a_syntax_error_has_line_and_column(text: str, line: int, column: int, file: Path) -> None:
    """The place is that where a person has to correct the file."""
    error = refusal(lambda: table(file, text))
    assert error.where == f"{file}:{line}:{column}"
    assert "is not valid TOML" in error.what
    assert "at line" not in error.what
    assert error.remedy


def test_bytes_that_are_no_utf_8_are_named(file: Path) -> None:
    """A sidecar in GB18030 is told to be one that is not UTF-8."""
    file.write_bytes('a = "综述"'.encode("gb18030"))
    error = refusal(lambda: Table.read(file))
    assert "byte 5 is not UTF-8" in error.what
    assert "UTF-8" in error.remedy


def test_a_byte_order_mark_is_let_pass(file: Path) -> None:
    """Editors on Windows write one."""
    file.write_bytes('a = "综述"'.encode("utf-8-sig"))
    assert Table.read(file).text("a") == "综述"


def test_a_file_that_is_not_there_is_named(file: Path, tmp_path: Path) -> None:
    """A missing file and a folder cannot be read."""
    for path in (file, tmp_path):
        error = refusal(partial(Table.read, path))
        assert error.where == str(path)
        assert "cannot be read" in error.what


@pytest.mark.parametrize("text", ["a = " + "[" * 3000, "a = " + "9" * 5000])
def test_a_file_that_overstrains_the_parser_is_refused(text: str, file: Path) -> None:
    """Values nested too deeply or with too many digits are faults of the file, not of ours."""
    refusal(lambda: table(file, text))


@pytest.mark.parametrize(
    ("text", "ask", "found"),
    [
        ('a = " x "', lambda t: t.text("a"), "x"),
        ("a = 2024", lambda t: t.text("a"), "2024"),
        ("", lambda t: t.text("a", "else"), "else"),
        ('a = " 、"', lambda t: t.raw("a"), " 、"),
        ("", lambda t: t.raw("a"), ""),
        ("a = 0", lambda t: t.number("a", 7), 0),
        ("", lambda t: t.number("a", 7), 7),
        ("a = false", lambda t: t.flag("a", True), False),
        ("", lambda t: t.flag("a", True), True),
        ("a = 2024-05-06", lambda t: t.day("a"), date(2024, 5, 6)),
        ('a = "2024-05-06"', lambda t: t.day("a"), date(2024, 5, 6)),
        ("a = 2024-05-06T23:59:59Z", lambda t: t.day("a"), date(2024, 5, 6)),
        ("", lambda t: t.day("a"), None),
        ('a = ["x", " y "]', lambda t: t.texts("a"), ("x", "y")),
        ('a = "x"', lambda t: t.texts("a"), ("x",)),
        ("a = []", lambda t: t.texts("a", ("z",)), ()),
        ("", lambda t: t.texts("a", ("z",)), ("z",)),
        ("[a]\nb = 1", lambda t: t.table("a").number("b", 0), 1),
        ("", lambda t: list(t.table("a")), []),
        ("[[a]]\nb = 1\n[[a]]\nb = 2", lambda t: [x.number("b", 0) for x in t.tables("a")], [1, 2]),
        ("", lambda t: t.tables("a"), []),
        ("a = 1\nb = 2", lambda t: (list(t), "a" in t, "c" in t), (["a", "b"], True, False)),
    ],
)
def test_each_kind_of_value_is_read(
    text: str, ask: Callable[[Table], Any], found: Any, file: Path
) -> None:
    """What stands there comes out in its type; what is missing has its default."""
    assert ask(table(file, text)) == found


@pytest.mark.parametrize(
    ("value", "ask"),
    [
        ("true", lambda t: t.text("a")),
        ("1.5", lambda t: t.text("a")),
        ("[]", lambda t: t.text("a")),
        ("2024-05-06", lambda t: t.text("a")),
        ("3", lambda t: t.raw("a")),
        ("-1", lambda t: t.number("a", 0)),
        ("true", lambda t: t.number("a", 0)),
        ('"3"', lambda t: t.number("a", 0)),
        ("1.0", lambda t: t.number("a", 0)),
        ("1", lambda t: t.flag("a", False)),
        ('"yes"', lambda t: t.flag("a", False)),
        ('"2024-13-01"', lambda t: t.day("a")),
        ('"May"', lambda t: t.day("a")),
        ("07:32:00", lambda t: t.day("a")),
        ("2024", lambda t: t.day("a")),
        ("3", lambda t: t.texts("a")),
        ('["x", 3]', lambda t: t.texts("a")),
        ("3", lambda t: t.table("a")),
        ("[]", lambda t: t.table("a")),
        ("3", lambda t: t.tables("a")),
        ("[3]", lambda t: t.tables("a")),
        ("{}", lambda t: t.tables("a")),
    ],
)
def test_a_value_of_the_wrong_kind_is_named_with_file_line_and_key(
    value: str, ask: Callable[[Table], Any], file: Path
) -> None:
    """The error says where the value stands and what to write instead."""
    error = refusal(lambda: ask(table(file, f"# made\n\na = {value}\n")))
    assert error.where == f"{file}:3"
    assert "key 'a'" in error.what
    assert error.remedy


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[t]\na = 1\n", 2),
        ('[t]\n"a" = 1\n', 2),
        ("[ t ]\n  a = 1\n", 2),
        ("[s]\na = 1\n[t]\na = 2\n", 4),
        ("t.a = 1\n", 1),
        ("[t] # remark\n# a = 0\na = 1\n", 3),
        ("[t.u]\na = 0\n[t]\na = 1\n", 4),
    ],
)
def test_the_line_of_a_key_in_a_table_is_found(text: str, line: int, file: Path) -> None:
    """Headers, dotted and quoted keys, remarks and other tables do not mislead."""
    error = refusal(lambda: table(file, text).table("t").raw("a"))
    assert error.where == f"{file}:{line}"
    assert "key 't.a'" in error.what


def test_a_key_whose_line_cannot_be_told_is_named_with_the_file(file: Path) -> None:
    """In an inline table the file and the key have to do."""
    error = refusal(lambda: table(file, "t = { a = 1 }\n").table("t").raw("a"))
    assert error.where == str(file)
    assert "key 't.a'" in error.what


@pytest.mark.parametrize("mark", ["\u2028", "\x85"])
def test_only_line_feeds_are_counted_as_line_ends(mark: str, file: Path) -> None:
    """A line separator inside a string, as word processors leave them, moves no line number."""
    error = refusal(lambda: table(file, f'note = "x{mark}y"\na = 1\n').raw("a"))
    assert error.where == f"{file}:2"


def test_an_unknown_key_is_refused_with_the_one_that_is_near(file: Path) -> None:
    """A misspelt key is answered with the right one, of those that were asked for."""
    given = table(file, "title = 'x'\nlanguge = 'zh'\n")
    given.text("title")
    given.text("language")
    error = refusal(given.close)
    assert (error.where, error.remedy) == (f"{file}:2", "did you mean 'language'?")


def test_a_key_that_is_like_none_is_refused_with_all_there_are(file: Path) -> None:
    """Where no key is near, the error lists those that are known."""
    given = table(file, "colour = 'x'\n")
    given.text("title")
    given.text("id")
    assert refusal(given.close).remedy == "known keys: id, title"


def test_a_table_whose_keys_were_all_asked_for_closes(file: Path) -> None:
    """Asking is knowing, also for keys that are not there."""
    given = table(file, "a = 'x'\n")
    given.text("a")
    given.text("b")
    given.close()
