"""Who did what, with MARC relators: the same as the package document of the EPUB says."""

from __future__ import annotations

from dataclasses import dataclass

from fangzhi.tei.edition import Contribution, Edition

STATED = {"author": "aut", "editor": "edt"}
RELATORS = {
    "aut": "author",
    "edt": "editor",
    "pht": "photographer",
    "mrk": "markup editor",
    "ctb": "contributor",
    "pbl": "publisher",
}
_PHOTO = ("摄", "攝", "photo", "foto")


@dataclass(frozen=True, slots=True)
class Person:
    """A person, an office or a program, and one part that it played.

    `kind` is "person", "organisation" or "software", empty where the header does not say it.
    `label` is the part in the words of the print or the sidecar, in `language`.
    """

    name: str
    kind: str
    relator: str
    label: str = ""
    language: str = ""


def people(edition: Edition) -> tuple[Person, ...]:
    """All that the header names, authors and editors of the whole first."""
    found: dict[tuple[str, str], Person] = {}
    for role, name in edition.authors:
        found.setdefault((name, STATED[role]), Person(name, "", STATED[role]))
    for one in edition.contributions:
        person = Person(one.name, one.agent, relator(one), one.label, one.language)
        if person.name:
            found.setdefault((person.name, person.relator), person)
    return tuple(found.values())


def relator(one: Contribution) -> str:
    """The MARC relator of a statement of responsibility; `ctb` where none fits better."""
    if one.role == "contributor":
        return "aut"
    if one.role == "credit" and one.agent == "person":
        return "pht" if any(word in one.label.lower() for word in _PHOTO) else "ctb"
    return "mrk" if one.agent == "software" else "ctb"
