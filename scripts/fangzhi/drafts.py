"""Packages that are begun before it is known whether they may be made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from fangzhi import builders
from fangzhi.errors import FangzhiError
from fangzhi.setting import PLAIN, Setting
from fangzhi.tei.edition import Edition
from fangzhi.together import begun

Draft = Callable[[], Path]  # where a package lies that was begun; it is waited for


@contextmanager
def begun_packages(
    edition: Edition, folder: Path, wanted: list[str], setting: Setting = PLAIN, jobs: int = 1
) -> Iterator[list[Draft]]:
    """Those of the `wanted` packages that need no others, each begun in a process of its own.

    They are made in a hidden folder in `folder`, from which `settled` takes them; what nobody took
    is gone at the end. With `jobs` 1 none are begun.
    """
    stages = builders.in_stages(wanted)
    hidden = _hidden_in(folder) if jobs > 1 and stages else None
    if hidden is None:
        yield []
        return
    with hidden, ExitStack() as processes:
        steps = builders.steps(stages[0], edition, Path(hidden.name), setting)
        yield [processes.enter_context(begun(step, jobs)) for step in steps]


def _hidden_in(folder: Path) -> TemporaryDirectory[str] | None:
    """A hidden folder; None where there can be none, of which the packages themselves will tell."""
    try:
        return TemporaryDirectory(prefix=".fangzhi-", dir=folder)
    except OSError:
        return None


def settled(folder: Path, draft: Draft, step: Callable[[], Path]) -> Path:
    """The package of a draft, put in its place in `folder`.

    What failed is made there by its `step`, so that an error tells of that place.
    """
    try:
        drafted = draft()
        return drafted.replace(folder / drafted.name)
    except (OSError, FangzhiError):
        return step()
