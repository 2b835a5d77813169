"""Profiles: one TOML file for each kind of book, with a closed vocabulary. Data, never code."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from fangzhi.errors import UsageError
from fangzhi.markup.patterns import PatternError, compile_pattern
from fangzhi.markup.text import han_share
from fangzhi.metadata import language_tag
from fangzhi.toml import Table

FOLDER = Path(__file__).resolve().parent.parent / "profiles"
FALLBACK = "plain"  # the kind of a text that shows no sign of any other

# The confidence below which a word of OCR is likelier wrong than right: of a page of Tesseract's
# one in forty. Marked from higher up, a text cannot be read for marks; the report lists those.
UNCLEAR = 0.5

# `div/@type`, as the schema has it, and what can show that a text is of a kind.
KINDS = ("part", "chapter", "section", "subsection", "entry", "chronicle", "list", "text")
SIGNS = ("brackets", "marks", "run-in", "numbering", "chronicle", "signature", "capitals")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of divisions: its `div/@type`, and how the heads on it are numbered, if they are.

    `longest` is the number of characters of such a head, its number included.
    """

    kind: str
    numbering: tuple[re.Pattern[str], ...]
    longest: int


@dataclass(frozen=True, slots=True)
class HeadRule:
    """A head told by its shape: at most `longest` characters, none of those in `never`.

    A blank after `wrap` characters or more stands where the print broke the line. `named` are
    heads that stand for themselves on the highest level; `capitals` says that a line in capitals
    is a head.
    """

    longest: int
    never: frozenset[str]
    wrap: int = 0
    named: tuple[str, ...] = ()
    capitals: bool = False


@dataclass(frozen=True, slots=True)
class EntryRule:
    """The head of an entry that its paragraph follows: in one of the `brackets` (pairs of opening
    and closing), after one of the `marks`, or parted from the text by wide blanks (`run_in`: the
    number of its characters at the most, 0 for none).
    """

    brackets: tuple[tuple[str, str], ...]
    longest: int
    marks: str = ""
    run_in: int = 0


@dataclass(frozen=True, slots=True)
class ChronicleRule:
    """A division by dates: words in its head, the dates that begin its entries, and the periods
    (years, months) that head its parts, from the whole to the part.
    """

    heads: tuple[str, ...]
    dates: tuple[re.Pattern[str], ...]
    periods: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class FurnitureRule:
    """Page numbers by their patterns, and running heads of at most `longest` characters."""

    numbers: tuple[re.Pattern[str], ...]
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

    A name that ends in one of `offices` is that of an organisation; `words` say what the names did
    (撰稿) and are none.
    """

    brackets: tuple[tuple[str, str], ...]
    longest: int
    separators: str
    never: frozenset[str]
    offices: tuple[str, ...]
    words: frozenset[str]


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
class OcrRule:
    """What is done about the readings of an engine: words of which it is less sure than `unclear`
    (from 0 to 1) are marked; 0 marks none.
    """

    unclear: float = UNCLEAR


@dataclass(frozen=True, slots=True)
class Profile:
    """All that recognition knows of one kind of book."""

    name: str
    description: str
    language: str
    keywords: tuple[str, ...]
    signs: frozenset[str]  # what shows that a text is of this kind; of `SIGNS`
    whole: str  # the div/@type of the whole text, where its title is known
    levels: tuple[Level, ...]  # from the whole to the part; entries come below
    chapter_title: HeadRule
    head: HeadRule
    entry: EntryRule
    caption: CaptionRule
    signature: SignatureRule
    paragraph: ParagraphRule
    chronicle: ChronicleRule
    furniture: FurnitureRule
    contributor: str  # what the header calls the author of a section, in `language`
    ocr: OcrRule = OcrRule()
    latin: bool = False  # whether the book at hand is in Latin script

    def of_script(self, text: str) -> Profile:
        """The profile for a book with this text."""
        return replace(self, latin=han_share(text[:SAMPLE]) < 0.5)


SAMPLE = 40_000  # characters that tell the script of a text


def names() -> list[str]:
    """The names of the profiles that come with the program."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load(name: str) -> Profile:
    """The profile `name`: one of `names()`, or the path of a TOML file.

    Raises `UsageError` for an unknown name, `MetadataError` for a wrong key or value.
    """
    path = Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"
    if not _is(Path.is_file, path):
        raise _unknown(name)
    return _read(path)


def _unknown(name: str) -> UsageError:
    """Why `name` names no profile, and what to write instead."""
    near = difflib.get_close_matches(name, names(), n=1)
    what = f"there is no profile {name[:80]!r}"
    if name and _is(Path.is_dir, Path(name)):
        what = f"the profile {name[:80]!r} is a folder, not a file"
    elif name.endswith(".toml"):
        what = f"there is no such file as the profile {name[:80]!r}"
    remedy = f"did you mean {near[0]!r}?" if near else f"name a .toml file, or {', '.join(names())}"
    return UsageError(what, remedy=remedy)


