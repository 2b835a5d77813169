"""The packages from npm that these tests run: exact, with hashes, from any registry."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def load(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def test_versions_are_exact() -> None:
    """package.json states one version of each package, and it is the one in the lock."""
    wanted = load("package.json")["dependencies"]
    locked = load("package-lock.json")["packages"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_the_lock_has_hashes_and_no_address() -> None:
    """Each package in the lock has its hash, and none says from where it was fetched."""
    packages = load("package-lock.json")["packages"]
    packages.pop("")
    assert len(packages) > 100
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name
