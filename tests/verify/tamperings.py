"""What can be done to a bag of ours: how, what must be found, and whether bagit-python misses it.

Nobody who tampers is thought to be careless: where it says `list_tags` or `in_…`, the tag manifests
were written anew afterwards, so that all digests agree.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from verify.bags import (
    NAME,
    SOURCE,
    STRONG,
    TOML,
    add,
    edit,
    files,
    in_manifests,
    in_tags,
    list_payload,
    list_tags,
    write_manifest,
)

INFO, DECLARATION = "bag-info.txt", "bagit.txt"
M512, M256 = "manifest-sha512.txt", "manifest-sha256.txt"
T512, T256 = "tagmanifest-sha512.txt", "tagmanifest-sha256.txt"


@dataclass(frozen=True)
class Tampering:
    """One way to tamper with an unpacked bag; `codes` are all that must be found.

    `missed` says that bagit-python 1.9.0 finds the bag valid.
    """

    name: str
    do: Callable[[Path], object]
    codes: str
    missed: bool = False


def _without(text: str, part: str) -> str:
    """The lines of a text that do not hold `part`."""
    return "".join(one for one in text.splitlines(keepends=True) if part not in one)


def _line_of(text: str, part: str) -> str:
    return next(one for one in text.splitlines(keepends=True) if part in one)


def _omit(bag: Path, *names: str) -> None:
    in_manifests(bag, lambda text: _without(text, SOURCE), *names)


def _swap(bag: Path) -> None:
    first, second = (bag / SOURCE).read_bytes(), (bag / TOML).read_bytes()
    (bag / SOURCE).write_bytes(second)
    (bag / TOML).write_bytes(first)


def _remove(*names: str) -> Callable[[Path], None]:
    def remove(bag: Path) -> None:
        for name in names:
            (bag / name).unlink()

    return remove


def _and_list(*steps: Callable[[Path], object]) -> Callable[[Path], None]:
    """These steps, and the tag manifests anew."""

    def run(bag: Path) -> None:
        for step in steps:
            step(bag)
        list_tags(bag)

    return run


def _tag(name: str, old: str, new: str) -> Callable[[Path], None]:
    """Replace a text of a tag file that it must hold."""

    def replace(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return lambda bag: in_tags(bag, name, replace)


def _append(name: str, text: str) -> Callable[[Path], None]:
    return lambda bag: in_tags(bag, name, lambda old: old + text)


def _downgrade(bag: Path) -> None:
    _remove(M512, M256, T512, T256)(bag)
    list_payload(bag, ["md5"])
    list_tags(bag, ["md5"])


def _only_strong(bag: Path) -> None:
    _remove(M256, T256)(bag)
    list_tags(bag, ["sha512"])


def _partial(bag: Path) -> None:
    write_manifest(bag, "manifest-md5.txt", "md5", [SOURCE])
    list_tags(bag)


def _unknown(bag: Path) -> None:
    add(bag, "manifest-crc32.txt", f"12345678  {SOURCE}\n".encode())
    list_tags(bag)


def _decompose(bag: Path) -> None:
    """What copying to an old Macintosh does."""
    found = next(bag.glob("data/source/p*.png"))
    found.rename(found.with_name(unicodedata.normalize("NFD", found.name)))


def _percent(bag: Path) -> None:
    add(bag, "data/100%.txt")
    _sound(bag)
    in_manifests(bag, lambda text: text.replace("%25", "%"))


def _sound(bag: Path) -> None:
    """Make all lists and the Payload-Oxum anew: a bag without a fault, whatever is in it."""
    payload = [bag / name for name in files(bag) if name.startswith("data/")]
    octets = sum(path.stat().st_size for path in payload)
    in_tags(
        bag,
        INFO,
        lambda text: _without(text, "Payload-Oxum") + f"Payload-Oxum: {octets}.{len(payload)}\n",
    )
    list_payload(bag)
    list_tags(bag)


def _seventh(bag: Path) -> None:
    """UTF-7 for tag files that are ASCII, which is the same bytes."""
    found = next(bag.glob("data/source/p*.png"))
    found.rename(found.with_name("park.png"))
    edit(bag, INFO, lambda data: data.decode().encode("ascii", "ignore"))
    _sound(bag)
    _tag(DECLARATION, "UTF-8", "UTF-7")(bag)


def _fetch(line: str) -> Callable[[Path], None]:
    return _and_list(lambda bag: add(bag, "fetch.txt", line.encode()))


def _listed_twice(text: str) -> str:
    return text + _line_of(text, SOURCE)


def _listed_otherwise(text: str) -> str:
    line = _line_of(text, SOURCE)
    return text + ("0" if line[0] != "0" else "1") + line[1:]


def _first_digit(text: str) -> str:
    return ("0" if text[0] != "0" else "1") + text[1:]


def _foreign_line(path: str) -> Callable[[Path], None]:
    """A line for a path that the bag does not have, in each payload manifest."""
    return lambda bag: in_manifests(bag, lambda text: text + f"{text.partition(' ')[0]}  {path}\n")


def _tag_line(name: str, path: str) -> Callable[[Path], None]:
    """The line of a file in a tag manifest that has no business there."""

    def write(bag: Path) -> None:
        tags = [one for one in files(bag) if not one.startswith(("data/", "tagmanifest-"))]
        write_manifest(bag, name, "sha512", [*tags, path])

    return write


def _prefixed(path: str, before: str) -> Callable[[Path], None]:
    return lambda bag: in_manifests(bag, lambda text: text.replace(path, before + path))


def _link(bag: Path) -> None:
    (bag / SOURCE).unlink()
    (bag / SOURCE).symlink_to(bag / TOML)


def _no_data(bag: Path) -> None:
    for path in sorted((bag / "data").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (bag / "data").rmdir()


TAMPERINGS = [
    # The payload.
    Tampering("a bit turned", lambda bag: edit(bag, SOURCE, lambda b: bytes([b[0] ^ 1]) + b[1:]),
              "FZ728"),
    Tampering("a byte cut", lambda bag: edit(bag, SOURCE, lambda b: b[:-1]), "FZ728 FZ733"),
    Tampering("a byte added", lambda bag: edit(bag, SOURCE, lambda b: b + b"!"), "FZ728 FZ733"),
    Tampering("emptied", lambda bag: edit(bag, SOURCE, lambda b: b""), "FZ728 FZ733"),
    Tampering("two files swapped", _swap, "FZ728"),
    Tampering("file removed", _remove(SOURCE), "FZ726 FZ733"),
    Tampering("file renamed", lambda bag: (bag / SOURCE).rename(bag / "data/source/other.txt"),
              "FZ726 FZ727"),
    Tampering("capitals", lambda bag: (bag / SOURCE).rename(bag / "data/source/YUNSHUI.txt"),
              "FZ726 FZ727"),
    Tampering("letters decomposed", _decompose, "FZ705", missed=True),
    Tampering("file added", lambda bag: add(bag, "data/new.txt"), "FZ727 FZ733"),
    Tampering("hidden file added", lambda bag: add(bag, "data/tei/.new"), "FZ727 FZ733"),
    Tampering("file of macOS added", lambda bag: add(bag, "data/.DS_Store"), "FZ712 FZ727 FZ733"),
    Tampering("file for a link", _link, "FZ703 FZ726 FZ733"),
    Tampering("link added", lambda bag: (bag / "data/link").symlink_to("/etc/hostname"), "FZ703"),
    Tampering("no data at all", _no_data, "FZ721 FZ726 FZ733"),
    # The payload manifests.
    Tampering("one manifest omits a file", lambda bag: _omit(bag, M512), "FZ727", missed=True),
    Tampering("both omit it", _omit, "FZ727"),
    Tampering("the same, tags as they were",
              lambda bag: edit(bag, M512, lambda b: _without(b.decode(), SOURCE).encode()),
              "FZ727 FZ728"),
    Tampering("a digit of one manifest", lambda bag: in_manifests(bag, _first_digit, M512),
              "FZ728"),
    Tampering("the same in the other", lambda bag: in_manifests(bag, _first_digit, M256), "FZ728"),
    Tampering("path twice", lambda bag: in_manifests(bag, _listed_twice, M512), "FZ724"),
    Tampering("path twice, otherwise", lambda bag: in_manifests(bag, _listed_otherwise, M512),
              "FZ724"),
    Tampering("climbing path", _foreign_line("../../etc/passwd"), "FZ702"),
    Tampering("climbing path in data", _foreign_line("data/../../x"), "FZ702"),
    Tampering("absolute path", _foreign_line("/etc/passwd"), "FZ702"),
    Tampering("path of Windows", _foreign_line("data\\source\\x.txt"), "FZ702"),
    Tampering("file that is not there", _foreign_line("data/gone.txt"), "FZ726"),
    Tampering("tag file as payload", lambda bag: in_manifests(
        bag, lambda text: text + _line_of((bag / T512).read_text(), DECLARATION), M512), "FZ725"),
    Tampering("digest too short", lambda bag: in_manifests(bag, lambda text: text[1:], M512),
              "FZ722 FZ727"),
    Tampering("digest of no figures", lambda bag: in_manifests(
        bag, lambda text: "x" + text[1:], M512), "FZ722 FZ727"),
    Tampering("line without a path", lambda bag: in_manifests(
        bag, lambda text: text + text[:128] + "\n", M512), "FZ722", missed=True),
    Tampering("empty line", lambda bag: in_manifests(bag, lambda text: text + "\n", M512),
              "FZ722", missed=True),
    Tampering("written by md5sum", _prefixed("data/tei", "*"), "FZ723", missed=True),
    Tampering("written with ./", _prefixed("data/tei", "./"), "FZ723", missed=True),
    Tampering("percent sign as it is", _percent, "FZ723", missed=True),
    Tampering("third manifest with one file", _partial, "FZ727", missed=True),
    Tampering("manifest by no algorithm", _unknown, "FZ732", missed=True),
    # Protection taken away.
    Tampering("file added at the top", lambda bag: add(bag, "read-me.txt"), "FZ729", missed=True),
    Tampering("file added below", lambda bag: add(bag, "more/x.txt"), "FZ729", missed=True),
    Tampering("one tag manifest omits bag-info.txt", lambda bag: edit(
        bag, T512, lambda b: _without(b.decode(), INFO).encode()), "FZ729", missed=True),
    Tampering("tag manifests removed", _remove(T512, T256), "FZ730", missed=True),
    Tampering("one tag manifest removed", _remove(T512), "FZ730", missed=True),
    Tampering("one manifest removed", _remove(M512), "FZ726 FZ730"),
    Tampering("one manifest removed, tags anew", _and_list(_remove(M512)), "FZ730", missed=True),
    Tampering("one algorithm left", _only_strong, "FZ730", missed=True),
    Tampering("MD5 for all", _downgrade, "FZ730 FZ731", missed=True),
    Tampering("older version", _tag(DECLARATION, "1.0", "0.97"), "FZ730", missed=True),
    Tampering("tag manifest lists payload", _tag_line(T512, SOURCE), "FZ725"),
    Tampering("tag manifest lists another", _tag_line(T512, T256), "FZ725", missed=True),
    Tampering("tag file changed", lambda bag: edit(bag, INFO, lambda b: b + b"X: y\n"), "FZ728"),
    # bagit.txt.
    Tampering("UTF-7", _seventh, "FZ739", missed=True),
    Tampering("unknown encoding", _tag(DECLARATION, "UTF-8", "UTF-99"), "FZ739"),
    Tampering("byte order mark", _tag(DECLARATION, "BagIt", "\ufeffBagIt"), "FZ720"),
    Tampering("blank before the colon", _tag(DECLARATION, "Version:", "Version :"),
              "FZ720", missed=True),
    Tampering("blank at the end", _tag(DECLARATION, "1.0\n", "1.0 \n"), "FZ720", missed=True),
    Tampering("third line", _append(DECLARATION, "More: x\n"), "FZ720", missed=True),
    Tampering("future version", _tag(DECLARATION, "1.0", "9.0"), "FZ720"),
    Tampering("no bagit.txt", _and_list(_remove(DECLARATION)), "FZ720"),
    # bag-info.txt.
    Tampering("no bag-info.txt", _remove(INFO), "FZ726 FZ740"),
    Tampering("no bag-info.txt, tags anew", _and_list(_remove(INFO)), "FZ740", missed=True),
    Tampering("wrong sum", _tag(INFO, "Payload-Oxum: ", "Payload-Oxum: 1"), "FZ733"),
    Tampering("no sum", _tag(INFO, "Payload-Oxum: ", "Payload-Oxum: many"), "FZ733"),
    Tampering("sum twice", lambda bag: in_tags(
        bag, INFO, lambda text: text + _line_of(text, "Payload-Oxum")), "FZ735", missed=True),
    Tampering("no day", _tag(INFO, "Bagging-Date: 2026", "Bagging-Date: yesterday"), "FZ736",
              missed=True),
    Tampering("beyond the last", lambda bag: in_tags(
        bag, INFO, lambda text: _without(text, "Bag-Count") + "Bag-Count: 3 of 2\n"),
        "FZ736", missed=True),
    Tampering("no colon", _append(INFO, "nothing\n"), "FZ734"),
    Tampering("blank before a colon", _append(INFO, "More : x\n"), "FZ734", missed=True),
    Tampering("byte order mark in it", lambda bag: in_tags(bag, INFO, lambda t: "\ufeff" + t),
              "FZ723", missed=True),
    # fetch.txt.
    Tampering("still to be fetched", _and_list(
        _remove(SOURCE),
        lambda bag: add(bag, "fetch.txt", f"https://example.org/x - {SOURCE}\n".encode())),
        "FZ733 FZ738"),
    Tampering("fetched to elsewhere", _fetch("https://example.org/x - ../../x\n"), "FZ702"),
    Tampering("fetched to the top", _fetch("https://example.org/x - bag-info.txt\n"),
              "FZ737", missed=True),
    Tampering("fetched without length", _fetch(f"https://example.org/x {SOURCE}\n"), "FZ737"),
    Tampering("fetched from nowhere", _fetch(f"x - {SOURCE}\n"), "FZ737"),
    Tampering("of another length", _fetch(f"https://example.org/x 1 {SOURCE}\n"),
              "FZ737", missed=True),
    Tampering("fetched, not listed", _fetch("https://example.org/x - data/x\n"),
              "FZ737 FZ738", missed=True),
]  # fmt: skip
# Nothing is wrong with these.
HARMLESS = [
    Tampering("line ends of Windows", lambda bag: in_manifests(
        bag, lambda text: text.replace("\n", "\r\n")), ""),
    Tampering("digests in capitals", lambda bag: in_manifests(
        bag, lambda text: "".join(
            one[:64].upper() + one[64:] for one in text.splitlines(keepends=True)), M256), ""),
    Tampering("several blanks", lambda bag: in_manifests(
        bag, lambda text: text.replace("  data", " \t data")), ""),
    Tampering("odd names", lambda bag: (
        add(bag, "data/100%.txt"), add(bag, "data/100%25.txt"), add(bag, "data/~x"), _sound(bag)),
        ""),
    Tampering("fetched already", _fetch(f"https://example.org/x - {SOURCE}\n"), ""),
    Tampering("another element", _append(INFO, "Contact-Name: 陆一帆\n  and others\n"), ""),
]  # fmt: skip
__all__ = ("HARMLESS", "NAME", "STRONG", "TAMPERINGS", "Tampering")
