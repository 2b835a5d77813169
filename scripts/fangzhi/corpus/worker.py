"""A worker process: pieces come in on standard input, outcomes go out, each a line of JSON.

It is started as `python -m fangzhi.corpus.worker MEMORY PARENT`; PARENT is 0 for one that shall not
end with the thread that started it. The first line is the order.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import sys
from typing import IO

from fangzhi.corpus import memory
from fangzhi.corpus.order import Order, Piece

COLLECTED = 4  # editions after which circles are looked for: the memory of one is not another's


def main() -> None:
    """Work until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that hands out
    most, parent = int(sys.argv[1]), int(sys.argv[2])
    if parent:
        memory.end_with_parent(parent)
    answers = _answers()
    order = Order.of_dict(json.loads(sys.stdin.readline()))
    from fangzhi.corpus.road import travel

    _warm()
    memory.limit(most)
    _say(answers, {"ready": os.getpid()})
    for number, line in enumerate(sys.stdin):
        outcome = travel(order, Piece(**json.loads(line)))
        _say(answers, outcome)
        if outcome.get("last"):
            return
        if number == 0:
            # What is there now stays: word lists and compiled schemas are no garbage.
            gc.collect()
            gc.freeze()
            gc.disable()
        elif number % COLLECTED == 0:
            gc.collect()


def _answers() -> IO[str]:
    """Where outcomes go; what anything else prints goes nowhere and cannot come between them."""
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    return stream


def _say(answers: IO[str], message: dict[str, object]) -> None:
    answers.write(json.dumps(message, ensure_ascii=True) + "\n")
    answers.flush()


def _warm() -> None:
    """Import what every edition needs, before the first has to wait for it."""
    from fangzhi import builders

    for name in builders.names():
        importlib.import_module(f"fangzhi.builders.{name}")
    importlib.import_module("fangzhi.check.run")


if __name__ == "__main__":
    main()
