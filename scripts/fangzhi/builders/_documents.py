"""The rendered text cut into the files of an EPUB: one a section, small ones of a kind together."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from fangzhi.builders._render import NAMESPACES
from fangzhi.builders._spaces import XHTML

# Entries that stand in a chapter without sections share a file until it holds so many characters:
# a file an entry would be thousands of files, one file for all would be too much for a reader.
FULL = 30_000
_SECTION = f"{{{XHTML}}}section"


@dataclass(slots=True)
class Document:
    """One file of the text: its name, what it is of (`frontmatter` …) and its content in `body`."""

    name: str
    part: str
    language: str
    body: etree._Element

    @property
    def first_id(self) -> str:
        """The id of its first division; empty where it has none."""
        return next((section.get("id", "") for section in self.body.iter(_SECTION)), "")


def _document(part: str, language: str, nodes: list[etree._Element]) -> Document:
    # Nodes are moved inside one tree: on their own they would lose their namespace prefixes, and to
    # move them to another tree costs as much as to render them.
    body = etree.SubElement(nodes[0].getroottree().getroot(), f"{{{XHTML}}}body", nsmap=NAMESPACES)
    body.extend(nodes)
    return Document("", part, language, body)


def documents(main: etree._Element) -> list[Document]:
    """The rendered text `main` in files, in reading order. Takes the tree apart."""
    found: list[Document] = []
    for part in list(main):
        for share in _shares(list(part)):
            _split(found, share, part.get("data-part", ""), part.get("lang", ""))
    for number, document in enumerate(found, 1):
        document.name = f"text-{number:04}.xhtml"
    return found


def _split(found: list[Document], share: list[etree._Element], part: str, language: str) -> None:
    """Add the files of one division of the first level, with what floats around it."""
    chapter = next((node for node in share if node.tag == _SECTION), None)
    shares = _shares(list(chapter)) if chapter is not None else []
    found.append(_document(part, language, share))
    if chapter is None or not any(_division(nodes) is not None for nodes in shares):
        return
    language = chapter.get("lang") or language
    room = FULL
    if _has_text(shares[0]):  # the chapter has a text of its own before its sections: a file
        first = next(at for at, node in enumerate(shares[0]) if node.tag == _SECTION)
        shares[:1] = [shares[0][:first], shares[0][first:]]
        room = 0
    else:
        first_division = _division(shares[0])
        small = first_division is not None and _is_small(first_division)
        room -= sum(_length(node) for node in shares[0]) if small else FULL
    for nodes in shares[1:]:
        division = _division(nodes)
        small = division is not None and _is_small(division)
        length = sum(_length(node) for node in nodes) if small else FULL
        if small and length <= room:
            room -= length
            if found[-1].body is not chapter.getparent():
                found[-1].body.extend(nodes)
        else:
            room = FULL - length
            found.append(_document(part, language, nodes))
    if found[-1].body is not chapter.getparent():  # what comes after the chapter, after its end
        found[-1].body.extend(chapter.itersiblings())


def _shares(nodes: list[etree._Element]) -> list[list[etree._Element]]:
    """Each division with what belongs to it: page beginnings before it, anything else after it.

    What stands before the first division goes with it; without any division all is one share.
    """
    shares: list[list[etree._Element]] = []
    loose: list[etree._Element] = []
    for node in nodes:
        if node.tag != _SECTION:
            loose.append(node)
            continue
        kept = len(loose)
        while shares and kept and _is_break(loose[kept - 1]):
            kept -= 1
        if shares:
            shares[-1].extend(loose[:kept])
            loose = loose[kept:]
        shares.append([*loose, node])
        loose = []
    if shares:
        shares[-1].extend(loose)
    elif loose:
        shares.append(loose)
    return shares


def _division(nodes: list[etree._Element]) -> etree._Element | None:
    return next((node for node in nodes if node.tag == _SECTION), None)


def _is_break(node: etree._Element) -> bool:
    return node.tag in (f"{{{XHTML}}}span", f"{{{XHTML}}}hr")


def _is_small(section: etree._Element) -> bool:
    return "entry" in section.get("class", "").split()


def _has_text(nodes: list[etree._Element]) -> bool:
    """Whether there is more than heads and page beginnings before the first division."""
    for node in nodes:
        if node.tag == _SECTION:
            return False
        if not _is_break(node) and not _is_heading(node):
            return True
    return False


def _is_heading(node: etree._Element) -> bool:
    name = str(node.tag).rpartition("}")[2]
    return name == "header" or (len(name) == 2 and name[0] == "h" and name[1].isdigit())


def _length(node: etree._Element) -> int:
    return sum(len(str(text)) for text in node.itertext())
