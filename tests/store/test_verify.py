"""Everything that breaks OCFL is found, by its code; what is whole is left alone."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fangzhi.check.finding import Level
from fangzhi.store.rules import sequence_faults
from store.storing import (
    NO_PEER,
    codes,
    findings,
    folder,
    inventory,
    judged,
    keep,
    only,
    peer,
    rewrite,
    seal,
)

Harm = Callable[[Path], object]
FILES = [
    {"a.txt": "one", "below/b.txt": "two", "c.txt": "three"},
    {"a.txt": "ONE", "below/b.txt": "two"},
    {"a.txt": "ONE", "below/b.txt": "two", "d.txt": "four"},
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with one object of three versions."""
    home = tmp_path_factory.mktemp("made")
    for files in FILES:
        shutil.rmtree(home / "willow", ignore_errors=True)
        keep(home / "archive", folder(home / "willow", files))
    return home / "archive"


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be harmed."""
    return Path(shutil.copytree(made, tmp_path / "archive"))


def test_what_is_whole_is_left_alone(made: Path) -> None:
    """Three versions of an object, and nothing to say of them."""
    assert findings(made) == []


# ---------------------------------------------------------------- how objects are harmed


def everywhere(change: Callable[[dict[str, Any]], object]) -> Harm:
    """A change of the last inventory, in both of its places, with sidecars that fit."""
    return lambda place: rewrite(place, change, "v3")


def put(key: str, value: object) -> Harm:
    return everywhere(lambda found: found.update({key: value}))


def drop(key: str) -> Harm:
    return everywhere(lambda found: found.pop(key))


def version(key: str, value: object, name: str = "v3") -> Harm:
    return everywhere(lambda found: found["versions"][name].update({key: value}))


def unversion(key: str) -> Harm:
    return everywhere(lambda found: found["versions"]["v3"].pop(key))


def paths(block: str, old: str, new: str) -> Harm:
    """Another path in the manifest, or in the state of v3."""

    def change(found: dict[str, Any]) -> None:
        target = found["manifest"] if block == "manifest" else found["versions"]["v3"]["state"]
        for listed in target.values():
            listed[:] = [new if path == old else path for path in listed]

    return everywhere(change)


def add_path(block: str, path: str) -> Harm:
    def change(found: dict[str, Any]) -> None:
        target = found["manifest"] if block == "manifest" else found["versions"]["v3"]["state"]
        next(iter(target.values())).append(path)

    return everywhere(change)


def raw(data: bytes) -> Harm:
    """Bytes in the place of the last inventory, with sidecars that fit."""

    def harm(place: Path) -> None:
        for home in (place, place / "v3"):
            seal(home, data, {})

    return harm


def file(name: str, data: str | bytes = "x") -> Harm:
    return lambda place: folder(place, {name: data})


def gone(name: str) -> Harm:
    def harm(place: Path) -> None:
        path = place / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return harm


def moved(old: str, new: str) -> Harm:
    return lambda place: (place / old).rename(place / new)


def link(name: str, target: str, *, hard: bool = False) -> Harm:
    def harm(place: Path) -> None:
        (place / name).unlink(missing_ok=True)
        if hard:
            os.link(place / target, place / name)
        else:
            (place / name).symlink_to(target)

    return harm


def old(change: Callable[[dict[str, Any]], object], name: str = "v1") -> Harm:
    """A change of the inventory of an earlier version, with a sidecar that fits."""

    def harm(place: Path) -> None:
        found = inventory(place / name)
        change(found)
        seal(place / name, json.dumps(found).encode(), found)

    return harm


def several(*harms: Harm) -> Harm:
    def harm(place: Path) -> None:
        for one in harms:
            one(place)

    return harm


def upper(found: dict[str, Any]) -> None:
    digest = next(iter(found["manifest"]))
    found["manifest"][digest.upper()] = found["manifest"].pop(digest)


def twice_in_manifest(found: dict[str, Any]) -> None:
    digest, listed = next((one, two) for one, two in found["manifest"].items())
    found["manifest"][digest.upper()] = list(listed)


def twice_in_fixity(found: dict[str, Any]) -> None:
    block = found["fixity"]["sha256"]
    digest = next(one for one in block if one.upper() != one)
    block[digest.upper()] = list(block[digest])


def wrong_fixity(found: dict[str, Any]) -> None:
    block = found["fixity"]["sha256"]
    block["0" * 64] = block.pop(next(iter(block)))


def fixity_path(path: str) -> Harm:
    return everywhere(lambda found: next(iter(found["fixity"]["sha256"].values())).append(path))


def unused(found: dict[str, Any]) -> None:
    found["manifest"]["0" * 128] = ["v3/content/unused"]


def swap_state(found: dict[str, Any]) -> None:
    state = found["versions"]["v1"]["state"]
    one, two = list(state)[:2]
    state[one], state[two] = state[two], state[one]


def renumber(found: dict[str, Any]) -> None:
    found["versions"]["v5"] = found["versions"].pop("v3")
    found["head"] = "v5"


def forget(found: dict[str, Any]) -> None:
    """A manifest that does not know a file of its version."""
    listed = found["manifest"]
    digest = next(one for one, two in listed.items() if "c.txt" in two[0])
    del listed[digest]
    del found["fixity"]
    for one in found["versions"].values():
        one["state"].pop(digest, None)


NAME, SIDE = "inventory.json", "inventory.json.sha512"
CONTENT = "v1/content/willow"

# name, what is done, the codes of the errors, and whether ocfl-py 2.1 takes the object for valid.
HARMS: list[tuple[str, Harm, str, bool]] = [
    ("extra file", file("notes.txt"), "E001", False),
    ("extra folder", file("more/notes.txt"), "E001", False),
    ("link in the object", link("notes", "/etc/passwd"), "E090", False),
    ("no declaration", gone("0=ocfl_object_1.1"), "E003", False),
    ("two declarations", file("0=ocfl_object_1.0", "ocfl_object_1.0\n"), "E003", False),
    ("unknown version", moved("0=ocfl_object_1.1", "0=ocfl_object_9.9"), "E004 E007", False),
    ("wrong tag", file("1=ocfl_object_1.1", "ocfl_object_1.1\n"), "E003 E005", False),
    ("no value", file("0=object_1.1", "object_1.1\n"), "E003 E006", False),
    ("declaration without line end", file("0=ocfl_object_1.1", "ocfl_object_1.1"), "E007", True),
    ("no versions", put("versions", {}), "E008", False),
    ("versions begin with 2", several(
        everywhere(lambda found: found["versions"].pop("v1"))), "E009 E042 E107", False),
    ("a version is missing", everywhere(renumber), "E010 E042", False),
    ("padded by two", everywhere(
        lambda found: found["versions"].update(v04=found["versions"]["v3"])), "E012 E040", False),
    ("no number", everywhere(
        lambda found: found["versions"].update(vx=found["versions"]["v3"])), "E104", False),
    ("version nought", everywhere(
        lambda found: found["versions"].update(v0=found["versions"]["v3"])), "E105", False),
    ("file in a version", file("v1/notes.txt"), "E015", False),
    ("content folder with a slash", put("contentDirectory", "a/b"), "E017 E042", False),
    ("content folder above", put("contentDirectory", ".."), "E018 E042", False),
    ("content folder set late", put("contentDirectory", "content"), "E019", False),
    ("unlisted file", file(f"{CONTENT}/new.txt"), "E023", False),
    ("earlier manifest forgets a file", old(forget), "E023 E066", False),
    ("empty folder", lambda place: (place / CONTENT / "empty").mkdir(), "E024", False),
    ("md5 for content", put("digestAlgorithm", "md5"), "E025", False),
    ("digest too short", everywhere(
        lambda found: found["manifest"].update({"ab": ["v3/content/x"]})), "E025 E107", False),
    ("no JSON", raw(b"{"), "E033", False),
    ("a list", raw(b"[]"), "E033", False),
    ("key twice", raw(b'{"id": "urn:a", "id": "urn:b"}'), "E033", False),
    ("NaN", raw(b'{"id": NaN}'), "E033", False),
    ("no UTF-8", raw(b'{"id": "\xff"}'), "E033", False),
    ("byte order mark", raw(b"\xef\xbb\xbf{}"), "E033", False),
    ("half a character", raw(b'{"id": "\\ud800"}'), "E033", False),
    ("too deep", raw(b"[" * 100_000), "E033", False),
    ("no id", drop("id"), "E036", False),
    ("no type", drop("type"), "E036", False),
    ("no algorithm", drop("digestAlgorithm"), "E036", False),
    ("no head", drop("head"), "E036", False),
    ("empty id", put("id", ""), "E037", False),
    ("id is a number", put("id", 7), "E037", False),
    ("type of another OCFL", put("type", "https://ocfl.io/1.0/spec/#inventory"), "E038 E103", True),
    ("no type at all", put("type", "inventory"), "E038", False),
    ("head is not the last", put("head", "v2"), "E040", False),
    ("head is a number", put("head", 3), "E040", False),
    ("no manifest", drop("manifest"), "E041", False),
    ("manifest is a list", put("manifest", []), "E106", False),
    ("no versions key", drop("versions"), "E043", False),
    ("path outside of versions",
        paths("manifest", f"{CONTENT}/a.txt", "x/content/a"), "E042 E057", False),
    ("path beside content",
        paths("manifest", f"{CONTENT}/a.txt", "v1/other/a"), "E042 E057", False),
    ("versions is a list", put("versions", []), "E044", False),
    ("folder of a version missing", gone("v2"), "E046 E092 E093", False),
    ("version beyond the head", file("v4/content/x"), "E046", False),
    ("version is a text", everywhere(
        lambda found: found["versions"].update(v3="x")), "E047 E107", False),
    ("no created", unversion("created"), "E048", False),
    ("no state", unversion("state"), "E048 E107", False),
    ("date without zone", version("created", "2026-01-01T10:00:00"), "E049", False),
    ("date without seconds", version("created", "2026-01-01T10:00Z"), "E049", False),
    ("no such date", version("created", "2026-02-30T10:00:00Z"), "E049", False),
    ("date is a number", version("created", 1767225600), "E049", False),
    ("state is a list", version("state", []), "E050 E107", False),
    ("state in other letters", everywhere(upper), "E050", False),
    ("paths are a text", version("state", {"0" * 128: "a"}), "E050 E051 E107", False),
    ("state leads up", paths("state", "willow/d.txt", "willow/../d"), "E052", False),
    ("state with two slashes", paths("state", "willow/d.txt", "willow//d"), "E052", False),
    ("state begins with a slash", paths("state", "willow/d.txt", "/etc/passwd"), "E053", False),
    ("user is a text", version("user", "Wang"), "E054", False),
    ("user without name", version("user", {"address": "mailto:a@b"}), "E054", False),
    ("unknown algorithm", put("fixity", {"rot13": {}}), "E056", False),
    ("fixity of lists", put("fixity", {"md5": []}), "E057", False),
    ("fixity of texts", put("fixity", {"md5": {"0" * 32: "x"}}), "E057", False),
    ("fixity too short", put("fixity", {"md5": {"00": [f"{CONTENT}/a.txt"]}}), "E057", False),
    ("fixity of an unknown file", fixity_path("v1/content/none"), "E057", False),
    ("no sidecar", gone(SIDE), "E058", False),
    ("no sidecar in a version", gone(f"v1/{SIDE}"), "E058", False),
    ("sidecar of another algorithm", several(gone(SIDE), file(
        "inventory.json.sha256", f"{'0' * 64} {NAME}\n")), "E001 E058 E059", False),
    ("sidecar does not agree", file(SIDE, f"{'0' * 128} {NAME}\n"), "E060", False),
    ("sidecar of v1 does not agree", file(f"v1/{SIDE}", f"{'0' * 128} {NAME}\n"), "E060", False),
    ("sidecar of v3 does not agree", file(f"v3/{SIDE}", f"{'0' * 128} {NAME}\n"), "E060", False),
    ("sidecar of another form", file(SIDE, "digest of it\n"), "E061", False),
    ("no inventory", gone(NAME), "E063", False),
    ("two last inventories", lambda place: rewrite(
        place, lambda found: found["versions"]["v3"].update(message="?")), "E064", False),
    ("history of other files", everywhere(swap_state), "E066", False),
    ("earlier version knows more", old(
        lambda found: found["versions"].update(v2=found["versions"]["v1"])), "E040", False),
    ("file among extensions", file("extensions/x"), "E067", False),
    ("changed content", file(f"{CONTENT}/a.txt", "0ne"), "E092 E093", False),
    ("cut content", file(f"{CONTENT}/a.txt", ""), "E092 E093", False),
    ("missing content", gone(f"{CONTENT}/c.txt"), "E092 E093", False),
    ("no list of paths",
        put("manifest", {"0" * 128: "v1/content/a"}), "E050 E057 E092 E107", False),
    ("wrong fixity", everywhere(wrong_fixity), "E093", False),
    ("message is a number", version("message", 3), "E094", False),
    ("logical path twice", add_path("state", "willow/d.txt"), "E095", False),
    ("file and folder in one", add_path("state", "willow/d.txt/e"), "E095", False),
    ("digest twice in the manifest", everywhere(twice_in_manifest), "E096 E101", False),
    ("digest twice in fixity", everywhere(twice_in_fixity), "E097 E101", False),
    ("manifest leads up", paths(
        "manifest", f"{CONTENT}/a.txt", "v1/content/../../../../etc/passwd"), "E057 E099", False),
    ("manifest begins with a slash", paths(
        "manifest", f"{CONTENT}/a.txt", "/etc/passwd"), "E057 E100", False),
    ("content path twice", add_path("manifest", f"{CONTENT}/c.txt"), "E101", False),
    ("content is file and folder", add_path("manifest", f"{CONTENT}/c.txt/d"), "E101", False),
    ("unknown key", put("colour", "red"), "E102", True),
    ("unknown key in a version", version("colour", "red"), "E102", True),
    ("unknown key in a user", version("user", {"name": "W", "x": "y"}), "E102", True),
    ("unused digest", everywhere(unused), "E107", False),
    ("id changes", old(lambda found: found.update(id="urn:other")), "E110", False),
    ("fixity is a list", put("fixity", []), "E111", False),
    ("content is a link", link(f"{CONTENT}/c.txt", "/etc/passwd"), "E090 E092 E093", False),
    ("link round in a circle", link(f"{CONTENT}/loop", "."), "E090", False),
    ("inventory is a link", several(
        moved(NAME, "logs"), link(NAME, "logs")), "E090", False),
    ("pipe in content", lambda place: os.mkfifo(place / CONTENT / "pipe"), "E090", False),
    ("version of many figures", everywhere(
        lambda found: found["versions"].update({"v" + "9" * 5000: {}})), "E048 E104", False),
    ("hard link", several(
        gone("v2/content/willow/a.txt"),
        link("v2/content/willow/a.txt", "v3/content/willow/d.txt", hard=True),
    ), "E090 E092 E093", False),
    ("older than its version before", several(
        old(lambda found: found.update(type="https://ocfl.io/1.1/spec/#inventory"), "v1"),
        old(lambda found: found.update(type="https://ocfl.io/1.0/spec/#inventory"), "v2"),
    ), "E103", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("harm", "expected"), [pytest.param(two, three, id=one) for one, two, three, _ in HARMS]
)
def test_every_harm_has_its_codes(root: Path, harm: Harm, expected: str) -> None:
    """Each rule that is broken is told by the code of the specification, and no other."""
    harm(only(root))
    found = findings(root)
    assert codes(found) == set(expected.split()), [one.message for one in found]
    assert all(one.file.is_relative_to(root) and one.message for one in found)


@pytest.mark.skipif(not peer(), reason=NO_PEER)
def test_the_usual_validator_says_the_same(made: Path, tmp_path: Path) -> None:
    """What we call broken, ocfl-py does too, but for the few cases that the table marks."""
    places = []
    for number, (_, harm, _, _) in enumerate(HARMS):
        root = Path(shutil.copytree(made, tmp_path / str(number)))
        places.append(only(root))
        harm(places[-1])
    answers = judged(places)
    accepted = {name for (name, *_), (valid, _) in zip(HARMS, answers, strict=True) if valid}
    assert accepted == {name for name, _, _, passes in HARMS if passes}


def test_a_pipe_is_not_waited_for(root: Path) -> None:
    """Not even where an inventory should be (ocfl-py waits there for ever)."""
    (only(root) / "v1" / NAME).unlink()
    os.mkfifo(only(root) / "v1" / NAME)
    assert codes(findings(root)) == {"E090"}


# ---------------------------------------------------------------- warnings


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        (put("id", "willow"), "W005"),
        (unversion("message"), "W007"),
        (unversion("user"), "W007"),
        (version("user", {"name": "W"}), "W008"),
        (version("user", {"name": "W", "address": "Wuhan"}), "W009"),
        (lambda place: (place / "v1" / "logs").mkdir(), "W002"),
        (several(gone(f"v1/{NAME}"), gone(f"v1/{SIDE}")), "W010"),
        (version("message", "other", "v1"), "W011"),
        (file("extensions/mine/config.json", "{}"), "W013"),
    ],
)
def test_advice_is_a_warning(root: Path, harm: Harm, expected: str) -> None:
    """What the specification only recommends is no error; logs and known extensions are fine."""
    harm(only(root))
    folder(only(root), {"logs/today.txt": "x", "extensions/0005-mutable-head/x": ""})
    found = findings(root)
    if expected == "W005":  # the id of the earlier versions stays
        assert codes(found) == {"E110", "E083"}
    else:
        assert codes(found) == set()
    assert codes(found, Level.WARNING) == {expected}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("v1 v2 v3", ""),
        ("v3 v1 v2", ""),
        ("v01 v02", "W001"),
        ("v09 v10", "W001 E009 E011"),
        ("v01 v2", "W001 E012"),
        ("v1 v002", "W001 E012"),
        ("v2", "E009"),
        ("v1 v3", "E010"),
        ("v1 v2x", "E104"),
        ("v1 V2", "E104"),
        ("v1 v２", "E104"),
        ("v0 v1", "E105"),
    ],
)
def test_versions_are_numbered_in_one_way(names: str, expected: str) -> None:
    """From 1, without gaps, all bare or all padded to one length (3.3)."""
    assert {code for code, _ in sequence_faults(names.split())} == set(expected.split())


# ---------------------------------------------------------------- roots

ROOT_HARMS: list[tuple[str, Harm, str]] = [
    ("two declarations", file("0=ocfl_1.0", "ocfl_1.0\n"), "E076"),
    ("no declaration", gone("0=ocfl_1.1"), "E069"),
    ("unknown version", moved("0=ocfl_1.1", "0=ocfl_7.0"), "E077 E080"),
    ("wrong tag", moved("0=ocfl_1.1", "1=ocfl_1.1"), "E078"),
    ("wrong content", file("0=ocfl_1.1", "ocfl_1.0\n"), "E080"),
    ("layout is no JSON", file("ocfl_layout.json", "{"), "E070"),
    ("layout is a pipe", several(
        gone("ocfl_layout.json"), lambda root: os.mkfifo(root / "ocfl_layout.json")), "E070 E090"),
    ("layout without description", file("ocfl_layout.json", '{"extension": "x"}'), "E070"),
    ("layout is not registered", file(
        "ocfl_layout.json", '{"extension": "x", "description": ""}'), "E071"),
    ("layout of other places", file(
        "ocfl_layout.json",
        '{"extension": "0004-hashed-n-tuple-storage-layout", "description": ""}'), "E083"),
    ("file on the way", file("91d/notes.txt"), "E072"),
    ("empty folder", lambda root: (root / "empty" / "below").mkdir(parents=True), "E073"),
    ("object in another place", lambda root: (
        only(root).rename(root / "moved")), "E073 E083"),
    ("object twice", lambda root: shutil.copytree(only(root), root / "copy"), "E037 E083"),
    ("root in a root", file("inner/0=ocfl_1.1", "ocfl_1.1\n"), "E088"),
    ("root older than its object", several(
        gone("0=ocfl_1.1"), file("0=ocfl_1.0", "ocfl_1.0\n")), "E081"),
    ("link to an object", lambda root: (root / "link").symlink_to(only(root)), "E090"),
    ("file among extensions", file("extensions/x"), "E112"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("harm", "expected"), [pytest.param(two, three, id=one) for one, two, three in ROOT_HARMS]
)
def test_every_harm_to_a_root_has_its_codes(root: Path, harm: Harm, expected: str) -> None:
    """Declarations, layout, folders on the way to objects, and their places."""
    harm(root)
    assert codes(findings(root)) == set(expected.split())


def test_files_in_the_root_are_nobodys_concern(root: Path) -> None:
    """A copy of the specification may lie there (E087)."""
    folder(root, {"ocfl_1.1.md": "text", "README": "ours"})
    assert findings(root) == []


def test_a_foreign_digest_is_not_judged(root: Path) -> None:
    """Algorithms of extensions are allowed and left alone; blake2b-512 is computed (3.4)."""
    path = f"{CONTENT}/a.txt"
    right = hashlib.blake2b(b"one").hexdigest()
    put("fixity", {"blake2b-160": {"00": [path]}, "blake2b-512": {right: [path]}})(only(root))
    assert findings(root) == []
    put("fixity", {"blake2b-512": {right[::-1]: [path]}})(only(root))
    assert codes(findings(root)) == {"E093"}


def test_damage_is_told_with_its_file(root: Path) -> None:
    """One flipped bit: the finding names the file, both digests and what to do."""
    file = only(root) / CONTENT / "below" / "b.txt"
    file.write_bytes(b"twp")
    found = findings(root)
    assert {one.file for one in found} == {file}
    assert "restore it" in found[0].message
