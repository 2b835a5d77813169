"""`fangzhi check`: validate TEI files."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from fangzhi.commands._options import talking
from fangzhi.voice import Voice


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
