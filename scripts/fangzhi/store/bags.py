"""As much of BagIt as storing needs: which files are a bag, what it is called, is it whole.

`fangzhi verify` judges a bag by all of RFC 8493. Here a bag is held to its SHA manifests alone,
because these digests are computed anyway and a broken bag must not get into an archive.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence

DECLARATION = "bagit.txt"
LONGEST = 1 << 26  # bytes of a manifest that are read
_TAGS = re.compile(r"bag-info\.txt|fetch\.txt|(tag)?manifest-sha(256|512)\.txt")


def top_folder(names: Sequence[str]) -> str | None:
    """The folder of a zip that holds the bag, with a slash, or empty; `None` where none is."""
    if DECLARATION in names:
        return ""
    tops = {name.partition("/")[0] for name in names}
    folder = f"{tops.pop()}/" if len(tops) == 1 else ""
    return folder if folder and f"{folder}{DECLARATION}" in names else None


def is_tag_text(name: str) -> bool:
    """Whether a file of a bag is one that `identifier` and `disagreement` read."""
    return _TAGS.fullmatch(name) is not None


def identifier(texts: Mapping[str, str]) -> str:
    """The first External-Identifier of bag-info.txt: in our bags the ID of the edition."""
    found = re.search(
        r"^External-Identifier[ \t]*:[ \t]*(\S.*?)[ \t]*\r?$",
        texts.get("bag-info.txt", ""),
        re.MULTILINE | re.IGNORECASE,
    )
    return found[1] if found else ""


def disagreement(texts: Mapping[str, str], digests: Mapping[str, Mapping[str, str]]) -> str:
    """Why a bag is not what its manifests say; empty where it is.

    `texts`: the tag files that are read; `digests`: path in the bag → algorithm → digest.
    """
    if "fetch.txt" in texts and texts["fetch.txt"].strip():
        return "fetch.txt names files that are still to be fetched"
    payload = {name for name in digests if name.startswith("data/")}
    for algorithm in ("sha512", "sha256"):
        for kind in ("manifest", "tagmanifest"):
            text = texts.get(f"{kind}-{algorithm}.txt")
            if text is None:
                continue
            listed = _listed(text, digests)
            for name, digest in sorted(listed.items()):
                if name not in digests:
                    return f"{kind}-{algorithm}.txt names {name!r}, which is missing"
                if digests[name][algorithm] != digest:
                    return f"{name!r} has another {algorithm} than {kind}-{algorithm}.txt says"
            if kind == "manifest" and (extra := min(payload - listed.keys(), default="")):
                return f"manifest-{algorithm}.txt does not name {extra!r}"
    return ""


def _listed(manifest: str, names: Container[str]) -> dict[str, str]:
    """The lines `digest  path` of a manifest (RFC 8493, 2.1.3): path → digest."""
    lines = (line.rstrip("\r").split(maxsplit=1) for line in manifest.split("\n"))
    return {_path(pair[1], names): pair[0].lower() for pair in lines if len(pair) == 2}


def _path(written: str, names: Container[str]) -> str:
    """The path that a line means: as it stands, or encoded as in BagIt 1.0, or after a `*`."""
    if written in names:
        return written
    codes = {"%0A": "\n", "%0D": "\r", "%25": "%"}
    path = written.removeprefix("*").removeprefix("./")
    return re.sub("%(0A|0D|25)", lambda code: codes[code[0].upper()], path, flags=re.IGNORECASE)
