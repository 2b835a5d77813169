"""`fangzhi init`: a new edition repository."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from fangzhi.commands._options import talking
from fangzhi.voice import Voice, shown


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", default="", metavar="ID", help="ID of the first text (default: DIR's).")
@click.option(
    "--language",
    type=click.Choice(["zh", "en"]),
    default="zh",
    show_default=True,
    help="Language of the first text.",
)
@talking
@click.pass_obj
def init(voice: Voice, folder: Path, name: str, language: str) -> None:
    """Make DIR a new edition repository, which works as it stands.

    It gets the six folders, a first text with a commented sidecar, the schema, checks for GitHub
    and pre-commit, and a README. DIR must be new or empty; .git may be in it.
    """
    from fangzhi import repository

    for path in repository.start(folder, name, language):
        voice.say(shown(folder / path))
    voice.say(f"go on with: cd {shlex.quote(str(folder))} && scripts/make")
