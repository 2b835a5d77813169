"""What each code means. Codes FZ1nn are the rules of the Schematron and explained there."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from fangzhi.check.finding import Finding, Level
from fangzhi.errors import UsageError


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding: a title of a few words, its usual level, and the help text."""

    code: str
    title: str
    level: Level
    help: str


_TABLE = (
    Code(
        "FZ001",
        "file cannot be read as TEI",
        Level.ERROR,
        "The file cannot be read, is not well-formed XML, uses entities of its own, or is not "
        "TEI. Nothing else can be checked until this is put right.",
    ),
    Code(
        "FZ002",
        "not valid by the grammar",
        Level.ERROR,
        "An element, an attribute, a value or a piece of text stands where the schema "
        "(fangzhi.rng) does not allow it, or something that it demands is missing. The message "
        "names what is allowed. With --schema, the grammar is the one given there.",
    ),
    Code(
        "FZ003",
        "breaks a rule of the given Schematron",
        Level.ERROR,
        "A rule of the Schematron file given with --schema does not hold. The message is that "
        "file's own, led by the id of the rule where it has one.",
    ),
    Code(
        "FZ201",
        "pointer leads nowhere",
        Level.ERROR,
        "An attribute points to #id, and no element of the file has that xml:id. Correct the "
        "pointer, or give the element that is meant the xml:id.",
    ),
    Code(
        "FZ202",
        "xml:id used twice",
        Level.ERROR,
        "Two elements have the same xml:id, so that pointers to it are ambiguous. Give one of them "
        "another xml:id and correct the pointers that mean it.",
    ),
    Code(
        "FZ203",
        "picture is not there",
        Level.WARNING,
        "A graphic names a local file that does not exist or cannot be read. Packages are built "
        "without it. Put the file there or correct the url.",
    ),
    Code(
        "FZ204",
        "picture lies outside the repository",
        Level.ERROR,
        "A graphic names a file outside the folder above the TEI file's folder. Such a file is not "
        "part of the edition and will not be packed. Copy it into source/ and correct the url.",
    ),
    Code(
        "FZ205",
        "prefix is not declared",
        Level.ERROR,
        "A pointer like src:char=0,7 uses a prefix for which the header has no prefixDef, so that "
        "nobody can resolve it. Declare the prefix in encodingDesc/listPrefixDef or correct it.",
    ),
    Code(
        "FZ301",
        "text and transcription differ",
        Level.ERROR,
        "The text of the edition is not the transcription that its @source pointers lead to: "
        "characters are missing, stand twice, or were changed. Correct the text, mark an "
        "emendation with choice, sic and corr, or correct the pointers.",
    ),
    Code(
        "FZ302",
        "transcription is not there",
        Level.NOTE,
        "The text points into a transcription that is not in the repository, so that nobody can "
        "say whether all its characters are there. Put the file where the prefixDef of src points.",
    ),
)


def codes() -> dict[str, Code]:
    """Every code with its explanation, in order."""
    # The Schematron is read only when somebody asks, and it needs this module's `Code`.
    from fangzhi.check.rules import own_codes

    table = {code.code: code for code in (*_TABLE, *own_codes())}
    return dict(sorted(table.items()))


def all_codes() -> list[str]:
    """All codes that `check` can report, in order."""
    return list(codes())


def explain(code: str) -> str:
    """The help of one code as text: a title line, then a paragraph of at most 78 columns.

    Raises `UsageError` for a code that does not exist.
    """
    known = codes()
    if code not in known:
        raise _unknown(code, known)
    entry = known[code]
    return f"{code} ({entry.level}): {entry.title}\n\n{textwrap.fill(entry.help, 78)}\n"


def chosen(
    findings: Iterable[Finding], select: tuple[str, ...], ignore: tuple[str, ...]
) -> list[Finding]:
    """The findings that `select` names (all, when it is empty) and `ignore` does not."""
    return [
        finding
        for finding in findings
        if (not select or finding.code.startswith(select)) and not finding.code.startswith(ignore)
    ]


def known_codes(given: Iterable[str]) -> tuple[str, ...]:
    """`given` codes or beginnings of codes (`FZ2` for FZ201 to FZ299), in capitals.

    Raises `UsageError` with near matches for one that no code begins with.
    """
    wanted = tuple(code.strip().upper() for code in given)
    known = codes() if wanted else {}
    for code in wanted:
        if not code or not any(other.startswith(code) for other in known):
            raise _unknown(code, known)
    return wanted


def _unknown(code: str, known: Iterable[str]) -> UsageError:
    names = list(known)
    near = difflib.get_close_matches(code.upper(), names, n=3, cutoff=0.6)
    hint = f"did you mean {' or '.join(near)}?" if near else f"the codes are {', '.join(names)}"
    return UsageError(f"there is no code {code!r}", remedy=hint)
