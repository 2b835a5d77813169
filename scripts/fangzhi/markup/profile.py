"""Profiles: one TOML file for each kind of book, with a closed vocabulary. Data, never code."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fangzhi.errors import UsageError
from fangzhi.toml import Table

FOLDER = Path(__file__).resolve().parent.parent / "profiles"
DEFAULT = "yearbook"


@dataclass(frozen=True, slots=True)
class Divisions:
    """The `div/@type` of each level."""

    chapter: str
    section: str
    entry: str


@dataclass(frozen=True, slots=True)
class HeadRule:
    """A head told by its shape: at most `longest` characters, none of those in `never`.

    A blank after `wrap` characters or more stands where the print broke the line.
    """

    longest: int
    never: frozenset[str]
    wrap: int = 0


@dataclass(frozen=True, slots=True)
class EntryRule:
    """A head in one of the `brackets` (pairs of opening and closing) that a paragraph follows."""

    brackets: tuple[tuple[str, str], ...]
    longest: int


@dataclass(frozen=True, slots=True)
class CaptionRule:
    """A caption: ends with a credit in brackets, or begins with one of the `openers`."""

    longest: int
    openers: tuple[str, ...]
    credits: tuple[str, ...]
    brackets: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SignatureRule:
    """Names in brackets, parted by `separators`; never the words in `never`.

    A name that ends in one of `offices` is that of an organisation.
    """

    brackets: tuple[tuple[str, str], ...]
    longest: int
    separators: str
    never: frozenset[str]
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParagraphRule:
    """Marks at which a paragraph ends or pauses, and the closing marks that may follow them.

    `references` are words that begin a sentence which goes on with what was said before.
    """

    ends: frozenset[str]
    pauses: frozenset[str]
    closers: frozenset[str]
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """All that recognition knows of one kind of book."""

    name: str
    description: str
    language: str
    keywords: tuple[str, ...]
    divisions: Divisions
    chapter_title: HeadRule
    head: HeadRule
    entry: EntryRule
    caption: CaptionRule
    signature: SignatureRule
    paragraph: ParagraphRule
    contributor: str  # what the header calls the author of a section, in `language`


def names() -> list[str]:
    """The names of the profiles that come with the program."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load(name: str) -> Profile:
    """The profile `name`: one of `names()`, or the path of a TOML file.

    Raises `UsageError` for an unknown name, `MetadataError` for a wrong key or value.
    """
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not _is_file(path):
        near = difflib.get_close_matches(name, names(), n=1)
        raise UsageError(
            f"there is no profile {name[:80]!r}",
            remedy=f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names())}",
        )
    return _read(path)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that no file can have
        return False


@cache
def _read(path: Path) -> Profile:
    table = Table.read(path)
    divisions, words = table.table("divisions"), table.table("words")
    profile = Profile(
        name=_required(table, "name"),
        description=table.text("description"),
        language=_required(table, "language"),
        keywords=table.texts("keywords"),
        divisions=Divisions(
            divisions.text("chapter", "chapter"),
            divisions.text("section", "section"),
            divisions.text("entry", "entry"),
        ),
        chapter_title=_head(table.table("title")),
        head=_head(table.table("head")),
        entry=_entry(table.table("entry")),
        caption=_caption(table.table("caption")),
        signature=_signature(table.table("signature")),
        paragraph=_paragraph(table.table("paragraph")),
        contributor=words.text("contributor", "author"),
    )
    for finished in (divisions, words, table):
        finished.close()
    return profile


def _required(table: Table, key: str) -> str:
    if text := table.text(key):
        return text
    raise table.error(key, "is missing", "a profile needs it")


def _head(table: Table) -> HeadRule:
    rule = HeadRule(
        table.number("longest", 30), frozenset(table.text("never")), table.number("wrap", 0)
    )
    table.close()
    return rule


def _entry(table: Table) -> EntryRule:
    rule = EntryRule(_pairs(table, "brackets"), table.number("longest", 80))
    table.close()
    return rule


def _caption(table: Table) -> CaptionRule:
    rule = CaptionRule(
        table.number("longest", 150),
        table.texts("openers"),
        # The longest first: 摄影 must not be read as 摄 with a name that ends in 影.
        tuple(sorted(table.texts("credits"), key=len, reverse=True)),
        _pairs(table, "brackets"),
    )
    table.close()
    return rule


def _signature(table: Table) -> SignatureRule:
    rule = SignatureRule(
        _pairs(table, "brackets"),
        table.number("longest", 40),
        # Asked for raw: the separators begin and end with blanks.
        table.raw("separators"),
        frozenset(table.texts("never")),
        table.texts("offices"),
    )
    table.close()
    return rule


def _paragraph(table: Table) -> ParagraphRule:
    rule = ParagraphRule(
        frozenset(table.text("ends")),
        frozenset(table.text("pauses")),
        frozenset(table.text("closers")),
        table.texts("references"),
    )
    table.close()
    return rule


def _pairs(table: Table, key: str) -> tuple[tuple[str, str], ...]:
    """Brackets: strings of two characters, the opening and the closing one."""
    pairs = table.texts(key)
    for pair in pairs:
        if len(pair) != 2 or pair[0] == pair[1]:
            raise table.error(key, f"{pair!r} is not a pair of brackets", 'write "【】"')
    return tuple((pair[0], pair[1]) for pair in pairs)
