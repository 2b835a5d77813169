"""The list of doubts and the report, through the command line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from program import TEXT, fangzhi, written

NAME = "yunshui-2024"
HEADS = "".join(f"\n第{n}处\n\n【绿化】 种树{n}株。\n" for n in "一二三四五六七八九十")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An edition repository with one text."""
    source = tmp_path / "source" / f"{NAME}.txt"
    source.parent.mkdir()
    source.write_text(TEXT)
    return tmp_path


def encode(repository: Path, *args: str | Path) -> tuple[int, str]:
    """The exit code and the messages."""
    done = fangzhi("encode", f"source/{NAME}.txt", *args, cwd=repository)
    return done.returncode, done.stderr.decode()


def test_encode_ends_with_what_to_look_at(repository: Path) -> None:
    """Each doubt is one line: place, probability, what it is, the text and the reasons."""
    _, messages = encode(repository, "--profile", "yearbook")
    assert re.search(
        rf"^source/{NAME}\.txt:5:\d+: \d\d %: text that goes on in line 7: "
        r"…\S*比上年增长\|5\.1%\S*… \(open end, .*\)$",
        messages,
        re.MULTILINE,
    )
    assert "more" not in messages.splitlines()[-1]


def test_long_lists_are_cut(repository: Path) -> None:
    """Ten doubts are told, and how many more there are, and where."""
    (repository / "source" / f"{NAME}.txt").write_text(TEXT + HEADS)
    _, messages = encode(repository, "--profile", "yearbook")
    assert len(re.findall(r"^source/\S+:\d+:\d+: \d+ %", messages, re.MULTILINE)) == 10
    assert re.fullmatch(r"and \d+ more; --report FILE lists all", messages.splitlines()[-1])
    _, messages = encode(repository, "--profile", "yearbook", "--report", "r.json")
    assert re.fullmatch(r"and \d+ more; r\.json lists all", messages.splitlines()[-1])


def test_nothing_is_told_where_all_is_sure(repository: Path) -> None:
    """A text without doubts ends with its summary; with --quiet nothing is said of doubts."""
    _, quiet = encode(repository, "--quiet")
    assert quiet == ""
    (repository / "source" / f"{NAME}.txt").write_text("【绿化】 街道种树三百株。\n")
    _, messages = encode(repository, "--profile", "yearbook")
    assert messages.splitlines()[-1].endswith("every character accounted for")


