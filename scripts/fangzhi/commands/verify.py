"""`fangzhi verify`: whether packages are whole, unchanged, and as their standards want them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fangzhi.commands._options import reporting, talking
from fangzhi.errors import UsageError
from fangzhi.voice import Voice, shown

if TYPE_CHECKING:
    from fangzhi.verify import Advance, Verdict


@click.command()
@click.argument("packages", nargs=-1, metavar="PACKAGE…", type=click.Path(path_type=Path))
@click.option(
    "--output-format",
    type=click.Choice(["text", "json", "junit"]),
    default="text",
    help="Form of the report (default: text).",
)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Report to a file.")
@click.option(
    "--fail-level",
    type=click.Choice(["error", "warning", "note"]),
    default="error",
    help="Lightest finding that ends with exit code 1 (default: error).",
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), metavar="N", help="Threads (default: one a core)."
)
@click.option("--explain", metavar="CODE", help="Say what a code means, and do nothing else.")
@talking
@click.pass_obj
def verify(
    voice: Voice,
    /,
    packages: tuple[Path, ...],
    output_format: str,
    output: Path | None,
    fail_level: str,
    jobs: int | None,
    explain: str | None,
) -> None:
    """Verify bags, SIPs and EPUBs, in a folder, a zip or a tar.

    Every file is there, is listed, and has its digests; the package is as its standard wants it;
    the archive hides nothing. Nothing is unpacked, and nothing is fetched.
    """
    if explain:
        click.echo(_explained(explain))
        return
    _require_sense(packages, output)
    from fangzhi.check.finding import Level
    from fangzhi.check.run import exit_code
    from fangzhi.together import cores

    verdicts: list[Verdict] = []
    for path in dict.fromkeys(packages):
        with reporting(voice):
            verdicts.append(_examined(voice, path, jobs or cores()))
    if not verdicts:
        return
    findings = [finding for verdict in verdicts for finding in verdict.findings]
    _report(verdicts, output_format, output)
    voice.worst = max(voice.worst, exit_code(findings, Level(fail_level)))


def _explained(code: str) -> str:
    """The help of one code: a title line and a paragraph."""
    import textwrap

    from fangzhi.verify import codes

    known = codes()
    entry = known.get(code.strip().upper())
    if entry is None:
        raise UsageError(
            f"there is no code {code!r} of packages", remedy=f"the codes are {', '.join(known)}"
        )
    help_text = textwrap.fill(entry.help, 78)
    return f"{entry.code} ({entry.level}): {entry.title}\n\n{help_text}"


def _require_sense(packages: Sequence[Path], output: Path | None) -> None:
    """Raise `UsageError` where there is nothing to read, or the report would harm a package."""
    if not packages:
        raise UsageError("no package is named", remedy="name a bag, a SIP or an EPUB")
    if output is None and sys.__stdout__ is None:
        raise UsageError("standard output is closed", remedy="name a file with --output")
    if output is None:
        return
    target = Path(os.path.realpath(output))
    for path in packages:
        if target.is_relative_to(os.path.realpath(path)):
            raise UsageError(
                f"the report would be written into the package {shown(path)}",
                where=output,
                remedy="give --output a name outside of it",
            )


def _examined(voice: Voice, path: Path, jobs: int) -> Verdict:
    """The verdict on one package, which is told in a line."""
    from fangzhi.check.reports.report import printable
    from fangzhi.verify import examine

    with _progress(voice, path) as advance:
        verdict = examine(path, jobs, advance)
    voice.say(f"{printable(shown(path))}: {verdict.summary()}")
    return verdict


@contextmanager
def _progress(voice: Voice, path: Path) -> Iterator[Advance]:
    """A bar of the bytes read, where somebody watches."""
    if voice.quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from fangzhi.check.reports.report import printable

    with click.progressbar(length=1, file=sys.stderr, label=printable(path.name)) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield advance


def _report(verdicts: Sequence[Verdict], form: str, output: Path | None) -> None:
    """Deliver the report on all packages."""
    from fangzhi.archive import write_whole
    from fangzhi.check import reports

    text = reports.render(
        [finding for verdict in verdicts for finding in verdict.findings],
        [verdict.path for verdict in verdicts],
        form,
        root=Path.cwd(),
        colour=output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR"),
    )
    if output is not None:
        write_whole(output, text.encode())
    else:
        click.echo(text, nl=False)
