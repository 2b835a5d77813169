"""Versions: whole, not stored twice, readable by the words of the specification alone."""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from fangzhi.errors import FangzhiError, OutputError, SourceError, UsageError
from fangzhi.store import inventory as inventories
from fangzhi.store.inventory import moment
from fangzhi.store.packages import Member, read_package
from fangzhi.store.write import store
from store.storing import (
    ID,
    NO_PEER,
    NOTE,
    bag,
    content,
    findings,
    folder,
    inventory,
    judged,
    keep,
    objects,
    only,
    peer,
    rewrite,
    state,
    zipped,
)

FIRST = {"tei/a.xml": "<TEI/>", "source/a.txt": "甲", "build/a.epub": "book"}
SECOND = {"tei/a.xml": "<TEI n='2'/>", "source/a.txt": "甲", "source/b.txt": "乙"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def edition(tmp_path: Path, files: dict[str, Any]) -> Path:
    shutil.rmtree(tmp_path / "willow", ignore_errors=True)
    return folder(tmp_path / "willow", files)


def test_every_version_can_be_read_again(tmp_path: Path, root: Path) -> None:
    """What went in as v1 and v2 comes out, byte for byte; unchanged bytes lie there once."""
    keep(root, edition(tmp_path, FIRST))
    (done,) = keep(root, edition(tmp_path, SECOND))
    place = only(root)
    assert state(place, "v1") == {f"willow/{name}": text.encode() for name, text in FIRST.items()}
    assert state(place, "v2") == {f"willow/{name}": text.encode() for name, text in SECOND.items()}
    assert content(place) == {
        *(f"v1/content/willow/{name}" for name in FIRST),
        "v2/content/willow/tei/a.xml",
        "v2/content/willow/source/b.txt",
    }
    assert (done.version, done.files, done.added, done.changed) == ("v2", 3, 2, True)
    assert findings(root) == []


def test_the_root_says_what_it_is(tmp_path: Path, root: Path) -> None:
    """Declarations, layout, inventory and sidecar in each version, and nothing else."""
    keep(root, edition(tmp_path, {"a": "x"}))
    place = only(root)
    names = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    below = place.relative_to(root).as_posix()
    beside = ("inventory.json", "inventory.json.sha512")
    assert names == {
        "0=ocfl_1.1",
        "ocfl_layout.json",
        "extensions/0003-hash-and-id-n-tuple-storage-layout/config.json",
        f"{below}/0=ocfl_object_1.1",
        *(f"{below}/{name}" for name in beside),
        *(f"{below}/v1/{name}" for name in beside),
        f"{below}/v1/content/willow/a",
    }
    found = inventory(place)
    assert found["versions"]["v1"].keys() == {"created", "message", "user", "state"}
    assert found["fixity"].keys() == {"sha256"}


def test_nothing_changed_makes_no_version(tmp_path: Path, root: Path) -> None:
    """The same files again, as a folder or from a zip, leave every byte of the root alone."""
    keep(root, edition(tmp_path, FIRST))
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    (done,) = keep(root, edition(tmp_path, FIRST), message="again")
    assert (done.version, done.changed) == ("v1", False)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_what_comes_back_is_not_stored_again(tmp_path: Path, root: Path) -> None:
    """A third version that equals the first, and one with renamed files, need no content."""
    for files in (FIRST, SECOND, FIRST):
        keep(root, edition(tmp_path, files))
    renamed = {name.replace("a.", "z."): text for name, text in FIRST.items()}
    keep(root, edition(tmp_path, renamed))
    place = only(root)
    assert state(place, "v3") == state(place, "v1")
    assert not (place / "v3" / "content").exists() and not (place / "v4" / "content").exists()
    assert findings(root) == []


def test_packages_of_one_edition_make_one_version(tmp_path: Path, root: Path) -> None:
    """Bag and EPUB go into one object; the EPUB that is in the bag too lies there once."""
    packed = bag(tmp_path / "willow.bag.zip", {"build/willow.epub": "book", "tei/a.xml": "x"})
    book = folder(tmp_path, {"willow.epub": "book"}) / "willow.epub"
    (done,) = keep(root, packed, book, id=None)
    assert done.id == "willow" and done.version == "v1"
    found = state(only(root))
    assert found["willow.epub"] == found["willow/data/build/willow.epub"] == b"book"
    assert len(content(only(root))) == len(found) - 1


def test_packages_of_several_editions_make_several_objects(tmp_path: Path, root: Path) -> None:
    """Each is named by its bag or its file name."""
    folder(tmp_path, {"elm.epub": "e", "oak.html": "o"})
    keep(root, tmp_path / "elm.epub", tmp_path / "oak.html", id=None)
    assert {inventory(place)["id"] for place in objects(root)} == {"elm", "oak"}


def test_old_and_new_objects_go_together(tmp_path: Path, root: Path) -> None:
    """One run adds versions to two objects and makes a third."""
    folder(tmp_path, {"elm.epub": "1", "oak.html": "1", "ash.epub": "1"})
    names = ("elm.epub", "oak.html", "ash.epub")
    keep(root, *(tmp_path / name for name in names[:2]), id=None)
    folder(tmp_path, dict.fromkeys(names, "2"))
    done = keep(root, *(tmp_path / name for name in names), id=None)
    assert [one.version for one in done] == ["v2", "v2", "v1"]
    assert [state(one.folder) for one in done] == [{name: b"2"} for name in names]
    assert not [one for one in findings(root) if one.code.startswith("E")]


def test_the_same_path_twice_is_refused(tmp_path: Path, root: Path) -> None:
    """A bag as zip and as folder, or one package named twice, cannot be one version."""
    one = edition(tmp_path, {"a": "1"})
    with pytest.raises(UsageError, match=r"as .* does"):
        keep(root, one, folder(tmp_path / "other" / "willow", {"a": "2"}))
    with pytest.raises(UsageError, match=r"as .* does"):
        keep(root, one, one)
    assert not root.exists()


def test_odd_names_keep_their_logical_paths(tmp_path: Path, root: Path) -> None:
    """Case, Unicode forms, leading dots and marks come back as they were."""
    names = ["A/x", "a/y", "\u00e9", "e\u0301", ".hidden", "..b", "100%", "a:b?", "溪" * 80]
    keep(root, edition(tmp_path, {name: f"content of {name}" for name in names}))
    assert state(only(root)) == {f"willow/{name}": f"content of {name}".encode() for name in names}
    lower = {path.casefold() for path in content(only(root))}
    assert len(lower) == len(names) and findings(root) == []


def test_an_empty_file_is_kept_and_an_empty_folder_is_not(tmp_path: Path, root: Path) -> None:
    """OCFL knows no empty folders (E024)."""
    place = edition(tmp_path, {"empty.txt": ""})
    (place / "nothing").mkdir()
    keep(root, place)
    assert state(only(root)) == {"willow/empty.txt": b""}
    assert findings(root) == []


def test_the_same_bytes_everywhere(tmp_path: Path) -> None:
    """With one moment given, two roots are equal to the byte."""
    made = []
    for name in ("x", "y"):
        root = tmp_path / name
        for files in (FIRST, SECOND):
            keep(root, edition(tmp_path, files))
        made.append(
            {
                path.relative_to(root).as_posix(): path.read_bytes()
                for path in root.rglob("*")
                if path.is_file()
            }
        )
    assert made[0] == made[1]


def test_a_version_is_dated_now_or_as_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """SOURCE_DATE_EPOCH wins over the clock; one that is no number is an error."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert moment() == "2026-01-01T00:00:00Z"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    with pytest.raises(OutputError, match="SOURCE_DATE_EPOCH"):
        moment()
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert moment().endswith("Z") and len(moment()) == 20


# ---------------------------------------------------------------- objects that others made


def pad(place: Path) -> None:
    """Make an object of ours one with zero-padded versions."""

    def change(found: dict[str, Any]) -> None:
        text = json.dumps(found).replace('"v1', '"v001')
        found.clear()
        found.update(json.loads(text))

    (place / "v1").rename(place / "v001")
    rewrite(place, change, "v001")


def rename_content(place: Path) -> None:
    def change(found: dict[str, Any]) -> None:
        text = json.dumps(found).replace("v1/content/", "v1/data/")
        found.clear()
        found.update(json.loads(text), contentDirectory="data")

    (place / "v1" / "content").rename(place / "v1" / "data")
    rewrite(place, change, "v1")


def use_sha256(place: Path) -> None:
    def change(found: dict[str, Any]) -> None:
        digests = {paths[0]: digest for digest, paths in found["fixity"].pop("sha256").items()}
        old = found["manifest"]
        found["manifest"] = {digests[paths[0]].upper(): paths for paths in old.values()}
        version = found["versions"]["v1"]
        version["state"] = {
            digests[old[digest][0]].upper(): paths for digest, paths in version["state"].items()
        }
        found["digestAlgorithm"] = "sha256"

    rewrite(place, change, "v1")


def make_older(place: Path) -> None:
    def change(found: dict[str, Any]) -> None:
        found["type"] = inventories.type_of("1.0")

    (place / "0=ocfl_object_1.1").unlink()
    (place / "0=ocfl_object_1.0").write_text("ocfl_object_1.0\n")
    rewrite(place, change, "v1")


@pytest.mark.parametrize(
    ("alter", "advice"),
    [(pad, {"W001"}), (rename_content, set()), (use_sha256, {"W004"}), (make_older, set())],
)
def test_objects_of_others_go_on_in_their_own_way(
    tmp_path: Path, root: Path, alter: Any, advice: set[str]
) -> None:
    """Padded names, another content folder, SHA-256 in capitals, OCFL 1.0: the new version fits."""
    keep(root, edition(tmp_path, FIRST))
    alter(only(root))
    assert {one.code for one in findings(root)} == advice
    (done,) = keep(root, edition(tmp_path, FIRST))
    assert not done.changed
    (done,) = keep(root, edition(tmp_path, SECOND))
    place = only(root)
    assert done.added == 2
    assert state(place) == {f"willow/{name}": text.encode() for name, text in SECOND.items()}
    assert not [one for one in findings(root) if one.code.startswith("E")]
    if peer():
        assert judged([place])[0][0] is True


def test_padded_names_can_be_used_up() -> None:
    """After v9 comes v10, after v099 comes nothing."""
    assert inventories.next_version("v9") == "v10"
    assert inventories.next_version("v009") == "v010"
    with pytest.raises(ValueError, match="used up"):
        inventories.next_version("v099")


@pytest.mark.skipif(not peer(), reason=NO_PEER)
def test_the_usual_validator_accepts_what_we_write(tmp_path: Path, root: Path) -> None:
    """ocfl-py has nothing to say of a new object, of one with versions, and of odd names."""
    keep(root, edition(tmp_path, FIRST), id="urn:a")
    for files in (FIRST, SECOND, FIRST):
        keep(root, edition(tmp_path, files), id="urn:b")
    keep(root, edition(tmp_path, {".x": "", "A": "1", "a": "2", "50%": "3"}), id="urn:c d/é")
    keep(root, bag(tmp_path / "w.bag.zip", FIRST), id="urn:d")
    assert [valid for valid, _ in judged(objects(root))] == [True] * 4
    assert set().union(*(found for _, found in judged(objects(root)))) <= {"W005"}


# ---------------------------------------------------------------- where it cannot be


def test_a_folder_with_other_files_is_no_root(tmp_path: Path, root: Path) -> None:
    """It is left as it is."""
    folder(root, {"notes.txt": "mine"})
    with pytest.raises(UsageError, match=r"not empty: it has 'notes\.txt'"):
        keep(root, edition(tmp_path, FIRST))
    assert [path.name for path in root.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("names", [["0=ocfl_2.0"], ["0=ocfl_1.0", "0=ocfl_1.1"], ["0=ocfl_object"]])
def test_a_root_of_another_kind_is_refused(tmp_path: Path, root: Path, names: list[str]) -> None:
    """A later OCFL may have rules that a writer of today breaks."""
    folder(root, dict.fromkeys(names, ""))
    with pytest.raises(UsageError, match="root of another kind"):
        keep(root, edition(tmp_path, FIRST))


@pytest.mark.parametrize(
    "layout",
    [None, "{", '{"extension": "0002-flat-direct-storage-layout", "description": ""}', "[]"],
)
def test_a_layout_that_is_not_known_is_refused(
    tmp_path: Path, root: Path, layout: str | None
) -> None:
    """An object in the wrong place would be lost to others (E083)."""
    folder(root, {"0=ocfl_1.1": "ocfl_1.1\n"})
    if layout is not None:
        folder(root, {"ocfl_layout.json": layout})
    with pytest.raises(UsageError, match="cannot be stored to"):
        keep(root, edition(tmp_path, FIRST))
    assert not objects(root) and not (root / "extensions").exists()


@pytest.mark.parametrize("what", ["file", "dangling"])
def test_a_file_is_no_root(tmp_path: Path, root: Path, what: str) -> None:
    """Nor a link that leads nowhere."""
    root.write_text("x") if what == "file" else root.symlink_to("nowhere")
    with pytest.raises(FangzhiError):
        keep(root, edition(tmp_path, FIRST))


def test_a_damaged_object_gets_no_version(tmp_path: Path, root: Path) -> None:
    """Whoever adds to it would hide the damage; the error names code and file."""
    keep(root, edition(tmp_path, FIRST))
    (only(root) / "v1" / "content" / "willow" / "source" / "a.txt").unlink()
    with pytest.raises(UsageError, match=r"is damaged.*: E0\d\d "):
        keep(root, edition(tmp_path, SECOND))
    assert not (only(root) / "v2").exists()


def test_another_object_in_the_place_is_refused(tmp_path: Path, root: Path) -> None:
    """The id in the inventory decides, not the folder."""
    keep(root, edition(tmp_path, FIRST))

    def change(found: dict[str, Any]) -> None:
        found["id"] = "urn:other"

    rewrite(only(root), change, "v1")
    with pytest.raises(UsageError, match="holds the object 'urn:other'"):
        keep(root, edition(tmp_path, SECOND))


def test_a_file_that_changes_meanwhile_is_not_stored(tmp_path: Path, root: Path) -> None:
    """Its bytes must be those that were read when the version was planned."""
    keep(root, edition(tmp_path, {"a": "1"}))
    with ExitStack() as stack:
        package = read_package(edition(tmp_path, {"a": "before"}), stack)
        (tmp_path / "willow" / "a").write_text("after!")
        files: dict[str, Member] = dict(package.members)
        with pytest.raises(SourceError, match="changed while it was stored"):
            list(store(root, {ID: files}, NOTE, lambda _: None))
    assert findings(root) == [] and inventory(only(root))["head"] == "v1"
    assert not (root / "extensions" / "fangzhi-work").exists()


def test_a_root_that_did_not_come_about_leaves_nothing(tmp_path: Path, root: Path) -> None:
    """Neither the root nor the folders above it stay when the first version fails."""
    deep = root / "a" / "b"
    with ExitStack() as stack:
        package = read_package(zipped(tmp_path / "x.zip", {"a": "1"}), stack)
        (tmp_path / "x.zip").write_bytes(b"other")
        with pytest.raises(SourceError):
            list(store(deep, {ID: package.members}, NOTE, lambda _: None))
    assert objects(root) == [] and not list(root.rglob(".fangzhi*"))
