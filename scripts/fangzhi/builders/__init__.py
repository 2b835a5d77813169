"""Builders: one file a package, found by listing this folder.

The name of the module is the word for `--to`; modules whose names begin with `_` are no builders.
A builder has

- `SUFFIX`: what its file name ends in (`.epub`, `.bag.zip`);
- `NEEDS`: the names of builders whose files it packs, which are built first; one that needs none
  may be begun before the edition is checked, and asks nothing of its findings;
- `build(edition, folder, setting) -> Path`: makes `folder / (edition.name + SUFFIX)`, whole or not
  at all, and returns its path. Same edition and setting, same bytes.

One that cannot be made of every edition also has `lacking(edition, setting) -> str`: why not, or an
empty text. It is then left out where nobody asked for it by name.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from functools import partial
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


def lacking(name: str, edition: Edition, setting: Setting) -> str:
    """Why the package `name` cannot be made of an edition; empty where it can."""
    ask = getattr(builder(name), "lacking", None)
    return str(ask(edition, setting)) if ask else ""


def possible(edition: Edition, setting: Setting) -> list[str]:
    """The names of all packages that can be made of an edition."""
    return [name for name in names() if not lacking(name, edition, setting)]


def steps(
    wanted: list[str], edition: Edition, folder: Path, setting: Setting
) -> list[Callable[[], Path]]:
    """What makes each of the `wanted` packages in `folder` when it is called."""
    return [partial(builder(name).build, edition, folder, setting) for name in wanted]


def in_stages(wanted: list[str]) -> list[list[str]]:
    """`wanted` and all that they need, each once, in stages: each needs but what came before."""
    stages: list[list[str]] = []
    for name in wanted:
        needs = in_stages(list(builder(name).NEEDS))
        for depth, stage in enumerate((*needs, [name])):
            if depth == len(stages):
                stages.append([])
            known = [other for earlier in stages for other in earlier]
            stages[depth] += [other for other in stage if other not in known]
    return stages
