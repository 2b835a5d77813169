"""Builders: one file a package, found by listing this folder.

The name of the module is the word for `--to`; modules whose names begin with `_` are no builders.
A builder has

- `SUFFIX`: what its file name ends in (`.epub`, `.bag.zip`);
- `NEEDS`: the names of builders whose files it packs, which are built first;
- `build(edition, folder, setting) -> Path`: makes `folder / (edition.name + SUFFIX)`, whole or not
  at all, and returns its path. Same edition and setting, same bytes.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Protocol, cast

from fangzhi.setting import Setting
from fangzhi.tei.edition import Edition


class Builder(Protocol):
    """What every builder offers."""

    SUFFIX: str
    NEEDS: tuple[str, ...]

    def build(self, edition: Edition, folder: Path, setting: Setting = ...) -> Path:
        """Make the package of `edition` in `folder`, its text set as `setting` says."""


def names() -> list[str]:
    """The names of all packages that can be built, without importing their modules."""
    return sorted(
        module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")
    )


def builder(name: str) -> Builder:
    """The builder of the package `name` (one of `names()`)."""
    return cast(Builder, importlib.import_module(f"{__name__}.{name}"))


def in_order(wanted: list[str]) -> list[str]:
    """`wanted` and all that they need, each once, needs first."""
    ordered: list[str] = []
    for name in wanted:
        for step in (*in_order(list(builder(name).NEEDS)), name):
            if step not in ordered:
                ordered.append(step)
    return ordered
