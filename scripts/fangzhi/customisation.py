"""The TEI customisation for people: its files copied out, and its ODD as a page or as plain words.

What an element is for stands in the ODD, what it may have in the grammar; a test keeps the two in
step. Here they are put together (TEI Guidelines, chapter 23: Documentation Elements).
"""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from lxml import etree

from fangzhi import __version__
from fangzhi.archive import write_whole
from fangzhi.errors import EditedError, OutputError, UsageError
from fangzhi.resources import PACKAGE, schema_folder
from fangzhi.tei.names import ID, parse_file, q

RNG = "{http://relaxng.org/ns/structure/1.0}"
FILES = ("fangzhi.odd", "fangzhi.rnc", "fangzhi.rng", "fangzhi.xsd", "xml.xsd", "fangzhi.sch")
PAGE = "fangzhi.html"
WIDTH = 78
# In these an attribute or a child may be left out.
_LOOSE = frozenset(f"{RNG}{name}" for name in ("optional", "zeroOrMore", "choice"))


@dataclass(slots=True)
class Attribute:
    """One attribute of an element: whether it must be there, and what may stand in it.

    `values` are those of a closed list, with their meanings; empty where the list is open.
    """

    name: str
    required: bool
    description: str = ""
    values: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Element:
    """One element: what it is for, its attributes by name, and what may stand in it."""

    name: str
    description: str = ""
    attributes: dict[str, Attribute] = field(default_factory=dict)
    children: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    text: bool = False
    met: int = 0  # declarations of it in the grammar


# ---------------------------------------------------------------- files


def copy_schema(folder: Path, *, force: bool = False) -> tuple[list[Path], list[Path]]:
    """Copy the schema files and the page made from the ODD into `folder`: (written, as they were).

    Raises `EditedError`, and writes nothing, where a file of the same name says something else and
    `force` does not allow to overwrite it; `OutputError` where nothing can be written.
    """
    files = {name: (schema_folder() / name).read_bytes() for name in FILES} | {PAGE: page()}
    changed = [name for name in files if _content(folder / name) not in (None, files[name])]
    if changed and not force:
        others = f", and so have {', '.join(changed[1:])}" if changed[1:] else ""
        raise EditedError(
            f"has other content than the file of this version{others}; nothing was written",
            where=folder / changed[0],
            remedy="--force overwrites, or name another folder",
        )
    written: list[Path] = []
    for name, data in files.items():
        if _content(folder / name) != data:
            _write(folder / name, data)
            written.append(folder / name)
    return written, [folder / name for name in files if folder / name not in written]


