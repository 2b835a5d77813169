"""`fangzhi store`: versions of editions in an OCFL storage root."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fangzhi import __version__
from fangzhi.commands._options import talking
from fangzhi.errors import UsageError
from fangzhi.voice import Voice, shown

if TYPE_CHECKING:
    from fangzhi.check.finding import Finding
    from fangzhi.store.objects import Tally
    from fangzhi.store.packages import Package
    from fangzhi.store.write import Stored

FINDINGS = 1  # the exit code


@click.command()
@click.argument("root", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("packages", nargs=-1, metavar="PACKAGE…", type=click.Path(path_type=Path))
@click.option(
    "--id",
    "identifier",
    metavar="ID",
    help="ID of the object that takes all PACKAGEs; a URI is best.",
)
@click.option("--message", metavar="TEXT", help="Why this version was made.")
@click.option("--name", metavar="NAME", help="Who made it (default: fangzhi and its version).")
@click.option("--address", metavar="URI", help="Where to reach them: mailto:… or an ORCID iD.")
@click.option("--verify", is_flag=True, help="Verify the whole root, or what was just stored.")
@click.option("--list", "listing", is_flag=True, help="List objects and their versions.")
@click.option(
    "--output-format",
    type=click.Choice(["text", "json", "junit"]),
    default="text",
    help="Form of what --verify and --list print.",
)
@talking
@click.pass_obj
def store(
    voice: Voice,
    /,
    root: Path,
    packages: tuple[Path, ...],
    identifier: str | None,
    verify: bool,
    listing: bool,
    output_format: str,
    **who: str | None,
) -> None:
    """Store packages as a new version of an edition in the OCFL 1.1 storage root DIR.

    DIR is made if it is new or empty. All PACKAGEs of one edition make one version, which holds
    exactly what they hold; what did not change is not stored twice, and if nothing changed there
    is no new version. A bag, zipped or not, is stored file by file, and is named by its first
    External-Identifier; other folders are stored file by file too; every other package (EPUB, HTML,
    SIP) is stored as the file that it is, and is named by its file name.

    A version is dated by the clock, as it is made now, or by SOURCE_DATE_EPOCH. What a killed run
    left of a version is finished by the next one.

    --verify reads every byte and tells what breaks OCFL by its own codes. Nobody should store to
    DIR meanwhile.
    """
    _require_sense(packages, identifier, verify, listing, output_format, who)
    folders = _store(voice, root, packages, identifier, who) if packages else []
    if listing:
        _list(voice, root, output_format)
    if verify:
        _verify(voice, root, folders, output_format)


def _require_sense(
    packages: tuple[Path, ...],
    identifier: str | None,
    verify: bool,
    listing: bool,
    form: str,
    who: dict[str, str | None],
) -> None:
    """Raise `UsageError` for options that cannot go together."""
    if not packages and not verify and not listing:
        raise UsageError("there is nothing to store", remedy="name a PACKAGE, --verify or --list")
    given = {"id": identifier, **who}
    if not packages and (idle := [key for key, value in given.items() if value is not None]):
        raise UsageError(f"--{idle[0]} is for storing", remedy="name a PACKAGE, or leave it out")
    for key, value in given.items():
        if value is not None and not value.strip():
            raise UsageError(f"--{key} is empty", remedy="say something, or leave it out")
        if value is not None and not value.isprintable() and key != "message":
            raise UsageError(f"--{key} has control characters", remedy="leave them out")
    if listing and (verify or form == "junit"):
        raise UsageError("--list goes with text and json alone, and not with --verify")
    if who["address"] is not None and who["name"] is None:
        raise UsageError("--address is that of a person", remedy="name the person with --name")


# ---------------------------------------------------------------- storing


def _store(
    voice: Voice,
    root: Path,
    paths: tuple[Path, ...],
    identifier: str | None,
    who: dict[str, str | None],
) -> list[Path]:
    """Store the packages, say what was done, and give the folders of the objects."""
    from dataclasses import replace

    from fangzhi.store import write
    from fangzhi.store.packages import read_package

    write.require_root(root)
    write.require_apart(root, paths)
    folders = []
    with ExitStack() as stack:
        found = [read_package(path, stack) for path in paths]
        if identifier is not None:
            found = [replace(package, id=identifier) for package in found]
        note = _note(found, who)
        for stored in write.store(root, write.merged(found), note, voice.say):
            voice.say(_told(stored))
            folders.append(stored.folder)
    return folders


def _note(packages: list[Package], who: dict[str, str | None]) -> dict[str, Any]:
    """When, why and by whom: what a version says of itself."""
    from fangzhi.store.inventory import moment

    names = ", ".join(package.path.resolve().name for package in packages)
    user = {"name": who["name"] or f"fangzhi {__version__}"}
    if who["address"] is not None:
        user["address"] = _uri(who["address"])
    return {"created": moment(), "message": who["message"] or f"Stored {names}", "user": user}


def _uri(address: str) -> str:
    """An address as a URI: that of a mailbox becomes one."""
    from fangzhi.store.rules import is_uri

    name, _, host = address.partition("@")
    if name and host and not is_uri(address) and " " not in address:
        return f"mailto:{address}"
    if not is_uri(address):
        raise UsageError(
            f"--address {address!r} is no URI", remedy="write mailto:NAME@HOST or https://…"
        )
    return address


def _told(stored: Stored) -> str:
    if not stored.changed:
        return f"{stored.id}: nothing changed since {stored.version}, so no version was made"
    size = f"{stored.added} new ({stored.size} bytes)" if stored.added else "none of them new"
    return f"{stored.id}: {stored.version}: {stored.files} files, {size}; {shown(stored.folder)}"


# ---------------------------------------------------------------- verifying and listing


def _verify(voice: Voice, root: Path, folders: list[Path], form: str) -> None:
    """Print what is wrong with a root, or with some of its objects, and set the exit code."""
    from fangzhi.check import reports
    from fangzhi.check.finding import Level
    from fangzhi.store.objects import Tally

    tally = Tally()
    with _bar(voice, root, folders) as done:
        findings = list(_found(root, folders, tally, done))
    files = [folder / "inventory.json" for folder in folders] or [root]
    colour = sys.stdout is not None and sys.stdout.isatty()
    text = reports.render(findings, files, form, root=Path.cwd(), colour=colour)
    click.echo(text, nl=not text.endswith("\n"))
    voice.say(
        f"{shown(root)}: {tally.objects} objects, {tally.versions} versions, "
        f"{tally.files} files, {tally.size} bytes"
    )
    if any(finding.level is Level.ERROR for finding in findings):
        voice.worst = max(voice.worst, FINDINGS)


def _found(
    root: Path, folders: list[Path], tally: Tally, done: Callable[[int], None]
) -> Iterator[Finding]:
    from fangzhi.store.objects import check_object
    from fangzhi.store.roots import check_root

    if not folders:
        yield from check_root(root, tally, done)
    for folder in folders:
        yield from check_object(folder, tally=tally, done=done)


@contextmanager
def _bar(voice: Voice, root: Path, folders: list[Path]) -> Iterator[Callable[[int], None]]:
    """What is to be told how many bytes were read: a progress bar where somebody watches."""
    from fangzhi.store.roots import total_size

    if voice.quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    length = sum(map(total_size, folders or [root]))
    with click.progressbar(length=length, file=sys.stderr, label="verifying") as bar:
        yield bar.update


def _list(voice: Voice, root: Path, form: str) -> None:
    """Print the objects of a root with their versions."""
    from fangzhi.store.history import ordered
    from fangzhi.store.roots import list_root

    entries = []
    for folder, inventory in list_root(root):
        if inventory is None:
            voice.warn(f"{shown(folder)}: cannot be listed; --verify tells what is wrong with it")
            continue
        versions = [dict(_version(inventory, name)) for name in ordered(inventory)]
        place = folder.relative_to(root).as_posix()
        entries.append({"id": inventory["id"], "folder": place, "versions": versions})
    if form == "json":
        click.echo(json.dumps(entries, ensure_ascii=False, indent=2))
        return
    click.echo("".join(_lines(entries)), nl=False)


def _version(inventory: dict[str, Any], name: str) -> Iterable[tuple[str, Any]]:
    version = inventory["versions"][name]
    yield "version", name
    yield "created", version.get("created", "")
    yield "files", sum(len(paths) for paths in version.get("state", {}).values())
    yield "message", version.get("message", "")
    yield "user", version.get("user", {}).get("name", "")


def _lines(entries: list[dict[str, Any]]) -> Iterator[str]:
    """One line a version, its parts parted by tabs; no text of others can break a line."""
    from fangzhi.check.reports.report import printable

    for entry in entries:
        for version in entry["versions"]:
            parts = (entry["id"], *version.values())
            yield "\t".join(printable(str(part)) for part in parts) + "\n"
