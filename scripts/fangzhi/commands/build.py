"""`fangzhi build`: from TEI to packages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fangzhi.commands._jobs import build_packages
from fangzhi.commands._options import (
    OUT_HELP,
    of_editions,
    reporting,
    setting_for,
    talking,
    with_progress,
)
from fangzhi.errors import UsageError
from fangzhi.voice import Voice, shown

if TYPE_CHECKING:
    from fangzhi.tei.edition import Edition


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="TEI…", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help=OUT_HELP)
@click.option("--to", default="", metavar="LIST", help="Packages, parted by commas (default: all).")
@of_editions
@talking
@click.pass_obj
def build(
    voice: Voice, /, files: tuple[Path, ...], out: Path | None, to: str, **options: object
) -> None:
    """Build packages from TEI files: write DIR/build/ID.epub, ID.html, ID.bag.zip.

    How the reading editions are set can also stand in [build] of fangzhi.toml.
    """
    from fangzhi.pipeline import repository_of
    from fangzhi.tei.edition import Edition

    wanted = packages(to)
    for file in with_progress(voice, files):
        with reporting(voice):
            setting, edition = setting_for(file, options), Edition(file)
            errors = count_errors(edition)
            build_packages(voice, edition, out or repository_of(file, "tei"), wanted, setting)
            if errors:
                name = shown(file)
                voice.warn(f"{name}: has {errors} errors; see 'fangzhi check {name}'")


def count_errors(edition: Edition) -> int:
    """How many errors `check` finds in an edition."""
    from fangzhi.check.finding import Level
    from fangzhi.pipeline import check_edition

    return sum(finding.level is Level.ERROR for finding in check_edition(edition))


def packages(to: str) -> list[str]:
    """The packages that `--to` names; none where all are to be made that can be."""
    from fangzhi import builders

    wanted = [name.strip() for name in to.split(",") if name.strip()]
    for name in wanted:
        if name not in builders.names():
            raise UsageError(
                f"there is no package {name!r}", remedy=f"choose from {', '.join(builders.names())}"
            )
    return wanted
