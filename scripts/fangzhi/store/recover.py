"""What a killed run left of an object: a version that is whole is finished, another is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fangzhi.check.finding import Level
from fangzhi.errors import UsageError
from fangzhi.store import inventory as inventories
from fangzhi.store.inventory import NAME, Json
from fangzhi.store.objects import check_version, is_plain
from fangzhi.store.workshop import replace_file


def recover(target: Path, work: Path, tell: Callable[[str], None]) -> None:
    """Finish the version of an object that lies beyond its inventory, if there is one.

    Only under the lock. Raises `UsageError` where that version is not whole, and touches nothing.
    """
    found = _read(target)
    if found is None:
        return  # no inventory: nothing that we leave; `check_object` tells of it
    raw, inventory, agrees = found
    version = _beyond(target, inventory)
    if version is None and agrees:
        return
    version = version or inventory["head"]
    reason = _lacks(target, version, raw, inventory)
    if reason:
        if version == inventory["head"]:
            return  # a sidecar that is wrong for another reason; `check_object` tells of it
        raise UsageError(
            f"was left by a run that broke off, and is not whole: {reason}",
            where=target / version,
            remedy="move that folder away and store again",
        )
    whole = (target / version / NAME).read_bytes()
    algorithm = inventories.parse(whole)["digestAlgorithm"]
    replace_file(work, target / NAME, whole)
    beside = inventories.sidecar(whole, algorithm)
    replace_file(work, target / inventories.sidecar_name(algorithm), beside)
    tell(f"{inventory['id']}: finished {version}, which a run that broke off had left")


def _read(folder: Path) -> tuple[bytes, Json, bool] | None:
    """An inventory: its bytes, what it says, whether its sidecar agrees; `None` if it is none."""
    try:
        if not is_plain(folder / NAME):
            return None
        raw = (folder / NAME).read_bytes()
        inventory = inventories.parse(raw)
        algorithm = inventory["digestAlgorithm"]
        beside = (folder / inventories.sidecar_name(algorithm)).read_bytes()
        inventories.next_version(inventory["head"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return raw, inventory, inventories.sidecar_fault(raw, beside, algorithm) is None


def _beyond(target: Path, inventory: Json) -> str | None:
    version = inventories.next_version(inventory["head"])
    return version if (target / version).is_dir() else None


def _lacks(target: Path, version: str, raw: bytes, inventory: Json) -> str:
    """Why a version cannot become the head; empty where it can."""
    found = _read(target / version)
    if found is None or not found[2]:
        return "its inventory is not there, or its sidecar does not agree"
    own_raw, own, _ = found
    if own_raw == raw:
        return ""
    if own.get("head") != version or own.get("id") != inventory["id"]:
        return "its inventory belongs to another version or object"
    old = {name: own["versions"].get(name) for name in inventory["versions"]}
    if old != inventory["versions"]:
        return "its inventory tells another history"
    errors = [one for one in check_version(target, own, version) if one.level is Level.ERROR]
    return f"{errors[0].code} {errors[0].message}" if errors else ""
