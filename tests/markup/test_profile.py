"""Profiles: what ships is sound, and what is wrong in one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from fangzhi.errors import MetadataError, UsageError
from fangzhi.markup import profile
from fangzhi.markup.signatures import signed_names

LEAST = 'name = "own"\nlanguage = "lzh"\n'


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "own.toml"


def refusal(path: Path, text: str) -> MetadataError:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MetadataError) as caught:
        profile.load(str(path))
    return caught.value


@pytest.mark.parametrize("name", profile.names())
def test_every_profile_that_ships_loads(name: str) -> None:
    """Each has the name of its file, a description, and rules that find something."""
    loaded = profile.load(name)
    assert loaded.name == name
    assert loaded.description
    assert loaded.language
    assert loaded.paragraph.ends
    assert loaded.head.longest > 0


def test_the_fallback_ships_and_asks_for_no_sign() -> None:
    """The profile of texts that show no kind is among them, and no text can show its signs."""
    assert profile.FALLBACK in profile.names()
    assert profile.load(profile.FALLBACK).signs == frozenset()


@pytest.mark.parametrize("name", [name for name in profile.names() if name != profile.FALLBACK])
def test_every_other_kind_can_be_shown(name: str) -> None:
    """A profile without signs would never be chosen."""
    assert profile.load(name).signs <= frozenset(profile.SIGNS)
    assert profile.load(name).signs


def test_an_unknown_name_is_refused_with_the_one_that_is_near() -> None:
    """A misspelt name is answered with the right one."""
    with pytest.raises(UsageError, match="yearbok") as caught:
        profile.load("yearbok")
    assert caught.value.remedy == "did you mean 'yearbook'?"


@pytest.mark.parametrize("name", ["novel", "", "no/such/file.toml"])
def test_a_name_that_is_like_none_is_refused_with_all_there_are(name: str) -> None:
    """Where no name is near, the error lists those that are known."""
    with pytest.raises(UsageError) as caught:
        profile.load(name)
    assert all(known in caught.value.remedy for known in profile.names())


def test_a_profile_of_ones_own_is_loaded_by_its_path(own: Path) -> None:
    """A path that ends in .toml is a profile, and what it leaves out has a default."""
    own.write_text(LEAST + '[entry]\nbrackets = ["「」"]\n', encoding="utf-8")
    loaded = profile.load(str(own))
    assert (loaded.name, loaded.language) == ("own", "lzh")
    assert loaded.entry == profile.EntryRule((("「", "」"),), 80)
    assert loaded.levels == (profile.Level("section", (), 30),)
    assert (loaded.whole, loaded.signs) == ("text", frozenset())
    assert (loaded.head.named, loaded.head.capitals) == ((), False)
    assert (loaded.entry.marks, loaded.entry.run_in) == ("", 0)


@pytest.mark.parametrize(("stated", "bound"), [("", 0.5), ("[ocr]\nunclear = 0\n", 0.0)])
def test_a_profile_says_which_words_of_ocr_are_unclear(
    stated: str, bound: float, own: Path
) -> None:
    """Half as sure as can be where nothing is said; 0 for none."""
    own.write_text(LEAST + stated, encoding="utf-8")
    assert profile.load(str(own)).ocr.unclear == bound


def test_levels_stand_in_the_order_of_the_file(own: Path) -> None:
    """Each level has its kind, its numbers and the length of its heads."""
    own.write_text(
        LEAST
        + 'whole = "part"\n'
        + '[[level]]\nkind = "chapter"\nnumbering = ["第{n}章"]\nlongest = 12\n'
        + '[[level]]\nkind = "section"\n',
        encoding="utf-8",
    )
    loaded = profile.load(str(own))
    assert loaded.whole == "part"
    assert [(level.kind, level.longest) for level in loaded.levels] == [
        ("chapter", 12),
        ("section", 30),
    ]
    assert loaded.levels[0].numbering[0].match("第三章 区划")
    assert loaded.levels[1].numbering == ()


def test_credits_are_tried_the_longest_first(own: Path) -> None:
    """A word that another one ends or begins with never hides the longer one."""
    own.write_text(LEAST + '[caption]\ncredits = ["摄", "摄影", "绘"]\n', encoding="utf-8")
    assert profile.load(str(own)).caption.credits[0] == "摄影"


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        (LEAST + "colour = 3\n", 3, "colour"),
        (LEAST + "[hed]\nlongest = 3\n", 3, "hed"),
        (LEAST + '[head]\nlongst = "x"\n', 4, "head.longst"),
        (LEAST + '[title]\nlongest = "x"\n', 4, "title.longest"),
        (LEAST + "[head]\nlongest = -1\n", 4, "head.longest"),
        (LEAST + "[head]\nwrap = 1.5\n", 4, "head.wrap"),
        (LEAST + "[head]\nnever = []\n", 4, "head.never"),
        (LEAST + '\n[entry]\nlongest = 9\nbrackets = ["【"]\n', 6, "entry.brackets"),
        (LEAST + '[entry]\nbrackets = ["【】】"]\n', 4, "entry.brackets"),
        (LEAST + '[caption]\nbrackets = ["||"]\n', 4, "caption.brackets"),
        (LEAST + "[signature]\nbrackets = [1]\n", 4, "signature.brackets"),
        (LEAST + "[signature]\nseparators = 3\n", 4, "signature.separators"),
        (LEAST + '[paragraph]\nend = "。"\n', 4, "paragraph.end"),
        (LEAST + '[divisions]\nentry = "x"\n', 3, "divisions"),
        (LEAST + 'whole = "chaptr"\n', 3, "whole"),
        (LEAST + 'signs = ["bracket"]\n', 3, "signs"),
        (LEAST + '[[level]]\nkind = "volume"\n', 4, "level.kind"),
        (LEAST + '[[level]]\nkind = "part"\nnumber = ["第{n}编"]\n', 5, "level.number"),
        (LEAST + '[[level]]\nkind = "part"\nnumbering = ["第{x}编"]\n', 5, "level.numbering"),
        (LEAST + '[[level]]\nkind = "part"\nnumbering = ["第{n编"]\n', 5, "level.numbering"),
        (LEAST + '[head]\ncapitals = "yes"\n', 4, "head.capitals"),
        (LEAST + "[head]\nnamed = 3\n", 4, "head.named"),
        (LEAST + "[entry]\nmarks = []\n", 4, "entry.marks"),
        (LEAST + "[entry]\nrun-in = -1\n", 4, "entry.run-in"),
        (LEAST + '[chronicle]\nperiods = [""]\n', 4, "chronicle.periods"),
        (LEAST + '[chronicle]\nhead = ["大事记"]\n', 4, "chronicle.head"),
        (LEAST + '[furniture]\nnumbers = ["{N}"]\n', 4, "furniture.numbers"),
        (LEAST + '[furniture]\nlongest = "x"\n', 4, "furniture.longest"),
        (LEAST + '[words]\nauthor = "x"\n', 4, "words.author"),
        (LEAST + "words = 3\n", 3, "words"),
        (LEAST + "[ocr]\nunclear = 1.5\n", 4, "ocr.unclear"),
        (LEAST + "[ocr]\nunclear = true\n", 4, "ocr.unclear"),
        (LEAST + "[ocr]\nunclaer = 0.5\n", 4, "ocr.unclaer"),
        ('name = ""\nlanguage = "lzh"\n', 1, "name"),
        ('name = "own"\nlanguage = "xx_yy"\n', 2, "language"),
        (LEAST + 'keywords = [""]\n', 3, "keywords"),
        (LEAST + '[head]\nnamed = ["总述", ""]\n', 4, "head.named"),
        (LEAST + '[caption]\ncredits = [""]\n', 4, "caption.credits"),
        (LEAST + '[caption]\nopeners = ["图为", " "]\n', 4, "caption.openers"),
        (LEAST + '[signature]\noffices = [""]\n', 4, "signature.offices"),
        (LEAST + '[signature]\nnever = ""\n', 4, "signature.never"),
        (LEAST + '[paragraph]\nreferences = [""]\n', 4, "paragraph.references"),
        (LEAST + '[chronicle]\nheads = [""]\n', 4, "chronicle.heads"),
        (LEAST + '[chronicle]\ndates = ["{n} {n}"]\n', 4, "chronicle.dates"),
    ],
)
def test_a_wrong_key_or_value_is_named_with_file_and_line(
    text: str, line: int, key: str, own: Path
) -> None:
    """The error says which key on which line of which file, and what to write."""
    error = refusal(own, text)
    assert error.where == f"{own}:{line}"
    assert f"key {key!r}" in error.what
    assert error.remedy


@pytest.mark.parametrize("missing", ["name", "language"])
def test_a_profile_needs_a_name_and_a_language(missing: str, own: Path) -> None:
    """A required key that is not there is named with the file."""
    text = "".join(line for line in LEAST.splitlines(True) if not line.startswith(missing))
    error = refusal(own, text)
    assert f"key {missing!r}: is missing" in error.what
    assert error.where == str(own)


def test_a_profile_that_is_no_toml_is_refused_with_line_and_column(own: Path) -> None:
    """A syntax error has its place."""
    assert refusal(own, LEAST + "[head\n").where == f"{own}:3:6"


def test_a_profile_without_separators_has_signatures_of_one_name(own: Path) -> None:
    """Where nothing parts names, the whole bracket is one name."""
    own.write_text(LEAST + '[signature]\nbrackets = ["()"]\n', encoding="utf-8")
    assert signed_names("陆一帆", profile.load(str(own))) == [("陆一帆", False)]


@pytest.mark.parametrize(
    ("name", "complaint"),
    [("none.toml", "no such file"), ("folder.toml", "folder"), ("f", "folder")],
)
def test_a_path_that_is_no_profile_is_told_as_such(
    name: str, complaint: str, tmp_path: Path
) -> None:
    """A file that is not there, and a folder, each by its own words."""
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "f").mkdir()
    with pytest.raises(UsageError, match=complaint):
        profile.load(str(tmp_path / name))
