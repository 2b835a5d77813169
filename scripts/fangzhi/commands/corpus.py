"""`fangzhi corpus`: all editions of a folder."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fangzhi.commands._options import PROFILE_HELP, not_empty, of_editions, talking
from fangzhi.errors import UsageError
from fangzhi.voice import Voice, shown

if TYPE_CHECKING:
    from fangzhi.corpus.order import Outcome
    from fangzhi.corpus.run import Run

FINDINGS = 1  # the exit code
LISTED = 20  # failures that are told; the report has them all
GIB = 1 << 30
SHARE = 0.8  # of the machine's memory, for all processes together
INTERRUPTED = "interrupted: what was made is kept; the same command goes on where it was"


@click.command()
@click.argument(
    "source", metavar="SOURCE_DIR", type=click.Path(path_type=Path, exists=True, file_okay=False)
)
@click.option(
    "--out",
    required=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Takes the results.",
)
@click.option("--to", default="", metavar="LIST", help="Packages, parted by commas (default: all).")
@click.option("--no-build", is_flag=True, help="Encode and check only; build no packages.")
@click.option("--profile", metavar="NAME", help=PROFILE_HELP, callback=not_empty)
@click.option(
    "--jobs", type=click.IntRange(1, 1024), metavar="N", help="Processes (default: one a core)."
)
@click.option(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help="Work on the Dask cluster with this scheduler.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(0),
    default=600,
    show_default=True,
    metavar="SECONDS",
    help="Set an edition aside that takes longer; 0 is no limit.",
)
@click.option(
    "--memory-limit",
    type=click.FloatRange(0),
    metavar="GIB",
    help="Set an edition aside that takes more memory (default: a share of the machine's); 0 is no "
    "limit.",
)
@click.option("--retry", is_flag=True, help="Try all again that failed.")
@click.option("--dry-run", is_flag=True, help="List what would be made and why; make nothing.")
@of_editions
@talking
@click.pass_obj
def corpus(
    voice: Voice,
    /,
    source: Path,
    out: Path,
    to: str,
    no_build: bool,
    profile: str,
    jobs: int | None,
    scheduler: str,
    time_limit: float,
    memory_limit: float | None,
    retry: bool,
    dry_run: bool,
    **options: object,
) -> None:
    """Make all editions below SOURCE_DIR, and a report of the whole.

    Each folder of sources becomes a repository below DIR. A later run makes only what changed;
    one that was interrupted goes on where it was. What fails is set aside and named.
    Writes DIR/build/corpus.html and corpus.json.
    """
    from fangzhi.corpus.order import Limits, Order
    from fangzhi.corpus.run import Plan, make_all, opened
    from fangzhi.together import cores

    if no_build and to:
        raise UsageError("--no-build and --to exclude each other", remedy="choose one")
    number = jobs or cores()
    order = Order(
        source=str(source.absolute()),
        out=str(out.absolute()),
        packages=_packages(to),
        build=not no_build,
        profile=_profile(profile),
        options={key: _absolute(value) for key, value in options.items() if value},
    )
    order.setting(source)  # wrong options are told before anything is done
    plan = Plan(order, Limits(time_limit, _memory(memory_limit, number)), number, scheduler, retry)
    _require_apart(source, out)
    with opened(plan, dry_run) as run:
        if dry_run:
            _list(run)
            return
        _announce(voice, run)
        with _progress(voice, run) as told:
            make_all(run, told)
        _report(voice, run)


def _packages(to: str) -> tuple[str, ...]:
    """The packages that `--to` names; none where all are to be made that can be."""
    from fangzhi import builders

    wanted = tuple(name.strip() for name in to.split(",") if name.strip())
    for name in wanted:
        if name not in builders.names():
            raise UsageError(
                f"there is no package {name!r}", remedy=f"choose from {', '.join(builders.names())}"
            )
    return wanted


def _profile(name: str) -> str:
    """The profile, which must be one; a file by its whole path, because workers are elsewhere."""
    from fangzhi.markup import profile as profiles

    if name:
        profiles.load(name)
    return str(Path(name).absolute()) if name.endswith(".toml") else name


def _absolute(value: object) -> Any:
    """An option as it can go to another process."""
    if isinstance(value, tuple):
        return [_absolute(one) for one in value]
    return str(value.absolute()) if isinstance(value, Path) else value


def _memory(stated: float | None, jobs: int) -> int:
    """The bytes that one edition may take."""
    from fangzhi.corpus.memory import of_machine

    if stated is None:
        return int(of_machine() * SHARE / jobs)
    return int(stated * GIB)


def _require_apart(source: Path, out: Path) -> None:
    """Raise where results would lie among the sources' own files."""
    if source.resolve() == out.resolve():
        raise UsageError(
            "SOURCE_DIR and --out are one folder",
            where=out,
            remedy="name another folder for the results",
        )


def _list(run: Run) -> None:
    """Print what would be made, and why."""
    for piece, reason in run.state.due():
        click.echo(f"{piece.given}: {reason}")
    run.state.forget()


def _announce(voice: Voice, run: Run) -> None:
    """Say what was found, before the long work begins."""
    walk = run.walk
    voice.say(f"{run.found} editions found, {run.pending} to be made")
    if run.gone:
        voice.say(f"{run.gone} known editions are no longer there; their results are kept")
    if walk.passed_over:
        kinds = ", ".join(
            f"{number} {suffix or 'without suffix'}"
            for suffix, number in sorted(walk.passed_over.items())
        )
        voice.say(f"files that are no sources: {kinds}")
    if walk.links:
        voice.warn(f"{walk.links} links to folders are not followed")
    for place in walk.unreadable:
        voice.warn(f"cannot be read: {place}")


@contextmanager
def _progress(voice: Voice, run: Run) -> Iterator[Callable[[Outcome], None]]:
    """What tells of each outcome: a line that is written anew on a terminal, else hardly any."""
    from fangzhi.corpus.progress import Progress

    watched = not voice.quiet and sys.stderr.isatty()
    progress = Progress(run.pending, say=voice.detail, watched=watched)
    stop = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield progress.tell
    except KeyboardInterrupt:
        progress.end()
        voice.insist(INTERRUPTED)
        raise
    finally:
        progress.end()
        signal.signal(signal.SIGTERM, stop)


def _interrupt(number: int, frame: object) -> None:
    """End as after Ctrl-C when the system asks to end."""
    raise KeyboardInterrupt


def _report(voice: Voice, run: Run) -> None:
    """Write the report, and tell the most important of it."""
    from fangzhi.corpus import report, summary

    told = summary.summarise(run)
    run.state.end(run.seconds, run.made, told["run"])
    paths = report.write(run.build, told)
    for failure in told["failures"][:LISTED]:
        voice.insist(report.failure(failure))
    counts = told["counts"]
    wrong = counts["failed"] + counts["findings"]
    if (more := wrong - LISTED) > 0:
        voice.insist(f"and {more} more; {shown(paths[0])} has them")
    voice.say(
        f"{counts['done']} done, {counts['findings']} with errors found, "
        f"{counts['failed']} set aside; {run.made} made now in {run.seconds:.1f} s"
    )
    for path in paths:
        voice.say(shown(path))
    voice.worst = max(voice.worst, FINDINGS if wrong else 0)
