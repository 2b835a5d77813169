"""EPUBs (EPUB 3.3 and OCF; EPUB 2 as far as it is the same): whether the book is whole.

Looked at: `mimetype`, container.xml, the package document, that the manifest and the files are the
same, the spine, navigation with its targets, the page list in reading order, media types against
bytes, XML, what is fetched from the web, encryption, and every checksum of the zip.

Left to EPUBCheck, which needs Java: the schemas of package document, XHTML, SVG and SMIL, metadata,
CSS, links in the text, fallbacks, accessibility. Nothing here says that a book is valid, but that
nothing of it is lost and that it needs nobody else's server.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from fangzhi.tei.names import ID, local
from fangzhi.verify._epub_codes import EPUB_CODES
from fangzhi.verify._media import ROOTS, START, contradicts, fetched, fetched_by_css
from fangzhi.verify._opf import CONTAINER_FILE, Item, Package, XmlError, package, parse, resolve
from fangzhi.verify.container import Container
from fangzhi.verify.digests import Digests
from fangzhi.verify.problems import ERROR, WARNING, MemberError, Problem

NAME = "EPUB"
CODES = EPUB_CODES
MIMETYPE, _TYPE = "mimetype", b"application/epub+zip"
_FIRST_BYTES = 38  # where the data of the first member begin when it is called so and has no extra
_ENCRYPTION, _RIGHTS = "META-INF/encryption.xml", "META-INF/rights.xml"
_DISGUISES = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
_XHTML, _NCX = "application/xhtml+xml", "application/x-dtbncx+xml"
_READABLE = (_XHTML, "image/svg+xml", "application/x-dtbook+xml", "text/x-oeb1-document")


def recognises(container: Container) -> bool:
    """An EPUB has a mimetype or META-INF/container.xml; what it says is looked at later."""
    return MIMETYPE in container or CONTAINER_FILE in container


def check(container: Container, digests: Digests) -> Iterator[Problem]:
    """Everything that is wrong with an EPUB."""
    digests(dict.fromkeys(container.files, ()))  # every byte is read, every checksum compared
    yield from _mimetype(container)
    disguised, problems = _encrypted(container)
    yield from problems
    found = package(container)
    if isinstance(found, Problem):
        yield found
        return
    yield from found.problems
    yield from _manifest(container, found)
    texts = _Texts()
    for item in found.items.values():
        if item.path in container and item.path not in disguised:
            yield from _content(container, item, texts)
    yield from _spine(found)
    yield from _navigation(container, found, texts)


def _mimetype(container: Container) -> Iterator[Problem]:
    member = container.files.get(MIMETYPE)
    if member is None:
        yield Problem("FZ750", ERROR, "is missing; pack the EPUB anew", MIMETYPE)
        return
    if member.size != len(_TYPE) or container.read(MIMETYPE) != _TYPE:
        text = _TYPE.decode()
        yield Problem("FZ750", ERROR, f"does not hold {text} and nothing else", MIMETYPE)
    if container.form != "zip":
        return  # a folder that an EPUB was unpacked to has no order
    if next(iter(container.members)) != MIMETYPE:
        yield Problem("FZ750", ERROR, "is not the first file; pack the EPUB anew", MIMETYPE)
    elif member.method or member.place != _FIRST_BYTES:
        yield Problem(
            "FZ750", ERROR, "is compressed or has an extra field; pack the EPUB anew", MIMETYPE
        )


def _encrypted(container: Container) -> tuple[set[str], list[Problem]]:
    """The files whose bytes are not their own, and what to say of them."""
    problems = []
    if _RIGHTS in container:
        problems.append(Problem("FZ758", WARNING, "governs who may read the book", _RIGHTS))
    if _ENCRYPTION not in container:
        return set(), problems
    disguised: set[str] = set()
    try:
        root = parse(container, _ENCRYPTION)
    except XmlError as error:
        return disguised, [*problems, error.problem]
    for data in root.iter("{*}EncryptedData"):
        method, reference = data.find("{*}EncryptionMethod"), data.find(".//{*}CipherReference")
        how = method.get("Algorithm", "") if method is not None else ""
        path = resolve("", reference.get("URI", ""))[0] if reference is not None else ""
        disguised.add(path)
        if how in _DISGUISES:
            problems.append(Problem("FZ758", WARNING, "is a font that is disguised", path))
        else:
            problems.append(Problem("FZ758", ERROR, f"is encrypted ({how})", path))
    return disguised, problems


def _manifest(container: Container, found: Package) -> Iterator[Problem]:
    """The manifest and the files are the same, apart from the container's own."""
    listed = {item.path for item in found.items.values()}
    for item in found.items.values():
        if item.remote:
            yield Problem(
                "FZ757", ERROR, f"lists {item.remote[:200]}, which lies on the web", found.path
            )
        elif item.path not in container:
            yield Problem(
                "FZ752", ERROR, f"lists {item.path[:200]}, which is not there", found.path
            )
    for name in container.members:
        own = name in (MIMETYPE, found.path) or name.startswith("META-INF/")
        if not own and name not in listed:
            yield Problem("FZ753", ERROR, f"is not listed in {found.path}", name)


