"""Inventories altered at random: nothing raises, and the usual validator says the same."""

from __future__ import annotations

import copy
import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.store.objects import check_object
from fangzhi.store.rules import inventory_faults
from store.storing import NO_PEER, codes, folder, inventory, judged, keep, only, peer, seal

CASES = 150
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["id", "type", "digestAlgorithm", "head", "contentDirectory", "manifest", "versions", "fixity"]
)
VERSION = st.dictionaries(st.sampled_from(["created", "message", "user", "state"]), JSON)
INVENTORY = st.dictionaries(
    KEYS, JSON | st.dictionaries(st.sampled_from(["v1", "v2", "v03", "x"]), JSON | VERSION)
)
VALUES: list[Any] = [
    None, 0, 1.5, True, "", [], {}, "x", "v1", "v9", "a/b", "..", "/x", ["a", "a"], ["../x"],
    {"x": []}, {"x": 1}, ["v1/content/willow/a.txt"], "2026-01-01T00:00:00Z", "sha256", [1],
]  # fmt: skip


@given(INVENTORY | JSON)
def test_no_json_makes_the_rules_raise(found: object) -> None:
    """Whatever an inventory holds, the answer is a list of faults with codes."""
    for code, message in inventory_faults(found):
        assert code[0] in "EW" and len(code) == 4 and message


@pytest.fixture(scope="module")
def altered(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Objects with three versions, one inventory of each altered in one place, and sealed again."""
    home = tmp_path_factory.mktemp("altered")
    for text in ("one", "two", "three"):
        shutil.rmtree(home / "willow", ignore_errors=True)
        keep(home / "made", folder(home / "willow", {"a.txt": text, "below/b.txt": "same"}))
    return [alter(home / "made", home / str(number), number) for number in range(CASES)]


def alter(made: Path, root: Path, number: int) -> Path:
    chance = random.Random(number)
    place = only(Path(shutil.copytree(made, root)))
    homes = chance.choice([(place, place / "v3"), (place / "v1",), (place / "v2",)])
    found = inventory(homes[0])
    change(found, chance)
    for home in homes:
        seal(home, json.dumps(found).encode(), found)
    return place


def change(found: dict[str, Any], chance: random.Random) -> None:
    """Take a value away, put another in its place, or give it another key or a second one."""
    *way, last = chance.choice([path for path in paths(found) if path])
    target: Any = found
    for step in way:
        target = target[step]
    other = chance.choice(["x", "v4", "v03", "id", "0" * 128, str(last).upper(), str(last)[:-1]])
    match chance.randrange(4):
        case 0:
            del target[last]
        case 1 if isinstance(target, dict):
            target[other] = target.pop(last)
        case 2 if isinstance(target, dict):
            target[other] = copy.deepcopy(target[last])
        case _:
            target[last] = chance.choice(VALUES)


def paths(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield way
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from paths(value[key], (*way, key))


def test_no_altered_inventory_makes_the_verifier_raise(altered: list[Path]) -> None:
    """Most alterations are found, and none is a traceback."""
    broken = [place for place in altered if codes(check_object(place))]
    assert len(broken) > CASES * 0.7


@pytest.mark.skipif(not peer(), reason=NO_PEER)
def test_the_usual_validator_judges_them_alike(altered: list[Path]) -> None:
    """But for keys that the specification does not know: ocfl-py 2.1 takes no notice of E102."""
    compared = 0
    for place, (valid, told) in zip(altered, judged(altered), strict=True):
        ours = codes(check_object(place))
        if valid is not None and ours != {"E102"}:
            compared += 1
            assert bool(ours) is not valid, (place, ours, told)
    assert compared > CASES / 2
