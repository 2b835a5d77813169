"""How messages put lists, elements and near matches into words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import lru_cache

from fangzhi.tei.names import TEI, XML

_MOST = 12  # names in a list; a longer one is not read


def short_name(name: str) -> str:
    """`{namespace}local` as people write it: `xml:id`, `div`, `{other namespace}x`."""
    namespace, _, rest = name.rpartition("}")
    if namespace == "{" + XML:
        return f"xml:{rest}"
    return rest if namespace in ("", "{" + TEI) else name


def tag(name: str) -> str:
    """An element's name in a message: `<div>`."""
    return f"<{short_name(name)}>"


def listed(words: Iterable[str], last: str = "or") -> str:
    """`a, b or c`; of a long list only the beginning and the number of the others."""
    items = list(words)
    if len(items) > _MOST:
        return f"{', '.join(items[: _MOST - 1])} and {len(items) - _MOST + 1} others"
    return f" {last} ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))


@lru_cache(maxsize=1024)
def did_you_mean(word: str, known: tuple[str, ...]) -> str:
    """` (did you mean 'x'?)`, or nothing where no known word is near."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.7)
    return f" (did you mean {near[0]!r}?)" if near else ""


def shortened(text: str, most: int = 40) -> str:
    """`text` on one line and in quotes, cut after `most` characters."""
    line = " ".join(text.split())
    return repr(line if len(line) <= most else line[: most - 1] + "…")
