"""Content paths: safe on every disk, and never two files in one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.store.paths import content_paths, has_bad_elements, has_bad_ends, safe_name

NAMES = st.text(
    st.one_of(st.sampled_from("aAäÄ.~%: ßſKK"), st.characters(exclude_categories=["Cs"])),
    min_size=1,
    max_size=12,
).filter(lambda name: name not in (".", "..") and "/" not in name)
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)


def folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


@pytest.mark.parametrize(
    ("logical", "content"),
    [
        ("bag/data/tei/yunxi.xml", "bag/data/tei/yunxi.xml"),
        ("云溪/图 1.png", "云溪/图 1.png"),
        (".hidden", "%2ehidden"),
        ("a/..b", "a/%2e.b"),
        ("100%", "100%25"),
        ("a:b", "a%3ab"),
        ("end. ", "end.%20"),
        ("CON.txt", "%43ON.txt"),
        ("console", "console"),
        ("a\nb", "a%0ab"),
        ("e\u0301", "\u00e9"),
    ],
)
def test_unsafe_names_are_encoded(logical: str, content: str) -> None:
    """A path that any disk can hold stays as it is; in others only what is unsafe changes."""
    assert content_paths([logical]) == {logical: content}


def test_long_names_and_paths_are_cut() -> None:
    """A name gets a digest for its end; a path that is too deep becomes one digest."""
    name = safe_name("溪" * 300)
    assert len(name.encode()) <= 200 and name != safe_name("溪" * 299)
    deep = "/".join(["folder"] * 300)
    assert content_paths([deep])[deep].startswith("long/")


@pytest.mark.parametrize(
    "paths",
    [
        ("a/X", "a/x"),
        ("A/x", "a/y"),
        ("A", "a/x"),
        ("e\u0301", "\u00e9"),
        ("ß", "ss"),
        ("\u212a", "K"),
    ],
)
def test_what_some_disks_take_for_one_is_told_apart(paths: tuple[str, str]) -> None:
    """Names that differ in case or Unicode form alone get content paths that do not."""
    first, second = (found.split("/") for found in content_paths(paths).values())
    assert folded(first[0]) != folded(second[0]) or folded(first[-1]) != folded(second[-1])
    assert "~" in "".join(content_paths(paths).values())


@given(st.sets(PATHS, max_size=12))
def test_every_path_gets_one_of_its_own(logical: set[str]) -> None:
    """No two paths share a file, no file is a folder, on disks that fold case and Unicode too."""
    files = {path for path in logical if not any(one.startswith(f"{path}/") for one in logical)}
    found = content_paths(files)
    assert found.keys() == files
    folds = [folded(path) for path in found.values()]
    assert len(set(folds)) == len(folds)
    for path in found.values():
        assert not has_bad_ends(path) and not has_bad_elements(path)
        assert not any(other.startswith(f"{folded(path)}/") for other in folds)
        assert not set(path) & set('<>:"\\|?*')
        assert all(len(part.encode()) < 256 and part[0] != "." for part in path.split("/"))
    assert found == content_paths(sorted(files, reverse=True))
