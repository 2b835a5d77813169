"""A BagIt 1.0 bag (RFC 8493): all that is needed to read the edition in fifty years.

Payload: the transcription with its sidecar, decisions and pictures, the TEI, the schema, the EPUB
and the web page. A BagIt profile in the bag says what such a bag holds. As a zip its members are
stored, not compressed, so that the bytes do not depend on any zlib.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from pathlib import Path

from fangzhi import __version__
from fangzhi.archive import stated_date
from fangzhi.builders._edition_files import edition_files
from fangzhi.packing import ALGORITHMS, Content, Digest, digest, write_folder, write_zip
from fangzhi.resources import schema_folder
from fangzhi.setting import PLAIN, Setting
from fangzhi.tei.edition import Edition

SUFFIX = ".bag.zip"
UNPACKED = ".bag"
NEEDS = ("epub", "html")

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
SCHEMA_FILES = ("*.rnc", "*.rng", "*.xsd", "*.sch", "*.odd")
PROFILE_FILE = "bagit-profile.json"
PROFILE_VERSION = "1.0"
# No address on the web outlives a bag: the profile is in it, and this names it.
PROFILE = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'fangzhi:bagit-profile:{PROFILE_VERSION}')}"


def build(edition: Edition, folder: Path, setting: Setting = PLAIN) -> Path:
    """The bag of `edition` as `folder/NAME.bag.zip`, or as the folder `folder/NAME.bag`.

    The packages that it holds lie in `folder` already. Raises `OutputError` when a file cannot be
    read, changes meanwhile, or cannot be written.
    """
    members: dict[str, Content] = {
        f"data/{name}": file for name, file in _payload(edition, folder).items()
    }
    digests = {name: digest(content) for name, content in members.items()}
    tags = {
        "bagit.txt": DECLARATION,
        "bag-info.txt": _bag_info(edition, digests),
        PROFILE_FILE: profile(),
        **{f"manifest-{name}.txt": _manifest(digests, name) for name in ALGORITHMS},
    }
    sums = {name: digest(content) for name, content in tags.items()}
    tags |= {f"tagmanifest-{name}.txt": _manifest(sums, name) for name in ALGORITHMS}
    members |= tags
    digests |= {name: digest(content) for name, content in tags.items()}
    if setting.unpacked:
        path = folder / f"{edition.name}{UNPACKED}"
        write_folder(path, members, digests)
        return path
    path = folder / f"{edition.name}{SUFFIX}"
    # The bag unpacks into one folder of its own name ([RFC 8493], 4.1).
    inside = {f"{edition.name}/{name}": content for name, content in members.items()}
    named = {f"{edition.name}/{name}": one for name, one in digests.items()}
    write_zip(path, inside, named, stated_date(edition.date))
    return path


def _payload(edition: Edition, folder: Path) -> dict[str, Path]:
    """What the bag holds: paths below `data/` and where the files lie now."""
    files = edition_files(edition)
    for pattern in SCHEMA_FILES:
        files |= {f"schema/{file.name}": file for file in schema_folder().glob(pattern)}
    for suffix in (f".{name}" for name in NEEDS):
        files[f"build/{edition.name}{suffix}"] = folder / f"{edition.name}{suffix}"
    return files


def _manifest(digests: Mapping[str, Digest], algorithm: str) -> bytes:
    """One line `digest  path` for each file, by path."""
    lines = (
        f"{one.values[algorithm]}  {encode_path(name)}\n" for name, one in sorted(digests.items())
    )
    return "".join(lines).encode()


def encode_path(name: str) -> str:
    """A path as manifests write it: line ends and the percent sign encoded (2.1.3)."""
    return name.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


# ---------------------------------------------------------------- what is said of the bag


def _bag_info(edition: Edition, payload: Mapping[str, Digest]) -> bytes:
    """The reserved elements that are known (2.2.2), one a line."""
    octets = sum(one.size for one in payload.values())
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
        ("Internal-Sender-Identifier", edition.name),
        ("Internal-Sender-Description", " ".join(filter(None, ("Rights:", text, url)))),
        ("Bagging-Date", day.isoformat() if day else ""),
        ("Payload-Oxum", f"{octets}.{len(payload)}"),
        ("Bag-Size", _size(octets)),
        ("Bag-Count", "1 of 1"),
        ("Bag-Software-Agent", f"fangzhi {__version__}"),
        ("BagIt-Profile-Identifier", PROFILE),
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


def profile() -> bytes:
    """The BagIt profile of our bags as JSON (BagIt Profiles Specification 1.3.0)."""
    required = ("External-Identifier", "External-Description", "Payload-Oxum", "Bag-Size")
    known = ("Source-Organization", "Internal-Sender-Identifier", "Internal-Sender-Description",
             "Bagging-Date", "Bag-Count")  # fmt: skip
    said = {
        "BagIt-Profile-Info": {
            "BagIt-Profile-Identifier": PROFILE,
            "BagIt-Profile-Version": "1.3.0",
            "Source-Organization": "fangzhi",
            "External-Description": "An edition of a digitised text: data/source (transcription, "
            "sidecar, decisions, pictures), data/tei (TEI P5), data/schema (what the TEI is valid "
            "by), data/build (EPUB and web page made from the TEI).",
            "Version": PROFILE_VERSION,
        },
        "Bag-Info": {
            **{label: {"required": True} for label in required},
            **{label: {"required": False} for label in known},
            "Bag-Software-Agent": {"required": True},
            "BagIt-Profile-Identifier": {"required": True, "values": [PROFILE]},
        },
        "Manifests-Required": list(ALGORITHMS),
        "Tag-Manifests-Required": list(ALGORITHMS),
        "Tag-Files-Required": [PROFILE_FILE],
        "Allow-Fetch.txt": False,
        "Serialization": "optional",
        "Accept-Serialization": ["application/zip"],
        "Accept-BagIt-Version": ["1.0"],
    }
    return json.dumps(said, indent=2, ensure_ascii=False).encode() + b"\n"
