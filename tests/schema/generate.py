"""Random documents of a RELAX NG grammar, to prove what holds for every document it allows.

Walks a grammar in the simple form that trang writes: define, ref, element, attribute, group,
choice, optional, zeroOrMore, oneOrMore, list, text, empty, value and data. The same seed makes the
same document.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from lxml import etree

RNG = "{http://relaxng.org/ns/structure/1.0}"
TEI = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"

# Elements that are nested deeper than this are kept as short as the grammar allows.
DEEP = 14
# Nothing is repeated oftener.
REPEAT = 3
# So many elements make a part large: from then on only what must be. The counting begins anew with
# each element of the first levels, so that no part starves the next.
LARGE = 20
LEVELS = 4

TEXTS = ["", " ", "2024年,全区新建馆舍3处。", "Annals & <notes>", "\n  ", "档案", "a\tb"]

# What a value may look like: by datatype, or by the pattern that narrows it.
SAMPLES: dict[str, list[str]] = {
    "language": ["zh-Hans", "zh", "en", "zh-Hant-TW", "de-1996"],
    "date": ["2024-02-29", "1949-10-01", "0960-01-01"],
    "gYearMonth": ["2024-12"],
    "gYear": ["2024", "0960", "-0220"],
    "decimal": ["0", "12.5", "-3", "+1.0", "007", ".5"],
    "positiveInteger": ["1", "12", "007"],
    "nonNegativeInteger": ["0", "2480", "+3"],
    "token": ["x", " 第1章  ", "a b", "【", "$1", "\"'"],
    r"[^\p{C}\p{Z}]+": ["处", "km²", "%", "a-b"],
    r"[A-Za-z][A-Za-z0-9._\-]*": ["sha256", "DOI", "a.b-c_d"],
    r"#[^ #%]+": ["#fangzhi", "#d1.2", "#人", "#a/b", "#a:b", "#[1]"],
    r"[A-Za-z][A-Za-z0-9+.\-]*:([^ #%]|%[0-9A-Fa-f]{2})+(#[^ #%]*)?": [
        "http://例子.org/人?x=[1]#y",
        "urn:isbn:1",
        "x::",
    ],
    r"([^ #%:/?]|%[0-9A-Fa-f]{2})+([/?]([^ #%]|%[0-9A-Fa-f]{2})*)?(#[^ #%]*)?": [
        "../x/云.jpg",
        "%E4%B8%80#a:b",
        "a/b:c",
        "{x}|^#",
    ],
    r"[/?]([^ #%]|%[0-9A-Fa-f]{2})*(#[^ #%]*)?": ["/a:b", "?a:b", "//:/", "/"],
    r"src:char=(0|[1-9][0-9]*),[1-9][0-9]*": ["src:char=0,7", "src:char=12,345"],
    r"[0-9]+,[0-9]+( [0-9]+,[0-9]+){2,}": ["0,0 9,0 9,9", "1,2  12,980 007,1 3,4"],
    r"-?[0-9]+(\.[0-9]+)? -?[0-9]+(\.[0-9]+)?": ["30.25 120.17", "-1 0"],
    r"[a-z]+/[A-Za-z0-9.+\-]+": ["image/jpeg", "image/svg+xml"],
    r"[1-9][0-9]*px": ["800px"],
    r"[0-9]+(\.[0-9]+([a-z]+[0-9]*)?){0,3}": ["0.1.0", "1", "2.0rc1", "1.2.3.4", "1.0b"],
    r"[a-z][a-z0-9+.\-]*": ["src", "x-y.z+1"],
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A node of the grammar; TEXT is a value, or the pattern that narrows a datatype."""

    kind: str
    name: str
    text: str
    parts: tuple[Pattern, ...]

    def walk(self) -> Iterator[Pattern]:
        """Yield the pattern and all within it."""
        yield self
        for part in self.parts:
            yield from part.walk()


def read(node: etree._Element) -> Pattern:
    """Read a pattern from RELAX NG's XML, leaving out trang's annotations."""
    kind = str(node.tag).removeprefix(RNG)
    narrowed = node.find(f"{RNG}param[@name='pattern']")
    text = node.text if narrowed is None else narrowed.text
    name = node.get("name") or node.get("type") or ""
    children = [child for child in node if str(child.tag).startswith(RNG)]
    return Pattern(kind, name, text or "", tuple(read(child) for child in children))


