"""Store PACKAGE in ROOT and die by SIGKILL at the Nth step that touches the disk (a program)."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from store.storing import keep

TOUCHING = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.truncate", "open"}


def main() -> None:
    """`killed.py ROOT PACKAGE N`; ends with 0 when there were fewer than N steps."""
    root, package, left = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])

    def count(event: str, args: tuple[object, ...]) -> None:
        nonlocal left
        writes = event != "open" or (isinstance(args[2], int) and args[2] & os.O_CREAT)
        if event in TOUCHING and writes:
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    keep(root, package)


if __name__ == "__main__":
    main()
