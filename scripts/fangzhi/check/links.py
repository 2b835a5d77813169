"""Links that need code: pointers into the file and into others, ids, prefixes, pictures."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from fangzhi.check.document import POINTERS, Document, Problem
from fangzhi.check.finding import MOST, Finding, Level
from fangzhi.check.others import Others
from fangzhi.check.pictures import check_pictures, is_remote
from fangzhi.check.places import Places
from fangzhi.check.words import tag
from fangzhi.tei.names import ID, q

_PREFIXED = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(?=.)")
# Schemes that everybody can resolve; any other one is a private prefix.
_SCHEMES = frozenset(
    (
        *("about", "ark", "cid", "data", "did", "doi", "file", "ftp", "ftps", "geo", "git", "hdl"),
        *("http", "https", "info", "ipfs", "isbn", "issn", "magnet", "mailto", "mid", "news"),
        *("ni", "nntp", "oai", "sftp", "ssh", "tag", "tel", "urn", "view-source", "xri"),
    )
)

_SUFFIXES = (
    *(".xml", ".html", ".htm", ".xhtml", ".xhtm", ".pdf", ".txt", ".md", ".tei", ".png", ".jpg"),
    *(".jpeg", ".gif", ".svg", ".webp", ".tif", ".tiff", ".jp2", ".json", ".csv", ".mp3", ".mp4"),
    ".rng",
)

_HINTS = 200  # dead pointers of a file that get the nearest id as a hint
_COMPARED = 500  # ids that are looked at for one of them


def check_links(
    tree: etree._ElementTree,
    path: Path,
    places: Places | None = None,
    source_folder: Path | None = None,
    document: Document | None = None,
) -> list[Finding]:
    """Pointers that lead nowhere, ids used twice, undeclared prefixes, what is wrong with pictures.

    `path` is the TEI file: pictures are looked for from its folder, and those under `../source/` in
    `source_folder` where that is given (as `Edition` does it).
    """
    places = places or Places(tree, path)
    document = document or Document(tree, path, source_folder)
    problems = [_pointers(document), check_pictures(document)]
    if len(document.ids) < len(document.attributes.get(ID, ())):
        problems.append(_twice(tree, places))
    return places.findings(chain.from_iterable(problems))


def _pointers(document: Document) -> Iterator[Problem]:
    """FZ201 for each `#id` that no element has; FZ205 once for each undeclared prefix.

    Pointers into other files are the business of `others`: FZ206 to FZ208.
    """
    declared = _declared(document)
    doubtful = _doubtful(document, declared)
    if not doubtful:
        return
    nearest, others = _Nearest(document.ids), Others(document)
    strange: dict[str, list[etree._Element]] = {}
    told = 0
    for element, name, pointer in _pointing(document.root, doubtful):
        if pointer.startswith("#"):
            told += 1
            # Words that nobody will read are not made.
            message = _nowhere(element, name, pointer, nearest) if told <= MOST else ""
            yield "FZ201", Level.ERROR, message, element
        elif prefix := _private_prefix(pointer):
            strange.setdefault(prefix, []).append(element)
        else:
            others.meet(element, name, pointer)
    for prefix, elements in strange.items():
        yield "FZ205", Level.ERROR, _undeclared(prefix, len(elements), declared), elements[0]
    yield from others.problems()


def _doubtful(document: Document, declared: list[str]) -> set[str]:
    """The pointers that do not resolve in this document.

    There are hardly any; so, mostly, no element must be looked at.
    """
    unknown = document.inner - document.ids.keys()
    dead = {f"#{name}" for name in unknown if not _resolves(name, document.ids)}
    fine = ("#", *(f"{prefix}:" for prefix in declared if len(prefix) > 1))
    # Pictures and the patterns of prefixes name files; both are the business of others.
    named = [one.get("url", "") for one in document.named(q("graphic"), q("media"))]
    named += [one.get("replacementPattern", "") for one in document.named(q("prefixDef"))]
    words = document.pointers.difference(" ".join(named).split())
    return dead.union(
        word
        for word in words
        if not word.startswith(fine)
        and (_private_prefix(word) or (_names_file(word) and not is_remote(word)))
    )


def _pointing(root: etree._Element, words: set[str]) -> Iterator[tuple[etree._Element, str, str]]:
    """(element, attribute, pointer) for each pointer that is one of `words`."""
    for element in root.iter("*"):
        for key, value in element.attrib.items():
            name, text = str(key), str(value)
            if name in POINTERS:
                yield from ((element, name, word) for word in text.split() if word in words)


def _names_file(word: str) -> bool:
    """Whether a word has a folder, a fragment, or a suffix that files have."""
    return "/" in word or "#" in word or word.lower().endswith(_SUFFIXES)


def _private_prefix(pointer: str) -> str:
    """The prefix of a pointer that needs a prefixDef; a single letter is a drive of Windows."""
    match = _PREFIXED.match(pointer) if ":" in pointer else None
    if not match or len(match[1]) == 1 or match[1].lower() in _SCHEMES:
        return ""
    return match[1]


def _declared(document: Document) -> list[str]:
    """The prefixes that the header declares."""
    return [one.get("ident", "") for one in document.named(q("prefixDef"))]


def _resolves(target: str, ids: dict[str, None]) -> bool:
    # TEI's own XPointer schemes, `#xpath(…)`, and the empty pointer to the document itself.
    return target in ids or not target or "(" in target or unquote(target) in ids


class _Nearest:
    """The xml:id that is nearest to a dead pointer.

    Comparing takes a thousandth of a second and more; a file in which a whole class of ids is gone
    must not take minutes, so only so many pointers get a hint.
    """

    def __init__(self, ids: Iterable[str]) -> None:
        self._ids = list(ids)
        self._known: dict[str, str] = {}

    def hint(self, target: str) -> str:
        """How the message about a pointer to `target` ends."""
        if target not in self._known:
            if len(self._known) == _HINTS:
                return "correct it, or give the element that is meant this xml:id"
            near = difflib.get_close_matches(target, self._like(target), n=1, cutoff=0.6)
            self._known[target] = f"the nearest is {near[0]!r}" if near else "none is similar"
        return self._known[target]

    def _like(self, target: str) -> list[str]:
        close = [
            one for one in self._ids if one[:2] == target[:2] and abs(len(one) - len(target)) < 3
        ]
        return (close or self._ids)[:_COMPARED]


def _nowhere(element: etree._Element, name: str, pointer: str, nearest: _Nearest) -> str:
    return (
        f"@{name} of {tag(element.tag)} points to {pointer}, but no element has that xml:id; "
        f"{nearest.hint(pointer[1:])}"
    )


def _undeclared(prefix: str, times: int, declared: list[str]) -> str:
    others = f"declared: {', '.join(declared)}" if declared else "the header declares none"
    count = f" ({times} pointers use it)" if times > 1 else ""
    return (
        f"the prefix {prefix}: has no prefixDef in the header{count}; "
        f"add one to listPrefixDef or correct the pointer ({others})"
    )


def _twice(tree: etree._ElementTree, places: Places) -> Iterator[Problem]:
    """FZ202 for each xml:id that an element before it has."""
    first: dict[str, etree._Element] = {}
    for element in tree.getroot().iter("*"):
        name = element.get(ID)
        if name is None:
            continue
        if name in first:
            line, _ = places.of(first[name])
            yield (
                "FZ202",
                Level.ERROR,
                f"xml:id {name!r} of {tag(element.tag)} is already that of "
                f"{tag(first[name].tag)} in line {line}; give one of them another",
                element,
            )
        else:
            first[name] = element
