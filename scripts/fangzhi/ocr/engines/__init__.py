"""Engines that read the text of a page image: one file each, found by its name.

An engine is a module with

- `identify(language) -> dict[str, str]`: what the result depends on: the names and versions of the
  program and its models; `UsageError` where one is missing;
- `load(language) -> Read`: what reads one picture, loaded once a process.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from fangzhi.errors import UsageError

if TYPE_CHECKING:
    from PIL.Image import Image

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Reading:
    """A line as an engine reads it.

    `outline` has its four corners in pixels, from the upper left one clockwise; `words` the words
    in order, or characters, each with how sure the engine is of it, from 0 to 1.
    """

    text: str
    outline: tuple[Point, Point, Point, Point]
    confidence: float
    words: tuple[tuple[str, float], ...] = ()


Read = Callable[["Image"], list[Reading]]


class Engine(Protocol):
    """What every module in this folder offers."""

    def identify(self, language: str) -> dict[str, str]:
        """What the result depends on, besides the picture."""

    def load(self, language: str) -> Read:
        """What reads one picture."""


def names() -> list[str]:
    """The names of all engines."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def engine(name: str) -> Engine:
    """The engine of a name, or of an importable module with a dot in its name."""
    if "." in name:
        return cast(Engine, importlib.import_module(name))
    if name not in names():
        raise UsageError(f"no OCR engine {name!r}", remedy=f"name one of {', '.join(names())}")
    return cast(Engine, importlib.import_module(f"{__name__}.{name}"))
