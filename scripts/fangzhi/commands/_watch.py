"""Doing something again whenever files change. Files are looked at twice a second.

Asking the system to tell of changes would be quicker, but differs between systems and does not work
on shared folders, where archives keep their texts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from fangzhi.errors import FangzhiError
from fangzhi.voice import Voice

_PAUSE = 0.5  # seconds

Stamps = dict[Path, tuple[int, int]]


def watch_files(voice: Voice, run: Callable[[], int], watched: Callable[[], Iterable[Path]]) -> int:
    """Call `run` now and after each change of the `watched` files, until Ctrl-C.

    Gives the exit code of the last run. An error in a run is told, and the watch goes on.
    """
    code = 0
    stamps: Stamps | None = None
    try:
        while True:
            fresh = _stamps(watched())
            if fresh != stamps:
                if stamps is not None:
                    changed = sum(stamps.get(path) != fresh.get(path) for path in {*stamps, *fresh})
                    now = datetime.now().astimezone().strftime("%H:%M:%S")
                    voice.say(f"\n{now}: {changed} file{'s'[: changed > 1]} changed")
                stamps = fresh
                code = _one_run(voice, run)
                voice.say("watching; Ctrl-C ends")
            time.sleep(_PAUSE)
    except KeyboardInterrupt:
        return code


def _one_run(voice: Voice, run: Callable[[], int]) -> int:
    try:
        return run()
    except FangzhiError as error:
        worst = voice.worst
        voice.fail(error)
        voice.worst = worst  # the next run may be well; the last one decides
        return error.exit_code


def _stamps(paths: Iterable[Path]) -> Stamps:
    """When each file was last written, and its size; those that are not there are left out."""
    stamps = {}
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            continue
        stamps[path] = (status.st_mtime_ns, status.st_size)
    return stamps
