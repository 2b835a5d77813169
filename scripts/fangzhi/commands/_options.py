"""What several commands share: their common options, and how they go through their files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fangzhi.errors import FangzhiError, UsageError
from fangzhi.voice import Voice

if TYPE_CHECKING:
    from fangzhi.setting import Setting

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


def talking(command: F) -> F:
    """The options about how much is said, which every command has."""

    def remember(context: click.Context, parameter: click.Parameter, value: bool) -> None:
        if value:
            setattr(context.ensure_object(Voice), str(parameter.name), True)

    for name, text in (
        ("--debug", "Show the traceback of an error."),
        ("--verbose", "Say more about what is done and why."),
        ("--quiet", "Say nothing but errors."),
    ):
        command = click.option(
            name, is_flag=True, expose_value=False, callback=remember, help=text
        )(command)
    return command


def not_empty(context: click.Context, parameter: click.Parameter, value: str | None) -> str:
    """The value of an option; empty where it is not given, and never so where it is."""
    if value is not None and not value.strip():
        raise UsageError("--profile is empty", remedy="name a profile, or leave the option out")
    return value or ""


PROFILE_HELP = (
    "Kind of book: yearbook, gazetteer, report or plain; or a TOML file of yours (default: what "
    "the sidecar says, else what the text shows)."
)
REPORT_HELP = (
    "Write all that a person should look at, and every join and role with its reasons and its "
    "probability, to FILE as JSON; - is standard output."
)
OUT_HELP = "The edition repository that takes the results (default: the one the file lies in)."


def of_sources(command: F) -> F:
    """The argument and the options of the commands that read texts."""
    for add in (
        click.option("--report", default="", metavar="FILE", help=REPORT_HELP),
        click.option("--force", is_flag=True, help="Overwrite a TEI file that was edited since."),
        click.option("--profile", metavar="NAME", help=PROFILE_HELP, callback=not_empty),
        click.option(
            "--id",
            "name",
            default="",
            help="Name of the edition, for text from stdin (-), or for several files that are one.",
        ),
        click.argument("sources", nargs=-1, required=True, metavar="SOURCE…"),
    ):
        command = add(command)
    return command


def of_editions(command: F) -> F:
    """The options of the commands that build packages (`setting.Setting`)."""
    for add in (
        click.option(
            "--url",
            default="",
            metavar="URL",
            help="Address where the repository is published; a IIIF manifest needs it.",
        ),
        click.option(
            "--scans",
            type=click.Choice(("link", "embed", "none")),
            help="Scans of the pages in the web page: linked (default), embedded smaller, or none.",
        ),
        click.option("--unpacked", is_flag=True, help="Make the bag a folder, not a zip."),
        click.option(
            "--certified-by",
            default="",
            metavar="NAME",
            help="Who examined the EPUB; goes with --conforms-to.",
        ),
        click.option(
            "--conforms-to",
            type=click.Choice(("A", "AA", "AAA")),
            help="Claim that the EPUB reaches this level of WCAG 2.2 (EPUB Accessibility 1.1).",
        ),
        click.option(
            "--font",
            "fonts",
            multiple=True,
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="Font for rare characters, and to draw the cover as PNG; may come several times.",
        ),
        click.option(
            "--stylesheet",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="XSLT file that imports fangzhi:edition.xsl and overrides templates of it.",
        ),
        click.option(
            "--punctuation",
            type=click.Choice(("full-width", "printed")),
            help="Show half-width marks beside Han characters full-width (default), or as printed.",
        ),
        click.option(
            "--direction",
            type=click.Choice(("horizontal", "vertical")),
            help="Set Chinese text in lines (default), or in columns from right to left.",
        ),
    ):
        command = add(command)
    return command


def setting_for(file: Path, options: dict[str, object]) -> Setting:
    """How the edition in `file` is to be set: options go before the settings of its repository."""
    from fangzhi.setting import load_setting

    return load_setting(file.absolute().parent).override(**options)


def with_progress(voice: Voice, items: tuple[T, ...]) -> Iterator[T]:
    """`items`, with a progress bar where there are several and somebody watches."""
    if len(items) < 2 or voice.quiet or not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, file=sys.stderr, show_pos=True) as bar:
        yield from bar


@contextmanager
def reporting(voice: Voice) -> Iterator[None]:
    """Print the error of one file and go on with the next."""
    try:
        yield
    except FangzhiError as error:
        if voice.debug:
            raise
        voice.fail(error)
