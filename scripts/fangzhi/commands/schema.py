"""`fangzhi schema`: the TEI customisation, copied out or explained."""

from __future__ import annotations

from pathlib import Path

import click

from fangzhi.commands._options import talking
from fangzhi.errors import UsageError
from fangzhi.voice import Voice, shown

ALL = "*"  # the value of --explain without one; no element has this name


@click.command()
@click.argument("folder", metavar="DIR", required=False, type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite files that say something else.")
@click.option(
    "--explain",
    is_flag=False,
    flag_value=ALL,
    metavar="[ELEMENT]",
    help="Say what an element is for, or list all elements, and do nothing else.",
)
@talking
@click.pass_obj
def schema(voice: Voice, folder: Path | None, force: bool, explain: str | None) -> None:
    """Copy the schema into DIR: ODD, RELAX NG (RNG and RNC), XSD, Schematron.

    DIR also gets fangzhi.html, the encoding explained as a page to read, made from the ODD.
    """
    from fangzhi import customisation

    if (folder is None) == (explain is None):
        raise UsageError(
            "schema takes either DIR or --explain",
            remedy="name a folder for the files, or ask with --explain ELEMENT",
        )
    if explain is not None:
        click.echo(customisation.explain("" if explain == ALL else explain), nl=False)
    if folder is not None:
        written, kept = customisation.copy_schema(folder, force=force)
        for path in written:
            voice.say(shown(path))
        if kept:
            voice.say(f"{len(kept)} of {len(kept) + len(written)} files were there already")
