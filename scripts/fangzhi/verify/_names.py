"""What is wrong with the names of members: where they lead, and whether every system can have them.

Used for members of containers, and by kinds for the paths in their lists.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from fangzhi.verify._member import DEEPEST, LONGEST_NAME, Kind, Member
from fangzhi.verify.problems import ERROR, WARNING, Problem

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_TURNING = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LONE = re.compile("[\ud800-\udfff]")
DOTS = re.compile(r"\A(?:\./+)+")  # what tar and find put before names
_DRIVE = re.compile(r"[A-Za-z]:")
# Names that Windows cannot write (Microsoft, "Naming Files, Paths, and Namespaces").
_NOT_WINDOWS = re.compile('[<>:"|?*]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?", re.IGNORECASE)
_SYSTEM_FILES = {".ds_store", "thumbs.db", "desktop.ini", ".directory", "__macosx"}


def leads_out(name: str) -> str:
    """Why a path does not stay below its folder, on any system; empty where it does.

    Backslashes, drive letters, `~` and `%NAME%` mean places on some system.
    """
    parts = name.split("/")
    if name.startswith("/"):
        return "is an absolute path"
    if ".." in parts:
        return "climbs with .."
    if "\\" in name:
        return "holds a backslash, which parts folders on Windows"
    if _DRIVE.match(name):
        return "begins with a drive letter"
    if name.startswith("~"):
        return "begins with ~, which shells take for a home folder"
    if name.startswith("%") and "%" in name[1:]:
        return "begins with a variable of Windows"
    return ""


def faults(member: Member) -> Iterator[Problem]:
    """What is wrong with one member by its name and kind."""
    name = member.name
    if reason := leads_out(name):
        yield Problem(
            "FZ702", ERROR, f"{reason}; make the archive anew with paths below one folder", name
        )
    if member.kind is Kind.LINK:
        yield _link(member)
    elif member.kind is Kind.OTHER:
        yield Problem("FZ703", ERROR, "is a device, a pipe or a socket; take it away", name)
    elif member.target:
        yield Problem(
            "FZ703",
            WARNING,
            f"is a hard link to {member.target}, whose bytes are taken for it; store the file",
            name,
        )
    if not reason:
        yield from portability(name)


def _link(member: Member) -> Problem:
    target = posixpath.normpath(posixpath.join(posixpath.dirname(member.name), member.target))
    out = leads_out(target) or leads_out(member.target.replace("../", ""))
    what = f"is a link to {member.target}"
    what += ", out of the package" if out else ""
    return Problem(
        "FZ703", ERROR, f"{what}; links are not followed: put the file there", member.name
    )


def portability(name: str) -> Iterator[Problem]:
    """Why some system cannot have a file of this name, or shows another."""
    if _LONE.search(name):
        yield Problem("FZ706", ERROR, "has a name that is not UTF-8; rename it", name)
    elif _CONTROL.search(name):
        yield Problem(
            "FZ706", WARNING, "has a control character or a line end in its name; rename it", name
        )
    elif _TURNING.search(name):
        yield Problem(
            "FZ706", WARNING, "has a character in its name that cannot be seen; rename it", name
        )
    if is_system_file(name):
        yield Problem("FZ712", WARNING, "was left by an operating system; take it away", name)
        return
    parts = name.split("/")
    if len(parts) > DEEPEST or len(name.encode(errors="surrogatepass")) > LONGEST_NAME:
        yield Problem(
            "FZ706",
            ERROR,
            f"lies more than {DEEPEST} folders deep, or has a path of more than {LONGEST_NAME} "
            "bytes, which many systems cannot write; put it higher",
            f"{name[:80]}…",
        )
        return
    for part in parts:
        if _NOT_WINDOWS.search(part) or _DEVICES.fullmatch(part) or part[-1:] in (".", " "):
            if part not in (".", ".."):
                yield Problem(
                    "FZ706", WARNING, f"cannot be written on Windows ({part}); rename it", name
                )
            return


def doubled(names: Iterable[str]) -> Iterator[Problem]:
    """A problem for each name that stands more than once in a container."""
    for name, number in Counter(names).items():
        if number > 1:
            yield Problem(
                "FZ704",
                ERROR,
                f"stands {number} times in the archive, and programs differ on which they take; "
                "make the archive anew",
                name,
            )


def clashes(names: Iterable[str]) -> Iterator[Problem]:
    """A problem for names that are one and the same on systems that ignore case or composition."""
    seen: dict[str, str] = {}
    for name in names:
        first = seen.setdefault(fold(name, case=True), name)
        if first == name:
            continue
        plain = fold(first, case=False) == fold(name, case=False)
        how = "in how its letters are composed (NFC, NFD)" if plain else "in capitals"
        yield Problem(
            "FZ705",
            WARNING,
            f"differs from {first} only {how}: on Windows and macOS one overwrites the other; "
            "rename one",
            name,
        )


def fold(name: str, *, case: bool) -> str:
    """What is the same for names that differ in composition, and where `case`, in capitals."""
    if not name.isascii():
        name = unicodedata.normalize("NFC", name)
    return name.casefold() if case else name


def is_system_file(path: str) -> bool:
    """Whether a path has a name that operating systems leave behind."""
    return any(part.lower() in _SYSTEM_FILES for part in path.split("/"))
