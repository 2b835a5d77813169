"""The text of an edition as XHTML: rendered, its spaces settled, its links resolved."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlsplit

from lxml import etree

from fangzhi.builders._pictures import Picture, Pictures
from fangzhi.builders._spaces import XHTML, dissolve, settle_spaces
from fangzhi.builders._stylesheet import failed, stylesheet
from fangzhi.builders._typography import Typography
from fangzhi.builders._words import Words
from fangzhi.errors import UsageError
from fangzhi.setting import Setting
from fangzhi.tei.edition import Edition

EPUB = "http://www.idpf.org/2007/ops"
NAMESPACES: dict[str, str] = {None: XHTML, "epub": EPUB}  # type: ignore[dict-item]
_X = f"{{{XHTML}}}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# RFC 5646 as far as reading systems insist on it.
_TAG = re.compile(r"(?:[A-Za-z]{2,3}|[A-Za-z]{5,8}|[xi](?=-))(?:-[A-Za-z0-9]{1,8})*")
# Elements that end in their file's line, so that the files can be read and compared.
_LINED = frozenset(
    f"{_X}{name}"
    for name in ("section", "header", "p", "h1", "h2", "h3", "h4", "h5", "h6", "aside", "tr", "li")
)


def render(
    edition: Edition,
    mode: str,
    words: Words,
    offset: int = 0,
    setting: Setting | None = None,
    typography: Typography | None = None,
) -> etree._Element:
    """The text of `edition` (one with ids: `Edition.identified`) as an XHTML `main`.

    `mode` is `epub` or `html`; `offset` is added to the level of every heading. Spaces, languages,
    dates, note numbers and typography are settled; links and pictures are still as in the TEI.
    Raises `UsageError` when a style sheet of the user's cannot be used.
    """
    file = setting.stylesheet if setting else None
    main = _transform(edition, mode, words, offset, file)
    settle_spaces(main)
    _settle_values(main, words, mode)
    if typography:
        typography.settle(main)
    return main


def _transform(
    edition: Edition, mode: str, words: Words, offset: int, file: Path | None
) -> etree._Element:
    text = etree.XSLT.strparam
    keys = (
        *("printed", "recognised", "illegible", "unclear", "unsure"),
        *("back", "note", "table"),
    )
    said = {f"word-{key}": text(words[key]) for key in keys}
    try:
        result = stylesheet(file)(
            edition.tree,
            mode=text(mode),
            offset=str(offset),
            **said,  # type: ignore[arg-type]
        )
    except etree.XSLTApplyError as error:
        raise failed(error, file) from error
    main = result.getroot()
    if main is None or main.tag != f"{_X}main":
        raise UsageError(
            "the style sheet did not make an XHTML main",
            where=file,
            remedy="leave the template for / to ours, and override those of elements",
        )
    return main


# ---------------------------------------------------------------- values


def language_tag(stated: str) -> str:
    """`stated` if it has the form of a language tag (BCP 47), else `und`."""
    return stated if _TAG.fullmatch(stated) else "und"


def _settle_values(main: etree._Element, words: Words, mode: str) -> None:
    """Languages and dates that XHTML accepts, marks of notes, names of pages, ends of lines."""
    notes = _Notes()
    tables = 0
    # A page beginning is called by its label in EPUB; the web's ARIA lets it have a title only.
    name = "aria-label" if mode == "epub" else "title"
    for element in main.iter(etree.Element):
        if (stated := element.get("lang")) is not None:
            element.set("lang", language_tag(stated))
            element.set(_XML_LANG, language_tag(stated))
        if element.tag in _LINED:
            element.tail = (element.tail or "") + "\n"
        if element.tag == f"{_X}time" and not _is_date(element.get("datetime", "")):
            element.tag = f"{_X}span"
            del element.attrib["datetime"]
        elif depth := element.get("data-depth"):
            del element.attrib["data-depth"]
            if depth in ("1", "2"):
                notes.number = 0
        elif (role := element.get("role")) == "doc-pagebreak":
            element.set(name, words.page(element.get("data-n", "")))
        elif role == "region" and (name_of_all := element.get("aria-label")):
            tables += 1  # two regions of one name could not be told apart
            element.set("aria-label", f"{name_of_all} {tables}")
        elif role is not None:
            notes.settle(element, role)


class _Notes:
    """The marks of notes: those that have none in print are numbered, anew in each file."""

    def __init__(self) -> None:
        self.number = 0
        self._marks: dict[str, str] = {}

    def settle(self, element: etree._Element, role: str) -> None:
        """Give the mark to the call of a note, to the note's name and to the link back."""
        if role == "doc-noteref":
            if not element.text:
                self.number += 1
                element.text = str(self.number)
            self._marks[element.get("href", "")] = element.text
        elif role == "doc-footnote":
            self._name(element, f"#{element.get('id', '')}")
        elif role == "doc-backlink":
            called = element.get("href", "").replace("#ref:", "#", 1)
            element.text = self._marks.get(called, "") or "↩"
            self._name(element, called)

    def _name(self, element: etree._Element, called: str) -> None:
        mark = self._marks.get(called, "")
        element.set("aria-label", f"{element.get('aria-label', '')} {mark}".strip())


