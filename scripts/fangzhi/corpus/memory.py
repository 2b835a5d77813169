"""The memory of processes: how much one has, had at most, and may have."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

SLACK = 1 << 30  # bytes of addresses beyond the limit: libraries and stacks take no memory
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def of_process(number: int) -> int:
    """The bytes that a process has in memory; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{number}/statm").read_text().split()[1]) * _PAGE
    except (OSError, ValueError, IndexError):
        return 0


def of_machine() -> int:
    """The memory of this machine in bytes; 0 where it is not known."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * _PAGE
    except (ValueError, OSError, AttributeError):
        return 0


def limit(most: int) -> None:
    """Let this process have no more than about `most` bytes (0: any number)."""
    if most:
        with contextlib.suppress(ImportError, ValueError, OSError):
            import resource

            resource.setrlimit(resource.RLIMIT_AS, (most + SLACK, most + SLACK))


def begin_peak() -> None:
    """Count the most memory anew from now on, where the system can (proc(5), clear_refs)."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def peak() -> int:
    """The most bytes that this process has had in memory since `begin_peak`."""
    with contextlib.suppress(OSError, ValueError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    with contextlib.suppress(ImportError):
        import resource

        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return 0


def end_with_parent(parent: int) -> None:
    """Let this process be killed when its parent `parent` dies (Linux); at once if it has."""
    if sys.platform != "linux":
        return
    import ctypes
    import signal

    set_death_signal = 1  # prctl(2), PR_SET_PDEATHSIG
    ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