def _is(test: Callable[[Path], bool], path: Path) -> bool:
    try:
        return test(path)
    except (OSError, ValueError):  # a name that no file can have
        return False


@cache
def _read(path: Path) -> Profile:
    table = Table.read(path)
    words = table.table("words")
    profile = Profile(
        name=table.text("name"),
        description=table.text("description"),
        language=language_tag(table, "language"),
        keywords=_words(table, "keywords"),
        signs=frozenset(_signs(table)),
        whole=_kind(table, "whole", "text"),
        levels=_levels(table),
        chapter_title=_head(table.table("title")),
        head=_head(table.table("head")),
        entry=_entry(table.table("entry")),
        caption=_caption(table.table("caption")),
        signature=_signature(table.table("signature")),
        paragraph=_paragraph(table.table("paragraph")),
        chronicle=_chronicle(table.table("chronicle")),
        furniture=_furniture(table.table("furniture")),
        contributor=words.text("contributor", "author"),
        ocr=_ocr(table.table("ocr")),
    )
    # A misspelt key is told as such before the right one is told to be missing.
    for finished in (words, table):
        finished.close()
    for key in ("name", "language"):
        if not table.text(key):
            raise table.error(key, "is missing", "a profile needs it")
    return profile


def _signs(table: Table) -> tuple[str, ...]:
    signs = table.texts("signs")
    for sign in signs:
        if sign not in SIGNS:
            raise table.error("signs", f"{sign!r} is not known", f"known: {', '.join(SIGNS)}")
    return signs


def _kind(table: Table, key: str, default: str) -> str:
    kind = table.text(key, default)
    if kind not in KINDS:
        near = difflib.get_close_matches(kind, KINDS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(KINDS)}"
        raise table.error(key, f"{kind!r} is not a kind of division", hint)
    return kind


def _levels(table: Table) -> tuple[Level, ...]:
    levels = []
    for level in table.tables("level"):
        levels.append(
            Level(
                _kind(level, "kind", ""), _patterns(level, "numbering"), level.number("longest", 30)
            )
        )
        level.close()
    return tuple(levels) or (Level("section", (), 30),)


def _patterns(table: Table, key: str) -> tuple[re.Pattern[str], ...]:
    compiled = []
    for pattern in table.texts(key):
        try:
            compiled.append(compile_pattern(pattern))
        except PatternError as error:
            raise table.error(key, f"the pattern {pattern!r} {error}", 'write "第{n}章"') from error
    return tuple(compiled)


def _chronicle(table: Table) -> ChronicleRule:
    rule = ChronicleRule(
        _words(table, "heads"), _patterns(table, "dates"), _patterns(table, "periods")
    )
    table.close()
    return rule


def _furniture(table: Table) -> FurnitureRule:
    rule = FurnitureRule(_patterns(table, "numbers"), table.number("longest", 40))
    table.close()
    return rule


def _ocr(table: Table) -> OcrRule:
    rule = OcrRule(table.share("unclear", UNCLEAR))
    table.close()
    return rule


def _head(table: Table) -> HeadRule:
    rule = HeadRule(
        table.number("longest", 30),
        frozenset(table.text("never")),
        table.number("wrap", 0),
        _words(table, "named"),
        table.flag("capitals", False),
    )
    table.close()
    return rule


def _entry(table: Table) -> EntryRule:
    rule = EntryRule(
        _pairs(table, "brackets"),
        table.number("longest", 80),
        table.text("marks"),
        table.number("run-in", 0),
    )
    table.close()
    return rule


def _caption(table: Table) -> CaptionRule:
    rule = CaptionRule(
        table.number("longest", 150),
        _words(table, "openers"),
        # The longest first: 摄影 must not be read as 摄 with a name that ends in 影.
        tuple(sorted(_words(table, "credits"), key=len, reverse=True)),
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
        frozenset(_words(table, "never")),
        _words(table, "offices"),
        frozenset(_words(table, "words")),
    )
    table.close()
    return rule


def _paragraph(table: Table) -> ParagraphRule:
    rule = ParagraphRule(
        frozenset(table.text("ends")),
        frozenset(table.text("pauses")),
        frozenset(table.text("closers")),
        _words(table, "references"),
    )
    table.close()
    return rule


def _words(table: Table, key: str) -> tuple[str, ...]:
    """Words, none of them empty: every text begins with nothing, and ends with it."""
    words = table.texts(key)
    if "" in words:
        raise table.error(key, "holds an empty string, which fits any text", "take it out")
    return words


def _pairs(table: Table, key: str) -> tuple[tuple[str, str], ...]:
    """Brackets: strings of two characters, the opening and the closing one."""
    pairs = table.texts(key)
    for pair in pairs:
        if len(pair) != 2 or pair[0] == pair[1]:
            raise table.error(key, f"{pair!r} is not a pair of brackets", 'write "【】"')
    return tuple((pair[0], pair[1]) for pair in pairs)
