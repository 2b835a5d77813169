"""What a rule in code is given, and what it gives back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import methodcaller
from pathlib import Path
from typing import cast

from lxml import etree

from fangzhi.check.finding import Level
from fangzhi.tei.names import ID, q

# TEI's attributes of the types teidata.pointer and "list of pointers", as far as their values tell
# what they are: a bare word in them is not looked at.
POINTERS = frozenset(
    (
        *("active", "ana", "change", "copyOf", "corresp", "datcat", "datingMethod", "decls"),
        *("edRef", "end", "exclude", "facs", "hand", "inst", "mutual", "next", "nymRef"),
        *("passive", "period", "prev", "ref", "rendition", "resp", "sameAs", "scheme", "select"),
        *("since", "source", "spanTo", "start", "synch", "target", "targetDatcat", "url"),
        *("valueDatcat", "who", "wit"),
    )
)
# The types of divisions that hold one another, the largest first.
LEVELS = ("part", "chapter", "section", "subsection", "entry")
# An attribute that an element must have, and its values; without values it may have any.
Demand = tuple[str, frozenset[str]]

_items = methodcaller("items")
_LEVEL = {level: frozenset((level,)) for level in LEVELS}


@dataclass(frozen=True)
class Document:
    """A TEI document: its tree, the path that it was read from or will be written to.

    Files under `../source/` are looked for in `source_folder` where that is given, as `Edition`
    does it. What many rules ask for is collected once, at the first question.
    """

    tree: etree._ElementTree
    path: Path
    source_folder: Path | None = None

    @property
    def root(self) -> etree._Element:
        """The root element."""
        return self.tree.getroot()

    @cached_property
    def _collected(self) -> tuple[dict[str, list[etree._Element]], dict[str, list[str]]]:
        """The elements by name, and the values of attributes by name, from one pass over all.

        As long as an element is held, lxml need not make it again.
        """
        elements: defaultdict[str, list[etree._Element]] = defaultdict(list)
        values: defaultdict[str, list[str]] = defaultdict(list)
        every = list(self.root.iter("*"))
        for element in every:
            elements[element.tag].append(element)
        # One pass over all attributes is dear: what can be called from C is not called from Python.
        pairs = chain.from_iterable(map(_items, every))
        for name, value in cast("Iterator[tuple[str, str]]", pairs):
            values[name].append(value)
        return dict(elements), dict(values)

    @property
    def attributes(self) -> dict[str, list[str]]:
        """The values of all attributes by name (`{namespace}local`), in document order."""
        return self._collected[1]

    def named(self, *names: str) -> list[etree._Element]:
        """The elements of some names (`{namespace}local`), name by name in document order."""
        found = self._collected[0]
        return list(chain.from_iterable(found.get(name, ()) for name in names))

    def has(self, demand: Demand) -> bool:
        """Whether some element meets a demand."""
        name, values = demand
        found = self.attributes.get(name, ())
        return not values.isdisjoint(found) if values else bool(found)

    def bearing(self, names: tuple[str, ...], demand: Demand) -> list[etree._Element]:
        """The elements of some names that meet a demand."""
        name, values = demand
        if not values:
            return [one for one in self.named(*names) if one.get(name) is not None]
        return [one for one in self.named(*names) if one.get(name) in values]

    def without(self, them: Iterable[etree._Element], part: str) -> list[etree._Element]:
        """Those of some elements that lack an attribute (`@name`) or a child of that name."""
        if part.startswith("@"):
            name = part.removeprefix("@")
            return [one for one in them if one.get(name) is None]
        having = {child.getparent() for child in self.named(part)}
        return [one for one in them if one not in having]

    @cached_property
    def around(self) -> dict[etree._Element, frozenset[str]]:
        """Which of the `LEVELS` the divisions are that each division stands in."""
        around: dict[etree._Element, frozenset[str]] = {}
        inside: dict[etree._Element | None, frozenset[str]] = {None: frozenset()}
        for division in self.named(q("div")):  # an outer one comes before those in it
            parent = outer = division.getparent()
            while outer not in inside and outer is not None:
                outer = outer.getparent()
            around[division] = inside[parent] = inside[outer]
            inside[division] = inside[outer] | _LEVEL.get(division.get("type", ""), frozenset())
        return around

    @cached_property
    def ids(self) -> dict[str, None]:
        """Each xml:id once, in document order."""
        return dict.fromkeys(self.attributes.get(ID, ()))

    @cached_property
    def pointers(self) -> frozenset[str]:
        """The words of the values of all attributes that hold pointers."""
        named = self.attributes.keys() & POINTERS
        values = chain.from_iterable(self.attributes[name] for name in named)
        return frozenset(" ".join(values).split())

    @cached_property
    def inner(self) -> frozenset[str]:
        """What the pointers into the document itself name: `a` for `#a`."""
        return frozenset(word[1:] for word in self.pointers if word.startswith("#"))


def strings(found: object) -> list[str]:
    """What an XPath for attributes found: lxml types it as anything."""
    return cast("list[str]", found)


def smart_strings(found: object) -> list[etree._ElementUnicodeResult]:
    """What an XPath for text nodes found, each of which knows where it stands."""
    return cast("list[etree._ElementUnicodeResult]", found)


def elements(found: object) -> list[etree._Element]:
    """What an XPath for elements found."""
    return cast("list[etree._Element]", found)


# Code, level, message, and the element that it is about; None where it is about the whole file.
Problem = tuple[str, Level, str, etree._Element | None]
CodedRule = Callable[[Document], Iterator[Problem]]