def _is_date(text: str) -> bool:
    """Whether HTML takes `text` as a year, a month or a day."""
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        return False
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


# ---------------------------------------------------------------- links and pictures


def settle_links(
    main: etree._Element, link: Callable[[str], str | None], label: Callable[[str], str]
) -> None:
    """Point every link at its target; `link` gives the address of an id, None if it is not there.

    What leads nowhere, to a file beside the TEI, or to a scheme that runs code becomes plain text.
    A pointer without a text of its own (`ptr`) shows what `label` calls its target.
    """
    for anchor in main.iter(f"{_X}a"):
        target = anchor.get("href", "").split(" ")[0]
        address = link(target[1:]) if target.startswith("#") else web_address(target)
        if address is None:
            anchor.tag = f"{_X}span"
            for name in ("href", "role", "aria-label", f"{{{EPUB}}}type"):
                anchor.attrib.pop(name, "")
            continue
        anchor.set("href", address)
        if anchor.get("class") == "ptr" and target.startswith("#"):
            anchor.text = f"→ {label(target[1:])}".strip()


def web_address(target: str) -> str | None:
    """A link to the web or a mailbox in ASCII, or None."""
    try:
        parts = urlsplit(target)
        host = parts.hostname or ""
        parts.port  # noqa: B018  (raises on a bad port)
    except ValueError:
        return None
    if parts.scheme == "mailto" and "@" in parts.path:
        return quote(target, safe=":@?&=.%+-_~,")
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[\w.\-]+", host):
        return None
    return quote(
        target.replace(parts.netloc, _ascii_host(parts.netloc), 1), safe=":/?#@!$&'()*+,;=%~-._"
    )


def _ascii_host(netloc: str) -> str:
    try:
        return netloc.encode("ascii").decode()
    except UnicodeEncodeError:
        try:
            return netloc.encode("idna").decode()
        except UnicodeError:
            return quote(netloc)


def settle_pictures(
    main: etree._Element, pictures: Pictures, address: Callable[[Picture], str]
) -> None:
    """Give every `img` its picture; one without a picture goes, and leaves its description."""
    for image in list(main.iter(f"{_X}img")):
        picture = pictures.find(image.get("src", ""))
        if picture is not None:
            image.set("src", address(picture))
            continue
        parent = image.getparent()
        described = image.get("alt", "")
        if described and parent is not None and parent.tag == f"{_X}figure":
            image.tag = f"{_X}p"
            image.text = described
            for name in ("src", "alt"):
                del image.attrib[name]
            image.set("class", "description")
        else:
            dissolve(image)


# ---------------------------------------------------------------- writing


def markup(element: etree._Element) -> str:
    """An element as XHTML that an HTML parser reads alike: `<span></span>`, but `<br/>`.

    Its namespaces are not declared: the document that it is put into does that.
    """
    for empty in element.iter(etree.Element):
        if not len(empty) and not empty.text and empty.tag not in _VOID:
            empty.text = ""
    written = etree.tostring(element, encoding="unicode", with_tail=False)
    opening, bracket, rest = written.partition(">")
    return _NAMESPACES.sub("", opening) + bracket + rest


_VOID = frozenset(f"{_X}{name}" for name in ("img", "br", "hr", "wbr", "col"))
_NAMESPACES = re.compile(r' xmlns(:\w+)?="[^"]*"')


def by_id(main: etree._Element) -> dict[str, etree._Element]:
    """The elements that can be linked to, by their ids."""
    return {name: element for element in main.iter(etree.Element) if (name := element.get("id"))}