@dataclass(slots=True)
class _Texts:
    """What is remembered of the documents: the order of their ids; the root of the navigation."""

    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    navigation: dict[str, etree._Element] = field(default_factory=dict)


def _content(container: Container, item: Item, texts: _Texts) -> Iterator[Problem]:
    """One file: its kind, its XML, and what it fetches."""
    try:
        with container.open(item.path) as stream:
            start = stream.read(START)
        if reason := contradicts(item.media_type, start):
            yield Problem("FZ756", ERROR, f"{reason}; correct the media type", item.path)
            return
        if item.media_type == "text/css":
            css = container.read(item.path).decode("utf-8", "replace")
            yield from (_fetches(address, item) for address in fetched_by_css(css))
        if item.media_type not in ROOTS:
            return
        root = parse(container, item.path)
    except MemberError:
        return  # told by the digests already
    except XmlError as error:
        yield error.problem
        return
    if (name := local(root)) not in ROOTS[item.media_type]:
        yield Problem(
            "FZ756", ERROR, f"is said to be {item.media_type}, and is <{name}>", item.path
        )
        return
    yield from (_fetches(address, item) for address in fetched(root))
    ids = texts.ids[item.path] = {}
    for number, element in enumerate(root.iter(etree.Element)):
        if known := element.get("id") or element.get(ID):
            ids.setdefault(known, number)
    if "nav" in item.properties:
        texts.navigation[item.path] = root


def _fetches(address: str, item: Item) -> Problem:
    return Problem(
        "FZ757", ERROR, f"fetches {address[:200]} from the web; put it into the EPUB", item.path
    )


def _spine(found: Package) -> Iterator[Problem]:
    for name in found.spine:
        item = found.items[name]
        if item.media_type not in _READABLE and not item.has_fallback:
            yield Problem(
                "FZ754", ERROR, f"the spine names “{name}”, a {item.media_type}", found.path
            )


def _navigation(container: Container, found: Package, texts: _Texts) -> Iterator[Problem]:
    """One navigation document with contents, and lists that lead somewhere."""
    items = [item for item in found.items.values() if "nav" in item.properties]
    if found.version.startswith("2"):
        if not any(one.media_type == _NCX for one in found.items.values()):
            yield Problem("FZ755", ERROR, "lists no NCX (table of contents)", found.path)
        return
    if len(items) != 1:
        number = len(items) or "no"
        yield Problem(
            "FZ755", ERROR, f"has {number} items with the property nav, not one", found.path
        )
    order = {found.items[name].path: number for number, name in enumerate(found.spine)}
    for path, root in texts.navigation.items():
        lists = {
            kind: nav
            for nav in root.iter("{http://www.w3.org/1999/xhtml}nav")
            for kind in nav.get(_EPUB_TYPE, "").split()
        }
        if "toc" not in lists:
            yield Problem("FZ755", ERROR, "holds no list of the contents (toc)", path)
        for kind, nav in lists.items():
            targets = [
                resolve(path, anchor.get("href", ""))
                for anchor in nav.iter("{http://www.w3.org/1999/xhtml}a")
                if anchor.get("href") and not _has_scheme(anchor.get("href", ""))
            ]
            yield from _targets(container, path, kind, targets, texts)
            if kind == "page-list":
                yield from _page_order(path, targets, order, texts)


def _has_scheme(address: str) -> bool:
    return ":" in address.partition("/")[0].partition("#")[0]


def _targets(
    container: Container, path: str, kind: str, targets: list[tuple[str, str]], texts: _Texts
) -> Iterator[Problem]:
    for file, name in targets:
        if file not in container:
            yield Problem("FZ759", ERROR, f"{kind} points to {file}, which is not there", path)
        elif name and file in texts.ids and name not in texts.ids[file]:
            yield Problem("FZ759", ERROR, f"{kind} points to {file}#{name}: no such id", path)


def _page_order(
    path: str, targets: list[tuple[str, str]], order: dict[str, int], texts: _Texts
) -> Iterator[Problem]:
    """Each page begins behind the one before it, by spine and by place in the file."""
    before = (-1, -1)
    for file, name in targets:
        if file not in order:
            continue
        place = (order[file], texts.ids.get(file, {}).get(name, -1))
        if place < before:
            yield Problem(
                "FZ760",
                ERROR,
                f"the page at {file}#{name} stands behind one that is read later; sort the pages",
                path,
            )
        before = max(before, place)
