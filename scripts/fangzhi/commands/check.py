"""`fangzhi check`: validate TEI files."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fangzhi.commands._options import talking
from fangzhi.errors import UsageError
from fangzhi.voice import Voice, shown

if TYPE_CHECKING:
    from fangzhi.check.finding import Finding
    from fangzhi.check.settings import CheckSettings


@click.command()
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
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A RELAX NG, XSD or Schematron to use instead of fangzhi's own; may be repeated. "
    "'declared' means the schemas that each file names (xml-model, xsi:schemaLocation).",
)
@click.option(
    "--changed-since",
    metavar="REV",
    help="Only files that changed since the branch left this revision of git.",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Report only what this file of known findings does not hold.",
)
@click.option(
    "--update-baseline", is_flag=True, help="Write all findings to the baseline, and report none."
)
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
@click.option("--statistics", is_flag=True, help="Count the findings of each code.")
@click.option("--exit-zero", is_flag=True, help="End with exit code 0 whatever is found.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Report to a file.")
@click.option(
    "--jobs", type=click.IntRange(1, 256), metavar="N", help="Processes (default: one a core)."
)
@click.option("--explain", metavar="CODE", help="Say what a code means, and do nothing else.")
@talking
@click.pass_obj
def check(
    voice: Voice,
    /,
    files: tuple[Path, ...],
    statistics: bool,
    output: Path | None,
    changed_since: str | None,
    update_baseline: bool,
    watch: bool,
    jobs: int | None,
    explain: str | None,
    **options: Any,
) -> None:
    """Validate TEI files, also ones that others wrote; folders are searched for *.xml.

    Checks the schema, rules beyond grammar, links, and the ledger where the source is there.
    Settings can stand in [check] of fangzhi.toml or [tool.fangzhi.check] of pyproject.toml.
    """
    from fangzhi.check import codes, settings
    from fangzhi.check.files import changed_files, tei_files
    from fangzhi.together import cores

    if explain:
        click.echo(codes.explain(explain))
        return
    for key in ("select", "ignore"):
        options[key] = tuple(code for given in options[key] for code in given.split(",") if code)
    chosen = settings.load_settings().override(**options)
    _require_sense(chosen, output, changed_since, update_baseline, watch)

    def run() -> int:
        """Check what there is to check now, deliver the report, and give the exit code."""
        named = tei_files(files)
        _spare_inputs(output, named, chosen)
        wanted = named if changed_since is None else changed_files(named, changed_since)
        if not wanted:
            voice.say(f"none of {len(named)} files changed since {changed_since}")
        findings = _findings(voice, wanted, chosen, jobs or cores())
        if update_baseline:
            return _keep(voice, findings, chosen)
        return _report(voice, findings, wanted, chosen, output, statistics)

    if watch:
        from fangzhi.commands._watch import watch_files

        code = watch_files(voice, run, lambda: _watched(files, chosen))
    else:
        code = run()
    voice.worst = max(voice.worst, 0 if chosen.exit_zero else code)


def _require_sense(
    chosen: CheckSettings,
    output: Path | None,
    changed_since: str | None,
    update_baseline: bool,
    watch: bool,
) -> None:
    """Raise `UsageError` for options that cannot go together."""
    if update_baseline and chosen.baseline is None:
        raise UsageError("there is no baseline to update", remedy="name its file with --baseline")
    if update_baseline and changed_since is not None:
        raise UsageError(
            "a baseline of the changed files alone would forget the others",
            remedy="leave --changed-since out when you update it",
        )
    if update_baseline and watch:
        raise UsageError("--watch and --update-baseline exclude each other", remedy="choose one")
    if output is None and sys.__stdout__ is None:
        raise UsageError("standard output is closed", remedy="name a file with --output")


def _spare_inputs(output: Path | None, named: Sequence[Path], chosen: CheckSettings) -> None:
    """Raise `UsageError` where the report would overwrite what is read."""
    inputs = {os.path.realpath(file) for file in (*named, *chosen.schema, chosen.baseline) if file}
    if output is not None and os.path.realpath(output) in inputs:
        raise UsageError(
            "the report would overwrite a file that is read",
            where=output,
            remedy="give --output another name",
        )
    if chosen.baseline and os.path.realpath(chosen.baseline) in map(os.path.realpath, named):
        raise UsageError(
            "the baseline is one of the files to check",
            where=chosen.baseline,
            remedy="name another file with --baseline",
        )


def _findings(
    voice: Voice, files: Sequence[Path], chosen: CheckSettings, jobs: int
) -> list[Finding]:
    from fangzhi.check import run
    from fangzhi.check.grammar import foreign

    for schema in foreign.slow(chosen.schema):
        voice.say(
            f"{shown(schema)} is large and takes many seconds; with jing it takes one "
            "(pip install 'fangzhi[jing]')"
        )
    total = len(files)
    if voice.quiet or total < 2 or not sys.stderr.isatty():
        return run.check_files(
            files, schema=chosen.schema, select=chosen.select, ignore=chosen.ignore, jobs=jobs
        )
    with click.progressbar(length=total, file=sys.stderr, show_pos=True) as bar:
        return run.check_files(
            files,
            schema=chosen.schema,
            select=chosen.select,
            ignore=chosen.ignore,
            jobs=jobs,
            done=lambda: bar.update(1),
        )


def _keep(voice: Voice, findings: Sequence[Finding], chosen: CheckSettings) -> int:
    """Write the findings as the baseline: from now on they are known."""
    from fangzhi.check.baseline import write_baseline

    file = chosen.baseline
    if file is None:  # `_require_sense` has seen to that
        raise UsageError("there is no baseline to update", remedy="name its file with --baseline")
    write_baseline(findings, file.absolute().parent, file)
    voice.say(f"{shown(file)}: {len(findings)} known findings")
    return 0


def _report(
    voice: Voice,
    findings: list[Finding],
    files: Sequence[Path],
    chosen: CheckSettings,
    output: Path | None,
    statistics: bool,
) -> int:
    """Deliver the report of what the baseline does not know, and give the exit code."""
    from fangzhi.check import reports, run

    if chosen.baseline is not None:
        from fangzhi.check import baseline

        known = baseline.read_baseline(chosen.baseline)
        folder = chosen.baseline.absolute().parent
        findings, old = baseline.beyond(findings, known, folder)
        if old:
            voice.say(f"{old} known findings of {shown(chosen.baseline)} are not told")
    form = chosen.output_format or ("github" if os.environ.get("GITHUB_ACTIONS") else "text")
    colour = output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    here = Path.cwd()
    text = reports.render(findings, files, form, root=here, statistics=statistics, colour=colour)
    _deliver(text, output)
    if form == "github":
        from fangzhi.check.reports.github import publish_summary

        publish_summary(findings, files, here)
    return run.exit_code(findings, chosen.fail_level)


def _deliver(report: str, output: Path | None) -> None:
    """The report to a file, whole or not at all, or to standard output."""
    from fangzhi.archive import write_whole

    text = report if report.endswith("\n") or not report else report + "\n"
    if output is not None:
        write_whole(output, text.encode())
    else:
        click.echo(text, nl=False)


def _watched(given: Sequence[Path], chosen: CheckSettings) -> list[Path]:
    """Whose change is a reason to check again: TEI files, their texts and pictures, the schema."""
    from fangzhi.check.files import tei_files

    try:
        named = tei_files(given)
    except UsageError:  # gone for a moment, as when an editor saves
        named = []
    sources = {file.absolute().parent.parent / "source" for file in named}
    beside = [file for folder in sorted(sources) if folder.is_dir() for file in folder.iterdir()]
    own = [file for file in (*chosen.schema, chosen.baseline, chosen.file) if file]
    return [*named, *beside, *own]