@pytest.mark.parametrize("command", ["make", "encode"])
def test_the_report_is_written(repository: Path, command: str) -> None:
    """--report FILE holds the doubts as JSON, and an earlier report is replaced."""
    for _ in range(2):
        done = fangzhi(
            command, f"source/{NAME}.txt", "--report", "out/r.json", cwd=repository
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()
        assert "out/r.json" in done.stderr.decode() and done.stdout == b""
    report = json.loads((repository / "out" / "r.json").read_bytes())
    assert report["edition"] == NAME and report["doubts"]


def test_make_says_how_many_places_to_look_at(repository: Path) -> None:
    """The main job tells their number and how to see them, in one line."""
    done = fangzhi("make", f"source/{NAME}.txt", "--profile", "yearbook", cwd=repository)
    last = done.stderr.decode().splitlines()[-1]
    assert re.fullmatch(rf"{NAME}: \d places to look at; --report FILE lists them", last)


def test_a_report_on_standard_output(repository: Path) -> None:
    """`--report -` is standard output, where it is not that of the TEI."""
    done = fangzhi("encode", f"source/{NAME}.txt", "--report", "-", cwd=repository)
    assert json.loads(done.stdout)["edition"] == NAME
    both = fangzhi("encode", f"source/{NAME}.txt", "--report", "-", "--out", "-", cwd=repository)
    assert both.returncode == 2 and both.stdout == b""
    assert "cannot both go to standard output" in both.stderr.decode()


def test_the_report_beside_tei_on_standard_output(repository: Path) -> None:
    """With --out - the TEI is on standard output, and the report in its file."""
    done = fangzhi("encode", f"source/{NAME}.txt", "--out", "-", "--report", "r", cwd=repository)
    assert done.stdout.startswith(b"<?xml") and json.loads((repository / "r").read_bytes())
    assert not (repository / "tei").exists()


@pytest.mark.parametrize("command", ["make", "encode"])
def test_one_report_for_one_source(repository: Path, command: str) -> None:
    """Several sources cannot have one report; the error says what to do."""
    done = fangzhi(command, f"source/{NAME}.txt", "b.txt", "--report", "r.json", cwd=repository)
    assert done.returncode == 2
    assert "--report takes one source" in done.stderr.decode()
    assert "once for each" in done.stderr.decode()
    assert written(repository) == {f"source/{NAME}.txt"}


@pytest.mark.parametrize(
    "target",
    [
        f"source/{NAME}.txt",
        f"source/{NAME}.toml",
        f"source/{NAME}.decisions.toml",
        f"tei/{NAME}.xml",
        f"source/../tei/{NAME}.xml",
        f"build/{NAME}.html",
        f"build/{NAME}.epub",
        f"build/{NAME}.bag.zip",
        "mine.json",
        "source",
    ],
)
def test_a_report_takes_no_files_place(repository: Path, target: str) -> None:
    """Neither a file of the edition, there or not, nor any other that is no report."""
    (repository / "mine.json").write_text('{"a": 1}\n')
    before = {name: (repository / name).read_bytes() for name in written(repository)}
    code, messages = encode(repository, "--report", target)
    assert code == 2 and "choose another name with --report" in messages
    assert {name: (repository / name).read_bytes() for name in written(repository)} == before


def test_a_report_that_cannot_be_written_leaves_nothing_written(repository: Path) -> None:
    """A file where the report's folder should be is named, before the TEI is written."""
    (repository / "taken").write_text("a file")
    code, messages = encode(repository, "--report", "taken/r.json")
    assert code == 2 and "taken: cannot be written" in messages
    assert written(repository) == {f"source/{NAME}.txt", "taken"}


def test_a_link_to_the_source_is_the_source(repository: Path) -> None:
    """A report does not reach the source over a link."""
    (repository / "r.json").symlink_to(repository / "source" / f"{NAME}.txt")
    assert encode(repository, "--report", "r.json")[0] == 2
    assert (repository / "source" / f"{NAME}.txt").read_text() == TEXT


def test_the_chosen_profile_is_told(repository: Path) -> None:
    """--verbose tells it with the reason; a text without a sign is told to everybody."""
    _, messages = encode(repository, "--verbose", "--profile", "gazetteer")
    assert f"{NAME}: profile gazetteer: it was asked for" in messages
    source = repository / "source" / f"{NAME}.txt"
    source.write_text(TEXT + HEADS)
    assert f"{NAME}: profile yearbook: it has " in encode(repository, "--verbose")[1]
    assert "profile" not in encode(repository)[1]
    source.write_text("风从河上来。\n\n桥还在。\n")
    _, messages = encode(repository)
    assert f"{NAME}: read as plain text: it shows no sign of another kind" in messages
    assert "read as" not in encode(repository, "--profile", "plain")[1]
    assert encode(repository, "--quiet")[1] == ""


GOOD = (Path(__file__).parent.parent / "scripts/fangzhi/profiles/yearbook.toml").read_text()


@pytest.mark.parametrize(
    ("old", "new", "key", "complaint"),
    [
        ("name =", "nmae =", "nmae", "'name'"),
        ("[signature]", "[signatur]", "signatur", "'signature'"),
        ("separators =", "separator =", "signature.separator", "'separators'"),
        ('kind = "chapter"', 'kind = "chaptre"', "level.kind", "'chapter'"),
        ('whole = "chapter"', 'whole = "book"', "whole", "not a kind of division"),
        ("第{n}章", "第{x}章", "level.numbering", "{x}"),
        ("longest = ", 'longest = "x" # ', "longest", "number"),
        ('name = "yearbook"', 'name = "yearbook', "", "TOML"),
    ],
)
def test_a_bad_profile_is_refused(
    repository: Path, old: str, new: str, key: str, complaint: str
) -> None:
    """Exit code 2, file, line, key and why, in one line; nothing is written."""
    assert old in GOOD
    changed = GOOD.replace(old, new, 1)
    (repository / "mine.toml").write_text(changed)
    code, messages = encode(repository, "--profile", "mine.toml")
    assert code == 2 and messages.count("\n") == 1, messages
    assert re.search(r"mine\.toml:\d+", messages) and key in messages and complaint in messages
    assert written(repository) == {f"source/{NAME}.txt", "mine.toml"}


def test_an_unknown_profile_is_refused(repository: Path) -> None:
    """The error names the profile that was meant, or all there are; nothing is written."""
    code, messages = encode(repository, "--profile", "yearbok")
    assert code == 2 and "did you mean 'yearbook'" in messages
    code, messages = encode(repository, "--profile", "missing.toml")
    assert code == 2 and "missing.toml" in messages
    assert written(repository) == {f"source/{NAME}.txt"}


@pytest.mark.parametrize("product", ["--report", "--out"])
def test_a_product_for_a_closed_standard_output_is_refused(repository: Path, product: str) -> None:
    """What would be lost is an error, before anything is written."""
    command = f"'{sys.executable}' -m fangzhi encode source/{NAME}.txt {product} - >&-"
    done = subprocess.run(command, shell=True, cwd=repository, capture_output=True, check=False)
    assert done.returncode == 2 and "standard output is closed" in done.stderr.decode()
    assert written(repository) == {f"source/{NAME}.txt"}


def test_an_empty_profile_is_refused(repository: Path) -> None:
    """An empty name is no wish that the program should choose."""
    code, messages = encode(repository, "--profile", "")
    assert code == 2 and "--profile is empty" in messages
