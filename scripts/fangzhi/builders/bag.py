"""A BagIt 1.0 bag in a zip file (RFC 8493): all that is needed to read the edition in fifty years.

Payload: the transcription with its sidecar and pictures, the TEI, the schema, the EPUB and the web
page. Members are stored, not compressed, so that the bytes do not depend on any zlib.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from fangzhi import __version__
from fangzhi.archive import stated_date, write_whole, zip_bytes
from fangzhi.builders._pictures import Pictures
from fangzhi.errors import OutputError
from fangzhi.resources import schema_folder
from fangzhi.setting import PLAIN, Setting
from fangzhi.tei.edition import Edition
from fangzhi.tei.files import package_path

SUFFIX = ".bag.zip"
NEEDS = ("epub", "html")

ALGORITHMS = ("sha256", "sha512")
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
SCHEMA_FILES = ("*.rnc", "*.rng", "*.xsd", "*.sch", "*.odd")


def build(edition: Edition, folder: Path, setting: Setting = PLAIN) -> Path:
    """The bag of `edition` as `folder/NAME.bag.zip`; the packages it needs lie in `folder`."""
    payload = {f"data/{name}": _read(file) for name, file in _payload(edition, folder).items()}
    tags = {
        "bagit.txt": DECLARATION,
        "bag-info.txt": _bag_info(edition, payload),
        **{f"manifest-{name}.txt": _manifest(payload, name) for name in ALGORITHMS},
    }
    tags |= {f"tagmanifest-{name}.txt": _manifest(tags, name) for name in ALGORITHMS}
    path = folder / f"{edition.name}{SUFFIX}"
    # The bag unpacks into one folder of its own name ([RFC 8493], 4.1).
    members = ((f"{edition.name}/{name}", data) for name, data in {**tags, **payload}.items())
    write_whole(path, zip_bytes(members, stated_date(edition.date), stored=True))
    return path


def _payload(edition: Edition, folder: Path) -> dict[str, Path]:
    """What the bag holds: paths below `data/` and where the files lie now."""
    files = edition_files(edition)
    for pattern in SCHEMA_FILES:
        files |= {f"schema/{file.name}": file for file in schema_folder().glob(pattern)}
    for suffix in (f".{name}" for name in NEEDS):
        files[f"build/{edition.name}{suffix}"] = folder / f"{edition.name}{suffix}"
    return files


def edition_files(edition: Edition) -> dict[str, Path]:
    """The TEI file, the transcription with its sidecar, and the pictures, by their paths in a bag.

    Nothing else: a link of a foreign TEI file must not carry anything into the bag.
    """
    files = {f"tei/{edition.path.name}": edition.path}
    if (source := edition.source_file) is not None:
        files[f"source/{source.name}"] = source
        if (sidecar := source.with_suffix(".toml")).is_file():
            files[f"source/{sidecar.name}"] = sidecar
    pictures = Pictures(edition)
    for url in (figure.url for figure in edition.figures):
        if pictures.find(url) is not None and (file := edition.linked_file(url)) is not None:
            files[package_path(url, edition.path)] = file
    return files


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise OutputError(
            f"cannot be packed: {error.strerror or error}",
            where=file,
            remedy="make it readable, or build the packages that the bag holds first",
        ) from error


def _manifest(files: Mapping[str, bytes], algorithm: str) -> bytes:
    """One line `digest  path` for each file, by path."""
    lines = (
        f"{hashlib.new(algorithm, data).hexdigest()}  {encode_path(name)}\n"
        for name, data in sorted(files.items())
    )
    return "".join(lines).encode()


def encode_path(name: str) -> str:
    """A path as manifests write it: line ends and the percent sign encoded (2.1.3)."""
    return name.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _bag_info(edition: Edition, payload: Mapping[str, bytes]) -> bytes:
    """The reserved elements that are known (2.2.2), one a line."""
    octets = sum(len(data) for data in payload.values())
    day = stated_date(edition.date)
    title = " / ".join(title.text for title in edition.titles if title.text) or edition.name
    printed = edition.printed_source
    source = ", ".join(printed[key] for key in ("title", "publisher", "date") if key in printed)
    text, url = edition.licence
    elements = (
        ("Source-Organization", edition.publisher),
        ("External-Identifier", edition.name),
        *(("External-Identifier", f"{kind}: {value}")
          for kind, value in edition.identifiers.items() if kind != "local"),
        ("External-Description", f"{title}. From: {source}" if source else title),
        ("Internal-Sender-Description", " ".join(filter(None, ("Rights:", text, url)))),
        ("Bagging-Date", day.isoformat() if day else ""),
        ("Payload-Oxum", f"{octets}.{len(payload)}"),
        ("Bag-Size", _size(octets)),
        ("Bag-Software-Agent", f"fangzhi {__version__}"),
    )  # fmt: skip
    return "".join(
        f"{label}: {' '.join(value.split())}\n" for label, value in elements if value
    ).encode()


def _size(octets: int) -> str:
    """A number of bytes for people."""
    size, unit = float(octets), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
