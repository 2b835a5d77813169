"""What the tests of the store share: packages, storing, reading back without our code, a peer."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from fangzhi.check.finding import Finding, Level
from fangzhi.store.objects import Tally
from fangzhi.store.packages import read_package
from fangzhi.store.roots import check_root
from fangzhi.store.write import Stored, merged, store

Files = Mapping[str, str | bytes]
NOTE = {
    "created": "2026-11-24T10:00:00Z",
    "message": "As built",
    "user": {"name": "Wang Ming", "address": "mailto:wang@example.org"},
}
ID = "urn:example:willow"


def raw(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def folder(path: Path, files: Files) -> Path:
    """A folder with these files, and nothing else."""
    for name, content in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(raw(content))
    return path


def bag_files(name: str, payload: Files, identifier: str = "") -> dict[str, bytes]:
    """The files of a BagIt 1.0 bag by their paths in it."""
    files = {f"data/{path}": raw(content) for path, content in payload.items()}
    lines = (f"{hashlib.sha512(data).hexdigest()}  {path}\n" for path, data in files.items())
    return {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": f"External-Identifier: {identifier or name}\n".encode(),
        "manifest-sha512.txt": "".join(lines).encode(),
        **files,
    }


def zipped(path: Path, files: Files) -> Path:
    """A zip with these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, raw(content))
    return path


def bag(path: Path, payload: Files, identifier: str = "") -> Path:
    """A zipped bag, in a folder of the name of the zip, as `fangzhi build` makes it."""
    name = path.name.removesuffix(".bag.zip")
    files = bag_files(name, payload, identifier)
    return zipped(path, {f"{name}/{member}": data for member, data in files.items()})


def keep(root: Path, *packages: Path, id: str | None = ID, **note: Any) -> list[Stored]:
    """Store packages as the command does."""
    with ExitStack() as stack:
        found = [read_package(path, stack) for path in packages]
        if id is not None:
            found = [replace(package, id=id) for package in found]
        return list(store(root, merged(found), {**NOTE, **note}, lambda _: None))


def findings(root: Path) -> list[Finding]:
    """All that our verifier finds."""
    return list(check_root(root, Tally()))


def codes(found: Iterable[Finding], level: Level = Level.ERROR) -> set[str]:
    """The codes of findings of one level."""
    return {finding.code for finding in found if finding.level is level}


def objects(root: Path) -> list[Path]:
    """The folders of the objects of a root."""
    return sorted(path.parent for path in root.rglob("0=ocfl_object_*"))


def only(root: Path) -> Path:
    """The folder of the one object of a root."""
    (found,) = objects(root)
    return found


def inventory(place: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((place / "inventory.json").read_bytes())
    return found


def state(place: Path, version: str = "") -> dict[str, bytes]:
    """The files of a version of an object, read by the words of the specification alone."""
    found = inventory(place)
    block = found["versions"][version or found["head"]]["state"]
    return {
        path: (place / found["manifest"][digest][0]).read_bytes()
        for digest, paths in block.items()
        for path in paths
    }


def content(place: Path) -> set[str]:
    """The files on disk that an object keeps, by their content paths."""
    return {
        path.relative_to(place).as_posix()
        for path in place.glob("v*/content/**/*")
        if path.is_file()
    }


def rewrite(place: Path, change: Callable[[dict[str, Any]], object], *versions: str) -> None:
    """Change the inventory of an object and those of `versions`, each with a right sidecar."""
    for home in (place, *(place / version for version in versions)):
        found = inventory(home)
        change(found)
        seal(home, json.dumps(found, ensure_ascii=False).encode(), found)


def seal(home: Path, data: bytes, found: Mapping[str, Any]) -> None:
    """Write an inventory and the sidecar that fits it."""
    algorithm = found.get("digestAlgorithm", "sha512")
    algorithm = algorithm if algorithm in ("sha256", "sha512", "md5") else "sha512"
    for old in home.glob("inventory.json.*"):
        old.unlink()
    (home / "inventory.json").write_bytes(data)
    digest = hashlib.new(algorithm, data).hexdigest()
    (home / f"inventory.json.{algorithm}").write_text(f"{digest} inventory.json\n")


# ---------------------------------------------------------------- the peer

PEER = """
import json, logging, sys
logging.disable(logging.CRITICAL)
from ocfl.validator import Validator
for line in sys.stdin:
    judge = Validator(log_warnings=True)
    try:
        valid = judge.validate_object(line.strip())
        codes = sorted({code[:4] for code in judge.log.codes})
    except Exception as error:
        valid, codes = None, [type(error).__name__]
    print(json.dumps([valid, codes]))
"""


@cache
def peer() -> str:
    """The Python that has ocfl-py: FANGZHI_OCFL names it, else ours may; empty where none has."""
    for python in (os.environ.get("FANGZHI_OCFL", ""), sys.executable):
        if python:
            ask = [python, "-c", "import ocfl.validator"]
            if not subprocess.run(ask, capture_output=True, check=False).returncode:
                return python
    return ""


NO_PEER = "ocfl-py is not there: put it into an environment whose Python FANGZHI_OCFL names"


def judged(places: Iterable[Path]) -> list[tuple[bool | None, set[str]]]:
    """What ocfl-py says of objects: valid or not (`None`: it broke down), and its codes."""
    done = subprocess.run(
        [peer(), "-c", PEER],
        input="".join(f"{place}\n" for place in places),
        capture_output=True,
        text=True,
        check=True,
    )
    answers = (json.loads(line) for line in done.stdout.splitlines())
    return [(valid, set(found)) for valid, found in answers]
