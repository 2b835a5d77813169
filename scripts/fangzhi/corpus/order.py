"""What is the same for all editions of one run, and what one edition comes to."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from fangzhi import __version__
from fangzhi.corpus import prints
from fangzhi.errors import FangzhiError
from fangzhi.setting import Setting, load_setting

DONE, FINDINGS, FAILED = "done", "findings", "failed"
Outcome = dict[str, Any]  # as `road.travel` gives it; JSON, because it comes from other processes


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one edition: `seconds` that it may take, and `memory` (bytes); 0 for no limit."""

    seconds: float = 0
    memory: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """Where a corpus is, where its results go, and how each edition is to be made.

    `packages` are the wanted ones; none where all are to be made that can be, and `build` is
    False where none is. `options` are those of the command line about settings (paths absolute).
    """

    source: str
    out: str
    packages: tuple[str, ...] = ()
    build: bool = True
    profile: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    token: str = ""  # of the run
    version: str = __version__
    epoch: str = field(default_factory=lambda: os.environ.get("SOURCE_DATE_EPOCH", ""))

    def as_dict(self) -> dict[str, Any]:
        """The order as JSON has it."""
        return json.loads(json.dumps(asdict(self)))  # type: ignore[no-any-return]

    @classmethod
    def of_dict(cls, values: dict[str, Any]) -> Order:
        """The order that `as_dict` made."""
        return cls(**{**values, "packages": tuple(values["packages"])})

    def setting(self, folder: Path) -> Setting:
        """How editions of the sources in `folder` are set; raises as `load_setting`."""
        options = {key: _setting_value(key, value) for key, value in self.options.items()}
        return load_setting(folder).override(**options)

    def recipe(self, folder: Path) -> str:
        """A digest of all but the source that decides what the editions of a folder become."""
        try:
            setting = self.setting(folder)
            told = repr(setting)
            files = (*setting.fonts, *_style(setting.stylesheet))
        except FangzhiError as error:
            told, files = error.line(), ()
        profile = Path(self.profile)
        own = [profile] if self.profile.endswith(".toml") else []
        digests = [prints.digest(file) for file in (*files, *own)]
        parts = (self.version, self.packages, self.build, self.profile, self.epoch, told, digests)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _style(sheet: Path | None) -> tuple[Path, ...]:
    """A style sheet with all that it imports."""
    if sheet is None:
        return ()
    from fangzhi.builders._stylesheet import files_of

    return files_of(sheet)


def recipes(order: Order) -> Any:
    """A function from a folder to its recipe that looks at each folder once."""
    return lru_cache(maxsize=4096)(order.recipe)


def _setting_value(key: str, value: Any) -> Any:
    """An option as `Setting` has it: paths are text in JSON."""
    if key == "fonts":
        return tuple(Path(name) for name in value)
    return Path(value) if key == "stylesheet" and value else value


@dataclass(frozen=True, slots=True)
class Piece:
    """One edition that is to be made: its number in the state, source, repository and name."""

    number: int
    given: str
    folder: str
    name: str
    size: int = 0


def set_aside(piece: Piece, kind: str, reason: str, seconds: float = 0) -> Outcome:
    """The outcome of an edition that could not be made."""
    return {
        "number": piece.number,
        "state": FAILED,
        "kind": kind,
        "reason": reason,
        "seconds": seconds,
    }
