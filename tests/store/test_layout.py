"""Where objects lie: by the examples of the registered extensions 0003 and 0004."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fangzhi.store.layout import HASHED, READABLE, read_layout, root_files

DIGEST = "3c0ff4240c1e116dba14c7627f2319b58aa3d77606d0d90dfc6161608ac987d4"
LONG = "abcdefghij" * 26
MD5 = "ff/75/53/44/92/48/5e/ab/b3/9f/86/35/67/28/88"


def root(path: Path, name: str, config: dict[str, Any] | None) -> Path:
    (path / "ocfl_layout.json").write_text(json.dumps({"extension": name, "description": "x"}))
    if config is not None:
        folder = path / "extensions" / name
        folder.mkdir(parents=True)
        (folder / "config.json").write_text(json.dumps({"extensionName": name, **config}))
    return path


@pytest.mark.parametrize(
    ("name", "config", "identifier", "place"),
    [
        (READABLE, None, "object-01", "3c0/ff4/240/object-01"),
        (READABLE, {}, "..Hor/rib:lè-$id", "373/529/21a/%2e%2eHor%2frib%3al%c3%a8-%24id"),
        (
            READABLE,
            {},
            LONG,
            f"55b/432/806/{LONG[:100]}-"
            "55b432806f4e270da0cf23815ed338742179002153cd8d896f23b3e2d8a14359",
        ),
        (
            READABLE,
            {"digestAlgorithm": "md5", "tupleSize": 2, "numberOfTuples": 15},
            "object-01",
            f"{MD5}/object-01",
        ),
        (READABLE, {"tupleSize": 0, "numberOfTuples": 0}, "object-01", "object-01"),
        (HASHED, None, "object-01", f"3c0/ff4/240/{DIGEST}"),
        (
            HASHED,
            {
                "digestAlgorithm": "md5",
                "tupleSize": 2,
                "numberOfTuples": 15,
                "shortObjectRoot": True,
            },
            "object-01",
            f"{MD5}/4e",
        ),
        (HASHED, {"tupleSize": 0, "numberOfTuples": 0}, "object-01", DIGEST),
    ],
)
def test_an_id_has_its_place(
    tmp_path: Path, name: str, config: dict[str, Any] | None, identifier: str, place: str
) -> None:
    """Both layouts give the places that their specifications give as examples."""
    assert read_layout(root(tmp_path, name, config))(identifier) == place


@pytest.mark.parametrize(
    "config",
    [
        {"tupleSize": 33},
        {"tupleSize": -1},
        {"tupleSize": True},
        {"tupleSize": 0},
        {"tupleSize": 32},
        {"digestAlgorithm": "sha3"},
        {"digestAlgorithm": None},
        {"extensionName": HASHED},
    ],
)
def test_a_config_that_is_not_allowed_is_refused(tmp_path: Path, config: dict[str, Any]) -> None:
    """A wrong place would hide an object from everybody else."""
    with pytest.raises(ValueError, match=r"config\.json"):
        read_layout(root(tmp_path, READABLE, config))


def test_a_new_root_has_the_layout_that_it_names(tmp_path: Path) -> None:
    """The files of a new root say 0003, and its declaration comes last."""
    files = root_files()
    for name, data in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert list(files)[-1] == "0=ocfl_1.1" and files["0=ocfl_1.1"] == b"ocfl_1.1\n"
    assert read_layout(tmp_path)("yunxi-2024") == "91d/30a/520/yunxi-2024"
    assert set(json.loads(files["ocfl_layout.json"])) == {"extension", "description"}
