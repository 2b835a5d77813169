"""A bag of our own to tamper with, and hands to do it: also those of somebody who knows BagIt."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from fangzhi.builders.bag import encode_path
from fangzhi.pipeline import build, encode_source, plan, write_tei
from fangzhi.tei.edition import Edition
from fangzhi.verify import verify

TEXT = "云水街道\n\n综述\n\n【概况】 辖8个社区。\n\n图为公园 (街道办 供图)\n\n(陆一帆)\n"
SIDECAR = """date = 2026-11-24
profile = "yearbook"
[title]
zh-Hans = "云水街道"
[publication]
publisher = "云水档案馆"
[[picture]]
caption = "图为公园"
file = "pärk 1.png"
"""
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
NAME = "yunshui"
STRONG = ("sha256", "sha512")
SOURCE, TOML = "data/source/yunshui.txt", "data/source/yunshui.toml"


def make(folder: Path) -> Path:
    """A repository with a tiny edition; its bag, zipped."""
    source = folder / "source" / f"{NAME}.txt"
    source.parent.mkdir()
    source.write_text(TEXT, encoding="utf-8")
    source.with_suffix(".toml").write_text(SIDECAR, encoding="utf-8")
    (source.parent / "pärk 1.png").write_bytes(PIXEL)
    job = plan(source, folder)
    write_tei(job, encode_source(job))
    list(build(Edition(job.tei), folder / "build", ["bag"]))
    return folder / "build" / f"{NAME}.bag.zip"


def unpacked(bag: Path, folder: Path) -> Path:
    """The bag as a folder."""
    with zipfile.ZipFile(bag) as archive:
        archive.extractall(folder)
    return folder / NAME


def codes(path: Path) -> set[str]:
    """The codes of what is found."""
    return {finding.code for finding in verify(path, jobs=2)}


def files(bag: Path) -> list[str]:
    """The files of an unpacked bag, by name."""
    return sorted(path.relative_to(bag).as_posix() for path in bag.rglob("*") if path.is_file())


# ---------------------------------------------------------------- hands


def edit(bag: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Change the bytes of a file."""
    (bag / name).write_bytes(change((bag / name).read_bytes()))


def add(bag: Path, name: str, data: bytes = b"new\n") -> None:
    """Put a file into the bag."""
    (bag / name).parent.mkdir(parents=True, exist_ok=True)
    (bag / name).write_bytes(data)


def line(bag: Path, algorithm: str, name: str) -> str:
    """The line that a manifest has for a file."""
    digest = hashlib.new(algorithm, (bag / name).read_bytes()).hexdigest()
    return f"{digest}  {encode_path(name)}\n"


def write_manifest(bag: Path, name: str, algorithm: str, listed: Iterable[str]) -> None:
    """Write a manifest of these files."""
    text = "".join(line(bag, algorithm, file) for file in listed)
    (bag / name).write_text(text, encoding="utf-8", newline="")


def list_payload(bag: Path, algorithms: Iterable[str] = STRONG) -> None:
    """Write the payload manifests anew, as somebody would who changed the payload."""
    payload = [name for name in files(bag) if name.startswith("data/")]
    for algorithm in algorithms:
        write_manifest(bag, f"manifest-{algorithm}.txt", algorithm, payload)


def list_tags(bag: Path, algorithms: Iterable[str] = STRONG) -> None:
    """Write the tag manifests anew, as somebody would who changed tag files."""
    tags = [name for name in files(bag) if not name.startswith(("data/", "tagmanifest-"))]
    for algorithm in algorithms:
        write_manifest(bag, f"tagmanifest-{algorithm}.txt", algorithm, tags)


def in_manifests(bag: Path, change: Callable[[str], str], *names: str) -> None:
    """Change the text of payload manifests (both, or those named), and list the tags anew."""
    for name in names or [f"manifest-{algorithm}.txt" for algorithm in STRONG]:
        edit(bag, name, lambda data: change(data.decode()).encode())
    list_tags(bag)


def in_tags(bag: Path, name: str, change: Callable[[str], str]) -> None:
    """Change the text of a tag file, and list the tags anew."""
    edit(bag, name, lambda data: change(data.decode()).encode())
    list_tags(bag)
