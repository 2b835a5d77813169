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
        "FZ004",
        "the file's own schema cannot be used",
        Level.ERROR,
        "With --schema declared, a file is held to the schemas that it names. One of them is not "
        "there, lies on another machine or outside the repository, is broken or none that can be "
        "read, or took too much time or memory. Nothing is fetched from the network: put a copy "
        "into the repository and name that, or give the schema with --schema FILE.",
    ),
    Code(
        "FZ005",
        "rules inside the grammar were not run",
        Level.NOTE,
        "The RELAX NG holds Schematron that needs more than XPath 1.0 (TEI's own needs XSLT 2). "
        "The other rules inside it were run. Run these with another program, or ignore FZ005.",
    ),
    Code(
        "FZ006",
        "the file names no schema",
        Level.ERROR,
        "With --schema declared, a file is held to the schemas that it names, and this one names "
        "none, so nothing was checked. Name one with an xml-model instruction before the root "
        "element, or with xsi:schemaLocation, or give one with --schema FILE.",
    ),
    Code(
        "FZ007",
        "what xi:include stands for was not checked",
        Level.WARNING,
        "XInclude is not resolved: the file is checked as it stands, and pointers into what would "
        "be included are not followed. Check the parts as files of their own, or resolve the "
        "includes first (xmllint --xinclude) and check the result.",
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
        "FZ206",
        "linked file is not there",
        Level.WARNING,
        "A pointer names a file, as in target='map.xml#m1', that does not exist. Readers get a "
        "dead link. Put the file there or correct the pointer; each file is told of once. In a "
        "document with xml:base such pointers are not looked up.",
    ),
    Code(
        "FZ207",
        "linked file has no such id",
        Level.ERROR,
        "A pointer names an element of another XML file of the repository, and no element there "
        "has that xml:id. It was renamed or taken away, or the pointer has a slip. Correct the "
        "pointer, or give the element that is meant the xml:id.",
    ),
    Code(
        "FZ208",
        "linked file lies outside the repository",
        Level.WARNING,
        "A pointer names a file outside the folder above the TEI file's folder, be it through a "
        "link on disk. Nobody who gets the edition has that file. Copy it into the repository "
        "and correct the pointer, or point to its address on the web.",
    ),
    Code(
        "FZ209",
        "picture is damaged or none",
        Level.ERROR,
        "A graphic names a file that is no picture, or one that breaks off before its end: "
        "mostly a download or a copy that was interrupted. Readers would see a hole. Fetch the "
        "file anew, or export it as PNG or JPEG.",
    ),
    Code(
        "FZ210",
        "picture is of another kind than is said",
        Level.WARNING,
        "The first bytes of the file say what it is, and its suffix or mimeType says something "
        "else, as with a JPEG called fig.png. Some readers trust the name and show nothing. "
        "Rename the file and correct the url, or correct mimeType.",
    ),
    Code(
        "FZ211",
        "picture has another size than is said",
        Level.WARNING,
        "width and height of the graphic are not those of the picture, in pixels. Programs that "
        "make room for the picture will distort it or cut it. Correct them, or leave them out: "
        "the picture knows its size.",
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
    Code(
        "FZ401",
        "character stands for no character",
        Level.WARNING,
        "U+FFFD, characters for private use, controls and noncharacters mean nothing to others: "
        "U+FFFD is what is left of a character that was lost on the way, one for private use is "
        "seen only with the font that it was made for. Write the character that is printed. "
        "Where there is none, describe it; where nobody knows, write a gap.",
    ),
    Code(
        "FZ402",
        "character that cannot be seen",
        Level.WARNING,
        "Soft hyphens, zero-width spaces, byte order marks and marks of direction come from "
        "word processors and web pages. Words that hold them are not found by a search, and "
        "marks of direction can turn a text round. Take them away; a hyphen that the end of a "
        "line put there is pc with force='weak'.",
    ),
    Code(
        "FZ403",
        "character that only looks like a common one",
        Level.WARNING,
        "Kangxi radicals and compatibility ideographs (U+2F00, U+F9DC) look like Han characters "
        "and are others; they come from PDF files. Nobody who types the word will find it. "
        "Write the common character; if the transcription is to stay as it is, mark that with "
        "choice, sic and corr. What stands in sic and orig is not looked at.",
    ),
    Code(
        "FZ404",
        "word mixes scripts",
        Level.WARNING,
        "A Cyrillic or Greek letter stands in a word of Latin letters, or the other way round, "
        "and looks the same: optical recognition does that. Write the word in one script. Greek "
        "letters that stand for quantities (α, Ω, μ) are not meant; nor is what stands in sic "
        "and orig.",
    ),
    Code(
        "FZ405",
        "word or number mixes widths",
        Level.WARNING,
        "Full-width and half-width letters or figures stand side by side in one word or number, "
        "as in １2. It is not found by a search and does not count as a number. Write it in one "
        "width, that of the text. What stands in sic and orig is not looked at.",
    ),
    Code(
        "FZ406",
        "half-width punctuation between Han characters",
        Level.NOTE,
        "A text that has full-width punctuation has a half-width comma, colon or other mark "
        "between two Han characters. Mostly that is a slip of recognition. Texts whose style is "
        "half-width punctuation are left alone, and so is what stands in sic and orig; the "
        "first few elements are told.",
    ),
    Code(
        "FZ407",
        "space between Han characters",
        Level.NOTE,
        "Chinese is set without spaces, so one between two Han characters is mostly left from "
        "the layout or from recognition, and cuts a word in two for every search. Take it away "
        "if it means nothing. Heads, names, signatures, cells and items are often spaced out "
        "and left alone; the first few elements are told.",
    ),
    Code(
        "FZ408",
        "several spaces, or an unusual one",
        Level.NOTE,
        "A run of spaces, or one of a width of its own (U+2003), is layout and no text; what it "
        "means is said by markup or not at all. Write one plain space, or none between Han "
        "characters. No-break and narrow spaces are told only beside Han characters; the first "
        "few elements are told.",
    ),
    Code(
        "FZ501",
        "no date",
        Level.ERROR,
        "when, notBefore, notAfter, from or to is no date, or one that is not in the calendar, "
        "as 2023-02-30. Programs sort and search by these. Write YYYY, YYYY-MM or YYYY-MM-DD by "
        "the Gregorian calendar, and leave the printed date as it is in the element.",
    ),
    Code(
        "FZ502",
        "period ends before it begins",
        Level.ERROR,
        "from is later than to, or notBefore later than notAfter. They were exchanged, or one "
        "has a slip. Correct them; dates of different length are compared as far as both go.",
    ),
    Code(
        "FZ503",
        "no language tag",
        Level.ERROR,
        "xml:lang or ident is not written as RFC 5646 says: language, script, region, each "
        "once, in this order and with hyphens, as zh-Hans-CN. Browsers, speech output and "
        "catalogues pass over what they cannot read. The message says what is probably meant.",
    ),
    Code(
        "FZ504",
        "no such language, script or region",
        Level.WARNING,
        "The tag is written well, but there is no such language, script or region: cn and jp "
        "are countries, the languages are zh and ja; English of the United Kingdom is en-GB. "
        "Languages of three letters are known only where they must be written with two (zho is "
        "zh). Each tag is told once.",
    ),
    Code(
        "FZ601",
        "page numbers do not run",
        Level.WARNING,
        "The n of a page beginning does not follow that of the page before: a page is missing, "
        "stands twice or in the wrong place, or the number has a slip. Numbers may be Arabic, "
        "Roman, Chinese or letters; other figures, and a 1, begin a new row. Pages without n "
        "may stand between. If the book itself counts so, this can be ignored.",
    ),
)


def codes() -> dict[str, Code]:
    """Every code with its explanation, in order."""
    # The Schematron is read only when somebody asks, and it needs this module's `Code`.
    from fangzhi.check.rules import own_codes

    table = {code.code: code for code in (*_TABLE, *own_codes())}
    return dict(sorted(table.items()))


def table() -> str:
    """All rules as a table in Markdown: code, level, title."""
    rows = (f"| {entry.code} | {entry.level} | {entry.title} |" for entry in codes().values())
    return "\n".join(("| code | level | what is wrong |", "|---|---|---|", *rows)) + "\n"


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
