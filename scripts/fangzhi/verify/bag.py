"""Bags: BagIt 0.93 to 0.97, and 1.0 (RFC 8493), stricter than the tools in use.

Everything that a manifest lists must be there and be as it was, by every algorithm; everything that
is there must be listed, also tag files (see the help of FZ729). Where the versions differ, the one
that the bag declares holds.
"""

from __future__ import annotations

from collections.abc import Iterator

from fangzhi.verify._bag_codes import BAG_CODES
from fangzhi.verify._manifests import PAYLOAD, Fetch, Finder, Manifest, manifests
from fangzhi.verify._tags import DECLARATION, Declaration, Info, declaration
from fangzhi.verify.container import Container
from fangzhi.verify.digests import WEAK, Digests
from fangzhi.verify.problems import ERROR, WARNING, Problem

NAME = "bag"
CODES = BAG_CODES
_OURS = ("sha256", "sha512")  # what fangzhi's own bags have, for payload and tags


def recognises(container: Container) -> bool:
    """A bag has bagit.txt; one that lost it still has a payload manifest, or data and bag-info."""
    files = container.files
    if DECLARATION in files or ("bag-info.txt" in files and _has_payload(container)):
        return True
    return any(name.startswith("manifest-") and name.endswith(".txt") for name in files)


def check(container: Container, digests: Digests) -> Iterator[Problem]:
    """Everything that is wrong with a bag."""
    declared = declaration(container)
    yield from declared.problems
    info = Info(container, declared)
    yield from info.problems
    if info.name not in container:
        yield Problem("FZ740", WARNING, f"has no {info.name}; make the bag anew with one")
    finder = Finder(container, declared.is_strict)
    listed, problems = manifests(container, declared, finder)
    yield from problems
    fetch = Fetch(container, declared, finder)
    yield from fetch.open_problems(container, listed)

    yield from _parts(container, listed)
    yield from _protection(listed, declared, info)
    yield from _missing(listed, fetch)
    yield from _unlisted_payload(container, listed, declared)
    yield from _unlisted_tags(container, listed, declared)
    yield from _oxum(container, listed, info)
    yield from _fixity(container, listed, digests)


def _has_payload(container: Container) -> bool:
    return "data" in container.folders or any(name.startswith(PAYLOAD) for name in container.files)


def _parts(container: Container, listed: list[Manifest]) -> Iterator[Problem]:
    """What every bag has (2.1)."""
    if not _has_payload(container):
        yield Problem("FZ721", ERROR, "has no folder data; make the bag anew")
    payload = [one for one in listed if not one.is_tag]
    if not any(one.is_known for one in payload):
        yield Problem(
            "FZ721",
            ERROR,
            "has no payload manifest (manifest-sha512.txt) that can be computed, so nothing can be "
            "verified; make the bag anew",
        )
    for one in listed:
        if not one.is_known:
            yield Problem(
                "FZ732",
                WARNING,
                f"is by {one.algorithm or 'no algorithm'}, which is not known; it was not used",
                one.name,
            )


def _protection(listed: list[Manifest], declared: Declaration, info: Info) -> Iterator[Problem]:
    """Whether the digests can be trusted: by strong algorithms, and protected by themselves."""
    known = {one.algorithm for one in listed if one.is_known and not one.is_tag}
    if known and known <= WEAK:
        yield Problem(
            "FZ731", WARNING, f"has digests by {' and '.join(sorted(known))} only; add SHA-512"
        )
    if info.is_ours:
        yield from _ours(listed, declared)
    elif not any(one.is_tag and one.is_known for one in listed):
        yield Problem(
            "FZ730", WARNING, "has no tag manifest, so nothing protects its manifests; make one"
        )


def _ours(listed: list[Manifest], declared: Declaration) -> Iterator[Problem]:
    names = {one.name for one in listed}
    for kind in ("manifest", "tagmanifest"):
        for algorithm in _OURS:
            if (name := f"{kind}-{algorithm}.txt") not in names:
                yield Problem(
                    "FZ730",
                    ERROR,
                    "is missing, and fangzhi, which made the bag, writes it; take another copy",
                    name,
                )
    if not declared.is_strict:
        yield Problem(
            "FZ730",
            ERROR,
            "names an older version than fangzhi, which made the bag, writes; take another copy",
            DECLARATION,
        )


def _missing(listed: list[Manifest], fetch: Fetch) -> Iterator[Problem]:
    by_path: dict[str, list[str]] = {}
    for one in listed:
        for path in one.missing:
            by_path.setdefault(path, []).append(one.name)
    for path, names in by_path.items():
        if path not in fetch.paths:
            yield Problem(
                "FZ726",
                ERROR,
                f"is not there, and {' and '.join(names)} {_verb(names, 'list')} it; find it in "
                "another copy",
                path,
            )


def _unlisted_payload(
    container: Container, listed: list[Manifest], declared: Declaration
) -> Iterator[Problem]:
    """Payload files that a payload manifest does not list."""
    manifests = [one for one in listed if not one.is_tag and one.is_known]
    names = [name for name in container.files if name.startswith(PAYLOAD)]
    for name, told in _unlisted(names, manifests, declared):
        yield Problem("FZ727", ERROR, f"{told}; take it away, or make the bag anew", name)


def _unlisted_tags(
    container: Container, listed: list[Manifest], declared: Declaration
) -> Iterator[Problem]:
    """Tag files that a tag manifest does not list."""
    manifests = [one for one in listed if one.is_tag and one.is_known]
    own = {one.name for one in listed if one.is_tag}
    names = [one for one in container.files if not one.startswith(PAYLOAD) and one not in own]
    level = ERROR if declared.is_strict else WARNING
    for name, told in _unlisted(names, manifests, declared):
        yield Problem("FZ729", level, f"{told}; take it away, or make the tag manifests anew", name)


def _unlisted(
    names: list[str], manifests: list[Manifest], declared: Declaration
) -> Iterator[tuple[str, str]]:
    """(name, which do not list it): not listed by every manifest (1.0), or by any (before)."""
    for name in names:
        without = [one.name for one in manifests if name not in one.digests]
        if without and (declared.is_strict or len(without) == len(manifests)):
            yield name, f"{' and '.join(without)} {_verb(without, 'do', 'does')} not list it"


def _oxum(container: Container, listed: list[Manifest], info: Info) -> Iterator[Problem]:
    payload = [one for name, one in container.files.items() if name.startswith(PAYLOAD)]
    absent = {path for one in listed if not one.is_tag for path in one.absent}
    yield from info.oxum_problems(sum(one.size for one in payload), len(payload), len(absent))


def _fixity(container: Container, listed: list[Manifest], digests: Digests) -> Iterator[Problem]:
    """Whether every file has the digests that all manifests say; every file is read once."""
    known = [one for one in listed if one.is_known]
    found = digests(
        {
            name: tuple({one.algorithm for one in known if name in one.digests})
            for name in container.files
        }
    )
    for name, digest in found.items():
        if digest.failed:
            continue
        wrong = [
            one.name
            for one in known
            if one.digests.get(name, digest.values.get(one.algorithm))
            != digest.values.get(one.algorithm)
        ]
        if wrong:
            yield Problem(
                "FZ728",
                ERROR,
                f"is not what {' and '.join(wrong)} {_verb(wrong, 'say')}: it is damaged or was "
                "changed; take it from another copy",
                name,
            )


def _verb(names: list[str], plural: str, singular: str = "") -> str:
    return plural if len(names) > 1 else singular or f"{plural}s"
