"""The command line: parses options, prints, and maps errors to exit codes. Nothing else.

Heavy modules are imported inside the commands, so that `fangzhi --help` answers at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fangzhi import __version__
from fangzhi.errors import FangzhiError, UsageError
from fangzhi.voice import Voice, shown

if TYPE_CHECKING:
    from fangzhi.pipeline import Job, Result

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

FINDINGS, BUG = 1, 3
STDIN = STDOUT = "-"
LISTED = 10  # doubts that are told; a report has all


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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
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


def _not_empty(context: click.Context, parameter: click.Parameter, value: str | None) -> str:
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


@cli.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help=OUT_HELP)
@click.option("--id", "name", default="", help="Name of the edition, for text from stdin (-).")
@click.option("--profile", metavar="NAME", help=PROFILE_HELP, callback=_not_empty)
@click.option("--force", is_flag=True, help="Overwrite a TEI file that was edited since.")
@click.option("--report", default="", metavar="FILE", help=REPORT_HELP)
@talking
@click.pass_obj
def make(
    voice: Voice,
    sources: tuple[str, ...],
    out: Path | None,
    name: str,
    profile: str,
    force: bool,
    report: str,
) -> None:
    """Do the main job: encode SOURCE, check it, and build every package.

    SOURCE is a text file, its sidecar, or - for text from standard input. ID.decisions.toml beside
    it fixes roles and joins. Writes DIR/tei/ID.xml and the packages DIR/build/ID.*.
    """
    from fangzhi import builders

    _require_one(report, sources)
    if out == Path(STDOUT):
        raise UsageError("make cannot write to standard output", remedy="name a folder with --out")
    seen: dict[Path, Path] = {}
    for given in _with_progress(voice, sources):
        with _reporting(voice), _job(given, out, name, profile) as job:
            if _is_done(job, seen):
                continue
            result = _encode(voice, job, force, ("tei", "build"), report)
            if _check(voice, job):
                _build(voice, job.tei, job.folder, builders.names(), job.source.parent)
            voice.say(f"{job.name}: {result.summary()}")
            _count_doubts(voice, result, report)


@cli.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE…")
@click.option(
    "--out", metavar="DIR", help=OUT_HELP + " With - the TEI goes to standard output.", default=""
)
@click.option("--id", "name", default="", help="Name of the edition, for text from stdin (-).")
@click.option("--profile", metavar="NAME", help=PROFILE_HELP, callback=_not_empty)
@click.option("--force", is_flag=True, help="Overwrite a TEI file that was edited since.")
@click.option("--report", default="", metavar="FILE", help=REPORT_HELP)
@talking
@click.pass_obj
def encode(
    voice: Voice,
    sources: tuple[str, ...],
    out: str,
    name: str,
    profile: str,
    force: bool,
    report: str,
) -> None:
    """Encode SOURCE as TEI: write DIR/tei/ID.xml.

    SOURCE is a text file, its sidecar, or - for text from standard input. ID.decisions.toml beside
    it fixes roles and joins. Ends with the places that a person should look at, least sure first.
    """
    _require_one(report, sources)
    if out == report == STDOUT:
        raise UsageError(
            "TEI and report cannot both go to standard output",
            remedy="name a file with --report, or a folder with --out",
        )
    if out == STDOUT and len(sources) > 1:
        raise UsageError("--out - takes one source", remedy="name one file, or a folder with --out")
    seen: dict[Path, Path] = {}
    for given in _with_progress(voice, sources):
        folder = Path(out) if out and out != STDOUT else None
        with _reporting(voice), _job(given, folder, name, profile) as job:
            if _is_done(job, seen):
                continue
            result = _encode(voice, job, force, () if out == STDOUT else ("tei",), report)
            voice.say(f"{job.name}: {result.summary()}")
            _list_doubts(voice, result, report)


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="TEI…", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help=OUT_HELP)
@click.option("--to", default="", metavar="LIST", help="Packages, parted by commas (default: all).")
@talking
@click.pass_obj
def build(voice: Voice, files: tuple[Path, ...], out: Path | None, to: str) -> None:
    """Build packages from TEI files: write DIR/build/ID.epub, ID.html, ID.bag.zip."""
    from fangzhi.pipeline import repository_of

    wanted = _packages(to)
    for file in _with_progress(voice, files):
        with _reporting(voice):
            _build(voice, file, out or repository_of(file, "tei"), wanted)
            _remark_errors(voice, file)


@cli.command()
@click.argument("files", nargs=-1, metavar="FILE…", type=click.Path(path_type=Path))
@click.option(
    "--output-format",
    type=click.Choice(["text", "json", "sarif", "junit", "github", "gitlab"]),
    help="Form of the report (default: text, and github in GitHub Actions).",
)
@click.option(
    "--fail-level",
    type=click.Choice(["error", "warning", "note"]),
    help="Lightest finding that ends with exit code 1 (default: error).",
)
@click.option("--select", multiple=True, metavar="CODE", help="Only these codes, or beginnings.")
@click.option("--ignore", multiple=True, metavar="CODE", help="Not these codes, or beginnings.")
@click.option(
    "--schema",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A RELAX NG, XSD or Schematron to use instead of fangzhi's own.",
)
@click.option("--statistics", is_flag=True, help="Count the findings of each code.")
@click.option("--exit-zero", is_flag=True, help="End with exit code 0 whatever is found.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Report to a file.")
@click.option("--explain", metavar="CODE", help="Say what a code means, and do nothing else.")
@talking
@click.pass_obj
def check(
    voice: Voice,
    /,
    files: tuple[Path, ...],
    statistics: bool,
    output: Path | None,
    explain: str | None,
    **options: Any,
) -> None:
    """Validate TEI files, also ones that others wrote; folders are searched for *.xml.

    Checks the schema, rules beyond grammar, links, and the ledger where the source is there.
    Settings can stand in [check] of fangzhi.toml or [tool.fangzhi.check] of pyproject.toml.
    """
    from fangzhi.check import codes, reports, run, settings

    if explain:
        click.echo(codes.explain(explain))
        return
    options["select"], options["ignore"] = (
        tuple(code for given in options[key] for code in given.split(",") if code)
        for key in ("select", "ignore")
    )
    chosen = settings.load_settings().override(**options)
    findings = run.check_files(
        files, schema=chosen.schema, select=chosen.select, ignore=chosen.ignore
    )
    form = chosen.output_format or ("github" if os.environ.get("GITHUB_ACTIONS") else "text")
    colour = output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    report = reports.render(
        findings, run.tei_files(files), form, root=Path.cwd(), statistics=statistics, colour=colour
    )
    _deliver(report, output)
    if form == "github":
        from fangzhi.check.reports.github import publish_summary

        publish_summary(findings, run.tei_files(files), Path.cwd())
    if not chosen.exit_zero:
        voice.worst = max(voice.worst, run.exit_code(findings, chosen.fail_level))


def _deliver(report: str, output: Path | None) -> None:
    """The report to a file, whole or not at all, or to standard output."""
    from fangzhi.archive import write_whole

    text = report if report.endswith("\n") or not report else report + "\n"
    if output is not None:
        write_whole(output, text.encode())
    else:
        click.echo(text, nl=False)


def _remark_errors(voice: Voice, tei: Path) -> None:
    """Say when packages were made of a file that `check` finds errors in."""
    from fangzhi.check.finding import Level
    from fangzhi.check.run import check_file

    errors = sum(finding.level is Level.ERROR for finding in check_file(tei))
    if errors:
        voice.warn(f"{shown(tei)}: has {errors} errors; see 'fangzhi check {shown(tei)}'")


def _packages(to: str) -> list[str]:
    """The packages that `--to` names."""
    from fangzhi import builders

    wanted = [name.strip() for name in to.split(",") if name.strip()] or builders.names()
    for name in wanted:
        if name not in builders.names():
            raise UsageError(
                f"there is no package {name!r}", remedy=f"choose from {', '.join(builders.names())}"
            )
    return wanted


@contextmanager
def _job(given: str, out: Path | None, name: str, profile: str) -> Iterator[Job]:
    """The job for one SOURCE; text from standard input gets a file for as long as it is needed."""
    import tempfile

    from fangzhi.pipeline import check_name, plan

    if given != STDIN:
        yield plan(Path(given), out, name, profile)
        return
    if not name:
        raise UsageError("text from standard input has no name", remedy="name it with --id")
    check_name(name)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"{name}.txt")
        source.write_bytes(_stdin())
        yield plan(source, out or Path.cwd(), name, profile)


def _stdin() -> bytes:
    """What stands on standard input."""
    if sys.stdin is None:
        raise UsageError("standard input is closed", remedy="pipe a text in, or name a file")
    return sys.stdin.buffer.read()


def _is_done(job: Job, seen: dict[Path, Path]) -> bool:
    """Whether this run has made the job already: a text and its sidecar may both be named.

    Raises `UsageError` when two texts would be written to one file.
    """
    target, source = job.tei.absolute(), job.source.absolute()
    before = seen.get(target)
    seen[target] = source
    if before is not None and before != source:
        raise UsageError(
            f"has the same ID {job.name!r} as {shown(before)}, so one would overwrite the other",
            where=job.source,
            remedy="give one of them another id in its sidecar",
        )
    return before is not None


def _encode(voice: Voice, job: Job, force: bool, stages: tuple[str, ...], report: str) -> Result:
    """Encode a job and write its TEI file, to standard output without `stages`, and its report."""
    from fangzhi.archive import require_folder, write_whole
    from fangzhi.pipeline import check_report, encode_source, write_tei

    if sys.__stdout__ is None and (report == STDOUT or not stages):
        raise UsageError("standard output is closed", remedy="name a file, or a folder with --out")
    if report and report != STDOUT:
        check_report(job, Path(report))
    result = encode_source(job)
    for notice in result.notices:
        voice.warn(notice)
    _tell_profile(voice, job, result)
    for line in result.joins():
        voice.detail(line)
    for stage in stages:
        require_folder(job.folder / stage)
    if report and report != STDOUT:
        require_folder(Path(report).parent)
    if stages:
        write_tei(job, result, force)
        voice.say(shown(job.tei))
    else:
        sys.stdout.buffer.write(result.data)
    if report == STDOUT:
        sys.stdout.buffer.write(result.report())
    elif report:
        write_whole(Path(report), result.report())
        voice.say(shown(Path(report)))
    return result


def _require_one(report: str, sources: tuple[str, ...]) -> None:
    """Raise `UsageError` where several sources would have one report."""
    if report and len(sources) > 1:
        raise UsageError(
            "--report takes one source", remedy="run the command once for each, with its own FILE"
        )


def _tell_profile(voice: Voice, job: Job, result: Result) -> None:
    """Say how the text was read: to `--verbose`, and to all where it was read as any text."""
    profile, reason = result.choice.profile.name, result.choice.reason
    voice.detail(f"{job.name}: profile {profile}: {reason}")
    if result.choice.without_sign and not voice.verbose:
        voice.say(f"{job.name}: read as {profile} text: {reason}; --profile names another")


def _list_doubts(voice: Voice, result: Result, report: str) -> None:
    """Tell what a person should look at, least sure first."""
    if voice.quiet:
        return
    doubts = result.doubts()
    for doubt in doubts[:LISTED]:
        voice.say(f"{shown(result.source.path)}:{doubt.line}:{doubt.column}: {doubt.told()}")
    if (more := len(doubts) - LISTED) > 0:
        where = f"{report} lists all" if report not in ("", STDOUT) else "--report FILE lists all"
        voice.say(f"and {more} more; {where}")


def _count_doubts(voice: Voice, result: Result, report: str) -> None:
    """Tell how many places a person should look at, and how to see them."""
    if not voice.quiet and (number := len(result.doubts())):
        where = f"{report} lists" if report not in ("", STDOUT) else "--report FILE lists"
        voice.say(f"{result.name}: {number} place{'s'[: number > 1]} to look at; {where} them")


def _check(voice: Voice, job: Job) -> bool:
    """Whether the TEI file of a job has no errors; what was found is printed."""
    from fangzhi.check.finding import Level
    from fangzhi.pipeline import check_edition
    from fangzhi.tei.edition import Edition

    findings = check_edition(Edition(job.tei, job.source.parent))
    for finding in findings:
        tell = voice.insist if finding.level is Level.ERROR else voice.say
        tell(f"{finding.place}: {finding.level} {finding.code} {finding.message}")
    if any(finding.level is Level.ERROR for finding in findings):
        voice.worst = max(voice.worst, FINDINGS)
        return False
    return True


def _build(
    voice: Voice, tei: Path, folder: Path, wanted: list[str], source_folder: Path | None = None
) -> None:
    from fangzhi.pipeline import build
    from fangzhi.tei.edition import Edition

    edition = Edition(tei, source_folder)
    for figure in edition.figures:
        if figure.url and figure.file is None:
            voice.warn(f"{shown(tei)}: the picture {figure.url} is not there and is left out")
    if edition.source_url and edition.source_file is None and "bag" in wanted:
        voice.warn(f"{tei}: the source {edition.source_url} is not there; the bag goes without it")
    for path in build(edition, folder / "build", wanted):
        voice.say(shown(path))


def _with_progress(voice: Voice, items: tuple[T, ...]) -> Iterator[T]:
    """`items`, with a progress bar where there are several and somebody watches."""
    if len(items) < 2 or voice.quiet or not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, file=sys.stderr, show_pos=True) as bar:
        yield from bar


@contextmanager
def _reporting(voice: Voice) -> Iterator[None]:
    """Print the error of one file and go on with the next."""
    try:
        yield
    except FangzhiError as error:
        if voice.debug:
            raise
        voice.fail(error)


def main() -> None:
    """Run the program and leave with its exit code."""
    if sys.stdout is None:  # closed by the caller; `_encode` refuses to lose a product there
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
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
