"""What the program says on stderr: how much of it, in which colours, and how it names files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from fangzhi.errors import FangzhiError


class Voice:
    """What the program says on stderr, and how much of it."""

    def __init__(self) -> None:
        self.quiet = self.verbose = self.debug = False
        self.worst = 0  # the exit code so far

    def say(self, text: str) -> None:
        """A remark that `--quiet` silences."""
        if not self.quiet:
            click.echo(text, err=True)

    def insist(self, text: str) -> None:
        """A remark that nothing silences."""
        click.echo(text, err=True)

    def detail(self, text: str) -> None:
        """A remark for `--verbose`."""
        if self.verbose:
            click.echo(text, err=True)

    def warn(self, text: str) -> None:
        """Something the user should know of, even though all goes on."""
        self.say(f"{style('warning:', fg='yellow')} {text}")

    def fail(self, error: FangzhiError) -> None:
        """An error in one line; it decides the exit code."""
        click.echo(f"{style('error:', fg='red', bold=True)} {error.line()}", err=True)
        self.worst = max(self.worst, error.exit_code)


def style(text: str, **how: Any) -> str:
    """Coloured text, unless NO_COLOR is set; click takes colours out when stderr is no terminal."""
    return text if os.environ.get("NO_COLOR") else click.style(text, **how)


def shown(path: Path) -> str:
    """A path as a person would type it: relative where it lies below the current folder."""
    absolute, here = path.absolute(), Path.cwd()
    return str(absolute.relative_to(here) if absolute.is_relative_to(here) else path)
