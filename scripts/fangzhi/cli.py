"""The command line: finds the commands, and maps errors to exit codes. Nothing else.

Heavy modules are imported inside the commands, so that `fangzhi --help` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from pathlib import Path

import click

from fangzhi import __version__, commands
from fangzhi.commands._options import talking
from fangzhi.errors import FangzhiError
from fangzhi.voice import Voice

BUG = 3


class Road(click.Group):
    """The commands, listed in the order in which a person needs them; new ones come last."""

    ORDER = ("make", "encode", "ocr", "check", "build", "verify", "store", "init", "schema")

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        known = [name for name in self.ORDER if name in self.commands]
        return known + sorted(set(self.commands) - set(known))


@click.group(cls=Road, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="fangzhi")
@talking
@click.pass_context
def cli(context: click.Context) -> None:
    """Turn digitised texts into lasting editions.

    From a text file to valid TEI, an EPUB, a web page and an archival bag, with no character of the
    source lost on the way.

    \b
    fangzhi make source/yunxi-2024.txt     the main job: encode, check, build
    fangzhi check tei/*.xml                validate TEI files
    """  # noqa: D301 - click reads \\b as: keep these lines as they are
    context.ensure_object(Voice)


def _add_commands() -> None:
    """Every module in `commands` has one command of its own name."""
    for file in sorted(Path(commands.__file__).parent.glob("[!_]*.py")):
        module = import_module(f"fangzhi.commands.{file.stem}")
        cli.add_command(getattr(module, file.stem))


_add_commands()


def main() -> None:
    """Run the program and leave with its exit code."""
    if sys.stdout is None:  # closed by the caller; `_encode` refuses to lose a product there
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    # Hardly anything here is a circle, and word lists and trees are many objects: to look for
    # circles as often as Python does takes a tenth of the time.
    gc.set_threshold(100_000, 50, 50)
    voice = Voice()
    debug = "--debug" in sys.argv
    try:
        cli.main(standalone_mode=False, obj=voice)
        code = voice.worst
    except click.exceptions.Exit as left:
        code = left.exit_code
    except click.Abort:
        code = 130
    except click.ClickException as error:
        error.show()
        code = 2
    except FangzhiError as error:
        if debug:
            raise
        voice.fail(error)
        code = voice.worst
    except BrokenPipeError:
        # Nobody reads on: leave without a message, and keep Python from writing one at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        # What no code below has put into words: a full disk behind standard output, for one.
        if debug:
            raise
        name = f"{error.filename}: " if error.filename else ""
        click.echo(f"error: {name}{error.strerror or error}", err=True)
        code = 2
    except Exception as error:
        if debug:
            raise
        click.echo(
            f"error: a bug in fangzhi: {type(error).__name__}: {' '.join(str(error).split())}; "
            "please report it with the output of --debug",
            err=True,
        )
        code = BUG
    sys.exit(code)
