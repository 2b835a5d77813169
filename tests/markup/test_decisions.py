"""What a person decided about roles and joins: read, held against the source, refused."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fangzhi.errors import MetadataError
from fangzhi.markup.decisions import (
    NONE,
    Decisions,
    RoleDecision,
    line_digest,
    path_beside,
    read,
    snippet_join,
    snippet_role,
)
from fangzhi.markup.roles import Role
from fangzhi.source import FORBIDDEN, Source
from markup.making import source_of

LEVELS = ("chapter", "section", "entry")

# Lines 1 to 9; line 2 is blank, line 6 begins a page, line 8 says again what line 3 says.
TEXT = """　综　述

全年平稳。
【交通】 全区完善基础设
\t其中道路十条。 \n\f施建设十项。
图为新桥
全年平稳。
增长三成。
"""
LINES = TEXT.split("\n")
EMPTY = hashlib.sha256(b"").hexdigest()  # of no line: a blank one cannot be meant


def digest(line: int) -> str:
    return hashlib.sha256(LINES[line - 1].strip().encode()).hexdigest()


def role(line: int, *rest: str) -> str:
    """A [[role]] with the digest of its line; four lines and `rest`."""
    return "\n".join(["[[role]]", f"line = {line}", f"sha256 = '{digest(line)}'", *rest]) + "\n"


def join(line: int, goal: int) -> str:
    """A [[join]] of five lines, with the digests of its lines."""
    return (
        f"[[join]]\nline = {line}\nsha256 = '{digest(line)}'\n"
        f"continues = {goal}\ncontinues-sha256 = '{digest(goal)}'\n"
    )


def decided(text: str, source: Source | None = None) -> Decisions:
    """The decisions in a file with `text`, about the source of these tests or another."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "made.decisions.toml")
        file.write_bytes(text.encode())
        return read(file, source or source_of(TEXT), tuple(Role), LEVELS)


def refusal(text: str) -> MetadataError:
    with pytest.raises(MetadataError) as caught:
        decided(text)
    return caught.value


def test_roles_and_joins_are_read_by_line() -> None:
    """A head may have a level, a join may go back or nowhere, a line may have a role and a join."""
    text = (
        role(1, "role = 'head'", "level = 'chapter'")
        + role(7, "role = 'caption'")
        + role(4, "role = 'entry'")
        + join(4, 6)
        + join(9, 3)
        + f"[[join]]\nline = 5\nsha256 = '{digest(5)}'\ncontinues = false\n"
    )
    assert decided(text) == Decisions(
        {1: RoleDecision("head", "chapter"), 7: RoleDecision("caption"), 4: RoleDecision("entry")},
        {4: 6, 9: 3, 5: None},
    )


def test_an_empty_file_decides_nothing() -> None:
    """It is as if there were none; one decision of either kind is something."""
    assert decided("# nothing yet\n") == NONE
    assert not NONE
    assert decided(role(1, "role = 'title'"))
    assert decided(join(4, 6))


@pytest.mark.parametrize("shown", ["{0:.8}", "{0:.12}", "{0:.40}", "{0}", " {0:.12} "])
@pytest.mark.parametrize("upper", [False, True])
def test_the_first_eight_digits_of_a_digest_are_enough(shown: str, upper: bool) -> None:
    """More may stand there, in capitals too."""
    stated = shown.format(digest(6).upper() if upper else digest(6))
    assert decided(f"[[role]]\nline = 6\nsha256 = '{stated}'\nrole = 'text'").roles


@pytest.mark.parametrize("around", ["{}", "　{}", "{}\t ", "\f{}", " \f\v{}\u00a0\f"])
def test_blanks_round_a_line_do_not_change_its_digest(around: str) -> None:
    """An indent, a blank at the end and a page break are none of its text."""
    assert line_digest(around.format("全年 平稳。")) == line_digest("全年 平稳。")
    assert line_digest("全年平稳。") == digest(3)[:12] != line_digest("全年 平稳。")


@pytest.mark.parametrize("stem", ["source/yunxi.txt", "source/yunxi.toml", "source/other.text"])
def test_the_decisions_lie_beside_the_source(stem: str) -> None:
    """They have the name of the edition, dots and all."""
    assert path_beside(Path(stem), "yunxi.2") == Path("source/yunxi.2.decisions.toml")