def _content(path: Path) -> bytes | None:
    """The bytes of the file at `path`, None where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unwritable(path, f"cannot be written: {error.strerror or error}") from error


def _write(path: Path, data: bytes) -> None:
    try:
        write_whole(path, data)
    except OutputError as error:  # it would speak of --out
        raise _unwritable(path, error.what) from error


def _unwritable(path: Path, what: str) -> OutputError:
    remedy = "name another folder, or make this one a folder that can be written"
    return OutputError(what, where=path, remedy=remedy)


def page() -> bytes:
    """The ODD as one HTML file that needs nothing else."""
    result = _stylesheet()(
        _with_facts(),
        style=etree.XSLT.strparam((PACKAGE / "odd.css").read_text(encoding="utf-8")),
        version=etree.XSLT.strparam(__version__),
    )
    return bytes(result)


@cache
def _stylesheet() -> etree.XSLT:
    """The compiled style sheet, which may read and write nothing."""
    locked = etree.XSLTAccessControl.DENY_ALL  # type: ignore[attr-defined]
    return etree.XSLT(parse_file(PACKAGE / "odd.xsl"), access_control=locked)


def _with_facts() -> etree._Element:
    """One tree with the ODD, and with what is known of each element in the simplest of forms."""
    root = etree.Element("documentation")
    for element in elements().values():
        words = {"name": element.name, "description": element.description}
        one = etree.SubElement(root, "element", words)
        for attribute in element.attributes.values():
            _add_attribute(one, attribute)
        for kind in ("children", "parents"):
            for name in getattr(element, kind):
                etree.SubElement(one, kind, {"name": name})
        if element.text:
            etree.SubElement(one, "text")
    root.append(_odd().getroot())
    return root


def _add_attribute(one: etree._Element, attribute: Attribute) -> None:
    words = {"name": attribute.name, "description": attribute.description}
    node = etree.SubElement(one, "attribute", words)
    if attribute.required:
        node.set("required", "yes")
    for value, meaning in attribute.values.items():
        etree.SubElement(node, "value", {"name": value, "description": meaning})


def _odd() -> etree._ElementTree:
    return parse_file(schema_folder() / "fangzhi.odd")


# ---------------------------------------------------------------- words


def explain(name: str = "") -> str:
    """What the element `name` is for and may have, as text; a line for each element without one.

    Raises `UsageError` with near matches for an element that the customisation does not have.
    """
    known = elements()
    if not name:
        width = max(map(len, known)) + 2
        return "".join(f"{one.name:<{width}}{one.description}\n" for one in known.values())
    wanted = name.strip().removeprefix("tei:").strip("<>/")
    if wanted not in known:
        raise _unknown(name, list(known))
    element = known[wanted]
    lead = ": ".join(filter(None, (f"<{element.name}>", element.description)))
    parts = [lead, _attribute_lines(element)]
    parts += [
        _wrapped("Contains: ", _contents(element)),
        _wrapped("Stands in: ", ", ".join(element.parents) or "nothing: it is the root"),
    ]
    parts += [_wrapped(f"{head}: ", text) for head, text in _passages(wanted)]
    return "\n\n".join(filter(None, parts)) + "\n"


def _unknown(name: str, known: list[str]) -> UsageError:
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    lower = [one for one in known if one.lower() == name.lower()]
    hint = " or ".join(lower or near)
    return UsageError(
        f"there is no element {name!r} in this schema",
        remedy=f"did you mean {hint}?" if hint else "--explain alone lists them all",
    )


def _attribute_lines(element: Element) -> str:
    """The attributes, those that must be there first, with the values of closed lists."""
    lines = ["Attributes (* must be there):"] if element.attributes else ["No attributes."]
    for one in element.attributes.values():
        lines.append(f"  {one.name}{'*' * one.required}  {one.description}".rstrip())
        width = max(map(len, one.values), default=0) + 2
        lines += [f"      {value:<{width}}{said}".rstrip() for value, said in one.values.items()]
    return "\n".join(lines)


def _contents(element: Element) -> str:
    return ", ".join([*(["text"] if element.text else []), *element.children]) or "nothing"


def _wrapped(lead: str, text: str) -> str:
    return textwrap.fill(
        lead + text, WIDTH, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False
    )


def _passages(name: str) -> Iterator[tuple[str, str]]:
    """(head, text) of each paragraph of the ODD that speaks of the element."""
    for division in _odd().getroot().iter(q("div")):
        for paragraph in division.iterchildren(q("p")):
            if any((gi.text or "").strip() == name for gi in paragraph.iter(q("gi"))):
                yield _plain(division.find(q("head"))), _plain(paragraph)


def _plain(element: etree._Element | None) -> str:
    """The words of an element of the ODD on one line, with names of elements in brackets."""
    if element is None:
        return ""
    signs = {q("gi"): "<{}>", q("att"): "@{}", q("val"): "“{}”"}
    text = element.text or ""
    for child in element:
        inner = _plain(child) if isinstance(child.tag, str) else ""
        text += signs.get(str(child.tag), "{}").format(inner) + (child.tail or "")
    return " ".join(text.split()) if element.tag in (q("p"), q("head"), q("desc")) else text


# ---------------------------------------------------------------- facts


@cache
def elements() -> dict[str, Element]:
    """Every element of the customisation by its name, in the order in which the ODD explains them.

    Elements that the ODD does not explain come last, without a description.
    """
    odd, found = _odd().getroot(), _from_grammar()
    told = {
        _said(row[0].find(q("gi"))): _said(row[1])
        for division in odd.iter(q("div"))
        if division.get(ID) == "elements"
        for row in division.iter(q("row"))
        if len(row) == 2
    }
    for name, description in told.items():
        if name in found:
            found[name].description = description
    for element in found.values():
        _describe_attributes(element, odd)
        for child in element.children:
            found[child].parents.append(element.name)
    return {name: found[name] for name in dict.fromkeys((*told, *found)) if name in found}


def _said(element: etree._Element | None) -> str:
    return "" if element is None else " ".join(_plain(element).split())


def _describe_attributes(element: Element, odd: etree._Element) -> None:
    """Add what the ODD says of the attributes: in the element's own words, else in a class's."""
    specs = [
        *(spec for spec in odd.iter(q("elementSpec")) if spec.get("ident") == element.name),
        *odd.iter(q("classSpec")),
    ]
    for definition in (one for spec in specs for one in spec.iter(q("attDef"))):
        attribute = element.attributes.get(definition.get("ident", ""))
        if attribute is None:
            continue
        attribute.description = attribute.description or _said(definition.find(q("desc")))
        for item in definition.iter(q("valItem")):
            value = item.get("ident", "")
            if attribute.values.get(value) == "":
                attribute.values[value] = _said(item.find(q("desc")))


def _from_grammar() -> dict[str, Element]:
    """The elements as the grammar declares them; several declarations of one name are united."""
    grammar = parse_file(schema_folder() / "fangzhi.rng").getroot()
    defines = {str(one.get("name")): one for one in grammar.iter(f"{RNG}define")}
    found: dict[str, Element] = {}
    for node in grammar.iter(f"{RNG}element"):
        name = str(node.get("name"))
        element = found.setdefault(name, Element(name))
        element.met += 1
        _unite(element, list(_content_of(node, defines, False)), defines)
    for element in found.values():
        element.attributes = dict(
            sorted(element.attributes.items(), key=lambda item: not item[1].required)
        )
    return found


def _unite(
    element: Element,
    content: list[tuple[etree._Element, bool]],
    defines: dict[str, etree._Element],
) -> None:
    """Add one declaration to `element`: required is only what every declaration requires."""
    here = {_name(node): free for node, free in content if node.tag == f"{RNG}attribute"}
    for attribute in element.attributes.values():
        attribute.required &= not here.get(attribute.name, True)
    for node, free in content:
        if node.tag in (f"{RNG}text", f"{RNG}data"):
            element.text = True
        elif node.tag == f"{RNG}element" and _name(node) not in element.children:
            element.children.append(_name(node))
        elif node.tag == f"{RNG}attribute":
            must = not free and element.met == 1
            attribute = element.attributes.setdefault(_name(node), Attribute(_name(node), must))
            listed = dict.fromkeys(_values(node, defines), "")
            attribute.values = {**attribute.values, **listed}


def _name(node: etree._Element) -> str:
    """The name of an element or attribute as the grammar writes it: `xml:id`, `div`."""
    return str(node.get("name"))


def _content_of(
    node: etree._Element, defines: dict[str, etree._Element], free: bool
) -> Iterator[tuple[etree._Element, bool]]:
    """(node, may be left out) of what an element has: attributes, elements, text and data."""
    for child in node.iterchildren(etree.Element):
        if child.tag == f"{RNG}ref":
            yield from _content_of(defines[str(child.get("name"))], defines, free)
        elif child.tag in (f"{RNG}element", f"{RNG}attribute", f"{RNG}text", f"{RNG}data"):
            yield child, free
        else:
            yield from _content_of(child, defines, free or child.tag in _LOOSE)


def _values(node: etree._Element, defines: dict[str, etree._Element]) -> Iterator[str]:
    """The values of the closed list of an attribute; none where the list is open."""
    for child in node.iterchildren(etree.Element):
        if child.tag == f"{RNG}ref":
            yield from _values(defines[str(child.get("name"))], defines)
        elif child.tag == f"{RNG}value":
            yield (child.text or "").strip()
        else:
            yield from _values(child, defines)