class Grammar:
    """A grammar, with the least depth of elements that each of its patterns needs."""

    def __init__(self, path: Path) -> None:
        root = etree.parse(path).getroot()
        self.defines = {str(node.get("name")): read(node) for node in root.iter(f"{RNG}define")}
        self.start = next(read(node) for node in root.iter(f"{RNG}start"))
        self.least = dict.fromkeys(self.defines, DEEP)
        while self._lower():
            pass

    def _lower(self) -> bool:
        """One round of working out the least depths; true while one has changed."""
        new = {name: self.depth(define) for name, define in self.defines.items()}
        changed = new != self.least
        self.least = new
        return changed

    def depth(self, pattern: Pattern) -> int:
        """The least number of nested elements that PATTERN asks for."""
        if pattern.kind == "ref":
            return self.least[pattern.name]
        if pattern.kind in ("optional", "zeroOrMore", "attribute", "list"):
            return 0
        depths = [self.depth(part) for part in pattern.parts]
        if pattern.kind == "choice":
            return min(depths)
        return max(depths, default=0) + (pattern.kind == "element")

    def names(self, kind: str) -> set[str]:
        """The names of all elements, or all attributes, that the grammar knows."""
        patterns = (part for define in self.defines.values() for part in define.walk())
        return {pattern.name for pattern in patterns if pattern.kind == kind}


class Writer:
    """Writes one random document."""

    def __init__(
        self, grammar: Grammar, seed: int, large: int = LARGE, levels: int = LEVELS
    ) -> None:
        self.grammar = grammar
        self.large = large
        self.levels = levels
        self.random = random.Random(seed)
        self.ids = count(1)
        self.size = 0

    def document(self) -> etree._Element:
        """The root element of a new document."""
        holder = etree.fromstring(f'<holder xmlns="{TEI}"/>')
        self.write(self.grammar.start, holder, 0)
        return holder[0]

    def write(self, pattern: Pattern, parent: etree._Element, depth: int) -> None:
        """Write into PARENT something that PATTERN allows."""
        if pattern.kind == "element":
            self.element(pattern, parent, depth)
        elif pattern.kind == "attribute":
            name = pattern.name.replace("xml:", f"{{{XML}}}")
            parent.set(name, self.value(pattern.parts[0]))
        elif pattern.kind == "ref":
            self.write(self.grammar.defines[pattern.name], parent, depth)
        elif pattern.kind == "choice":
            self.write(self.pick(pattern.parts, depth), parent, depth)
        elif pattern.kind in ("text", "data", "value"):
            append(parent, self.value(pattern))
        elif pattern.kind != "empty":
            self.repeat(pattern, parent, depth)

    def element(self, pattern: Pattern, parent: etree._Element, depth: int) -> None:
        """Write an element and what stands in it."""
        self.size = self.size + 1 if depth > self.levels else 0
        child = etree.SubElement(parent, f"{{{TEI}}}{pattern.name}")
        for part in pattern.parts:
            self.write(part, child, depth + 1)

    def repeat(self, pattern: Pattern, parent: etree._Element, depth: int) -> None:
        """Write a group as often as its kind allows."""
        least = 0 if pattern.kind in ("optional", "zeroOrMore") else 1
        most = REPEAT if pattern.kind in ("oneOrMore", "zeroOrMore") else 1
        if self.ending(depth) and pattern.parts[0].kind != "attribute":
            most = least
        for _ in range(self.random.randint(least, most)):
            for part in pattern.parts:
                self.write(part, parent, depth)

    def pick(self, choices: tuple[Pattern, ...], depth: int) -> Pattern:
        """Choose freely; when it is time to end, one of those that end soonest."""
        if self.ending(depth):
            least = min(map(self.grammar.depth, choices))
            choices = tuple(item for item in choices if self.grammar.depth(item) == least)
        return self.random.choice(choices)

    def ending(self, depth: int) -> bool:
        """Whether nothing more is to be begun that the grammar does not ask for."""
        return depth > DEEP or self.size > self.large

    def value(self, pattern: Pattern) -> str:
        """A value that PATTERN allows."""
        if pattern.kind == "text":
            return self.random.choice(TEXTS)
        if pattern.kind == "value":
            return pattern.text
        if pattern.kind == "data":
            return self.sample(pattern)
        if pattern.kind == "ref":
            return self.value(self.grammar.defines[pattern.name])
        if pattern.kind == "choice":
            return self.value(self.random.choice(pattern.parts))
        times = self.random.randint(1, REPEAT) if pattern.kind == "oneOrMore" else 1
        return " ".join(self.value(part) for _ in range(times) for part in pattern.parts)

    def sample(self, data: Pattern) -> str:
        """A value of a datatype; a new type or pattern needs a line in SAMPLES."""
        if data.name == "ID":
            return f"id.{next(self.ids)}"
        return self.random.choice(SAMPLES[data.text.strip() or data.name])


