"""The documents of a SIP that people read: what the package is, and what was done to its text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from fangzhi import __version__
from fangzhi.builders._packed import Day, Representation
from fangzhi.crosswalk.record import Facts, Gap
from fangzhi.tei.edition import Edition

_WIDTH = 76
_HOW = """\
METS.xml lists the files of the package with their sizes and SHA-256, and points to the METS.xml of
each representation, which lists its own. metadata/preservation/premis.xml, here and in the
representations, tells what happened to the files, when and by which program, and has the SHA-512
of each. metadata/descriptive/ has what the
edition is, for catalogues. documentation/ has what was done to the text, and schemas/ the rules
that it is held to.

To work on: copy the contents of the data folders of all representations into one folder, and
schemas/ beside them as schema/. That is the repository of the edition again, and the links between
its files lead where they should."""
_UNDATED = """\
The edition states no date. Where METS demands one, 1 January 1980 stands."""


def readme(
    edition: Edition,
    name: str,
    day: Day,
    representations: Iterable[Representation],
    gaps: Sequence[Gap],
) -> bytes:
    """What the package is, in plain words."""
    title = edition.title
    parts = [f"{title}\n{'=' * min(_columns(title), _WIDTH)}", Facts(edition).description]
    parts.append(
        f"This is a submission information package (E-ARK SIP 2.2.0) with the identifier {name}, "
        f"made by fangzhi {__version__}" + (f" on {day.text}." if day.known else ".")
    )
    if rights := " ".join(filter(None, edition.licence)):
        parts.append(f"Rights: {rights}")
    listing = "\n".join(
        f"- {one.folder}/data: {one.label}: "
        + ", ".join(file.path.rpartition("/")[2] for file in one.data)
        for one in representations
    )
    parts += [listing, *_HOW.split("\n\n")]
    if not day.known:
        parts.append(_UNDATED)
    if gaps:
        parts.append("What could not be said of it, because its header does not say it:")
        parts.append("\n".join(f"- {gap.message}" for gap in gaps))
    return "\n\n".join(_wrapped(part) for part in parts).encode() + b"\n"


def declaration(edition: Edition) -> bytes:
    """The editorial declaration of the header, as text."""
    parts = [f"{edition.title}\n{'=' * min(_columns(edition.title), _WIDTH)}"]
    for practice in edition.practices:
        parts.append(f"{practice.kind}: {practice.text}")
    return "\n\n".join(_wrapped(part) for part in parts).encode() + b"\n"


def _wrapped(part: str) -> str:
    """A paragraph in lines; a heading and a list as they are, long items on several lines."""
    if part.startswith("- "):
        return "\n".join(
            textwrap.fill(line, _WIDTH, subsequent_indent="  ") for line in part.splitlines()
        )
    if "\n=" in part:
        return part
    return textwrap.fill(" ".join(part.split()), _WIDTH, break_long_words=False)


def _columns(text: str) -> int:
    """How many columns a title takes: a Han character takes two."""
    return sum(2 if ord(char) > 0x2E80 else 1 for char in text)
