"""Content models as expressions, to say what may stand at a place.

xmlschema tells which child is wrong, but often not what would be right. A content model is a
regular expression over element names; its derivative by a name is what may follow that name
(Brzozowski 1964). Walking the children of an element through derivatives gives, at the child that
does not fit, all that may stand there. XSD's models are deterministic, so derivatives stay small.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Names:
    """One element with any of these names (`{namespace}local`); without names nothing fits."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Anything:
    """One element that a wildcard of the schema lets through; which ones is not looked into."""


@dataclass(frozen=True, slots=True)
class Row:
    """All parts one after the other; without parts, no element at all."""

    parts: tuple[Model, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the parts."""

    parts: tuple[Model, ...]


@dataclass(frozen=True, slots=True)
class Each:
    """All parts in any order (XSD's `all`)."""

    parts: tuple[Model, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """`part` at least `least` times and at most `most` times (None: no limit)."""

    part: Model
    least: int
    most: int | None


Model: TypeAlias = Names | Anything | Row | Choice | Each | Repeat

NOTHING = Names(())
EMPTY = Row(())


def from_group(particle: Any) -> Model:
    """The model of an xmlschema particle: an `XsdGroup`, `XsdElement` or `XsdAnyElement`."""
    part: Model
    if hasattr(particle, "process_contents"):
        part = Anything()
    elif hasattr(particle, "model"):
        parts = tuple(from_group(child) for child in particle)
        if particle.model == "choice":
            part = _choice(parts)
        else:
            part = Each(parts) if particle.model == "all" else _row(parts)
    else:
        own = () if particle.abstract else (particle.name,)
        # xmlschema keeps them in a set: sorted, so that messages are the same in every run.
        others = sorted(one.name for one in particle.iter_substitutes() if not one.abstract)
        part = Names(tuple(dict.fromkeys((*own, *others))))
    return _repeat(part, particle.min_occurs, particle.max_occurs)


def may_end(model: Model) -> bool:
    """Whether the content may end here."""
    match model:
        case Row(parts) | Each(parts):
            return all(may_end(part) for part in parts)
        case Choice(parts):
            return any(may_end(part) for part in parts)
        case Repeat(part, least, _):
            return least == 0 or may_end(part)
    return False


def allowed(model: Model) -> list[str]:
    """The names that may stand next, each once, in the schema's order."""
    return list(dict.fromkeys(_first(model)))


def _first(model: Model) -> Iterator[str]:
    match model:
        case Names(names):
            yield from names
        case Row(parts):
            for part in parts:
                yield from _first(part)
                if not may_end(part):
                    return
        case Choice(parts) | Each(parts):
            for part in parts:
                yield from _first(part)
        case Repeat(part, _, _):
            yield from _first(part)


@lru_cache(maxsize=4096)
def after(model: Model, name: str) -> Model:
    """What may follow once an element `name` has come; `NOTHING` where it may not come."""
    match model:
        case Names(names):
            return EMPTY if name in names else NOTHING
        case Anything():
            return EMPTY
        case Choice(parts):
            return _choice(tuple(after(part, name) for part in parts))
        case Repeat(part, least, most):
            rest = _repeat(part, max(least - 1, 0), None if most is None else most - 1)
            return _row((after(part, name), rest))
        case Each(parts):
            return _choice(
                tuple(
                    _row((after(part, name), Each(parts[:number] + parts[number + 1 :])))
                    for number, part in enumerate(parts)
                )
            )
    return _after_row(model, name)


def allows(model: Model, missing: str, name: str) -> bool:
    """Whether `name` would fit if an element `missing` stood before it."""
    return after(after(model, missing), name) != NOTHING


def _after_row(row: Row, name: str) -> Model:
    ways: list[Model] = []
    for number, part in enumerate(row.parts):
        ways.append(_row((after(part, name), *row.parts[number + 1 :])))
        if not may_end(part):
            break
    return _choice(tuple(ways))


def _row(parts: tuple[Model, ...]) -> Model:
    flat: list[Model] = []
    for part in parts:
        if part == NOTHING:
            return NOTHING
        flat.extend(part.parts if isinstance(part, Row) else (part,))
    return flat[0] if len(flat) == 1 else Row(tuple(flat))


def _choice(parts: tuple[Model, ...]) -> Model:
    flat: dict[Model, None] = {}
    for part in parts:
        for one in part.parts if isinstance(part, Choice) else (part,):
            if one != NOTHING:
                flat[one] = None
    if not flat:
        return NOTHING
    return next(iter(flat)) if len(flat) == 1 else Choice(tuple(flat))


def _repeat(part: Model, least: int, most: int | None) -> Model:
    if most == 0 or part == EMPTY:
        return EMPTY
    return part if (least, most) == (1, 1) else Repeat(part, least, most)