@pytest.mark.parametrize(
    ("text", "line", "cause", "remedy"),
    [
        ("[[rol]]\nline = 1", 1, "'rol': is not known", "did you mean 'role'?"),
        (role(1, "role = 'head'", "levle = 'section'"), 5, "'role.levle': is not known",
         "did you mean 'level'?"),
        (f"[[join]]\nline = 4\nsha256 = '{digest(4)}'\ncontinue = 6", 4,
         "'join.continue': is not known", "did you mean 'continues'?"),
        ("role = 'head'", 1, "'role': 'head' is not a list of tables", "[[role]]"),
        ("[join]\nline = 4", 1, "'join'", "[[join]]"),
        ("[[role]]\nline = '12'", 2, "'role.line': '12' is not a whole number", "whole number"),
        ("[[role]]\nline = true", 2, "'role.line': True is not a whole number", "whole number"),
        ("[[role]]\nline = 1\nsha256 = 12345678", 3, "'role.sha256': 12345678 is not a string",
         "a string"),
        (role(1, "role = ['head']"), 4, "'role.role': ['head'] is not a string", "a string"),
        (role(1, "role = 'head'", "level = 2.5"), 5, "'role.level': 2.5 is not a string",
         "a string"),
        (role(1), 1, "'role.role': is missing", "every [[role]] needs it"),
        ("[[role]]\nrole = 'head'", 1, "'role.line': is missing", "every [[role]] needs it"),
        (f"[[join]]\nline = 4\nsha256 = '{digest(4)}'", 1, "'join.continues': is missing",
         "every [[join]] needs it"),
        (role(3, "role = 'text'") + role(1, "role = 'haed'"), 8, "'haed' is unknown",
         "did you mean 'head'?"),
        (role(1, "role = 'xyz'"), 4, "'xyz' is unknown", "title, head, parallel, entry"),
        (role(1, "role = 'head'", "level = 'sektion'"), 5, "'sektion' is unknown",
         "did you mean 'section'?"),
        (role(1, "role = 'head'", "level = ''"), 5, "'' is unknown", "chapter, section, entry"),
        (role(1, "role = 'title'", "level = 'chapter'"), 5, "role 'title' has no level",
         "take the key away"),
        ("[[role]]\nline = 10\nrole = 'head'", 2, "no line 10: those of made.txt go from 1 to 9",
         "a line that has text"),
        ("[[role]]\nline = 0\nrole = 'head'", 2, "there is no line 0", "a line that has text"),
        ("[[role]]\nline = -1\nrole = 'head'", 2, "-1 is negative", "whole number"),
        ("[[role]]\nline = 2\nrole = 'head'", 2, "line 2 of made.txt is blank",
         "a line that has text"),
        (f"[[role]]\nline = 2\nsha256 = '{digest(7)}'\nrole = 'head'", 2,
         "line 2 of made.txt is blank; its text is now in line 7", "write line = 7"),
        (f"[[role]]\nline = 40\nsha256 = '{digest(7)}'\nrole = 'head'", 2,
         "no line 40: those of made.txt go from 1 to 9; its text is now in line 7",
         "write line = 7"),
        (f"[[role]]\nline = 1\nsha256 = '{digest(6)}'\nrole = 'head'", 2,
         "line 1 of made.txt has another text; its text is now in line 6", "write line = 6"),
        (f"[[role]]\nline = 4\nsha256 = '{digest(3)}'\nrole = 'head'", 2,
         "its text is now in line 3", "write line = 3"),
        (f"[[role]]\nline = 6\nsha256 = '{digest(3)}'\nrole = 'head'", 2,
         "its text is now in line 8", "write line = 8"),
        ("[[role]]\nline = 1\nsha256 = '0123456789ab'\nrole = 'head'", 3,
         "line 1 of made.txt has another text", f'sha256 = "{digest(1)[:12]}"'),
        (f"[[role]]\nline = 1\nsha256 = '{EMPTY}'\nrole = 'head'", 3,
         "line 1 of made.txt has another text", f'sha256 = "{digest(1)[:12]}"'),
        ("[[role]]\nline = 1\nrole = 'head'", 1, "'role.sha256': is missing",
         f'line 1 has sha256 = "{digest(1)[:12]}"'),
        (f"[[role]]\nline = 1\nsha256 = '{digest(1)[:7]}'", 3, "is not the beginning of a SHA-256",
         "at least 8"),
        ("[[role]]\nline = 1\nsha256 = '0123456789ag'", 3, "'0123456789ag' is not the beginning",
         "hexadecimal"),
        (f"[[role]]\nline = 1\nsha256 = '{digest(1)}0'", 3, "is not the beginning of a SHA-256",
         "hexadecimal"),
        ("[[role]]\nline = 1\nsha256 = ''", 3, "'' is not the beginning", "hexadecimal"),
        (role(1, "role = 'head'") + role(1, "role = 'title'"), 6,
         "a role for line 1 already, by [[role]] number 1", "keep one"),
        (join(4, 6) + join(9, 3) + join(4, 8), 12,
         "a join from line 4 already, by [[join]] number 1", "keep one"),
        (join(4, 6) + join(5, 6), 9, "a text goes on in line 6 already, by [[join]] number 1",
         "keep one"),
        (join(4, 4), 4, "line 4 goes on in itself: 4 → 4", "or false"),
        (join(4, 6) + join(6, 4), 9, "line 6 goes on in itself: 6 → 4 → 6", "or false"),
        (join(4, 6) + join(7, 4) + join(6, 7), 14, "goes on in itself: 6 → 7 → 4 → 6", "or false"),
        ("".join(join(line, line + 1) for line in range(3, 9)) + join(9, 3), 34,
         "goes on in itself: 9 → 3 → 4 → … → 7 → 8 → 9", "or false"),
        (f"[[join]]\nline = 4\nsha256 = '{digest(4)}'\ncontinues = true", 4,
         "neither the number of a line nor false", "or false"),
        (f"[[join]]\nline = 4\nsha256 = '{digest(4)}'\ncontinues = '6'", 4,
         "neither the number of a line nor false", "or false"),
        (f"[[join]]\nline = 4\nsha256 = '{digest(4)}'\ncontinues = 6", 1,
         "'join.continues-sha256': is missing",
         f'line 6 has continues-sha256 = "{digest(6)[:12]}"'),
        (f"[[join]]\nline = 4\nsha256 = '{digest(4)}'\ncontinues = false\n"
         f"continues-sha256 = '{digest(6)}'", 5, "belongs to no line with 'continues = false'",
         "take the key away"),
        (join(4, 6).replace("continues = 6", "continues = 9"), 4,
         "line 9 of made.txt has another text; its text is now in line 6", "write continues = 6"),
        (join(4, 6).replace("continues = 6", "continues = 2"), 4,
         "line 2 of made.txt is blank", "write continues = 6"),
        (join(4, 6).replace(digest(6), "0" * 12), 5, "line 6 of made.txt has another text",
         f'write continues-sha256 = "{digest(6)[:12]}"'),
    ],
)  # fmt: skip
def test_every_mistake_is_named_with_its_line_its_cause_and_a_remedy(
    text: str, line: int, cause: str, remedy: str
) -> None:
    """The person learns what does not hold, where it stands, and what to write."""
    error = refusal(text)
    assert str(error.where).endswith(f"made.decisions.toml:{line}")
    assert cause in error.what
    assert remedy in error.remedy
    assert error.exit_code == 2


