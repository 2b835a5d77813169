"""Two simple methods to compare with: joining neighbours, and joining where a word is cut."""

from __future__ import annotations

import re

from evaluation.known import BULLETS
from fangzhi.markup import words
from fangzhi.source import width

WINDOW = 12  # blocks in either direction, about a page
HEAD = 30  # em of a head at most
NEXT = 1.0  # nats that being next is worth
_ENDED = re.compile(r"[。！？!?….][”’」』）)》】\"'¹²³⁴-⁹①-⑳]*$")
_BRACKETS = re.compile(
    rf"^[{BULLETS}]?(?:[【〔〖［].*?[】〕〗］]\s*|.{{1,20}}?(?:\u3000\u3000|  +)\s*)"
)
_DATE = re.compile("[年月日春夏秋冬]$")
_ASIDE = re.compile(r"^[（(].{1,80}[）)]$|[（(][^（(）)]{2,30}[摄供图稿][）)]$|\t|\S  +\S+  +")


def blocks(text: str, mode: str) -> list[str]:
    """The blocks of a flattened text; lines belong to one until an indent or a short line."""
    lines = [line.strip("\f") for line in text.split("\n")]
    if mode == "blocks":
        return [line.strip() for line in lines if line.strip()]
    full = sorted(width(line) for line in lines if line.strip())[len(lines) // 4 :]
    measure = full[len(full) // 2]
    found: list[str] = []
    opens = True
    for line in lines:
        content = line.strip()
        if content and (opens or line[0].isspace()):
            found.append(content)
        elif content:
            found[-1] = _glued(found[-1], content)
        opens = not content or width(line) < measure - 2
    return found


def _glued(before: str, after: str) -> str:
    if before.endswith("-"):
        return before[:-1] + after
    return f"{before} {after}" if before[-1].isascii() and after[0].isascii() else before + after


def neighbours(found: list[str]) -> list[str]:
    """A text that does not end with a sentence mark goes on in the next text."""
    texts, _ = _texts(found)
    return _paragraphs(texts, {i: i + 1 for i, text in enumerate(texts[:-1]) if _is_open(text)})


def by_words(found: list[str]) -> list[str]:
    """Open ends go on where the word that they break goes on, the likeliest pairs first."""
    texts, opening = _texts(found)
    pairs = []
    for i, text in enumerate(texts):
        for j in (
            range(max(0, i - WINDOW), min(len(texts), i + WINDOW + 1)) if _is_open(text) else ()
        ):
            if j != i and j not in opening:
                gain = words.gain(text[-words.LONGEST :], texts[j][: words.LONGEST])
                pairs.append((gain + NEXT * (j == i + 1), -abs(j - i), i, j))
    after: dict[int, int] = {}
    taken: set[int] = set()
    for gain, _, i, j in sorted(pairs, reverse=True):
        if gain > 0 and i not in after and j not in taken and not _leads(after, j, i):
            after[i] = j
            taken.add(j)
    return _paragraphs(texts, after)


def _leads(after: dict[int, int], start: int, end: int) -> bool:
    """Whether what follows `start` comes to `end`: joining them would make a ring."""
    while start != end and start in after:
        start = after[start]
    return start == end


def _texts(found: list[str]) -> tuple[list[str], set[int]]:
    """The running text without heads, and the places of texts that had a head of their own."""
    texts, opening = [], set()
    for block in found:
        head = _BRACKETS.match(block)
        if head and _DATE.search(head[0].strip()):
            head = None
        if _ASIDE.search(block) or (not head and width(block) <= HEAD and _is_open(block)):
            continue
        if head:
            opening.add(len(texts))
        texts.append(block[head.end() :] if head else block)
    kept = [(i in opening, text) for i, text in enumerate(texts) if text]
    return [text for _, text in kept], {i for i, (opens, _) in enumerate(kept) if opens}


def _is_open(text: str) -> bool:
    return not _ENDED.search(text)


def _paragraphs(texts: list[str], after: dict[int, int]) -> list[str]:
    """The texts, each with all that it goes on in."""
    found = []
    for i in sorted(set(range(len(texts))) - set(after.values())):
        whole, place = texts[i], i
        while (place := after.get(place, -1)) >= 0:
            whole = _glued(whole, texts[place])
        found.append(whole)
    return found