def append(parent: etree._Element, text: str) -> None:
    """Put TEXT after what already stands in PARENT."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


# What a slip of the hand may put where a value was.
SLIPS = ["", " ", "x", "x y", "0", "-1", "1.5", "2024-13", "年", "#", "#a b", "src:char=7,3", "a:%"]


def spoil(root: etree._Element, chance: random.Random) -> None:
    """Change one thing in a document: it may stay valid or not, but every schema must agree."""
    element = chance.choice(list(root.iter(f"{{{TEI}}}*")))
    other = chance.choice(list(root.iter(f"{{{TEI}}}*")))
    if chance.random() < 0.4:
        _spoil_attribute(element, other, chance)
    elif chance.random() < 0.2:
        _put(chance.choice(["字", "\n", "—"]), element, chance)
    elif (parent := element.getparent()) is not None:
        _spoil_element(element, other, parent, chance)


def _spoil_attribute(element: etree._Element, other: etree._Element, chance: random.Random) -> None:
    """Take an attribute away, give one of another element, or change a value."""
    deed = chance.choice(["unset", "set", "change"])
    own = sorted(map(str, element.attrib))
    others = sorted({*map(str, other.attrib)} - {f"{{{XML}}}id"}) or ["n"]
    if deed == "set":
        name = chance.choice(others)
        element.set(name, other.get(name, "1"))
    elif own and deed == "unset":
        del element.attrib[chance.choice(own)]
    elif own := [name for name in own if name != f"{{{XML}}}id"]:  # the parser judges ids
        element.set(chance.choice(own), chance.choice(SLIPS))


def _spoil_element(
    element: etree._Element, other: etree._Element, parent: etree._Element, chance: random.Random
) -> None:
    """Drop, double, move or rename an element, leave its tags out, or put it somewhere else."""
    deed = chance.choice(["drop", "double", "swap", "rename", "unwrap", "transplant"])
    if deed == "drop":
        parent.remove(element)
    elif deed == "double":
        parent.insert(parent.index(element), _copy(element))
    elif deed == "swap":
        parent.insert(chance.randrange(len(parent)), element)
    elif deed == "rename":
        element.tag = other.tag
    elif deed == "unwrap":
        parent[parent.index(element) : parent.index(element) + 1] = list(element)
    else:
        other.insert(chance.randrange(len(other) + 1), _copy(element))


def _copy(element: etree._Element) -> etree._Element:
    """The same once more, with ids of its own."""
    twin = deepcopy(element)
    twin.tail = None
    for node in twin.iter(f"{{{TEI}}}*"):
        if name := node.get(f"{{{XML}}}id"):
            node.set(f"{{{XML}}}id", f"{name}.twin")
    return twin


def _put(text: str, element: etree._Element, chance: random.Random) -> None:
    """Put TEXT before or after any child of an element."""
    at = chance.randrange(len(element) + 1)
    if at == 0:
        element.text = text + (element.text or "")
    else:
        element[at - 1].tail = (element[at - 1].tail or "") + text


def save(root: etree._Element, path: Path) -> Path:
    """Write a document into a file and return the file's path."""
    path.write_bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))
    return path