def test_a_decision_does_not_follow_a_line_that_moved() -> None:
    """A line more at the beginning makes it an error; the number that the error names mends it."""
    source = source_of(f"新的一行\n{TEXT}")
    with pytest.raises(MetadataError, match="its text is now in line 8") as caught:
        decided(snippet_role(7, LINES[6], "caption"), source)
    assert "write line = 8" in caught.value.remedy
    mended = snippet_role(8, LINES[6], "caption")
    assert decided(mended, source).roles == {8: RoleDecision("caption")}


def test_a_line_with_a_page_break_is_one_line() -> None:
    """Numbers are those of an editor, to which a form feed is no line end."""
    source = source_of("甲。\f乙。\n丙。")
    assert decided(snippet_role(1, "甲。\f乙。", "text"), source).roles.keys() == {1}
    assert decided(snippet_role(2, "丙。", "text"), source).roles.keys() == {2}


def test_a_snippet_shows_the_beginning_of_its_line() -> None:
    """A person sees which line is meant."""
    assert "line = 4  # 【交通】 全区完善基础设\n" in snippet_role(4, LINES[3], "entry")
    assert "continues = 6  # 施建设十项。\n" in snippet_join(4, LINES[3], 6, LINES[5])


# What a file may hold: no line end that the reader turns into another, nothing that XML forbids.
texts = st.lists(
    st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=30)
    .map(lambda text: FORBIDDEN.sub("\f", text)),
    min_size=2, max_size=8,
)  # fmt: skip


@given(texts, st.data())
def test_snippets_read_back_as_what_they_say(lines: list[str], data: st.DataObject) -> None:
    """Whatever the lines hold, a pasted snippet decides what it was made for, and nothing else."""
    written = [number for number, text in enumerate(lines, 1) if text.strip()]
    assume(len(written) > 1)
    source = Source(Path("made.txt"), "\n".join(lines), "UTF-8", "", ())
    line, goal = data.draw(st.permutations(written))[:2]
    word = data.draw(st.sampled_from([str(known) for known in Role]))
    text = lines[line - 1]
    as_role = snippet_role(line, text, word)
    as_join = snippet_join(line, text, goal, lines[goal - 1])
    assert decided(as_role, source) == Decisions({line: RoleDecision(word)}, {})
    assert decided(as_join, source) == Decisions({}, {line: goal})
    assert decided(snippet_join(line, text, None), source) == Decisions({}, {line: None})
    assert decided(as_role + as_join, source).joins == {line: goal}


values = st.sampled_from(
    ["''", "'x'", "1", "4", "0", "-1", "2.5", "true", "false", "[]", "[{}]", "{ line = 1 }",
     "2024-05-06", "'head'", "'section'", f"'{digest(4)}'", f"'{digest(1)[:9]}'"]
)  # fmt: skip
keys = st.sampled_from(
    ["line", "sha256", "role", "level", "continues", "continues-sha256", "join", "note"]
)
rows = st.one_of(
    st.builds("{} = {}".format, keys, values),
    st.sampled_from(["[[role]]", "[[join]]", "[role]", "[x]", join(4, 6), role(1)]),
)


@given(st.lists(rows, max_size=8).map("\n".join))
def test_any_file_is_read_or_refused(text: str) -> None:
    """No keys and values give anything but decisions or an error that helps."""
    try:
        found = decided(text)
    except MetadataError as error:
        assert "made.decisions.toml" in str(error.where)
        assert error.remedy
    else:
        assert found.roles.keys() | found.joins.keys() <= set(range(1, 10)) - {2}
